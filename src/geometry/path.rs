//! A GDSII path as a polygon: its centre line widened, with mitred joins.

use super::extrusion::Ring;

/// How a path ends: in half circles, or cut square this far beyond its first and last point, µm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ends {
    Round,
    Extended([f64; 2]),
}

/// Farthest that a half circle's chords lie from the arc, µm.
const ARC_SAGITTA: f64 = 1e-5;

/// Outline of a path, counter-clockwise; it may overlap itself. `None` where it has no length or no width.
///
/// Joins are mitred; a turn of more than 90° is cut off half a width beyond the joint, as KLayout and gdstk do.
pub fn stroke(points: &[[f64; 2]], width: f64, ends: Ends) -> Option<Ring> {
    let mut spine = points.to_vec();
    spine.dedup();
    if spine.len() < 2 || width <= 0.0 {
        return None;
    }
    let half = 0.5 * width;
    if let Ends::Extended([before, after]) = ends {
        let last = spine.len() - 1;
        let (first_way, last_way) = (way(spine[0], spine[1]), way(spine[last - 1], spine[last]));
        spine[0] = from(spine[0], first_way, -before);
        spine[last] = from(spine[last], last_way, after);
    }
    let mut ring = Ring::new();
    for _ in 0..2 {
        right_side(&spine, half, &mut ring);
        if let (Ends::Round, [.., before, end]) = (ends, &spine[..]) {
            half_circle(*end, way(*before, *end), half, &mut ring);
        }
        spine.reverse();
    }
    Some(ring)
}

/// Unit vector from one point to another.
fn way(p: [f64; 2], q: [f64; 2]) -> [f64; 2] {
    let (dx, dy) = (q[0] - p[0], q[1] - p[1]);
    let length = dx.hypot(dy);
    [dx / length, dy / length]
}

fn from(p: [f64; 2], way: [f64; 2], by: f64) -> [f64; 2] {
    [p[0] + by * way[0], p[1] + by * way[1]]
}

fn right([x, y]: [f64; 2]) -> [f64; 2] {
    [y, -x]
}

/// The line `half` to the right of a spine.
fn right_side(spine: &[[f64; 2]], half: f64, ring: &mut Ring) {
    let length = |i: usize| {
        let [p, q] = [spine[i], spine[i + 1]];
        (q[0] - p[0]).hypot(q[1] - p[1])
    };
    ring.push(from(spine[0], right(way(spine[0], spine[1])), half));
    for i in 1..spine.len() - 1 {
        let joint = spine[i];
        let (u, v) = (way(spine[i - 1], joint), way(joint, spine[i + 1]));
        let (cross, dot) = (u[0] * v[1] - u[1] * v[0], u[0] * v[0] + u[1] * v[1]);
        let (before, after) = (from(joint, right(u), half), from(joint, right(v), half));
        // How far along the sides their lines cross: half a width times tan(turn/2).
        let reach = half * cross.abs() / (1.0 + dot).max(1e-12);
        if cross >= 0.0 && reach <= half * (1.0 + 1e-9) && dot > -0.5 {
            ring.push(from(before, u, reach));
        } else if cross >= 0.0 {
            ring.extend([from(before, u, half), from(after, v, -half)]);
        } else if reach <= length(i - 1).min(length(i)) {
            ring.push(from(before, u, -reach));
        } else {
            // The inner sides do not meet: go through the joint, so that the overlap keeps its turn.
            ring.extend([before, joint, after]);
        }
    }
    let end = spine[spine.len() - 1];
    ring.push(from(end, right(way(spine[spine.len() - 2], end)), half));
}

/// Points of the half circle beyond an end, without its first and last, counter-clockwise.
fn half_circle(end: [f64; 2], way: [f64; 2], radius: f64, ring: &mut Ring) {
    let chord = 2.0 * (1.0 - (ARC_SAGITTA / radius).min(0.5)).acos();
    let steps = (std::f64::consts::PI / chord).ceil();
    for step in 1..steps as usize {
        let (sin, cos) = (step as f64 / steps * std::f64::consts::PI).sin_cos();
        ring.push(from(from(end, right(way), radius * cos), way, radius * sin));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::rings::{area, unite};

    const CORNER: [[f64; 2]; 3] = [[0.0, 0.0], [4.0, 0.0], [4.0, 3.0]];

    fn stroked(points: &[[f64; 2]], width: f64, ends: Ends) -> f64 {
        area(&unite(&[stroke(points, width, ends).expect("a path")]))
    }

    #[test]
    fn joins_are_mitred() {
        let flush = Ends::Extended([0.0; 2]);
        // A right angle's outer square makes up for its inner overlap: length times width. So does a turn of 45°.
        assert!((stroked(&CORNER, 0.5, flush) - 3.5).abs() < 1e-8);
        let oblique = [[0.0, 0.0], [4.0, 0.0], [6.0, 2.0]];
        assert!((stroked(&oblique, 0.5, flush) - (4.0 + 8_f64.sqrt()) * 0.5).abs() < 1e-8);
        // Folded back on itself: the strip, and half a width beyond the fold.
        let folded = [[0.0, 0.0], [4.0, 0.0], [1.0, 0.0]];
        assert!((stroked(&folded, 0.5, flush) - 4.25 * 0.5).abs() < 1e-8);
    }

    #[test]
    fn a_segment_shorter_than_its_width_leaves_no_gap() {
        // A step of 0.1 in a strip of 1: two strips, joined.
        let step = [[0.0, 0.0], [2.0, 0.0], [2.0, 0.1], [4.0, 0.1]];
        let found = stroked(&step, 1.0, Ends::Extended([0.0; 2]));
        // One strip up to x = 1.5 and one from 2.5 on; between them, mitres included, both: 1.1 high.
        assert!((found - (1.5 + 1.5 + 1.1)).abs() < 1e-8, "{found}");
    }

    #[test]
    fn ends_are_round_or_extended() {
        assert!((stroked(&CORNER, 0.5, Ends::Extended([0.3, 0.1])) - 3.7).abs() < 1e-8);
        let round = stroked(&CORNER, 0.5, Ends::Round) - 3.5;
        let circle = std::f64::consts::PI * 0.0625;
        // Chords at a sagitta s lose 4/3 s/r of the circle at most.
        assert!(round < circle && round > circle * (1.0 - 4.0 / 3.0 * ARC_SAGITTA / 0.25));
    }
}
