//! Reflection of the adiabatic absorber at normal incidence: a plane wave between conducting plates, 10.7 cells per wavelength in oxide,
//! with the absorber at one end, against a run whose end is out of reach.
//!
//! By the theory of its rise s = s_max (x/L)^3, |r| = 4! ln(1/fading)/2(2kL)^4 (Oskooi et al., Opt. Express 16, 11376 (2008); see
//! plan/absorber.rs), and on this lattice to round-off by the recursion E(i−1) = (2 − iω̃ g Δ²) E(i) − E(i+1) from the wall, with
//! g = (e^(−iωΔt/2) − ca e^(iωΔt/2))/cb at every node.

use super::Report;
use super::cpml_reflection::{BAND, plates_on, spectra};
use super::lab::{axis, is_f64};
use super::slab_guide::planned_with;
use luxel::engine::{self, cpu::Cpu};
use luxel::monitor::scattering;
use luxel::plan::Plan;
use luxel::raster::{Axis, Permittivity};
use luxel::units::TAU;
use num_complex::Complex64;

const INDEX: f64 = 1.444;
const STEP: f64 = 0.1;
const STEPS: usize = 1200;
/// Cells of the domain before the absorber, and of one whose end no wave returns from in time: at 0.7 cells per step.
const BEFORE: usize = 100;
const OUT_OF_REACH: usize = 700;
/// What is left of the amplitude there and back.
const FADING: f64 = 1e-8;

fn plan(cells: usize) -> Plan {
    let count = if cells == 0 { OUT_OF_REACH } else { BEFORE + cells };
    let x = Axis { pml: [12, cells], adiabatic: [false, true], ..axis(count, STEP, 0) };
    plates_on(x, |grid| Permittivity::uniform(grid, INDEX * INDEX), INDEX, 40, [60, 70], &BAND)
}

/// Modes of the slab of `slab_guide` against 120 cells at either end, 2.64 µm. As s goes with ε a mode fades by its group index, and the start
/// of the rise sends back |r| = s_max 3! n_g/(4 ω n_eff (2βL)^3): 4e-5 of TE0, 2e-4 of TM0. That holds where the rise is slow, over three
/// wavelengths of the mode and more; in 80 cells, 2.3 of TM0's, ten times as much comes back.
fn guide(report: &mut Report) {
    let plan = planned_with(0.022, "[boundary]\nx = 'absorber'\nabsorber_cells = 120\n");
    let mut engine = Cpu::<f64>::new(&plan, 0).unwrap();
    let recordings: Vec<_> =
        (0..2).map(|excitation| engine::run(&mut engine, &plan, excitation, &mut |_| true).unwrap()).collect();
    let s = scattering(&plan, &recordings).s;
    for (mode, name) in ["TE0", "TM0"].into_iter().enumerate() {
        // Below the −60 dB that a PML is allowed.
        report.hold(&format!("{name} of a slab, |S11|"), &engine, s[(0, 0, mode, 0, mode)].norm(), 0.0, 1e-3);
    }
}

/// k and |r| on the lattice.
fn recursion(dt: f64, cells: usize, wavelength: f64) -> (f64, f64) {
    let omega = TAU / wavelength;
    let (lattice, half) = (2.0 / dt * (0.5 * omega * dt).sin(), Complex64::cis(-0.5 * omega * dt));
    let most = 4.0 * -FADING.ln() / (INDEX * cells as f64 * STEP);
    let (mut after, mut here) = (Complex64::ZERO, Complex64::ONE);
    for back in 1..=cells {
        let depth = (cells - back) as f64 / cells as f64;
        let loss = 0.5 * dt * most * depth.powi(3);
        let (ca, cb) = ((1.0 - loss) / (1.0 + loss), dt / (INDEX * INDEX) / (1.0 + loss));
        let g = (half - ca * half.conj()) / cb;
        let before = (2.0 - Complex64::I * lattice * g * STEP * STEP) * here - after;
        (after, here) = (here, before);
    }
    // A wave in and one out between the absorber's first node and the one before it.
    let k = 2.0 / STEP * (0.5 * INDEX * lattice * STEP).asin();
    let step = Complex64::cis(k * STEP);
    let inward = (after - here / step) / (step - 1.0 / step);
    (k, ((here - inward) / inward).norm())
}

pub fn absorber_reflection(report: &mut Report) {
    guide(report);
    let far = plan(0);
    for cells in [40, 60, 80] {
        let near = plan(cells);
        for (mut engine, mut reference) in report.engines(&near).into_iter().zip(report.engines(&far)) {
            // In f32 thicker ones reflect no more than round-off.
            if cells > 40 && !is_f64(engine.as_ref()) {
                continue;
            }
            let (here, without) = (spectra(engine.as_mut(), STEPS), spectra(reference.as_mut(), STEPS));
            for (w, wavelength) in BAND.into_iter().enumerate() {
                let reflected = ((here[0][w] - without[0][w]) / without[0][w]).norm();
                let (k, exact) = recursion(near.dt, cells, wavelength);
                let name = |what: &str| format!("{cells} cells, {wavelength} µm, |r| {what}");
                // What comes back is sent out again by the other end's PML, which gives 1e-3 of it at most; f32 adds a few of its round-offs.
                let noise = if is_f64(engine.as_ref()) { 0.0 } else { 1e-6 };
                report.hold(&name("and the lattice's"), engine.as_ref(), reflected, exact, 1e-3 * exact + noise);
                if is_f64(engine.as_ref()) {
                    let length = cells as f64 * STEP;
                    let omega = TAU * INDEX / wavelength;
                    let theory = 12.0 * -FADING.ln() / (2.0 * omega * length).powi(4);
                    // Of the lattice's k, which is larger by (kΔ)²/24 at most and counts to the fourth power; and the wall's answer.
                    // The law is the leading term for a thick absorber: what 40 cells give beyond it is not bounded by this, and less.
                    let tolerance = 4.0 * (k * STEP).powi(2) / 24.0 * theory + FADING;
                    report.hold(&name("and theory's"), engine.as_ref(), reflected, theory, tolerance);
                }
            }
        }
    }
}
