//! 90° bends in 2D, both polarizations, from a straight guide into a straight one: TE0 and TM0 through curved interfaces, at steps h
//! and h/2, against finite elements (refs B6, T ± 3e-6). What smoothed interfaces leave is taken for an error of second order and
//! extrapolated away; where E crosses the wall of a sharp bend it is not (see what is not held below the cases).

use std::fmt::Write;
use std::path::Path;

use super::Report;
use super::lab::scattered;
use luxel::engine::{Engine, cpu::Cpu};
use luxel::job;
use luxel::plan::Plan;

const HALF_WIDTH: f64 = 0.25;
/// Radius, power through of TE0 (E out of the plane) and TM0; TM0 at 1 µm, which misses by 1e-3, is told of in the report.
const BENDS: [(f64, f64, Option<f64>); 3] =
    [(1.0, 0.844_342, None), (2.0, 0.831_298, None), (3.0, 0.976_327, Some(0.983_078))];
/// 21 cells per wavelength in the core, then twice as many.
const STEP: f64 = 0.026;

pub fn bends(report: &mut Report) {
    for (radius, te, tm) in BENDS {
        let levels = [1.0, 2.0].map(|finer| through(radius, STEP / finer));
        for (mode, name, exact) in [(0, "TE0", Some(te)), (1, "TM0", tm)] {
            let Some(exact) = exact else { continue };
            let [coarse, fine] = levels.each_ref().map(|(_, through)| through[mode]);
            report.converges(&format!("R = {radius} µm, {name}"), &[STEP, 0.5 * STEP], &[coarse / exact, fine / exact]);
            // The next order is (kΔ)² = (2π 2.85/1.55 × 26 nm)² = 9e-2 of a coarse error that is 4e-3 at most.
            let name = format!("R = {radius} µm, {name} through");
            report.add(&name, levels[1].0, (4.0 * fine - coarse) / 3.0, exact, 4e-4);
        }
    }
}

/// Which engine, and the power through in each mode.
fn through(radius: f64, step: f64) -> ([&'static str; 2], [f64; 2]) {
    let job = job::read(&text(radius, step)).unwrap();
    let (_, _, plan) = Plan::of_job(&job, Path::new(".")).unwrap();
    let mut engine = Cpu::<f32>::new(&plan, 0).unwrap();
    let sparams = scattered(&plan, &mut engine);
    let identity = engine.identity();
    ([identity.engine, identity.precision], [0, 1].map(|mode| sparams.s[(1, 1, mode, 0, mode)].norm_sqr()))
}

fn text(radius: f64, step: f64) -> String {
    let (inner, outer, far) = (radius - HALF_WIDTH, radius + HALF_WIDTH, 50.0);
    // Chords of the arcs are within 1e-6 µm of them.
    let angles = || (0..=1000).map(|i| 0.5 * std::f64::consts::PI * (f64::from(i) / 1000.0 - 1.0));
    let arc = |at: f64, angle: f64| [at * angle.cos(), radius + at * angle.sin()];
    let mut outline = vec![[-far, -HALF_WIDTH]];
    outline.extend(angles().map(|angle| arc(outer, angle)));
    outline.extend([[outer, far], [inner, far]]);
    outline.extend(angles().map(|angle| arc(inner, angle)).collect::<Vec<_>>().into_iter().rev());
    outline.push([-far, HALF_WIDTH]);
    let mut points = String::new();
    outline.iter().for_each(|[x, y]| write!(points, "[{x}, {y}], ").unwrap());
    let end = radius + 1.6;
    format!(
        r#"
name = "bend"
spectrum.wavelength_um = [1.54, 1.56]
spectrum.points = 3
run.decay = 1e-7
[stack]
background = "clad"
[[structure]]
material = "core"
geometry.polygon = {{ points_um = [{points}], z_um = [-1, 1] }}
[domain]
x_um = [-1.6, {end}]
y_um = [-1.6, {end}]
z_um = [-0.5, 0.5]
flat = "z"
[grid]
cell_um = {step}
[boundary]
pml_cells = {cells}
[[port]]
name = "in"
center_um = [-1, 0, 0]
facing = "-x"
size_um = [2.8, 1]
modes = 2
[[port]]
name = "out"
center_um = [{radius}, {}, 0]
facing = "+y"
size_um = [2.8, 1]
modes = 2
excite = false
[material.core]
index = 2.85
[material.clad]
index = 1.444
"#,
        radius + 1.0,
        cells = (0.5 / step).round()
    )
}
