//! Refractive indices of the materials that photonics is built of, each with its source and the range it holds in.
//!
//! Sellmeier: n² = 1 + Σ Bᵢ λ² / (λ² − Cᵢ²). Li's silicon: n² = ε + b / λ². λ is the vacuum wavelength in µm; all are lossless
//! in their range. Coefficients are the papers' own; the tests compare with their printed values.

use num_complex::Complex64;

/// A pair of poles of the susceptibility, χ(ω) = c/(−iω − a) + c*/(−iω − a*) with e^(−iωt); a real a has half its residue in c.
/// a and c in 1/µm, Re a ≤ 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pole {
    pub a: Complex64,
    pub c: Complex64,
}

impl Pole {
    /// χ at an angular frequency, rad µm⁻¹.
    pub fn susceptibility(self, omega: f64) -> Complex64 {
        let at = Complex64::new(0.0, -omega);
        self.c / (at - self.a) + self.c.conj() / (at - self.a.conj())
    }
}

/// How n² depends on the vacuum wavelength.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dispersion {
    Constant {
        index: f64,
    },
    /// Pairs of B and C (µm).
    Sellmeier(&'static [[f64; 2]]),
    /// ε + b / λ², b in µm².
    InverseSquare {
        epsilon: f64,
        b: f64,
    },
}

/// One material of the library.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LibraryEntry {
    pub name: &'static str,
    pub dispersion: Dispersion,
    /// Vacuum wavelengths in which the source holds, µm.
    pub range_um: [f64; 2],
    /// Temperature of the source's data, K; `None` where it does not matter or the source does not say.
    pub temperature_k: Option<f64>,
    pub source: &'static str,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MaterialError {
    #[error("there is no material `{name}` in the library")]
    Unknown { name: String },
    #[error(
        "`{name}` is known from {} to {} µm, but {wavelength_um} µm is asked for",
        range_um[0], range_um[1]
    )]
    OutOfRange { name: String, wavelength_um: f64, range_um: [f64; 2] },
}

/// The library. A name is matched exactly.
pub const LIBRARY: [LibraryEntry; 5] = [
    LibraryEntry {
        name: "Si",
        // Li's ε(T) and (A₀ + A₁T + A₂T²) at his reference temperature, where his thermal expansion factor is 1.
        dispersion: Dispersion::InverseSquare { epsilon: 11.651_686, b: 1.029_991 },
        range_um: [1.2, 14.0],
        temperature_k: Some(293.0),
        source: "H. H. Li, J. Phys. Chem. Ref. Data 9, 561 (1980), doi:10.1063/1.555624",
    },
    LibraryEntry {
        name: "SiO2",
        dispersion: Dispersion::Sellmeier(&[
            [0.696_166_3, 0.068_404_3],
            [0.407_942_6, 0.116_241_4],
            [0.897_479_4, 9.896_161],
        ]),
        range_um: [0.21, 3.71],
        temperature_k: Some(293.15),
        source: "I. H. Malitson, J. Opt. Soc. Am. 55, 1205 (1965), doi:10.1364/JOSA.55.001205",
    },
    LibraryEntry {
        name: "Si3N4",
        dispersion: Dispersion::Sellmeier(&[[3.0249, 0.135_340_6], [40_314.0, 1_239.842]]),
        range_um: [0.31, 5.504],
        temperature_k: None,
        source: "K. Luke et al., Opt. Lett. 40, 4823 (2015), doi:10.1364/OL.40.004823",
    },
    LibraryEntry {
        name: "air",
        // The air of a laboratory is 2.7e-4 above 1 (Ciddor 1996, doi:10.1364/AO.35.001566): taken as vacuum.
        dispersion: Dispersion::Constant { index: 1.0 },
        range_um: [0.0, f64::INFINITY],
        temperature_k: None,
        source: "taken as vacuum",
    },
    LibraryEntry {
        name: "vacuum",
        dispersion: Dispersion::Constant { index: 1.0 },
        range_um: [0.0, f64::INFINITY],
        temperature_k: None,
        source: "by definition",
    },
];

impl LibraryEntry {
    /// Complex refractive index n + ik; outside the source's range an error with both numbers.
    pub fn index(&self, wavelength_um: f64) -> Result<Complex64, MaterialError> {
        let [shortest, longest] = self.range_um;
        if !(shortest..=longest).contains(&wavelength_um) {
            return Err(MaterialError::OutOfRange { name: self.name.into(), wavelength_um, range_um: self.range_um });
        }
        let squared = wavelength_um * wavelength_um;
        let n_squared = match self.dispersion {
            Dispersion::Constant { index } => index * index,
            Dispersion::Sellmeier(terms) => {
                terms.iter().map(|[b, c]| b * squared / (squared - c * c)).fold(1.0, |sum, term| sum + term)
            }
            Dispersion::InverseSquare { epsilon, b } => epsilon + b / squared,
        };
        Ok(Complex64::new(n_squared.sqrt(), 0.0))
    }
}

/// The library's entry of a name.
pub fn entry(name: &str) -> Result<&'static LibraryEntry, MaterialError> {
    LIBRARY.iter().find(|entry| entry.name == name).ok_or_else(|| MaterialError::Unknown { name: name.into() })
}

/// Complex refractive index n + ik of a library material at a vacuum wavelength in µm.
pub fn index(name: &str, wavelength_um: f64) -> Result<Complex64, MaterialError> {
    entry(name)?.index(wavelength_um)
}

/// Names in the library.
pub fn names() -> [&'static str; LIBRARY.len()] {
    LIBRARY.map(|entry| entry.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sources print four or five digits: half a unit of the last is all that rounding may take.
    fn prints(name: &str, printed: &[(f64, f64)], half_unit: f64) {
        for &(wavelength_um, published) in printed {
            let n = index(name, wavelength_um).unwrap();
            assert_eq!(n.im, 0.0);
            let error = (n.re - published).abs();
            assert!(error <= half_unit, "{name} at {wavelength_um} µm: {n}, published {published}");
        }
    }

    #[test]
    fn silicon_is_lis_table_at_293_k() {
        let table = [
            (1.20, 3.5167),
            (1.30, 3.5016),
            (1.32, 3.4990),
            (1.50, 3.4799),
            (1.55, 3.4757),
            (1.60, 3.4719),
            (2.00, 3.4510),
            (4.00, 3.4229),
            (14.0, 3.4142),
        ];
        prints("Si", &table, 0.5e-4);
    }

    #[test]
    fn silica_and_nitride_are_as_published() {
        prints("SiO2", &[(0.587_6, 1.4585), (1.31, 1.4468), (1.55, 1.4440)], 0.5e-4);
        prints("Si3N4", &[(1.55, 1.9963)], 0.5e-4);
        prints("air", &[(1.55, 1.0)], 0.0);
    }

    #[test]
    fn outside_its_range_a_material_refuses_with_both_numbers() {
        let message = index("Si", 1.1).unwrap_err().to_string();
        assert_eq!(message, "`Si` is known from 1.2 to 14 µm, but 1.1 µm is asked for");
        assert!(index("SiO2", f64::NAN).is_err());
    }

    #[test]
    fn names_are_exact_and_unique() {
        assert!(matches!(index("si", 1.55), Err(MaterialError::Unknown { .. })));
        let mut sorted = names().to_vec();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), LIBRARY.len());
    }
}
