//! Pure arithmetic on slices, one file per WGSL twin in shaders/. Everything works on one plane of constant x, so that
//! schedules alone decide the order. Imports nothing of ours.

pub mod couple;
pub mod dft;
pub mod energy;
pub mod gain;
pub mod grid;
pub mod inject;
pub mod lift;
pub mod polarize;
pub mod probe;
pub mod recall;
pub mod update_e;
pub mod update_h;
pub mod wrap;

pub use grid::{Real, Simd};
