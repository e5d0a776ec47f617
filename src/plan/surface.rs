//! Planes and boxes of monitors that sum over them: the faces that power crosses, the inside that energy fills, halved at planes of symmetry.

use super::DftBox;
use crate::job::{Monitor, MonitorKind, Problem};
use crate::raster::Grid;
use crate::units::SAME_UM;
use crate::yee::{AXES, COMPONENTS, Component, transverse};

/// A plane that power flows through: E_u, E_v, H_u, H_v on node planes, H half a cell further.
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    /// Its sums among the plan's monitors.
    pub monitor: usize,
    /// Lattice axis that it is normal to.
    pub axis: usize,
    /// Its node along it.
    pub plane: usize,
    /// +1 where power towards the axis' end counts, −1 where it is what enters a box.
    pub sign: f64,
    /// Along u and v.
    pub sides: [Side; 2],
    /// How many there are with its images.
    pub copies: f64,
}

/// A box that energy is counted in: its nodes beyond the first, and what lies half a cell on before the last.
#[derive(Clone, Debug, PartialEq)]
pub struct Interior {
    /// Its sums among the plan's monitors, of all six components.
    pub monitor: usize,
    pub sides: [Side; 3],
    /// How many there are with its images.
    pub copies: f64,
}

/// What a face or box spans along one axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    /// First and last node.
    pub nodes: [usize; 2],
    /// Whether it begins on a plane of symmetry and goes on as its image below.
    pub mirrored: bool,
    /// Whether points on nodes count as a whole, from beyond the first to the last, or by what of their cells lies within.
    pub closed: bool,
}

impl Face {
    /// Whether it closes a box.
    pub fn closed(&self) -> bool {
        self.sides[0].closed
    }
}

/// Nodes of a monitor of flux, far fields or energy, and along which axes it is centred on a plane of symmetry, so that its half is there.
pub(super) struct Surface {
    nodes: [[usize; 2]; 3],
    pub halved: [bool; 3],
}

/// The surface of a monitor between nodes, which has no half without an image.
pub(super) fn surface(grid: &Grid, monitor: &Monitor, nodes: [[usize; 2]; 3], path: &str) -> Result<Surface, Problem> {
    let (center, size) = (grid.frame.to_lattice(monitor.center_um), grid.frame.to_lattice(monitor.size_um));
    let mut halved = [false; 3];
    for (a, axis) in grid.axes.iter().enumerate().filter(|(_, axis)| axis.mirror) {
        let (plane, name) = (axis.inside()[0], AXES[grid.frame.0[a]]);
        halved[a] = size[a] > SAME_UM && (center[a] - plane).abs() < SAME_UM;
        if !halved[a] && center[a] - 0.5 * size[a] < plane - SAME_UM {
            let message = format!(
                "monitor `{}` spans {:.3} to {:.3} µm along {name}, across the plane of symmetry at {plane:.3} µm but not centred on it",
                monitor.name,
                center[a] - 0.5 * size[a],
                center[a] + 0.5 * size[a]
            );
            return Err(Problem::new(path, message, "centre it on the plane, or keep it above"));
        }
    }
    Ok(Surface { nodes, halved })
}

impl Surface {
    fn copies(&self) -> f64 {
        self.halved.map(|halved| if halved { 2.0 } else { 1.0 }).iter().product()
    }

    fn side(&self, a: usize, closed: bool) -> Side {
        Side { nodes: self.nodes[a], mirrored: self.halved[a], closed }
    }

    /// Whether it has no cell along an axis.
    fn is_thin(&self, grid: &Grid, a: usize) -> bool {
        !grid.axes[a].collapsed && self.nodes[a][0] == self.nodes[a][1]
    }

    /// Refuses a box of no cell, and a plane that is a line.
    pub(super) fn check_thickness(&self, grid: &Grid, monitor: &Monitor, path: &str) -> Result<(), Problem> {
        let sizes = grid.frame.to_lattice(monitor.size_um);
        let mut empty: Vec<usize> = (0..3).filter(|&a| self.is_thin(grid, a)).collect();
        empty.sort_by(|&a, &b| sizes[b].total_cmp(&sizes[a]));
        // One of them is what makes a plane.
        let planes = usize::from(monitor.kind != MonitorKind::Energy);
        let Some(&a) = empty.first().filter(|_| empty.len() > planes) else { return Ok(()) };
        let (axis, name, size) = (&grid.axes[a], AXES[grid.frame.0[a]], sizes[a]);
        let step = axis.primal(self.nodes[a][0].min(axis.cells() - 1));
        let message = format!("monitor `{}` spans {size:.4} µm along {name}, no cell of {step:.4} µm", monitor.name);
        Err(Problem::new(path, message, "enlarge it, or give the grid finer steps there"))
    }

    /// What a box encloses, and its sums.
    pub(super) fn interior(&self, frequencies: &[f64], monitor: usize) -> (Interior, DftBox) {
        let [lo, hi] = [self.nodes.map(|nodes| nodes[0]), self.nodes.map(|nodes| nodes[1] + 1)];
        let sums = DftBox { components: COMPONENTS.to_vec(), lo, hi, frequencies: frequencies.to_vec() };
        (Interior { monitor, sides: [0, 1, 2].map(|a| self.side(a, false)), copies: self.copies() }, sums)
    }

    /// The plane that the monitor is, else the faces of its box; a plane of symmetry is no face.
    pub(super) fn faces(&self, grid: &Grid, frequencies: &[f64], first: usize) -> (Vec<Face>, Vec<DftBox>) {
        let &Surface { nodes, halved } = self;
        let sides: Vec<(usize, usize, f64, bool)> = match (0..3).find(|&a| self.is_thin(grid, a)) {
            Some(axis) => vec![(axis, nodes[axis][0], 1.0, false)],
            None => {
                let across = (0..3).filter(|&a| !grid.axes[a].collapsed);
                let both = across.flat_map(|a| [(a, nodes[a][0], -1.0, true), (a, nodes[a][1], 1.0, true)]);
                both.filter(|&(a, _, sign, _)| !halved[a] || sign > 0.0).collect()
            }
        };
        let copies = self.copies();
        let face = |(n, &(axis, plane, sign, closed)): (usize, &(usize, usize, f64, bool))| {
            let across @ [u, v] = transverse(axis);
            let (mut lo, mut hi) = ([plane; 3], [plane + 1; 3]);
            for a in across {
                (lo[a], hi[a]) = (nodes[a][0], nodes[a][1] + 1);
            }
            let components = vec![Component::e(u), Component::e(v), Component::h(u), Component::h(v)];
            let face =
                Face { monitor: first + n, axis, plane, sign, sides: across.map(|a| self.side(a, closed)), copies };
            (face, DftBox { components, lo, hi, frequencies: frequencies.to_vec() })
        };
        sides.iter().enumerate().map(face).unzip()
    }
}
