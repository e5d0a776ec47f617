//! Level 3, the scene: shapes in order (later wins) with their permittivity, from primitives and GDS layers with a stack.

pub mod extrusion;
pub mod gds;
pub mod guides;
pub mod medium;
pub mod path;
pub mod pins;
pub mod port;
pub mod rings;
pub mod scene;
pub mod shape;
pub mod structure;

pub use extrusion::Extrusion;
pub use medium::Medium;
pub use port::{Port, PortForm};
pub use scene::Scene;
pub use shape::{Fill, Shape};
pub use structure::{Body, Structure};
