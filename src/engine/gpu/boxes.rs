//! Sources and monitors on the device: the parts of their boxes that lie in each slab.

use std::ops::Range;

use super::super::EngineError;
use super::device::Device;
use super::kernels::list_groups;
use super::pipeline::Pipeline;
use super::slab::{Side, Slab};
use super::uniforms::{Blend, Rows, Sheet};
use crate::kernel::dft::PARTS;
use crate::plan::polarization::{Recursion, Span};
use crate::plan::{DftBox, Injection, Mixture, Plan};

/// One dispatch.
pub(super) struct Part {
    /// By side of the fields.
    pub bound: Vec<wgpu::BindGroup>,
    pub groups: [u32; 3],
}

/// An injection.
pub(super) struct Source {
    pub electric: bool,
    /// Steps that its signal lasts.
    pub steps: usize,
    pub parts: Vec<Part>,
}

/// A Fourier monitor.
pub(super) struct Monitor {
    /// (cos, sin) by [sample][E, H][frequency], of one submission.
    pub phases: wgpu::Buffer,
    pub parts: Vec<Part>,
    /// Of each part; one after the other they are the layout that `Sums::gather` reads.
    pub sums: Vec<(wgpu::Buffer, usize)>,
}

/// A mixture of media that disperse.
pub(super) struct Blends {
    /// Whether its points are coupled, and then what adds what is left to them.
    pub late: bool,
    pub recall: Vec<Part>,
    pub parts: Vec<Part>,
    /// Of each part, zero at the start.
    pub states: Vec<wgpu::Buffer>,
}

/// The planes that a box and a slab share.
pub(super) fn shared(lo: [usize; 3], hi: [usize; 3], slab: &Slab) -> Range<usize> {
    lo[0].max(slab.planes.start)..hi[0].min(slab.planes.end)
}

impl Source {
    pub fn new(
        injection: &Injection,
        slabs: &[Slab],
        pipeline: &Pipeline,
        device: &mut Device,
    ) -> Result<Self, EngineError> {
        let (component, lo, hi) = (injection.component, injection.lo, injection.hi);
        let (rows, width) = (hi[1] - lo[1], hi[2] - lo[2]);
        let signal = device.filled("signal", &injection.signal)?;
        let mut parts = Vec::new();
        for slab in slabs {
            let planes = shared(lo, hi, slab);
            if planes.is_empty() || rows * width == 0 {
                continue;
            }
            let own = (planes.start - lo[0]) * rows * width..(planes.end - lo[0]) * rows * width;
            let before = usize::from(!component.is_e());
            let by = |axis: usize| u32::from(injection.along == Some(axis));
            let sheet = Sheet {
                component: component.axis() as u32,
                plane: (planes.start - slab.planes.start + before) as u32,
                j: lo[1] as u32,
                k: lo[2] as u32,
                planes: planes.len() as u32,
                rows: rows as u32,
                width: width as u32,
                terms: injection.terms as u32,
                layers: injection.layers() as u32,
                layer: by(0) * (planes.start - lo[0]) as u32,
                by_plane: by(0),
                by_row: by(1),
                by_point: by(2),
            };
            let sheet = device.uniform("sheet", &sheet)?;
            let groups = list_groups(own.len() as u32);
            let terms = injection.weight.chunks_exact(injection.weight.len() / injection.terms);
            let weight: Vec<f64> = terms.flat_map(|term| &term[own.clone()]).copied().collect();
            let weight = device.filled("weight", &weight)?;
            let bind = |side: &Side| {
                let field = if component.is_e() { &side.e } else { &side.h };
                pipeline.bind(&device.device, [&slab.dims, &sheet, field, &weight, &signal])
            };
            parts.push(Part { bound: slab.sides.iter().map(bind).collect(), groups });
        }
        Ok(Source { electric: component.is_e(), steps: injection.steps(), parts })
    }
}

