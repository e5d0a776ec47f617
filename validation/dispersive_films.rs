//! Films of a Lorentz and of a Drude medium in vacuum, through their resonance and through ε = 0: R and T at normal incidence against
//! the transfer matrix (Born & Wolf, §1.6; refs B1). Faces lie on nodes, where half the medium's χ counts.

use luxel::material::Pole;
use luxel::plan::Plan;
use luxel::raster::{Dispersive, Grid, Permittivity};
use luxel::units::TAU;
use num_complex::Complex64;

use super::cpml_reflection::{by_plane, plates_of, spectra};
use super::lab::is_f64;
use super::{Report, airy};

const STEP: f64 = 0.005;
/// 20 µm/c: the pulse alone is through.
const STEPS: usize = 4000;
const CELLS: usize = 280;
/// Nodes of the source, of the sums before and after the film, and of its first face.
const SOURCE: usize = 40;
const WAVELENGTHS: [f64; 12] = [0.8, 0.9, 1.0, 1.1, 1.2, 1.25, 1.3, 1.31, 1.4, 1.55, 1.7, 2.0];
const SUMS: [usize; 2] = [80, 240];
const FACE: usize = 120;

struct Film {
    name: &'static str,
    epsilon_inf: f64,
    poles: Vec<Pole>,
    cells: usize,
    steps: usize,
    /// Wavelength, R, T.
    exact: &'static [[f64; 3]],
    tolerance: f64,
}

/// ε = 1.5 + 1.2 f₀²/(f₀² − f² − iγf), f₀ = 0.8, γ = 0.05 µm⁻¹; 400 nm.
const LORENTZ: [[f64; 3]; 9] = [
    [1.0, 0.620_222_664_995, 0.047_804_318_971],
    [1.1, 0.710_442_862_352, 0.001_772_240_536],
    [1.2, 0.654_877_785_759, 0.000_003_817_294],
    [1.25, 0.517_380_245_893, 0.000_002_702_214],
    [1.3, 0.345_699_975_508, 0.006_630_053_705],
    [1.4, 0.337_727_650_426, 0.197_398_575_337],
    [1.55, 0.094_258_652_310, 0.573_260_778_223],
    [1.7, 0.014_656_584_228, 0.788_217_551_814],
    [2.0, 0.172_471_950_516, 0.756_994_013_389],
];
/// ε = 1 − f_p²/(f² + iγf), f_p = 1, γ = 0.02 µm⁻¹; 100 nm.
const DRUDE: [[f64; 3]; 7] = [
    [0.8, 0.054_894_525_366, 0.936_620_936_151],
    [0.9, 0.071_147_574_262, 0.918_294_079_147],
    [1.0, 0.088_645_547_640, 0.898_573_105_190],
    [1.1, 0.107_173_815_927, 0.877_697_173_361],
    [1.31, 0.148_550_064_450, 0.831_090_466_330],
    [1.55, 0.198_164_192_994, 0.775_215_375_361],
    [2.0, 0.291_290_599_867, 0.670_349_937_450],
];

fn films() -> [Film; 2] {
    let real = |a: f64, c: f64| Pole { a: a.into(), c: (0.5 * c).into() };
    let (center, damping) = (TAU * 0.8, TAU * 0.05);
    // χ = Δε ω₀²/(ω₀² − ω² − iωγ): poles at −γ/2 ± iν with residues ∓ iΔε ω₀²/2ν.
    let swing = (center * center - 0.25 * damping * damping).sqrt();
    let lorentz =
        Pole { a: Complex64::new(-0.5 * damping, -swing), c: Complex64::new(0.0, 0.5 * 1.2 * center * center / swing) };
    let (plasma, collisions) = (TAU, TAU * 0.02);
    let strength = plasma * plasma / collisions;
    [
        Film {
            name: "400 nm of a Lorentz medium",
            epsilon_inf: 1.5,
            poles: vec![lorentz],
            cells: 80,
            // 60 µm/c: oscillations are down to e^(−9).
            steps: 12_200,
            exact: &LORENTZ,
            // 6.8 rad with kΔ up to 0.085 are off by 2.0e-3 rad, dR/dphase < 0.7; the trapezoid's resonance is (ω₀Δt)²/12 = 5e-5
            // off, 8e-4 of its width; absorbers answer with less than 1e-3, times 2 √R.
            tolerance: 4e-3,
        },
        Film {
            name: "100 nm of a Drude metal",
            epsilon_inf: 1.0,
            poles: vec![real(0.0, strength), real(-collisions, -strength)],
            cells: 20,
            steps: 5000,
            exact: &DRUDE,
            // |k|Δ < 0.04: phases are off by less than 1e-4; absorbers answer with less than 1e-3, times 2 √R.
            tolerance: 1.2e-3,
        },
    ]
}

