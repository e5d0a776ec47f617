//! The dispersion formulas that refractiveindex.info numbers 1 to 9 (its "Dispersion formulas", M. N. Polyanskiy, Sci. Data 11, 94
//! (2024), doi:10.1038/s41597-023-02898-2), with λ the vacuum wavelength in µm and C1, C2 … the coefficients in their order.
//! A coefficient that is left out is 0.

use std::borrow::Cow;

use super::Model;

/// A formula with its coefficients.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// 1 to 9.
    pub number: u8,
    pub coefficients: Cow<'static, [f64]>,
}

impl Formula {
    /// A formula of the program's own tables.
    pub const fn known(number: u8, coefficients: &'static [f64]) -> Self {
        Formula { number, coefficients: Cow::Borrowed(coefficients) }
    }

    /// Refractive index, without regard to the range that it was fitted in; NaN where n² is negative.
    pub fn index(&self, wavelength_um: f64) -> f64 {
        let (l, square) = (wavelength_um, wavelength_um * wavelength_um);
        let inverse = 1.0 / square;
        let at = |i: usize| self.coefficients.get(i - 1).copied().unwrap_or(0.0);
        let (first, rest) = (at(1), self.coefficients.get(1..).unwrap_or(&[]));
        let pairs = |term: fn(f64, f64, f64) -> f64| -> f64 {
            rest.chunks(2).map(|pair| term(pair[0], pair.get(1).copied().unwrap_or(0.0), l)).sum()
        };
        match self.number {
            // Sellmeier: n² − 1 = C1 + C2 λ²/(λ² − C3²) + …
            1 => (1.0 + first + pairs(|b, c, l| b * l * l / (l * l - c * c))).sqrt(),
            // Sellmeier: n² − 1 = C1 + C2 λ²/(λ² − C3) + …
            2 => (1.0 + first + pairs(|b, c, l| b * l * l / (l * l - c))).sqrt(),
            // Polynomial: n² = C1 + C2 λ^C3 + …
            3 => (first + pairs(|b, power, l| b * l.powf(power))).sqrt(),
            // n² = C1 + C2 λ^C3/(λ² − C4^C5) + C6 λ^C7/(λ² − C8^C9) + C10 λ^C11 + …
            4 => {
                let peak = |i: usize| match at(i) {
                    0.0 => 0.0,
                    weight => weight * l.powf(at(i + 1)) / (square - at(i + 2).powf(at(i + 3))),
                };
                let powers = self.coefficients.get(9..).unwrap_or(&[]).chunks(2);
                let powers: f64 = powers.map(|p| p[0] * l.powf(p.get(1).copied().unwrap_or(0.0))).sum();
                (first + peak(2) + peak(6) + powers).sqrt()
            }
            // Cauchy: n = C1 + C2 λ^C3 + …
            5 => first + pairs(|b, power, l| b * l.powf(power)),
            // Gases: n − 1 = C1 + C2/(C3 − λ⁻²) + …
            6 => 1.0 + first + pairs(|b, c, l| b / (c - 1.0 / (l * l))),
            // Herzberger: n = C1 + C2/(λ² − 0.028) + C3 (1/(λ² − 0.028))² + C4 λ² + C5 λ⁴ + C6 λ⁶
            7 => {
                let near = 1.0 / (square - 0.028);
                first + near * (at(2) + near * at(3)) + square * (at(4) + square * (at(5) + square * at(6)))
            }
            // Retro: (n² − 1)/(n² + 2) = C1 + C2 λ²/(λ² − C3) + C4 λ²
            8 => {
                let ratio = first + at(2) * square / (square - at(3)) + at(4) * square;
                ((1.0 + 2.0 * ratio) / (1.0 - ratio)).sqrt()
            }
            // Exotic: n² = C1 + C2/(λ² − C3) + C4 (λ − C5)/((λ − C5)² + C6)
            9 => {
                let shift = l - at(5);
                let peak = if at(4) == 0.0 { 0.0 } else { at(4) * shift / (shift * shift + at(6)) };
                (first + at(2) / (1.0 / inverse - at(3)) + peak).sqrt()
            }
            _ => f64::NAN,
        }
    }

    /// The Sellmeier formulas as lossless poles, exactly, where they are physical: strengths above 0, ε∞ of 1 or more.
    pub fn exact(&self) -> Option<Model> {
        let wavelength = |c: f64| match self.number {
            1 => Some(c.abs()),
            2 if c >= 0.0 => Some(c.sqrt()),
            _ => None,
        };
        let is_sellmeier = matches!(self.number, 1 | 2);
        let (first, rest) = self.coefficients.split_first().filter(|_| is_sellmeier)?;
        let (mut epsilon_inf, mut terms) = (1.0 + first, Vec::new());
        for pair in rest.chunks_exact(2).filter(|pair| pair[0] != 0.0) {
            match wavelength(pair[1])? {
                // A pole at infinite frequency is a constant.
                0.0 => epsilon_inf += pair[0],
                resonance => terms.push([pair[0], resonance]),
            }
        }
        let physical = epsilon_inf >= 1.0 && terms.iter().all(|[strength, _]| *strength > 0.0);
        physical.then(|| Model::sellmeier(epsilon_inf, &terms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(number: u8, coefficients: &[f64], wavelength: f64) -> f64 {
        Formula { number, coefficients: coefficients.to_vec().into() }.index(wavelength)
    }

    #[test]
    fn every_formula_is_as_defined() {
        // Worked by hand at λ = 2: λ² = 4.
        for (number, coefficients, wanted) in [
            (1, &[0.5, 1.0, 1.0][..], (1.5 + 4.0 / 3.0_f64).sqrt()),
            (2, &[0.5, 1.0, 2.0], 3.5_f64.sqrt()),
            (3, &[2.0, 0.5, 2.0, 4.0, -2.0], 5.0_f64.sqrt()),
            (4, &[2.0, 3.0, 1.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.25, 2.0], 6.0_f64.sqrt()),
            (5, &[1.5, 0.4, -2.0], 1.6),
            (6, &[0.1, 0.5, 1.25], 1.6),
            (7, &[1.0, 3.972, 0.0, 0.25], 3.0),
            (8, &[0.1, 0.3, 1.0], (2.0 / 0.5_f64).sqrt()),
            (9, &[2.0, 1.5, 1.0, 2.0, 1.0, 1.0], 3.5_f64.sqrt()),
        ] {
            let found = index(number, coefficients, 2.0);
            assert!((found - wanted).abs() < 1e-14, "formula {number}: {found}, by hand {wanted}");
        }
        assert!(index(10, &[1.0], 2.0).is_nan());
    }

    #[test]
    fn sellmeier_formulas_are_exact_models_where_they_are_physical() {
        for (number, coefficients) in [(1, [0.2, 1.1, 0.2, 0.9, 9.0]), (2, [0.2, 1.1, 0.04, 0.9, 81.0])] {
            let formula = Formula { number, coefficients: coefficients.to_vec().into() };
            let model = formula.exact().expect("a model");
            assert_eq!((model.poles.len(), model.epsilon_inf), (2, 1.2));
            for wavelength in [0.6, 1.55, 4.0] {
                assert!((model.index(wavelength).re - formula.index(wavelength)).abs() < 1e-13);
            }
        }
        assert_eq!(Formula::known(1, &[0.0, -1.0, 0.2]).exact(), None, "a gain");
        assert_eq!(Formula::known(1, &[-0.5, 1.0, 0.2]).exact(), None, "ε∞ below 1");
        assert_eq!(Formula::known(3, &[2.0]).exact(), None);
    }
}
