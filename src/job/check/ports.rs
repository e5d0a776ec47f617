//! Ports.

use super::Report;
use crate::job::medium::highest_index;
use crate::job::{Job, Port};
use crate::yee::AXES;

/// Cells that a port's source and monitor planes take to either side of it.
const CELLS_ABOUT_A_PORT: f64 = 4.0;

pub fn check(job: &Job, report: &mut Report) {
    report.names("port", job.port.iter().map(|port| port.name.as_str()));
    for (i, one) in job.port.iter().enumerate() {
        port(job, &format!("port[{i}]"), one, report);
    }
    excitation(job, report);
    margin(job, report);
}

fn port(job: &Job, path: &str, port: &Port, report: &mut Report) {
    let name = &port.name;
    if port.modes == 0 {
        let message = format!("port `{name}` has 0 modes, but needs at least 1");
        report.add(format!("{path}.modes"), message, "1 takes the fundamental mode");
    }
    for (i, size) in port.size_um.into_iter().enumerate() {
        report.positive(&format!("{path}.size_um[{i}]"), size);
    }
    if let Some(index) = port.target_index {
        report.positive(&format!("{path}.target_index"), index);
    }
    if let Some(radius) = port.bend_radius_um.filter(|radius| !radius.is_finite() || *radius == 0.0) {
        let message = format!("port `{name}` bends with a radius of {radius} µm");
        report.add(format!("{path}.bend_radius_um"), message, "leave it out where the guide is straight");
    }
    let absent = [("center_um", port.center_um.is_none()), ("facing", port.facing.is_none())];
    for (key, _) in absent.into_iter().filter(|(_, absent)| *absent && job.layout.is_none()) {
        let message = format!("port `{name}` has no `{key}`, and there is no layout with its pin");
        report.add(path, message, format!("add `{key}`, or a [layout] with a pin `{name}`"));
    }
    let flat = job.domain.flat.map(|axis| axis as usize);
    if let Some(axis) = port.facing.map(|facing| facing.axis())
        && flat == Some(axis)
    {
        let axis = AXES[axis];
        let message = format!("port `{name}` faces along {axis}, but the domain is flat along {axis}");
        report.add(format!("{path}.facing"), message, "turn the port, or choose another `domain.flat`");
    }
    if let Some(center) = port.center_um {
        place(job, path, port, center, report);
    }
}

/// Whether a port lies in the domain, with room for its planes along its own axis.
fn place(job: &Job, path: &str, port: &Port, center: [f64; 3], report: &mut Report) {
    let name = &port.name;
    let extents = job.extents();
    let flat = job.domain.flat.map(|axis| axis as usize);
    for (axis, extent) in extents.into_iter().enumerate() {
        let Some([low, high]) = extent.filter(|[low, high]| flat != Some(axis) && low < high) else {
            continue;
        };
        let room = room_um(job, axis);
        let path = format!("{path}.center_um[{axis}]");
        let (axis_name, left) = (AXES[axis], (center[axis] - low).min(high - center[axis]));
        let faces = port.facing.is_some_and(|facing| facing.axis() == axis);
        if left < 0.0 {
            let message = format!(
                "port `{name}` lies {:.3} µm outside the domain: {} is not within {low} to {high} along {axis_name}",
                -left, center[axis]
            );
            report.add(path, message, format!("move the port, or widen `domain.{axis_name}_um`"));
        } else if faces && left < room {
            let message = format!(
                "port `{name}` leaves {left:.3} µm to the domain's edge, but its source and monitor planes need {room:.3} µm"
            );
            let help = format!("move it inwards, or widen `domain.{axis_name}_um`");
            report.add(path, message, help);
        }
    }
}

/// Where no extent is given, the margin is the room that ports have.
fn margin(job: &Job, report: &mut Report) {
    let (margin, room) = (job.domain.margin_um, room_um(job, 0).max(room_um(job, 1)));
    let has_ports = !job.port.is_empty() || job.layout.is_some();
    let is_used = job.extents()[..2].contains(&None);
    if has_ports && is_used && margin > 0.0 && margin < room {
        let message = format!(
            "a margin of {margin} µm is less than the {room:.3} µm that a port's source and monitor planes need"
        );
        report.add("domain.margin_um", message, format!("give at least {:.2}", room + 0.005));
    }
}

/// Extent of a port's planes to either side of it along its axis, µm: cells of the densest material, which the guide is.
fn room_um(job: &Job, axis: usize) -> f64 {
    let graded = |cells: f64| job.spectrum.wavelength_um[0] / (cells * highest_index(job));
    let cell = match (job.grid.cells_per_wavelength, job.grid.cell_um) {
        (Some(cells), _) => graded(cells),
        (_, Some(size)) => size.per_axis()[axis],
        (None, None) => 0.0,
    };
    CELLS_ABOUT_A_PORT * cell
}

fn excitation(job: &Job, report: &mut Report) {
    if !job.source.is_empty() {
        return;
    }
    if job.layout.is_none() && job.port.is_empty() {
        let message = "there is no port and no source, so that nothing is excited";
        report.add("", message, "add [[port]] or [[source]], or a [layout] with pins");
    } else if !job.port.is_empty() && !job.port.iter().any(|port| port.excite) {
        let message = format!("none of the {} ports is excited", job.port.len());
        report.add("port[0].excite", message, "leave `excite` out of at least one of them");
    }
}
