//! Resonances in a signal Σ a e^(−iωt), ω = 2πf(1 − i/2Q): the band is mixed down, filtered and decimated, which leaves damped
//! exponentials what they are; a matrix pencil on what is left gives their poles (Hua & Sarkar, IEEE Trans. ASSP 38, 814 (1990), in
//! the form with the singular vectors of the data), a least-squares fit their amplitudes. A wide band is taken in parts, so that a
//! matrix has a few hundred rows however long the signal is.

use faer::prelude::SolveLstsq;
use faer::{Mat, MatRef};
use num_complex::Complex64;

use super::quantity::{Ringing, Trace};
use crate::units::{TAU, from_fs};

/// A damped oscillation.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Resonance {
    /// c/µm.
    pub frequency: f64,
    /// −Re ω / 2 Im ω; infinite where no decay is seen.
    pub q: f64,
    /// |a| at the start of the signal.
    pub amplitude: f64,
    /// How far the complex frequency moves with another window, rate and pencil, by the frequency; Q is good to 2Q times this.
    pub error: f64,
}

/// Samples after decimation per width of the band and unit of time: a third is passed, a third falls off.
const OVERSAMPLING: f64 = 3.0;
/// Decimated samples that a pencil takes at most and that it needs at least.
const MOST: f64 = 240.0;
const LEAST: f64 = 48.0;
/// The filter's length in decimated samples: a Blackman–Harris window then falls by 92 dB before what would be folded into the band.
const FILTER: f64 = 12.0;
/// Singular values beyond the signal's are its noise: the signal's stand above the middle one of the lower half by this much, and
/// above round-off.
const ABOVE_NOISE: f64 = 6.0;
const ROUND_OFF: f64 = 1e-12;
/// Poles that move by more than this part of their own width, or of what the window can resolve, are not the signal's.
const STEADY: f64 = 0.1;

/// The resonances within a band (c/µm) of a signal sampled every dt (µm/c), by rising frequency.
pub fn resonances(signal: &[f64], dt: f64, band: [f64; 2]) -> Vec<Resonance> {
    let (time, width) = (signal.len() as f64 * dt, band[1] - band[0]);
    let parts = (OVERSAMPLING * time * width / MOST).ceil().max(1.0) as usize;
    let mut found = Vec::new();
    for part in 0..parts {
        let [low, high] = [part, part + 1].map(|n| band[0] + width * n as f64 / parts as f64);
        let rate = (OVERSAMPLING * (high - low)).max(LEAST / time);
        let every = ((1.0 / (rate * dt)) as usize).max(1);
        // What is folded into the band lies elsewhere at another rate.
        let rates = [every, (every - every.div_ceil(8)).max(1)];
        if let [Some(first), Some(second)] = rates.map(|every| Baseband::new(signal, dt, 0.5 * (low + high), every)) {
            let heard = first.resonances(&second, time);
            found.extend(heard.into_iter().filter(|r| (low..high).contains(&r.frequency)));
        }
    }
    found.sort_by(|a, b| a.frequency.total_cmp(&b.frequency));
    found
}

/// The resonances in a band (c/µm) of every component of a trace after its sources are off at `quiet_fs`.
pub fn ringing(trace: &Trace, quiet_fs: f64, band: [f64; 2]) -> Vec<Ringing> {
    let of = |(name, values): &(String, ndarray::Array1<f64>)| {
        let times = if name.starts_with('E') { &trace.time_fs } else { &trace.time_h_fs };
        let first = times.iter().take_while(|&&time| time <= quiet_fs).count();
        let rest: Vec<f64> = values.iter().skip(first).copied().collect();
        let dt = if times.len() > 1 { from_fs(times[1] - times[0]) } else { 1.0 };
        Ringing {
            probe: trace.probe.clone(),
            excitation: trace.excitation.clone(),
            component: name.clone(),
            resonances: resonances(&rest, dt, band),
        }
    };
    trace.components.iter().map(of).collect()
}

/// A signal shifted by −f₀, low-passed and decimated.
struct Baseband {
    samples: Vec<Complex64>,
    /// Time between samples.
    step: f64,
    center: f64,
    filter: Vec<f64>,
    dt: f64,
}

/// A pole as ω, and its amplitude.
type Pole = (Complex64, Complex64);

