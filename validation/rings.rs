//! 2D rings that stand alone: complex resonances by a dipole, a probe and the matrix pencil, against the exact solution (refs B3:
//! roots of the dispersion relation in Bessel and Hankel functions, 1e-9).
//!
//! A dipole on the x axis drives the one of each pair of modes that is even across it. Most of the error of f is the lattice's own
//! dispersion, (2πnfΔ)²/24 at most, and all of it is of second order, Hz's too, whose E crosses the walls: Q of m = 10 is off by 11.1,
//! 2.7, 1.1, 0.6 % at 20, 40, 60, 80 cells per µm. So three grids are taken to their limit in Δ².

use super::Report;
use super::dipole::planned;
use super::lab::limit;
use luxel::engine::{self, Engine, cpu::Cpu};
use luxel::monitor::{Resonance, ringing, trace};
use luxel::plan::{Plan, Recorded};
use luxel::units::{TAU, to_fs};

/// A ring in its cladding, and how long it is listened to.
struct Shape {
    radii: [f64; 2],
    core: f64,
    clad: f64,
    /// Half the domain, µm.
    half: f64,
    time_fs: f64,
}

const SMALL: Shape = Shape { radii: [0.75, 1.25], core: 2.85, clad: 1.444, half: 2.0, time_fs: 500.0 };
/// The ring of Meep's tutorial.
const MEEP: Shape = Shape { radii: [1.0, 2.0], core: 3.4, clad: 1.0, half: 4.0, time_fs: 1500.0 };

struct Ring {
    name: &'static str,
    component: &'static str,
    /// Wavelengths about the mode, µm.
    band: [f64; 2],
    /// Frequency (c/µm) and Q.
    exact: [f64; 2],
    /// Grid of every engine, and grids whose limit is taken, cells per µm.
    coarse: f64,
    levels: [f64; 3],
}

const RINGS: [Ring; 2] = [
    Ring {
        name: "Hz, m = 10",
        component: "Hz",
        band: [1.5, 1.7],
        exact: [0.627_114_476_26, 415.210_13],
        coarse: 20.0,
        levels: [40.0, 60.0, 80.0],
    },
    Ring {
        name: "Ez, m = 10",
        component: "Ez",
        band: [1.63, 1.8],
        exact: [0.584_603_449_606, 765.530_29],
        coarse: 20.0,
        levels: [30.0, 40.0, 60.0],
    },
];

const NEIGHBOURS: [Ring; 2] = [
    Ring {
        name: "Hz, m = 9",
        component: "Hz",
        band: [1.64, 1.84],
        exact: [0.577_277_007_8, 192.923_33],
        coarse: 20.0,
        levels: [40.0, 60.0, 80.0],
    },
    Ring {
        name: "Ez, m = 11",
        component: "Ez",
        band: [1.5, 1.65],
        exact: [0.635_086_756_04, 1_541.042_9],
        coarse: 20.0,
        levels: [30.0, 40.0, 60.0],
    },
];

const TUTORIAL: [Ring; 3] = [
    Ring {
        name: "Ez, m = 3",
        component: "Ez",
        band: [8.0, 9.0],
        exact: [0.118_191_693_734, 77.255_397],
        coarse: 10.0,
        levels: [10.0, 15.0, 20.0],
    },
    Ring {
        name: "Ez, m = 4",
        component: "Ez",
        band: [6.4, 7.2],
        exact: [0.147_431_032_867, 343.916_46],
        coarse: 10.0,
        levels: [10.0, 15.0, 20.0],
    },
    Ring {
        name: "Ez, m = 5",
        component: "Ez",
        band: [5.4, 6.0],
        exact: [0.175_779_373_723, 1_634.205_6],
        coarse: 10.0,
        levels: [10.0, 15.0, 20.0],
    },
];

/// Larger rings, of 2.85 in 1.444 as well: three modes of each that a single run hears.
struct Family {
    name: &'static str,
    radii: [f64; 2],
    component: &'static str,
    band: [f64; 2],
    half: f64,
    /// Azimuthal order, frequency (c/µm), Q where it is held.
    modes: [(u32, f64, Option<f64>); 3],
}

