//! Near-to-far projection: what the currents J = n × H and M = −n × E on closed faces send into a direction s,
//!
//!     r e^(−ikr) E = iω/4π [N − s (s·N) − √ε s × L],    N, L = ∫ J, M e^(−ik s·r) dA
//!
//! (Taflove & Hagness 2005, §8; in 2D iω e^(iπ/4)/√(8πk) with √r), both for their own lattice. There the principle is exact: with the
//! fields within set to zero, E on a face's node plane lacks its neighbour H half a cell on, and that H its neighbour E, so that J
//! lies on the plane with H's values and M half a cell on with E's, without any interpolation. Waves of the lattice have
//! K = (2/Δ) sin(kΔ/2) along each axis with |K| = √ε ω̃, ω̃ = (2/Δt) sin(ωΔt/2), and obey Maxwell's equations in K and ω̃: their
//! phases per cell are 2 asin(KΔ/2), and s is K's direction. Their density by solid angle of K is Π (1 − (KΔ/2)²)^−½ times that in
//! space, of which each point takes the root with its own steps: all directions together then give the flux through a closed box.

use ndarray::{Array1, Array3};
use num_complex::Complex64;
use rayon::prelude::*;

use super::flux::share;
use super::quantity::Far;
use super::scattering::{incident, known};
use crate::engine::Recording;
use crate::plan::{Face, Plan, Projection};
use crate::raster::{Axis, Grid};
use crate::units::{TAU, reciprocal};
use crate::yee::transverse;

/// The far field of a monitor for one excitation, per √W of incident power (or per unit of the sources).
pub fn far(plan: &Plan, projection: &Projection, name: &str, excitation: usize, recording: &Recording) -> Far {
    let incident = incident(plan, excitation, recording);
    let frequencies = &plan.monitors[projection.faces[0].monitor].frequencies;
    let mut order: Vec<usize> = (0..frequencies.len()).collect();
    order.sort_by(|&a, &b| frequencies[b].total_cmp(&frequencies[a]));
    let (theta, phi) = (&projection.theta_deg, &projection.phi_deg);
    let asked: Vec<Direction> = theta
        .iter()
        .flat_map(|theta| phi.iter().map(|phi| Direction::new(theta.to_radians(), phi.to_radians())))
        .collect();
    let shape = (frequencies.len(), theta.len(), phi.len());
    let (mut e_theta, mut e_phi, mut power, mut total) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for &f in &order {
        let near = Near::new(plan, projection, recording, f, known(&incident, frequencies[f]).inv());
        let fields: Vec<[Complex64; 2]> = asked.par_iter().map(|direction| near.field(direction)).collect();
        e_theta.extend(fields.iter().map(|field| field[0]));
        e_phi.extend(fields.iter().map(|field| field[1]));
        power.extend(fields.iter().map(|&field| near.power(field)));
        total.push(near.total());
    }
    // All three are filled wavelength by wavelength, direction by direction.
    let fields = |values| Array3::from_shape_vec(shape, values).expect("a value for each direction");
    Far {
        monitor: name.to_string(),
        excitation: plan.drive_name(excitation),
        wavelength_um: order.iter().map(|&f| reciprocal(frequencies[f])).collect(),
        theta_deg: theta.iter().copied().collect(),
        phi_deg: phi.iter().copied().collect(),
        e_theta: fields(e_theta),
        e_phi: fields(e_phi),
        power: Array3::from_shape_vec(shape, power).expect("a value for each direction"),
        total: Array1::from(total),
    }
}

/// A direction and the two across it, scene axes.
struct Direction {
    s: [f64; 3],
    theta: [f64; 3],
    phi: [f64; 3],
}

impl Direction {
    fn new(theta: f64, phi: f64) -> Self {
        let ((st, ct), (sp, cp)) = (theta.sin_cos(), phi.sin_cos());
        Direction { s: [st * cp, st * sp, ct], theta: [ct * cp, ct * sp, -st], phi: [-sp, cp, 0.0] }
    }
}

