//! The job's own materials, and whether each that it uses is known and can be modelled over the band.

use super::Report;
use crate::job::diagnostic::{listed, nearest};
use crate::job::medium::{fitted, known, medium, used};
use crate::job::place::join;
use crate::job::{Job, Material};
use crate::material::{self, MaterialError};

pub fn check(job: &Job, report: &mut Report) {
    let sound: Vec<&str> = job
        .material
        .iter()
        .filter(|(name, own)| {
            let before = report.0.len();
            own_material(job, name, own, report);
            report.0.len() == before
        })
        .map(|(name, _)| name.as_str())
        .collect();
    let mut modelled: Vec<&str> = Vec::new();
    for (path, name) in used(job) {
        // What is wrong with a material itself is told at its own place, once.
        if job.material.contains_key(name) && !sound.contains(&name) {
            continue;
        }
        let ends = job.spectrum.wavelength_um.map(|wavelength| medium(job, name, wavelength));
        if let Some(error) = ends.into_iter().find_map(Result::err) {
            // A stack may have layers that the layout does not, of materials for other bands.
            if path.starts_with("stack.layer") && matches!(error, MaterialError::OutOfRange { .. }) {
                continue;
            }
            let help = help(job, name, &error);
            report.add(path, error.to_string(), help);
        } else if !modelled.contains(&name) {
            modelled.push(name);
            model(job, name, path, report);
        }
    }
}

/// Whether a material has poles for the band.
fn model(job: &Job, name: &str, path: String, report: &mut Report) {
    let [short, long] = job.spectrum.wavelength_um;
    let is_band = 0.0 < short && short < long && long.is_finite();
    if let (true, Err(error)) = (is_band, fitted(job, name, [short, long])) {
        let path = if job.material.contains_key(name) { join("material", name) } else { path };
        let help = help(job, name, &error);
        report.add(path, error.to_string(), help);
    }
}

/// What to do about a material that cannot be had.
pub fn help(job: &Job, name: &str, error: &MaterialError) -> String {
    match error {
        MaterialError::Unknown { .. } => suggest(job, name),
        MaterialError::OutOfRange { .. } => {
            let given = job.material.get(name).is_some_and(|own| own.library.is_some() || own.file.is_some());
            match given {
                true => format!("narrow the band, or set `extrapolate = true` in [material.{name}]"),
                false => format!("narrow the band, or give the index in [material.{name}]"),
            }
        }
        MaterialError::Fit { .. } if job.material.contains_key(name) => {
            format!("raise `tolerance` in [material.{name}], or narrow the band")
        }
        MaterialError::Fit { .. } => {
            format!("narrow the band, or add [material.{name}] with library = \"{name}\" and a greater `tolerance`")
        }
        MaterialError::Gain { .. } => {
            "give strengths and damping that absorb: Im ε must not be below 0 anywhere".into()
        }
        MaterialError::File { .. } => {
            "give a table of wavelength in µm, n and k, or a file of refractiveindex.info".into()
        }
    }
}

fn suggest(job: &Job, name: &str) -> String {
    let own: Vec<String> = job.material.keys().cloned().collect();
    let known: Vec<&str> = own.iter().map(String::as_str).chain(material::names()).collect();
    match nearest(name, known.iter().copied()) {
        Some(meant) => {
            format!("did you mean `{meant}`? Otherwise add [material.{name}] with its index")
        }
        None => format!("take {}, or add [material.{name}] with its index", listed(known)),
    }
}

fn own_material(job: &Job, name: &str, own: &Material, report: &mut Report) {
    let path = join("material", name);
    kinds(name, own, &path, report);
    let all = own.index_xyz.map(|index| [0, 1, 2].map(|a| (format!("{path}.index_xyz[{a}]"), index[a])));
    let one = own.index.map(|index| (format!("{path}.index"), index));
    for (path, index) in one.into_iter().chain(all.into_iter().flatten()) {
        if index.is_nan() || index < 1.0 {
            report.add(
                path,
                format!("material `{name}` has index {index}, below 1"),
                "give a refractive index of 1 or more",
            );
        }
    }
    report.not_negative(&format!("{path}.extinction"), own.extinction);
    report.positive(&format!("{path}.tolerance"), own.tolerance);
    poles(job.spectrum.wavelength_um, own, &path, report);
    if let Some(asked) = own.library.as_deref().filter(|asked| material::entry(asked).is_err()) {
        let names = material::names();
        let help = match nearest(asked, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("take {}", listed(names)),
        };
        report.add(format!("{path}.library"), format!("there is no material `{asked}` in the library"), help);
    } else if let (true, Err(error)) = (own.file.is_some(), known(job, name)) {
        let help = help(job, name, &error);
        report.add(format!("{path}.file"), error.to_string(), help);
    }
}

