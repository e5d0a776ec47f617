//! The parts of a plan that kernels walk: an axis, sources, Fourier sums, probes.

use crate::yee::Component;

/// One axis of the update: inverse steps with the absorber's stretching κ in them, and the CPML recursion ψ = b ψ + c δ
/// on unscaled differences δ (Roden & Gedney 2000). Arrays are as long as [`crate::raster::Axis::stored`], those of the CPML
/// 2 × `slab`: first the low slab, then the high one, both in rising order.
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

/// Adds Σ `weight[term][point] * signal[n][term]` to a component on a box of points, after its update of step n.
#[derive(Clone, Debug)]
pub struct Injection {
    pub component: Component,
    /// First point and one past the last, lattice order.
    pub lo: [usize; 3],
    pub hi: [usize; 3],
    /// By term, C order over the box; the update's coefficient is in it.
    pub weight: Vec<f64>,
    /// By step and term; nothing is added beyond its end. With `along` by `[step][term][layer]`.
    pub signal: Vec<f64>,
    pub terms: usize,
    /// Axis along which the box's layers have signals of their own.
    pub along: Option<usize>,
    /// Which set of real fields it adds to: 0 the real parts, 1 the imaginary ones (see [`Grid::lanes`]).
    pub lane: usize,
}

impl Injection {
    /// One term of one signal, in the real parts.
    pub fn new(component: Component, lo: [usize; 3], hi: [usize; 3], weight: Vec<f64>, signal: Vec<f64>) -> Self {
        Injection { component, lo, hi, weight, signal, terms: 1, along: None, lane: 0 }
    }

    /// Injections of one term each, with those on the same points made one of several terms.
    pub fn joined(single: Vec<Injection>) -> Vec<Injection> {
        let mut groups: Vec<Vec<Injection>> = Vec::new();
        for one in single {
            let place = |i: &Injection| (i.component, i.lo, i.hi, i.along, i.lane, i.signal.len());
            match groups.iter_mut().find(|group| place(&group[0]) == place(&one)) {
                Some(group) => group.push(one),
                None => groups.push(vec![one]),
            }
        }
        let join = |group: Vec<Injection>| {
            let (terms, layers) = (group.len(), group[0].layers());
            let steps = 0..group[0].steps();
            let signal =
                steps.flat_map(|n| group.iter().flat_map(move |one| &one.signal[n * layers..(n + 1) * layers]));
            let (signal, weight) =
                (signal.copied().collect(), group.iter().flat_map(|one| &one.weight).copied().collect());
            Injection { weight, signal, terms, ..group[0] }
        };
        groups.into_iter().map(join).collect()
    }

    /// Signals side by side in each term.
    pub fn layers(&self) -> usize {
        self.along.map_or(1, |axis| self.hi[axis] - self.lo[axis])
    }

    /// Steps that it lasts.
    pub fn steps(&self) -> usize {
        self.signal.len() / (self.layers() * self.terms)
    }
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

/// A component at a point, recorded in time: Σ weight · field on a box of points, after every `every`-th step; E is then at
/// t = (n+1)Δt and H at (n+½)Δt.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    pub component: Component,
    pub lo: [usize; 3],
    pub hi: [usize; 3],
    /// C order over the box.
    pub weight: Vec<f64>,
    pub every: usize,
}

impl Probe {
    /// Samples of so many steps.
    pub fn samples(&self, steps: usize) -> usize {
        steps.div_ceil(self.every)
    }

    /// Time of a sample, µm/c.
    pub fn time(&self, sample: usize, dt: f64) -> f64 {
        let ahead = if self.component.is_e() { 1.0 } else { 0.5 };
        ((sample * self.every) as f64 + ahead) * dt
    }
}

impl DftBox {
    /// Numbers that an engine keeps for each sum: real and imaginary part, each with the remainder of its compensated
    /// summation.
    pub const PARTS: usize = 4;

    /// Points per component along x, y, z.
    pub fn shape(&self) -> [usize; 3] {
        [0, 1, 2].map(|a| self.hi[a] - self.lo[a])
    }

    pub fn points(&self) -> usize {
        self.shape().iter().product()
    }
}
