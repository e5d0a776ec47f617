//! A grating coupler in 2D (refs B5: finite elements, ±3e-4): 220 nm of silicon, 24 grooves 70 nm deep, a fibre at 10° in the oxide. Both
//! ways: the fibre's beam into the guide, and the guide's mode into the fibre, which by reciprocity is the same, up, down, back and on.
//!
//! The spectra shift with the grid, by the lattice's dispersion, and steps snapped to grooves and layers are not exactly in the ratio of two
//! grids. So the limit of two grids is trusted to three times what it differs from the finer one by (Roache, Annu. Rev. Fluid Mech. 29,
//! 123 (1997)).

use std::path::Path;

use super::Report;
use luxel::engine::{self, Engine, cpu::Cpu};
use luxel::job;
use luxel::monitor::{self, SParams};
use luxel::plan::{Plan, Recorded};

/// Each with its column in the reference's file, which has no other for one way than for the other.
const NAMES: [(&str, usize); 6] =
    [("from the fibre", 1), ("to the fibre", 1), ("up", 2), ("down", 3), ("back", 4), ("on", 5)];
/// By wavelength: coupling to and from the fibre, up, down, back, on.
const EXACT: &str = include_str!("grating_coupler.csv");
const UNCERTAINTY: f64 = 3e-4;
/// Times what a limit of two grids adds to the finer one: the root of its mean square over so many nm to either side, since where a spectrum
/// is level its shift adds nothing, but what is of fourth order does.
const TRUST: f64 = 3.0;
const NEAR: usize = 10;
const LEVELS: [f64; 3] = [8.0, 24.0, 32.0];

fn plan(cells_per_wavelength: f64, points: usize) -> Plan {
    let groove = |n: usize| {
        let start = 0.63 * n as f64;
        format!(
            "[[structure]]\nmaterial = 'oxide'\ngeometry.cuboid = {{ x_um = [{start}, {}], y_um = [-9, 9], z_um = [0.15, 1] }}\n",
            start + 0.315
        )
    };
    let port = |name: &str, x: f64, facing: &str, excite: bool| {
        format!(
            "[[port]]\nname = '{name}'\ncenter_um = [{x}, 0.5, 0.11]\nfacing = '{facing}'\nsize_um = [1, 2.4]\nexcite = {excite}\n"
        )
    };
    let flux = |name: &str, z: f64| {
        format!("[[monitor]]\nname = '{name}'\nkind = 'flux'\ncenter_um = [4.5, 0.5, {z}]\nsize_um = [40, 0, 0]\n")
    };
    let text = format!(
        "name = 'coupler'\nstack.background = 'oxide'\nspectrum = {{ wavelength_um = [1.5, 1.6], points = {points} }}\n\
         [material]\noxide.index = 1.444\nsilicon.index = 3.48\n\
         [domain]\nflat = 'y'\nx_um = [-11, 20]\ny_um = [0, 1]\nz_um = [-2.8, 2]\n[grid]\ncells_per_wavelength = {cells_per_wavelength}\n\
         [[structure]]\nmaterial = 'silicon'\ngeometry.cuboid = {{ x_um = [-99, 99], y_um = [-9, 9], z_um = [-9, -2] }}\n\
         [[structure]]\nmaterial = 'silicon'\ngeometry.cuboid = {{ x_um = [-99, 99], y_um = [-9, 9], z_um = [0, 0.22] }}\n\
         {}{}{}{}{}[[source]]\ngaussian_beam = {{ center_um = [4.170811460428291, 0.5, 1.22], direction = '-z', polarization = 'y', \
         mfd_um = 10.4, theta_deg = 10, phi_deg = 180 }}\n",
        (0..24).map(groove).collect::<String>(),
        port("guide", -9.5, "-x", true),
        port("end", 18.5, "+x", false),
        flux("up", 1.5),
        flux("down", -2.4),
    );
    let job = job::read(&text).unwrap();
    assert_eq!(job::check(&job), []);
    Plan::of_job(&job, Path::new(".")).unwrap().2
}

/// By wavelength, in the order of the names.
fn measured(plan: &Plan, engine: &mut dyn Engine) -> Vec<[f64; 6]> {
    let recordings = [0, 1].map(|excitation| engine::run(engine, plan, excitation, &mut |_| true).unwrap());
    let SParams { s, wavelength_um, .. } = monitor::scattering(plan, &recordings);
    let flux = |n: usize| match &plan.recorded[n] {
        Recorded::Flux(faces) => monitor::flux(plan, faces, "", 0, &recordings[0]).power,
        _ => panic!("flux monitors alone"),
    };
    let (up, down) = (flux(0), flux(1));
    let row = |at: usize| {
        // Ports: guide, end, and the beam as the last.
        let power = |out: usize, into: usize| s[(at, out, 0, into, 0)].norm_sqr();
        [power(0, 2), power(2, 0), up[at], -down[at], power(0, 0), power(1, 0)]
    };
    (0..wavelength_um.len()).map(row).collect()
}

pub fn grating_coupler(report: &mut Report) {
    let coarse = plan(LEVELS[0], 5);
    let mut wide = Vec::new();
    for mut engine in report.engines(&coarse) {
        let found = measured(&coarse, engine.as_mut());
        if wide.is_empty() {
            wide = found;
            continue;
        }
        for (found, wide) in found.iter().zip(&wide) {
            for (n, (name, _)) in NAMES.iter().enumerate() {
                // 1e-4 of an amplitude is what f32 may differ by from f64.
                let tolerance = 2e-4 * wide[n].max(0.0).sqrt() + 1e-8;
                let name = format!("{name}: f32 against f64, 8 cells");
                report.hold(&name, engine.as_ref(), found[n], wide[n], tolerance);
            }
        }
    }
    hold_limits(report, 5);
}

/// At all wavelengths of the reference.
pub fn grating_coupler_band(report: &mut Report) {
    hold_limits(report, 21);
}

fn hold_limits(report: &mut Report, points: usize) {
    let exact: Vec<Vec<f64>> =
        EXACT.lines().skip(1).map(|line| line.split(',').map(|x| x.parse().unwrap()).collect()).collect();
    let plans = [plan(LEVELS[1], points), plan(LEVELS[2], points)];
    let mut engines = plans.each_ref().map(|plan| Cpu::<f32>::new(plan, 0).unwrap());
    let found = [0, 1].map(|i| measured(&plans[i], &mut engines[i]));
    let part = 1.0 / ((LEVELS[2] / LEVELS[1]).powi(2) - 1.0);
    let added = |w: usize, n: usize| (found[1][w][n] - found[0][w][n]) * part;
    let reach = NEAR * (points - 1) / 100;
    for (w, exact) in exact.iter().step_by(20 / (points - 1)).enumerate() {
        let near = w.saturating_sub(reach)..(w + reach + 1).min(points);
        for (n, (name, column)) in NAMES.iter().enumerate() {
            let mean = near.clone().map(|w| added(w, n).powi(2)).sum::<f64>() / near.len() as f64;
            let (limit, tolerance) = (found[1][w][n] + added(w, n), UNCERTAINTY + TRUST * mean.sqrt());
            let name = format!("{name} at {} µm, limit of 24 and 32 cells", exact[0]);
            report.hold(&name, &engines[1], limit, exact[*column], tolerance);
        }
    }
}
