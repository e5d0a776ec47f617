//! Power that dipoles radiate in vacuum, through boxes about them. A unit current moment gives ω²/12π, a line of them ω/8 per length
//! along its axis and ω/16 across (Jackson 1999, §9.2; Harrington 1961, §5-6; c = ε₀ = 1).
//!
//! The lattice's own power is known too: with k̃ = (2/Δ) sin(kΔ/2) along each axis, waves lie on |k̃| = ω̃ = (2/Δt) sin(ωΔt/2), and
//! summing over them gives the analytic formula at ω̃ times a mean over directions n of the density of states,
//! Π (1 − (ω̃Δn/2)²)^−½, and of the dipole's spread, Π |(1 − s) + s e^(ikΔ)|². It is above 1 by (kΔ)²/8 on a lattice point.

use std::path::Path;

use super::Report;
use super::lab::is_f64;
use luxel::engine::{self, Engine};
use luxel::job;
use luxel::monitor;
use luxel::plan::{Plan, Recorded};
use luxel::units::TAU;

/// Plan of a job in TOML.
pub fn planned(text: &str) -> Plan {
    let job = job::read(text).unwrap();
    assert_eq!(job::check(&job), []);
    Plan::of_job(&job, Path::new(".")).unwrap().2
}

/// Power through each of the plan's flux monitors, by rising wavelength.
pub fn powers(plan: &Plan, engine: &mut dyn Engine) -> Vec<Vec<f64>> {
    let recording = engine::run(engine, plan, 0, &mut |_| true).unwrap();
    let power = |recorded: &Recorded| match recorded {
        Recorded::Flux(faces) => Some(monitor::flux(plan, faces, "", 0, &recording).power.to_vec()),
        _ => None,
    };
    plan.recorded.iter().filter_map(power).collect()
}

pub const WAVELENGTHS: [f64; 3] = [0.9, 1.0, 1.1];
/// Where the dipole lies, µm.
const PLACE: [f64; 3] = [0.004, -0.007, 0.011];

pub fn job(component: &str, cell: f64, half: f64, flat: &str) -> String {
    let [x, y, z] = PLACE;
    format!(
        "name = 'dipole'\nspectrum.wavelength_um = [0.9, 1.1]\nspectrum.points = 3\nrun.decay = 1e-7\n[domain]\nx_um = [-{half}, {half}]\n\
         y_um = [-{half}, {half}]\nz_um = [-{half}, {half}]\n{flat}\n[grid]\ncell_um = {cell}\n[boundary]\npml_cells = 12\n\
         [[source]]\ndipole = {{ center_um = [{x}, {y}, {z}], component = '{component}', amplitude = 1.0 }}\n\
         [[monitor]]\nname = 'near'\nkind = 'flux'\ncenter_um = [0, 0, 0]\nsize_um = [{half}, {half}, {half}]\n\
         [[monitor]]\nname = 'far'\nkind = 'flux'\ncenter_um = [0, 0, 0]\nsize_um = [{far}, {far}, {far}]\n",
        far = 1.7 * half
    )
}

/// Mean over directions of the lattice's density of states, the dipole's spread and (if it lies in the space) its pattern, in so
/// many dimensions; `spread` is its distance from the point before by the step, along each axis.
fn mean(dimensions: usize, omega: f64, step: f64, along: Option<usize>, spread: [f64; 3]) -> f64 {
    const TURNS: usize = 360;
    let (mut sum, mut count) = (0.0, 0.0);
    let heights = if dimensions == 3 { 90 } else { 1 };
    for height in 0..heights {
        let up = if dimensions == 3 { 2.0 * (height as f64 + 0.5) / 90.0 - 1.0 } else { 0.0 };
        for turn in 0..TURNS {
            let (sin, cos) = (TAU * (turn as f64 + 0.5) / TURNS as f64).sin_cos();
            let level = (1.0 - up * up).sqrt();
            let direction = [level * cos, level * sin, up];
            let axis = |a: usize| {
                let half = 0.5 * omega * step * direction[a];
                let phase = 2.0 * half.asin();
                let s = spread[a];
                (1.0 - 2.0 * s * (1.0 - s) * (1.0 - phase.cos())) / (1.0 - half * half).sqrt()
            };
            let pattern = along.map_or(1.0, |a| 1.0 - direction[a].powi(2));
            sum += pattern * (0..3).map(axis).product::<f64>();
            count += 1.0;
        }
    }
    sum / count
}

