//! The shaders as data: sources, bindings, the structs they share with us (tests/layout.rs compares them), pipelines.

use bytemuck::{Pod, Zeroable};

/// A shader: its file's stem is its entry point and its name everywhere.
pub struct Kernel {
    pub name: &'static str,
    pub source: &'static str,
    /// Group 0 by binding number.
    pub bindings: &'static [(u32, &'static str, Access)],
    /// Whether it reads the [`Tick`] in group 1.
    pub ticks: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Uniform,
    Read,
    ReadWrite,
}
use Access::{Read, ReadWrite, Uniform};

macro_rules! source {
    ($stem:literal) => {
        concat!(include_str!("../../../shaders/grid.wgsl"), include_str!(concat!("../../../shaders/", $stem, ".wgsl")))
    };
}

pub static UPDATE_E: Kernel = Kernel {
    name: "update_e",
    source: source!("update_e"),
    bindings: &[
        (0, "dims", Uniform),
        (1, "lines", Read),
        (2, "psi", ReadWrite),
        (5, "e", ReadWrite),
        (6, "h", Read),
        (7, "codes", Read),
        (8, "coefficients", Read),
    ],
    ticks: false,
};

pub static UPDATE_H: Kernel = Kernel {
    name: "update_h",
    source: source!("update_h"),
    bindings: &[(0, "dims", Uniform), (1, "lines", Read), (2, "psi", ReadWrite), (5, "e", Read), (6, "h", ReadWrite)],
    ticks: false,
};

/// Both updates in one pass: E's variant that holds H's too.
pub static UPDATE_E_TILED: Kernel = Kernel {
    name: "update_e_tiled",
    source: source!("update_e_tiled"),
    bindings: &[
        (0, "dims", Uniform),
        (1, "lines", Read),
        (2, "psi", ReadWrite),
        (3, "e_next", ReadWrite),
        (4, "h_next", ReadWrite),
        (5, "e", Read),
        (6, "h", Read),
        (7, "codes", Read),
        (8, "coefficients", Read),
    ],
    ticks: false,
};

pub static INJECT: Kernel = Kernel {
    name: "inject",
    source: source!("inject"),
    bindings: &[
        (0, "dims", Uniform),
        (9, "sheet", Uniform),
        (10, "field", ReadWrite),
        (11, "weight", Read),
        (12, "signal", Read),
    ],
    ticks: true,
};

pub static POLARIZE: Kernel = Kernel {
    name: "polarize",
    source: source!("polarize"),
    bindings: &[
        (10, "field", ReadWrite),
        (11, "weight", Read),
        (18, "blend", Uniform),
        (19, "places", Read),
        (20, "recursions", Read),
        (21, "state", ReadWrite),
    ],
    ticks: false,
};

pub static RECALL: Kernel = Kernel {
    name: "recall",
    source: source!("recall"),
    bindings: &[(10, "field", ReadWrite), (18, "blend", Uniform), (19, "places", Read), (21, "state", ReadWrite)],
    ticks: false,
};

pub static GAIN: Kernel = Kernel {
    name: "gain",
    source: source!("gain"),
    bindings: &[
        (10, "field", Read),
        (19, "places", Read),
        (26, "coupled", Uniform),
        (27, "before", Read),
        (28, "gains", ReadWrite),
    ],
    ticks: false,
};

pub static COUPLE: Kernel = Kernel {
    name: "couple",
    source: source!("couple"),
    bindings: &[
        (10, "field", ReadWrite),
        (11, "weight", Read),
        (19, "places", Read),
        (26, "coupled", Uniform),
        (27, "before", ReadWrite),
        (28, "gains", Read),
        (29, "begin", Read),
        (30, "columns", Read),
    ],
    ticks: false,
};

pub static LIFT: Kernel = Kernel {
    name: "lift",
    source: source!("lift"),
    bindings: &[
        (10, "field", Read),
        (19, "places", Read),
        (30, "columns", Read),
        (31, "copied", Uniform),
        (32, "lifted", ReadWrite),
    ],
    ticks: false,
};

pub static WRAP: Kernel = Kernel {
    name: "wrap",
    source: source!("wrap"),
    bindings: &[
        (10, "field", ReadWrite),
        (11, "weight", Read),
        (19, "places", Read),
        (30, "columns", Read),
        (31, "copied", Uniform),
        (32, "lifted", Read),
    ],
    ticks: false,
};

