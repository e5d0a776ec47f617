//! The uniforms that shaders share with us (tests/layout.rs compares them): each has its twin's name and fields.

use bytemuck::{Pod, Zeroable};

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
