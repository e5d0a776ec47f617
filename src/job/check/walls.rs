//! What ends the domain: boundaries and planes of symmetry.

use super::Report;
use crate::job::{Job, Source, Wall};
use crate::yee::AXES;

/// An absorber of fewer cells reflects more than a guide's end would.
const LEAST_PML_CELLS: usize = 4;
/// And an adiabatic one of fewer than these reflects a tenth.
const LEAST_ABSORBER_CELLS: usize = 10;
/// A source's unit vector is not tilted along an axis by less.
const LEVEL: f64 = 1e-9;

pub fn check(job: &Job, report: &mut Report) {
    let boundary = &job.boundary;
    let walls = boundary.ends();
    for (wall, key, cells, least, usual) in [
        (Wall::Pml, "pml_cells", boundary.pml_cells, LEAST_PML_CELLS, "12 is usual"),
        (Wall::Absorber, "absorber_cells", boundary.absorber_cells, LEAST_ABSORBER_CELLS, "40 is usual"),
    ] {
        if walls.as_flattened().contains(&wall) && cells < least {
            let message = format!("the absorber has {cells} cells, fewer than {least}");
            report.add(format!("boundary.{key}"), message, usual);
        }
    }
    let flat = job.domain.flat.map(|axis| axis as usize);
    for axis in (0..3).filter(|&axis| flat != Some(axis) && walls[axis].iter().any(|wall| wall.repeats())) {
        repeated(job, axis, walls[axis], report);
    }
    if boundary.bloch_rad_um.is_some() && !walls.as_flattened().contains(&Wall::Bloch) {
        let message = "there is a Bloch vector, but no axis whose fields advance by it";
        report.add("boundary.bloch_rad_um", message, "set `boundary.x = \"bloch\"` (or y, z), or leave it out");
    }
    for (axis, (parity, at)) in job.symmetry.planes().into_iter().enumerate() {
        let name = AXES[axis];
        let path = format!("symmetry.{name}");
        match (parity, at) {
            (None, Some(at)) => {
                let message = format!("there is a plane of symmetry at {name} = {at} µm, but not which symmetry");
                report.add(format!("{path}_um"), message, format!("add `{name} = \"odd\"` or `\"even\"` beside it"));
            }
            (Some(_), _) if flat == Some(axis) => {
                let message = format!("the domain is flat along {name}, so that no plane can halve it there");
                report.add(path, message, format!("leave out `symmetry.{name}`"));
            }
            (Some(_), _) if walls[axis][0] != walls[axis][1] => {
                let message = format!("the ends of {name} differ, but are each other's image by `{path}`");
                report.add(format!("boundary.{name}"), message, "give both the same wall: the upper one's is used");
            }
            _ => {}
        }
    }
}

/// An axis along which the domain repeats.
fn repeated(job: &Job, axis: usize, walls: [Wall; 2], report: &mut Report) {
    let name = AXES[axis];
    let path = format!("boundary.{name}");
    if walls[0] != walls[1] {
        let message = format!("only one end of {name} repeats, or each in another way");
        report.add(&path, message, format!("give both ends: `boundary.{name} = \"periodic\"`"));
    }
    if job.extents()[axis].is_none() {
        let message = format!("the domain repeats along {name}, but its period is not given");
        report.add(format!("domain.{name}_um"), message, format!("give `domain.{name}_um = [low, high]`, one period"));
    }
    if job.symmetry.planes()[axis].0.is_some() {
        let message = format!("the domain repeats along {name} and has a plane of symmetry there");
        let help = format!(
            "leave `symmetry.{name}` out; of a wave that is not tilted, \"pec\" or \"pmc\" at both ends does the same"
        );
        report.add(&path, message, help);
    }
    for (i, port) in
        job.port.iter().enumerate().filter(|(_, port)| port.facing.is_some_and(|facing| facing.axis() == axis))
    {
        let message = format!("port `{}` faces along {name}, along which the domain repeats", port.name);
        report.add(format!("port[{i}].facing"), message, format!("end {name} with \"pml\""));
    }
    let tilted = job.source.iter().filter_map(Source::tilt).map(|to| to[axis]).find(|to| to.abs() > LEVEL);
    match (walls[0], tilted, job.boundary.bloch_rad_um) {
        (Wall::Periodic, Some(_), _) => {
            let message = format!("the source is tilted along {name}, so that its phase differs at the two ends");
            report.add(&path, message, format!("set `boundary.{name} = \"bloch\"`"));
        }
        (Wall::Bloch, None, None) => {
            let message = format!("by which phase fields advance along {name} is not given");
            let help = format!("give `boundary.bloch_rad_um` or a plane wave tilted along {name}, or set \"periodic\"");
            report.add(&path, message, help);
        }
        _ => {}
    }
}
