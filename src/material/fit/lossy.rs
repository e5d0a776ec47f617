//! Poles of any kind for an absorbing band. Residues are found under Im ε ≥ 0 at frequencies that are added where the last solution
//! broke it, until none does.

use faer::Mat;
use num_complex::Complex64;

use super::relocate::{Fixed, Point, basis, relocate};
use super::{Fitted, Sample, better, bounded};
use crate::material::{Model, Pole, passivity};
use crate::units::TAU;

/// Poles, a conjugate pair counted as two.
const MOST: usize = 12;
const STEPS: usize = 12;
/// Rounds of adding frequencies at which Im ε must not be below 0.
const ROUNDS: usize = 40;

pub fn fit(samples: &[Sample], tolerance: f64) -> Fitted {
    let mut best = None;
    // Real and imaginary parts are the data; every pole has two unknowns, its place and its residue.
    for order in 1..=MOST.min(samples.len().saturating_sub(1)) {
        for (constant, conductive) in [(true, false), (false, false), (true, true), (false, true)] {
            let poles = settle(samples, order, constant, conductive);
            if let Some(model) = residues(samples, &poles) {
                best = better(best, Fitted::new(model, samples));
            }
        }
        if best.as_ref().is_some_and(|fitted| fitted.max <= tolerance) {
            break;
        }
    }
    best.unwrap_or_else(|| Fitted::new(Model::constant(1.0), samples))
}

/// s = iω and ε* are vector fitting's own convention, e^(+jωt); the poles are the same.
fn point(sample: &Sample, constant: bool) -> Point {
    let epsilon = sample.index * sample.index - if constant { 0.0 } else { 1.0 };
    Point { s: Complex64::new(0.0, sample.omega), f: epsilon.conj(), weight: 0.5 / sample.index.norm() }
}

/// Poles after some steps of vector fitting, with ε∞ free or 1, and with or without a conductivity: free electrons are a conductivity
/// and one pole, and two poles that only come near to that are seldom passive.
fn settle(samples: &[Sample], order: usize, constant: bool, conductive: bool) -> Vec<Complex64> {
    let all: [(bool, Fixed); 2] = [(constant, |_| Complex64::ONE), (conductive, |s| 1.0 / s)];
    let fixed: Vec<Fixed> = all.into_iter().filter(|(free, _)| *free).map(|(_, function)| function).collect();
    let points: Vec<Point> = samples.iter().map(|sample| point(sample, constant)).collect();
    let (low, high) = (0.5 * samples[0].omega, 1.5 * samples[samples.len() - 1].omega);
    let pairs = order / 2;
    let omega = |i: usize| low + (high - low) * (i as f64 + 0.5) / pairs as f64;
    let mut poles: Vec<Complex64> = (0..pairs).map(|i| Complex64::new(-0.05 * omega(i), omega(i))).collect();
    poles.extend((order % 2 == 1).then(|| Complex64::from(-low)));
    for _ in 0..STEPS {
        match relocate(&points, &poles, &fixed) {
            Some(found) => poles = found.into_iter().map(|a| damped(a, high)).collect(),
            None => break,
        }
    }
    poles
}

/// A pole that has left any sensible place is brought back: undamped ones are lines of no width, far ones are constants.
fn damped(a: Complex64, high: f64) -> Complex64 {
    let size = a.norm().clamp(1e-6 * high, 1e3 * high);
    let a = if a.norm() > 0.0 { a * (size / a.norm()) } else { Complex64::from(-size) };
    Complex64::new(a.re.min(-1e-6 * size), a.im)
}

/// Residues, ε∞ ≥ 1 and σ ≥ 0 by least squares under passivity.
fn residues(samples: &[Sample], poles: &[Complex64]) -> Option<Model> {
    let points: Vec<Point> = samples.iter().map(|sample| point(sample, true)).collect();
    let rows: Vec<Vec<Complex64>> = points.iter().map(|p| functions(poles, p.s)).collect();
    let matrix = Mat::from_fn(2 * points.len(), rows[0].len(), |i, j| {
        let value = points[i / 2].weight * rows[i / 2][j];
        if i % 2 == 0 { value.re } else { value.im }
    });
    let part = |p: &Point| [p.weight * p.f.re, p.weight * p.f.im];
    let right: Vec<f64> = points.iter().flat_map(part).collect();
    let unit = |j: usize| (0..rows[0].len()).map(|i| f64::from(i == j)).collect::<Vec<f64>>();
    let mut bounds = vec![(unit(0), 1.0), (unit(1), 0.0)];
    let shape = assembled(poles, &vec![0.0; rows[0].len()]);
    let reach = poles.iter().map(|a| a.norm()).chain(samples.iter().map(|s| s.omega));
    let (low, high) = reach.fold((f64::INFINITY, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
    bounds.extend(passivity::grid(&shape, [low / 30.0, high * 30.0]).into_iter().step_by(4).map(|w| passive(poles, w)));
    for _ in 0..ROUNDS {
        let model = assembled(poles, &bounded::solve(&matrix, &right, &bounds)?);
        match model.gain_anywhere() {
            None => return Some(model),
            Some(gain) => bounds.push(passive(poles, TAU / gain.wavelength_um)),
        }
    }
    None
}

/// What ε* is linear in: ε∞, σ, then the poles' coefficients.
fn functions(poles: &[Complex64], s: Complex64) -> Vec<Complex64> {
    [Complex64::ONE, 1.0 / s].into_iter().chain(basis(poles, s)).collect()
}

/// Im ε ≥ 0 at a frequency, as a bound of length 1 with room for round-off.
fn passive(poles: &[Complex64], omega: f64) -> (Vec<f64>, f64) {
    let row: Vec<f64> = functions(poles, Complex64::new(0.0, omega)).iter().map(|f| -f.im).collect();
    let length = row.iter().map(|x| x * x).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    (row.iter().map(|x| x / length).collect(), 1e-9)
}

fn assembled(poles: &[Complex64], coefficients: &[f64]) -> Model {
    let mut model = Model { sigma: coefficients[1].max(0.0), ..Model::constant(coefficients[0].max(1.0)) };
    let mut rest = coefficients[2..].iter().copied();
    let mut next = || rest.next().unwrap_or(0.0);
    for &a in poles {
        let c = if a.im == 0.0 { Complex64::from(0.5 * next()) } else { Complex64::new(next(), next()) };
        model.poles.push(Pole { a, c });
    }
    model
}
