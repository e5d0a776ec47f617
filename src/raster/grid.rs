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
    /// The grid that a job asks for: uniform from `cell_um`, else graded by the scene's indices and snapped to its interfaces.
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
mod tests {
    use super::*;
    use crate::geometry::Medium;
    use crate::job::Facing;

    fn job(text: &str) -> Job {
        let head = "name = 't'\nspectrum.wavelength_um = [1.5, 1.6]\n";
        toml::from_str(&format!("{head}{text}")).unwrap()
    }

    fn empty() -> Scene {
        let background = Medium::constant("SiO2", 2.25, 0.0);
        Scene::new(background, Vec::new())
    }

    fn port(x: f64, facing: Facing) -> Port {
        Port {
            name: "o".into(),
            center: [x, 0.0, 0.11],
            facing,
            size: [0.0, 2.0, 1.5],
            modes: 1,
            excite: true,
            form: Default::default(),
        }
    }

    #[test]
    fn a_uniform_grid_is_whole_cells_about_the_middle() {
        let job = job("grid.cell_um = [0.1, 0.05, 0.2]\ndomain.x_um = [0.0, 1.04]\n\
            domain.y_um = [-1.0, 1.0]\ndomain.z_um = [0.0, 1.0]\nboundary.y = 'pec'\nboundary.pml_cells = 3");
        let grid = Grid::new(&job, &empty(), &[]).unwrap();
        let along = |scene: usize| &grid.axes[grid.frame.lattice_axis(scene)];
        assert_eq!([0, 1, 2].map(|s| along(s).cells()), [16, 40, 11]);
        assert_eq!([0, 1, 2].map(|s| along(s).pml), [[3, 3], [0, 0], [3, 3]]);
        assert_eq!(grid.frame.0[1], 2);
        let [lo, hi] = along(0).inside();
        assert!((lo - 0.02).abs() < 1e-12 && (hi - 1.02).abs() < 1e-12);
    }

    #[test]
    fn ports_and_their_margin_make_the_domain() {
        let job = job("grid.cells_per_wavelength = 10\ndomain.margin_um = 0.5");
        let ports = [port(-3.0, Facing::MinusX), port(3.0, Facing::PlusX)];
        let grid = Grid::new(&job, &empty(), &ports).unwrap();
        let inside = |scene: usize| grid.axes[grid.frame.lattice_axis(scene)].inside();
        let expected = [[-3.5, 3.5], [-1.5, 1.5], [-1.14, 1.36]];
        for (axis, expected) in expected.iter().enumerate() {
            for (end, expected) in inside(axis).iter().zip(expected) {
                assert!((end - expected).abs() < 1e-12, "{axis}: {end} {expected}");
            }
        }
    }

