//! Sources: field ← field + Σ weight · signal(n) over terms, on a box of points; layers of it may have signals of their own.
//! Twin: shaders/inject.wgsl
//!
//! The sheets of a one-way source are the incident fields that the updates beside the source plane miss (Taflove & Hagness
//! 2005, §5.6).

use super::grid::Real;

/// Adds a term of a source to one row; `by_point` is how far the signals of neighbouring points lie apart, 0 or 1.
pub fn inject<T: Real>(field: &mut [T], weight: &[T], signal: &[T], by_point: usize) {
    for (k, (field, &weight)) in field.iter_mut().zip(weight).enumerate() {
        *field += weight * signal[k * by_point];
    }
}
