//! Device files as curves: read, held to be passive and finite, within their wavelengths; nothing is extrapolated.

use std::path::Path;

use num_complex::Complex64;
use sha2::{Digest, Sha256};

use super::decibel::{db, ratio};
use super::figure::Mark;
use super::file::Origin;
use super::ladder::{Curve, Provenance, interpolate};
use super::modulation::{Kind, mzm_er_db};
use crate::job::diagnostic::listed;
use crate::results::export::{interconnect, touchstone};
use crate::results::{Modulator, Results, RunInfo, SParams, file, table};

/// A device file with what it says of itself.
pub struct DeviceFile {
    pub results: Results,
    pub provenance: Provenance,
    /// Whether it names the run that made it.
    pub simulated: bool,
}

/// What S tells of a device beside its loss.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Response {
    /// The least over the file's wavelengths.
    pub return_loss_db: Option<f64>,
    /// Width about the best wavelength within which at most 1 dB more is lost, and whether that is all of the file's.
    pub bandwidth_1db_nm: f64,
    pub bandwidth_is_all: bool,
    /// The most by which the second mode's loss differs from the first's: TE and TM of a guide that holds one of each.
    pub pdl_db: Option<f64>,
}

/// What is wrong with a device, and what to do.
pub type Refusal = (String, String);

fn refuse<T>(message: String, help: impl Into<String>) -> Result<T, Refusal> {
    Err((message, help.into()))
}

/// Power out per power in that a file may have above 1: 0.01 dB, to which S of a lossless guide is held at ten cells per wavelength.
const PASSIVE: f64 = 1.0023;

/// Ports of a Touchstone file whose name may be taken at its word.
const MOST_PORTS: usize = 999;

/// Reads a device file by its name's end.
pub fn open(path: &Path) -> Result<DeviceFile, Refusal> {
    let shown = path.display().to_string();
    let bytes =
        std::fs::read(path).map_err(|why| (format!("{shown}: {why}"), "name a file that is there".to_string()))?;
    let end = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let text = || String::from_utf8_lossy(&bytes).into_owned();
    let ports = end.strip_prefix('s').and_then(|rest| rest.strip_suffix('p')).and_then(|n| n.parse::<usize>().ok());
    let of_sparams = |sparams: SParams, run: Option<RunInfo>| Results {
        sparams: Some(sparams),
        run: run.unwrap_or_default(),
        ..Results::default()
    };
    let in_file =
        |why: &dyn std::fmt::Display| (format!("{shown}: {why}"), "correct the file or export it again".to_string());
    let results = match (end.as_str(), ports) {
        ("h5" | "hdf5" | "nc", _) => file::read_device(path).map_err(|why| (why.to_string(), in_file(&"").1))?,
        ("dat", _) => of_sparams(interconnect::read(&text()).map_err(|why| in_file(&why))?, None),
        (_, Some(ports @ 1..=MOST_PORTS)) => {
            let (sparams, run) = touchstone::read(&text(), ports).map_err(|why| in_file(&why))?;
            of_sparams(sparams, run)
        }
        _ => return refuse(format!("{shown}: a device is read from .h5, .sNp or .dat"), "name one of these"),
    };
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(DeviceFile { provenance: provenance(&shown, sha256, &results.run), simulated: results.run.cells > 0, results })
}

fn provenance(file: &str, sha256: String, run: &RunInfo) -> Provenance {
    let mut provenance = Provenance { file: file.into(), sha256, ..Provenance::default() };
    if run.cells > 0 {
        provenance.version = Some(run.version.clone());
        provenance.engine = Some(run.engine.clone());
        provenance.precision = Some(run.precision.clone());
        provenance.cells = Some(run.cells);
        provenance.shape = Some(run.shape);
    }
    provenance
}

impl DeviceFile {
    /// What a figure from this file rests on; the link file's word goes first.
    pub fn mark(&self, origin: Option<Origin>) -> Mark {
        match origin {
            Some(Origin::Given) => Mark::Given,
            Some(Origin::Simulated) => Mark::Simulated,
            Some(Origin::Measured) => Mark::Measured,
            None if self.simulated => Mark::Simulated,
            None => Mark::Given,
        }
    }

