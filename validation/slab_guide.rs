//! A silicon slab in oxide, 2D, TE and TM: n_eff and n_g of the port's modes against the analytic slab (refs A1: 30-digit
//! solution of the slab's dispersion relation), and the run's own S21 against e^(iβL). Modes are the lattice's, whose β is too
//! large by (βΔ)²/24 of itself: second order, so that two grids extrapolate to the slab's.

use std::path::Path;

use super::Report;
use super::lab::scattered;
use luxel::job;
use luxel::monitor::port_modes;
use luxel::plan::Plan;
use luxel::units::TAU;

const JOB: &str = r#"
name = "slab"
[spectrum]
wavelength_um = [1.55, 1.55]
points = 1
[stack]
background = "clad"
[[structure]]
material = "core"
geometry.cuboid = { x_um = [-9, 9], y_um = [-0.11, 0.11], z_um = [-1, 1] }
[domain]
x_um = [-1.606, 1.606]
y_um = [-1.54, 1.54]
z_um = [-0.5, 0.5]
flat = "z"
[grid]
cell_um = 0.022
[[port]]
name = "west"
center_um = [-1.0, 0, 0]
facing = "-x"
size_um = [2.6, 1]
modes = 2
[[port]]
name = "east"
center_um = [1.0, 0, 0]
facing = "+x"
size_um = [2.6, 1]
modes = 2
excite = false
[run]
decay = 1e-7
[material.core]
index = 3.48
[material.clad]
index = 1.444
"#;

/// n_eff and n_g of TE0 and TM0 at 1.55 µm (A1_sym_Si220_SiO2_1550).
const EXACT: [[f64; 2]; 2] = [[2.851_738_986_732_27, 3.581_319_027_43], [2.056_288_330_099_08, 3.870_802_921_15]];

fn planned(cell_um: f64) -> Plan {
    planned_with(cell_um, "")
}

/// With more in the job.
pub fn planned_with(cell_um: f64, more: &str) -> Plan {
    let text = JOB.replace("cell_um = 0.022", &format!("cell_um = {cell_um}")) + more;
    Plan::of_job(&job::read(&text).unwrap(), Path::new(".")).unwrap().2
}

pub fn slab_modes(report: &mut Report) {
    let modes = [0.022, 0.011].map(|cell| {
        let plan = planned(cell);
        port_modes(&plan.grid, &plan.ports[0], &plan.band)
    });
    for (mode, exact) in EXACT.into_iter().enumerate() {
        let found = modes.each_ref().map(|modes| [modes.n_eff[(0, mode)].re, modes.n_g[(0, mode)]]);
        for (q, name) in ["n_eff", "n_g"].into_iter().enumerate() {
            let errors = found.map(|found| found[q] - exact[q]);
            let extrapolated = (4.0 * errors[1] - errors[0]) / 3.0;
            // A sixteenth of the coarse error is what fourth order would make of a quarter: the next term is smaller than that.
            let name = format!("{name} of mode {mode}");
            report.hold_modes(&format!("{name}, extrapolated error"), extrapolated, 0.0, errors[0].abs() / 16.0);
            report.hold_modes(&format!("{name}, order"), errors[0] / errors[1], 4.0, 0.4);
        }
    }
}

pub fn slab_guide(report: &mut Report) {
    let plan = planned(0.022);
    let modes = port_modes(&plan.grid, &plan.ports[0], &plan.band);
    for mut engine in report.engines(&plan) {
        let s = scattered(&plan, engine.as_mut()).s;
        for mode in 0..2 {
            // The launched mode is the lattice's, so a straight guide keeps it to what the absorber returns: −60 dB in amplitude 1e-3,
            // which reaches the far port and its phase only by a second reflection; in 2D nothing couples TE and TM.
            let through = s[(0, 1, mode, 0, mode)];
            let expected = TAU * plan.band[0] * modes.n_eff[(0, mode)].re * 2.0;
            let turn = (through.arg() - expected).rem_euclid(TAU);
            report.hold("slab |S21|", engine.as_ref(), through.norm(), 1.0, 1e-4);
            report.hold("slab arg S21 - βL", engine.as_ref(), turn.min(TAU - turn), 0.0, 1e-5);
            report.hold("slab |S11|", engine.as_ref(), s[(0, 0, mode, 0, mode)].norm(), 0.0, 1e-3);
            report.hold("slab TE-TM coupling", engine.as_ref(), s[(0, 1, 1 - mode, 0, mode)].norm(), 0.0, 1e-6);
        }
    }
}
