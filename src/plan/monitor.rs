//! The job's monitors on the grid: boxes of Fourier sums for fields, flux and far fields, points for probes.

use super::far::{Projection, projection};
use super::point::{self, Spread, spread};
use super::{DftBox, Probe};
use crate::job::{Monitor, MonitorKind, Problem, Problems};
use crate::raster::{Axis, Grid, Permittivity};
use crate::units::{SAME_UM, reciprocal};
use crate::yee::{COMPONENTS, Component, transverse};

/// What became of one of the job's monitors; indices are those of the plan's monitors and probes.
#[derive(Clone, Debug, PartialEq)]
pub enum Recorded {
    Fields(usize),
    Flux(Vec<Face>),
    Far(Projection),
    Energy(Interior),
    Probe(std::ops::Range<usize>),
}

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
    /// First and last node across, along u and v.
    pub lo: [usize; 2],
    pub hi: [usize; 2],
    /// Whether it begins on a plane of symmetry, along u and v, and goes on as its image below.
    pub mirrored: [bool; 2],
    /// How many there are with its images.
    pub copies: f64,
    /// Whether it closes a box.
    pub closed: bool,
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
    /// Along u or v.
    pub fn side(&self, n: usize) -> Side {
        Side { nodes: [self.lo[n], self.hi[n]], mirrored: self.mirrored[n], closed: self.closed }
    }
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
            MonitorKind::Flux => surface(grid, monitor, &path).map(|surface| {
                let (faces, boxes) = surface.faces(grid, &frequencies(monitor, band), first + made.boxes.len());
                made.boxes.extend(boxes);
                Recorded::Flux(faces)
            }),
            MonitorKind::Far => surface(grid, monitor, &path).and_then(|surface| {
                let first = first + made.boxes.len();
                let (far, boxes) = projection(raster, monitor, &surface, &frequencies(monitor, band), first, &path)?;
                made.boxes.extend(boxes);
                Ok(Recorded::Far(far))
            }),
            MonitorKind::Energy => surface(grid, monitor, &path).and_then(|surface| {
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
        outside(axis, ["x", "y", "z"][grid.frame.0[a]], [from, to], monitor, path)?;
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
    let hi = nodes.map(|[_, last]| last + 1);
    Ok(DftBox { components: COMPONENTS.to_vec(), lo, hi, frequencies })
}

/// Nodes of a monitor of flux, far fields or energy, and along which axes it is centred on a plane of symmetry, so that its half is there.
pub(super) struct Surface {
    nodes: [[usize; 2]; 3],
    pub halved: [bool; 3],
}

/// The surface of a monitor, which has no half without an image.
fn surface(grid: &Grid, monitor: &Monitor, path: &str) -> Result<Surface, Problem> {
    let nodes = nodes(grid, monitor, path)?;
    let (center, size) = (grid.frame.to_lattice(monitor.center_um), grid.frame.to_lattice(monitor.size_um));
    let mut halved = [false; 3];
    for (a, axis) in grid.axes.iter().enumerate().filter(|(_, axis)| axis.mirror) {
        let (plane, name) = (axis.inside()[0], ["x", "y", "z"][grid.frame.0[a]]);
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

    /// Refuses a box of no cell.
    fn check_thickness(&self, grid: &Grid, monitor: &Monitor, path: &str) -> Result<(), Problem> {
        let empty = |&a: &usize| !grid.axes[a].collapsed && self.nodes[a][0] == self.nodes[a][1];
        let Some(a) = (0..3).find(empty) else { return Ok(()) };
        let (axis, name) = (&grid.axes[a], ["x", "y", "z"][grid.frame.0[a]]);
        let size = grid.frame.to_lattice(monitor.size_um)[a];
        let step = axis.primal(self.nodes[a][0].min(axis.cells() - 1));
        let message =
            format!("energy monitor `{}` spans {size:.4} µm along {name}, no cell of {step:.4} µm", monitor.name);
        Err(Problem::new(path, message, "enlarge it, or give the grid finer steps there"))
    }

    /// What a box encloses, and its sums.
    fn interior(&self, frequencies: &[f64], monitor: usize) -> (Interior, DftBox) {
        let side = |a: usize| Side { nodes: self.nodes[a], mirrored: self.halved[a], closed: true };
        let [lo, hi] = [self.nodes.map(|nodes| nodes[0]), self.nodes.map(|nodes| nodes[1] + 1)];
        let sums = DftBox { components: COMPONENTS.to_vec(), lo, hi, frequencies: frequencies.to_vec() };
        (Interior { monitor, sides: [0, 1, 2].map(side), copies: self.copies() }, sums)
    }

    /// The plane that the monitor is, else the faces of its box; a plane of symmetry is no face.
    pub(super) fn faces(&self, grid: &Grid, frequencies: &[f64], first: usize) -> (Vec<Face>, Vec<DftBox>) {
        let &Surface { nodes, halved } = self;
        let thin = |a: usize| !grid.axes[a].collapsed && nodes[a][0] == nodes[a][1];
        let sides: Vec<(usize, usize, f64, bool)> = match (0..3).find(|&a| thin(a)) {
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
            let face = Face {
                monitor: first + n,
                axis,
                plane,
                sign,
                lo: across.map(|a| nodes[a][0]),
                hi: across.map(|a| nodes[a][1]),
                mirrored: across.map(|a| halved[a]),
                copies,
                closed,
            };
            (face, DftBox { components, lo, hi, frequencies: frequencies.to_vec() })
        };
        sides.iter().enumerate().map(face).unzip()
    }
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
