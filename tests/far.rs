//! Far fields: the same by whatever axes, from a plane and from a box, on graded grids and in glass; what cannot be projected is refused.

use std::path::Path;

use luxel::engine::{self, cpu::Cpu};
use luxel::job::{self, Problems};
use luxel::monitor::{self, Far};
use luxel::plan::{Plan, Recorded};
use luxel::units::TAU;
use num_complex::Complex64;

fn planned(text: &str) -> Result<Plan, Problems> {
    let job = job::read(text).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(job::check(&job), []);
    Plan::of_job(&job, Path::new(".")).map(|(_, _, plan)| plan)
}

/// Far fields and powers of all monitors.
fn run(text: &str) -> (Vec<Far>, Vec<f64>) {
    let plan = planned(text).unwrap();
    let recording = engine::run(&mut Cpu::<f64>::new(&plan, 0).unwrap(), &plan, 0, &mut |_| true).unwrap();
    let (mut far, mut flux) = (Vec::new(), Vec::new());
    for recorded in &plan.recorded {
        match recorded {
            Recorded::Far(projection) => far.push(monitor::far(&plan, projection, "", 0, &recording)),
            Recorded::Flux(faces) => flux.push(monitor::flux(&plan, faces, "", 0, &recording).power[0]),
            _ => {}
        }
    }
    (far, flux)
}

fn head(flat: &str, [x, y, z]: [f64; 3], more: &str) -> String {
    format!(
        "name = 'far'\nspectrum.wavelength_um = [0.9, 1.1]\nspectrum.points = 1\nrun.decay = 1e-7\n[domain]\nflat = '{flat}'\n\
         x_um = [-{x}, {x}]\ny_um = [-{y}, {y}]\nz_um = [-{z}, {z}]\n[boundary]\npml_cells = 10\n{more}\n"
    )
}

fn monitor(kind: &str, center: [f64; 3], size: [f64; 3], angles: &str) -> String {
    format!(
        "[[monitor]]\nname = '{kind}{center:?}'\nkind = '{kind}'\ncenter_um = {center:?}\nsize_um = {size:?}\nwavelength_um = [1.0]\n{angles}\n"
    )
}

/// A dipole in a plane, turned with the plane, has its fields turned: to round-off, since the lattice's axes follow.
#[test]
fn axes_do_not_matter() {
    let angles = [10.0, 75.0, 160.0, 310.0];
    let plane = |flat: &str, component: &str, center: [f64; 3], key: &str, angles: [f64; 4]| {
        let text = head(flat, [0.5; 3], "[grid]\ncell_um = 0.05")
            + &format!("[[source]]\ndipole = {{ center_um = {center:?}, component = '{component}' }}\n")
            + &monitor("far", [0.0; 3], [0.6; 3], &format!("{key} = {angles:?}"));
        run(&text).0.remove(0)
    };
    let z = plane("z", "Ex", [0.03, -0.02, 0.0], "phi_deg", angles);
    let x = plane("x", "Ey", [0.0, 0.03, -0.02], "theta_deg", angles.map(|angle| 90.0 - angle));
    let y = plane("y", "Ez", [-0.02, 0.0, 0.03], "theta_deg", angles);
    let most = z.e_phi.iter().map(|e| e.norm()).fold(0.0, f64::max);
    for n in 0..angles.len() {
        let e = z.e_phi[(0, 0, n)];
        assert!((x.e_theta[(0, n, 0)] + e).norm() < 1e-9 * most, "{} {e}", x.e_theta[(0, n, 0)]);
        assert!((y.e_theta[(0, n, 0)] - e).norm() < 1e-9 * most, "{} {e}", y.e_theta[(0, n, 0)]);
        assert!(z.e_theta[(0, 0, n)].norm() < 1e-9 * most);
    }
}

