//! What changes a base material: free carriers, an electric field (Pockels), heat. Pure functions from the cause to the change of
//! index or permittivity.

pub mod carriers;
pub mod pockels;
pub mod thermo;

pub use carriers::{CarrierChange, CarrierModel};
pub use pockels::Pockels;
