//! Where modes are solved: a window on a plane of nodes, what its edges let out, and how the guide bends through it.

use super::ModeError;
use crate::raster::Grid;
use crate::yee::transverse;

/// A window on a plane of nodes, lattice axes. (u, v) = `yee::transverse(axis)`.
///
/// Its edge nodes are perfect conductors: E tangential vanishes on nodes `lo` and `hi`. On a collapsed axis lo = 0, hi = 1.
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
