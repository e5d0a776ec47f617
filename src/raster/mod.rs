//! Level 4, the scene on a grid: axes and their cells (`axis`, `grid`), fill fractions (`coverage`), subpixel-smoothed
//! permittivity (`smooth`).

pub mod axis;
pub mod coverage;
pub mod grid;
pub mod smooth;

pub use axis::Axis;
pub use grid::{Frame, Grid};
pub use smooth::Permittivity;
