//! Fields and permittivity taken to nodes: every component linearly interpolated from its own half cells.

use ndarray::{Array1, Array2, Array3, Array4, ArrayView3, Axis as Dimension};
use num_complex::Complex64;
use std::ops::{Add, Mul};

use super::quantity::{Field, PermittivityPlane};
use super::scattering::{incident, known};
use crate::engine::Recording;
use crate::plan::{DftBox, Plan};
use crate::raster::{Axis, Grid, Permittivity};
use crate::units::{TAU, reciprocal};
use crate::yee::{AXES, Component};

/// Takes a component from its points on a box to the nodes of the box but the first along each axis (a collapsed axis keeps its
/// one point); lattice order. Beyond a magnetic wall lies the image of what is before it, times `image`; `turned` advances a value by a
/// phase, as the next period has it.
fn to_nodes<T>(
    grid: &Grid,
    component: Component,
    lo: [usize; 3],
    values: ArrayView3<'_, T>,
    image: f64,
    turned: impl Fn(T, f64) -> T,
) -> Array3<T>
where
    T: Copy + Add<Output = T> + Mul<f64, Output = T>,
{
    let mut out = values.to_owned();
    for (a, axis) in grid.axes.iter().enumerate() {
        let dimension = Dimension(a);
        if axis.collapsed {
            continue;
        }
        for (to, from, phase) in beyond(axis, component.half()[a], lo[a], out.shape()[a]) {
            let values = out.index_axis(dimension, from).mapv(|value| turned(value, phase));
            out.index_axis_mut(dimension, to).assign(&values);
        }
        let before = out.slice_axis(dimension, ndarray::Slice::from(..-1)).to_owned();
        let mut after = out.slice_axis(dimension, ndarray::Slice::from(1..)).to_owned();
        if component.half()[a] {
            for (n, (mut after, before)) in after.axis_iter_mut(dimension).zip(before.axis_iter(dimension)).enumerate()
            {
                let node = lo[a] + n + 1;
                let [before_part, after_part] = weights(axis, node, image);
                after.zip_mut_with(&before, |after, &before| *after = *after * after_part + before * before_part);
            }
        }
        out = after;
    }
    out
}

/// Points of a box that no law advances, of which one there or its image has the value: to, from (both counted in the box), and the
/// phase between. Beyond an electric wall fields half a cell off are those before it. Where the period's other end is not in the box the
/// nearest point stands for it.
fn beyond(axis: &Axis, half: bool, lo: usize, count: usize) -> Vec<(usize, usize, f64)> {
    let last = axis.cells();
    let within = |point: usize| (lo..lo + count).contains(&point);
    let of = match (axis.period, half) {
        (Some(phase), true) => vec![([0, last - 1, 1], -phase), ([last, 1, last - 1], phase)],
        (Some(phase), false) => vec![([last, 1, 1], phase)],
        (None, true) if !axis.magnetic[1] => vec![([last, last - 1, last - 1], 0.0)],
        (None, _) => Vec::new(),
    };
    let found = |([to, from, near], phase): ([usize; 3], f64)| {
        let (from, phase) = if within(from) { (from, phase) } else { (near, 0.0) };
        (within(to) && within(from)).then(|| (to - lo, from - lo, phase))
    };
    of.into_iter().filter_map(found).collect()
}

/// What the points half a cell before and after a node weigh in it.
fn weights(axis: &Axis, node: usize, image: f64) -> [f64; 2] {
    let (before, after) = (axis.primal(node - 1), axis.primal(node.min(axis.cells() - 1)));
    let weight = before / (before + after);
    let dead = |cell: usize| axis.period.is_none() && !axis.live().contains(&cell) && cell < axis.cells();
    match [node - 1, node].map(dead) {
        [true, false] => [0.0, 0.5 + 0.5 * image],
        [false, true] => [0.5 + 0.5 * image, 0.0],
        _ => [1.0 - weight, weight],
    }
}

