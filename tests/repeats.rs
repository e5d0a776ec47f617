//! Domains that repeat: it does not matter where a period begins, and what cannot be is told.

use std::path::Path;

use luxel::engine::{self, Engine, cpu::Cpu};
use luxel::job;
use luxel::monitor;
use luxel::plan::Plan;
use luxel::yee::Component;

/// A square lattice of rods with its first period at some place.
fn crystal(begins: f64, smoothing: &str) -> Plan {
    // The dipole's image within the period.
    let (end, across) = (begins + 0.6, if begins > 0.225 { 0.825 } else { 0.225 });
    let text = format!(
        "name = 'crystal'\nspectrum.wavelength_um = [1.0, 1.4]\nrun.max_time_fs = 100\n\
         [domain]\nflat = 'z'\nx_um = [{begins}, {end}]\ny_um = [{begins}, {end}]\nz_um = [0, 1]\n\
         [grid]\ncell_um = 0.03\nsmoothing = '{smoothing}'\n[boundary]\nx = 'periodic'\ny = 'periodic'\n\
         [material]\nclad.index = 1.444\ncore.index = 3.2\n[stack]\nbackground = 'clad'\n\
         [[structure]]\nmaterial = 'core'\ngeometry.cylinder = {{ center_um = [0.3, 0.3, 0.5], radius_um = 0.21, length_um = 9, axis = 'z' }}\n\
         [[source]]\ndipole = {{ center_um = [0.345, {across}, 0.5], component = 'Hz' }}\n"
    );
    let job = job::read(&text).unwrap();
    assert_eq!(job::check(&job), []);
    Plan::of_job(&job, Path::new(".")).unwrap().2
}

/// Hz after some steps by place within the period, from the rod's own corner on.
fn field(begins: f64, smoothing: &str) -> Vec<f64> {
    let plan = crystal(begins, smoothing);
    let mut engine = Cpu::<f64>::new(&plan, 1).unwrap();
    engine.start(0).unwrap();
    engine.advance(600).unwrap();
    let grid = &plan.grid;
    let component = grid.frame.component_to_lattice(Component::Hz);
    let (values, [nx, ny, nz]) = (engine.field(component).unwrap(), grid.shape());
    let mut by_place = Vec::new();
    assert_eq!(values.len(), nx * ny * nz);
    for (p, value) in values.into_iter().enumerate() {
        let at = [p / (ny * nz), p / nz % ny, p % nz];
        if (0..3).all(|a| grid.axes[a].collapsed || grid.axes[a].live().contains(&at[a])) {
            let [x, y, _] = grid.frame.to_scene(grid.position(component, at));
            let cell = |x: f64| (x.rem_euclid(0.6) / 0.03).floor() as usize % 20;
            by_place.push((cell(x) * 20 + cell(y), value));
        }
    }
    by_place.sort_by_key(|(place, _)| *place);
    assert_eq!(by_place.len(), 400);
    by_place.into_iter().map(|(_, value)| value).collect()
}

