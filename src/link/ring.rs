//! An all-pass ring: a is the amplitude left after a round trip, t the coupler's through amplitude.
//!
//!   FSR = λ²/(n_g L),  FWHM = (1−at) λ²/(π n_g L √(at)),  T = (a² − 2at cosφ + t²)/(1 − 2at cosφ + a²t²),  f_ph = c/(λQ),
//!   1/f² = 1/f_ph² + 1/f_RC².  W. Bogaerts et al., Laser Photonics Rev. 6, 47 (2012).

use std::f64::consts::PI;

use crate::units::C_UM_PER_FS;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ring {
    pub wavelength_um: f64,
    /// Group index.
    pub n_g: f64,
    /// Round trip.
    pub length_um: f64,
    pub loss_db_per_cm: f64,
    /// Through amplitude of the coupler.
    pub t: f64,
}

impl Ring {
    /// Amplitude left after a round trip.
    pub fn a(&self) -> f64 {
        10f64.powf(-self.loss_db_per_cm * self.length_um * 1e-4 / 20.0)
    }

    pub fn fsr_um(&self) -> f64 {
        self.wavelength_um.powi(2) / (self.n_g * self.length_um)
    }

    pub fn fwhm_um(&self) -> f64 {
        let at = self.a() * self.t;
        (1.0 - at) * self.fsr_um() / (PI * at.sqrt())
    }

    /// Loaded quality factor.
    pub fn q(&self) -> f64 {
        self.wavelength_um / self.fwhm_um()
    }

    /// Power passed at a round trip's phase.
    pub fn transmission(&self, phase: f64) -> f64 {
        let (a, t) = (self.a(), self.t);
        let cross = 2.0 * a * t * phase.cos();
        (a * a - cross + t * t) / (1.0 - cross + (a * t).powi(2))
    }

    /// Bandwidth that the photon lifetime leaves, GHz.
    pub fn photon_ghz(&self) -> f64 {
        const GHZ_PER_FS: f64 = 1e6;
        C_UM_PER_FS / (self.wavelength_um * self.q()) * GHZ_PER_FS
    }
}

/// Bandwidth of two limits together.
pub fn joint_ghz(photon_ghz: f64, rc_ghz: f64) -> f64 {
    1.0 / photon_ghz.recip().hypot(rc_ghz.recip())
}
