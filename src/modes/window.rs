//! A section's window on the lattice: steps, the area of each point's own cell, and sums over it.
//!
//! Points (p, q) are node or cell (lo_u + p, lo_v + q) by a component's half-cell offsets `half` along (u, v). Node 0 of an
//! axis is the conducting edge; the node after the last cell is the opposite edge and is not stored. A window that reaches a magnetic
//! wall of the grid takes in the dead cell behind it. One that begins at a plane of symmetry is half a window: sums over it count
//! its image too, and places in it are those in the whole.

use std::iter::Sum;
use std::ops::{Mul, Sub};

use super::Section;
use crate::raster::Grid;
use crate::yee::transverse;

/// E_u (and H_v) sit on cells of u and nodes of v, E_v (and H_u) the other way round; E_w on nodes, H_w on cells.
pub(super) const TRANSVERSE: [[bool; 2]; 2] = [[true, false], [false, true]];
pub(super) const NODE: [bool; 2] = [false, false];
pub(super) const CELL: [bool; 2] = [true, true];

#[derive(Clone, Debug)]
pub(super) struct Window {
    pub shape: [usize; 2],
    collapsed: [bool; 2],
    /// Widths of cells and of the dual cells about nodes along u and v, µm.
    primal: [Vec<f64>; 2],
    dual: [Vec<f64>; 2],
    /// Cells behind magnetic walls along u and v: before the first live one, and after the last.
    dead: [[usize; 2]; 2],
    /// Where the window begins at a plane of symmetry: whether that is a magnetic wall.
    mirror: [Option<bool>; 2],
    /// Step along the normal, µm.
    pub normal_step: f64,
}

impl Window {
    pub fn new(grid: &Grid, section: &Section) -> Self {
        let axes = transverse(section.axis).map(|a| &grid.axes[a]);
        let widths = |half| [0, 1].map(|d| (section.lo[d]..section.hi[d]).map(|i| axes[d].width(i, half)).collect());
        let behind = |d: usize| {
            let ([lo, hi], magnetic) = ([section.lo[d] == 0, section.hi[d] == axes[d].cells()], axes[d].magnetic);
            [usize::from(lo && magnetic[0]), usize::from(hi && magnetic[1])]
        };
        let mirror = |d: usize| (axes[d].mirror && section.lo[d] == 0).then_some(axes[d].magnetic[0]);
        Window {
            dead: [0, 1].map(behind),
            mirror: [0, 1].map(mirror),
            shape: section.shape(),
            collapsed: axes.map(|axis| axis.collapsed),
            primal: widths(true),
            dual: widths(false),
            normal_step: grid.axes[section.axis].primal(section.plane),
        }
    }

    pub fn points(&self) -> usize {
        self.shape[0] * self.shape[1]
    }

    pub fn index(&self, [p, q]: [usize; 2]) -> usize {
        p * self.shape[1] + q
    }

    /// Every point of the window, in memory's order.
    pub fn all(&self) -> impl Iterator<Item = [usize; 2]> + use<> {
        let [nu, nv] = self.shape;
        (0..nu).flat_map(move |p| (0..nv).map(move |q| [p, q]))
    }

    /// Whether a point lies on the conducting edge, where E along the edge and H across it vanish, or in a dead cell.
    pub fn on_edge(&self, half: [bool; 2], at: [usize; 2]) -> bool {
        (0..2).any(|d| match half[d] {
            false => at[d] == 0 && !self.collapsed[d],
            true => !self.live(d).contains(&at[d]),
        })
    }

    fn live(&self, d: usize) -> std::ops::Range<usize> {
        self.dead[d][0]..self.shape[d] - self.dead[d][1]
    }

    /// Inverse step of the difference along an axis: 1/primal within cells, 1/dual about nodes, 0 where nothing varies.
    pub fn inverse_step(&self, axis: usize, half: bool, i: usize) -> f64 {
        if self.collapsed[axis] {
            return 0.0;
        }
        1.0 / if half { &self.primal } else { &self.dual }[axis][i]
    }

    /// The neighbour one step on, or `None` at the far edge; and one step back, or `None` at the near edge.
    pub fn next(&self, axis: usize, mut at: [usize; 2]) -> Option<[usize; 2]> {
        at[axis] += 1;
        (at[axis] < self.shape[axis]).then_some(at)
    }

    pub fn previous(&self, axis: usize, mut at: [usize; 2]) -> Option<[usize; 2]> {
        at[axis] = at[axis].checked_sub(1)?;
        Some(at)
    }

    /// Area of a point's own cell and its images, µm².
    pub fn area(&self, half: [bool; 2], at: [usize; 2]) -> f64 {
        let width = |d: usize| if half[d] { &self.primal } else { &self.dual }[d][at[d]];
        let images = |d: usize| if self.mirror[d].is_some() { 2.0 } else { 1.0 };
        width(0) * width(1) * images(0) * images(1)
    }

    /// Whether E's component along `component` (0 for u, 1 for v) may have a part even, or odd, in u (d = 0) or v (d = 1).
    pub fn may_be(&self, even: bool, component: usize, d: usize) -> bool {
        // Behind a magnetic wall E's image keeps its tangential part and turns its normal one; behind an electric one the reverse.
        self.mirror[d].is_none_or(|magnetic| even == ((component == d) != magnetic))
    }

    /// Σ f × area over the window, for a quantity at the points `half`.
    pub fn integrate<T: Sum + Mul<f64, Output = T>>(&self, half: [bool; 2], f: impl Fn(usize) -> T) -> T {
        self.all().map(|at| f(self.index(at)) * self.area(half, at)).sum()
    }

    /// Σ (e_u h_v − e_v h_u) × area: nothing is conjugated.
    pub fn cross<E, H, T>(&self, [eu, ev]: [&[E]; 2], [hu, hv]: [&[H]; 2]) -> T
    where
        E: Copy + Mul<H, Output = T>,
        H: Copy,
        T: Sum + Mul<f64, Output = T> + Sub<Output = T>,
    {
        self.integrate(TRANSVERSE[0], |i| eu[i] * hv[i]) - self.integrate(TRANSVERSE[1], |i| ev[i] * hu[i])
    }

    /// Position of a point as a fraction of the whole window, −1 to 1 along u and v; 0 along a collapsed axis.
    pub fn fraction(&self, half: [bool; 2], at: [usize; 2]) -> [f64; 2] {
        [0, 1].map(|d| {
            if self.collapsed[d] {
                return 0.0;
            }
            let (live, primal) = (self.live(d), &self.primal[d]);
            let own = if half[d] { 0.5 * primal[at[d]] } else { 0.0 };
            let before: f64 = primal[live.start.min(at[d])..at[d]].iter().sum();
            let part = (before + own) / primal[live].iter().sum::<f64>();
            if self.mirror[d].is_some() { part } else { 2.0 * part - 1.0 }
        })
    }
}
