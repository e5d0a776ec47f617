//! The result file: what is written is read back, by us and by Python (h5py, xarray, netCDF4), under the names, units and
//! coordinates of the documentation.

use std::path::Path;
use std::process::Command;

use luxel::monitor::Resonance;
use luxel::results::file::{self, FileProblem};
use luxel::results::{
    Corners, Energy, Far, Field, Flux, Modulator, PermittivityPlane, PortModes, Results, Ringing, RunInfo, SParams,
    Thermal, Trace, picture,
};
use ndarray::{Array1, Array2, Array3, Array4, Array5, array};
use num_complex::{Complex64, c64};

fn far(monitor: &str, excitation: &str, scale: f64) -> Far {
    let value = |(w, t, p): (usize, usize, usize)| scale * c64(w as f64 + 1.0, 10.0 * t as f64 + p as f64);
    Far {
        monitor: monitor.into(),
        excitation: excitation.into(),
        wavelength_um: array![1.5, 1.6],
        theta_deg: array![0.0, 90.0, 180.0],
        phi_deg: array![0.0, 45.0],
        e_theta: Array3::from_shape_fn((2, 3, 2), value),
        e_phi: Array3::from_shape_fn((2, 3, 2), |at| -value(at)),
        power: Array3::from_shape_fn((2, 3, 2), |at| value(at).norm_sqr()),
        total: array![scale, 2.0 * scale],
    }
}

/// Known values, which tests/read_results.py knows too.
fn known(precision: &str) -> Results {
    let unexcited = c64(f64::NAN, f64::NAN);
    let s = Array5::from_shape_fn((3, 2, 2, 2, 2), |(w, out, m, into, n)| match (m, n) {
        (0, 0) if out != into => Complex64::from_polar(0.5, 0.1 * w as f64),
        (0, 0) => c64(0.01, -0.02),
        (_, 0) => c64(0.0, 0.0),
        _ => unexcited,
    });
    Results {
        sparams: Some(SParams {
            wavelength_um: array![1.5, 1.55, 1.6],
            ports: vec!["opt1".into(), "sortie é".into()],
            modes: 2,
            s,
            reference_um: vec![-7.4, 7.4],
        }),
        modes: vec![mode_of("opt1"), mode_of("sortie é")],
        fields: vec![
            field("plane", "opt1@0", 1.0, [40, 30, 1]),
            field("plane", "sortie é@0", 2.0, [40, 30, 1]),
            field("alone", "opt1@0", 3.0, [1, 4, 5]),
        ],
        flux: vec![flux("out", "opt1@0", 1.0), flux("out", "sources", 3.0), flux("lone", "sources", 5.0)],
        energy: vec![energy("box", "opt1@0", 1.0), energy("box", "sources", 3.0), energy("lone", "sources", 5.0)],
        far: vec![far("up", "opt1@0", 1.0), far("up", "sources", 3.0), far("lone", "sources", 5.0)],
        traces: vec![trace("p", "opt1@0", 5), trace("p", "sources", 3), trace("lone", "sources", 4)],
        ringing: vec![ringing("p", "opt1@0", "Ez", 2), ringing("p", "sources", "Hx", 1)],
        permittivity: vec![slab(0.11), slab(0.5)],
        corners: Some(corners()),
        modulator: Some(Modulator {
            kind: "mzm".into(),
            wavelength_um: array![1.5, 1.6],
            voltage_v: array![-2.0, -1.0, 0.0],
            phase_rad: Some(Array2::from_shape_fn((2, 3), |(w, v)| w as f64 + 0.25 * v as f64)),
            loss_db: Array2::from_elem((2, 3), 3.0),
        }),
        thermal: Some(Thermal { power_mw: array![0.0, 20.0], phase_rad: array![0.0, 3.0] }),
        run: RunInfo {
            job: "name = \"known\"\n# grüße, µm\n".into(),
            name: "known".into(),
            version: "0.1.0".into(),
            engine: "cpu".into(),
            adapter: "2 threads".into(),
            precision: precision.into(),
            cells: 1200,
            symmetry: ["none", "odd", "none"].map(String::from).to_vec(),
            symmetry_um: vec![0.0, -0.5, 0.0],
            shape: [40, 30, 1],
            steps: vec![1000, 1100],
            dt_fs: 0.0195,
            decay: vec![1e-6, 2e-6],
            stopped: vec!["decayed".into(), "time limit".into()],
            setup_s: 0.5,
            raster_s: 0.125,
            stepping_s: 2.0,
            output_s: 0.25,
            not_run: vec!["o2@0".into()],
            mcell_steps_per_s: 630.0,
        },
    }
}

