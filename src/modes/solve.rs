//! Eigenmodes of a cross-section.

use num_complex::Complex64;

use crate::raster::{Grid, Permittivity};

/// A window on a plane of nodes, lattice axes. (u, v) = `yee::transverse(axis)`.
///
/// Its edge nodes are perfect conductors: E tangential vanishes on nodes `lo` and `hi`. On a collapsed axis lo = 0, hi = 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Normal axis of the plane.
    pub axis: usize,
    /// Node index along the normal: where E_u and E_v are taken; H is taken half a cell further.
    pub plane: usize,
    /// First and last node of the window along u and v.
    pub lo: [usize; 2],
    pub hi: [usize; 2],
}

impl Section {
    /// Points per profile along u and v: cells of the window.
    pub fn shape(&self) -> [usize; 2] {
        [self.hi[0] - self.lo[0], self.hi[1] - self.lo[1]]
    }
}

/// A mode that runs towards +axis as e^(i(βw − ωt)), normalized to unit power.
///
/// Profiles are C order over [`Section::shape`] (u, v), point (p, q) being node/cell (lo_u + p, lo_v + q) of the component's
/// own Yee position: `eu` (p+½, q), `ev` (p, q+½), `hu` (p, q+½), `hv` (p+½, q). Points on the conducting edge (q = 0 of `eu`
/// and `hv`, p = 0 of `ev` and `hu`, unless that axis is collapsed) are zero. The phases of half a cell along the axis and half
/// a step in time are *not* in the profiles: with amplitude a and phase e^(iβw_s) at the node plane w_s,
///     E_t(node plane, t = n) = a e_t,   H_t(half a cell on, t = n + ½) = a h_t e^(iβΔ/2) e^(−iωΔt/2).
/// A mode towards −axis has the same e_t, −h_t and −β.
#[derive(Clone, Debug)]
pub struct Mode {
    pub omega: f64,
    /// Lattice phase constant β along the axis: (2/Δ) sin(βΔ/2) is the eigenvalue's root. Im β > 0 is loss.
    pub beta: Complex64,
    /// β/ω.
    pub n_eff: Complex64,
    /// ∫|E_h|² / ∫(|E_h|² + |E_v|²), h being horizontal (the scene's x or y) and v the scene's z;
    /// for a port that faces ±z, h is the scene's x and v its y.
    pub te_fraction: f64,
    /// Fraction of the mode's energy in the outermost ring of the window (within a tenth of its size from the edge): a mode
    /// not confined to its window is flagged by it.
    pub edge_fraction: f64,
    pub eu: Vec<f64>,
    pub ev: Vec<f64>,
    pub hu: Vec<f64>,
    pub hv: Vec<f64>,
}

#[derive(Debug, thiserror::Error)]
pub enum ModeError {
    #[error("mode solver: {0}")]
    Solver(String),
    #[error(
        "{found} guided modes in the window, {wanted} wanted: ask for fewer modes or enlarge the port"
    )]
    TooFew { found: usize, wanted: usize },
}

/// The `count` modes of highest β of a section at angular frequency `omega` (rad per µm/c) and time step `dt` (µm/c).
pub fn solve(
    _grid: &Grid,
    _permittivity: &Permittivity,
    _section: &Section,
    _omega: f64,
    _dt: f64,
    _count: usize,
) -> Result<Vec<Mode>, ModeError> {
    todo!()
}
