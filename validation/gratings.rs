//! Deeply etched Bragg guides in 2D, Ez: a film of index 1.99, 0.5 µm, on oxide under air, grooves of 0.25 or 0.125 µm and a duty of one half:
//! R and T of TE0 against finite elements (refs B4, the guide of COST 268). All faces lie on nodes, and each is drawn by one structure alone: what
//! is left of an error is of second order, as if wavelengths were shorter by (nkΔ)²/24 at most, and two grids are taken to their limit.

use super::Report;
use super::dipole::planned;
use super::lab::{is_f64, scattered};
use luxel::engine::{Engine, cpu::Cpu};
use luxel::plan::Plan;
use luxel::units::TAU;

const HALF_PERIOD: f64 = 0.215;
const FILM: f64 = 1.99;
/// Cells over half a period.
const CELLS: [usize; 2] = [10, 15];
/// Both depths of 20 grooves (1e-4; order 7 against 5).
const LONG: &str = include_str!("bragg.csv");

/// Grooves, their depth, and the height of a cell at the coarser grid, µm.
#[derive(Clone, Copy)]
struct Grating(usize, f64, f64);

const THREE: Grating = Grating(3, 0.25, 0.025);
const DEEP: Grating = Grating(20, 0.25, 0.025);
const SHALLOW: Grating = Grating(20, 0.125, 0.125 / 6.0);

/// Wavelength, R, T of 3 grooves (order 8 against 6: 1.4e-5).
const SHORT: [[f64; 3]; 11] = [
    [1.2, 0.024_786, 0.581_51],
    [1.25, 0.032_492, 0.591_931],
    [1.3, 0.051_761, 0.609_494],
    [1.35, 0.076_503, 0.633_251],
    [1.4, 0.098_484, 0.661_029],
    [1.45, 0.111_816, 0.690_76],
    [1.5, 0.114_378, 0.720_862],
    [1.55, 0.107_181, 0.750_145],
    [1.6, 0.093_022, 0.777_668],
    [1.65, 0.075_228, 0.802_694],
    [1.7, 0.056_794, 0.824_719],
];

/// What modes interpolated between five frequencies over 10 % of the band change power by: twice the 2e-4 of the peak that three hold
/// over 7 %.
const PROFILES: f64 = 4e-4;

/// Wavelengths of a run: first, last, and how many.
#[derive(Clone, Copy)]
struct Band(f64, f64, usize);

fn plan(Grating(grooves, depth, high): Grating, Band(short, long, points): Band, cells: usize) -> Plan {
    let lead = 7.0 * HALF_PERIOD;
    let end = (2 * grooves - 1) as f64 * HALF_PERIOD;
    // Grooves reach up into the air, and the substrate comes after the film: two structures never meet in one face.
    let etched: String = (0..grooves)
        .map(|groove| {
            let from = 2.0 * groove as f64 * HALF_PERIOD;
            let to = from + HALF_PERIOD;
            format!("[[structure]]\nmaterial = 'air'\ngeometry.cuboid = {{ x_um = [{from}, {to}], y_um = [{}, 9], z_um = [-1, 1] }}\n", 0.5 - depth)
        })
        .collect();
    let step = HALF_PERIOD / cells as f64;
    let high = high * CELLS[0] as f64 / cells as f64;
    // What is left of the energy is the square of what is left of a spectrum, and f32 holds no less.
    let decay = if grooves > 3 { 1e-7 } else { 1e-6 };
    planned(&format!(
        "name = 'bragg'\nspectrum.wavelength_um = [{short}, {long}]\nspectrum.points = {points}\nrun.decay = {decay}\n\
         stack.background = 'air'\n[material]\nair.index = 1\nfilm.index = {FILM}\nsubstrate.index = 1.45\n\
         [[structure]]\nmaterial = 'film'\ngeometry.cuboid = {{ x_um = [-50, 50], y_um = [-9, 0.5], z_um = [-1, 1] }}\n{etched}\
         [[structure]]\nmaterial = 'substrate'\ngeometry.cuboid = {{ x_um = [-50, 50], y_um = [-9, 0], z_um = [-1, 1] }}\n\
         [domain]\nflat = 'z'\nx_um = [{}, {}]\ny_um = [-2.5, 3]\nz_um = [-0.5, 0.5]\n\
         [grid]\ncell_um = [{step}, {high}, 0.02]\n[boundary]\npml_cells = {pml}\n\
         [[port]]\nname = 'in'\ncenter_um = [{}, 0.25, 0]\nfacing = '-x'\nsize_um = [5, 1]\n\
         [[port]]\nname = 'out'\ncenter_um = [{}, 0.25, 0]\nfacing = '+x'\nsize_um = [5, 1]\nexcite = false\n",
        -lead,
        end + lead,
        2.0 * HALF_PERIOD - lead,
        end + lead - 2.0 * HALF_PERIOD,
        pml = 12 * cells / CELLS[0],
    ))
}

