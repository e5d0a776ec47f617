//! Probes on the CPU: points are copied within the tiles as samples of Fourier sums are, and weighted after each stretch.

use std::ops::Range;

use super::monitor::Gather;
use crate::kernel::grid::{Real, Shared};
use crate::kernel::probe::probe;
use crate::plan::{self, DftBox};

/// A probe and its samples so far.
pub struct Probe<'a, T> {
    of: &'a plan::Probe,
    points: DftBox,
    weight: Vec<T>,
    /// Points of the stretch under way, `[sample][point]`.
    gathered: Vec<T>,
    pub samples: Vec<T>,
}

impl<'a, T: Real> Probe<'a, T> {
    pub fn new(of: &'a plan::Probe) -> Self {
        let points = DftBox { components: vec![of.component], lo: of.lo, hi: of.hi, frequencies: Vec::new() };
        let weight = of.weight.iter().map(|&weight| T::of(weight)).collect();
        Probe { of, points, weight, gathered: Vec::new(), samples: Vec::new() }
    }

    pub fn clear(&mut self) {
        self.gathered.clear();
        self.samples.clear();
    }

    /// Where the samples of the steps to come go, and how many steps lie between them.
    pub fn gather(&mut self, steps: Range<usize>) -> (Gather<'_, T>, usize) {
        let count = self.of.samples(steps.end) - self.of.samples(steps.start);
        self.gathered.resize(count * self.weight.len(), T::default());
        (Gather::new(&self.points, Shared::new(&mut self.gathered), 0), self.of.every)
    }

    /// Takes what was gathered.
    pub fn add(&mut self) {
        let plane = self.weight.len() / (self.of.hi[0] - self.of.lo[0]);
        for points in self.gathered.chunks_exact(self.weight.len()) {
            let planes = points.chunks_exact(plane).zip(self.weight.chunks_exact(plane));
            let mut sum = T::default();
            planes.for_each(|(points, weight)| sum += probe(points, weight));
            self.samples.push(sum);
        }
        self.gathered.clear();
    }
}
