//! Level 4, the scene on a grid: its box (`extent`), what asks for small cells (`features`), the nodes (`nodes`, `refine`,
//! `sizing`), axes and grid (`axis`, `grid`), planes of symmetry (`mirror`); fill fractions (`coverage`), averages over them (`slab`), subpixel-smoothed permittivity (`smooth`), kept
//! by row (`codebook`).

pub mod axis;
pub mod codebook;
pub mod coupling;
pub mod coverage;
mod extent;
mod features;
pub mod grid;
mod kottke;
pub mod mirror;
mod nodes;
mod refine;
mod sizing;
mod slab;
pub mod smooth;

pub use axis::Axis;
pub use codebook::Codebook;
pub use coupling::Coupling;
pub use grid::{Frame, Grid};
pub use smooth::{Dispersive, Permittivity};