/// R and T by rising wavelength.
fn powers(plan: &Plan, engine: &mut dyn Engine) -> Vec<[f64; 2]> {
    let s = scattered(plan, engine).s;
    (0..plan.band.len()).map(|w| [0, 1].map(|out| s[(w, out, 0, 0, 0)].norm_sqr())).collect()
}

/// The limits of two grids in f32, whose round-off is far below the tolerances.
fn limits(grating: Grating, band: Band) -> Vec<[f64; 2]> {
    let [coarse, fine] = CELLS.map(|cells| {
        let plan = plan(grating, band, cells);
        powers(&plan, &mut Cpu::<f32>::new(&plan, 0).unwrap())
    });
    let ratio = (CELLS[1] as f64 / CELLS[0] as f64).powi(2);
    let limit = |coarse: f64, fine: f64| (ratio * fine - coarse) / (ratio - 1.0);
    coarse.iter().zip(&fine).map(|(a, b)| [0, 1].map(|q| limit(a[q], b[q]))).collect()
}

/// By how much of itself the lattice's index may be too large.
fn shift(Grating(.., high): Grating, wavelength: f64, cells: usize) -> f64 {
    (TAU * FILM / wavelength * high * CELLS[0] as f64 / cells as f64).powi(2) / 24.0
}

pub fn bragg_short(report: &mut Report) {
    // Two references a run, away from the band's ends, where modes are extrapolated.
    for pair in SHORT.chunks(2) {
        let first = pair[0][0] - 0.04;
        let limits = limits(THREE, Band(first, first + 0.13, 14));
        for (row, at) in pair.iter().zip([4, 9]) {
            for (q, name) in ["R", "T"].into_iter().enumerate() {
                // A coarse error of 2e-3, of which (nkΔ)² over the ratio of the grids' squares is of fourth order.
                let fourth = 2e-3 * 24.0 * shift(THREE, row[0], CELLS[1]);
                let quantity = format!("3 grooves, {} µm: {name}, limit of two grids", row[0]);
                report.add(&quantity, ["cpu", "f32"], limits[at][q], row[q + 1], 2e-5 + PROFILES + fourth);
            }
        }
    }
    same_by_every_engine(report);
}

/// The coarse grid about 1.4 µm on every engine, against the first's f64.
fn same_by_every_engine(report: &mut Report) {
    let plan = plan(THREE, Band(1.36, 1.49, 14), CELLS[0]);
    let mut wide = Vec::new();
    for mut engine in report.engines(&plan) {
        let found = powers(&plan, engine.as_mut());
        if is_f64(engine.as_ref()) {
            wide = found;
            continue;
        }
        for (q, name) in ["R", "T"].into_iter().enumerate() {
            report.hold(
                &format!("3 grooves, 1.4 µm: {name}, f32 against f64"),
                engine.as_ref(),
                found[4][q],
                wide[4][q],
                1e-4,
            );
        }
    }
}

/// 20 grooves from one wavelength to another, in steps of 10 nm; away from the band's ends, where modes are extrapolated. On the CPU alone:
/// `bragg_short` stands for the GPU.
fn hold_long(report: &mut Report, grating: Grating, [first, last]: [usize; 2]) {
    let place = if grating.1 == DEEP.1 { 1 } else { 3 };
    let rows: Vec<Vec<f64>> =
        LONG.lines().skip(1).map(|line| line.split(',').map(|x| x.parse().unwrap()).collect()).collect();
    let wavelength = |row: usize| rows[row][0];
    let limits = limits(grating, Band(wavelength(first) - 0.01, wavelength(last) + 0.01, last - first + 3));
    for (n, row) in (first..=last).enumerate() {
        let about = row.clamp(1, rows.len() - 2);
        for (q, name) in ["R", "T"].into_iter().enumerate() {
            let of = |row: usize| rows[row][place + q];
            // Spectra shifted by s₁ and s₂ leave ½ s₁ s₂ of the curvature once what is linear in them is off.
            let curvature = (of(about - 1) - 2.0 * of(about) + of(about + 1)).abs() / 1e-4;
            let [coarse, fine] = CELLS.map(|cells| shift(grating, wavelength(row), cells));
            let left = 0.5 * curvature * wavelength(row).powi(2) * coarse * fine;
            let quantity =
                format!("20 grooves of {} µm, {} µm: {name}, limit of two grids", grating.1, wavelength(row));
            report.add(&quantity, ["cpu", "f32"], limits[n + 1][q], of(row), 1e-4 + PROFILES + left);
        }
    }
}

pub fn bragg(report: &mut Report) {
    hold_long(report, DEEP, [21, 32]);
}

/// The rest of the band, and the shallow grating.
pub fn bragg_band(report: &mut Report) {
    for rows in [[0, 10], [11, 20], [33, 42], [43, 50]] {
        hold_long(report, DEEP, rows);
    }
    for rows in [[0, 10], [11, 20], [21, 32], [33, 42], [43, 50]] {
        hold_long(report, SHALLOW, rows);
    }
}
