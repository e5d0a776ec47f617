//! Ports in the scene: from the job, or from the layout's pins.

use crate::job::Facing;

/// A port with everything resolved, in scene axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Port {
    pub name: String,
    /// Centre, µm.
    pub center: [f64; 3],
    /// Outward direction.
    pub facing: Facing,
    /// Mode window: extent along x, y, z, µm; 0 along the port's own axis.
    pub size: [f64; 3],
    pub modes: usize,
    pub excite: bool,
}
