//! The time step on the GPU: [`STEP`] encoded many times into one submission, without a word from the host between.

use std::time::Instant;

use super::boxes::Part;
use super::device::Device;
use super::pipeline::Pipeline;
use super::uniforms::Tick;
use super::{Gpu, slab};
use crate::engine::{EngineError, Pass, STEP, cpu::phases};

/// Most steps in one submission.
pub(super) const MOST_STEPS: usize = 128;
/// Seconds that a submission should take: far below what a desktop's watchdog allows, far above the cost of submitting.
const SUBMISSION: f64 = 0.05;

/// A submission on its way.
pub(super) struct Flight {
    submitted: wgpu::SubmissionIndex,
    steps: usize,
    since: Instant,
}

/// The ticks of one submission, and group 1 on them.
pub(super) struct Ring {
    ticks: wgpu::Buffer,
    group: wgpu::BindGroup,
}

impl Ring {
    pub fn new(device: &mut Device, layout: &wgpu::BindGroupLayout) -> Result<Self, EngineError> {
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
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::Buffer(one) }],
        });
        Ok(Ring { ticks, group })
    }
}

impl Gpu<'_> {
    /// Encodes and submits `count` steps, with a look at the energy after the `last`.
    pub(super) fn submit(&mut self, count: usize, last: bool) {
        let stride = self.device.uniform_stride;
        self.prepare(count);
        let mut encoder = self.device.device.create_command_encoder(&Default::default());
        let mut compute: Option<wgpu::ComputePass<'static>> = None;
        let mut side = self.side;
        for n in 0..count {
            for pass in STEP {
                let update = matches!(pass, Pass::UpdateE | Pass::UpdateH);
                if update && self.slabs() > 1 {
                    compute = None;
                    self.exchange(&mut encoder, pass);
                }
                let compute =
                    compute.get_or_insert_with(|| encoder.begin_compute_pass(&Default::default()).forget_lifetime());
                side = self.encode(compute, pass, side, self.step + n, n as u64 * stride);
            }
        }
        drop(compute);
        (self.step, self.side) = (self.step + count, side);
        if last {
            self.looks.keep(1);
            self.looks.encode(&mut encoder, &self.slabs, &self.pipelines.energy, side);
        }
        let submitted = self.device.queue.submit([encoder.finish()]);
        if last {
            self.looks.submitted(self.step, submitted.clone());
        }
        self.flights.push_back(Flight { submitted, steps: count, since: Instant::now() });
    }

    /// Waits until no more than `most` submissions are on their way; the time they take sets the size of those to come.
    pub(super) fn land(&mut self, most: usize) -> Result<(), EngineError> {
        while self.flights.len() > most {
            let Some(Flight { submitted, steps, since }) = self.flights.pop_front() else { break };
            let good = self.step - steps - self.flights.iter().map(|flight| flight.steps).sum::<usize>();
            self.device.wait(submitted, good)?;
            // The next one began when this one was done.
            if let Some(next) = self.flights.front_mut() {
                next.since = Instant::now();
            }
            let each = since.elapsed().as_secs_f64() / steps as f64;
            let wanted = (SUBMISSION / each.max(1e-9)) as usize;
            self.batch = wanted.clamp(1, (2 * steps).max(self.batch)).min(MOST_STEPS);
        }
        Ok(())
    }

    /// Sends what the kernels must know of the next `count` steps.
    fn prepare(&self, count: usize) {
        let (queue, stride) = (&self.device.queue, self.device.uniform_stride as usize);
        let (steps, every) = (self.step..self.step + count, self.plan.sample_every);
        let mut ticks = vec![0u8; count * stride];
        for (tick, step) in ticks.chunks_exact_mut(stride).zip(steps.clone()) {
            let value =
                Tick { step: step as u32, sample: (step.div_ceil(every) - self.step.div_ceil(every)) as u32, zero: 0 };
            tick[..size_of::<Tick>()].copy_from_slice(bytemuck::bytes_of(&value));
        }
        queue.write_buffer(&self.ring.ticks, 0, &ticks);
        for (of, monitor) in self.plan.monitors.iter().cycle().zip(&self.monitors) {
            let samples = steps.clone().filter(|step| step.is_multiple_of(every));
            let times = samples.flat_map(|step| [1.0, 0.5].map(|ahead| self.plan.dt * (step as f64 + ahead)));
            let phases: Vec<[f32; 2]> = times.flat_map(|time| phases(of, time)).collect();
            queue.write_buffer(&monitor.phases, 0, bytemuck::cast_slice(&phases));
        }
    }

    /// Copies the planes that an update sees beyond its slab.
    fn exchange(&self, encoder: &mut wgpu::CommandEncoder, pass: Pass) {
        let plane = 4 * slab::plane(self.plan) as u64;
        for pair in self.slabs.chunks(self.slabs()).flat_map(|lane| lane.windows(2)) {
            let last = pair[0].planes.len() as u64 * plane;
            let [before, after] = [&pair[0].sides[self.side], &pair[1].sides[self.side]];
            if pass == Pass::UpdateH {
                encoder.copy_buffer_to_buffer(&after.e, 0, &before.e, last, plane);
            } else {
                encoder.copy_buffer_to_buffer(&before.h, last, &after.h, 0, plane);
            }
        }
    }

    /// Encodes a pass over the fields of a side and says on which they are then.
    pub(super) fn encode(
        &self,
        compute: &mut wgpu::ComputePass<'_>,
        pass: Pass,
        side: usize,
        step: usize,
        tick: u64,
    ) -> usize {
        match pass {
            Pass::UpdateH | Pass::UpdateE => return self.updates.encode(compute, pass, side),
            Pass::InjectH | Pass::InjectE => {
                let electric = pass == Pass::InjectE;
                let sources = self.sources.iter();
                let on = sources.filter(|s| s.electric == electric && step < s.steps);
                let parts = on.flat_map(|source| &source.parts);
                self.walk(compute, &self.pipelines.inject, side, tick, parts);
            }
            Pass::Polarize | Pass::Settle => {
                let on = self.blends.iter().filter(|blends| blends.late == (pass == Pass::Settle));
                list(compute, &self.pipelines.polarize, side, on.flat_map(|blends| &blends.parts));
            }
            Pass::Recall => {
                let on = self.blends.iter().filter(|blends| blends.late);
                list(compute, &self.pipelines.recall, side, on.flat_map(|blends| &blends.recall));
            }
            Pass::Gain => list(compute, &self.pipelines.gain, side, self.coupling.iter().flat_map(|c| &c.gain)),
            Pass::Couple => list(compute, &self.pipelines.couple, side, self.coupling.iter().flat_map(|c| &c.couple)),
            Pass::LiftE => list(compute, &self.pipelines.lift, side, self.images[0].lift.iter()),
            Pass::WrapE => list(compute, &self.pipelines.wrap, side, self.images[0].wrap.iter()),
            Pass::LiftH => list(compute, &self.pipelines.lift, side, self.images[1].lift.iter()),
            Pass::WrapH => list(compute, &self.pipelines.wrap, side, self.images[1].wrap.iter()),
            Pass::Dft if step.is_multiple_of(self.plan.sample_every) => {
                let parts = self.monitors.iter().flat_map(|monitor| &monitor.parts);
                self.walk(compute, &self.pipelines.dft, side, tick, parts);
            }
            Pass::Dft => {}
            Pass::Probe => {
                let on = self.probes.iter().filter(|probe| step.is_multiple_of(probe.every));
                let mut parts = on.flat_map(|probe| &probe.parts).peekable();
                if parts.peek().is_some() {
                    self.walk(compute, &self.pipelines.probe, side, tick, parts);
                }
            }
        }
        side
    }

    fn walk<'s>(
        &self,
        compute: &mut wgpu::ComputePass<'_>,
        pipeline: &Pipeline,
        side: usize,
        tick: u64,
        parts: impl Iterator<Item = &'s Part>,
    ) {
        compute.set_bind_group(1, &self.ring.group, &[tick as u32]);
        list(compute, pipeline, side, parts);
    }
}

/// Dispatches all parts, if there are any.
fn list<'s>(
    compute: &mut wgpu::ComputePass<'_>,
    pipeline: &Pipeline,
    side: usize,
    parts: impl Iterator<Item = &'s Part>,
) {
    for (n, part) in parts.enumerate() {
        if n == 0 {
            compute.set_pipeline(&pipeline.pipeline);
        }
        let [x, y, z] = part.groups;
        compute.set_bind_group(0, &part.bound[side], &[]);
        compute.dispatch_workgroups(x, y, z);
    }
}
