//! Power through a plane or out of a box: P = ½ Re ∫ (E × H*)·n dA from the Fourier sums of the tangential fields.
//!
//! On the lattice E lies on node planes and H half a cell further; each is summed with its own times. Poynting's theorem holds
//! for these sums term by term, so that ½ Re E* H of the two planes is what flows from the one to the other, to round-off, and no
//! interpolation is needed. A box is closed exactly: across, points on nodes count from beyond its first node to its last,
//! points half a cell on from its first to before its last, and all power that its inside gives leaves through the faces.
//! A plane that ends within the domain counts the part of each point's cell that lies within it.

use ndarray::Array1;

use super::quantity::Flux;
use super::scattering::{incident, known};
use crate::engine::{Recording, Sums};
use crate::plan::{DftBox, Face, Plan, Side};
use crate::raster::{Axis, Grid};
use crate::units::reciprocal;
use crate::yee::transverse;

/// Power through a monitor's faces (towards +axis, or outwards) for one excitation, by frequency of the monitor, over the
/// incident power: per watt in a port's mode, per unit current of dipoles squared, per incident intensity of a plane wave (µm², in
/// 2D µm² by a micrometre of depth).
pub fn flux(plan: &Plan, faces: &[Face], name: &str, excitation: usize, recording: &Recording) -> Flux {
    let incident = incident(plan, excitation, recording);
    let frequencies = &plan.monitors[faces[0].monitor].frequencies;
    let mut power = vec![0.0; frequencies.len()];
    for face in faces {
        let through = face_power(&plan.grid, face, &plan.monitors[face.monitor], &recording.sums[face.monitor]);
        for ((power, through), &f) in power.iter_mut().zip(through).zip(frequencies) {
            *power += face.sign * face.copies * through / known(&incident, f).norm_sqr();
        }
    }
    let mut pairs: Vec<(f64, f64)> = frequencies.iter().map(|&f| reciprocal(f)).zip(power).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    Flux {
        monitor: name.to_string(),
        excitation: plan.drive_name(excitation),
        wavelength_um: pairs.iter().map(|pair| pair.0).collect(),
        power: Array1::from_iter(pairs.iter().map(|pair| pair.1)),
    }
}

/// Power towards +axis by frequency, per unit of the sums squared, without images.
pub fn face_power(grid: &Grid, face: &Face, monitor: &DftBox, sums: &Sums) -> Vec<f64> {
    let [u, v] = transverse(face.axis);
    let weights = |side: usize, half: bool| {
        let axis = &grid.axes[[u, v][side]];
        let of @ Side { nodes: [first, last], .. } = face.sides[side];
        (first..last + 1).map(|i| share(axis, half, i, of)).collect::<Vec<f64>>()
    };
    // E_u H_v lie half a cell on along u, E_v H_u along v.
    let pairs = [[weights(0, true), weights(1, false)], [weights(0, false), weights(1, true)]];
    let (shape, points) = (monitor.shape(), monitor.points());
    let power = |fields: &[num_complex::Complex64]| {
        let [eu, ev, hu, hv] = [0, 1, 2, 3].map(|c| &fields[c * points..][..points]);
        let mut total = 0.0;
        for p in 0..points {
            let place = [p / (shape[1] * shape[2]), p / shape[2] % shape[1], p % shape[2]];
            let area = |pair: &[Vec<f64>; 2]| pair[0][place[u]] * pair[1][place[v]];
            total += 0.5 * (eu[p].conj() * hv[p]).re * area(&pairs[0]);
            total -= 0.5 * (ev[p].conj() * hu[p]).re * area(&pairs[1]);
        }
        total
    };
    sums.0.chunks_exact(4 * points).map(power).collect()
}

/// Length that a point stands for along one side of a face or box.
pub(super) fn share(axis: &Axis, half: bool, i: usize, Side { nodes: [first, last], mirrored, closed }: Side) -> f64 {
    if axis.collapsed {
        return axis.primal(0);
    }
    if half {
        return if i < last { axis.primal(i) } else { 0.0 };
    }
    if mirrored && i == first {
        return 0.5 * axis.primal(i);
    }
    if closed {
        return if i > first { axis.dual(i) } else { 0.0 };
    }
    let before = if i > first { 0.5 * axis.primal(i - 1) } else { 0.0 };
    let after = if i < last { 0.5 * axis.primal(i) } else { 0.0 };
    before + after
}
