//! The Yee grid: three rectilinear axes and the frame that says which axis of the scene each one is.

use super::Axis;
use crate::yee::Component;

/// Which axis of the scene each lattice axis is: lattice axis `a` runs along scene axis `frame.0[a]`.
///
/// Cyclic permutations only, so that curls keep their signs. The scene axis with the fewest cells stands in the middle:
/// planes of constant x stay small, rows along z stay long, and a collapsed axis (2D) is always y.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame(pub [usize; 3]);

impl Frame {
    /// The frame for this many cells along the scene's x, y, z; ties keep the scene's own order.
    pub fn choose(cells: [usize; 3]) -> Self {
        let fewest = [1, 2, 0]
            .into_iter()
            .min_by_key(|&axis| cells[axis])
            .unwrap_or(1);
        Frame([(fewest + 2) % 3, fewest, (fewest + 1) % 3])
    }

    /// The lattice axis that runs along a scene axis.
    pub fn lattice_axis(self, scene_axis: usize) -> usize {
        (0..3).find(|&a| self.0[a] == scene_axis).unwrap_or(0)
    }

    /// Reorders a scene triple to the lattice's order.
    pub fn to_lattice<T: Copy>(self, scene: [T; 3]) -> [T; 3] {
        self.0.map(|axis| scene[axis])
    }

    /// Reorders a lattice triple to the scene's order.
    pub fn to_scene<T: Copy>(self, lattice: [T; 3]) -> [T; 3] {
        [0, 1, 2].map(|axis| lattice[self.lattice_axis(axis)])
    }

    /// The lattice component that is a component of the scene, and back.
    pub fn component_to_lattice(self, scene: Component) -> Component {
        scene.along(self.lattice_axis(scene.axis()))
    }

    pub fn component_to_scene(self, lattice: Component) -> Component {
        lattice.along(self.0[lattice.axis()])
    }
}

/// A rectilinear Yee grid in lattice order (x, y, z), z contiguous in memory.
///
/// Each component is stored with [`Axis::stored`] points per axis, so that all six share one index; points beyond a
/// component's own range stay zero. The outer walls are perfect conductors (E tangential on nodes 0 and n is zero).
#[derive(Clone, Debug)]
pub struct Grid {
    pub frame: Frame,
    pub axes: [Axis; 3],
}

impl Grid {
    /// Points stored per axis, lattice order.
    pub fn shape(&self) -> [usize; 3] {
        [0, 1, 2].map(|a| self.axes[a].stored())
    }

    /// Points stored per component.
    pub fn points(&self) -> usize {
        self.shape().iter().product()
    }

    /// Yee cells, absorber included.
    pub fn cells(&self) -> usize {
        self.axes.iter().map(Axis::cells).product()
    }

    /// Index of a point in a component's own array, C order.
    pub fn index(&self, [i, j, k]: [usize; 3]) -> usize {
        let [_, ny, nz] = self.shape();
        (i * ny + j) * nz + k
    }

    /// Index of a point in an array that holds three components interleaved by plane: `[i][component][j][k]`.
    pub fn interleaved(&self, axis: usize, [i, j, k]: [usize; 3]) -> usize {
        let [_, ny, nz] = self.shape();
        ((i * 3 + axis) * ny + j) * nz + k
    }

    /// Position of a component's point in lattice order, µm.
    pub fn position(&self, component: Component, index: [usize; 3]) -> [f64; 3] {
        let half = component.half();
        [0, 1, 2].map(|a| self.axes[a].coordinate(index[a], half[a]))
    }

    /// The axis that is one cell thick without derivatives, if the grid is 2D.
    pub fn collapsed(&self) -> Option<usize> {
        (0..3).find(|&a| self.axes[a].collapsed)
    }
}
