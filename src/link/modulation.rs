//! What a modulator makes of the light: the loss from the power before it to the OMA behind it.
//!
//!   push-pull MZM at quadrature:  M = IL + 10 log10((r+1)/(r−1)),  (r−1)/(r+1) = sin(π Vpp / 2Vπ)
//!   ring, EAM (intensity):        M = −10 log10(T1 (1 − 1/r)),     T1 the transmission of a one
//!
//! r is the linear extinction ratio.

use super::decibel::{db, ratio};
use super::penalty::extinction_db;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Mach-Zehnder at quadrature: both levels lie about half of what passes, and OMA is counted from the average's IL.
    Mzm,
    /// Ring or electro-absorption: a one passes at the peak.
    Intensity,
}

impl Kind {
    /// dB from an extinction ratio in dB, beside the loss (IL or peak).
    pub fn modulation_db(self, er_db: f64) -> f64 {
        let r = ratio(er_db);
        match self {
            Kind::Mzm => extinction_db(r),
            Kind::Intensity => -db(1.0 - 1.0 / r),
        }
    }
}

/// Extinction ratio in dB of a push-pull MZM at quadrature, from the phase between its arms, rad peak to peak: half of which is
/// πVpp/2Vπ. Infinite at π; beyond, light comes back.
pub fn mzm_er_db(phase_pp_rad: f64) -> f64 {
    let swing = (0.5 * phase_pp_rad.abs()).min(std::f64::consts::FRAC_PI_2).sin();
    db((1.0 + swing) / (1.0 - swing))
}
