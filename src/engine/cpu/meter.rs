//! The field's energy row by row, so that it can be taken while a row is in cache.

use std::ops::Range;

use crate::kernel::energy::energy;
use crate::kernel::grid::{Real, Rows, Shared, Simd};
use crate::plan::Plan;

/// What the energy of a row is made with.
pub struct Meter<T> {
    simd: Simd,
    rows: Rows,
    dt: T,
    /// Width of the cell about nodes, then about points half a cell on, along x, y, z.
    widths: [[Vec<T>; 2]; 3],
}

impl<T: Real> Meter<T> {
    pub fn new(plan: &Plan, rows: Rows, simd: Simd) -> Self {
        let width = |axis: usize, half: bool| -> Vec<T> {
            let axis = &plan.grid.axes[axis];
            let mut widths: Vec<T> = (0..axis.stored()).map(|i| T::of(axis.own_width(i, half))).collect();
            widths.resize(widths.len().max(rows.stride), T::default());
            widths
        };
        let widths = [0, 1, 2].map(|axis| [width(axis, false), width(axis, true)]);
        Meter { simd, rows, dt: T::of(plan.dt), widths }
    }

    /// Twice the energy of each of some rows of the plane i, into `[i][j]`.
    ///
    /// # Safety
    /// Nobody writes these rows of E, H and `energies` meanwhile.
    pub unsafe fn take(
        &self,
        [e, h, energies]: [Shared<T>; 3],
        (codes, cb): (&[u32], &[T]),
        i: usize,
        rows: Range<usize>,
    ) {
        let (grid, stride, [x, y, z]) = (self.rows, self.rows.stride, &self.widths);
        for j in rows {
            let mut total = T::default();
            for component in 0..3 {
                // E sits half a cell on along its own axis, H along the two others.
                let half = |axis: usize, is_h: bool| usize::from((axis == component) != is_h);
                let area = |is_h: bool| x[half(0, is_h)][i] * y[half(1, is_h)][j];
                let start = grid.at(i, component, j);
                let cb = &cb[codes[grid.row(i, component, j)] as usize * stride..][..stride];
                // SAFETY: the caller's promise.
                let (e, h) = unsafe { (e.read(start, stride), h.read(start, stride)) };
                let (e_width, h_width) = (&z[half(2, false)], &z[half(2, true)]);
                energy(self.simd, &mut total, e, h, cb, self.dt, area(false), area(true), e_width, h_width);
            }
            // SAFETY: the caller's promise.
            unsafe { energies.write(i * grid.ny + j, 1)[0] = total };
        }
    }
}
