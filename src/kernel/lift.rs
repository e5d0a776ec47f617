//! What copies are made of, beside the fields: lifted ← field.      Twin: shaders/lift.wgsl

use super::grid::row_kernel;

row_kernel! {
    /// Points that follow one another.
    pub fn lift(lifted: &mut [T], field: &[T]) {
        lifted.copy_from_slice(&field[..lifted.len()]);
    }
}
