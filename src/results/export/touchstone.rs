//! Touchstone 1.1: `# Hz S RI R 1`, ports named in comments, e^(+jωt): S is conjugated both ways. A two-port's order is S11 S21 S12
//! S22; more ports go by rows, four pairs to a line. Our own comment `! luxel {…}` keeps where S is from.

use std::fmt::Write;

use num_complex::{Complex64, c64};

use super::{ExchangeError, by_frequency, from_pairs, known, label, present};
use crate::results::table::at;
use crate::results::{RunInfo, SParams};

/// Opens the comment that holds where S is from.
const ORIGIN: &str = "! luxel ";
const PAIRS_PER_LINE: usize = 4;

/// The file's text and its number of ports, which its name's end says (`.s3p`).
///
/// # Errors
/// A port that was not excited.
pub fn write(sparams: &SParams, run: &RunInfo) -> Result<(String, usize), ExchangeError> {
    let ports = present(sparams);
    for &from in &ports {
        if ports.iter().any(|&to| !known(sparams, to, from)) {
            return Err(ExchangeError::Unknown { from: label(sparams, from), format: "Touchstone" });
        }
    }
    // Writing to a String cannot fail, so the results of `write!` carry nothing.
    let mut out = String::new();
    let _ = writeln!(out, "! {}", one_line(&run.name));
    // The job's text may be long and has its own file.
    let origin = serde_json::to_string(&RunInfo { job: String::new(), ..run.clone() });
    let _ = writeln!(out, "{ORIGIN}{}", origin.unwrap_or_default());
    for (k, &port) in ports.iter().enumerate() {
        let _ = writeln!(out, "! Port[{}] = {}", k + 1, one_line(&label(sparams, port)));
    }
    out.push_str("# Hz S RI R 1\n");
    for (w, hertz) in by_frequency(sparams) {
        let _ = write!(out, "{hertz:.9e}");
        for (n, (out_port, in_port)) in order(ports.len()).enumerate() {
            let s = at(sparams, w, ports[out_port], ports[in_port]).conj();
            let row_ends = ports.len() > 2 && n % ports.len() == 0;
            if n > 0 && (row_ends || ports.len() > 2 && (n % ports.len()).is_multiple_of(PAIRS_PER_LINE)) {
                out.push('\n');
            }
            let _ = write!(out, " {:.12e} {:.12e}", s.re, s.im);
        }
        out.push('\n');
    }
    Ok((out, ports.len()))
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// (out, in) in the file's order.
fn order(ports: usize) -> impl Iterator<Item = (usize, usize)> {
    let pair = move |n: usize| if ports == 2 { (n % 2, n / 2) } else { (n / ports, n % ports) };
    (0..ports * ports).map(pair)
}

/// S and, in a file of ours, where it is from. Ports without a name are "1", "2" ….
///
/// # Errors
/// What is not Touchstone 1 with S-parameters, at its line.
pub fn read(text: &str, ports: usize) -> Result<(SParams, Option<RunInfo>), ExchangeError> {
    let mut names: Vec<String> = (1..=ports).map(|k| k.to_string()).collect();
    let (mut options, mut origin) = (Options::default(), None);
    let mut numbers: Vec<(f64, usize)> = Vec::new();
    for (at, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line)) {
        if let Some(json) = line.strip_prefix(ORIGIN) {
            origin = serde_json::from_str(json).ok();
        } else if let Some((k, name)) = port_name(line) {
            names.get_mut(k - 1).into_iter().for_each(|place| *place = name.to_string());
        }
        let data = line.split('!').next().unwrap_or("").trim();
        if let Some(line) = data.strip_prefix('#') {
            options = Options::read(line, at)?;
        } else if data.starts_with('[') {
            return Err(wrong(at, format!("`{data}` is Touchstone 2: save it as version 1")));
        } else {
            for word in data.split_whitespace() {
                let number = word.parse().ok().filter(|x: &f64| x.is_finite());
                let number = number.ok_or_else(|| wrong(at, format!("`{word}` is not a finite number")))?;
                numbers.push((number, at));
            }
        }
    }
    let record = 1 + 2 * ports * ports;
    if numbers.is_empty() || !numbers.len().is_multiple_of(record) {
        let what = format!(
            "{} numbers, but each frequency of {ports} ports has {record}: is it a .s{ports}p, without noise data?",
            numbers.len()
        );
        return Err(wrong(numbers.last().map_or(1, |last| last.1), what));
    }
    let records: Vec<&[(f64, usize)]> = numbers.chunks(record).collect();
    let hertz: Vec<f64> = records.iter().map(|record| record[0].0 * options.hertz).collect();
    if let Some(k) = (0..hertz.len()).find(|&k| hertz[k] <= 0.0 || k > 0 && hertz[k] <= hertz[k - 1]) {
        return Err(wrong(records[k][0].1, format!("frequency {:e} Hz does not rise from the one before", hertz[k])));
    }
    let place: Vec<(usize, usize)> = order(ports).collect();
    let value = |f: usize, out: usize, into: usize| {
        let n = place.iter().position(|pair| *pair == (out, into)).unwrap_or(0);
        options.value(records[f][1 + 2 * n].0, records[f][2 + 2 * n].0).conj()
    };
    Ok((from_pairs(names, &hertz, value), origin))
}

fn wrong(line: usize, what: String) -> ExchangeError {
    ExchangeError::Line { line, what }
}

/// `! Port[2] = name`.
fn port_name(line: &str) -> Option<(usize, &str)> {
    let (k, name) = line.strip_prefix('!')?.trim_start().strip_prefix("Port[")?.split_once(']')?;
    let name = name.trim_start().strip_prefix('=')?.trim();
    k.trim().parse().ok().filter(|k| *k >= 1).map(|k| (k, name))
}

/// The option line: units of frequency, format of pairs.
struct Options {
    hertz: f64,
    format: String,
}

impl Default for Options {
    /// What the specification says of a file without the line.
    fn default() -> Self {
        Options { hertz: 1e9, format: "MA".into() }
    }
}

impl Options {
    fn read(line: &str, at: usize) -> Result<Self, ExchangeError> {
        let mut options = Options::default();
        let mut words = line.split_whitespace().map(str::to_uppercase);
        while let Some(word) = words.next() {
            match word.as_str() {
                "HZ" => options.hertz = 1.0,
                "KHZ" => options.hertz = 1e3,
                "MHZ" => options.hertz = 1e6,
                "GHZ" => options.hertz = 1e9,
                "RI" | "MA" | "DB" => options.format = word,
                "S" => {}
                // Light has no impedance to convert.
                "R" => drop(words.next()),
                other => {
                    return Err(wrong(at, format!("`{other}` is no option known here: S in Hz … GHz as RI, MA or DB")));
                }
            }
        }
        Ok(options)
    }

    fn value(&self, a: f64, b: f64) -> Complex64 {
        match self.format.as_str() {
            "RI" => c64(a, b),
            "DB" => Complex64::from_polar(10f64.powf(a / 20.0), b.to_radians()),
            _ => Complex64::from_polar(a, b.to_radians()),
        }
    }
}
