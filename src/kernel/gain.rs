//! What E's own update gave a coupled point in this step: gain = E − E before.      Twin: shaders/gain.wgsl

use super::grid::{Real, Shared};

/// Points by their place in E.
///
/// # Safety
/// Nobody writes E at these places meanwhile.
pub unsafe fn gain<T: Real>(e: Shared<T>, places: &[u32], before: &[T], gain: &mut [T]) {
    for ((gain, &place), &before) in gain.iter_mut().zip(places).zip(before) {
        // SAFETY: as the caller promises.
        let e = unsafe { e.read(place as usize, 1) }[0];
        *gain = e - before;
    }
}
