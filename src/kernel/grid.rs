//! What the kernels share: one axis of the update, where rows begin, the CPML recursion; in `real` the number type and the SIMD level.
//! Twin: shaders/grid.wgsl

mod real;

use std::marker::PhantomData;
use std::ops::Range;

pub(crate) use real::row_kernel;
pub use real::{Real, Simd};

/// One axis of the update, rounded to T; the fields are `plan::Profile`'s for one of E (dual) or H (primal).
#[derive(Clone, Debug, Default)]
pub struct Line<T> {
    /// 1/(κΔ) by point.
    pub inverse: Vec<T>,
    /// Cells of the axis, and of its absorber at each end.
    pub cells: usize,
    pub slab: usize,
    /// CPML: ψ = b ψ + c δ on unscaled differences, by slab point (along z by point of [`Slabs`], zero between).
    pub b: Vec<T>,
    pub c: Vec<T>,
}

impl<T> Line<T> {
    /// Place in the slab arrays of point i, if it lies in an absorber: the low slab first, then the high one.
    #[inline]
    pub fn slab_index(&self, i: usize) -> Option<usize> {
        if i < self.slab {
            Some(i)
        } else if self.slab > 0 && i + self.slab >= self.cells && i < self.cells {
            Some(i + 2 * self.slab - self.cells)
        } else {
            None
        }
    }
}

/// An array that several threads work on at once, each on rows of its own. Only a schedule may hand it out: it knows which
/// rows nobody else touches.
#[derive(Clone, Copy)]
pub struct Shared<'a, T> {
    start: *mut T,
    count: usize,
    life: PhantomData<&'a mut [T]>,
}

// SAFETY: a `Shared` is a pointer to numbers that outlive it; who may follow it when is the contract of `read` and `write`.
unsafe impl<T: Send> Send for Shared<'_, T> {}
unsafe impl<T: Send> Sync for Shared<'_, T> {}

impl<'a, T> Shared<'a, T> {
    pub fn new(array: &'a mut [T]) -> Self {
        Shared { start: array.as_mut_ptr(), count: array.len(), life: PhantomData }
    }

    /// `count` numbers from `at` on.
    ///
    /// # Safety
    /// Nobody writes them while the slice lives.
    #[inline(always)]
    pub unsafe fn read(self, at: usize, count: usize) -> &'a [T] {
        debug_assert!(at + count <= self.count);
        // SAFETY: in range, as asserted; not written, as the caller promises.
        unsafe { std::slice::from_raw_parts(self.start.add(at), count) }
    }

    /// `count` numbers from `at` on, to change.
    ///
    /// # Safety
    /// Nobody else reads or writes them while the slice lives.
    #[inline(always)]
    pub unsafe fn write(self, at: usize, count: usize) -> &'a mut [T] {
        debug_assert!(at + count <= self.count);
        // SAFETY: in range, as asserted; touched by nobody else, as the caller promises.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(at), count) }
    }
}

/// Points that rows and their spans are whole multiples of: the widest vector of f32, two of f64.
pub const LANES: usize = 16;

/// Where the rows along z of a grid's arrays begin. A row holds the axis' cells, padded to whole vectors with zeros; the last node,
/// where every component is zero (on the wall or beyond it), is not kept. So one point on from a full row is the next row's first:
/// Ex and Ey there lie on a wall too (in 2D zeros stand between); and one point back from a row's first is only read for E on a wall, which stays zero. A vector
/// of zeros stands before the first row and after the last.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    pub nx: usize,
    pub ny: usize,
    /// Points per row, and with padding.
    pub nz: usize,
    pub stride: usize,
    /// Points of a row that may differ from zero: those, and where z repeats the copy on its last node, which lies on the padding.
    pub kept: usize,
    /// From a component's plane to the next one's (see [`staggered`]).
    pub area: usize,
    /// Slab points along x and y: both ends.
    pub slab: [usize; 2],
    /// Stretches of a row that hold its z slabs, in whole vectors (see [`Slabs`]).
    pub slabs_z: Slabs,
}

