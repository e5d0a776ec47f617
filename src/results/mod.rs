//! Level 9, what a run means: S-parameters, HDF5 (`file`, the only hdf5 import), other tools' formats (`export`), pictures
//! (`picture`).

mod device;
pub mod export;
pub mod file;
pub mod picture;
pub mod recorded;
pub mod table;

pub use device::{Corners, Modulator, Thermal};

pub use crate::monitor::{Energy, Far, Field, Flux, PermittivityPlane, PortModes, Ringing, SParams, Trace};

/// Everything a result file holds; scene axes throughout.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    pub sparams: Option<SParams>,
    pub modes: Vec<PortModes>,
    pub fields: Vec<Field>,
    pub flux: Vec<Flux>,
    pub far: Vec<Far>,
    pub energy: Vec<Energy>,
    pub traces: Vec<Trace>,
    pub ringing: Vec<Ringing>,
    pub permittivity: Vec<PermittivityPlane>,
    pub corners: Option<Corners>,
    pub modulator: Option<Modulator>,
    pub thermal: Option<Thermal>,
    pub run: RunInfo,
}

/// How the answer was obtained.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RunInfo {
    /// The job file, verbatim.
    pub job: String,
    pub name: String,
    pub version: String,
    pub engine: String,
    pub adapter: String,
    pub precision: String,
    pub cells: usize,
    /// Cells along the scene's x, y, z.
    pub shape: [usize; 3],
    /// Where the domain was halved: "even", "odd" or "none" for x, y, z, and where the plane lies, µm. Empty without planes.
    pub symmetry: Vec<String>,
    pub symmetry_um: Vec<f64>,
    /// By excitation.
    pub steps: Vec<usize>,
    pub dt_fs: f64,
    /// Energy at the end as a fraction of its peak, by excitation.
    pub decay: Vec<f64>,
    /// Why each run stopped: "decayed", "time limit", "interrupted".
    pub stopped: Vec<String>,
    /// Excitations that an interruption or an error left no time for.
    pub not_run: Vec<String>,
    /// Set-up in all, and its part before modes and plan: layout, grid, permittivity.
    pub setup_s: f64,
    pub raster_s: f64,
    pub stepping_s: f64,
    pub output_s: f64,
    pub mcell_steps_per_s: f64,
}

impl RunInfo {
    /// Planes of symmetry: axis, parity and place, µm. Fields and permittivity are of the half above each.
    pub fn mirrors(&self) -> impl Iterator<Item = (usize, &str, f64)> {
        let planes = self.symmetry.iter().zip(&self.symmetry_um).enumerate();
        planes.filter(|(_, (parity, _))| *parity != "none").map(|(axis, (parity, at))| (axis, parity.as_str(), *at))
    }
}
