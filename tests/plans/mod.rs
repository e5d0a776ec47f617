//! Small plans built by hand: graded axes, random permittivity, absorbers on every side, sources, monitors.

use luxel::material::Pole;
use luxel::plan::point::spread;
use luxel::plan::{Coefficients, DftBox, Injection, Plan, Probe, Profile, polarization};
use luxel::raster::coupling::{Coupling, Node};
use luxel::raster::{Axis, Codebook, Dispersive, Frame, Grid, Permittivity};
use luxel::yee::{COMPONENTS, Component};
use num_complex::Complex64;

/// Numbers in [0, 1) that repeat: splitmix64 (Steele, Lea & Flood 2014).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Numbers in [−1, 1).
    pub fn signed(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| 2.0 * self.next() - 1.0).collect()
    }
}

/// A grid of these cells (one along y is 2D), with `slab` absorbing cells at every end of every other axis.
pub fn plan(cells: [usize; 3], slab: usize, lossy: bool) -> Plan {
    let mut random = Random(7);
    let axes = cells.map(|n| axis(n, slab, &mut random));
    assembled(axes, lossy, random)
}

/// A grid that repeats along some axes with these phases, between absorbers along the others; sources have two terms, and some drive imaginary parts.
#[allow(dead_code)] // each test file compiles this module, and not all of them have such plans
pub fn repeated(cells: [usize; 3], phases: [Option<f64>; 3]) -> Plan {
    let mut random = Random(7);
    let axes = [0, 1, 2].map(|a| match phases[a] {
        Some(phase) => axis(cells[a], 0, &mut random).repeated(phase),
        None => axis(cells[a], 4, &mut random),
    });
    let mut plan = assembled(axes, true, random);
    let (lanes, mut random) = (plan.grid.lanes(), Random(17));
    let twofold = |(n, one): (usize, Injection)| {
        let other = Injection { weight: random.signed(one.weight.len()), ..one.clone() };
        // In 2D both kinds of components in both sets of fields.
        Injection { lane: n / 2 % lanes, ..Injection::joined(vec![one, other]).remove(0) }
    };
    // Heard within the last cell, where copies count.
    let last = [0, 1, 2].map(|a| 0.5 * plan.grid.axes[a].primal(0));
    let ends = [0, 1, 2].map(|a| {
        let axis = &plan.grid.axes[a];
        if axis.period.is_some() { axis.nodes[axis.cells()] - 0.4 * last[a] } else { 0.5 * axis.nodes[axis.cells()] }
    });
    for component in COMPONENTS {
        let spread = spread(&plan.grid, component, ends);
        plan.probes.push(Probe { component, lo: spread.lo, hi: spread.hi, weight: spread.weight, every: 1 });
    }
    plan.excitations[0] = std::mem::take(&mut plan.excitations[0]).into_iter().enumerate().map(twofold).collect();
    plan
}

fn assembled(axes: [Axis; 3], lossy: bool, mut random: Random) -> Plan {
    let grid = Grid { frame: Frame([0, 1, 2]), axes };
    let steepest: f64 = grid.axes.iter().filter(|axis| !axis.collapsed).map(|axis| axis.smallest_step().powi(-2)).sum();
    let courant = 0.9;
    let dt = courant / steepest.sqrt();
    let (ca, cb) = coefficients(&grid, dt, lossy, &mut random);
    let profiles = [0, 1, 2].map(|a| profile(&grid.axes[a], dt));
    let mut plan = Plan {
        ports: Vec::new(),
        probes: Vec::new(),
        recorded: Vec::new(),
        drives: Vec::new(),
        band: Vec::new(),
        dt,
        courant,
        images: [true, false].map(|electric| luxel::plan::wrap::images(&grid, electric, &[true; 6])),
        active: [true; 6],
        coefficients: Coefficients::of_points(grid.shape(), ca, cb),
        coupling: Default::default(),
        mixtures: Vec::new(),
        profiles,
        excitations: Vec::new(),
        monitors: Vec::new(),
        sample_every: 3,
        steps: 1000,
        source_steps: 40,
        decay: 1e-6,
        grid,
    };
    plan.excitations = vec![injections(&plan, &mut random)];
    plan.monitors = monitors(&plan);
    plan.probes = probes(&plan);
    plan
}

fn axis(cells: usize, slab: usize, random: &mut Random) -> Axis {
    let collapsed = cells == 1;
    let mut nodes = vec![0.0];
    for i in 0..cells {
        nodes.push(nodes[i] + 0.05 * (1.0 + 0.3 * random.next()));
    }
    let slab = if collapsed { 0 } else { slab };
    Axis { collapsed, pml: [slab; 2], ..Axis::new(nodes) }
}

