//! A domain halved at a plane of symmetry against the whole one: the same fields, modes and S-parameters, on every engine.

mod plans;

use std::path::Path;

use luxel::engine::cpu::Cpu;
use luxel::engine::gpu::{Choice, Gpu, adapter};
use luxel::engine::{self, Engine};
use luxel::job;
use luxel::monitor::{SParams, port_modes, scattering};
use luxel::plan::{Coefficients, Plan, Profile, coefficients, cpml};
use luxel::raster::{Axis, Codebook, Frame, Grid, Permittivity};
use luxel::yee::{COMPONENTS, Component};
use plans::Random;

/// A half axis of graded cells from its plane of symmetry at 0 up to an absorber, and the whole axis.
fn halves(cells: usize, absorber: usize, magnetic: bool) -> [Axis; 2] {
    let mut random = Random(3);
    let mut nodes = vec![0.0];
    for i in 0..cells {
        nodes.push(nodes[i] + 0.05 * (1.0 + 0.3 * random.next()));
    }
    let below = nodes.iter().skip(1).rev().map(|node| -node);
    let whole = Axis::new(below.chain(nodes.iter().copied()).collect()).with_absorbers([absorber; 2]);
    let half = Axis::new(nodes).with_absorbers([0, absorber]).with_magnetic([magnetic, false]);
    [Axis { mirror: true, ..half }, whole]
}

/// A plan without sources and monitors.
fn planned(grid: Grid, permittivity: &Permittivity) -> Plan {
    let dt = 0.99 * coefficients::stability_limit(&grid, permittivity);
    let absorber = cpml::Absorber { index: 1.0, omega: 4.0, dt };
    let profiles: [Profile; 3] = [0, 1, 2].map(|a| cpml::profile(&grid.axes[a], absorber));
    Plan {
        coefficients: Coefficients::new(&grid, permittivity, dt),
        profiles,
        grid,
        dt,
        courant: 0.99,
        active: [true; 6],
        excitations: vec![Vec::new()],
        monitors: Vec::new(),
        sample_every: 1,
        steps: 1_000_000,
        source_steps: 0,
        decay: 1e-5,
        ports: Vec::new(),
        drives: Vec::new(),
        band: Vec::new(),
    }
}

fn all(shape: [usize; 3]) -> impl Iterator<Item = [usize; 3]> {
    let [nx, ny, nz] = shape;
    (0..nx * ny * nz).map(move |p| [p / (ny * nz), p / nz % ny, p % nz])
}

/// Two plans of the same thing, halved at a plane normal to `axis` and whole.
struct Pair {
    half: Plan,
    whole: Plan,
    axis: usize,
    even: bool,
}

impl Pair {
    /// Random permittivity and, if asked, conductivity; `flat` collapses y.
    fn new(axis: usize, even: bool, flat: bool, lossy: bool) -> Self {
        let other = |cells: usize| {
            let mut random = Random(5);
            let steps = (0..cells).map(|_| 0.05 * (1.0 + 0.3 * random.next()));
            let nodes = steps.fold(vec![0.0], |mut nodes, step| {
                nodes.push(nodes[nodes.len() - 1] + step);
                nodes
            });
            Axis::new(nodes).with_absorbers([5, 5])
        };
        let mut axes = [other(9), other(8), other(11)];
        if flat {
            axes[1] = Axis { collapsed: true, ..Axis::new(vec![0.0, 1.0]) };
        }
        // Seven cells and nine absorbing ones: the slabs of the halved axis overlap.
        let [half, whole] = halves(7, 9, even).map(|own| {
            let mut axes = axes.clone();
            axes[axis] = own;
            Grid { frame: Frame([0, 1, 2]), axes }
        });
        let mut random = Random(9);
        let mut book = |from: f64, range: f64| {
            [0, 1, 2].map(|c| {
                let points: Vec<f64> = (0..half.points()).map(|_| from + range * random.next()).collect();
                let at = |point: [usize; 3]| match image(&half, &whole, axis, Component::e(c), point) {
                    Some((point, _)) => points[half.index(point)],
                    None => from,
                };
                let spread: Vec<f64> = all(whole.shape()).map(at).collect();
                [Codebook::of_points(half.shape(), &points), Codebook::of_points(whole.shape(), &spread)]
            })
        };
        let (epsilon, sigma) = (book(1.0, 9.0), lossy.then(|| book(0.0, 0.5)));
        let of = |which: usize| Permittivity {
            epsilon: epsilon.each_ref().map(|pair| pair[which].clone()),
            sigma: sigma.as_ref().map(|sigma| sigma.each_ref().map(|pair| pair[which].clone())),
        };
        let (small, large) = (of(0), of(1));
        let mut whole = planned(whole, &large);
        let half = planned(half, &small);
        // The least ε may be drawn at a dead point, which the whole has not.
        assert!((half.dt / whole.dt - 1.0).abs() < 0.1);
        whole = Plan { dt: half.dt, ..whole };
        whole.coefficients = Coefficients::new(&whole.grid, &large, half.dt);
        let absorber = cpml::Absorber { index: 1.0, omega: 4.0, dt: half.dt };
        whole.profiles = [0, 1, 2].map(|a| cpml::profile(&whole.grid.axes[a], absorber));
        Pair { half, whole, axis, even }
    }

