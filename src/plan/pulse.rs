//! The pulse that excites a band: s(t) = exp(−(t − t₀)²/2σ_t²) cos ω₀(t − t₀), and signals shaped from it in frequency.

use num_complex::Complex64;

use crate::units::TAU;

/// Half of the pulse in units of σ_t: it starts and ends at e^(−5.5²/2) = 3e-7 of its peak, under f32's round-off.
const REACH: f64 = 5.5;
/// Least relative width of the spectrum: narrower pulses only take longer.
const LEAST_WIDTH: f64 = 0.05;

/// A Gaussian pulse; frequencies in c/µm, times in µm/c.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pulse {
    pub center: f64,
    /// Standard deviation of the spectrum.
    pub width: f64,
    /// How many times as long as its own it is given before and after its peak: what shapes its spectrum may ring.
    pub room: f64,
}

impl Pulse {
    /// A pulse whose spectrum is at least e^(−½) of its peak over the whole band.
    pub fn for_band(low: f64, high: f64) -> Self {
        let center = 0.5 * (low + high);
        Pulse { center, width: (0.5 * (high - low)).max(LEAST_WIDTH * center), room: 1.0 }
    }

    fn sigma_t(self) -> f64 {
        1.0 / (TAU * self.width)
    }

    /// Time of the peak, µm/c.
    pub fn delay(self) -> f64 {
        self.room * REACH * self.sigma_t()
    }

    /// The pulse is over after this time, µm/c.
    pub fn duration(self) -> f64 {
        2.0 * self.delay()
    }

    /// No content above this frequency (as little as at the pulse's ends).
    pub fn highest(self) -> f64 {
        self.center + REACH * self.width
    }

    /// The pulse with its spectrum multiplied by `factor(ω)`, at times `(n + offset) dt` over its duration.
    ///
    /// The spectrum of s is known in closed form, so that the integral over ω is a sum of the trapezoidal rule, which
    /// converges exponentially for a Gaussian.
    pub fn shaped(self, dt: f64, offset: f64, factor: impl Fn(f64) -> Complex64) -> Vec<f64> {
        const POINTS: i32 = 256;
        let step = 2.0 * REACH * self.width / POINTS as f64;
        let terms: Vec<(f64, Complex64)> = (-POINTS / 2..=POINTS / 2)
            .map(|n| {
                let detuning = n as f64 * step;
                let gauss = (-0.5 * (detuning / self.width).powi(2)).exp() * step / (self.width * TAU.sqrt());
                let omega = TAU * (self.center + detuning);
                (omega, factor(omega) * gauss)
            })
            .collect();
        let count = (self.duration() / dt).ceil() as usize;
        let mut signal = vec![0.0; count];
        for (omega, weight) in terms {
            // One turn from a step to the next: of thousands of products round-off is 1e-13.
            let (mut value, turn) =
                (weight * Complex64::cis(omega * (self.delay() - offset * dt)), Complex64::cis(-omega * dt));
            for sum in &mut signal {
                *sum += value.re;
                value *= turn;
            }
        }
        signal
    }
}
