//! Polygons as rings: union, growth, area, point in polygon. Booleans are `i_overlay`'s, on a grid of 1e-9 µm, so that a drawn
//! coordinate comes back as it went in.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::{angle::Angle, point::IntPoint};
use i_overlay::mesh::int::outline::offset::IntOutlineOffset;
use i_overlay::mesh::int::style::{IntLineJoin, IntOutlineStyle};

use super::extrusion::Ring;

/// Grid units per µm: a femtometre, far below any drawing's own grid and far above the round-off of a coordinate.
const PER_UM: f64 = 1e9;

/// Contours smaller than this are dropped, µm²: a third of a nanometre squared, a seam and not a shape.
const LEAST_AREA: f64 = 1e-7;

/// Corners sharper than this are cut off where the outline grows, degrees: a mitre of 10° reaches 11 times the offset.
const SHARPEST_DEG: f64 = 10.0;

/// Corners that turn by less than this are bevelled, degrees: a mitre there would differ by 1e-7 of the offset.
const STRAIGHT_DEG: f64 = 0.05;

/// A point nearer than this to the line through its neighbours is rounding and no corner, µm: two units of the grid.
const IN_LINE: f64 = 2e-9;

/// Union of polygons: disjoint outer rings counter-clockwise, holes clockwise. Each ring is a polygon of its own, whichever way
/// it runs.
pub fn unite(rings: &[Ring]) -> Vec<Ring> {
    let contours: Vec<_> = rings
        .iter()
        .map(|ring| {
            let mut points = to_grid(ring);
            // Opposite turns would cancel where two polygons overlap.
            if area(std::slice::from_ref(ring)) < 0.0 {
                points.reverse();
            }
            points
        })
        .collect();
    simplify(&contours)
}

/// Union of rings as [`unite`] returns them (holes clockwise) with further polygons, counter-clockwise.
pub fn add(rings: &[Ring], more: &[Ring]) -> Vec<Ring> {
    let contours: Vec<_> = rings.iter().chain(more).map(|r| to_grid(r)).collect();
    simplify(&contours)
}

fn simplify(contours: &Vec<Vec<IntPoint<i64>>>) -> Vec<Ring> {
    let mut overlay = Overlay::<i64>::from_subj_custom(contours, options(), Default::default());
    from_grid(overlay.overlay(OverlayRule::Subject, FillRule::NonZero))
}

/// The rings grown by `offset` µm (shrunk where negative), with sharp corners: every straight edge moves by exactly that.
pub fn grow(rings: &[Ring], offset: f64) -> Vec<Ring> {
    let contours: Vec<_> = rings.iter().map(|ring| to_grid(ring)).collect();
    let angle = |degrees: f64| Angle::from_bits((degrees / 360.0 * 2_f64.powi(32)) as u32);
    let style = IntOutlineStyle::new((offset * PER_UM).round() as i64)
        .line_join(IntLineJoin::Miter(angle(SHARPEST_DEG)))
        .miter_min_turn(angle(STRAIGHT_DEG));
    let grown = contours.outline_custom(&style, options()).unwrap_or_default();
    from_grid(grown).iter().map(|ring| corners(ring)).collect()
}

/// A ring without points in line with their neighbours: a mitred edge keeps its old ends as such.
fn corners(ring: &[[f64; 2]]) -> Ring {
    let mut kept = Ring::new();
    for (i, &point) in ring.iter().enumerate() {
        let before = *kept.last().unwrap_or(&ring[ring.len() - 1]);
        let after = ring[(i + 1) % ring.len()];
        let (dx, dy) = (after[0] - before[0], after[1] - before[1]);
        let twice_area = dx * (point[1] - before[1]) - dy * (point[0] - before[0]);
        if twice_area.abs() > IN_LINE * dx.hypot(dy) {
            kept.push(point);
        }
    }
    kept
}

