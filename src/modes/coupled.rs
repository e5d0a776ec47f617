//! What couples the transverse components of E on a section (see raster/coupling.rs): e = S y with y = D/ε and each component's own
//! ε. The modes are those of y, for D and the divergence go with it.

use super::Section;
use super::number::Number;
use super::window::{TRANSVERSE, Window};
use crate::raster::Permittivity;
use crate::yee::transverse;

/// S − 1 by row, over vectors of e_u and then e_v over the whole window.
pub(super) struct Coupled {
    /// First entry of each row, and the end.
    begin: Vec<u32>,
    /// Column and weight.
    entries: Vec<(usize, f64)>,
}

impl Coupled {
    /// What lies within a section's window at an angular frequency. Coupling with E along the axis is left out: along a guide there is none.
    /// Where media disperse it is that of the whole ε to first order (see raster/coupling.rs).
    pub fn new<T: Number>(permittivity: &Permittivity, section: &Section, window: &Window<T>, omega: f64) -> Self {
        let coupling = &permittivity.coupling;
        let at_once = |point: usize| {
            let (axis, at) = (coupling.points[point].axis as usize, coupling.points[point].at());
            permittivity.epsilon[axis].at(at) / permittivity.real(axis, at, omega)
        };
        let across = transverse(section.axis);
        let place = |point: usize| {
            let point = coupling.points[point];
            let component = across.iter().position(|&axis| axis == point.axis as usize)?;
            let at = point.at();
            let mut own = [0; 2];
            for d in 0..2 {
                own[d] = at[across[d]].checked_sub(section.lo[d]).filter(|&n| n < window.shape[d])?;
            }
            let live = at[section.axis] == section.plane && !window.on_edge(TRANSVERSE[component], own);
            live.then(|| component * window.points() + window.index(own))
        };
        let mut rows: Vec<(usize, usize, f64)> = (0..coupling.points.len())
            .filter_map(|p| Some((place(p)?, p)))
            .flat_map(|(to, p)| {
                let part = at_once(p);
                coupling.row(p).filter_map(move |(q, weight)| Some((to, place(q)?, weight * part)))
            })
            .collect();
        rows.sort_by_key(|&(to, from, _)| (to, from));
        let begin = (0..=2 * window.points()).map(|p| rows.partition_point(|row| row.0 < p) as u32).collect();
        Coupled { begin, entries: rows.into_iter().map(|(_, from, weight)| (from, weight)).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn row(&self, unknown: usize) -> &[(usize, f64)] {
        &self.entries[self.begin[unknown] as usize..self.begin[unknown + 1] as usize]
    }

    /// S y.
    pub fn apply<T: Number>(&self, y: &[T]) -> Vec<T> {
        let of = |p: usize| self.row(p).iter().map(|&(q, weight)| y[q] * weight).sum::<T>();
        y.iter().enumerate().map(|(p, &own)| own + of(p)).collect()
    }
}
