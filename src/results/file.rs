//! The HDF5 file, shaped as netCDF-4: named dimensions with coordinates and units, one group per kind of result. Read by
//! h5py, xarray and netCDF4. The only module that knows HDF5.

mod device;
mod dimension;
mod excited;
mod far;
mod read;
mod record;
mod spectra;
mod write;

pub use read::{names, read, read_device, read_field, read_modes, read_permittivity, read_run, read_sparams};
pub use record::terahertz;
pub use write::write;

use std::path::{Path, PathBuf};

/// What went wrong with a result file, and which file.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct FileError {
    pub path: PathBuf,
    #[source]
    pub problem: FileProblem,
}

#[derive(Debug, thiserror::Error)]
pub enum FileProblem {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("HDF5: {0}")]
    Hdf5(#[from] hdf5::Error),
    #[error("it holds no `{wanted}`, only {present}")]
    Missing { wanted: String, present: String },
    #[error("`{variable}` has shape {found:?}, its coordinates ({dimensions}) have {expected:?}: give both the same")]
    Shape { variable: String, dimensions: String, found: Vec<usize>, expected: Vec<usize> },
    #[error(
        "monitor `{monitor}` has other {what} for excitation `{excitation}` than for `{first}`: record the same for all"
    )]
    Differs { monitor: String, what: &'static str, excitation: String, first: String },
    #[error("`{0}` cannot name a group of the file: use a name without `/` that is not empty")]
    Name(String),
    #[error("`{item}` of the run is not readable: {source}")]
    Run { item: String, source: serde_json::Error },
}

impl FileProblem {
    fn at(self, path: &Path) -> FileError {
        FileError { path: path.to_path_buf(), problem: self }
    }
}
