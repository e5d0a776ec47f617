//! The commands end to end, on the real binary: a slab guide in 2D, a second or less each.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use luxel::results::{Results, file};
use serde_json::Value;
use tempfile::TempDir;

const JOB: &str = r#"name = "slab"
[spectrum]
wavelength_um = [1.5, 1.6]
points = 3
[stack]
background = "clad"
[[structure]]
material = "core"
geometry.cuboid = { x_um = [-9, 9], y_um = [-0.11, 0.11], z_um = [-1, 1] }
[domain]
x_um = [-1.5, 1.5]
y_um = [-1.2, 1.2]
z_um = [-0.5, 0.5]
flat = "z"
[grid]
cell_um = 0.04
[[port]]
name = "west"
center_um = [-0.6, 0, 0]
facing = "-x"
size_um = [2.2, 1]
[[port]]
name = "east"
center_um = [0.6, 0, 0]
facing = "+x"
size_um = [2.2, 1]
[[monitor]]
name = "core"
center_um = [0, 0, 0]
size_um = [3, 2.4, 0]
[material.core]
index = 3.48
[material.clad]
index = 1.444
"#;

/// A folder with a job file in it.
struct Place(TempDir);

impl Place {
    fn new(job: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("slab.toml"), job).unwrap();
        Place(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_luxel"));
        command.current_dir(self.0.path()).args(args);
        command
    }

    fn luxel(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs on the CPU and expects exit code 0.
    fn run(&self, args: &[&str]) -> Output {
        let ended = self.luxel(&[&["run", "slab.toml", "--engine", "cpu"], args].concat());
        assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
        ended
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&output.stdout)))
}

fn results(path: &Path) -> Results {
    file::read(path).unwrap()
}

/// Whether `folder` holds a picture that is not empty.
fn has_picture(folder: &Path) -> bool {
    let picture = |path: &Path| path.extension().is_some_and(|end| end == "png" || end == "svg");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.into_iter().any(|entry| picture(&entry.path()) && entry.metadata().unwrap().len() > 0)
}

#[test]
fn run_prints_the_table_and_writes_the_file_and_pictures() {
    let place = Place::new(JOB);
    let ended = place.run(&[]);
    let (out, err) = (text(&ended.stdout), text(&ended.stderr));
    assert!(out.contains("west") && out.contains("east") && out.contains("slab.h5"), "{out}");
    assert!(err.contains("west@0: decayed after") && err.contains("east@0: decayed after"), "{err}");
    assert!(!err.contains("XDG_RUNTIME_DIR") && !err.contains("left"), "{err}");
    let results = results(&place.path("slab.h5"));
    assert_eq!(results.run.stopped, ["decayed", "decayed"]);
    assert_eq!(results.run.job, JOB);
    assert_eq!(results.sparams.unwrap().s.dim(), (3, 2, 1, 2, 1));
    assert!(has_picture(place.0.path()));
}

#[test]
fn run_prints_one_json_document_with_the_names_that_scripts_rely_on() {
    let place = Place::new(JOB);
    let document = json(&place.run(&["--json", "--threads", "1", "-o", "there.h5"]));
    for key in ["engine", "adapter", "precision", "cells", "steps", "stopped", "seconds", "mcell_steps_per_s"] {
        assert!(!document[key].is_null(), "{key}");
    }
    for key in ["setup", "stepping", "output"] {
        assert!(document["seconds"][key].as_f64().is_some_and(|seconds| seconds > 0.0), "{key}");
    }
    assert!(document["reciprocity_db"].is_number() && document["passivity"].is_number(), "{document}");
    let rows = document["sparams"].as_array().unwrap();
    assert_eq!(rows.len(), 3 * 2 * 2);
    for key in ["out", "in", "mode_out", "mode_in", "wavelength_um", "db", "phase_rad"] {
        assert!(rows.iter().all(|row| !row[key].is_null()), "{key}");
    }
    let through = rows.iter().filter(|row| row["out"] == "east" && row["in"] == "west");
    // A straight guide passes all; the energy left at the end, 1e-5 of the peak, is 3e-3 in amplitude: 0.03 dB.
    assert!(through.map(|row| row["db"].as_f64().unwrap()).all(|db| db.abs() < 0.03), "{document}");
    assert_eq!(document["output"], "there.h5");
    assert!(place.path("there.h5").exists() && !place.path("slab.h5").exists());
}

