//! Exact area coverage of polygons on a rectilinear grid.
