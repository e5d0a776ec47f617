use super::*;
use crate::geometry::Medium;
use crate::job::Facing;

fn job(text: &str) -> Job {
    let head = "name = 't'\nspectrum.wavelength_um = [1.5, 1.6]\n";
    toml::from_str(&format!("{head}{text}")).unwrap()
}

fn empty() -> Scene {
    let background = Medium::constant("SiO2", 2.25, 0.0);
    Scene::new(background, Vec::new())
}

fn port(x: f64, facing: Facing) -> Port {
    Port {
        name: "o".into(),
        center: [x, 0.0, 0.11],
        facing,
        size: [0.0, 2.0, 1.5],
        modes: 1,
        excite: true,
        form: Default::default(),
    }
}

#[test]
fn a_uniform_grid_is_whole_cells_about_the_middle() {
    let job = job("grid.cell_um = [0.1, 0.05, 0.2]\ndomain.x_um = [0.0, 1.04]\n\
        domain.y_um = [-1.0, 1.0]\ndomain.z_um = [0.0, 1.0]\nboundary.y = 'pec'\nboundary.pml_cells = 3");
    let grid = Grid::new(&job, &empty(), &[]).unwrap();
    let along = |scene: usize| &grid.axes[grid.frame.lattice_axis(scene)];
    assert_eq!([0, 1, 2].map(|s| along(s).cells()), [16, 40, 11]);
    assert_eq!([0, 1, 2].map(|s| along(s).pml), [[3, 3], [0, 0], [3, 3]]);
    assert_eq!(grid.frame.0[1], 2);
    let [lo, hi] = along(0).inside();
    assert!((lo - 0.02).abs() < 1e-12 && (hi - 1.02).abs() < 1e-12);
}

#[test]
fn ports_and_their_margin_make_the_domain() {
    let job = job("grid.cells_per_wavelength = 10\ndomain.margin_um = 0.5");
    let ports = [port(-3.0, Facing::MinusX), port(3.0, Facing::PlusX)];
    let grid = Grid::new(&job, &empty(), &ports).unwrap();
    let inside = |scene: usize| grid.axes[grid.frame.lattice_axis(scene)].inside();
    let expected = [[-3.5, 3.5], [-1.5, 1.5], [-1.14, 1.36]];
    for (axis, expected) in expected.iter().enumerate() {
        for (end, expected) in inside(axis).iter().zip(expected) {
            assert!((end - expected).abs() < 1e-12, "{axis}: {end} {expected}");
        }
    }
}

#[test]
fn what_the_layout_has_beside_its_ports_is_in_the_domain() {
    let ports = [port(-3.0, Facing::MinusX), port(3.0, Facing::PlusX)];
    // A ring above its bus.
    let mut scene = empty();
    scene.layout.extent = Some([[-4.0, 4.0], [-0.25, 8.5]]);
    let inside = |more: &str| {
        let job = job(&format!("grid.cell_um = 0.1\ndomain.margin_um = 0.5\n{more}"));
        let grid = Grid::new(&job, &scene, &ports).unwrap();
        [0, 1].map(|scene| grid.axes[grid.frame.lattice_axis(scene)].inside())
    };
    let close = |found: [f64; 2], wanted: [f64; 2]| found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9);
    let [x, y] = inside("");
    assert!(close(x, [-4.5, 4.5]) && close(y, [-1.5, 9.0]), "{x:?} {y:?}");
    let [_, y] = inside("symmetry.y = 'even'");
    assert!(close(y, [0.0, 9.0]), "{y:?}");
    let [_, y] = inside("domain.y_um = [-1.0, 2.0]");
    assert!(close(y, [-1.0, 2.0]), "{y:?}");
}

#[test]
fn a_flat_axis_is_one_cell_in_the_middle_of_the_lattice() {
    for (name, scene) in [("x", 0), ("y", 1), ("z", 2)] {
        let job = job(&format!(
            "grid.cell_um = 0.1\ndomain.flat = '{name}'\ndomain.x_um = [0, 2]\ndomain.y_um = [1, 3]\ndomain.z_um = [2, 4]"
        ));
        let grid = Grid::new(&job, &empty(), &[]).unwrap();
        assert_eq!(grid.collapsed(), Some(1));
        assert_eq!(grid.frame.0[1], scene);
        assert_eq!(grid.axes[1].coordinate(0, true), 1.0 + scene as f64);
        assert_eq!(grid.shape()[1], 1);
    }
}

#[test]
fn a_plane_of_symmetry_halves_the_domain_about_it() {
    for (parity, dead) in [("odd", 0), ("even", 1)] {
        let job =
            job(&format!("grid.cell_um = 0.1\ndomain.margin_um = 0.5\nsymmetry = {{ y = '{parity}', y_um = 0.25 }}"));
        let ports = [
            Port { center: [-3.0, 0.25, 0.11], ..port(-3.0, Facing::MinusX) },
            Port { center: [3.0, 2.25, 0.11], excite: false, ..port(3.0, Facing::PlusX) },
        ];
        let grid = Grid::new(&job, &empty(), &ports).unwrap();
        let y = &grid.axes[grid.frame.lattice_axis(1)];
        // From the plane to the outer port's window and the margin: 3.5 µm, then the absorber.
        assert_eq!((y.cells(), y.pml, y.magnetic, y.mirror), (35 + 12 + dead, [0, 12], [dead == 1, false], true));
        let [lo, hi] = y.inside();
        assert!((lo - 0.25).abs() < 1e-12 && (hi - 3.75).abs() < 1e-12);
        assert_eq!(y.dual(dead + 1), y.width(dead + 1, false));
        assert!((y.dual(dead) - if dead == 1 { 0.05 } else { 0.1 }).abs() < 1e-12);
        let told: Vec<_> = grid.mirrors().collect();
        assert_eq!(told, [("none".into(), 0.0), (parity.to_string(), y.nodes[dead]), ("none".into(), 0.0)]);
    }
}

