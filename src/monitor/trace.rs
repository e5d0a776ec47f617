//! Probes as results: fields over time at points of the scene, as the pulse made them.

use ndarray::Array1;

use super::quantity::Trace;
use crate::engine::Recording;
use crate::plan::Plan;
use crate::units::to_fs;

/// The components of a monitor, which are these probes of the plan, for one excitation.
pub fn trace(
    plan: &Plan,
    probes: std::ops::Range<usize>,
    name: &str,
    excitation: usize,
    recording: &Recording,
) -> Trace {
    let times = |electric: bool| -> Array1<f64> {
        let probe = probes.clone().find(|&p| plan.probes[p].component.is_e() == electric);
        let samples = probe.map_or(0, |p| recording.probes[p].len());
        (0..samples).map(|n| to_fs(plan.probes[probe.unwrap_or(0)].time(n, plan.dt))).collect()
    };
    let component = |p: usize| {
        let component = plan.grid.frame.component_to_scene(plan.probes[p].component);
        (component.name().to_string(), Array1::from(recording.probes[p].clone()))
    };
    Trace {
        probe: name.to_string(),
        excitation: plan.drive_name(excitation),
        time_fs: times(true),
        time_h_fs: times(false),
        components: probes.clone().map(component).collect(),
    }
}
