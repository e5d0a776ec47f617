//! A job's scene and its media on its grid.

use std::path::Path;

use super::crystal;
use crate::geometry::{Medium, Port, Scene};
use crate::job::{self, Job, Problem, Problems, Smoothing};
use crate::material::{MaterialError, Model, tensor};
use crate::raster::{Grid, Permittivity, mirror};
use crate::units::{TAU, reciprocal};

/// How far guides go on through their ports: past any absorber.
const BEYOND_UM: f64 = 1e3;

/// What a plan is made from.
pub struct Raster {
    pub scene: Scene,
    pub ports: Vec<Port>,
    pub grid: Grid,
    pub permittivity: Permittivity,
}

impl Raster {
    /// A job's scene on its grid; paths in the job are relative to `folder`.
    ///
    /// # Errors
    /// All problems of the first stage that finds any.
    pub fn of_job(job: &Job, folder: &Path) -> Result<Self, Problems> {
        let [short, long] = job.spectrum.wavelength_um;
        let middle = 2.0 / (reciprocal(short) + reciprocal(long));
        let (mut scene, ports) = Scene::of_job(job, folder, &|name| medium(job, name, middle))?;
        let images = mirror::images(job, &scene, &ports)?;
        scene.extend_guides(job, &[ports.clone(), images].concat(), BEYOND_UM);
        let grid = Grid::new(job, &scene, &ports)?;
        let period = |axis: usize| job.extents()[axis];
        let repeats = |axis: usize| grid.axes[grid.frame.lattice_axis(axis)].period.is_some();
        scene.repeat([0, 1, 2].map(|axis| period(axis).filter(|_| repeats(axis))));
        crystal::check(&scene, &grid, &ports)?;
        let is_crystal = |medium: &Medium| medium.tensor.is_some();
        let crystals = is_crystal(&scene.background) || scene.structures.iter().any(|s| is_crystal(&s.medium));
        let permittivity = match job.grid.smoothing {
            Smoothing::Diagonal if !crystals => Permittivity::new(&scene, &grid),
            _ => Permittivity::coupled(&scene, &grid),
        };
        mirror::check(&scene, &grid, &permittivity)?;
        Ok(Raster { scene, ports, grid, permittivity })
    }
}

/// A material with its poles, or at one wavelength: ε = n² − k², and a conductivity that gives Im ε = 2nk there.
fn medium(job: &Job, name: &str, wavelength_um: f64) -> Result<Medium, Problem> {
    let unknown = |error: MaterialError| Problem::new("", error.to_string(), job::material_help(job, name, &error));
    // Of a layer that a device may not use nobody has asked this before.
    for end in job.spectrum.wavelength_um {
        job::medium(job, name, end).map_err(unknown)?;
    }
    let crystal = job.material.get(name).and_then(|own| own.index_xyz);
    if job.spectrum.dispersion && crystal.is_none() {
        let Model { epsilon_inf, sigma, poles } = job::model(job, name, job.spectrum.wavelength_um).map_err(unknown)?;
        if epsilon_inf <= 0.0 {
            let message =
                format!("`{name}` has ε∞ = {epsilon_inf:.3}, and no field is stable where that is not above 0");
            return Err(Problem::new(
                "",
                message,
                "give a metal poles: `drude`, `lorentz`, a table of n and k, or the library's",
            ));
        }
        return Ok(Medium::dispersive(name, epsilon_inf, poles, sigma, TAU * reciprocal(wavelength_um)));
    }
    match job::medium(job, name, wavelength_um) {
        Ok((n, k)) if n * n <= k * k => {
            let message = format!(
                "`{name}` has ε = {:.3} at {wavelength_um:.4} µm, which no constant ε and conductivity can stand for",
                n * n - k * k
            );
            Err(Problem::new("", message, "set spectrum.dispersion = true"))
        }
        Ok((n, k)) => {
            let sigma = 2.0 * n * k * TAU * reciprocal(wavelength_um);
            let turning = tensor::turning(job.material.get(name).map_or([0.0; 3], |own| own.turned_deg));
            let tensor = crystal.map(|index| tensor::turned(&tensor::diagonal(index.map(|n| n * n - k * k)), &turning));
            Ok(Medium { tensor, ..Medium::constant(name, n * n - k * k, sigma) })
        }
        Err(error) => Err(unknown(error)),
    }
}
