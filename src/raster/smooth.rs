//! Subpixel-smoothed permittivity at every E component's own position.
//!
//! ε_cc = 1 / (n_c² ⟨1/ε⟩ + (1 − n_c²) / ⟨ε⟩) with averages over the component's own cell and n the interface's normal:
//! the diagonal of the effective tensor (Farjadpour et al. 2006; Kottke, Farjadpour & Johnson 2008).

use rayon::prelude::*;

use super::{Axis, Grid, slab::Painter};
use crate::geometry::Scene;

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

    /// The scene on the grid. In the absorbers everything continues as it is at the edge of the domain proper, so that what
    /// touches the edge extends through them.
    pub fn new(scene: &Scene, grid: &Grid) -> Self {
        let media = scene.structures.iter().map(|structure| &structure.medium);
        let lossy = media
            .chain([&scene.background])
            .any(|medium| medium.sigma != 0.0);
        // One component after the other: the work in between is never larger than one of the arrays that it fills.
        let [x, y, z] = [0, 1, 2].map(|a| component(scene, grid, grid.frame.0[a], lossy));
        Permittivity {
            epsilon: [x.0, y.0, z.0],
            sigma: x.1.zip(y.1).zip(z.1).map(|((x, y), z)| [x, y, z]),
        }
    }
}

/// ε and σ of the scene's E component along scene axis `c`, lattice order.
fn component(scene: &Scene, grid: &Grid, c: usize, lossy: bool) -> (Vec<f64>, Option<Vec<f64>>) {
    let boxes = [0, 1, 2].map(|s| Boxes::new(&grid.axes[grid.frame.lattice_axis(s)], s == c));
    let painter = Painter::new(scene, &boxes, lossy);
    let heights: Vec<_> = (0..boxes[2].count())
        .into_par_iter()
        .map(|k| painter.height(boxes[2].interval(k), c))
        .collect();
    let (epsilon, sigma): (Vec<_>, Vec<_>) = heights.into_iter().unzip();
    let sigma: Option<Vec<_>> = sigma.into_iter().collect();
    (
        to_lattice(grid, &boxes, &epsilon),
        sigma.map(|sigma| to_lattice(grid, &boxes, &sigma)),
    )
}

/// Spreads `[z][x, y]` values of the boxes over the points of the lattice.
fn to_lattice(grid: &Grid, boxes: &[Boxes; 3], heights: &[Vec<f64>]) -> Vec<f64> {
    let [_, ny, nz] = grid.shape();
    let along = [0, 1, 2].map(|s| grid.frame.lattice_axis(s));
    let row = boxes[1].count();
    let mut points = vec![0.0; grid.points()];
    let planes = points.par_chunks_mut(ny * nz).enumerate();
    planes.for_each(|(i, plane)| {
        for (jk, value) in plane.iter_mut().enumerate() {
            let point = [i, jk / nz, jk % nz];
            let [x, y, z] = [0, 1, 2].map(|s| boxes[s].of_point[point[along[s]]]);
            *value = heights[z][x * row + y];
        }
    });
    points
}

/// The averaging boxes of a component along one axis of the scene: the cells about its points in the domain proper, cut at the
/// domain's edge.
pub(super) struct Boxes {
    /// Ascending; box i lies between edges i and i + 1.
    pub edges: Vec<f64>,
    /// The box of every stored point; points in an absorber share the last box before it.
    pub of_point: Vec<usize>,
    /// The one coordinate at which a collapsed axis cuts the scene.
    pub cut: Option<f64>,
}

/// Half the thickness that a solid's fill sees where the box is a point, µm.
const POINT_UM: f64 = 1e-6;

impl Boxes {
    pub fn new(axis: &Axis, half: bool) -> Self {
        let first = axis.pml[0];
        let last = axis.cells() - axis.pml[1];
        let nodes = &axis.nodes[first..=last];
        let edges: Vec<f64> = if half || axis.collapsed {
            nodes.to_vec()
        } else {
            let middles = nodes.windows(2).map(|pair| 0.5 * (pair[0] + pair[1]));
            let inner = std::iter::once(nodes[0]).chain(middles);
            inner.chain([axis.nodes[last]]).collect()
        };
        let count = edges.len() - 1;
        Boxes {
            of_point: (0..axis.stored())
                .map(|i| i.saturating_sub(first).min(count - 1))
                .collect(),
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
