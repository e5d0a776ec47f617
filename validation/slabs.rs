//! Slabs, TE and TM, by the mode solver at two steps, 32 and 64 cells in 220 nm, against the slab's own dispersion relation (refs A1,
//! 30 digits). The faces lie on nodes and there are no corners: second order, so that two grids extrapolate to the slab's.
//! Left out: the TM1 of 220 nm at 1.31 µm and the TM2 of 500 nm, within 0.0013 of cut-off.

use super::Report;
use super::guide::{Found, Guide, Medium, Span};

struct Slab {
    name: &'static str,
    /// Below, film, above.
    index: [f64; 3],
    thickness: f64,
    wavelength: f64,
    /// Name, n_eff and n_g (of undispersed media), by falling n_eff.
    modes: &'static [(&'static str, f64, f64)],
}

const SLABS: [Slab; 6] = [
    Slab {
        name: "220 nm of 3.48 in 1.444, 1.55 µm",
        index: [1.444, 3.48, 1.444],
        thickness: 0.22,
        wavelength: 1.55,
        modes: &[("TE0", 2.851_738_986_732_27, 3.581_319_027_43), ("TM0", 2.056_288_330_099_08, 3.870_802_921_15)],
    },
    Slab {
        name: "220 nm of 3.503 in 1.447, 1.31 µm",
        index: [1.447, 3.503, 1.447],
        thickness: 0.22,
        wavelength: 1.31,
        modes: &[
            ("TE0", 2.990_780_166_720_79, 3.635_835_110_77),
            ("TM0", 2.398_664_334_358_94, 4.276_493_068_19),
            ("TE1", 1.483_953_127_821_59, 2.487_784_194_22),
        ],
    },
    Slab {
        name: "220 nm of 3.48 on 1.444 in air, 1.55 µm",
        index: [1.444, 3.48, 1.0],
        thickness: 0.22,
        wavelength: 1.55,
        modes: &[("TE0", 2.834_900_635_020_17, 3.598_305_397_87), ("TM0", 1.893_974_328_107_72, 3.995_068_370_07)],
    },
    Slab {
        name: "220 nm of 3.503 on 1.447 in air, 1.31 µm",
        index: [1.447, 3.503, 1.0],
        thickness: 0.22,
        wavelength: 1.31,
        modes: &[("TE0", 2.979_045_661_626_82, 3.649_019_253_77), ("TM0", 2.297_610_694_759, 4.519_877_357_74)],
    },
    Slab {
        name: "500 nm of 3.48 in 1.444, 1.55 µm",
        index: [1.444, 3.48, 1.444],
        thickness: 0.5,
        wavelength: 1.55,
        modes: &[
            ("TE0", 3.275_676_203_074_7, 3.591_182_502_2),
            ("TM0", 3.158_087_298_512_64, 3.786_778_698_34),
            ("TE1", 2.612_991_314_461_64, 4.004_280_456_69),
            ("TM1", 2.076_660_796_176_95, 4.641_204_709_99),
            ("TE2", 1.456_910_673_840_22, 2.580_974_994_16),
        ],
    },
    Slab {
        name: "500 nm of 2.85 in 1.444, 1.55 µm",
        index: [1.444, 2.85, 1.444],
        thickness: 0.5,
        wavelength: 1.55,
        modes: &[
            ("TE0", 2.631_474_015_568_83, 2.945_718_684_49),
            ("TM0", 2.493_725_450_986_57, 3.142_575_921_95),
            ("TE1", 1.933_739_991_998_4, 3.216_363_903_55),
            ("TM1", 1.588_076_829_402_58, 2.499_097_256_87),
        ],
    },
];

/// Thickness of the media about the film, µm: e^(−2 × 0.78/µm × 14 µm) = 3e-10 of the least confined mode's energy is cut off.
const ABOUT: f64 = 14.0;

pub fn slabs(report: &mut Report) {
    for slab in &SLABS {
        let guide = slab.guide();
        let levels = [1, 2].map(|refine| guide.modes(refine, slab.modes.len()).unwrap());
        for (m, &(name, n_eff, n_g)) in slab.modes.iter().enumerate() {
            let of = |figure: fn(&Found) -> f64| levels.each_ref().map(|modes| figure(&modes[m]));
            let extrapolated = |[coarse, fine]: [f64; 2]| (4.0 * fine - coarse) / 3.0;
            let (indices, groups) = (of(|found| found.n_eff), of(|found| found.n_g));
            let steps = [1.0, 2.0].map(|refine| slab.thickness / (refine * slab.cells() as f64));
            report.converges(&format!("{}: {name}", slab.name), &steps, &indices.map(|index| index / n_eff));
            let mut hold = |quantity: &str, measured: f64, expected: f64, tolerance: f64| {
                report.hold_modes(&format!("{}: {name} {quantity}", slab.name), measured, expected, tolerance);
            };
            // The next order is (kΔ)² of the coarse error, 0.013 at the film's kΔ of up to 0.115: 3/4 of that times 4 in the ratio,
            // and a quarter of it, with the coefficient of at most 1/4 that second differences have, in the extrapolation: of a
            // coarse error up to 1.1e-3, that is 1e-6, doubled for the graded steps. In n_g that is up to 1.6e-2, next to cut-off, and k d/dk weighs
            // the next order 5/3 more.
            hold("n_eff, order", (indices[0] - n_eff) / (indices[1] - n_eff), 4.0, 0.04);
            hold("n_eff", extrapolated(indices), n_eff, 2e-6);
            hold("n_g", extrapolated(groups), n_g, 2.2e-5);
        }
    }
}

impl Slab {
    /// Over the film, at the coarser step.
    fn cells(&self) -> usize {
        (32.0 * self.thickness / 0.22).round() as usize
    }

    fn guide(&self) -> Guide {
        let [below, film, above] = self.index;
        let wide = [-9.0, 9.0];
        let cells = self.cells();
        let spans = vec![Span(ABOUT, 300, 1.0 / 30.0), Span(self.thickness, cells, 1.0), Span(ABOUT, 300, 30.0)];
        Guide {
            wavelength: self.wavelength,
            background: Medium::of_index(below),
            parts: vec![
                (Medium::of_index(film), wide, [0.0, self.thickness]),
                (Medium::of_index(above), wide, [self.thickness, 2.0 * ABOUT]),
            ],
            across: [(0.0, vec![Span(0.02, 1, 1.0)]), (-ABOUT, spans)],
        }
    }
}
