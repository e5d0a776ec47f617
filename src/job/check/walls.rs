//! What ends the domain: boundaries and planes of symmetry.

use super::Report;
use crate::job::{Job, Wall};

/// An absorber of fewer cells reflects more than a guide's end would.
const LEAST_PML_CELLS: usize = 4;
/// And an adiabatic one of fewer than these reflects a tenth.
const LEAST_ABSORBER_CELLS: usize = 10;

pub fn check(job: &Job, report: &mut Report) {
    let boundary = &job.boundary;
    let walls = [boundary.x, boundary.y, boundary.z].map(|walls| walls.ends());
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
    for (axis, (parity, at)) in job.symmetry.planes().into_iter().enumerate() {
        let name = ["x", "y", "z"][axis];
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
