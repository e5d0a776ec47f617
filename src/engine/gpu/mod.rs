//! The GPU engine: WGSL twins of the CPU's kernels in f32, many steps to a submission.

pub mod adapter;
mod boxes;
mod device;
pub mod kernels;
mod slab;

use std::time::Instant;

use super::{Engine, EngineError, Identity, Pass, STEP, Sums, cpu::phases};
use crate::plan::Plan;
use crate::yee::Component;
use boxes::{Monitor, Part, Source, sums_len};
use device::Device;
use kernels::{DFT, ENERGY, INJECT, Pipeline, TILE_Z, Tick, UPDATE_E, UPDATE_H};
use slab::Slab;

pub use adapter::Choice;

/// Most steps in one submission.
const MOST_STEPS: usize = 128;
/// Seconds that a submission should take: far below what a desktop's watchdog allows, far above the cost of submitting.
const SUBMISSION: f64 = 0.05;

/// A plan on a GPU, with its fields.
pub struct Gpu<'a> {
    plan: &'a Plan,
    device: Device,
    update_e: Pipeline,
    update_h: Pipeline,
    inject: Pipeline,
    dft: Pipeline,
    energy: Pipeline,
    slabs: Vec<Slab>,
    /// Of each slab.
    groups: Vec<Groups>,
    /// Workgroups along z and y, and planes to a workgroup, of the updates.
    tile: [u32; 3],
    ticks: wgpu::Buffer,
    tick: wgpu::BindGroup,
    monitors: Vec<Monitor>,
    sources: Vec<Source>,
    /// Bytes in use without sources.
    resident: u64,
    /// Steps in the next submission.
    batch: usize,
    step: usize,
}

struct Groups {
    update_e: wgpu::BindGroup,
    update_h: wgpu::BindGroup,
    energy: wgpu::BindGroup,
}

