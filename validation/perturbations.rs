//! Perturbed materials against the reference values D: free carriers by the formulas' own numbers, the Pockels shift of a niobate rib
//! by the reference's own sensitivities, and heated strips by the mode solver.

use luxel::geometry::Medium;
use luxel::material::perturb::CarrierModel::{self, *};
use luxel::material::perturb::{Pockels, thermo};

use super::Report;
use super::guide::{Guide, Span, corner_order};

/// Changes Δn and Δα (cm⁻¹) of silicon by carriers of 1e17, 3e17, 1e18, 3e18 and 1e19 cm⁻³.
struct Plasma {
    model: CarrierModel,
    wavelength: f64,
    electrons: bool,
    changes: [[f64; 2]; 5],
}

const DENSITIES: [f64; 5] = [1e17, 3e17, 1e18, 3e18, 1e19];

/// Both sides evaluate one formula in f64: a power of 1e19 is good to the last digits of its logarithm, 44 · 1e-16.
const ROUND_OFF: f64 = 1e-13;

const PLASMA: [Plasma; 8] = [
    Plasma {
        model: Nedeljkovic2011,
        wavelength: 1.31,
        electrons: true,
        changes: [
            [-5.574632778290089e-05, 0.2720064759967397],
            [-0.00017020466489757314, 1.0494488258818706],
            [-0.0005783839915226482, 4.608708542477451],
            [-0.0017659217633601476, 17.7812081532672],
            [-0.0060008982645899205, 78.08709094764059],
        ],
    },
    Plasma {
        model: Nedeljkovic2011,
        wavelength: 1.31,
        electrons: false,
        changes: [
            [-0.00019584388376351838, 0.33235343502204856],
            [-0.0004901243289514592, 1.099474644013667],
            [-0.0013393991315470062, 4.0794364475631895],
            [-0.003352017371858976, 13.495383117262987],
            [-0.009160306664236288, 50.07260336756545],
        ],
    },
    Plasma {
        model: Nedeljkovic2011,
        wavelength: 1.55,
        electrons: true,
        changes: [
            [-8.306035057636356e-05, 0.6129329458101357],
            [-0.00025221060757015787, 2.209090306816695],
            [-0.0008519100856376448, 9.003533105341726],
            [-0.002586802954753702, 32.44990801371395],
            [-0.008737632203272517, 132.25526370072947],
        ],
    },
    Plasma {
        model: Nedeljkovic2011,
        wavelength: 1.55,
        electrons: false,
        changes: [
            [-0.0002695823351009789, 0.41630616959388717],
            [-0.0006768914715593185, 1.4077979180300582],
            [-0.0018564849412114125, 5.350727662312475],
            [-0.004661428662651809, 18.094238839404287],
            [-0.012784726178938076, 68.7721888536151],
        ],
    },
    Plasma {
        model: SorefBennett1987,
        wavelength: 1.31,
        electrons: true,
        changes: [
            [-6.2e-05, 0.6],
            [-0.000186, 1.7999999999999998],
            [-0.00062, 6.0],
            [-0.00186, 18.0],
            [-0.006200000000000001, 60.0],
        ],
    },
    Plasma {
        model: SorefBennett1987,
        wavelength: 1.31,
        electrons: false,
        changes: [
            [-0.00023886430233209876, 0.4],
            [-0.0005752389093085106, 1.2000000000000002],
            [-0.0015071318589057507, 4.0],
            [-0.003629512146589806, 12.0],
            [-0.009509359154766698, 40.0],
        ],
    },
    Plasma {
        model: SorefBennett1987,
        wavelength: 1.55,
        electrons: true,
        changes: [[-8.8e-05, 0.85], [-0.000264, 2.55], [-0.00088, 8.5], [-0.00264, 25.5], [-0.0088, 85.0]],
    },
    Plasma {
        model: SorefBennett1987,
        wavelength: 1.55,
        electrons: false,
        changes: [
            [-0.0003383910949704733, 0.6],
            [-0.0008149217881870567, 1.7999999999999998],
            [-0.002135103466783147, 6.0],
            [-0.005141808874335558, 18.0],
            [-0.01347159213591949, 60.0],
        ],
    },
];

/// A strip in oxide, heated on the whole.
struct Heated {
    name: &'static str,
    core: f64,
    clad: f64,
    wavelength: f64,
    /// Width and height, µm, and their cells at the coarsest step.
    size: [f64; 2],
    cells: [usize; 2],
    about: Span,
    /// Of the core, 1/K.
    dn_dt: f64,
    /// dn_eff/dT of TE0 and TM0, 1/K.
    shifts: [f64; 2],
    tolerance: f64,
}

