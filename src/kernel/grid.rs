//! What the kernels share: the number type, the SIMD level, one axis of the update, the CPML recursion.
//! Twin: shaders/grid.wgsl

use std::fmt::Debug;
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
    /// CPML: ψ = b ψ + c δ on unscaled differences, by slab point.
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

    /// The stretches of points from `first` on that lie in an absorber, each with its stretch of slab indices.
    pub fn slabs(
        &self,
        first: usize,
    ) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + use<T> {
        let (slab, cells) = (self.slab, self.cells);
        let low = (first..slab, first..slab);
        let high = (cells - slab..cells, slab..2 * slab);
        [low, high]
            .into_iter()
            .filter(|(points, _)| !points.is_empty())
    }
}

/// Rows of a plane's three components: `[component][y][z]`.
pub fn row(component: usize, j: usize, ny: usize, nz: usize) -> Range<usize> {
    let start = (component * ny + j) * nz;
    start..start + nz
}

/// Auxiliary fields of the absorbers on one plane, for E or for H: two components each.
#[derive(Clone, Debug, Default)]
pub struct Psi<T> {
    /// `[2][y][z]`, or empty where the plane is in no x slab.
    pub x: Vec<T>,
    /// `[2][slab point along y][z]`.
    pub y: Vec<T>,
    /// `[2][y][slab point along z]`.
    pub z: Vec<T>,
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
