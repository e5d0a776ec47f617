//! INTERCONNECT's S-parameter file: a line `["o1","LEFT"]` per port, then per pair `("out","TE",1,"in",1,"transmission")`, `(N,3)` and
//! rows f [Hz], |S|, arg [rad], unwrapped; modes count from 1; e^(−iωt). Corner tables: one such file without its header per corner,
//! and a `lumerical_lookup_table` in XML that names them (Ansys Optics, `lookupreadnportsparameter`).

use std::fmt::Write;

use num_complex::Complex64;

use super::{ExchangeError, by_frequency, from_pairs, known, present};
use crate::results::table::at;
use crate::results::{Corners, SParams};

/// The file's text. Pairs that were not excited are left out.
pub fn write(sparams: &SParams) -> String {
    let mut out = String::new();
    // The first port to the left, all others to the right: the file does not say where they are, and the symbol needs sides.
    for (k, port) in sparams.ports.iter().enumerate() {
        let _ = writeln!(out, "[\"{}\",\"{}\"]", quoted(port), if k == 0 { "LEFT" } else { "RIGHT" });
    }
    out + &blocks(sparams)
}

/// A port's name cannot hold the quotes that close it.
fn quoted(port: &str) -> String {
    port.replace(['"', '\n', '\r'], "_")
}

fn blocks(sparams: &SParams) -> String {
    // Writing to a String cannot fail, so the results of `write!` carry nothing.
    let (channels, rows, mut text) = (present(sparams), by_frequency(sparams), String::new());
    for &into in &channels {
        for &out in channels.iter().filter(|&&out| known(sparams, out, into)) {
            let [to, from] = [out, into].map(|channel| quoted(&sparams.ports[channel[0]]));
            let _ = writeln!(text, "(\"{to}\",\"TE\",{},\"{from}\",{},\"transmission\")", out[1] + 1, into[1] + 1);
            let _ = writeln!(text, "({},3)", rows.len());
            let mut last = 0.0;
            for &(w, hertz) in &rows {
                let s = at(sparams, w, out, into);
                let turn = std::f64::consts::TAU;
                last = s.arg() + turn * ((last - s.arg()) / turn).round();
                let _ = writeln!(text, "{hertz:.9e} {:.12e} {last:.12e}", s.norm());
            }
        }
    }
    text
}

/// The corners' files by name, without headers, and the table's XML. `stem` begins their names.
pub fn corners(corners: &Corners, stem: &str) -> (Vec<(String, String)>, String) {
    let name = |corner: &str| format!("{stem}-{}.dat", corner.replace(|c: char| !c.is_alphanumeric(), "_"));
    let files: Vec<_> = corners.names.iter().zip(&corners.sparams).map(|(c, s)| (name(c), blocks(s))).collect();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(xml, "<lumerical_lookup_table version=\"1.0\" name=\"{}\">", escaped(stem));
    for (k, (file, _)) in files.iter().enumerate() {
        xml.push_str("  <association>\n    <design>\n");
        let _ = writeln!(xml, "      <value name=\"corner\" type=\"string\">{}</value>", escaped(&corners.names[k]));
        // Metres and kelvin, as INTERCONNECT takes lengths.
        for (name, value) in [("dw", 1e-9 * corners.dw_nm[k]), ("dh", 1e-9 * corners.dh_nm[k]), ("dt", corners.dt_k[k])]
        {
            let _ = writeln!(xml, "      <value name=\"{name}\" type=\"double\">{value:e}</value>");
        }
        xml.push_str("    </design>\n    <extracted>\n");
        let _ = writeln!(xml, "      <value name=\"s_parameters\" type=\"string\">{}</value>", escaped(file));
        xml.push_str("    </extracted>\n  </association>\n");
    }
    xml.push_str("</lumerical_lookup_table>\n");
    (files, xml)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// One pair's rows.
struct Block {
    out: String,
    into: String,
    rows: Vec<[f64; 3]>,
}

/// S between the fundamental modes. A pair that the file lacks is NaN.
///
/// # Errors
/// What is not such a file, at its line.
pub fn read(text: &str) -> Result<SParams, ExchangeError> {
    let mut lines =
        text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())).filter(|(_, line)| !line.is_empty());
    let (mut ports, mut blocks): (Vec<String>, Vec<Block>) = (Vec::new(), Vec::new());
    let mut add = |port: &str| {
        if !ports.iter().any(|known| known == port) {
            ports.push(port.to_string());
        }
    };
    while let Some((at, line)) = lines.next() {
        if let Some(header) = line.strip_prefix('[') {
            let first = fields(header).into_iter().next();
            first.filter(|name| name.parse::<f64>().is_err()).iter().for_each(|port| add(port));
            continue;
        }
        let pair = fields(line);
        let [out, _, mode_out, into, mode_in, ..] = pair.as_slice() else {
            return Err(wrong(at, format!("`{line}` is not (\"out\",\"TE\",1,\"in\",1,\"transmission\")")));
        };
        let rows = rows(&mut lines, at)?;
        if (mode_out.as_str(), mode_in.as_str()) == ("1", "1") {
            [out, into].into_iter().for_each(|port| add(port));
            blocks.push(Block { out: out.clone(), into: into.clone(), rows });
        }
    }
    let Some(first) = blocks.first() else {
        return Err(ExchangeError::Whole("it holds no S between first modes".into()));
    };
    let hertz: Vec<f64> = first.rows.iter().map(|row| row[0]).collect();
    if let Some(other) = blocks.iter().find(|block| !block.rows.iter().map(|row| row[0]).eq(hertz.iter().copied())) {
        let what = format!("`{}` from `{}` has other frequencies than the first pair", other.out, other.into);
        return Err(ExchangeError::Whole(what));
    }
    let names = ports.clone();
    let value = |f: usize, out: usize, into: usize| {
        let block = blocks.iter().find(|block| block.out == names[out] && block.into == names[into]);
        let polar = |block: &Block| Complex64::from_polar(block.rows[f][1], block.rows[f][2]);
        block.map_or(Complex64::new(f64::NAN, f64::NAN), polar)
    };
    Ok(from_pairs(ports, &hertz, value))
}

fn wrong(line: usize, what: String) -> ExchangeError {
    ExchangeError::Line { line, what }
}

/// What stands between commas, without brackets and quotes.
fn fields(line: &str) -> Vec<String> {
    let inner = line.trim_matches(['(', ')', '[', ']']);
    inner.split(',').map(|field| field.trim().trim_matches(['"', '\'']).to_string()).collect()
}

/// The `(N,3)` after a pair at line `pair`, and its rows.
fn rows<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>, pair: usize) -> Result<Vec<[f64; 3]>, ExchangeError> {
    let (at, shape) = lines.next().unwrap_or((pair, ""));
    let count = match fields(shape).as_slice() {
        [rows, columns] if columns == "3" => rows.parse::<usize>().ok().filter(|&rows| rows > 0),
        _ => None,
    };
    let count = count.ok_or_else(|| wrong(at, format!("`{shape}` is not (N,3)")))?;
    let mut rows = Vec::new();
    for k in 0..count {
        let (at, line) = lines.next().ok_or_else(|| wrong(at, format!("{k} rows, but (N,3) says {count}")))?;
        let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        match numbers.as_slice() {
            &[f, s, phase] if f.is_finite() && f > 0.0 && s.is_finite() && phase.is_finite() => {
                rows.push([f, s, phase])
            }
            _ => return Err(wrong(at, format!("`{line}` is not three finite numbers: f [Hz], |S|, arg [rad]"))),
        }
    }
    Ok(rows)
}
