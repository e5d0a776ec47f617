//! What a variant moves and computes, counted from the plan: bytes that memory sees, and floating-point operations.

use super::slab;
use super::variant::Variant;
use crate::plan::Plan;
use crate::yee::Component;

/// Per cell and step.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Traffic {
    /// Bytes of a cell outside the absorbers: fields, codes, coefficients (each distinct row once a step), and what a march reads
    /// again of its neighbour's planes. Rows and points that workgroups share are counted once, since those side by side run side
    /// by side and a plane of a grid fits the cache.
    pub bytes_inside: f64,
    /// Bytes of the whole grid by its cells: with ψ, and the points on the far walls.
    pub bytes: f64,
    /// As `bytes_inside`, if no cache kept anything from one workgroup to another.
    pub bytes_uncached: f64,
    /// Operations of a cell outside the absorbers, and of the whole grid by its cells.
    pub flops_inside: f64,
    pub flops: f64,
}

const NUMBER: f64 = 4.0;
/// ψ ← b ψ + c δ and its place in the sum.
const PSI_FLOPS: f64 = 4.0;

impl Traffic {
    /// Of the updates, on one slab.
    pub fn new(plan: &Plan, variant: Variant) -> Self {
        let [nx, _, nz] = plan.grid.shape();
        let (points, all_planes) = (plan.grid.points() as f64, 0..nx);
        let [e, h] = [Component::e as fn(usize) -> Component, Component::h].map(|of| {
            let active = |axis: usize| f64::from(u8::from(plan.active[of(axis) as usize]));
            [0, 1, 2].map(active)
        });
        let (e_all, h_all): (f64, f64) = (e.iter().sum(), h.iter().sum());
        let marches = nx.div_ceil(variant.planes(nx) as usize) as f64;
        let again = if variant.fused { marches - 1.0 } else { 0.0 };
        let halo = Halo::new(plan, variant);
        let codes = e_all / nz as f64;
        let coefficients = (slab::rows_of_coefficients(plan, &all_planes) * nz) as f64 / points;
        // A plane again: E, and H's y and z before it; E's y and z after it.
        let planes = again * (e_all + h[1] + h[2] + e[1] + e[2]) / nx as f64;
        let (fields, uncached) = if variant.fused {
            (2.0 * (e_all + h_all), e_all * halo.ahead + h_all * halo.own + e_all + h_all)
        } else {
            // Each pass reads all three of the other field.
            (6.0 + 2.0 * (e_all + h_all), 3.0 * (halo.ahead + halo.back) + 2.0 * (e_all + h_all))
        };
        let inside = NUMBER * (fields + codes + coefficients + planes);
        // ψ along an axis goes with the two components across it.
        let sizes = slab::psi_sizes(plan, &all_planes);
        let psi = |active: [f64; 3]| -> f64 {
            (0..3).map(|a| sizes[a] as f64 * 0.5 * (active[(a + 1) % 3] + active[(a + 2) % 3])).sum()
        };
        let (psi_e, psi_h, cells) = (psi(e), psi(h), plan.grid.cells() as f64);
        let psi_again = psi_h * again / nx as f64;
        let lossy = f64::from(u8::from(plan.coefficients.ca.is_some()));
        let repeat = if variant.fused { halo.own * (1.0 + again / nx as f64) } else { 1.0 };
        // Two differences scaled, their difference, its coefficient, the sum.
        let flops_inside = 7.0 * h_all * repeat + (7.0 + lossy) * e_all;
        Traffic {
            bytes_inside: inside,
            bytes: (inside * points + NUMBER * (2.0 * (psi_e + psi_h) + psi_again)) / cells,
            bytes_uncached: inside + NUMBER * (uncached - fields),
            flops_inside,
            flops: (flops_inside * points + PSI_FLOPS * (psi_e + psi_h * repeat)) / cells,
        }
    }
}

/// Values that a workgroup reads by those it writes: H of its own threads; the other field with a neighbour more per axis.
struct Halo {
    own: f64,
    ahead: f64,
    back: f64,
}

