//! The CPU engine: rows vectorized, several time levels per sweep through memory, threads; generic over f32 and f64.

mod aligned;
mod coupling;
mod images;
mod lane;
mod meter;
mod monitor;
mod polarization;
mod probe;
mod schedule;

use std::sync::Arc;

use super::{Engine, EngineError, Glance, Identity, Sums};
use crate::kernel::grid::{Line, Real, Rows, Shared, Simd};
use crate::plan::{Injection, Plan};
use crate::yee::Component;

use aligned::Aligned;
use images::Images;
use lane::Lane;
use meter::Meter;
use monitor::Monitor;
pub(super) use monitor::phases;
use probe::Probe;
pub use schedule::Schedule;
use schedule::Work;

/// A plan in T, with its fields.
pub struct Cpu<'a, T> {
    plan: &'a Plan,
    pool: Arc<rayon::ThreadPool>,
    simd: Simd,
    schedule: Schedule,
    rows: Rows,
    /// `[row][k]`, padded as fields are.
    ca: Option<Aligned<T>>,
    cb: Aligned<T>,
    lines_e: [Line<T>; 3],
    lines_h: [Line<T>; 3],
    /// Real fields; where fields are complex, their real and their imaginary parts.
    lanes: Vec<Lane<'a, T>>,
    /// Copies of H and of E where the domain repeats.
    images: [Images<T>; 2],
    probes: Vec<Probe<'a, T>>,
    meter: Meter<T>,
    /// The step that energies were taken after.
    measured: Option<usize>,
    /// As it was before the last advance.
    glance: Glance,
    step: usize,
}

/// An injection in T.
struct Source<T> {
    component: Component,
    lo: [usize; 3],
    hi: [usize; 3],
    /// `[term][point]`.
    weight: Vec<T>,
    /// `[step][term][layer]`.
    signal: Vec<T>,
    terms: usize,
    layers: usize,
    along: Option<usize>,
}

impl<T: Real> Source<T> {
    fn new(injection: &Injection) -> Self {
        Source {
            component: injection.component,
            lo: injection.lo,
            hi: injection.hi,
            weight: rounded(&injection.weight),
            signal: rounded(&injection.signal),
            terms: injection.terms,
            layers: injection.layers(),
            along: injection.along,
        }
    }
}

fn rounded<T: Real>(values: &[f64]) -> Vec<T> {
    values.iter().map(|&value| T::of(value)).collect()
}

/// Rows of `stored` values as an engine keeps them.
fn padded<T: Real>(rows: Rows, stored: usize, values: &[f64]) -> Aligned<T> {
    let mut array = Aligned::new(values.len() / stored * rows.stride);
    for (row, values) in values.chunks_exact(stored).enumerate() {
        let start = row * rows.stride;
        for (to, &value) in array[start..start + rows.nz].iter_mut().zip(values) {
            *to = T::of(value);
        }
    }
    array
}

/// One axis of E's update (`dual`) or H's.
fn line<T: Real>(plan: &Plan, rows: Rows, axis: usize, dual: bool) -> Line<T> {
    let (profile, cells) = (&plan.profiles[axis], plan.grid.axes[axis].cells());
    let (inverse, b, c) = if dual {
        (&profile.inverse_dual, &profile.b_node, &profile.c_node)
    } else {
        (&profile.inverse_primal, &profile.b_cell, &profile.c_cell)
    };
    let slab = profile.slab;
    let mut line = Line { inverse: rounded(inverse), cells, slab, b: rounded(b), c: rounded(c) };
    if axis == 2 {
        line.inverse.resize(rows.stride, T::default());
        let [low, _, high] = rows.slabs_z.spans();
        let spread = |values: &[T]| -> Vec<T> {
            low.clone().chain(high.clone()).map(|k| line.slab_index(k).map_or(T::default(), |s| values[s])).collect()
        };
        (line.b, line.c) = (spread(&line.b), spread(&line.c));
    }
    line
}

/// How a plan's arrays are laid out.
fn rows<T: Real>(plan: &Plan) -> Rows {
    let [nx, ny, _] = plan.grid.shape();
    let slab = plan.profiles.each_ref().map(|profile| profile.slab);
    let z = &plan.grid.axes[2];
    let kept = z.cells() + usize::from(z.period.is_some());
    Rows::new::<T>([nx, ny], [z.cells(), kept], slab)
}

