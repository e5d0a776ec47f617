//! The GPU engine: WGSL twins of the CPU's kernels in f32, many steps to a submission.

pub mod adapter;
mod boxes;
mod device;
pub mod kernels;
mod slab;
mod step;

use std::time::Instant;

use super::{Engine, EngineError, Identity, Sums};
use crate::plan::Plan;
use crate::yee::Component;
use boxes::{Monitor, Source, sums_len};
use device::Device;
use kernels::{DFT, ENERGY, INJECT, Pipeline, UPDATE_E, UPDATE_H};
use slab::Slab;
use step::{MOST_STEPS, Ring, SUBMISSION};

pub use adapter::Choice;

/// A plan on a GPU, with its fields.
pub struct Gpu<'a> {
    plan: &'a Plan,
    device: Device,
    pipelines: Pipelines,
    slabs: Vec<Slab>,
    /// Of each slab.
    groups: Vec<Groups>,
    ring: Ring,
    monitors: Vec<Monitor>,
    sources: Vec<Source>,
    /// Bytes in use without sources.
    resident: u64,
    /// Steps in the next submission.
    batch: usize,
    step: usize,
}

struct Pipelines {
    update_e: Pipeline,
    update_h: Pipeline,
    inject: Pipeline,
    dft: Pipeline,
    energy: Pipeline,
    /// Threads along y and planes in a workgroup of the updates.
    tile: [u32; 2],
}

impl Pipelines {
    fn new(plan: &Plan, device: &Device, tick: &wgpu::BindGroupLayout) -> Self {
        let tile = if plan.grid.shape()[1] == 1 { [1, 4] } else { [4, 1] };
        let [y, x] = [("TILE_Y", tile[0].into()), ("TILE_X", tile[1].into())];
        let lossy = ("LOSSY", f64::from(plan.coefficients.ca.is_some()));
        let pipeline = |kernel, constants: &[(&str, f64)]| Pipeline::new(&device.device, kernel, tick, constants);
        Pipelines {
            update_e: pipeline(&UPDATE_E, &[y, x, lossy]),
            update_h: pipeline(&UPDATE_H, &[y, x]),
            inject: pipeline(&INJECT, &[]),
            dft: pipeline(&DFT, &[]),
            energy: pipeline(&ENERGY, &[]),
            tile,
        }
    }
}

struct Groups {
    update_e: wgpu::BindGroup,
    update_h: wgpu::BindGroup,
    energy: wgpu::BindGroup,
}

impl Groups {
    /// Binds the kernels that go over every slab.
    fn new(plan: &Plan, slabs: &[Slab], pipelines: &Pipelines, device: &mut Device) -> Result<Vec<Self>, EngineError> {
        let lines_e = device.filled("lines_e", &slab::lines(plan, true))?;
        let lines_h = device.filled("lines_h", &slab::lines(plan, false))?;
        let widths = device.filled("widths", &slab::widths(plan))?;
        let Pipelines { update_e, update_h, energy, .. } = pipelines;
        let bind = |slab: &Slab| {
            let Slab { dims, e, h, codes, coefficients, .. } = slab;
            let ([ex, ey, ez], [hx, hy, hz]) = (&slab.psi_e, &slab.psi_h);
            let device = &device.device;
            Groups {
                update_e: update_e.bind(device, &[dims, &lines_e, ex, ey, ez, e, h, codes, coefficients]),
                update_h: update_h.bind(device, &[dims, &lines_h, hx, hy, hz, e, h]),
                energy: energy.bind(device, &[dims, e, h, codes, coefficients, &widths, &slab.energies]),
            }
        };
        Ok(slabs.iter().map(bind).collect())
    }
}

impl<'a> Gpu<'a> {
    /// Opens a GPU and allocates a plan's fields on it.
    ///
    /// # Errors
    /// [`EngineError::NoAdapter`]; [`EngineError::Memory`], before anything is allocated where the adapter tells how much it
    /// has; [`EngineError::Device`] where the driver fails.
    pub fn new(plan: &'a Plan, choice: &Choice) -> Result<Self, EngineError> {
        let mut device = Device::open(choice)?;
        let planes = slab::split(plan, &device)?;
        device.reserve(needed(plan, &planes))?;
        let mut slabs = Vec::with_capacity(planes.len());
        for planes in planes {
            slabs.push(Slab::new(plan, planes, &mut device)?);
        }
        let tick = kernels::tick_layout(&device.device);
        let pipelines = Pipelines::new(plan, &device, &tick);
        let groups = Groups::new(plan, &slabs, &pipelines, &mut device)?;
        let samples = MOST_STEPS.div_ceil(plan.sample_every);
        let mut monitors = Vec::with_capacity(plan.monitors.len());
        for monitor in &plan.monitors {
            let dft = &pipelines.dft;
            monitors.push(Monitor::new(monitor, samples, &slabs, dft, &mut device)?);
        }
        let ring = Ring::new(&mut device, &tick)?;
        device.check(0)?;
        Ok(Gpu {
            plan,
            pipelines,
            slabs,
            groups,
            ring,
            monitors,
            sources: Vec::new(),
            resident: device.allocated,
            device,
            batch: 1,
            step: 0,
        })
    }

