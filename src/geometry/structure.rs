//! Structures: a body of a medium.

use std::sync::Arc;

use super::shape::{Box3, Cylinder, Displaced, Sphere};
use super::{Extrusion, Medium, Shape, extrusion::Ring, rings};
use crate::job::{AxisName, DrawnAt, Geometry, Problem};

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
    /// The same elsewhere along an axis, µm.
    pub fn displaced(&self, axis: usize, by: f64) -> Structure {
        let body = match &self.body {
            Body::Extrusion(extrusion) => Body::Extrusion(extrusion.displaced(axis, by)),
            Body::Solid(shape) => Body::Solid(Arc::new(Displaced { shape: Arc::clone(shape), axis, by })),
        };
        Structure { medium: self.medium.clone(), body }
    }

    pub fn bounds(&self) -> Box3 {
        match &self.body {
            Body::Extrusion(extrusion) => extrusion.bounds(),
            Body::Solid(shape) => shape.bounds(),
        }
    }
}

/// The body of a primitive; `path` is the structure's in the job.
pub fn body(path: &str, geometry: &Geometry) -> Result<Body, Problem> {
    Ok(match geometry {
        Geometry::Cuboid { x_um, y_um, z_um } => {
            let ring = rings::rectangle(*x_um, *y_um);
            Body::Extrusion(extruded(path, &[ring], *z_um, 90.0, DrawnAt::Middle)?)
        }
        Geometry::Polygon { points_um, z_um, sidewall_deg, drawn_at } => {
            let ring = std::slice::from_ref(points_um);
            Body::Extrusion(extruded(path, ring, *z_um, *sidewall_deg, *drawn_at)?)
        }
        Geometry::Cylinder { center_um, radius_um, length_um, axis } => Body::Solid(Arc::new(Cylinder {
            center: *center_um,
            radius: *radius_um,
            length: *length_um,
            axis: match axis {
                AxisName::X => 0,
                AxisName::Y => 1,
                AxisName::Z => 2,
            },
        })),
        Geometry::Sphere { center_um, radius_um } => {
            Body::Solid(Arc::new(Sphere { center: *center_um, radius: *radius_um }))
        }
    })
}

/// Polygons between two heights.
pub fn extruded(
    path: &str,
    polygons: &[Ring],
    z: [f64; 2],
    sidewall_deg: f64,
    drawn_at: DrawnAt,
) -> Result<Extrusion, Problem> {
    let rings = rings::unite(polygons);
    if rings.is_empty() {
        return Err(Problem::new(
            path,
            "its polygons enclose no area",
            "give at least three points that are not in line",
        ));
    }
    Ok(Extrusion {
        rings,
        z,
        drawn_z: match drawn_at {
            DrawnAt::Bottom => z[0],
            DrawnAt::Middle => 0.5 * (z[0] + z[1]),
            DrawnAt::Top => z[1],
        },
        // cot of the angle, and exactly 0 at 90°.
        slope: (90.0 - sidewall_deg).to_radians().tan(),
    })
}
