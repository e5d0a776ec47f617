//! Coupled components of E: a point also gains w times what its neighbours' own updates gave them, E ← E + Σ w gain.
//! Twin: shaders/couple.wgsl. The weights are derived in raster/coupling.rs.

use super::grid::{Real, Shared};

/// Points by their place in E; the entries of point p are `begin[p]..begin[p + 1]` of `columns` and `weights`.
///
/// # Safety
/// Nobody else touches E at these places, or writes `gains`, meanwhile.
pub unsafe fn couple<T: Real>(
    e: Shared<T>,
    places: &[u32],
    begin: &[u32],
    columns: &[u32],
    weights: &[T],
    gains: Shared<T>,
    before: &mut [T],
) {
    for ((before, &place), entries) in before.iter_mut().zip(places).zip(begin.windows(2)) {
        let entries = entries[0] as usize..entries[1] as usize;
        let mut sum = T::default();
        for (&column, &weight) in columns[entries.clone()].iter().zip(&weights[entries]) {
            // SAFETY: as the caller promises.
            sum += weight * unsafe { gains.read(column as usize, 1) }[0];
        }
        // SAFETY: likewise.
        let e = unsafe { e.write(place as usize, 1) };
        e[0] += sum;
        *before = e[0];
    }
}