/// S = 0.5 and 0.4 between two ports, each way and back.
fn corners() -> Corners {
    let sparams = |size: f64| SParams {
        wavelength_um: array![1.5, 1.6],
        ports: vec!["a".into(), "b".into()],
        modes: 1,
        s: Array5::from_elem((2, 2, 1, 2, 1), c64(0.0, size)),
        reference_um: vec![0.0; 2],
    };
    Corners {
        names: vec!["nominal".into(), "wide".into()],
        dw_nm: vec![0.0, 10.0],
        dh_nm: vec![0.0, -2.0],
        dt_k: vec![0.0, 40.0],
        sparams: vec![sparams(0.5), sparams(0.4)],
    }
}

fn energy(monitor: &str, excitation: &str, scale: f64) -> Energy {
    Energy {
        monitor: monitor.into(),
        excitation: excitation.into(),
        wavelength_um: array![1.5, 1.6],
        electric_fs: array![scale, 2.0 * scale],
        magnetic_fs: array![4.0 * scale, 5.0 * scale],
        absorbed: array![7.0 * scale, 8.0 * scale],
    }
}

fn flux(monitor: &str, excitation: &str, power: f64) -> Flux {
    Flux {
        monitor: monitor.into(),
        excitation: excitation.into(),
        wavelength_um: array![1.5, 1.6],
        power: array![power, 2.0 * power],
    }
}

/// Ez = n², and Hx = −n² half a step of 0.5 fs before.
fn trace(probe: &str, excitation: &str, samples: usize) -> Trace {
    let times = |first: f64| (0..samples).map(|n| first + 0.5 * n as f64).collect::<Array1<f64>>();
    let ez: Array1<f64> = (0..samples).map(|n| (n * n) as f64).collect();
    let components = vec![("Ez".to_string(), ez.clone()), ("Hx".to_string(), -ez)];
    Trace {
        probe: probe.into(),
        excitation: excitation.into(),
        time_fs: times(0.5),
        time_h_fs: times(0.25),
        components,
    }
}

fn ringing(probe: &str, excitation: &str, component: &str, count: usize) -> Ringing {
    let resonance = |n: usize| Resonance { frequency: 0.6 + 0.02 * n as f64, q: 1e4, amplitude: 0.5, error: 1e-9 };
    Ringing {
        probe: probe.into(),
        excitation: excitation.into(),
        component: component.into(),
        resonances: (0..count).map(resonance).collect(),
    }
}

/// ε = 12 for |y| < 0.25 µm, else 2.
fn slab(at_um: f64) -> PermittivityPlane {
    let y = Array1::linspace(-1.5, 1.5, 30);
    PermittivityPlane {
        normal: "z".into(),
        at_um,
        axes: ["x".into(), "y".into()],
        coordinates_um: [Array1::linspace(-2.0, 2.0, 40), y.clone()],
        epsilon: Array2::from_shape_fn((40, 30), |(_, j)| if y[j].abs() < 0.25 { 12.0 } else { 2.0 }),
    }
}

/// Ey = peak e^(2πix) e^(−y²) at wavelength w times (w + 1), Hz twice that.
fn field(monitor: &str, excitation: &str, peak: f64, shape: [usize; 3]) -> Field {
    let [x, y, z]: [Array1<f64>; 3] = [(2.0, shape[0]), (1.5, shape[1]), (0.5, shape[2])]
        .map(|(half, points)| Array1::linspace(-half, if points > 1 { half } else { -half }, points));
    let ey = Array4::from_shape_fn((2, shape[0], shape[1], shape[2]), |(w, i, j, _)| {
        let height = peak * (w + 1) as f64 * (-y[j].powi(2)).exp();
        Complex64::from_polar(height, std::f64::consts::TAU * x[i])
    });
    let hz = ey.map(|e| 2.0 * e);
    Field {
        monitor: monitor.into(),
        excitation: excitation.into(),
        wavelength_um: array![1.5, 1.6],
        coordinates_um: [x, y, z],
        components: vec![("Ey".into(), ey), ("Hz".into(), hz)],
    }
}

