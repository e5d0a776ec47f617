//! Free carriers in silicon, densities in cm⁻³ (ΔNe electrons, ΔNh holes):
//!
//!   Δα = a ΔNe^b + c ΔNh^d  [cm⁻¹],   −Δn = p ΔNe^q + r ΔNh^s.
//!
//! Soref & Bennett, IEEE J. Quantum Electron. 23, 123 (1987), doi:10.1109/JQE.1987.1073206; refitted by Nedeljkovic, Soref &
//! Mashanovich, IEEE Photonics J. 3, 1171 (2011), doi:10.1109/JPHOT.2011.2171930.

use num_complex::Complex64;

use crate::material::MaterialError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarrierModel {
    SorefBennett1987,
    Nedeljkovic2011,
}

/// What carriers change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CarrierChange {
    /// Change of the refractive index.
    pub dn: f64,
    /// Change of the power absorption, cm⁻¹.
    pub dalpha_per_cm: f64,
}

impl CarrierChange {
    /// Δn + iΔk at the wavelength in µm: k = αλ/4π.
    pub fn index(&self, wavelength_um: f64) -> Complex64 {
        const PER_UM: f64 = 1e-4;
        Complex64::new(self.dn, self.dalpha_per_cm * PER_UM * wavelength_um / (4.0 * std::f64::consts::PI))
    }
}

/// Coefficients and exponents (a, b, c, d) of Δα and (p, q, r, s) of −Δn.
struct Coefficients {
    alpha: [f64; 4],
    index: [f64; 4],
}

/// Wavelength bands, µm, in which coefficients for 1.30 (or 1.31) and 1.55 µm are taken: plasma dispersion goes as λ², so at the
/// edges it is off by 8 %.
const BANDS_UM: [[f64; 2]; 2] = [[1.26, 1.36], [1.49, 1.61]];

impl CarrierModel {
    /// The change of silicon's index and absorption by electrons and holes (cm⁻³, 0 or more) at a vacuum wavelength in µm.
    ///
    /// # Errors
    /// A wavelength outside 1.26 to 1.36 and 1.49 to 1.61 µm.
    pub fn change(self, wavelength_um: f64, electrons: f64, holes: f64) -> Result<CarrierChange, MaterialError> {
        let Coefficients { alpha, index } = self.coefficients(wavelength_um)?;
        let sum = |[a, b, c, d]: [f64; 4]| a * electrons.powf(b) + c * holes.powf(d);
        Ok(CarrierChange { dn: -sum(index), dalpha_per_cm: sum(alpha) })
    }

    fn coefficients(self, wavelength_um: f64) -> Result<Coefficients, MaterialError> {
        use CarrierModel::*;
        let band = BANDS_UM.iter().position(|[short, long]| (*short..=*long).contains(&wavelength_um));
        let (alpha, index) = match (self, band) {
            (SorefBennett1987, Some(0)) => ([6e-18, 1.0, 4e-18, 1.0], [6.2e-22, 1.0, 6e-18, 0.8]),
            (SorefBennett1987, Some(_)) => ([8.5e-18, 1.0, 6e-18, 1.0], [8.8e-22, 1.0, 8.5e-18, 0.8]),
            (Nedeljkovic2011, Some(0)) => ([3.48e-22, 1.229, 1.02e-19, 1.089], [2.98e-22, 1.016, 1.25e-18, 0.835]),
            (Nedeljkovic2011, Some(_)) => ([8.88e-21, 1.167, 5.84e-20, 1.109], [5.40e-22, 1.011, 1.53e-18, 0.838]),
            (_, None) => {
                let nearest = BANDS_UM[usize::from(wavelength_um > 0.5 * (BANDS_UM[0][1] + BANDS_UM[1][0]))];
                let name = format!("{self:?}");
                return Err(MaterialError::OutOfRange { name, wavelength_um, range_um: nearest });
            }
        };
        Ok(Coefficients { alpha, index })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wavelength_between_the_bands_is_refused() {
        let error = CarrierModel::Nedeljkovic2011.change(1.45, 1e17, 0.0).unwrap_err();
        assert_eq!(error.to_string(), "`Nedeljkovic2011` is known from 1.49 to 1.61 µm, but 1.45 µm is asked for");
        assert!(CarrierModel::SorefBennett1987.change(1.55, 0.0, 0.0).is_ok_and(|change| change.dn == 0.0));
    }

    #[test]
    fn ten_to_the_eighteen_carriers_are_as_worked_out() {
        // link.md's numbers, all digits given there.
        let change =
            |wavelength, electrons, holes| CarrierModel::Nedeljkovic2011.change(wavelength, electrons, holes).unwrap();
        for (found, dn, dalpha) in [
            (change(1.55, 1e18, 0.0), -8.5191e-4, 9.0035),
            (change(1.31, 1e18, 0.0), -5.7838e-4, 4.6087),
            (change(1.55, 0.0, 1e18), -1.856_485e-3, 5.350_728),
            (change(1.31, 0.0, 1e18), -1.339_399e-3, 4.079_436),
        ] {
            assert!(
                (found.dn / dn - 1.0).abs() < 1e-5 && (found.dalpha_per_cm / dalpha - 1.0).abs() < 1e-5,
                "{found:?}"
            );
        }
    }

    #[test]
    fn absorption_is_an_extinction_coefficient() {
        // 10 cm⁻¹ at 1.55 µm: 10e-4 µm⁻¹ · 1.55/4π = 1.2335e-4.
        let index = CarrierChange { dn: -1e-3, dalpha_per_cm: 10.0 }.index(1.55);
        assert!((index.im - 1.2335e-4).abs() < 1e-8 && index.re == -1e-3, "{index}");
    }
}
