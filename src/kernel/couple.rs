//! Coupled components of E: a point also gains w times what its neighbours' own updates gave them, E ← E + w gain, neighbour by
//! neighbour.      Twin: shaders/couple.wgsl. The weights are derived in raster/coupling.rs.

use super::grid::row_kernel;

row_kernel! {
    /// Points along z and the gains of one neighbour of each.
    pub fn couple(e: &mut [T], weight: &[T], gain: &[T]) {
        let n = e.len();
        let (weight, gain) = (&weight[..n], &gain[..n]);
        for k in 0..n {
            e[k] += weight[k] * gain[k];
        }
    }
}