/// The fields on all faces at one frequency.
struct Near<'a> {
    grid: &'a Grid,
    faces: &'a [Face],
    mirrors: &'a [(usize, bool)],
    /// E_u, E_v, H_u, H_v of each face, one after the other.
    fields: Vec<&'a [Complex64]>,
    shapes: Vec<[usize; 3]>,
    /// Where phases are zero, lattice axes.
    origin: [f64; 3],
    /// The lattice's ω̃, and √ε.
    omega: f64,
    index: f64,
    scale: Complex64,
}

impl<'a> Near<'a> {
    fn new(plan: &'a Plan, of: &'a Projection, recording: &'a Recording, f: usize, scale: Complex64) -> Self {
        let sums = |face: &Face| {
            let points = 4 * plan.monitors[face.monitor].points();
            &recording.sums[face.monitor].0[f * points..][..points]
        };
        let frequency = plan.monitors[of.faces[0].monitor].frequencies[f];
        Near {
            grid: &plan.grid,
            faces: &of.faces,
            mirrors: &of.mirrors,
            fields: of.faces.iter().map(sums).collect(),
            shapes: of.faces.iter().map(|face| plan.monitors[face.monitor].shape()).collect(),
            origin: plan.grid.frame.to_lattice(of.origin),
            omega: 2.0 / plan.dt * (0.5 * TAU * frequency * plan.dt).sin(),
            index: of.epsilon[f].sqrt(),
            scale,
        }
    }

    /// E_θ and E_φ in a direction.
    fn field(&self, direction: &Direction) -> [Complex64; 2] {
        let frame = self.grid.frame;
        let wavenumber = self.index * self.omega;
        let [n, l] = self.with_images(frame.to_lattice(direction.s));
        let along = |vector: &[Complex64; 3], axis: [f64; 3]| -> Complex64 {
            vector.iter().zip(frame.to_lattice(axis)).map(|(value, part)| value * part).sum()
        };
        let amplitude = Complex64::I * self.omega * self.scale;
        let amplitude = match self.grid.collapsed() {
            None => amplitude / (2.0 * TAU),
            Some(_) => amplitude * Complex64::cis(TAU / 8.0) / (4.0 * TAU * wavenumber).sqrt(),
        };
        // s × θ̂ = φ̂, s × φ̂ = −θ̂.
        let Direction { theta, phi, .. } = *direction;
        [
            amplitude * (along(&n, theta) + self.index * along(&l, phi)),
            amplitude * (along(&n, phi) - self.index * along(&l, theta)),
        ]
    }

