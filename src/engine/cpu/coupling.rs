//! Coupled points of E on the CPU, so that a schedule's tile finds those of its rows.

use std::ops::Range;

use super::aligned::Aligned;
use crate::kernel::couple::couple;
use crate::kernel::gain::gain;
use crate::kernel::grid::{Real, Rows, Shared};
use crate::plan::Plan;
use crate::raster::Coupling;

/// A plan's coupling in T.
pub struct Coupled<'a, T> {
    of: &'a Coupling,
    /// In E, by point.
    places: Vec<u32>,
    /// First point of each row, `[i][j]`, and the end.
    rows: Vec<u32>,
    weight: Vec<T>,
    before: Aligned<T>,
    gains: Aligned<T>,
}

/// The same while threads step it.
#[derive(Clone, Copy)]
pub struct Stepping<'a, T> {
    of: &'a Coupling,
    places: &'a [u32],
    rows: &'a [u32],
    weight: &'a [T],
    before: Shared<'a, T>,
    gains: Shared<'a, T>,
}

impl<'a, T: Real> Coupled<'a, T> {
    pub fn new(plan: &'a Plan, rows: Rows) -> Self {
        let of = &plan.coupling;
        let place = |point: &crate::raster::coupling::Point| {
            let [i, j, k] = point.at();
            (rows.at(i, point.axis as usize, j) + k) as u32
        };
        let row = |row: usize| {
            of.points.partition_point(|point| point.i as usize * rows.ny + (point.j as usize) < row) as u32
        };
        let count = of.points.len();
        Coupled {
            of,
            places: of.points.iter().map(place).collect(),
            rows: (0..=rows.nx * rows.ny).map(row).collect(),
            weight: of.weight.iter().map(|&weight| T::of(weight)).collect(),
            before: Aligned::new(count),
            gains: Aligned::new(count),
        }
    }

    /// Takes E as it stands for what it was before the next step.
    pub fn remember(&mut self, e: &[T]) {
        for (before, &place) in self.before.iter_mut().zip(&self.places) {
            *before = e[place as usize];
        }
    }

    pub fn stepping(&mut self) -> Stepping<'_, T> {
        Stepping {
            of: self.of,
            places: &self.places,
            rows: &self.rows,
            weight: &self.weight,
            before: Shared::new(&mut self.before),
            gains: Shared::new(&mut self.gains),
        }
    }
}

impl<T: Real> Stepping<'_, T> {
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    fn points(&self, grid: Rows, i: usize, rows: Range<usize>) -> Range<usize> {
        self.rows[i * grid.ny + rows.start] as usize..self.rows[i * grid.ny + rows.end] as usize
    }

    /// What the points of rows of the plane i have gained.
    ///
    /// # Safety
    /// Nobody else writes these rows of E, or touches their points here, meanwhile.
    pub unsafe fn gain(&self, grid: Rows, e: Shared<T>, i: usize, rows: Range<usize>) {
        let points = self.points(grid, i, rows);
        // SAFETY: the rows that the caller lends, and what belongs to them.
        unsafe {
            let (before, gains) =
                (self.before.read(points.start, points.len()), self.gains.write(points.start, points.len()));
            gain(e, &self.places[points], before, gains);
        }
    }

    /// Couples the points of rows of the plane i.
    ///
    /// # Safety
    /// Nobody else touches these rows of E meanwhile, or writes gains on them and their neighbours.
    pub unsafe fn couple(&self, grid: Rows, e: Shared<T>, i: usize, rows: Range<usize>) {
        let points = self.points(grid, i, rows);
        // SAFETY: the rows that the caller lends, and what belongs to them.
        unsafe {
            let before = self.before.write(points.start, points.len());
            let begin = &self.of.begin[points.start..=points.end];
            couple(e, &self.places[points], begin, &self.of.column, self.weight, self.gains, before);
        }
    }
}