/// The larger Q are not held. What of Im f is irregular, by where walls fall among a grid's points, is about 1e-7 of f, as much as all
/// of Im f where Q is 3e5 and up: m = 20 with Hz is off by −26, −11 and 0 % of Q on these grids.
const FAMILIES: [Family; 4] = [
    Family {
        name: "r 1.75 to 2.25, Hz",
        radii: [1.75, 2.25],
        component: "Hz",
        band: [1.54, 1.76],
        half: 2.8,
        modes: [
            (18, 0.586_637_520_118, Some(48_566.637)),
            (19, 0.611_649_283_584, None),
            (20, 0.636_736_933_144, None),
        ],
    },
    Family {
        name: "r 1.75 to 2.25, Ez",
        radii: [1.75, 2.25],
        component: "Ez",
        band: [1.5, 1.7],
        half: 2.8,
        modes: [(20, 0.602_395_131_752, None), (21, 0.628_821_971_261, None), (22, 0.655_222_042_859, None)],
    },
    Family {
        name: "r 2.25 to 2.75, Hz",
        radii: [2.25, 2.75],
        component: "Hz",
        band: [1.54, 1.7],
        half: 3.3,
        modes: [(23, 0.597_641_084_259, None), (24, 0.617_689_694_734, None), (25, 0.637_802_234_475, None)],
    },
    Family {
        name: "r 2.25 to 2.75, Ez",
        radii: [2.25, 2.75],
        component: "Ez",
        band: [1.47, 1.62],
        half: 3.3,
        modes: [(26, 0.626_051_662_432, None), (27, 0.647_338_234_225, None), (28, 0.668_617_311_112, None)],
    },
];

fn ring(shape: &Shape, component: &str, [short, long]: [f64; 2], cells_per_um: f64) -> Plan {
    let Shape { radii: [inner, outer], core, clad, half, time_fs } = shape;
    let middle = 0.5 * (inner + outer);
    planned(&format!(
        "name = 'ring'\nspectrum.wavelength_um = [{short}, {long}]\nrun.max_time_fs = {time_fs}\nstack.background = 'clad'\n\
         [domain]\nflat = 'z'\nx_um = [-{half}, {half}]\ny_um = [-{half}, {half}]\nz_um = [0, 1]\n[grid]\ncell_um = {}\n\
         [material]\nclad.index = {clad}\ncore.index = {core}\n\
         [[structure]]\nmaterial = 'core'\ngeometry.cylinder = {{ center_um = [0, 0, 0.5], radius_um = {outer}, length_um = 9, axis = 'z' }}\n\
         [[structure]]\nmaterial = 'clad'\ngeometry.cylinder = {{ center_um = [0, 0, 0.5], radius_um = {inner}, length_um = 9, axis = 'z' }}\n\
         [[source]]\ndipole = {{ center_um = [{}, 0, 0.5], component = '{component}' }}\n\
         [[monitor]]\nname = 'p'\nkind = 'probe'\ncenter_um = [{}, 0, 0.5]\ncomponents = ['{component}']\n",
        1.0 / cells_per_um,
        middle + 0.05,
        0.05 - middle,
    ))
}

/// The resonances in a band.
fn heard(plan: &Plan, engine: &mut dyn Engine, [short, long]: [f64; 2]) -> Vec<Resonance> {
    let recording = engine::run(engine, plan, 0, &mut |_| true).unwrap();
    let Recorded::Probe(probes) = &plan.recorded[0] else { return Vec::new() };
    let trace = trace(plan, probes.clone(), "p", 0, &recording);
    ringing(&trace, to_fs(plan.source_steps as f64 * plan.dt), [1.0 / long, 1.0 / short]).swap_remove(0).resonances
}

/// The strongest resonance in a band.
pub fn strongest(plan: &Plan, engine: &mut dyn Engine, band: [f64; 2]) -> Option<Resonance> {
    loudest(heard(plan, engine, band).into_iter())
}

fn loudest(resonances: impl Iterator<Item = Resonance>) -> Option<Resonance> {
    resonances.max_by(|a, b| a.amplitude.total_cmp(&b.amplitude))
}

/// What is irregular in a grid's figure, by where walls fall among its points (1e-5 of f, 2e-4 of Q), comes up to 20 times.
const IRREGULAR: [f64; 2] = [2e-4, 4e-3];