    /// N and L in a direction, lattice axes, with those of the images. E's image about an even plane has its normal part turned, about
    /// an odd one the others; J's is as E's, M's with the other sign.
    fn with_images(&self, s: [f64; 3]) -> [[Complex64; 3]; 2] {
        let mut total = [[Complex64::ZERO; 3]; 2];
        for chosen in 0..1_usize << self.mirrors.len() {
            let (mut turned, mut parity) = ([1.0; 3], [1.0; 2]);
            for (_, &(axis, even)) in self.mirrors.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1) {
                turned[axis] = -1.0;
                let sign = if even { 1.0 } else { -1.0 };
                parity = [parity[0] * sign, parity[1] * -sign];
            }
            let own = self.currents([0, 1, 2].map(|a| turned[a] * s[a]));
            for (of, (total, own)) in total.iter_mut().zip(own).enumerate() {
                (0..3).for_each(|a| total[a] += parity[of] * turned[a] * own[a]);
            }
        }
        total
    }

    /// N and L of the faces.
    fn currents(&self, s: [f64; 3]) -> [[Complex64; 3]; 2] {
        let wavenumber = self.index * self.omega;
        let waves = [0, 1, 2].map(|a| Wave::new(&self.grid.axes[a], wavenumber * s[a], self.origin[a]));
        let (mut n, mut l) = ([Complex64::ZERO; 3], [Complex64::ZERO; 3]);
        for (f, face) in self.faces.iter().enumerate() {
            let [u, v] = transverse(face.axis);
            // What crosses a plane leaves it on the direction's side.
            let sign = if face.closed() || s[face.axis] >= 0.0 { face.sign } else { -face.sign };
            // E_u and H_v lie half a cell on along u, E_v and H_u along v.
            n[u] -= sign * self.sum(f, 3, u, false, &waves);
            n[v] += sign * self.sum(f, 2, v, false, &waves);
            l[u] += sign * self.sum(f, 1, v, true, &waves);
            l[v] -= sign * self.sum(f, 0, u, true, &waves);
        }
        [n, l]
    }

    /// Σ field e^(−ik s·r) dA of a face's component `c`, half a cell on along `half`, on its plane or half a cell beyond it.
    fn sum(&self, f: usize, c: usize, half: usize, beyond: bool, waves: &[Wave; 3]) -> Complex64 {
        let (face, shape) = (&self.faces[f], self.shapes[f]);
        let across = transverse(face.axis);
        let factors = [0, 1, 2].map(|a| match across.iter().position(|&side| side == a) {
            None => vec![waves[a].at(beyond)[face.plane]],
            Some(side) => {
                let wave = waves[a].at(a == half);
                let factor = |i: usize| wave[i] * share(&self.grid.axes[a], a == half, i, face.sides[side]);
                let [first, last] = face.sides[side].nodes;
                (first..last + 1).map(factor).collect::<Vec<_>>()
            }
        });
        let points: usize = shape.iter().product();
        let mut rows = self.fields[f][c * points..][..points].chunks_exact(shape[2]);
        let mut total = Complex64::ZERO;
        for x in &factors[0] {
            for (y, row) in factors[1].iter().zip(&mut rows) {
                total += x * y * row.iter().zip(&factors[2]).map(|(value, z)| value * z).sum::<Complex64>();
            }
        }
        total
    }

    /// Power per solid angle (per angle in 2D): ½ √ε |r E|².
    fn power(&self, [theta, phi]: [Complex64; 2]) -> f64 {
        0.5 * self.index * (theta.norm_sqr() + phi.norm_sqr())
    }

    /// Into all directions. Of a source within radius R the pattern holds no harmonics beyond kR but for a tail (Wiscombe, Appl.
    /// Opt. 19, 1505 (1980)), and its square twice as many, which these points integrate exactly.
    fn total(&self) -> f64 {
        let radius = 0.5 * self.size().iter().map(|size| size * size).sum::<f64>().sqrt();
        let reach = self.index * self.omega * radius;
        let harmonics = (reach + 4.0 * reach.cbrt() + 2.0).ceil() as usize;
        let turns = 2 * harmonics + 1;
        let step = TAU / turns as f64;
        let around = |n: usize| step * n as f64;
        let sum = |directions: Vec<(f64, Direction)>| -> f64 {
            directions.par_iter().map(|(weight, direction)| weight * self.power(self.field(direction))).sum()
        };
        let circle = |at: &dyn Fn(f64) -> Direction| sum((0..turns).map(|n| (step, at(around(n)))).collect());
        match self.grid.collapsed().map(|a| self.grid.frame.0[a]) {
            Some(0) => circle(&|angle| Direction::new(angle, TAU / 4.0)),
            Some(1) => circle(&|angle| Direction::new(angle, 0.0)),
            Some(_) => circle(&|angle| Direction::new(TAU / 4.0, angle)),
            None => {
                let heights = gauss_legendre(harmonics + 1);
                let ring = |(height, weight): (f64, f64)| {
                    (0..turns).map(move |n| (step * weight, Direction::new(height.acos(), around(n))))
                };
                sum(heights.into_iter().flat_map(ring).collect())
            }
        }
    }

    /// Extent of the faces along each axis that has derivatives, µm.
    fn size(&self) -> [f64; 3] {
        [0, 1, 2].map(|a| {
            let ends = self.faces.iter().flat_map(|face| {
                let side = transverse(face.axis).iter().position(|&side| side == a);
                side.map_or([face.plane; 2], |side| face.sides[side].nodes)
            });
            let (axis, ends): (_, Vec<usize>) = (&self.grid.axes[a], ends.collect());
            match (ends.iter().min(), ends.iter().max()) {
                // As far below a plane of symmetry as above it.
                (_, Some(&last)) if self.mirrors.iter().any(|mirror| mirror.0 == a) => {
                    2.0 * (axis.nodes[last] - axis.inside()[0])
                }
                (Some(&first), Some(&last)) if !axis.collapsed => axis.nodes[last] - axis.nodes[first],
                _ => 0.0,
            }
        })
    }
}

