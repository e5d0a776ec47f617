use super::*;
use std::sync::Arc;

use crate::geometry::extrusion::Ring;
use crate::geometry::shape::Box3;
use crate::geometry::{Body, Extrusion, Fill, Medium, Shape, Structure};
use crate::job::Job;
use crate::material::Pole;
use crate::material::tensor::isotropic;
use crate::yee::Component;

const SI: f64 = 12.25;
const OXIDE: f64 = 2.25;

struct Block(Box3);

impl Shape for Block {
    fn bounds(&self) -> Box3 {
        self.0
    }

    fn fill(&self, cell: Box3) -> Fill {
        let part = [0, 1, 2].map(|a| {
            let ([lo, hi], [from, to]) = (cell[a], self.0[a]);
            ((hi.min(to) - lo.max(from)) / (hi - lo)).max(0.0)
        });
        // The face is on the box's low side or on its high side.
        let gradient = [0, 1, 2].map(|a| {
            let ([lo, hi], [from, to]) = (cell[a], self.0[a]);
            let others = part[(a + 1) % 3] * part[(a + 2) % 3];
            others * (f64::from(hi < to) - f64::from(lo > from)) / (hi - lo)
        });
        let fraction = part.iter().product();
        Fill { fraction, gradient }
    }
}

fn medium(epsilon: f64, sigma: f64) -> Medium {
    Medium::constant("m", epsilon, sigma)
}

fn scene(structures: Vec<Structure>) -> Scene {
    let background = medium(1.0, 0.0);
    Scene::new(background, structures)
}

fn layer(epsilon: f64, rings: Vec<Ring>, z: [f64; 2]) -> Structure {
    let body = Body::Extrusion(Extrusion { rings, z, drawn_z: z[0], slope: 0.0 });
    Structure { medium: medium(epsilon, 0.5), body }
}

fn block(epsilon: f64, bounds: Box3) -> Structure {
    let body = Body::Solid(Arc::new(Block(bounds)));
    Structure { medium: medium(epsilon, 0.5), body }
}

fn square(half: f64) -> Ring {
    vec![[-half, -half], [half, -half], [half, half], [-half, half]]
}

fn rotated(ring: &Ring, degrees: f64) -> Ring {
    let (sin, cos) = degrees.to_radians().sin_cos();
    ring.iter().map(|[x, y]| [cos * x - sin * y, sin * x + cos * y]).collect()
}

/// Cells of 0.1 over ±1 in the plane and 0 to 0.8 in height, with absorbers of 2 cells.
fn grid(more: &str) -> Grid {
    let text = format!(
        "name = 't'\nspectrum.wavelength_um = [1.5, 1.6]\ngrid.cell_um = 0.1\nboundary.pml_cells = 2\n\
        domain.x_um = [-1, 1]\ndomain.y_um = [-1, 1]\ndomain.z_um = [0, 0.8]\n{more}"
    );
    let job: Job = toml::from_str(&text).unwrap();
    Grid::new(&job, &scene(Vec::new()), &[]).unwrap()
}

/// ε of the scene's E component at the point (of scene indices) of a grid.
fn at(values: &[Codebook; 3], grid: &Grid, c: usize, point: [usize; 3]) -> f64 {
    let component = grid.frame.component_to_lattice(Component::e(c));
    values[component.axis()].at(grid.frame.to_lattice(point))
}

fn close(a: f64, b: f64) -> bool {
    (a / b - 1.0).abs() < 1e-12 // a dozen operations on rounded node coordinates
}

#[test]
fn a_half_covered_slab_has_the_exact_means() {
    let arithmetic = 0.5 * (SI + 1.0);
    let harmonic = 2.0 / (1.0 / SI + 1.0);
    let far = [-9.0, 9.0];
    for body in [layer(SI, vec![square(9.0)], [0.25, 0.5]), block(SI, [far, far, [0.25, 0.5]])] {
        let grid = grid("");
        let epsilon = Permittivity::new(&scene(vec![body]), &grid).epsilon;
        let along = |c: usize, k: usize| at(&epsilon, &grid, c, [7, 9, k]);
        // With two cells of absorber, node 7 is the top at 0.5 and cell 4 holds the bottom at 0.25.
        assert!(close(along(0, 7), arithmetic) && close(along(1, 7), arithmetic));
        assert!(close(along(2, 4), harmonic));
        assert!(close(along(2, 5), SI) && close(along(2, 7), 1.0));
        // The cell about node 4, at 0.2, is filled from 0.25 on: not at all.
        assert!(close(along(0, 4), 1.0) && close(along(0, 5), SI));
    }
}

