//! Sources and monitors.

use super::{Report, far};
use crate::job::{AxisName, BEAM, Cw, Facing, Job, Monitor, MonitorKind, Parity, Source};
use crate::yee::AXES;

/// Least cosine of a wave's angle to its direction, 85°.
const LEAST_ALONG: f64 = 0.087;

pub fn check(job: &Job, report: &mut Report) {
    for (i, source) in job.source.iter().enumerate() {
        one(job, &format!("source[{i}]"), source, report);
    }
    together(job, report);
    mirrored(job, report);
    report.names("monitor", job.monitor.iter().map(|monitor| monitor.name.as_str()));
    for (i, monitor) in job.monitor.iter().enumerate() {
        let path = format!("monitor[{i}]");
        place(job, &path, monitor, report);
        wavelengths(job, &path, monitor, report);
        kind(job, &path, monitor, report);
        far::check(job, &path, monitor, report);
    }
}

/// Fields that are not as symmetric as the job says: a source's must be their own image.
fn mirrored(job: &Job, report: &mut Report) {
    let planes = job.symmetry.planes().into_iter().enumerate();
    for (m, parity) in planes.filter_map(|(m, (parity, _))| Some((m, parity?))) {
        let (name, said) = (AXES[m], if parity == Parity::Even { "even" } else { "odd" });
        for (i, source) in job.source.iter().enumerate() {
            let (what, path, electric, axis) = match source {
                Source::Dipole { component, .. } => ("dipole", "dipole.component", component.is_e(), component.axis()),
                Source::PlaneWave { polarization, .. } => {
                    ("wave", "plane_wave.polarization", true, *polarization as usize)
                }
                Source::GaussianBeam { polarization, .. } => {
                    ("beam", "gaussian_beam.polarization", true, *polarization as usize)
                }
            };
            // E along the plane and H across it are even together.
            if (electric == (axis != m)) != (parity == Parity::Even) {
                let field = if electric { "E" } else { "H" };
                let message = format!(
                    "the {what}'s {field} lies along {}, of which nothing is left where symmetry.{name} is \"{said}\"",
                    AXES[axis]
                );
                let other = if parity == Parity::Even { "odd" } else { "even" };
                let help = format!("set symmetry.{name} = \"{other}\", or turn the {what}");
                report.add(format!("source[{i}].{path}"), message, help);
            }
            if let Some(to) = source.direction().filter(|to| to[m].abs() > 1e-9) {
                let message =
                    format!("the {what} runs across the plane of symmetry normal to {name}: {:.3} along {name}", to[m]);
                report.add(format!("source[{i}]"), message, format!("leave out symmetry.{name}, or turn the {what}"));
            }
        }
    }
}

fn one(job: &Job, path: &str, source: &Source, report: &mut Report) {
    match source {
        Source::Dipole { amplitude, cw, .. } => {
            if !amplitude.is_finite() || *amplitude == 0.0 {
                let message = format!("the dipole's amplitude is {amplitude}, so that it drives nothing");
                report.add(format!("{path}.dipole.amplitude"), message, "give a number that is not 0");
            }
            if let Some(cw) = cw {
                wave(job, &format!("{path}.dipole.cw"), cw, report);
            }
        }
        Source::PlaneWave { size_um, direction, polarization, theta_deg, .. } => {
            let path = format!("{path}.plane_wave");
            beam(job, &path, source, *direction, *polarization, report);
            if job.is_sheet(*direction) {
                if *size_um != [0.0; 3] {
                    let message = "the wave starts from a plane, since the domain repeats across it, but has a size";
                    report.add(format!("{path}.size_um"), message, "leave it out");
                }
                return;
            }
            if *theta_deg != 0.0 {
                let message = format!("a wave tilted by {theta_deg}° in a domain that does not repeat across it");
                let help = "set \"bloch\" at the ends of both axes across `direction`, or use a gaussian_beam";
                report.add(format!("{path}.theta_deg"), message, help);
            }
            let flat = job.domain.flat.map(|axis| axis as usize);
            for a in (0..3).filter(|&a| flat != Some(a)) {
                report.positive(&format!("{path}.size_um[{a}]"), size_um[a]);
            }
        }
        Source::GaussianBeam { direction, polarization, mfd_um, .. } => {
            let path = format!("{path}.gaussian_beam");
            beam(job, &path, source, *direction, *polarization, report);
            report.positive(&format!("{path}.mfd_um"), *mfd_um);
            for (i, port) in job.port.iter().enumerate().filter(|(_, port)| port.name == BEAM) {
                let message = format!("a port is called `{}`, as the beam is in the results", port.name);
                report.add(format!("port[{i}].name"), message, "give it another name");
            }
            let ends = job.boundary.ends();
            for a in (0..3).filter(|&a| a != direction.axis() && ends[a][0].repeats()) {
                let message = format!("a beam in a domain that repeats along {}: it would be as many", AXES[a]);
                report.add(format!("boundary.{}", AXES[a]), message, "use \"pml\", or a plane_wave");
            }
        }
    }
}