    fn image(&self, component: Component, point: [usize; 3]) -> Option<([usize; 3], bool)> {
        image(&self.half.grid, &self.whole.grid, self.axis, component, point)
    }

    /// Random fields of the right symmetry, `[half, whole]` for each component of E.
    fn start(&self) -> Vec<(Component, [Vec<f64>; 2])> {
        let mut random = Random(21);
        let start = |c: usize| {
            let component = Component::e(c);
            let free = |plan: &Plan, point| plan.coefficients.cb(c, point) > 0.0;
            let grid = &self.half.grid;
            let half: Vec<f64> = all(grid.shape())
                .map(|point| if free(&self.half, point) { random.next() - 0.5 } else { 0.0 })
                .collect();
            let value = |point: [usize; 3]| match self.image(component, point) {
                Some((at, below)) if free(&self.whole, point) => self.sign(component, below) * half[grid.index(at)],
                _ => 0.0,
            };
            let whole = all(self.whole.grid.shape()).map(value).collect();
            (component, [half, whole])
        };
        (0..3).map(start).collect()
    }

    /// What a component's image is multiplied with.
    fn sign(&self, component: Component, below: bool) -> f64 {
        let normal = component.axis() == self.axis;
        let even = (normal != component.is_e()) == self.even;
        if below && !even { -1.0 } else { 1.0 }
    }

    /// Largest difference of any field of the whole from the half's, by the component's peak.
    fn error(&self, half: &mut dyn Engine, whole: &mut dyn Engine) -> f64 {
        let error = |component: Component| {
            let (a, b) = (half.field(component).unwrap(), whole.field(component).unwrap());
            let peak = b.iter().fold(0.0_f64, |peak, x| peak.max(x.abs()));
            assert!(peak > 1e-3, "nothing moved: {component:?} peaks at {peak:e}");
            let expected = |point: [usize; 3]| match self.image(component, point) {
                Some((at, below)) => self.sign(component, below) * a[self.half.grid.index(at)],
                None => 0.0,
            };
            let points = all(self.whole.grid.shape()).zip(&b);
            points.map(|(point, b)| (expected(point) - b).abs() / peak).fold(0.0, f64::max)
        };
        COMPONENTS.map(error).into_iter().fold(0.0, f64::max)
    }

    /// Both run for some steps, and their energies' ratio taken.
    fn compare(&self, half: &mut dyn Engine, whole: &mut dyn Engine, steps: usize, tolerance: f64) {
        for (component, [small, large]) in self.start() {
            half.set_field(component, &small).unwrap();
            whole.set_field(component, &large).unwrap();
        }
        half.advance(steps).unwrap();
        whole.advance(steps).unwrap();
        let error = self.error(half, whole);
        let [a, b] = [half.energy().unwrap(), whole.energy().unwrap()].map(|planes| planes.iter().sum::<f64>());
        let case = format!("{} even {} {:?}", ["x", "y", "z"][self.axis], self.even, whole.identity());
        println!("{case}: {error:.1e}, energy {:.1e}", 2.0 * a / b - 1.0);
        assert!(error <= tolerance, "{case}: {error:e}");
        assert!((2.0 * a / b - 1.0).abs() <= tolerance, "{case}: energies {a:e} and {b:e}");
    }
}

/// The point of the half that a point of the whole is, or is the image of, and whether it is an image. `None` on the outermost
/// nodes, where the half may have none.
fn image(half: &Grid, whole: &Grid, axis: usize, component: Component, point: [usize; 3]) -> Option<([usize; 3], bool)> {
    let (middle, dead) = (whole.axes[axis].cells() / 2, half.axes[axis].live().start);
    let below = point[axis] < middle;
    let from_plane = match (below, component.half()[axis]) {
        (false, _) => point[axis] - middle,
        (true, true) => middle - 1 - point[axis],
        (true, false) => middle - point[axis],
    };
    let mut at = point;
    at[axis] = from_plane + dead;
    // The whole's last half cell lies beyond it.
    (at[axis] < half.axes[axis].stored() && point[axis] < whole.axes[axis].stored()).then_some((at, below))
}

