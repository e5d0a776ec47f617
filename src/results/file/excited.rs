//! Groups of what one excitation or several left: variables over (excitation, …), the excitation a dimension where there are
//! several, else an attribute.

use ndarray::{Array, ArrayD, Axis, Dimension, RemoveAxis};

use super::FileProblem;
use super::dimension::{About, Group, text};
use super::read::{attribute_text, labels};

const EXCITATION: About = About { units: "", long_name: "excited port and mode, or sources" };

/// What powers and energies are per.
pub(super) const PER_POWER: &str = "per watt in the exciting mode or beam; for dipoles per squared current moment \
    (c = eps0 = mu0 = 1, lengths in um); for a plane wave in a box per incident intensity, so that a power is a \
    cross-section in um2 (in 2D by 1 um of depth)";

/// A group to be written.
pub(super) struct Excited {
    pub group: Group,
    several: bool,
}

impl Excited {
    pub fn create(
        parent: &hdf5::Group,
        name: &str,
        excitations: impl Iterator<Item = String>,
    ) -> Result<Self, FileProblem> {
        let mut group = Group::create(parent, name)?;
        let names: Vec<String> = excitations.collect();
        match &names[..] {
            [name] => text(&group.inner, "excitation", name)?,
            names => group.labels("excitation", names, EXCITATION)?,
        }
        Ok(Excited { group, several: names.len() > 1 })
    }

    /// The dimensions of a variable, the excitation first where there are several.
    pub fn over<'a>(&self, dimensions: &[&'a str]) -> Vec<&'a str> {
        let excitation = self.several.then_some("excitation");
        excitation.into_iter().chain(dimensions.iter().copied()).collect()
    }

    /// What all excitations have, one after the other where there are several.
    pub fn stacked<O, T: Clone, D: Dimension>(
        &self,
        all: &[O],
        of: impl Fn(&O) -> &Array<T, D>,
    ) -> Result<ArrayD<T>, FileProblem>
    where
        D::Larger: RemoveAxis,
    {
        let views: Vec<_> = all.iter().map(|one| of(one).view()).collect();
        let all = ndarray::stack(Axis(0), &views).map_err(hdf5::Error::from)?.into_dyn();
        Ok(if self.several { all } else { all.index_axis_move(Axis(0), 0) })
    }
}

/// The excitations of a group, and whether they are a dimension.
pub(super) fn excitations(group: &hdf5::Group) -> Result<(bool, Vec<String>), FileProblem> {
    match group.link_exists("excitation") {
        true => Ok((true, labels(group, "excitation")?)),
        false => Ok((false, vec![attribute_text(group, "excitation")?])),
    }
}

/// A variable as (excitation, …).
pub(super) fn rows<T: hdf5::H5Type, D: Dimension>(
    group: &hdf5::Group,
    name: &str,
    several: bool,
) -> Result<Array<T, D>, FileProblem> {
    let values: ArrayD<T> = group.dataset(name)?.read_dyn()?;
    let values = if several { values } else { values.insert_axis(Axis(0)) };
    Ok(values.into_dimensionality().map_err(hdf5::Error::from)?)
}
