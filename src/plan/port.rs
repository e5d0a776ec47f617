//! Ports on the grid: the window of the modes, the monitor's plane, the source's plane behind it.

use crate::geometry;
use crate::job::Problem;
use crate::modes::{Basis, Bend, Form, Section};
use crate::raster::{Axis, Grid, Permittivity};
use crate::yee::{AXES, Component, transverse};

use super::DftBox;

/// A port on the grid, with its modes over the band.
#[derive(Clone, Debug)]
pub struct PortPlan {
    pub port: geometry::Port,
    /// Where modes are solved and amplitudes measured: nodes of E, and H half a cell towards +axis.
    pub section: Section,
    /// Whether the port faces towards +axis (waves that enter the device run towards −axis).
    pub positive: bool,
    /// Node plane of the source, outside the monitor.
    pub source: usize,
    /// Reference plane minus the monitor's node plane, µm along +axis.
    pub offset: f64,
    pub basis: Basis,
}

/// Part of its contrast by which a guide may differ beyond its port, as a strip of 500 nm does that is 25 nm wider there.
const CHANGED: f64 = 0.05;

impl PortPlan {
    /// How far outside of the port its guide's ε is first another at an angular frequency (1/µm), µm; none for guides that go on as they
    /// are, or bend, or repeat.
    pub fn changes(&self, grid: &Grid, permittivity: &Permittivity, omega: f64) -> Option<f64> {
        let section = &self.section;
        let axis = &grid.axes[section.axis];
        if section.form.bend.is_some() || axis.period.is_some() {
            return None;
        }
        let profile = |plane: usize| -> Vec<f64> {
            let (lo, hi) = section_box(section, plane);
            let points =
                (lo[0]..hi[0]).flat_map(|i| (lo[1]..hi[1]).flat_map(move |j| (lo[2]..hi[2]).map(move |k| [i, j, k])));
            points.flat_map(|point| transverse(section.axis).map(|c| permittivity.real(c, point, omega))).collect()
        };
        let here = profile(section.plane);
        let least = here.iter().copied().fold(f64::INFINITY, f64::min);
        let contrast: f64 = here.iter().map(|epsilon| epsilon - least).sum();
        let differs = |plane: &usize| {
            let by: f64 = profile(*plane).iter().zip(&here).map(|(there, here)| (there - here).abs()).sum();
            by > CHANGED * contrast
        };
        // On the outermost nodes nothing is computed.
        let found = match self.positive {
            true => (section.plane + 1..axis.cells()).find(differs),
            false => (1..section.plane).rev().find(differs),
        };
        found.map(|plane| (axis.nodes[plane] - axis.nodes[section.plane]).abs())
    }
}

/// Cells that the source keeps from the monitor and from the absorber.
const CLEAR: usize = 3;

/// The window and planes of a port: `(section, source plane, offset of the reference plane)`.
pub fn place(grid: &Grid, port: &geometry::Port, path: &str) -> Result<(Section, usize, f64), Problem> {
    let axis = grid.frame.lattice_axis(port.facing.axis());
    let (center, size) = (grid.frame.to_lattice(port.center), grid.frame.to_lattice(port.size));
    let normal = &grid.axes[axis];
    let [low, high] = normal.inside();
    let plane = normal.nearest_node(center[axis]);
    let [first, last] = normal.proper();
    // Between the monitor's H, half a cell on, and the absorber.
    let room = if port.facing.positive() { last.saturating_sub(plane + 1) } else { plane.saturating_sub(first) };
    if plane < first || plane > last || room < 2 * CLEAR {
        let edge = if port.facing.positive() { high } else { low };
        let distance = if port.facing.positive() { edge - center[axis] } else { center[axis] - edge };
        return Err(Problem::new(
            path,
            format!(
                "port `{}` lies {distance:.3} µm ({room} cells) from the absorber at {edge:.3} µm; its source needs {} cells",
                port.name,
                2 * CLEAR
            ),
            "move it inwards, or enlarge domain.margin_um",
        ));
    }
    let away = (room / 2).max(CLEAR);
    let source = if port.facing.positive() { plane + 1 + away } else { plane - away };
    let (mut lo, mut hi) = ([0; 2], [1; 2]);
    for (side, u) in transverse(axis).into_iter().enumerate() {
        let across = &grid.axes[u];
        if across.collapsed {
            continue;
        }
        let [low, high] = across.inside();
        if !(low..=high).contains(&center[u]) {
            let name = AXES[grid.frame.0[u]];
            let message = format!(
                "port `{}` lies at {name} = {:.3} µm, outside the domain, {low:.3} to {high:.3} µm",
                port.name, center[u]
            );
            return Err(Problem::new(path, message, format!("give its center_um, or widen domain.{name}_um")));
        }
        [lo[side], hi[side]] = window(across, center[u], size[u]);
        if hi[side] < lo[side] + 4 {
            return Err(Problem::new(
                path,
                format!(
                    "the window of port `{}` is {:.3} µm wide and has {} cells across; a mode needs at least 4",
                    port.name,
                    size[u],
                    hi[side].saturating_sub(lo[side])
                ),
                "enlarge the port's size_um or refine the grid",
            ));
        }
    }
    let form = form(grid, port, axis, center, path)?;
    Ok((Section { axis, plane, lo, hi, form }, source, center[axis] - normal.nodes[plane]))
}