#[test]
fn walls_of_a_block_and_of_an_extrusion_are_alike() {
    let grid = grid("");
    let of = |body| Permittivity::new(&scene(vec![block(OXIDE, [[-9.0, 9.0], [-9.0, 9.0], [-9.0, 0.2]]), body]), &grid);
    let extrusion = of(layer(SI, vec![square(0.43)], [0.2, 0.5]));
    let solid = of(block(SI, [[-0.43, 0.43], [-0.43, 0.43], [0.2, 0.5]]));
    for c in 0..3 {
        for (a, b) in extrusion.epsilon[c].points().iter().zip(&solid.epsilon[c].points()) {
            // A solid is asked for boxes less their outermost parts in 1e9.
            assert!((a / b - 1.0).abs() < 1e-7, "{a} {b}");
        }
    }
    // Ey across the wall at x = 0.43: the cell about node 16 (x = 0.4) is filled to 0.8; Ex's cell there to 0.3.
    assert!(close(at(&extrusion.epsilon, &grid, 1, [16, 12, 5]), 0.8 * SI + 0.2));
    assert!(close(at(&extrusion.epsilon, &grid, 0, [16, 12, 5]), 1.0 / (0.3 / SI + 0.7)));
    // The core stands on the oxide: half of each is in the cell about their interface, and no air.
    assert!(close(at(&extrusion.epsilon, &grid, 0, [12, 12, 4]), 0.5 * (SI + OXIDE)));
}

#[test]
fn a_crystals_components_have_their_own_means() {
    let grid = grid("");
    let crystal = Medium::crystal([2.0, 3.0, 4.0], &isotropic(1.0));
    let far = [-9.0, 9.0];
    let body = Body::Solid(Arc::new(Block([far, far, [0.25, 0.5]])));
    let epsilon = Permittivity::new(&scene(vec![Structure { medium: crystal, body }]), &grid).epsilon;
    let along = |c: usize, k: usize| at(&epsilon, &grid, c, [7, 9, k]);
    // As the half-covered slab: node 7 is the top, cell 4 holds the bottom in its middle.
    assert!(close(along(0, 7), 0.5 * (4.0 + 1.0)) && close(along(1, 7), 0.5 * (9.0 + 1.0)));
    assert!(close(along(2, 4), 2.0 / (1.0 / 16.0 + 1.0)) && close(along(2, 5), 16.0));
}

#[test]
fn a_film_within_a_cell_has_a_normal() {
    let grid = grid("");
    let film = layer(SI, vec![square(9.0)], [0.32, 0.36]);
    let epsilon = Permittivity::new(&scene(vec![film]), &grid).epsilon;
    let harmonic = 1.0 / (0.4 / SI + 0.6);
    assert!(close(at(&epsilon, &grid, 2, [9, 9, 5]), harmonic));
}

#[test]
fn a_rotated_square_is_symmetric() {
    let grid = grid("domain.flat = 'z'");
    let ring = rotated(&square(0.52), 45.0);
    let epsilon = Permittivity::new(&scene(vec![layer(SI, vec![ring], [0.0, 0.8])]), &grid).epsilon;
    let last = 24; // nodes 0 to 24 in the plane
    for i in 0..last {
        for j in 0..=last {
            let ex = at(&epsilon, &grid, 0, [i, j, 0]);
            assert!(close(ex, at(&epsilon, &grid, 1, [j, i, 0])));
            assert!(close(ex, at(&epsilon, &grid, 0, [last - 1 - i, j, 0])));
            assert!(close(ex, at(&epsilon, &grid, 0, [i, last - j, 0])));
        }
    }
    // On its 45° sides n_x² = n_y² = ½, between the two means; Ez sees no normal.
    let values = epsilon.map(|values| values.points().iter().filter(|&&e| e != 1.0 && e != SI).count());
    assert!(values.iter().all(|&count| count > 20), "{values:?}");
}

#[test]
fn a_cut_along_any_axis_is_the_solid_section() {
    let ring = rotated(&square(0.5), 20.0);
    let body = || layer(SI, vec![ring.clone()], [0.2, 0.5]);
    // A flat y cuts at y = 0, where the walls are at x = ±0.5/cos 20°.
    let flat = grid("domain.flat = 'y'");
    let epsilon = Permittivity::new(&scene(vec![body()]), &flat).epsilon;
    let wall = 0.5 / 20f64.to_radians().cos();
    // Cell 17 is 0.5 to 0.6.
    let filled = (wall - 0.5) / 0.1;
    assert!(close(at(&epsilon, &flat, 0, [17, 0, 5]), 1.0 / (filled / SI + 1.0 - filled)));
    let node = (wall - 0.45) / 0.1;
    assert!(close(at(&epsilon, &flat, 1, [17, 0, 5]), node * SI + 1.0 - node));
    assert!(close(at(&epsilon, &flat, 1, [12, 0, 4]), 0.5 * (SI + 1.0)));
}

#[test]
fn absorbers_continue_the_edge() {
    let grid = grid("");
    let strip = vec![[-1.0, -0.23], [1.0, -0.23], [1.0, 0.23], [-1.0, 0.23]];
    let epsilon = Permittivity::new(&scene(vec![layer(SI, vec![strip], [0.2, 0.5])]), &grid).epsilon;
    for c in 0..3 {
        for j in 0..25 {
            let middle = at(&epsilon, &grid, c, [12, j, 5]);
            for i in [0, 1, 2, 22, 23, 24] {
                assert!(close(at(&epsilon, &grid, c, [i, j, 5]), middle));
            }
        }
    }
}

