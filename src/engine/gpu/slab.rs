//! A slab: planes of constant x that kernels bind whole, in buffers of their own. E has one plane more after them, H one
//! before, copied from the neighbour before each update; so neither the largest buffer nor the largest binding bounds a grid.
//! ψ of H lies behind H, because the pass that advances both laws leaves both aside as it reads them.

use std::ops::Range;

use super::super::EngineError;
use super::device::Device;
use super::uniforms::Dims;
use crate::kernel::grid::Line;
use crate::plan::{Coefficients, Plan};
use crate::yee::Component;

pub(super) struct Slab {
    /// Planes of the lattice.
    pub planes: Range<usize>,
    pub dims: wgpu::Buffer,
    /// One, or two that take turns.
    pub sides: Vec<Side>,
    /// The slab's distinct rows of coefficients, and the place of each row among them.
    pub codes: wgpu::Buffer,
    pub coefficients: wgpu::Buffer,
    /// ψ of E.
    pub psi: wgpu::Buffer,
    /// One per plane.
    pub energies: wgpu::Buffer,
    description: Dims,
}

/// The fields at one time.
pub(super) struct Side {
    pub e: wgpu::Buffer,
    /// With ψ of H behind.
    pub h: wgpu::Buffer,
    psi: u64,
}

impl Side {
    fn new(plan: &Plan, planes: &Range<usize>, device: &mut Device) -> Result<Self, EngineError> {
        let [e, h] = side_elements(plan, planes);
        let psi = 4 * psi_h(plan, planes) as u64;
        Ok(Side { e: device.storage("e", e)?, h: device.storage("h", h)?, psi })
    }

    pub fn array(&self, component: Component) -> &wgpu::Buffer {
        if component.is_e() { &self.e } else { &self.h }
    }

    /// ψ of H alone.
    pub fn psi(&self) -> wgpu::BufferBinding<'_> {
        wgpu::BufferBinding { buffer: &self.h, offset: self.psi, size: None }
    }
}

/// Elements of one plane, three components.
pub(super) fn plane(plan: &Plan) -> usize {
    let [_, ny, nz] = plan.grid.shape();
    3 * ny * nz
}

/// The fewest slabs whose arrays fit in buffers of so many bytes, as even as can be.
pub(super) fn split(plan: &Plan, largest: u64) -> Option<Vec<Range<usize>>> {
    let nx = plan.grid.shape()[0];
    let fits = |planes: &Range<usize>| {
        let [e, h] = side_elements(plan, planes);
        // 65,535 workgroups are the portable limit of a dispatch.
        planes.len() < 65_535 && 4 * e.max(h) as u64 <= largest && coefficients_fit(plan, planes, largest)
    };
    let cut = |slabs: usize| (0..slabs).map(|n| n * nx / slabs..(n + 1) * nx / slabs).collect::<Vec<_>>();
    let fewest = (4 * plane(plan) as u64 * nx as u64).div_ceil(largest.max(1)).max(1) as usize;
    (fewest..=nx).map(cut).find(|slabs| slabs.iter().all(fits))
}

/// Bytes of the least that a slab's largest buffer can be.
pub(super) fn least(plan: &Plan) -> u64 {
    let planes = (0..plan.grid.shape()[0]).map(|i| side_elements(plan, &(i..i + 1))[1]);
    4 * planes.max().unwrap_or(0) as u64
}

fn coefficients_fit(plan: &Plan, planes: &Range<usize>, largest: u64) -> bool {
    let all = plan.coefficients.numbers() as u64;
    4 * all <= largest || 4 * (rows_of_coefficients(plan, planes) * plan.grid.shape()[2]) as u64 <= largest
}

/// Elements of E and of H with its ψ; ψ is bound by itself too, which needs an element and a place at 256 bytes.
fn side_elements(plan: &Plan, planes: &Range<usize>) -> [usize; 2] {
    let psi = psi_sizes(plan, planes).iter().sum::<usize>();
    [(planes.len() + 1) * plane(plan), psi_h(plan, planes) + psi.max(4)]
}

/// Where ψ begins behind H.
fn psi_h(plan: &Plan, planes: &Range<usize>) -> usize {
    ((planes.len() + 1) * plane(plan)).next_multiple_of(64)
}

