//! What the monitors give: S-parameters, modes, fields and permittivity as plain arrays on scene axes.

use super::resonance::Resonance;
use ndarray::{Array1, Array2, Array3, Array4, Array5};
use num_complex::Complex64;

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
    /// dn_g/dλ / c, ps/(nm km); NaN in a band of one wavelength.
    pub dispersion: Array2<f64>,
    /// (∫|E|²)²/∫|E|⁴, µm².
    pub area_um2: Array2<f64>,
    /// Fraction of the energy in the window's outermost ring; above [`crate::modes::mode::EDGE`] the window does not hold the mode.
    pub edge_fraction: Array2<f64>,
    /// Names of the transverse scene axes of the profiles, e.g. ["y", "z"], and their coordinates, µm.
    pub axes: [String; 2],
    pub coordinates_um: [Array1<f64>; 2],
    /// E and H at the middle wavelength, co-located on the coordinates: name ("Ey") and (mode, axis 0, axis 1), for unit power.
    pub profiles: Vec<(String, Array3<Complex64>)>,
}

impl PortModes {
    /// Power lost along the guide, dB/cm, (wavelength, mode): it falls as e^(−2k Im(n_eff) z), k = 2π/λ.
    pub fn loss_db_per_cm(&self) -> Array2<f64> {
        let per_cm = 1e4 * 40.0 * std::f64::consts::PI * std::f64::consts::LOG10_E;
        Array2::from_shape_fn(self.n_eff.raw_dim(), |(w, m)| per_cm * self.n_eff[(w, m)].im / self.wavelength_um[w])
    }

    /// Whether the window holds each mode.
    pub fn confined(&self) -> Array2<bool> {
        self.edge_fraction.map(|&edge| edge <= crate::modes::mode::EDGE)
    }
}

/// Fourier-transformed fields of one monitor for one excitation, co-located at cell nodes, per √W of incident power.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub monitor: String,
    /// Excited port and mode, e.g. "opt1@0", or "sources".
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

/// Power through a flux monitor for one excitation, over the incident power.
#[derive(Clone, Debug, PartialEq)]
pub struct Flux {
    pub monitor: String,
    pub excitation: String,
    /// µm, ascending.
    pub wavelength_um: Array1<f64>,
    pub power: Array1<f64>,
}

/// Energy in a monitor's box for one excitation over the incident power, and the part of that power which is absorbed there (after
/// dipoles and plane waves in a box by their own unit, see [`super::flux()`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Energy {
    pub monitor: String,
    pub excitation: String,
    /// µm, ascending.
    pub wavelength_um: Array1<f64>,
    /// Mean energy over time, fs: joules per watt.
    pub electric_fs: Array1<f64>,
    pub magnetic_fs: Array1<f64>,
    pub absorbed: Array1<f64>,
}

/// What a monitor sends to the far field in one excitation; e^(−iωt), angles in the scene's axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Far {
    pub monitor: String,
    pub excitation: String,
    /// µm, ascending.
    pub wavelength_um: Array1<f64>,
    pub theta_deg: Array1<f64>,
    pub phi_deg: Array1<f64>,
    /// (wavelength, theta, phi): r e^(−ikr) E about the monitor's centre, per √W of incident power (or per unit of the sources); in 2D √r
    /// in place of r.
    pub e_theta: Array3<Complex64>,
    pub e_phi: Array3<Complex64>,
    /// Power per steradian, in 2D per radian, over the incident power.
    pub power: Array3<f64>,
    /// Into all directions.
    pub total: Array1<f64>,
}

/// Fields over time at a point, for one excitation.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    pub probe: String,
    pub excitation: String,
    /// Times of E's samples, and of H's, half a step before; empty where there are none.
    pub time_fs: Array1<f64>,
    pub time_h_fs: Array1<f64>,
    /// Component name ("Ex" … "Hz") and values, H in units of E (times η₀).
    pub components: Vec<(String, Array1<f64>)>,
}

/// The resonances that one component of a probe rings at.
#[derive(Clone, Debug, PartialEq)]
pub struct Ringing {
    pub probe: String,
    pub excitation: String,
    pub component: String,
    pub resonances: Vec<Resonance>,
}
