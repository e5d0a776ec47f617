//! The materials that photonics is built of, each with its source and the range it holds in. Coefficients are the papers' own, as
//! kept by refractiveindex.info (CC0); the tests compare with values that the papers or that database print.

mod entries;
mod tables;
#[cfg(test)]
mod tests;

use num_complex::Complex64;

pub use entries::library;

use super::fit::{Fitted, TOLERANCE};
use super::{Dispersion, MaterialError};

/// One material of the library.
#[derive(Clone, Debug, PartialEq)]
pub struct LibraryEntry {
    pub name: &'static str,
    pub dispersion: Dispersion,
    /// Vacuum wavelengths in which the source holds, µm.
    pub range_um: [f64; 2],
    /// Temperature of the source's data, K; `None` where it does not matter or the source does not say.
    pub temperature_k: Option<f64>,
    pub source: &'static str,
}

impl LibraryEntry {
    /// Complex refractive index n + ik; outside the source's range an error with both numbers.
    pub fn index(&self, wavelength_um: f64) -> Result<Complex64, MaterialError> {
        within(self.name, wavelength_um, self.range_um)?;
        Ok(self.dispersion.index(wavelength_um))
    }

    /// Poles for a band of vacuum wavelengths, µm: the source's own, or fitted within [`TOLERANCE`].
    pub fn model(&self, band_um: [f64; 2]) -> Result<Fitted, MaterialError> {
        band_um.into_iter().try_for_each(|wavelength| within(self.name, wavelength, self.range_um))?;
        self.dispersion.model(self.name, band_um, TOLERANCE)
    }
}

/// Whether a wavelength is one that a material is known at.
pub fn within(name: &str, wavelength_um: f64, range_um: [f64; 2]) -> Result<(), MaterialError> {
    match (range_um[0]..=range_um[1]).contains(&wavelength_um) {
        true => Ok(()),
        false => Err(MaterialError::OutOfRange { name: name.into(), wavelength_um, range_um }),
    }
}

/// The library's entry of a name, which is matched exactly.
pub fn entry(name: &str) -> Result<&'static LibraryEntry, MaterialError> {
    library().iter().find(|entry| entry.name == name).ok_or_else(|| MaterialError::Unknown { name: name.into() })
}

/// Complex refractive index n + ik of a library material at a vacuum wavelength in µm.
pub fn index(name: &str, wavelength_um: f64) -> Result<Complex64, MaterialError> {
    entry(name)?.index(wavelength_um)
}

/// Names in the library.
pub fn names() -> Vec<&'static str> {
    library().iter().map(|entry| entry.name).collect()
}
