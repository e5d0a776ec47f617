//! A section's window on the lattice: steps, the area of each point's own cell, and sums over it.
//!
//! Points (p, q) are node or cell (lo_u + p, lo_v + q) by a component's half-cell offsets `half` along (u, v). Node 0 of an
//! axis is the conducting edge; the node after the last cell is the opposite edge and is not stored. A window that reaches a magnetic
//! wall of the grid takes in the dead cell behind it. One that begins at a plane of symmetry is half a window: sums over it count
//! its image too, and places in it are those in the whole.
//!
//! An absorber is a lattice on complex coordinates: x + i ∫σ/ω̃ outwards, in which outgoing waves decay (Chew, Jin & Michielssen,
//! Microw. Opt. Technol. Lett. 15, 363 (1997)). Steps, areas and a bend's radius are those of these coordinates.

use std::iter::Sum;
use std::ops::{Mul, Sub};

use super::Section;
use super::number::Number;
use super::section::Bend;
use crate::raster::Grid;
use crate::yee::transverse;

/// E_u (and H_v) sit on cells of u and nodes of v, E_v (and H_u) the other way round; E_w on nodes, H_w on cells.
pub(super) const TRANSVERSE: [[bool; 2]; 2] = [[true, false], [false, true]];
pub(super) const NODE: [bool; 2] = [false, false];
pub(super) const CELL: [bool; 2] = [true, true];

/// n ω̃ times the imaginary depth of an absorber: a wave that runs straight into one comes back as e^(−20).
const DEPTH: f64 = 10.0;
/// Order of the polynomial that the imaginary step rises with.
const ORDER: i32 = 2;

/// Width of the dual cell about node i of cells so wide; at a magnetic wall without the half in the dead cell behind it.
fn about<T: Number>(widths: &[T], dead: [usize; 2], i: usize) -> T {
    let [before, after] = [widths[i.saturating_sub(1)], widths[i]];
    match (i == 1 && dead[0] == 1, i + 1 == widths.len() && dead[1] == 1) {
        (true, _) => after * 0.5,
        (_, true) => before * 0.5,
        _ => (before + after) * 0.5,
    }
}

#[derive(Clone, Debug)]
pub(super) struct Window<T = f64> {
    pub shape: [usize; 2],
    collapsed: [bool; 2],
    /// Widths of cells and of the dual cells about nodes along u and v, µm.
    primal: [Vec<T>; 2],
    dual: [Vec<T>; 2],
    /// Nodes, both edges included.
    nodes: [Vec<T>; 2],
    /// Widths of cells without absorbers.
    widths: [Vec<f64>; 2],
    /// Cells behind magnetic walls along u and v: before the first live one, and after the last.
    dead: [[usize; 2]; 2],
    /// Where the window begins at a plane of symmetry: whether that is a magnetic wall.
    mirror: [Option<bool>; 2],
    bend: Option<Bend>,
    /// Step along the normal, µm.
    pub normal_step: f64,
}

impl Window {
    /// The window of real modes, to which absorbers are ordinary cells.
    pub fn closed(grid: &Grid, section: &Section) -> Self {
        Window::new(grid, section, [[1.0; 2]; 2])
    }
}

