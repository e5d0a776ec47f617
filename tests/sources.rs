//! Sources and probes: a plane wave leaks nothing out of its box, a probe reads what the fields are, on every engine.

use std::path::Path;

use luxel::engine::gpu::{Choice, Gpu};
use luxel::engine::{self, Engine, EngineError, cpu::Cpu};
use luxel::job;
use luxel::monitor;
use luxel::plan::{Drive, Plan, Recorded};
use luxel::yee::{COMPONENTS, Component};

fn planned(text: &str) -> Plan {
    let job = job::read(text).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(job::check(&job), []);
    Plan::of_job(&job, Path::new(".")).unwrap().2
}

/// CPU in f64 and f32, and the adapter that LUXEL_TEST_DEVICE names (lavapipe if not set).
fn engines(plan: &Plan) -> Vec<Box<dyn Engine + '_>> {
    let wide: Box<dyn Engine> = Box::new(Cpu::<f64>::new(plan, 0).unwrap());
    let mut engines = vec![wide, Box::new(Cpu::<f32>::new(plan, 0).unwrap())];
    let device = Some(std::env::var("LUXEL_TEST_DEVICE").unwrap_or("llvmpipe".into()));
    match Gpu::new(plan, &Choice { device, ..Choice::default() }) {
        Ok(gpu) => engines.push(Box::new(gpu)),
        Err(EngineError::NoAdapter(_)) => {
            assert!(std::env::var("REQUIRE_GPU").as_deref() != Ok("1"), "REQUIRE_GPU and no adapter");
            println!("skipped: no adapter");
        }
        Err(error) => panic!("{error}"),
    }
    engines
}

/// Largest field of all components at points of which `wanted` is true.
fn largest(engine: &mut dyn Engine, plan: &Plan, wanted: impl Fn([f64; 3]) -> bool) -> f64 {
    let [nx, ny, nz] = plan.grid.shape();
    let mut most = 0.0_f64;
    for component in COMPONENTS {
        let values = engine.field(component).unwrap();
        for (n, value) in values.iter().enumerate() {
            let place = plan.grid.position(component, [n / (ny * nz), n / nz % ny, n % nz]);
            if wanted(plan.grid.frame.to_scene(place)) {
                most = most.max(value.abs());
            }
        }
    }
    assert_eq!(nx * ny * nz, plan.grid.points());
    most
}

/// Runs a plane wave through an empty box of half this width and compares what is outside with the most that was inside.
fn leak(text: &str, half: f64) {
    let plan = planned(text);
    let inside = |at: [f64; 3]| at.iter().all(|x| x.abs() < half - 1e-9);
    // A face is total, the half cell beyond is not.
    let outside = |at: [f64; 3]| at.iter().any(|x| x.abs() > half + 1e-9);
    for mut engine in engines(&plan) {
        engine.start(0).unwrap();
        let (mut wave, mut leaked) = (0.0_f64, 0.0_f64);
        for _ in 0..plan.source_steps / 40 {
            engine.advance(40).unwrap();
            wave = wave.max(largest(engine.as_mut(), &plan, inside));
            leaked = leaked.max(largest(engine.as_mut(), &plan, outside));
        }
        let name = format!("{:?}", engine.identity());
        println!("{name}: {:.1e} of {wave:.1e}", leaked / wave);
        // Round-off of f64 and f32, a few updates of it.
        let most = if engine.identity().precision == "f64" { 1e-12 } else { 2e-6 };
        assert!(wave > 1e-3 && leaked <= most * wave, "{name}: {leaked:e} of {wave:e}");
    }
}

fn wave(direction: &str, polarization: &str, more: &str) -> String {
    format!(
        "name = 't'\nspectrum.wavelength_um = [0.8, 1.2]\nstack.background = 'SiO2'\n[domain]\nx_um = [-0.4, 0.4]\ny_um = [-0.45, 0.45]\n\
         z_um = [-0.4, 0.4]\n{more}\n[boundary]\npml_cells = 6\n[[source]]\nplane_wave = {{ center_um = [0, 0, 0], size_um = [0.5, 0.5, 0.5], \
         direction = '{direction}', polarization = '{polarization}' }}\n"
    )
}

