//! Sources: field ← field + weight · signal(n), on a box of points.      Twin: shaders/inject.wgsl
//! The sheets of a one-way source are the incident fields that the updates beside the source plane miss (Taflove & Hagness
//! 2005, §5.6).

use super::grid::Real;

/// Adds a source to one row.
pub fn inject<T: Real>(field: &mut [T], weight: &[T], signal: T) {
    for (field, &weight) in field.iter_mut().zip(weight) {
        *field += weight * signal;
    }
}