/// A sheet of dipoles under a Gaussian sends a beam up and one down, and a plane gives either as a box does both.
#[test]
fn planes_give_what_crosses_them() {
    let sheet: String = (-35..=35)
        .map(|n| 0.1 * f64::from(n))
        .map(|x| {
            let amplitude = (-x * x).exp();
            format!("[[source]]\ndipole = {{ center_um = [{x}, 0.1, 0], component = 'Ez', amplitude = {amplitude} }}\n")
        })
        .collect();
    let phi: [f64; 7] = [60.0, 75.0, 90.0, 110.0, 250.0, 270.0, 290.0];
    let angles = format!("phi_deg = {phi:?}");
    let text = head("z", [4.0, 0.8, 1.0], "[grid]\ncell_um = 0.05")
        + &sheet
        + &monitor("far", [0.0; 3], [7.8, 1.0, 0.0], &angles)
        + &monitor("far", [0.0, 0.5, 0.0], [99.0, 0.0, 0.0], &angles)
        + &monitor("far", [0.0, -0.5, 0.0], [99.0, 0.0, 0.0], &angles);
    let (far, _) = run(&text);
    let [around, up, down] = &far[..] else { panic!("{} far fields", far.len()) };
    let most = around.e_theta.iter().map(|e| e.norm()).fold(0.0, f64::max);
    for (n, phi) in phi.iter().enumerate() {
        let (own, at, other) = if *phi < 180.0 { (up, 0.5, down) } else { (down, -0.5, up) };
        let turned = Complex64::cis(-TAU * at * phi.to_radians().sin()) * own.e_theta[(0, 0, n)];
        let e = around.e_theta[(0, 0, n)];
        println!(
            "{phi}: {:.2e} {:.2e} {:.2e}",
            (turned - e).norm() / most,
            turned.norm() / most,
            other.e_theta[(0, 0, n)].norm() / most
        );
        // The beam's spectrum ends at e^(−(kw/2)²) = 5e-5 of its peak, which is what the planes' ends may cut off several times over; the
        // phase from plane to middle is the lattice's, k larger by (kΔ)²/24 = 0.4 %, over half a wavelength.
        assert!((turned.norm() - e.norm()).abs() < 1e-3 * most, "{turned} {e}");
        assert!((turned - e).norm() < (1e-3 + 0.0041 * 0.5 * TAU) * most, "{turned} {e}");
        assert!(other.e_theta[(0, 0, n)].norm() < 1e-3 * most);
    }
    let ratio = (up.total[0] + down.total[0]) / around.total[0];
    println!("{ratio}");
    assert!((ratio - 1.0).abs() < 1e-3, "{ratio}");
}

/// In glass that disperses, on steps that grow: ω/16π per radian of a line current, and in all what flows out.
#[test]
fn graded_steps_and_glass_are_known() {
    let text = head(
        "z",
        [1.5, 1.2, 1.0],
        "[grid]\ncells_per_wavelength = 12\nrefine = [{ x_um = [-0.1, 0.2], cell_um = 0.01 }]",
    )
    .replace("spectrum.points = 1", "spectrum.points = 1\nspectrum.dispersion = true\nstack.background = 'SiO2'")
        + "[[source]]\ndipole = { center_um = [0.05, 0.02, 0], component = 'Ez' }\n"
        + &monitor("far", [0.0; 3], [2.4, 1.8, 0.0], "")
        + &monitor("flux", [0.0; 3], [2.4, 1.8, 0.0], "");
    let (far, flux) = run(&text);
    let (far, k) = (&far[0], TAU / 12.0);
    assert_eq!(far.phi_deg.len(), 360);
    let ratio = far.total[0] / flux[0];
    let deviations = far.power.iter().map(|power| (power / (TAU / (8.0 * TAU)) - 1.0).abs());
    let worst = deviations.fold(0.0, f64::max);
    println!("{ratio} {worst}");
    // Between steps of different size a wave is a little off by (kΔ)²/24 of the largest. Density and spread as in the case `far_field`.
    assert!((ratio - 1.0).abs() < k * k / 24.0, "{ratio}");
    assert!(worst < k * k / 4.0, "{worst}");
}

#[test]
fn what_has_no_far_field_is_refused() {
    let text = |background: &str, center: [f64; 3], size: [f64; 3]| {
        head("z", [1.0; 3], "[grid]\ncell_um = 0.05")
            + "[material]\nfog = { index = 1.5, extinction = 0.01 }\n[stack]\n"
            + &format!(
                "background = '{background}'\n[[structure]]\nmaterial = 'SiO2'\ngeometry.cuboid = {{ x_um = [0.2, 0.4], y_um = [-9, 9], z_um = [-9, 9] }}\n"
            )
            + "[[source]]\ndipole = { center_um = [0, 0, 0], component = 'Ez' }\n"
            + &monitor("far", center, size, "")
    };
    for (text, told) in [
        (
            text("air", [0.0; 3], [1.0, 1.0, 0.0]),
            "cuts more than one medium, or one that is not isotropic: ε is 1.0000 at (-0.500, ",
        ),
        (text("fog", [-0.4, 0.0, 0.0], [0.0, 1.0, 0.0]), "stands in a medium that carries no wave away, ε = 2.249"),
        (
            text("air", [0.0; 3], [1.98, 1.0, 0.0]),
            "a face of far monitor `far[0.0, 0.0, 0.0]` lies at -0.990 µm along x, less than a cell",
        ),
        (
            text("air", [0.0; 3], [3.0, 1.0, 0.0]),
            "lies at -1.500 µm along x, less than a cell from the domain's ends at -1.000 and 1.000 µm",
        ),
    ] {
        let problems = planned(&text).err().unwrap();
        assert!(problems.len() == 1 && problems[0].message.contains(told), "{problems:#?}");
        assert_eq!(problems[0].path, "monitor[0].center_um");
    }
}