/// What waves and beams have in common: that they run through the domain, across their field.
fn beam(job: &Job, path: &str, source: &Source, direction: Facing, polarization: AxisName, report: &mut Report) {
    let flat = job.domain.flat.map(|axis| axis as usize);
    let (axis, to) = (direction.axis(), source.direction().unwrap_or_default());
    let name = AXES[axis];
    if polarization as usize == axis || flat == Some(axis) {
        let message = match flat == Some(axis) {
            true => format!("it runs along {name}, but the domain is flat along {name}"),
            false => format!("it runs along {name}, so that its electric field cannot lie there"),
        };
        report.add(format!("{path}.direction"), message, "turn the wave or its polarization");
    }
    if job.boundary.ends()[axis][0].repeats() {
        let message = format!("it runs along {name}, along which the domain repeats: it would never leave");
        report.add(format!("boundary.{name}"), message, "end that axis with \"pml\"");
    }
    let along = to[axis].abs();
    if along.is_nan() || along <= LEAST_ALONG {
        let degrees = along.acos().to_degrees();
        let message = format!("it runs at {degrees:.1}° to {name}, all but along its own plane");
        report.add(format!("{path}.theta_deg"), message, "stay below 85°, or choose another `direction`");
    }
    if let Some(flat) = flat.filter(|&flat| flat != axis && to[flat].abs() > 1e-9) {
        let message = format!("it is tilted along {}, along which the domain is flat", AXES[flat]);
        report.add(
            format!("{path}.phi_deg"),
            message,
            "tilt it within the plane of the domain: phi_deg is then a multiple of 90",
        );
    }
}

fn wave(job: &Job, path: &str, cw: &Cw, report: &mut Report) {
    let [short, long] = job.spectrum.wavelength_um;
    report.positive(&format!("{path}.rise_fs"), cw.rise_fs);
    if !(short..=long).contains(&cw.wavelength_um) && short < long {
        let message =
            format!("the source stays on at {} µm, outside the band of {short} to {long} µm", cw.wavelength_um);
        report.add(format!("{path}.wavelength_um"), message, "take a wavelength of the band, or widen the band");
    }
    if job.run.max_time_fs.is_none() {
        let message = "a source that stays on never decays, and the run has no time limit";
        report.add(path, message, "give run.max_time_fs");
    }
}

/// One excitation has one course in time, by which its results are divided.
fn together(job: &Job, report: &mut Report) {
    let course = |source: &Source| match source {
        Source::Dipole { cw, .. } => (false, *cw),
        Source::PlaneWave { .. } | Source::GaussianBeam { .. } => (true, None),
    };
    let Some(first) = job.source.first().map(course) else { return };
    for (i, source) in job.source.iter().enumerate().skip(1) {
        let own = course(source);
        if first.0 || own.0 {
            let message = "a wave or beam is the only source of its run, but this job has several sources";
            report.add(format!("source[{i}]"), message, "keep one of them, and run the others as jobs of their own");
        } else if own != first {
            let message = format!("source {i} has another `cw` than source 0, but all sources are one excitation");
            report.add(format!("source[{i}]"), message, "give all of them the same `cw`, or none");
        }
    }
}

