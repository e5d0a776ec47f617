//! Planes of symmetry: what falls into the half that is not simulated, the images of ports there, and whether the scene is as
//! symmetric as the job says.

use super::extent::{Extent, Mirror, extents};
use super::smooth::component;
use super::{Axis, Codebook, Grid, Permittivity};
use crate::geometry::{Port, Scene};
use crate::job::{Job, Problem, Problems};
use crate::units::SAME_UM;
use crate::yee::AXES;

/// Part of the contrast by which ε may differ from its image's: interfaces drawn a quarter of a cell apart.
const ASYMMETRY: f64 = 0.25;

/// Ports that lie below a plane of symmetry, or across it and not centred on it; and those above it that are to be excited, which would be
/// together with their images.
pub(super) fn omitted(ports: &[Port], extents: &[Extent; 3]) -> Problems {
    let mut problems = Problems::new();
    for (i, port) in ports.iter().enumerate() {
        for (axis, mirror) in mirrors(extents) {
            let (center, half) = (port.center[axis], 0.5 * port.size[axis]);
            let (name, at) = (AXES[axis], mirror.at);
            let path = format!("port[{i}]");
            if center + half < at + SAME_UM {
                let message = format!(
                    "port `{}` lies at {name} = {center} µm, below the plane of symmetry at {at} µm: that half is not simulated",
                    port.name
                );
                let help = format!(
                    "leave it out (what it receives is what its image above the plane does), or leave out symmetry.{name}; \
                     ports of a layout are then to be listed as [[port]]"
                );
                problems.push(Problem::new(path, message, help));
            } else if center - half < at - SAME_UM && (center - at).abs() > SAME_UM {
                let message = format!(
                    "port `{}` at {name} = {center} µm reaches {:.3} µm across the plane of symmetry at {at} µm",
                    port.name,
                    at - center + half
                );
                let help = format!("centre it on the plane, make its size_um smaller, or leave out symmetry.{name}");
                problems.push(Problem::new(path, message, help));
            } else if port.excite && (center - at).abs() > SAME_UM {
                let message = format!(
                    "port `{}` lies off the plane of symmetry at {name} = {at} µm: its image would be excited with it",
                    port.name
                );
                let help = format!("set excite = false and excite ports on the plane, or leave out symmetry.{name}");
                problems.push(Problem::new(format!("{path}.excite"), message, help));
            }
        }
    }
    problems
}

fn mirrors(extents: &[Extent; 3]) -> impl Iterator<Item = (usize, Mirror)> {
    let planes = extents.each_ref().map(|extent| extent.mirror);
    planes.into_iter().enumerate().filter_map(|(axis, mirror)| Some((axis, mirror?)))
}

/// The images of ports about the planes of symmetry, so that the guides there can be continued like those of the ports themselves.
pub fn images(job: &Job, scene: &Scene, ports: &[Port]) -> Result<Vec<Port>, Problems> {
    let mut all = ports.to_vec();
    for (axis, mirror) in mirrors(&extents(job, scene, ports)?) {
        let image = |port: &Port| {
            let mut image = port.clone();
            image.center[axis] = 2.0 * mirror.at - port.center[axis];
            if port.facing.axis() == axis {
                image.facing = crate::job::Facing::new(axis, !port.facing.positive());
            }
            image
        };
        let more: Vec<Port> = all.iter().map(image).collect();
        all.extend(more);
    }
    Ok(all.split_off(ports.len()))
}

/// Whether the scene is symmetric about the planes of the grid, as far as one component of ε on both sides tells.
///
/// # Errors
/// The place where ε differs most from its image's.
pub fn check(scene: &Scene, grid: &Grid, permittivity: &Permittivity) -> Result<(), Problems> {
    let rows = permittivity.epsilon.iter().flat_map(|of| &of.rows);
    let [least, most] = rows.fold([f64::INFINITY, 0.0], |[least, most], &e| [least.min(e), most.max(e)]);
    let mut problems = Problems::new();
    for a in (0..3).filter(|&a| grid.axes[a].mirror) {
        let mut below = grid.clone();
        below.axes[a] = reflected(&grid.axes[a]);
        // E normal to the plane sits in cells, each of which has its image.
        let there = component(scene, &below, grid.frame.0[a], false).swap_remove(0);
        let (point, worst) = worst(grid, a, &permittivity.epsilon[a], &there);
        if worst.abs() > ASYMMETRY * (most - least) {
            problems.push(asymmetry(grid, a, point, worst, permittivity.epsilon[a].at(point)));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The part of an axis below its plane of symmetry.
fn reflected(axis: &Axis) -> Axis {
    let plane = axis.inside()[0];
    let nodes = axis.nodes.iter().rev().map(|node| 2.0 * plane - node).collect();
    let [pml, magnetic] = [[axis.pml[1], axis.pml[0]], [axis.magnetic[1], axis.magnetic[0]].map(usize::from)];
    let adiabatic = [axis.adiabatic[1], axis.adiabatic[0]];
    Axis { pml, adiabatic, magnetic: magnetic.map(|dead| dead == 1), mirror: false, nodes, ..*axis }
}

/// The point where ε differs most from its image's, and by how much.
fn worst(grid: &Grid, a: usize, here: &Codebook, there: &Codebook) -> ([usize; 3], f64) {
    let [nx, ny, nz] = grid.shape();
    let (live, last) = (grid.axes[a].live(), grid.axes[a].cells() - 1);
    let points = (0..nx).flat_map(|i| (0..ny).flat_map(move |j| (0..nz).map(move |k| [i, j, k])));
    let mut worst = ([0; 3], 0.0_f64);
    for point in points.filter(|point| live.contains(&point[a])) {
        let mut image = point;
        image[a] = last - point[a];
        let difference = here.at(point) - there.at(image);
        if difference.abs() > worst.1.abs() {
            worst = (point, difference);
        }
    }
    worst
}

fn asymmetry(grid: &Grid, a: usize, point: [usize; 3], difference: f64, here: f64) -> Problem {
    let position = grid.position(crate::yee::Component::e(a), point);
    let plane = grid.axes[a].inside()[0];
    let mut image = position;
    image[a] = 2.0 * plane - position[a];
    let name = AXES[grid.frame.0[a]];
    let told = |place: [f64; 3]| grid.frame.to_scene(place).map(|x| format!("{x:.3}")).join(", ");
    Problem::new(
        format!("symmetry.{name}"),
        format!(
            "the device is not symmetric about {name} = {plane:.3} µm: ε is {here:.2} at ({}) and {:.2} at its image ({})",
            told(position),
            here - difference,
            told(image)
        ),
        format!("put the plane where the device's is by symmetry.{name}_um, or leave out symmetry.{name}"),
    )
}
