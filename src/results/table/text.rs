//! The S-table for the terminal.

use std::fmt::Write;

use super::{Channel, at, channels, passivity, reciprocity};
use crate::results::SParams;
use crate::units::db;

/// Longest port name shown whole: two of them, modes, and three figures stay within 100 columns.
const NAME_WIDTH: usize = 28;

/// S in dB at the band's start, middle and end, the insertion losses, reciprocity and passivity: at most 100 columns.
pub fn text(sparams: &SParams) -> String {
    let mut out = String::new();
    let pairs = excited_pairs(sparams);
    if pairs.is_empty() {
        return "No port was excited.\n".to_string();
    }
    let names: Vec<(String, String)> =
        pairs.iter().map(|&(to, from)| (name(sparams, to), name(sparams, from))).collect();
    let width = |side: fn(&(String, String)) -> &String| {
        names.iter().map(|pair| side(pair).chars().count()).max().unwrap_or(0).max(4)
    };
    let (wide_in, wide_out) = (width(|pair| &pair.1), width(|pair| &pair.0));
    let columns = columns(sparams);

    // Writing to a String cannot fail, so the results of `write!` carry nothing.
    let _ = write!(out, "|S|² in dB\n{:<wide_in$}   {:<wide_out$}", "from", "to");
    for &w in &columns {
        let _ = write!(out, "{:>11}", format!("{:.4} µm", sparams.wavelength_um[w]));
    }
    out.push('\n');
    for ((to, from), (to_name, from_name)) in pairs.iter().zip(&names) {
        let _ = write!(out, "{from_name:<wide_in$} → {to_name:<wide_out$}");
        for &w in &columns {
            let _ = write!(out, "{:>11.3}", db(at(sparams, w, *to, *from).norm()));
        }
        out.push('\n');
    }
    out.push_str(&losses(sparams, wide_in, wide_out));
    out.push_str(&quality(sparams));
    out
}

/// Start, middle and end of the band, each once.
fn columns(sparams: &SParams) -> Vec<usize> {
    let last = sparams.wavelength_um.len().saturating_sub(1);
    let mut columns = vec![0, last / 2, last];
    columns.dedup();
    columns
}

/// Pairs (out, in) with a number at any wavelength, by exciting mode.
pub(in crate::results) fn excited_pairs(sparams: &SParams) -> Vec<(Channel, Channel)> {
    let channels = channels(sparams);
    let excited = |out, into| (0..sparams.wavelength_um.len()).any(|w| !at(sparams, w, out, into).is_nan());
    let of_input = |&into: &Channel| {
        let outputs = channels.iter().filter(move |&&out| excited(out, into));
        outputs.map(move |&out| (out, into)).collect::<Vec<_>>()
    };
    channels.iter().flat_map(of_input).collect()
}

/// Port name, with its mode where there are several, as in `opt1@1`.
pub(in crate::results) fn name(sparams: &SParams, [port, mode]: Channel) -> String {
    let whole = &sparams.ports[port];
    let mut name = whole.clone();
    if whole.chars().count() > NAME_WIDTH {
        name = whole.chars().take(NAME_WIDTH - 1).chain(['…']).collect();
    }
    if sparams.modes > 1 {
        let _ = write!(name, "@{mode}");
    }
    name
}

/// Least and most insertion loss between the fundamental modes of different ports, and where.
fn losses(sparams: &SParams, wide_in: usize, wide_out: usize) -> String {
    let mut out = String::new();
    for (to, from) in excited_pairs(sparams) {
        if to[0] == from[0] || to[1] + from[1] > 0 {
            continue;
        }
        let (to_name, from_name) = (name(sparams, to), name(sparams, from));
        let loss = |w: usize| -db(at(sparams, w, to, from).norm());
        let by_loss = |&a: &usize, &b: &usize| loss(a).total_cmp(&loss(b));
        let known = || (0..sparams.wavelength_um.len()).filter(|&w| !loss(w).is_nan());
        if let (Some(least), Some(most)) = (known().min_by(by_loss), known().max_by(by_loss)) {
            let [near, far] = [least, most].map(|w| sparams.wavelength_um[w]);
            let (low, high) = (loss(least), loss(most));
            let _ = writeln!(
                out,
                "{from_name:<wide_in$} → {to_name:<wide_out$}{low:>9.3} at {near:.4}{high:>9.3} at {far:.4} µm"
            );
        }
    }
    match out.is_empty() {
        true => out,
        false => format!("\nInsertion loss in dB over the band: least and most\n{out}"),
    }
}

/// What coarse grids and f32 may leave of passivity and reciprocity before something else must be wrong.
const MOST_LEAVES: f64 = 1.02;
const MOST_DB: f64 = 0.3;

fn quality(sparams: &SParams) -> String {
    let (reciprocity, passivity) = (reciprocity(sparams), passivity(sparams));
    let mut out = String::from("\n");
    if reciprocity.complex.is_nan() {
        out.push_str("Reciprocity: no pair was excited both ways\n");
    } else if reciprocity.db.is_nan() {
        let _ = writeln!(out, "Reciprocity: |S_ij − S_ji| up to {:.1e}; all pairs faint", reciprocity.complex);
    } else {
        let _ = writeln!(
            out,
            "Reciprocity: within {:.4} dB; |S_ij − S_ji| up to {:.1e}",
            reciprocity.db, reciprocity.complex
        );
    }
    let _ = writeln!(
        out,
        "Passivity:   at most {:.4} of the power leaves, one mode at a time; {:.4} in any superposition",
        passivity.one_mode, passivity.any
    );
    if passivity.any > MOST_LEAVES {
        out.push_str(
            "NOT PASSIVE: more leaves than enters. Usual causes: a guide ends inside the domain near its port, ports share a guide or \
             their windows overlap, a port faces the wrong way\n",
        );
    }
    if reciprocity.db > MOST_DB {
        out.push_str("NOT RECIPROCAL: usual causes are those of guides that end near their ports, and a run that has not settled\n");
    }
    out
}
