//! Arrays that begin on a cache line.

use std::ops::{Deref, DerefMut};

use crate::kernel::Real;

/// Numbers from a cache line's start on, zero at first.
pub struct Aligned<T> {
    store: Vec<T>,
    start: usize,
    count: usize,
}

impl<T: Real> Aligned<T> {
    pub fn new(count: usize) -> Self {
        Self::staggered(count, 0)
    }

    /// So many cache lines beyond a page's start.
    pub fn staggered(count: usize, lines: usize) -> Self {
        let store = vec![T::default(); count + (4096 + 64 * lines) / size_of::<T>()];
        let start = store.as_ptr().align_offset(4096) + 64 * lines / size_of::<T>();
        Aligned { store, start, count }
    }
}

impl<T> Deref for Aligned<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.store[self.start..self.start + self.count]
    }
}

impl<T> DerefMut for Aligned<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.store[self.start..self.start + self.count]
    }
}
