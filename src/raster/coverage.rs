//! Exact area coverage of polygons on a rectilinear grid of boxes: one walk over the edges, then a running sum along y.
//!
//! Area = −∮ y dx (Green). With the interior on its left, a piece dr of an edge adds the area above it, dx (y_top − y_mid),
//! to its own box and dx × height to every box above: the signed-area accumulation of font rasterizers.

use crate::geometry::extrusion::Ring;

/// How oriented rings (outer ones counter-clockwise, holes clockwise) cover boxes.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Boxes along x and y.
    pub shape: [usize; 2],
    /// Covered fraction of every box, C order (x, y).
    pub fraction: Vec<f64>,
    /// The boxes that an edge runs through, ascending, with the derivative of their fraction with respect to the box's
    /// position, 1/µm: −Σ n l / area over the edge pieces, n outwards, so that it points inwards. An edge along a box's side
    /// belongs to neither neighbour.
    pub boundary: Vec<(usize, [f64; 2])>,
}

impl Coverage {
    /// Coverage of the boxes between ascending lines `x` and `y`; rings may reach beyond them.
    pub fn new(rings: &[Ring], x: &[f64], y: &[f64]) -> Self {
        let [nx, ny] = [x.len() - 1, y.len() - 1];
        let mut fraction = vec![0.0; nx * ny];
        // Per column and line: dx of the pieces below the line and above the one before.
        let mut under = vec![0.0; nx * (ny + 1)];
        let mut boundary = Vec::new();
        for [p, q] in edges(rings) {
            split(x, 0, p, q, |column, a, b| {
                if column == 0 || column > nx {
                    return;
                }
                let i = column - 1;
                split(y, 1, a, b, |row, a, b| {
                    if row > ny {
                        return;
                    }
                    let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
                    under[i * (ny + 1) + row] += dx;
                    if row == 0 {
                        return;
                    }
                    let area = (x[column] - x[i]) * (y[row] - y[row - 1]);
                    let index = i * ny + row - 1;
                    fraction[index] += dx * (y[row] - 0.5 * (a[1] + b[1])) / area;
                    if !along_side(&x[i..=column], a[0], b[0]) && !along_side(&y[row - 1..=row], a[1], b[1]) {
                        boundary.push((index, [-dy / area, dx / area]));
                    }
                });
            });
        }
        for i in 0..nx {
            let mut width = 0.0;
            for j in 0..ny {
                width += under[i * (ny + 1) + j];
                fraction[i * ny + j] += width / (x[i + 1] - x[i]);
            }
        }
        Coverage { shape: [nx, ny], fraction, boundary: summed(boundary) }
    }
}

