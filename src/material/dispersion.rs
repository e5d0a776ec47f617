//! How a material's index depends on wavelength, in the form in which its source gives it.

use num_complex::Complex64;

use super::fit::{self, Fitted};
use super::model::Model;
use super::{Formula, Gain, MaterialError, Table};
use crate::units::TAU;

/// Values of a formula that a fit takes over a band, evenly in frequency.
const SAMPLES: usize = 41;

#[derive(Clone, Debug, PartialEq)]
pub enum Dispersion {
    /// n + ik at one wavelength and, for want of more, about it: ε = n² − k², and a conductivity that gives Im ε = 2nk at the middle of
    /// any band.
    Constant(Complex64),
    Formula(Formula),
    Table(Table),
    /// ε = 1 − f₀ωp²/(ω² + iΓ₀ω) + Σ fⱼ ωp²/(ωⱼ² − ω² − iΓⱼω), energies in eV.
    LorentzDrude {
        plasma_ev: f64,
        /// f₀ and Γ₀.
        drude: [f64; 2],
        /// fⱼ, Γⱼ and ωⱼ.
        lorentz: &'static [[f64; 3]],
    },
    Model(Model),
}

impl Dispersion {
    /// n + ik at a vacuum wavelength in µm, without regard to the range in which that is known.
    pub fn index(&self, wavelength_um: f64) -> Complex64 {
        match self {
            Dispersion::Constant(index) => *index,
            Dispersion::Formula(formula) => formula.index(wavelength_um).into(),
            Dispersion::Table(table) => table.index(wavelength_um),
            Dispersion::Model(model) => model.index(wavelength_um),
            Dispersion::LorentzDrude { plasma_ev, drude, lorentz } => {
                lorentz_drude(*plasma_ev, *drude, lorentz).index(wavelength_um)
            }
        }
    }

    /// Poles for a band of vacuum wavelengths in µm: the source's own where it has them, else fitted with an error of n + ik of
    /// at most `tolerance`. Where nothing absorbs, poles near the band that hold n to 2e-6, over a wide one to 5e-5 (or `tolerance`) take
    /// their place, since Sellmeier's leave ε∞ = 1. `name` is for errors.
    ///
    /// # Errors
    /// A model that amplifies at any wavelength, and a fit with a greater error, both with numbers.
    pub fn model(&self, name: &str, band_um: [f64; 2], tolerance: f64) -> Result<Fitted, MaterialError> {
        let model = match self {
            Dispersion::Constant(index) => Some(constant(*index, band_um)),
            Dispersion::Formula(formula) => formula.exact().filter(|model| transparent(model, band_um)),
            Dispersion::Table(_) => None,
            Dispersion::LorentzDrude { plasma_ev, drude, lorentz } => Some(lorentz_drude(*plasma_ev, *drude, lorentz)),
            Dispersion::Model(model) => Some(model.clone()),
        };
        let amplifies = |Gain { wavelength_um, im_epsilon }: Gain| MaterialError::Gain {
            name: name.into(),
            wavelength_um,
            im_epsilon,
        };
        if let Some(model) = model {
            return match model.gain_anywhere() {
                Some(gain) => Err(amplifies(gain)),
                None => Ok(self.near(&model, band_um, tolerance).unwrap_or_else(|| Fitted::exact(model))),
            };
        }
        let fitted = fit::fit(&self.samples(band_um), tolerance).map_err(amplifies)?;
        if fitted.max <= tolerance {
            return Ok(fitted);
        }
        Err(MaterialError::Fit {
            name: name.into(),
            poles: fitted.model.poles.len(),
            max: fitted.max,
            wavelength_um: fitted.worst_um,
            tolerance,
        })
    }

    fn near(&self, model: &Model, band_um: [f64; 2], tolerance: f64) -> Option<Fitted> {
        let lossless = model.sigma == 0.0 && model.poles.iter().all(|pole| pole.a.re == 0.0);
        let bends = !model.poles.is_empty() && band_um[1] > band_um[0];
        if lossless && bends && transparent(model, band_um) {
            fit::near(&self.samples(band_um), tolerance)
        } else {
            None
        }
    }

    /// What a fit is held to: a formula's values, but of a table its rows alone, for what lies between them is nobody's data.
    fn samples(&self, band_um: [f64; 2]) -> Vec<(f64, Complex64)> {
        let [short, long] = band_um;
        let wavelengths: Vec<f64> = match self {
            Dispersion::Table(table) => {
                let [from, to] = table.range_um();
                let beyond = band_um.into_iter().filter(|l| !(from..=to).contains(l));
                table.about(band_um).iter().map(|row| row[0]).chain(beyond).collect()
            }
            _ => {
                let step = (1.0 / short - 1.0 / long) / (SAMPLES - 1) as f64;
                (0..SAMPLES).map(|i| 1.0 / (1.0 / long + step * i as f64)).collect()
            }
        };
        wavelengths.into_iter().map(|wavelength| (wavelength, self.index(wavelength))).collect()
    }
}

/// A Sellmeier formula is a model only where it is not at one of its own resonances.
fn transparent(model: &Model, [short, long]: [f64; 2]) -> bool {
    model.poles.iter().all(|pole| !(TAU / long..=TAU / short).contains(&pole.a.im.abs()))
}

fn constant(index: Complex64, [short, long]: [f64; 2]) -> Model {
    let epsilon = index * index;
    // The middle of the band in frequency.
    let omega = 0.5 * (TAU / short + TAU / long);
    Model { sigma: epsilon.im * omega, ..Model::constant(epsilon.re) }
}

fn lorentz_drude(plasma_ev: f64, [strength, damping]: [f64; 2], lorentz: &[[f64; 3]]) -> Model {
    let start = Model::constant(1.0).with_drude(plasma_ev * strength.sqrt(), damping);
    lorentz.iter().fold(start, |model, &[strength, damping, resonance]| {
        model.with_lorentz(strength * (plasma_ev / resonance).powi(2), resonance, damping)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_is_met_at_mid_band() {
        let index = Complex64::new(1.5, 0.1);
        let fitted = Dispersion::Constant(index).model("x", [1.5, 1.6], 1e-3).unwrap();
        let middle = 2.0 / (1.0 / 1.5 + 1.0 / 1.6);
        assert!(fitted.exact && (fitted.model.index(middle) - index).norm() < 1e-15);
    }

    #[test]
    fn a_fit_that_fails_says_by_how_much() {
        let rising =
            Table::new((0..20).map(|i| [1.5 + 0.01 * i as f64, 2.0 + 0.02 * i as f64, 0.0]).collect()).unwrap();
        let error = Dispersion::Table(rising).model("odd", [1.5, 1.6], 1e-3).unwrap_err();
        assert!(
            matches!(&error, MaterialError::Fit { max, tolerance, .. } if *max > 1e-3 && *tolerance == 1e-3),
            "{error}"
        );
    }

    #[test]
    fn gain_is_refused_with_its_wavelength() {
        let laser = Dispersion::Model(Model::constant(4.0).with_lorentz(-0.01, 0.8, 0.001));
        let error = laser.model("laser", [0.5, 0.6], 1e-3).unwrap_err();
        assert!(
            matches!(error, MaterialError::Gain { wavelength_um, .. } if (wavelength_um - 1.5498).abs() < 1e-3),
            "{error}"
        );
    }
}
