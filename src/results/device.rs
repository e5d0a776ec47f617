//! What a device file tells beside S: process corners, a modulator over voltage, a heater over power (docs/link.md).

use ndarray::{Array1, Array2};

use super::SParams;

/// S at process corners, all over the same wavelengths and ports. The first is nominal.
#[derive(Clone, Debug, PartialEq)]
pub struct Corners {
    pub names: Vec<String>,
    /// Width, height (nm) and temperature (K) against nominal, by corner.
    pub dw_nm: Vec<f64>,
    pub dh_nm: Vec<f64>,
    pub dt_k: Vec<f64>,
    pub sparams: Vec<SParams>,
}

/// A modulator over voltage.
#[derive(Clone, Debug, PartialEq)]
pub struct Modulator {
    /// "mzm": phase and loss of one arm of a push-pull Mach-Zehnder; "intensity": the loss of a ring or an absorber.
    pub kind: String,
    pub wavelength_um: Array1<f64>,
    /// Ascending.
    pub voltage_v: Array1<f64>,
    /// (wavelength, voltage), rad; of "mzm" alone.
    pub phase_rad: Option<Array2<f64>>,
    /// (wavelength, voltage), dB.
    pub loss_db: Array2<f64>,
}

/// A heater: the phase that an electrical power turns.
#[derive(Clone, Debug, PartialEq)]
pub struct Thermal {
    /// Ascending, from 0.
    pub power_mw: Array1<f64>,
    pub phase_rad: Array1<f64>,
}
