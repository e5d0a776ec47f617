//! Far fields to a file and back.

use ndarray::{Array1, Axis, Ix2, Ix4};
use num_complex::Complex64;

use super::FileProblem;
use super::dimension::{about, text};
use super::excited::{Excited, PER_POWER, excitations, rows};
use super::write::WAVELENGTH;
use crate::results::Far;

/// One monitor's far field over (excitation, wavelength, theta, phi).
pub(super) fn write_far(parent: &hdf5::Group, far: &[&Far]) -> Result<(), FileProblem> {
    let first = far[0];
    let mut file = Excited::create(parent, &first.monitor, far.iter().map(|one| one.excitation.clone()))?;
    let (over, along) = (file.over(&["wavelength", "theta", "phi"]), file.over(&["wavelength"]));
    let (e_theta, e_phi) = (file.stacked(far, |one| &one.e_theta)?, file.stacked(far, |one| &one.e_phi)?);
    let (power, total) = (file.stacked(far, |one| &one.power)?, file.stacked(far, |one| &one.total)?);
    let group = &mut file.group;
    group.coordinate("wavelength", first.wavelength_um.view(), WAVELENGTH)?;
    group.coordinate("theta", first.theta_deg.view(), about("degree", "angle from +z"))?;
    group.coordinate("phi", first.phi_deg.view(), about("degree", "angle about z, from +x towards +y"))?;
    for (name, values) in [("E_theta", e_theta), ("E_phi", e_phi)] {
        let meaning =
            format!("{name} r exp(-ikr) about the monitor's centre, over the square root of the incident power");
        group.complex(name, &over, &values, about("", &meaning))?;
    }
    let meaning = about("sr-1", "power per steradian (in 2D per radian) over the incident power");
    group.variable("power", &over, power.view(), meaning)?;
    group.variable("total", &along, total.view(), about("", "power into all directions over the incident power"))?;
    text(&group.inner, "time_convention", "exp(-i omega t)")?;
    let comment = "E = (E_theta, E_phi) exp(ikr)/r far away, k in the medium about the monitor (in 2D sqrt(r) in place of r); c = eps0 = \
                   mu0 = 1: power is n |E|^2 / 2";
    text(&group.inner, "comment", &format!("{comment}; {PER_POWER}"))?;
    file.group.close()
}

pub(super) fn read_far(group: &hdf5::Group, monitor: &str) -> Result<Vec<Far>, FileProblem> {
    let (several, names) = excitations(group)?;
    let coordinate = |name: &str| -> Result<Array1<f64>, FileProblem> { Ok(group.dataset(name)?.read_1d()?) };
    let field = |name: &str| rows::<Complex64, Ix4>(group, name, several);
    let (e_theta, e_phi) = (field("E_theta")?, field("E_phi")?);
    let (power, total) = (rows::<f64, Ix4>(group, "power", several)?, rows::<f64, Ix2>(group, "total", several)?);
    let mut all = Vec::new();
    for (n, excitation) in names.into_iter().enumerate() {
        all.push(Far {
            monitor: monitor.to_string(),
            excitation,
            wavelength_um: coordinate("wavelength")?,
            theta_deg: coordinate("theta")?,
            phi_deg: coordinate("phi")?,
            e_theta: e_theta.index_axis(Axis(0), n).to_owned(),
            e_phi: e_phi.index_axis(Axis(0), n).to_owned(),
            power: power.index_axis(Axis(0), n).to_owned(),
            total: total.index_axis(Axis(0), n).to_owned(),
        });
    }
    Ok(all)
}
