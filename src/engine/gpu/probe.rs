//! Probes on the device: each keeps all its samples there, and they are read when a run ends.

use super::super::EngineError;
use super::boxes::{Part, shared};
use super::device::Device;
use super::kernels::list_groups;
use super::pipeline::Pipeline;
use super::slab::{Side, Slab};
use super::uniforms::Point;
use crate::plan;

pub(super) struct Probe {
    pub every: usize,
    pub parts: Vec<Part>,
    /// Of each part, `[sample][plane]`, and its planes.
    values: Vec<(wgpu::Buffer, usize)>,
    /// Samples that there is room for.
    samples: usize,
}

impl Probe {
    /// A probe with room for the samples of so many steps.
    pub fn new(
        probe: &plan::Probe,
        steps: usize,
        slabs: &[Slab],
        pipeline: &Pipeline,
        device: &mut Device,
    ) -> Result<Self, EngineError> {
        let (component, lo, hi) = (probe.component, probe.lo, probe.hi);
        let (rows, width, samples) = (hi[1] - lo[1], hi[2] - lo[2], probe.samples(steps));
        let (mut parts, mut values) = (Vec::new(), Vec::new());
        for slab in slabs {
            let planes = shared(lo, hi, slab);
            if planes.is_empty() {
                continue;
            }
            let own = (planes.start - lo[0]) * rows * width..(planes.end - lo[0]) * rows * width;
            let before = usize::from(!component.is_e());
            let point = Point {
                component: component.axis() as u32,
                plane: (planes.start - slab.planes.start + before) as u32,
                j: lo[1] as u32,
                k: lo[2] as u32,
                planes: planes.len() as u32,
                rows: rows as u32,
                width: width as u32,
                every: probe.every as u32,
                samples: samples as u32,
            };
            let point = device.uniform("point", &point)?;
            let weight = device.filled("weight", &probe.weight[own])?;
            let buffer = device.storage("values", samples * planes.len())?;
            let bind = |side: &Side| {
                let field = side.array(component);
                pipeline.bind(&device.device, [&slab.dims, field, &weight, &point, &buffer])
            };
            parts.push(Part { bound: slab.sides.iter().map(bind).collect(), groups: list_groups(planes.len() as u32) });
            values.push((buffer, planes.len()));
        }
        Ok(Probe { every: probe.every, parts, values, samples })
    }

    /// The samples of so many steps: planes are added in rising order, as on the CPU.
    pub fn read(&self, device: &mut Device, steps: usize) -> Result<Vec<f64>, EngineError> {
        let taken = steps.div_ceil(self.every).min(self.samples);
        let mut sums = vec![0.0_f32; taken];
        for (buffer, planes) in &self.values {
            let read = device.read(buffer, std::iter::once(0..taken * planes), steps)?;
            for (sum, values) in sums.iter_mut().zip(read.chunks_exact(*planes)) {
                values.iter().for_each(|value| *sum += value);
            }
        }
        Ok(sums.into_iter().map(f64::from).collect())
    }
}
