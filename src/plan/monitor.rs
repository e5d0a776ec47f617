//! The job's monitors on the grid: boxes of Fourier sums for fields, flux, far fields and energy, points for probes.

use super::far::{Projection, projection};
use super::point::{self, Spread, spread};
use super::surface::{Face, Interior, Surface, surface};
use super::{DftBox, Probe};
use crate::job::{Monitor, MonitorKind, Problem, Problems};
use crate::raster::{Axis, Grid, Permittivity};
use crate::units::{SAME_UM, reciprocal};
use crate::yee::{AXES, COMPONENTS, Component};

/// What became of one of the job's monitors; indices are those of the plan's monitors and probes.
#[derive(Clone, Debug, PartialEq)]
pub enum Recorded {
    Fields(usize),
    Flux(Vec<Face>),
    Far(Projection),
    Energy(Interior),
    Probe(std::ops::Range<usize>),
}

/// The monitors' boxes and points, and what each monitor became.
pub struct Monitors {
    pub boxes: Vec<DftBox>,
    pub probes: Vec<Probe>,
    pub recorded: Vec<Recorded>,
}

/// Frequencies of a monitor: its own, else the band's for flux and the middle one for fields near and far and energy.
pub fn frequencies(monitor: &Monitor, band: &[f64]) -> Vec<f64> {
    match monitor.kind {
        MonitorKind::Probe => Vec::new(),
        _ if !monitor.wavelength_um.is_empty() => monitor.wavelength_um.iter().copied().map(reciprocal).collect(),
        MonitorKind::Flux => band.to_vec(),
        MonitorKind::Fields | MonitorKind::Far | MonitorKind::Energy => vec![band[band.len() / 2]],
    }
}

/// All monitors of a job on its grid, in a permittivity, with a time step; `first` boxes come before theirs.
pub fn monitors(
    raster @ (grid, ..): (&Grid, &Permittivity, f64),
    all: &[Monitor],
    band: &[f64],
    first: usize,
) -> Result<Monitors, Problems> {
    let (mut made, mut problems) =
        (Monitors { boxes: Vec::new(), probes: Vec::new(), recorded: Vec::new() }, Problems::new());
    for (index, monitor) in all.iter().enumerate() {
        let path = format!("monitor[{index}].center_um");
        let recorded = match monitor.kind {
            MonitorKind::Fields => fields(grid, monitor, frequencies(monitor, band), &path).map(|field| {
                made.boxes.push(field);
                Recorded::Fields(first + made.boxes.len() - 1)
            }),
            MonitorKind::Flux => bounded(grid, monitor, &path).and_then(|surface| {
                surface.check_thickness(grid, monitor, &path)?;
                let (faces, boxes) = surface.faces(grid, &frequencies(monitor, band), first + made.boxes.len());
                made.boxes.extend(boxes);
                Ok(Recorded::Flux(faces))
            }),
            MonitorKind::Far => bounded(grid, monitor, &path).and_then(|surface| {
                surface.check_thickness(grid, monitor, &path)?;
                let first = first + made.boxes.len();
                let (far, boxes) = projection(raster, monitor, &surface, &frequencies(monitor, band), first, &path)?;
                made.boxes.extend(boxes);
                Ok(Recorded::Far(far))
            }),
            MonitorKind::Energy => bounded(grid, monitor, &path).and_then(|surface| {
                surface.check_thickness(grid, monitor, &path)?;
                let (interior, sums) = surface.interior(&frequencies(monitor, band), first + made.boxes.len());
                made.boxes.push(sums);
                Ok(Recorded::Energy(interior))
            }),
            MonitorKind::Probe => probes(grid, monitor, &path).map(|probes| {
                let before = made.probes.len();
                made.probes.extend(probes);
                Recorded::Probe(before..made.probes.len())
            }),
        };
        match recorded {
            Ok(recorded) => made.recorded.push(recorded),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(made) } else { Err(problems) }
}

/// First and last node of a monitor along each axis.
fn nodes(grid: &Grid, monitor: &Monitor, path: &str) -> Result<[[usize; 2]; 3], Problem> {
    let (center, size) = (grid.frame.to_lattice(monitor.center_um), grid.frame.to_lattice(monitor.size_um));
    let mut nodes = [[0; 2]; 3];
    for (a, axis) in grid.axes.iter().enumerate().filter(|(_, axis)| !axis.collapsed) {
        let [low, high] = axis.inside();
        let [from, to] = [center[a] - 0.5 * size[a], center[a] + 0.5 * size[a]];
        outside(axis, AXES[grid.frame.0[a]], [from, to], monitor, path)?;
        nodes[a] = [axis.nearest_node(from.max(low)), axis.nearest_node(to.min(high))];
    }
    Ok(nodes)
}

/// Refuses a monitor that the domain does not reach, or of which a part below a plane of symmetry has no image within the monitor.
fn outside(axis: &Axis, name: &str, [from, to]: [f64; 2], monitor: &Monitor, path: &str) -> Result<(), Problem> {
    let [low, high] = axis.inside();
    let spans = format!("monitor `{}` spans {from:.3} to {to:.3} µm along {name}", monitor.name);
    // A monitor of no extent stands on the plane itself.
    let lost = axis.mirror && 2.0 * low - from > to + SAME_UM;
    let (message, help) = if lost {
        let message = format!("{spans}, below the plane of symmetry at {low:.3} µm: that half is not simulated");
        (
            message,
            format!("centre it on the plane, or move it to its image: center {:.3} µm", low - 0.5 * (from + to) + low),
        )
    } else if to < low || from > high {
        (format!("{spans}, outside the domain's {low:.3} to {high:.3} µm"), "move it into the domain".into())
    } else {
        return Ok(());
    };
    Err(Problem::new(path, message, help))
}

/// A field monitor, with one point more on the low side of each axis so that every component can be taken to nodes.
fn fields(grid: &Grid, monitor: &Monitor, frequencies: Vec<f64>, path: &str) -> Result<DftBox, Problem> {
    let nodes = nodes(grid, monitor, path)?;
    let lo = nodes.map(|[first, _]| first.max(1) - 1);
    // What stands on a plane of symmetry or a wall takes the next plane within: half of the points about it are not there.
    let hi = [0, 1, 2].map(|a| if grid.axes[a].collapsed { nodes[a][1] + 1 } else { nodes[a][1].max(1) + 1 });
    Ok(DftBox { components: COMPONENTS.to_vec(), lo, hi, frequencies })
}

fn bounded(grid: &Grid, monitor: &Monitor, path: &str) -> Result<Surface, Problem> {
    surface(grid, monitor, nodes(grid, monitor, path)?, path)
}

fn probes(grid: &Grid, monitor: &Monitor, path: &str) -> Result<Vec<Probe>, Problem> {
    let at = point::inside(grid, monitor.center_um, &format!("monitor `{}`", monitor.name), path)?;
    let probe = |&component: &Component| {
        let component = grid.frame.component_to_lattice(component);
        let Spread { lo, hi, weight } = spread(grid, component, at);
        Probe { component, lo, hi, weight, every: monitor.every }
    };
    Ok(monitor.components.iter().map(probe).collect())
}
