//! A closed box keeps its energy: Σ ε E(n)² V + Σ H(n−½) H(n+½) V is invariant under the leapfrog without loss, for any
//! permittivity and any graded grid, since the discrete curls are each other's adjoint under the dual and primal volumes. So it is
//! between magnetic walls, whose nodes have half a dual cell, and with components of E coupled: then Σ E D V, D from E by Jacobi's
//! iteration.

use super::Report;
use super::lab::{graded, is_f64, plan};
use luxel::engine::Engine;
use luxel::plan::Plan;
use luxel::raster::coupling::{Coupling, Node};
use luxel::raster::{Axis, Codebook, Grid, Permittivity};
use luxel::yee::{COMPONENTS, Component};

/// A fixed sequence of numbers in (−1, 1): an xorshift.
fn noise() -> impl FnMut() -> f64 {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

fn volumes(plan: &Plan, component: Component) -> Vec<f64> {
    let [nx, ny, nz] = plan.grid.shape();
    let width = |a: usize, i: usize| plan.grid.axes[a].own_width(i, component.half()[a]);
    let mut volumes = Vec::with_capacity(nx * ny * nz);
    for i in 0..nx {
        for j in 0..ny {
            volumes.extend((0..nz).map(|k| width(0, i) * width(1, j) * width(2, k)));
        }
    }
    volumes
}

/// D/ε: y = E − Σ w y.
fn uncoupled(plan: &Plan, e: &[Vec<f64>; 3]) -> [Vec<f64>; 3] {
    let (coupling, mut y) = (&plan.coupling, e.clone());
    let place = |point: usize| {
        let point = coupling.points[point];
        (point.axis as usize, plan.grid.index(point.at()))
    };
    // Row sums of the weights are near ½ and less: 2^−60 is below round-off.
    for _ in 0..60 * usize::from(!coupling.is_empty()) {
        let before = y.clone();
        for point in 0..coupling.points.len() {
            let (axis, at) = place(point);
            let gained = coupling.row(point).map(|(other, weight)| {
                let (axis, at) = place(other);
                weight * before[axis][at]
            });
            y[axis][at] = e[axis][at] - gained.sum::<f64>();
        }
    }
    y
}

/// Correlations of at most a quarter at every inner node.
fn coupling(grid: &Grid, permittivity: &Permittivity) -> Coupling {
    let mut random = noise();
    let [nx, ny, nz] = grid.shape();
    let all = (0..nx).flat_map(|i| (0..ny).flat_map(move |j| (0..nz).map(move |k| [i, j, k])));
    let inner = all.filter(|at| (0..3).all(|a| grid.axes[a].inner().contains(&at[a])));
    let nodes: Vec<Node> = inner.map(|at| Node { at, rho: [0; 3].map(|_| 0.25 * random()) }).collect();
    Coupling::new(&nodes, grid, permittivity, &[])
}

/// The invariant from E now, H half a step before and H half a step after (which one more step gives).
fn energy(plan: &Plan, epsilon: &[Vec<f64>; 3], engine: &mut dyn Engine) -> f64 {
    let e = [0, 1, 2].map(|a| engine.field(Component::e(a)).unwrap());
    let y = uncoupled(plan, &e);
    let before: Vec<Vec<f64>> = (0..3).map(|a| engine.field(Component::h(a)).unwrap()).collect();
    engine.advance(1).unwrap();
    let mut total = 0.0;
    for a in 0..3 {
        let after = engine.field(Component::h(a)).unwrap();
        let (ve, vh) = (volumes(plan, Component::e(a)), volumes(plan, Component::h(a)));
        let d = y[a].iter().zip(&epsilon[a]).map(|(y, epsilon)| epsilon * y);
        total += e[a].iter().zip(d).zip(&ve).map(|((e, d), v)| e * d * v).sum::<f64>();
        total += before[a].iter().zip(&after).zip(&vh).map(|((b, a), v)| b * a * v).sum::<f64>();
    }
    total
}

pub fn energy_conservation(report: &mut Report) {
    let axes = [graded(12, 0.6), graded(14, 0.5), graded(18, 0.8)];
    let box_of = |end: fn(Axis, usize) -> Axis| [0, 1, 2].map(|a| end(axes[a].clone(), a));
    let magnetic = |axis: Axis, a: usize| axis.with_magnetic([[true, false], [true, true], [false, true]][a]);
    closed(report, "energy of a closed box", box_of(|axis, _| axis), false);
    closed(report, "energy between magnetic walls", box_of(magnetic), false);
    closed(report, "energy of coupled components", box_of(magnetic), true);
    closed(report, "energy where the box repeats, coupled", box_of(|axis, _| axis.repeated(0.0)), true);
}

fn closed(report: &mut Report, quantity: &str, axes: [Axis; 3], coupled: bool) {
    let mut random = noise();
    let mut epsilon: [Vec<f64>; 3] = Default::default();
    let plan = plan(
        axes,
        |grid| {
            let mut values = || (0..grid.points()).map(|_| 1.0 + 5.0 * (1.0 + random())).collect();
            epsilon = [values(), values(), values()];
            let epsilon = epsilon.each_ref().map(|points| Codebook::of_points(grid.shape(), points));
            let plain = Permittivity::constant(epsilon, None);
            let coupling = if coupled { coupling(grid, &plain) } else { Coupling::default() };
            Permittivity { coupling, ..plain }
        },
        1.0,
    );
    // Noise on every point that may differ from zero: where cb is not zero; H starts at zero.
    let [_, ny, nz] = plan.grid.shape();
    let mut random = noise();
    let start = [0, 1, 2].map(|a| {
        let free = |p: usize| plan.coefficients.cb(a, [p / (ny * nz), p / nz % ny, p % nz]) > 0.0;
        (0..plan.grid.points()).map(|p| if free(p) { random() } else { 0.0 }).collect::<Vec<f64>>()
    });
    for mut engine in report.engines(&plan) {
        engine.start(0).unwrap();
        for component in &COMPONENTS[..3] {
            engine.set_field(*component, &start[component.axis()]).unwrap();
        }
        engine.advance(1).unwrap();
        let first = energy(&plan, &epsilon, engine.as_mut());
        engine.advance(1000).unwrap();
        let last = energy(&plan, &epsilon, engine.as_mut());
        // Round-off of the updates, random in sign: √1000 × 1e-16 in f64 and √1000 × 6e-8 in f32, a few times over.
        let tolerance = if is_f64(engine.as_ref()) { 1e-12 } else { 1e-5 };
        report.hold(quantity, engine.as_ref(), last / first, 1.0, tolerance);
    }
}
