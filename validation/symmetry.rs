//! A guide halved at a plane of symmetry is the whole guide: its n_eff and S, by the solver and by every engine. A silicon strip of
//! 500 × 220 nm in oxide, quartered for TE0 (odd about the upright plane, even about the horizontal one).

use std::path::Path;

use super::Report;
use super::lab::is_f64;
use luxel::engine::{self, Engine};
use luxel::job;
use luxel::monitor::{port_modes, scattering};
use luxel::plan::Plan;
use num_complex::Complex64;

const JOB: &str = r#"
name = "strip"
[spectrum]
wavelength_um = [1.55, 1.55]
points = 1
[stack]
background = "clad"
[[structure]]
material = "core"
geometry.cuboid = { x_um = [-9, 9], y_um = [-0.25, 0.25], z_um = [0, 0.22] }
[domain]
x_um = [-0.7, 0.7]
y_um = [-0.8, 0.8]
z_um = [-0.495, 0.715]
[grid]
cell_um = [0.05, 0.05, 0.055]
[boundary]
pml_cells = 6
[[port]]
name = "west"
center_um = [-0.35, 0, 0.11]
facing = "-x"
size_um = [1.4, 0.99]
[[port]]
name = "east"
center_um = [0.35, 0, 0.11]
facing = "+x"
size_um = [1.4, 0.99]
excite = false
[run]
decay = 1e-4
[material.core]
index = 3.48
[material.clad]
index = 1.444
"#;

fn planned(symmetry: &str) -> Plan {
    Plan::of_job(&job::read(&format!("{JOB}{symmetry}")).unwrap(), Path::new(".")).unwrap().2
}

fn through(plan: &Plan, engine: &mut dyn Engine) -> [Complex64; 2] {
    let recording = engine::run(engine, plan, 0, &mut |_| true).unwrap();
    let s = scattering(plan, &[recording]).s;
    [s[(0, 0, 0, 0, 0)], s[(0, 1, 0, 0, 0)]]
}

pub fn symmetry(report: &mut Report) {
    let (whole, quarter) = (planned(""), planned("[symmetry]\ny = \"odd\"\nz = \"even\""));
    let index = |plan: &Plan| port_modes(&plan.grid, &plan.ports[0], &plan.band).n_eff[(0, 0)].re;
    report.hold_modes("n_eff of a quarter of the window", index(&quarter), index(&whole), 1e-10);
    let part = quarter.grid.cells() as f64 / whole.grid.cells() as f64;
    // A half of either axis' cells without an absorber of its two, and a dead cell.
    report.hold_modes("part of the cells", part, 0.25, 0.05);
    let wholes: Vec<[Complex64; 2]> =
        report.engines(&whole).iter_mut().map(|engine| through(&whole, engine.as_mut())).collect();
    for (mut engine, whole) in report.engines(&quarter).into_iter().zip(wholes) {
        let [back, on] = through(&quarter, engine.as_mut());
        // The same numbers but for the rounding of sums, in f64 and in f32.
        let tolerance = if is_f64(engine.as_ref()) { 1e-10 } else { 1e-5 };
        report.hold("|S11 - whole's|", engine.as_ref(), (back - whole[0]).norm(), 0.0, tolerance);
        report.hold("|S21 - whole's|", engine.as_ref(), (on - whole[1]).norm(), 0.0, tolerance);
    }
}
