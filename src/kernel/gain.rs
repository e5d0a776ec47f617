//! What E's own update gave coupled points in this step: gain = E − E before.      Twin: shaders/gain.wgsl

use super::grid::row_kernel;

row_kernel! {
    /// Neighbouring points along z.
    pub fn gain(e: &[T], before: &[T], gain: &mut [T]) {
        let n = gain.len();
        let (e, before) = (&e[..n], &before[..n]);
        for k in 0..n {
            gain[k] = e[k] - before[k];
        }
    }
}
