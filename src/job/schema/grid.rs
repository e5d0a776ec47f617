//! `[grid]`: the cells, by material, of one size, or node by node.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Job;

/// Either `cells_per_wavelength` (graded by material, snapped to interfaces) or `cell_um` (uniform), along the axes whose nodes are not given.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GridSpec {
    /// Least cells per wavelength in each material, at the band's shortest wavelength.
    #[serde(default)]
    pub cells_per_wavelength: Option<f64>,
    /// Cell size, µm: one number, or one per axis.
    #[serde(default)]
    pub cell_um: Option<CellSize>,
    /// Nodes of one's own.
    #[serde(default)]
    pub nodes_um: Nodes,
    /// Largest ratio of neighbouring steps in a graded grid.
    #[serde(default = "growth")]
    pub max_growth: f64,
    /// Boxes with finer steps in a graded grid.
    #[serde(default)]
    pub refine: Vec<Refine>,
    /// How interfaces within cells are averaged.
    #[serde(default)]
    pub smoothing: Smoothing,
    /// Time step as a fraction of the stability limit.
    #[serde(default = "courant")]
    pub courant: f64,
}

/// How interfaces within cells are averaged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Smoothing {
    /// The whole tensor, which couples the components of E.
    #[default]
    Coupled,
    /// Its diagonal: faster, of first order where E crosses strong walls that are oblique or curved.
    Diagonal,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum CellSize {
    Uniform(f64),
    PerAxis([f64; 3]),
}

impl CellSize {
    pub fn per_axis(self) -> [f64; 3] {
        match self {
            CellSize::Uniform(step) => [step; 3],
            CellSize::PerAxis(steps) => steps,
        }
    }
}

/// Planes that bound the cells along an axis, ascending, µm: another solver's grid, say. The first and the last are the domain's
/// ends; the absorber goes on with the last steps.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nodes {
    /// Along x, µm.
    #[serde(default)]
    pub x: Vec<f64>,
    /// Along y, likewise.
    #[serde(default)]
    pub y: Vec<f64>,
    /// Along z, likewise.
    #[serde(default)]
    pub z: Vec<f64>,
}

impl Nodes {
    /// By axis; empty where they are not given.
    pub fn by_axis(&self) -> [&[f64]; 3] {
        [&self.x, &self.y, &self.z]
    }
}

/// Finer steps where a box reaches along an axis, across the whole domain: the grid is rectilinear.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refine {
    /// From and to along x, µm; without it the steps along x stay as they are.
    #[serde(default)]
    pub x_um: Option<[f64; 2]>,
    /// From and to along y, likewise.
    #[serde(default)]
    pub y_um: Option<[f64; 2]>,
    /// From and to along z, likewise.
    #[serde(default)]
    pub z_um: Option<[f64; 2]>,
    /// Largest step in it, µm: one number, or one per axis.
    #[serde(default)]
    pub cell_um: Option<CellSize>,
    /// Or least cells per wavelength in each material in it.
    #[serde(default)]
    pub cells_per_wavelength: Option<f64>,
}

impl Job {
    /// The extents along x, y, z that the job gives, by its nodes or its domain, µm.
    pub fn extents(&self) -> [Option<[f64; 2]>; 3] {
        let domain = [self.domain.x_um, self.domain.y_um, self.domain.z_um];
        let nodes = self.grid.nodes_um.by_axis();
        [0, 1, 2].map(|axis| match nodes[axis] {
            [first, .., last] => Some([*first, *last]),
            _ => domain[axis],
        })
    }
}

fn growth() -> f64 {
    1.4
}

fn courant() -> f64 {
    0.99
}
