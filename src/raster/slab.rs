//! What fills the boxes of one height, by painter's order over the structures.
//!
//! A height is parted into slabs at every top and bottom within it. In a slab a structure that fills the fraction f of a box
//! leaves (1−f) of what was there; the normal is that of ∇⟨ε⟩ with the box's position, g ← (1−f) g + ∇f (ε_s − ⟨ε⟩). Between slabs
//! the step of ⟨ε⟩ adds to g_z.

use std::borrow::Cow;

use super::coverage::{Coverage, cut};
use super::kottke;
use super::smooth::Boxes;
use crate::geometry::extrusion::Ring;
use crate::geometry::{Body, Extrusion, Fill, Medium, Scene, Shape};
use crate::material::tensor::{Tensor, tensor};

/// Fractions this near to 0 and 1 are round-off of interfaces that lie on the boxes' sides.
const SLIVER: f64 = 1e-9;

/// The scene, ready to be painted height by height on one kind of boxes.
pub(super) struct Painter<'a> {
    scene: &'a Scene,
    boxes: &'a [Boxes; 3],
    lossy: bool,
    /// Each once, the background first.
    media: Vec<&'a Medium>,
    tensors: Vec<Tensor>,
    /// Of each structure, among the media.
    medium: Vec<usize>,
    /// Extrusions with vertical walls are rasterized once for all heights.
    vertical: Vec<Option<Patch>>,
}

/// Coverage of the part of the x-y boxes that an outline reaches, from box `lo` on.
struct Patch {
    lo: [usize; 2],
    coverage: Coverage,
}

/// A box that several media share.
#[derive(Clone)]
struct Interface {
    index: usize,
    /// By medium.
    share: Vec<f64>,
    /// ∇⟨ε⟩; along z the areas of all faces added up, whichever way they look.
    gradient: [f64; 3],
    /// Along z, of the slanted walls alone.
    slanted: f64,
}

#[derive(Clone)]
struct Slab {
    /// The medium of every x-y box that has one alone, C order.
    medium: Vec<usize>,
    /// Per box: one more than its place in `interfaces`, or 0 where a single medium fills it.
    slot: Vec<u32>,
    interfaces: Vec<Interface>,
}

/// The media of a scene, each once, the background first.
fn media(scene: &Scene) -> Vec<&Medium> {
    let mut media = vec![&scene.background];
    for structure in &scene.structures {
        if !media.contains(&&structure.medium) {
            media.push(&structure.medium);
        }
    }
    media
}

/// The media of a scene that disperse, each once.
pub(super) fn dispersive(scene: &Scene) -> Vec<&Medium> {
    media(scene).into_iter().filter(|medium| !medium.poles.is_empty()).collect()
}

impl<'a> Painter<'a> {
    pub fn new(scene: &'a Scene, boxes: &'a [Boxes; 3], lossy: bool) -> Self {
        let patch = |body: &Body| match body {
            Body::Extrusion(e) if e.slope == 0.0 => patch(&e.rings, boxes),
            _ => None,
        };
        let vertical = scene.structures.iter().map(|s| patch(&s.body)).collect();
        let media = media(scene);
        let place = |medium: &Medium| media.iter().position(|other| *other == medium).unwrap_or_default();
        let medium = scene.structures.iter().map(|structure| place(&structure.medium)).collect();
        let tensors = media.iter().map(|medium| medium.tensor()).collect();
        Painter { scene, boxes, lossy, media, tensors, medium, vertical }
    }

    /// Of the boxes over a height, C order (x, y): smoothed ε of component `c` (what of it does not disperse), σ if anything is
    /// lossy, and the weight of each medium that disperses.
    pub fn height(&self, z: [f64; 2], c: usize) -> Vec<Vec<f64>> {
        let slab = self.whole(z);
        let alone: Vec<Vec<f64>> = (0..self.media.len()).map(|m| self.values(&self.only(m), [0.0; 3], c)).collect();
        let mut arrays: Vec<Vec<f64>> =
            (0..alone[0].len()).map(|array| slab.medium.iter().map(|&m| alone[m][array]).collect()).collect();
        for interface in slab.shared() {
            let values = self.values(&interface.share, interface.gradient, c);
            arrays.iter_mut().zip(values).for_each(|(array, value)| array[interface.index] = value);
        }
        arrays
    }

