//! A domain halved at a plane of symmetry against the whole one: the same fields, modes and S-parameters, on every engine.

use std::path::Path;

use luxel::engine::cpu::Cpu;
use luxel::engine::gpu::{Choice, Gpu, Variant, adapter};
use luxel::engine::{self, Engine};
use luxel::job;
use luxel::monitor::{SParams, port_modes, scattering};
use luxel::plan::{Coefficients, Plan, Profile, coefficients, cpml};
use luxel::raster::{Axis, Codebook, Frame, Grid, Permittivity};
use luxel::yee::{COMPONENTS, Component};

/// Numbers in [0, 1) that repeat: splitmix64 (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

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
        coupling: permittivity.coupling.clone(),
        mixtures: Vec::new(),
        probes: Vec::new(),
        recorded: Vec::new(),
        profiles,
        grid,
        dt,
        courant: 0.99,
        images: Default::default(),
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
        // Seven cells and nine absorbing ones: the slabs of the halved axis overlap. The whole has 32 cells, rows of whole vectors: in 2D the
        // next component follows at once.
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
        let of = |which: usize| {
            let sigma = sigma.as_ref().map(|sigma| sigma.each_ref().map(|pair| pair[which].clone()));
            Permittivity::constant(epsilon.each_ref().map(|pair| pair[which].clone()), sigma)
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
fn image(
    half: &Grid,
    whole: &Grid,
    axis: usize,
    component: Component,
    point: [usize; 3],
) -> Option<([usize; 3], bool)> {
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
        // Two passes and the fused one.
        for fused in [false, true] {
            let engine = |plan| {
                let variant = Variant::all(plan).iter().find(|variant| variant.is_fused() == fused).copied();
                Gpu::new(plan, &Choice { variant, ..choice.clone() }).unwrap()
            };
            let (mut half, mut whole) = (engine(&pair.half), engine(&pair.whole));
            pair.compare(&mut half, &mut whole, 40, 2e-5);
        }
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
    let plan = planned(grid, &Permittivity::constant(epsilon, None));
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
    let [early, between, late] = [1_000, 8_000, 1_000].map(&mut mean);
    println!("{early} {between} {late}");
    // E and H are taken half a step apart: single values swing by percents, means of a thousand by 2e-4 as measured. A step matrix with
    // an eigenvalue of 1 + 1e-6 outside the unit circle would add 2 % in 10⁴ steps.
    assert!((late / early - 1.0).abs() < 1e-3 && (between / early - 1.0).abs() < 1e-3, "{early} {between} {late}");
}

/// A strip of 500 × 220 nm in glass; `along` and `across` are x and y or the other way round.
fn strip(along: &str, across: &str, modes: usize, more: &str) -> String {
    let port = |at: f64| if along == "x" { format!("[{at}, 0, 0.11]") } else { format!("[0, {at}, 0.11]") };
    let [west, east] = [port(-0.5), port(0.5)];
    format!(
        r#"
        name = "strip"
        spectrum = {{ wavelength_um = [1.5, 1.6], points = 3 }}
        stack.background = "clad"
        material.core.index = 3.48
        material.clad.index = 1.444
        structure = [{{ material = "core", geometry.cuboid = {{ {along}_um = [-9, 9], {across}_um = [-0.25, 0.25], z_um = [0, 0.22] }} }}]
        domain = {{ {along}_um = [-1, 1], {across}_um = [-0.9, 0.9], z_um = [-0.605, 0.825] }}
        grid.cell_um = [0.05, 0.05, 0.055]
        boundary.pml_cells = 8
        run = {{ decay = 1e-5, precision = "f64" }}
        port = [
            {{ name = "west", center_um = {west}, facing = "-{along}", size_um = [1.6, 1.21], modes = {modes} }},
            {{ name = "east", center_um = {east}, facing = "+{along}", size_um = [1.6, 1.21], modes = {modes}, excite = false }},
        ]
        {more}
        "#
    )
}

/// n_eff by (wavelength, mode) of the first port, S, and cells.
fn run(text: &str) -> (Vec<Vec<f64>>, SParams, usize) {
    let job = job::read(text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    let (_, _, plan) = Plan::of_job(&job, Path::new(".")).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    let mut engine = Cpu::<f64>::new(&plan, 0).unwrap();
    let recordings: Vec<_> = (0..plan.drives.len())
        .map(|excitation| engine::run(&mut engine, &plan, excitation, &mut |_| true).unwrap())
        .collect();
    let n_eff = port_modes(&plan.grid, &plan.ports[0], &plan.band).n_eff;
    let n_eff = n_eff.rows().into_iter().map(|row| row.iter().map(|n| n.re).collect()).collect();
    (n_eff, scattering(&plan, &recordings), plan.grid.cells())
}

/// Holds the first mode of a halved job to mode `m` of the whole one: index, S of both ports, cells.
fn hold(
    case: &str,
    whole: &(Vec<Vec<f64>>, SParams, usize),
    half: &(Vec<Vec<f64>>, SParams, usize),
    m: usize,
    most: f64,
) {
    for w in 0..3 {
        let index = (half.0[w][0] - whole.0[w][m]).abs();
        let of = |s: &SParams, out: usize, mode: usize| s.s[(w, out, mode, 0, mode)];
        let [back, through] = [0, 1].map(|out| (of(&half.1, out, 0) - of(&whole.1, out, m)).norm());
        println!("{case}: n_eff {index:.1e}, S11 {back:.1e}, S21 {through:.1e} ({})", of(&whole.1, 1, m));
        // The eigensolver's tolerance, 1e-11 in n_eff; profiles that differ by as much.
        assert!(index < 1e-10 && back < 1e-9 && through < 1e-9, "{case}: {index:e} {back:e} {through:e}");
        assert!(of(&whole.1, 1, m).norm() > 0.99, "{case}: not much came through");
    }
    let part = half.2 as f64 / whole.2 as f64;
    assert!(part < most, "{case}: {part:.3} of the cells");
}

#[test]
fn modes_and_scattering_of_the_half_are_those_of_the_whole_in_3d() {
    let whole = run(&strip("x", "y", 2, ""));
    // TE0 and TM0: Ey is even about both planes, and along z = 0.11 only; Ez likewise, and along y = 0 only.
    for (symmetry, mode, most) in [
        ("symmetry.y = 'odd'", 0, 0.53),
        ("symmetry.y = 'even'", 1, 0.53),
        ("symmetry.z = 'even'", 0, 0.53),
        ("symmetry.z = 'odd'", 1, 0.53),
        ("symmetry = { y = 'odd', z = 'even' }", 0, 0.28),
    ] {
        hold(symmetry, &whole, &run(&strip("x", "y", 1, symmetry)), mode, most);
    }
    let turned = run(&strip("y", "x", 1, "symmetry = { x = 'odd', x_um = 0 }"));
    hold("along y", &whole, &turned, 0, 0.53);
}

#[test]
fn modes_and_scattering_of_the_half_are_those_of_the_whole_in_2d() {
    let flat = "domain.flat = 'z'";
    let whole = run(&strip("x", "y", 2, "").replace("z_um = [-0.605, 0.825]", "z_um = [-0.605, 0.825], flat = 'z'"));
    for (parity, mode) in [("even", 0), ("odd", 1)] {
        let text = strip("x", "y", 1, &format!("symmetry.y = '{parity}'"));
        let half = run(&text.replace("z_um = [-0.605, 0.825]", "z_um = [-0.605, 0.825], flat = 'z'"));
        hold(&format!("{flat} {parity}"), &whole, &half, mode, 0.53);
    }
}

#[test]
fn walls_at_either_end_do_what_a_plane_of_symmetry_does() {
    let flat = |text: String| text.replace("z_um = [-0.605, 0.825]", "z_um = [-0.605, 0.825], flat = 'z'");
    for (parity, wall) in [("even", "pmc"), ("odd", "pec")] {
        let half = run(&flat(strip("x", "y", 1, &format!("symmetry.y = '{parity}'"))));
        for (range, ends) in [([0.0, 0.9], [wall, "pml"]), ([-0.9, 0.0], ["pml", wall])] {
            let more = format!("boundary.y = {ends:?}");
            // The port's window, 1.6 µm about the plane, reaches beyond the wall and is cut there.
            let text = flat(strip("x", "y", 1, &more)).replace("[-0.9, 0.9]", &format!("{range:?}"));
            hold(&format!("{ends:?}"), &half, &run(&text), 0, 1.1);
        }
    }
}

#[test]
fn fields_and_profiles_at_the_plane_are_those_of_the_whole() {
    let monitor = "monitor = [{ name = 'm', center_um = [0, 0, 0.11], size_um = [1, 1, 0.5] }]";
    let fields = |text: &str| {
        let job = job::read(text).unwrap();
        let (_, permittivity, plan) = Plan::of_job(&job, Path::new(".")).unwrap();
        let mut engine = Cpu::<f64>::new(&plan, 0).unwrap();
        let recording = engine::run(&mut engine, &plan, 0, &mut |_| true).unwrap();
        let field = luxel::monitor::field(&plan, 2, "m", 0, &recording);
        (port_modes(&plan.grid, &plan.ports[0], &plan.band), field, permittivity, plan)
    };
    let (modes, whole, ..) = fields(&strip("x", "y", 1, monitor));
    for symmetry in ["y = 'odd'", "z = 'even'", "y = 'odd', z = 'even'"] {
        let (half_modes, half, ..) = fields(&strip("x", "y", 1, &format!("symmetry = {{ {symmetry} }}\n{monitor}")));
        // Where each of the half's nodes stands in the whole.
        let places = |half: &ndarray::Array1<f64>, whole: &ndarray::Array1<f64>| -> Vec<usize> {
            let place = |x: &f64| whole.iter().position(|y| (x - y).abs() < 1e-9).expect("a node of the whole");
            half.iter().map(place).collect()
        };
        let [x, y, z] = [0, 1, 2].map(|a| places(&half.coordinates_um[a], &whole.coordinates_um[a]));
        // Behind a magnetic wall the plane itself is kept, behind an electric one all but it.
        assert!(whole.coordinates_um[2].len() > z.len() || !symmetry.contains('z'));
        let mut worst = 0.0_f64;
        for ((name, a), (_, b)) in half.components.iter().zip(&whole.components) {
            let peak = b.iter().fold(0.0_f64, |peak, b| peak.max(b.norm()));
            for ((w, i, j, k), a) in a.indexed_iter() {
                let error = (a - b[(w, x[i], y[j], z[k])]).norm() / peak;
                assert!(error < 1e-9, "{symmetry} {name} {error:e}");
                worst = worst.max(error);
            }
        }
        let [u, v] = [0, 1].map(|d| places(&half_modes.coordinates_um[d], &modes.coordinates_um[d]));
        for ((name, a), (_, b)) in half_modes.profiles.iter().zip(&modes.profiles) {
            let peak = modes.profiles.iter().flat_map(|(_, b)| b).fold(0.0_f64, |peak, b| peak.max(b.norm()));
            for ((m, p, q), a) in a.indexed_iter() {
                let error = (a - b[(m, u[p], v[q])]).norm() / peak;
                // On the window's outer edge the whole's profile has half of what is beside it.
                assert!(error < 1e-9, "{symmetry} mode's {name} at {p}, {q}: {error:e}");
                worst = worst.max(error);
            }
        }
        println!("{symmetry}: {worst:.1e}");
    }
}

/// Problems of a job's plan.
fn problems(text: &str) -> Vec<String> {
    let job = job::read(text).unwrap_or_else(|problems| panic!("{problems:#?}"));
    match Plan::of_job(&job, Path::new(env!("CARGO_MANIFEST_DIR"))) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(|p| format!("{}: {}; {}", p.path, p.message, p.help)).collect(),
    }
}

#[test]
fn what_falls_into_the_other_half_is_told() {
    let port = |center: &str| strip("x", "y", 1, "symmetry.y = 'odd'").replace("[0.5, 0, 0.11]", center);
    let below = problems(&port("[0.5, -0.85, 0.11]"));
    assert!(
        below[0].starts_with("port[1]: port `east` lies at y = -0.85 µm, below the plane of symmetry"),
        "{below:?}"
    );
    let driven = port("[0.5, 0.81, 0.11]").replace("excite = false", "excite = true");
    let driven = problems(&driven);
    assert!(driven[0].starts_with("port[1].excite: port `east` lies off the plane of symmetry"), "{driven:?}");
    let across = problems(&port("[0.5, 0.3, 0.11]"));
    assert!(across[0].starts_with("port[1]: port `east` at y = 0.3 µm reaches 0.500 µm across"), "{across:?}");

    let monitor = |y: f64, size: f64| {
        let monitor = format!("monitor = [{{ name = 'm', center_um = [0, {y}, 0], size_um = [1, {size}, 0] }}]");
        problems(&strip("x", "y", 1, &format!("symmetry.y = 'odd'\n{monitor}")))
    };
    assert_eq!(monitor(0.0, 1.0), [""; 0]);
    assert_eq!(monitor(0.1, 1.0), [""; 0]);
    assert!(monitor(-0.1, 1.0)[0].contains("below the plane of symmetry"), "{:?}", monitor(-0.1, 1.0));
    assert!(monitor(-0.5, 0.0)[0].contains("center 0.500 µm"), "{:?}", monitor(-0.5, 0.0));

    let off = problems(&strip("x", "y", 1, "symmetry = { y = 'odd', y_um = 0.1 }"));
    assert!(off[0].contains("is not the middle of the domain, -0.9 to 0.9 µm"), "{off:?}");
    let lopsided = strip("x", "y", 1, "symmetry.y = 'odd'").replace("[-0.25, 0.25]", "[-0.25, 0.35]");
    let lopsided = problems(&lopsided);
    assert!(
        lopsided[0].contains("symmetry.y: the device is not symmetric about y = 0.000 µm: ε is 12.11 at ("),
        "{lopsided:?}"
    );
}