    /// The loss from one port to another over the band, at every corner.
    pub fn loss(&self, from: &str, to: &str, band: [f64; 2]) -> Result<Curve, Refusal> {
        let at_corners = self.results.corners.as_ref().map(|corners| &corners.sparams[..]);
        let all = at_corners.or(self.results.sparams.as_ref().map(std::slice::from_ref)).unwrap_or_default();
        let shown = &self.provenance.file;
        let Some(first) = all.first() else {
            return refuse(format!("{shown}: it holds no S-parameters"), "name a file with /sparams or /corners");
        };
        let wavelength_um = first.wavelength_um.to_vec();
        within(shown, &wavelength_um, band)?;
        let [into, out] = [channel(shown, first, from)?, channel(shown, first, to)?];
        let mut values = Vec::new();
        for sparams in all {
            passive(shown, sparams)?;
            values.push(losses(shown, sparams, (from, into), (to, out))?);
        }
        Ok(Curve::Sampled { wavelength_um, values })
    }

    /// What else S tells of the way from one port to another, nominal.
    pub fn response(&self, from: &str, to: &str) -> Option<Response> {
        let corners = self.results.corners.as_ref().and_then(|corners| corners.sparams.first());
        let sparams = corners.or(self.results.sparams.as_ref())?;
        let [into, out] = [channel("", sparams, from).ok()?, channel("", sparams, to).ok()?];
        let losses = |out, into| -> Vec<f64> {
            (0..sparams.wavelength_um.len()).map(|w| -db(table::at(sparams, w, out, into).norm_sqr())).collect()
        };
        let finite = |value: &f64| value.is_finite();
        // No reflection at all is no figure, nor is one that is not known.
        let return_loss_db = Some(losses(into, into).into_iter().fold(f64::INFINITY, f64::min)).filter(finite);
        let [first, second] = [0, 1].map(|mode| [[out[0], mode], [into[0], mode]]);
        let apart = |(a, b): (f64, f64)| (a - b).abs();
        let polarized =
            (sparams.modes > 1).then(|| losses(first[0], first[1]).into_iter().zip(losses(second[0], second[1])));
        let pdl_db = polarized.and_then(|pairs| pairs.map(apart).reduce(f64::max)).filter(finite);
        let (bandwidth_1db_nm, bandwidth_is_all) = bandwidth(&sparams.wavelength_um.to_vec(), &losses(out, into));
        Some(Response { return_loss_db, bandwidth_1db_nm, bandwidth_is_all, pdl_db })
    }

    /// Loss and extinction ratio of `/modulator` at a swing about a middle (the file's own where there is none).
    pub fn modulation(&self, vpp: f64, bias: Option<f64>, band: [f64; 2]) -> Result<(Kind, Curve, Curve), Refusal> {
        let shown = &self.provenance.file;
        let Some(modulator) = &self.results.modulator else {
            return refuse(format!("{shown}: it holds no /modulator"), "name a file with one, or give `from` and `to`");
        };
        let (voltages, wavelength_um) = (modulator.voltage_v.to_vec(), modulator.wavelength_um.to_vec());
        within(shown, &wavelength_um, band)?;
        let phases = modulator.phase_rad.is_some();
        if modulator.kind != if phases { "mzm" } else { "intensity" } {
            let has = if phases { "a" } else { "no" };
            let message = format!("{shown}: /modulator is of kind `{}` and has {has} phase_rad", modulator.kind);
            return refuse(message, "`mzm` has the phase of an arm, `intensity` the loss alone");
        }
        ascending(shown, "voltage", &voltages)?;
        let all = modulator.loss_db.iter().chain(modulator.phase_rad.iter().flatten()).chain(&voltages);
        if all.copied().any(|value| !value.is_finite()) {
            return refuse(format!("{shown}: /modulator holds a number that is not finite"), "correct the file");
        }
        let least_db = modulator.loss_db.iter().copied().fold(f64::INFINITY, f64::min);
        if least_db < -db(PASSIVE) {
            let message = format!("{shown}: /modulator is not passive: a loss of {least_db} dB, at least 0 is wanted");
            return refuse(message, "losses are positive");
        }
        let [least, most] = [voltages[0], voltages[voltages.len() - 1]];
        let middle = bias.unwrap_or(0.5 * (least + most));
        let [low, high] = [middle - 0.5 * vpp, middle + 0.5 * vpp];
        if low < least - 1e-9 || high > most + 1e-9 {
            let message =
                format!("{shown}: the swing is {low} to {high} V, but /modulator reaches from {least} to {most} V");
            return refuse(message, "lower `vpp`, move `bias_v`, or simulate more voltages");
        }
        let each = (0..wavelength_um.len()).map(|w| swing(shown, modulator, &voltages, w, [low, high]));
        let each = each.collect::<Result<Vec<_>, _>>()?;
        let sampled = |values: Vec<f64>| Curve::Sampled { wavelength_um: wavelength_um.clone(), values: vec![values] };
        let (loss, er) = each.into_iter().unzip();
        let kind = if phases { Kind::Mzm } else { Kind::Intensity };
        Ok((kind, sampled(loss), sampled(er)))
    }