pub fn dispersive_films(report: &mut Report) {
    let films = films();
    let empty = films[0].planned(0.0);
    let incident: Vec<_> =
        report.engines(&empty).into_iter().map(|mut engine| spectra(engine.as_mut(), STEPS)).collect();
    for film in films {
        let plan = film.planned(1.0);
        for (mut engine, incident) in report.engines(&plan).into_iter().zip(&incident) {
            let here = spectra(engine.as_mut(), film.steps);
            let mut dots = [Vec::new(), Vec::new()];
            for [wavelength, reflected, transmitted] in film.exact {
                let w = WAVELENGTHS.iter().position(|w| w == wavelength).expect("one of the wavelengths");
                let r = ((here[0][w] - incident[0][w]) / incident[0][w]).norm_sqr();
                let t = (here[1][w] / incident[1][w]).norm_sqr();
                report.hold(&format!("{}: R", film.name), engine.as_ref(), r, *reflected, film.tolerance);
                report.hold(&format!("{}: T", film.name), engine.as_ref(), t, *transmitted, film.tolerance);
                dots[0].push([*wavelength, r]);
                dots[1].push([*wavelength, t]);
            }
            if is_f64(engine.as_ref()) {
                let names = ["R", "T"].map(|of| format!("{}: {of}", film.name));
                let curves = airy::curves([0.8, 2.0], |at| film.formula(at));
                report.spectra(names.each_ref().map(|name| name.as_str()), dots, curves);
            }
        }
    }
}

impl Film {
    fn epsilon(&self, wavelength: f64) -> Complex64 {
        self.epsilon_inf + self.poles.iter().map(|pole| pole.susceptibility(TAU / wavelength)).sum::<Complex64>()
    }

    fn formula(&self, wavelength: f64) -> [f64; 2] {
        airy::film(1.0, self.epsilon(wavelength).sqrt(), 1.0, self.cells as f64 * STEP, wavelength)
    }

    /// With so much of the film.
    fn planned(&self, amount: f64) -> Plan {
        let weight = |x: f64| {
            let at = x / STEP - FACE as f64;
            let end = self.cells as f64;
            if at.abs() < 0.1 || (at - end).abs() < 0.1 {
                0.5 * amount
            } else {
                amount * f64::from(u8::from(at > 0.0 && at < end))
            }
        };
        let permittivity = |grid: &Grid| {
            // ε∞ comes in with the same weight as χ.
            let mut all = Permittivity::constant(by_plane(grid, |x| 1.0 + (self.epsilon_inf - 1.0) * weight(x)), None);
            if amount > 0.0 {
                all.dispersive = vec![Dispersive { poles: self.poles.clone(), weight: by_plane(grid, weight) }];
            }
            all
        };
        plates_of(CELLS, permittivity, 1.0, STEP, SOURCE, SUMS, &WAVELENGTHS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use luxel::geometry::Medium;

    /// ε at 1.55 µm as the references print it, and as a scene's medium has it.
    #[test]
    fn the_poles_are_the_formulas() {
        let printed = [
            Complex64::new(4.862_268_586_460, 0.484_702_037_669),
            Complex64::new(-1.400_193_414_129, 0.074_405_995_838),
        ];
        for (film, printed) in films().iter().zip(printed) {
            let omega = TAU / 1.55;
            assert!((film.epsilon(1.55) - printed).norm() < 1e-10, "{}", film.name);
            let medium = Medium::dispersive(film.name, film.epsilon_inf, film.poles.clone(), 0.0, omega);
            assert!((medium.epsilon - printed.re).abs() < 1e-10);
            for [wavelength, r, t] in film.exact {
                let found = film.formula(*wavelength);
                assert!((found[0] - r).abs() < 1e-10 && (found[1] - t).abs() < 1e-10, "{found:?} {r} {t}");
            }
        }
    }
}
