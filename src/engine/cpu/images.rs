//! Copies on the CPU, where the domain repeats: stretches of points along z, and what was lifted of them from each set of real fields.

use rayon::prelude::*;

use super::aligned::Aligned;
use crate::kernel::grid::{Real, Rows, Shared, Simd};
use crate::kernel::{lift::lift, wrap::wrap};
use crate::plan::wrap::Image;

/// Copies that follow one another.
struct Span {
    /// Places in the field.
    to: usize,
    from: usize,
    /// First one's number, and how many there are.
    first: usize,
    count: usize,
    cos: f64,
    sin: f64,
}

/// A plan's copies of E or of H in T.
pub struct Images<T> {
    spans: Vec<Span>,
    /// By set of real fields.
    lifted: Vec<Aligned<T>>,
}

impl<T: Real> Images<T> {
    pub fn new(images: &[Image], rows: Rows, lanes: usize) -> Self {
        let place = |image: &Image, [i, j, k]: [usize; 3]| rows.at(i, image.component.axis(), j) + k;
        let mut spans: Vec<Span> = Vec::new();
        for (n, image) in images.iter().enumerate() {
            let (to, from) = (place(image, image.to), place(image, image.from));
            let (cos, sin) = (image.turn.re, image.turn.im);
            match spans.last_mut() {
                Some(last)
                    if [last.to, last.from].map(|at| at + last.count) == [to, from]
                        && [last.cos, last.sin] == [cos, sin] =>
                {
                    last.count += 1;
                }
                _ => spans.push(Span { to, from, first: n, count: 1, cos, sin }),
            }
        }
        Images { spans, lifted: (0..lanes).map(|_| Aligned::new(images.len())).collect() }
    }

    /// Lifts what copies are made of from every set of real fields.
    pub fn lift(&mut self, simd: Simd, lanes: &[Shared<T>]) {
        for (field, lifted) in lanes.iter().zip(&mut self.lifted) {
            let lifted = Shared::new(lifted);
            self.spans.par_iter().with_min_len(64).for_each(|span| {
                // SAFETY: fields are only read, and each span's stretch of `lifted` is written by one thread.
                unsafe { lift(simd, lifted.write(span.first, span.count), field.read(span.from, span.count)) };
            });
        }
    }

    /// Makes the copies of every set: with F = a + ib and a turn c + is they are ca − sb and cb + sa.
    pub fn wrap(&self, simd: Simd, lanes: &[Shared<T>]) {
        for (lane, field) in lanes.iter().enumerate() {
            let (own, other) = (&self.lifted[lane], &self.lifted[lanes.len() - 1 - lane]);
            let sign = if lane == 0 { -1.0 } else { 1.0 };
            self.spans.par_iter().with_min_len(64).for_each(|span| {
                let stretch = span.first..span.first + span.count;
                let (cos, sin) = (T::of(span.cos), T::of(sign * span.sin));
                // SAFETY: each copy is written by one thread, and read by nobody meanwhile.
                let field = unsafe { field.write(span.to, span.count) };
                wrap(simd, field, &own[stretch.clone()], &other[stretch], cos, sin);
            });
        }
    }
}