/// Bytes of one side of a slab.
pub(super) fn side_bytes(plan: &Plan, planes: &Range<usize>) -> u64 {
    4 * side_elements(plan, planes).iter().sum::<usize>() as u64
}

/// Slab index along x of the first plane in an absorber, and how many there are to the last one's.
fn absorbing(plan: &Plan, planes: &Range<usize>) -> (usize, usize) {
    let x = Line::<f32> { cells: plan.grid.axes[0].cells(), slab: plan.profiles[0].slab, ..Line::default() };
    let mut indices = planes.clone().filter_map(|i| x.slab_index(i));
    // Slabs that overlap, where only one end absorbs, leave out indices in between.
    match (indices.clone().next(), indices.next_back()) {
        (Some(first), Some(last)) => (first, last + 1 - first),
        _ => (0, 0),
    }
}

/// Elements of ψ along x, y, z, for E or for H.
pub(super) fn psi_sizes(plan: &Plan, planes: &Range<usize>) -> [usize; 3] {
    let [_, ny, nz] = plan.grid.shape();
    let [_, y, z] = &plan.profiles;
    [2 * absorbing(plan, planes).1 * ny * nz, 2 * planes.len() * 2 * y.slab * nz, 2 * planes.len() * ny * 2 * z.slab]
}

/// Places of the rows of some planes in the plan's coefficients.
fn places<'a>(plan: &'a Plan, planes: &Range<usize>) -> &'a [u32] {
    let rows = 3 * plan.grid.shape()[1];
    &plan.coefficients.code[planes.start * rows..planes.end * rows]
}

/// The rows of the plan's coefficients that some planes have, ascending.
fn distinct(plan: &Plan, planes: &Range<usize>) -> Vec<u32> {
    let mut places = places(plan, planes).to_vec();
    places.sort_unstable();
    places.dedup();
    places
}

/// `codes` and `coefficients` of update_e.wgsl.
fn coefficients(plan: &Plan, planes: &Range<usize>) -> (Vec<u32>, Vec<f64>) {
    let (Coefficients { cb, ca, .. }, nz) = (&plan.coefficients, plan.grid.shape()[2]);
    let rows = distinct(plan, planes);
    let own =
        |all: &Vec<f64>| rows.iter().flat_map(|&row| &all[row as usize * nz..][..nz]).copied().collect::<Vec<f64>>();
    let codes = places(plan, planes).iter().map(|place| rows.partition_point(|row| row < place) as u32);
    (codes.collect(), [own(cb), ca.as_ref().map(own).unwrap_or_default()].concat())
}

/// Rows that a slab keeps, of cb and of ca.
pub(super) fn rows_of_coefficients(plan: &Plan, planes: &Range<usize>) -> usize {
    (1 + usize::from(plan.coefficients.ca.is_some())) * distinct(plan, planes).len()
}

/// Bytes that the fields, coefficients and absorbers of a slab take.
pub(super) fn bytes(plan: &Plan, planes: &Range<usize>) -> u64 {
    let coefficients = places(plan, planes).len() + rows_of_coefficients(plan, planes) * plan.grid.shape()[2];
    side_bytes(plan, planes) + 4 * (coefficients + psi_sizes(plan, planes).iter().sum::<usize>()) as u64
}

impl Slab {
    pub fn new(plan: &Plan, planes: Range<usize>, device: &mut Device) -> Result<Self, EngineError> {
        let (codes, coefficients) = coefficients(plan, &planes);
        let description = dims(plan, &planes);
        Ok(Slab {
            dims: device.uniform("dims", &description)?,
            sides: vec![Side::new(plan, &planes, device)?],
            codes: device.loaded("codes", &codes)?,
            coefficients: device.filled("coefficients", &coefficients)?,
            psi: device.storage("psi", psi_sizes(plan, &planes).iter().sum())?,
            energies: device.storage("energies", planes.len())?,
            planes,
            description,
        })
    }

    /// Fields to advance into.
    pub fn add_side(&mut self, plan: &Plan, device: &mut Device) -> Result<(), EngineError> {
        self.sides.push(Side::new(plan, &self.planes, device)?);
        Ok(())
    }

