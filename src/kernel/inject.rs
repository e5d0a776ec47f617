//! Sources: field ← field + weight · signal(n), on a box of points.      Twin: shaders/inject.wgsl
//! The sheets of a one-way source are the incident fields that the updates beside the source plane miss (Taflove & Hagness
//! 2005, §5.6).

use super::grid::Real;

/// The part of a source on one plane of constant x: rows of `width` points.
pub struct Inject<'a, T> {
    /// One component of the plane, `[y][z]`.
    pub field: &'a mut [T],
    pub nz: usize,
    /// First row and first point of the box.
    pub j: usize,
    pub k: usize,
    pub width: usize,
    /// `[row][point]`.
    pub weight: &'a [T],
    pub signal: T,
}

/// Adds a source to one plane.
pub fn inject<T: Real>(plane: Inject<'_, T>) {
    for (row, weight) in plane.weight.chunks_exact(plane.width).enumerate() {
        let start = (plane.j + row) * plane.nz + plane.k;
        let field = &mut plane.field[start..start + plane.width];
        for (field, &weight) in field.iter_mut().zip(weight) {
            *field += weight * plane.signal;
        }
    }
}
