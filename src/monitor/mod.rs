//! Level 8, from raw sums to physics: modal amplitudes and S-parameters (`scattering`), co-located fields (`field`), mode
//! profiles (`profile`).

pub mod field;
pub mod profile;
pub mod quantity;
pub mod scattering;

pub use field::{field, permittivity_plane};
pub use profile::{basis_modes, port_modes};
pub use quantity::{Field, PermittivityPlane, PortModes, SParams};
pub use scattering::scattering;
