//! What every shape answers: its extent, and how much of a small box it fills.

/// An axis-aligned box in scene axes, µm: `[low, high]` along x, y, z.
pub type Box3 = [[f64; 2]; 3];

/// How a shape fills a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fill {
    /// Fraction of the box's volume inside the shape, 0 to 1.
    pub fraction: f64,
    /// Derivative of the fraction with respect to the box's centre, 1/µm: it points inwards, and its direction is the
    /// area-weighted normal of the surface within the box.
    pub gradient: [f64; 3],
}

/// A solid body. `Extrusion` is not one of these: its fill comes row by row from an exact rasterization (`raster::coverage`).
pub trait Shape: Send + Sync {
    /// Bounding box, µm.
    fn bounds(&self) -> Box3;

    /// Fill of a box that may be taken as small against the shape's curvature.
    fn fill(&self, cell: Box3) -> Fill;
}
