//! Fourier sums on the CPU: rows are copied while they are in cache, in whatever order a schedule comes by them; sums take
//! several samples at a time.

use rayon::prelude::*;

use super::aligned::Aligned;
use crate::kernel::dft::{PARTS, dft};
use crate::kernel::grid::{Real, Rows, Shared, Simd};
use crate::plan::DftBox;
use crate::units::TAU;

/// Samples kept before the sums take them: their traffic is divided by it.
const SAMPLES: usize = 8;

/// A monitor's sums and the samples that are not in them yet.
pub struct Monitor<'a, T> {
    pub of: &'a DftBox,
    /// `[i][component][frequency][part][point]`.
    pub sums: Aligned<T>,
    /// `[sample][i][component][point]`.
    samples: Aligned<T>,
    /// (cos, sin) `[sample][frequency]`, for E and for H.
    phases: [Vec<[T; 2]>; 2],
}

/// A monitor's samples while threads write them.
#[derive(Clone, Copy)]
pub struct Gather<'a, T> {
    of: &'a DftBox,
    samples: Shared<'a, T>,
    /// Place of the next sample.
    slot: usize,
}

/// (cos, sin) of 2πft by frequency.
pub fn phases<T: Real>(monitor: &DftBox, time: f64) -> Vec<[T; 2]> {
    let phase = |f: &f64| (TAU * f * time).sin_cos();
    monitor.frequencies.iter().map(phase).map(|(sin, cos)| [T::of(cos), T::of(sin)]).collect()
}

impl<'a, T: Real> Monitor<'a, T> {
    pub fn new(of: &'a DftBox) -> Self {
        let values = of.components.len() * of.points();
        Monitor {
            of,
            sums: Aligned::new(values * of.frequencies.len() * PARTS),
            samples: Aligned::new(values * SAMPLES),
            phases: Default::default(),
        }
    }

    pub fn clear(&mut self) {
        self.sums.fill(T::default());
        self.phases = Default::default();
    }

    /// Samples that there is room for.
    pub fn room(&self) -> usize {
        SAMPLES - self.taken()
    }

    fn taken(&self) -> usize {
        self.phases[0].len() / self.of.frequencies.len().max(1)
    }

    /// Where the samples of the steps to come go; `times` are the ends of those steps, µm/c.
    pub fn gather(&mut self, times: impl Iterator<Item = f64>, dt: f64) -> Gather<'_, T> {
        let slot = self.taken();
        for time in times {
            self.phases[0].extend(phases::<T>(self.of, time));
            self.phases[1].extend(phases::<T>(self.of, time - 0.5 * dt));
        }
        Gather::new(self.of, Shared::new(&mut self.samples), slot)
    }

    /// Takes the samples into the sums.
    pub fn add(&mut self, simd: Simd) {
        let (of, points, frequencies) = (self.of, self.of.points() / self.of.shape()[0], self.of.frequencies.len());
        let pitch = of.components.len() * of.points();
        let (samples, phases) = (&self.samples, &self.phases);
        let planes = self.sums.par_chunks_exact_mut(frequencies * PARTS * points).enumerate();
        planes.for_each(|(item, sums)| {
            let is_h = usize::from(!of.components[item % of.components.len()].is_e());
            dft(simd, &samples[item * points..], pitch, &phases[is_h], frequencies, sums);
        });
        self.phases = Default::default();
    }
}

impl<'a, T: Real> Gather<'a, T> {
    /// Samples of a box `[sample][i][component][point]`, from place `slot` on.
    pub fn new(of: &'a DftBox, samples: Shared<'a, T>, slot: usize) -> Self {
        Gather { of, samples, slot }
    }

    /// Copies the monitor's part of some rows of the plane i; `sample` counts from the first since `gather`.
    ///
    /// # Safety
    /// Nobody writes these rows of E and H meanwhile, and nobody else gathers them.
    pub unsafe fn rows(
        &self,
        grid: Rows,
        e: Shared<T>,
        h: Shared<T>,
        sample: usize,
        i: usize,
        rows: std::ops::Range<usize>,
    ) {
        let of = self.of;
        if !(of.lo[0]..of.hi[0]).contains(&i) {
            return;
        }
        let [planes, height, width] = of.shape();
        // Beyond the last cell every component is zero and none is kept.
        let kept = width.min(grid.kept.saturating_sub(of.lo[2]));
        for (c, component) in of.components.iter().enumerate() {
            let from = if component.is_e() { e } else { h };
            let plane = ((self.slot + sample) * planes + i - of.lo[0]) * of.components.len() + c;
            for j in of.lo[1].max(rows.start)..of.hi[1].min(rows.end) {
                // SAFETY: the caller's promise.
                let (from, to) = unsafe {
                    let to = self.samples.write((plane * height + j - of.lo[1]) * width, kept);
                    (from.read(grid.at(i, component.axis(), j) + of.lo[2], kept), to)
                };
                to.copy_from_slice(from);
            }
        }
    }
}
