//! The scene: what is where, before any grid.

use std::sync::Arc;

use super::{Extrusion, Shape, shape::Box3};

/// Relative permittivity at the middle of the band, and what it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Medium {
    pub name: String,
    /// Real part of ε.
    pub epsilon: f64,
    /// Conductivity σ (times η₀, 1/µm): Im ε = σ/ω at the middle of the band.
    pub sigma: f64,
}

#[derive(Clone)]
pub enum Body {
    /// Polygons of a layer, extruded along z.
    Extrusion(Extrusion),
    /// Any other solid.
    Solid(Arc<dyn Shape>),
}

#[derive(Clone)]
pub struct Structure {
    pub medium: Medium,
    pub body: Body,
}

impl Structure {
    pub fn bounds(&self) -> Box3 {
        match &self.body {
            Body::Extrusion(extrusion) => extrusion.bounds(),
            Body::Solid(shape) => shape.bounds(),
        }
    }
}

/// Structures in order: later ones win where they overlap.
#[derive(Clone)]
pub struct Scene {
    pub background: Medium,
    pub structures: Vec<Structure>,
}
