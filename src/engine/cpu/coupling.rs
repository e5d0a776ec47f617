//! Coupled points of E on the CPU: stretches of points along z whose neighbours follow one another likewise, so that a schedule's tile
//! finds those of its rows and kernels have something to chew on.

use std::ops::Range;

use super::aligned::Aligned;
use crate::kernel::couple::couple;
use crate::kernel::gain::gain;
use crate::kernel::grid::{Real, Rows, Shared, Simd};
use crate::plan::Plan;
use crate::raster::Coupling;

/// Points that follow one another.
struct Span {
    /// First one's place in E and number.
    place: usize,
    first: usize,
    count: usize,
    /// Its neighbours: of each the number of the first point's, from here on in `neighbours`.
    from: usize,
    neighbours: usize,
    /// `[neighbour][point]`, from here on in `weight`.
    weight: usize,
}

/// A plan's coupling in T.
pub struct Coupled<T> {
    spans: Vec<Span>,
    neighbours: Vec<u32>,
    weight: Vec<T>,
    /// First span of each row, `[i][j]`, and the end.
    rows: Vec<u32>,
    before: Aligned<T>,
    gains: Aligned<T>,
}

/// The same while threads step it.
#[derive(Clone, Copy)]
pub struct Stepping<'a, T> {
    spans: &'a [Span],
    neighbours: &'a [u32],
    weight: &'a [T],
    rows: &'a [u32],
    before: Shared<'a, T>,
    gains: Shared<'a, T>,
}

impl<T: Real> Coupled<T> {
    pub fn new(plan: &Plan, rows: Rows) -> Self {
        let of = &plan.coupling;
        let (mut spans, mut neighbours, mut weight) = (Vec::new(), Vec::new(), Vec::new());
        let (mut first, mut begins) = (0, Vec::new());
        while first < of.points.len() {
            let point = of.points[first];
            let [i, j, k] = point.at();
            let count = stretch(of, first);
            let columns: Vec<usize> = of.row(first).map(|(column, _)| column).collect();
            let place = rows.at(i, point.axis as usize, j) + k;
            let (from, at) = (neighbours.len(), weight.len());
            spans.push(Span { place, first, count, from, neighbours: columns.len(), weight: at });
            begins.push((i * rows.ny + j) as u32);
            weight.resize(at + columns.len() * count, T::default());
            for point in 0..count {
                let entries = of.row(first + point).enumerate();
                entries.for_each(|(n, (_, value))| weight[at + n * count + point] = T::of(value));
            }
            neighbours.extend(columns.iter().map(|&column| column as u32));
            first += count;
        }
        let row = |row: usize| begins.partition_point(|&begin| (begin as usize) < row) as u32;
        let rows = (0..=rows.nx * rows.ny).map(row).collect();
        Coupled { spans, neighbours, weight, rows, before: Aligned::new(first), gains: Aligned::new(first) }
    }

    /// Takes E as it stands for what it was before the next step.
    pub fn remember(&mut self, e: &[T]) {
        for span in &self.spans {
            self.before[span.first..][..span.count].copy_from_slice(&e[span.place..][..span.count]);
        }
    }

    pub fn stepping(&mut self) -> Stepping<'_, T> {
        Stepping {
            spans: &self.spans,
            neighbours: &self.neighbours,
            weight: &self.weight,
            rows: &self.rows,
            before: Shared::new(&mut self.before),
            gains: Shared::new(&mut self.gains),
        }
    }
}

/// How many points from one on lie side by side with neighbours that do.
fn stretch(of: &Coupling, first: usize) -> usize {
    let start = of.points[first];
    let follows = |point: usize| {
        let by = point - first;
        let here = of.points[point];
        let beside = (here.i, here.j, here.axis, here.k) == (start.i, start.j, start.axis, start.k + by as u32);
        beside && of.row(point).map(|(column, _)| column).eq(of.row(first).map(|(column, _)| column + by))
    };
    1 + (first + 1..of.points.len()).take_while(|&point| follows(point)).count()
}

impl<T: Real> Stepping<'_, T> {
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    fn spans(&self, grid: Rows, i: usize, rows: Range<usize>) -> &[Span] {
        &self.spans[self.rows[i * grid.ny + rows.start] as usize..self.rows[i * grid.ny + rows.end] as usize]
    }

    /// What the points of rows of the plane i have gained.
    ///
    /// # Safety
    /// Nobody else writes these rows of E, or touches their points here, meanwhile.
    pub unsafe fn gain(&self, simd: Simd, grid: Rows, e: Shared<T>, i: usize, rows: Range<usize>) {
        for &Span { place, first, count, .. } in self.spans(grid, i, rows) {
            // SAFETY: the rows that the caller lends, and what belongs to them.
            unsafe {
                let (e, before) = (e.read(place, count), self.before.read(first, count));
                gain(simd, e, before, self.gains.write(first, count));
            }
        }
    }

    /// Couples the points of rows of the plane i.
    ///
    /// # Safety
    /// Nobody else touches these rows of E meanwhile, or writes gains on them and their neighbours.
    pub unsafe fn couple(&self, simd: Simd, grid: Rows, e: Shared<T>, i: usize, rows: Range<usize>) {
        for span in self.spans(grid, i, rows) {
            // SAFETY: the rows that the caller lends, and what belongs to them.
            let (e, before) = unsafe { (e.write(span.place, span.count), self.before.write(span.first, span.count)) };
            let weights = self.weight[span.weight..].chunks_exact(span.count);
            for (&neighbour, weight) in self.neighbours[span.from..][..span.neighbours].iter().zip(weights) {
                // SAFETY: gains of these rows and their neighbours.
                couple(simd, e, weight, unsafe { self.gains.read(neighbour as usize, span.count) });
            }
            before.copy_from_slice(e);
        }
    }
}