    /// Electrical power, W, that turns a phase.
    pub fn heater_w(&self, phase: f64) -> Result<f64, Refusal> {
        let shown = &self.provenance.file;
        let Some(thermal) = &self.results.thermal else {
            return refuse(format!("{shown}: it holds no /thermal"), "name a file with one");
        };
        let (phases, powers) = (thermal.phase_rad.to_vec(), thermal.power_mw.to_vec());
        ascending(shown, "phase_rad", &phases)?;
        if powers.iter().any(|power| !power.is_finite()) {
            return refuse(format!("{shown}: /thermal holds a power that is not finite"), "correct the file");
        }
        let most = phases[phases.len() - 1];
        if !(phases[0]..=most).contains(&phase) {
            let message =
                format!("{shown}: {phase} rad are wanted, but /thermal reaches from {} to {most} rad", phases[0]);
            return refuse(message, "ask for less, or simulate more power");
        }
        Ok(1e-3 * interpolate(&phases, &powers, phase))
    }
}

/// The 1-dB bandwidth, nm, by linear interpolation, and whether the samples end within it on both sides.
fn bandwidth(wavelengths: &[f64], losses: &[f64]) -> (f64, bool) {
    let best = (0..losses.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b])).unwrap_or(0);
    let limit = losses[best] + 1.0;
    let edge = |inside: usize, outside: usize| {
        let weight = (limit - losses[inside]) / (losses[outside] - losses[inside]);
        wavelengths[inside] + weight * (wavelengths[outside] - wavelengths[inside])
    };
    let last = losses.len() - 1;
    let above = (best..last).find(|&k| losses[k + 1] > limit).map(|k| edge(k, k + 1));
    let below = (1..=best).rev().find(|&k| losses[k - 1] > limit).map(|k| edge(k, k - 1));
    let width = above.unwrap_or(wavelengths[last]) - below.unwrap_or(wavelengths[0]);
    (1e3 * width, above.is_none() && below.is_none())
}

/// Loss and extinction ratio of a modulator at one of its wavelengths.
fn swing(
    shown: &str,
    modulator: &Modulator,
    voltages: &[f64],
    w: usize,
    ends: [f64; 2],
) -> Result<(f64, f64), Refusal> {
    let at = |values: &ndarray::Array2<f64>| ends.map(|v| interpolate(voltages, &values.row(w).to_vec(), v));
    let loss = at(&modulator.loss_db);
    let still =
        || refuse(format!("{shown}: the modulator does the same at {} V as at {} V", ends[0], ends[1]), "raise `vpp`");
    let Some(phase) = &modulator.phase_rad else {
        return if loss[0] == loss[1] { still() } else { Ok((loss[0].min(loss[1]), (loss[1] - loss[0]).abs())) };
    };
    let [low, high] = at(phase);
    // One arm goes up where the other comes down.
    let between = 2.0 * (high - low).abs();
    if between > std::f64::consts::PI {
        let message =
            format!("{shown}: the swing turns {between:.2} rad between the arms, beyond {:.2}", std::f64::consts::PI);
        return refuse(message, "lower `vpp`");
    }
    if between == 0.0 {
        return still();
    }
    Ok((-db(0.5 * (ratio(-loss[0]) + ratio(-loss[1]))), mzm_er_db(between)))
}

