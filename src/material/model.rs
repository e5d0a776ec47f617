//! Relative permittivity as pole-residue pairs, e^(−iωt), ω = 2π/λ in 1/µm (c = 1):
//!
//!   ε(ω) = ε∞ + iσ/ω + Σ [ c/(−iω − a) + c*/(−iω − a*) ],   Re a ≤ 0.
//!
//! σ is a conductivity times η₀, in 1/µm. A pole on the real axis is its own conjugate and counts twice, so c is half its residue
//! (Han, Dutton & Fan, IEEE Microw. Wirel. Compon. Lett. 16, 119 (2006), for the pairs). Drude, Lorentz, Debye and Sellmeier are
//! special cases and exact: Taflove & Hagness 2005, §9.2.

use num_complex::Complex64;

use super::passivity;
use crate::units::{TAU, from_fs};

/// ħc in eV·µm (exact by the definitions of the SI): ω in 1/µm of a photon energy in eV is E/ħc.
pub const HBAR_C_EV_UM: f64 = 0.197_326_980_459_302_5;

/// A pole a and the residue c of a conjugate pair, both in 1/µm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pole {
    pub a: Complex64,
    pub c: Complex64,
}

impl Pole {
    /// The pair's χ at an angular frequency in 1/µm.
    pub fn susceptibility(self, omega: f64) -> Complex64 {
        let p = Complex64::new(0.0, -omega);
        self.c / (p - self.a) + self.c.conj() / (p - self.a.conj())
    }
}

/// A medium's relative permittivity at every frequency.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Relative permittivity at frequencies above all poles.
    pub epsilon_inf: f64,
    /// Conductivity times η₀, 1/µm.
    pub sigma: f64,
    pub poles: Vec<Pole>,
}

/// Where a model would amplify, and how strongly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    pub wavelength_um: f64,
    /// Im ε there, below 0; −∞ for a pole that grows by itself.
    pub im_epsilon: f64,
}

impl Model {
    /// No dispersion, no loss.
    pub fn constant(epsilon: f64) -> Self {
        Model { epsilon_inf: epsilon, sigma: 0.0, poles: Vec::new() }
    }

    /// ε = ε∞ + Σ B λ²/(λ² − C²), pairs of B and C (µm): lossless poles at ω₀ = 2π/C.
    pub fn sellmeier(epsilon_inf: f64, terms: &[[f64; 2]]) -> Self {
        terms.iter().fold(Model::constant(epsilon_inf), |model, &[b, c]| model.with_resonance(b, TAU / c, 0.0))
    }

    /// Adds a Drude term −ωp²/(ω² + iγω), plasma energy ħωp and damping ħγ in eV, γ > 0: a conductivity ωp²/γ and a pole at −γ.
    pub fn with_drude(mut self, plasma_ev: f64, damping_ev: f64) -> Self {
        let [plasma, damping] = [plasma_ev, damping_ev].map(|energy| energy / HBAR_C_EV_UM);
        let sigma = plasma * plasma / damping;
        self.sigma += sigma;
        self.poles.push(real_pole(-damping, -sigma));
        self
    }

    /// Adds a Lorentz term Δε ω₀²/(ω₀² − ω² − iγω), ħω₀ and ħγ (full width at half maximum of Im ε) in eV.
    pub fn with_lorentz(self, strength: f64, resonance_ev: f64, damping_ev: f64) -> Self {
        self.with_resonance(strength, resonance_ev / HBAR_C_EV_UM, damping_ev / HBAR_C_EV_UM)
    }

    /// Adds a Debye term Δε/(1 − iωτ), relaxation time τ in fs.
    pub fn with_debye(mut self, strength: f64, relaxation_fs: f64) -> Self {
        let rate = 1.0 / from_fs(relaxation_fs);
        self.poles.push(real_pole(-rate, strength * rate));
        self
    }

    /// A Lorentz term by ω₀ and γ in 1/µm.
    fn with_resonance(mut self, strength: f64, omega: f64, gamma: f64) -> Self {
        let weight = strength * omega * omega;
        let [half, square] = [0.5 * gamma, omega * omega - 0.25 * gamma * gamma];
        // Critical damping is a double pole, which pairs approach to second order in their distance.
        let distance = square.abs().sqrt().max(1e-6 * omega);
        if square >= 0.0 {
            let (a, c) = (Complex64::new(-half, distance), Complex64::new(0.0, -0.5 * weight / distance));
            self.poles.push(Pole { a, c });
        } else {
            let residue = 0.5 * weight / distance;
            // The slower pole as ω₀²/(γ/2 + s): the difference γ/2 − s would lose digits.
            self.poles.push(real_pole(-omega * omega / (half + distance), residue));
            self.poles.push(real_pole(-half - distance, -residue));
        }
        self
    }

    /// Relative permittivity at ω = 2π/λ, 1/µm.
    pub fn epsilon(&self, omega: f64) -> Complex64 {
        let conductivity = if self.sigma == 0.0 { 0.0 } else { self.sigma / omega };
        let start = Complex64::new(self.epsilon_inf, conductivity);
        self.poles.iter().fold(start, |sum, pole| sum + pole.susceptibility(omega))
    }

