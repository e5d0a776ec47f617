//! Subpixel-smoothed permittivity at every E component's own position.
//!
//! ε_cc = 1 / (n_c² ⟨1/ε⟩ + (1 − n_c²) / ⟨ε⟩) with averages over the component's own cell and n the interface's normal: one over
//! the diagonal of the inverse effective tensor (Farjadpour et al. 2006; Kottke, Farjadpour & Johnson 2008), in general [`super::kottke`]'s.
//! What stands off that diagonal is [`super::coupling`]'s.

use num_complex::Complex64;
use rayon::prelude::*;

use super::coupling::{self, Coupling};
use super::slab::{self, Painter};
use super::{Axis, Codebook, Grid};
use crate::geometry::Scene;
use crate::material::Pole;

/// Relative permittivity and conductivity on the points of each E component, lattice order.
///
/// Where media disperse, ε(ω) = `epsilon` + Σ weight χ(ω) over them. At an interface the weights are the smoothed ε's derivatives
/// by the media's own at the middle of the band, so that value and slope there are the smoothed medium's; both are positive, so
/// that the sum is as passive as its media.
#[derive(Clone, Debug)]
pub struct Permittivity {
    pub epsilon: [Codebook; 3],
    /// σ times η₀, 1/µm; `None` where every medium is lossless.
    pub sigma: Option<[Codebook; 3]>,
    pub dispersive: Vec<Dispersive>,
    /// What stands off the diagonal.
    pub coupling: Coupling,
}

/// A medium that disperses, and how much of it counts where.
#[derive(Clone, Debug)]
pub struct Dispersive {
    pub poles: Vec<Pole>,
    pub weight: [Codebook; 3],
}

impl Dispersive {
    /// χ as a run of step `dt` (µm/c) has it at an angular frequency in 1/µm: by the trapezoidal rule at (2/Δt) tan(ωΔt/2).
    pub fn susceptibility(&self, omega: f64, dt: f64) -> Complex64 {
        let warped = (0.5 * omega * dt).tan() * 2.0 / dt;
        self.poles.iter().map(|pole| pole.susceptibility(warped)).sum()
    }
}

impl Permittivity {
    /// The same everywhere.
    pub fn uniform(grid: &Grid, epsilon: f64) -> Self {
        Self::constant([0, 1, 2].map(|_| Codebook::uniform(grid.shape(), epsilon)), None)
    }

    /// What holds for the whole band.
    pub fn constant(epsilon: [Codebook; 3], sigma: Option<[Codebook; 3]>) -> Self {
        Permittivity { epsilon, sigma, dispersive: Vec::new(), coupling: Coupling::default() }
    }

    /// The scene on the grid with all of the smoothed tensor.
    pub fn coupled(scene: &Scene, grid: &Grid) -> Self {
        let diagonal = Permittivity::new(scene, grid);
        let media: Vec<_> =
            slab::dispersive(scene).iter().map(|m| coupling::AtMiddle::new(m.epsilon, m.susceptibility)).collect();
        Permittivity { coupling: Coupling::new(&coupling::nodes(scene, grid), grid, &diagonal, &media), ..diagonal }
    }

    /// The scene on the grid, with the smoothed tensor's diagonal alone. In the absorbers everything continues as it is at the edge of the domain proper, so that what
    /// touches the edge extends through them.
    pub fn new(scene: &Scene, grid: &Grid) -> Self {
        let media = scene.structures.iter().map(|structure| &structure.medium);
        let lossy = media.chain([&scene.background]).any(|medium| medium.sigma != 0.0);
        // One component after the other: the work in between is never larger than one of the arrays that it fills.
        let mut parts = [0, 1, 2].map(|a| component(scene, grid, grid.frame.0[a], lossy));
        let mut last = || parts.each_mut().map(|part| part.pop().expect("as many for each component"));
        let mut dispersive: Vec<_> = slab::dispersive(scene)
            .iter()
            .rev()
            .map(|medium| Dispersive { poles: medium.poles.clone(), weight: last() })
            .collect();
        dispersive.reverse();
        let sigma = lossy.then(&mut last);
        Permittivity { epsilon: last(), sigma, dispersive, coupling: Coupling::default() }
    }

    /// ε of the E component along an axis at a point, with this χ of each medium that disperses.
    pub fn with_chi(&self, axis: usize, point: [usize; 3], chi: &[f64]) -> f64 {
        let disperses = self.dispersive.iter().zip(chi).map(|(medium, chi)| medium.weight[axis].at(point) * chi);
        self.epsilon[axis].at(point) + disperses.sum::<f64>()
    }

