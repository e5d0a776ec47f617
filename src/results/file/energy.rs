//! Energy in boxes to a file and back.

use ndarray::{Array1, Axis};

use super::FileProblem;
use super::dimension::{Group, about, text};
use super::record::{PER_POWER, excitations, read_excitations, rows};
use super::write::WAVELENGTH;
use crate::results::Energy;

type Column = fn(&Energy) -> &Array1<f64>;
const COLUMNS: [(&str, Column, &str, &str); 3] = [
    ("electric", |one| &one.electric_fs, "fs", "mean electric energy in the box over the incident power"),
    ("magnetic", |one| &one.magnetic_fs, "fs", "mean magnetic energy in the box over the incident power"),
    ("absorbed", |one| &one.absorbed, "", "power absorbed in the box over the incident power"),
];

/// One monitor's energies over (excitation, wavelength).
pub(super) fn write_energy(parent: &hdf5::Group, energy: &[&Energy]) -> Result<(), FileProblem> {
    let mut group = Group::create(parent, &energy[0].monitor)?;
    let names: Vec<String> = energy.iter().map(|one| one.excitation.clone()).collect();
    let several = excitations(&mut group, &names)?;
    group.coordinate("wavelength", energy[0].wavelength_um.view(), WAVELENGTH)?;
    for (name, of, units, meaning) in COLUMNS {
        let views: Vec<_> = energy.iter().map(|one| of(one).view()).collect();
        let values = ndarray::stack(Axis(0), &views).map_err(hdf5::Error::from)?;
        match several {
            true => group.variable(name, &["excitation", "wavelength"], values.view(), about(units, meaning))?,
            false => group.variable(name, &["wavelength"], values.index_axis(Axis(0), 0), about(units, meaning))?,
        }
    }
    text(&group.inner, "comment", PER_POWER)?;
    group.close()
}

pub(super) fn read_energy(group: &hdf5::Group, monitor: &str) -> Result<Vec<Energy>, FileProblem> {
    let (several, names) = read_excitations(group)?;
    let wavelength_um: Array1<f64> = group.dataset("wavelength")?.read_1d()?;
    let [electric, magnetic, absorbed] = COLUMNS.map(|(name, ..)| rows(group, name, several));
    let (electric, magnetic, absorbed) = (electric?, magnetic?, absorbed?);
    let one = |(n, excitation): (usize, String)| Energy {
        monitor: monitor.to_string(),
        excitation,
        wavelength_um: wavelength_um.clone(),
        electric_fs: electric.row(n).to_owned(),
        magnetic_fs: magnetic.row(n).to_owned(),
        absorbed: absorbed.row(n).to_owned(),
    };
    Ok(names.into_iter().enumerate().map(one).collect())
}
