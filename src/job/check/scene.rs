//! Stack and structures.

use super::Report;
use crate::job::{Geometry, Job};

pub fn check(job: &Job, report: &mut Report) {
    layers(job, report);
    for (i, structure) in job.structure.iter().enumerate() {
        geometry(&format!("structure[{i}].geometry"), &structure.geometry, report);
    }
}

fn layers(job: &Job, report: &mut Report) {
    for (i, layer) in job.stack.layer.iter().enumerate() {
        report.ascending(&format!("stack.layer[{i}].z_um"), layer.z_um);
        report.sidewall(&format!("stack.layer[{i}].sidewall_deg"), layer.sidewall_deg);
    }
    if job.layout.is_some() && job.stack.layer.is_empty() {
        let message = "there is a layout, but the stack has no layer that says what it is made of";
        report.add("layout", message, "add [[stack.layer]] with gds, material and z_um");
    }
    if job.layout.is_none() && !job.stack.layer.is_empty() {
        let message = "the stack has layers, but there is no layout to take them from";
        report.add("stack.layer[0]", message, "add [layout] with gds, or use [[structure]]");
    }
}

fn geometry(path: &str, geometry: &Geometry, report: &mut Report) {
    match geometry {
        Geometry::Cuboid { x_um, y_um, z_um } => {
            for (axis, &extent) in [("x", x_um), ("y", y_um), ("z", z_um)] {
                report.ascending(&format!("{path}.cuboid.{axis}_um"), extent);
            }
        }
        Geometry::Cylinder { radius_um, length_um, .. } => {
            report.positive(&format!("{path}.cylinder.radius_um"), *radius_um);
            report.positive(&format!("{path}.cylinder.length_um"), *length_um);
        }
        Geometry::Sphere { radius_um, .. } => {
            report.positive(&format!("{path}.sphere.radius_um"), *radius_um);
        }
        Geometry::Polygon { points_um, z_um, sidewall_deg, .. } => {
            if points_um.len() < 3 {
                let path = format!("{path}.polygon.points_um");
                let message = format!("the polygon has {} points, but needs 3", points_um.len());
                report.add(path, message, "give its corners in order, without repeating the first");
            }
            report.ascending(&format!("{path}.polygon.z_um"), *z_um);
            report.sidewall(&format!("{path}.polygon.sidewall_deg"), *sidewall_deg);
        }
    }
}