impl Rows {
    /// For planes and rows stored on a grid, its cells along z, the points kept of each row and the absorbers' cells along each axis.
    pub fn new<T>([nx, ny]: [usize; 2], [nz, kept]: [usize; 2], slab: [usize; 3]) -> Self {
        let stride = kept.next_multiple_of(LANES);
        let slabs_z = Slabs::new(nz, slab[2], stride);
        let line = 64 / size_of::<T>();
        // A plane of one row, full to its end, is followed by a vector of zeros: its next row is another component's, on no wall.
        let apart = if ny == 1 && nz == stride { LANES } else { 0 };
        let area = staggered((ny * stride + apart) / line) * line;
        Rows { nx, ny, nz, stride, kept, area, slab: [2 * slab[0], 2 * slab[1]], slabs_z }
    }

    /// Of a component in a field or coefficient: `[i][component][j][k]`.
    #[inline(always)]
    pub fn at(&self, i: usize, component: usize, j: usize) -> usize {
        LANES + (i * 3 + component) * self.area + j * self.stride
    }

    /// Planes and rows to update: all but the last, where every component is zero, on the wall or beyond it.
    #[inline(always)]
    pub fn cells(&self) -> [usize; 2] {
        [self.nx - 1, (self.ny - 1).max(1)]
    }

    /// Number of a component's row, of all rows of a field.
    #[inline(always)]
    pub fn row(&self, i: usize, component: usize, j: usize) -> usize {
        (i * 3 + component) * self.ny + j
    }

    /// Of ψ of the x slab: `[slab plane][which][j][k]`.
    #[inline(always)]
    pub fn psi_x(&self, s: usize, which: usize, j: usize) -> usize {
        ((s * 2 + which) * self.ny + j) * self.stride
    }

    /// Of ψ of the y slab: `[i][which][slab row][k]`.
    #[inline(always)]
    pub fn psi_y(&self, i: usize, which: usize, s: usize) -> usize {
        ((i * 2 + which) * self.slab[1] + s) * self.stride
    }

    /// Of ψ of the z slab: `[i][which][j][slab point]`.
    #[inline(always)]
    pub fn psi_z(&self, i: usize, which: usize, j: usize) -> usize {
        ((i * 2 + which) * self.ny + j) * self.slabs_z.count()
    }

    /// Numbers of a field.
    pub fn points(&self) -> usize {
        2 * LANES + 3 * self.nx * self.area
    }

    /// Numbers of ψ's arrays.
    pub fn psi_points(&self) -> [usize; 3] {
        let (nx, ny, stride) = (self.nx, self.ny, self.stride);
        [2 * self.slab[0] * ny * stride, 2 * nx * self.slab[1] * stride, 2 * nx * ny * self.slabs_z.count()]
    }
}

/// The least number of cache lines, `lines` or more, at which planes of components may follow one another so that the same row of
/// neighbouring components and planes, which one update reads together, falls on different sets of a first-level cache (64 sets
/// in all usual processors): none of the next five within four sets of it.
fn staggered(lines: usize) -> usize {
    const SETS: usize = 64;
    let apart = |n: usize| (1..6).all(|next| (4..=SETS - 4).contains(&(next * n % SETS)));
    (lines..).find(|&n| apart(n)).unwrap_or(lines)
}

/// The parts of a row about its two z slabs, from and to in whole vectors; one part where they meet.
#[derive(Clone, Copy, Debug)]
pub struct Slabs {
    /// Points from the row's start; where the part near its end begins and ends.
    pub low: usize,
    high: usize,
    end: usize,
}

impl Slabs {
    fn new(cells: usize, slab: usize, stride: usize) -> Self {
        let (low, high) = (slab.next_multiple_of(LANES), cells.saturating_sub(slab) / LANES * LANES);
        match slab {
            0 => Slabs { low: 0, high: stride, end: stride },
            _ if low >= high => Slabs { low: stride, high: stride, end: stride },
            _ => Slabs { low, high, end: stride },
        }
    }

