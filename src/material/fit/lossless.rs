//! Sellmeier terms for a lossless band: in x = ω², ε = ε∞ + Σ B xⱼ/(xⱼ − x) is itself a rational function with real poles, B ≥ 0 and
//! xⱼ outside the band. Every transparent passive medium is of this form (a Stieltjes function, by Kramers and Kronig).

use faer::Mat;
use num_complex::Complex64;

use super::relocate::{Fixed, Point, relocate};
use super::{Fitted, Sample, better, bounded};
use crate::material::Model;
use crate::units::TAU;

const MOST: usize = 6;
/// Transparent media are fitted so well that nobody needs to ask, as far as poles help: 6 digits cost one or two of them.
const GOAL: f64 = 1e-6;
const STEPS: usize = 12;
/// Where poles start, in units of the band's upper end if above 1, of its lower end if below.
const STARTS: [f64; MOST] = [9.0, 0.1, 3.0, 0.4, 1.6, 0.7];

/// Where a pole stands, in the same units, that has to bend ε over a narrow band and no more, together with one far below it: so near
/// that ε∞ holds most of ε. Time steps are then as long as ε's own, and what coupled smoothing asks of ε∞ is there (raster/coupling.rs).
/// The farther, the better is the band's curvature.
const NEAR: [f64; 4] = [36.0, 25.0, 16.0, 9.0];
const FAR_BELOW: f64 = 0.02;
/// How much of ε is to be ε∞, and how well n is to be met: over a narrow band by one of these poles, over a wide one by two of them.
/// What sources print has an error of half a unit of the fourth decimal as well.
const HELD: f64 = 0.6;
const NEAR_GOAL: f64 = 2e-6;
const WIDE: [f64; 2] = [16.0, 9.0];
const WIDE_GOAL: f64 = 5e-5;

/// Fixed poles near the band, if they do.
pub fn near(samples: &[Sample], tolerance: f64) -> Option<Fitted> {
    let square = |sample: &Sample| sample.omega * sample.omega;
    let (low, high) = (square(samples.first()?), square(samples.last()?));
    let least = HELD * samples[samples.len() / 2].index.re.powi(2);
    let fitted = |starts: &[f64], goal: f64| {
        let poles: Vec<f64> = starts.iter().map(|start| start * high).chain([FAR_BELOW * low]).collect();
        let model = strengths(samples, &poles, least.max(1.0))?;
        Some(Fitted::new(model, samples)).filter(|fitted| fitted.max <= goal.min(tolerance))
    };
    NEAR.into_iter().find_map(|start| fitted(&[start], NEAR_GOAL)).or_else(|| fitted(&WIDE, WIDE_GOAL))
}

pub fn fit(samples: &[Sample], tolerance: f64) -> Fitted {
    if let Some(near) = near(samples, tolerance) {
        return near;
    }
    let squares: Vec<f64> = samples.iter().map(|sample| sample.omega * sample.omega).collect();
    let band = [squares[0], squares[squares.len() - 1]];
    let mut best = None;
    for order in 0..=MOST.min(samples.len() - 1) {
        for constant in [true, false] {
            let poles = settle(samples, band, order, constant);
            if let Some(model) = strengths(samples, &poles, 1.0) {
                best = better(best, Fitted::new(model, samples));
            }
        }
        if best.as_ref().is_some_and(|fitted| fitted.max <= tolerance.min(GOAL)) {
            break;
        }
    }
    best.unwrap_or_else(|| Fitted::new(Model::constant(1.0), samples))
}

/// Poles xⱼ after some steps of vector fitting in s = −x, where they are −xⱼ. Without a free constant, ε∞ is 1.
fn settle(samples: &[Sample], band: [f64; 2], order: usize, constant: bool) -> Vec<f64> {
    let point = |sample: &Sample| {
        let epsilon = sample.index * sample.index - if constant { 0.0 } else { 1.0 };
        let s = Complex64::from(-sample.omega * sample.omega / band[1]);
        Point { s, f: epsilon, weight: 0.5 / sample.index.norm() }
    };
    let points: Vec<Point> = samples.iter().map(point).collect();
    let start = |&start: &f64| if start > 1.0 { start } else { start * band[0] / band[1] };
    let fixed: &[Fixed] = if constant { &[|_| Complex64::ONE] } else { &[] };
    let mut poles: Vec<f64> = STARTS[..order].iter().map(start).collect();
    let edges = [band[0] / band[1] * 0.95, 1.05];
    for _ in 0..if order == 0 { 0 } else { STEPS } {
        let at: Vec<Complex64> = poles.iter().map(|x| Complex64::from(-x)).collect();
        let Some(found) = relocate(&points, &at, fixed) else { break };
        poles = found.into_iter().flat_map(|a| real(a, edges)).collect();
    }
    poles.into_iter().map(|x| x * band[1]).collect()
}

/// Real poles outside the band for one that may be neither: a conjugate pair becomes two on either side of its real part.
fn real(a: Complex64, [low, high]: [f64; 2]) -> Vec<f64> {
    let outside = |x: f64| {
        let x = x.clamp(1e-6 * low, 1e6);
        if x <= low || x >= high {
            x
        } else if x - low < high - x {
            low
        } else {
            high
        }
    };
    match a.im == 0.0 {
        true => vec![outside(a.norm())],
        false => vec![outside(0.8 * a.norm()), outside(1.25 * a.norm())],
    }
}

/// ε∞ ≥ `least` and B ≥ 0 by least squares.
fn strengths(samples: &[Sample], poles: &[f64], least: f64) -> Option<Model> {
    let term = |sample: &Sample, j: usize| match j {
        0 => 1.0,
        _ => poles[j - 1] / (poles[j - 1] - sample.omega * sample.omega),
    };
    let weight = |sample: &Sample| 0.5 / sample.index.norm();
    let matrix = Mat::from_fn(samples.len(), poles.len() + 1, |i, j| weight(&samples[i]) * term(&samples[i], j));
    let right: Vec<f64> = samples.iter().map(|s| weight(s) * (s.index * s.index).re).collect();
    let unit = |j: usize| (0..=poles.len()).map(|i| f64::from(i == j)).collect::<Vec<f64>>();
    let bounds: Vec<_> = (0..=poles.len()).map(|j| (unit(j), if j == 0 { least } else { 0.0 })).collect();
    let solution = bounded::solve(&matrix, &right, &bounds)?;
    // A strength that a bound holds at 0 comes out as round-off of either sign.
    let terms: Vec<[f64; 2]> = poles
        .iter()
        .zip(&solution[1..])
        .filter(|(_, strength)| **strength > 1e-12)
        .map(|(x, &strength)| [strength, TAU / x.sqrt()])
        .collect();
    Some(Model::sellmeier(solution[0].max(least), &terms))
}
