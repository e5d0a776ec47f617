//! Averages of ε over the boxes of one height, by painter's order over the structures.
//!
//! A height is parted into slabs at every top and bottom within it. In a slab a structure that fills the fraction f of a box
//! gives ⟨ε⟩ ← (1−f)⟨ε⟩ + f ε_s and ⟨1/ε⟩ ← (1−f)⟨1/ε⟩ + f/ε_s; the normal is that of ∇⟨ε⟩ with the box's position,
//! g ← (1−f) g + ∇f (ε_s − ⟨ε⟩). Between slabs the step of ⟨ε⟩ adds to g_z.

use std::borrow::Cow;

use super::coverage::{Coverage, cut};
use super::smooth::Boxes;
use crate::geometry::extrusion::Ring;
use crate::geometry::scene::{Body, Medium};
use crate::geometry::{Extrusion, Fill, Scene, Shape};

/// Fractions this near to 0 and 1 are round-off of interfaces that lie on the boxes' sides.
const SLIVER: f64 = 1e-9;

/// The scene, ready to be painted height by height on the boxes of one component.
pub(super) struct Painter<'a> {
    scene: &'a Scene,
    boxes: &'a [Boxes; 3],
    lossy: bool,
    dispersive: Vec<&'a Medium>,
    background: Paint,
    /// Of each structure.
    paints: Vec<Paint>,
    /// Extrusions with vertical walls are rasterized once for all heights.
    vertical: Vec<Option<Patch>>,
}

/// What a medium puts into a box.
struct Paint {
    /// Along the scene's x, y, z.
    epsilon: [f64; 3],
    sigma: f64,
    /// 1 for the medium itself among those that disperse, 0 for the others.
    parts: Vec<f64>,
}

/// Coverage of the part of the x-y boxes that an outline reaches, from box `lo` on.
struct Patch {
    lo: [usize; 2],
    coverage: Coverage,
}

/// What an interface box has beyond its mean.
#[derive(Clone, Copy)]
struct Interface {
    index: usize,
    inverse: f64,
    gradient: [f64; 3],
}

struct Slab {
    /// The scene axis whose ε this is.
    component: usize,
    /// ⟨ε⟩ of every x-y box, C order.
    mean: Vec<f64>,
    sigma: Option<Vec<f64>>,
    /// Part of each medium that disperses in every box.
    parts: Vec<Vec<f64>>,
    /// Per box: one more than its place in `interfaces`, or 0 where a single medium fills it.
    slot: Vec<u32>,
    interfaces: Vec<Interface>,
}

impl<'a> Painter<'a> {
    pub fn new(scene: &'a Scene, boxes: &'a [Boxes; 3], lossy: bool) -> Self {
        let patch = |body: &Body| match body {
            Body::Extrusion(e) if e.slope == 0.0 => patch(&e.rings, boxes),
            _ => None,
        };
        let vertical = scene.structures.iter().map(|s| patch(&s.body)).collect();
        let dispersive = Self::dispersive(scene);
        let paint = |medium: &Medium| Paint {
            epsilon: [0, 1, 2].map(|axis| medium.along(axis)),
            sigma: medium.sigma,
            parts: dispersive.iter().map(|other| f64::from(u8::from(*other == medium))).collect(),
        };
        let paints = scene.structures.iter().map(|structure| paint(&structure.medium)).collect();
        Painter { scene, boxes, lossy, background: paint(&scene.background), paints, dispersive, vertical }
    }

    /// The media of a scene that disperse, each once.
    pub fn dispersive(scene: &Scene) -> Vec<&Medium> {
        let mut media: Vec<&Medium> = Vec::new();
        let all = [&scene.background].into_iter().chain(scene.structures.iter().map(|s| &s.medium));
        all.filter(|medium| !medium.poles.is_empty()).for_each(|medium| {
            if !media.contains(&medium) {
                media.push(medium);
            }
        });
        media
    }

