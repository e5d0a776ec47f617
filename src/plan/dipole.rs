//! Point dipoles: a current moment j(t) = dp/dt at a point, ε ∂E/∂t = ∇×H − j δ(r − r₀), and its magnetic dual
//! ∂H/∂t = −∇×E − j δ(r − r₀). The delta function is 1/V on the cells of the nearest points, weighted (`point`).

use num_complex::Complex64;

use super::point::{Spread, spread};
use super::pulse::Pulse;
use super::source::points;
use super::{Coefficients, Injection};
use crate::job::Cw;
use crate::raster::Grid;
use crate::units::{TAU, from_fs, reciprocal};
use crate::yee::Component;

/// A dipole on the grid: what it drives, its points, and its current's complex amplitude.
#[derive(Clone, Debug)]
pub struct Dipole {
    pub component: Component,
    pub at: [f64; 3],
    pub amplitude: Complex64,
}

/// A current over time: the same for all dipoles of an excitation.
#[derive(Clone, Copy, Debug)]
pub enum Current {
    /// The band's pulse times ω/ω₀: it moves no charge in the end, which would leave a static field behind.
    Pulse(Pulse),
    /// cos ωt behind a rise as sin²; for so many steps.
    Cw(Cw, usize),
}

impl Current {
    /// Values at times (n + offset) Δt of a current of this complex amplitude.
    pub fn signal(self, dt: f64, offset: f64, amplitude: Complex64) -> Vec<f64> {
        match self {
            Current::Pulse(pulse) => pulse.shaped(dt, offset, |omega| amplitude * (omega / (TAU * pulse.center))),
            Current::Cw(cw, steps) => {
                let (omega, rise) = (TAU * reciprocal(cw.wavelength_um), from_fs(cw.rise_fs));
                let value = |n: usize| {
                    let t = (n as f64 + offset) * dt;
                    let height = (0.25 * TAU * (t / rise).clamp(0.0, 1.0)).sin().powi(2);
                    height * (amplitude * Complex64::cis(-omega * t)).re
                };
                (0..steps).map(value).collect()
            }
        }
    }

    /// Fourier transform of the current of unit amplitude at frequencies in c/µm.
    pub fn spectrum(self, dt: f64, frequencies: &[f64]) -> Vec<(f64, Complex64)> {
        spectrum(&self.signal(dt, 0.5, Complex64::ONE), dt, 0.5, frequencies)
    }
}

/// Σ s(n) e^(iωt) Δt over values at t = (n + offset) Δt.
pub fn spectrum(signal: &[f64], dt: f64, offset: f64, frequencies: &[f64]) -> Vec<(f64, Complex64)> {
    let term = |f: f64, (n, s): (usize, &f64)| Complex64::cis(TAU * f * (n as f64 + offset) * dt) * s * dt;
    frequencies.iter().map(|&f| (f, signal.iter().enumerate().map(|one| term(f, one)).sum())).collect()
}

/// A dipole's injection.
pub fn injection(grid: &Grid, dipole: &Dipole, current: Current, dt: f64, coefficients: &Coefficients) -> Injection {
    let (component, half) = (dipole.component, dipole.component.half());
    let Spread { lo, hi, mut weight } = spread(grid, component, dipole.at);
    for (weight, point) in weight.iter_mut().zip(points((lo, hi))) {
        let volume: f64 = (0..3).map(|a| grid.axes[a].width(point[a], half[a])).product();
        let step = if component.is_e() { coefficients.cb(component.axis(), point) } else { dt };
        // On a plane of symmetry the other half of it is its image's.
        *weight *= -step / volume / grid.copies();
    }
    // E goes from n to n + 1 in step n, H from n − ½ to n + ½.
    let offset = if component.is_e() { 0.5 } else { 0.0 };
    Injection::new(component, lo, hi, weight, current.signal(dt, offset, dipole.amplitude))
}
