//! Looks at the energy: taken at the end of every advance within its last submission, and read while the next advance runs, so that
//! the device never stands still for them.

use std::collections::VecDeque;

use super::super::{EngineError, Glance};
use super::device::Device;
use super::pipeline::Pipeline;
use super::slab::{self, Side, Slab};
use crate::plan::Plan;

pub(super) struct Looks {
    /// The energy's, by slab and side.
    bound: Vec<Vec<wgpu::BindGroup>>,
    /// Energies of all planes of every lane, by turns: one is read while the device fills the other.
    staging: [wgpu::Buffer; 2],
    planes: usize,
    lanes: usize,
    turn: usize,
    /// Looks that are not read yet, oldest first: the step, its submission, and the staging buffer.
    pending: VecDeque<(usize, wgpu::SubmissionIndex, usize)>,
}

impl Looks {
    pub fn new(plan: &Plan, slabs: &[Slab], energy: &Pipeline, device: &mut Device) -> Result<Self, EngineError> {
        let widths = device.filled("widths", &slab::widths(plan))?;
        let bound = slabs.iter().map(|slab| {
            let Slab { dims, codes, coefficients, energies, .. } = slab;
            let bind = |Side { e, h, .. }: &Side| {
                energy.bind(&device.device, [dims, e, h, codes, coefficients, &widths, energies])
            };
            slab.sides.iter().map(bind).collect()
        });
        let (bound, planes) = (bound.collect(), plan.grid.shape()[0]);
        let usage = wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ;
        let mut staging = || device.buffer("energies", 4 * (planes * plan.grid.lanes()) as u64, usage);
        let (staging, lanes) = ([staging()?, staging()?], plan.grid.lanes());
        Ok(Looks { bound, staging, planes, lanes, turn: 0, pending: VecDeque::new() })
    }

    /// Encodes the energy of the fields on a side, and its copy.
    pub fn encode(&self, encoder: &mut wgpu::CommandEncoder, slabs: &[Slab], energy: &Pipeline, side: usize) {
        let mut compute = encoder.begin_compute_pass(&Default::default());
        compute.set_pipeline(&energy.pipeline);
        for (slab, bound) in slabs.iter().zip(&self.bound) {
            compute.set_bind_group(0, &bound[side], &[]);
            compute.dispatch_workgroups(slab.planes.len() as u32, 1, 1);
        }
        drop(compute);
        for (n, slab) in slabs.iter().enumerate() {
            let lane = n / (slabs.len() / self.lanes);
            let (to, bytes) = (4 * (lane * self.planes + slab.planes.start) as u64, 4 * slab.planes.len() as u64);
            encoder.copy_buffer_to_buffer(&slab.energies, 0, &self.staging[self.turn], to, bytes);
        }
    }

    /// Notes the submission that a look is in, after a step.
    pub fn submitted(&mut self, step: usize, submission: wgpu::SubmissionIndex) {
        self.whole(self.turn).map_async(wgpu::MapMode::Read, |_| {});
        self.pending.push_back((step, submission, self.turn));
        self.turn = 1 - self.turn;
    }

    /// Lets go of the oldest looks until `most` are left.
    pub fn keep(&mut self, most: usize) {
        while self.pending.len() > most {
            let oldest = self.pending.pop_front();
            oldest.iter().for_each(|(_, _, turn)| self.staging[*turn].unmap());
        }
    }

    /// The look at the end of the advance before the last.
    pub fn before_last(&self, device: &Device) -> Result<Glance, EngineError> {
        match self.pending.iter().rev().nth(1) {
            None => Ok(Glance::default()),
            Some(look) => Ok(Glance { step: look.0, planes: self.read(look, device)? }),
        }
    }

    /// The look after a step, if it was the last.
    pub fn last(&self, step: usize, device: &Device) -> Result<Option<Vec<f64>>, EngineError> {
        let last = self.pending.back().filter(|look| look.0 == step);
        last.map(|look| self.read(look, device)).transpose()
    }

    fn read(&self, look: &(usize, wgpu::SubmissionIndex, usize), device: &Device) -> Result<Vec<f64>, EngineError> {
        let (step, submission, turn) = look;
        device.wait(submission.clone(), *step)?;
        let mut planes = vec![0.0; self.planes];
        for lane in device.mapped(self.whole(*turn), *step)?.chunks_exact(self.planes) {
            planes.iter_mut().zip(lane).for_each(|(plane, &energy)| *plane += f64::from(energy));
        }
        Ok(planes)
    }

    fn whole(&self, turn: usize) -> wgpu::BufferSlice<'_> {
        self.staging[turn].slice(..4 * (self.lanes * self.planes) as u64)
    }
}