/// One kind, and no key that belongs to another.
fn kinds(name: &str, own: &Material, path: &str, report: &mut Report) {
    const ALL: &str =
        "give one of `index`, `index_xyz`, `library`, `file` and `sellmeier`, or any of `drude`, `lorentz` and `debye`";
    match own.kinds().as_slice() {
        [] => report.add(path, format!("material `{name}` has no index and no other kind of dispersion"), ALL),
        [_] => {}
        several => {
            let message =
                format!("material `{name}` is given in {} ways: by {}", several.len(), several.join(" and by "));
            report.add(path, message, ALL);
        }
    }
    if own.extinction > 0.0 && own.index.is_none() && own.index_xyz.is_none() {
        let message = format!("material `{name}` has an extinction of {} but no index", own.extinction);
        report.add(format!("{path}.extinction"), message, "give `index`, or leave `extinction` out");
    }
    if own.turned_deg.iter().any(|angle| !angle.is_finite()) {
        let message = format!("material `{name}` is turned by {:?}°", own.turned_deg);
        report.add(format!("{path}.turned_deg"), message, "give three angles in degrees");
    } else if own.turned_deg != [0.0; 3] && own.index_xyz.is_none() {
        let message = format!("material `{name}` is turned by {:?}°, but has no axes of its own", own.turned_deg);
        report.add(format!("{path}.turned_deg"), message, "give `index_xyz`, or leave `turned_deg` out");
    }
    let has_poles = own.kinds().iter().any(|kind| ["sellmeier", "drude, lorentz or debye"].contains(kind));
    match own.epsilon_inf {
        Some(epsilon) if !has_poles => {
            let message = format!("material `{name}` has an epsilon_inf of {epsilon} but no poles that it goes with");
            report.add(format!("{path}.epsilon_inf"), message, "add `sellmeier`, `drude`, `lorentz` or `debye`");
        }
        Some(epsilon) if epsilon.is_nan() || epsilon < 1.0 => {
            let message = format!("`{path}.epsilon_inf` is {epsilon}, but must not be below 1");
            report.add(format!("{path}.epsilon_inf"), message, "light of high frequency is no faster than in vacuum");
        }
        _ => {}
    }
}

fn poles(band: [f64; 2], own: &Material, path: &str, report: &mut Report) {
    let [short, long] = band;
    for (i, &[strength, wavelength]) in own.sellmeier.iter().enumerate() {
        report.positive(&format!("{path}.sellmeier[{i}][0]"), strength);
        report.positive(&format!("{path}.sellmeier[{i}][1]"), wavelength);
        if (short..=long).contains(&wavelength) {
            let message = format!("a lossless resonance at {wavelength} µm lies in the band of {short} to {long} µm");
            let help = "give it a width: `lorentz` with `damping_ev`";
            report.add(format!("{path}.sellmeier[{i}][1]"), message, help);
        }
    }
    if let Some(drude) = own.drude {
        report.positive(&format!("{path}.drude.plasma_ev"), drude.plasma_ev);
        report.positive(&format!("{path}.drude.damping_ev"), drude.damping_ev);
    }
    for (i, one) in own.lorentz.iter().enumerate() {
        report.positive(&format!("{path}.lorentz[{i}].strength"), one.strength);
        report.positive(&format!("{path}.lorentz[{i}].resonance_ev"), one.resonance_ev);
        report.positive(&format!("{path}.lorentz[{i}].damping_ev"), one.damping_ev);
    }
    for (i, one) in own.debye.iter().enumerate() {
        report.positive(&format!("{path}.debye[{i}].strength"), one.strength);
        report.positive(&format!("{path}.debye[{i}].relaxation_fs"), one.relaxation_fs);
    }
}
