//! Where one material ends and another begins, as pixels.

use ndarray::Array2;

use super::resample;
use crate::results::PermittivityPlane;

/// Pixels on the outline of structures: those with a neighbour on the other side of a level, so two pixels wide.
pub(super) fn edges(plane: &PermittivityPlane, across: &[f64], down: &[f64]) -> Array2<bool> {
    let [u, v] = &plane.coordinates_um;
    if u.len() < 2 || v.len() < 2 {
        return Array2::from_elem((down.len(), across.len()), false);
    }
    let levels = levels(plane);
    let epsilon = resample(&plane.epsilon, [u, v], across, down);
    let side = epsilon.map(|&epsilon| levels.partition_point(|&level| level < epsilon));
    let (rows, columns) = side.dim();
    Array2::from_shape_fn((rows, columns), |(row, column)| {
        let neighbours = [
            (row.saturating_sub(1), column),
            ((row + 1).min(rows - 1), column),
            (row, column.saturating_sub(1)),
            (row, (column + 1).min(columns - 1)),
        ];
        neighbours.iter().any(|&place| side[place] != side[[row, column]])
    })
}

/// Permittivities halfway between those of the materials. A material is a value that many points share; the smoothed
/// points at interfaces lie between, each for itself.
pub(super) fn levels(plane: &PermittivityPlane) -> Vec<f64> {
    let mut values: Vec<f64> = plane.epsilon.iter().copied().collect();
    values.sort_by(f64::total_cmp);
    let many = (values.len() / 200).max(2);
    let mut materials: Vec<f64> = Vec::new();
    // Within one part in a thousand it is the same material.
    for shared in values.chunk_by(|a, b| b - a <= 1e-3 * a.abs()) {
        if shared.len() >= many {
            materials.push(shared[shared.len() / 2]);
        }
    }
    materials.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])).collect()
}
