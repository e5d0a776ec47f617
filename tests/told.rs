//! What a user is told before a run: what of the layout is not in it, and what could be neither computed nor kept.

use std::path::Path;
use std::process::Command;

use luxel::results::file;
use tempfile::TempDir;

/// Runs the binary beside a job file: its exit code, what it says, and the folder.
fn luxel(job: &str, args: &[&str]) -> (Option<i32>, [String; 2], TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("job.toml"), job).unwrap();
    let ended = Command::new(env!("CARGO_BIN_EXE_luxel")).current_dir(folder.path()).args(args).output().unwrap();
    (ended.status.code(), [ended.stdout, ended.stderr].map(|said| String::from_utf8(said).unwrap()), folder)
}

const Y_BRANCH: &str = "name = 'y'
spectrum.wavelength_um = [1.5, 1.6]
layout.gds = 'LAYOUT'
grid.cells_per_wavelength = 4
domain.y_um = [-1.5, 4.5]
[stack]
background = 'SiO2'
layer = [
    { gds = [1, 0], material = 'Si', z_um = [0, 0.22] },
    { gds = [4, 0], material = 'Si3N4', z_um = [0.3, 0.7] },
]
[[port]]
name = 'opt1'
[[port]]
name = 'opt2'
";

#[test]
fn what_of_a_layout_is_left_out() {
    let layout = Path::new(env!("CARGO_MANIFEST_DIR")).join("meshes/ebeam_y_1550.gds");
    let job = Y_BRANCH.replace("LAYOUT", layout.to_str().unwrap());
    let check = ["check", "job.toml", "--engine", "cpu"];
    let (code, [out, told], _) = luxel(&job, &check);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("nothing on layer 4/0 (stack.layer[1].gds)"), "{told}");
    assert!(told.contains("reaches from -3.000 to 3.000 µm along y, the domain from -1.5"), "{told}");
    assert!(!told.contains("along x") && out.contains("domain      x "), "{told}{out}");
    let (_, [_, told], _) = luxel(&job, &[&check[..], &["--quiet"]].concat());
    assert_eq!(told, "");
    // What is known of a material that no layer has does not matter.
    assert_eq!(luxel(&job.replace("Si3N4", "BaTiO3-o"), &check).0, Some(0));
    let (code, [_, told], _) = luxel(&job.replace("'Si'", "'BaTiO3-o'"), &check);
    assert!(code == Some(2) && told.contains("known from 0.4 to 0.7 µm") && told.contains("narrow the band"), "{told}");
    let half = job.replace("[1.5, 1.6]", "[0.6, 0.72]").replace("'Si'", "'BaTiO3-o'").replace("Si3N4", "SiO2");
    let (code, [_, told], _) = luxel(&half, &check);
    assert!(code == Some(2) && told.contains("but 0.72 µm is asked for"), "{told}");
    // The port is then outside as well, which is an error; the layer is told first.
    let (_, [_, told], _) =
        luxel(&format!("domain.z_um = [-1, 0.2]\n{job}").replace("[0, 0.22]", "[0.3, 0.5]"), &check);
    assert!(told.contains("the layer of Si from 0.3 to 0.5 µm lies outside the domain"), "{told}");
    let (code, [_, told], _) = luxel(&job.replace("'opt1'", "'opt1'\nfacing = '+x'"), &check);
    assert!(code == Some(2) && told.contains("its pin in the layout the other way"), "{told}");
}

#[test]
fn of_the_gallery_there_is_nothing_to_tell() {
    let jobs = std::fs::read_dir("meshes").unwrap().map(|entry| entry.unwrap().path());
    let jobs: Vec<_> = jobs.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    assert!(jobs.len() >= 6, "{jobs:?}");
    for job in jobs {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&job);
        let (code, [_, told], _) = luxel("", &["check", path.to_str().unwrap(), "--engine", "cpu"]);
        assert!(code == Some(0) && told.is_empty(), "{}: {told}", job.display());
    }
}

#[test]
fn guides_that_end_at_their_ports() {
    let job = |from: f64| {
        format!(
            "name = 'strip'\nspectrum.wavelength_um = [1.5, 1.6]\nstack.background = 'SiO2'\ngrid.cells_per_wavelength = 6\n\
             boundary.pml_cells = 8\n[[structure]]\nmaterial = 'Si'\n\
             geometry.cuboid = {{ x_um = [{from}, 9], y_um = [-0.25, 0.25], z_um = [0, 0.22] }}\n\
             [[port]]\nname = 'in'\ncenter_um = [0, 0, 0.11]\nfacing = '-x'\n[[port]]\nname = 'out'\ncenter_um = [1, 0, 0.11]\nfacing = '+x'\n"
        )
    };
    let told = |from: f64| luxel(&job(from), &["check", "job.toml", "--engine", "cpu"]).1[1].clone();
    let ends = told(-0.8);
    assert!(ends.contains("port `in` ends or changes") && ends.contains("continue it to x = -1.00 µm"), "{ends}");
    assert!(!ends.contains("`out`") && told(-1.1).is_empty(), "{}", told(-1.1));
}

const VACUUM: &str = "name = 'v'
spectrum = { wavelength_um = [0.9, 1.1], points = 3 }
run.engine = 'cpu'
grid.cell_um = 0.05
domain = { x_um = [-1, 1], y_um = [-1, 1], z_um = [-1, 1], flat = 'z' }
monitor = [{ name = 'm', kind = 'flux', center_um = [0.5, 0, 0], size_um = [0, 1, 0] }]
";
const DIPOLE: &str = "source = [{ dipole = { center_um = [0, 0, 0], component = 'Ez' } }]";

#[test]
fn what_could_not_be_kept_or_settled() {
    let run = ["run", "job.toml"];
    let beam =
        "source = [{ gaussian_beam = { center_um = [0, 0, 0], direction = '+x', polarization = 'y', mfd_um = 3 } }]";
    let thin = "monitor = [{ name = 'm', kind = 'flux', center_um = [0, 0, 0], size_um = [0, 0.01, 0] }]\n";
    for (more, args, said) in [
        (DIPOLE, &["-o", "job.toml"][..], "job.toml is the job itself"),
        (DIPOLE, &["--converge", "0.1"], "the job has no port"),
        (DIPOLE, &["--set", "spectrum.points=1000000000"], "wavelengths are the most"),
        (beam, &[], "of its power pass beside the domain"),
        (
            "source = [{ plane_wave = { center_um = [0, 0, 0], size_um = [1, 1.2, 0], direction = '+x', polarization = 'y' } }]",
            &[],
            "monitor `m` has a face on the plane wave's box",
        ),
    ] {
        let (code, [_, told], _) = luxel(&format!("{VACUUM}{more}"), &[&run[..], args].concat());
        assert!(code == Some(2) && told.contains(said), "{said}: {code:?} {told}");
    }
    let line = VACUUM.lines().find(|line| line.starts_with("monitor")).unwrap();
    let (code, [_, told], _) = luxel(&VACUUM.replace(line, &format!("{thin}{DIPOLE}")), &run);
    assert!(code == Some(2) && told.contains("spans 0.0100 µm along y, no cell of 0.0500 µm"), "{told}");
    let args = ["-o", "new/folder/x.h5", "--set", "run.max_time_fs=5"];
    let (_, _, folder) = luxel(&format!("{VACUUM}{DIPOLE}"), &[&run[..], &args].concat());
    assert!(file::read(&folder.path().join("new/folder/x.h5")).unwrap().run.job.contains("max_time_fs = 5"));
}
