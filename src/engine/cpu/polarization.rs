//! Media that disperse on the CPU: rows of points beside the fields', by span, so that a schedule's tile finds its own.

use std::ops::Range;

use super::aligned::Aligned;
use crate::kernel::grid::{Real, Rows, Shared, Simd};
use crate::kernel::polarize::{Pole, polarize};
use crate::kernel::recall::recall;
use crate::plan::polarization::Span;
use crate::plan::{Mixture, Plan};

/// A mixture's recursions and state in T.
pub struct Polarization<'a, T> {
    of: &'a Mixture,
    poles: Vec<Pole<T>>,
    /// First span of each row, `[i][j]`, and the end.
    begin: Vec<u32>,
    /// By span: `[medium][point]`.
    weight: Aligned<T>,
    left: Aligned<T>,
    /// By span: `[pole][part][point]`.
    s: Aligned<T>,
}

/// The same while threads step it.
#[derive(Clone, Copy)]
pub struct Stepping<'a, T> {
    of: &'a Mixture,
    poles: &'a [Pole<T>],
    begin: &'a [u32],
    weight: &'a [T],
    left: Shared<'a, T>,
    s: Shared<'a, T>,
}

impl<'a, T: Real> Polarization<'a, T> {
    pub fn new(plan: &'a Plan, of: &'a Mixture) -> Self {
        let [nx, ny, _] = plan.grid.shape();
        let row = |at: [usize; 3]| at[0] * ny + at[1];
        let begin = (0..=nx * ny).map(|r| of.spans.partition_point(|span| row(span.at) < r) as u32).collect();
        let points = of.points();
        let mut weight = Aligned::new(points * of.media);
        for span in &of.spans {
            for medium in 0..of.media {
                let to = &mut weight[span.first * of.media + medium * span.count..][..span.count];
                let from = &of.weight[medium * points + span.first..][..span.count];
                to.iter_mut().zip(from).for_each(|(to, &from)| *to = T::of(from));
            }
        }
        let poles = of.poles.iter().map(|pole| Pole {
            medium: pole.medium,
            decay: [T::of(pole.decay.re), T::of(pole.decay.im)],
            drive: [T::of(pole.drive.re), T::of(pole.drive.im)],
        });
        let (left, s) = (Aligned::new(points), Aligned::new(points * 2 * of.poles.len()));
        Polarization { of, poles: poles.collect(), begin, weight, left, s }
    }

    pub fn clear(&mut self) {
        self.left.fill(T::default());
        self.s.fill(T::default());
    }

    pub fn stepping(&mut self) -> Stepping<'_, T> {
        Stepping {
            of: self.of,
            poles: &self.poles,
            begin: &self.begin,
            weight: &self.weight,
            left: Shared::new(&mut self.left),
            s: Shared::new(&mut self.s),
        }
    }
}

impl<T: Real> Stepping<'_, T> {
    /// Whether its points are coupled.
    pub fn is_late(&self) -> bool {
        self.of.late
    }

    fn spans(&self, grid: Rows, i: usize, rows: Range<usize>) -> &[Span] {
        let row = i * grid.ny;
        &self.of.spans[self.begin[row + rows.start] as usize..self.begin[row + rows.end] as usize]
    }

    /// Adds what is left to the points of rows of the plane i.
    ///
    /// # Safety
    /// Nobody else touches these rows of E, or their points here, meanwhile.
    pub unsafe fn recall(&self, simd: Simd, grid: Rows, e: Shared<T>, i: usize, rows: Range<usize>) {
        for span in self.spans(grid, i, rows) {
            let (n, [_, j, k]) = (span.count, span.at);
            // SAFETY: the rows that the caller lends, and what belongs to them.
            unsafe { recall(simd, e.write(grid.at(i, span.axis, j) + k, n), self.left.write(span.first, n)) };
        }
    }

    /// Steps the points of rows of the plane i.
    ///
    /// # Safety
    /// As [`Self::recall`].
    pub unsafe fn step(&self, simd: Simd, grid: Rows, e: Shared<T>, i: usize, rows: Range<usize>) {
        for span in self.spans(grid, i, rows) {
            let (n, [_, j, k]) = (span.count, span.at);
            let weight = &self.weight[span.first * self.of.media..][..n * self.of.media];
            let parts = 2 * self.poles.len();
            // SAFETY: the rows that the caller lends, and what belongs to them.
            unsafe {
                let e = e.write(grid.at(i, span.axis, j) + k, n);
                let (left, s) = (self.left.write(span.first, n), self.s.write(span.first * parts, n * parts));
                polarize(simd, e, left, weight, s, self.poles);
            }
        }
    }
}