impl Halo {
    fn new(plan: &Plan, variant: Variant) -> Self {
        let [x, y, z] = variant.tile.map(f64::from);
        let [rows, points] = variant.owned().map(f64::from);
        let step = if plan.grid.shape()[1] == 1 { 0.0 } else { 1.0 };
        if variant.fused {
            return Halo { own: y * z / (rows * points), ahead: (y + step) * (z + 1.0) / (rows * points), back: 0.0 };
        }
        let more = (x + 1.0) * (y + step) * (z + 1.0) / (x * y * z);
        Halo { own: 1.0, ahead: more, back: more }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::geometry::{Body, Extrusion, Medium, Scene, Structure};
    use crate::job;
    use crate::raster::{Grid, Permittivity};

    /// A silicon strip in vacuum on so many cells an axis, ten absorbing at every end.
    pub fn strip(cells: usize, flat: bool) -> Plan {
        let half = 0.0125 * (cells - 20) as f64;
        let text = format!(
            "name = 'strip'\nspectrum.wavelength_um = [1.5, 1.6]\n[domain]\nx_um = [-{half}, {half}]\ny_um = [-{half}, {half}]\n\
             z_um = [-{half}, {half}]\n{}[grid]\ncell_um = 0.025\n[boundary]\npml_cells = 10\n",
            if flat { "flat = 'z'\n" } else { "" }
        );
        let job = job::read(&text).unwrap();
        let medium = |name: &str, epsilon| Medium::constant(name, epsilon, 0.0);
        let ring = vec![[-1e3, -0.25], [1e3, -0.25], [1e3, 0.25], [-1e3, 0.25]];
        let body = Body::Extrusion(Extrusion { rings: vec![ring], z: [-0.11, 0.11], drawn_z: 0.0, slope: 0.0 });
        let structures = vec![Structure { medium: medium("silicon", 12.1), body }];
        let scene = Scene::new(medium("vacuum", 1.0), structures);
        let grid = Grid::new(&job, &scene, &[]).unwrap();
        let permittivity = Permittivity::new(&scene, &grid);
        let mut plan = Plan::new(&job, &scene, &[], grid, &permittivity).unwrap();
        // No port, no source: what runs is for the test to say.
        plan.active = if flat { [true, false, true, false, true, false] } else { [true; 6] };
        plan
    }

    #[test]
    fn a_fused_step_moves_at_most_fifty_bytes_a_cell() {
        let plan = strip(160, false);
        assert_eq!(plan.grid.axes.each_ref().map(|axis| axis.cells()), [160; 3]);
        for &variant in Variant::all(&plan) {
            let Traffic { bytes_inside: inside, bytes: all, bytes_uncached: uncached, flops_inside, flops } =
                Traffic::new(&plan, variant);
            println!(
                "{variant}: {inside:.2} B inside, {all:.2} B in all, {uncached:.2} B uncached, {flops_inside:.1} and {flops:.1} flops"
            );
            if variant.fused && variant.tile[0] >= 32 {
                assert!(inside <= 50.0, "{variant}: {inside}");
            }
            // ψ of four differences read and written on an eighth of the grid for each axis: 12 B, and 161³ points of 160³ cells.
            assert!((inside + 12.0..inside + 15.0).contains(&all), "{variant}: {all}");
        }
    }

    #[test]
    fn two_passes_of_a_bare_grid_move_72_bytes_a_cell_and_one_48() {
        let mut plan = strip(60, false);
        plan.coefficients.code.fill(0);
        let of = |fused| {
            let variant = Variant { fused, tile: [1000, 8, 32] };
            Traffic::new(&plan, variant).bytes_inside - 4.0 * (3.0 / 61.0 + 1.0 / 61.0_f64.powi(2))
        };
        assert!((of(false) - 72.0).abs() < 1e-9 && (of(true) - 48.0).abs() < 1e-9, "{} {}", of(false), of(true));
    }
}