fn place(job: &Job, path: &str, monitor: &Monitor, report: &mut Report) {
    let name = &monitor.name;
    for (i, size) in monitor.size_um.into_iter().enumerate() {
        report.not_negative(&format!("{path}.size_um[{i}]"), size);
    }
    let extents = job.extents();
    let flat = job.domain.flat.map(|axis| axis as usize);
    for (axis, extent) in extents.into_iter().enumerate().filter(|(axis, _)| flat != Some(*axis)) {
        let (center, half) = (monitor.center_um[axis], 0.5 * monitor.size_um[axis]);
        let Some([low, high]) = extent.filter(|[low, high]| center + half < *low || center - half > *high) else {
            continue;
        };
        let (from, to, axis_name) = (center - half, center + half, AXES[axis]);
        let message =
            format!("monitor `{name}` spans {from} to {to} along {axis_name}, outside the domain's {low} to {high}");
        let help = format!("move it inwards, or widen `domain.{axis_name}_um`");
        report.add(format!("{path}.center_um[{axis}]"), message, help);
    }
}

fn wavelengths(job: &Job, path: &str, monitor: &Monitor, report: &mut Report) {
    let name = &monitor.name;
    let [short, long] = job.spectrum.wavelength_um;
    for (i, wavelength) in monitor.wavelength_um.iter().enumerate() {
        if !(short..=long).contains(wavelength) && short < long {
            let message =
                format!("monitor `{name}` asks for {wavelength} µm, outside the band of {short} to {long} µm");
            let path = format!("{path}.wavelength_um[{i}]");
            report.add(path, message, "take a wavelength of the band, or widen the band");
        }
    }
}

/// Keys that go with one kind of monitor only.
fn kind(job: &Job, path: &str, monitor: &Monitor, report: &mut Report) {
    let name = &monitor.name;
    if monitor.kind == MonitorKind::Probe {
        if monitor.components.is_empty() {
            let message = format!("probe `{name}` has no components to record");
            report.add(path, message, "add `components`, e.g. [\"Ez\"]");
        }
        if monitor.every == 0 {
            let message = format!("probe `{name}` records every 0th step");
            report.add(format!("{path}.every"), message, "1 records every step");
        }
        let superfluous =
            [("size_um", monitor.size_um != [0.0; 3]), ("wavelength_um", !monitor.wavelength_um.is_empty())];
        for (key, _) in superfluous.into_iter().filter(|(_, there)| *there) {
            let message = format!("probe `{name}` has `{key}`, but records one point in time");
            report.add(format!("{path}.{key}"), message, "leave it out, or choose another `kind`");
        }
        return;
    }
    for (key, there) in [("components", !monitor.components.is_empty()), ("every", monitor.every != 1)] {
        if there {
            let message = format!("monitor `{name}` has `{key}`, which goes with probes");
            report.add(format!("{path}.{key}"), message, "leave it out, or set kind = \"probe\"");
        }
    }
    let flat = job.domain.flat.map(|axis| axis as usize);
    let thin = (0..3).filter(|&axis| flat != Some(axis) && monitor.size_um[axis] == 0.0).count();
    if monitor.kind == MonitorKind::Energy && thin > 0 {
        let message = format!("energy monitor `{name}` has no extent along {thin} axes, so that it holds nothing");
        report.add(format!("{path}.size_um"), message, "give it an extent along every axis but a flat one");
    }
    if matches!(monitor.kind, MonitorKind::Flux | MonitorKind::Far) && thin > 1 {
        let kind = if monitor.kind == MonitorKind::Far { "far" } else { "flux" };
        let message =
            format!("{kind} monitor `{name}` has no extent along {thin} axes, so that nothing flows through it");
        report.add(format!("{path}.size_um"), message, "let one axis be 0 for a plane, or none for a box");
    }
}