pub struct Dipole {
    pub component: &'static str,
    pub cell: f64,
    pub half: f64,
    pub flat: bool,
    /// Axis of a dipole that lies in the space of the waves.
    along: Option<usize>,
}

pub const DIPOLES: [Dipole; 4] = [
    Dipole { component: "Ez", cell: 0.025, half: 0.6, flat: true, along: None },
    Dipole { component: "Hz", cell: 0.025, half: 0.6, flat: true, along: None },
    Dipole { component: "Ex", cell: 0.025, half: 0.6, flat: true, along: Some(0) },
    Dipole { component: "Ey", cell: 0.0625, half: 0.5, flat: false, along: Some(1) },
];

pub fn dipole_power(report: &mut Report) {
    for dipole in &DIPOLES {
        let flat = if dipole.flat { "flat = 'z'" } else { "" };
        let plan = planned(&job(dipole.component, dipole.cell, dipole.half, flat));
        let component = plan.excitations[0][0].component;
        let spread = spread(&plan, dipole);
        for mut engine in report.engines(&plan) {
            let powers = powers(&plan, engine.as_mut());
            for (w, wavelength) in WAVELENGTHS.into_iter().enumerate() {
                let omega = TAU / wavelength;
                let lattice = 2.0 / plan.dt * (0.5 * omega * plan.dt).sin();
                let dimensions = if dipole.flat { 2 } else { 3 };
                let mean = mean(dimensions, lattice, dipole.cell, dipole.along, spread);
                let of = |omega: f64| if dipole.flat { omega / 8.0 } else { omega * omega / (4.0 * TAU) };
                let pattern = dipole.along.map_or(1.0, |_| 1.0 - 1.0 / dimensions as f64);
                let analytic = of(omega) * pattern;
                let name = |what: &str| {
                    format!(
                        "{} {what}, {wavelength} µm, by the {}",
                        dipole.component,
                        if dipole.flat { "line's" } else { "point's" }
                    )
                };
                // Absorbers: 1e-3 of the field that comes back is what they are allowed, and it comes back weaker by its way.
                report.hold(&name("power / lattice"), engine.as_ref(), powers[0][w] / (of(lattice) * mean), 1.0, 1e-3);
                // (kΔ)²/8 of the lattice, less at most as much again by the spread, and the absorbers.
                let tolerance = (omega * dipole.cell).powi(2) / 8.0 + 1e-3;
                report.hold(&name("power / analytic"), engine.as_ref(), powers[0][w] / analytic, 1.0, tolerance);
                // The same power leaves both boxes but for what was still under way when the run ended (1e-7 of the energy), and f32's
                // round-off in the sums of differences of large near fields.
                let tolerance = if is_f64(engine.as_ref()) { 1e-6 } else { 1e-5 };
                report.hold(&name("power far / near"), engine.as_ref(), powers[1][w] / powers[0][w], 1.0, tolerance);
            }
        }
        assert!(component.is_e() == dipole.component.starts_with('E'));
    }
}

/// Where the dipole lies between the points of its component.
fn spread(plan: &Plan, dipole: &Dipole) -> [f64; 3] {
    let injection = &plan.excitations[0][0];
    let at = plan.grid.frame.to_scene(plan.grid.position(injection.component, injection.lo));
    [0, 1, 2].map(|a| if dipole.flat && a == 2 { 0.0 } else { (PLACE[a] - at[a]) / dipole.cell })
}