    /// Tells the kernels of a component that may differ from zero from now on.
    pub fn mark_present(&mut self, component: Component, queue: &wgpu::Queue) {
        self.description.present |= 1 << component as u32;
        queue.write_buffer(&self.dims, 0, bytemuck::bytes_of(&self.description));
    }

    /// Zeros the fields and the absorbers.
    pub fn clear(&self, encoder: &mut wgpu::CommandEncoder) {
        let fields = self.sides.iter().flat_map(|side| [&side.e, &side.h]);
        for buffer in fields.chain([&self.psi]) {
            encoder.clear_buffer(buffer, 0, None);
        }
    }

    /// Where a point of one of the slab's planes is, in `e` or in `h`.
    pub fn place(&self, plan: &Plan, component: Component, [i, j, k]: [usize; 3]) -> usize {
        let [_, ny, nz] = plan.grid.shape();
        let before = usize::from(!component.is_e());
        (((i - self.planes.start + before) * 3 + component.axis()) * ny + j) * nz + k
    }

    /// Where one component's points of each plane are, in `e` or in `h`.
    pub fn rows(&self, plan: &Plan, component: Component) -> impl Iterator<Item = Range<usize>> + Clone + use<> {
        let plane = plane(plan);
        let before = usize::from(!component.is_e());
        (0..self.planes.len()).map(move |i| {
            let start = (i + before) * plane + component.axis() * (plane / 3);
            start..start + plane / 3
        })
    }
}

fn dims(plan: &Plan, planes: &Range<usize>) -> Dims {
    let [nx, ny, nz] = plan.grid.shape().map(|n| n as u32);
    let [cells_x, cells_y, cells_z] = [0, 1, 2].map(|a| plan.grid.axes[a].cells() as u32);
    let [slab_x, slab_y, slab_z] = [0, 1, 2].map(|a| plan.profiles[a].slab as u32);
    let line_y = nx + 4 * slab_x;
    let line_z = line_y + ny + 4 * slab_y;
    let [psi_x, psi_y, _] = psi_sizes(plan, planes).map(|n| n as u32);
    let bit = |c: usize| 1 << c;
    let active = (0..6).filter(|&c| plan.active[c]).map(bit).sum();
    let injected = plan.excitations.iter().flatten().map(|injection| bit(injection.component as usize));
    Dims {
        nx,
        ny,
        nz,
        cells_x,
        cells_y,
        cells_z,
        slab_x,
        slab_y,
        slab_z,
        line_y,
        line_z,
        step_y: u32::from(ny > 1),
        components: active,
        present: injected.fold(active, |present, bit| present | bit),
        first: planes.start as u32,
        planes: planes.len() as u32,
        psi_first: absorbing(plan, planes).0 as u32,
        rows: distinct(plan, planes).len() as u32,
        psi_y: psi_x,
        psi_z: psi_x + psi_y,
        psi_h: psi_h(plan, planes) as u32,
        line_h: line_z + nz + 4 * slab_z,
        dt: plan.dt as f32,
    }
}

/// `lines` of grid.wgsl, for E (dual) or H (primal).
pub(super) fn lines(plan: &Plan, dual: bool) -> Vec<f64> {
    let line = |axis: usize| {
        let (profile, stored) = (&plan.profiles[axis], plan.grid.axes[axis].stored());
        let (inverse, b, c) = if dual {
            (&profile.inverse_dual, &profile.b_node, &profile.c_node)
        } else {
            (&profile.inverse_primal, &profile.b_cell, &profile.c_cell)
        };
        let slab = 2 * profile.slab;
        [&inverse[..stored], &b[..slab], &c[..slab]].concat()
    };
    [line(0), line(1), line(2)].concat()
}

/// `widths` of energy.wgsl.
pub(super) fn widths(plan: &Plan) -> Vec<f64> {
    let axes = plan.grid.axes.iter();
    let both = axes.flat_map(|axis| [(axis, false), (axis, true)]);
    both.flat_map(|(axis, half)| (0..axis.stored()).map(move |i| axis.own_width(i, half))).collect()
}