    /// Of the boxes over a height, C order (x, y): smoothed ε of component `c` (what of it does not disperse), mean σ if anything is
    /// lossy, and the weight of each medium that disperses.
    pub fn height(&self, z: [f64; 2], c: usize) -> Vec<Vec<f64>> {
        let cuts = self.cuts(z);
        let mut slabs: Vec<(f64, Slab)> = cuts.windows(2).map(|z| (z[1] - z[0], self.slab([z[0], z[1]], c))).collect();
        let slab = match slabs.len() {
            1 => slabs.remove(0).1,
            _ => stack(&slabs),
        };
        slab.effective(&self.dispersive)
    }

    /// The ends of a height and the tops and bottoms of structures within it.
    fn cuts(&self, [lo, hi]: [f64; 2]) -> Vec<f64> {
        let mut cuts = vec![lo, hi];
        if self.boxes[2].cut.is_none() {
            let near = SLIVER * (hi - lo);
            let ends = self.scene.structures.iter().flat_map(|s| match &s.body {
                Body::Extrusion(extrusion) => extrusion.z,
                Body::Solid(shape) => shape.bounds()[2],
            });
            cuts.extend(ends.filter(|&at| at > lo + near && at < hi - near));
            cuts.sort_by(f64::total_cmp);
            cuts.dedup_by(|next, kept| *next - *kept < near);
        }
        cuts
    }

    fn slab(&self, z: [f64; 2], c: usize) -> Slab {
        let count = self.boxes[0].count() * self.boxes[1].count();
        let mut slab = Slab::new(&self.background, c, count, self.lossy);
        for ((structure, paint), vertical) in self.scene.structures.iter().zip(&self.paints).zip(&self.vertical) {
            match &structure.body {
                Body::Extrusion(extrusion) => self.extrusion(&mut slab, paint, extrusion, vertical, z),
                Body::Solid(shape) => self.solid(&mut slab, paint, shape.as_ref(), z),
            }
        }
        slab
    }

    fn extrusion(&self, slab: &mut Slab, paint: &Paint, extrusion: &Extrusion, vertical: &Option<Patch>, z: [f64; 2]) {
        let middle = 0.5 * (z[0] + z[1]);
        if middle < extrusion.z[0] || middle >= extrusion.z[1] {
            return;
        }
        let slanted;
        let patch = if extrusion.slope == 0.0 {
            vertical
        } else {
            slanted = patch(&extrusion.outline(middle), self.boxes);
            &slanted
        };
        let Some(Patch { lo, coverage }) = patch else {
            return;
        };
        let [rows, columns] = coverage.shape;
        let index = |k: usize| (lo[0] + k / columns) * self.boxes[1].count() + lo[1] + k % columns;
        for row in 0..rows {
            let covered = &coverage.fraction[row * columns..][..columns];
            let first = index(row * columns);
            for (column, &fraction) in covered.iter().enumerate() {
                if fraction > 1.0 - SLIVER {
                    slab.fill(first + column, paint);
                }
            }
        }
        let slope = if self.boxes[2].cut.is_some() { 0.0 } else { extrusion.slope };
        for &(k, [gx, gy]) in &coverage.boundary {
            // The outline shrinks by `slope` per height, so the fraction falls by that much per length of wall.
            let gradient = [gx, gy, -slope * gx.hypot(gy)];
            let fraction = coverage.fraction[k];
            slab.mix(index(k), paint, Fill { fraction, gradient });
        }
    }

    fn solid(&self, slab: &mut Slab, paint: &Paint, shape: &dyn Shape, z: [f64; 2]) {
        let bounds = shape.bounds();
        if z[1] <= bounds[2][0] || z[0] >= bounds[2][1] {
            return;
        }
        for i in self.boxes[0].touched(bounds[0]) {
            for j in self.boxes[1].touched(bounds[1]) {
                let cell = [self.boxes[0].interval(i), self.boxes[1].interval(j), z];
                // A face along a side of the box belongs to neither neighbour.
                let within = |[lo, hi]: [f64; 2]| {
                    let side = SLIVER * (hi - lo);
                    [lo + side, hi - side]
                };
                let mut fill = shape.fill(cell.map(within));
                for (slope, boxes) in fill.gradient.iter_mut().zip(self.boxes) {
                    if boxes.cut.is_some() {
                        *slope = 0.0;
                    }
                }
                let index = i * self.boxes[1].count() + j;
                if fill.fraction > 1.0 - SLIVER {
                    slab.fill(index, paint);
                } else {
                    slab.mix(index, paint, fill);
                }
            }
        }
    }
}

