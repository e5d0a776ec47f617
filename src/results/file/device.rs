//! `/corners`, `/modulator` and `/thermal` to a file and back.

use ndarray::{ArrayView, Axis, Ix6};
use num_complex::Complex64;

use super::FileProblem;
use super::dimension::{About, Group, about, text};
use super::read::{attribute_text, labels};
use super::write::{MODE, WAVELENGTH};
use crate::results::{Corners, Modulator, SParams, Thermal};

const VOLTAGE: About = About { units: "V", long_name: "voltage, negative in reverse" };

/// S over (corner, wavelength, port_out, mode_out, port_in, mode_in), and how far each corner is from nominal.
pub(super) fn write_corners(file: &hdf5::Group, corners: &Corners) -> Result<(), FileProblem> {
    let Some(first) = corners.sparams.first() else { return Ok(()) };
    let mut group = Group::create(file, "corners")?;
    group.labels("corner", &corners.names, about("", "process corner; the first is nominal"))?;
    group.coordinate("wavelength", first.wavelength_um.view(), WAVELENGTH)?;
    for (port, mode) in [("port_out", "mode_out"), ("port_in", "mode_in")] {
        group.labels(port, &first.ports, about("", "port"))?;
        group.count(mode, first.modes, MODE)?;
    }
    for (name, values, units) in
        [("dw_nm", &corners.dw_nm, "nm"), ("dh_nm", &corners.dh_nm, "nm"), ("dt_k", &corners.dt_k, "K")]
    {
        group.variable(name, &["corner"], ArrayView::from(values), about(units, "difference from nominal"))?;
    }
    let views: Vec<_> = corners.sparams.iter().map(|one| one.s.view()).collect();
    let s = ndarray::stack(Axis(0), &views).map_err(hdf5::Error::from)?;
    let over = ["corner", "wavelength", "port_out", "mode_out", "port_in", "mode_in"];
    group.complex("S", &over, &s, about("1", "scattering parameter, power-normalized"))?;
    text(&group.inner, "time_convention", "exp(-i omega t)")?;
    group.close()
}

/// A file that others wrote may not fit together.
pub(super) fn shaped(variable: &str, dimensions: &str, found: &[usize], expected: &[usize]) -> Result<(), FileProblem> {
    if found == expected {
        return Ok(());
    }
    let [variable, dimensions] = [variable, dimensions].map(String::from);
    Err(FileProblem::Shape { variable, dimensions, found: found.to_vec(), expected: expected.to_vec() })
}

pub(super) fn read_corners(group: &hdf5::Group) -> Result<Corners, FileProblem> {
    let s = group.dataset("S")?.read::<Complex64, Ix6>()?;
    let wavelength_um = group.dataset("wavelength")?.read_1d()?;
    let ports = labels(group, "port_in")?;
    let names = labels(group, "corner")?;
    let (wavelengths, n) = (ndarray::Array1::len(&wavelength_um), ports.len());
    let [_, _, _, modes, _, _] = s.shape() else { unreachable!("it was read with six axes") };
    let over = "corner, wavelength, port_out, mode_out, port_in, mode_in";
    shaped("S", over, s.shape(), &[names.len(), wavelengths, n, *modes, n, *modes])?;
    let [dw_nm, dh_nm, dt_k] = ["dw_nm", "dh_nm", "dt_k"].map(|name| group.dataset(name)?.read_raw::<f64>());
    let [dw_nm, dh_nm, dt_k] = [dw_nm?, dh_nm?, dt_k?];
    for (name, values) in [("dw_nm", &dw_nm), ("dh_nm", &dh_nm), ("dt_k", &dt_k)] {
        shaped(name, "corner", &[values.len()], &[names.len()])?;
    }
    let one = |s: ndarray::ArrayView5<Complex64>| SParams {
        wavelength_um: ndarray::Array1::clone(&wavelength_um),
        modes: s.len_of(Axis(2)),
        reference_um: vec![f64::NAN; ports.len()],
        ports: ports.clone(),
        s: s.to_owned(),
    };
    Ok(Corners { sparams: s.axis_iter(Axis(0)).map(one).collect(), names, dw_nm, dh_nm, dt_k })
}

pub(super) fn write_modulator(file: &hdf5::Group, modulator: &Modulator) -> Result<(), FileProblem> {
    let mut group = Group::create(file, "modulator")?;
    group.coordinate("wavelength", modulator.wavelength_um.view(), WAVELENGTH)?;
    group.coordinate("voltage", modulator.voltage_v.view(), VOLTAGE)?;
    let over = ["wavelength", "voltage"];
    group.variable("loss_db", &over, modulator.loss_db.view(), about("dB", "loss of an arm, or of the modulator"))?;
    if let Some(phase) = &modulator.phase_rad {
        group.variable("phase_rad", &over, phase.view(), about("rad", "phase of one arm"))?;
    }
    text(&group.inner, "kind", &modulator.kind)?;
    group.close()
}

pub(super) fn read_modulator(group: &hdf5::Group) -> Result<Modulator, FileProblem> {
    let phase = group.link_exists("phase_rad").then(|| group.dataset("phase_rad")?.read_2d());
    let modulator = Modulator {
        kind: attribute_text(group, "kind")?,
        wavelength_um: group.dataset("wavelength")?.read_1d()?,
        voltage_v: group.dataset("voltage")?.read_1d()?,
        phase_rad: phase.transpose()?,
        loss_db: group.dataset("loss_db")?.read_2d()?,
    };
    let expected = [modulator.wavelength_um.len(), modulator.voltage_v.len()];
    for (name, values) in [("loss_db", Some(&modulator.loss_db)), ("phase_rad", modulator.phase_rad.as_ref())] {
        values.map_or(Ok(()), |values| shaped(name, "wavelength, voltage", values.shape(), &expected))?;
    }
    Ok(modulator)
}

pub(super) fn write_thermal(file: &hdf5::Group, thermal: &Thermal) -> Result<(), FileProblem> {
    let mut group = Group::create(file, "thermal")?;
    group.coordinate("power", thermal.power_mw.view(), about("mW", "electrical power of the heater"))?;
    group.variable("phase_rad", &["power"], thermal.phase_rad.view(), about("rad", "phase that it turns"))?;
    group.close()
}

pub(super) fn read_thermal(group: &hdf5::Group) -> Result<Thermal, FileProblem> {
    let thermal =
        Thermal { power_mw: group.dataset("power")?.read_1d()?, phase_rad: group.dataset("phase_rad")?.read_1d()? };
    shaped("phase_rad", "power", thermal.phase_rad.shape(), thermal.power_mw.shape())?;
    Ok(thermal)
}
