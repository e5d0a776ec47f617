//! In which order the passes of [`STEP`] reach planes, rows and time levels. Two schedules, the same bits:
//!
//! - plain: one pass over the whole grid at a time, planes shared among threads; the reference.
//! - tiled (temporal blocking): a tile of rows sweeps along x with several time levels at once, level t one plane behind level
//!   t − 1, so that a plane is loaded into cache once for all of them. Tiles lean back by one row a level (rows
//!   `[y₀ − t, y₁ − t)` at level t), because H looks one row ahead; each follows the one before it, because E looks one row
//!   back. So a tile needs only tiles before it and, from the previous block of levels, those that hold its rows.
//!
//! Where components of E are coupled, a point's last pass needs what its neighbours gained on the plane and the row after it: the
//! passes from `Couple` on lag one plane and one row behind the others, and a level lies two planes and rows behind the one before.

mod tiles;

use std::ops::Range;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::super::{Pass, STEP};
use super::Source;
use super::coupling;
use super::images::Images;
use super::meter::Meter;
use super::monitor::Gather;
use super::polarization::Stepping;
use crate::kernel::grid::{Real, Rows, Shared};
use crate::kernel::inject::inject;
use crate::kernel::update_e::{UpdateE, update_e};
use crate::kernel::update_h::{UpdateH, update_h};
use crate::plan::Plan;
use tiles::Tiles;

/// How a stretch of steps is cut up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    Plain,
    /// Time levels per block, and rows per tile.
    Tiled {
        depth: usize,
        rows: usize,
    },
}

/// Most levels per block: more gains little, and a block ends at every Fourier sample anyway.
const DEPTH: usize = 8;

impl Schedule {
    /// Tiles whose planes fit a core's part of the cache: `arrays` numbers of `width` bytes a point.
    pub fn fitting(rows: Rows, arrays: usize, width: usize) -> Self {
        // A tile keeps a plane per level, one ahead and one behind; where components are coupled twice as many, and yet lower tiles,
        // which lean by two rows a level, are no faster.
        let row = (DEPTH + 2) * rows.stride * arrays * width;
        Schedule::Tiled { depth: DEPTH, rows: (cache_bytes() / row).clamp(1, rows.cells()[1]) }
    }
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Schedule::Plain => write!(to, "plain"),
            Schedule::Tiled { depth, rows } => write!(to, "tiled {depth}x{rows}"),
        }
    }
}

impl Schedule {
    /// Bytes per cell-step that pass between memory and cache outside the absorbers, in numbers of `width` bytes: every array that
    /// is read or written once per pass (plain) or once per block of levels (tiled); distinct rows of coefficients once.
    pub fn bytes(self, plan: &Plan, width: usize) -> f64 {
        let active = plan.active.iter().filter(|&&active| active).count() as f64;
        let coefficients = plan.coefficients.numbers() as f64 / plan.grid.points() as f64;
        let width = width as f64;
        match self {
            // Each pass reads both fields and writes one.
            Schedule::Plain => width * (3.0 * active + coefficients),
            Schedule::Tiled { depth, .. } => width * (2.0 * active + coefficients) / depth as f64,
        }
    }
}

/// Cache that a tile may take: an eighth of the last level, which cores share, but no less than the second level. A tile leans by a
/// row a level, so that every level takes a row in from outside the cache and lets one go: low tiles pay for that. Measured on 160³
/// (Zen 4, 1 MiB L2, 32 MiB L3, one thread): tiles of 0.3, 0.6, 1, 2, 4, 8 MiB run at 0.74, 0.80, 0.82, 0.90, 1, 1 of the best.
fn cache_bytes() -> usize {
    let size = |level: usize| {
        let file = format!("/sys/devices/system/cpu/cpu0/cache/index{level}/size");
        let text = std::fs::read_to_string(file).unwrap_or_default();
        text.trim().strip_suffix('K').and_then(|kib| kib.parse::<usize>().ok()).map(|kib| kib << 10)
    };
    let (second, third) = (size(2).unwrap_or(512 << 10), size(3).unwrap_or(0));
    second.max(third / 8)
}

/// The passes from here on need all others done on the plane and the row after theirs, where components are coupled.
const LATE: usize = 9;
const _: () = assert!(matches!(STEP[LATE], Pass::Couple));

