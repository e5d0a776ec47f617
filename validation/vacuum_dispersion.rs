//! Vacuum dispersion: the eigenmode of a box with perfectly conducting walls oscillates as the Yee lattice's own dispersion
//! relation says, sin²(ωΔt/2)/Δt² = Σ sin²(kΔ/2)/Δ² (Taflove & Hagness 2005, §4.4), to round-off.

use super::Report;
use super::lab::{axis, is_f64, largest, plan};
use luxel::raster::Permittivity;
use luxel::yee::Component;
use std::f64::consts::PI;

pub fn vacuum_dispersion(report: &mut Report) {
    const STEPS: usize = 200;
    let cells = [12, 14, 16];
    let step = [0.05, 0.04, 0.03];
    let plan = plan([0, 1, 2].map(|a| axis(cells[a], step[a], 0)), |grid| Permittivity::uniform(grid, 1.0), 1.0);
    // TM mode (m, n, p) = (2, 1, 3): E ∝ sin in its tangential directions, cos along its own.
    let orders = [2.0, 1.0, 3.0];
    let k = [0, 1, 2].map(|a| PI * orders[a] / (cells[a] as f64 * step[a]));
    // Discrete wave numbers; E must be divergence-free on the lattice: K·A = 0.
    let lattice_k = [0, 1, 2].map(|a| 2.0 / step[a] * (0.5 * k[a] * step[a]).sin());
    let amplitude = [1.0, 1.0, -(lattice_k[0] + lattice_k[1]) / lattice_k[2]];
    let omega_lattice = lattice_k.iter().map(|k| k * k).sum::<f64>().sqrt();
    let omega = 2.0 / plan.dt * (0.5 * omega_lattice * plan.dt).asin();
    let mode = |component: Component| -> Vec<f64> {
        let [nx, ny, nz] = plan.grid.shape();
        let mut values = Vec::with_capacity(nx * ny * nz);
        for i in 0..nx {
            for j in 0..ny {
                for l in 0..nz {
                    let at = [i, j, l];
                    let own = component.axis();
                    let factor = |a: usize| {
                        let x = (at[a] as f64 + if component.half()[a] { 0.5 } else { 0.0 }) * step[a] * k[a];
                        if a == own { x.cos() } else { x.sin() }
                    };
                    let inside = (0..3).all(|a| at[a] < cells[a] && (a == own || at[a] > 0));
                    values.push(if inside { amplitude[own] * factor(0) * factor(1) * factor(2) } else { 0.0 });
                }
            }
        }
        values
    };
    let start = [0, 1, 2].map(|a| mode(Component::e(a)));
    for mut engine in report.engines(&plan) {
        engine.start(0).unwrap();
        for (a, values) in start.iter().enumerate() {
            engine.set_field(Component::e(a), values).unwrap();
        }
        // E(n) = cos(ωnΔt) needs H(−½) = −H(½). One step from H = 0 gives −Δt ∇×E; H(½) is half of it.
        engine.advance(1).unwrap();
        let halves: Vec<Vec<f64>> = (0..3).map(|a| engine.field(Component::h(a)).unwrap()).collect();
        engine.start(0).unwrap();
        for a in 0..3 {
            engine.set_field(Component::e(a), &start[a]).unwrap();
            let before: Vec<f64> = halves[a].iter().map(|h| -0.5 * h).collect();
            engine.set_field(Component::h(a), &before).unwrap();
        }
        engine.advance(STEPS).unwrap();
        let expected = (omega * plan.dt * STEPS as f64).cos();
        let worst = largest((0..3).flat_map(|a| {
            let now = engine.field(Component::e(a)).unwrap();
            now.into_iter().zip(&start[a]).map(move |(now, start)| (now - expected * start).abs()).collect::<Vec<_>>()
        }));
        // f64: round-off of 200 steps, 200 × 1e-16 × a few. f32: the same with 6e-8, growing as the square root.
        let tolerance = if is_f64(engine.as_ref()) { 1e-12 } else { 2e-5 };
        report.hold("vacuum dispersion", engine.as_ref(), worst, 0.0, tolerance);
    }
}
