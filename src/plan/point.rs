//! A point of space on the lattice: the points of a component about it with trilinear weights. They sum to 1 and their mean
//! place is the point's, so that what is spread or read by them is exact to second order wherever the point lies.

use crate::job::Problem;
use crate::raster::{Axis, Grid};
use crate::units::SAME_UM;
use crate::yee::{AXES, Component};

/// Points of one component and their weights, C order over the box.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    pub lo: [usize; 3],
    pub hi: [usize; 3],
    pub weight: Vec<f64>,
}

/// The points about `at` (lattice order, µm), one along each axis on which it lies on a point.
pub fn spread(grid: &Grid, component: Component, at: [f64; 3]) -> Spread {
    let half = component.half();
    let along = [0, 1, 2].map(|a| line(&grid.axes[a], half[a], at[a]));
    let lo = along.each_ref().map(|(first, _)| *first);
    let hi = [0, 1, 2].map(|a| lo[a] + along[a].1.len());
    let [x, y, z] = along.map(|(_, weights)| weights);
    let weight = x.iter().flat_map(|&x| {
        y.iter().flat_map({
            let z = &z;
            move |&y| z.iter().map(move |&z| x * y * z)
        })
    });
    Spread { lo, hi, weight: weight.collect() }
}

/// First point and one or two weights along an axis.
fn line(axis: &Axis, half: bool, at: f64) -> (usize, Vec<f64>) {
    if axis.collapsed {
        return (0, vec![1.0]);
    }
    let coordinate = |i: usize| axis.coordinate(i, half);
    let points = if half { axis.cells() } else { axis.cells() + 1 };
    let before = (0..points).take_while(|&i| coordinate(i) <= at).count().clamp(1, points - 1) - 1;
    let share = (at - coordinate(before)) / (coordinate(before + 1) - coordinate(before));
    // What lies behind a magnetic wall is the negative image of what is before it.
    match [before, before + 1].map(|i| half && !axis.live().contains(&i)) {
        [true, _] if axis.magnetic[0] && before == 0 => return (1, vec![2.0 * share - 1.0]),
        [_, true] if axis.magnetic[1] => return (before, vec![1.0 - 2.0 * share]),
        _ => {}
    }
    // Closer to a point than round-off of the coordinates is on it.
    match share {
        share if share < 1e-9 => (before, vec![1.0]),
        share if share > 1.0 - 1e-9 => (before + 1, vec![1.0]),
        share => (before, vec![1.0 - share, share]),
    }
}

/// A point (scene order) in lattice order if the domain proper holds it; `what` is its subject, as in "probe `p`".
pub fn inside(grid: &Grid, at: [f64; 3], what: &str, path: &str) -> Result<[f64; 3], Problem> {
    let mut at = grid.frame.to_lattice(at);
    for (a, axis) in grid.axes.iter().enumerate().filter(|(_, axis)| !axis.collapsed) {
        let [low, high] = axis.inside();
        let name = AXES[grid.frame.0[a]];
        if axis.mirror && at[a] < low - SAME_UM {
            let message = format!(
                "{what} lies at {:.3} µm along {name}, below the plane of symmetry at {low:.3} µm: that half is not simulated",
                at[a]
            );
            return Err(Problem::new(path, message, format!("move it to its image at {:.3} µm", 2.0 * low - at[a])));
        }
        if at[a] < low - SAME_UM || at[a] > high + SAME_UM {
            let message =
                format!("{what} lies at {:.3} µm along {name}, outside the domain's {low:.3} to {high:.3} µm", at[a]);
            return Err(Problem::new(path, message, "move it into the domain"));
        }
        at[a] = at[a].clamp(low, high);
    }
    Ok(at)
}

/// Refuses what drives (lattice order, µm) off a plane of symmetry, where its image would too.
pub fn on_planes(grid: &Grid, center: [f64; 3], what: &str, path: &str) -> Result<(), Problem> {
    for (a, axis) in grid.axes.iter().enumerate().filter(|(_, axis)| axis.mirror) {
        let (plane, name) = (axis.inside()[0], AXES[grid.frame.0[a]]);
        if (center[a] - plane).abs() > SAME_UM {
            let message = format!(
                "{what} is centred on {name} = {:.4} µm and not on the plane of symmetry at {plane:.4} µm: its image would drive too",
                center[a]
            );
            let help = format!("move it there, move the plane by symmetry.{name}_um, or leave out symmetry.{name}");
            return Err(Problem::new(path, message, help));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Frame;
    use crate::yee::COMPONENTS;

    #[test]
    fn weights_keep_the_sum_and_the_place_on_a_graded_grid() {
        let axis = |scale: f64| Axis::new((0..9).map(|i| scale * (i as f64 + 0.02 * (i * i) as f64)).collect());
        let grid = Grid { frame: Frame([0, 1, 2]), axes: [axis(0.1), axis(0.2), axis(0.3)] };
        let at = [0.333, 0.71, 1.234];
        for component in COMPONENTS {
            let Spread { lo, hi, weight } = spread(&grid, component, at);
            assert_eq!(weight.len(), 8);
            let mut mean = [0.0; 3];
            let points =
                (lo[0]..hi[0]).flat_map(|i| (lo[1]..hi[1]).flat_map(move |j| (lo[2]..hi[2]).map(move |k| [i, j, k])));
            for (point, weight) in points.zip(&weight) {
                let place = grid.position(component, point);
                (0..3).for_each(|a| mean[a] += weight * place[a]);
            }
            assert!((weight.iter().sum::<f64>() - 1.0).abs() < 1e-14);
            assert!((0..3).all(|a| (mean[a] - at[a]).abs() < 1e-14), "{component:?}: {mean:?}");
            let on = grid.position(component, [3, 4, 5]);
            assert_eq!(spread(&grid, component, on), Spread { lo: [3, 4, 5], hi: [4, 5, 6], weight: vec![1.0] });
        }
    }
}
