//! A plane wave in a box (total field within, scattered field outside; Taflove & Hagness 2005, §5.7): on the box's faces each update
//! lacks the incident field of its neighbour across, which injections add or take away.
//!
//! The incident field is the lattice's own: a line of E and H along the wave's axis with the run's steps, time step and medium is
//! advanced here, so that along an axis nothing leaks but round-off. It goes on as far beyond the box as a wave can go and return.

use num_complex::Complex64;

use super::dipole::spectrum;
use super::drive::Drive;
use super::pulse::Pulse;
use super::source::points;
use super::{Coefficients, Face, Injection, Side};
use crate::job::Problem;
use crate::raster::{Axis, Grid};
use crate::units::TAU;
use crate::yee::{Component, transverse};

/// The box and its wave, lattice order.
#[derive(Clone, Debug)]
pub struct PlaneWave {
    /// First and last node along each axis; E on them is total.
    pub nodes: [[usize; 2]; 3],
    /// Axis along which it runs, and whether towards its end.
    pub axis: usize,
    pub positive: bool,
    /// Axis of E.
    pub polarization: usize,
    /// Permittivity about the faces.
    pub epsilon: f64,
}

/// Half of the pulse in units of its standard deviation: it starts and ends at 6e-13 of its peak, so that no step in it rings.
const REACH: f64 = 7.5;
/// The wave is over when less than this part of its peak is left in the box.
const OVER: f64 = 1e-13;

/// The incident field over time on the wave's axis: E at (n, node), H at (n + ½, half a cell on).
struct Incident {
    /// Lattice node of the first column, and columns.
    first: usize,
    width: usize,
    e: Vec<f64>,
    h: Vec<f64>,
}

impl Incident {
    fn steps(&self) -> usize {
        self.e.len() / self.width
    }

    /// A column or several of E or H, `[step][column]`.
    fn signal(&self, of: &[f64], columns: std::ops::Range<usize>) -> Vec<f64> {
        let columns = columns.start - self.first..columns.end - self.first;
        of.chunks_exact(self.width).flat_map(|row| row[columns.clone()].iter().copied()).collect()
    }
}

impl PlaneWave {
    /// Whether E on a monitor's face is the total field while H beside it is what is scattered, or a box's faces differ in that.
    pub fn cuts(&self, grid: &Grid, face: &Face) -> bool {
        let meets = |(side, a): (&Side, usize)| {
            grid.axes[a].collapsed || side.nodes[0] < self.nodes[a][1] && side.nodes[1] > self.nodes[a][0]
        };
        let [low, high] = self.nodes[face.axis].map(|node| node == face.plane);
        (high || low && face.closed()) && face.sides.iter().zip(transverse(face.axis)).all(meets)
    }

    /// What it drives and by which injections; results are wanted at these frequencies.
    ///
    /// # Errors
    /// Faces that are not in the background.
    pub fn injections(
        &self,
        grid: &Grid,
        pulse: Pulse,
        dt: f64,
        coefficients: &Coefficients,
        frequencies: &[f64],
        path: &str,
    ) -> Result<(Drive, Vec<Injection>), Problem> {
        let incident = self.incident(&grid.axes[self.axis], pulse, dt);
        let mut injections = Vec::new();
        for axis in (0..3).filter(|&axis| !grid.axes[axis].collapsed) {
            // A plane of symmetry is no face: the box goes on as its image.
            for high in [false, true].into_iter().skip(usize::from(grid.axes[axis].mirror)) {
                injections.extend(self.face(grid, axis, high, &incident, dt, coefficients));
            }
        }
        for injection in injections.iter().filter(|injection| injection.component.is_e()) {
            let component = injection.component;
            let own =
                |&point: &[usize; 3]| (coefficients.cb(component.axis(), point) * self.epsilon / dt - 1.0).abs() > 1e-9;
            if let Some(point) = points((injection.lo, injection.hi)).find(own) {
                let at = grid.frame.to_scene(grid.position(component, point));
                let message = format!(
                    "the plane wave's box cuts a structure or an absorber at ({:.3}, {:.3}, {:.3}) µm",
                    at[0], at[1], at[2]
                );
                return Err(Problem::new(
                    path,
                    message,
                    "its faces must lie in the background: enlarge or move the box",
                ));
            }
        }
        Ok((Drive::Sources(self.unit(&incident, dt, frequencies)), injections))
    }