fn coefficients(grid: &Grid, dt: f64, lossy: bool, random: &mut Random) -> (Option<Vec<f64>>, Vec<f64>) {
    let [nx, ny, nz] = grid.shape();
    let (mut ca, mut cb) = (vec![0.0; 3 * grid.points()], vec![0.0; 3 * grid.points()]);
    for i in 0..nx {
        for axis in 0..3 {
            for j in 0..ny {
                for k in 0..nz {
                    let own = [i, j, k];
                    let inside = (0..3).all(|a| grid.free(Component::e(axis), a).contains(&own[a]));
                    let (epsilon, sigma) = (1.0 + 11.0 * random.next(), 0.5 * random.next());
                    let loss = if lossy { 0.5 * sigma * dt / epsilon } else { 0.0 };
                    if inside {
                        let p = grid.interleaved(axis, own);
                        ca[p] = (1.0 - loss) / (1.0 + loss);
                        cb[p] = dt / epsilon / (1.0 + loss);
                    }
                }
            }
        }
    }
    (lossy.then_some(ca), cb)
}

/// CPML graded as the cube of depth, κ from 1 to 3 (Roden & Gedney 2000).
fn profile(axis: &Axis, dt: f64) -> Profile {
    let (cells, slab) = (axis.cells(), axis.pml[0]);
    let depth = |at: f64| {
        let (from_low, from_high) = (slab as f64 - at, at - (cells - slab) as f64);
        from_low.max(from_high).max(0.0) / (slab as f64).max(1.0)
    };
    let strongest = 3.2 / axis.smallest_step();
    let line = |half: bool| {
        let ahead = if half { 0.5 } else { 0.0 };
        let kappa = |i: usize| 1.0 + 2.0 * depth(i as f64 + ahead).powi(3);
        let inverse = (0..axis.stored()).map(|i| {
            let wall = !half && !axis.interior().contains(&i);
            if axis.collapsed || wall || half && !axis.live().contains(&i) {
                0.0
            } else {
                1.0 / (kappa(i) * axis.width(i, half))
            }
        });
        let points = (0..slab).chain(cells - slab..cells);
        let (b, c) = points
            .map(|i| {
                let (kappa, alpha) = (kappa(i), 0.1);
                let sigma = strongest * depth(i as f64 + ahead).powi(3);
                let b = (-(sigma / kappa + alpha) * dt).exp();
                let c = sigma / (kappa * (sigma + kappa * alpha)) * (b - 1.0);
                (b, c / axis.width(i, half))
            })
            .unzip();
        (inverse.collect(), b, c)
    };
    let (inverse_dual, b_node, c_node) = line(false);
    let (inverse_primal, b_cell, c_cell) = line(true);
    Profile { inverse_dual, inverse_primal, slab, b_node, c_node, b_cell, c_cell }
}

/// Lets two media of two poles each disperse in overlapping parts of a plan.
#[allow(dead_code)] // each test file compiles this module, and not all of them have such media
pub fn disperse(plan: &mut Plan) {
    let mut random = Random(11);
    let shape = plan.grid.shape();
    let pole = |a: [f64; 2], c: [f64; 2]| Pole { a: Complex64::new(a[0], a[1]), c: Complex64::new(c[0], c[1]) };
    let media = [
        (vec![pole([-0.4, -6.0], [0.1, 2.0]), pole([-1.5, 0.0], [0.6, 0.0])], [0.2, 0.6]),
        (vec![pole([0.0, -9.0], [0.0, 3.0]), pole([-0.2, -3.0], [0.0, 0.7])], [0.4, 0.9]),
    ];
    let dispersive = media.map(|(poles, part)| {
        let weight = [0, 1, 2].map(|_| {
            let inside = |i: usize, n: usize| n == 1 || (part[0]..part[1]).contains(&(i as f64 / n as f64));
            Codebook::of_points(
                shape,
                &(0..shape.iter().product())
                    .map(|p| {
                        let at = [p / (shape[1] * shape[2]), p / shape[2] % shape[1], p % shape[2]];
                        let here = (0..3).all(|a| inside(at[a], shape[a])) && random.next() > 0.2;
                        if here { 0.2 + random.next() } else { 0.0 }
                    })
                    .collect::<Vec<f64>>(),
            )
        });
        Dispersive { poles, weight }
    });
    let mut permittivity = Permittivity::uniform(&plan.grid, 1.0);
    permittivity.dispersive = dispersive.into();
    plan.mixtures = polarization::mixtures(&plan.grid, &permittivity, &plan.coefficients, plan.dt);
    assert_eq!(plan.mixtures.len(), 3);
}

