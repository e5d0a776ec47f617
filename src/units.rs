//! Units: lengths in µm, times in µm/c, frequencies in c/µm (f = 1/λ), as everywhere inside luxel.

/// Speed of light in vacuum, µm/fs (exact by definition of the metre).
pub const C_UM_PER_FS: f64 = 0.299_792_458;

/// Coordinates closer than this are one, µm: a thousandth of a layout's nanometre.
pub const SAME_UM: f64 = 1e-6;

/// Frequency in c/µm of a vacuum wavelength in µm, and back: the same formula.
pub fn reciprocal(wavelength_um: f64) -> f64 {
    1.0 / wavelength_um
}

/// Time in µm/c of a time in femtoseconds.
pub fn from_fs(time_fs: f64) -> f64 {
    time_fs * C_UM_PER_FS
}

/// Time in femtoseconds of a time in µm/c.
pub fn to_fs(time: f64) -> f64 {
    time / C_UM_PER_FS
}

/// Power ratio of an amplitude in dB: 20 log10 |a|.
pub fn db(amplitude: f64) -> f64 {
    20.0 * amplitude.log10()
}

pub const TAU: f64 = std::f64::consts::TAU;