/// Rasterizes the part of an outline that lies on the boxes.
fn patch(rings: &[Ring], boxes: &[Boxes; 3]) -> Option<Patch> {
    let mut rings = Cow::Borrowed(rings);
    for (axis, boxes) in boxes[..2].iter().enumerate() {
        if let Some(at) = boxes.cut {
            let [lo, hi] = [boxes.edges[0], boxes.edges[1]];
            // Beyond the box at both ends, so that no wall crosses it.
            rings = Cow::Owned(cut(&rings, axis, at, [2.0 * lo - hi, 2.0 * hi - lo]));
        }
    }
    let extent = |axis: usize| {
        let points = rings.iter().flatten().map(|p| p[axis]);
        points.fold([f64::INFINITY, f64::NEG_INFINITY], |[lo, hi], at| [lo.min(at), hi.max(at)])
    };
    let [x, y] = [0, 1].map(|axis| boxes[axis].touched(extent(axis)));
    if x.is_empty() || y.is_empty() {
        return None;
    }
    Some(Patch {
        lo: [x.start, y.start],
        coverage: Coverage::new(&rings, &boxes[0].edges[x.start..=x.end], &boxes[1].edges[y.start..=y.end]),
    })
}

impl Slab {
    fn new(background: &Paint, component: usize, count: usize, lossy: bool) -> Self {
        Slab {
            component,
            mean: vec![background.epsilon[component]; count],
            sigma: lossy.then(|| vec![background.sigma; count]),
            parts: background.parts.iter().map(|&part| vec![part; count]).collect(),
            slot: vec![0; count],
            interfaces: Vec::new(),
        }
    }

    fn fill(&mut self, index: usize, paint: &Paint) {
        self.mean[index] = paint.epsilon[self.component];
        self.slot[index] = 0;
        if let Some(sigma) = &mut self.sigma {
            sigma[index] = paint.sigma;
        }
        for (parts, &part) in self.parts.iter_mut().zip(&paint.parts) {
            parts[index] = part;
        }
    }

    fn mix(&mut self, index: usize, paint: &Paint, fill: Fill) {
        let f = fill.fraction;
        if !(SLIVER..=1.0 - SLIVER).contains(&f) {
            return;
        }
        let (mean, epsilon) = (self.mean[index], paint.epsilon[self.component]);
        let Interface { inverse, gradient, .. } = self.interface(index);
        self.put(Interface {
            index,
            inverse: (1.0 - f) * inverse + f / epsilon,
            gradient: [0, 1, 2].map(|a| (1.0 - f) * gradient[a] + fill.gradient[a] * (epsilon - mean)),
        });
        self.mean[index] = (1.0 - f) * mean + f * epsilon;
        let mix = |old: &mut f64, new: f64| *old = (1.0 - f) * *old + f * new;
        if let Some(sigma) = &mut self.sigma {
            mix(&mut sigma[index], paint.sigma);
        }
        for (parts, &part) in self.parts.iter_mut().zip(&paint.parts) {
            mix(&mut parts[index], part);
        }
    }

    fn interface(&self, index: usize) -> Interface {
        match self.slot[index] {
            0 => Interface { index, inverse: 1.0 / self.mean[index], gradient: [0.0; 3] },
            place => self.interfaces[place as usize - 1],
        }
    }

    fn put(&mut self, interface: Interface) {
        match self.slot[interface.index] {
            0 => {
                self.interfaces.push(interface);
                self.slot[interface.index] = self.interfaces.len() as u32;
            }
            place => self.interfaces[place as usize - 1] = interface,
        }
    }

