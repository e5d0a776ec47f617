//! Tiles of rows that sweep along x, each behind those that it needs.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::kernel::grid::Rows;

/// Blocks of levels times tiles of rows, and how far each task is.
pub(super) struct Tiles {
    pub nx: usize,
    pub ny: usize,
    /// Rows per tile, tiles per block.
    pub height: usize,
    pub count: usize,
    pub steps: usize,
    pub blocks: usize,
    /// Planes and rows by which the passes from `LATE` on are behind.
    pub lag: usize,
    /// Sweep positions that each task (block × `count` + tile) has finished.
    pub done: Vec<AtomicUsize>,
}

impl Tiles {
    pub fn new(rows: Rows, depth: usize, height: usize, steps: usize, lag: usize) -> Self {
        let [nx, ny] = rows.cells();
        let (count, blocks) = (ny.div_ceil(height), steps.div_ceil(depth));
        let done = (0..blocks * count).map(|_| AtomicUsize::new(0)).collect();
        Tiles { nx, ny, height, count, steps, blocks, lag, done }
    }

    /// Steps of a block, counted from the first of the stretch; blocks are as equal as can be.
    pub fn levels(&self, block: usize) -> Range<usize> {
        self.steps * block / self.blocks..self.steps * (block + 1) / self.blocks
    }

    /// Planes and rows from a level to the next.
    pub fn lean(&self) -> usize {
        1 + self.lag
    }

    /// Planes and rows that the last pass of the last of so many levels is behind the first one.
    pub fn behind(&self, levels: usize) -> usize {
        self.lean() * (levels - 1) + self.lag
    }

    /// Positions of a sweep that takes so many levels along.
    pub fn positions(&self, levels: usize) -> usize {
        self.nx + self.behind(levels)
    }

    /// Rows of a tile that leans so far back.
    pub fn rows(&self, tile: usize, behind: usize) -> Range<usize> {
        let end = if tile + 1 == self.count { self.ny } else { ((tile + 1) * self.height).saturating_sub(behind) };
        (tile * self.height).saturating_sub(behind).min(end)..end
    }

    /// Waits until a task may take sweep position s.
    ///
    /// With lean l and lag c (1 and 0, or 2 and 1 where components are coupled) a tile has at level t the plane i = s − lt and rows
    /// `[y₀ − lt, y₁ − lt)`, the late passes c further back. It reads, besides its own rows at the level below: H on the row before
    /// them and, where coupled, gains on the row before the late ones, both written by the tile before at the same s and level; and,
    /// at level 0, E on the plane after and the row after them from the previous block's last level. That row's late passes are
    /// those of the tile that holds the unskewed row y₁ + l(T − 1) + c, whose last level reaches plane s + 1 at its position
    /// s + 1 + l(T − 1) + c. What a tile overwrites at level t + 1 was read by its neighbours at level t before: by the tile after
    /// never (what that reads begins one row before its late rows at level t, y₁ − lt − c − 1, where this tile's rows at level t + 1
    /// end), by the tile before at an earlier position.
    pub fn wait(&self, block: usize, tile: usize, s: usize) {
        if tile > 0 {
            self.wait_for(block, tile - 1, s + 1);
        }
        if block > 0 {
            let levels = self.levels(block - 1).len();
            let behind = self.behind(levels);
            let holder = ((tile + 1) * self.height + behind) / self.height;
            self.wait_for(block - 1, holder.min(self.count - 1), (s + behind + 2).min(self.positions(levels)));
        }
    }

    pub fn wait_for(&self, block: usize, tile: usize, position: usize) {
        let done = &self.done[block * self.count + tile];
        let mut spins = 0_u32;
        while done.load(Ordering::Acquire) < position {
            spins += 1;
            // A thread that waits long has lost its partner's core to somebody else.
            if spins.is_multiple_of(256) { std::thread::yield_now() } else { std::hint::spin_loop() }
        }
    }
}
