//! A crystal turned within the plane of a 2D grid: a plane wave with H out of the plane beats at the lattice's own dispersion,
//! ω̃² = K_y² ξ_xx + K_x² ξ_yy − 2 ξ_xy K_x K_y c_x c_y with K = (2/Δ) sin(kΔ/2), c = cos(kΔ/2) and ξ the inverse of ε, until what starts at
//! the walls arrives.

use super::Report;
use super::lab::{axis, flat, is_f64, largest, plan};
use luxel::geometry::{Medium, Scene};
use luxel::material::tensor::{Tensor, inverse, tensor};
use luxel::raster::Permittivity;
use luxel::yee::Component;

const CELLS: usize = 120;
const STEPS: usize = 50;

pub fn turned_crystal(report: &mut Report) {
    let step = [0.05, 0.04];
    let axes = [axis(CELLS, step[0], 0), flat(), axis(CELLS, step[1], 0)];
    // The lattice's plane is x, z; the crystal is of lithium niobate's indices three times as far apart, turned by 35°.
    let (sin, cos) = 35_f64.to_radians().sin_cos();
    let frame: Tensor = [[cos, 0.0, sin], [0.0, 1.0, 0.0], [-sin, 0.0, cos]];
    let medium = Medium::crystal([2.3, 2.2, 2.08], &frame);
    let xi = inverse(&medium.tensor());
    let scene = Scene::new(medium, Vec::new());
    let plan = plan(axes, |grid| Permittivity::coupled(&scene, grid), 1.0);
    let k = [5.1, -3.7];
    let lattice = [0, 1].map(|a| 2.0 / step[a] * (0.5 * k[a] * step[a]).sin());
    let mean = (0.5 * k[0] * step[0]).cos() * (0.5 * k[1] * step[1]).cos();
    let squared = tensor(|a, b| match (a, b) {
        (0, 0) => lattice[1] * lattice[1] * xi[0][0],
        (2, 2) => lattice[0] * lattice[0] * xi[2][2],
        (0, 2) => -2.0 * lattice[0] * lattice[1] * xi[0][2] * mean,
        _ => 0.0,
    });
    let omega_lattice = squared.iter().flatten().sum::<f64>().sqrt();
    let omega = 2.0 / plan.dt * (0.5 * omega_lattice * plan.dt).asin();
    let [nx, _, nz] = plan.grid.shape();
    let points = || (0..nx).flat_map(|i| (0..nz).map(move |l| [i, l]));
    let phase = |[i, l]: [usize; 2]| k[0] * step[0] * (i as f64 + 0.5) + k[1] * step[1] * (l as f64 + 0.5);
    let start: Vec<f64> =
        points().map(|at| if at[0] < CELLS && at[1] < CELLS { phase(at).cos() } else { 0.0 }).collect();
    for mut engine in report.engines(&plan) {
        engine.start(0).unwrap();
        // E(0) = 0, H(−½) = cos(−ωΔt/2): the first step leaves H as it is.
        engine.set_field(Component::Hy, &start).unwrap();
        engine.advance(STEPS).unwrap();
        let now = engine.field(Component::Hy).unwrap();
        let angle = |half_steps: f64| (0.5 * omega * plan.dt * half_steps).cos();
        let expected = angle(2.0 * STEPS as f64 - 1.0) / angle(1.0);
        // Light from the walls is 50 steps of at most 0.06 µm/2.1 into the grid by then, 37 cells; what runs ahead of it on the lattice
        // falls by orders of magnitude a cell, and the middle is 55 cells from any wall.
        let inside = |at: [usize; 2]| at.iter().all(|&n| (55..65).contains(&n));
        let errors = points().zip(now.iter().zip(&start)).filter(|(at, _)| inside(*at));
        let worst = largest(errors.map(|(_, (now, start))| (now - expected * start).abs()));
        // f64: round-off of 50 steps and of three digits lost in the angles; f32: 6e-8 likewise.
        let tolerance = if is_f64(engine.as_ref()) { 1e-12 } else { 2e-5 };
        report.hold("oblique wave in a turned crystal", engine.as_ref(), worst, 0.0, tolerance);
    }
}