/// Whether fields have copies, which all planes wait for.
fn repeats(plan: &Plan) -> bool {
    plan.images.iter().any(|images| !images.is_empty())
}

/// The schedule that a plan runs by unless another one is asked for: where the domain repeats, one pass at a time.
pub fn schedule<T: Real>(plan: &Plan) -> Schedule {
    if repeats(plan) {
        return Schedule::Plain;
    }
    let arrays = if plan.coefficients.ca.is_some() { 12 } else { 9 };
    Schedule::fitting(rows::<T>(plan), arrays, size_of::<T>())
}

impl<'a, T: Real> Cpu<'a, T> {
    /// Allocates a plan's fields; `threads` = 0 takes every core.
    pub fn new(plan: &'a Plan, threads: usize) -> Result<Self, EngineError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| EngineError::Device { step: 0, reason: error.to_string() })?;
        let (shape, rows, schedule) = (plan.grid.shape(), rows::<T>(plan), schedule::<T>(plan));
        let mut cpu = Cpu {
            plan,
            pool: Arc::new(pool),
            simd: Simd::detect(),
            schedule,
            rows,
            ca: plan.coefficients.ca.as_deref().map(|ca| padded(rows, shape[2], ca)),
            cb: padded(rows, shape[2], &plan.coefficients.cb),
            lines_e: [0, 1, 2].map(|axis| line(plan, rows, axis, true)),
            lines_h: [0, 1, 2].map(|axis| line(plan, rows, axis, false)),
            lanes: (0..plan.grid.lanes()).map(|_| Lane::new(plan, rows)).collect(),
            images: [1, 0].map(|which| Images::new(&plan.images[which], rows, plan.grid.lanes())),
            meter: Meter::new(plan, rows, Simd::detect()),
            measured: None,
            glance: Glance::default(),
            probes: plan.probes.iter().map(Probe::new).collect(),
            step: 0,
        };
        cpu.clear();
        Ok(cpu)
    }

    /// The same engine with another schedule, unless the domain repeats.
    pub fn with_schedule(self, schedule: Schedule) -> Self {
        let schedule = if repeats(self.plan) { Schedule::Plain } else { schedule };
        Cpu { schedule, ..self }
    }

    fn clear(&mut self) {
        self.lanes.iter_mut().for_each(Lane::clear);
        self.probes.iter_mut().for_each(Probe::clear);
        self.step = 0;
        self.measured = None;
        self.glance = Glance::default();
    }

    /// Takes `steps` steps; there is room for their samples. The energy is taken at the end of step `end` − 1.
    fn stretch(&mut self, steps: usize, end: usize) {
        let first = self.step;
        let mut probes = Some(self.probes.iter_mut().map(|probe| probe.gather(first..first + steps)).collect());
        let media = lane::Media {
            plan: self.plan,
            simd: self.simd,
            rows: self.rows,
            ca: self.ca.as_deref(),
            cb: &self.cb,
            lines_e: &self.lines_e,
            lines_h: &self.lines_h,
            meter: &self.meter,
        };
        // Probes hear the first lane.
        let work = |lane| media.work(lane, first..first + steps, end - 1, probes.take().unwrap_or_default());
        let works: Vec<Work<T>> = self.lanes.iter_mut().map(work).collect();
        match (works.as_slice(), self.schedule) {
            ([alone], Schedule::Tiled { depth, rows }) => alone.tiled(depth, rows, steps, &self.pool),
            (lanes, _) => self.pool.install(|| schedule::plain(lanes, &mut self.images, steps)),
        }
        drop(works);
        self.measured = Some(end).filter(|_| first + steps == end);
        self.probes.iter_mut().for_each(Probe::add);
    }

    fn add_samples(&mut self) {
        let (simd, pool) = (self.simd, Arc::clone(&self.pool));
        let mut monitors = self.lanes.iter_mut().flat_map(|lane| &mut lane.monitors);
        pool.install(|| monitors.by_ref().for_each(|monitor| monitor.add(simd)));
    }
}

