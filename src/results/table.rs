//! What is derived from S: losses, reciprocity, passivity, and the S-table for the terminal.

mod text;

pub use text::text;
pub(super) use text::{excited_pairs, name};

use ndarray::{Array2, Array3};
use num_complex::Complex64;
use serde::Serialize;

use super::SParams;
use crate::units::db;

/// Insertion loss of the fundamental modes, −10 log₁₀ |S|², by (wavelength, port_out, port_in); NaN where not excited.
pub fn insertion_loss_db(sparams: &SParams) -> Array3<f64> {
    let ports = sparams.ports.len();
    let shape = (sparams.wavelength_um.len(), ports, ports);
    Array3::from_shape_fn(shape, |(w, out, into)| -db(sparams.s[[w, out, 0, into, 0]].norm()))
}

/// Return loss of each port's fundamental mode, −10 log₁₀ |S_ii|², by (wavelength, port).
pub fn return_loss_db(sparams: &SParams) -> Array2<f64> {
    let shape = (sparams.wavelength_um.len(), sparams.ports.len());
    Array2::from_shape_fn(shape, |(w, port)| -db(sparams.s[[w, port, 0, port, 0]].norm()))
}

/// How far S is from symmetric, over all wavelengths and pairs of modes of two excitations; NaN where no pair was excited
/// both ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reciprocity {
    /// Largest difference of |S_ij| and |S_ji| in dB, of pairs above [`FAINT_DB`].
    pub db: f64,
    /// Largest |S_ij − S_ji|.
    pub complex: f64,
}

/// Below this a pair's difference in dB is that of two remainders.
pub const FAINT_DB: f64 = -40.0;

pub fn reciprocity(sparams: &SParams) -> Reciprocity {
    let mut worst = Reciprocity { db: f64::NAN, complex: f64::NAN };
    for wavelength in 0..sparams.wavelength_um.len() {
        let channels = channels(sparams);
        for (i, &a) in channels.iter().enumerate() {
            for &b in &channels[i + 1..] {
                let [there, back] = [[a, b], [b, a]].map(|[out, into]| at(sparams, wavelength, out, into));
                if there.is_nan() || back.is_nan() {
                    continue;
                }
                worst.complex = worst.complex.max((there - back).norm());
                let [there, back] = [there, back].map(|s| db(s.norm()));
                if there.max(back) > FAINT_DB {
                    worst.db = worst.db.max((there - back).abs());
                }
            }
        }
    }
    worst
}

/// Outgoing power per incident power; at most 1 for a passive device, and 1 less its losses. NaN where nothing was excited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passivity {
    /// Largest column sum of |S|²: one mode excited at a time.
    pub one_mode: f64,
    /// Largest singular value squared: any superposition of the excited modes.
    pub any: f64,
}

pub fn passivity(sparams: &SParams) -> Passivity {
    let mut largest = Passivity { one_mode: f64::NAN, any: f64::NAN };
    let channels = channels(sparams);
    for wavelength in 0..sparams.wavelength_um.len() {
        let excited =
            channels.iter().filter(|&&into| channels.iter().any(|&out| !at(sparams, wavelength, out, into).is_nan()));
        let excited: Vec<Channel> = excited.copied().collect();
        let matrix = faer::Mat::from_fn(channels.len(), excited.len(), |row, column| {
            let s = at(sparams, wavelength, channels[row], excited[column]);
            if s.is_nan() { Complex64::ZERO } else { s }
        });
        for column in 0..excited.len() {
            largest.one_mode = largest.one_mode.max(matrix.col(column).squared_norm_l2());
        }
        let singular = matrix.singular_values().unwrap_or_default();
        largest.any = singular.iter().map(|value| value * value).fold(largest.any, f64::max);
    }
    largest
}

/// A port and one of its modes.
pub type Channel = [usize; 2];

pub(super) fn channels(sparams: &SParams) -> Vec<Channel> {
    let ports = 0..sparams.ports.len();
    ports.flat_map(|port| (0..sparams.modes).map(move |mode| [port, mode])).collect()
}

pub fn at(sparams: &SParams, wavelength: usize, out: Channel, into: Channel) -> Complex64 {
    sparams.s[[wavelength, out[0], out[1], into[0], into[1]]]
}

/// One S-parameter at one wavelength, as `luxel run --json` prints it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    pub out: String,
    #[serde(rename = "in")]
    pub into: String,
    pub mode_out: usize,
    pub mode_in: usize,
    pub wavelength_um: f64,
    pub db: f64,
    pub phase_rad: f64,
}

/// Every S-parameter that was excited, wavelength by wavelength.
pub fn sparams_json(sparams: &SParams) -> Vec<Row> {
    let mut rows = Vec::new();
    for ((w, out, mode_out, into, mode_in), s) in sparams.s.indexed_iter() {
        if !s.is_nan() {
            rows.push(Row {
                out: sparams.ports[out].clone(),
                into: sparams.ports[into].clone(),
                mode_out,
                mode_in,
                wavelength_um: sparams.wavelength_um[w],
                db: db(s.norm()),
                phase_rad: s.arg(),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests;