/// Refuses places between which nothing could be interpolated.
fn ascending(shown: &str, what: &str, places: &[f64]) -> Result<(), Refusal> {
    // A NaN rises from nothing.
    let rises = |pair: &[f64]| pair[0] < pair[1];
    match places.windows(2).position(|pair| !rises(pair)) {
        None if places.iter().all(|place| place.is_finite()) && !places.is_empty() => Ok(()),
        at => {
            let (n, k) = (places.len(), at.map_or(0, |at| at + 1));
            let value = places.get(k).copied().unwrap_or(f64::NAN);
            refuse(
                format!("{shown}: `{what}` does not rise: number {} of {n} is {value}", k + 1),
                "sort the file's values",
            )
        }
    }
}

/// Refuses a band that the samples do not reach over, but for round-off.
fn within(shown: &str, wavelengths: &[f64], [short, long]: [f64; 2]) -> Result<(), Refusal> {
    ascending(shown, "wavelength", wavelengths)?;
    let (first, last) = (wavelengths[0], wavelengths[wavelengths.len() - 1]);
    const ROUND_OFF: f64 = 1e-8;
    if short < first - ROUND_OFF || long > last + ROUND_OFF {
        let message =
            format!("{shown}: it reaches from {first:.4} to {last:.4} µm, but the port needs {short} to {long} µm");
        return refuse(message, "set `port.wavelength_um` within it, or simulate the port's band");
    }
    Ok(())
}

/// A port by its name, the first mode unless it says `port@mode`.
fn channel(shown: &str, sparams: &SParams, name: &str) -> Result<[usize; 2], Refusal> {
    let place = |wanted: &str| sparams.ports.iter().position(|port| port == wanted);
    let (port, mode) = name.rsplit_once('@').map_or((name, Some(0)), |(port, mode)| (port, mode.parse().ok()));
    let found = place(name).map(|port| [port, 0]).or(place(port).zip(mode).map(|(port, mode)| [port, mode]));
    match found {
        Some([port, mode]) if mode < sparams.modes => Ok([port, mode]),
        _ => {
            let known: Vec<&str> = sparams.ports.iter().map(String::as_str).collect();
            let of = format!(
                "known are {}; `port@mode` counts modes from 0 to {}",
                listed(known),
                sparams.modes.saturating_sub(1)
            );
            refuse(format!("{shown}: there is no port `{name}`"), of)
        }
    }
}

/// dB from one channel to another at each wavelength.
fn losses(
    shown: &str,
    sparams: &SParams,
    from: (&str, [usize; 2]),
    to: (&str, [usize; 2]),
) -> Result<Vec<f64>, Refusal> {
    let one = |(w, wavelength): (usize, &f64)| {
        let s: Complex64 = table::at(sparams, w, to.1, from.1);
        let loss = -db(s.norm_sqr());
        match loss.is_finite() {
            true => Ok(loss),
            false => {
                let message = format!("{shown}: S from `{}` to `{}` is {s} at {wavelength:.4} µm", from.0, to.0);
                refuse(message, "excite that port, or take ports between which light passes")
            }
        }
    };
    sparams.wavelength_um.iter().enumerate().map(one).collect()
}

/// Refuses S that gives out more power than goes in, at any wavelength.
fn passive(shown: &str, sparams: &SParams) -> Result<(), Refusal> {
    for (w, wavelength) in sparams.wavelength_um.iter().enumerate() {
        let s = sparams.s.slice(ndarray::s![w..=w, .., .., .., ..]).to_owned();
        let alone = SParams { wavelength_um: ndarray::array![*wavelength], s, ..sparams.clone() };
        let most = table::passivity(&alone).any;
        if most > PASSIVE {
            let message = format!(
                "{shown}: S is not passive at {wavelength:.4} µm: {most:.4} of the power comes out, at most 1 may"
            );
            return refuse(message, "simulate it longer or on a finer grid, or calibrate the measurement");
        }
    }
    Ok(())
}
