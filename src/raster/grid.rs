//! The Yee grid: three rectilinear axes and the frame that says which axis of the scene each one is.

use super::Axis;
use super::extent::{Extent, NAMES, extents};
use super::features::Features;
use super::sizing::Sizing;
use crate::geometry::{Port, Scene};
use crate::job::{CellSize, GridSpec, Job, Problem, Wall};
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
/// component's own range stay zero. The outer walls are perfect conductors (E tangential on nodes 0 and n is zero).
#[derive(Clone, Debug)]
pub struct Grid {
    pub frame: Frame,
    pub axes: [Axis; 3],
}

/// Cells along one axis beyond which a job is taken for a slip of the pen; no machine holds the plane across them.
const MOST_CELLS: f64 = 1e6;
/// Least growth that stretches of whole cells between interfaces can keep to without very many cells.
const LEAST_GROWTH: f64 = 1.05;

impl Grid {
    /// The grid that a job asks for: uniform from `cell_um`, else graded by the scene's indices and snapped to its interfaces.
    pub fn new(job: &Job, scene: &Scene, ports: &[Port]) -> Result<Self, Vec<Problem>> {
        let extents = extents(job, scene, ports)?;
        let walls = [job.boundary.x, job.boundary.y, job.boundary.z];
        let mut problems = Vec::new();
        let axes = [0, 1, 2].map(|axis| {
            let range = extents[axis].range;
            if extents[axis].flat {
                let collapsed = true;
                return Axis { collapsed, ..Axis::new(range.to_vec()) };
            }
            let nodes = match (job.grid.cell_um, job.grid.cells_per_wavelength) {
                (Some(cell), None) => uniform(axis, range, cell),
                (None, Some(cells)) => graded(axis, job, cells, scene, &extents, ports),
                _ => Err(Problem::new(
                    "grid",
                    "the grid needs either cells_per_wavelength or cell_um",
                    "give one of them, e.g. cells_per_wavelength = 10",
                )),
            };
            let nodes = nodes.unwrap_or_else(|problem| {
                problems.push(problem);
                range.to_vec()
            });
            match walls[axis] {
                Wall::Pml => Axis::new(nodes).with_absorber(job.boundary.pml_cells),
                Wall::Pec => Axis::new(nodes),
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

/// Whole cells of one size about the middle of the range.
fn uniform(axis: usize, [lo, hi]: [f64; 2], cell: CellSize) -> Result<Vec<f64>, Problem> {
    let step = match cell {
        CellSize::Uniform(step) => step,
        CellSize::PerAxis(steps) => steps[axis],
    };
    let name = NAMES[axis];
    let count = ((hi - lo) / step).round();
    if !(step > 0.0 && (1.0..=MOST_CELLS).contains(&count)) {
        return Err(Problem::new(
            "grid.cell_um",
            format!("cells of {step} µm do not divide the {:.6} µm of the domain along {name}", hi - lo),
            format!("a cell must be above 0, at most the domain, and at least {:.3e} µm", (hi - lo) / MOST_CELLS),
        ));
    }
    let middle = 0.5 * (lo + hi);
    Ok((0..=count as usize).map(|i| middle + step * (i as f64 - 0.5 * count)).collect())
}

/// Nodes by the indices and interfaces along an axis.
fn graded(
    axis: usize,
    job: &Job,
    cells: f64,
    scene: &Scene,
    extents: &[Extent; 3],
    ports: &[Port],
) -> Result<Vec<f64>, Problem> {
    let GridSpec { max_growth, .. } = job.grid;
    let [first, second] = job.spectrum.wavelength_um;
    // In a metal |n| = sqrt |ε| stands for its skin depth.
    let step = |epsilon: f64| first.min(second) / (cells * epsilon.abs().sqrt());
    let features = Features::along(axis, scene, extents, step);
    let range = extents[axis].range;
    let background = step(scene.background.epsilon);
    let finest = features.zones.iter().map(|zone| zone.step).fold(background, f64::min);
    let count = (range[1] - range[0]) / finest;
    if !(cells > 0.0 && count <= MOST_CELLS) {
        return Err(Problem::new(
            "grid.cells_per_wavelength",
            format!("{cells} cells per wavelength make {count:.1e} cells along {}", NAMES[axis]),
            format!("10 to 30 are usual, and an axis holds {MOST_CELLS:.0e} cells at most"),
        ));
    }
    if max_growth.is_nan() || max_growth < LEAST_GROWTH {
        return Err(Problem::new(
            "grid.max_growth",
            format!("neighbouring steps cannot all be kept within a ratio of {max_growth}"),
            format!("give {LEAST_GROWTH} or more (1.4 is usual), or a uniform grid with grid.cell_um"),
        ));
    }
    let planes = ports.iter().filter(|port| port.facing.axis() == axis);
    let sizing = Sizing {
        range,
        background,
        growth: max_growth,
        features,
        planes: planes.map(|port| port.center[axis]).collect(),
    };
    sizing.nodes().map_err(|ratio| {
        Problem::new(
            "grid.max_growth",
            format!(
                "neighbouring steps along {} differ by a factor of {ratio:.3}, more than {max_growth}",
                NAMES[axis]
            ),
            "enlarge max_growth or cells_per_wavelength",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::scene::Medium;
    use crate::job::Facing;

    fn job(text: &str) -> Job {
        let head = "name = 't'\nspectrum.wavelength_um = [1.5, 1.6]\n";
        toml::from_str(&format!("{head}{text}")).unwrap()
    }

    fn empty() -> Scene {
        let background = Medium { name: "SiO2".into(), epsilon: 2.25, diagonal: None, sigma: 0.0 };
        Scene { background, structures: Vec::new() }
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
