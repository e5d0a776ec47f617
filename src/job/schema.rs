//! The job file as types. Every key, unit and default is stated here and nowhere else; `luxel schema` prints it.

mod boundary;
mod grid;
mod material;
mod source;

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use boundary::{Boundary, Parity, Symmetry, Wall, Walls};
pub use grid::{CellSize, GridSpec, Nodes, Refine, Smoothing};
pub use material::{Debye, Drude, Lorentz, Material};
pub use source::*;

/// A simulation: a layout or primitives, a stack, ports, a band.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// Name of the job; results are written to `<name>.h5` beside the job file unless `-o` says otherwise.
    pub name: String,
    pub spectrum: Spectrum,
    /// GDSII layout; its layers become structures by the stack.
    #[serde(default)]
    pub layout: Option<Layout>,
    #[serde(default)]
    pub stack: Stack,
    /// Primitives, placed after the layout's layers; later ones win where they overlap.
    #[serde(default)]
    pub structure: Vec<Structure>,
    #[serde(default)]
    pub domain: Domain,
    pub grid: GridSpec,
    #[serde(default)]
    pub boundary: Boundary,
    #[serde(default)]
    pub symmetry: Symmetry,
    /// Ports; those of a layout with pins need only a name, or nothing at all.
    #[serde(default)]
    pub port: Vec<Port>,
    /// Dipoles and plane waves.
    #[serde(default)]
    pub source: Vec<Source>,
    /// What to record.
    #[serde(default)]
    pub monitor: Vec<Monitor>,
    #[serde(default)]
    pub run: Run,
    /// Materials by name; they come before the library's.
    #[serde(default)]
    pub material: BTreeMap<String, Material>,
    /// Folder that material files are relative to: the job file's, set by whoever read it.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// The band, as vacuum wavelengths.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spectrum {
    /// Shortest and longest vacuum wavelength, µm.
    pub wavelength_um: [f64; 2],
    /// Wavelengths in the results, evenly spaced, both ends included.
    #[serde(default = "eleven")]
    pub points: usize,
    /// Whether media disperse. Without it each is taken with its index at the middle of the band, which is faster where much of the
    /// domain disperses; metals need it.
    #[serde(default)]
    pub dispersion: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// GDSII file, relative to the job file.
    pub gds: PathBuf,
    /// Cell to simulate; without it the file's only top cell.
    #[serde(default)]
    pub cell: Option<String>,
    /// Layer and datatype that hold pins (SiEPIC: a short path across the guide's end, with a text label).
    #[serde(default = "siepic_pins")]
    pub pins: [i16; 2],
}

/// Materials by height, for the layout's layers.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// Material wherever nothing else is.
    #[serde(default = "air")]
    pub background: String,
    /// Layers of the layout; later ones win where they overlap. Those that a device does not use are left out with a warning.
    #[serde(default)]
    pub layer: Vec<Layer>,
}

/// What a layer of the layout is made of.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Layer and datatype in the layout.
    pub gds: [i16; 2],
    /// Name of its material.
    pub material: String,
    /// Bottom and top, µm.
    pub z_um: [f64; 2],
    /// Angle between sidewall and substrate: 90 is vertical, less is wider at the bottom.
    #[serde(default = "ninety")]
    pub sidewall_deg: f64,
    /// Height at which the drawn width holds.
    #[serde(default)]
    pub drawn_at: DrawnAt,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DrawnAt {
    Bottom,
    #[default]
    Middle,
    Top,
}