fn options() -> IntOverlayOptions<u128> {
    IntOverlayOptions { min_output_area: (LEAST_AREA * PER_UM * PER_UM) as u128, ..Default::default() }
}

fn to_grid(ring: &[[f64; 2]]) -> Vec<IntPoint<i64>> {
    let unit = |x: f64| (x * PER_UM).round() as i64;
    ring.iter().map(|&[x, y]| IntPoint::new(unit(x), unit(y))).collect()
}

fn from_grid(shapes: Vec<Vec<Vec<IntPoint<i64>>>>) -> Vec<Ring> {
    let um = |x: i64| x as f64 / PER_UM;
    shapes.into_iter().flatten().map(|contour| contour.iter().map(|p| [um(p.x), um(p.y)]).collect()).collect()
}

/// Signed area, µm²: holes, being clockwise, count negative.
pub fn area(rings: &[Ring]) -> f64 {
    rings.iter().flat_map(|ring| edges(ring)).map(|[p, q]| 0.5 * (p[0] * q[1] - q[0] * p[1])).sum()
}

/// Edges of a ring in order, from each point to the next.
pub fn edges(ring: &[[f64; 2]]) -> impl Iterator<Item = [[f64; 2]; 2]> {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(p, q)| [*p, *q])
}

/// Whether a point lies inside (even-odd, so holes are outside).
pub fn contains(rings: &[Ring], [x, y]: [f64; 2]) -> bool {
    rings
        .iter()
        .flat_map(|ring| edges(ring))
        .filter(|[p, q]| (p[1] > y) != (q[1] > y) && x < p[0] + (q[0] - p[0]) * (y - p[1]) / (q[1] - p[1]))
        .count()
        % 2
        == 1
}

/// Extent along x and y, µm; empty (low above high) where there are no points.
pub fn extent(rings: &[Ring]) -> [[f64; 2]; 2] {
    [0, 1].map(|axis| {
        rings.iter().flatten().fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], point| {
            [low.min(point[axis]), high.max(point[axis])]
        })
    })
}

/// A rectangle, counter-clockwise.
pub fn rectangle([x0, x1]: [f64; 2], [y0, y1]: [f64; 2]) -> Ring {
    vec![[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unions_ignore_turn_and_keep_coordinates_and_holes() {
        let mut clockwise = rectangle([0.1, 0.3], [-0.25, 0.25]);
        clockwise.reverse();
        let two = unite(&[rectangle([-7.431, 0.2], [-0.25, 0.25]), clockwise]);
        // The same decimals come back: the grid is decimal.
        assert_eq!(two.len(), 1);
        assert_eq!(extent(&two), [[-7.431, 0.3], [-0.25, 0.25]]);
        assert!((area(&two) - 7.731 * 0.5).abs() < 1e-12); // round-off only

        // Four bars about a hole of 1 × 1.
        let frame = unite(&[
            rectangle([0.0, 3.0], [0.0, 1.0]),
            rectangle([0.0, 3.0], [2.0, 3.0]),
            rectangle([0.0, 1.0], [0.0, 3.0]),
            rectangle([2.0, 3.0], [0.0, 3.0]),
        ]);
        assert_eq!(frame.len(), 2);
        assert!((area(&frame) - 8.0).abs() < 1e-12);
        assert!(contains(&frame, [0.5, 1.5]) && !contains(&frame, [1.5, 1.5]));
    }

    #[test]
    fn slivers_between_touching_polygons_vanish() {
        // A seam of 1e-9 µm × 1 µm, as rotated instances leave it.
        let seam = unite(&[
            rectangle([0.0, 1.0], [0.0, 1.0]),
            rectangle([0.0, 1.0], [1.0 + 1e-9, 2.0]),
            rectangle([-0.5, 0.0], [0.0, 2.0]),
            rectangle([1.0, 1.5], [0.0, 2.0]),
        ]);
        assert_eq!(seam.len(), 1);
    }
}