#[test]
fn a_plane_wave_stays_in_its_box_in_3d() {
    for (direction, polarization) in [("+x", "y"), ("-z", "x")] {
        leak(&wave(direction, polarization, "[grid]\ncell_um = 0.05"), 0.25);
    }
}

#[test]
fn a_plane_wave_stays_in_its_box_in_2d() {
    for (direction, polarization, flat) in
        [("+x", "y", "z"), ("-x", "z", "z"), ("+y", "z", "z"), ("-y", "x", "z"), ("+z", "x", "y"), ("-y", "x", "x")]
    {
        let more = format!("flat = '{flat}'\n[grid]\ncell_um = 0.05");
        leak(&wave(direction, polarization, &more), 0.25);
    }
}

#[test]
fn a_box_that_cuts_a_structure_is_refused() {
    let rod = "[[structure]]\nmaterial = 'rod'\ngeometry.cylinder = { center_um = [0.25, 0, 0], radius_um = 0.1, length_um = 9, axis = 'z' }\n[material]\nrod.index = 2.0\n";
    let text = wave("+x", "y", "flat = 'z'\n[grid]\ncell_um = 0.05") + rod;
    let job = job::read(&text).unwrap();
    let problems = Plan::of_job(&job, Path::new(".")).err().unwrap();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].message.contains("cuts a structure"), "{problems:?}");
}

#[test]
fn probes_read_the_fields_between_their_points() {
    let text = "name = 't'\nspectrum.wavelength_um = [0.8, 1.2]\n[domain]\nx_um = [-0.4, 0.4]\ny_um = [-0.45, 0.45]\nz_um = [-0.4, 0.4]\n\
                [grid]\ncell_um = 0.05\n[boundary]\npml_cells = 6\n\
                [[source]]\ndipole = { center_um = [0.01, 0.02, 0.03], component = 'Ez' }\n\
                [[source]]\ndipole = { center_um = [0.01, 0.02, 0.03], component = 'Hz', phase_deg = 90.0 }\n\
                [[monitor]]\nname = 'p'\nkind = 'probe'\ncenter_um = [0.13, -0.111, 0.07]\ncomponents = ['Ex', 'Ez', 'Hy']\nevery = 3\n";
    let plan = planned(text);
    assert!(matches!(plan.drives[..], [Drive::Sources(_)]));
    assert_eq!(plan.probes.iter().map(|probe| probe.weight.len()).collect::<Vec<_>>(), [8, 8, 8]);
    for mut engine in engines(&plan) {
        engine.start(0).unwrap();
        let mut expected = vec![Vec::new(); 3];
        for step in 0..100 {
            engine.advance(1).unwrap();
            if step % 3 > 0 {
                continue;
            }
            for (probe, values) in plan.probes.iter().zip(&mut expected) {
                let field = engine.field(probe.component).unwrap();
                let [lo, hi] = [probe.lo, probe.hi];
                let points = (lo[0]..hi[0])
                    .flat_map(|i| (lo[1]..hi[1]).flat_map(move |j| (lo[2]..hi[2]).map(move |k| [i, j, k])));
                values.push(points.zip(&probe.weight).map(|(at, w)| w * field[plan.grid.index(at)]).sum::<f64>());
            }
        }
        // In one go, across tiles and submissions.
        engine.start(0).unwrap();
        engine.advance(100).unwrap();
        let recorded = engine.probes().unwrap();
        for (recorded, expected) in recorded.iter().zip(&expected) {
            assert_eq!(recorded.len(), 34);
            let peak = expected.iter().fold(0.0_f64, |peak, value| peak.max(value.abs()));
            assert!(peak > 1e-6);
            let bar = if engine.identity().precision == "f64" { 1e-14 } else { 1e-6 };
            let worst = recorded.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(worst <= bar * peak, "{:?}: {worst:e} of {peak:e}", engine.identity());
        }
    }
}