/// Absorbers and bend of a port's window, lattice axes.
fn form(grid: &Grid, port: &geometry::Port, axis: usize, center: [f64; 3], path: &str) -> Result<Form, Problem> {
    let across = transverse(axis);
    let pml = across.map(|a| if grid.axes[a].collapsed { [0; 2] } else { [port.form.pml_cells; 2] });
    let Some(radius) = port.form.bend_radius else {
        return Ok(Form { pml, bend: None, near: port.form.target_index });
    };
    let first = if port.facing.axis() == 0 { 1 } else { 0 };
    let along = usize::from(grid.frame.lattice_axis(first) == across[1]);
    if grid.axes[across[along]].collapsed {
        return Err(Problem::new(
            format!("{path}.bend_radius_um"),
            format!("port `{}` bends along {}, but the domain is flat along it", port.name, ["x", "y"][first]),
            "leave it out, or choose another `domain.flat`",
        ));
    }
    // The lattice's sign is that of a centre at lower coordinates.
    let bend = Some(Bend { along, at: center[across[along]], radius: -radius });
    Ok(Form { pml, bend, near: port.form.target_index })
}

/// First and last node of a port's window along an axis. One that reaches a magnetic wall takes in the dead cell behind it; one that
/// begins at a plane of symmetry without being centred on it keeps a cell away, since that end is an electric wall of its own.
fn window(axis: &Axis, center: f64, size: f64) -> [usize; 2] {
    let [first, last] = axis.proper();
    let lo = axis.nearest_node(center - 0.5 * size).max(first);
    let hi = axis.nearest_node(center + 0.5 * size).min(last);
    let apart = axis.mirror && (center - axis.nodes[first]).abs() > 0.5 * axis.primal(first);
    let lo = match lo == first {
        true if apart => lo + 1,
        true => lo - usize::from(axis.magnetic[0]),
        false => lo,
    };
    [lo, hi + usize::from(hi == last && axis.magnetic[1])]
}

/// The Fourier sums of a port: E_u, E_v, H_u, H_v on its section.
pub fn monitor(section: &Section, frequencies: &[f64]) -> DftBox {
    let [u, v] = transverse(section.axis);
    let (lo, hi) = section_box(section, section.plane);
    let components = vec![Component::e(u), Component::e(v), Component::h(u), Component::h(v)];
    DftBox { components, lo, hi, frequencies: frequencies.to_vec() }
}

/// The points of a section on a plane, lattice order.
pub fn section_box(section: &Section, plane: usize) -> ([usize; 3], [usize; 3]) {
    let [u, v] = transverse(section.axis);
    let (mut lo, mut hi) = ([plane; 3], [plane + 1; 3]);
    (lo[u], hi[u]) = (section.lo[0], section.hi[0]);
    (lo[v], hi[v]) = (section.lo[1], section.hi[1]);
    (lo, hi)
}

/// Reorders a profile over a section (u, v) to C order over its box (x, y, z).
pub fn to_box_order(section: &Section, profile: &[f64]) -> Vec<f64> {
    // (u, v) is (y, z) for x, (z, x) for y, (x, y) for z: only y's section runs against memory order.
    let [nu, nv] = section.shape();
    if section.axis != 1 {
        return profile.to_vec();
    }
    (0..nv).flat_map(|q| (0..nu).map(move |p| profile[p * nv + q])).collect()
}
