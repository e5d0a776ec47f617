//! A field at a point: Σ weight · field over the points about it on one plane.      Twin: shaders/probe.wgsl
//! The weights are trilinear; planes are added when samples are read.

use super::grid::Real;

/// One plane's part of a sample.
pub fn probe<T: Real>(field: &[T], weight: &[T]) -> T {
    let mut value = T::default();
    for (&field, &weight) in field.iter().zip(weight) {
        value += weight * field;
    }
    value
}
