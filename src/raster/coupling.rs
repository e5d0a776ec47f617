//! What couples the components of E where the smoothed ε has entries off its diagonal: E = y + Σ w y over neighbours, y = D/ε with
//! each component's own ε.
//!
//! Every node has the correlations ρ_ab = ξ_ab/√(ξ_aa ξ_bb) of the inverse tensor ξ that is averaged about it, and each of its eight
//! octants (volume v) couples the three edges that meet there: with each edge's own ξ_p = 1/ε_p, V_p the sum of its octants,
//!
//!     E_p = (1/V_p) Σ_octants v Σ_q √(ξ_p ξ_q) ρ_pq D_q,    w_pq = √(ξ_p/ξ_q) ρ_ab (½Δ_q)/(2 Δ̃_q)
//!
//! (Δ_q: the length of edge q, Δ̃_q: the dual step about the node along it). As ρ is a correlation matrix, one on its diagonal, the
//! whole is symmetric and positive in the volumes V by design, keeps each component's own diagonal, and is exact in a uniform crystal.
//! Where media disperse the weights are those of what answers within a step (`Node::entries`).
//! After the octants of Bauer, Werner & Cary (J. Comput. Phys. 230, 2060 (2011)), whose diagonal is the nodes' average.

use rayon::prelude::*;

use super::smooth::{Boxes, Permittivity};
use super::{Grid, slab::Painter};
use crate::geometry::Scene;
use crate::yee::{Component, transverse};

/// The coupled points of E and the weights of their neighbours, lattice order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coupling {
    /// In the order of (i, j, component, k).
    pub points: Vec<Point>,
    /// First of each point's entries, and the end.
    pub begin: Vec<u32>,
    /// Place of the neighbour among the points.
    pub column: Vec<u32>,
    pub weight: Vec<f64>,
}

/// A point of an E component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub i: u32,
    pub j: u32,
    pub axis: u32,
    pub k: u32,
}

impl Point {
    pub fn at(self) -> [usize; 3] {
        [self.i, self.j, self.k].map(|n| n as usize)
    }
}

/// ρ_yz, ρ_zx, ρ_xy about a node, lattice axes.
#[derive(Clone, Debug)]
pub struct Node {
    pub at: [usize; 3],
    pub rho: [f64; 3],
}

