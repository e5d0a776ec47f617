//! Plans made by hand.

use luxel::engine::{self, Engine};
use luxel::geometry::Scene;
use luxel::job::Smoothing;
use luxel::monitor::{SParams, scattering};
use luxel::plan::{Coefficients, Injection, Plan, Profile, absorber, coefficients, cpml, polarization};
use luxel::raster::{Axis, Frame, Grid, Permittivity};
use luxel::units::TAU;

/// A uniform axis of `cells` cells, `pml` of them absorbing at either end.
pub fn axis(cells: usize, step: f64, pml: usize) -> Axis {
    Axis { pml: [pml; 2], ..Axis::new((0..=cells).map(|i| i as f64 * step).collect()) }
}

/// An axis whose steps swing by ±30 % of their mean, to tell graded updates from uniform ones.
pub fn graded(cells: usize, length: f64) -> Axis {
    let swing = |t: f64| t + 0.3 / TAU * (TAU * t).sin();
    Axis::new((0..=cells).map(|i| length * swing(i as f64 / cells as f64)).collect())
}

/// The largest of values that are not negative; NaN if one is.
pub fn largest(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |most, value| if value.is_nan() || value > most { value } else { most })
}

/// The value at step 0 of the parabola through three steps' values, in the step to a power.
pub fn limit(steps: [f64; 3], power: i32, values: [f64; 3]) -> f64 {
    let x = steps.map(|step| step.powi(power));
    let weight = |i: usize| (0..3).filter(|&j| j != i).map(|j| x[j] / (x[j] - x[i])).product::<f64>();
    (0..3).map(|i| weight(i) * values[i]).sum()
}

/// The axis that a 2D grid lacks.
pub fn flat() -> Axis {
    Axis { collapsed: true, ..Axis::new(vec![0.0, 1.0]) }
}

/// A plan without sources and monitors; `index` is what the absorbers are made for, at 1.55 µm.
pub fn plan(axes: [Axis; 3], permittivity: impl FnOnce(&Grid) -> Permittivity, index: f64) -> Plan {
    plan_on(Grid { frame: Frame([0, 1, 2]), axes }, permittivity, index)
}

/// The same on a grid in any frame.
pub fn plan_on(grid: Grid, permittivity: impl FnOnce(&Grid) -> Permittivity, index: f64) -> Plan {
    let permittivity = permittivity(&grid);
    let dt = 0.99 * coefficients::stability_limit(&grid, &permittivity);
    let absorbs = cpml::Absorber { index, omega: TAU / 1.55, dt };
    let coefficients = Coefficients::new(&grid, &absorber::conducting(&grid, &permittivity, absorbs), dt);
    let mixtures = polarization::mixtures(&grid, &permittivity, &coefficients, dt);
    let profiles: [Profile; 3] = [0, 1, 2].map(|a| cpml::profile(&grid.axes[a], absorbs));
    let images = [true, false].map(|electric| luxel::plan::wrap::images(&grid, electric, &[true; 6]));
    Plan {
        grid,
        dt,
        courant: 0.99,
        images,
        active: [true; 6],
        coefficients,
        coupling: permittivity.coupling,
        mixtures,
        profiles,
        excitations: vec![Vec::new()],
        monitors: Vec::new(),
        probes: Vec::new(),
        recorded: Vec::new(),
        sample_every: 1,
        steps: 1_000_000,
        source_steps: 0,
        decay: 1e-5,
        ports: Vec::new(),
        drives: Vec::new(),
        band: Vec::new(),
    }
}

/// The scene on the grid, with the whole smoothed tensor or its diagonal alone.
pub fn smoothed(scene: &Scene, grid: &Grid, smoothing: Smoothing) -> Permittivity {
    match smoothing {
        Smoothing::Coupled => Permittivity::coupled(scene, grid),
        Smoothing::Diagonal => Permittivity::new(scene, grid),
    }
}

/// A plan's single source.
pub fn with_source(mut plan: Plan, injection: Injection) -> Plan {
    plan.source_steps = injection.signal.len();
    plan.excitations = vec![vec![injection]];
    plan
}

/// S of a plan, every excitation in its turn.
pub fn scattered(plan: &Plan, engine: &mut dyn Engine) -> SParams {
    let recordings: Vec<_> = (0..plan.drives.len())
        .map(|excitation| engine::run(engine, plan, excitation, &mut |_| true).unwrap())
        .collect();
    scattering(plan, &recordings)
}

/// Whether an engine computes in f64.
pub fn is_f64(engine: &dyn Engine) -> bool {
    engine.identity().precision == "f64"
}
