//! Coupled points of E on the device, by slab; what they gain in a step is in one buffer for all.

use super::super::EngineError;
use super::boxes::Part;
use super::device::Device;
use super::kernels::list_groups;
use super::pipeline::Pipeline;
use super::slab::{Side, Slab};
use super::uniforms::Coupled;
use crate::plan::Plan;
use crate::yee::Component;

pub(super) struct Coupling {
    pub gain: Vec<Part>,
    pub couple: Vec<Part>,
    /// By slab that has any: its first point and E before the step.
    before: Vec<(usize, wgpu::Buffer)>,
}

impl Coupling {
    pub fn new(
        plan: &Plan,
        slabs: &[Slab],
        [gain, couple]: [&Pipeline; 2],
        device: &mut Device,
    ) -> Result<Self, EngineError> {
        let of = &plan.coupling;
        let mut coupling = Coupling { gain: Vec::new(), couple: Vec::new(), before: Vec::new() };
        if of.is_empty() {
            return Ok(coupling);
        }
        let gains = device.storage("gains", of.points.len())?;
        let [_, ny, nz] = plan.grid.shape();
        for slab in slabs {
            let before = |plane: usize| of.points.partition_point(|point| (point.i as usize) < plane);
            let own = before(slab.planes.start)..before(slab.planes.end);
            let entries = of.begin[own.start] as usize..of.begin[own.end] as usize;
            if own.is_empty() {
                continue;
            }
            let place = |point: &crate::raster::coupling::Point| {
                let [i, j, k] = point.at();
                ((((i - slab.planes.start) * 3 + point.axis as usize) * ny + j) * nz + k) as u32
            };
            let places: Vec<u32> = of.points[own.clone()].iter().map(place).collect();
            let begin: Vec<u32> = of.begin[own.start..=own.end].iter().map(|&at| at - entries.start as u32).collect();
            let coupled = Coupled { first: own.start as u32, points: own.len() as u32 };
            let coupled = device.uniform("coupled", &coupled)?;
            let (places, begin) = (device.loaded("places", &places)?, device.loaded("begin", &begin)?);
            let columns = device.loaded("columns", &of.column[entries.clone()])?;
            let weight = device.filled("weight", &of.weight[entries])?;
            let before = device.storage("before", own.len())?;
            let gained = |side: &Side| gain.bind(&device.device, [&side.e, &places, &coupled, &before, &gains]);
            let added = |side: &Side| {
                let buffers = [&side.e, &weight, &places, &coupled, &before, &gains, &begin, &columns];
                couple.bind(&device.device, buffers)
            };
            let groups = list_groups(own.len() as u32);
            coupling.gain.push(Part { bound: slab.sides.iter().map(gained).collect(), groups });
            coupling.couple.push(Part { bound: slab.sides.iter().map(added).collect(), groups });
            coupling.before.push((own.start, before));
        }
        Ok(coupling)
    }

    pub fn clear(&self, encoder: &mut wgpu::CommandEncoder) {
        self.before.iter().for_each(|(_, before)| encoder.clear_buffer(before, 0, None));
    }

    /// Takes a component's points for what they were before the next step.
    pub fn remember(
        &self,
        plan: &Plan,
        component: Component,
        values: &[f64],
        device: &mut Device,
        step: usize,
    ) -> Result<(), EngineError> {
        let points = &plan.coupling.points;
        let ends = self.before.iter().skip(1).map(|(first, _)| *first).chain([points.len()]);
        for ((first, buffer), end) in self.before.iter().zip(ends) {
            let read = device.read(buffer, std::iter::once(0..end - first), step)?;
            let mut before: Vec<f64> = read.into_iter().map(f64::from).collect();
            for (before, point) in before.iter_mut().zip(&points[*first..end]) {
                if component == Component::e(point.axis as usize) {
                    *before = values[plan.grid.index(point.at())];
                }
            }
            device.upload(buffer, 0, &before)?;
        }
        Ok(())
    }
}