impl Baseband {
    /// `None` if too little is left to tell anything.
    fn new(signal: &[f64], dt: f64, center: f64, every: usize) -> Option<Self> {
        let filter = low_pass((FILTER * every as f64) as usize | 1, 0.5 / every as f64);
        let mixed: Vec<Complex64> = signal
            .iter()
            .enumerate()
            .map(|(n, value)| 2.0 * value * Complex64::cis(TAU * center * dt * n as f64))
            .collect();
        let filtered = |part: &[Complex64]| part.iter().zip(&filter).map(|(value, tap)| value * tap).sum();
        let samples: Vec<Complex64> = mixed.windows(filter.len()).step_by(every).map(filtered).collect();
        let enough = samples.len() as f64 >= 0.5 * LEAST && samples.iter().any(|sample| sample.norm() > 0.0);
        enough.then_some(Baseband { samples, step: every as f64 * dt, center, filter, dt })
    }

    /// Those that `other` sees too, in a later part of the signal.
    fn resonances(&self, other: &Baseband, time: f64) -> Vec<Resonance> {
        let all = self.poles(&self.samples, self.samples.len() / 2);
        let rest = &other.samples[other.samples.len() / 8..];
        let later = other.poles(rest, 3 * rest.len() / 7);
        let settled = |&(omega, amplitude): &Pole| {
            let moved = later.iter().map(|(other, _)| (other - omega).norm()).fold(f64::INFINITY, f64::min);
            let width = (-omega.im).max(0.5 * TAU / time);
            let decays = omega.im < STEADY * width;
            (decays && moved < STEADY * width && omega.re > 0.0).then(|| Resonance {
                frequency: omega.re / TAU,
                q: if omega.im < 0.0 { -0.5 * omega.re / omega.im } else { f64::INFINITY },
                amplitude: amplitude.norm(),
                error: moved / omega.norm(),
            })
        };
        all.iter().filter_map(settled).collect()
    }

    /// Poles of some samples by a pencil of so many columns.
    fn poles(&self, samples: &[Complex64], columns: usize) -> Vec<Pole> {
        let roots = pencil(samples, columns).unwrap_or_default();
        let vandermonde = Mat::from_fn(samples.len(), roots.len(), |n, k| roots[k].powi(n as i32));
        let right = Mat::from_fn(samples.len(), 1, |n, _| samples[n]);
        if roots.is_empty() {
            return Vec::new();
        }
        let amplitudes = vandermonde.qr().solve_lstsq(&right);
        let pole = |(k, root): (usize, &Complex64)| {
            let detuning = Complex64::I * root.ln() / self.step;
            let taps = self.filter.iter().enumerate();
            let gain: Complex64 =
                taps.map(|(n, tap)| tap * (-Complex64::I * detuning * self.dt * n as f64).exp()).sum();
            (detuning + TAU * self.center, amplitudes[(k, 0)] / gain)
        };
        roots.iter().enumerate().map(pole).collect()
    }
}

/// Taps of a Blackman–Harris windowed sinc of unit sum; the cutoff in cycles per sample.
fn low_pass(taps: usize, cutoff: f64) -> Vec<f64> {
    let tap = |n: usize| {
        let at = n as f64 - 0.5 * (taps - 1) as f64;
        let turn = TAU * (n as f64 + 0.5) / taps as f64;
        let window = 0.35875 - 0.48829 * turn.cos() + 0.14128 * (2.0 * turn).cos() - 0.01168 * (3.0 * turn).cos();
        let x = TAU * cutoff * at;
        window * if x == 0.0 { 1.0 } else { x.sin() / x }
    };
    let taps: Vec<f64> = (0..taps).map(tap).collect();
    let sum: f64 = taps.iter().sum();
    taps.iter().map(|tap| tap / sum).collect()
}

/// Ratios z of the exponentials Σ a zⁿ that samples are made of; `None` where the decompositions do not converge.
fn pencil(samples: &[Complex64], columns: usize) -> Option<Vec<Complex64>> {
    let hankel = Mat::from_fn(samples.len() - columns, columns + 1, |i, j| samples[i + j]);
    let svd = hankel.thin_svd().ok()?;
    let sizes: Vec<f64> = svd.S().column_vector().iter().map(|size| size.re).collect();
    let noise = sizes[3 * sizes.len() / 4];
    let order = sizes.iter().take_while(|&&size| size > (ABOVE_NOISE * noise).max(ROUND_OFF * sizes[0])).count();
    let order = order.min(sizes.len() / 2);
    if order == 0 {
        return Some(Vec::new());
    }
    // Rows of the Hankel matrix are sums of (1, z, z², …): so are the conjugates of its right singular vectors.
    let vectors: MatRef<Complex64> = svd.V();
    let shifted = |ahead: usize| Mat::from_fn(columns, order, |i, k| vectors[(i + ahead, k)].conj());
    let turn = shifted(0).qr().solve_lstsq(&shifted(1));
    let roots = turn.as_ref().eigenvalues().ok()?;
    Some(roots.into_iter().filter(|root| root.norm() > 1e-3).collect())
}

#[cfg(test)]
mod tests;
