//! What runs back into the fibre that a beam comes from: the amplitude of the beam reversed in time, √W.
//!
//! Of two fields of one frequency Σ (E₁ × H₂ − E₂ × H₁)·n over a plane is the same on every plane that no source lies between (Lorentz;
//! Snyder & Love 1983, §31-1), on the lattice too, E on a node's plane and H half a cell beside it. With the beam itself as field 2 it
//! counts what leaves by the reversed beam, and the S that comes of it is reciprocal to round-off. The plane lies a cell behind the
//! beam's own, where there is only what came back.

use num_complex::Complex64;

use super::{Lattice, Profile, Sheet};
use crate::modes::basis::lagrange;
use crate::plan::DftBox;
use crate::plan::source::points;
use crate::raster::Grid;
use crate::yee::{Component, transverse};

/// How a beam's amplitude follows from the Fourier sums behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reception {
    /// Angular frequencies that the weights are polynomials between.
    pub nodes: Vec<f64>,
    /// By node: of E_u, E_v, H_u and H_v on the points of the plane.
    pub weight: Vec<Vec<Complex64>>,
}

impl Reception {
    /// The amplitude, √W, in the sums of one angular frequency.
    pub fn amplitude(&self, omega: f64, sums: &[Complex64]) -> Complex64 {
        let at_node =
            |weight: &Vec<Complex64>| weight.iter().zip(sums).map(|(weight, sum)| weight * sum).sum::<Complex64>();
        lagrange(&self.nodes, omega).iter().zip(&self.weight).map(|(part, weight)| at_node(weight) * part).sum()
    }
}

impl Sheet {
    /// Node of the plane behind the beam's own.
    fn behind(&self) -> usize {
        if self.positive { self.node - 1 } else { self.node + 1 }
    }

    /// The sums of that plane.
    pub fn monitor(&self, grid: &Grid, frequencies: &[f64]) -> DftBox {
        let (mut lo, mut hi) = ([self.behind(); 3], [self.behind() + 1; 3]);
        for a in transverse(self.axis) {
            let [first, last] = if grid.axes[a].collapsed { [0, 0] } else { grid.axes[a].proper() };
            (lo[a], hi[a]) = (first, last + 1);
        }
        DftBox { components: self.components().to_vec(), lo, hi, frequencies: frequencies.to_vec() }
    }

    /// E's plane behind the beam's own and H's half a cell beyond it, µm.
    pub(super) fn planes_behind(&self, grid: &Grid) -> [f64; 2] {
        let axis = &grid.axes[self.axis];
        [false, true].map(|half| axis.coordinate(self.behind(), half))
    }

    /// What each of the sums behind adds to the amplitude, from the beam's field there.
    pub(super) fn weights(&self, lattice: &Lattice, field: &Profile) -> Vec<Complex64> {
        let (grid, [u, v]) = (lattice.grid, transverse(self.axis));
        let monitor = self.monitor(grid, &[]);
        let run = if self.positive { 1.0 } else { -1.0 };
        // E_u goes with H_v and E_v with H_u, which lie at the same places across the axis.
        let [eu, ev, hu, hv] = field;
        let pairs = [(u, hv, run), (v, hu, -run), (v, ev, run), (u, eu, -run)];
        pairs
            .iter()
            .flat_map(|&(at, partner, sign)| self.spread(grid, &monitor, Component::e(at), partner, sign))
            .collect()
    }

    /// Values on a component's own points, times the areas they stand for, on those of a box.
    fn spread(
        &self,
        grid: &Grid,
        monitor: &DftBox,
        component: Component,
        values: &[Complex64],
        sign: f64,
    ) -> Vec<Complex64> {
        let [u, v] = transverse(self.axis);
        let (lo, hi) = self.points_of(grid, component, self.behind());
        let width = |a: usize, i: usize| grid.axes[a].width(i, component.half()[a]);
        let of = |point: [usize; 3]| {
            let inside = [u, v].iter().all(|&a| (lo[a]..hi[a]).contains(&point[a]));
            let at = || (point[u] - lo[u]) * (hi[v] - lo[v]) + point[v] - lo[v];
            let area = width(u, point[u]) * width(v, point[v]);
            if inside { 0.25 * sign * grid.copies() * area * values[at()] } else { Complex64::ZERO }
        };
        points((monitor.lo, monitor.hi)).map(of).collect()
    }
}
