//! Frequencies of Bloch waves, by a dipole, a probe and the matrix pencil in one cell of a domain that repeats with their phase.
//!
//! In vacuum, along two axes at once, the lattice's own dispersion holds to what the pencil can tell. In a stack of silicon and silica it is
//! cos KL = cos k₁a cos k₂b − ½ (n₁/n₂ + n₂/n₁) sin k₁a sin k₂b (Yariv & Yeh, Photonics 2007, §12.2), in second order.

use super::Report;
use super::dipole::planned;
use super::lab::{is_f64, limit};
use luxel::engine::cpu::Cpu;
use luxel::engine::{self, Engine};
use luxel::monitor::{ringing, trace};
use luxel::plan::{Plan, Recorded};
use luxel::units::{TAU, to_fs};

const INDICES: [f64; 2] = [3.48, 1.444];
/// Thickness of either layer, µm.
const LAYER: f64 = 0.15;
/// Phase over a period of the stack, rad.
const PHASE: f64 = 2.2;
const LEVELS: [f64; 3] = [10.0, 15.0, 20.0];

/// The strongest resonance between two frequencies, c/µm.
fn strongest(plan: &Plan, engine: &mut dyn Engine, band: [f64; 2]) -> f64 {
    let recording = engine::run(engine, plan, 0, &mut |_| true).unwrap();
    let Recorded::Probe(probes) = &plan.recorded[0] else { return f64::NAN };
    let trace = trace(plan, probes.clone(), "p", 0, &recording);
    let heard = ringing(&trace, to_fs(plan.source_steps as f64 * plan.dt), band);
    let loudest = heard[0].resonances.iter().max_by(|a, b| a.amplitude.total_cmp(&b.amplitude));
    loudest.map_or(f64::NAN, |resonance| resonance.frequency)
}

/// A cell with a dipole and a probe off its middle.
fn cell(band: [f64; 2], size: [f64; 2], step: [f64; 2], k: [f64; 2], rest: &str) -> Plan {
    let ([x, z], [short, long]) = (size, [1.0 / band[1], 1.0 / band[0]]);
    planned(&format!(
        "name = 'cell'\nrun.max_time_fs = 200\nspectrum.wavelength_um = [{short}, {long}]\n{rest}\
         [domain]\nflat = 'y'\nx_um = [0, {x}]\ny_um = [0, 1]\nz_um = [0, {z}]\n[grid]\ncell_um = [{}, 0.1, {}]\n\
         [boundary]\nx = 'bloch'\nz = 'bloch'\nbloch_rad_um = [{}, 0, {}]\n\
         [[source]]\ndipole = {{ center_um = [{}, 0.5, {}], component = 'Ey' }}\n\
         [[monitor]]\nname = 'p'\nkind = 'probe'\ncenter_um = [{}, 0.5, {}]\ncomponents = ['Ey']\n",
        step[0],
        step[1],
        k[0],
        k[1],
        0.3 * x,
        0.2 * z,
        0.6 * x,
        0.3 * z
    ))
}

/// Frequencies of the stack's bands, c/µm: where the two sides of its dispersion cross, bisected.
fn stack_bands(highest: f64) -> Vec<f64> {
    let [n, m] = INDICES;
    let difference = |f: f64| {
        let [k, q] = INDICES.map(|index| TAU * f * index * LAYER);
        k.cos() * q.cos() - 0.5 * (n / m + m / n) * k.sin() * q.sin() - PHASE.cos()
    };
    let step = 1e-3;
    let starts = (1..(highest / step) as usize).map(|i| i as f64 * step);
    let crossing = starts.filter(|&f| difference(f).signum() != difference(f + step).signum());
    let bisected = |mut low: f64| {
        let mut high = low + step;
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            let same = difference(middle).signum() == difference(low).signum();
            (low, high) = if same { (middle, high) } else { (low, middle) };
        }
        low
    };
    crossing.map(bisected).collect()
}

pub fn bloch_bands(report: &mut Report) {
    vacuum(report);
    let rest = format!(
        "stack.background = 'low'\n[material]\nhigh.index = {}\nlow.index = {}\n\
         [[structure]]\nmaterial = 'high'\ngeometry.cuboid = {{ x_um = [-9, 9], y_um = [-9, 9], z_um = [0, {LAYER}] }}\n",
        INDICES[0], INDICES[1]
    );
    for (number, &exact) in stack_bands(0.9).iter().enumerate() {
        let band = [0.9 * exact, 1.1 * exact];
        let plan = |cells: f64| {
            let step = LAYER / cells;
            cell(band, [4.0 * step, 2.0 * LAYER], [step; 2], [0.0, PHASE / (2.0 * LAYER)], &rest)
        };
        let name = format!("band {} of a stack: f / exact", number + 1);
        // The lattice's dispersion where the index is highest: a bound, since the time step takes part of it away.
        let shift = |cells: f64| (TAU * exact * INDICES[0] * LAYER / cells).powi(2) / 24.0;
        let coarse = plan(LEVELS[0]);
        for mut engine in report.engines(&coarse) {
            let found = strongest(&coarse, engine.as_mut(), band);
            report.hold(
                &format!("{name}, {} cells a layer", LEVELS[0]),
                engine.as_ref(),
                found / exact,
                1.0,
                shift(LEVELS[0]),
            );
        }
        let plans = LEVELS.map(plan);
        let mut engines = plans.each_ref().map(|plan| Cpu::<f64>::new(plan, 0).unwrap());
        let found = [0, 1, 2].map(|i| strongest(&plans[i], &mut engines[i], band) / exact);
        let limit = limit(LEVELS.map(|cells| 1.0 / cells), 2, found);
        // Terms of sixth order: the fourth power of what the second is the square of, and a few times that.
        report.hold(&format!("{name}, limit of three grids"), &engines[2], limit, 1.0, 10.0 * shift(LEVELS[0]).powi(2));
    }
}

/// A wave at an angle to both axes.
fn vacuum(report: &mut Report) {
    let (size, step, k) = ([0.4, 0.5], [0.05, 0.025], [3.0, -5.0]);
    let band = [0.85, 1.0];
    let plan = cell(band, size, step, k, "stack.background = 'air'\n");
    let lattice: f64 = (0..2).map(|a| ((0.5 * k[a] * step[a]).sin() / step[a]).powi(2)).sum();
    let exact = 2.0 / plan.dt * (plan.dt * lattice.sqrt()).asin() / TAU;
    for mut engine in report.engines(&plan) {
        let found = strongest(&plan, engine.as_mut(), band);
        // The pencil's own error in a signal of some thousand samples, f64 and f32.
        let tolerance = if is_f64(engine.as_ref()) { 1e-9 } else { 1e-5 };
        report.hold("vacuum, along two axes: f / lattice's", engine.as_ref(), found / exact, 1.0, tolerance);
    }
}