fn mode_of(port: &str) -> PortModes {
    let y: Array1<f64> = Array1::linspace(-1.0, 1.0, 21);
    let z: Array1<f64> = Array1::linspace(-0.75, 0.75, 16);
    let ey = Array3::from_shape_fn((2, 21, 16), |(m, j, k)| {
        let odd = if m == 1 { y[j] } else { 1.0 };
        c64(odd * (-4.0 * y[j].powi(2) - 8.0 * z[k].powi(2)).exp(), 0.0)
    });
    PortModes {
        port: port.into(),
        wavelength_um: array![1.5, 1.55, 1.6],
        n_eff: Array2::from_shape_fn((3, 2), |(w, m)| c64(2.5 - 0.1 * w as f64 - 0.5 * m as f64, 1e-6)),
        n_g: Array2::from_elem((3, 2), 4.2),
        te_fraction: Array2::from_elem((3, 2), 0.98),
        dispersion: Array2::from_elem((3, 2), -1500.0),
        area_um2: Array2::from_elem((3, 2), 0.2),
        edge_fraction: Array2::from_elem((3, 2), 0.06),
        axes: ["y".into(), "z".into()],
        coordinates_um: [y, z],
        profiles: vec![("Ey".into(), ey)],
    }
}

/// Equal, with NaN where NaN was.
fn same(a: &Complex64, b: &Complex64) -> bool {
    a == b || (a.is_nan() && b.is_nan())
}

#[test]
fn what_is_written_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known.h5");
    let written = known("f64");
    file::write(&path, &written).unwrap();
    let mut read = file::read(&path).unwrap();
    // NaN is not equal to itself, so S is compared here and taken out below.
    let s = &mut read.sparams.as_mut().unwrap().s;
    let original = &written.sparams.as_ref().unwrap().s;
    assert!(s.iter().zip(original).all(|(a, b)| same(a, b)), "{s:?}");
    s.assign(original);
    s.mapv_inplace(|z| if z.is_nan() { c64(0.0, 0.0) } else { z });
    let mut expected = written;
    // Corners' planes of reference are those of /sparams and not written again.
    let planes = read.corners.iter_mut().flat_map(|corners| &mut corners.sparams).map(|s| &mut s.reference_um);
    planes.for_each(|planes| planes.fill(0.0));
    let s = &mut expected.sparams.as_mut().unwrap().s;
    s.mapv_inplace(|z| if z.is_nan() { c64(0.0, 0.0) } else { z });
    assert_eq!(read, expected);
}

#[test]
fn fields_of_a_single_precision_run_are_rounded_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("single.h5");
    let written = known("f32");
    file::write(&path, &written).unwrap();
    let read = file::read_field(&path, "plane").unwrap();
    for (read, written) in read.iter().zip(&written.fields) {
        for (a, b) in read.components[0].1.iter().zip(&written.components[0].1) {
            // One rounding to f32 of each part, 2^-24 of at most 4.
            assert!((a - b).norm() < 4.0 * 2f64.powi(-23));
        }
    }
}

#[test]
fn a_file_that_cannot_be_finished_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept.h5");
    file::write(&path, &known("f64")).unwrap();
    let mut wrong = known("f64");
    wrong.run.name = "wrong".into();
    wrong.sparams.as_mut().unwrap().ports.pop();
    let error = file::write(&path, &wrong).unwrap_err();
    assert!(matches!(error.problem, FileProblem::Shape { .. }), "{error}");
    assert!(error.to_string().contains("[3, 2, 2, 2, 2]"), "{error}");
    assert_eq!(file::read_run(&path).unwrap().name, "known");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "a partial file was left");
}

