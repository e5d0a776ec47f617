//! Reflection of the default absorber at normal incidence: a plane wave between conducting plates, 10.7 cells per wavelength
//! in oxide, against a run whose end is out of reach. Below −60 dB (docs: numerics; Roden & Gedney 2000 report −80 dB).

use super::Report;
use super::lab::{axis, flat, largest, plan, with_source};
use luxel::engine::Engine;
use luxel::plan::{DftBox, Injection, Plan, Pulse};
use luxel::raster::{Axis, Codebook, Grid, Permittivity};
use luxel::yee::Component;

const STEP: f64 = 0.1;
const STEPS: usize = 1200;

/// Wavelengths of the C band and about it, µm.
pub const BAND: [f64; 5] = [1.5, 1.525, 1.55, 1.575, 1.6];

/// Plates along x: E_z between walls in z; sums at two points between source and the far absorber. `medium` gives ε, and σ times
/// η₀ in 1/µm, at x; wavelengths rise.
pub fn plates(
    cells: usize,
    medium: impl Fn(f64) -> [f64; 2],
    step: f64,
    source: usize,
    points: [usize; 2],
    wavelengths: &[f64],
) -> Plan {
    let permittivity = |grid: &Grid| {
        let part = |part: usize| by_plane(grid, |x| medium(x)[part]);
        let lossy = grid.axes[0].nodes.iter().any(|&x| medium(x)[1] != 0.0);
        Permittivity::constant(part(0), lossy.then(|| part(1)))
    };
    plates_of(cells, permittivity, medium(0.0)[0].sqrt(), step, source, points, wavelengths)
}

/// A value by x on the points of each component of E.
pub fn by_plane(grid: &Grid, value: impl Fn(f64) -> f64) -> [Codebook; 3] {
    let [nx, _, nz] = grid.shape();
    let points: Vec<f64> = (0..nx).flat_map(|i| vec![value(grid.axes[0].nodes[i]); nz]).collect();
    [0, 1, 2].map(|_| Codebook::of_points(grid.shape(), &points))
}

/// The same with any permittivity; `index` is what the absorbers are made for.
pub fn plates_of(
    cells: usize,
    permittivity: impl FnOnce(&Grid) -> Permittivity,
    index: f64,
    step: f64,
    source: usize,
    points: [usize; 2],
    wavelengths: &[f64],
) -> Plan {
    plates_on(axis(cells, step, 12), permittivity, index, source, points, wavelengths)
}

/// The same on any axis.
pub fn plates_on(
    x: Axis,
    permittivity: impl FnOnce(&Grid) -> Permittivity,
    index: f64,
    source: usize,
    points: [usize; 2],
    wavelengths: &[f64],
) -> Plan {
    let step = x.primal(0);
    let [highest, lowest] = [wavelengths[0], wavelengths[wavelengths.len() - 1]].map(|wavelength| 1.0 / wavelength);
    let pulse = Pulse { center: 0.5 * (highest + lowest), width: (highest - lowest).max(0.05), room: 1.0 };
    let plan = plan([x, flat(), axis(4, step, 0)], permittivity, index);
    let signal = pulse.shaped(plan.dt, 0.0, |_| 1.0.into());
    let sheet = Injection::new(Component::Ez, [source, 0, 0], [source + 1, 1, 4], vec![1.0; 4], signal);
    let mut plan = with_source(plan, sheet);
    plan.monitors = points
        .map(|i| DftBox {
            components: vec![Component::Ez],
            lo: [i, 0, 1],
            hi: [i + 1, 1, 2],
            frequencies: wavelengths.iter().map(|wavelength| 1.0 / wavelength).collect(),
        })
        .to_vec();
    plan
}

/// Sums at the monitors after a fixed number of steps, `[monitor][frequency]`.
pub fn spectra(engine: &mut dyn Engine, steps: usize) -> Vec<Vec<num_complex::Complex64>> {
    engine.start(0).unwrap();
    engine.advance(steps).unwrap();
    engine.sums().unwrap().into_iter().map(|sums| sums.0).collect()
}

pub fn cpml_reflection(report: &mut Report) {
    let oxide = |_| [1.444_f64.powi(2), 0.0];
    let (short, long) =
        (plates(120, oxide, STEP, 40, [80, 90], &BAND), plates(1000, oxide, STEP, 440, [480, 490], &BAND));
    for (mut engine, mut reference) in report.engines(&short).into_iter().zip(report.engines(&long)) {
        let (here, far) = (spectra(engine.as_mut(), STEPS), spectra(reference.as_mut(), STEPS));
        let reflected = largest(here[0].iter().zip(&far[0]).map(|(here, far)| ((here - far) / far).norm()));
        // Two absorbers, so twice the 1e-3 that −60 dB allows each.
        report.hold("CPML reflection", engine.as_ref(), reflected, 0.0, 2e-3);
    }
}
