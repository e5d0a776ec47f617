//! The updates of one variant, bound to the slabs' fields.

use super::super::{EngineError, Pass};
use super::device::Device;
use super::kernels::{Kernel, UPDATE_E, UPDATE_E_TILED, UPDATE_H};
use super::pipeline::Pipeline;
use super::slab::{self, Side, Slab};
use super::variant::Variant;
use crate::plan::Plan;

/// `lines` of grid.wgsl.
pub(super) struct Lines {
    e: wgpu::Buffer,
    h: wgpu::Buffer,
    both: wgpu::Buffer,
}

impl Lines {
    pub fn new(plan: &Plan, device: &mut Device) -> Result<Self, EngineError> {
        let [e, h] = [true, false].map(|dual| slab::lines(plan, dual));
        Ok(Lines {
            both: device.filled("lines", &[&e[..], &h].concat())?,
            e: device.filled("lines_e", &e)?,
            h: device.filled("lines_h", &h)?,
        })
    }
}

pub(super) struct Updates {
    pub variant: Variant,
    kind: Kind,
}

enum Kind {
    TwoPass { h: Sweep, e: Sweep },
    Fused(Sweep),
}

/// A kernel over every slab.
struct Sweep {
    pipeline: Pipeline,
    /// By slab and side, with the workgroups along z, y, x.
    slabs: Vec<(Vec<wgpu::BindGroup>, [u32; 3])>,
}

impl Sweep {
    fn new(
        plan: &Plan,
        variant: Variant,
        kernel: &'static Kernel,
        slabs: &[Slab],
        device: &Device,
        tick: &wgpu::BindGroupLayout,
        bind: impl Fn(&Pipeline, &Slab, usize) -> wgpu::BindGroup,
    ) -> Self {
        let [_, y, z] = variant.tile.map(f64::from);
        let planes = variant.planes(plan.grid.shape()[0]);
        let lossy = ("LOSSY", f64::from(plan.coefficients.ca.is_some()));
        let constants = [("TILE_X", planes.into()), ("TILE_Y", y), ("TILE_Z", z), lossy];
        let constants = &constants[..if kernel.name == UPDATE_H.name { 3 } else { 4 }];
        let pipeline = Pipeline::new(&device.device, kernel, tick, constants);
        let [_, ny, nz] = plan.grid.shape().map(|n| n as u32);
        let [rows, points] = variant.owned();
        let sides = if variant.fused { 2 } else { 1 };
        let of = |slab: &Slab| {
            let bound = (0..sides).map(|side| bind(&pipeline, slab, side)).collect();
            (bound, [nz.div_ceil(points), ny.div_ceil(rows), (slab.planes.len() as u32).div_ceil(planes)])
        };
        Sweep { slabs: slabs.iter().map(of).collect(), pipeline }
    }

    fn encode(&self, compute: &mut wgpu::ComputePass<'_>, side: usize) {
        compute.set_pipeline(&self.pipeline.pipeline);
        for (bound, [z, y, x]) in &self.slabs {
            compute.set_bind_group(0, &bound[side], &[]);
            compute.dispatch_workgroups(*z, *y, *x);
        }
    }
}

impl Updates {
    /// A fused variant needs two sides of one slab.
    pub fn new(
        plan: &Plan,
        variant: Variant,
        slabs: &[Slab],
        lines: &Lines,
        device: &Device,
        tick: &wgpu::BindGroupLayout,
    ) -> Self {
        let wgpu = &device.device;
        let kind = if variant.fused {
            let bind = |pipeline: &Pipeline, slab: &Slab, side: usize| {
                let Slab { dims, psi, codes, coefficients, .. } = slab;
                let (Side { e, h, .. }, next) = (&slab.sides[side], &slab.sides[1 - side]);
                pipeline.bind(wgpu, [dims, &lines.both, psi, &next.e, &next.h, e, h, codes, coefficients])
            };
            Kind::Fused(Sweep::new(plan, variant, &UPDATE_E_TILED, slabs, device, tick, bind))
        } else {
            let bind_h = |pipeline: &Pipeline, slab: &Slab, side: usize| {
                let Side { e, h, .. } = &slab.sides[side];
                let [dims, lines, e, h] = [&slab.dims, &lines.h, e, h].map(wgpu::Buffer::as_entire_buffer_binding);
                pipeline.bind_parts(wgpu, [dims, lines, slab.sides[side].psi(), e, h])
            };
            let bind_e = |pipeline: &Pipeline, slab: &Slab, side: usize| {
                let (Slab { dims, psi, codes, coefficients, .. }, Side { e, h, .. }) = (slab, &slab.sides[side]);
                pipeline.bind(wgpu, [dims, &lines.e, psi, e, h, codes, coefficients])
            };
            Kind::TwoPass {
                h: Sweep::new(plan, variant, &UPDATE_H, slabs, device, tick, bind_h),
                e: Sweep::new(plan, variant, &UPDATE_E, slabs, device, tick, bind_e),
            }
        };
        Updates { variant, kind }
    }

    /// Encodes one update and says on which side the fields are then. The fused pass is E's; sources on H, which add to it, have
    /// gone in before, so that nothing is left to do for H.
    pub fn encode(&self, compute: &mut wgpu::ComputePass<'_>, pass: Pass, side: usize) -> usize {
        match (&self.kind, pass) {
            (Kind::TwoPass { h, .. }, Pass::UpdateH) => h.encode(compute, side),
            (Kind::TwoPass { e, .. }, Pass::UpdateE) => e.encode(compute, side),
            (Kind::Fused(both), Pass::UpdateE) => {
                both.encode(compute, side);
                return 1 - side;
            }
            _ => {}
        }
        side
    }
}
