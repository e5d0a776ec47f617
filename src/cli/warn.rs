//! What is no error and worth a word before a job runs.

use super::screen::note;
use crate::geometry::{Scene, Structure};
use crate::modes::mode::EDGE;
use crate::plan::Plan;
use crate::raster::{Axis, Grid, Permittivity};
use crate::units::TAU;
use crate::yee::AXES;

/// What of a layout may lie outside of a domain before it is worth a word, µm.
const CUT_UM: f64 = 0.05;
/// Power in the outermost tenth of a mode's window: with 0.019 a nitride guide of 4 µm lost 0.13 dB to its port's.
const NEAR_EDGE: f64 = 0.01;

/// What of a layout and its stack is not in the run.
pub fn of_layout(scene: &Scene, grid: &Grid) {
    for problem in &scene.layout.unused {
        note!("warning: {} ({}), so that the run is without it; {}", problem.message, problem.path, problem.help);
    }
    let along = |axis: usize| &grid.axes[grid.frame.lattice_axis(axis)];
    if let Some([x, y]) = scene.layout.extent {
        of_cut("x", along(0), x);
        of_cut("y", along(1), y);
    }
    of_heights(scene.layers(), along(2));
}

/// What lies beside the domain and beside the guides that leave by ports.
fn of_cut(name: &str, axis: &Axis, [low, high]: [f64; 2]) {
    let [lo, hi] = axis.inside();
    let beside = (!axis.mirror && low < lo - CUT_UM) || high > hi + CUT_UM;
    if beside && !axis.collapsed && axis.period.is_none() {
        note!(
            "warning: the layout reaches from {low:.3} to {high:.3} µm along {name}, the domain from {lo:.3} to {hi:.3} µm: what is cut there \
             runs straight on through the absorber; widen domain.{name}_um if the device needs it"
        );
    }
}

/// Layers above or below the domain, or all of them missed by the cut of one that is flat along z.
fn of_heights(layers: &[Structure], axis: &Axis) {
    let heights = || layers.iter().map(|layer| (layer, layer.bounds()[2]));
    let ([lo, hi], cut) = (axis.inside(), axis.coordinate(0, true));
    if axis.collapsed {
        if !layers.is_empty() && !heights().any(|(_, [low, high])| (low..=high).contains(&cut)) {
            note!(
                "warning: the scene is cut at z = {cut:.3} µm, where no layer of the layout is: give domain.z_um with its middle in one"
            );
        }
        return;
    }
    for (layer, [low, high]) in heights().filter(|(_, [low, high])| *high <= lo || *low >= hi) {
        note!(
            "warning: the layer of {} from {low} to {high} µm lies outside the domain, {lo:.3} to {hi:.3} µm along z; widen domain.z_um to have \
             it in the run",
            layer.medium.name
        );
    }
}

/// Modes that reach the edge of their window at either end of the band: their index and power are the window's as much as the guide's.
pub fn of_edges(plan: &Plan) {
    for port in &plan.ports {
        let ends = [0, plan.band.len() - 1].map(|f| port.basis.at(TAU * plan.band[f]));
        for (m, (one, other)) in ends[0].iter().zip(&ends[1]).enumerate() {
            of_edge(&port.port.name, m, one.edge_fraction.max(other.edge_fraction));
        }
    }
}

pub fn of_edge(port: &str, mode: usize, edge_fraction: f64) {
    if edge_fraction > NEAR_EDGE {
        let much = if edge_fraction > EDGE { "more than a guided mode has" } else { "which can cost a tenth of a dB" };
        note!(
            "warning: mode {mode} of port `{port}` has {edge_fraction:.3} of its power at the edge of its window, {much}: enlarge the port's \
             size_um (or make it smaller, where another guide is in it), or ask for fewer modes"
        );
    }
}

/// Guides that do not go on as they are from their port to the absorber, through which the domain's edge runs on: the source's wave is not
/// theirs, and what leaves is reflected.
pub fn of_guides(plan: &Plan, permittivity: &Permittivity) {
    for port in &plan.ports {
        let middle = TAU * plan.band[plan.band.len() / 2];
        let Some(beyond) = port.changes(&plan.grid, permittivity, middle) else { continue };
        let (axis, along) = (&plan.grid.axes[port.section.axis], plan.grid.frame.0[port.section.axis]);
        let end = axis.inside()[usize::from(port.positive)];
        note!(
            "warning: the guide at port `{}` ends or changes {beyond:.3} µm beyond it, where its source and the absorber need it as it is at the \
             port: continue it to {} = {end:.2} µm",
            port.port.name,
            AXES[along]
        );
    }
}
