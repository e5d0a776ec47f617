//! A job's materials: its own `[material.NAME]` first, then the library's.

use std::borrow::Cow;

use num_complex::Complex64;

use super::{Job, Material};
use crate::material::fit::TOLERANCE;
use crate::material::library::within;
use crate::material::{self, Dispersion, Fitted, MaterialError, Model};

/// What a name stands for, where that is known (µm; anywhere if `None`), and how well a fit must be.
pub struct Known<'a> {
    pub dispersion: Cow<'a, Dispersion>,
    pub range_um: Option<[f64; 2]>,
    pub tolerance: f64,
}

/// Refractive index n (of a crystal the highest) and extinction coefficient k of a material at a vacuum wavelength in µm.
pub fn medium(job: &Job, name: &str, wavelength_um: f64) -> Result<(f64, f64), MaterialError> {
    let known = known(job, name)?;
    known.range_um.map_or(Ok(()), |range| within(name, wavelength_um, range))?;
    let Complex64 { re, im } = known.dispersion.index(wavelength_um);
    Ok((re, im))
}

/// The poles of a material for a band of vacuum wavelengths, µm.
///
/// # Errors
/// What [`fitted`] gives.
pub fn model(job: &Job, name: &str, band_um: [f64; 2]) -> Result<Model, MaterialError> {
    fitted(job, name, band_um).map(|fitted| fitted.model)
}

/// The poles of a material for a band of vacuum wavelengths in µm, with the error that their fit left.
///
/// # Errors
/// A name or file that is not there, a band outside the range, a fit that misses its tolerance, a model that amplifies.
pub fn fitted(job: &Job, name: &str, band_um: [f64; 2]) -> Result<Fitted, MaterialError> {
    let known = known(job, name)?;
    for wavelength in band_um {
        known.range_um.map_or(Ok(()), |range| within(name, wavelength, range))?;
    }
    known.dispersion.model(name, band_um, known.tolerance)
}

/// What a name stands for in a job. Files are read.
pub fn known<'a>(job: &'a Job, name: &str) -> Result<Known<'a>, MaterialError> {
    let Some(own) = job.material.get(name) else {
        let entry = material::entry(name)?;
        let dispersion = Cow::Borrowed(&entry.dispersion);
        return Ok(Known { dispersion, range_um: Some(entry.range_um), tolerance: TOLERANCE });
    };
    let (dispersion, range) = if let Some(name) = &own.library {
        let entry = material::entry(name)?;
        (Cow::Borrowed(&entry.dispersion), Some(entry.range_um))
    } else if let Some(file) = &own.file {
        let (dispersion, range) = material::file::read(&job.folder.join(file))?;
        (Cow::Owned(dispersion), Some(range))
    } else if let Some(index) = own.index.or(own.index_xyz.map(|index| index.into_iter().fold(0.0, f64::max))) {
        (Cow::Owned(Dispersion::Constant(Complex64::new(index, own.extinction))), None)
    } else {
        (Cow::Owned(Dispersion::Model(own.poles())), None)
    };
    Ok(Known { dispersion, range_um: range.filter(|_| !own.extrapolate), tolerance: own.tolerance })
}

impl Material {
    /// The model that `sellmeier`, `drude`, `lorentz` and `debye` give.
    fn poles(&self) -> Model {
        let mut model = Model::sellmeier(self.epsilon_inf.unwrap_or(1.0), &self.sellmeier);
        if let Some(drude) = self.drude {
            model = model.with_drude(drude.plasma_ev, drude.damping_ev);
        }
        model =
            self.lorentz.iter().fold(model, |m, one| m.with_lorentz(one.strength, one.resonance_ev, one.damping_ev));
        self.debye.iter().fold(model, |model, one| model.with_debye(one.strength, one.relaxation_fs))
    }

