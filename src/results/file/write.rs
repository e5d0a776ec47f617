//! Results to a file: one function per group.

use std::path::Path;

use hdf5::plist::group_create::LinkCreationOrder;
use ndarray::{Array1, Array5, ArrayView, ArrayView4, Axis};
use num_complex::{Complex32, Complex64};

use super::device::{write_corners, write_modulator, write_thermal};
use super::dimension::{About, Group, about, number, text, unicode};
use super::far::write_far;
use super::record::{distinct, write_ringing, write_trace};
use super::spectra::{write_energy, write_flux};
use super::{FileError, FileProblem};
use crate::results::{Field, PermittivityPlane, PortModes, Results, RunInfo, SParams, table};
use crate::yee::AXES;

/// Writes a result file. It appears under its name only once it is whole: what stood there before stays until then.
pub fn write(path: &Path, results: &Results) -> Result<(), FileError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let partial = path.with_file_name(format!(".{name}.{}.partial", std::process::id()));
    let written = fill(&partial, results)
        .and_then(|()| Ok(std::fs::File::open(&partial)?.sync_all()?))
        .and_then(|()| Ok(std::fs::rename(&partial, path)?));
    if written.is_err() {
        // The first error is the one to tell; there may be no such file at all.
        let _ = std::fs::remove_file(&partial);
    }
    written.map_err(|problem| problem.at(path))
}

fn fill(path: &Path, results: &Results) -> Result<(), FileProblem> {
    // First by the system, whose word for a folder that is absent is short.
    std::fs::File::create(path)?;
    // Nobody else knows the partial file's name, and some network file systems cannot lock.
    let file = hdf5::File::with_options()
        .with_fcpl(|plist| plist.link_creation_order(LinkCreationOrder::Indexed))
        .with_fapl(|plist| plist.file_locking(false))
        .create(path)?;
    text(&file, "title", &results.run.name)?;
    text(&file, "source", &format!("luxel {}", results.run.version))?;
    if let Some(sparams) = &results.sparams {
        write_sparams(&file, sparams)?;
    }
    if !results.modes.is_empty() {
        let modes = Group::create(&file, "modes")?;
        for port in &results.modes {
            write_modes(&modes.inner, port)?;
        }
    }
    if !results.fields.is_empty() {
        let fields = Group::create(&file, "fields")?;
        let single = results.run.precision == "f32";
        for monitor in by_monitor(&results.fields) {
            write_monitor(&fields.inner, &monitor, single, &results.run)?;
        }
    }
    write_records(&file, results)?;
    write_devices(&file, results)?;
    if !results.permittivity.is_empty() {
        let planes = Group::create(&file, "permittivity")?;
        for plane in &results.permittivity {
            write_permittivity(&planes.inner, plane)?;
        }
    }
    write_run(&file, &results.run)?;
    Ok(file.close()?)
}

/// What a device is at corners, over voltage and under heat.
fn write_devices(file: &hdf5::Group, results: &Results) -> Result<(), FileProblem> {
    if let Some(corners) = &results.corners {
        write_corners(file, corners)?;
    }
    if let Some(modulator) = &results.modulator {
        write_modulator(file, modulator)?;
    }
    if let Some(thermal) = &results.thermal {
        write_thermal(file, thermal)?;
    }
    Ok(())
}

/// Power, far fields, fields over time and resonances, each by monitor.
fn write_records(file: &hdf5::Group, results: &Results) -> Result<(), FileProblem> {
    let Results { flux, far, energy, traces, ringing, .. } = results;
    if !flux.is_empty() {
        let group = Group::create(file, "flux")?;
        for name in distinct(flux.iter().map(|one| &one.monitor)) {
            write_flux(&group.inner, &flux.iter().filter(|one| one.monitor == *name).collect::<Vec<_>>())?;
        }
    }
    if !far.is_empty() {
        let group = Group::create(file, "far")?;
        for name in distinct(far.iter().map(|one| &one.monitor)) {
            write_far(&group.inner, &far.iter().filter(|one| one.monitor == *name).collect::<Vec<_>>())?;
        }
    }
    if !energy.is_empty() {
        let group = Group::create(file, "energy")?;
        for name in distinct(energy.iter().map(|one| &one.monitor)) {
            write_energy(&group.inner, &energy.iter().filter(|one| one.monitor == *name).collect::<Vec<_>>())?;
        }
    }
    if !traces.is_empty() {
        let group = Group::create(file, "probes")?;
        for name in distinct(traces.iter().map(|one| &one.probe)) {
            write_trace(&group.inner, &traces.iter().filter(|one| one.probe == *name).collect::<Vec<_>>())?;
        }
    }
    let heard = || ringing.iter().filter(|one| !one.resonances.is_empty());
    if heard().next().is_some() {
        let group = Group::create(file, "resonances")?;
        for name in distinct(heard().map(|one| &one.probe)) {
            write_ringing(&group.inner, &heard().filter(|one| one.probe == *name).collect::<Vec<_>>())?;
        }
    }
    Ok(())
}

