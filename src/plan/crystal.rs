//! Where a crystal's axes may not lie: what a run leaves out must not be coupled by its ε.

use crate::geometry::{Port, Scene};
use crate::job::{Problem, Problems};
use crate::raster::Grid;
use crate::yee::AXES;

/// Of the permittivity: round-off of turns by right angles is far below, a hundredth of a degree in lithium niobate above.
const COUPLED: f64 = 1e-6;

/// # Errors
/// Media whose ε couples E along a flat domain's normal, a plane of symmetry's, or a port's axis with the others.
pub fn check(scene: &Scene, grid: &Grid, ports: &[Port]) -> Result<(), Problems> {
    let lattice = |axis: usize| &grid.axes[grid.frame.lattice_axis(axis)];
    let flat = (0..3).filter(|&a| lattice(a).collapsed).map(|a| (a, format!("the domain is flat along {}", AXES[a])));
    let mirror =
        (0..3).filter(|&a| lattice(a).mirror).map(|a| (a, format!("a plane of symmetry lies across {}", AXES[a])));
    let port = ports.iter().map(|port| {
        let axis = port.facing.axis();
        (axis, format!("port `{}` faces along {}", port.name, AXES[axis]))
    });
    let reasons: Vec<(usize, String)> = flat.chain(mirror).chain(port).collect();
    let mut problems = Problems::new();
    let media = scene.structures.iter().map(|structure| &structure.medium).chain([&scene.background]);
    for medium in media.filter(|medium| medium.tensor.is_some()) {
        let tensor = medium.tensor();
        let coupled = |(a, why): &(usize, String)| {
            let b = [(a + 1) % 3, (a + 2) % 3].into_iter().find(|&b| tensor[*a][b].abs() > COUPLED * medium.epsilon)?;
            let (first, second) = (AXES[*a.min(&b)], AXES[*a.max(&b)]);
            let message = format!(
                "`{}` has ε_{first}{second} = {:.4}, but {why}, which leaves such a coupling out",
                medium.name, tensor[*a][b]
            );
            let help = format!("turn the crystal about {} alone, or by right angles", AXES[*a]);
            Some(Problem::new(format!("material.{}.turned_deg", medium.name), message, help))
        };
        problems.extend(reasons.iter().find_map(coupled));
    }
    problems.dedup();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Raster;
    use crate::job;

    fn said(turned: [f64; 3], more: &str) -> String {
        let text = format!(
            "name = 'film'\nspectrum.wavelength_um = [1.5, 1.6]\ngrid.cell_um = 0.1\n\
             domain.x_um = [-1, 1]\ndomain.y_um = [-1, 1]\ndomain.z_um = [-1, 1]\n{more}\n\
             [material]\nfilm = {{ index_xyz = [2.21, 2.14, 2.21], turned_deg = {turned:?} }}\n\
             [[structure]]\nmaterial = 'film'\ngeometry.cuboid = {{ x_um = [-9, 9], y_um = [-0.5, 0.5], z_um = [-0.2, 0.2] }}\n\
             [[source]]\ndipole = {{ center_um = [0, 0.3, 0], component = 'Ex' }}\n"
        );
        let problems = Raster::of_job(&job::read(&text).unwrap(), Path::new(".")).err().unwrap_or_default();
        problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
    }

    #[test]
    fn axes_that_a_run_leaves_out_are_told() {
        let flat = said([30.0, 0.0, 0.0], "domain.flat = 'z'");
        assert!(
            flat.starts_with("material.film.turned_deg: `film` has ε_yz = -0.1319, but the domain is flat along z"),
            "{flat}"
        );
        let mirror = said([0.0, 0.0, 30.0], "symmetry.y = 'odd'");
        assert!(mirror.contains("ε_xy = 0.1319, but a plane of symmetry lies across y"), "{mirror}");
        for (turned, more) in [([0.0, 0.0, 30.0], "domain.flat = 'z'"), ([90.0, 0.0, 0.0], "symmetry.y = 'odd'")] {
            assert_eq!(said(turned, more), "");
        }
    }
}
