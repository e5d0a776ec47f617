//! The HDF5 file, shaped as netCDF-4.
