//! Polygons extruded along z with slanted sidewalls.

use super::{rings, shape::Box3};

/// A closed ring of points in the x-y plane, µm, without a repeated last point. Outer rings run counter-clockwise and holes
/// clockwise, so that signed areas add up to the polygon's.
pub type Ring = Vec<[f64; 2]>;

/// Disjoint polygons between two heights. At height z the outline is the drawn one grown by
/// `(drawn_z - z) * slope` (shrunk where that is negative).
#[derive(Clone, Debug)]
pub struct Extrusion {
    /// Union of the layer's polygons as drawn.
    pub rings: Vec<Ring>,
    /// Bottom and top, µm.
    pub z: [f64; 2],
    /// Height at which the outline is as drawn, µm.
    pub drawn_z: f64,
    /// cot of the sidewall angle: 0 is vertical, positive is wider at the bottom.
    pub slope: f64,
}

impl Extrusion {
    /// Bounding box over all heights, µm.
    pub fn bounds(&self) -> Box3 {
        let widest = self.z[usize::from(self.slope < 0.0)];
        let [x, y] = rings::extent(&self.outline(widest));
        [x, y, self.z]
    }

    /// The same elsewhere along an axis, µm.
    pub fn displaced(&self, axis: usize, by: f64) -> Self {
        let mut moved = self.clone();
        match axis {
            2 => (moved.z, moved.drawn_z) = (self.z.map(|z| z + by), self.drawn_z + by),
            _ => moved.rings.iter_mut().flatten().for_each(|point| point[axis] += by),
        }
        moved
    }

    /// The outline at a height, grown or shrunk by the sidewall, with sharp corners.
    pub fn outline(&self, z: f64) -> Vec<Ring> {
        let growth = (self.drawn_z - z) * self.slope;
        if growth == 0.0 {
            return self.rings.clone();
        }
        rings::grow(&self.rings, growth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extrusion(rings: Vec<Ring>, sidewall_deg: f64) -> Extrusion {
        Extrusion { rings, z: [0.0, 0.22], drawn_z: 0.11, slope: (90.0 - sidewall_deg).to_radians().tan() }
    }

    /// Signed distance of a point from the line through an edge, positive to its right: outside.
    fn outside([p, q]: [[f64; 2]; 2], at: [f64; 2]) -> f64 {
        let (dx, dy) = (q[0] - p[0], q[1] - p[1]);
        ((at[0] - p[0]) * dy - (at[1] - p[1]) * dx) / dx.hypot(dy)
    }

    #[test]
    fn straight_walls_leave_the_rings_alone() {
        let rings = vec![vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1e-12], [0.3, 0.7]]];
        assert_eq!(extrusion(rings.clone(), 90.0).outline(0.2), rings);
        assert_eq!(extrusion(rings.clone(), 85.0).outline(0.11), rings);
    }

    #[test]
    fn a_frame_grows_outwards_and_into_its_hole() {
        let mut hole = rings::rectangle([-0.5, 0.5], [-0.5, 0.5]);
        hole.reverse();
        let frame = extrusion(vec![rings::rectangle([-1.0, 1.0], [-1.0, 1.0]), hole], 85.0);
        let d = 0.11 * 5_f64.to_radians().tan();
        for (z, d) in [(0.0, d), (0.22, -d)] {
            let found = rings::area(&frame.outline(z));
            let exact = (2.0 + 2.0 * d).powi(2) - (1.0 - 2.0 * d).powi(2);
            // Eight edges up to 2 µm, each placed to the grid's half femtometre.
            assert!((found - exact).abs() < 1e-8, "{found} != {exact}");
        }
        // Axis-aligned edges stay so, and lie where they must to the rounding of 1e-9 µm.
        let [x, y, _] = frame.bounds();
        for edge in [x[1], y[1], -x[0], -y[0]] {
            assert!((edge - (1.0 + d)).abs() <= 0.6e-9, "{edge}");
        }
    }

    #[test]
    fn every_edge_of_a_bend_moves_by_the_offset() {
        // A quarter ring in 200 chords (0.45° each) with oblique ends, and so both long and short, convex and concave edges.
        let arc = |r: f64, i: i32| {
            let angle = f64::from(i) * (0.5 * std::f64::consts::PI / 200.0) + 0.1;
            [r * angle.cos(), r * angle.sin()]
        };
        let ring: Ring = (0..=200).map(|i| arc(5.25, i)).chain((0..=200).rev().map(|i| arc(4.75, i))).collect();
        let bend = extrusion(rings::unite(&[ring]), 85.0);
        for (z, offset) in [(0.0, 0.11), (0.22, -0.11), (0.05, 0.06)] {
            let offset = offset * 5_f64.to_radians().tan();
            let outline = bend.outline(z);
            assert_eq!(outline.len(), 1);
            assert!(outline[0].len() <= bend.rings[0].len(), "no new corners");
            for edge in rings::edges(&bend.rings[0]) {
                let middle = [0, 1].map(|a| 0.5 * (edge[0][a] + edge[1][a]));
                let nearest = outline[0]
                    .iter()
                    .map(|&p| (outside(edge, p), (p[0] - middle[0]).hypot(p[1] - middle[1])))
                    .min_by(|a, b| a.1.total_cmp(&b.1))
                    .map_or(f64::NAN, |found| found.0);
                assert!((nearest - offset).abs() < 1e-6, "{nearest} != {offset}");
            }
        }
    }

    #[test]
    fn a_narrow_wall_vanishes_where_the_slope_eats_it() {
        let wall = extrusion(vec![rings::rectangle([0.0, 1.0], [0.0, 0.01])], 80.0);
        assert!(wall.outline(0.22).is_empty());
    }
}
