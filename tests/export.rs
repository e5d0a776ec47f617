//! Exports: each file read back by the reader it is meant for, and by our own where there is one.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use luxel::results::export::{interconnect, touchstone};
use luxel::results::{Corners, Results, RunInfo, SParams, file};
use ndarray::{Array5, array};
use num_complex::{Complex64, c64};

/// S that tests/read_exports.py knows too; the corner takes 0.01 off each.
fn sparams(ports: usize, corner: usize) -> SParams {
    let s = Array5::from_shape_fn((3, ports, 1, ports, 1), |(w, out, _, into, _)| {
        let size = 0.1 + 0.1 * out as f64 + 0.02 * into as f64 - 0.01 * corner as f64;
        Complex64::from_polar(size, 2.9 * w as f64 + out as f64 - 0.5 * into as f64)
    });
    SParams {
        wavelength_um: array![1.5, 1.55, 1.6],
        ports: (1..=ports).map(|k| format!("opt{k}")).collect(),
        modes: 1,
        s,
        reference_um: vec![0.0; ports],
    }
}

fn run() -> RunInfo {
    RunInfo { name: "known".into(), version: "0.1.0".into(), engine: "cpu".into(), cells: 1200, ..RunInfo::default() }
}

fn known() -> Results {
    let corners = Corners {
        names: vec!["nominal".into(), "wide & hot".into()],
        dw_nm: vec![0.0, 10.0],
        dh_nm: vec![0.0; 2],
        dt_k: vec![0.0, 40.0],
        sparams: vec![sparams(3, 0), sparams(3, 1)],
    };
    Results { sparams: Some(sparams(3, 0)), corners: Some(corners), run: run(), ..Results::default() }
}

fn luxel(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_luxel")).current_dir(folder).args(args).output().unwrap()
}

fn export(folder: &Path, name: &str, to: &str) -> Output {
    luxel(folder, &["export", name, "--to", to])
}