    /// Slabs that the grid is split into.
    pub fn slabs(&self) -> usize {
        self.slabs.len()
    }
}

/// Bytes that a plan takes on a device.
fn needed(plan: &Plan, slabs: &[std::ops::Range<usize>]) -> u64 {
    let fields = slabs.iter().map(|planes| slab::elements(plan, planes));
    let sums = plan.monitors.iter().map(sums_len);
    let sources = plan.excitations.iter().map(|injections| {
        let sizes = injections.iter().map(|i| i.weight.len() + i.signal.len());
        sizes.sum::<usize>()
    });
    let elements = fields.sum::<usize>() + sums.sum::<usize>() + sources.max().unwrap_or(0);
    4 * elements as u64
}

impl Engine for Gpu<'_> {
    fn identity(&self) -> Identity {
        Identity { engine: "gpu", adapter: self.device.name.clone(), precision: "f32" }
    }

    fn start(&mut self, excitation: usize) -> Result<(), EngineError> {
        self.step = 0;
        self.sources.clear();
        self.device.allocated = self.resident;
        for injection in self.plan.excitations.get(excitation).into_iter().flatten() {
            let source = Source::new(injection, &self.slabs, &self.pipelines.inject, &mut self.device)?;
            self.sources.push(source);
        }
        let mut encoder = self.device.device.create_command_encoder(&Default::default());
        for slab in &self.slabs {
            slab.clear(&mut encoder);
        }
        for (sums, _) in self.monitors.iter().flat_map(|monitor| &monitor.sums) {
            encoder.clear_buffer(sums, 0, None);
        }
        let submitted = self.device.queue.submit([encoder.finish()]);
        self.device.wait(submitted, 0)
    }

    /// One submission is on its way while the next is encoded; the time between two that finish sets the size of those to come.
    fn advance(&mut self, count: usize) -> Result<(), EngineError> {
        let (mut left, mut good, mut since) = (count, self.step, Instant::now());
        let mut ahead = None;
        while left > 0 || ahead.is_some() {
            let steps = left.min(self.batch).min(MOST_STEPS);
            let next = (steps > 0).then(|| (self.submit(steps), steps));
            left -= steps;
            if let Some((submitted, steps)) = std::mem::replace(&mut ahead, next) {
                self.device.wait(submitted, good)?;
                good += steps;
                let each = since.elapsed().as_secs_f64() / steps as f64;
                since = Instant::now();
                let wanted = (SUBMISSION / each.max(1e-9)) as usize;
                self.batch = wanted.clamp(1, (2 * steps).max(self.batch)).min(MOST_STEPS);
            }
        }
        Ok(())
    }

    fn steps(&self) -> usize {
        self.step
    }

    fn energy(&mut self) -> Result<Vec<f64>, EngineError> {
        let mut encoder = self.device.device.create_command_encoder(&Default::default());
        let mut compute = encoder.begin_compute_pass(&Default::default());
        compute.set_pipeline(&self.pipelines.energy.pipeline);
        for (slab, groups) in self.slabs.iter().zip(&self.groups) {
            compute.set_bind_group(0, &groups.energy, &[]);
            compute.dispatch_workgroups(slab.planes.len() as u32, 1, 1);
        }
        drop(compute);
        self.device.queue.submit([encoder.finish()]);
        let mut planes = Vec::with_capacity(self.plan.grid.shape()[0]);
        for slab in &self.slabs {
            let all = std::iter::once(0..slab.planes.len());
            let read = self.device.read(&slab.energies, all, self.step)?;
            planes.extend(read.into_iter().map(f64::from));
        }
        Ok(planes)
    }

    fn sums(&mut self) -> Result<Vec<Sums>, EngineError> {
        let scale = self.plan.dt * self.plan.sample_every as f64;
        let mut all = Vec::with_capacity(self.monitors.len());
        for (of, monitor) in self.plan.monitors.iter().zip(&self.monitors) {
            let mut raw = Vec::with_capacity(sums_len(of));
            for (sums, elements) in &monitor.sums {
                let whole = std::iter::once(0..*elements);
                raw.extend(self.device.read(sums, whole, self.step)?);
            }
            all.push(Sums::gather(of, |at| f64::from(raw[at]), scale));
        }
        Ok(all)
    }

    fn field(&mut self, component: Component) -> Result<Vec<f64>, EngineError> {
        let mut values = Vec::with_capacity(self.plan.grid.points());
        for slab in &self.slabs {
            let array = if component.is_e() { &slab.e } else { &slab.h };
            let rows = slab.rows(self.plan, component);
            let read = self.device.read(array, rows, self.step)?;
            values.extend(read.into_iter().map(f64::from));
        }
        Ok(values)
    }

    fn set_field(&mut self, component: Component, values: &[f64]) -> Result<(), EngineError> {
        let rows = slab::plane(self.plan) / 3;
        let mut planes = values.chunks_exact(rows);
        for slab in &self.slabs {
            let array = if component.is_e() { &slab.e } else { &slab.h };
            for (row, values) in slab.rows(self.plan, component).zip(&mut planes) {
                self.device.upload(array, row.start, values)?;
            }
        }
        let submitted = self.device.queue.submit([]);
        self.device.wait(submitted, self.step)
    }
}