pub(super) const WAVELENGTH: About = About { units: "um", long_name: "vacuum wavelength" };
pub(super) const MODE: About = About { units: "", long_name: "mode, by falling effective index" };

fn write_sparams(file: &hdf5::Group, sparams: &SParams) -> Result<(), FileProblem> {
    let mut group = Group::create(file, "sparams")?;
    group.coordinate("wavelength", sparams.wavelength_um.view(), WAVELENGTH)?;
    for (port, mode, role) in
        [("port_out", "mode_out", "port where light leaves"), ("port_in", "mode_in", "port where light enters")]
    {
        group.labels(port, &sparams.ports, about("", role))?;
        group.count(mode, sparams.modes, MODE)?;
    }
    group.labels("port", &sparams.ports, about("", "port"))?;
    let all = ["wavelength", "port_out", "mode_out", "port_in", "mode_in"];
    let meaning = about("1", "scattering parameter, power-normalized");
    group.complex("S", &all, &sparams.s, meaning)?;
    let loss = table::insertion_loss_db(sparams);
    let meaning = about("dB", "insertion loss of the fundamental modes");
    group.variable("insertion_loss_db", &[all[0], all[1], all[3]], loss.view(), meaning)?;
    let loss = table::return_loss_db(sparams);
    let meaning = about("dB", "return loss of the fundamental mode");
    group.variable("return_loss_db", &["wavelength", "port"], loss.view(), meaning)?;
    let meaning = about("um", "reference plane along the port's own axis");
    let planes = ArrayView::from(&sparams.reference_um);
    group.variable("reference_um", &["port"], planes, meaning)?;

    text(&group.inner, "time_convention", "exp(-i omega t)")?;
    let normalization = "power waves: |S|^2 is the power in an outgoing mode per power in the incident mode";
    text(&group.inner, "normalization", normalization)?;
    let planes = "each port's own plane, at reference_um along its axis; not de-embedded";
    text(&group.inner, "reference_planes", planes)?;
    let reciprocity = table::reciprocity(sparams);
    number(&group.inner, "reciprocity_db", reciprocity.db)?;
    number(&group.inner, "reciprocity_complex", reciprocity.complex)?;
    let passivity = table::passivity(sparams);
    number(&group.inner, "passivity", passivity.any)?;
    number(&group.inner, "passivity_one_mode", passivity.one_mode)?;
    let meaning = "reciprocity_db: largest | |S_ij| - |S_ji| | in dB, pairs above -40 dB; \
                   reciprocity_complex: largest |S_ij - S_ji|; passivity: largest outgoing power per incident power, \
                   any superposition of excited modes; passivity_one_mode: the same, one mode at a time";
    text(&group.inner, "comment", meaning)?;
    group.close()
}

