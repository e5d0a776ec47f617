//! Flux, probes and resonances to a file and back.

use hdf5::types::VarLenUnicode;
use ndarray::{Array1, Array2, Axis};

use super::FileProblem;
use super::dimension::{About, Group, about, text, unicode};
use super::read::{attribute_text, components, labels};
use crate::monitor::Resonance;
use crate::results::{Flux, Ringing, Trace};
use crate::units::{C_UM_PER_FS, reciprocal};

const EXCITATION: About = About { units: "", long_name: "excited port and mode, or sources" };

/// What powers and energies are per.
pub(super) const PER_POWER: &str = "per watt in the exciting mode or beam; for dipoles per squared current moment \
    (c = eps0 = mu0 = 1, lengths in um); for a plane wave in a box per incident intensity, so that a power is a \
    cross-section in um2 (in 2D by 1 um of depth)";

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

/// The excitations of a group: a dimension where there are several, else an attribute. Whether there are.
pub(super) fn excitations(group: &mut Group, names: &[String]) -> Result<bool, FileProblem> {
    if names.len() > 1 {
        group.labels("excitation", names, EXCITATION)?;
    } else if let Some(name) = names.first() {
        text(&group.inner, "excitation", name)?;
    }
    Ok(names.len() > 1)
}

/// One flux monitor's power over (excitation, wavelength).
pub(super) fn write_flux(parent: &hdf5::Group, flux: &[&Flux]) -> Result<(), FileProblem> {
    let mut group = Group::create(parent, &flux[0].monitor)?;
    let names: Vec<String> = flux.iter().map(|one| one.excitation.clone()).collect();
    let several = excitations(&mut group, &names)?;
    group.coordinate("wavelength", flux[0].wavelength_um.view(), about("um", "vacuum wavelength"))?;
    let views: Vec<_> = flux.iter().map(|one| one.power.view()).collect();
    let power = ndarray::stack(Axis(0), &views).map_err(hdf5::Error::from)?;
    let meaning = about("", "power over the incident power, towards the plane's positive axis or out of the box");
    match several {
        true => group.variable("power", &["excitation", "wavelength"], power.view(), meaning)?,
        false => group.variable("power", &["wavelength"], power.index_axis(Axis(0), 0), meaning)?,
    }
    text(&group.inner, "comment", PER_POWER)?;
    group.close()
}

pub(super) fn read_flux(group: &hdf5::Group, monitor: &str) -> Result<Vec<Flux>, FileProblem> {
    let (several, names) = read_excitations(group)?;
    let wavelength_um: Array1<f64> = group.dataset("wavelength")?.read_1d()?;
    let power = rows(group, "power", several)?;
    let one = |(excitation, power): (String, ndarray::ArrayView1<f64>)| Flux {
        monitor: monitor.to_string(),
        excitation,
        wavelength_um: wavelength_um.clone(),
        power: power.to_owned(),
    };
    Ok(names.into_iter().zip(power.axis_iter(Axis(0))).map(one).collect())
}

/// One probe's components over (excitation, time): runs that ended sooner than the longest are NaN after their end.
pub(super) fn write_trace(parent: &hdf5::Group, traces: &[&Trace]) -> Result<(), FileProblem> {
    let mut group = Group::create(parent, &traces[0].probe)?;
    let names: Vec<String> = traces.iter().map(|trace| trace.excitation.clone()).collect();
    let several = excitations(&mut group, &names)?;
    let longest = |of: fn(&Trace) -> &Array1<f64>| {
        traces.iter().map(|trace| of(trace)).max_by_key(|times| times.len()).filter(|times| !times.is_empty())
    };
    for (name, times, what) in [
        ("time", longest(|trace| &trace.time_fs), "time of the electric field"),
        ("time_h", longest(|trace| &trace.time_h_fs), "time of the magnetic field"),
    ] {
        if let Some(times) = times {
            group.coordinate(name, times.view(), about("fs", what))?;
        }
    }
    for (c, (name, _)) in traces[0].components.iter().enumerate() {
        let length = traces.iter().map(|trace| trace.components[c].1.len()).max().unwrap_or(0);
        let value = |(e, n): (usize, usize)| traces[e].components[c].1.get(n).copied().unwrap_or(f64::NAN);
        let values = Array2::from_shape_fn((traces.len(), length), value);
        let time = if name.starts_with('E') { "time" } else { "time_h" };
        let meaning = format!("{name} at the probe, as the pulse made it");
        match several {
            true => group.variable(name, &["excitation", time], values.view(), about("", &meaning))?,
            false => group.variable(name, &[time], values.index_axis(Axis(0), 0), about("", &meaning))?,
        }
    }
    group.close()
}

pub(super) fn read_trace(group: &hdf5::Group, probe: &str) -> Result<Vec<Trace>, FileProblem> {
    let (several, names) = read_excitations(group)?;
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
        let values = rows(group, &name, several)?;
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

pub(super) fn read_excitations(group: &hdf5::Group) -> Result<(bool, Vec<String>), FileProblem> {
    match group.link_exists("excitation") {
        true => Ok((true, labels(group, "excitation")?)),
        false => Ok((false, vec![attribute_text(group, "excitation")?])),
    }
}

/// A variable as (excitation, …).
pub(super) fn rows(group: &hdf5::Group, name: &str, several: bool) -> Result<Array2<f64>, FileProblem> {
    let dataset = group.dataset(name)?;
    Ok(if several { dataset.read_2d()? } else { dataset.read_1d()?.insert_axis(Axis(0)) })
}
