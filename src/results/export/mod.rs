//! S-parameters in other tools' formats, each a text or the bytes of a file: Touchstone (scikit-rf), INTERCONNECT's `.dat` with
//! corner tables, `.npz` (gplugins, SAX), CSV. `touchstone` and `interconnect` are read as well, for measured devices.

mod csv;
pub mod interconnect;
mod npz;
pub mod touchstone;

pub use csv::csv;
pub use npz::npz;

use num_complex::Complex64;

use super::SParams;
use super::table::{Channel, at, channels};
use crate::units::C_UM_PER_FS;

/// What an export or an import refuses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExchangeError {
    #[error(
        "S from `{from}` was not excited, and {format} has no place for what is not known: set `excite = true` on every port, or export to csv"
    )]
    Unknown { from: String, format: &'static str },
    #[error("line {line}: {what}")]
    Line { line: usize, what: String },
    #[error("{0}")]
    Whole(String),
}

/// Speed of light, µm/s: a frequency in Hz is this over a vacuum wavelength in µm.
const C_UM_PER_S: f64 = C_UM_PER_FS * 1e15;

/// Wavelengths by rising frequency: index and Hz.
fn by_frequency(sparams: &SParams) -> Vec<(usize, f64)> {
    let mut all: Vec<(usize, f64)> = sparams.wavelength_um.iter().map(|w| C_UM_PER_S / w).enumerate().collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1));
    all
}

/// A port, or `port@mode` where there are several modes.
fn label(sparams: &SParams, [port, mode]: Channel) -> String {
    match sparams.modes {
        0 | 1 => sparams.ports[port].clone(),
        _ => format!("{}@{mode}", sparams.ports[port]),
    }
}

/// Channels with a number at any wavelength, as output or input: a port may have fewer modes than another.
fn present(sparams: &SParams) -> Vec<Channel> {
    let all = channels(sparams);
    let is_known = |a: Channel, b: Channel| known(sparams, a, b) || known(sparams, b, a);
    all.iter().copied().filter(|&a| all.iter().any(|&b| is_known(a, b))).collect()
}

/// Whether a pair has numbers at all wavelengths.
fn known(sparams: &SParams, out: Channel, into: Channel) -> bool {
    (0..sparams.wavelength_um.len()).all(|w| !at(sparams, w, out, into).is_nan())
}

/// S between single-mode ports from (wavelength, out, in), which frequency ordered; wavelengths ascending.
fn from_pairs(ports: Vec<String>, hertz: &[f64], mut value: impl FnMut(usize, usize, usize) -> Complex64) -> SParams {
    let count = hertz.len();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| hertz[b].total_cmp(&hertz[a]));
    let n = ports.len();
    SParams {
        wavelength_um: order.iter().map(|&f| C_UM_PER_S / hertz[f]).collect(),
        reference_um: vec![f64::NAN; n],
        modes: 1,
        s: ndarray::Array5::from_shape_fn((count, n, 1, n, 1), |(w, out, _, into, _)| value(order[w], out, into)),
        ports,
    }
}
