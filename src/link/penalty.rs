//! Power penalties of PAM4 in dB: closed forms for the worst level, each infinite where no power would do.
//!
//!   RIN                     x = 6 Q_t r/(r−1) √(RIN B),           δ = −5 log10(1 − x²)
//!   crosstalk, incoherent   δ = −10 log10(1 − (M−1) X)
//!   crosstalk, coherent     δ = −10 log10(1 − 4 (M−1) √X r/(r−1)), at the worst phase
//!   MPI, upper bound        δ = −10 log10(1 − 4 (M−1) Σ_{i<j} √(R_i R_j) r/(r−1))
//!
//! r is the linear extinction ratio, M = 4 levels, X the crosstalk's power over the signal's, R_i return losses as ratios.

use super::decibel::{db, ratio};

/// M − 1 of PAM4.
const STEPS: f64 = 3.0;

/// −k log10(1 − x), infinite from x = 1 on.
fn closing(k: f64, x: f64) -> f64 {
    if x < 1.0 { -k * (1.0 - x).log10() } else { f64::INFINITY }
}

/// r/(r−1): the top level over the OMA.
fn top(r: f64) -> f64 {
    // So that an infinite r gives its limit.
    1.0 / (1.0 - 1.0 / r)
}

pub fn rin_db(rin_db_per_hz: f64, bandwidth_ghz: f64, q_t: f64, r: f64) -> f64 {
    let x = 6.0 * q_t * top(r) * (ratio(rin_db_per_hz) * bandwidth_ghz * 1e9).sqrt();
    closing(5.0, x * x)
}

pub fn crosstalk_incoherent_db(crosstalk_db: f64) -> f64 {
    closing(10.0, STEPS * ratio(crosstalk_db))
}

pub fn crosstalk_coherent_db(crosstalk_db: f64, r: f64) -> f64 {
    closing(10.0, 4.0 * STEPS * ratio(crosstalk_db).sqrt() * top(r))
}

/// Σ over pairs of √(R_i R_j) of return losses in dB.
fn pairs(return_loss_db: &[f64]) -> f64 {
    let amplitudes: Vec<f64> = return_loss_db.iter().map(|loss| ratio(-loss).sqrt()).collect();
    amplitudes.iter().enumerate().map(|(i, one)| one * amplitudes[i + 1..].iter().sum::<f64>()).sum()
}

/// Interference of light reflected twice, all of it in the worst phase: an upper bound.
pub fn mpi_bound_db(return_loss_db: &[f64], r: f64) -> f64 {
    closing(10.0, 4.0 * STEPS * pairs(return_loss_db) * top(r))
}

/// The same as Gaussian noise: a lower estimate. σ² = 2 P_3 P̄ Σ R_i R_j beside the RIN formula's σ² = RIN B P_3².
pub fn mpi_gaussian_db(return_loss_db: &[f64], q_t: f64, r: f64) -> f64 {
    let powers: Vec<f64> = return_loss_db.iter().map(|loss| ratio(-loss)).collect();
    let squares: f64 = powers.iter().sum::<f64>().powi(2) - powers.iter().map(|power| power * power).sum::<f64>();
    // P̄/P_3 = (r+1)/2r; Σ over pairs is half of the square's mixed terms.
    let variance = (1.0 + 1.0 / r) * 0.5 * squares;
    closing(5.0, (6.0 * q_t * top(r)).powi(2) * variance)
}

/// Penalty of an extinction ratio against an infinite one at the same average power: 10 log10((r+1)/(r−1)).
pub fn extinction_db(r: f64) -> f64 {
    db((1.0 + 1.0 / r) / (1.0 - 1.0 / r))
}