#[test]
fn a_large_layout_keeps_its_volume() {
    let text = "name = 't'\nspectrum.wavelength_um = [1.5, 1.6]\ngrid.cell_um = 0.04\nboundary.pml_cells = 0\n\
        domain.x_um = [-6, 6]\ndomain.y_um = [-4, 4]\ndomain.z_um = [-0.8, 0.8]";
    let job: Job = toml::from_str(text).unwrap();
    let angle = |k: usize| std::f64::consts::TAU * k as f64 / 400.0;
    let radius = |k: usize| 3.0 + 0.5 * (8.0 * angle(k)).sin();
    let ring: Ring = (0..400).map(|k| [radius(k) * angle(k).cos(), radius(k) * angle(k).sin()]).collect();
    let area: f64 =
        (0..400).map(|k| (ring[k], ring[(k + 1) % 400])).map(|(p, q)| 0.5 * (p[0] * q[1] - p[1] * q[0])).sum();
    // Of air's ε, so that σ goes with the volume.
    let scene = scene(vec![layer(1.0, vec![ring], [-0.11, 0.11])]);
    let grid = Grid::new(&job, &scene, &[]).unwrap();
    let start = std::time::Instant::now();
    let permittivity = Permittivity::new(&scene, &grid);
    println!("{} cells with 400 vertices: {:.3} s", grid.cells(), start.elapsed().as_secs_f64());
    for (c, sigma) in permittivity.sigma.expect("lossy").iter().enumerate() {
        // Points half a cell beyond the last node hold no volume; all others next to the walls are in air.
        let [nx, ny, nz] = grid.shape();
        let mut volume = 0.0;
        for (index, sigma) in sigma.points().iter().enumerate() {
            let point = [index / (ny * nz), index / nz % ny, index % nz];
            let beyond = point[c] == [nx, ny, nz][c] - 1;
            volume += if beyond { 0.0 } else { sigma / 0.5 * 0.04f64.powi(3) };
        }
        // 2e6 sums of numbers below 1e-4.
        assert!((volume / (0.22 * area) - 1.0).abs() < 1e-9, "{volume} {}", 0.22 * area);
    }
}

/// Three times the same, and two that meet within a cell: all are one body.
#[test]
fn bodies_of_one_material_are_one() {
    let grid = grid("");
    let strip = |x: [f64; 2], y: [f64; 2]| vec![[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]]];
    let epsilon =
        |parts: Vec<Structure>| Permittivity::new(&scene(parts), &grid).epsilon.map(|epsilon| epsilon.points());
    let z = [0.23, 0.47];
    let of = |x, y| layer(SI, vec![strip(x, y)], z);
    let solid = |x, y| block(SI, [x, y, z]);
    let whole = epsilon(vec![of([-9.0, 9.0], [-0.33, 0.21])]);
    for parts in [
        vec![of([-9.0, 9.0], [-0.33, 0.21]), of([-8.0, 10.0], [-0.33, 0.21]), solid([-9.0, 9.0], [-0.33, 0.21])],
        vec![solid([-9.0, 9.0], [-0.33, -0.07]), of([-9.0, 9.0], [-0.07, 0.21])],
    ] {
        // What is a sliver, and so left out, of one part is none of the whole.
        for (found, whole) in epsilon(parts).iter().flatten().zip(whole.iter().flatten()) {
            assert!((found / whole - 1.0).abs() < 1e-7, "{found} {whole}");
        }
    }
}

/// What a Drude metal of positive ε gains by its conductivity its pole takes back, at walls as within.
#[test]
fn conductivity_and_poles_stay_in_proportion() {
    let grid = grid("");
    let medium = Medium {
        poles: vec![Pole { a: Complex64::new(-1.0, 3.0), c: Complex64::new(0.0, 3.0) }],
        susceptibility: 2.0,
        ..medium(SI, 0.5)
    };
    let body = Body::Extrusion(Extrusion {
        rings: vec![rotated(&square(0.43), 20.0)],
        z: [0.23, 0.47],
        drawn_z: 0.23,
        slope: 0.0,
    });
    let permittivity = Permittivity::new(&scene(vec![Structure { medium, body }]), &grid);
    let (sigma, weight) = (permittivity.sigma.expect("lossy"), &permittivity.dispersive[0].weight);
    let pairs = sigma.iter().zip(weight).flat_map(|(sigma, weight)| sigma.points().into_iter().zip(weight.points()));
    let (mut within, mut at_walls) = (0, 0);
    for (sigma, weight) in pairs.filter(|(_, weight)| *weight != 0.0) {
        assert!((sigma / weight / 0.5 - 1.0).abs() < 1e-12, "{sigma} {weight}");
        if weight == 1.0 { within += 1 } else { at_walls += 1 }
    }
    assert!(within > 50 && at_walls > 50, "{within} {at_walls}");
}