impl<T: Number> Window<T> {
    /// `wavenumber` is nω̃ at the low and the high edge along u and v, which absorbers are made for.
    pub fn new(grid: &Grid, section: &Section, wavenumber: [[f64; 2]; 2]) -> Self {
        let axes = transverse(section.axis).map(|a| &grid.axes[a]);
        let real = [0, 1].map(|d| &axes[d].nodes[section.lo[d]..=section.hi[d]]);
        let nodes = [0, 1].map(|d| stretched(real[d], section.form.pml[d], wavenumber[d]));
        let primal: [Vec<T>; 2] =
            nodes.each_ref().map(|nodes: &Vec<T>| nodes.windows(2).map(|pair| pair[1] - pair[0]).collect());
        let behind = |d: usize| {
            let ([lo, hi], magnetic) = ([section.lo[d] == 0, section.hi[d] == axes[d].cells()], axes[d].magnetic);
            [usize::from(lo && magnetic[0]), usize::from(hi && magnetic[1])]
        };
        let mirror = |d: usize| (axes[d].mirror && section.lo[d] == 0).then_some(axes[d].magnetic[0]);
        let dead = [0, 1].map(behind);
        let dual = [0, 1].map(|d| (0..primal[d].len()).map(|i| about(&primal[d], dead[d], i)).collect());
        Window {
            dead,
            mirror: [0, 1].map(mirror),
            shape: section.shape(),
            collapsed: axes.map(|axis| axis.collapsed),
            widths: real.map(|nodes| nodes.windows(2).map(|pair| pair[1] - pair[0]).collect()),
            primal,
            dual,
            nodes,
            bend: section.form.bend,
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
    pub fn all(&self) -> impl Iterator<Item = [usize; 2]> + use<T> {
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
    pub fn inverse_step(&self, axis: usize, half: bool, i: usize) -> T {
        if self.collapsed[axis] {
            return T::default();
        }
        T::real(1.0) / if half { &self.primal } else { &self.dual }[axis][i]
    }

    /// Length along the axis at a point, relative to that at the bend's own radius: r/R, 1 where the guide is straight.
    pub fn arc(&self, half: [bool; 2], at: [usize; 2]) -> T {
        let Some(Bend { along, at: origin, radius }) = self.bend else {
            return T::real(1.0);
        };
        let (nodes, i) = (&self.nodes[along], at[along]);
        let place = if half[along] { (nodes[i] + nodes[i + 1]) * 0.5 } else { nodes[i] };
        T::real(1.0) + (place - T::real(origin)) * (1.0 / radius)
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
    pub fn area(&self, half: [bool; 2], at: [usize; 2]) -> T {
        let width = |d: usize| if half[d] { &self.primal } else { &self.dual }[d][at[d]];
        width(0) * width(1) * self.images()
    }

    /// How often the whole holds the window.
    fn images(&self) -> f64 {
        self.mirror.iter().flatten().fold(1.0, |images, _| 2.0 * images)
    }

    /// Whether E's component along `component` (0 for u, 1 for v) may have a part even, or odd, in u (d = 0) or v (d = 1).
    pub fn may_be(&self, even: bool, component: usize, d: usize) -> bool {
        // Behind a magnetic wall E's image keeps its tangential part and turns its normal one; behind an electric one the reverse.
        self.mirror[d].is_none_or(|magnetic| even == ((component == d) != magnetic))
    }

    /// Σ f × area over the window, for a quantity at the points `half`.
    pub fn integrate<U: Sum + Mul<T, Output = U>>(&self, half: [bool; 2], f: impl Fn(usize) -> U) -> U {
        self.all().map(|at| f(self.index(at)) * self.area(half, at)).sum()
    }

    /// Σ (e_u h_v − e_v h_u) × area: nothing is conjugated.
    pub fn cross<E, H, U>(&self, [eu, ev]: [&[E]; 2], [hu, hv]: [&[H]; 2]) -> U
    where
        E: Copy + Mul<H, Output = U>,
        H: Copy,
        U: Sum + Mul<T, Output = U> + Sub<Output = U>,
    {
        self.integrate(TRANSVERSE[0], |i| eu[i] * hv[i]) - self.integrate(TRANSVERSE[1], |i| ev[i] * hu[i])
    }

    /// Area of a point's own cell and its images without absorbers, µm²; on a collapsed axis a slice of 1 µm.
    pub fn real_area(&self, half: [bool; 2], at: [usize; 2]) -> f64 {
        let width = |d: usize| {
            let (widths, i) = (&self.widths[d], at[d]);
            match self.collapsed[d] {
                true => 1.0,
                false if half[d] => widths[i],
                false => about(widths, self.dead[d], i),
            }
        };
        width(0) * width(1) * self.images()
    }

    /// Position of a point as a fraction of the whole window, −1 to 1 along u and v; 0 along a collapsed axis.
    pub fn fraction(&self, half: [bool; 2], at: [usize; 2]) -> [f64; 2] {
        [0, 1].map(|d| {
            if self.collapsed[d] {
                return 0.0;
            }
            let (live, widths) = (self.live(d), &self.widths[d]);
            let own = if half[d] { 0.5 * widths[at[d]] } else { 0.0 };
            let before: f64 = widths[live.start.min(at[d])..at[d]].iter().sum();
            let part = (before + own) / widths[live].iter().sum::<f64>();
            if self.mirror[d].is_some() { part } else { 2.0 * part - 1.0 }
        })
    }
}

/// Nodes on complex coordinates, the absorbers' own thickness going as a power of the depth.
fn stretched<T: Number>(nodes: &[f64], pml: [usize; 2], wavenumber: [f64; 2]) -> Vec<T> {
    let last = nodes.len() - 1;
    let inner = [nodes[pml[0]], nodes[last - pml[1]]];
    let imaginary = |depth: f64, thickness: f64, wavenumber: f64| match depth > 0.0 {
        true => DEPTH / wavenumber * (depth / thickness).powi(ORDER + 1),
        false => 0.0,
    };
    let place = |&at: &f64| {
        let low = imaginary(inner[0] - at, inner[0] - nodes[0], wavenumber[0]);
        let high = imaginary(at - inner[1], nodes[last] - inner[1], wavenumber[1]);
        T::of(num_complex::Complex64::new(at, high - low))
    };
    nodes.iter().map(place).collect()
}