fn write_modes(parent: &hdf5::Group, port: &PortModes) -> Result<(), FileProblem> {
    let mut group = Group::create(parent, &port.port)?;
    group.coordinate("wavelength", port.wavelength_um.view(), WAVELENGTH)?;
    group.count("mode", port.n_eff.ncols(), MODE)?;
    let over = ["wavelength", "mode"];
    group.complex("n_eff", &over, &port.n_eff, about("1", "effective index"))?;
    group.variable("n_g", &over, port.n_g.view(), about("1", "group index"))?;
    let meaning = about("1", "fraction of transverse |E|^2 that is horizontal");
    group.variable("te_fraction", &over, port.te_fraction.view(), meaning)?;
    let meaning = about("ps/(nm km)", "dispersion parameter, media at the middle of the band");
    group.variable("dispersion_ps_per_nm_km", &over, port.dispersion.view(), meaning)?;
    let meaning = about("um2", "effective area (int |E|^2)^2 / int |E|^4");
    group.variable("effective_area_um2", &over, port.area_um2.view(), meaning)?;
    let meaning = about("1", "fraction of the energy at the window's edge");
    group.variable("edge_fraction", &over, port.edge_fraction.view(), meaning)?;
    let confined = port.confined().map(|&held| u8::from(held));
    group.variable(
        "confined",
        &over,
        confined.view(),
        about("", "1 where the window holds the mode, 0 where it cuts it"),
    )?;
    let loss = port.loss_db_per_cm();
    group.variable("loss_db_per_cm", &over, loss.view(), about("dB/cm", "propagation loss"))?;
    write_axes(&mut group, &port.axes, &port.coordinates_um)?;
    let [u, v] = [0, 1].map(|axis| port.axes[axis].as_str());
    for (name, profile) in &port.profiles {
        let meaning = format!("{name} at the middle wavelength, unit power");
        group.complex(name, &["mode", u, v], profile, about("um-1", &meaning))?;
    }
    group.close()
}

/// The two coordinates of a plane, and their order for those who read it back.
fn write_axes(group: &mut Group, axes: &[String; 2], coordinates: &[Array1<f64>; 2]) -> Result<(), FileProblem> {
    for (name, values) in axes.iter().zip(coordinates) {
        group.coordinate(name, values.view(), about("um", name))?;
    }
    text(&group.inner, "axes", &axes.join(" "))
}

/// Fields of the same monitor together, in order of appearance.
fn by_monitor(fields: &[Field]) -> Vec<Vec<&Field>> {
    let mut monitors: Vec<Vec<&Field>> = Vec::new();
    for field in fields {
        let place = monitors.iter().position(|m| m[0].monitor == field.monitor);
        match place {
            Some(place) => monitors[place].push(field),
            None => monitors.push(vec![field]),
        }
    }
    monitors
}

/// One monitor. With several excitations they are the first dimension; a lone one is an attribute.
/// Components are compound {r, i} only: doubling whole fields for netCDF4 would double the file.
fn write_monitor(parent: &hdf5::Group, fields: &[&Field], single: bool, run: &RunInfo) -> Result<(), FileProblem> {
    let first = fields[0];
    for field in fields {
        same(first, field)?;
    }
    let mut group = Group::create(parent, &first.monitor)?;
    let mut over = vec!["wavelength", "x", "y", "z"];
    if fields.len() > 1 {
        let excitations: Vec<String> = fields.iter().map(|f| f.excitation.clone()).collect();
        group.labels("excitation", &excitations, about("", "excited port and mode"))?;
        over.insert(0, "excitation");
    } else {
        text(&group.inner, "excitation", &first.excitation)?;
    }
    group.coordinate("wavelength", first.wavelength_um.view(), WAVELENGTH)?;
    for (name, values) in AXES.iter().zip(&first.coordinates_um) {
        group.coordinate(name, values.view(), about("um", name))?;
    }
    for (component, (name, _)) in first.components.iter().enumerate() {
        let views: Vec<ArrayView4<Complex64>> = fields.iter().map(|f| f.components[component].1.view()).collect();
        let stacked = ndarray::stack(Axis(0), &views).map_err(hdf5::Error::from)?;
        let meaning = format!("{name} over the square root of the incident power");
        write_component(&mut group, name, &over, stacked, single, about("um-1", &meaning))?;
    }
    text(&group.inner, "time_convention", "exp(-i omega t)")?;
    let comment = "c = eps0 = mu0 = 1 and H in units of E: times sqrt(376.73 ohm * incident power) E is in V/um, \
                   H (times the same, over 376.73 ohm) in A/um";
    text(&group.inner, "comment", comment)?;
    let planes = run.mirrors().map(|(axis, parity, at)| {
        let name = AXES[axis];
        format!("E along the plane {name} = {at} um is {parity} in {name}; only what lies above it is stored")
    });
    let planes: Vec<String> = planes.collect();
    if !planes.is_empty() {
        text(&group.inner, "symmetry", &planes.join("; "))?;
    }
    group.close()
}

