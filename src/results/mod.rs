//! Level 9, what a run means: S-parameters, HDF5 (`file`, the only hdf5 import), pictures (`picture`).

pub mod file;
pub mod picture;
pub mod table;

use ndarray::{Array1, Array2, Array4, Array5};
use num_complex::Complex64;

/// Everything a result file holds; scene axes throughout.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    pub sparams: Option<SParams>,
    pub modes: Vec<PortModes>,
    pub fields: Vec<Field>,
    pub permittivity: Vec<PermittivityPlane>,
    pub run: RunInfo,
}

/// Power-normalized modal amplitudes at the ports' reference planes, e^(−iωt).
#[derive(Clone, Debug, PartialEq)]
pub struct SParams {
    /// µm, ascending.
    pub wavelength_um: Array1<f64>,
    pub ports: Vec<String>,
    /// Modes per port (the most of any port; absent ones are NaN).
    pub modes: usize,
    /// (wavelength, port_out, mode_out, port_in, mode_in); NaN where a port was not excited.
    pub s: Array5<Complex64>,
    /// Reference plane of each port: position of its plane along its own axis, µm.
    pub reference_um: Vec<f64>,
}

/// The modes of a port over wavelength.
#[derive(Clone, Debug, PartialEq)]
pub struct PortModes {
    pub port: String,
    pub wavelength_um: Array1<f64>,
    /// (wavelength, mode); Im > 0 is loss.
    pub n_eff: Array2<Complex64>,
    /// Group index, (wavelength, mode).
    pub n_g: Array2<f64>,
    pub te_fraction: Array2<f64>,
    /// Names of the transverse scene axes of the profiles, e.g. ["y", "z"], and their coordinates, µm.
    pub axes: [String; 2],
    pub coordinates_um: [Array1<f64>; 2],
    /// E and H at the middle wavelength, co-located on the coordinates: name ("Ey") and (mode, axis 0, axis 1), for unit power.
    pub profiles: Vec<(String, ndarray::Array3<Complex64>)>,
}

/// Fourier-transformed fields of one monitor for one excitation, co-located at cell nodes, per √W of incident power.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub monitor: String,
    /// Excited port and mode, e.g. "opt1@0".
    pub excitation: String,
    pub wavelength_um: Array1<f64>,
    /// Coordinates along x, y, z, µm.
    pub coordinates_um: [Array1<f64>; 3],
    /// Component name ("Ex" … "Hz") and complex values (wavelength, x, y, z); H in units of E (times η₀).
    pub components: Vec<(String, Array4<Complex64>)>,
}

/// The smoothed permittivity on a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct PermittivityPlane {
    /// Normal axis, "x", "y" or "z", and where the plane lies, µm.
    pub normal: String,
    pub at_um: f64,
    /// The two other axes in scene order, and their coordinates, µm.
    pub axes: [String; 2],
    pub coordinates_um: [Array1<f64>; 2],
    pub epsilon: Array2<f64>,
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
    /// By excitation.
    pub steps: Vec<usize>,
    pub dt_fs: f64,
    /// Energy at the end as a fraction of its peak, by excitation.
    pub decay: Vec<f64>,
    /// Why each run stopped: "decayed", "time limit", "interrupted".
    pub stopped: Vec<String>,
    pub setup_s: f64,
    pub stepping_s: f64,
    pub output_s: f64,
    pub mcell_steps_per_s: f64,
}
