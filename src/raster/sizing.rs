//! Nodes of a graded axis.
//!
//! A sizing function h(x) is the largest that keeps to every zone's step and rises no faster than ln(growth) per length. Each
//! stretch between breakpoints is divided at equal increments q <= 1 of F = ∫ dx/h. Then d(ln h)/dF = h' <= ln(growth), so that
//! neighbouring steps within a stretch differ by no more than growth^q. Where steps differ by more across a breakpoint, the
//! smaller one is fed back as a bound on h there, and the axis is divided anew. Walls at many places, as of a taper of segments, would
//! drive that on and on: where they force a step below [`GAP`] of what is asked for, the shortest of them loses its node.

use super::features::{Face, Features, Zone};

/// Steps kept alike to each side of a port's plane.
const PORT_CELLS: f64 = 4.0;
/// Least distance between a breakpoint and its neighbours as a fraction of the local step: of any interface, and of the top or
/// bottom of a layer from another one (a thin film gets its own cell).
const GAP: f64 = 0.5;
const FILM: f64 = 0.05;
/// Breakpoints closer than this are one, µm.
const SAME_UM: f64 = 1e-6;
/// Samples of h per smallest step.
const SAMPLES: f64 = 8.0;
/// Rounds of feedback. Every one lowers h at a breakpoint; of 20,000 random axes (growth 1.05 to 2) none took more than 18.
const ROUNDS: usize = 100;

/// What the cells of a graded axis must obey.
pub(super) struct Sizing {
    pub range: [f64; 2],
    /// Step that the background asks for, µm.
    pub background: f64,
    pub growth: f64,
    pub features: Features,
    /// Port planes across the axis.
    pub planes: Vec<f64>,
}

impl Sizing {
    /// The step asked for at a coordinate, before growth has its say.
    pub fn target(&self, at: f64) -> f64 {
        let zones = self.features.zones.iter();
        let here = zones.filter(|zone| zone.lo - SAME_UM <= at && at <= zone.hi + SAME_UM);
        here.map(|zone| zone.step).fold(self.background, f64::min)
    }

    /// The nodes, or the worst ratio of neighbouring steps where no division obeys the growth.
    pub fn nodes(&self) -> Result<Vec<f64>, f64> {
        let calm: Vec<Zone> = self.planes.iter().map(|&plane| self.about(plane)).collect();
        let mut breaks = self.breakpoints(&calm);
        loop {
            let at: Vec<f64> = breaks.iter().map(|face| face.at).collect();
            let mut zones = calm.clone();
            zones.extend(self.features.zones.iter().map(|&zone| padded(zone, &at)));
            let nodes = self.within_growth(&at, zones.clone())?;
            match costly(&nodes, &breaks, &self.sizes(&at, &zones)) {
                Some(wall) => breaks.remove(wall),
                None => return Ok(nodes),
            };
        }
    }

    /// The nodes for these breakpoints.
    fn within_growth(&self, breaks: &[f64], mut zones: Vec<Zone>) -> Result<Vec<f64>, f64> {
        let mut worst = 1.0;
        for _ in 0..ROUNDS {
            let (nodes, ratio, bounds) = self.divide(breaks, &zones);
            if bounds.is_empty() {
                return Ok(nodes);
            }
            worst = ratio;
            zones.extend(bounds);
        }
        Err(worst)
    }

    /// Where the cells about a port's plane should be alike.
    fn about(&self, plane: f64) -> Zone {
        let reach = (PORT_CELLS + 0.5) * self.target(plane);
        let [lo, hi] = [plane - reach, plane + reach];
        let zones = self.features.zones.iter();
        let near = zones.filter(|zone| zone.lo < hi && zone.hi > lo);
        let step = near.map(|zone| zone.step).fold(self.background, f64::min);
        Zone { lo, hi, step }
    }

    /// The interfaces that get a node, with the domain's ends, ascending: layers first, then by falling length.
    fn breakpoints(&self, calm: &[Zone]) -> Vec<Face> {
        let [lo, hi] = self.range;
        let mut faces = coincident(&self.features.faces);
        faces.sort_by(|a, b| b.length.total_cmp(&a.length));
        let mut chosen = [lo, hi].map(|at| Face { at, length: f64::INFINITY }).to_vec();
        for Face { at, length } in faces {
            let step = self.target(at);
            let at_port = calm.iter().any(|zone| zone.lo < at && at < zone.hi);
            let at_end = (at - lo).min(hi - at) < GAP * step;
            if at_port || at_end || length < step {
                continue;
            }
            let gap = if length.is_infinite() { FILM } else { GAP };
            if chosen.iter().all(|other| (other.at - at).abs() >= gap * step) {
                chosen.push(Face { at, length });
            }
        }
        chosen.sort_by(|a, b| a.at.total_cmp(&b.at));
        chosen
    }

    /// Nodes for these zones, the worst ratio of neighbouring steps, and bounds on h where a ratio exceeds the growth.
    fn divide(&self, breaks: &[f64], zones: &[Zone]) -> (Vec<f64>, f64, Vec<Zone>) {
        let mut nodes = vec![breaks[0]];
        let [x, h] = self.sizes(breaks, zones);
        for pair in breaks.windows(2) {
            let first = x.partition_point(|&at| at < pair[0]);
            let last = x.partition_point(|&at| at < pair[1]);
            nodes.extend(equal_increments(&x[first..=last], &h[first..=last]));
        }
        let mut worst = 1.0_f64;
        let mut bounds = Vec::new();
        for triple in nodes.windows(3) {
            let [before, after] = [triple[1] - triple[0], triple[2] - triple[1]];
            let ratio = before.max(after) / before.min(after);
            worst = worst.max(ratio);
            if ratio > self.growth * (1.0 + 1e-9) {
                let [lo, hi] = [triple[1]; 2];
                let step = before.min(after);
                bounds.push(Zone { lo, hi, step });
            }
        }
        (nodes, worst, bounds)
    }

