//! Field energy: W = ½ Σ (ε E² + H²) V, per plane of constant x.      Twin: shaders/energy.wgsl
//! E and H half a step apart: good to O(Δt), which is what shut-off needs. ε = Δt/cb, so that no other array is kept.

use super::grid::{LANES, row_kernel};

row_kernel! {
    /// Adds twice the energy of one component of E and of H on a row: `e_area`, `h_area` are the row's cross-sections, `e_width` and
    /// `h_width` the cells about each point. Every lane sums its points in rising order, then the lanes are summed.
    pub fn energy(
        total: &mut T, electric: &[T], magnetic: &[T], cb: &[T], dt: T, e_area: T, h_area: T, e_width: &[T], h_width: &[T],
    ) {
        let mut sums = [T::default(); LANES];
        let n = electric.len() / LANES * LANES;
        let (electric, magnetic, cb) = (&electric[..n], &magnetic[..n], &cb[..n]);
        let (e_width, h_width) = (&e_width[..n], &h_width[..n]);
        for first in (0..n).step_by(LANES) {
            for (lane, sum) in sums.iter_mut().enumerate() {
                let k = first + lane;
                let epsilon = if cb[k] > T::default() { dt / cb[k] } else { T::default() };
                *sum += epsilon * electric[k] * electric[k] * e_area * e_width[k];
                *sum += magnetic[k] * magnetic[k] * h_area * h_width[k];
            }
        }
        for sum in sums {
            *total += sum;
        }
    }
}