#[test]
fn a_box_refines_the_axes_that_it_names() {
    let domain = "domain.x_um = [-2, 2]\ndomain.y_um = [-1, 1]\ndomain.z_um = [-1, 1]\nboundary.pml_cells = 4\n";
    let grid =
        |refine: &str| Grid::new(&job(&format!("{domain}grid.cells_per_wavelength = 10\n{refine}")), &empty(), &[]);
    // 1.5 µm / (10 × 1.5) are 0.1 µm.
    let plain = grid("").unwrap();
    for (size, least, most) in [("cell_um = 0.02", 0.0, 0.02), ("cells_per_wavelength = 40", 0.0, 0.025)] {
        let fine = grid(&format!("grid.refine = [{{ x_um = [0.31, 0.67], {size} }}]")).unwrap();
        let along = |grid: &Grid, s: usize| grid.axes[grid.frame.lattice_axis(s)].clone();
        assert_eq!([1, 2].map(|s| along(&fine, s)), [1, 2].map(|s| along(&plain, s)));
        let x = along(&fine, 0);
        let mut steps = Vec::new();
        for i in 0..x.cells() {
            let within = x.nodes[i + 1] > 0.31 && x.nodes[i] < 0.67;
            assert!(x.primal(i) > least && x.primal(i) <= if within { most } else { 0.1 } * (1.0 + 1e-8));
            steps.push(x.primal(i));
        }
        let ratio = steps.windows(2).map(|pair| (pair[0] / pair[1]).max(pair[1] / pair[0])).fold(1.0, f64::max);
        assert!(ratio <= 1.4 * (1.0 + 1e-9), "{ratio}");
        assert!(x.cells() < 40 + 8 + 36, "{} cells", x.cells());
    }
    let beyond = grid("grid.refine = [{ y_um = [1.5, 2.0], cell_um = 0.02 }]").unwrap_err();
    assert_eq!(beyond[0].path, "grid.refine[0].y_um");
    assert!(beyond[0].message.contains("spans 1.5 to 2 µm along y, outside the domain, -1.000 to 1.000"));
}

#[test]
fn nodes_of_ones_own_are_the_grid_and_its_ends_the_domain() {
    let nodes = "grid.nodes_um.y = [-1.0, -0.5, -0.2, 0.0, 0.3, 1.0]";
    let grid = |more: &str| {
        let text = format!(
            "grid.cell_um = 0.1\ndomain.x_um = [-2, 2]\ndomain.z_um = [-1, 1]\nboundary.pml_cells = 4\n{nodes}\n{more}"
        );
        Grid::new(&job(&text), &empty(), &[])
    };
    let whole = grid("").unwrap();
    let y = &whole.axes[whole.frame.lattice_axis(1)];
    assert_eq!(y.nodes[4..10], [-1.0, -0.5, -0.2, 0.0, 0.3, 1.0]);
    // The absorber goes on with the last steps.
    assert_eq!((y.pml, y.cells()), ([4, 4], 13));
    assert!((y.primal(0) - 0.5).abs() < 1e-12 && (y.primal(12) - 0.7).abs() < 1e-12);
    let half = grid("symmetry.y = 'odd'").unwrap();
    assert_eq!(half.axes[half.frame.lattice_axis(1)].nodes[..3], [0.0, 0.3, 1.0]);
    let off = grid("grid.nodes_um.z = [-1.0, 0.1, 1.0]\nsymmetry.z = 'odd'");
    let told = off.unwrap_err();
    assert_eq!((told[0].path.as_str(), told.len()), ("grid.nodes_um.z", 1));
    assert!(told[0].message.contains("no node lies on the plane of symmetry at z = 0 µm"), "{told:?}");
}

#[test]
fn problems_name_the_value_and_both_numbers() {
    let domain = "domain.x_um = [0, 2]\ndomain.y_um = [1, 3]\ndomain.z_um = [2, 4]\n";
    let told = |text: &str, ports: &[Port]| {
        let problems = Grid::new(&job(text), &empty(), ports).unwrap_err();
        let told = problems.iter().map(|p| format!("{}: {}", p.path, p.message));
        told.collect::<Vec<_>>()
    };
    let large = told(&format!("{domain}grid.cell_um = [0.1, 5.0, 0.1]"), &[]);
    let expected = "grid.cell_um: cells of 5 µm do not divide the 2.000000 µm of the domain along y";
    assert_eq!(large, [expected]);
    assert_eq!(told(&format!("{domain}[grid]"), &[]).len(), 1);
    assert_eq!(told("grid.cell_um = 0.1", &[]).len(), 3);
    let backwards = told("grid.cell_um = 0.1\ndomain.x_um = [2, 1]", &[port(0.0, Facing::PlusX)]);
    assert_eq!(backwards, ["domain.x_um: the domain ends at x = 1 µm and begins at 2 µm"]);
    let growth = told(&format!("{domain}grid.cells_per_wavelength = 10\ngrid.max_growth = 1.0"), &[]);
    assert!(growth[0].starts_with("grid.max_growth: "), "{growth:?}");
    let many = told(&format!("{domain}grid.cells_per_wavelength = 1e9"), &[]);
    assert!(many[0].starts_with("grid.cells_per_wavelength: "), "{many:?}");
}