/// |F| of a wave that is the same all across the domain, at every node of a plane across it: largest over least, by component.
fn spread(walls: &str, theta: f64, components: &[&str]) -> Vec<f64> {
    let source = if walls.contains("pec") {
        "dipole = { center_um = [0.1, 0, -0.6], component = 'Ex' }".to_string()
    } else {
        format!(
            "plane_wave = {{ center_um = [0, 0, -0.6], direction = '+z', polarization = 'x', theta_deg = {theta} }}"
        )
    };
    let text = format!(
        "name = 't'\nspectrum = {{ wavelength_um = [0.95, 1.05], points = 3 }}\nrun.precision = 'f64'\ngrid.cell_um = 0.04\n{walls}\n\
         domain = {{ x_um = [0, 0.2], y_um = [0, 1], z_um = [-1, 1], flat = 'y' }}\n[[source]]\n{source}\n\
         [[monitor]]\nname = 'm'\ncenter_um = [0.1, 0.5, 0.6]\nsize_um = [1, 1, 0]\n"
    );
    let job = job::read(&text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    assert_eq!(job::check(&job), []);
    let plan = Plan::of_job(&job, Path::new(".")).unwrap().2;
    let recording = engine::run(&mut Cpu::<f64>::new(&plan, 1).unwrap(), &plan, 0, &mut |_| true).unwrap();
    let field = monitor::field(&plan, 0, "m", 0, &recording);
    let of = |name: &&str| {
        let (_, values) = field.components.iter().find(|(own, _)| own == name).unwrap();
        let sizes = || values.iter().map(|value| value.norm());
        assert!(values.len() >= 5, "{}", values.len());
        sizes().fold(0.0, f64::max) / sizes().fold(f64::INFINITY, f64::min) - 1.0
    };
    components.iter().map(of).collect()
}

/// Fields on the nodes of seams and walls, where half of what they are made of lies beyond.
#[test]
fn fields_reach_the_ends_of_the_domain() {
    for (walls, theta, left) in [
        ("boundary.x = 'periodic'", 0.0, 1e-9),
        // Interpolated between points that differ by a phase.
        ("boundary.x = 'bloch'", 20.0, 1e-9),
        // The dipole's other modes between the walls are evanescent.
        ("boundary.x = 'pec'", 0.0, 1e-6),
    ] {
        let found = spread(walls, theta, &["Ex", "Hy"]);
        println!("{walls}, {theta}°: {found:?}");
        assert!(found.iter().all(|spread| *spread < left), "{walls} {theta} {found:?}");
    }
}

/// The same crystal with its rod in the middle and cut by both seams.
#[test]
fn a_period_may_begin_anywhere() {
    for smoothing in ["coupled", "diagonal"] {
        let [whole, cut] = [0.0, 0.3].map(|begins| field(begins, smoothing));
        let peak = whole.iter().fold(0.0_f64, |peak, value| peak.max(value.abs()));
        let worst = whole.iter().zip(&cut).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        // Round-off of 600 steps, and of fills taken at other coordinates (1e-13).
        assert!(peak > 1e-6 && worst < 1e-9 * peak, "{smoothing}: {worst:e} of {peak:e}");
    }
}

/// Problems of a job in two dimensions with some lines more, by path.
fn told(lines: &str) -> Vec<String> {
    let text = format!(
        "name = 'j'\nspectrum.wavelength_um = [1.5, 1.6]\n[stack]\nbackground = 'air'\n[grid]\ncell_um = 0.05\n\
         [domain]\nflat = 'y'\nx_um = [0, 1]\ny_um = [0, 1]\nz_um = [-1, 1]\n{lines}"
    );
    let job = job::read(&text).unwrap();
    let problems = match job::check(&job) {
        problems if !problems.is_empty() => problems,
        _ => Plan::of_job(&job, Path::new(".")).err().unwrap_or_default(),
    };
    problems.into_iter().map(|problem| problem.path).collect()
}

/// A film that reaches beyond the period is that of one period: its images stand where it stands itself.
#[test]
fn a_film_beyond_the_period_is_one_film() {
    let permittivity = |z: f64| {
        let text = format!(
            "name = 'film'\nspectrum = {{ wavelength_um = [1.5, 1.6] }}\nmaterial.si.index = 3.4\ngrid.cell_um = 0.04\n\
             domain = {{ flat = 'y', x_um = [-2, 2], y_um = [-1, 1], z_um = [-0.2, 0.2] }}\nboundary = {{ x = 'pml', z = 'periodic' }}\n\
             source = [{{ plane_wave = {{ center_um = [-1.2, 0, 0], direction = '+x', polarization = 'z' }} }}]\n\
             structure = [{{ material = 'si', geometry.cuboid = {{ x_um = [0.01, 0.4], y_um = [-9, 9], z_um = [-{z}, {z}] }} }}]\n"
        );
        let (_, permittivity, _) = Plan::of_job(&job::read(&text).unwrap(), Path::new(".")).unwrap();
        permittivity.epsilon.map(|epsilon| epsilon.points())
    };
    let one = permittivity(0.2);
    assert!(one.iter().flatten().any(|&epsilon| epsilon > 1.1 && epsilon < 11.0));
    for z in [0.21, 0.35, 9.0] {
        for (found, one) in permittivity(z).iter().flatten().zip(one.iter().flatten()) {
            assert!((found - one).abs() < 1e-9, "{z}: {found} {one}");
        }
    }
}

/// A metal beside a crystal whose axes are turned, of which no entry off the diagonal is taken: steps are stable.
#[test]
fn metals_beside_turned_crystals_have_a_time_step() {
    let text = "name = 'n'\nspectrum = { wavelength_um = [1.5, 1.6], dispersion = true }\nstack.background = 'cr'\n\
        structure = [{ material = 'm', geometry.cuboid = { x_um = [-9, 0.011], y_um = [-9, 9], z_um = [-9, 9] } }]\n\
        domain = { flat = 'z', x_um = [-0.5, 0.5], y_um = [-0.2, 0.2], z_um = [-1, 1] }\ngrid.cell_um = 0.05\n\
        material.cr = { index_xyz = [1.6, 2.3, 2.0], turned_deg = [0, 0, 45] }\nmaterial.m.drude = { plasma_ev = 3.0, damping_ev = 0.1 }\n\
        source = [{ dipole = { center_um = [0.3, 0.03, 0], component = 'Hz' } }]\n";
    let (_, permittivity, plan) = Plan::of_job(&job::read(text).unwrap(), Path::new(".")).unwrap();
    assert!(permittivity.epsilon.iter().all(|epsilon| epsilon.points().iter().all(|&epsilon| epsilon >= 1.0)));
    // Of square cells of 50 nm in vacuum 0.035 µm/c.
    assert!(plan.dt > 0.03 && plan.dt < 0.036, "{}", plan.dt);
}

#[test]
fn what_cannot_be_is_told_by_its_place() {
    let wave = |more: &str| {
        format!("[[source]]\nplane_wave = {{ center_um = [0, 0, -0.5], direction = '+z', polarization = 'y'{more} }}\n")
    };
    let dipole = |x: f64| format!("[[source]]\ndipole = {{ center_um = [{x}, 0, 0], component = 'Ey' }}\n");
    let beam =
        "[[source]]\ngaussian_beam = { center_um = [0.5, 0, 0.5], direction = '-z', polarization = 'y', mfd_um = 1 }\n";
    let none: [&str; 0] = [];
    let x = "[boundary]\nx = 'periodic'\n";
    assert_eq!(told(&format!("{x}{}", wave(""))), none);
    assert_eq!(told(&format!("{x}{}", wave(", theta_deg = 20"))), ["boundary.x"]);
    assert_eq!(told(&format!("[boundary]\nx = 'bloch'\n{}", wave(", theta_deg = 20"))), none);
    assert_eq!(told(&format!("[boundary]\nx = 'bloch'\n{}", wave(""))), ["boundary.x"]);
    assert_eq!(told(&format!("[boundary]\nx = 'bloch'\nz = 'periodic'\n{}", wave(", theta_deg = 20"))), ["boundary.z"]);
    let twice = format!("[boundary]\nx = 'bloch'\nbloch_rad_um = [1, 0, 0]\n{}", wave(", theta_deg = 20"));
    assert_eq!(told(&twice), ["source[0].plane_wave"]);
    assert_eq!(told(&format!("[boundary]\nx = ['periodic', 'pml']\n{}", dipole(0.5))), ["boundary.x"]);
    assert_eq!(told(&format!("{x}{}", dipole(0.5))), none);
    for seam in [0.98, 1.0] {
        assert_eq!(told(&format!("{x}{}", dipole(seam))), ["source[0].dipole.center_um"]);
    }
    assert_eq!(told(&format!("{x}{beam}")), ["boundary.x"]);
    assert_eq!(told(beam), none);
    let lossy = "[material]\nair = { index = 1.2, extinction = 0.1 }\n";
    assert_eq!(told(&format!("{lossy}{beam}")), ["source[0].gaussian_beam"]);
    let cut =
        "[[structure]]\nmaterial = 'Si'\ngeometry.cuboid = { x_um = [0.2, 0.4], y_um = [-9, 9], z_um = [0.3, 0.8] }\n";
    assert_eq!(told(&format!("{cut}{beam}")), ["source[0].gaussian_beam"]);
}

/// A tilted wave goes one way at both ends of a wide band: what its sheets send back, as a part of what they send on.
#[test]
fn a_tilted_wave_goes_one_way_over_a_wide_band() {
    let plane = |name: &str, z: f64| {
        format!("[[monitor]]\nname = '{name}'\nkind = 'flux'\ncenter_um = [0.05, 0.05, {z}]\nsize_um = [1, 1, 0]\n")
    };
    let text = format!(
        "name = 't'\nspectrum = {{ wavelength_um = [0.5, 0.8], points = 3 }}\nrun = {{ precision = 'f64', decay = 1e-8 }}\ngrid.cell_um = 0.02\n\
         boundary.x = 'bloch'\ndomain = {{ x_um = [0, 0.1], y_um = [0, 0.1], z_um = [-1, 1], flat = 'y' }}\n\
         [[source]]\nplane_wave = {{ center_um = [0, 0, -0.4], direction = '+z', polarization = 'y', theta_deg = 40 }}\n{}{}",
        plane("behind", -0.6),
        plane("ahead", 0.6)
    );
    let job = job::read(&text).unwrap();
    assert_eq!(job::check(&job), []);
    let plan = Plan::of_job(&job, Path::new(".")).unwrap().2;
    let recording = engine::run(&mut Cpu::<f64>::new(&plan, 1).unwrap(), &plan, 0, &mut |_| true).unwrap();
    let powers = plan.recorded.iter().map(|recorded| match recorded {
        luxel::plan::Recorded::Flux(faces) => monitor::flux(&plan, faces, "", 0, &recording).power.to_vec(),
        _ => unreachable!("flux alone"),
    });
    let powers: Vec<Vec<f64>> = powers.collect();
    println!("{powers:?}");
    for (behind, ahead) in powers[0].iter().zip(&powers[1]) {
        // What the end of the pulse cuts off of both sheets alike changes the power (2.3e-3 at 0.8 µm, where the wave runs at 57°), and sends nothing back.
        assert!((ahead - 1.0).abs() < 3e-3 && behind.abs() < 1e-5, "{powers:?}");
    }
}