/// Lets the components of E be coupled at two of three nodes.
#[allow(dead_code)] // as above
pub fn couple(plan: &mut Plan) {
    let mut random = Random(13);
    let (shape, grid) = (plan.grid.shape(), &plan.grid);
    let places =
        || (0..shape.iter().product()).map(|p| [p / (shape[1] * shape[2]), p / shape[2] % shape[1], p % shape[2]]);
    let epsilon = |axis| {
        let of = |at| Some(plan.dt / plan.coefficients.cb(axis, at)).filter(|e| e.is_finite()).unwrap_or(1.0);
        Codebook::of_points(shape, &places().map(of).collect::<Vec<f64>>())
    };
    let permittivity = Permittivity::constant([0, 1, 2].map(epsilon), None);
    let inner = |at: &[usize; 3]| (0..3).all(|a| grid.axes[a].collapsed || grid.axes[a].inner().contains(&at[a]));
    // Correlations below ½ are those of a positive matrix; in 2D the collapsed axis couples with none.
    let mut rho = |a: usize| if shape[1] == 1 && a != 1 { 0.0 } else { random.next() - 0.5 };
    let nodes: Vec<Node> = places()
        .enumerate()
        .filter(|(n, at)| n % 3 != 0 && inner(at))
        .map(|(_, at)| Node { at, rho: [0, 1, 2].map(&mut rho) })
        .collect();
    plan.coupling = Coupling::new(&nodes, grid, &permittivity, &[]);
    // Both kinds of mixtures, if there are any.
    plan.mixtures.iter_mut().skip(1).for_each(|mixture| mixture.late = true);
    assert!(plan.coupling.points.len() > shape.iter().product::<usize>() / 2);
}

/// One source of every component, on overlapping boxes that touch no wall.
fn injections(plan: &Plan, random: &mut Random) -> Vec<Injection> {
    let signal: Vec<f64> = (0..plan.source_steps)
        .map(|n| {
            let at = (n as f64 - 20.0) / 7.0;
            (-at * at).exp() * (0.7 * n as f64).cos()
        })
        .collect();
    let cells = [0, 1, 2].map(|a| plan.grid.axes[a].cells());
    let lo = cells.map(|n| n / 4);
    let boxes = COMPONENTS.iter().enumerate();
    boxes
        .map(|(c, &component)| {
            let hi = [0, 1, 2].map(|a| (lo[a] + 2 + c + a).min(cells[a] - 1).max(lo[a] + 1));
            let size = (0..3).map(|a| hi[a] - lo[a]).product();
            // Every other one with a signal for each layer along one of the axes.
            let along = (c % 2 == 1).then_some(c / 2);
            let layers = along.map_or(1, |axis| hi[axis] - lo[axis]);
            let layer = |value: f64| (0..layers).map(move |layer| value / (1.0 + layer as f64));
            let signal = signal.iter().flat_map(|&value| layer(value)).collect();
            Injection { along, ..Injection::new(component, lo, hi, random.signed(size), signal) }
        })
        .collect()
}

/// Every component between its points, at all intervals.
fn probes(plan: &Plan) -> Vec<Probe> {
    let at = [0, 1, 2].map(|a| 0.4 * plan.grid.axes[a].nodes[plan.grid.axes[a].cells()]);
    let probe = |(c, &component): (usize, &Component)| {
        let spread = spread(&plan.grid, component, at);
        Probe { component, lo: spread.lo, hi: spread.hi, weight: spread.weight, every: 1 + 2 * (c % 3) }
    };
    COMPONENTS.iter().enumerate().map(probe).collect()
}

/// A box with all components, one plane of two, and one point.
fn monitors(plan: &Plan) -> Vec<DftBox> {
    let [nx, ny, nz] = plan.grid.shape();
    let (a, b, c) = (nx / 3, ny / 3, nz / 3);
    vec![
        DftBox {
            components: COMPONENTS.to_vec(),
            lo: [a, b, c],
            hi: [2 * a, (2 * b).max(b + 1), 2 * c],
            frequencies: vec![0.6, 0.9, 1.4],
        },
        DftBox {
            components: vec![Component::Hz, Component::Ey],
            lo: [0, 0, c],
            hi: [nx, ny, c + 1],
            frequencies: vec![0.0, 1.1],
        },
        DftBox { components: vec![Component::Ex], lo: [a, b, c], hi: [a + 1, b + 1, c + 1], frequencies: vec![0.8] },
    ]
}
