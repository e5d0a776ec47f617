//! The CPU engine: rows vectorized, several time levels per sweep through memory, threads; generic over f32 and f64.

mod aligned;
mod coupling;
mod meter;
mod monitor;
mod polarization;
mod probe;
mod schedule;

use std::sync::Arc;

use rayon::prelude::*;

use super::{Engine, EngineError, Glance, Identity, Sums};
use crate::kernel::grid::{Families, Line, Psi, Real, Rows, Shared, Simd};
use crate::kernel::update_e::UpdateE;
use crate::kernel::update_h::UpdateH;
use crate::plan::{Injection, Plan};
use crate::yee::Component;

use aligned::Aligned;
use coupling::Coupled;
use meter::Meter;
use monitor::Monitor;
pub(super) use monitor::phases;
use polarization::Polarization;
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
    /// `[i][component][j][k]` with padded rows.
    e: Aligned<T>,
    h: Aligned<T>,
    /// `[row][k]`, padded likewise.
    ca: Option<Aligned<T>>,
    cb: Aligned<T>,
    lines_e: [Line<T>; 3],
    lines_h: [Line<T>; 3],
    /// ψ of the absorbers along x, y, z.
    psi_e: [Aligned<T>; 3],
    psi_h: [Aligned<T>; 3],
    polarizations: Vec<Polarization<'a, T>>,
    coupled: Coupled<T>,
    sources: Vec<Source<T>>,
    monitors: Vec<Monitor<'a, T>>,
    probes: Vec<Probe<'a, T>>,
    meter: Meter<T>,
    /// Twice the energy of each row, `[i][j]`, and the step it was taken after.
    energies: Vec<T>,
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
    weight: Vec<T>,
    /// `[step][layer]`.
    signal: Vec<T>,
    layers: usize,
    along: Option<usize>,
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
    Rows::new::<T>([nx, ny], plan.grid.axes[2].cells(), slab)
}

/// The schedule that a plan runs by unless another one is asked for.
pub fn schedule<T: Real>(plan: &Plan) -> Schedule {
    let arrays = if plan.coefficients.ca.is_some() { 12 } else { 9 };
    Schedule::fitting(rows::<T>(plan), arrays, size_of::<T>())
}

impl<'a, T: Real> Cpu<'a, T> {
    /// Allocates a plan's fields; `threads` = 0 takes every core.
    pub fn new(plan: &'a Plan, threads: usize) -> Result<Self, EngineError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| EngineError::Device { step: 0, reason: error.to_string() })?;
        let (shape, rows, schedule) = (plan.grid.shape(), rows::<T>(plan), schedule::<T>(plan));
        let zeros = |points| Aligned::new(points);
        let mut cpu = Cpu {
            plan,
            pool: Arc::new(pool),
            simd: Simd::detect(),
            schedule,
            rows,
            e: zeros(rows.points()),
            h: Aligned::staggered(rows.points(), 9),
            ca: plan.coefficients.ca.as_deref().map(|ca| padded(rows, shape[2], ca)),
            cb: padded(rows, shape[2], &plan.coefficients.cb),
            lines_e: [0, 1, 2].map(|axis| line(plan, rows, axis, true)),
            lines_h: [0, 1, 2].map(|axis| line(plan, rows, axis, false)),
            psi_e: rows.psi_points().map(zeros),
            psi_h: rows.psi_points().map(zeros),
            polarizations: plan.mixtures.iter().map(|mixture| Polarization::new(plan, mixture)).collect(),
            coupled: Coupled::new(plan, rows),
            sources: Vec::new(),
            meter: Meter::new(plan, rows, Simd::detect()),
            energies: vec![T::default(); rows.nx * rows.ny],
            measured: None,
            glance: Glance::default(),
            monitors: plan.monitors.iter().map(Monitor::new).collect(),
            probes: plan.probes.iter().map(Probe::new).collect(),
            step: 0,
        };
        cpu.clear();
        Ok(cpu)
    }

    /// The same engine with another schedule.
    pub fn with_schedule(self, schedule: Schedule) -> Self {
        Cpu { schedule, ..self }
    }

    fn clear(&mut self) {
        let fields = [&mut self.e, &mut self.h].into_iter().chain(&mut self.psi_e).chain(&mut self.psi_h);
        fields.for_each(|field| field.fill(T::default()));
        self.polarizations.iter_mut().for_each(Polarization::clear);
        self.coupled.remember(&self.e);
        self.monitors.iter_mut().for_each(Monitor::clear);
        self.probes.iter_mut().for_each(Probe::clear);
        self.step = 0;
        self.measured = None;
        self.glance = Glance::default();
    }

