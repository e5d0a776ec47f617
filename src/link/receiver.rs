//! A PAM4 receiver. Levels P_k = P_0 + k OMA/3 with P_3 = OMA r/(r−1), noise σ_k² = i_n² B + 2 q R P_k B + RIN (R P_k)² B,
//! thresholds between neighbours weighed by their σ, SER = ¼ Σ [Q(·) + Q(·)], BER = SER/2 (Gray code). Noise as in
//! G. P. Agrawal, Fiber-Optic Communication Systems, chapter 4.

use super::decibel::{dbm, milliwatt};

/// Charge of an electron, C.
pub const Q_ELECTRON: f64 = 1.602_176_634e-19;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Receiver {
    /// Input-referred thermal noise, pA/√Hz.
    pub noise_pa_per_rthz: f64,
    pub responsivity_a_per_w: f64,
    pub bandwidth_ghz: f64,
    /// Charge of the carriers whose shot noise counts, C: [`Q_ELECTRON`], or 0 for none.
    pub charge: f64,
    /// Relative intensity noise, dB/Hz; `None` counts none.
    pub rin_db_per_hz: Option<f64>,
}

/// Probability that a normal deviate exceeds x.
pub fn q(x: f64) -> f64 {
    0.5 * libm::erfc(x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The x whose [`q`] is p, by bisection (p within 1e-300 and ½).
pub fn q_inverse(p: f64) -> f64 {
    bisect(0.0, 38.0, |x| q(x) > p)
}

/// Q at which PAM4's thermal noise alone gives this BER: BER = ¾ Q(Q_t).
pub fn q_of_ber(ber: f64) -> f64 {
    q_inverse(ber / 0.75)
}

/// Where a predicate that holds from `low` on stops holding.
fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    // 200 halvings leave nothing of any interval of f64.
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if below(middle) { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// OMA over average power, 2 (r−1)/(r+1), for a linear extinction ratio r.
pub fn oma_over_average(r: f64) -> f64 {
    2.0 * (1.0 - 1.0 / r) / (1.0 + 1.0 / r)
}

impl Receiver {
    fn bandwidth(&self) -> f64 {
        self.bandwidth_ghz * 1e9
    }

    /// 10^(RIN/10), 1/Hz.
    fn rin(&self) -> f64 {
        self.rin_db_per_hz.map_or(0.0, |rin| 10f64.powf(rin / 10.0))
    }

    /// Photocurrent (A) and noise (A) of the four levels of an OMA (dBm, outer) and a linear extinction ratio.
    pub fn levels(&self, oma_dbm: f64, r: f64) -> [(f64, f64); 4] {
        let oma = 1e-3 * milliwatt(oma_dbm);
        let bandwidth = self.bandwidth();
        let thermal = (1e-12 * self.noise_pa_per_rthz).powi(2) * bandwidth;
        [0.0, 1.0, 2.0, 3.0].map(|k| {
            let current = self.responsivity_a_per_w * (oma / (r - 1.0) + k * oma / 3.0);
            let shot = 2.0 * self.charge * current * bandwidth;
            (current, (thermal + shot + self.rin() * current * current * bandwidth).sqrt())
        })
    }

    /// Bit errors before the FEC.
    pub fn ber(&self, oma_dbm: f64, r: f64) -> f64 {
        let levels = self.levels(oma_dbm, r);
        let eyes = levels.windows(2).map(|pair| {
            let [(low, noise_low), (high, noise_high)] = [pair[0], pair[1]];
            let threshold = (noise_low * high + noise_high * low) / (noise_low + noise_high);
            q((threshold - low) / noise_low) + q((high - threshold) / noise_high)
        });
        eyes.sum::<f64>() / 4.0 / 2.0
    }

    /// The least OMA, dBm, whose BER is within the limit; infinite where RIN keeps any from it.
    pub fn sensitivity_dbm(&self, ber: f64, r: f64) -> f64 {
        const RANGE: [f64; 2] = [-60.0, 40.0];
        if self.ber(RANGE[1], r) > ber {
            return f64::INFINITY;
        }
        bisect(RANGE[0], RANGE[1], |oma| self.ber(oma, r) > ber)
    }

    /// What thermal noise alone asks for: OMA = 6 Q_t i_n √B / R, in dBm.
    pub fn thermal_sensitivity_dbm(&self, q_t: f64) -> f64 {
        let noise = 1e-12 * self.noise_pa_per_rthz * self.bandwidth().sqrt();
        dbm(1e3 * 6.0 * q_t * noise / self.responsivity_a_per_w)
    }
}
