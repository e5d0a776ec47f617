//! One line per pair and wavelength, for spreadsheets (RFC 4180).

use std::fmt::Write;

use crate::results::SParams;
use crate::results::file::terahertz;
use crate::results::table::sparams_json;
use crate::units::reciprocal;

/// The file's text. Pairs that were not excited are left out.
pub fn csv(sparams: &SParams) -> String {
    let mut text = String::from("wavelength_um,frequency_thz,port_out,mode_out,port_in,mode_in,db,phase_rad\n");
    for row in sparams_json(sparams) {
        let [out, into] = [&row.out, &row.into].map(|port| quoted(port));
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{},{},{out},{},{into},{},{},{}",
            row.wavelength_um,
            terahertz(reciprocal(row.wavelength_um)),
            row.mode_out,
            row.mode_in,
            row.db,
            row.phase_rad
        );
    }
    text
}

fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.into(),
    }
}