    /// Takes `steps` steps; there is room for their samples. The energy is taken at the end of step `end` − 1.
    fn stretch(&mut self, steps: usize, end: usize) {
        let (first, every, dt) = (self.step, self.plan.sample_every, self.plan.dt);
        let times = (first..first + steps).filter(|step| step.is_multiple_of(every)).map(|step| dt * (step + 1) as f64);
        let gathers = self.monitors.iter_mut().map(|monitor| monitor.gather(times.clone(), dt)).collect();
        let probes = self.probes.iter_mut().map(|probe| probe.gather(first..first + steps)).collect();
        let (simd, rows) = (self.simd, self.rows);
        let active = |component| self.plan.active[component as usize];
        let families = |a, b| Families { a: active(a), b: active(b) };
        let (e, h) = (Shared::new(&mut self.e), Shared::new(&mut self.h));
        let work = Work {
            e: UpdateE {
                simd,
                families: families(Component::Ey, Component::Ex),
                rows,
                e,
                h,
                codes: &self.plan.coefficients.code,
                ca: self.ca.as_deref(),
                cb: &self.cb,
                lines: &self.lines_e,
                psi: psi(&mut self.psi_e),
            },
            h: UpdateH {
                simd,
                families: families(Component::Hx, Component::Hy),
                rows,
                h,
                e,
                minus_dt: T::of(-self.plan.dt),
                lines: &self.lines_h,
                psi: psi(&mut self.psi_h),
            },
            polarizations: self.polarizations.iter_mut().map(Polarization::stepping).collect(),
            coupled: self.coupled.stepping(),
            sources: &self.sources,
            gathers,
            probes,
            meter: &self.meter,
            energies: Shared::new(&mut self.energies),
            measure: end - 1,
            sample_every: every,
            first,
        };
        work.advance(self.schedule, steps, &self.pool);
        self.measured = Some(end).filter(|_| first + steps == end);
        self.probes.iter_mut().for_each(Probe::add);
    }

    fn add_samples(&mut self) {
        let (simd, pool) = (self.simd, Arc::clone(&self.pool));
        pool.install(|| self.monitors.iter_mut().for_each(|monitor| monitor.add(simd)));
    }

    fn array(&mut self, component: Component) -> &mut Aligned<T> {
        if component.is_e() { &mut self.e } else { &mut self.h }
    }
}

fn psi<T>(arrays: &mut [Aligned<T>; 3]) -> Psi<'_, T> {
    let [x, y, z] = arrays;
    Psi { x: Shared::new(x), y: Shared::new(y), z: Shared::new(z) }
}

impl<T: Real> Engine for Cpu<'_, T> {
    fn identity(&self) -> Identity {
        let adapter = format!("{} threads, {:?}", self.pool.current_num_threads(), self.simd);
        Identity { engine: "cpu", adapter, precision: T::NAME }
    }

    fn start(&mut self, excitation: usize) -> Result<(), EngineError> {
        self.clear();
        let source = |injection: &Injection| Source {
            component: injection.component,
            lo: injection.lo,
            hi: injection.hi,
            weight: rounded(&injection.weight),
            signal: rounded(&injection.signal),
            layers: injection.layers(),
            along: injection.along,
        };
        self.sources = self.plan.excitations.get(excitation).into_iter().flatten().map(source).collect();
        Ok(())
    }

    fn advance(&mut self, count: usize) -> Result<(), EngineError> {
        self.glance = match self.step {
            0 => Glance::default(),
            step => Glance { step, planes: self.energy()? },
        };
        let (end, every) = (self.step + count, self.plan.sample_every);
        while self.step < end {
            let room = self.monitors.iter().map(Monitor::room).min().unwrap_or(usize::MAX);
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
            let (pool, [nx, ny]) = (Arc::clone(&self.pool), self.rows.cells());
            let arrays = [Shared::new(&mut self.e), Shared::new(&mut self.h), Shared::new(&mut self.energies)];
            let (meter, media) = (&self.meter, (self.plan.coefficients.code.as_slice(), &self.cb[..]));
            // SAFETY: each plane's rows are taken by one thread, and no field is written.
            pool.install(|| (0..nx).into_par_iter().for_each(|i| unsafe { meter.take(arrays, media, i, 0..ny) }));
            self.measured = Some(self.step);
        }
        Ok(self.energies.chunks_exact(self.rows.ny).map(|plane| plane.iter().map(|row| row.to_f64()).sum()).collect())
    }

    fn sums(&mut self) -> Result<Vec<Sums>, EngineError> {
        self.add_samples();
        let scale = self.plan.dt * self.plan.sample_every as f64;
        let sums = |monitor: &Monitor<T>| Sums::gather(monitor.of, |at| monitor.sums[at].to_f64(), scale);
        Ok(self.monitors.iter().map(sums).collect())
    }

    fn probes(&mut self) -> Result<Vec<Vec<f64>>, EngineError> {
        Ok(self.probes.iter().map(|probe| probe.samples.iter().map(|value| value.to_f64()).collect()).collect())
    }

    fn field(&mut self, component: Component) -> Result<Vec<f64>, EngineError> {
        let rows = self.rows;
        let beyond = self.plan.grid.shape()[2] - rows.nz;
        let array = self.array(component);
        let starts = (0..rows.nx).flat_map(|i| (0..rows.ny).map(move |j| rows.at(i, component.axis(), j)));
        let row = |start| array[start..start + rows.nz].iter().map(|value| value.to_f64()).chain(vec![0.0; beyond]);
        Ok(starts.flat_map(row).collect())
    }

    fn set_field(&mut self, component: Component, values: &[f64]) -> Result<(), EngineError> {
        let rows = self.rows;
        let stored = self.plan.grid.shape()[2];
        self.measured = None;
        let array = self.array(component);
        for (row, values) in values.chunks_exact(stored).enumerate() {
            let start = rows.at(row / rows.ny, component.axis(), row % rows.ny);
            for (to, &value) in array[start..start + rows.nz].iter_mut().zip(values) {
                *to = T::of(value);
            }
        }
        self.coupled.remember(&self.e);
        Ok(())
    }
}