pub static DFT: Kernel = Kernel {
    name: "dft",
    source: source!("dft"),
    bindings: &[
        (0, "dims", Uniform),
        (5, "e", Read),
        (6, "h", Read),
        (13, "rows", Uniform),
        (14, "phases", Read),
        (15, "sums", ReadWrite),
    ],
    ticks: true,
};

pub static PROBE: Kernel = Kernel {
    name: "probe",
    source: source!("probe"),
    bindings: &[
        (0, "dims", Uniform),
        (10, "field", Read),
        (11, "weight", Read),
        (24, "point", Uniform),
        (25, "values", ReadWrite),
    ],
    ticks: true,
};

pub static ENERGY: Kernel = Kernel {
    name: "energy",
    source: source!("energy"),
    bindings: &[
        (0, "dims", Uniform),
        (5, "e", Read),
        (6, "h", Read),
        (7, "codes", Read),
        (8, "coefficients", Read),
        (16, "widths", Read),
        (17, "energies", ReadWrite),
    ],
    ticks: false,
};

pub static KERNELS: [&Kernel; 13] = [
    &UPDATE_E,
    &UPDATE_H,
    &UPDATE_E_TILED,
    &INJECT,
    &POLARIZE,
    &RECALL,
    &GAIN,
    &COUPLE,
    &LIFT,
    &WRAP,
    &DFT,
    &PROBE,
    &ENERGY,
];

/// Most threads of a workgroup, the portable limit.
pub const THREADS: u32 = 256;
/// Threads of a workgroup that walks a list, and of such a dispatch's row (65,535 workgroups, the portable limit).
pub const LIST: u32 = 64;
pub const LIST_ROW: u32 = LIST * 65_535;

/// Workgroups that walk a list of so many threads.
pub fn list_groups(threads: u32) -> [u32; 3] {
    [threads.div_ceil(LIST).clamp(1, LIST_ROW / LIST), threads.div_ceil(LIST_ROW), 1]
}

/// `Dims` of grid.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Dims {
    pub nx: u32,
    pub ny: u32,
    pub nz: u32,
    pub cells_x: u32,
    pub cells_y: u32,
    pub cells_z: u32,
    pub slab_x: u32,
    pub slab_y: u32,
    pub slab_z: u32,
    pub line_y: u32,
    pub line_z: u32,
    pub step_y: u32,
    pub components: u32,
    pub present: u32,
    pub first: u32,
    pub planes: u32,
    pub psi_first: u32,
    pub rows: u32,
    pub psi_y: u32,
    pub psi_z: u32,
    pub psi_h: u32,
    pub line_h: u32,
    pub dt: f32,
}

/// `Tick` of grid.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Tick {
    pub step: u32,
    pub sample: u32,
    pub zero: u32,
}

/// `Sheet` of inject.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Sheet {
    pub component: u32,
    pub plane: u32,
    pub j: u32,
    pub k: u32,
    pub planes: u32,
    pub rows: u32,
    pub width: u32,
    pub terms: u32,
    pub layers: u32,
    pub layer: u32,
    pub by_plane: u32,
    pub by_row: u32,
    pub by_point: u32,
}

/// `Blend` of polarize.wgsl and recall.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Blend {
    pub points: u32,
    pub poles: u32,
}

/// `Coupled` of gain.wgsl and couple.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Coupled {
    pub first: u32,
    pub points: u32,
}

/// `Copied` of lift.wgsl and wrap.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Copied {
    pub points: u32,
    pub own: u32,
    pub other: u32,
}

/// `Rows` of dft.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Rows {
    pub first: u32,
    pub count: u32,
    pub plane: u32,
    pub j: u32,
    pub k: u32,
    pub width: u32,
    pub points: u32,
    pub codes: u32,
    pub components: u32,
    pub frequencies: u32,
}

/// `Point` of probe.wgsl.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub struct Point {
    pub component: u32,
    pub plane: u32,
    pub j: u32,
    pub k: u32,
    pub planes: u32,
    pub rows: u32,
    pub width: u32,
    pub every: u32,
    pub samples: u32,
}

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
