//! Stack, structures and materials.

use super::Report;
use crate::job::diagnostic::{listed, nearest};
use crate::job::medium::{medium, used};
use crate::job::{Geometry, Job};
use crate::material::{self, MaterialError};

pub fn check(job: &Job, report: &mut Report) {
    materials(job, report);
    layers(job, report);
    for (i, structure) in job.structure.iter().enumerate() {
        geometry(&format!("structure[{i}].geometry"), &structure.geometry, report);
    }
}

fn materials(job: &Job, report: &mut Report) {
    for (name, own) in &job.material {
        let path = crate::job::place::join("material", name);
        if own.index.is_some() == own.index_xyz.is_some() {
            let given = if own.index.is_some() { "both `index` and `index_xyz`" } else { "no `index`" };
            report.add(&path, format!("material `{name}` has {given}"), "give `index`, or `index_xyz` for a crystal");
        }
        let all = own.index_xyz.map(|index| [0, 1, 2].map(|a| (format!("{path}.index_xyz[{a}]"), index[a])));
        let one = own.index.map(|index| (format!("{path}.index"), index));
        for (path, index) in one.into_iter().chain(all.into_iter().flatten()) {
            if index.is_nan() || index < 1.0 {
                let message = format!("material `{name}` has index {index}, below 1");
                report.add(path, message, "give a refractive index of 1 or more");
            }
        }
        report.not_negative(&format!("{path}.extinction"), own.extinction);
    }
    for (path, name) in used(job) {
        let ends = job.spectrum.wavelength_um.map(|wavelength| medium(job, name, wavelength));
        match ends.into_iter().find_map(Result::err) {
            Some(error @ MaterialError::Unknown { .. }) => report.add(path, error.to_string(), suggest(job, name)),
            Some(error) => {
                let help = format!("narrow the band, or give the index in [material.{name}]");
                report.add(path, error.to_string(), help);
            }
            None => {}
        }
    }
}

fn suggest(job: &Job, name: &str) -> String {
    let mut known: Vec<&str> = job.material.keys().map(String::as_str).collect();
    known.extend(material::names());
    match nearest(name, known.iter().copied()) {
        Some(meant) => {
            format!("did you mean `{meant}`? Otherwise add [material.{name}] with its index")
        }
        None => format!("take {}, or add [material.{name}] with its index", listed(known)),
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