#[test]
fn real_readers_read_what_is_exported() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| -> PathBuf { folder.path().join(name) };
    file::write(&path("known.h5"), &known()).unwrap();
    file::write(&path("pair.h5"), &Results { sparams: Some(sparams(2, 0)), run: run(), ..Results::default() }).unwrap();
    for (name, to) in [
        ("known.h5", "touchstone"),
        ("pair.h5", "touchstone"),
        ("known.h5", "interconnect"),
        ("known.h5", "npz"),
        ("known.h5", "csv"),
    ] {
        let done = export(folder.path(), name, to);
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    }
    for name in [
        "known.s3p",
        "pair.s2p",
        "known.dat",
        "known-nominal.dat",
        "known-wide___hot.dat",
        "known.xml",
        "known.npz",
        "known.csv",
    ] {
        assert!(path(name).exists(), "{name}");
    }
    let modules = "skrf, numpy, pandas, lark, importlib.util; assert importlib.util.find_spec('sax')";
    if !Command::new("python3")
        .args(["-c", &format!("import {modules}")])
        .output()
        .is_ok_and(|has| has.status.success())
    {
        println!("skipped: python3 with {modules} is not here");
        assert!(
            std::env::var_os("REQUIRE_PYTHON").is_none_or(|value| value != "1"),
            "REQUIRE_PYTHON=1: run `./dev test`"
        );
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/read_exports.py");
    let done = Command::new("python3").args([&script, folder.path()]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn close(a: &SParams, b: &SParams) {
    assert_eq!(a.ports, b.ports);
    let apart = a.wavelength_um.iter().zip(&b.wavelength_um).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    // Frequencies are written with ten digits, S with thirteen.
    assert!(apart < 1e-9, "{apart}");
    assert!(
        a.s.iter().zip(&b.s).all(|(a, b)| (a - b).norm() < 1e-11 || a.is_nan() && b.is_nan()),
        "{:?} {:?}",
        a.s,
        b.s
    );
}

#[test]
fn our_readers_read_what_we_write() {
    for ports in 1..=5 {
        let (text, count) = touchstone::write(&sparams(ports, 0), &run()).unwrap();
        assert_eq!(count, ports);
        let (read, origin) = touchstone::read(&text, ports).unwrap();
        close(&read, &sparams(ports, 0));
        assert_eq!(origin, Some(run()));
        assert!(text.lines().all(|line| line.starts_with('!') || line.split_whitespace().count() <= 9), "{text}");
        close(&interconnect::read(&interconnect::write(&sparams(ports, 0))).unwrap(), &sparams(ports, 0));
    }
}

#[test]
fn touchstone_of_others_is_read() {
    // Two-port order S11 S21 S12 S22, angles in degrees, e^(+jωt); 193.4 THz are 1.55011 µm.
    let text = "! a VNA's\n# GHz S DB R 50\n193400 -20 0 -6.0206 90 -6.0206 -90 -40 180 ! end\n";
    let (read, origin) = touchstone::read(text, 2).unwrap();
    assert_eq!((read.ports, origin), (vec!["1".to_string(), "2".into()], None));
    assert!((read.wavelength_um[0] - 1.550116).abs() < 1e-6);
    assert!(
        (read.s[(0, 1, 0, 0, 0)] - c64(0.0, -0.5)).norm() < 1e-6
            && (read.s[(0, 0, 0, 1, 0)] - c64(0.0, 0.5)).norm() < 1e-6
    );
    for (text, ports, wanted) in [
        ("# Hz S RI R 1\n1e14 0 0 nan 0 0 0 0 0\n", 2, "line 2: `nan` is not a finite number"),
        ("# Hz S RI R 1\n1e14 0 0 1 0 1 0\n", 2, "line 2: 7 numbers, but each frequency of 2 ports has 9"),
        ("# Hz S RI R 1\n2e14 1 0\n1e14 1 0\n", 1, "line 3: frequency 1e14 Hz does not rise"),
        ("# Hz Z RI R 1\n1e14 1 0\n", 1, "line 1: `Z` is no option"),
        ("[Version] 2.0\n", 1, "is Touchstone 2"),
        ("! nothing\n", 1, "0 numbers"),
    ] {
        let error = touchstone::read(text, ports).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn dat_of_others_is_read_and_what_is_wrong_in_it_is_told() {
    let text = "['port 1','LEFT']\n['port 2','RIGHT']\n('port 2','mode 1',1,'port 1',1,'transmission')\n(2,3)\n\
        1.9e14 0.5 0.1\n2.0e14 0.4 0.2\n";
    let read = interconnect::read(text).unwrap();
    assert_eq!(read.ports, ["port 1", "port 2"]);
    assert!(
        (read.s[(1, 1, 0, 0, 0)] - Complex64::from_polar(0.5, 0.1)).norm() < 1e-15 && read.s[(0, 0, 0, 0, 0)].is_nan()
    );
    for (from, to, wanted) in [
        ("(2,3)", "(3,3)", "2 rows, but (N,3) says 3"),
        ("(2,3)", "(2,4)", "`(2,4)` is not (N,3)"),
        ("0.4 0.2", "0.4 nan", "`2.0e14 0.4 nan` is not three finite numbers"),
        ("('port 2','mode 1',1,'port 1',1,'transmission')", "one", "`one` is not"),
    ] {
        let error = interconnect::read(&text.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn what_was_not_excited_is_not_made_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut partly = known();
    partly.corners = None;
    let s = &mut partly.sparams.as_mut().unwrap().s;
    s.slice_mut(ndarray::s![.., .., .., 2, ..]).fill(c64(f64::NAN, f64::NAN));
    file::write(&folder.path().join("partly.h5"), &partly).unwrap();
    let refused = export(folder.path(), "partly.h5", "touchstone");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(2) && said.contains("partly.h5: S from `opt3` was not excited"), "{said}");
    assert_eq!(export(folder.path(), "partly.h5", "interconnect").status.code(), Some(0));
    let text = std::fs::read_to_string(folder.path().join("partly.dat")).unwrap();
    assert_eq!(text.matches("transmission").count(), 6);
    close(&interconnect::read(&text).unwrap(), partly.sparams.as_ref().unwrap());
    file::write(&folder.path().join("none.h5"), &Results { run: run(), ..Results::default() }).unwrap();
    let refused = export(folder.path(), "none.h5", "csv");
    assert_eq!(refused.status.code(), Some(2), "{}", String::from_utf8_lossy(&refused.stderr));
}
