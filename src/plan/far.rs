//! Far fields on the grid: the faces that they are projected from, which must lie in one lossless, isotropic medium, and directions.

use num_complex::Complex64;

use super::DftBox;
use super::surface::{Face, Surface};
use crate::job::{AxisName, Monitor, Problem};
use crate::raster::{Grid, Permittivity};
use crate::units::TAU;
use crate::yee::{AXES, Component, transverse};

/// A projection to the far field.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    pub faces: Vec<Face>,
    /// Planes of symmetry that the monitor is centred on: their lattice axis, and whether they are even.
    pub mirrors: Vec<(usize, bool)>,
    /// Permittivity about the faces, by frequency of their sums.
    pub epsilon: Vec<f64>,
    /// Where phases are zero: the monitor's centre, scene axes, µm.
    pub origin: [f64; 3],
    pub theta_deg: Vec<f64>,
    pub phi_deg: Vec<f64>,
}

/// A medium absorbs where Im ε is more than this part of Re ε: ten wavelengths of it then cost 0.03 dB.
const LOSSLESS: f64 = 1e-4;
/// Permittivities that differ by less are one; smoothing of solids is exact to 1e-7.
const SAME: f64 = 1e-6;

/// The faces of a monitor's surface and their sums, with the directions that it asks for.
pub(super) fn projection(
    (grid, permittivity, dt): (&Grid, &Permittivity, f64),
    monitor: &Monitor,
    surface: &Surface,
    frequencies: &[f64],
    first: usize,
    path: &str,
) -> Result<(Projection, Vec<DftBox>), Problem> {
    let (faces, boxes) = surface.faces(grid, frequencies, first);
    for face in &faces {
        let a = face.axis;
        let (axis, half) = (&grid.axes[a], 0.5 * grid.frame.to_lattice(monitor.size_um)[a]);
        let plane = grid.frame.to_lattice(monitor.center_um)[a] + if face.sign > 0.0 { half } else { -half };
        let [low, high] = axis.inside();
        let reach = boxes[face.monitor - first].lo[a];
        let [start, end] = axis.proper();
        if plane < low || plane > high || reach <= start || reach + 1 >= end {
            let message = format!(
                "a face of far monitor `{}` lies at {plane:.3} µm along {}, less than a cell from the domain's ends at {low:.3} and \
                 {high:.3} µm",
                monitor.name, AXES[grid.frame.0[a]]
            );
            return Err(Problem::new(path, message, "move it inwards, or enlarge the domain"));
        }
    }
    let epsilon = medium((grid, permittivity, dt), monitor, &faces, &boxes, path)?;
    let flat = grid.collapsed().map(|a| [AxisName::X, AxisName::Y, AxisName::Z][grid.frame.0[a]]);
    let [theta_deg, phi_deg] = monitor.angles(flat);
    let mirrors = (0..3).filter(|&a| surface.halved[a]).map(|a| (a, grid.axes[a].magnetic[0])).collect();
    Ok((Projection { faces, mirrors, epsilon, origin: monitor.center_um, theta_deg, phi_deg }, boxes))
}

/// The one permittivity of all faces, by frequency.
fn medium(
    (grid, permittivity, dt): (&Grid, &Permittivity, f64),
    monitor: &Monitor,
    faces: &[Face],
    boxes: &[DftBox],
    path: &str,
) -> Result<Vec<f64>, Problem> {
    let frequencies = &boxes[0].frequencies;
    let at = |axis: usize, point: [usize; 3], f: f64| {
        let chi = permittivity.dispersive.iter().map(|medium| {
            let weight = medium.weight[axis].at(point);
            if weight == 0.0 { Complex64::ZERO } else { weight * medium.susceptibility(TAU * f, dt) }
        });
        let sigma = permittivity.sigma.as_ref().map_or(0.0, |sigma| sigma[axis].at(point));
        chi.sum::<Complex64>() + Complex64::new(permittivity.epsilon[axis].at(point), sigma / (TAU * f))
    };
    let place = |axis: usize, point: [usize; 3]| {
        let at = grid.frame.to_scene(grid.position(Component::e(axis), point));
        format!("({:.3}, {:.3}, {:.3}) µm", at[0], at[1], at[2])
    };
    let first = (transverse(faces[0].axis)[0], boxes[0].lo);
    let epsilon: Vec<Complex64> = frequencies.iter().map(|&f| at(first.0, first.1, f)).collect();
    if let Some(lossy) = epsilon.iter().find(|epsilon| !(epsilon.re > 0.0 && epsilon.im < LOSSLESS * epsilon.re)) {
        let message = format!(
            "far monitor `{}` stands in a medium that carries no wave away, ε = {lossy:.4} at {}",
            monitor.name,
            place(first.0, first.1)
        );
        return Err(Problem::new(path, message, "put its faces into a medium without loss"));
    }
    let middle = frequencies.len() / 2;
    for (face, sums) in faces.iter().zip(boxes) {
        for axis in transverse(face.axis) {
            // Points half a cell on lie between nodes, one less than these.
            let hi = [0, 1, 2].map(|a| sums.hi[a] - usize::from(a == axis && !grid.axes[a].collapsed));
            for point in super::source::points((sums.lo, hi)) {
                let here = at(axis, point, frequencies[middle]);
                if (here - epsilon[middle]).norm() > SAME * epsilon[middle].re {
                    let message = format!(
                        "far monitor `{}` cuts more than one medium, or one that is not isotropic: ε is {:.4} at {}, and {:.4} at {}",
                        monitor.name,
                        epsilon[middle].re,
                        place(first.0, first.1),
                        here.re,
                        place(axis, point)
                    );
                    return Err(Problem::new(path, message, "its faces must lie in one medium: move or resize it"));
                }
            }
        }
    }
    Ok(epsilon.iter().map(|epsilon| epsilon.re).collect())
}
