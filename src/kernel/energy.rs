//! Field energy: W = ½ Σ (ε E² + H²) V, per plane of constant x.      Twin: shaders/energy.wgsl
//! E and H half a step apart: good to O(Δt), which is what shut-off needs. ε = Δt/cb, so that no other array is kept.

use super::grid::Real;

/// One plane; widths are of the cell about each component's own point, `[component of E, then of H]` along each axis.
pub struct Energy<'a, T> {
    pub ny: usize,
    pub nz: usize,
    /// From a component to the next.
    pub area: usize,
    pub e: &'a [T],
    pub h: &'a [T],
    /// Place of each row in `cb`, `[component][j]`.
    pub codes: &'a [u32],
    pub cb: &'a [T],
    pub dt: T,
    pub width_x: [T; 2],
    pub width_y: [&'a [T]; 2],
    pub width_z: [&'a [T]; 2],
}

/// Twice the energy of one plane.
pub fn energy<T: Real>(plane: &Energy<'_, T>) -> T {
    let mut total = T::default();
    for component in 0..3 {
        // E sits half a cell on along its own axis, H along the two others: 0 is the dual width, 1 the primal one.
        let half = |axis: usize, is_h: bool| usize::from((axis == component) != is_h);
        for j in 0..plane.ny {
            let start = component * plane.area + j * plane.nz;
            let own = start..start + plane.nz;
            let code = plane.codes[component * plane.ny + j] as usize;
            let (e, h, cb) = (&plane.e[own.clone()], &plane.h[own], &plane.cb[code * plane.nz..][..plane.nz]);
            let e_area = plane.width_x[half(0, false)] * plane.width_y[half(1, false)][j];
            let h_area = plane.width_x[half(0, true)] * plane.width_y[half(1, true)][j];
            let (e_width, h_width) = (plane.width_z[half(2, false)], plane.width_z[half(2, true)]);
            let mut sum = T::default();
            for k in 0..plane.nz {
                if cb[k] > T::default() {
                    sum += plane.dt / cb[k] * e[k] * e[k] * e_area * e_width[k];
                }
                sum += h[k] * h[k] * h_area * h_width[k];
            }
            total += sum;
        }
    }
    total
}
