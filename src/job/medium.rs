//! A job's materials: its own `[material.NAME]` first, then the library's.

use num_complex::Complex64;

use super::Job;
use crate::material::{self, MaterialError};

/// Refractive index n (of a crystal the highest) and extinction coefficient k of a material at a vacuum wavelength in µm.
pub fn medium(job: &Job, name: &str, wavelength_um: f64) -> Result<(f64, f64), MaterialError> {
    if let Some(own) = job.material.get(name) {
        let highest = own.index_xyz.map(|index| index.into_iter().fold(0.0, f64::max));
        // That one of them is given is checked with the job.
        return Ok((own.index.or(highest).unwrap_or(1.0), own.extinction));
    }
    let Complex64 { re, im } = material::index(name, wavelength_um)?;
    Ok((re, im))
}

/// Every material that the job names, with the path of the place where it does.
pub fn used(job: &Job) -> Vec<(String, &str)> {
    let background = ("stack.background".into(), job.stack.background.as_str());
    let layers = job.stack.layer.iter().enumerate();
    let structures = job.structure.iter().enumerate();
    std::iter::once(background)
        .chain(layers.map(|(i, layer)| (format!("stack.layer[{i}].material"), layer.material.as_str())))
        .chain(structures.map(|(i, one)| (format!("structure[{i}].material"), one.material.as_str())))
        .collect()
}

/// The highest index among the materials that the job names, at its shortest wavelength; 1 where none is known.
pub fn highest_index(job: &Job) -> f64 {
    used(job)
        .into_iter()
        .filter_map(|(_, name)| medium(job, name, job.spectrum.wavelength_um[0]).ok())
        .map(|(n, _)| n)
        .fold(1.0, f64::max)
}
