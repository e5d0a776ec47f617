//! What the step before left for coupled points that disperse, before what they gain is taken: E ← E + left.      Twin: shaders/recall.wgsl

use super::grid::row_kernel;

row_kernel! {
    /// Points of one span.
    pub fn recall(e: &mut [T], left: &mut [T]) {
        let n = e.len();
        let left = &mut left[..n];
        for k in 0..n {
            e[k] += left[k];
            left[k] = T::default();
        }
    }
}
