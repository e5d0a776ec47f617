//! What a run costs, known before it starts: cells, bytes, steps, seconds.

use super::{DftBox, Injection, Mixture, Plan, Pulse};
use crate::geometry::{Medium, Scene};
use crate::raster::Grid;

/// Crossings of the domain's longest side that a run may take when no time limit is given.
const CROSSINGS: f64 = 40.0;

/// Time limit of a run that has none of its own, µm/c.
pub fn patience(grid: &Grid, scene: &Scene, pulse: Pulse) -> f64 {
    pulse.duration() + CROSSINGS * crossing(grid, highest_index(scene))
}

fn crossing(grid: &Grid, index: f64) -> f64 {
    let axes = grid.axes.iter().filter(|axis| !axis.collapsed);
    let longest = axes.map(|axis| axis.nodes[axis.cells()] - axis.nodes[0]).fold(0.0, f64::max);
    index * longest
}

fn highest_index(scene: &Scene) -> f64 {
    let media = scene.structures.iter().map(|structure| &structure.medium).chain([&scene.background]);
    media.map(|medium: &Medium| medium.epsilon).fold(1.0, f64::max).sqrt()
}

/// The cost of a plan.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Cost {
    pub cells: usize,
    pub excitations: usize,
    /// Memory of the engine, bytes.
    pub bytes: u64,
    /// Steps of one excitation: the pulse and two crossings of the domain, which is when a device without resonances has
    /// decayed.
    pub steps: usize,
    /// At an assumed rate of stepping.
    pub seconds: f64,
}

impl Cost {
    /// The cost at `width` bytes per number and `rate` cells times steps per second.
    pub fn new(plan: &Plan, scene: &Scene, width: usize, rate: f64) -> Self {
        let cells = plan.grid.cells();
        let lanes = plan.grid.lanes();
        let crossings = 2.0 * crossing(&plan.grid, highest_index(scene)) / plan.dt;
        let steps = (plan.source_steps + crossings as usize).min(plan.steps);
        let excitations = plan.excitations.len();
        let seconds = (lanes * cells * steps * excitations) as f64 / rate;
        Cost { cells, excitations, bytes: (width * numbers(plan)) as u64, steps, seconds }
    }
}

/// Numbers that an engine keeps: fields (twice where they are complex), coefficients, absorbers, Fourier sums, samples, the largest excitation's sources.
pub fn numbers(plan: &Plan) -> usize {
    let [nx, ny, nz] = plan.grid.shape();
    let slabs = plan.profiles.each_ref().map(|profile| 2 * profile.slab);
    let psi = 4 * (slabs[0].min(nx) * ny * nz + nx * slabs[1] * nz + nx * ny * slabs[2]);
    let mixtures: usize = plan.mixtures.iter().map(Mixture::numbers).sum();
    let sums = plan.monitors.iter().map(|m| m.components.len() * m.frequencies.len() * DftBox::PARTS * m.points());
    let probes = plan.probes.iter().map(|probe| probe.samples(plan.steps));
    let numbers = |injection: &Injection| injection.weight.len() + injection.signal.len();
    let sources = plan.excitations.iter().map(|injections| injections.iter().map(numbers).sum());
    let coupling = 4 * plan.coupling.points.len() + 2 * plan.coupling.weight.len();
    // What is lifted of them.
    let images: usize = plan.images.iter().map(Vec::len).sum();
    let by_lane = 6 * plan.grid.points() + psi + mixtures + coupling + images + sums.sum::<usize>();
    plan.grid.lanes() * by_lane + plan.coefficients.numbers() + probes.sum::<usize>() + sources.max().unwrap_or(0)
}
