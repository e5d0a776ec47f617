//! Level 6, the plan: everything a run needs, immutable and complete, in f64 and lattice order, known before a device is touched.

use crate::raster::Grid;
use crate::yee::Component;

/// Everything an engine needs. Engines round each number once to their own precision.
#[derive(Clone, Debug)]
pub struct Plan {
    pub grid: Grid,
    /// Time step Δt, µm/c.
    pub dt: f64,
    /// Δt as a fraction of the stability limit.
    pub courant: f64,
    /// Which components the run has: all six, or in 2D those that a source can reach. Indexed by `Component as usize`.
    pub active: [bool; 6],
    /// E(n+1) = ca E(n) + cb ∇×H, interleaved by plane `[i][component][j][k]`; `ca` is absent where nothing is lossy. Zero
    /// on the outer walls and beyond a component's own range.
    pub ca: Option<Vec<f64>>,
    pub cb: Vec<f64>,
    /// Steps and absorber along x, y, z.
    pub profiles: [Profile; 3],
    /// Injections by excitation: each excitation is one run in time.
    pub excitations: Vec<Vec<Injection>>,
    pub monitors: Vec<DftBox>,
    /// Fourier sums take every so-many-th step.
    pub sample_every: usize,
    /// Most steps a run may take.
    pub steps: usize,
    /// Steps over which sources are on.
    pub source_steps: usize,
    /// Stop when energy has fallen to this fraction of its peak.
    pub decay: f64,
}

/// One axis of the update: inverse steps with the absorber's stretching κ in them, and the CPML recursion ψ = b ψ + c δ
/// on unscaled differences δ (Roden & Gedney 2000). Arrays are as long as [`crate::raster::Axis::stored`], those of the CPML
/// 2 × `cells`: first the low slab, then the high one, both in rising order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// 1/(κΔ) about nodes, for E's differences; 0 on walls and on a collapsed axis.
    pub inverse_dual: Vec<f64>,
    /// 1/(κΔ) in cells, for H's differences.
    pub inverse_primal: Vec<f64>,
    /// Cells of the absorber at each end (0 where there is none).
    pub slab: usize,
    pub b_node: Vec<f64>,
    pub c_node: Vec<f64>,
    pub b_cell: Vec<f64>,
    pub c_cell: Vec<f64>,
}

/// Adds `weight[point] * signal[n]` to a component on a box of points, after its update of step n.
#[derive(Clone, Debug)]
pub struct Injection {
    pub component: Component,
    /// First point and one past the last, lattice order.
    pub lo: [usize; 3],
    pub hi: [usize; 3],
    /// C order over the box; the update's coefficient is in it.
    pub weight: Vec<f64>,
    /// By step; nothing is added beyond its end.
    pub signal: Vec<f64>,
}

/// Fourier sums of some components on a box of points: F(f) = Σ_n field(t_n) e^(+2πi f t_n) Δt `sample_every`, E at t = (n+1)Δt
/// and H at (n+½)Δt after step n.
#[derive(Clone, Debug, PartialEq)]
pub struct DftBox {
    pub components: Vec<Component>,
    pub lo: [usize; 3],
    pub hi: [usize; 3],
    /// c/µm.
    pub frequencies: Vec<f64>,
}

impl DftBox {
    /// Points per component along x, y, z.
    pub fn shape(&self) -> [usize; 3] {
        [0, 1, 2].map(|a| self.hi[a] - self.lo[a])
    }

    pub fn points(&self) -> usize {
        self.shape().iter().product()
    }
}