    /// Of the boxes over a height at which the components of E are coupled: ρ_yz, ρ_zx and ρ_xy, ρ_ab = ξ_ab / √(ξ_aa ξ_bb), ξ the
    /// inverse of the smoothed ε.
    pub fn correlations(&self, z: [f64; 2]) -> Vec<(usize, [f64; 3])> {
        let slab = self.whole(z);
        let of = |share: &[f64], gradient| kottke::correlations(&self.inverse(share, gradient));
        let alone: Vec<_> = (0..self.media.len()).map(|m| of(&self.only(m), [0.0; 3])).collect();
        // Where a horizontal face meets a wall n_x n_z of neither is what that of their sum is: only what slants couples x and z. It is the
        // mean of two interfaces, one the other's image, and so of two correlation matrices.
        let both = |one: &Interface| {
            let [x, y, z] = one.gradient;
            let up = if z == 0.0 { 0.5 } else { 0.5 + 0.5 * one.slanted / z };
            let [above, below] = [of(&one.share, [x, y, z]), of(&one.share, [x, y, -z])];
            [0, 1, 2].map(|c| up * above[c] + (1.0 - up) * below[c])
        };
        let pure = slab.medium.iter().zip(&slab.slot).enumerate().filter(|(_, (_, slot))| **slot == 0);
        let pure = pure.map(|(index, (&m, _))| (index, alone[m]));
        let shared = slab.shared().map(|interface| (interface.index, both(interface)));
        // Less is round-off of walls along the axes.
        pure.chain(shared).filter(|(_, rho)| rho.iter().any(|rho| rho.abs() > 1e-6)).collect()
    }

    fn only(&self, medium: usize) -> Vec<f64> {
        (0..self.media.len()).map(|m| f64::from(u8::from(m == medium))).collect()
    }

    /// The inverse of the smoothed ε.
    fn inverse(&self, share: &[f64], gradient: [f64; 3]) -> Tensor {
        let mean = |a: usize| self.tensors.iter().zip(share).map(|(tensor, share)| share * tensor[a][a]).sum::<f64>();
        match self.is_metal(share) {
            true => tensor(|a, b| if a == b { 1.0 / mean(a) } else { 0.0 }),
            false => kottke::averaged(share, &self.tensors, self.normal(share, gradient)),
        }
    }

    fn mean(&self, share: &[f64]) -> f64 {
        self.media.iter().zip(share).map(|(medium, share)| share * medium.epsilon).sum()
    }

    /// Whether a medium that disperses is a metal, for which the harmonic mean would have a resonance of its own, and what couples
    /// components would too.
    fn is_metal(&self, share: &[f64]) -> bool {
        self.media.iter().zip(share).any(|(medium, &share)| medium.epsilon <= 0.0 && share > 0.0)
    }

    /// None where the interface has no direction, and beside a metal.
    fn normal(&self, share: &[f64], gradient: [f64; 3]) -> Option<[f64; 3]> {
        let length = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        // A millionth of ε per µm is round-off of walls that cancel.
        (length > 1e-6 * self.mean(share) && !self.is_metal(share)).then(|| gradient.map(|g| g / length))
    }

    /// Those of [`Self::height`] in a box.
    fn values(&self, share: &[f64], gradient: [f64; 3], c: usize) -> Vec<f64> {
        let smoothed = 1.0 / self.inverse(share, gradient)[c][c];
        let mean = self.mean(share);
        let normal = self.normal(share, gradient);
        // By how much the smoothed ε follows a medium's own: what it loses by conduction and what it disperses by go together, since of
        // a Drude metal one makes up for the other.
        let weight = |medium: &Medium, share: f64| {
            let follows = normal.map_or(1.0, |normal| {
                let across = normal[c] * normal[c];
                smoothed * smoothed * (across / medium.epsilon.powi(2) + (1.0 - across) / mean.powi(2))
            });
            share * follows
        };
        let weighted = || self.media.iter().zip(share).map(|(medium, &share)| (medium, weight(medium, share)));
        let mut values = vec![smoothed];
        values.extend(self.lossy.then(|| weighted().map(|(medium, weight)| weight * medium.sigma).sum::<f64>()));
        for (medium, weight) in weighted().filter(|(medium, _)| !medium.poles.is_empty()) {
            values[0] -= weight * medium.susceptibility;
            values.push(weight);
        }
        values
    }

