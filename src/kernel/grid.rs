//! What the kernels share: the number type, the SIMD level, one axis of the update, the CPML recursion.
//! Twin: shaders/grid.wgsl

use std::fmt::Debug;
use std::marker::PhantomData;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Range, Sub, SubAssign};

/// f32 or f64.
pub trait Real:
    Copy
    + Default
    + Debug
    + PartialOrd
    + Send
    + Sync
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + 'static
{
    const NAME: &'static str;
    fn of(value: f64) -> Self;
    fn to_f64(self) -> f64;
}

impl Real for f32 {
    const NAME: &'static str = "f32";
    fn of(value: f64) -> Self {
        value as f32
    }
    fn to_f64(self) -> f64 {
        self as f64
    }
}

impl Real for f64 {
    const NAME: &'static str = "f64";
    fn of(value: f64) -> Self {
        value
    }
    fn to_f64(self) -> f64 {
        self
    }
}

/// The widest vector instructions that this machine has, found once at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simd {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
}

impl Simd {
    pub fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            return Simd::Avx2;
        }
        Simd::Baseline
    }
}

/// Compiles a row function once per SIMD level, out of line so that the compiler knows its slices do not alias.
/// Rust never contracts a*b + c by itself, so all levels give the same bits.
macro_rules! row_kernel {
    ($(#[$attribute:meta])* pub fn $name:ident($($argument:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$attribute])*
        #[allow(clippy::too_many_arguments)] // a row needs its neighbours' rows, one slice each
        #[inline(always)]
        pub fn $name<T: $crate::kernel::Real>(simd: $crate::kernel::Simd, $($argument: $type),*) {
            #[allow(clippy::too_many_arguments)]
            #[inline(always)]
            fn body<T: $crate::kernel::Real>($($argument: $type),*) $body

            #[allow(clippy::too_many_arguments)]
            #[inline(never)]
            fn baseline<T: $crate::kernel::Real>($($argument: $type),*) {
                body($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[allow(clippy::too_many_arguments)]
            #[inline(never)]
            #[target_feature(enable = "avx2,fma")]
            fn avx2<T: $crate::kernel::Real>($($argument: $type),*) {
                body($($argument),*)
            }

            match simd {
                $crate::kernel::Simd::Baseline => baseline($($argument),*),
                // SAFETY: `Simd::detect` makes this value only where the processor has both features.
                #[cfg(target_arch = "x86_64")]
                $crate::kernel::Simd::Avx2 => unsafe { avx2($($argument),*) },
            }
        }
    };
}
pub(crate) use row_kernel;

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

/// Where the rows along z of a grid's arrays begin. Rows are padded to whole cache lines, and a line of zeros stands before the
/// first and after the last, so that kernels take whole vectors and may look one point back or on; padding stays zero.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    pub nx: usize,
    pub ny: usize,
    /// Points per row, and with padding.
    pub nz: usize,
    pub stride: usize,
    /// Points per cache line.
    pub lanes: usize,
    /// Slab points along x and y: both ends.
    pub slab: [usize; 2],
    /// Stretches of a row that hold its z slabs, in whole cache lines (see [`Slabs`]).
    pub slabs_z: Slabs,
}

impl Rows {
    pub fn new<T>([nx, ny, nz]: [usize; 3], cells_z: usize, slab: [usize; 3]) -> Self {
        let lanes = 64 / size_of::<T>();
        let stride = nz.next_multiple_of(lanes);
        let slabs_z = Slabs::new(cells_z, slab[2], stride, lanes);
        Rows { nx, ny, nz, stride, lanes, slab: [2 * slab[0], 2 * slab[1]], slabs_z }
    }

    /// Of a component in a field or coefficient: `[i][component][j][k]`.
    #[inline(always)]
    pub fn at(&self, i: usize, component: usize, j: usize) -> usize {
        self.lanes + self.row(i, component, j) * self.stride
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
        ((i * 2 + which) * self.ny + j) * self.slabs_z.count
    }

    /// Numbers of a field.
    pub fn points(&self) -> usize {
        2 * self.lanes + 3 * self.nx * self.ny * self.stride
    }

    /// Numbers of ψ's arrays.
    pub fn psi_points(&self) -> [usize; 3] {
        let (nx, ny, stride) = (self.nx, self.ny, self.stride);
        [2 * self.slab[0] * ny * stride, 2 * nx * self.slab[1] * stride, 2 * nx * ny * self.slabs_z.count]
    }
}

/// The parts of a row about its two z slabs, from and to in whole cache lines; one part where they meet.
#[derive(Clone, Copy, Debug)]
pub struct Slabs {
    parts: [(usize, usize); 2],
    /// Points of both.
    pub count: usize,
}

impl Slabs {
    fn new(cells: usize, slab: usize, stride: usize, lanes: usize) -> Self {
        if slab == 0 {
            return Slabs { parts: [(0, 0); 2], count: 0 };
        }
        let (low, high) = (slab.next_multiple_of(lanes), (cells - slab) / lanes * lanes);
        let parts = if low >= high { [(0, stride), (stride, stride)] } else { [(0, low), (high, stride)] };
        Slabs { parts, count: parts[0].1 + stride - parts[1].0 }
    }

    /// Each part with its place in ψ.
    #[inline(always)]
    pub fn parts(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + use<> {
        let [(_, low), (high, end)] = self.parts;
        [(0..low, 0..low), (high..end, low..low + end - high)].into_iter().filter(|(points, _)| !points.is_empty())
    }
}

/// Auxiliary fields of the absorbers, for E or for H: two components each (see [`Rows`]).
#[derive(Clone, Copy)]
pub struct Psi<'a, T> {
    pub x: Shared<'a, T>,
    pub y: Shared<'a, T>,
    pub z: Shared<'a, T>,
}

row_kernel! {
    /// ψ ← b ψ + c (here − back), field ← field + coefficient ψ, along a row of constant b and c (absorbers in x and y).
    /// Exchanging `here` and `back` changes ψ's sign, so one function serves both signs of a curl.
    pub fn stretch(field: &mut [T], coefficient: &[T], psi: &mut [T], b: T, c: T, here: &[T], back: &[T]) {
        let n = field.len();
        let (coefficient, psi, here, back) = (&coefficient[..n], &mut psi[..n], &here[..n], &back[..n]);
        for k in 0..n {
            psi[k] = b * psi[k] + c * (here[k] - back[k]);
            field[k] += coefficient[k] * psi[k];
        }
    }
}

row_kernel! {
    /// The same with b and c by point (the absorber in z).
    pub fn stretch_z(field: &mut [T], coefficient: &[T], psi: &mut [T], b: &[T], c: &[T], here: &[T], back: &[T]) {
        let n = field.len();
        let (coefficient, psi, here, back) = (&coefficient[..n], &mut psi[..n], &here[..n], &back[..n]);
        let (b, c) = (&b[..n], &c[..n]);
        for k in 0..n {
            psi[k] = b[k] * psi[k] + c[k] * (here[k] - back[k]);
            field[k] += coefficient[k] * psi[k];
        }
    }
}
