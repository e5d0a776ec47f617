//! The nodes of an axis by the job: its own, whole cells of one size, or graded by the scene's indices and snapped to its interfaces.

use super::extent::Extent;
use super::features::Features;
use super::refine;
use super::sizing::Sizing;
use crate::geometry::{Port, Scene};
use crate::job::{CellSize, Job, Problem};
use crate::units::SAME_UM;
use crate::yee::AXES;

/// Cells along one axis beyond which a job is taken for a slip of the pen; no machine holds the plane across them.
const MOST_CELLS: f64 = 1e6;
/// Least growth that stretches of whole cells between interfaces can keep to without very many cells.
const LEAST_GROWTH: f64 = 1.05;

/// The nodes along an axis, without what lies beyond its ends; from a plane of symmetry on where there is one.
pub(super) fn along(
    axis: usize,
    job: &Job,
    scene: &Scene,
    extents: &[Extent; 3],
    ports: &[Port],
) -> Result<Vec<f64>, Problem> {
    if extents[axis].flat {
        return Ok(extents[axis].range.to_vec());
    }
    let given = job.grid.nodes_um.by_axis()[axis];
    if !given.is_empty() {
        return own(axis, given, &extents[axis]);
    }
    match (job.grid.cell_um, job.grid.cells_per_wavelength) {
        (Some(cell), None) => uniform(axis, &extents[axis], cell, job.boundary.ends()[axis][0].repeats()),
        (None, Some(cells)) => graded(axis, job, cells, scene, extents, ports),
        _ => Err(Problem::new(
            "grid",
            "the grid needs either cells_per_wavelength or cell_um",
            "give one of them, e.g. cells_per_wavelength = 10",
        )),
    }
}

/// The job's own nodes, from a plane of symmetry on, which has to be one of them.
fn own(axis: usize, given: &[f64], extent: &Extent) -> Result<Vec<f64>, Problem> {
    let from = extent.simulated()[0];
    let nodes: Vec<f64> = given.iter().copied().filter(|node| *node > from - SAME_UM).collect();
    let name = AXES[axis];
    match nodes.first() {
        Some(first) if (first - from).abs() < SAME_UM => Ok(nodes),
        _ => Err(Problem::new(
            format!("grid.nodes_um.{name}"),
            format!("no node lies on the plane of symmetry at {name} = {from} µm"),
            format!("add it, with nodes as far to either side, or leave out symmetry.{name}"),
        )),
    }
}

/// Whole cells of one size about the middle of the range, or up from a plane of symmetry; where the domain repeats, the size nearest to
/// it that divides the period.
fn uniform(axis: usize, extent: &Extent, cell: CellSize, repeats: bool) -> Result<Vec<f64>, Problem> {
    let [lo, hi] = extent.simulated();
    let step = cell.per_axis()[axis];
    let name = AXES[axis];
    let count = ((hi - lo) / step).round();
    if !(step > 0.0 && (1.0..=MOST_CELLS).contains(&count)) {
        return Err(Problem::new(
            "grid.cell_um",
            format!("cells of {step} µm do not divide the {:.6} µm of the domain along {name}", hi - lo),
            format!("a cell must be above 0, at most the domain, and at least {:.3e} µm", (hi - lo) / MOST_CELLS),
        ));
    }
    let step = if repeats { (hi - lo) / count } else { step };
    let (origin, before) = match extent.mirror {
        Some(mirror) => (mirror.at, 0.0),
        None => (extent.middle(), 0.5 * count),
    };
    Ok((0..=count as usize).map(|i| origin + step * (i as f64 - before)).collect())
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
    let max_growth = job.grid.max_growth;
    let [first, second] = job.spectrum.wavelength_um;
    // In a metal |n| = sqrt |ε| stands for its skin depth.
    let step = |epsilon: f64| first.min(second) / (cells * epsilon.abs().sqrt());
    let mut features = Features::along(axis, scene, extents, step);
    let range = extents[axis].simulated();
    features.zones.retain(|zone| zone.hi > range[0]);
    let finer = refine::zones(axis, job, cells, extents, &features.zones, step(scene.background.epsilon))?;
    features.zones.extend(finer);
    let background = step(scene.background.epsilon);
    let finest = features.zones.iter().map(|zone| zone.step).fold(background, f64::min);
    let count = (range[1] - range[0]) / finest;
    if !(cells > 0.0 && count <= MOST_CELLS) {
        return Err(Problem::new(
            "grid.cells_per_wavelength",
            format!("{cells} cells per wavelength make {count:.1e} cells along {}", AXES[axis]),
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
            format!("neighbouring steps along {} differ by a factor of {ratio:.3}, more than {max_growth}", AXES[axis]),
            "enlarge max_growth or cells_per_wavelength",
        )
    })
}