    /// Points of both.
    #[inline(always)]
    pub fn count(&self) -> usize {
        self.low + self.end - self.high
    }

    /// The low part, what lies between, the high part.
    #[inline(always)]
    pub fn spans(&self) -> [Range<usize>; 3] {
        [0..self.low, self.low..self.high, self.high..self.end]
    }
}

/// The two families of components that a 2D grid (collapsed along y) tells apart: Ey, Hx, Hz and Hy, Ex, Ez. In 3D both are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Families {
    pub a: bool,
    pub b: bool,
}

impl Families {
    pub fn any(self) -> bool {
        self.a || self.b
    }
}

/// Where a row stands along x and y: 1/(κΔ), b and c of ψ, and its place in the slabs if it lies in an absorber.
#[derive(Clone, Copy)]
pub struct At<T> {
    pub ix: T,
    pub iy: T,
    pub bx: T,
    pub cx: T,
    pub by: T,
    pub cy: T,
    pub in_x: bool,
    pub in_y: bool,
    pub slab_x: usize,
    pub slab_y: usize,
}

impl<T: Real> At<T> {
    #[inline(always)]
    pub fn new(x: &Line<T>, i: usize, y: &Line<T>, j: usize) -> Self {
        let (slab_x, slab_y, zero) = (x.slab_index(i), y.slab_index(j), T::default());
        let psi = |line: &Line<T>, slab: Option<usize>| slab.map_or((zero, zero), |s| (line.b[s], line.c[s]));
        let ((bx, cx), (by, cy)) = (psi(x, slab_x), psi(y, slab_y));
        At {
            ix: x.inverse[i],
            iy: y.inverse[j],
            bx,
            cx,
            by,
            cy,
            in_x: slab_x.is_some(),
            in_y: slab_y.is_some(),
            slab_x: slab_x.unwrap_or(0),
            slab_y: slab_y.unwrap_or(0),
        }
    }
}

/// Calls a function of rows compiled for the families there are and the absorbers that a row lies in: only what is needed is in its
/// loop.
macro_rules! each_kind {
    ($at:expr, $families:expr, $call:ident($($argument:expr),*)) => {
        match ($families.a, $families.b, $at.in_x, $at.in_y) {
            (true, true, false, false) => $call::<T, true, true, false, false>($($argument),*),
            (true, true, true, false) => $call::<T, true, true, true, false>($($argument),*),
            (true, true, false, true) => $call::<T, true, true, false, true>($($argument),*),
            (true, true, true, true) => $call::<T, true, true, true, true>($($argument),*),
            // A collapsed axis has no absorber.
            (true, false, false, _) => $call::<T, true, false, false, false>($($argument),*),
            (true, false, true, _) => $call::<T, true, false, true, false>($($argument),*),
            (false, _, false, _) => $call::<T, false, true, false, false>($($argument),*),
            (false, _, true, _) => $call::<T, false, true, true, false>($($argument),*),
        }
    };
}
pub(crate) use each_kind;

/// Auxiliary fields of the absorbers, for E or for H: two components each (see [`Rows`]).
#[derive(Clone, Copy)]
pub struct Psi<'a, T> {
    pub x: Shared<'a, T>,
    pub y: Shared<'a, T>,
    pub z: Shared<'a, T>,
}

/// Cuts rows to a span, `(first point, points)`, each under its own name and of a length that the compiler knows to be the same.
macro_rules! cut {
    ($rows:ident, $span:expr; $($name:ident)*) => { $(let $name = &$rows.$name[$span.0..][..$span.1];)* };
    (mut $rows:ident, $span:expr; $($name:ident)*) => { $(let $name = &mut $rows.$name[$span.0..][..$span.1];)* };
}
pub(crate) use cut;

/// What a difference along an axis gains in its absorber: ψ ← b ψ + c δ on unscaled differences δ.
#[inline(always)]
pub fn cpml<T: Real>(psi: &mut T, b: T, c: T, difference: T) -> T {
    *psi = b * *psi + c * difference;
    *psi
}