/// Coordinates of a box's nodes, but the first, along each scene axis, µm.
fn coordinates(grid: &Grid, lo: [usize; 3], hi: [usize; 3]) -> [Array1<f64>; 3] {
    let lattice = [0, 1, 2].map(|a| {
        let first = if grid.axes[a].collapsed { lo[a] } else { lo[a] + 1 };
        (first..hi[a]).map(|i| grid.axes[a].coordinate(i, false)).collect::<Array1<f64>>()
    });
    [0, 1, 2].map(|axis| lattice[grid.frame.lattice_axis(axis)].clone())
}

fn to_scene<T: Clone>(grid: &Grid, lattice: Array3<T>) -> Array3<T> {
    let order = [0, 1, 2].map(|axis| grid.frame.lattice_axis(axis));
    lattice.permuted_axes(order).as_standard_layout().into_owned()
}

/// The fields of monitor `index` (counted among the plan's monitors) for one excitation, per √W of incident power (or per unit of the sources).
pub fn field(plan: &Plan, index: usize, name: &str, excitation: usize, recording: &Recording) -> Field {
    let (grid, monitor) = (&plan.grid, &plan.monitors[index]);
    let incident = incident(plan, excitation, recording);
    let shape = monitor.shape();
    let component = |c: usize| {
        let own = monitor.components[c];
        let spectra = monitor.frequencies.iter().enumerate().map(|(f, frequency)| {
            let start = (f * monitor.components.len() + c) * monitor.points();
            let values = &recording.sums[index].0[start..start + monitor.points()];
            // A box's sums have the box's shape by construction.
            let view = ArrayView3::from_shape(shape, values).expect("sums fill their box");
            let scale = known(&incident, *frequency).inv();
            let turned = |value: Complex64, phase: f64| value * Complex64::cis(phase);
            to_scene(grid, to_nodes(grid, own, monitor.lo, view, -1.0, turned)).mapv(|value| value * scale)
        });
        let spectra: Vec<Array3<Complex64>> = spectra.collect();
        let views: Vec<_> = spectra.iter().map(|spectrum| spectrum.view()).collect();
        let stacked: Array4<Complex64> = ndarray::stack(Dimension(0), &views).expect("all frequencies have one shape");
        (grid.frame.component_to_scene(own), stacked)
    };
    let mut components: Vec<(Component, Array4<Complex64>)> = (0..monitor.components.len()).map(component).collect();
    components.sort_by_key(|(component, _)| *component);
    Field {
        monitor: name.to_string(),
        excitation: plan.drive_name(excitation),
        wavelength_um: monitor.frequencies.iter().map(|&f| reciprocal(f)).collect(),
        coordinates_um: coordinates(grid, monitor.lo, monitor.hi),
        components: components.into_iter().map(|(component, values)| (component.name().to_string(), values)).collect(),
    }
}

/// The permittivity on a monitor's plane at its middle frequency, mean of the three components at nodes; `None` if the monitor is no plane.
pub fn permittivity_plane(grid: &Grid, permittivity: &Permittivity, monitor: &DftBox) -> Option<PermittivityPlane> {
    let omega = TAU * monitor.frequencies[monitor.frequencies.len() / 2];
    let mut mean: Option<Array3<f64>> = None;
    for axis in 0..3 {
        let [i, j, k] = monitor.lo;
        let part =
            Array3::from_shape_fn(monitor.shape(), |(x, y, z)| permittivity.real(axis, [i + x, j + y, k + z], omega));
        let part = to_nodes(grid, Component::e(axis), monitor.lo, part.view(), 1.0, |value, _| value) / 3.0;
        mean = Some(mean.map_or(part.clone(), |sum| sum + &part));
    }
    let (mean, coordinates) = (to_scene(grid, mean?), coordinates(grid, monitor.lo, monitor.hi));
    let flat: Vec<usize> = (0..3).filter(|&axis| coordinates[axis].len() == 1).collect();
    let &[normal] = flat.as_slice() else { return None };
    let epsilon: Array2<f64> = mean.index_axis_move(Dimension(normal), 0);
    let others: Vec<usize> = (0..3).filter(|&axis| axis != normal).collect();
    let name = |axis: usize| AXES[axis].to_string();
    Some(PermittivityPlane {
        normal: name(normal),
        at_um: coordinates[normal][0],
        axes: [name(others[0]), name(others[1])],
        coordinates_um: [coordinates[others[0]].clone(), coordinates[others[1]].clone()],
        epsilon,
    })
}