    /// ε of the component: 1 / (n_c² ⟨1/ε⟩ + (1 − n_c²) / ⟨ε⟩), and the mean where the interface has no direction or a medium that
    /// disperses is a metal, for which the harmonic mean would have a resonance of its own.
    fn effective(mut self, dispersive: &[&Medium]) -> Vec<Vec<f64>> {
        for (place, interface) in self.interfaces.iter().enumerate() {
            let index = interface.index;
            let mean = self.mean[index];
            let square: f64 = interface.gradient.iter().map(|g| g * g).sum();
            // A millionth of ε per µm is round-off of walls that cancel.
            let metal = dispersive.iter().zip(&self.parts).any(|(m, parts)| m.epsilon <= 0.0 && parts[index] > 0.0);
            if self.slot[index] as usize == place + 1 && square > 1e-12 * mean * mean && !metal {
                let normal = interface.gradient[self.component].powi(2) / square;
                let smoothed = 1.0 / (normal * interface.inverse + (1.0 - normal) / mean);
                self.mean[index] = smoothed;
                for (medium, parts) in dispersive.iter().zip(&mut self.parts) {
                    let weight = normal / medium.epsilon.powi(2) + (1.0 - normal) / mean.powi(2);
                    parts[index] *= smoothed * smoothed * weight;
                }
            }
        }
        for (medium, parts) in dispersive.iter().zip(&self.parts) {
            for (epsilon, part) in self.mean.iter_mut().zip(parts) {
                *epsilon -= part * medium.susceptibility;
            }
        }
        [self.mean].into_iter().chain(self.sigma).chain(self.parts).collect()
    }
}

/// One height from its slabs and their thicknesses.
fn stack(slabs: &[(f64, Slab)]) -> Slab {
    let total: f64 = slabs.iter().map(|(thickness, _)| thickness).sum();
    let count = slabs[0].1.mean.len();
    let mean = |of: &dyn Fn(&Slab) -> &[f64]| -> Vec<f64> {
        (0..count).map(|index| slabs.iter().map(|(d, slab)| d * of(slab)[index]).sum::<f64>() / total).collect()
    };
    let mut whole = Slab {
        component: slabs[0].1.component,
        mean: slabs[0].1.mean.clone(),
        sigma: slabs[0].1.sigma.as_ref().map(|_| mean(&|slab| slab.sigma.as_deref().unwrap_or_default())),
        parts: (0..slabs[0].1.parts.len()).map(|m| mean(&|slab| &slab.parts[m])).collect(),
        slot: vec![0; count],
        interfaces: Vec::new(),
    };
    for index in 0..count {
        let alike = |(_, slab): &(f64, Slab)| slab.slot[index] == 0 && slab.mean[index] == whole.mean[index];
        if slabs.iter().all(alike) {
            continue;
        }
        let mut mean = 0.0;
        let mut sum = Interface { index, inverse: 0.0, gradient: [0.0; 3] };
        for (thickness, slab) in slabs {
            let weight = thickness / total;
            let part = slab.interface(index);
            mean += weight * slab.mean[index];
            sum.inverse += weight * part.inverse;
            for (total, slope) in sum.gradient.iter_mut().zip(part.gradient) {
                *total += weight * slope;
            }
        }
        // What the slanted walls within the slabs don't explain of the steps between them lies in horizontal faces. Their areas
        // add up, so that a film thinner than the box has a normal too.
        let steps = slabs.windows(2).map(|pair| {
            let [(below, lower), (above, upper)] = [&pair[0], &pair[1]];
            let slant = lower.interface(index).gradient[2] * below + upper.interface(index).gradient[2] * above;
            (upper.mean[index] - lower.mean[index] - 0.5 * slant).abs()
        });
        sum.gradient[2] = sum.gradient[2].abs() + steps.sum::<f64>() / total;
        whole.mean[index] = mean;
        whole.put(sum);
    }
    whole
}
