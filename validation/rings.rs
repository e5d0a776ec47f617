//! 2D rings that stand alone: complex resonances by a dipole, a probe and the matrix pencil, against the exact solution (refs B3:
//! roots of the dispersion relation in Bessel and Hankel functions, 1e-9).
//!
//! A dipole on the x axis drives the one of each pair of modes that is even across it. Most of the error of f is the lattice's own
//! dispersion, (2πnfΔ)²/24 at most. Ez lies along all walls, and its error is of second order. Hz's E crosses them, where the
//! diagonal of the smoothed tensor alone leaves a part of first order: Q is off by 4.0, −0.8, −1.2, −1.1, −0.9, −0.7 % at 20, 40, 60, 80,
//! 120, 160 cells per µm. So the limits of three grids are taken in Δ² for Ez and in Δ for Hz.

use super::Report;
use super::dipole::planned;
use super::lab::limit;
use luxel::engine::{self, Engine, cpu::Cpu};
use luxel::monitor::{Resonance, ringing, trace};
use luxel::plan::{Plan, Recorded};
use luxel::units::{TAU, to_fs};

struct Ring {
    name: &'static str,
    component: &'static str,
    /// Wavelengths about the mode, µm.
    band: [f64; 2],
    /// Frequency (c/µm) and Q.
    exact: [f64; 2],
    /// Grids whose limit is taken, cells per µm, and the power of Δ that their error begins with.
    levels: [f64; 3],
    power: i32,
}

const COARSE: f64 = 20.0;
const INDEX: f64 = 2.85;

/// r 0.75–1.25 µm, n = 2.85 in 1.444.
const RINGS: [Ring; 2] = [
    Ring {
        name: "Hz, m = 10",
        component: "Hz",
        band: [1.5, 1.7],
        exact: [0.627_114_476_26, 415.210_13],
        levels: [40.0, 60.0, 80.0],
        power: 1,
    },
    Ring {
        name: "Ez, m = 10",
        component: "Ez",
        band: [1.63, 1.8],
        exact: [0.584_603_449_606, 765.530_29],
        levels: [30.0, 40.0, 60.0],
        power: 2,
    },
];

fn ring(component: &str, [short, long]: [f64; 2], cells_per_um: f64) -> Plan {
    planned(&format!(
        "name = 'ring'\nspectrum.wavelength_um = [{short}, {long}]\nrun.max_time_fs = 500\nstack.background = 'clad'\n\
         [domain]\nflat = 'z'\nx_um = [-2, 2]\ny_um = [-2, 2]\nz_um = [0, 1]\n[grid]\ncell_um = {}\n\
         [material]\nclad.index = 1.444\ncore.index = 2.85\n\
         [[structure]]\nmaterial = 'core'\ngeometry.cylinder = {{ center_um = [0, 0, 0.5], radius_um = 1.25, length_um = 9, axis = 'z' }}\n\
         [[structure]]\nmaterial = 'clad'\ngeometry.cylinder = {{ center_um = [0, 0, 0.5], radius_um = 0.75, length_um = 9, axis = 'z' }}\n\
         [[source]]\ndipole = {{ center_um = [1.05, 0, 0.5], component = '{component}' }}\n\
         [[monitor]]\nname = 'p'\nkind = 'probe'\ncenter_um = [-0.95, 0, 0.5]\ncomponents = ['{component}']\n",
        1.0 / cells_per_um
    ))
}

/// The strongest resonance in a band.
pub fn strongest(plan: &Plan, engine: &mut dyn Engine, [short, long]: [f64; 2]) -> Option<Resonance> {
    let recording = engine::run(engine, plan, 0, &mut |_| true).unwrap();
    let Recorded::Probe(probes) = &plan.recorded[0] else { return None };
    let trace = trace(plan, probes.clone(), "p", 0, &recording);
    let heard = ringing(&trace, to_fs(plan.source_steps as f64 * plan.dt), [1.0 / long, 1.0 / short]);
    heard[0].resonances.iter().copied().max_by(|a, b| a.amplitude.total_cmp(&b.amplitude))
}

pub fn rings(report: &mut Report) {
    for Ring { name, component, band, exact, levels, power } in &RINGS {
        let coarse = ring(component, *band, COARSE);
        // Of the core's index in the lattice at the coarsest grid: a bound, since the time step takes part of it away.
        let shift = (TAU * exact[0] * INDEX / COARSE).powi(2) / 24.0;
        for mut engine in report.engines(&coarse) {
            let found = strongest(&coarse, engine.as_mut(), *band).unwrap();
            report.hold(
                &format!("{name}: f / exact, {COARSE} cells/µm"),
                engine.as_ref(),
                found.frequency / exact[0],
                1.0,
                shift,
            );
            // From m = 9 to 10 Q grows nine times as fast as f (refs B3), and the smoothing adds as much as one.
            report.hold(
                &format!("{name}: Q / exact, {COARSE} cells/µm"),
                engine.as_ref(),
                found.q / exact[1],
                1.0,
                10.0 * shift,
            );
            // Round-off of f32 in a signal of some thousand samples.
            report.hold(&format!("{name}: error told of f"), engine.as_ref(), found.error, 0.0, 1e-5);
        }
        let plans = levels.map(|cells| ring(component, *band, cells));
        let found = plans.each_ref().map(|plan| {
            let found = strongest(plan, &mut Cpu::<f64>::new(plan, 0).unwrap(), *band).unwrap();
            [found.frequency / exact[0], found.q / exact[1]]
        });
        let engine = Cpu::<f64>::new(&plans[2], 0).unwrap();
        let steps = levels.map(|cells| 1.0 / cells);
        let [f, q] = [0, 1].map(|part| limit(steps, *power, found.map(|pair| pair[part])));
        for (part, of) in ["f", "Q"].into_iter().enumerate() {
            report.converges(&format!("{name}: {of}"), &steps, &found.map(|pair| pair[part]));
        }
        // What is irregular in a grid's figure, by where walls fall among its points (1e-5 of f, 2e-4 of Q), comes up to 20 times.
        report.hold(&format!("{name}: f / exact, limit of three grids"), &engine, f, 1.0, 2e-4);
        report.hold(&format!("{name}: Q / exact, limit of three grids"), &engine, q, 1.0, 4e-3);
    }
}