#[test]
fn a_source_that_stays_on_swings_at_its_frequency_and_amplitude() {
    // E of a line current far away: |E| = ω/4 |H0(kr)| (Harrington 1961, §5-6), here at kr = 4π.
    let text = "name = 't'\nspectrum.wavelength_um = [0.9, 1.1]\nrun.max_time_fs = 100\n[domain]\nflat = 'z'\nx_um = [-0.5, 2.5]\n\
                y_um = [-0.5, 0.5]\nz_um = [0, 1]\n[grid]\ncell_um = 0.025\n\
                [[source]]\ndipole = { center_um = [0, 0, 0], component = 'Ez', amplitude = 2.0, cw = { wavelength_um = 1.0, rise_fs = 20.0 } }\n\
                [[monitor]]\nname = 'p'\nkind = 'probe'\ncenter_um = [2, 0, 0]\ncomponents = ['Ez']\n";
    let plan = planned(text);
    let mut engine = Cpu::<f64>::new(&plan, 0).unwrap();
    let recording = engine::run(&mut engine, &plan, 0, &mut |_| true).unwrap();
    assert_eq!(recording.steps, plan.steps);
    assert_eq!(
        plan.active,
        [Component::Ez, Component::Hx, Component::Hy].iter().fold([false; 6], |mut active, &c| {
            active[plan.grid.frame.component_to_lattice(c) as usize] = true;
            active
        })
    );
    let period = (1.0 / plan.dt).round() as usize;
    let last = &recording.probes[0][recording.probes[0].len() - 2 * period..];
    let swing = last.iter().fold(0.0_f64, |peak, value| peak.max(value.abs()));
    let expected = 2.0 * std::f64::consts::TAU / 4.0 * 0.224_990_9;
    // (kΔ)²/8 = 3e-3 of the lattice, and a peak met within half a step: (ωΔt/2)²/2 = 1.5e-3; absorbers add 1e-3.
    assert!((swing / expected - 1.0).abs() < 6e-3, "{swing} {expected}");
}

#[test]
fn the_flux_of_a_straight_guide_is_its_modes_power() {
    let port = |name: &str, x: f64, facing: &str, excite: bool| {
        format!(
            "[[port]]\nname = '{name}'\ncenter_um = [{x}, 0, 0]\nfacing = '{facing}'\nsize_um = [2.6, 1]\nexcite = {excite}\n"
        )
    };
    let text = format!(
        "name = 't'\nspectrum.wavelength_um = [1.5, 1.6]\nspectrum.points = 3\nstack.background = 'SiO2'\nrun.decay = 1e-9\nrun.precision = 'f64'\n[domain]\nflat = 'z'\n\
         x_um = [-1.6, 1.6]\ny_um = [-1.5, 1.5]\nz_um = [-0.5, 0.5]\n[grid]\ncells_per_wavelength = 12\n\
         [[structure]]\nmaterial = 'Si'\ngeometry.cuboid = {{ x_um = [-9, 9], y_um = [-0.11, 0.11], z_um = [-1, 1] }}\n{}{}\
         [[monitor]]\nname = 'through'\nkind = 'flux'\ncenter_um = [0.1, 0, 0]\nsize_um = [0, 9, 0]\n\
         [[monitor]]\nname = 'around'\nkind = 'flux'\ncenter_um = [0, 0, 0]\nsize_um = [1, 2, 0]\nwavelength_um = [1.52]\n",
        port("west", -1.0, "-x", true),
        port("east", 1.0, "+x", false)
    );
    let plan = planned(&text);
    let mut engine = Cpu::<f64>::new(&plan, 0).unwrap();
    let recording = engine::run(&mut engine, &plan, 0, &mut |_| true).unwrap();
    let flux = |n: usize| {
        let Recorded::Flux(faces) = &plan.recorded[n] else { panic!("no flux monitor") };
        monitor::flux(&plan, faces, "f", 0, &recording)
    };
    let sparams = monitor::scattering(&plan, std::slice::from_ref(&recording));
    let through = flux(0);
    assert_eq!(through.wavelength_um.to_vec(), [1.5, 1.55, 1.6]);
    for (w, power) in through.power.iter().enumerate() {
        let transmitted = sparams.s[(w, 1, 0, 0, 0)].norm_sqr();
        println!("{power} {transmitted}");
        // The mode's power and its flux are one sum on the lattice; what is left is radiation that the window's edges make (S11 is at
        // −50 dB) and what was under way at a decay of 1e-9.
        assert!((power - transmitted).abs() < 2e-5, "{power} {transmitted}");
    }
    // Nothing is made or lost in the box.
    let net = flux(1).power[0];
    println!("{net:e}");
    assert!(net.abs() < 1e-5, "{net:e}");
}
