//! `[material.NAME]`.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A medium that replaces or adds to the library's: exactly one of `index`, `library`, `file`, `sellmeier`, or any of `drude`,
/// `lorentz` and `debye` together.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Refractive index n, the same at every wavelength.
    #[serde(default)]
    pub index: Option<f64>,
    /// The same along a crystal's three axes: the scene's x, y and z unless `turned_deg` turns them.
    #[serde(default)]
    pub index_xyz: Option<[f64; 3]>,
    /// Turns of a crystal's axes about the scene's x, then y, then z, counter-clockwise, degrees; with `index_xyz`.
    #[serde(default)]
    pub turned_deg: [f64; 3],
    /// Extinction coefficient k at the middle of the band (a conductivity in time); with `index` or `index_xyz`.
    #[serde(default)]
    pub extinction: f64,
    /// Name in the library.
    #[serde(default)]
    pub library: Option<String>,
    /// File of refractiveindex.info (`.yml`), or a table of wavelength in µm, n and k (k may be left out), relative to the job file.
    #[serde(default)]
    pub file: Option<PathBuf>,
    /// Pairs of B and C (µm): ε = epsilon_inf + Σ B λ²/(λ² − C²).
    #[serde(default)]
    pub sellmeier: Vec<[f64; 2]>,
    /// Adds −ωp²/(ω² + iγω).
    #[serde(default)]
    pub drude: Option<Drude>,
    /// Each adds Δε ω₀²/(ω₀² − ω² − iγω).
    #[serde(default)]
    pub lorentz: Vec<Lorentz>,
    /// Each adds Δε/(1 − iωτ).
    #[serde(default)]
    pub debye: Vec<Debye>,
    /// Permittivity above all resonances, with `sellmeier`, `drude`, `lorentz` or `debye`; without it 1.
    #[serde(default)]
    pub epsilon_inf: Option<f64>,
    /// Greatest error of n + ik that a fit of poles may leave.
    #[serde(default = "fit_tolerance")]
    pub tolerance: f64,
    /// Whether a library material or a file may be used outside its range: formulas as they stand, of tables the last row.
    #[serde(default)]
    pub extrapolate: bool,
}

/// Free electrons.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drude {
    /// Plasma energy ħωp, eV.
    pub plasma_ev: f64,
    /// Damping ħγ, eV.
    pub damping_ev: f64,
}

/// A resonance.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lorentz {
    /// Strength Δε: what it adds to the static permittivity.
    pub strength: f64,
    /// Energy ħω₀, eV.
    pub resonance_ev: f64,
    /// Full width ħγ, eV.
    pub damping_ev: f64,
}

/// A relaxation.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Debye {
    /// Strength Δε: what it adds to the static permittivity.
    pub strength: f64,
    /// Time constant τ, fs.
    pub relaxation_fs: f64,
}

fn fit_tolerance() -> f64 {
    crate::material::fit::TOLERANCE
}
