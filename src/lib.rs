//! luxel: a field solver for integrated photonics. From a job file to S-parameters, one direction only:
//! job -> geometry -> raster -> modes -> plan -> engine -> monitor -> results (docs/architecture.md).
//!
//! Inside: lengths in µm, c = ε₀ = μ₀ = 1, frequency f = 1/λ, e^(−iωt), H stored times η₀ (docs/conventions.md).

pub mod units; // level 0
pub mod yee;

pub mod material; // 1

pub mod job; // 2

pub mod geometry; // 3

pub mod raster; // 4

pub mod modes; // 5

pub mod plan; // 6

pub mod kernel; // K

pub mod engine; // 7

pub mod monitor; // 8

pub mod results; // 9

pub mod link; // 10

#[path = "../validation/mod.rs"]
pub mod validation; // 10: cases see the library as its users do

pub mod cli; // 11

extern crate self as luxel;
