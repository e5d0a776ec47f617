//! Where modes are solved: a window on a plane of nodes, what its edges let out, and how the guide bends through it.

use super::ModeError;
use crate::raster::Grid;
use crate::yee::transverse;

/// A window on a plane of nodes, lattice axes. (u, v) = `yee::transverse(axis)`.
///
/// Its edge nodes are perfect conductors: E tangential vanishes on nodes `lo` and `hi`. On a collapsed axis lo = 0, hi = 1. From 0, or
/// to the last node, it also takes in the grid's own wall there: electric, magnetic (then with its dead cell) or a plane of symmetry.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Normal axis of the plane.
    pub axis: usize,
    /// Node index along the normal: where E_u and E_v are taken; H is taken half a cell further.
    pub plane: usize,
    /// First and last node of the window along u and v.
    pub lo: [usize; 2],
    pub hi: [usize; 2],
    pub form: Form,
}

/// What a section has beyond a straight guide in a closed window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// Absorbing cells within the window at its low and high edge along u and v.
    pub pml: [[usize; 2]; 2],
    pub bend: Option<Bend>,
    /// The modes nearest this index are wanted, instead of those of highest index.
    pub near: Option<f64>,
}

/// A guide that turns in a circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bend {
    /// The radius runs along u (0) or v (1).
    pub along: usize,
    /// Coordinate that β belongs to, µm: where the radius is `radius`.
    pub at: f64,
    /// µm; positive where the centre of curvature lies at lower coordinates.
    pub radius: f64,
}

impl Section {
    /// Points per profile along u and v: cells of the window.
    pub fn shape(&self) -> [usize; 2] {
        [self.hi[0] - self.lo[0], self.hi[1] - self.lo[1]]
    }

    /// The same window about the same guide, straight and closed.
    pub(super) fn plain(&self) -> Self {
        Section { form: Form::default(), ..self.clone() }
    }

