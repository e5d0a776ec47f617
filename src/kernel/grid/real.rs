//! The number type, the SIMD level, and rows compiled for each of them.

use std::fmt::Debug;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

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
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Simd {
    pub fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let avx512 = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl");
            if avx512 && is_x86_feature_detected!("avx512dq") && is_x86_feature_detected!("avx512bw") {
                return Simd::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Simd::Avx2;
            }
        }
        Simd::Baseline
    }
}

/// Compiles a row function once per SIMD level, out of line so that the compiler knows its slices do not alias.
/// Rust never contracts a*b + c by itself, so all levels give the same bits.
macro_rules! row_kernel {
    ($(#[$attribute:meta])* pub fn $name:ident $(<$(const $flag:ident),*>)? ($($argument:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$attribute])*
        #[allow(clippy::too_many_arguments)] // a row needs its neighbours' rows, one slice each
        #[inline(always)]
        pub fn $name<T: $crate::kernel::Real $($(, const $flag: bool)*)?>(simd: $crate::kernel::Simd, $($argument: $type),*) {
            #[allow(clippy::too_many_arguments)]
            #[inline(always)]
            fn body<T: $crate::kernel::Real $($(, const $flag: bool)*)?>($($argument: $type),*) $body

            #[allow(clippy::too_many_arguments)]
            #[inline(never)]
            fn baseline<T: $crate::kernel::Real $($(, const $flag: bool)*)?>($($argument: $type),*) {
                body::<T $($(, $flag)*)?>($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[allow(clippy::too_many_arguments)]
            #[inline(never)]
            #[target_feature(enable = "avx2,fma")]
            fn avx2<T: $crate::kernel::Real $($(, const $flag: bool)*)?>($($argument: $type),*) {
                body::<T $($(, $flag)*)?>($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[allow(clippy::too_many_arguments)]
            #[inline(never)]
            #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw")]
            fn avx512<T: $crate::kernel::Real $($(, const $flag: bool)*)?>($($argument: $type),*) {
                body::<T $($(, $flag)*)?>($($argument),*)
            }

            match simd {
                $crate::kernel::Simd::Baseline => baseline::<T $($(, $flag)*)?>($($argument),*),
                // SAFETY: `Simd::detect` makes these values only where the processor has the features.
                #[cfg(target_arch = "x86_64")]
                $crate::kernel::Simd::Avx2 => unsafe { avx2::<T $($(, $flag)*)?>($($argument),*) },
                #[cfg(target_arch = "x86_64")]
                $crate::kernel::Simd::Avx512 => unsafe { avx512::<T $($(, $flag)*)?>($($argument),*) },
            }
        }
    };
}
pub(crate) use row_kernel;
