//! Films at 30°: R and T of waves with E across the plane of incidence (s) and in it (p), in a domain that repeats with the wave's phase,
//! against the transfer matrix (Born & Wolf, §1.6; refs B1, 1e-12). The wave starts from a plane and carries one watt, so that flux through
//! planes behind it and beyond the film are −R and T.
//!
//! On the lattice all errors are of second order: of the coarse grid those argued at each film, of the limit of two grids a sixteenth and
//! what the absorbers give back.

use super::Report;
use super::dipole::{planned, powers};
use super::films::{FILMS, Film};
use luxel::engine::cpu::Cpu;
use luxel::plan::Plan;

/// Cells across a film on the coarse grid; the fine one has twice as many.
const CELLS: f64 = 20.0;
/// Absorbers give 3e-5 of an amplitude back at normal incidence (`cpml_reflection`); a few times that at 30°, beside an amplitude of
/// one.
const ABSORBERS: f64 = 4e-4;

/// Of R and T on the coarse grid: a phase w across the film is off by (kΔ)²/24 w, and R changes by less than 1 per rad. By film: 3.0 rad
/// with kΔ = 0.155, twice; 1.5 rad with 0.079, and in silicon behind it 0.138; 4.2 rad with 0.212.
const TOLERANCES: [f64; 4] = [3e-3, 3e-3, 1.5e-3, 8e-3];

impl Film {
    /// E along y (s) or in the plane of the wave (p); `finer` times as many cells.
    fn tilted(&self, polarization: &str, finer: f64) -> Plan {
        let step = self.thickness / CELLS / finer;
        let ([n, k], half) = (self.film, 0.5 * self.thickness);
        // 1.55 µm is the middle of the band in frequency.
        let [short, long] = [1.1, 0.9].map(|f| 1.55 / f);
        let height = (0.9 / self.thickness * CELLS).round() * self.thickness / CELLS;
        planned(&format!(
            "name = 'film'\nrun.decay = 1e-7\nspectrum.wavelength_um = [{short}, {long}]\nspectrum.points = 3\n\
             stack.background = 'before'\n\
             [domain]\nflat = 'y'\nx_um = [0, {width}]\ny_um = [0, 1]\nz_um = [-{height}, {height}]\n\
             [grid]\ncell_um = [{across}, {across}, {step}]\n[boundary]\nx = 'bloch'\npml_cells = 20\n\
             [material]\nbefore.index = {}\nfilm = {{ index = {n}, extinction = {k} }}\nafter.index = {}\n\
             [[structure]]\nmaterial = 'after'\ngeometry.cuboid = {{ x_um = [-9, 9], y_um = [-9, 9], z_um = [0, 9] }}\n\
             [[structure]]\nmaterial = 'film'\ngeometry.cuboid = {{ x_um = [-9, 9], y_um = [-9, 9], z_um = [-{half}, {half}] }}\n\
             [[source]]\nplane_wave = {{ center_um = [0, 0, -0.5], direction = '+z', polarization = '{polarization}', theta_deg = 30 }}\n\
             {}{}",
            self.before,
            self.after,
            plane("r", -0.7),
            plane("t", 0.6),
            across = 2.0 * step,
            width = 8.0 * self.thickness / CELLS,
        ))
    }
}

fn plane(name: &str, z: f64) -> String {
    format!(
        "[[monitor]]\nname = '{name}'\nkind = 'flux'\ncenter_um = [0, 0, {z}]\nsize_um = [9, 0, 0]\nwavelength_um = [1.55]\n"
    )
}

/// R and T.
fn measured(plan: &Plan, engine: &mut dyn luxel::engine::Engine) -> [f64; 2] {
    let powers = powers(plan, engine);
    [-powers[0][0], powers[1][0]]
}

pub fn oblique_films(report: &mut Report) {
    for (f, (film, tolerance)) in FILMS.iter().zip(TOLERANCES).enumerate() {
        for (p, (name, axis)) in [("s", "y"), ("p", "x")].into_iter().enumerate() {
            let (coarse, fine) = (film.tilted(axis, 1.0), film.tilted(axis, 2.0));
            let quantity = |q: usize| format!("{}, {name}: {}", film.name, ["R", "T"][q]);
            // A software adapter takes seconds for each: the first film is on every engine, the others on the CPU in f64.
            let mut engines = if f == 0 { report.engines(&coarse) } else { report.cpus(&coarse) };
            engines.truncate(if f == 0 { 3 } else { 1 });
            let mut at_coarse = [f64::NAN; 2];
            for (n, engine) in engines.iter_mut().enumerate() {
                let found = measured(&coarse, engine.as_mut());
                at_coarse = if n == 0 { found } else { at_coarse };
                for (q, (found, exact)) in found.into_iter().zip(film.oblique[p]).enumerate() {
                    report.hold(&quantity(q), engine.as_ref(), found, exact, tolerance);
                }
            }
            let mut engine = Cpu::<f64>::new(&fine, 0).unwrap();
            let at_fine = measured(&fine, &mut engine);
            for q in 0..2 {
                let limit = at_fine[q] + (at_fine[q] - at_coarse[q]) / 3.0;
                let tolerance = tolerance / 16.0 + ABSORBERS;
                report.hold(
                    &format!("{}, limit of two grids", quantity(q)),
                    &engine,
                    limit,
                    film.oblique[p][q],
                    tolerance,
                );
            }
        }
    }
}
