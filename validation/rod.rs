//! A rod between conducting plates across it: guided modes stand half a wavelength long, curved walls on two axes, against the step-index
//! guide's own dispersion relation (Snyder & Love 1983, §12). HE11 has all components; TE01's E lies along the wall, TM01's crosses it.

use std::sync::Arc;

use luxel::geometry::shape::Cylinder;
use luxel::geometry::{Body, Medium, Scene, Structure};
use luxel::job::Smoothing;
use luxel::plan::Plan;
use luxel::raster::{Axis, Frame, Grid};
use luxel::units::TAU;

use super::convergence::Study;
use super::lab::{plan_on, smoothed};
use super::standing::frequency;
use super::{Report, bessel};

const CORE: f64 = 2.85;
const CLAD: f64 = 1.444;

/// A mode of the rod: cos mθ in E_z, sin mθ in H_z, by the ratio of theirs.
struct Guided {
    m: i32,
    omega: f64,
    beta: f64,
    kappa: f64,
    gamma: f64,
    /// E_z and H_z at the wall, and by what J and K are divided to be 1 there.
    at_wall: [f64; 2],
    walls: [f64; 2],
}

const RADIUS: f64 = 0.4;
/// Where its middle lies among the grid's points, µm.
const MIDDLE: [f64; 2] = [0.013, -0.007];
/// Half the box: at 1 µm from the wall e^(−2γ) is below 1e-5 of what is there, and less is left of the frequency.
const HALF: f64 = 1.4;

pub fn dielectric_rod(report: &mut Report) {
    for (name, m, te) in [("HE11", 1, false), ("TE01", 0, true), ("TM01", 0, false)] {
        let mode = Guided::new(m, te);
        let study = Study {
            name: format!("rod, {name}"),
            cells_per_um: &[12.0, 18.0, 24.0, 36.0],
            wavenumber: CORE * mode.omega,
            quantities: [("f", 1.0)],
            plan: &|cells, smoothing| mode.plan(cells, smoothing),
            // Some five periods.
            measured: &|plan, engine| [frequency(plan, engine, &|at| mode.field(at), &|_| 1.0, 8.0) / mode.omega],
        };
        study.hold(report);
    }
}

impl Guided {
    /// The mode of highest index.
    fn new(m: i32, te: bool) -> Guided {
        let omega = TAU / 1.55;
        let across = |beta: f64| {
            let [inside, outside] = [CORE * omega, CLAD * omega].map(|k| k * k - beta * beta);
            [inside.sqrt(), (-outside).sqrt()]
        };
        // J'/uJ + K'/wK with either ε, times u w J K.
        let sums = |beta: f64| {
            let [u, w] = across(beta).map(|k| k * RADIUS);
            let [[j, dj], [k, dk]] = [radial(true, m, u), radial(false, m, w)];
            let sum = |inside: f64, outside: f64| inside * dj * w * k + outside * dk * u * j;
            let both = |inside: f64, outside: f64| inside / (u * u) + outside / (w * w);
            let right = f64::from(m * m) * both(1.0, 1.0) * both(CORE * CORE, CLAD * CLAD) * (u * w * j * k).powi(2);
            (sum(1.0, 1.0), sum(CORE * CORE, CLAD * CLAD), right)
        };
        let over = |beta: f64| {
            let (magnetic, electric, right) = sums(beta);
            match (m, te) {
                (0, true) => magnetic,
                (0, false) => electric,
                _ => magnetic * electric - right,
            }
        };
        let place = |t: f64| omega * (CORE + (CLAD - CORE) * t);
        let ends = |i: usize| [i, i + 1].map(|i| place((i as f64 + 0.5) / 400.0));
        let first = (0..399).map(ends).find(|[high, low]| over(*high) * over(*low) < 0.0).expect("a guided mode");
        let [mut high, mut low] = first;
        let above = over(high) > 0.0;
        for _ in 0..50 {
            let beta = 0.5 * (low + high);
            if (over(beta) > 0.0) == above { high = beta } else { low = beta }
        }
        let beta = high;
        let [kappa, gamma] = across(beta);
        // H_θ is continuous.
        let at_wall = match (m, te) {
            (0, true) => [0.0, 1.0],
            (0, false) => [1.0, 0.0],
            _ => {
                let [[j, dj], [k, dk]] = [radial(true, m, kappa * RADIUS), radial(false, m, gamma * RADIUS)];
                let inside = CORE * CORE * dj / (kappa * j) + CLAD * CLAD * dk / (gamma * k);
                let both = f64::from(m) * beta / RADIUS * (kappa.powi(-2) + gamma.powi(-2));
                [1.0, -omega * inside / both]
            }
        };
        let walls = [radial(true, m, kappa * RADIUS)[0], radial(false, m, gamma * RADIUS)[0]];
        Guided { m, omega, beta, kappa, gamma, at_wall, walls }
    }