#[test]
fn problems_name_the_file_and_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known.h5");
    let absent = file::read_sparams(&path).unwrap_err().to_string();
    assert!(absent.contains("known.h5: No such file"), "{absent}");
    file::write(&path, &known("f64")).unwrap();
    let missing = file::read_field(&path, "palne").unwrap_err().to_string();
    assert!(missing.contains("no `fields/palne`, only plane, alone"), "{missing}");

    let nowhere = folder.path().join("absent/known.h5");
    let error = file::write(&nowhere, &known("f64")).unwrap_err().to_string();
    assert!(error.ends_with("absent/known.h5: No such file or directory (os error 2)"), "{error}");

    let mut named = known("f64");
    named.fields[0].monitor = "a/b".into();
    let error = file::write(&path, &named).unwrap_err().to_string();
    assert!(error.contains("`a/b` cannot name"), "{error}");
    let mut differing = known("f64");
    differing.fields[1].wavelength_um[0] = 1.4;
    let error = file::write(&path, &differing).unwrap_err().to_string();
    assert!(error.contains("monitor `plane` has other wavelengths"), "{error}");
}

/// Runs python3 if it can import the modules; else says so, and fails where Python is required.
fn python(modules: &str, arguments: &[&Path]) {
    let has = Command::new("python3").args(["-c", &format!("import {modules}")]).output();
    if !has.is_ok_and(|has| has.status.success()) {
        println!("skipped: python3 with {modules} is not here");
        assert!(
            std::env::var_os("REQUIRE_PYTHON").is_none_or(|value| value != "1"),
            "REQUIRE_PYTHON=1, but python3 cannot import {modules}: pip install them"
        );
        return;
    }
    let done = Command::new("python3").args(arguments).env("MPLBACKEND", "Agg").output().unwrap();
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(done.status.success(), "{}{}", said[0], said[1]);
}

#[test]
fn python_reads_names_units_coordinates_and_values() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known.h5");
    file::write(&path, &known("f32")).unwrap();
    python("h5py, h5netcdf, xarray, netCDF4", &[&root.join("tests/read_results.py"), &path]);
}

#[test]
fn the_documented_snippet_plots_a_result() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known.h5");
    file::write(&path, &known("f32")).unwrap();
    let image = folder.path().join("known.png");
    let snippet = root.join("docs/snippets/plot_results.py");
    python("h5netcdf, xarray, matplotlib", &[&snippet, &path, Path::new("plane"), &image]);
}

/// Set PICTURES to a folder to look at them.
#[test]
fn pictures_are_drawn_without_fonts_of_the_system() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("PICTURES").map_or(temporary.path().to_path_buf(), Into::into);
    let results = known("f64");
    let path = |name: &str| folder.join(name);
    picture::field(&path("field.png"), &results.fields[0], 0, results.permittivity.first()).unwrap();
    picture::field(&path("thin.png"), &results.fields[2], 1, None).unwrap();
    picture::modes(&path("modes.png"), &results.modes[0]).unwrap();
    let sparams = results.sparams.as_ref().unwrap();
    for name in ["s.svg", "s.png"] {
        picture::sparams(&path(name), sparams).unwrap();
    }
    let svg = std::fs::read_to_string(path("s.svg")).unwrap();
    assert!(svg.contains("opt1@0 → sortie é@0") && svg.contains("wavelength (µm)"), "{svg}");
    let png = std::fs::read(path("field.png")).unwrap();
    // Width and height of the header: 4 µm by 3 µm, 640 pixels high, and the margins.
    let number = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    assert_eq!((number(16), number(20)), (84 + 853 + 130, 48 + 640 + 64));

    let line = Field { coordinates_um: [array![0.0], array![0.0], array![0.0, 1.0]], ..results.fields[2].clone() };
    let error = picture::field(&path("line.png"), &line, 0, None).unwrap_err().to_string();
    assert!(error.contains("`alone` has [1, 1, 2] points"), "{error}");
    let error = picture::sparams(&path("s.jpeg"), sparams).unwrap_err().to_string();
    assert!(error.contains("end in .png or .svg"), "{error}");
}
