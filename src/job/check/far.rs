//! Directions of far fields.

use super::Report;
use crate::job::{AngleRange, Angles, AxisName, Job, Monitor, MonitorKind};
use crate::yee::AXES;

pub fn check(job: &Job, path: &str, monitor: &Monitor, report: &mut Report) {
    let flat = job.domain.flat;
    if monitor.kind == MonitorKind::Far && job.boundary.ends().as_flattened().iter().any(|wall| wall.repeats()) {
        let message =
            format!("far monitor `{}` in a domain that repeats, whose far field is orders alone", monitor.name);
        report.add(format!("{path}.kind"), message, "end the domain with \"pml\", or use flux");
    }
    let in_plane = |range: [f64; 2]| if flat.is_some() { [-360.0, 360.0] } else { range };
    let keys = [
        ("theta_deg", &monitor.theta_deg, in_plane([0.0, 180.0]), flat == Some(AxisName::Z)),
        ("phi_deg", &monitor.phi_deg, [-360.0, 360.0], flat.is_some_and(|axis| axis != AxisName::Z)),
    ];
    for (key, angles, range, fixed) in keys {
        let (Some(angles), path, name) = (angles, format!("{path}.{key}"), &monitor.name) else { continue };
        if monitor.kind != MonitorKind::Far {
            let message = format!("monitor `{name}` has `{key}`, which goes with far fields");
            report.add(path, message, "leave it out, or set kind = \"far\"");
        } else if let (true, Some(axis)) = (fixed, flat) {
            let other = if key == "phi_deg" { "theta_deg" } else { "phi_deg" };
            let message = format!(
                "far monitor `{name}` has `{key}`, but the domain is flat along {}, so that directions lie in one plane",
                AXES[axis as usize]
            );
            report.add(path, message, format!("give the angles in that plane as `{other}`"));
        } else {
            values(&path, angles, range, report);
        }
    }
}

fn values(path: &str, angles: &Angles, [low, high]: [f64; 2], report: &mut Report) {
    match angles {
        &Angles::Range(AngleRange { from, to, points }) => {
            report.ascending(path, [from, to]);
            if points < 2 {
                report.add(format!("{path}.points"), format!("`{path}` has {points} points"), "give 2 or more");
            }
        }
        Angles::Each(all) if all.is_empty() => {
            report.add(path, format!("`{path}` has no angle"), "leave it out for all directions");
        }
        Angles::Each(_) => {}
    }
    let ends = match angles {
        &Angles::Range(AngleRange { from, to, .. }) => vec![from, to],
        Angles::Each(all) => all.clone(),
    };
    // The first one that lies beyond stands for all.
    if let Some(beyond) = ends.into_iter().find(|angle| !(low..=high).contains(angle)) {
        let message = format!("`{path}` has {beyond}°, but must lie between {low}° and {high}°");
        report.add(path, message, "theta is the angle from +z, phi the one about it from +x towards +y");
    }
}