    /// H, with E a quarter of a period behind it: H_t = (β ∇H_z + ωε ẑ×∇E_z)/κ² cos βz, H_z sin βz, κ² negative outside.
    fn field(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        let (x, y) = (x - MIDDLE[0], y - MIDDLE[1]);
        let (r, turn) = (x.hypot(y).max(1e-9), y.atan2(x));
        let inside = r < RADIUS;
        let (k, epsilon, squared, wall) = match inside {
            true => (self.kappa, CORE * CORE, self.kappa * self.kappa, self.walls[0]),
            false => (self.gamma, CLAD * CLAD, -self.gamma * self.gamma, self.walls[1]),
        };
        let [value, slope] = radial(inside, self.m, k * r).map(|f| f / wall);
        let slope = k * slope;
        let m = f64::from(self.m);
        // Of TE0m and TM0m nothing turns.
        let (sin, cos) = if self.m == 0 { (1.0, 1.0) } else { (m * turn).sin_cos() };
        let [e, h] = self.at_wall;
        let out = (self.beta * h * slope + self.omega * epsilon * m / r * e * value) / squared * sin;
        let around = (self.beta * m / r * h * value + self.omega * epsilon * e * slope) / squared * cos;
        let (up, across) = (self.beta * z).sin_cos();
        let (s, c) = turn.sin_cos();
        [across * (out * c - around * s), across * (out * s + around * c), up * h * value * sin]
    }

    fn plan(&self, cells_per_um: f64, smoothing: Smoothing) -> Plan {
        let cells = (2.0 * HALF * cells_per_um).round() as usize;
        let wide = Axis::new((0..=cells).map(|i| i as f64 / cells_per_um - HALF).collect());
        // Half a wavelength, by as many cells as keep the grids in proportion.
        let (length, layers) = (0.5 * TAU / self.beta, (cells_per_um / 3.0).round() as usize);
        let along = Axis::new((0..=layers).map(|i| length * i as f64 / layers as f64).collect());
        let rod = Cylinder { center: [MIDDLE[0], MIDDLE[1], 0.0], radius: RADIUS, length: 9.0, axis: 2 };
        let structures = vec![Structure { medium: Medium::of_index(CORE), body: Body::Solid(Arc::new(rod)) }];
        let scene = Scene::new(Medium::of_index(CLAD), structures);
        // The axis with the fewest cells stands in the middle.
        let frame = Frame([1, 2, 0]);
        let axes = frame.to_lattice([wide.clone(), wide, along].each_ref()).map(Clone::clone);
        plan_on(Grid { frame, axes }, |grid| smoothed(&scene, grid, smoothing), CLAD)
    }
}

/// J_m inside, K_m outside, and the slope.
fn radial(inside: bool, m: i32, x: f64) -> [f64; 2] {
    if inside {
        let j = |n: i32| libm::jn(n, x);
        [j(m), 0.5 * (j(m - 1) - j(m + 1))]
    } else {
        [bessel::k(m, x), -0.5 * (bessel::k(m - 1, x) + bessel::k(m + 1, x))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of H goes on through the wall: so does what the dispersion relation alone ensures.
    #[test]
    fn fields_are_continuous() {
        for (m, te) in [(1, false), (0, true), (0, false)] {
            let mode = Guided::new(m, te);
            let (sin, cos) = 0.7_f64.sin_cos();
            let at = |r: f64| mode.field([MIDDLE[0] + r * cos, MIDDLE[1] + r * sin, 0.1]);
            let [inside, outside] = [at(RADIUS - 1e-9), at(RADIUS + 1e-9)];
            assert!((0..3).all(|a| (inside[a] - outside[a]).abs() < 1e-6), "{m} {te} {inside:?} {outside:?}");
        }
    }
}
