//! The Yee grid: three rectilinear axes and the frame that says which axis of the scene each one is.

use super::extent::{Extent, extents};
use super::{Axis, mirror, nodes};
use crate::geometry::{Port, Scene};
use crate::job::{Boundary, Job, Parity, Problem, Source, Wall};
use crate::units::{TAU, reciprocal};
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
        let fewest = [1, 2, 0].into_iter().min_by_key(|&axis| cells[axis]).unwrap_or(1);
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
/// component's own range stay zero. On the outermost nodes E tangential is zero: they are perfect conductors, or lie beyond a dead cell
/// (see [`Axis::magnetic`]); or it is a copy (see [`Axis::period`]).
#[derive(Clone, Debug)]
pub struct Grid {
    pub frame: Frame,
    pub axes: [Axis; 3],
}

impl Grid {
    /// The grid that a job asks for: its own nodes, uniform from `cell_um`, or graded by the scene's indices and snapped to its interfaces.
    pub fn new(job: &Job, scene: &Scene, ports: &[Port]) -> Result<Self, Vec<Problem>> {
        let extents = extents(job, scene, ports)?;
        let walls = job.boundary.ends();
        let mut problems = mirror::omitted(ports, &extents);
        let bloch = bloch(job, scene.background.epsilon);
        let axes = [0, 1, 2].map(|axis| match nodes::along(axis, job, scene, &extents, ports) {
            Ok(nodes) => ended(nodes, &extents[axis], walls[axis], &job.boundary, bloch[axis]),
            Err(problem) => {
                problems.push(problem);
                Axis::new(extents[axis].range.to_vec())
            }
        });
        // What is wrong with all axes is said once.
        problems.dedup();
        if !problems.is_empty() {
            return Err(problems);
        }
        let [x, y, z] = axes;
        let frame = Frame::choose([x.cells(), y.cells(), z.cells()]);
        let scene_axes = [x, y, z];
        let axes = frame.0.map(|axis| scene_axes[axis].clone());
        Ok(Grid { frame, axes })
    }

    /// Where an E component may differ from zero along an axis.
    pub fn free(&self, component: Component, axis: usize) -> std::ops::Range<usize> {
        if component.half()[axis] { self.axes[axis].live() } else { self.axes[axis].interior() }
    }

    /// Sets of real fields that a run needs: two where a Bloch vector makes them complex.
    pub fn lanes(&self) -> usize {
        1 + usize::from(self.axes.iter().any(Axis::is_complex))
    }

    /// How often what is simulated is there with its images about planes of symmetry.
    pub fn copies(&self) -> f64 {
        self.axes.iter().map(|axis| if axis.mirror { 2.0 } else { 1.0 }).product()
    }

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

    /// For the scene's x, y, z: "even", "odd" or "none", and where the plane of symmetry lies, µm. Nothing without any.
    pub fn mirrors(&self) -> impl Iterator<Item = (String, f64)> {
        let any = self.axes.iter().any(|axis| axis.mirror);
        let axes = [0, 1, 2].map(|axis| &self.axes[self.frame.lattice_axis(axis)]);
        let told = axes.map(|axis| match (axis.mirror, axis.magnetic[0]) {
            (false, _) => ("none".to_string(), 0.0),
            (true, true) => ("even".to_string(), axis.inside()[0]),
            (true, false) => ("odd".to_string(), axis.inside()[0]),
        });
        told.into_iter().filter(move |_| any)
    }

    /// The axis that is one cell thick without derivatives, if the grid is 2D.
    pub fn collapsed(&self) -> Option<usize> {
        (0..3).find(|&a| self.axes[a].collapsed)
    }
}

/// The Bloch vector along the scene's axes, rad/µm: the job's, else that of its plane wave in the background at the middle of the band.
fn bloch(job: &Job, epsilon: f64) -> [f64; 3] {
    let [short, long] = job.spectrum.wavelength_um.map(reciprocal);
    let wave =
        job.source.iter().find_map(Source::tilt).map(|to| to.map(|d| d * 0.5 * TAU * (short + long) * epsilon.sqrt()));
    job.boundary.bloch_rad_um.or(wave).unwrap_or_default()
}

/// An axis with what ends it: walls, absorbers, a plane of symmetry in place of its low end, or its own beginning.
fn ended(nodes: Vec<f64>, extent: &Extent, walls: [Wall; 2], boundary: &Boundary, bloch: f64) -> Axis {
    if extent.flat {
        return Axis { collapsed: true, ..Axis::new(nodes) };
    }
    if walls[0].repeats() {
        let period = nodes[nodes.len() - 1] - nodes[0];
        return Axis::new(nodes).repeated(if walls[0] == Wall::Bloch { bloch * period } else { 0.0 });
    }
    let mut walls = walls;
    if let Some(mirror) = extent.mirror {
        walls[0] = if mirror.parity == Parity::Even { Wall::Pmc } else { Wall::Pec };
    }
    let absorbers = walls.map(|wall| match wall {
        Wall::Pml => boundary.pml_cells,
        Wall::Absorber => boundary.absorber_cells,
        Wall::Pec | Wall::Pmc | Wall::Periodic | Wall::Bloch => 0,
    });
    let axis = Axis::new(nodes).with_absorbers(absorbers).with_magnetic(walls.map(|wall| wall == Wall::Pmc));
    Axis { mirror: extent.mirror.is_some(), adiabatic: walls.map(|wall| wall == Wall::Absorber), ..axis }
}

#[cfg(test)]
mod tests;
