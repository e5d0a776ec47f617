//! Copies where the domain repeats, turned by a Bloch phase: field ← cos · own + sin · other, with what was lifted from the same set
//! of real fields and from the other one.      Twin: shaders/wrap.wgsl

use super::grid::row_kernel;

row_kernel! {
    /// Points that follow one another.
    pub fn wrap(field: &mut [T], own: &[T], other: &[T], cos: T, sin: T) {
        let n = field.len();
        let (own, other) = (&own[..n], &other[..n]);
        for k in 0..n {
            field[k] = cos * own[k] + sin * other[k];
        }
    }
}
