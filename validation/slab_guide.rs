//! A silicon slab in oxide, 2D, TE and TM: n_eff and n_g of the port's modes against the analytic slab (refs A1: 30-digit
//! solution of the slab's dispersion relation), and the run's own S21 against e^(iβL).

use std::path::Path;

use crate::lab::{engines, expect};
use luxel::engine;
use luxel::job;
use luxel::monitor::{port_modes, scattering};
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
x_um = [-1.6, 1.6]
y_um = [-1.5, 1.5]
z_um = [-0.5, 0.5]
flat = "z"
[grid]
cell_um = 0.02
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
const EXACT: [[f64; 2]; 2] = [[2.851_738_986_732_27, 3.581_319_027_43], [2.056_288_330_099_08, 3.870_803_919_15]];

#[test]
fn slab_guide() {
    let (_, _, plan) = Plan::of_job(&job::read(JOB).unwrap(), Path::new(".")).unwrap();
    let modes = port_modes(&plan.grid, &plan.ports[0], &plan.band);
    for mut engine in engines(&plan) {
        for (mode, [n_eff, n_g]) in EXACT.into_iter().enumerate() {
            expect("slab n_eff", engine.as_ref(), modes.n_eff[(0, mode)].re, n_eff, 1e-4);
            expect("slab n_g", engine.as_ref(), modes.n_g[(0, mode)], n_g, 1e-4);
        }
        let recordings: Vec<_> =
            (0..2).map(|excitation| engine::run(engine.as_mut(), &plan, excitation, &mut |_| true).unwrap()).collect();
        let s = scattering(&plan, &recordings).s;
        for mode in 0..2 {
            let through = s[(0, 1, mode, 0, mode)];
            let expected = TAU * plan.band[0] * modes.n_eff[(0, mode)].re * 2.0;
            let turn = (through.arg() - expected).rem_euclid(TAU);
            expect("slab |S21|", engine.as_ref(), through.norm(), 1.0, 1e-3);
            expect("slab arg S21 - βL", engine.as_ref(), turn.min(TAU - turn), 0.0, 1e-3);
            expect("slab |S11|", engine.as_ref(), s[(0, 0, mode, 0, mode)].norm(), 0.0, 1e-2);
            expect("slab TE-TM coupling", engine.as_ref(), s[(0, 1, 1 - mode, 0, mode)].norm(), 0.0, 1e-3);
        }
    }
}
