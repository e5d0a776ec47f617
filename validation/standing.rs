//! Frequencies of waves that stand: H starts as a mode of the continuous problem, E at zero, and what of it is left is looked at now
//! and then. H alone is set because it is continuous through all walls.

use luxel::engine::Engine;
use luxel::plan::Plan;
use luxel::yee::{COMPONENTS, Component};
use rayon::prelude::*;

/// Looks at the field.
const LOOKS: usize = 40;

/// H along the scene's axes at a place of the scene.
pub type Field<'a> = &'a (dyn Fn([f64; 3]) -> [f64; 3] + Sync);

/// Angular frequency (1/µm) of H's overlap with the mode that it starts as, weighed by place, over a time (µm/c).
pub fn frequency(
    plan: &Plan,
    engine: &mut dyn Engine,
    mode: Field,
    weight: &(dyn Fn([f64; 3]) -> f64 + Sync),
    time: f64,
) -> f64 {
    let magnetic = COMPONENTS.into_iter().filter(|component| !component.is_e());
    let starts: Vec<(Component, Vec<f64>, Vec<f64>)> = magnetic
        .map(|component| {
            let start = sampled(plan, component, &|at| mode(at)[plan.grid.frame.component_to_scene(component).axis()]);
            let weighed = sampled(plan, component, weight);
            let weighed = weighed.iter().zip(&start).map(|(weight, start)| weight * start).collect();
            (component, start, weighed)
        })
        .filter(|(_, start, _)| start.iter().any(|h| *h != 0.0))
        .collect();
    engine.start(0).unwrap();
    for (component, start, _) in &starts {
        engine.set_field(*component, start).unwrap();
    }
    let stride = (time / plan.dt / LOOKS as f64).floor().max(1.0) as usize;
    let looks: Vec<f64> = (0..LOOKS)
        .map(|_| {
            engine.advance(stride).unwrap();
            let overlap = |(component, _, weighed): &(Component, _, Vec<f64>)| {
                engine.field(*component).unwrap().iter().zip(weighed).map(|(now, weight)| now * weight).sum::<f64>()
            };
            starts.iter().map(overlap).sum()
        })
        .collect();
    turn(&looks) / (stride as f64 * plan.dt)
}

/// The angle between looks at a harmonic upon a constant, p(n + 1) + p(n − 1) = 2 cos(angle) p(n) + constant: least squares. The
/// constant is what ∇·H of the start leaves behind, of the order of the lattice's errors.
pub fn turn(looks: &[f64]) -> f64 {
    let pairs: Vec<[f64; 2]> = looks.windows(3).map(|p| [p[1], p[0] + p[2]]).collect();
    let mean = [0, 1].map(|part| pairs.iter().map(|pair| pair[part]).sum::<f64>() / pairs.len() as f64);
    let (mut above, mut below) = (0.0, 0.0);
    for [p, sum] in &pairs {
        above += (sum - mean[1]) * (p - mean[0]);
        below += 2.0 * (p - mean[0]).powi(2);
    }
    (above / below).acos()
}

/// A function of the scene's places on a component's points, zero where nothing is free.
fn sampled(plan: &Plan, component: Component, value: &(dyn Fn([f64; 3]) -> f64 + Sync)) -> Vec<f64> {
    let grid = &plan.grid;
    let [_, ny, nz] = grid.shape();
    let free = [0, 1, 2].map(|axis| grid.free(component, axis));
    let at = |p: usize| [p / (ny * nz), p / nz % ny, p % nz];
    (0..grid.points())
        .into_par_iter()
        .map(|p| {
            let inside = (0..3).all(|axis| free[axis].contains(&at(p)[axis]));
            if inside { value(grid.frame.to_scene(grid.position(component, at(p)))) } else { 0.0 }
        })
        .collect()
}