#[test]
fn options_reach_the_run() {
    let place = Place::new(JOB);
    let ended = place.run(&["--quiet", "--precision", "f64", "--set", "spectrum.points=2"]);
    assert!(ended.stdout.is_empty() && ended.stderr.is_empty(), "{}{}", text(&ended.stdout), text(&ended.stderr));
    let results = results(&place.path("slab.h5"));
    assert_eq!(results.run.precision, "f64");
    assert_eq!(results.sparams.unwrap().wavelength_um.to_vec(), [1.5, 1.6]);
}

#[test]
fn check_gives_the_cost_and_runs_nothing() {
    let place = Place::new(JOB);
    let ended = place.luxel(&["check", "slab.toml", "--engine", "cpu"]);
    assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
    let out = text(&ended.stdout);
    for word in ["no problems", "cells", "memory", "time step", "cpu", "port west: n_eff"] {
        assert!(out.contains(word), "{word}: {out}");
    }
    let document = json(&place.luxel(&["check", "slab.toml", "--engine", "cpu", "--json"]));
    assert_eq!(document["problems"], serde_json::json!([]));
    assert!(document["cost"]["bytes"].as_u64().unwrap() > 0);
    assert!(!place.path("slab.h5").exists());
}

#[test]
fn check_shows_materials_and_how_well_they_are_fitted() {
    // Another folder's job: its table lies beside it, not where the command runs.
    let place = Place::new(JOB);
    let rows: String =
        (0..20).map(|i| format!("{:.2}, {:.3}, 1e-4\n", 1.4 + 0.02 * i as f64, 3.5 - 0.002 * i as f64)).collect();
    std::fs::create_dir(place.path("sub")).unwrap();
    std::fs::write(place.path("sub/core.csv"), rows).unwrap();
    std::fs::write(place.path("sub/slab.toml"), JOB.replace("index = 3.48", "file = 'core.csv'")).unwrap();
    let ended = place.luxel(&["check", "sub/slab.toml", "--engine", "cpu"]);
    let out = text(&ended.stdout);
    assert!(out.contains("core") && out.contains("fitted within"), "{out}{}", text(&ended.stderr));
    let document = json(&place.luxel(&["check", "sub/slab.toml", "--engine", "cpu", "--json"]));
    let [clad, core] = ["clad", "core"].map(|name| {
        let all = document["materials"].as_array().unwrap();
        all.iter().find(|material| material["name"] == name).unwrap().clone()
    });
    assert_eq!((&clad["exact"], &clad["n"], &core["exact"]), (&true.into(), &1.444.into(), &false.into()));
    let (max, rms) = (core["max"].as_f64().unwrap(), core["rms"].as_f64().unwrap());
    assert!(0.0 < rms && rms <= max && max <= 1e-3 && core["poles"].as_u64().unwrap() > 0, "{core}");
}

#[test]
fn a_metal_needs_dispersion() {
    let place = Place::new(&JOB.replace("material = \"core\"", "material = \"Au\""));
    let ended = place.luxel(&["check", "slab.toml"]);
    assert_eq!(ended.status.code(), Some(2));
    let err = text(&ended.stderr);
    assert!(err.contains("`Au` has ε = -92.873") && err.contains("structure[0].material"), "{err}");
    assert!(err.contains("set spectrum.dispersion = true"), "{err}");
}

#[test]
fn check_shows_all_problems_at_once() {
    let bad = JOB.replace("material = \"core\"", "material = \"kore\"").replace("[1.5, 1.6]", "[1.5, -1.6]");
    let place = Place::new(&bad);
    let ended = place.luxel(&["check", "slab.toml"]);
    assert_eq!(ended.status.code(), Some(2));
    let err = text(&ended.stderr);
    assert!(err.contains("kore") && err.contains("-1.6"), "{err}");
    let problems = json(&place.luxel(&["check", "slab.toml", "--json"]));
    assert!(problems["problems"].as_array().unwrap().len() >= 2, "{problems}");
}

