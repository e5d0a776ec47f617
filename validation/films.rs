//! Films at normal incidence: R and T against the transfer matrix (Born & Wolf, §1.6; refs B1). Faces lie on nodes, with the mean of
//! ε and σ there; a lossy film's σ = 2nkω is exact at one wavelength, so each wavelength has a plan of its own.

use num_complex::Complex64;

use super::cpml_reflection::{plates, spectra};
use super::lab::is_f64;
use super::{Report, airy};
use luxel::plan::Plan;
use luxel::units::TAU;

const STEP: f64 = 0.005;
/// 24 µm/c: the pulse, of 13, and eight more ways through the slowest film and back, each 0.31 of the one before.
const STEPS: usize = 7000;
const CELLS: usize = 280;
/// Nodes of the source, of the sums before and after the film, and of its first face.
const SOURCE: usize = 40;
const SUMS: [usize; 2] = [80, 220];
const FACE: usize = 120;
const WAVELENGTHS: [f64; 4] = [1.31, 1.5, 1.55, 1.6];

/// A film between two media.
pub struct Film {
    pub name: &'static str,
    pub before: f64,
    /// n and k.
    pub film: [f64; 2],
    pub after: f64,
    pub thickness: f64,
    /// R and T by wavelength.
    exact: [[f64; 2]; 4],
    /// At 1.55 µm and 30°, with E across the plane of incidence (s) and in it (p).
    pub oblique: [[f64; 2]; 2],
    tolerance: f64,
}

pub const FILMS: [Film; 4] = [
    Film {
        name: "220 nm of Si in SiO2",
        before: 1.444,
        film: [3.48, 0.0],
        after: 1.444,
        thickness: 0.22,
        exact: [
            [0.203_000_830_232_7, 0.796_999_169_767_3],
            [0.004_224_820_392_12, 0.995_775_179_607_88],
            [0.001_441_962_372_74, 0.998_558_037_627_26],
            [0.017_728_162_017_4, 0.982_271_837_982_6],
        ],
        oblique: [[0.015_178_398_680_32, 0.984_821_601_319_68], [0.007_643_992_681_22, 0.992_356_007_318_78]],
        // Phase in the film: (kΔ)²/24 of 3.7 rad with kΔ = 0.083 is 1.1e-3 rad; dR/dphase < 0.5; absorbers add 1e-3.
        tolerance: 1.6e-3,
    },
    Film {
        name: "220 nm of Si in air",
        before: 1.0,
        film: [3.48, 0.0],
        after: 1.0,
        thickness: 0.22,
        exact: [
            [0.394_780_117_664_07, 0.605_219_882_335_93],
            [0.010_748_694_660_41, 0.989_251_305_339_59],
            [0.003_684_509_148_46, 0.996_315_490_851_54],
            [0.044_178_498_887_41, 0.955_821_501_112_59],
        ],
        oblique: [[0.016_831_442_925_86, 0.983_168_557_074_14], [0.009_024_766_757_14, 0.990_975_233_242_86]],
        // The same phase; dR/dphase < 0.9.
        tolerance: 2e-3,
    },
    Film {
        name: "195 nm of SiN on Si",
        before: 1.0,
        film: [1.99, 0.0],
        after: 3.48,
        thickness: 0.195,
        exact: [
            [0.038_524_631_478_16, 0.961_475_368_521_84],
            [0.005_457_884_803_67, 0.994_542_115_196_33],
            [0.004_166_110_853_83, 0.995_833_889_146_17],
            [0.005_118_134_325_25, 0.994_881_865_674_75],
        ],
        oblique: [[0.013_055_165_688_33, 0.986_944_834_311_67], [0.001_199_542_139_11, 0.998_800_457_860_89]],
        // 1.9 rad with kΔ = 0.048 are off by 2e-4 rad. T is taken from E alone, and the lattice's impedance in silicon is off by
        // (kΔ)²/8 = 9e-4. Absorbers add 1e-3.
        tolerance: 2e-3,
    },
    Film {
        name: "300 nm of 3.48 + 0.05i in air",
        before: 1.0,
        film: [3.48, 0.05],
        after: 1.0,
        thickness: 0.3,
        exact: [
            [0.649_008_759_612_69, 0.276_544_353_221_61],
            [0.643_878_710_513_95, 0.282_801_158_131_17],
            [0.616_016_664_800_38, 0.305_838_151_829_01],
            [0.578_300_622_811_29, 0.337_177_218_074_79],
        ],
        oblique: [[0.669_328_326_440_25, 0.256_065_328_624_52], [0.530_301_346_344_6, 0.381_363_371_838_66]],
        // 5 rad with kΔ = 0.083 are off by 1.5e-3 rad; dR/dphase < 0.9; absorbers add 1e-3.
        tolerance: 2.4e-3,
    },
];