/// The cut of the rings by the line on which the coordinate along `axis` is `at`, as rectangles over `span` along that axis.
pub fn cut(rings: &[Ring], axis: usize, at: f64, span: [f64; 2]) -> Vec<Ring> {
    let other = 1 - axis;
    let mut crossings: Vec<f64> = edges(rings)
        .filter(|[p, q]| (p[axis] <= at) != (q[axis] <= at))
        .map(|[p, q]| p[other] + (q[other] - p[other]) * (at - p[axis]) / (q[axis] - p[axis]))
        .collect();
    crossings.sort_by(f64::total_cmp);
    let rectangle = |pair: &[f64]| {
        let [[x0, x1], [y0, y1]] = match axis {
            0 => [span, [pair[0], pair[1]]],
            _ => [[pair[0], pair[1]], span],
        };
        vec![[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
    };
    crossings.chunks_exact(2).map(rectangle).collect()
}

pub(super) fn edges(rings: &[Ring]) -> impl Iterator<Item = [[f64; 2]; 2]> {
    rings.iter().flat_map(|ring| {
        let ends = ring.iter().cycle().skip(1);
        ring.iter().zip(ends).map(|(&p, &q)| [p, q])
    })
}

/// Whether a piece between coordinates `a` and `b` runs along one of two lines, but for round-off.
fn along_side(lines: &[f64], a: f64, b: f64) -> bool {
    let near = 1e-9 * (lines[1] - lines[0]);
    let on = |line: &f64| (a - line).abs() < near && (b - line).abs() < near;
    lines.iter().any(on)
}

/// Visits the parts of a segment between ascending lines of constant coordinate `axis`, in order: slot 0 lies before the first
/// line, slot k between lines k − 1 and k.
fn split(lines: &[f64], axis: usize, from: [f64; 2], to: [f64; 2], mut visit: impl FnMut(usize, [f64; 2], [f64; 2])) {
    let other = 1 - axis;
    let slope = (to[other] - from[other]) / (to[axis] - from[axis]);
    let rising = to[axis] >= from[axis];
    let mut slot = lines.partition_point(|&line| if rising { line <= from[axis] } else { line < from[axis] });
    let mut start = from;
    loop {
        let next = if rising {
            lines.get(slot).filter(|&&line| line < to[axis])
        } else {
            slot.checked_sub(1).map(|before| &lines[before]).filter(|&&line| line > to[axis])
        };
        let Some(&line) = next else {
            return visit(slot, start, to);
        };
        let mut end = [line; 2];
        end[other] = from[other] + slope * (line - from[axis]);
        visit(slot, start, end);
        start = end;
        slot = if rising { slot + 1 } else { slot - 1 };
    }
}

/// Adds up entries of the same box.
fn summed(mut entries: Vec<(usize, [f64; 2])>) -> Vec<(usize, [f64; 2])> {
    entries.sort_by_key(|entry| entry.0);
    entries.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1[0] += next.1[0];
            kept.1[1] += next.1[1];
        }
        same
    });
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn signed_area(ring: &Ring) -> f64 {
        edges(std::slice::from_ref(ring)).map(|[p, q]| 0.5 * (p[0] * q[1] - p[1] * q[0])).sum()
    }

    /// Sutherland & Hodgman 1974: the part of a ring where `sign * coordinate <= sign * limit`.
    fn clipped(ring: &Ring, axis: usize, limit: f64, sign: f64) -> Ring {
        let depth = |p: [f64; 2]| sign * (limit - p[axis]);
        let mut kept = Ring::new();
        for [p, q] in edges(std::slice::from_ref(ring)) {
            let (a, b) = (depth(p), depth(q));
            if a >= 0.0 {
                kept.push(p);
            }
            if (a < 0.0) != (b < 0.0) {
                let t = a / (a - b);
                kept.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
            }
        }
        kept
    }

    fn area_in(rings: &[Ring], x: [f64; 2], y: [f64; 2]) -> f64 {
        let inside = |ring: &Ring| {
            let ring = clipped(&clipped(ring, 0, x[0], -1.0), 0, x[1], 1.0);
            signed_area(&clipped(&clipped(&ring, 1, y[0], -1.0), 1, y[1], 1.0))
        };
        rings.iter().map(inside).sum()
    }

    /// A star about a centre, with a hole of half its size.
    fn star() -> impl Strategy<Value = Vec<Ring>> {
        let radii = prop::collection::vec(0.3..2.0, 5..40);
        (radii, -1.5..1.5, -1.5..1.5).prop_map(|(radii, x, y)| {
            let point = |k: usize, scale: f64| {
                let angle = std::f64::consts::TAU * k as f64 / radii.len() as f64;
                let r = scale * radii[k];
                [x + r * angle.cos(), y + r * angle.sin()]
            };
            let outer = (0..radii.len()).map(|k| point(k, 1.0)).collect();
            let hole = (0..radii.len()).rev().map(|k| point(k, 0.5)).collect();
            vec![outer, hole]
        })
    }

    fn lines() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec(0.02..0.4, 1..12).prop_map(|steps| {
            let mut at = -1.0;
            let rest = steps.into_iter().map(|step| {
                at += step;
                at
            });
            std::iter::once(-1.0).chain(rest).collect()
        })
    }

    proptest! {
        #[test]
        fn fractions_are_the_clipped_areas(rings in star(), x in lines(), y in lines()) {
            let coverage = Coverage::new(&rings, &x, &y);
            for i in 0..x.len() - 1 {
                for j in 0..y.len() - 1 {
                    let size = (x[i + 1] - x[i]) * (y[j + 1] - y[j]);
                    let exact = area_in(&rings, [x[i], x[i + 1]], [y[j], y[j + 1]]) / size;
                    let found = coverage.fraction[i * (y.len() - 1) + j];
                    // Coordinates up to 3.5 round to 4e-16; divided by the least box side, 0.02, over 80 edges: 1e-12.
                    prop_assert!((found - exact).abs() < 1e-12, "box {i} {j}: {found} {exact}");
                }
            }
        }

        #[test]
        fn gradients_are_the_change_with_the_box(rings in star(), x in lines(), y in lines()) {
            let coverage = Coverage::new(&rings, &x, &y);
            let shift = 1e-6;
            for &(index, gradient) in &coverage.boundary {
                let (i, j) = (index / (y.len() - 1), index % (y.len() - 1));
                let size = (x[i + 1] - x[i]) * (y[j + 1] - y[j]);
                for (axis, slope) in gradient.into_iter().enumerate() {
                    let moved = |by: f64| {
                        let [dx, dy] = if axis == 0 { [by, 0.0] } else { [0.0, by] };
                        area_in(&rings, [x[i] + dx, x[i + 1] + dx], [y[j] + dy, y[j + 1] + dy]) / size
                    };
                    let expected = (moved(shift) - moved(-shift)) / (2.0 * shift);
                    // A wall parallel to a box side turns the slope over within the shift; else the second derivative,
                    // cot(angle) / box area <= 1e3 for these stars, times the shift, beside the rounding 1e-15 / 4e-4 / 1e-6.
                    prop_assert!((slope - expected).abs() < 2e-2, "{axis}: {slope} {expected}");
                }
            }
        }
    }

    #[test]
    fn rings_around_and_beside_the_grid() {
        let lines = [0.0, 0.5, 1.0];
        let square = |lo: f64, hi: f64| vec![[lo, lo], [hi, lo], [hi, hi], [lo, hi]];
        let around = Coverage::new(&[square(-3.0, 4.0)], &lines, &lines);
        assert_eq!(around.fraction, [1.0; 4]);
        assert!(around.boundary.is_empty());
        let beside = Coverage::new(&[square(2.0, 4.0), square(-4.0, -2.0)], &lines, &lines);
        assert_eq!(beside.fraction, [0.0; 4]);
    }

    #[test]
    fn a_polygon_of_a_circle_converges_to_second_order() {
        let lines: Vec<f64> = (0..=24).map(|i| -1.2 + 0.1 * i as f64).collect();
        let circle = |n: usize| -> Coverage {
            let angle = |k: usize| std::f64::consts::TAU * k as f64 / n as f64;
            let ring = (0..n).map(|k| [angle(k).cos(), angle(k).sin()]).collect();
            Coverage::new(&[ring], &lines, &lines)
        };
        let reference = circle(1 << 16);
        let area = 0.01 * reference.fraction.iter().sum::<f64>();
        // An inscribed n-gon lacks (2/3) π³/n² = 5e-9 of π.
        assert!((area - std::f64::consts::PI).abs() < 1e-8, "{area}");
        let error = |n: usize| -> f64 {
            let found = circle(n).fraction;
            let pairs = found.iter().zip(&reference.fraction);
            pairs.map(|(a, b)| (a - b).abs()).sum()
        };
        let ratio = error(64) / error(128);
        // Second order is 4; the reference's own error is (128/65536)² = 4e-6 of the finer one's.
        assert!((ratio - 4.0).abs() < 0.01, "{ratio}");
    }

    #[test]
    fn a_cut_is_the_chord() {
        let ring = vec![[0.0, 0.0], [4.0, 0.0], [2.0, 2.0]];
        let at_half = cut(std::slice::from_ref(&ring), 1, 1.0, [-1.0, 1.0]);
        assert_eq!(at_half, [vec![[1.0, -1.0], [3.0, -1.0], [3.0, 1.0], [1.0, 1.0]]]);
        assert!(cut(&[ring], 0, 5.0, [-1.0, 1.0]).is_empty());
    }
}
