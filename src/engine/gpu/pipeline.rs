//! Kernels made ready on a device.

use super::kernels::Access::{Read, ReadWrite, Uniform};
use super::kernels::{Access, Kernel};

/// A kernel made ready on a device.
pub struct Pipeline {
    pub pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
    kernel: &'static Kernel,
}

impl Pipeline {
    pub fn new(
        device: &wgpu::Device,
        kernel: &'static Kernel,
        tick: &wgpu::BindGroupLayout,
        constants: &[(&str, f64)],
    ) -> Self {
        let label = Some(kernel.name);
        let entries: Vec<_> =
            kernel.bindings.iter().map(|&(binding, _, access)| entry(binding, access, false)).collect();
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label, entries: &entries });
        let groups = [Some(&layout), Some(tick)];
        let groups = &groups[..1 + usize::from(kernel.ticks)];
        let description =
            wgpu::ShaderModuleDescriptor { label, source: wgpu::ShaderSource::Wgsl(kernel.source.into()) };
        // SAFETY: every index is kept in range by the kernel's own guards against `Dims`, `Sheet`, `Blend`, `Coupled`, `Copied`, `Rows` and `Point`, whose numbers
        // come from the sizes of the buffers bound with them, or was made for these buffers on the host (`places`, `begin`, `columns`), and a workgroup's array by its size; loops end; divisors are at least 1. The tests run every kernel.
        let module =
            unsafe { device.create_shader_module_trusted(description, wgpu::ShaderRuntimeChecks::unchecked()) };
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label,
            layout: Some(&device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label,
                bind_group_layouts: groups,
                immediate_size: 0,
            })),
            module: &module,
            entry_point: Some(kernel.name),
            compilation_options: wgpu::PipelineCompilationOptions {
                constants,
                zero_initialize_workgroup_memory: false,
            },
            cache: None,
        });
        Pipeline { pipeline, layout, kernel }
    }

    /// Binds buffers in the order of the kernel's bindings.
    pub fn bind<const N: usize>(&self, device: &wgpu::Device, buffers: [&wgpu::Buffer; N]) -> wgpu::BindGroup {
        self.bind_parts(device, buffers.map(wgpu::Buffer::as_entire_buffer_binding))
    }

    /// Binds stretches of buffers.
    pub fn bind_parts<const N: usize>(
        &self,
        device: &wgpu::Device,
        parts: [wgpu::BufferBinding<'_>; N],
    ) -> wgpu::BindGroup {
        debug_assert_eq!(N, self.kernel.bindings.len());
        let pairs = self.kernel.bindings.iter().zip(parts);
        let entries: Vec<_> = pairs
            .map(|(&(binding, ..), part)| wgpu::BindGroupEntry {
                binding,
                resource: wgpu::BindingResource::Buffer(part),
            })
            .collect();
        device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(self.kernel.name),
            layout: &self.layout,
            entries: &entries,
        })
    }
}

/// The layout of group 1: a [`Tick`] at a dynamic offset.
pub fn tick_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("tick"),
        entries: &[entry(0, Uniform, true)],
    })
}

fn entry(binding: u32, access: Access, has_dynamic_offset: bool) -> wgpu::BindGroupLayoutEntry {
    let ty = match access {
        Uniform => wgpu::BufferBindingType::Uniform,
        Read => wgpu::BufferBindingType::Storage { read_only: true },
        ReadWrite => wgpu::BufferBindingType::Storage { read_only: false },
    };
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset, min_binding_size: None },
        count: None,
    }
}