impl Blends {
    pub fn new(
        plan: &Plan,
        mixture: &Mixture,
        slabs: &[Slab],
        [polarize, recall]: [&Pipeline; 2],
        device: &mut Device,
    ) -> Result<Self, EngineError> {
        let pole = |pole: &Recursion| [pole.decay.re, pole.decay.im, pole.drive.re, pole.drive.im, pole.medium as f64];
        let recursions: Vec<f64> = mixture.poles.iter().flat_map(pole).collect();
        let recursions = device.filled("recursions", &recursions)?;
        let [_, ny, nz] = plan.grid.shape();
        let (mut parts, mut recalls, mut states) = (Vec::new(), Vec::new(), Vec::new());
        for slab in slabs {
            let spans: Vec<&Span> = mixture.spans.iter().filter(|span| slab.planes.contains(&span.at[0])).collect();
            let place = |span: &&Span| {
                let [i, j, k] = span.at;
                let first = (((i - slab.planes.start) * 3 + span.axis) * ny + j) * nz + k;
                (first..first + span.count).map(|place| place as u32)
            };
            let places: Vec<u32> = spans.iter().flat_map(place).collect();
            // Spans go by planes, so a slab's points follow one another.
            let Some(first) = spans.first().map(|span| span.first) else { continue };
            let weight = (0..mixture.media)
                .flat_map(|medium| mixture.weight[medium * mixture.points() + first..][..places.len()].iter().copied());
            let weight = device.filled("weight", &weight.collect::<Vec<_>>())?;
            let blend = Blend { points: places.len() as u32, poles: mixture.poles.len() as u32 };
            let blend = device.uniform("blend", &blend)?;
            let state = device.storage("state", places.len() * (1 + 2 * mixture.poles.len()))?;
            let groups = list_groups(places.len() as u32);
            let places = device.loaded("places", &places)?;
            let bind =
                |side: &Side| polarize.bind(&device.device, [&side.e, &weight, &blend, &places, &recursions, &state]);
            parts.push(Part { bound: slab.sides.iter().map(bind).collect(), groups });
            let bind = |side: &Side| recall.bind(&device.device, [&side.e, &blend, &places, &state]);
            recalls.push(Part { bound: slab.sides.iter().map(bind).collect(), groups });
            states.push(state);
        }
        Ok(Blends { late: mixture.late, recall: recalls, parts, states })
    }
}

/// Elements of a monitor's sums.
pub(super) fn sums_len(monitor: &DftBox) -> usize {
    monitor.components.len() * monitor.frequencies.len() * PARTS * monitor.points()
}

impl Monitor {
    /// A monitor whose phases are sent for `samples` samples at a time.
    pub fn new(
        monitor: &DftBox,
        samples: usize,
        slabs: &[Slab],
        pipeline: &Pipeline,
        device: &mut Device,
    ) -> Result<Self, EngineError> {
        let [_, rows, width] = monitor.shape();
        let (points, frequencies) = (rows * width, monitor.frequencies.len());
        let phases = device.storage("phases", samples * 2 * frequencies * 2)?;
        let (mut parts, mut sums) = (Vec::new(), Vec::new());
        for slab in slabs {
            let planes = shared(monitor.lo, monitor.hi, slab);
            let count = planes.len() * monitor.components.len() * frequencies;
            if points * count == 0 {
                continue;
            }
            // The sums of volume monitors can outgrow a buffer: cut them at rows.
            let most = device.facts.largest_buffer as usize / (4 * PARTS * points);
            for first in (0..count).step_by(most.max(1)) {
                let count = most.max(1).min(count - first);
                let codes = monitor.components.iter().enumerate();
                let description = Rows {
                    first: first as u32,
                    count: count as u32,
                    plane: (planes.start - slab.planes.start) as u32,
                    j: monitor.lo[1] as u32,
                    k: monitor.lo[2] as u32,
                    width: width as u32,
                    points: points as u32,
                    codes: codes.map(|(n, &c)| (c as u32) << (4 * n)).sum(),
                    components: monitor.components.len() as u32,
                    frequencies: frequencies as u32,
                };
                let description = device.uniform("rows", &description)?;
                let buffer = device.storage("sums", count * PARTS * points)?;
                let bind = |Side { e, h, .. }: &Side| {
                    pipeline.bind(&device.device, [&slab.dims, e, h, &description, &phases, &buffer])
                };
                parts.push(Part {
                    bound: slab.sides.iter().map(bind).collect(),
                    groups: list_groups((count * points) as u32),
                });
                sums.push((buffer, count * PARTS * points));
            }
        }
        Ok(Monitor { phases, parts, sums })
    }
}