/// A solid of one material.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Structure {
    /// Name of its material.
    pub material: String,
    /// Shape and place, µm.
    pub geometry: Geometry,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Geometry {
    /// Axis-aligned block.
    Cuboid {
        /// From and to, µm.
        x_um: [f64; 2],
        /// From and to, µm.
        y_um: [f64; 2],
        /// From and to, µm.
        z_um: [f64; 2],
    },
    /// Circular cylinder about an axis.
    Cylinder {
        /// Centre, µm.
        center_um: [f64; 3],
        /// Radius, µm.
        radius_um: f64,
        /// Length along its axis, µm.
        length_um: f64,
        /// The axis it runs along.
        axis: AxisName,
    },
    Sphere {
        /// Centre, µm.
        center_um: [f64; 3],
        /// Radius, µm.
        radius_um: f64,
    },
    /// Polygon in the x-y plane, extruded.
    Polygon {
        /// Corners (x, y) in order, µm, without repeating the first.
        points_um: Vec<[f64; 2]>,
        /// Bottom and top, µm.
        z_um: [f64; 2],
        /// Angle between sidewall and substrate: 90 is vertical, less is wider at the bottom.
        #[serde(default = "ninety")]
        sidewall_deg: f64,
        /// Height at which the drawn width holds.
        #[serde(default)]
        drawn_at: DrawnAt,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AxisName {
    X,
    Y,
    Z,
}

/// The simulated box without its absorbers, which are added outside.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// Extent along x, µm; without it that of the ports' windows and of the layout, less guides that leave by ports, or without
    /// ports that of the structures; and the margin.
    #[serde(default)]
    pub x_um: Option<[f64; 2]>,
    /// Extent along y, likewise.
    #[serde(default)]
    pub y_um: Option<[f64; 2]>,
    /// Extent along z, µm; without it that of the ports' windows, or without ports of the structures, and the margin.
    #[serde(default)]
    pub z_um: Option<[f64; 2]>,
    /// Space between ports or structures and the absorber where no extent is given, µm.
    #[serde(default = "one")]
    pub margin_um: f64,
    /// A 2D simulation: the axis along which nothing varies; the scene is cut at the middle of its extent.
    #[serde(default)]
    pub flat: Option<AxisName>,
}

/// Where a guide enters. Its plane is the reference plane of the S-parameters.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Port {
    /// Name in the S-matrix, and of the layout's pin where it has one.
    pub name: String,
    /// Centre, µm; without it the layout's pin of this name.
    #[serde(default)]
    pub center_um: Option<[f64; 3]>,
    /// Outward direction, away from the device; without it the layout's pin's.
    #[serde(default)]
    pub facing: Option<Facing>,
    /// Width (in the layout plane, or along the first transverse axis) and height of the mode window, µm.
    #[serde(default = "port_size")]
    pub size_um: [f64; 2],
    /// Modes in the S-matrix, by falling effective index.
    #[serde(default = "one_mode")]
    pub modes: usize,
    /// The modes nearest this index instead of those of highest index: above a substrate that guides as well.
    #[serde(default)]
    pub target_index: Option<f64>,
    /// Absorbing cells within each edge of the mode window, for modes that leak. `luxel modes` gives their loss; a run launches and
    /// measures the modes of the same window closed.
    #[serde(default)]
    pub pml_cells: usize,
    /// Radius in the layout plane that the guide bends with at the port, µm; its modes are the bend's, n_eff at the port's centre.
    /// Positive where the centre of curvature lies towards +y (ports facing ±x) or +x (others), negative on the other side.
    #[serde(default)]
    pub bend_radius_um: Option<f64>,
    /// Whether the port is excited in its turn.
    #[serde(default = "yes")]
    pub excite: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum Facing {
    #[serde(rename = "-x")]
    MinusX,
    #[serde(rename = "+x")]
    PlusX,
    #[serde(rename = "-y")]
    MinusY,
    #[serde(rename = "+y")]
    PlusY,
    #[serde(rename = "-z")]
    MinusZ,
    #[serde(rename = "+z")]
    PlusZ,
}

impl Facing {
    pub fn new(axis: usize, positive: bool) -> Self {
        use Facing::*;
        [[MinusX, PlusX], [MinusY, PlusY], [MinusZ, PlusZ]][axis][positive as usize]
    }

    pub fn axis(self) -> usize {
        self as usize / 2
    }

    pub fn positive(self) -> bool {
        self as usize % 2 == 1
    }
}

/// When a run ends and what it runs on.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Stop when the field energy has fallen to this fraction of its peak and the ports' spectra have settled.
    #[serde(default = "decay")]
    pub decay: f64,
    /// Stop at this simulated time at the latest, fs; without it 40 crossings of the domain and the pulse.
    #[serde(default)]
    pub max_time_fs: Option<f64>,
    /// `auto` takes a hardware GPU if there is one, else the CPU.
    #[serde(default)]
    pub engine: EngineChoice,
    /// Of the fields.
    #[serde(default)]
    pub precision: Precision,
    /// CPU threads; 0 takes all.
    #[serde(default)]
    pub threads: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum EngineChoice {
    /// A hardware GPU if there is one, else the CPU.
    #[default]
    Auto,
    Gpu,
    Cpu,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    #[default]
    F32,
    F64,
}

impl Job {
    /// Whether a source stays on, so that the run has no end but its time limit.
    pub fn stays_on(&self) -> bool {
        self.source.iter().any(|source| matches!(source, Source::Dipole { cw: Some(_), .. }))
    }

    /// Whether a plane wave along an axis starts from a plane: the domain repeats along all axes across it.
    pub fn is_sheet(&self, direction: Facing) -> bool {
        let flat = self.domain.flat.map(|axis| axis as usize);
        let mut across = (0..3).filter(|&axis| axis != direction.axis() && flat != Some(axis));
        across.all(|axis| self.boundary.ends()[axis][0].repeats())
    }

    /// Wavelengths of the results, µm, ascending.
    pub fn wavelengths(&self) -> Vec<f64> {
        let [short, long] = self.spectrum.wavelength_um;
        let steps = self.spectrum.points.max(2) - 1;
        let all = (0..self.spectrum.points).map(|n| short + (long - short) * n as f64 / steps as f64);
        if self.spectrum.points == 1 { vec![0.5 * (short + long)] } else { all.collect() }
    }
}

macro_rules! by_serde_default {
    ($($name:ident),*) => {$(
        impl Default for $name {
            fn default() -> Self {
                // Every field of these tables has a serde default, so an empty table is the one home of them all.
                toml::from_str("").expect("all fields have defaults")
            }
        }
    )*};
}
by_serde_default!(Stack, Domain, Boundary, Symmetry, Run);

fn eleven() -> usize {
    11
}
fn siepic_pins() -> [i16; 2] {
    [1, 10]
}
fn air() -> String {
    "air".into()
}
fn ninety() -> f64 {
    90.0
}
fn one() -> f64 {
    1.0
}
fn port_size() -> [f64; 2] {
    [2.0, 1.5]
}
fn one_mode() -> usize {
    1
}
fn yes() -> bool {
    true
}
fn decay() -> f64 {
    1e-5
}
