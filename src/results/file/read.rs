//! Results from a file, for pictures, exports and the link model.

use std::path::Path;

use hdf5::types::{TypeDescriptor, VarLenUnicode};
use hdf5::{Attribute, Group};
use ndarray::{Array1, Axis, Ix2, Ix3, Ix4, Ix5};
use num_complex::Complex64;
use serde_json::{Map, Value};

use super::device::{read_corners, read_modulator, read_thermal, shaped};
use super::far::read_far;
use super::record::{read_ringing, read_trace};
use super::spectra::{read_energy, read_flux};
use super::{FileError, FileProblem};
use crate::results::{Field, PermittivityPlane, PortModes, Results, RunInfo, SParams};
use crate::yee::{AXES, COMPONENTS};

/// Everything in a result file.
pub fn read(path: &Path) -> Result<Results, FileError> {
    let mut results =
        Results { modes: read_modes(path)?, permittivity: read_permittivity(path)?, ..read_device(path)? };
    results.run = read_run(path)?;
    for monitor in names(path, "fields")? {
        results.fields.extend(read_field(path, &monitor)?);
    }
    within(path, |file| {
        for monitor in listed(file, "flux")? {
            results.flux.extend(read_flux(&open(file, &format!("flux/{monitor}"))?, &monitor)?);
        }
        for monitor in listed(file, "far")? {
            results.far.extend(read_far(&open(file, &format!("far/{monitor}"))?, &monitor)?);
        }
        for monitor in listed(file, "energy")? {
            results.energy.extend(read_energy(&open(file, &format!("energy/{monitor}"))?, &monitor)?);
        }
        for probe in listed(file, "probes")? {
            results.traces.extend(read_trace(&open(file, &format!("probes/{probe}"))?, &probe)?);
        }
        for probe in listed(file, "resonances")? {
            results.ringing.extend(read_ringing(&open(file, &format!("resonances/{probe}"))?, &probe)?);
        }
        Ok(())
    })?;
    Ok(results)
}

/// What a file tells of a device, without its fields and modes: S, corners, modulator, heater, and the run where there was one.
pub fn read_device(path: &Path) -> Result<Results, FileError> {
    let present = names(path, "/")?;
    let has = |name: &str| present.iter().any(|one| one == name);
    let sparams = has("sparams").then(|| read_sparams(path)).transpose()?;
    let run = has("run").then(|| read_run(path)).transpose()?.unwrap_or_default();
    within(path, |file| {
        Ok(Results {
            sparams,
            run,
            corners: has("corners").then(|| read_corners(&open(file, "corners")?)).transpose()?,
            modulator: has("modulator").then(|| read_modulator(&open(file, "modulator")?)).transpose()?,
            thermal: has("thermal").then(|| read_thermal(&open(file, "thermal")?)).transpose()?,
            ..Results::default()
        })
    })
}

/// What a group holds (`fields`: the monitors), in the order of writing; nothing where there is no such group.
pub fn names(path: &Path, group: &str) -> Result<Vec<String>, FileError> {
    within(path, |file| listed(file, group))
}

fn listed(file: &Group, group: &str) -> Result<Vec<String>, FileProblem> {
    if group != "/" && !file.link_exists(group) {
        return Ok(Vec::new());
    }
    members(&file.group(group)?)
}

pub fn read_sparams(path: &Path) -> Result<SParams, FileError> {
    within(path, |file| {
        let group = open(file, "sparams")?;
        let s = group.dataset("S")?.read::<Complex64, Ix5>()?;
        let wavelength_um: Array1<f64> = group.dataset("wavelength")?.read_1d()?;
        let (ports, modes) = (labels(&group, "port")?, s.len_of(Axis(2)));
        let expected = [wavelength_um.len(), ports.len(), modes, ports.len(), modes];
        shaped("S", "wavelength, port_out, mode_out, port_in, mode_in", s.shape(), &expected)?;
        Ok(SParams { wavelength_um, ports, modes, s, reference_um: group.dataset("reference_um")?.read_raw()? })
    })
}

/// The modes of every port; none where the file has none.
pub fn read_modes(path: &Path) -> Result<Vec<PortModes>, FileError> {
    let ports = names(path, "modes")?;
    within(path, |file| {
        let one = |port: &String| read_port(&open(file, &format!("modes/{port}"))?, port);
        ports.iter().map(one).collect()
    })
}

fn read_port(group: &Group, port: &str) -> Result<PortModes, FileProblem> {
    let (axes, coordinates_um) = read_axes(group)?;
    let mut profiles = Vec::new();
    for name in components(group) {
        profiles.push((name.clone(), group.dataset(&name)?.read::<_, Ix3>()?));
    }
    Ok(PortModes {
        port: port.to_string(),
        wavelength_um: group.dataset("wavelength")?.read_1d()?,
        n_eff: group.dataset("n_eff")?.read::<_, Ix2>()?,
        n_g: group.dataset("n_g")?.read_2d()?,
        te_fraction: group.dataset("te_fraction")?.read_2d()?,
        dispersion: group.dataset("dispersion_ps_per_nm_km")?.read_2d()?,
        area_um2: group.dataset("effective_area_um2")?.read_2d()?,
        edge_fraction: group.dataset("edge_fraction")?.read_2d()?,
        axes,
        coordinates_um,
        profiles,
    })
}

