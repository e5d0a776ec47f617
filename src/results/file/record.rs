//! Probes and resonances to a file and back.

use hdf5::types::VarLenUnicode;
use ndarray::{Array1, Array2, Axis};

use super::FileProblem;
use super::dimension::{Group, about, unicode};
use super::excited::{Excited, excitations, rows};
use super::read::{components, labels};
use crate::monitor::Resonance;
use crate::results::{Ringing, Trace};
use crate::units::{C_UM_PER_FS, reciprocal};

/// Names in order of appearance, each once.
pub(super) fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut all: Vec<&String> = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

/// One probe's components over (excitation, time): runs that ended sooner than the longest are NaN after their end.
pub(super) fn write_trace(parent: &hdf5::Group, traces: &[&Trace]) -> Result<(), FileProblem> {
    let mut file = Excited::create(parent, &traces[0].probe, traces.iter().map(|trace| trace.excitation.clone()))?;
    let longest = |of: fn(&Trace) -> &Array1<f64>| {
        traces.iter().map(|trace| of(trace)).max_by_key(|times| times.len()).filter(|times| !times.is_empty())
    };
    for (name, times, what) in [
        ("time", longest(|trace| &trace.time_fs), "time of the electric field"),
        ("time_h", longest(|trace| &trace.time_h_fs), "time of the magnetic field"),
    ] {
        if let Some(times) = times {
            file.group.coordinate(name, times.view(), about("fs", what))?;
        }
    }
    for (c, (name, _)) in traces[0].components.iter().enumerate() {
        let length = traces.iter().map(|trace| trace.components[c].1.len()).max().unwrap_or(0);
        let padded = |trace: &&Trace| {
            Array1::from_shape_fn(length, |n| trace.components[c].1.get(n).copied().unwrap_or(f64::NAN))
        };
        let padded: Vec<Array1<f64>> = traces.iter().map(padded).collect();
        let time = if name.starts_with('E') { "time" } else { "time_h" };
        let meaning = format!("{name} at the probe, as the pulse made it");
        let (over, values) = (file.over(&[time]), file.stacked(&padded, |one| one)?);
        file.group.variable(name, &over, values.view(), about("", &meaning))?;
    }
    file.group.close()
}

pub(super) fn read_trace(group: &hdf5::Group, probe: &str) -> Result<Vec<Trace>, FileProblem> {
    let (several, names) = excitations(group)?;
    let times = |name: &str| -> Result<Array1<f64>, FileProblem> {
        Ok(if group.link_exists(name) { group.dataset(name)?.read_1d()? } else { Array1::zeros(0) })
    };
    let (time, time_h) = (times("time")?, times("time_h")?);
    let mut traces: Vec<Trace> = names
        .into_iter()
        .map(|excitation| Trace {
            probe: probe.to_string(),
            excitation,
            time_fs: time.clone(),
            time_h_fs: time_h.clone(),
            components: Vec::new(),
        })
        .collect();
    for name in components(group) {
        let values: Array2<f64> = rows(group, &name, several)?;
        for (trace, values) in traces.iter_mut().zip(values.axis_iter(Axis(0))) {
            let length = values.iter().position(|value| value.is_nan()).unwrap_or(values.len());
            let times = if name.starts_with('E') { &mut trace.time_fs } else { &mut trace.time_h_fs };
            *times = times.slice(ndarray::s![..length.min(times.len())]).to_owned();
            trace.components.push((name.clone(), values.slice(ndarray::s![..length]).to_owned()));
        }
    }
    Ok(traces)
}

/// The resonances of one probe: a row for each, with the component and the excitation that it was seen in.
pub(super) fn write_ringing(parent: &hdf5::Group, ringing: &[&Ringing]) -> Result<(), FileProblem> {
    let mut group = Group::create(parent, &ringing[0].probe)?;
    let rows: Vec<(&Ringing, &Resonance)> =
        ringing.iter().flat_map(|one| one.resonances.iter().map(move |resonance| (*one, resonance))).collect();
    group.count("resonance", rows.len(), about("", "resonance, by rising frequency in each component"))?;
    let over = ["resonance"];
    for (name, what) in [("component", "field component"), ("excitation", "excited port and mode, or sources")] {
        let of = |(one, _): &(&Ringing, &Resonance)| {
            unicode(if name == "component" { &one.component } else { &one.excitation })
        };
        let labels: Vec<VarLenUnicode> = rows.iter().map(of).collect::<Result<_, _>>()?;
        group.variable(name, &over, ndarray::ArrayView1::from(&labels), about("", what))?;
    }
    let mut number = |name, units, what, of: fn(&Resonance) -> f64| {
        let values: Array1<f64> = rows.iter().map(|(_, resonance)| of(resonance)).collect();
        group.variable(name, &over, values.view(), about(units, what))
    };
    number("wavelength", "um", "vacuum wavelength", |r| reciprocal(r.frequency))?;
    number("frequency", "um-1", "frequency over c", |r| r.frequency)?;
    number("frequency_thz", "THz", "frequency", |r| terahertz(r.frequency))?;
    number("q", "1", "quality factor", |r| r.q)?;
    number("amplitude", "", "amplitude when the sources are off", |r| r.amplitude)?;
    number("error", "1", "uncertainty of the complex frequency, relative; of q: 2 q times this", |r| r.error)?;
    group.close()
}

/// Frequency in THz of one in c/µm.
pub fn terahertz(frequency: f64) -> f64 {
    frequency * C_UM_PER_FS * 1e3
}

pub(super) fn read_ringing(group: &hdf5::Group, probe: &str) -> Result<Vec<Ringing>, FileProblem> {
    let numbers = |name: &str| -> Result<Array1<f64>, FileProblem> { Ok(group.dataset(name)?.read_1d()?) };
    let (frequency, q) = (numbers("frequency")?, numbers("q")?);
    let (amplitude, error) = (numbers("amplitude")?, numbers("error")?);
    let mut ringing: Vec<Ringing> = Vec::new();
    let names = labels(group, "excitation")?.into_iter().zip(labels(group, "component")?);
    for (n, (excitation, component)) in names.enumerate() {
        let same = |one: &Ringing| one.excitation == excitation && one.component == component;
        if !ringing.last().is_some_and(same) {
            ringing.push(Ringing { probe: probe.to_string(), excitation, component, resonances: Vec::new() });
        }
        if let Some(last) = ringing.last_mut() {
            last.resonances.push(Resonance {
                frequency: frequency[n],
                q: q[n],
                amplitude: amplitude[n],
                error: error[n],
            });
        }
    }
    Ok(ringing)
}
