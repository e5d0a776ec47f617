//! Deeply etched Bragg guides in 2D, Ez: a film of index 1.99, 0.5 µm, on oxide under air, grooves of 0.25 µm and a duty of one half: R and T
//! of TE0 against finite elements (refs B4, the guide of COST 268). All faces lie on nodes, and each is drawn by one structure alone: what
//! is left of an error is of second order, as if wavelengths were shorter by (nkΔ)²/24 at most, and two grids are taken to their limit.

use super::Report;
use super::dipole::planned;
use super::lab::{is_f64, scattered};
use luxel::engine::{Engine, cpu::Cpu};
use luxel::plan::Plan;
use luxel::units::TAU;

const HALF_PERIOD: f64 = 0.215;
const FILM: f64 = 1.99;
/// Cells over half a period; they are 25 nm high at the coarser.
const CELLS: [usize; 2] = [10, 15];
const HIGH: f64 = 0.025;

/// Wavelength, R, T of 3 grooves (order 8 against 6: 1.4e-5).
const SHORT: [[f64; 3]; 10] = [
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
];

/// Of 20 grooves, across the stop band (1e-4).
const LONG: [[f64; 3]; 14] = [
    [1.4, 0.584_57, 0.076_72],
    [1.41, 0.661_93, 0.045_87],
    [1.42, 0.721_3, 0.033_23],
    [1.43, 0.770_34, 0.028_07],
    [1.44, 0.811_77, 0.027_09],
    [1.45, 0.846_17, 0.029_67],
    [1.46, 0.872_38, 0.036_93],
    [1.47, 0.886_2, 0.052_53],
    [1.48, 0.875_97, 0.086_24],
    [1.49, 0.809_22, 0.164_56],
    [1.5, 0.603_39, 0.353_07],
    [1.51, 0.202_11, 0.690_55],
    [1.52, 0.006_52, 0.850_07],
    [1.53, 0.129_97, 0.754_88],
];

/// What modes interpolated between five frequencies over 10 % of the band change power by: twice the 2e-4 of the peak that three hold
/// over 7 %.
const PROFILES: f64 = 4e-4;

/// Wavelengths of a run: first, last, and how many.
#[derive(Clone, Copy)]
struct Band(f64, f64, usize);

fn plan(grooves: usize, Band(short, long, points): Band, cells: usize) -> Plan {
    let lead = 7.0 * HALF_PERIOD;
    let end = (2 * grooves - 1) as f64 * HALF_PERIOD;
    // Grooves reach up into the air, and the substrate comes after the film: two structures never meet in one face.
    let etched: String = (0..grooves)
        .map(|groove| {
            let from = 2.0 * groove as f64 * HALF_PERIOD;
            let to = from + HALF_PERIOD;
            format!("[[structure]]\nmaterial = 'air'\ngeometry.cuboid = {{ x_um = [{from}, {to}], y_um = [0.25, 9], z_um = [-1, 1] }}\n")
        })
        .collect();
    let step = HALF_PERIOD / cells as f64;
    let high = HIGH * CELLS[0] as f64 / cells as f64;
    planned(&format!(
        "name = 'bragg'\nspectrum.wavelength_um = [{short}, {long}]\nspectrum.points = {points}\nrun.decay = 1e-6\n\
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
fn limits(grooves: usize, band: Band) -> Vec<[f64; 2]> {
    let [coarse, fine] = CELLS.map(|cells| {
        let plan = plan(grooves, band, cells);
        powers(&plan, &mut Cpu::<f32>::new(&plan, 0).unwrap())
    });
    let ratio = (CELLS[1] as f64 / CELLS[0] as f64).powi(2);
    let limit = |coarse: f64, fine: f64| (ratio * fine - coarse) / (ratio - 1.0);
    coarse.iter().zip(&fine).map(|(a, b)| [0, 1].map(|q| limit(a[q], b[q]))).collect()
}

/// By how much of itself the lattice's index may be too large.
fn shift(wavelength: f64, cells: usize) -> f64 {
    (TAU * FILM / wavelength * HIGH * CELLS[0] as f64 / cells as f64).powi(2) / 24.0
}

pub fn bragg_short(report: &mut Report) {
    // Two references a run, away from the band's ends, where modes are extrapolated.
    for pair in SHORT.chunks(2) {
        let first = pair[0][0] - 0.04;
        let limits = limits(3, Band(first, first + 0.13, 14));
        for (row, at) in pair.iter().zip([4, 9]) {
            for (q, name) in ["R", "T"].into_iter().enumerate() {
                // A coarse error of 2e-3, of which (nkΔ)² over the ratio of the grids' squares is of fourth order.
                let fourth = 2e-3 * 24.0 * shift(row[0], CELLS[1]);
                let quantity = format!("3 grooves, {} µm: {name}, limit of two grids", row[0]);
                report.add(&quantity, ["cpu", "f32"], limits[at][q], row[q + 1], 2e-5 + PROFILES + fourth);
            }
        }
    }
    same_by_every_engine(report);
}

/// The coarse grid about 1.4 µm on every engine, against the first's f64.
fn same_by_every_engine(report: &mut Report) {
    let plan = plan(3, Band(1.36, 1.49, 14), CELLS[0]);
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

/// On the CPU alone: `bragg_short` stands for the GPU.
pub fn bragg(report: &mut Report) {
    let limits = limits(20, Band(LONG[0][0], LONG[13][0], 14));
    for (rows, limit) in LONG.windows(3).zip(&limits[1..]) {
        let [before, at, after] = rows else { continue };
        for (q, name) in ["R", "T"].into_iter().enumerate() {
            // Spectra shifted by s₁ and s₂ leave ½ s₁ s₂ of the curvature once what is linear in them is off.
            let curvature = (before[q + 1] - 2.0 * at[q + 1] + after[q + 1]).abs() / 1e-4;
            let left = 0.5 * curvature * at[0].powi(2) * shift(at[0], CELLS[0]) * shift(at[0], CELLS[1]);
            let quantity = format!("20 grooves, {} µm: {name}, limit of two grids", at[0]);
            report.add(&quantity, ["cpu", "f32"], limit[q], at[q + 1], 1e-4 + PROFILES + left);
        }
    }
}