impl<'a> Gpu<'a> {
    /// Opens a GPU and allocates a plan's fields on it.
    ///
    /// # Errors
    /// [`EngineError::NoAdapter`], [`EngineError::Memory`] before anything is allocated where the adapter tells how much it has.
    pub fn new(plan: &'a Plan, choice: &Choice) -> Result<Self, EngineError> {
        let mut device = Device::open(choice)?;
        let planes = slab::split(plan, &device)?;
        device.reserve(needed(plan, &planes))?;
        let slabs: Result<Vec<_>, _> = planes
            .into_iter()
            .map(|planes| Slab::new(plan, planes, &mut device))
            .collect();
        let slabs = slabs?;

        let [_, ny, nz] = plan.grid.shape().map(|n| n as u32);
        let (tile_y, tile_x) = if ny == 1 { (1, 4) } else { (4, 1) };
        let tiles = [("TILE_Y", tile_y as f64), ("TILE_X", tile_x as f64)];
        let lossy = ("LOSSY", f64::from(plan.ca.is_some()));
        let tick_layout = kernels::tick_layout(&device.device);
        let pipeline = |kernel, constants: &[(&str, f64)]| {
            Pipeline::new(&device.device, kernel, &tick_layout, constants)
        };
        let update_e = pipeline(&UPDATE_E, &[tiles[0], tiles[1], lossy]);
        let update_h = pipeline(&UPDATE_H, &tiles);
        let (inject, dft) = (pipeline(&INJECT, &[]), pipeline(&DFT, &[]));
        let energy = pipeline(&ENERGY, &[]);

        let (ticks, tick) = ring(&mut device, &tick_layout)?;
        let lines_e = device.filled("lines_e", &slab::lines(plan, true))?;
        let lines_h = device.filled("lines_h", &slab::lines(plan, false))?;
        let widths = device.filled("widths", &slab::widths(plan))?;
        let groups = |slab: &Slab| {
            let Slab { dims, e, h, cb, .. } = slab;
            let ([ex, ey, ez], [hx, hy, hz]) = (&slab.psi_e, &slab.psi_h);
            let ca = slab.ca.as_ref().unwrap_or(cb);
            let device = &device.device;
            Groups {
                update_e: update_e.bind(device, &[dims, &lines_e, ex, ey, ez, e, h, ca, cb]),
                update_h: update_h.bind(device, &[dims, &lines_h, hx, hy, hz, e, h]),
                energy: energy.bind(device, &[dims, e, h, cb, &widths, &slab.energies]),
            }
        };
        let groups = slabs.iter().map(groups).collect();
        let samples = MOST_STEPS.div_ceil(plan.sample_every);
        let monitors: Result<Vec<_>, _> = plan
            .monitors
            .iter()
            .map(|monitor| Monitor::new(monitor, samples, &slabs, &dft, &mut device))
            .collect();
        device.check(0)?;
        Ok(Gpu {
            plan,
            update_e,
            update_h,
            inject,
            dft,
            energy,
            slabs,
            groups,
            tile: [nz.div_ceil(TILE_Z), ny.div_ceil(tile_y), tile_x],
            ticks,
            tick,
            monitors: monitors?,
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

    /// Encodes and submits `count` steps.
    fn submit(&mut self, count: usize) -> wgpu::SubmissionIndex {
        let stride = self.device.uniform_stride;
        let samples = self.prepare(count);
        let mut encoder = self
            .device
            .device
            .create_command_encoder(&Default::default());
        let mut compute: Option<wgpu::ComputePass<'static>> = None;
        for n in 0..count {
            for pass in STEP {
                let update = matches!(pass, Pass::UpdateE | Pass::UpdateH);
                if update && self.slabs.len() > 1 {
                    compute = None;
                    self.exchange(&mut encoder, pass);
                }
                let compute = compute.get_or_insert_with(|| {
                    encoder
                        .begin_compute_pass(&Default::default())
                        .forget_lifetime()
                });
                let sampled = samples.contains(&(self.step + n));
                self.encode(compute, pass, self.step + n, n as u64 * stride, sampled);
            }
        }
        drop(compute);
        self.step += count;
        self.device.queue.submit([encoder.finish()])
    }

    /// Sends what the kernels must know of the next `count` steps; returns those that are sampled.
    fn prepare(&self, count: usize) -> Vec<usize> {
        let (queue, stride) = (&self.device.queue, self.device.uniform_stride as usize);
        let steps = self.step..self.step + count;
        let samples: Vec<usize> = steps
            .clone()
            .filter(|step| step.is_multiple_of(self.plan.sample_every))
            .collect();
        let mut ticks = vec![0u8; count * stride];
        for (tick, step) in ticks.chunks_exact_mut(stride).zip(steps) {
            let sample = samples.partition_point(|&sample| sample < step) as u32;
            let value = Tick {
                step: step as u32,
                sample,
                zero: 0,
            };
            tick[..size_of::<Tick>()].copy_from_slice(bytemuck::bytes_of(&value));
        }
        queue.write_buffer(&self.ticks, 0, &ticks);
        for (of, monitor) in self.plan.monitors.iter().zip(&self.monitors) {
            let times = samples
                .iter()
                .flat_map(|&step| [1.0, 0.5].map(|ahead| self.plan.dt * (step as f64 + ahead)));
            let phases: Vec<[f32; 2]> = times.flat_map(|time| phases(of, time)).collect();
            queue.write_buffer(&monitor.phases, 0, bytemuck::cast_slice(&phases));
        }
        samples
    }

    /// Copies the planes that an update sees beyond its slab.
    fn exchange(&self, encoder: &mut wgpu::CommandEncoder, pass: Pass) {
        let plane = 4 * slab::plane(self.plan) as u64;
        for pair in self.slabs.windows(2) {
            let last = pair[0].planes.len() as u64 * plane;
            if pass == Pass::UpdateH {
                encoder.copy_buffer_to_buffer(&pair[1].e, 0, &pair[0].e, last, plane);
            } else {
                encoder.copy_buffer_to_buffer(&pair[0].h, last, &pair[1].h, 0, plane);
            }
        }
    }

    fn encode(
        &self,
        compute: &mut wgpu::ComputePass<'_>,
        pass: Pass,
        step: usize,
        tick: u64,
        sampled: bool,
    ) {
        match pass {
            Pass::UpdateH => self.update(compute, &self.update_h, |groups| &groups.update_h),
            Pass::UpdateE => self.update(compute, &self.update_e, |groups| &groups.update_e),
            Pass::InjectH | Pass::InjectE => {
                let electric = pass == Pass::InjectE;
                let sources = self.sources.iter();
                let on = sources.filter(|s| s.electric == electric && step < s.steps);
                let parts = on.flat_map(|source| &source.parts);
                self.walk(compute, &self.inject, tick, parts);
            }
            Pass::Dft if sampled => {
                let parts = self.monitors.iter().flat_map(|monitor| &monitor.parts);
                self.walk(compute, &self.dft, tick, parts);
            }
            Pass::Dft => {}
        }
    }

    fn update<'s>(
        &'s self,
        compute: &mut wgpu::ComputePass<'_>,
        pipeline: &Pipeline,
        group: impl Fn(&'s Groups) -> &'s wgpu::BindGroup,
    ) {
        let [z, y, planes_each] = self.tile;
        compute.set_pipeline(&pipeline.pipeline);
        for (slab, groups) in self.slabs.iter().zip(&self.groups) {
            compute.set_bind_group(0, group(groups), &[]);
            compute.dispatch_workgroups(z, y, (slab.planes.len() as u32).div_ceil(planes_each));
        }
    }

    fn walk<'s>(
        &self,
        compute: &mut wgpu::ComputePass<'_>,
        pipeline: &Pipeline,
        tick: u64,
        parts: impl Iterator<Item = &'s Part>,
    ) {
        compute.set_pipeline(&pipeline.pipeline);
        compute.set_bind_group(1, &self.tick, &[tick as u32]);
        for part in parts {
            let [x, y, z] = part.groups;
            compute.set_bind_group(0, &part.group, &[]);
            compute.dispatch_workgroups(x, y, z);
        }
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

/// The ticks of one submission, and group 1 on them.
fn ring(
    device: &mut Device,
    layout: &wgpu::BindGroupLayout,
) -> Result<(wgpu::Buffer, wgpu::BindGroup), EngineError> {
    let bytes = MOST_STEPS as u64 * device.uniform_stride;
    let usage = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
    let ticks = device.buffer("ticks", bytes, usage)?;
    let one = wgpu::BufferBinding {
        buffer: &ticks,
        offset: 0,
        size: std::num::NonZeroU64::new(size_of::<Tick>() as u64),
    };
    let group = device.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("tick"),
        layout,
        entries: &[wgpu::BindGroupEntry {
            binding: 0,
            resource: wgpu::BindingResource::Buffer(one),
        }],
    });
    Ok((ticks, group))
}

impl Engine for Gpu<'_> {
    fn identity(&self) -> Identity {
        Identity {
            engine: "gpu",
            adapter: self.device.name.clone(),
            precision: "f32",
        }
    }

    fn start(&mut self, excitation: usize) -> Result<(), EngineError> {
        self.step = 0;
        self.sources.clear();
        self.device.allocated = self.resident;
        for injection in self.plan.excitations.get(excitation).into_iter().flatten() {
            let source = Source::new(injection, &self.slabs, &self.inject, &mut self.device)?;
            self.sources.push(source);
        }
        let mut encoder = self
            .device
            .device
            .create_command_encoder(&Default::default());
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
        let mut encoder = self
            .device
            .device
            .create_command_encoder(&Default::default());
        let mut compute = encoder.begin_compute_pass(&Default::default());
        compute.set_pipeline(&self.energy.pipeline);
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
