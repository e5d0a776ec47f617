//! The whole of a picture of which planes of symmetry left a half: |E|² and ε are the same in the images.

use ndarray::{Array, Array1, Axis, RemoveAxis, Slice, concatenate};

use crate::results::{Field, PermittivityPlane, RunInfo};
use crate::yee::AXES;

/// A field with its images, as far as magnitudes go: their signs are those of the half.
pub(super) fn field(half: &Field, run: &RunInfo) -> Field {
    let mut whole = half.clone();
    for (axis, _, at) in run.mirrors() {
        let Some(images) = images(&whole.coordinates_um[axis], at) else { continue };
        whole.coordinates_um[axis] = coordinates(&whole.coordinates_um[axis], at, images);
        for (_, values) in &mut whole.components {
            *values = values_of(values, Axis(axis + 1), images);
        }
    }
    whole
}

/// Likewise a plane of ε.
pub(super) fn permittivity(half: &PermittivityPlane, run: &RunInfo) -> PermittivityPlane {
    let mut whole = half.clone();
    for (axis, _, at) in run.mirrors() {
        let Some(own) = whole.axes.iter().position(|name| name == AXES[axis]) else { continue };
        let Some(images) = images(&whole.coordinates_um[own], at) else { continue };
        whole.coordinates_um[own] = coordinates(&whole.coordinates_um[own], at, images);
        whole.epsilon = values_of(&whole.epsilon, Axis(own), images);
    }
    whole
}

/// How many of the points have an image of their own: all but one on the plane itself. `None` where they do not reach the plane.
fn images(half: &Array1<f64>, at: f64) -> Option<usize> {
    let (first, step) = (half.first()?, half.get(1)? - half.first()?);
    let distance = first - at;
    // The first point is on the plane or the next one after it.
    (distance < 1.5 * step).then_some(half.len() - usize::from(distance.abs() < 1e-3 * step))
}

fn coordinates(half: &Array1<f64>, at: f64, images: usize) -> Array1<f64> {
    let below = half.iter().rev().take(images).map(|x| 2.0 * at - x);
    below.chain(half.iter().copied()).collect()
}

fn values_of<T: Clone, D: RemoveAxis>(half: &Array<T, D>, axis: Axis, images: usize) -> Array<T, D> {
    let mut below = half.slice_axis(axis, Slice::from(half.len_of(axis) - images..));
    below.invert_axis(axis);
    // Both are cut from one array, so that they fit.
    concatenate(axis, &[below, half.view()]).unwrap_or_else(|_| half.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_stand_below_the_plane_and_the_plane_once() {
        let on = Array1::from(vec![1.0, 1.5, 2.5]);
        assert_eq!(images(&on, 1.0), Some(2));
        assert_eq!(coordinates(&on, 1.0, 2), Array1::from(vec![-0.5, 0.5, 1.0, 1.5, 2.5]));
        assert_eq!(values_of(&Array1::from(vec![7, 8, 9]), Axis(0), 2), Array1::from(vec![9, 8, 7, 8, 9]));
        let off = Array1::from(vec![1.5, 2.0]);
        assert_eq!(images(&off, 1.0), Some(2));
        assert_eq!(coordinates(&off, 1.0, 2), Array1::from(vec![0.0, 0.5, 1.5, 2.0]));
        assert_eq!(images(&off, 0.0), None);
        assert_eq!(images(&Array1::from(vec![1.0]), 1.0), None);
    }
}
