//! Where a crystal's axes may not lie: what a run leaves out must not be coupled by its ε.

use crate::geometry::{Port, Scene};
use crate::job::{Problem, Problems};
use crate::raster::{Grid, NAMES};

/// Of the permittivity: round-off of turns by right angles is far below, a hundredth of a degree in lithium niobate above.
const COUPLED: f64 = 1e-6;

/// # Errors
/// Media whose ε couples E along a flat domain's normal, a plane of symmetry's, or a port's axis with the others.
pub fn check(scene: &Scene, grid: &Grid, ports: &[Port]) -> Result<(), Problems> {
    let lattice = |axis: usize| &grid.axes[grid.frame.lattice_axis(axis)];
    let flat = (0..3).filter(|&a| lattice(a).collapsed).map(|a| (a, format!("the domain is flat along {}", NAMES[a])));
    let mirror =
        (0..3).filter(|&a| lattice(a).mirror).map(|a| (a, format!("a plane of symmetry lies across {}", NAMES[a])));
    let port = ports.iter().map(|port| {
        let axis = port.facing.axis();
        (axis, format!("port `{}` faces along {}", port.name, NAMES[axis]))
    });
    let reasons: Vec<(usize, String)> = flat.chain(mirror).chain(port).collect();
    let mut problems = Problems::new();
    let media = scene.structures.iter().map(|structure| &structure.medium).chain([&scene.background]);
    for medium in media.filter(|medium| medium.tensor.is_some()) {
        let tensor = medium.tensor();
        let coupled = |(a, why): &(usize, String)| {
            let b = [(a + 1) % 3, (a + 2) % 3].into_iter().find(|&b| tensor[*a][b].abs() > COUPLED * medium.epsilon)?;
            let (first, second) = (NAMES[*a.min(&b)], NAMES[*a.max(&b)]);
            let message = format!(
                "`{}` has ε_{first}{second} = {:.4}, but {why}, which leaves such a coupling out",
                medium.name, tensor[*a][b]
            );
            let help = format!("turn the crystal about {} alone, or by right angles", NAMES[*a]);
            Some(Problem::new(format!("material.{}.turned_deg", medium.name), message, help))
        };
        problems.extend(reasons.iter().find_map(coupled));
    }
    problems.dedup();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
