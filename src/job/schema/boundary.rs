//! What ends the domain: walls, absorbers, planes of symmetry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What ends the domain: an absorber (pml, or absorber) outside it, a perfect electric conductor (pec) or a perfect magnetic one (pmc); or
/// it repeats (periodic, bloch).
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Boundary {
    /// Both ends of x, or `[low, high]`.
    #[serde(default)]
    pub x: Walls,
    /// Both ends of y, or `[low, high]`.
    #[serde(default)]
    pub y: Walls,
    /// Both ends of z, or `[low, high]`.
    #[serde(default)]
    pub z: Walls,
    /// Cells of each pml.
    #[serde(default = "pml_cells")]
    pub pml_cells: usize,
    /// Cells of each adiabatic absorber. What it reflects falls with the fourth power of its thickness: 40 cells at ten per wavelength
    /// −87 dB.
    #[serde(default = "absorber_cells")]
    pub absorber_cells: usize,
    /// Bloch vector along x, y, z, rad/µm: fields advance by k L over the period L of an axis whose ends are `bloch`. Without it that of
    /// the job's tilted plane wave at the middle of the band.
    #[serde(default)]
    pub bloch_rad_um: Option<[f64; 3]>,
}

impl Boundary {
    /// At the low and the high end of x, y, z.
    pub fn ends(&self) -> [[Wall; 2]; 3] {
        [self.x, self.y, self.z].map(Walls::ends)
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Walls {
    Both(Wall),
    Each([Wall; 2]),
}

impl Default for Walls {
    fn default() -> Self {
        Walls::Both(Wall::default())
    }
}

impl Walls {
    /// At the low and the high end.
    pub fn ends(self) -> [Wall; 2] {
        match self {
            Walls::Both(wall) => [wall; 2],
            Walls::Each(walls) => walls,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Wall {
    /// Convolutional perfectly matched layer.
    #[default]
    Pml,
    /// Adiabatic absorber: media that conduct more and more, and go on as they are at the domain's edge. It must be thicker than a pml, by
    /// several wavelengths, but takes power from every wave alike: for guides that bend or tilt at the edge and waves whose phase runs backwards.
    Absorber,
    /// Perfect electric conductor.
    Pec,
    /// Perfect magnetic conductor.
    Pmc,
    /// The domain repeats along the axis, fields and all; both ends, and the axis' extent is given.
    Periodic,
    /// It repeats with fields that advance by a phase (see `bloch_rad_um`), in complex numbers.
    Bloch,
}

impl Wall {
    /// Whether the domain goes on beyond it as it began.
    pub fn repeats(self) -> bool {
        matches!(self, Wall::Periodic | Wall::Bloch)
    }
}

/// Planes of mirror symmetry. The job describes the whole device; only what lies above each plane is simulated, in half the cells, and
/// only modes of the given symmetry exist. Ports on a plane are centred on it; those above it have `excite = false`, since their images
/// would be excited too; those below are left out. Sources are centred on the plane; monitors of flux, far fields and energy are centred on
/// it, and count the image, or lie above it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Symmetry {
    /// About the plane normal to x. `"odd"`: E along the plane is odd in x, the plane an electric wall (Tidy3D and Meep −1, Lumerical
    /// anti-symmetric): TE0 about an upright plane along its guide, TM0 about a horizontal one. `"even"`: E along the plane is even,
    /// the plane a magnetic wall (+1, symmetric): TM0 about the upright plane, TE0 about the horizontal one.
    #[serde(default)]
    pub x: Option<Parity>,
    /// About the plane normal to y, likewise.
    #[serde(default)]
    pub y: Option<Parity>,
    /// About the plane normal to z, likewise.
    #[serde(default)]
    pub z: Option<Parity>,
    /// Where the plane normal to x lies, µm; without it the middle of the domain.
    #[serde(default)]
    pub x_um: Option<f64>,
    /// Where the plane normal to y lies, likewise.
    #[serde(default)]
    pub y_um: Option<f64>,
    /// Where the plane normal to z lies, likewise.
    #[serde(default)]
    pub z_um: Option<f64>,
}

impl Symmetry {
    /// About the planes normal to x, y, z, and where the job puts these.
    pub fn planes(&self) -> [(Option<Parity>, Option<f64>); 3] {
        [(self.x, self.x_um), (self.y, self.y_um), (self.z, self.z_um)]
    }
}

/// Of E along a plane of symmetry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Parity {
    Even,
    Odd,
}

fn pml_cells() -> usize {
    12
}
fn absorber_cells() -> usize {
    40
}