pub fn films(report: &mut Report) {
    // Sums without a film, and in which medium.
    let (mut medium, mut incident) = (f64::NAN, Vec::new());
    for film in &FILMS {
        if film.before != medium {
            let empty = planned(|_| [film.before.powi(2), 0.0]);
            incident = report.engines(&empty).into_iter().map(|mut engine| spectra(engine.as_mut(), STEPS)).collect();
            medium = film.before;
        }
        // Without loss one plan serves all wavelengths; with it every other one is tried.
        let all = 0..WAVELENGTHS.len();
        let turns = if film.film[1] == 0.0 { vec![all] } else { all.map(|w| w..w + 1).step_by(2).collect() };
        let mut dots = [Vec::new(), Vec::new()];
        for turn in turns {
            let plan = planned(|x| film.medium(x, TAU / WAVELENGTHS[turn.start]));
            for (mut engine, incident) in report.engines(&plan).into_iter().zip(&incident) {
                let here = spectra(engine.as_mut(), STEPS);
                let wide = is_f64(engine.as_ref());
                for w in turn.clone() {
                    let measured = film.measured(&here, incident, w);
                    for (q, quantity) in ["R", "T"].into_iter().enumerate() {
                        let name = format!("{}: {quantity}", film.name);
                        report.hold(&name, engine.as_ref(), measured[q], film.exact[w][q], film.tolerance);
                        if wide {
                            dots[q].push([WAVELENGTHS[w], measured[q]]);
                        }
                    }
                }
            }
        }
        let names = ["R", "T"].map(|of| format!("{}: {of}", film.name));
        let band = [WAVELENGTHS[0] - 0.02, WAVELENGTHS[3] + 0.02];
        report.spectra(names.each_ref().map(|name| name.as_str()), dots, airy::curves(band, |at| film.formula(at)));
    }
}

fn planned(medium: impl Fn(f64) -> [f64; 2]) -> Plan {
    plates(CELLS, medium, STEP, SOURCE, SUMS, &WAVELENGTHS)
}

impl Film {
    fn formula(&self, wavelength: f64) -> [f64; 2] {
        airy::film(self.before, Complex64::new(self.film[0], self.film[1]), self.after, self.thickness, wavelength)
    }

    /// R and T from the sums with the film and without it.
    fn measured(&self, here: &[Vec<Complex64>], incident: &[Vec<Complex64>], w: usize) -> [f64; 2] {
        let reflected = (here[0][w] - incident[0][w]) / incident[0][w];
        let transmitted = here[1][w] / incident[1][w];
        [reflected.norm_sqr(), transmitted.norm_sqr() * self.after / self.before]
    }

    /// ε and σ at x, for σ = 2nkω at angular frequency ω.
    fn medium(&self, x: f64, omega: f64) -> [f64; 2] {
        let [n, k] = self.film;
        let film = [n * n - k * k, 2.0 * n * k * omega];
        let [before, after] = [self.before, self.after].map(|index| [index * index, 0.0]);
        let mean = |a: [f64; 2], b: [f64; 2]| [0, 1].map(|part| 0.5 * (a[part] + b[part]));
        let at = x - FACE as f64 * STEP;
        match (at / STEP, (at - self.thickness) / STEP) {
            (a, _) if a.abs() < 0.1 => mean(before, film),
            (_, b) if b.abs() < 0.1 => mean(film, after),
            (a, _) if a < 0.0 => before,
            (_, b) if b > 0.0 => after,
            _ => film,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The curves that are drawn go through the references' values, printed to 14 digits.
    #[test]
    fn the_formula_is_the_transfer_matrix() {
        for film in &FILMS {
            for (wavelength, exact) in WAVELENGTHS.into_iter().zip(film.exact) {
                let found = film.formula(wavelength);
                assert!((0..2).all(|q| (found[q] - exact[q]).abs() < 1e-12), "{} {found:?} {exact:?}", film.name);
            }
        }
    }
}