    /// Samples of the sizing function, `[x, h]`, the breakpoints among them; h is linear in between.
    fn sizes(&self, breaks: &[f64], zones: &[Zone]) -> [Vec<f64>; 2] {
        let smallest = self.features.zones.iter().map(|zone| zone.step);
        let spacing = smallest.fold(self.background, f64::min) / SAMPLES;
        let mut x = vec![breaks[0]];
        for pair in breaks.windows(2) {
            let count = ((pair[1] - pair[0]) / spacing).ceil().max(1.0);
            let at = |i: usize| pair[0] + (pair[1] - pair[0]) * i as f64 / count;
            x.extend((1..count as usize).map(at));
            x.push(pair[1]);
        }
        let mut h = vec![self.background; x.len()];
        for zone in zones {
            // From the sample before the zone to the one after it, so that h keeps to the step in between as well.
            let first = x.partition_point(|&at| at <= zone.lo).saturating_sub(1);
            let end = (x.partition_point(|&at| at < zone.hi) + 1).min(x.len());
            for size in &mut h[first.min(end)..end] {
                *size = size.min(zone.step);
            }
        }
        let rise = self.growth.ln();
        for i in 1..x.len() {
            h[i] = h[i].min(h[i - 1] + rise * (x[i] - x[i - 1]));
        }
        for i in (1..x.len()).rev() {
            h[i - 1] = h[i - 1].min(h[i] + rise * (x[i] - x[i - 1]));
        }
        [x, h]
    }
}

/// Of the walls next to a step below [`GAP`] of what the zones ask for the shortest.
fn costly(nodes: &[f64], breaks: &[Face], [x, h]: &[Vec<f64>; 2]) -> Option<usize> {
    let small = nodes.windows(2).filter(|cell| {
        let asked = h[x.partition_point(|&at| at < 0.5 * (cell[0] + cell[1]))];
        cell[1] - cell[0] < GAP * (1.0 - 1e-9) * asked
    });
    let beside = small.flat_map(|cell| {
        let above = breaks.partition_point(|face| face.at < cell[1] - SAME_UM);
        [above - 1, above]
    });
    beside
        .filter(|&wall| breaks[wall].length.is_finite())
        .min_by(|&a, &b| breaks[a].length.total_cmp(&breaks[b].length))
}

/// Widens a zone by its own step at an end that is no breakpoint: a cell with a part in the zone then either lies within the
/// widened zone, or would have to span all of the widening and more, which is over one increment of F.
fn padded(zone: Zone, breaks: &[f64]) -> Zone {
    let pad = |end: f64| {
        let snapped = breaks.iter().any(|at| (at - end).abs() < SAME_UM);
        if snapped { 0.0 } else { zone.step }
    };
    Zone { lo: zone.lo - pad(zone.lo), hi: zone.hi + pad(zone.hi), ..zone }
}

/// Adds up the lengths of faces at the same coordinate.
fn coincident(faces: &[Face]) -> Vec<Face> {
    let mut faces = faces.to_vec();
    faces.sort_by(|a, b| a.at.total_cmp(&b.at));
    faces.dedup_by(|next, kept| {
        let same = next.at - kept.at < SAME_UM;
        if same {
            kept.length += next.length;
        }
        same
    });
    faces
}

/// The ends of the fewest steps of equal ∫ dx/h <= 1 over samples of a piecewise linear h; the last one is exactly the last
/// sample.
fn equal_increments(x: &[f64], h: &[f64]) -> Vec<f64> {
    let rise = |i: usize| (h[i + 1] - h[i]) / (x[i + 1] - x[i]);
    let increment = |i: usize| {
        let along = x[i + 1] - x[i];
        // ln(1 + r)/r for the relative rise r; its limit where h is level.
        let relative = (h[i + 1] - h[i]) / h[i];
        if relative.abs() < 1e-9 { along / h[i] } else { along / h[i] * relative.ln_1p() / relative }
    };
    let increments: Vec<f64> = (0..x.len() - 1).map(increment).collect();
    let total: f64 = increments.iter().sum();
    // An extent of just so many steps is not given one more for its round-off.
    let steps = (total - 1e-9 * total.max(1.0)).ceil().max(1.0) as usize;
    let mut ends = Vec::with_capacity(steps);
    let (mut i, mut passed) = (0, 0.0);
    for step in 1..steps {
        let goal = total * step as f64 / steps as f64;
        while i + 1 < increments.len() && passed + increments[i] < goal {
            passed += increments[i];
            i += 1;
        }
        let left = goal - passed;
        let slope = rise(i);
        let along = if (slope * left).abs() < 1e-9 { h[i] * left } else { h[i] * (slope * left).exp_m1() / slope };
        ends.push(x[i] + along);
    }
    ends.push(x[x.len() - 1]);
    ends
}

#[cfg(test)]
mod tests;
