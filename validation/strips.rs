//! Strips and a rib of silicon and nitride in oxide by the mode solver at three steps, against finite elements of high order (refs A2
//! to A5 and A9: NGSolve, hp of order 4, n_eff ± 1e-6, n_g ± 1e-5; a second FEM within 1e-4). Second order but for the corners,
//! whose order is known: both terms are extrapolated away.

use super::Report;
use super::guide::{Guide, LEVELS, Medium, Span, corner_order, limits};
use luxel::material::Model;
use luxel::units::TAU;

struct Strip {
    name: &'static str,
    core: f64,
    clad: f64,
    wavelength: f64,
    /// Width, height, and height of the slab beside the core (0: none), µm.
    size: [f64; 3],
    /// Cells over the width, the slab and the rest of the height at the coarsest step.
    cells: [usize; 3],
    /// Cladding about it.
    about: Span,
    /// B and C (µm) of core and cladding where these disperse, whose indices are then those of the sum.
    sellmeier: Option<[&'static [[f64; 2]]; 2]>,
    /// Name, n_eff, n_g.
    modes: &'static [(&'static str, f64, f64)],
    /// Of n_eff and n_g.
    tolerance: [f64; 2],
}

/// The corner terms taken off silicon's finest grids are up to 1.4e-4 in n_eff, and an exponent off by 0.25 leaves a third of it;
/// nitride's are up to 1e-5. In n_g, k d/dk weighs a term of h^p by 1 + p < 3; the reference has 1e-5.
const SILICON: [f64; 2] = [5e-5, 1.6e-4];
const NITRIDE: [f64; 2] = [5e-6, 2.5e-5];

/// Salzberg & Villa 1957 with Tatian's coefficients (1984), and Malitson 1965.
const SILICON_TERMS: &[[f64; 2]] =
    &[[10.668_429_3, 0.301_516_485], [0.003_043_474_8, 1.134_751_15], [1.541_334_08, 1104.0]];
const SILICA_TERMS: &[[f64; 2]] = &[[0.696_166_3, 0.068_404_3], [0.407_942_6, 0.116_241_4], [0.897_479_4, 9.896_161]];

const STRIPS: [Strip; 5] = [
    Strip {
        name: "Si strip, 1.55 µm",
        core: 3.48,
        clad: 1.444,
        wavelength: 1.55,
        size: [0.5, 0.22, 0.0],
        cells: [12, 0, 6],
        about: Span(1.9, 15, 8.0),
        sellmeier: None,
        modes: &[("TE0", 2.449_647_07, 4.058_409), ("TM0", 1.772_637_79, 3.661_286)],
        tolerance: SILICON,
    },
    Strip {
        name: "Si strip, Sellmeier, 1.55 µm",
        core: 3.477_723_756_220_899,
        clad: 1.444_023_621_703_261,
        sellmeier: Some([SILICON_TERMS, SILICA_TERMS]),
        wavelength: 1.55,
        size: [0.5, 0.22, 0.0],
        cells: [12, 0, 6],
        about: Span(1.9, 15, 8.0),
        modes: &[("TE0", 2.447_223_64, 4.196_167), ("TM0", 1.771_308_57, 3.749_417)],
        tolerance: SILICON,
    },
    Strip {
        name: "Si strip, 1.31 µm",
        core: 3.503,
        clad: 1.447,
        wavelength: 1.31,
        size: [0.4, 0.22, 0.0],
        cells: [12, 0, 8],
        about: Span(1.4, 15, 7.0),
        sellmeier: None,
        modes: &[("TE0", 2.561_034, 4.146_229), ("TM0", 2.075_739_53, 4.480_657)],
        tolerance: SILICON,
    },
    Strip {
        name: "Si rib, 1.55 µm",
        core: 3.48,
        clad: 1.444,
        wavelength: 1.55,
        size: [0.5, 0.22, 0.09],
        cells: [16, 4, 5],
        about: Span(2.0, 18, 6.0),
        sellmeier: None,
        modes: &[("TE0", 2.571_381_48, 3.768_639)],
        tolerance: SILICON,
    },
    Strip {
        name: "SiN strip, 1.31 µm",
        core: 1.99,
        clad: 1.447,
        wavelength: 1.31,
        size: [0.8, 0.4, 0.0],
        cells: [16, 0, 8],
        about: Span(2.4, 18, 6.0),
        sellmeier: None,
        modes: &[("TE0", 1.661_718_11, 2.044_216), ("TM0", 1.606_135_24, 1.994_202)],
        tolerance: NITRIDE,
    },
];

pub fn strips(report: &mut Report) {
    for strip in &STRIPS {
        let order = corner_order(strip.core, strip.clad);
        let levels = strip.guide().levels(strip.modes.len()).unwrap();
        let found = limits(LEVELS, &levels, order);
        for (m, (found, &(name, n_eff, n_g))) in found.iter().zip(strip.modes).enumerate() {
            let steps = LEVELS.map(|refine| strip.size[0] / (refine * strip.cells[0]) as f64);
            let indices = levels.each_ref().map(|modes| modes[m].n_eff / n_eff);
            report.converges(&format!("{}: {name}", strip.name), &steps, &indices);
            let quantity = |of: &str| format!("{}: {name} {of}", strip.name);
            // A mode of the other polarization is no answer.
            let measured = if found.te == name.starts_with("TE") { found.n_eff } else { f64::NAN };
            report.hold_modes(&quantity("n_eff"), measured, n_eff, strip.tolerance[0]);
            report.hold_modes(&quantity("n_g"), found.n_g, n_g, strip.tolerance[1]);
        }
    }
}

impl Strip {
    /// The core's, the cladding's.
    fn medium(&self, which: usize) -> Medium {
        let index = [self.core, self.clad][which];
        let Some(terms) = self.sellmeier.map(|both| both[which]) else { return Medium::of_index(index) };
        let poles = Model::sellmeier(1.0, terms).poles;
        let medium = Medium::dispersive(&format!("n = {index}"), 1.0, poles, 0.0, TAU / self.wavelength);
        assert!((medium.epsilon.sqrt() - index).abs() < 1e-12, "{} {index}", medium.epsilon.sqrt());
        medium
    }

    fn guide(&self) -> Guide {
        let [width, height, slab] = self.size;
        let [across, low, high] = self.cells;
        let Span(about, cells, growth) = self.about;
        let (before, after) = (Span(about, cells, 1.0 / growth), Span(about, cells, growth));
        let up = [before, Span(slab, low, 1.0), Span(height - slab, high, 1.0), after];
        let [core, clad] = [0, 1].map(|which| self.medium(which));
        let mut parts = vec![(core.clone(), [-0.5 * width, 0.5 * width], [0.0, height])];
        if slab > 0.0 {
            parts.push((core, [-9.0, 9.0], [0.0, slab]));
        }
        Guide {
            wavelength: self.wavelength,
            background: clad,
            parts,
            across: [
                (-0.5 * width - about, vec![before, Span(width, across, 1.0), after]),
                (-about, up.into_iter().filter(|span| span.1 > 0).collect()),
            ],
        }
    }
}