impl Coupling {
    /// From the nodes' correlations and each component's own ε, with what is known of each medium that disperses.
    pub fn new(nodes: &[Node], grid: &Grid, permittivity: &Permittivity, media: &[AtMiddle]) -> Self {
        let mut entries: Vec<(Point, Point, f64)> =
            nodes.par_iter().flat_map_iter(|node| node.entries(grid, permittivity, media)).collect();
        entries.par_sort_unstable_by_key(|&(to, from, _)| (to, from));
        let mut points: Vec<Point> = entries.iter().map(|entry| entry.0).collect();
        points.dedup();
        let mut begin = vec![0; points.len() + 1];
        let place = |point: &Point| points.binary_search(point).unwrap_or_default();
        let column = entries.par_iter().map(|(_, from, _)| place(from) as u32).collect();
        let mut at = 0;
        for (point, end) in points.iter().zip(&mut begin[1..]) {
            at += entries[at..].partition_point(|entry| entry.0 == *point);
            *end = at as u32;
        }
        Coupling { points, begin, column, weight: entries.iter().map(|entry| entry.2).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Places and weights of a point's neighbours.
    pub fn row(&self, point: usize) -> impl Iterator<Item = (usize, f64)> {
        let entries = self.begin[point] as usize..self.begin[point + 1] as usize;
        self.column[entries.clone()].iter().map(|&column| column as usize).zip(self.weight[entries].iter().copied())
    }

    /// With each point's weights times what `by` says of it.
    pub fn scaled(mut self, by: impl Fn(Point) -> f64) -> Self {
        for (p, &point) in self.points.iter().enumerate() {
            let by = by(point);
            self.weight[self.begin[p] as usize..self.begin[p + 1] as usize].iter_mut().for_each(|weight| *weight *= by);
        }
        self
    }

    /// The coupled points of a row of an E component.
    pub fn in_row(&self, axis: usize, [i, j]: [usize; 2]) -> &[Point] {
        let key = |point: &Point| (point.i, point.j, point.axis);
        let wanted = (i as u32, j as u32, axis as u32);
        let [first, end] =
            [self.points.partition_point(|p| key(p) < wanted), self.points.partition_point(|p| key(p) <= wanted)];
        &self.points[first..end]
    }

    /// The largest ratio of E to D over all fields, found by power iteration from below: within 1 %.
    pub(crate) fn steepest(&self, permittivity: &Permittivity) -> f64 {
        let xi: Vec<f64> = self.points.iter().map(|p| 1.0 / permittivity.epsilon[p.axis as usize].at(p.at())).collect();
        let mut d = vec![1.0; xi.len()];
        let mut largest = 0.0;
        for _ in 0..100 {
            let y: Vec<f64> = d.iter().zip(&xi).map(|(d, xi)| d * xi).collect();
            let e: Vec<f64> = (0..d.len())
                .into_par_iter()
                .map(|p| y[p] + self.row(p).map(|(q, weight)| weight * y[q]).sum::<f64>())
                .collect();
            let size = |of: &[f64]| of.iter().map(|x| x * x).sum::<f64>().sqrt();
            largest = size(&e) / size(&d);
            d = e;
        }
        largest
    }
}

/// Part of a medium's ε that is to be ε∞ for it to be coupled.
const HELD: f64 = 0.5;
/// Least eigenvalue that the coupling of a node may give what answers within a step.
const LEAST: f64 = 0.05;

/// What is to be known of a medium that disperses.
#[derive(Clone, Copy, Debug)]
pub struct AtMiddle {
    /// χ at the middle of the band.
    pub chi: f64,
    /// Whether most of its ε there is ε∞, so that it may be coupled at all.
    pub held: bool,
}

impl AtMiddle {
    /// Of a medium's ε and χ.
    pub fn new(epsilon: f64, chi: f64) -> Self {
        AtMiddle { chi, held: epsilon > 0.0 && epsilon - chi > HELD * epsilon }
    }
}

impl Node {
    /// The weights among the edges that meet at the node. Where media disperse, ε∞ answers within the step, D = ε∞ (1 + C)⁻¹ E + P with P
    /// of each point's own poles, and C is such that the whole is Kottke's tensor at the middle of the band, to first order in ρ: ρ
    /// times √(ε/ε∞) of both. None beside a medium of little ε∞, or where 1 + C would not be positive for want of it.
    fn entries(&self, grid: &Grid, permittivity: &Permittivity, media: &[AtMiddle]) -> Vec<(Point, Point, f64)> {
        let chi: Vec<f64> = media.iter().map(|medium| medium.chi).collect();
        let edges = [0, 1, 2].map(|axis| self.edges(grid, axis));
        let at_once = |axis: usize, at: [usize; 3]| permittivity.epsilon[axis].at(at);
        let epsilon = |axis: usize, at: [usize; 3]| permittivity.with_chi(axis, at, &chi);
        let all = || edges.iter().enumerate().flat_map(|(axis, edges)| edges.iter().map(move |&at| (axis, at)));
        let most = all().map(|(axis, at)| epsilon(axis, at) / at_once(axis, at)).fold(1.0, f64::max);
        let dispersive = || permittivity.dispersive.iter().zip(media).filter(|(_, medium)| !medium.held);
        let weak = all().any(|(axis, at)| dispersive().any(|(medium, _)| medium.weight[axis].at(at) != 0.0));
        if weak || most > 1.0 && 1.0 + most * self.lowest() < LEAST {
            return Vec::new();
        }
        let mut entries = Vec::new();
        for (c, &rho) in self.rho.iter().enumerate().filter(|(_, rho)| **rho != 0.0) {
            let [a, b] = transverse(c);
            for (to, from) in [(a, b), (b, a)] {
                for (&p, &q) in edges[to].iter().flat_map(|p| edges[from].iter().map(move |q| (p, q))) {
                    let mean = (epsilon(from, q) * epsilon(to, p)).sqrt();
                    let axis = &grid.axes[from];
                    let part = axis.primal(q[from]) / (4.0 * axis.dual(self.at[from]));
                    entries.push((point(to, p), point(from, q), mean / at_once(to, p) * rho * part));
                }
            }
        }
        entries
    }

    /// The lowest eigenvalue of the correlations without their diagonal: t³ − (a² + b² + c²) t = 2abc.
    fn lowest(&self) -> f64 {
        let [a, b, c] = self.rho;
        let mean = ((a * a + b * b + c * c) / 3.0).sqrt();
        let turn = (a * b * c / mean.powi(3)).clamp(-1.0, 1.0).acos() / 3.0;
        2.0 * mean * (turn + std::f64::consts::TAU / 3.0).cos()
    }

    /// The edges along an axis that end at the node and are not on a wall.
    fn edges(&self, grid: &Grid, axis: usize) -> Vec<[usize; 3]> {
        let mut edges = Vec::new();
        for back in [1, 0] {
            let mut at = self.at;
            let Some(along) = at[axis].checked_sub(back) else { continue };
            // The cell before a repeated axis is its last one.
            at[axis] = grid.axes[axis].copy(true).filter(|[copy, _]| *copy == along).map_or(along, |[_, own]| own);
            if (0..3).all(|a| grid.free(Component::e(axis), a).contains(&at[a])) {
                edges.push(at);
            }
        }
        edges
    }
}

fn point(axis: usize, at: [usize; 3]) -> Point {
    let [i, j, k] = at.map(|n| n as u32);
    Point { i, j, axis: axis as u32, k }
}

/// The nodes at which anything is coupled. Nothing is across the end of an axis: a wall holds one of the two components at zero, a
/// plane of symmetry has its normal along the axis.
pub(super) fn nodes(scene: &Scene, grid: &Grid) -> Vec<Node> {
    let boxes = [0, 1, 2].map(|s| Boxes::new(&grid.axes[grid.frame.lattice_axis(s)], false));
    let painter = Painter::new(scene, &boxes, false);
    let count = |s: usize| boxes[s].count();
    let heights: Vec<Vec<(usize, [f64; 3])>> =
        (0..count(2)).into_par_iter().map(|k| painter.correlations(boxes[2].interval(k))).collect();
    // Which points of the grid share a box.
    let of_box = [0, 1, 2].map(|s| {
        let mut points = vec![Vec::new(); count(s)];
        boxes[s].of_point.iter().enumerate().for_each(|(point, &at)| points[at].push(point));
        points
    });
    let mut nodes = Vec::new();
    for (z, (index, rho)) in heights.iter().enumerate().flat_map(|(z, height)| height.iter().map(move |one| (z, one))) {
        let of = [&of_box[0][index / count(1)], &of_box[1][index % count(1)], &of_box[2][z]];
        for (&x, &y, &z) in
            of[0].iter().flat_map(|x| of[1].iter().flat_map(move |y| of[2].iter().map(move |z| (x, y, z))))
        {
            let at = grid.frame.to_lattice([x, y, z]);
            let mut rho = grid.frame.to_lattice(*rho);
            for (a, (axis, node)) in grid.axes.iter().zip(&at).enumerate() {
                if axis.collapsed || !axis.inner().contains(node) {
                    transverse(a).into_iter().for_each(|c| rho[c] = 0.0);
                }
            }
            if rho != [0.0; 3] {
                nodes.push(Node { at, rho });
            }
        }
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Body, Extrusion, Medium, Structure};
    use crate::job::Job;

    /// ρ of the scene's yz, zx and xy about the nodes, by the places of the scene, of a bar 0.86 wide along y whose sides lean.
    fn bar(slope: f64) -> Vec<([f64; 3], [f64; 3])> {
        let text = "name = 't'\nspectrum.wavelength_um = [1.5, 1.6]\ngrid.cell_um = 0.1\nboundary.pml_cells = 2\n\
                    domain.x_um = [-1, 1]\ndomain.y_um = [-0.4, 0.4]\ndomain.z_um = [-0.5, 0.5]\n";
        let job: Job = toml::from_str(text).unwrap();
        let ring = vec![[-0.43, -9.0], [0.43, -9.0], [0.43, 9.0], [-0.43, 9.0]];
        let body = Body::Extrusion(Extrusion { rings: vec![ring], z: [-0.23, 0.23], drawn_z: 0.0, slope });
        let structures = vec![Structure { medium: Medium::of_index(3.48), body }];
        let scene = Scene::new(Medium::of_index(1.444), structures);
        let grid = Grid::new(&job, &scene, &[]).unwrap();
        let place = |node: &Node| [0, 1, 2].map(|a| grid.axes[a].nodes[node.at[a]]);
        let of = |node: &Node| (grid.frame.to_scene(place(node)), grid.frame.to_scene(node.rho));
        nodes(&scene, &grid).iter().map(of).collect()
    }

    /// The normal of a wall that leans inwards points up on both sides: n_x n_z is positive on the right, negative on the left, also
    /// where the wall meets the top. Upright walls couple nothing, nor do right angles.
    #[test]
    fn correlations_have_the_sign_of_the_walls() {
        assert!(bar(0.0).is_empty());
        for slope in [0.2, -0.2] {
            let found = bar(slope);
            assert!(!found.is_empty());
            for ([x, _, z], [yz, zx, xy]) in found {
                assert!(yz.abs() < 1e-6 && xy.abs() < 1e-6 && zx.abs() < 1.0, "{yz} {zx} {xy}");
                assert!(zx * x * slope > 0.0, "slope {slope}, x {x:.2}, z {z:.2}: {zx}");
            }
        }
    }
}
