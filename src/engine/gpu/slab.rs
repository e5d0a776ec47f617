//! A slab: planes of constant x that kernels bind whole, in buffers of their own. E has one plane more after them, H one
//! before, copied from the neighbour before each update; so neither the largest buffer nor the largest binding bounds a grid.

use std::ops::Range;

use super::super::EngineError;
use super::device::Device;
use super::kernels::Dims;
use crate::kernel::grid::Line;
use crate::plan::{Coefficients, Plan};

pub(super) struct Slab {
    /// Planes of the lattice.
    pub planes: Range<usize>,
    pub dims: wgpu::Buffer,
    pub e: wgpu::Buffer,
    pub h: wgpu::Buffer,
    /// The slab's distinct rows of coefficients, and the place of each row among them.
    pub codes: wgpu::Buffer,
    pub coefficients: wgpu::Buffer,
    /// Along x, y, z; of E and of H.
    pub psi_e: [wgpu::Buffer; 3],
    pub psi_h: [wgpu::Buffer; 3],
    /// One per plane.
    pub energies: wgpu::Buffer,
}

/// Elements of one plane, three components.
pub(super) fn plane(plan: &Plan) -> usize {
    let [_, ny, nz] = plan.grid.shape();
    3 * ny * nz
}

/// The fewest slabs whose fields fit in buffers of so many bytes, as even as can be.
pub(super) fn split(plan: &Plan, device: &Device) -> Result<Vec<Range<usize>>, EngineError> {
    let (nx, plane) = (plan.grid.shape()[0], 4 * plane(plan) as u64);
    // A field has one plane more than its slab; 65,535 workgroups is the portable limit of a dispatch.
    let most = (device.largest_buffer / plane).min(65_535) as usize;
    if most < 2 {
        let place = format!(
            "one buffer of {} (two planes must fit; turn the domain so that its longest side is another)",
            device.name
        );
        return Err(device.memory_error(2 * plane, device.largest_buffer, &place));
    }
    let slabs = nx.div_ceil(most - 1);
    Ok((0..slabs).map(|n| n * nx / slabs..(n + 1) * nx / slabs).collect())
}

/// Slab index along x of the first plane in an absorber, and how many there are.
fn absorbing(plan: &Plan, planes: &Range<usize>) -> (usize, usize) {
    let x = Line::<f32> { cells: plan.grid.axes[0].cells(), slab: plan.profiles[0].slab, ..Line::default() };
    let mut indices = planes.clone().filter_map(|i| x.slab_index(i));
    (indices.clone().next().unwrap_or(0), indices.by_ref().count())
}

/// Elements of ψ along x, y, z, for E or for H.
fn psi_sizes(plan: &Plan, planes: &Range<usize>) -> [usize; 3] {
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

/// Elements that the fields, coefficients and absorbers of a slab take.
pub(super) fn elements(plan: &Plan, planes: &Range<usize>) -> usize {
    let arrays = 1 + usize::from(plan.coefficients.ca.is_some());
    let coefficients = places(plan, planes).len() + arrays * distinct(plan, planes).len() * plan.grid.shape()[2];
    2 * (planes.len() + 1) * plane(plan) + coefficients + 2 * psi_sizes(plan, planes).iter().sum::<usize>()
}

impl Slab {
    pub fn new(plan: &Plan, planes: Range<usize>, device: &mut Device) -> Result<Self, EngineError> {
        let plane = plane(plan);
        let (codes, coefficients) = coefficients(plan, &planes);
        let sizes = psi_sizes(plan, &planes);
        let mut psi = |label: &str| -> Result<[wgpu::Buffer; 3], EngineError> {
            let [x, y, z] = sizes;
            Ok([device.storage(label, x)?, device.storage(label, y)?, device.storage(label, z)?])
        };
        let (psi_e, psi_h) = (psi("psi_e")?, psi("psi_h")?);
        let with_halo = (planes.len() + 1) * plane;
        Ok(Slab {
            dims: device.uniform("dims", &dims(plan, &planes))?,
            e: device.storage("e", with_halo)?,
            h: device.storage("h", with_halo)?,
            codes: device.loaded("codes", &codes)?,
            coefficients: device.filled("coefficients", &coefficients)?,
            psi_e,
            psi_h,
            energies: device.storage("energies", planes.len())?,
            planes,
        })
    }

    /// Zeros the fields and the absorbers.
    pub fn clear(&self, encoder: &mut wgpu::CommandEncoder) {
        let fields = [&self.e, &self.h].into_iter();
        for buffer in fields.chain(&self.psi_e).chain(&self.psi_h) {
            encoder.clear_buffer(buffer, 0, None);
        }
    }

    /// Where one component's points of each plane are, in `e` or in `h`.
    pub fn rows(
        &self,
        plan: &Plan,
        component: crate::yee::Component,
    ) -> impl Iterator<Item = Range<usize>> + Clone + use<> {
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
    let active = plan.active.iter().enumerate();
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
        line_z: line_y + ny + 4 * slab_y,
        step_y: u32::from(ny > 1),
        components: active.map(|(c, &active)| u32::from(active) << c).sum(),
        first: planes.start as u32,
        planes: planes.len() as u32,
        psi_first: absorbing(plan, planes).0 as u32,
        rows: distinct(plan, planes).len() as u32,
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
    both.flat_map(|(axis, half)| (0..axis.stored()).map(move |i| axis.width(i, half))).collect()
}