/// Every axis and parity, in 3D and with y collapsed, lossy now and then.
fn pairs() -> impl Iterator<Item = Pair> {
    let cases = [(0, false), (1, false), (2, false), (0, true), (2, true)];
    let cases = cases.into_iter().flat_map(|(axis, flat)| [true, false].map(|even| (axis, flat, even)));
    cases.map(|(axis, flat, even)| Pair::new(axis, even, flat, axis == 1 || flat))
}

#[test]
fn fields_of_the_half_are_those_of_the_whole() {
    for pair in pairs() {
        let (mut half, mut whole) = (Cpu::<f64>::new(&pair.half, 1).unwrap(), Cpu::<f64>::new(&pair.whole, 1).unwrap());
        // The same numbers but for the rounding of coordinates.
        pair.compare(&mut half, &mut whole, 200, 1e-12);
        let (mut half, mut whole) = (Cpu::<f32>::new(&pair.half, 1).unwrap(), Cpu::<f32>::new(&pair.whole, 1).unwrap());
        // The house's bar for f32 after a few steps; the energy is a sum of 10⁴ terms.
        pair.compare(&mut half, &mut whole, 200, 2e-5);
    }
}

#[test]
fn fields_of_the_half_are_those_of_the_whole_on_a_gpu() {
    let Some(choice) = choice() else { return };
    for pair in pairs() {
        let (mut half, mut whole) = (Gpu::new(&pair.half, &choice).unwrap(), Gpu::new(&pair.whole, &choice).unwrap());
        pair.compare(&mut half, &mut whole, 100, 2e-5);
    }
}

/// As in tests/parity.rs.
fn choice() -> Option<Choice> {
    let wanted = std::env::var("LUXEL_TEST_DEVICE").unwrap_or_default().to_lowercase();
    let Some(found) = adapter::list().into_iter().find(|found| found.name.to_lowercase().contains(&wanted)) else {
        let required = std::env::var_os("REQUIRE_GPU").is_some_and(|value| value == "1");
        assert!(!required, "REQUIRE_GPU=1 and there is no adapter");
        println!("skipped: no adapter");
        return None;
    };
    Some(Choice { device: Some(found.name), ..Choice::default() })
}

#[test]
fn a_closed_box_of_magnetic_walls_keeps_its_energy() {
    let mut random = Random(1);
    let axes = [[true, false], [true, true], [false, true]].map(|magnetic| {
        let steps: Vec<f64> = (0..8).map(|_| 0.05 * (1.0 + 0.4 * random.next())).collect();
        let nodes = (0..=8).map(|i| steps[..i].iter().sum()).collect();
        Axis::new(nodes).with_magnetic(magnetic)
    });
    let grid = Grid { frame: Frame([0, 1, 2]), axes };
    let mut values = || (0..grid.points()).map(|_| 1.0 + 9.0 * random.next()).collect::<Vec<f64>>();
    let epsilon = [values(), values(), values()].map(|points| Codebook::of_points(grid.shape(), &points));
    let plan = planned(grid, &Permittivity { epsilon, sigma: None });
    let mut engine = Cpu::<f64>::new(&plan, 1).unwrap();
    for component in &COMPONENTS[..3] {
        let free = |point| plan.coefficients.cb(component.axis(), point) > 0.0;
        let values: Vec<f64> =
            all(plan.grid.shape()).map(|point| if free(point) { random.next() - 0.5 } else { 0.0 }).collect();
        engine.set_field(*component, &values).unwrap();
    }
    let mut mean = |steps: usize| {
        let mut sum = 0.0;
        for _ in 0..steps {
            engine.advance(1).unwrap();
            sum += engine.energy().unwrap().iter().sum::<f64>();
        }
        sum / steps as f64
    };
    let early = mean(500);
    (0..9_000).step_by(500).for_each(|_| drop(mean(1)));
    let between = mean(8_500);
    let late = mean(1_000);
    println!("{early} {between} {late}");
    // E and H are taken half a step apart, so that single values swing by tens of percent; means over 500 swing by a twentieth of that.
    assert!((late / early - 1.0).abs() < 0.02 && (between / early - 1.0).abs() < 0.02, "{early} {between} {late}");
}
