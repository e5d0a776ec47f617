//! Sources, flux, far fields and probes in a domain halved at planes of symmetry: what they are in the whole one.

use std::path::Path;

use luxel::engine::{self, cpu::Cpu};
use luxel::job::{self, Problems};
use luxel::monitor;
use luxel::plan::{Plan, Recorded};

fn planned(text: &str) -> Result<Plan, Problems> {
    let job = job::read(text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    let problems = job::check(&job);
    if !problems.is_empty() {
        return Err(problems);
    }
    Plan::of_job(&job, Path::new(".")).map(|(_, _, plan)| plan)
}

/// Powers, far fields (real and imaginary parts one after the other) and probes of a job's monitors, by name.
fn run(text: &str) -> (Vec<(String, Vec<f64>)>, usize) {
    let plan = planned(text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    let recording = engine::run(&mut Cpu::<f64>::new(&plan, 0).unwrap(), &plan, 0, &mut |_| true).unwrap();
    let names = job::read(text).unwrap().monitor.into_iter().map(|monitor| monitor.name);
    let values = |recorded: &Recorded| match recorded {
        Recorded::Flux(faces) => monitor::flux(&plan, faces, "", 0, &recording).power.to_vec(),
        Recorded::Far(projection) => {
            let far = monitor::far(&plan, projection, "", 0, &recording);
            let fields = far.e_theta.iter().chain(&far.e_phi).flat_map(|e| [e.re, e.im]);
            fields.chain(far.total.iter().copied()).collect()
        }
        Recorded::Probe(probes) => {
            let trace = monitor::trace(&plan, probes.clone(), "", 0, &recording);
            // Runs need not end at the same step.
            trace.components.iter().flat_map(|(_, values)| values.iter().take(600).copied()).collect()
        }
        Recorded::Fields(_) | Recorded::Energy(_) => Vec::new(),
    };
    (names.zip(plan.recorded.iter().map(values)).collect(), plan.grid.cells())
}

/// Compares a halved job's results with the whole one's, relative to the largest of each monitor.
fn hold(text: &str, symmetries: &[&str], tolerance: impl Fn(&str) -> f64) {
    let (whole, cells) = run(text);
    for symmetry in symmetries {
        let (half, fewer) = run(&format!("{symmetry}\n{text}"));
        assert!(fewer as f64 <= 0.7 * cells as f64, "{fewer} of {cells} cells");
        for ((name, half), (_, whole)) in half.iter().zip(&whole) {
            let most = whole.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
            let off = half.iter().zip(whole).fold(0.0_f64, |off, (half, whole)| off.max((half - whole).abs()));
            println!("{symmetry}, {name}: {:.1e} of {most:.3e}", off / most);
            assert!(half.len() == whole.len() && most > 0.0 && off <= tolerance(name) * most, "{symmetry}, {name}");
        }
    }
}

/// A monitor of a box or plane, by kind.
fn monitor(kind: &str, name: &str, center: [f64; 3], size: [f64; 3]) -> String {
    let angles = if kind == "far" { "theta_deg = [20, 75, 130]\nphi_deg = [10, 100, 215, 300]" } else { "" };
    format!(
        "[[monitor]]\nname = '{name}'\nkind = '{kind}'\ncenter_um = {center:?}\nsize_um = {size:?}\nwavelength_um = [1.0]\n{angles}\n"
    )
}

fn probe(center: [f64; 3]) -> String {
    let components = "['Ex', 'Ey', 'Ez', 'Hx', 'Hy', 'Hz']";
    format!("[[monitor]]\nname = 'probe'\nkind = 'probe'\ncenter_um = {center:?}\ncomponents = {components}\n")
}

fn head(flat: &str, half: f64, structure: &str) -> String {
    format!(
        "name = 't'\nspectrum = {{ wavelength_um = [0.9, 1.1], points = 1 }}\nrun = {{ decay = 1e-9, precision = 'f64' }}\nmaterial.core.index = 1.8\n\
         grid = {{ cell_um = 0.05, smoothing = 'diagonal' }}\nboundary.pml_cells = 8\nstructure = [{{ material = 'core', geometry.{structure} }}]\n\
         [domain]\n{flat}\nx_um = [-{half}, {half}]\ny_um = [-{half}, {half}]\nz_um = [-{half}, {half}]\n"
    )
}

/// What lies on the same points in both domains is equal but for rounding. A box about the plane is the whole's but for a half cell at its
/// low face: the same power and far field but for what is left in it when the run ends, 1e-9 of the most there was.
fn same(name: &str) -> f64 {
    if name.starts_with("box") { 1e-4 } else { 1e-9 }
}

const BALL: &str = "sphere = { center_um = [0, 0, 0], radius_um = 0.26 }";
const ROD: &str = "cylinder = { center_um = [0, 0, 0], radius_um = 0.26, length_um = 9, axis = 'z' }";

#[test]
fn dipoles_radiate_as_in_the_whole() {
    for (component, symmetries) in [
        ("Ez", ["symmetry = { x = 'even', y = 'even', z = 'odd' }", "symmetry.x = 'even'", "symmetry.z = 'odd'"]),
        ("Hx", ["symmetry = { x = 'even', y = 'odd', z = 'odd' }", "symmetry.x = 'even'", "symmetry.z = 'odd'"]),
    ] {
        let text = head("", 0.7, BALL)
            + &format!("[[source]]\ndipole = {{ center_um = [0, 0, 0], component = '{component}' }}\n")
            + &monitor("flux", "box", [0.0; 3], [0.9; 3])
            + &monitor("far", "box far", [0.0; 3], [0.9; 3])
            + &monitor("flux", "plane", [0.0, 0.0, 0.4], [0.8, 0.8, 0.0])
            + &monitor("flux", "aside", [0.4, 0.35, 0.3], [0.0, 0.3, 0.4]);
        hold(&(text.clone() + &probe([0.013, 0.021, 0.017])), &symmetries, same);
        // The time step then comes of an iteration that stops 1e-3 from its end, and the lattice's dispersion of it: 0.4 % of that.
        hold(&text.replace("'diagonal'", "'coupled'"), &symmetries[..1], |_| 1e-4);
    }
}

#[test]
fn dipoles_radiate_as_in_the_whole_in_2d() {
    for (component, symmetry) in
        [("Ez", "symmetry = { x = 'even', y = 'even' }"), ("Ey", "symmetry.y = 'odd'"), ("Hz", "symmetry.y = 'odd'")]
    {
        let text = head("flat = 'z'", 0.9, ROD)
            + &format!("[[source]]\ndipole = {{ center_um = [0, 0, 0], component = '{component}' }}\n")
            + &monitor("flux", "box", [0.0; 3], [1.2, 1.2, 0.0])
            + &monitor("far", "box far", [0.0; 3], [1.2, 1.2, 0.0]).replace("theta_deg = [20, 75, 130]\n", "")
            + &monitor("flux", "plane", [0.5, 0.0, 0.0], [0.0, 1.0, 0.0])
            + &probe([0.013, 0.021, 0.0]);
        hold(&text, &[symmetry], same);
    }
}

#[test]
fn waves_are_scattered_as_in_the_whole() {
    for (flat, structure, polarization, symmetries) in [
        ("flat = 'z'", ROD, "z", vec!["symmetry.y = 'even'"]),
        ("flat = 'z'", ROD, "y", vec!["symmetry.y = 'odd'"]),
        ("", BALL, "y", vec!["symmetry = { y = 'odd', z = 'even' }", "symmetry.z = 'even'"]),
    ] {
        let thick = if flat.is_empty() { 1.0 } else { 0.0 };
        let box_of = |size: f64| [size, size, size * thick];
        let text = head(flat, 0.75, structure)
            + &format!(
                "[[source]]\nplane_wave = {{ center_um = [0, 0, 0], size_um = [0.8, 0.8, 0.8], direction = '+x', polarization = '{polarization}' }}\n"
            )
            + &monitor("flux", "box", [0.0; 3], box_of(1.1))
            + &monitor("flux", "through", [0.35, 0.0, 0.0], [0.0, 0.6, 0.6 * thick])
            + &probe([0.011, 0.017, 0.013 * thick]);
        hold(&text, &symmetries, same);
    }
}

#[test]
fn beams_are_those_of_the_whole() {
    for (flat, half, polarization, symmetries) in [
        ("flat = 'z'", 1.5, "z", vec!["symmetry.y = 'even'"]),
        ("flat = 'z'", 1.5, "y", vec!["symmetry.y = 'odd'"]),
        ("", 1.0, "y", vec!["symmetry = { y = 'odd', z = 'even' }"]),
    ] {
        let text = head(flat, half, "cuboid = { x_um = [0.3, 0.6], y_um = [-9, 9], z_um = [-9, 9] }")
            + &format!(
                "[[source]]\ngaussian_beam = {{ center_um = [-0.4, 0, 0], direction = '+x', polarization = '{polarization}', mfd_um = 1.6 }}\n"
            )
            + &monitor("flux", "ahead", [0.8, 0.0, 0.0], [0.0, 9.0, 9.0])
            + &monitor("flux", "behind", [-0.7, 0.0, 0.0], [0.0, 9.0, 9.0])
            + &probe([0.011, 0.017, if flat.is_empty() { 0.013 } else { 0.0 }]);
        hold(&text, &symmetries, same);
    }
}

/// A guide's mode over a ball in the guide, on uniform grids and on graded ones, whose points about the plane need not be the whole's.
#[test]
fn ports_send_as_in_the_whole() {
    let guide = "cuboid = { x_um = [-9, 9], y_um = [-0.3, 0.3], z_um = [-0.2, 0.2] }";
    for (grid, bound, probe) in
        [("cell_um = 0.05", 1e-9, probe([0.013, 0.021, 0.017])), ("cells_per_wavelength = 10", 1e-5, String::new())]
    {
        let dented = format!(
            "{guide} }}, {{ material = 'dent', geometry.sphere = {{ center_um = [0.1, 0, 0], radius_um = 0.17 }}"
        );
        let text = format!("material.dent.index = 1.3\n{}", head("", 1.0, &dented).replace("cell_um = 0.05", grid))
            + "[[port]]\nname = 'in'\ncenter_um = [-0.6, 0, 0]\nfacing = '-x'\nsize_um = [1.8, 1.8]\n"
            + &monitor("flux", "through", [0.6, 0.0, 0.0], [0.0, 9.0, 9.0])
            + &monitor("flux", "back", [-0.3, 0.0, 0.0], [0.0, 9.0, 9.0])
            + &probe;
        let symmetries = ["symmetry = { y = 'odd', z = 'even' }", "symmetry.y = 'odd'", "symmetry.z = 'even'"];
        hold(&text, &symmetries, |_| bound);
    }
}

#[test]
fn what_is_not_symmetric_is_refused() {
    let said = |source: &str, more: &str| {
        let text = head("", 0.7, BALL) + source + more;
        let problems = planned(&format!("symmetry = {{ y = 'even' }}\n{text}")).unwrap_err();
        problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join("\n")
    };
    let dipole = |component: &str, y: f64| {
        format!("[[source]]\ndipole = {{ center_um = [0, {y}, 0], component = '{component}' }}\n")
    };
    let off = said(&dipole("Ez", 0.1), "");
    assert!(
        off.contains("the dipole is centred on y = 0.1000 µm and not on the plane of symmetry at 0.0000 µm"),
        "{off}"
    );
    let odd = said(&dipole("Ey", 0.0), "");
    assert!(
        odd.contains("the dipole's E lies along y, of which nothing is left where symmetry.y is \"even\""),
        "{odd}"
    );
    let beam = "[[source]]\ngaussian_beam = { center_um = [0, 0, 0.3], direction = '-z', polarization = 'x', mfd_um = 0.8, theta_deg = 5, \
                phi_deg = 90 }\n";
    let tilted = said(beam, "");
    assert!(tilted.contains("the beam runs across the plane of symmetry normal to y: 0.087 along y"), "{tilted}");
    let aside = said(&dipole("Ez", 0.0), &monitor("flux", "m", [0.0, 0.1, 0.0], [0.6; 3]));
    assert!(aside.contains("monitor `m` spans -0.200 to 0.400 µm along y, across the plane of symmetry"), "{aside}");
}

/// A field monitor on the plane of symmetry has the plane beside it, which is there.
#[test]
fn a_monitor_on_the_plane_has_fields() {
    let text = head("", 0.5, "cuboid = { x_um = [-9, 9], y_um = [-0.2, 0.2], z_um = [-0.2, 0.2] }")
        + "[[source]]\ndipole = { center_um = [0, 0, 0], component = 'Ey' }\n"
        + &monitor("fields", "side", [0.0; 3], [0.6, 0.0, 0.6])
        + "[symmetry]\ny = 'odd'\n";
    let plan = planned(&text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    let recording = engine::run(&mut Cpu::<f64>::new(&plan, 0).unwrap(), &plan, 0, &mut |_| true).unwrap();
    let Recorded::Fields(index) = plan.recorded[0] else { panic!("{:?}", plan.recorded) };
    let field = monitor::field(&plan, index, "side", 0, &recording);
    assert_eq!(field.coordinates_um[1].len(), 1);
    let step = field.coordinates_um[0][1] - field.coordinates_um[0][0];
    assert!(
        field.coordinates_um[1][0] > 0.0 && field.coordinates_um[1][0] < 1.5 * step,
        "{:?}",
        field.coordinates_um[1]
    );
    let most = field.components.iter().flat_map(|(_, values)| values).map(|value| value.norm()).fold(0.0, f64::max);
    assert!(most > 0.0);
}