/// The fields of a monitor, one per excitation.
pub fn read_field(path: &Path, monitor: &str) -> Result<Vec<Field>, FileError> {
    within(path, |file| {
        let group = open(file, &format!("fields/{monitor}"))?;
        let several = group.link_exists("excitation");
        let excitations = match several {
            true => labels(&group, "excitation")?,
            false => vec![attribute_text(&group, "excitation")?],
        };
        let [x, y, z] = AXES.map(|axis| group.dataset(axis)?.read_1d());
        let coordinates_um = [x?, y?, z?];
        let mut fields = Vec::new();
        for excitation in excitations {
            fields.push(Field {
                monitor: monitor.to_string(),
                excitation,
                wavelength_um: group.dataset("wavelength")?.read_1d()?,
                coordinates_um: coordinates_um.clone(),
                components: Vec::new(),
            });
        }
        for name in components(&group) {
            let mut values = group.dataset(&name)?.read_dyn::<Complex64>()?;
            if !several {
                values.insert_axis_inplace(Axis(0));
            }
            for (field, values) in fields.iter_mut().zip(values.axis_iter(Axis(0))) {
                let values = values.to_owned().into_dimensionality::<Ix4>();
                field.components.push((name.clone(), values.map_err(hdf5::Error::from)?));
            }
        }
        Ok(fields)
    })
}

/// The planes of the permittivity; none where the file has none.
pub fn read_permittivity(path: &Path) -> Result<Vec<PermittivityPlane>, FileError> {
    let planes = names(path, "permittivity")?;
    within(path, |file| {
        let mut read = Vec::new();
        for plane in &planes {
            let group = open(file, &format!("permittivity/{plane}"))?;
            let (axes, coordinates_um) = read_axes(&group)?;
            read.push(PermittivityPlane {
                normal: attribute_text(&group, "normal")?,
                at_um: group.attr("at_um")?.read_scalar()?,
                axes,
                coordinates_um,
                epsilon: group.dataset("epsilon")?.read_2d()?,
            });
        }
        Ok(read)
    })
}

pub fn read_run(path: &Path) -> Result<RunInfo, FileError> {
    within(path, |file| {
        let group = open(file, "run")?;
        let mut items = Map::new();
        let job: VarLenUnicode = group.dataset("job")?.read_scalar()?;
        items.insert("job".into(), job.as_str().into());
        for name in group.attr_names()? {
            items.insert(name.clone(), read_item(&group.attr(&name)?)?);
        }
        let item = "run".to_string();
        serde_json::from_value(items.into()).map_err(|source| FileProblem::Run { item, source })
    })
}

/// An attribute as JSON: a text, a number, or a list of either.
fn read_item(attribute: &Attribute) -> hdf5::Result<Value> {
    let values: Vec<Value> = match attribute.dtype()?.to_descriptor()? {
        TypeDescriptor::VarLenUnicode => {
            let texts = attribute.read_raw::<VarLenUnicode>()?;
            texts.iter().map(|text| text.as_str().into()).collect()
        }
        TypeDescriptor::Unsigned(_) => from_numbers(attribute.read_raw::<u64>()?),
        _ => from_numbers(attribute.read_raw::<f64>()?),
    };
    match attribute.is_scalar() {
        true => Ok(values.into_iter().next().unwrap_or_default()),
        false => Ok(values.into()),
    }
}

fn from_numbers<T: Into<Value>>(numbers: Vec<T>) -> Vec<Value> {
    numbers.into_iter().map(Into::into).collect()
}

/// Opens a file for reading and tells its name with any problem.
fn within<T>(path: &Path, read: impl FnOnce(&hdf5::File) -> Result<T, FileProblem>) -> Result<T, FileError> {
    let open = || {
        // HDF5's own words for a file that is absent run over three lines.
        std::fs::metadata(path)?;
        // A result file is never written in place, so reading needs no lock, which some network file systems lack.
        let unlocked = hdf5::File::with_options().with_fapl(|plist| plist.file_locking(false)).open(path)?;
        Ok(unlocked)
    };
    open().and_then(|file| read(&file)).map_err(|problem| problem.at(path))
}

/// A group, or what stands in its parent instead.
fn open(file: &Group, name: &str) -> Result<Group, FileProblem> {
    let (parent, _) = name.rsplit_once('/').unwrap_or(("/", name));
    if parent != "/" {
        open(file, parent)?;
    }
    if !file.link_exists(name) {
        let present = members(&file.group(parent)?)?;
        return Err(FileProblem::Missing {
            wanted: name.to_string(),
            present: if present.is_empty() { "nothing".into() } else { present.join(", ") },
        });
    }
    Ok(file.group(name)?)
}

fn members(group: &Group) -> Result<Vec<String>, FileProblem> {
    use hdf5::{IndexType::CreationOrder, IterationOrder::Increasing};
    let in_order = group.member_names_by(CreationOrder, Increasing);
    Ok(in_order.or_else(|_| group.member_names())?)
}

/// Names of the field components that a group holds.
pub(super) fn components(group: &Group) -> Vec<String> {
    let names = COMPONENTS.iter().map(|component| component.name().to_string());
    names.filter(|name| group.link_exists(name)).collect()
}

pub(super) fn labels(group: &Group, name: &str) -> Result<Vec<String>, FileProblem> {
    let labels = group.dataset(name)?.read_raw::<VarLenUnicode>()?;
    Ok(labels.iter().map(|label| label.as_str().to_string()).collect())
}

pub(super) fn attribute_text(group: &Group, name: &str) -> Result<String, FileProblem> {
    let text: VarLenUnicode = group.attr(name)?.read_scalar()?;
    Ok(text.as_str().to_string())
}

fn read_axes(group: &Group) -> Result<([String; 2], [Array1<f64>; 2]), FileProblem> {
    let axes = attribute_text(group, "axes")?;
    let (u, v) = axes.split_once(' ').unwrap_or((&axes, ""));
    let coordinates = [group.dataset(u)?.read_1d()?, group.dataset(v)?.read_1d()?];
    Ok(([u.to_string(), v.to_string()], coordinates))
}
