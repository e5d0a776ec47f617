//! Level 8, from raw sums to physics: modal amplitudes and S-parameters (`scattering`), co-located fields (`field`), mode
//! profiles (`profile`), power (`flux`), energy (`energy`), far fields (`far`), fields over time (`trace`) and what rings in them (`resonance`).

pub mod energy;
pub mod far;
pub mod field;
pub mod flux;
pub mod profile;
pub mod quantity;
pub mod resonance;
pub mod scattering;
pub mod trace;

pub use energy::energy;
pub use far::far;
pub use field::{field, permittivity_plane};
pub use flux::flux;
pub use profile::{basis_modes, port_modes};
pub use quantity::{Energy, Far, Field, Flux, PermittivityPlane, PortModes, Ringing, SParams, Trace};
pub use resonance::{Resonance, resonances, ringing};
pub use scattering::scattering;
pub use trace::trace;
