//! Decibels of power.

/// 10 log10 of a ratio of powers.
pub fn db(ratio: f64) -> f64 {
    10.0 * ratio.log10()
}

/// The ratio of powers of a level in dB.
pub fn ratio(db: f64) -> f64 {
    10f64.powf(db / 10.0)
}

/// dBm of mW.
pub fn dbm(milliwatt: f64) -> f64 {
    db(milliwatt)
}

/// mW of dBm.
pub fn milliwatt(dbm: f64) -> f64 {
    ratio(dbm)
}