    /// The ways in which it is given: one, unless the job is wrong.
    pub fn kinds(&self) -> Vec<&'static str> {
        let poles = self.drude.is_some() || !self.lorentz.is_empty() || !self.debye.is_empty();
        let given = [
            ("index", self.index.is_some()),
            ("index_xyz", self.index_xyz.is_some()),
            ("library", self.library.is_some()),
            ("file", self.file.is_some()),
            ("sellmeier", !self.sellmeier.is_empty()),
            ("drude, lorentz or debye", poles),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(kind, _)| kind).collect()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn job(material: &str) -> Job {
        let text = format!(
            "name = 'x'\nspectrum.wavelength_um = [1.5, 1.6]\ngrid.cells_per_wavelength = 10\n[material.M]\n{material}\n"
        );
        crate::job::read(&text).unwrap()
    }

    #[test]
    fn every_kind_gives_an_index_and_a_model_that_agree() {
        // What is transparent has poles of its own for a band, good to 2e-6.
        let (exact, fitted) = (1e-9, 2e-6);
        for (material, n, k, tolerance) in [
            ("index = 3.4\nextinction = 0.1", 3.4, 0.1, exact),
            ("library = 'SiO2'", 1.4440, 0.0, fitted),
            (
                "sellmeier = [[1.1, 0.1]]\nepsilon_inf = 1.2",
                (1.2 + 1.1 / (1.0 - 0.01 / 2.4025_f64)).sqrt(),
                0.0,
                fitted,
            ),
            // Rakić's copper by its own formula, at a row of refractiveindex.info's table.
            (COPPER, 0.4695, 10.453, exact),
        ] {
            let job = job(material);
            let (found, loss) = medium(&job, "M", 1.55).unwrap();
            assert!((found - n).abs() < 1e-3 && (loss - k).abs() < 1e-3, "{material}: {found} {loss}");
            let index = model(&job, "M", [1.5, 1.6]).unwrap().index(2.0 / (1.0 / 1.5 + 1.0 / 1.6));
            let (n, k) = medium(&job, "M", 2.0 / (1.0 / 1.5 + 1.0 / 1.6)).unwrap();
            assert!((index - Complex64::new(n, k)).norm() < tolerance, "{material}: {index}");
        }
    }

    const COPPER: &str = "drude = { plasma_ev = 8.212_240, damping_ev = 0.030 }\nlorentz = [\
        { strength = 84.4883, resonance_ev = 0.291, damping_ev = 0.378 },\
        { strength = 1.395013, resonance_ev = 2.957, damping_ev = 1.056 },\
        { strength = 3.018869, resonance_ev = 5.300, damping_ev = 3.213 },\
        { strength = 0.598665, resonance_ev = 11.18, damping_ev = 4.305 }]";

    #[test]
    fn a_range_holds_unless_the_job_says_otherwise() {
        let titanate = |more: &str| job(&format!("library = 'BaTiO3-o'\n{more}"));
        let message = medium(&titanate(""), "M", 1.55).unwrap_err().to_string();
        assert_eq!(message, "`M` is known from 0.4 to 0.7 µm, but 1.55 µm is asked for");
        assert!(matches!(fitted(&titanate(""), "M", [1.5, 1.6]), Err(MaterialError::OutOfRange { .. })));
        let (n, _) = medium(&titanate("extrapolate = true"), "M", 1.55).unwrap();
        assert!((n * n - 1.0 - 4.187 / (1.0 - 0.049_729 / 2.4025)).abs() < 1e-12);
    }

    #[test]
    fn files_are_found_beside_the_job() {
        let folder = tempfile::tempdir().unwrap();
        let rows: String =
            (0..20).map(|i| format!("{}, {}, 1e-3\n", 1.4 + 0.02 * i as f64, 2.0 - 0.001 * i as f64)).collect();
        std::fs::write(folder.path().join("film.csv"), rows).unwrap();
        let mut job = job("file = 'film.csv'");
        assert!(matches!(medium(&job, "M", 1.55), Err(MaterialError::File { .. })));
        job.folder = folder.path().into();
        let (n, k) = medium(&job, "M", 1.5).unwrap();
        assert!((n - 1.995).abs() < 1e-12 && k == 1e-3, "{n} {k}");
        let fitted = fitted(&job, "M", [1.5, 1.6]).unwrap();
        assert!(!fitted.exact && fitted.max <= TOLERANCE && fitted.model.gain_anywhere().is_none(), "{fitted:?}");
    }
}