/// What is left of an error of n_eff after extrapolation (5e-5 for silicon, 5e-6 for nitride: see `strips`) vanishes with the contrast,
/// no faster than its cube, so that its derivative by the core's index is at most 3 · 5e-5 / 2.04 or 3 · 5e-6 / 0.54; times dn/dT. The
/// reference has 1e-5 of each sensitivity: 2e-9 and 3e-10.
const HEATED: [Heated; 2] = [
    Heated {
        name: "Si strip, 1.55 µm",
        core: 3.48,
        clad: 1.444,
        wavelength: 1.55,
        size: [0.5, 0.22],
        cells: [12, 6],
        about: Span(1.9, 15, 8.0),
        dn_dt: thermo::SILICON,
        shifts: [2.007_876_205_753_400_4e-4, 1.213_653_344_484_397_1e-4],
        tolerance: 1.6e-8,
    },
    Heated {
        name: "SiN strip, 1.31 µm",
        core: 1.99,
        clad: 1.447,
        wavelength: 1.31,
        size: [0.8, 0.4],
        cells: [16, 8],
        about: Span(2.4, 18, 6.0),
        dn_dt: thermo::SILICON_NITRIDE,
        shifts: [2.248_319_227_413_309e-5, 2.000_600_104_465_549_6e-5],
        tolerance: 1e-9,
    },
];

/// Half the difference of temperatures, K: the third derivative then adds (2e-3)² or less of the shift.
const RISE_K: f64 = 10.0;

pub fn perturbations(report: &mut Report) {
    for plasma in &PLASMA {
        plasma.hold(report);
    }
    niobate(report);
    for strip in &HEATED {
        strip.hold(report);
    }
}

impl Plasma {
    fn hold(&self, report: &mut Report) {
        let name = format!("{:?}, {} µm", self.model, self.wavelength);
        for (density, [dn, dalpha]) in DENSITIES.into_iter().zip(self.changes) {
            let (electrons, holes) = if self.electrons { (density, 0.0) } else { (0.0, density) };
            let change = self.model.change(self.wavelength, electrons, holes).unwrap();
            report.hold_formula(&format!("{name}: Δn"), change.dn, dn, ROUND_OFF * dn.abs());
            report.hold_formula(&format!("{name}: Δα"), change.dalpha_per_cm, dalpha, ROUND_OFF * dalpha);
        }
    }
}

/// TE0 of the x-cut rib of A10, 1 V/µm along the optic axis. The reference re-solved the mode in the changed crystal and took the part
/// odd in the field; with its sensitivities to n_e and n_o, our index changes must give the same.
fn niobate(report: &mut Report) {
    let crystal = Pockels::trigonal(8.6, 0.0, 30.9, 0.0);
    let n = [2.2111, 2.2111, 2.1376];
    let [up, down] = [1.0, -1.0].map(|field| crystal.index_change(n, [0.0, 0.0, field]));
    let [ordinary, extraordinary] = [0, 2].map(|i| 0.5 * (up[i] - down[i]));
    let shift = 0.935_538_952_291_370_4 * extraordinary + 0.031_286_905_242_124_42 * ordinary;
    // The reference's two ways differ by 2.1e-12; what is odd in the field beyond first order is (n² r E)² = 2e-8 of it, 3e-12.
    report.hold_formula("x-cut LiNbO₃ rib: Δn_eff at 1 V/µm", shift, -1.426_331_727_231_167e-4, 1e-11);
}

impl Heated {
    fn hold(&self, report: &mut Report) {
        let at = |rise: f64| {
            let core = self.core + thermo::index_change(self.dn_dt, rise);
            let clad = self.clad + thermo::index_change(thermo::SILICA, rise);
            self.guide(core, clad).limits(2, corner_order(core, clad)).unwrap()
        };
        let (warm, cold) = (at(RISE_K), at(-RISE_K));
        for (m, mode) in ["TE0", "TM0"].into_iter().enumerate() {
            let shift = (warm[m].n_eff - cold[m].n_eff) / (2.0 * RISE_K);
            let is_it = warm[m].te == (m == 0) && cold[m].te == (m == 0);
            let measured = if is_it { shift } else { f64::NAN };
            let quantity = format!("{}: {mode} dn_eff/dT", self.name);
            report.hold_modes(&quantity, measured, self.shifts[m], self.tolerance);
        }
    }

    fn guide(&self, core: f64, clad: f64) -> Guide {
        let ([width, height], [across, up], Span(about, cells, growth)) = (self.size, self.cells, self.about);
        let (before, after) = (Span(about, cells, 1.0 / growth), Span(about, cells, growth));
        Guide {
            wavelength: self.wavelength,
            background: Medium::of_index(clad),
            parts: vec![(Medium::of_index(core), [-0.5 * width, 0.5 * width], [0.0, height])],
            across: [
                (-0.5 * width - about, vec![before, Span(width, across, 1.0), after]),
                (-about, vec![before, Span(height, up, 1.0), after]),
            ],
        }
    }
}