    #[test]
    fn what_the_layout_has_beside_its_ports_is_in_the_domain() {
        let ports = [port(-3.0, Facing::MinusX), port(3.0, Facing::PlusX)];
        // A ring above its bus.
        let mut scene = empty();
        scene.layout.extent = Some([[-4.0, 4.0], [-0.25, 8.5]]);
        let inside = |more: &str| {
            let job = job(&format!("grid.cell_um = 0.1\ndomain.margin_um = 0.5\n{more}"));
            let grid = Grid::new(&job, &scene, &ports).unwrap();
            [0, 1].map(|scene| grid.axes[grid.frame.lattice_axis(scene)].inside())
        };
        let close = |found: [f64; 2], wanted: [f64; 2]| found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9);
        let [x, y] = inside("");
        assert!(close(x, [-4.5, 4.5]) && close(y, [-1.5, 9.0]), "{x:?} {y:?}");
        let [_, y] = inside("symmetry.y = 'even'");
        assert!(close(y, [0.0, 9.0]), "{y:?}");
        let [_, y] = inside("domain.y_um = [-1.0, 2.0]");
        assert!(close(y, [-1.0, 2.0]), "{y:?}");
    }

    #[test]
    fn a_flat_axis_is_one_cell_in_the_middle_of_the_lattice() {
        for (name, scene) in [("x", 0), ("y", 1), ("z", 2)] {
            let job = job(&format!(
                "grid.cell_um = 0.1\ndomain.flat = '{name}'\ndomain.x_um = [0, 2]\ndomain.y_um = [1, 3]\ndomain.z_um = [2, 4]"
            ));
            let grid = Grid::new(&job, &empty(), &[]).unwrap();
            assert_eq!(grid.collapsed(), Some(1));
            assert_eq!(grid.frame.0[1], scene);
            assert_eq!(grid.axes[1].coordinate(0, true), 1.0 + scene as f64);
            assert_eq!(grid.shape()[1], 1);
        }
    }

    #[test]
    fn a_plane_of_symmetry_halves_the_domain_about_it() {
        for (parity, dead) in [("odd", 0), ("even", 1)] {
            let job = job(&format!(
                "grid.cell_um = 0.1\ndomain.margin_um = 0.5\nsymmetry = {{ y = '{parity}', y_um = 0.25 }}"
            ));
            let ports = [
                Port { center: [-3.0, 0.25, 0.11], ..port(-3.0, Facing::MinusX) },
                Port { center: [3.0, 2.25, 0.11], excite: false, ..port(3.0, Facing::PlusX) },
            ];
            let grid = Grid::new(&job, &empty(), &ports).unwrap();
            let y = &grid.axes[grid.frame.lattice_axis(1)];
            // From the plane to the outer port's window and the margin: 3.5 µm, then the absorber.
            assert_eq!((y.cells(), y.pml, y.magnetic, y.mirror), (35 + 12 + dead, [0, 12], [dead == 1, false], true));
            let [lo, hi] = y.inside();
            assert!((lo - 0.25).abs() < 1e-12 && (hi - 3.75).abs() < 1e-12);
            assert_eq!(y.dual(dead + 1), y.width(dead + 1, false));
            assert!((y.dual(dead) - if dead == 1 { 0.05 } else { 0.1 }).abs() < 1e-12);
            let told: Vec<_> = grid.mirrors().collect();
            assert_eq!(told, [("none".into(), 0.0), (parity.to_string(), y.nodes[dead]), ("none".into(), 0.0)]);
        }
    }

    #[test]
    fn a_box_refines_the_axes_that_it_names() {
        let domain = "domain.x_um = [-2, 2]\ndomain.y_um = [-1, 1]\ndomain.z_um = [-1, 1]\nboundary.pml_cells = 4\n";
        let grid =
            |refine: &str| Grid::new(&job(&format!("{domain}grid.cells_per_wavelength = 10\n{refine}")), &empty(), &[]);
        // 1.5 µm / (10 × 1.5) are 0.1 µm.
        let plain = grid("").unwrap();
        for (size, least, most) in [("cell_um = 0.02", 0.0, 0.02), ("cells_per_wavelength = 40", 0.0, 0.025)] {
            let fine = grid(&format!("grid.refine = [{{ x_um = [0.31, 0.67], {size} }}]")).unwrap();
            let along = |grid: &Grid, s: usize| grid.axes[grid.frame.lattice_axis(s)].clone();
            assert_eq!([1, 2].map(|s| along(&fine, s)), [1, 2].map(|s| along(&plain, s)));
            let x = along(&fine, 0);
            let mut steps = Vec::new();
            for i in 0..x.cells() {
                let within = x.nodes[i + 1] > 0.31 && x.nodes[i] < 0.67;
                assert!(x.primal(i) > least && x.primal(i) <= if within { most } else { 0.1 } * (1.0 + 1e-8));
                steps.push(x.primal(i));
            }
            let ratio = steps.windows(2).map(|pair| (pair[0] / pair[1]).max(pair[1] / pair[0])).fold(1.0, f64::max);
            assert!(ratio <= 1.4 * (1.0 + 1e-9), "{ratio}");
            assert!(x.cells() < 40 + 8 + 36, "{} cells", x.cells());
        }
        let beyond = grid("grid.refine = [{ y_um = [1.5, 2.0], cell_um = 0.02 }]").unwrap_err();
        assert_eq!(beyond[0].path, "grid.refine[0].y_um");
        assert!(beyond[0].message.contains("spans 1.5 to 2 µm along y, outside the domain, -1.000 to 1.000"));
    }

    #[test]
    fn problems_name_the_value_and_both_numbers() {
        let domain = "domain.x_um = [0, 2]\ndomain.y_um = [1, 3]\ndomain.z_um = [2, 4]\n";
        let told = |text: &str, ports: &[Port]| {
            let problems = Grid::new(&job(text), &empty(), ports).unwrap_err();
            let told = problems.iter().map(|p| format!("{}: {}", p.path, p.message));
            told.collect::<Vec<_>>()
        };
        let large = told(&format!("{domain}grid.cell_um = [0.1, 5.0, 0.1]"), &[]);
        let expected = "grid.cell_um: cells of 5 µm do not divide the 2.000000 µm of the domain along y";
        assert_eq!(large, [expected]);
        assert_eq!(told(&format!("{domain}[grid]"), &[]).len(), 1);
        assert_eq!(told("grid.cell_um = 0.1", &[]).len(), 3);
        let backwards = told("grid.cell_um = 0.1\ndomain.x_um = [2, 1]", &[port(0.0, Facing::PlusX)]);
        assert_eq!(backwards, ["domain.x_um: the domain ends at x = 1 µm and begins at 2 µm"]);
        let growth = told(&format!("{domain}grid.cells_per_wavelength = 10\ngrid.max_growth = 1.0"), &[]);
        assert!(growth[0].starts_with("grid.max_growth: "), "{growth:?}");
        let many = told(&format!("{domain}grid.cells_per_wavelength = 1e9"), &[]);
        assert!(many[0].starts_with("grid.cells_per_wavelength: "), "{many:?}");
    }
}