    /// Re ε of the E component along an axis at a point, without conductivity, at an angular frequency in 1/µm.
    pub fn real(&self, axis: usize, point: [usize; 3], omega: f64) -> f64 {
        let chi = |medium: &Dispersive| medium.poles.iter().map(|pole| pole.susceptibility(omega).re).sum::<f64>();
        let disperses = self.dispersive.iter().map(|medium| medium.weight[axis].at(point) * chi(medium));
        self.epsilon[axis].at(point) + disperses.sum::<f64>()
    }
}

/// ε, σ if anything is lossy, and the weights of what disperses, of the scene's E component along scene axis `c`, lattice order.
pub(super) fn component(scene: &Scene, grid: &Grid, c: usize, lossy: bool) -> Vec<Codebook> {
    let boxes = [0, 1, 2].map(|s| Boxes::new(&grid.axes[grid.frame.lattice_axis(s)], s == c));
    let painter = Painter::new(scene, &boxes, lossy);
    let heights: Vec<Vec<Vec<f64>>> =
        (0..boxes[2].count()).into_par_iter().map(|k| painter.height(boxes[2].interval(k), c)).collect();
    (0..heights[0].len())
        .map(|array| to_lattice(grid, &boxes, &heights.iter().map(|height| &height[array][..]).collect::<Vec<_>>()))
        .collect()
}

/// Spreads `[z][x, y]` values of the boxes over the points of the lattice.
fn to_lattice(grid: &Grid, boxes: &[Boxes; 3], heights: &[&[f64]]) -> Codebook {
    let along = [0, 1, 2].map(|s| grid.frame.lattice_axis(s));
    let width = boxes[1].count();
    Codebook::new(grid.shape(), |i, j, row| {
        for (k, value) in row.iter_mut().enumerate() {
            let point = [i, j, k];
            let [x, y, z] = [0, 1, 2].map(|s| boxes[s].of_point[point[along[s]]]);
            *value = heights[z][x * width + y];
        }
    })
}

/// The averaging boxes of a component along one axis of the scene: the cells about its points in the domain proper, cut at the
/// domain's edge unless that is a plane of symmetry.
pub(super) struct Boxes {
    /// Ascending; box i lies between edges i and i + 1.
    pub edges: Vec<f64>,
    /// The box of every stored point; points in an absorber or a dead cell share the last box before it.
    pub of_point: Vec<usize>,
    /// The one coordinate at which a collapsed axis cuts the scene.
    pub cut: Option<f64>,
}

/// Half the thickness that a solid's fill sees where the box is a point, µm.
const POINT_UM: f64 = 1e-6;

impl Boxes {
    pub fn new(axis: &Axis, half: bool) -> Self {
        let [first, last] = axis.proper();
        let nodes = &axis.nodes[first..=last];
        let edges: Vec<f64> = if half || axis.collapsed {
            nodes.to_vec()
        } else {
            let middles = nodes.windows(2).map(|pair| 0.5 * (pair[0] + pair[1]));
            // On a plane of symmetry the cell about a node reaches as far to its other side, whose part of the scene is there.
            // There is another one of a repeated axis before its first node.
            let start = match axis.period {
                Some(_) => nodes[0] - 0.5 * axis.primal(0),
                None if axis.mirror => nodes[0] - 0.5 * (nodes[1] - nodes[0]),
                None => nodes[0],
            };
            let inner = std::iter::once(start).chain(middles);
            inner.chain([axis.nodes[last]]).collect()
        };
        let count = edges.len() - 1;
        Boxes {
            of_point: (0..axis.stored()).map(|i| i.saturating_sub(first).min(count - 1)).collect(),
            cut: axis.collapsed.then(|| axis.coordinate(0, half)),
            edges,
        }
    }

    pub fn count(&self) -> usize {
        self.edges.len() - 1
    }

    pub fn interval(&self, i: usize) -> [f64; 2] {
        match self.cut {
            Some(at) => [at - POINT_UM, at + POINT_UM],
            None => [self.edges[i], self.edges[i + 1]],
        }
    }

    /// The boxes that an interval reaches into.
    pub fn touched(&self, [lo, hi]: [f64; 2]) -> std::ops::Range<usize> {
        let [lo, hi] = match self.cut {
            Some(at) if lo <= at && at < hi => [self.edges[0], self.edges[1]],
            Some(_) => return 0..0,
            None => [lo, hi],
        };
        let first = self.edges.partition_point(|&edge| edge <= lo);
        let end = self.edges.partition_point(|&edge| edge < hi);
        first.saturating_sub(1)..end.min(self.count())
    }
}

#[cfg(test)]
mod tests;