    pub(super) fn check(&self, grid: &Grid) -> Result<(), ModeError> {
        for (d, a) in transverse(self.axis).into_iter().enumerate() {
            let (axis, cells) = (&grid.axes[a], self.shape()[d]);
            let absorbing: usize = self.form.pml[d].iter().sum();
            if !axis.collapsed && cells < 3 + absorbing {
                let least = match absorbing {
                    0 => "3 is the least".into(),
                    _ => format!("{absorbing} of them absorb, and 3 more are the least"),
                };
                return Err(ModeError::Solver(format!(
                    "the window is {cells} cells wide, {least}: enlarge the port or refine the grid"
                )));
            }
        }
        let Some(bend) = self.form.bend else { return Ok(()) };
        let axis = &grid.axes[transverse(self.axis)[bend.along]];
        let nearest = [self.lo, self.hi].map(|node| 1.0 + (axis.nodes[node[bend.along]] - bend.at) / bend.radius);
        if nearest[0].min(nearest[1]) <= 0.0 {
            return Err(ModeError::Solver(format!(
                "the window reaches the centre of the bend, {:.3} µm from the port: make the port narrower than twice the radius",
                bend.radius.abs()
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use num_complex::Complex64;

    use super::super::guides::{Guide, omega};
    use super::super::{Mode, Number, solve};
    use super::*;
    use crate::raster::Codebook;

    fn first<T: Number>(guide: &Guide, form: Form) -> Mode<T> {
        let section = Section { form, ..guide.section.clone() };
        solve(&guide.grid, &guide.permittivity, &section, omega(1.55), guide.dt, 1).unwrap().remove(0)
    }

    fn bent(along: usize, radius: f64) -> Form {
        Form { bend: Some(Bend { along, at: 0.0, radius }), ..Form::default() }
    }

    #[test]
    fn a_wide_bend_is_straight_and_its_side_is_nobodys_business() {
        let guide = Guide::usual(0.05);
        let straight = first::<f64>(&guide, Form::default()).n_eff.re;
        let by = |radius| first::<f64>(&guide, bent(0, radius)).n_eff.re - straight;
        // A symmetric guide's index rises with the square of the curvature: at 1,000 µm by 1e-8.
        assert!(by(1e3).abs() < 1e-6, "{}", by(1e3));
        let [left, right] = [by(-3.0), by(3.0)];
        println!("bent to 3 µm: {right:.6}");
        // The mirrored lattice but for the eigensolver's tolerance.
        assert!((left - right).abs() < 1e-9 && right > 1e-3 && right < 1e-2, "{left} {right}");
        // Upright the guide is half as wide, and the curvature acts on its second moment.
        let upright = first::<f64>(&guide, bent(1, 3.0)).n_eff.re - straight;
        assert!(upright > 0.0 && upright < right, "{upright} {right}");
    }

    #[test]
    fn absorbers_leave_a_confined_mode_alone() {
        let guide = Guide::usual(0.05);
        let closed = first::<Complex64>(&guide, Form::default());
        let open = first::<Complex64>(&guide, Form { pml: [[6; 2]; 2], ..Form::default() });
        println!("{} {}", closed.n_eff, open.n_eff);
        // They begin 0.2 and 0.34 µm from the core: e^(−2 × 8/µm × 0.34 µm) = 4e-3 of the energy, and of that (8/µm × 50 nm)² / 12 by
        // the lattice on complex steps; the loss is none but that.
        assert!((closed.n_eff - open.n_eff).norm() < 1e-4);
        assert!(closed.n_eff.im.abs() < 1e-12);
        assert!((first::<f64>(&guide, Form::default()).n_eff - closed.n_eff).norm() < 1e-10);
    }

    /// Between conductors in one medium (β̃/ω̃)² = ε − (k_c/ω̃)², and k_c is the box's alone.
    #[test]
    fn loss_is_exact_in_a_homogeneous_guide() {
        let mut guide = Guide::strip(0, [0.0, 0.0], [30, 26], [0.05; 2]);
        let (step, dt) = (guide.grid.axes[0].primal(2), guide.dt);
        let lattice = |x: Complex64, step: f64| (x * (0.5 * step)).sin() * (2.0 / step);
        let omega_lattice = lattice(omega(1.55).into(), dt).re;
        let squared = |guide: &Guide| {
            let mode = first::<Complex64>(guide, Form::default());
            (lattice(mode.beta, step) / omega_lattice).powi(2)
        };
        let lossless = squared(&guide);
        // As much as ω and more: Im n_eff is near 0.6.
        let sigma = 8.0;
        guide.permittivity.sigma = Some([0, 1, 2].map(|_| Codebook::uniform(guide.grid.shape(), sigma)));
        let expected = lossless + Complex64::new(0.0, sigma * (0.5 * omega(1.55) * dt).cos() / omega_lattice);
        let found = squared(&guide);
        // The solver's tolerance.
        assert!((found - expected).norm() < 1e-9, "{found} {expected}");
    }

    #[test]
    fn the_modes_nearest_an_index_are_found() {
        let guide = Guide::usual(0.05);
        let all = guide.solve(omega(1.55), 2).unwrap();
        let second = first::<f64>(&guide, Form { near: Some(all[1].n_eff.re + 0.01), ..Form::default() });
        assert!((second.n_eff - all[1].n_eff).norm() < 1e-9);
    }

    #[test]
    fn windows_that_cannot_be_are_refused() {
        let guide = Guide::usual(0.05);
        let said = |form: Form| Section { form, ..guide.section.clone() }.check(&guide.grid).unwrap_err().to_string();
        assert!(said(bent(0, 0.9)).contains("reaches the centre of the bend, 0.900 µm from the port"));
        assert!(said(Form { pml: [[0; 2], [14; 2]], ..Form::default() }).contains("28 of them absorb"));
    }
}
