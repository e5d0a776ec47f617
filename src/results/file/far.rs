//! Far fields to a file and back.

use ndarray::{Array1, Array2, Array3, Array4, ArrayD, Axis, Dimension, Ix2, Ix4, RemoveAxis};
use num_complex::Complex64;

use super::FileProblem;
use super::dimension::{About, Group, about, text};
use super::record::{PER_POWER, excitations, read_excitations};
use super::write::WAVELENGTH;
use crate::results::Far;

/// One monitor's far field over (excitation, wavelength, theta, phi).
pub(super) fn write_far(parent: &hdf5::Group, far: &[&Far]) -> Result<(), FileProblem> {
    let first = far[0];
    let mut group = Group::create(parent, &first.monitor)?;
    let names: Vec<String> = far.iter().map(|one| one.excitation.clone()).collect();
    let several = excitations(&mut group, &names)?;
    group.coordinate("wavelength", first.wavelength_um.view(), WAVELENGTH)?;
    group.coordinate("theta", first.theta_deg.view(), about("degree", "angle from +z"))?;
    group.coordinate("phi", first.phi_deg.view(), about("degree", "angle about z, from +x towards +y"))?;
    let over = ["excitation", "wavelength", "theta", "phi"];
    let over = if several { &over[..] } else { &over[1..] };
    for (name, of) in [("E_theta", (|one| &one.e_theta) as fn(&Far) -> &Array3<Complex64>), ("E_phi", |one| &one.e_phi)]
    {
        let meaning =
            format!("{name} r exp(-ikr) about the monitor's centre, over the square root of the incident power");
        group.complex(name, over, &stacked(far, several, of)?, about("", &meaning))?;
    }
    let meaning = about("sr-1", "power per steradian (in 2D per radian) over the incident power");
    group.variable("power", over, stacked(far, several, |one| &one.power)?.view(), meaning)?;
    let total = stacked(far, several, |one| &one.total)?;
    let meaning = About { units: "", long_name: "power into all directions over the incident power" };
    group.variable("total", &over[..over.len() - 2], total.view(), meaning)?;
    text(&group.inner, "time_convention", "exp(-i omega t)")?;
    let comment = "E = (E_theta, E_phi) exp(ikr)/r far away, k in the medium about the monitor (in 2D sqrt(r) in place of r); c = eps0 = \
                   mu0 = 1: power is n |E|^2 / 2";
    text(&group.inner, "comment", &format!("{comment}; {PER_POWER}"))?;
    group.close()
}

/// What all excitations have, one after the other where there are several.
fn stacked<T: Clone, D: Dimension>(
    far: &[&Far],
    several: bool,
    of: impl Fn(&Far) -> &ndarray::Array<T, D>,
) -> Result<ArrayD<T>, FileProblem>
where
    D::Larger: RemoveAxis,
{
    let views: Vec<_> = far.iter().map(|one| of(one).view()).collect();
    let all = ndarray::stack(Axis(0), &views).map_err(hdf5::Error::from)?.into_dyn();
    Ok(if several { all } else { all.index_axis_move(Axis(0), 0) })
}

pub(super) fn read_far(group: &hdf5::Group, monitor: &str) -> Result<Vec<Far>, FileProblem> {
    let (several, names) = read_excitations(group)?;
    let coordinate = |name: &str| -> Result<Array1<f64>, FileProblem> { Ok(group.dataset(name)?.read_1d()?) };
    let field =
        |name: &str| -> Result<Array4<Complex64>, FileProblem> { rows(group.dataset(name)?.read_dyn()?, several) };
    let (e_theta, e_phi) = (field("E_theta")?, field("E_phi")?);
    let power: Array4<f64> = rows::<_, Ix4>(group.dataset("power")?.read_dyn()?, several)?;
    let total: Array2<f64> = rows::<_, Ix2>(group.dataset("total")?.read_dyn()?, several)?;
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

/// A variable as (excitation, …).
fn rows<T, D: Dimension>(values: ArrayD<T>, several: bool) -> Result<ndarray::Array<T, D>, FileProblem> {
    let values = if several { values } else { values.insert_axis(Axis(0)) };
    Ok(values.into_dimensionality().map_err(hdf5::Error::from)?)
}