pub fn rings(report: &mut Report) {
    RINGS.iter().for_each(|ring| ring.hold(&SMALL, report));
}

pub fn rings_next(report: &mut Report) {
    // Twice the Q of m = 10 is listened to for twice as long.
    let shape = Shape { time_fs: 1000.0, ..SMALL };
    NEIGHBOURS.iter().for_each(|ring| ring.hold(&shape, report));
}

pub fn meep_ring(report: &mut Report) {
    TUTORIAL.iter().for_each(|ring| ring.hold(&MEEP, report));
}

/// On the CPU in f64 alone: `rings` stands for the others.
pub fn rings_large(report: &mut Report) {
    FAMILIES.iter().for_each(|family| family.hold(report));
}

impl Ring {
    fn hold(&self, shape: &Shape, report: &mut Report) {
        let Ring { name, component, band, exact, coarse, levels } = self;
        let plan = ring(shape, component, *band, *coarse);
        // Of the core's index in the lattice at the coarsest grid: a bound, since the time step takes part of it away.
        let shift = (TAU * exact[0] * shape.core / coarse).powi(2) / 24.0;
        let at = format!("{coarse} cells/µm");
        for mut engine in report.engines(&plan) {
            let found = strongest(&plan, engine.as_mut(), *band).unwrap();
            report.hold(&format!("{name}: f / exact, {at}"), engine.as_ref(), found.frequency / exact[0], 1.0, shift);
            // From one m to the next Q grows up to nine times as fast as f (refs B3), and the smoothing adds as much as one.
            report.hold(&format!("{name}: Q / exact, {at}"), engine.as_ref(), found.q / exact[1], 1.0, 10.0 * shift);
            // Round-off of f32 in a signal of some thousand samples.
            report.hold(&format!("{name}: error told of f"), engine.as_ref(), found.error, 0.0, 1e-5);
        }
        let found = levels.map(|cells| {
            let plan = ring(shape, component, *band, cells);
            let mut engine = Cpu::<f64>::new(&plan, 0).unwrap();
            let found = strongest(&plan, &mut engine, *band).unwrap();
            [found.frequency / exact[0], found.q / exact[1]]
        });
        let steps = levels.map(|cells| 1.0 / cells);
        for (part, figure) in ["f", "Q"].into_iter().enumerate() {
            report.converges(&format!("{name}: {figure}"), &steps, &found.map(|pair| pair[part]));
            let limit = limit(steps, 2, found.map(|pair| pair[part]));
            let quantity = format!("{name}: {figure} / exact, limit of three grids");
            report.add(&quantity, ["cpu", "f64"], limit, 1.0, IRREGULAR[part]);
        }
    }
}

impl Family {
    fn hold(&self, report: &mut Report) {
        let Family { name, radii, component, band, half, modes } = self;
        let shape = Shape { radii: *radii, half: *half, time_fs: 1500.0, ..SMALL };
        let (levels, steps) = ([24.0, 32.0, 48.0], [24.0_f64, 32.0, 48.0].map(f64::recip));
        let found = levels.map(|cells| {
            let plan = ring(&shape, component, *band, cells);
            heard(&plan, &mut Cpu::<f64>::new(&plan, 0).unwrap(), *band)
        });
        for (m, exact, q) in modes {
            // Modes are 3 to 4 % apart.
            let near = |list: &Vec<Resonance>| {
                let close = |one: &Resonance| (one.frequency / exact - 1.0).abs() < 0.015;
                loudest(list.iter().copied().filter(close)).unwrap()
            };
            let found = found.each_ref().map(near);
            let f = limit(steps, 2, found.map(|one| one.frequency / exact));
            report.add(
                &format!("{name}, m = {m}: f / exact, limit of three grids"),
                ["cpu", "f64"],
                f,
                1.0,
                IRREGULAR[0],
            );
            let Some(q) = q else { continue };
            let limit = limit(steps, 2, found.map(|one| one.q / q));
            // Q goes 22 times as fast as f from one m to the next (refs B3), not 9 times, and its irregular part likewise.
            report.add(
                &format!("{name}, m = {m}: Q / exact, limit of three grids"),
                ["cpu", "f64"],
                limit,
                1.0,
                22.0 / 9.0 * IRREGULAR[1],
            );
        }
    }
}
