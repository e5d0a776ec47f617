//! What of a scene asks for small cells along an axis: where each index is (zones), and where interfaces lie (faces).

use super::coverage::edges;
use super::extent::Extent;
use crate::geometry::Body;
use crate::geometry::shape::Box3;
use crate::geometry::{Extrusion, Scene, Shape};

/// A stretch of an axis in which steps may not exceed `step`, µm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Zone {
    pub lo: f64,
    pub hi: f64,
    pub step: f64,
}

/// An interface across an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Face {
    pub at: f64,
    /// Length of the edge, µm; infinite for the top or bottom of a layer.
    pub length: f64,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Features {
    pub zones: Vec<Zone>,
    pub faces: Vec<Face>,
}

/// Walls are axis-aligned if their ends differ by less than this, µm: far below a layout's 1 nm.
const ALIGNED_UM: f64 = 1e-6;

impl Features {
    /// Zones and faces along `axis` within the box; `step(ε)` is the step that a permittivity asks for.
    pub fn along(axis: usize, scene: &Scene, extents: &[Extent; 3], step: impl Fn(f64) -> f64) -> Self {
        let mut features = Features::default();
        for structure in &scene.structures {
            let (parts, faces) = match &structure.body {
                Body::Extrusion(extrusion) => (extrusion_parts(extrusion), extrusion_faces(extrusion, axis, extents)),
                Body::Solid(shape) => (vec![shape.bounds()], solid_faces(shape.as_ref(), axis, extents)),
            };
            let mut seen = parts.into_iter().filter(|part| overlaps(part, extents)).peekable();
            if seen.peek().is_none() {
                continue;
            }
            features.zones.extend(union(seen.map(|part| part[axis]).collect(), step(structure.medium.epsilon)));
            features.faces.extend(faces);
        }
        features
    }
}

/// Length of the overlap of a stretch with what an axis shows; all of the stretch where the cut of a flat axis goes through it.
fn shown([lo, hi]: [f64; 2], extent: &Extent) -> Option<f64> {
    let [from, to] = extent.seen();
    let length = if extent.flat { hi - lo } else { hi.min(to) - lo.max(from) };
    (lo <= to && hi >= from && length > 0.0).then_some(length)
}

fn overlaps(part: &Box3, extents: &[Extent; 3]) -> bool {
    (0..3).all(|axis| shown(part[axis], &extents[axis]).is_some())
}

/// A box about each ring, at the height where the sidewalls reach out furthest.
fn extrusion_parts(extrusion: &Extrusion) -> Vec<Box3> {
    let reach = extrusion.z.map(|z| (extrusion.drawn_z - z) * extrusion.slope);
    let reach = reach[0].max(reach[1]).max(0.0);
    let part = |ring: &Vec<[f64; 2]>| {
        let [x, y] = [0, 1].map(|axis| {
            ring.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[lo, hi], p| {
                [lo.min(p[axis] - reach), hi.max(p[axis] + reach)]
            })
        });
        [x, y, extrusion.z]
    };
    extrusion.rings.iter().map(part).collect()
}

/// Layer heights, or the drawn outline's walls across the axis.
fn extrusion_faces(extrusion: &Extrusion, axis: usize, extents: &[Extent; 3]) -> Vec<Face> {
    if axis == 2 {
        return layer(extrusion.z);
    }
    if shown(extrusion.z, &extents[2]).is_none() {
        return Vec::new();
    }
    let other = 1 - axis;
    let face = |[p, q]: [[f64; 2]; 2]| {
        let wall = [p[other].min(q[other]), p[other].max(q[other])];
        let length = shown(wall, &extents[other])?;
        ((p[axis] - q[axis]).abs() < ALIGNED_UM).then_some(Face { at: p[axis], length })
    };
    edges(&extrusion.rings).filter_map(face).collect()
}

fn layer(z: [f64; 2]) -> Vec<Face> {
    let length = f64::INFINITY;
    z.map(|at| Face { at, length }).to_vec()
}

/// Top and bottom of any solid, and the sides of one that fills its bounding box.
fn solid_faces(shape: &dyn Shape, axis: usize, extents: &[Extent; 3]) -> Vec<Face> {
    let bounds = shape.bounds();
    if axis == 2 {
        return layer(bounds[2]);
    }
    let corner = bounds.map(|[lo, hi]| [lo, lo + 1e-3 * (hi - lo)]);
    match shown(bounds[1 - axis], &extents[1 - axis]) {
        Some(length) if shape.fill(corner).fraction > 0.999 => bounds[axis].map(|at| Face { at, length }).to_vec(),
        _ => Vec::new(),
    }
}

/// Disjoint zones of the same step.
fn union(mut stretches: Vec<[f64; 2]>, step: f64) -> Vec<Zone> {
    stretches.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut zones: Vec<Zone> = Vec::new();
    for [lo, hi] in stretches {
        match zones.last_mut() {
            Some(zone) if lo <= zone.hi => zone.hi = zone.hi.max(hi),
            _ => zones.push(Zone { lo, hi, step }),
        }
    }
    zones
}