    /// The wave on the run's lattice along its axis.
    fn incident(&self, axis: &Axis, pulse: Pulse, dt: f64) -> Incident {
        let [low, high] = self.nodes[self.axis];
        let (first, last) = (low - 1, high + 1);
        let index = self.epsilon.sqrt();
        let length = axis.nodes[last] - axis.nodes[first];
        let sigma_t = 1.0 / (TAU * pulse.width);
        let most = ((2.0 * REACH * sigma_t + 4.0 * index * length) / dt) as usize;
        let step = axis.primal(first).min(axis.primal(last - 1));
        // The farthest that a wave gets and comes back from, with room for what runs ahead of it on the lattice.
        let pad = (0.6 * most as f64 * dt / (index * step)) as usize + 20;
        let count = 2 * pad + last - first;
        let cell = |i: usize| axis.primal((first + i).saturating_sub(pad).clamp(first, last - 1));
        let inverse_primal: Vec<f64> = (0..count).map(|i| 1.0 / cell(i)).collect();
        let inverse_dual: Vec<f64> = (0..count).map(|i| 2.0 / (cell(i.max(1) - 1) + cell(i))).collect();
        let source = if self.positive { pad - 5 } else { pad + last - first + 5 };
        let (mut e, mut h) = (vec![0.0; count + 1], vec![0.0; count]);
        let width = last - first + 1;
        let mut incident = Incident { first, width, e: Vec::new(), h: Vec::new() };
        let mut peak = 0.0_f64;
        for n in 0..most {
            let window = pad..pad + width;
            incident.e.extend(&e[window.clone()]);
            (0..count).for_each(|i| h[i] -= dt * inverse_primal[i] * (e[i + 1] - e[i]));
            incident.h.extend(&h[window.clone()]);
            (1..count).for_each(|i| e[i] -= dt / self.epsilon * inverse_dual[i] * (h[i] - h[i - 1]));
            let t = (n as f64 + 0.5) * dt - REACH * sigma_t;
            if t < REACH * sigma_t {
                e[source] += dt * (-0.5 * (t / sigma_t).powi(2)).exp() * (TAU * pulse.center * t).cos();
            }
            let now = window.map(|i| e[i].abs().max(h[i].abs())).fold(0.0, f64::max);
            peak = peak.max(now);
            if t > REACH * sigma_t && now < OVER * peak {
                break;
            }
        }
        incident
    }

    /// The injections of one face. With (u, v) across and σ = ±1 at the low and the high end, H outside at half index `out`:
    /// ε ∂E_u/∂t lacks σ H_v(out)/Δ, ε ∂E_v/∂t lacks −σ H_u(out)/Δ; ∂H_u/∂t at `out` has −σ E_v/Δ too few, ∂H_v/∂t σ E_u/Δ.
    fn face(
        &self,
        grid: &Grid,
        axis: usize,
        high: bool,
        incident: &Incident,
        dt: f64,
        coefficients: &Coefficients,
    ) -> Vec<Injection> {
        let node = self.nodes[axis][usize::from(high)];
        let out = if high { node } else { node - 1 };
        let end = if high { -1.0 } else { 1.0 };
        let across = &grid.axes[axis];
        let [u, v] = transverse(axis);
        // H runs along the third axis, such that E × H runs along the wave's.
        let third = 3 - self.axis - self.polarization;
        let hand = if transverse(self.axis)[0] == self.polarization { 1.0 } else { -1.0 };
        let mut injections = Vec::new();
        for (own, other, sign) in [(u, v, end), (v, u, -end)] {
            if other == third {
                let component = Component::e(own);
                let (lo, hi) = self.points_of(grid, component, axis, node);
                let step = sign * hand / across.dual(node);
                let weight = points((lo, hi)).map(|point| step * coefficients.cb(own, point)).collect();
                let columns = if axis == self.axis { out..out + 1 } else { lo[self.axis]..hi[self.axis] };
                let signal = incident.signal(&incident.h, columns);
                let along = self.along(axis);
                injections.push(Injection { along, ..Injection::new(component, lo, hi, weight, signal) });
            }
            if other == self.polarization {
                let component = Component::h(own);
                let (lo, hi) = self.points_of(grid, component, axis, out);
                let count: usize = (0..3).map(|a| hi[a] - lo[a]).product();
                let weight = vec![-sign * dt / across.primal(out); count];
                let columns = if axis == self.axis { node..node + 1 } else { lo[self.axis]..hi[self.axis] };
                let signal = incident.signal(&incident.e, columns);
                let along = self.along(axis);
                injections.push(Injection { along, ..Injection::new(component, lo, hi, weight, signal) });
            }
        }
        injections
    }

    /// Along which axis the signals of a face differ.
    fn along(&self, face: usize) -> Option<usize> {
        (face != self.axis).then_some(self.axis)
    }

    /// Points of a component on a plane of the box.
    fn points_of(&self, grid: &Grid, component: Component, axis: usize, plane: usize) -> ([usize; 3], [usize; 3]) {
        let half = component.half();
        let (mut lo, mut hi) = ([0; 3], [1; 3]);
        for a in (0..3).filter(|&a| !grid.axes[a].collapsed) {
            let [first, last] = self.nodes[a];
            (lo[a], hi[a]) = if a == axis { (plane, plane + 1) } else { (first, last + usize::from(!half[a])) };
        }
        (lo, hi)
    }

    /// E in the middle of the box for an intensity of 1: what flows along the line, ½ Re E* H, is the same all along it.
    fn unit(&self, incident: &Incident, dt: f64, frequencies: &[f64]) -> Vec<(f64, Complex64)> {
        let [low, high] = self.nodes[self.axis];
        let column = (low + high) / 2;
        let of = |values: &[f64], offset: f64| {
            spectrum(&incident.signal(values, column..column + 1), dt, offset, frequencies)
        };
        let (e, h) = (of(&incident.e, 0.0), of(&incident.h, 0.5));
        let unit = |(&(f, e), &(_, h)): (&(f64, Complex64), &(f64, Complex64))| {
            (f, e / e.norm() * (0.5 * (e.conj() * h).re.abs()).sqrt())
        };
        debug_assert!(incident.steps() > 0);
        e.iter().zip(&h).map(unit).collect()
    }
}