    fn whole(&self, z: [f64; 2]) -> Slab {
        let cuts = self.cuts(z);
        let mut slabs: Vec<(f64, Slab)> = cuts.windows(2).map(|z| (z[1] - z[0], self.slab([z[0], z[1]]))).collect();
        match slabs.len() {
            1 => slabs.remove(0).1,
            _ => self.stack(&slabs),
        }
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

    fn slab(&self, z: [f64; 2]) -> Slab {
        let count = self.boxes[0].count() * self.boxes[1].count();
        let mut slab = Slab { medium: vec![0; count], slot: vec![0; count], interfaces: Vec::new() };
        for ((structure, &medium), vertical) in self.scene.structures.iter().zip(&self.medium).zip(&self.vertical) {
            match &structure.body {
                Body::Extrusion(extrusion) => self.extrusion(&mut slab, medium, extrusion, vertical, z),
                Body::Solid(shape) => self.solid(&mut slab, medium, shape.as_ref(), z),
            }
        }
        slab
    }

    fn extrusion(&self, slab: &mut Slab, medium: usize, extrusion: &Extrusion, vertical: &Option<Patch>, z: [f64; 2]) {
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
                    slab.fill(first + column, medium);
                }
            }
        }
        let slope = if self.boxes[2].cut.is_some() { 0.0 } else { extrusion.slope };
        for &(k, [gx, gy]) in &coverage.boundary {
            // The outline shrinks by `slope` per height, so the fraction falls by that much per length of wall.
            let gradient = [gx, gy, -slope * gx.hypot(gy)];
            let fraction = coverage.fraction[k];
            self.mix(slab, index(k), medium, Fill { fraction, gradient });
        }
    }

    fn solid(&self, slab: &mut Slab, medium: usize, shape: &dyn Shape, z: [f64; 2]) {
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
                    slab.fill(index, medium);
                } else {
                    self.mix(slab, index, medium, fill);
                }
            }
        }
    }

    fn mix(&self, slab: &mut Slab, index: usize, medium: usize, fill: Fill) {
        if !(SLIVER..=1.0 - SLIVER).contains(&fill.fraction) {
            return;
        }
        let Interface { mut share, gradient, .. } = self.interface(slab, index);
        let before = share[medium];
        if before > 1.0 - SLIVER {
            return;
        }
        // What the medium adds to ε where it stands, and the fill that it has so far.
        let step = (self.media[medium].epsilon - self.mean(&share)) / (1.0 - before);
        let so_far = Fill { fraction: before, gradient: gradient.map(|g| if step == 0.0 { 0.0 } else { g / step }) };
        let both = so_far.with(&fill);
        if both.fraction > 1.0 - SLIVER {
            return slab.fill(index, medium);
        }
        let left = (1.0 - both.fraction) / (1.0 - before);
        share.iter_mut().for_each(|share| *share *= left);
        share[medium] = both.fraction;
        let gradient = if step == 0.0 { gradient.map(|g| left * g) } else { both.gradient.map(|g| g * step) };
        slab.put(Interface { index, share, gradient, slanted: gradient[2] });
    }

    fn interface(&self, slab: &Slab, index: usize) -> Interface {
        match slab.slot[index] {
            0 => Interface { index, share: self.only(slab.medium[index]), gradient: [0.0; 3], slanted: 0.0 },
            place => slab.interfaces[place as usize - 1].clone(),
        }
    }

    /// One height from its slabs and their thicknesses.
    fn stack(&self, slabs: &[(f64, Slab)]) -> Slab {
        let total: f64 = slabs.iter().map(|(thickness, _)| thickness).sum();
        let first = &slabs[0].1;
        let mut whole = Slab { slot: vec![0; first.slot.len()], interfaces: Vec::new(), medium: first.medium.clone() };
        for index in 0..first.medium.len() {
            if slabs.iter().all(|(_, slab)| slab.slot[index] == 0 && slab.medium[index] == first.medium[index]) {
                continue;
            }
            let parts: Vec<(f64, Interface)> =
                slabs.iter().map(|(thickness, slab)| (thickness / total, self.interface(slab, index))).collect();
            let mut sum = Interface { index, share: vec![0.0; self.media.len()], gradient: [0.0; 3], slanted: 0.0 };
            for (weight, part) in &parts {
                sum.share.iter_mut().zip(&part.share).for_each(|(sum, share)| *sum += weight * share);
                sum.gradient.iter_mut().zip(part.gradient).for_each(|(sum, slope)| *sum += weight * slope);
            }
            // What the slanted walls within the slabs don't explain of the steps between them lies in horizontal faces. Their areas
            // add up, so that a film thinner than the box has a normal too.
            let steps = parts.windows(2).map(|pair| {
                let [(below, lower), (above, upper)] = [&pair[0], &pair[1]];
                let slant = total * (lower.gradient[2] * below + upper.gradient[2] * above);
                (self.mean(&upper.share) - self.mean(&lower.share) - 0.5 * slant).abs()
            });
            sum.slanted = sum.gradient[2];
            sum.gradient[2] = sum.slanted.abs() + steps.sum::<f64>() / total;
            whole.put(sum);
        }
        whole
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
    fn fill(&mut self, index: usize, medium: usize) {
        self.medium[index] = medium;
        self.slot[index] = 0;
    }

    fn put(&mut self, interface: Interface) {
        match self.slot[interface.index] {
            0 => {
                let index = interface.index;
                self.interfaces.push(interface);
                self.slot[index] = self.interfaces.len() as u32;
            }
            place => self.interfaces[place as usize - 1] = interface,
        }
    }

    /// The boxes that media share still: those painted over since are not.
    fn shared(&self) -> impl Iterator<Item = &Interface> {
        let kept = |(place, one): &(usize, &Interface)| self.slot[one.index] as usize == place + 1;
        self.interfaces.iter().enumerate().filter(kept).map(|(_, one)| one)
    }
}
