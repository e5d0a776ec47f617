//! Subpixel-smoothed permittivity at every E component's own position.

use super::Grid;

/// Diagonal relative permittivity and conductivity of each E component, `[component][point]`, lattice order, C order over
/// [`Grid::shape`]. The tensor's off-diagonal part will stand beside it as a sparse list.
#[derive(Clone, Debug)]
pub struct Permittivity {
    pub epsilon: [Vec<f64>; 3],
    /// σ times η₀, 1/µm; `None` where every medium is lossless.
    pub sigma: Option<[Vec<f64>; 3]>,
}

impl Permittivity {
    /// The same everywhere.
    pub fn uniform(grid: &Grid, epsilon: f64) -> Self {
        Permittivity {
            epsilon: [0, 1, 2].map(|_| vec![epsilon; grid.points()]),
            sigma: None,
        }
    }
}
