//! Where the domain repeats: which points are copies of which, and by what phase they are turned.
//!
//! A repeated axis has a cell below its first node that is its last one's image, and a last node that is its first one's. H in that cell
//! is copied once it is advanced, before E is; E on that node likewise before H is. With the phase φ = k L of a Bloch vector over the
//! period, F(x + L) = F(x) e^(iφ): fields are then complex, and a run advances their real and imaginary parts side by side.

use num_complex::Complex64;

use crate::raster::{Axis, Grid};
use crate::yee::{COMPONENTS, Component};

/// A point that is a copy of another, `turn` times as large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Image {
    pub component: Component,
    pub to: [usize; 3],
    pub from: [usize; 3],
    pub turn: Complex64,
}

/// The copies of E or of H, of components that are active, in the order of memory.
pub fn images(grid: &Grid, electric: bool, active: &[bool; 6]) -> Vec<Image> {
    let mut images = Vec::new();
    if grid.axes.iter().all(|axis| axis.period.is_none()) {
        return images;
    }
    let components = COMPONENTS.into_iter().filter(|c| c.is_e() == electric && active[*c as usize]);
    for component in components {
        let half = component.half();
        let [x, y, z] = [0, 1, 2].map(|a| places(&grid.axes[a], half[a]));
        for &(i, from_i, turn_i) in &x {
            for &(j, from_j, turn_j) in &y {
                for &(k, from_k, turn_k) in &z {
                    let (to, from) = ([i, j, k], [from_i, from_j, from_k]);
                    if to != from {
                        images.push(Image { component, to, from, turn: turn_i * turn_j * turn_k });
                    }
                }
            }
        }
    }
    images.sort_by_key(|image| (image.to[0], image.component, image.to[1], image.to[2]));
    images
}

/// The points along an axis, what each is a copy of (or itself), and the turn.
fn places(axis: &Axis, half: bool) -> Vec<(usize, usize, Complex64)> {
    let Some(phase) = axis.period else {
        let count = axis.stored() - usize::from(half && !axis.collapsed);
        return (0..count).map(|i| (i, i, Complex64::ONE)).collect();
    };
    // Real turns are exactly so.
    let turn = if axis.is_complex() { Complex64::cis(phase) } else { phase.cos().round().into() };
    let [copy, own] = axis.copy(half).unwrap_or_default();
    let points = if half { 0..axis.cells() } else { 1..axis.cells() + 1 };
    let place = |i: usize| match i == copy {
        true => (i, own, if half { turn.conj() } else { turn }),
        false => (i, i, Complex64::ONE),
    };
    points.map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Frame;

    #[test]
    fn every_copy_has_its_source_within_and_the_phase_of_its_periods() {
        let axis = |cells: usize| Axis::new((0..=cells).map(|i| i as f64).collect());
        let axes = [axis(4).repeated(0.3), axis(3), axis(5).repeated(0.0)];
        let grid = Grid { frame: Frame([0, 1, 2]), axes };
        assert_eq!(grid.lanes(), 2);
        for electric in [true, false] {
            let images = images(&grid, electric, &[true; 6]);
            for Image { component, to, from, turn } in &images {
                for a in [0, 2] {
                    let axis = &grid.axes[a];
                    let own = if component.half()[a] { axis.live() } else { axis.interior() };
                    assert!(own.contains(&from[a]), "{component:?} {from:?}");
                }
                let along = match (to[0] == from[0], component.half()[0]) {
                    (true, _) => 0.0,
                    (false, true) => -0.3,
                    (false, false) => 0.3,
                };
                assert!((turn - Complex64::cis(along)).norm() < 1e-15);
                assert_eq!(to[1], from[1]);
            }
            // Ex: x cells 0..5, y nodes 0..4, z nodes 1..7: all but those of which neither is a copy.
            let of_x = images.iter().filter(|image| image.component.axis() == 0).count();
            let [x, y, z] = if electric { [5, 4, 6] } else { [5, 3, 6] };
            assert_eq!(of_x, y * (x * z - (x - 1) * (z - 1)));
        }
    }
}