#[test]
fn a_missing_job_is_named() {
    let place = Place::new(JOB);
    let ended = place.luxel(&["run", "nowhere.toml"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(text(&ended.stderr).contains("nowhere.toml"));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let place = Place::new(JOB);
    let mut child =
        place.command(&["schema", "--markdown"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn modes_lists_every_port_and_warns_of_a_cut_mode() {
    let place = Place::new(JOB);
    let ended = place.luxel(&["modes", "slab.toml", "--json"]);
    assert_eq!((ended.status.code(), text(&ended.stderr)), (Some(0), String::new()));
    let document = json(&ended);
    let rows = document["modes"].as_array().unwrap();
    assert_eq!(rows.len(), 2 * 3);
    // Between cladding and core; that the value is right, validation says.
    assert!(rows.iter().all(|row| (1.444..3.48).contains(&row["n_eff"].as_f64().unwrap())), "{document}");
    assert!(rows.iter().all(|row| row["confined"] == true && row["loss_db_per_cm"] == 0.0), "{document}");
    assert!(rows.iter().all(|row| row["dispersion_ps_per_nm_km"].is_f64() && row["effective_area_um2"].is_f64()));
    assert_eq!(results(&place.path("slab-modes.h5")).modes.len(), 2);

    let strip = JOB.replace("flat = \"z\"\n", "").replace("z_um = [-1, 1]", "z_um = [-0.11, 0.11]");
    let strip = Place::new(&strip.replace("z_um = [-0.5, 0.5]", "z_um = [-0.8, 0.8]").replace("0.11]", "0.25]"));
    let ended = strip.luxel(&["modes", "slab.toml"]);
    assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
    assert!(text(&ended.stdout).contains("TE fraction") && has_picture(strip.0.path()), "{}", text(&ended.stdout));

    let cut = Place::new(&JOB.replacen("size_um = [2.2, 1]", "size_um = [2.2, 1]\nmodes = 4", 1));
    for command in ["modes", "check", "run"] {
        let limit = "run.max_time_fs=20";
        let err = text(&cut.luxel(&[command, "slab.toml", "--engine", "cpu", "--set", limit]).stderr);
        assert!(err.contains("warning: mode 3 of port `west`") && !err.contains("port `east`"), "{command}: {err}");
    }
}

#[test]
fn modes_of_bends_leaks_and_lossy_media() {
    let first = |job: &str| {
        let place = Place::new(job);
        let ended = place.luxel(&["modes", "slab.toml", "--json", "--quiet", "--set", "spectrum.points=1"]);
        assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
        let row = json(&ended)["modes"][0].clone();
        move |key: &str| row[key].as_f64().unwrap()
    };
    let west = |keys: &str| JOB.replacen("size_um = [2.2, 1]", &format!("size_um = [2.2, 1]\n{keys}"), 1);
    let [left, right] = ["-2", "2"].map(|radius| first(&west(&format!("bend_radius_um = {radius}"))));
    let straight = first(JOB);
    assert!(right("n_eff") > straight("n_eff") + 1e-3 && (left("n_eff") - right("n_eff")).abs() < 1e-6);
    let weak = west("bend_radius_um = 1.2\npml_cells = 8").replace("index = 3.48", "index = 2.6");
    let open = first(&weak);
    assert!(open("loss_db_per_cm") > 1.0, "{}", open("loss_db_per_cm"));

    let lossy = first(&JOB.replace("index = 3.48", "index = 3.48\nextinction = 1e-4"));
    // Γ k: the core's share of n_eff is near 1, 4.34 × 2 × 2π/λ × 1e-4 per µm is 35 dB/cm.
    assert!((25.0..45.0).contains(&lossy("loss_db_per_cm")), "{}", lossy("loss_db_per_cm"));
    let crystal = first(&JOB.replace("index = 3.48", "index_xyz = [3.48, 3.0, 3.0]"));
    assert!(crystal("n_eff") < straight("n_eff") - 0.1);
}

#[test]
fn plot_draws_from_the_file_alone() {
    let place = Place::new(JOB);
    place.run(&["--quiet", "-o", "there.h5"]);
    let moved = Place::new(JOB);
    std::fs::copy(place.path("there.h5"), moved.path("moved.h5")).unwrap();
    let ended = moved.luxel(&["plot", "moved.h5"]);
    assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
    assert!(has_picture(moved.0.path()));
    let missing = moved.luxel(&["plot", "nowhere.h5"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("nowhere.h5"), "{}", text(&missing.stderr));
}

#[test]
fn schema_is_the_manual() {
    let place = Place::new(JOB);
    let kept = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/job-file.md")).unwrap();
    assert_eq!(text(&place.luxel(&["schema", "--markdown"]).stdout).trim_end(), kept.trim_end());
    assert!(json(&place.luxel(&["schema"]))["properties"]["port"].is_object());
}

#[test]
fn devices_names_the_cpu_and_what_auto_takes() {
    let place = Place::new(JOB);
    let ended = place.command(&["devices"]).env_remove("XDG_RUNTIME_DIR").output().unwrap();
    assert_eq!((ended.status.code(), text(&ended.stderr)), (Some(0), String::new()));
    assert!(text(&ended.stdout).contains("cpu ") && text(&ended.stdout).contains("auto takes the "));
    assert!(json(&place.luxel(&["devices", "--json"]))["cpu"]["threads"].as_u64().unwrap() >= 1);
}

#[test]
fn a_run_out_of_time_says_so() {
    let place = Place::new(JOB);
    let ended = place.luxel(&["run", "slab.toml", "--engine", "cpu", "--set", "run.max_time_fs=20"]);
    assert_eq!(ended.status.code(), Some(5), "{}", text(&ended.stderr));
    assert!(text(&ended.stdout).contains("NOT SETTLED (time limit)"), "{}", text(&ended.stdout));
    assert_eq!(results(&place.path("slab.h5")).run.stopped, ["time limit", "time limit"]);
}

/// Between conductors nothing decays: the first excitation never ends, and is small enough to be well under way in 5 s on the busiest
/// machine.
#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_what_it_has() {
    let place = Place::new(JOB);
    let endless = ["--set", "boundary.x=pec", "--set", "boundary.y=pec", "--set", "run.max_time_fs=1e9"];
    let args = [["run", "slab.toml", "--engine", "cpu"].as_slice(), &endless].concat();
    let mut child = place.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The handler is in place before the job is planned; 5 s are enough for both.
    sleep(Duration::from_secs(5));
    assert!(child.try_wait().unwrap().is_none(), "ended before it was interrupted");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let sent = Instant::now();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130), "{}{}", text(&ended.stdout), text(&ended.stderr));
    // A hundred steps and the output; a minute is for a machine that is busy.
    assert!(sent.elapsed() < Duration::from_secs(60));
    let results = results(&place.path("slab.h5"));
    assert_eq!((results.run.stopped.len(), results.run.not_run.len()), (1, 1));
    assert_eq!(results.run.stopped, ["interrupted"]);
    // The second port was not excited: its column is missing, and says so.
    let s = results.sparams.unwrap().s;
    assert!(s[(0, 1, 0, 0, 0)].norm().is_finite() && s[(0, 0, 0, 1, 0)].norm().is_nan());
    assert!(has_picture(place.0.path()));
}

#[test]
fn the_gpu_gives_what_the_cpu_gives() {
    let place = Place::new(JOB);
    if json(&place.luxel(&["devices", "--json"]))["adapters"].as_array().unwrap().is_empty() {
        assert!(std::env::var_os("REQUIRE_GPU").is_none(), "no adapter");
        println!("skipped: no adapter");
        return;
    }
    let on = |args: &[&str]| -> Vec<num_complex::Complex64> {
        let ended = place.luxel(&[&["run", "slab.toml", "--quiet", "-o", "on.h5"], args].concat());
        assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
        results(&place.path("on.h5")).sparams.unwrap().s.into_iter().collect()
    };
    let document = json(&place.luxel(&["devices", "--json"]));
    let name = document["adapters"][0]["name"].as_str().unwrap();
    let (gpu, cpu) = (on(&["--device", name]), on(&["--engine", "cpu"]));
    // S is the ratio of sums over 1,400 steps of f32, each within the engines' parity of 2e-5.
    assert!(gpu.iter().zip(&cpu).all(|(a, b)| (a - b).norm() < 1e-4), "{gpu:?} {cpu:?}");

    let wide = place.luxel(&["run", "slab.toml", "--device", name, "--precision", "f64"]);
    assert_eq!(wide.status.code(), Some(3));
    assert!(text(&wide.stderr).contains("--engine cpu"), "{}", text(&wide.stderr));
}

#[test]
fn bench_gives_the_names_that_scripts_rely_on() {
    let place = Place::new(JOB);
    let few = ["--size", "40", "--pml", "4", "--frequencies", "3", "--repeats", "1", "--seconds", "0.01"];
    let document = json(&place.luxel(&[&["bench", "--workload", "W1,W3,W4", "--json"], &few[..]].concat()));
    assert!(document["triad_gb_s"].as_f64().unwrap() > 0.1);
    let results = document["results"].as_array().unwrap();
    let of = |key: &str| results.iter().map(|r| r[key].as_str().unwrap().to_string()).collect::<Vec<_>>();
    assert_eq!(of("workload"), ["W1", "W1", "W3", "W3", "W4", "W4"]);
    assert_eq!(of("precision"), ["f32", "f64"].repeat(3));
    let number = |r: &Value, key: &str| r[key].as_f64().unwrap();
    assert!(results.iter().all(|r| number(r, "mcell_steps_per_s") > 0.0 && number(r, "threads") >= 1.0));
    // Six fields, four or eight bytes each, and what little else there is.
    assert!(results.iter().all(|r| (24.0..200.0).contains(&number(r, "bytes_per_cell"))));
    let wrong = place.luxel(&["bench", "--workload", "W9"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("W9") && text(&wrong.stderr).contains("known are W1 to W4"));
}

#[test]
fn converge_refines_until_s_settles_and_says_when_it_does_not() {
    let place = Place::new(JOB);
    let refine = |target: &str| place.luxel(&["run", "slab.toml", "--engine", "cpu", "--json", "--converge", target]);
    let settled = refine("0.05");
    assert_eq!(settled.status.code(), Some(0), "{}", text(&settled.stderr));
    let document = json(&settled);
    let series = document["series"].as_array().unwrap();
    assert!(document["settled"] == true && series.len() >= 2 && series[0]["change_db"].is_null(), "{document}");
    assert!(series[series.len() - 1]["change_db"].as_f64().unwrap() <= 0.05);
    let cells: Vec<u64> = series.iter().map(|grid| grid["cells"].as_u64().unwrap()).collect();
    assert!(cells.is_sorted() && cells[1] > cells[0]);
    assert_eq!(results(&place.path("slab.h5")).run.cells as u64, cells[cells.len() - 1]);
    assert_eq!(refine("0").status.code(), Some(2));
    // No grid is exact.
    let never = place.luxel(&["run", "slab.toml", "--engine", "cpu", "--converge", "1e-12"]);
    assert_eq!(never.status.code(), Some(5));
    assert!(text(&never.stdout).contains("NOT SETTLED"));
    let nodes: Vec<String> = (0..=30).map(|i| format!("{:.1}", -1.5 + 0.1 * f64::from(i))).collect();
    let own = JOB
        .replace("x_um = [-1.5, 1.5]\n", "")
        .replace("[grid]", &format!("[grid]\nnodes_um.x = [{}]", nodes.join(",")));
    std::fs::write(place.path("slab.toml"), own).unwrap();
    let own = place.luxel(&["run", "slab.toml", "--engine", "cpu", "--converge", "0.05"]);
    assert_eq!(own.status.code(), Some(2));
    assert!(text(&own.stderr).contains("cannot refine grid.nodes_um"), "{}", text(&own.stderr));
}

#[test]
fn a_result_goes_into_a_link_and_out_to_other_tools() {
    let place = Place::new(JOB);
    place.run(&["--quiet"]);
    let link = "[port]\nname = \"p\"\npreset = \"cpo-800g-mzm\"\nwavelength_um = [1.5, 1.6]\n\
        [[path]]\nname = \"routing\"\ndevice = { file = \"slab.h5\", from = \"west\", to = \"east\" }\n";
    std::fs::write(place.path("link.toml"), link).unwrap();
    let of_run = json(&place.luxel(&["link", "link.toml", "--json"]));
    let routing = |report: &Value, mark: &str| {
        let found = report["ladder"].as_array().unwrap().iter().find(|rung| rung["name"] == "routing").unwrap();
        assert_eq!(found["mark"], mark, "{found}");
        // A `.dat` has no place for its origin.
        assert_eq!(found["cells"].as_u64().is_some_and(|cells| cells > 1000), mark == "simulated", "{found}");
        found["loss_db"].as_f64().unwrap()
    };
    let loss = routing(&of_run, "simulated");
    // A lossless guide of 1.2 µm.
    assert!(loss.abs() < 0.01, "{of_run}");
    for (to, file, origin, mark) in [
        ("touchstone", "slab.s2p", "", "simulated"),
        ("interconnect", "slab.dat", "", "given"),
        ("interconnect", "slab.dat", ", origin = \"measured\"", "measured"),
    ] {
        assert_eq!(place.luxel(&["export", "slab.h5", "--to", to]).status.code(), Some(0));
        let text = link.replace("slab.h5\"", &format!("{file}\"{origin}"));
        std::fs::write(place.path("link.toml"), text).unwrap();
        let of_export = json(&place.luxel(&["link", "link.toml", "--json"]));
        assert!((routing(&of_export, mark) - loss).abs() < 1e-9, "{of_export}");
    }
}
