//! A model for a band from values of n + ik: poles by vector fitting (`relocate`), their residues by least squares under the
//! conditions that make the model passive at every frequency (`bounded`), poles added until the error is small enough.
//!
//! Errors are of n + ik: a misfit δε counts as δε / 2(n + ik).

mod bounded;
mod lossless;
mod lossy;
mod relocate;

use num_complex::Complex64;

use super::model::{Gain, Model};
use crate::units::TAU;

/// Error of n + ik that a fit may have unless a job says otherwise.
pub const TOLERANCE: f64 = 1e-3;

/// A model and how well it is the data's.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    pub model: Model,
    /// Root mean square and greatest error of n + ik at the values fitted; both 0 for a model that is the material's own.
    pub rms: f64,
    pub max: f64,
    /// Vacuum wavelength of the greatest error, µm.
    pub worst_um: f64,
    /// Whether there was anything to fit.
    pub exact: bool,
}

/// A value to fit.
#[derive(Clone, Copy, Debug)]
struct Sample {
    omega: f64,
    index: Complex64,
}

impl Fitted {
    /// A model that needed no fit.
    pub fn exact(model: Model) -> Self {
        Fitted { model, rms: 0.0, max: 0.0, worst_um: f64::NAN, exact: true }
    }

    fn new(model: Model, samples: &[Sample]) -> Self {
        let wavelength = |sample: &Sample| TAU / sample.omega;
        let errors = || samples.iter().map(|s| ((model.index(wavelength(s)) - s.index).norm(), wavelength(s)));
        let (max, worst_um) = errors().fold((0.0, f64::NAN), |worst, one| if one.0 > worst.0 { one } else { worst });
        let rms = (errors().map(|(error, _)| error * error).sum::<f64>() / samples.len() as f64).sqrt();
        Fitted { model, rms, max, worst_um, exact: false }
    }
}

/// A model of n + ik at wavelengths (µm): lossless where every k is 0. Poles are added until the greatest error is at most
/// `tolerance`, or no more help; the best is returned, whatever its error. `Err` is a model that could not be made passive.
pub fn fit(values: &[(f64, Complex64)], tolerance: f64) -> Result<Fitted, Gain> {
    let mut samples: Vec<Sample> =
        values.iter().map(|&(wavelength, index)| Sample { omega: TAU / wavelength, index }).collect();
    samples.sort_by(|a, b| a.omega.total_cmp(&b.omega));
    let found = if samples.iter().all(|sample| sample.index.im == 0.0) {
        lossless::fit(&samples, tolerance)
    } else {
        lossy::fit(&samples, tolerance)
    };
    match found.model.gain_anywhere() {
        None => Ok(found),
        Some(gain) => Err(gain),
    }
}

/// A lossless model's values over a band by a model whose ε∞ is most of its ε; `None` where that takes more than a few poles.
pub fn near(values: &[(f64, Complex64)], tolerance: f64) -> Option<Fitted> {
    let mut samples: Vec<Sample> =
        values.iter().map(|&(wavelength, index)| Sample { omega: TAU / wavelength, index }).collect();
    samples.sort_by(|a, b| a.omega.total_cmp(&b.omega));
    lossless::near(&samples, tolerance).filter(|fitted| fitted.model.gain_anywhere().is_none())
}

/// The better of two fits: fewer poles count only through the order in which they are tried.
fn better(best: Option<Fitted>, next: Fitted) -> Option<Fitted> {
    match best {
        Some(best) if best.max <= next.max => Some(best),
        _ => Some(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampled(model: &Model, [short, long]: [f64; 2], count: usize) -> Vec<(f64, Complex64)> {
        let wavelength = |i: usize| short + (long - short) * i as f64 / (count - 1) as f64;
        (0..count).map(|i| (wavelength(i), model.index(wavelength(i)))).collect()
    }

    #[test]
    fn a_models_own_values_give_it_back() {
        for (name, model, band) in [
            ("two lines", Model::constant(2.0).with_lorentz(1.0, 0.8, 0.1).with_lorentz(0.5, 1.4, 0.2), [0.6, 2.5]),
            ("metal", Model::constant(1.5).with_drude(9.0, 0.05), [0.8, 2.0]),
            ("metal with a line", Model::constant(1.0).with_drude(9.0, 0.07).with_lorentz(2.0, 2.5, 0.5), [0.4, 1.7]),
            ("solvent", Model::constant(1.8).with_debye(1.0, 5.0), [0.8, 20.0]),
        ] {
            let fitted = fit(&sampled(&model, band, 41), 1e-6).unwrap();
            assert!(fitted.max <= 1e-6, "{name}: {fitted:?}");
            // Between the samples it is the same model, not one that only meets them.
            for (wavelength, index) in sampled(&model, band, 97) {
                assert!((fitted.model.index(wavelength) - index).norm() <= 3e-6, "{name} at {wavelength}");
            }
        }
    }

    #[test]
    fn a_lossless_medium_stays_so() {
        let glass = Model::sellmeier(1.0, &[[0.7, 0.07], [0.4, 0.12], [0.9, 9.9]]);
        let fitted = fit(&sampled(&glass, [0.5, 2.5], 41), 1e-6).unwrap();
        assert!(fitted.max <= 1e-6, "{fitted:?}");
        assert!((0..50).all(|i| fitted.model.index(0.5 + 0.04 * i as f64).im == 0.0));
        // n² = 11.7 + 1.03/λ² is no sum of poles, but near one.
        let cauchy = (0..41).map(|i| 1.5 + 0.0025 * i as f64);
        let values: Vec<_> = cauchy.map(|l| (l, Complex64::from((11.7 + 1.03 / (l * l)).sqrt()))).collect();
        let fitted = fit(&values, 1e-6).unwrap();
        assert!(fitted.max <= 1e-6 && fitted.model.epsilon_inf >= 1.0, "{fitted:?}");
    }

    #[test]
    fn noise_is_not_fitted_into_gain() {
        // k of 1e-4 with errors as large as itself: some of it wants to be gain, and no k below 0 can be met.
        let noise = |i: usize| ((i as f64 * 12.9898).sin() * 43758.5453).fract() * 1e-4;
        let values: Vec<_> = (0..41)
            .map(|i| (1.2 + 0.02 * i as f64, Complex64::new(1.45 - 0.01 * i as f64 / 41.0, (1e-4 + noise(i)).max(0.0))))
            .collect();
        let fitted = fit(&values, 1e-3).unwrap();
        assert!(fitted.max <= 1e-3, "{fitted:?}");
        assert_eq!(fitted.model.gain_anywhere(), None);
    }

    #[test]
    fn what_no_passive_medium_does_is_not_claimed() {
        // n that rises with wavelength without loss anywhere in the band breaks Kramers and Kronig's relations.
        let values: Vec<_> =
            (0..41).map(|i| (1.5 + 0.0025 * i as f64, Complex64::from(2.0 + 0.01 * i as f64))).collect();
        let fitted = fit(&values, 1e-3).unwrap();
        assert!(fitted.max > 0.05, "{fitted:?}");
    }
}