/// A wave of the lattice along an axis, backwards: e^(−ikx) on nodes and half a cell beyond them.
struct Wave([Vec<Complex64>; 2]);

impl Wave {
    fn new(axis: &Axis, wavenumber: f64, origin: f64) -> Self {
        if axis.collapsed {
            return Wave([vec![Complex64::ONE], vec![Complex64::ONE]]);
        }
        // A step of less than π cells per wavelength carries no wave at all.
        let sine = |step: f64| (0.5 * wavenumber * step).clamp(-0.999, 0.999);
        let turn = |cell: usize| 2.0 * sine(axis.primal(cell)).asin();
        let cells = axis.cells();
        let first = axis.nodes.partition_point(|&node| node <= origin).clamp(1, cells) - 1;
        let phases: Vec<f64> = (0..=cells)
            .scan(0.0, |phase, cell| {
                let here = *phase;
                *phase += if cell < cells { turn(cell) } else { 0.0 };
                Some(here)
            })
            .collect();
        let zero = phases[first] + turn(first) * (origin - axis.nodes[first]) / axis.primal(first);
        let wave = |phase: f64, step: f64| Complex64::cis(zero - phase) * (1.0 - sine(step).powi(2)).powf(-0.25);
        let width = |i: usize| axis.interval(i, false)[1] - axis.interval(i, false)[0];
        let on = |i: usize| wave(phases[i], width(i));
        let beyond = |i: usize| wave(phases[i] + 0.5 * turn(i.min(cells - 1)), axis.primal(i.min(cells - 1)));
        Wave([(0..=cells).map(on).collect(), (0..=cells).map(beyond).collect()])
    }

    fn at(&self, half: bool) -> &[Complex64] {
        &self.0[usize::from(half)]
    }
}

/// Points and weights on −1 … 1 that integrate polynomials of degree 2n − 1 exactly (Abramowitz & Stegun, §25.4.29), by Newton's method
/// on P_n.
fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    let point = |i: usize| {
        let mut x = (0.5 * TAU * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
        let mut slope = 1.0;
        // Quadratic from a guess good to 1/n².
        for _ in 0..8 {
            let (mut before, mut value) = (1.0, x);
            for k in 2..=n {
                let k = k as f64;
                (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
            }
            slope = n as f64 * (x * value - before) / (x * x - 1.0);
            x -= value / slope;
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..n).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quadrature_is_exact_for_polynomials() {
        for n in [2, 7, 40] {
            let points = gauss_legendre(n);
            for power in [0, 2, 2 * n - 2, 2 * n - 1] {
                let sum: f64 = points.iter().map(|(x, weight)| weight * x.powi(power as i32)).sum();
                let exact = if power % 2 == 0 { 2.0 / (power + 1) as f64 } else { 0.0 };
                assert!((sum - exact).abs() < 1e-13, "{n} points, power {power}: {sum}");
            }
        }
    }
}