/// Everything that a stretch of steps works on.
pub struct Work<'a, T> {
    pub e: UpdateE<'a, T>,
    pub h: UpdateH<'a, T>,
    pub polarizations: Vec<Stepping<'a, T>>,
    pub coupled: coupling::Stepping<'a, T>,
    pub sources: &'a [Source<T>],
    pub gathers: Vec<Gather<'a, T>>,
    pub sample_every: usize,
    /// With the steps between their samples.
    pub probes: Vec<(Gather<'a, T>, usize)>,
    /// The energy is taken at the end of step `measure`.
    pub meter: &'a Meter<T>,
    pub energies: Shared<'a, T>,
    pub measure: usize,
    /// First step of the stretch.
    pub first: usize,
}

impl<T: Real> Work<'_, T> {
    /// Takes `steps` steps of fields that stand alone, by tiles.
    pub fn tiled(&self, depth: usize, height: usize, steps: usize, pool: &rayon::ThreadPool) {
        let tiles = Tiles::new(self.e.rows, depth, height, steps, usize::from(!self.coupled.is_empty()));
        pool.broadcast(|thread| {
            for task in (thread.index()..tiles.done.len()).step_by(thread.num_threads()) {
                self.sweep(&tiles, task);
            }
        });
    }

    /// Takes one tile through one block of levels.
    fn sweep(&self, tiles: &Tiles, task: usize) {
        let (block, tile) = (task / tiles.count, task % tiles.count);
        let levels = tiles.levels(block);
        for s in 0..tiles.positions(levels.len()) {
            tiles.wait(block, tile, s);
            for (t, n) in levels.clone().enumerate() {
                for (passes, behind) in [(&STEP[..LATE], 0), (&STEP[LATE..], tiles.lag)] {
                    let Some(i) = s.checked_sub(tiles.lean() * t + behind).filter(|&i| i < tiles.nx) else { continue };
                    let rows = tiles.rows(tile, tiles.lean() * t + behind);
                    for &pass in passes {
                        // SAFETY: `wait` has seen all rows that this pass reads at their time level, and no task writes them
                        // before this one has told its progress (see the argument at `Tiles::wait`).
                        unsafe { self.pass(pass, self.first + n, i, rows.clone()) };
                    }
                    if passes.contains(&Pass::Couple) {
                        // SAFETY: the rows that this task has just written.
                        unsafe { self.measure(self.first + n, i, rows) };
                    }
                }
            }
            tiles.done[task].store(s + 1, Ordering::Release);
        }
    }

    /// One pass of step n on rows of the plane i.
    ///
    /// # Safety
    /// Nobody else touches the rows that the pass writes, or writes those that it reads, meanwhile.
    unsafe fn pass(&self, pass: Pass, n: usize, i: usize, rows: Range<usize>) {
        // SAFETY: handed on from the caller.
        unsafe {
            match pass {
                Pass::UpdateH if self.h.families.any() => update_h(&self.h, i, rows),
                Pass::UpdateE if self.e.families.any() => update_e(&self.e, i, rows),
                Pass::InjectH => self.inject(false, n, i, rows),
                Pass::InjectE => self.inject(true, n, i, rows),
                Pass::Polarize | Pass::Settle => {
                    for mixture in self.polarizations.iter().filter(|m| m.is_late() == (pass == Pass::Settle)) {
                        mixture.step(self.e.simd, self.e.rows, self.e.e, i, rows.clone());
                    }
                }
                Pass::Recall => {
                    for mixture in self.polarizations.iter().filter(|mixture| mixture.is_late()) {
                        mixture.recall(self.e.simd, self.e.rows, self.e.e, i, rows.clone());
                    }
                }
                // Nothing is there to update.
                Pass::UpdateH | Pass::UpdateE => {}
                Pass::Gain | Pass::Couple if self.coupled.is_empty() => {}
                Pass::Gain => self.coupled.gain(self.e.simd, self.e.rows, self.e.e, i, rows),
                Pass::Couple => self.coupled.couple(self.e.simd, self.e.rows, self.e.e, i, rows),
                // Of all planes at once (see `plain`).
                Pass::LiftH | Pass::WrapH | Pass::LiftE | Pass::WrapE => {}
                Pass::Dft => self.gather(n, i, rows),
                Pass::Probe => self.probe(n, i, rows),
            }
        }
    }

    /// Takes the energy of rows if this is the step for it.
    ///
    /// # Safety
    /// As [`Self::pass`].
    unsafe fn measure(&self, n: usize, i: usize, rows: Range<usize>) {
        if n == self.measure {
            // SAFETY: these rows are this task's.
            unsafe { self.meter.take([self.e.e, self.h.h, self.energies], (self.e.codes, self.e.cb), i, rows) };
        }
    }

    /// # Safety
    /// As [`Self::pass`].
    unsafe fn gather(&self, n: usize, i: usize, rows: Range<usize>) {
        if n.is_multiple_of(self.sample_every) {
            let sample = self.sample(n, self.sample_every);
            for monitor in &self.gathers {
                // SAFETY: these rows are this task's.
                unsafe { monitor.rows(self.e.rows, self.e.e, self.h.h, sample, i, rows.clone()) };
            }
        }
    }

    /// # Safety
    /// As [`Self::pass`].
    unsafe fn probe(&self, n: usize, i: usize, rows: Range<usize>) {
        for (probe, every) in self.probes.iter().filter(|(_, every)| n.is_multiple_of(*every)) {
            // SAFETY: these rows are this task's.
            unsafe { probe.rows(self.e.rows, self.e.e, self.h.h, self.sample(n, *every), i, rows.clone()) };
        }
    }

    /// Place of step n's sample among those of the stretch.
    fn sample(&self, n: usize, every: usize) -> usize {
        n.div_ceil(every) - self.first.div_ceil(every)
    }

    /// # Safety
    /// As [`Self::pass`].
    unsafe fn inject(&self, electric: bool, n: usize, i: usize, rows: Range<usize>) {
        let field = if electric { self.e.e } else { self.h.h };
        for source in self.sources.iter().filter(|source| source.component.is_e() == electric) {
            let signals = source.terms * source.layers;
            let Some(signal) = source.signal.get(n * signals..(n + 1) * signals) else { continue };
            if !(source.lo[0]..source.hi[0]).contains(&i) {
                continue;
            }
            let (height, width) = (source.hi[1] - source.lo[1], source.hi[2] - source.lo[2]);
            for j in source.lo[1].max(rows.start)..source.hi[1].min(rows.end) {
                let from = ((i - source.lo[0]) * height + j - source.lo[1]) * width;
                // SAFETY: a row lent by the caller.
                let row = unsafe { field.write(self.e.rows.at(i, source.component.axis(), j) + source.lo[2], width) };
                let layer = match source.along {
                    Some(0) => i - source.lo[0],
                    Some(1) => j - source.lo[1],
                    _ => 0,
                };
                let by_point = usize::from(source.along == Some(2));
                let terms = source.weight.chunks_exact(source.weight.len() / source.terms);
                for (weight, signal) in terms.zip(signal.chunks_exact(source.layers)) {
                    inject(row, &weight[from..from + width], &signal[layer..], by_point);
                }
            }
        }
    }
}