fn write_component(
    group: &mut Group,
    name: &str,
    over: &[&str],
    stacked: Array5<Complex64>,
    single: bool,
    meaning: About,
) -> Result<(), FileProblem> {
    let data = match over.len() {
        4 => stacked.index_axis(Axis(0), 0).into_dyn(),
        _ => stacked.view().into_dyn(),
    };
    if single {
        let rounded = data.map(|z| Complex32::new(z.re as f32, z.im as f32));
        return group.variable(name, over, rounded.view(), meaning);
    }
    group.variable(name, over, data, meaning)
}

fn same(first: &Field, field: &Field) -> Result<(), FileProblem> {
    let names = |f: &Field| -> Vec<String> { f.components.iter().map(|c| c.0.clone()).collect() };
    let what = if field.wavelength_um != first.wavelength_um {
        "wavelengths"
    } else if field.coordinates_um != first.coordinates_um {
        "coordinates"
    } else if names(field) != names(first)
        || field.components.iter().zip(&first.components).any(|(a, b)| a.1.shape() != b.1.shape())
    {
        "components"
    } else {
        return Ok(());
    };
    Err(FileProblem::Differs {
        monitor: first.monitor.clone(),
        what,
        excitation: field.excitation.clone(),
        first: first.excitation.clone(),
    })
}

/// Named by its normal axis: `z`, and `z_2` … where several planes share it.
fn write_permittivity(parent: &hdf5::Group, plane: &PermittivityPlane) -> Result<(), FileProblem> {
    let mut name = plane.normal.clone();
    for again in 2.. {
        if !parent.link_exists(&name) {
            break;
        }
        name = format!("{}_{again}", plane.normal);
    }
    let mut group = Group::create(parent, &name)?;
    write_axes(&mut group, &plane.axes, &plane.coordinates_um)?;
    let over = [plane.axes[0].as_str(), plane.axes[1].as_str()];
    let meaning = about("1", "relative permittivity, subpixel-smoothed");
    group.variable("epsilon", &over, plane.epsilon.view(), meaning)?;
    text(&group.inner, "normal", &plane.normal)?;
    number(&group.inner, "at_um", plane.at_um)?;
    group.close()
}

/// Every item of the run: the job's text as a dataset, all else as attributes.
fn write_run(file: &hdf5::Group, run: &RunInfo) -> Result<(), FileProblem> {
    let group = Group::create(file, "run")?.inner;
    let unreadable = |source| FileProblem::Run { item: "run".into(), source };
    let items = serde_json::to_value(run).map_err(unreadable)?;
    for (name, value) in items.as_object().into_iter().flatten() {
        if name == "job" {
            let job = group.new_dataset::<hdf5::types::VarLenUnicode>().create("job")?;
            job.write_scalar(&unicode(&run.job)?)?;
            text(&job, "long_name", "job file, verbatim")?;
        } else {
            write_item(&group, name, value)?;
        }
    }
    Ok(())
}

/// A number, a text, or a list of either. A number that is not finite is null in JSON, and left out.
fn write_item(group: &hdf5::Group, name: &str, value: &serde_json::Value) -> Result<(), FileProblem> {
    use serde_json::Value::{Array, Number, String};
    match value {
        String(value) => text(group, name, value),
        Number(value) => match value.as_u64() {
            Some(whole) => number(group, name, whole),
            None => number(group, name, value.as_f64().unwrap_or(f64::NAN)),
        },
        Array(values) if values.is_empty() => Ok(()),
        Array(values) if values.iter().all(|v| v.is_string()) => {
            let values = values.iter().filter_map(|v| v.as_str()).map(unicode);
            let values = values.collect::<Result<Vec<_>, _>>()?;
            group.new_attr_builder().with_data(&values).create(name)?;
            Ok(())
        }
        Array(values) if values.iter().all(|v| v.is_u64()) => {
            let values: Vec<u64> = values.iter().filter_map(|v| v.as_u64()).collect();
            group.new_attr_builder().with_data(&values).create(name)?;
            Ok(())
        }
        Array(values) => {
            let values: Vec<f64> = values.iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect();
            group.new_attr_builder().with_data(&values).create(name)?;
            Ok(())
        }
        _ => Ok(()),
    }
}