impl<T: Real> Engine for Cpu<'_, T> {
    fn identity(&self) -> Identity {
        let adapter = format!("{} threads, {:?}", self.pool.current_num_threads(), self.simd);
        Identity { engine: "cpu", adapter, precision: T::NAME }
    }

    fn start(&mut self, excitation: usize) -> Result<(), EngineError> {
        self.clear();
        for (number, lane) in self.lanes.iter_mut().enumerate() {
            let injections = self.plan.excitations.get(excitation).into_iter().flatten();
            lane.sources = injections.filter(|injection| injection.lane == number).map(Source::new).collect();
        }
        Ok(())
    }

    fn advance(&mut self, count: usize) -> Result<(), EngineError> {
        self.glance = match self.step {
            0 => Glance::default(),
            step => Glance { step, planes: self.energy()? },
        };
        let (end, every) = (self.step + count, self.plan.sample_every);
        while self.step < end {
            let room = self.lanes[0].monitors.iter().map(Monitor::room).min().unwrap_or(usize::MAX);
            // Up to the last step before a sample that there is no room for.
            let next = self.step.next_multiple_of(every);
            let steps = next.saturating_add(room.saturating_mul(every)).min(end) - self.step;
            self.stretch(steps, end);
            self.step += steps;
            if self.step < end {
                self.add_samples();
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), EngineError> {
        Ok(())
    }

    fn steps(&self) -> usize {
        self.step
    }

    fn glance(&mut self) -> Result<Glance, EngineError> {
        Ok(self.glance.clone())
    }

    fn energy(&mut self) -> Result<Vec<f64>, EngineError> {
        if self.measured != Some(self.step) {
            let media = (self.plan.coefficients.code.as_slice(), &self.cb[..]);
            self.lanes.iter_mut().for_each(|lane| lane.measure(&self.meter, media, self.rows, &self.pool));
            self.measured = Some(self.step);
        }
        let mut planes = vec![0.0; self.rows.nx];
        for lane in &self.lanes {
            for (plane, rows) in planes.iter_mut().zip(lane.energies.chunks_exact(self.rows.ny)) {
                *plane += rows.iter().map(|row| row.to_f64()).sum::<f64>();
            }
        }
        Ok(planes)
    }

    fn sums(&mut self) -> Result<Vec<Sums>, EngineError> {
        self.add_samples();
        let scale = self.plan.dt * self.plan.sample_every as f64;
        let sums = |monitor: &Monitor<T>| Sums::gather(monitor.of, |at| monitor.sums[at].to_f64(), scale);
        let mut all: Vec<Sums> = self.lanes[0].monitors.iter().map(sums).collect();
        if let Some(imaginary) = self.lanes.get(1) {
            let parts = all.into_iter().zip(&imaginary.monitors);
            all = parts.map(|(real, monitor)| real.complex(&sums(monitor))).collect();
        }
        Ok(all)
    }

    fn probes(&mut self) -> Result<Vec<Vec<f64>>, EngineError> {
        Ok(self.probes.iter().map(|probe| probe.samples.iter().map(|value| value.to_f64()).collect()).collect())
    }

    fn field(&mut self, component: Component) -> Result<Vec<f64>, EngineError> {
        let rows = self.rows;
        let beyond = self.plan.grid.shape()[2] - rows.kept;
        let array = self.lanes[0].array(component);
        let starts = (0..rows.nx).flat_map(|i| (0..rows.ny).map(move |j| rows.at(i, component.axis(), j)));
        let row = |start| array[start..start + rows.kept].iter().map(|value| value.to_f64()).chain(vec![0.0; beyond]);
        Ok(starts.flat_map(row).collect())
    }

    fn set_field(&mut self, component: Component, values: &[f64]) -> Result<(), EngineError> {
        let rows = self.rows;
        let stored = self.plan.grid.shape()[2];
        self.measured = None;
        let lane = &mut self.lanes[0];
        let array = lane.array(component);
        for (row, values) in values.chunks_exact(stored).enumerate() {
            let start = rows.at(row / rows.ny, component.axis(), row % rows.ny);
            for (to, &value) in array[start..start + rows.nz].iter_mut().zip(values) {
                *to = T::of(value);
            }
        }
        lane.coupled.remember(&lane.e);
        let fields: Vec<_> = self.lanes.iter_mut().map(|lane| Shared::new(lane.array(component))).collect();
        let images = &mut self.images[usize::from(component.is_e())];
        images.lift(self.simd, &fields);
        images.wrap(self.simd, &fields);
        Ok(())
    }
}