/// Takes `steps` steps of one or two sets of real fields, one pass at a time, with the copies of H and of E where the domain repeats. The threads
/// are those of the pool that it is called in.
pub fn plain<T: Real>(lanes: &[Work<'_, T>], [of_h, of_e]: &mut [Images<T>; 2], steps: usize) {
    let Some(Work { first, e, .. }) = lanes.first() else { return };
    let ([nx, ny], rows, simd) = (e.rows.cells(), e.rows, e.simd);
    let electric: Vec<_> = lanes.iter().map(|lane| lane.e.e).collect();
    let magnetic: Vec<_> = lanes.iter().map(|lane| lane.h.h).collect();
    for n in *first..first + steps {
        for pass in STEP {
            match pass {
                Pass::LiftH => of_h.lift(simd, &magnetic),
                Pass::WrapH => of_h.wrap(simd, &magnetic),
                Pass::LiftE => of_e.lift(simd, &electric),
                Pass::WrapE => of_e.wrap(simd, &electric),
                // The last plane and row are walls, or copies that are listened to.
                // SAFETY: as below.
                Pass::Dft | Pass::Probe => {
                    each(lanes, rows.nx, |lane, i| unsafe { lane.pass(pass, n, i, 0..rows.ny) });
                }
                // SAFETY: a pass writes one of E and H on its own plane and reads the other, which it writes nowhere.
                _ => each(lanes, nx, |lane, i| unsafe { lane.pass(pass, n, i, 0..ny) }),
            }
        }
        // SAFETY: fields are only read, and each plane's energy is written by one thread.
        each(lanes, nx, |lane, i| unsafe { lane.measure(n, i, 0..ny) });
    }
}

/// Points of a task at least: waking a thread takes as long as a pass over some thousands.
const TASK: usize = 8192;

/// Does something on every plane of every set of fields.
fn each<'a, T: Real>(lanes: &[Work<'a, T>], planes: usize, of: impl Fn(&Work<'a, T>, usize) + Sync) {
    for lane in lanes {
        let of_task = TASK.div_ceil(lane.e.rows.ny * lane.e.rows.stride);
        (0..planes).into_par_iter().with_min_len(of_task).for_each(|i| of(lane, i));
    }
}
