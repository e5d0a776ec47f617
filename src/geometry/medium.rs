//! What structures are made of.

use crate::material::Pole;
use crate::material::tensor::{self, Tensor};

/// Relative permittivity at the middle of the band, and what it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Medium {
    pub name: String,
    /// Real part of ε; of an anisotropic medium the largest.
    pub epsilon: f64,
    /// Real part along the scene's axes where it depends on the direction.
    pub tensor: Option<Tensor>,
    /// Conductivity σ (times η₀, 1/µm): Im ε = σ/ω at the middle of the band.
    pub sigma: f64,
    /// What of ε disperses; none where ε holds for the whole band.
    pub poles: Vec<Pole>,
    /// Real part of the poles' χ, which is in `epsilon`.
    pub susceptibility: f64,
}

impl Medium {
    /// ε and σ that hold for the whole band.
    pub fn constant(name: &str, epsilon: f64, sigma: f64) -> Self {
        Medium { name: name.into(), epsilon, tensor: None, sigma, poles: Vec::new(), susceptibility: 0.0 }
    }

    /// ε∞, poles and σ, with the middle of the band at an angular frequency in rad µm⁻¹.
    pub fn dispersive(name: &str, epsilon_inf: f64, poles: Vec<Pole>, sigma: f64, omega: f64) -> Self {
        let susceptibility = poles.iter().map(|pole| pole.susceptibility(omega).re).sum();
        Medium { poles, susceptibility, ..Medium::constant(name, epsilon_inf + susceptibility, sigma) }
    }

    /// A lossless medium of one index.
    pub fn of_index(index: f64) -> Self {
        Medium::constant(&format!("n = {index}"), index * index, 0.0)
    }

    /// A lossless crystal of these principal indices, whose axes are the rows of `frame` (see [`tensor::turned`]).
    pub fn crystal(index: [f64; 3], frame: &Tensor) -> Self {
        let back = tensor::tensor(|a, b| frame[b][a]);
        let epsilon = index.into_iter().fold(0.0, f64::max).powi(2);
        let tensor = tensor::turned(&tensor::diagonal(index.map(|n| n * n)), &back);
        Medium { tensor: Some(tensor), ..Medium::constant(&format!("n = {index:?}"), epsilon, 0.0) }
    }

    /// Real part of ε.
    pub fn tensor(&self) -> Tensor {
        self.tensor.unwrap_or(tensor::isotropic(self.epsilon))
    }
}
