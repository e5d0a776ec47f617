//! Energy in a box and what is absorbed there, from the Fourier sums of all components at their own places:
//!
//!     W = ¼ ∫ (∂(ω̃ε)/∂ω |E|² + ∂ω̃/∂ω |H|²) dV,    P = ½ ∫ (σ cos(ωΔt/2) + ω̃ Im χ) |E|² dV
//!
//! (Landau & Lifshitz, Electrodynamics of Continuous Media 1984, §80), with the lattice's ω̃ = (2/Δt) sin(ωΔt/2) for ω, since its fields obey
//! Maxwell's equations in ω̃; loss acts on the mean of E before and after a step, cos(ωΔt/2) of it. The box ends on nodes, where points count by what of
//! their cells lies within. So P is what flows into the closed box (`flux`) to round-off where nothing absorbs on its faces (where components are
//! coupled to some 2e-5, for loss acts on their own update alone), and W of a mode its group index. What a tensor has off the diagonal is left out of W.

use ndarray::Array1;

use super::flux::share;
use super::quantity::Energy;
use super::scattering::{incident, known};
use crate::engine::Recording;
use crate::plan::{Interior, Plan};
use crate::raster::{Dispersive, Permittivity};
use crate::units::{TAU, reciprocal, to_fs};

/// Step of a difference quotient in ω, relative: errors of its square, 1e-8, and of round-off over it.
const STEP: f64 = 1e-4;

/// Energy and absorption in a monitor's box for one excitation, over the incident power (or per unit of the sources).
pub fn energy(
    plan: &Plan,
    permittivity: &Permittivity,
    interior: &Interior,
    name: &str,
    excitation: usize,
    recording: &Recording,
) -> Energy {
    let incident = incident(plan, excitation, recording);
    let monitor = &plan.monitors[interior.monitor];
    let mut rows: Vec<[f64; 4]> = Vec::new();
    for (f, &frequency) in monitor.frequencies.iter().enumerate() {
        let scale = interior.copies / known(&incident, frequency).norm_sqr();
        let [electric, magnetic, absorbed] = sums(plan, permittivity, interior, recording, f);
        rows.push([reciprocal(frequency), to_fs(electric * scale), to_fs(magnetic * scale), absorbed * scale]);
    }
    rows.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let column = |n: usize| rows.iter().map(|row| row[n]).collect::<Array1<f64>>();
    Energy {
        monitor: name.to_string(),
        excitation: plan.drive_name(excitation),
        wavelength_um: column(0),
        electric_fs: column(1),
        magnetic_fs: column(2),
        absorbed: column(3),
    }
}

/// Electric and magnetic energy and absorbed power of the sums at one frequency.
fn sums(plan: &Plan, permittivity: &Permittivity, interior: &Interior, recording: &Recording, f: usize) -> [f64; 3] {
    let monitor = &plan.monitors[interior.monitor];
    let (points, shape) = (monitor.points(), monitor.shape());
    let count = monitor.components.len();
    let omega = TAU * monitor.frequencies[f];
    let cosine = (0.5 * omega * plan.dt).cos();
    // ∂(ω̃ Re χ)/∂ω and ω̃ Im χ of each medium.
    let of = |medium: &Dispersive| {
        let part = |omega: f64| warped(omega, plan.dt) * medium.susceptibility(omega, plan.dt);
        let change = part(omega * (1.0 + STEP)).re - part(omega * (1.0 - STEP)).re;
        [change / (2.0 * STEP * omega), part(omega).im]
    };
    let media: Vec<[f64; 2]> = permittivity.dispersive.iter().map(of).collect();
    let [mut electric, mut magnetic, mut absorbed] = [0.0; 3];
    for (c, component) in monitor.components.iter().enumerate() {
        let fields = &recording.sums[interior.monitor].0[(f * count + c) * points..][..points];
        let widths = [0, 1, 2].map(|a| {
            let width = |i: usize| share(&plan.grid.axes[a], component.half()[a], i, interior.sides[a]);
            (monitor.lo[a]..monitor.hi[a]).map(width).collect::<Vec<f64>>()
        });
        for (p, field) in fields.iter().enumerate() {
            let place = [p / (shape[1] * shape[2]), p / shape[2] % shape[1], p % shape[2]];
            let square = field.norm_sqr() * (0..3).map(|a| widths[a][place[a]]).product::<f64>();
            if square == 0.0 {
                continue;
            }
            if !component.is_e() {
                magnetic += 0.25 * cosine * square;
                continue;
            }
            let (axis, point) = (component.axis(), [0, 1, 2].map(|a| monitor.lo[a] + place[a]));
            let sigma = permittivity.sigma.as_ref().map_or(0.0, |sigma| sigma[axis].at(point));
            let (mut stored, mut lost) = (permittivity.epsilon[axis].at(point) * cosine, sigma * cosine);
            for (medium, [slope, loss]) in permittivity.dispersive.iter().zip(&media) {
                let weight = medium.weight[axis].at(point);
                stored += weight * slope;
                lost += weight * loss;
            }
            electric += 0.25 * stored * square;
            absorbed += 0.5 * lost * square;
        }
    }
    [electric, magnetic, absorbed]
}

/// ω̃.
fn warped(omega: f64, dt: f64) -> f64 {
    (0.5 * omega * dt).sin() * 2.0 / dt
}