    /// dε/dω at ω, µm.
    pub fn derivative(&self, omega: f64) -> Complex64 {
        let (i, p) = (Complex64::I, Complex64::new(0.0, -omega));
        let conductivity = if self.sigma == 0.0 { 0.0 } else { -self.sigma / (omega * omega) };
        let slope = |a: Complex64, c: Complex64| i * c / ((p - a) * (p - a));
        let start = Complex64::new(0.0, conductivity);
        self.poles.iter().fold(start, |sum, &Pole { a, c }| sum + slope(a, c) + slope(a.conj(), c.conj()))
    }

    /// Complex refractive index n + ik at a vacuum wavelength in µm.
    pub fn index(&self, wavelength_um: f64) -> Complex64 {
        root(self.epsilon(TAU / wavelength_um))
    }

    /// The worst gain between two vacuum wavelengths in µm; `None` for a model that is passive there.
    pub fn gain(&self, wavelength_um: [f64; 2]) -> Option<Gain> {
        passivity::gain(self, wavelength_um)
    }

    /// The worst gain at any wavelength. A model that amplifies anywhere makes a run diverge, whatever its band.
    pub fn gain_anywhere(&self) -> Option<Gain> {
        passivity::gain_anywhere(self)
    }
}

/// The refractive index of a permittivity: the root that decays along its way, k ≥ 0.
pub fn root(epsilon: Complex64) -> Complex64 {
    let index = epsilon.sqrt();
    if index.im < 0.0 { -index } else { index }
}

fn real_pole(a: f64, residue: f64) -> Pole {
    Pole { a: a.into(), c: (0.5 * residue).into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OMEGAS: [f64; 5] = [0.01, 0.7, 4.0, 12.3, 200.0];

    fn near(found: Complex64, wanted: Complex64, relative: f64) {
        let error = (found - wanted).norm() / wanted.norm();
        assert!(error <= relative, "{found} is not {wanted}: {error:e}");
    }

    #[test]
    fn hbar_c_is_of_the_definitions() {
        // h = 6.62607015e-34 J s, e = 1.602176634e-19 C, c = 299792458 m/s, 1e6 µm/m.
        let hbar_c = 6.626_070_15e-34 / TAU * 299_792_458.0 * 1e6 / 1.602_176_634e-19;
        assert!((hbar_c / HBAR_C_EV_UM - 1.0).abs() < 1e-14);
    }

    #[test]
    fn drude_lorentz_and_debye_are_their_formulas() {
        let i = Complex64::I;
        for omega in OMEGAS {
            let [plasma, gamma] = [9.0 / HBAR_C_EV_UM, 0.05 / HBAR_C_EV_UM];
            let drude = 1.0 - plasma * plasma / (omega * omega + i * gamma * omega);
            near(Model::constant(1.0).with_drude(9.0, 0.05).epsilon(omega), drude, 1e-12);
            let tau = from_fs(3.0);
            near(Model::constant(2.0).with_debye(1.5, 3.0).epsilon(omega), 2.0 + 1.5 / (1.0 - i * omega * tau), 1e-14);
            // Under- and overdamped, lossless, and critically damped: terms 1e6 times their sum cancel to 1e-10 there.
            for (damping, tolerance) in [(0.1, 1e-13), (7.0, 1e-13), (0.0, 1e-13), (5.0, 1e-9)] {
                let [w, g] = [2.5 / HBAR_C_EV_UM, damping / HBAR_C_EV_UM];
                let lorentz = 1.0 + 3.0 * w * w / (w * w - omega * omega - i * g * omega);
                near(Model::constant(1.0).with_lorentz(3.0, 2.5, damping).epsilon(omega), lorentz, tolerance);
            }
        }
    }

    #[test]
    fn sellmeier_is_lossless_and_its_own_formula() {
        let model = Model::sellmeier(1.0, &[[0.7, 0.07], [0.9, 9.9]]);
        for wavelength in [0.5_f64, 1.55, 3.0] {
            let square = wavelength * wavelength;
            let wanted = 1.0 + 0.7 * square / (square - 0.0049) + 0.9 * square / (square - 98.01);
            let found = model.epsilon(TAU / wavelength);
            assert_eq!(found.im, 0.0);
            assert!((found.re - wanted).abs() < 1e-13, "{found} {wanted}");
        }
    }

    #[test]
    fn the_derivative_is_that_of_epsilon() {
        let model = Model::sellmeier(1.5, &[[0.7, 0.2]]).with_drude(3.0, 0.2).with_debye(1.0, 2.0);
        for omega in [0.7_f64, 4.0, 12.3] {
            // Central differences: h² ε'''/6 and round-off over h, both under 1e-8 of ε' here.
            let h = 1e-4 * omega;
            let difference = (model.epsilon(omega + h) - model.epsilon(omega - h)) / (2.0 * h);
            near(model.derivative(omega), difference, 1e-6);
        }
    }

    #[test]
    fn the_root_decays() {
        assert_eq!(root(Complex64::new(-4.0, 0.0)), Complex64::new(0.0, 2.0));
        assert_eq!(root(Complex64::new(-4.0, -0.0)), Complex64::new(0.0, 2.0));
    }
}
