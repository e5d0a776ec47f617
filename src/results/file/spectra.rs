//! Flux and energy, spectra by excitation, to a file and back.

use ndarray::{Array1, Array2};

use super::FileProblem;
use super::dimension::{about, text};
use super::excited::{Excited, PER_POWER, excitations, rows};
use super::write::WAVELENGTH;
use crate::results::{Energy, Flux};

/// A variable: its name, where it is, unit and meaning.
type Column<T> = (&'static str, fn(&T) -> &Array1<f64>, &'static str, &'static str);

const POWER: [Column<Flux>; 1] = [(
    "power",
    |one| &one.power,
    "",
    "power over the incident power, towards the plane's positive axis or out of the box",
)];
const ENERGIES: [Column<Energy>; 3] = [
    ("electric", |one| &one.electric_fs, "fs", "mean electric energy in the box over the incident power"),
    ("magnetic", |one| &one.magnetic_fs, "fs", "mean magnetic energy in the box over the incident power"),
    ("absorbed", |one| &one.absorbed, "", "power absorbed in the box over the incident power"),
];

/// One monitor's columns over (excitation, wavelength); `key` tells its name, the excitation and the wavelengths.
fn write<T>(
    parent: &hdf5::Group,
    all: &[&T],
    key: fn(&T) -> (&String, &String, &Array1<f64>),
    columns: &[Column<T>],
) -> Result<(), FileProblem> {
    let (monitor, _, wavelength_um) = key(all[0]);
    let mut file = Excited::create(parent, monitor, all.iter().map(|one| key(one).1.clone()))?;
    file.group.coordinate("wavelength", wavelength_um.view(), WAVELENGTH)?;
    for (name, of, units, meaning) in columns {
        let values = file.stacked(all, |one| of(one))?;
        let over = file.over(&["wavelength"]);
        file.group.variable(name, &over, values.view(), about(units, meaning))?;
    }
    text(&file.group.inner, "comment", PER_POWER)?;
    file.group.close()
}

/// One monitor's columns by excitation.
fn read<T, const N: usize>(
    group: &hdf5::Group,
    columns: &[Column<T>; N],
    one: impl Fn(String, Array1<f64>, [Array1<f64>; N]) -> T,
) -> Result<Vec<T>, FileProblem> {
    let (several, names) = excitations(group)?;
    let wavelength_um: Array1<f64> = group.dataset("wavelength")?.read_1d()?;
    let values: Vec<Array2<f64>> =
        columns.iter().map(|(name, ..)| rows(group, name, several)).collect::<Result<_, _>>()?;
    let of =
        |(n, excitation)| one(excitation, wavelength_um.clone(), std::array::from_fn(|c| values[c].row(n).to_owned()));
    Ok(names.into_iter().enumerate().map(of).collect())
}

pub(super) fn write_flux(parent: &hdf5::Group, flux: &[&Flux]) -> Result<(), FileProblem> {
    write(parent, flux, |one| (&one.monitor, &one.excitation, &one.wavelength_um), &POWER)
}

pub(super) fn read_flux(group: &hdf5::Group, monitor: &str) -> Result<Vec<Flux>, FileProblem> {
    let monitor = || monitor.to_string();
    read(group, &POWER, |excitation, wavelength_um, [power]| Flux {
        monitor: monitor(),
        excitation,
        wavelength_um,
        power,
    })
}

pub(super) fn write_energy(parent: &hdf5::Group, energy: &[&Energy]) -> Result<(), FileProblem> {
    write(parent, energy, |one| (&one.monitor, &one.excitation, &one.wavelength_um), &ENERGIES)
}

pub(super) fn read_energy(group: &hdf5::Group, monitor: &str) -> Result<Vec<Energy>, FileProblem> {
    let monitor = || monitor.to_string();
    read(group, &ENERGIES, |excitation, wavelength_um, [electric_fs, magnetic_fs, absorbed]| Energy {
        monitor: monitor(),
        excitation,
        wavelength_um,
        electric_fs,
        magnetic_fs,
        absorbed,
    })
}
