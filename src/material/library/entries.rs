//! The entries, dielectrics first.

use std::borrow::Cow;

use num_complex::Complex64;

use super::{LibraryEntry, tables};
use crate::material::{Dispersion, Formula, Table};

/// The library.
pub fn library() -> &'static [LibraryEntry] {
    &LIBRARY
}

const fn formula(number: u8, coefficients: &'static [f64]) -> Dispersion {
    Dispersion::Formula(Formula::known(number, coefficients))
}

const ONE: Dispersion = Dispersion::Constant(Complex64::new(1.0, 0.0));

static LIBRARY: [LibraryEntry; 17] = [
    LibraryEntry {
        name: "Si",
        // n² = ε + b/λ²: Li's ε(T) and A₀ + A₁T + A₂T² at his reference temperature, where his thermal expansion factor is 1.
        dispersion: formula(3, &[11.651_686, 1.029_991, -2.0]),
        range_um: [1.2, 14.0],
        temperature_k: Some(293.0),
        source: "H. H. Li, J. Phys. Chem. Ref. Data 9, 561 (1980), doi:10.1063/1.555624",
    },
    LibraryEntry {
        name: "SiO2",
        dispersion: formula(1, &[0.0, 0.696_166_3, 0.068_404_3, 0.407_942_6, 0.116_241_4, 0.897_479_4, 9.896_161]),
        range_um: [0.21, 3.71],
        temperature_k: Some(293.15),
        source: "I. H. Malitson, J. Opt. Soc. Am. 55, 1205 (1965), doi:10.1364/JOSA.55.001205",
    },
    LibraryEntry {
        name: "Si3N4",
        dispersion: formula(1, &[0.0, 3.0249, 0.135_340_6, 40_314.0, 1_239.842]),
        range_um: [0.31, 5.504],
        temperature_k: None,
        source: "K. Luke et al., Opt. Lett. 40, 4823 (2015), doi:10.1364/OL.40.004823",
    },
    LibraryEntry {
        name: "LiNbO3-o",
        dispersion: formula(2, &[0.0, 2.6734, 0.01764, 1.2290, 0.05914, 12.614, 474.60]),
        range_um: [0.4, 5.0],
        temperature_k: Some(294.15),
        source: "ordinary, congruent: D. E. Zelmon, D. L. Small & D. Jundt, J. Opt. Soc. Am. B 14, 3319 (1997), doi:10.1364/JOSAB.14.003319",
    },
    LibraryEntry {
        name: "LiNbO3-e",
        dispersion: formula(2, &[0.0, 2.9804, 0.02047, 0.5981, 0.0666, 8.9543, 416.08]),
        range_um: [0.4, 5.0],
        temperature_k: Some(294.15),
        source: "extraordinary, congruent: D. E. Zelmon, D. L. Small & D. Jundt, J. Opt. Soc. Am. B 14, 3319 (1997), doi:10.1364/JOSAB.14.003319",
    },
    LibraryEntry {
        name: "BaTiO3-o",
        dispersion: formula(1, &[0.0, 4.187, 0.223]),
        range_um: [0.4, 0.7],
        temperature_k: None,
        source: "ordinary, room temperature: S. H. Wemple, M. DiDomenico & I. Camlibel, J. Phys. Chem. Solids 29, 1797 (1968), doi:10.1016/0022-3697(68)90164-9",
    },
    LibraryEntry {
        name: "BaTiO3-e",
        dispersion: formula(1, &[0.0, 4.064, 0.211]),
        range_um: [0.4, 0.7],
        temperature_k: None,
        source: "extraordinary, room temperature: S. H. Wemple, M. DiDomenico & I. Camlibel, J. Phys. Chem. Solids 29, 1797 (1968), doi:10.1016/0022-3697(68)90164-9",
    },
    LibraryEntry {
        name: "Ge",
        dispersion: Dispersion::Table(Table(Cow::Borrowed(&tables::GERMANIUM))),
        range_um: [1.204, 2.48],
        temperature_k: None,
        source: "by ellipsometry, its small k the fitted model's: T. N. Nunley et al., J. Vac. Sci. Technol. B 34, 061205 (2016), doi:10.1116/1.4963075",
    },
    LibraryEntry {
        name: "Ge-infrared",
        dispersion: formula(2, &[0.0, 0.488_633_1, 1.393_959, 14.514_253_5, 0.162_642_7, 0.009_122_4, 752.190]),
        range_um: [2.0, 14.0],
        temperature_k: Some(295.0),
        source: "J. H. Burnett et al., Proc. SPIE 9974, 99740X (2016), doi:10.1117/12.2237978",
    },
    LibraryEntry {
        name: "PMMA",
        dispersion: formula(
            3,
            &[
                2.1778, 6.1209e-3, 2.0, -1.5004e-3, 4.0, 2.3678e-2, -2.0, -4.2137e-3, -4.0, 7.3417e-4, -6.0,
                -4.5042e-5, -8.0,
            ],
        ),
        range_um: [0.42, 1.62],
        temperature_k: Some(293.25),
        source: "G. Beadie et al., Appl. Opt. 54, F139 (2015), doi:10.1364/AO.54.00F139",
    },
    LibraryEntry {
        name: "SU-8",
        dispersion: formula(5, &[1.5525, 0.00629, -2.0, 0.0004, -4.0]),
        range_um: [0.32, 1.7],
        temperature_k: None,
        source: "MicroChem, data sheet of SU-8 3000 (2011)",
    },
    LibraryEntry {
        name: "Al",
        dispersion: Dispersion::LorentzDrude {
            plasma_ev: 14.98,
            drude: [0.523, 0.047],
            lorentz: &[[0.227, 0.333, 0.162], [0.050, 0.312, 1.544], [0.166, 1.351, 1.808], [0.030, 3.382, 3.473]],
        },
        range_um: [0.062, 247.97],
        temperature_k: None,
        source: RAKIC,
    },
    LibraryEntry {
        name: "Au",
        dispersion: Dispersion::LorentzDrude {
            plasma_ev: 9.03,
            drude: [0.760, 0.053],
            lorentz: &[
                [0.024, 0.241, 0.415],
                [0.010, 0.345, 0.830],
                [0.071, 0.870, 2.969],
                [0.601, 2.494, 4.304],
                [4.384, 2.214, 13.32],
            ],
        },
        range_um: [0.248, 6.199],
        temperature_k: None,
        source: RAKIC,
    },
    LibraryEntry {
        name: "Cu",
        dispersion: Dispersion::LorentzDrude {
            plasma_ev: 10.83,
            drude: [0.575, 0.030],
            lorentz: &[[0.061, 0.378, 0.291], [0.104, 1.056, 2.957], [0.723, 3.213, 5.300], [0.638, 4.305, 11.18]],
        },
        range_um: [0.2066, 12.398],
        temperature_k: None,
        source: RAKIC,
    },
    LibraryEntry {
        name: "TiN",
        dispersion: Dispersion::Table(Table(Cow::Borrowed(&tables::TITANIUM_NITRIDE))),
        range_um: [0.50061, 1.68888],
        temperature_k: None,
        source: "film of 105 nm on Si, as deposited: E. Shkondin et al., Opt. Mater. Express 7, 4171 (2017), doi:10.1364/OME.7.004171",
    },
    LibraryEntry {
        name: "air",
        // The air of a laboratory is 2.7e-4 above 1 (Ciddor 1996, doi:10.1364/AO.35.001566): taken as vacuum.
        dispersion: ONE,
        range_um: [0.0, f64::INFINITY],
        temperature_k: None,
        source: "taken as vacuum",
    },
    LibraryEntry {
        name: "vacuum",
        dispersion: ONE,
        range_um: [0.0, f64::INFINITY],
        temperature_k: None,
        source: "by definition",
    },
];

const RAKIC: &str = "Lorentz–Drude model: A. D. Rakić et al., Appl. Opt. 37, 5271 (1998), doi:10.1364/AO.37.005271";
