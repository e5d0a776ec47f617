//! Polygons extruded along z with slanted sidewalls.

use super::shape::Box3;

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
        todo!()
    }

    /// The outline at a height, grown or shrunk by the sidewall.
    pub fn outline(&self, _z: f64) -> Vec<Ring> {
        todo!()
    }
}
