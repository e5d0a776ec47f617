//! Guides for this level's tests: a slab and strips, their permittivity averaged by hand.

use super::{Form, Mode, ModeError, Section, solve};
use crate::raster::{Axis, Codebook, Frame, Grid, Permittivity};
use crate::yee::{Component, transverse};

pub const CORE: f64 = 3.48;
pub const CLAD: f64 = 1.444;

pub fn omega(wavelength_um: f64) -> f64 {
    std::f64::consts::TAU / wavelength_um
}

/// A uniform axis of `cells` cells centred on 0; one cell without derivatives where `cells` is 1.
pub fn axis(cells: usize, step: f64) -> Axis {
    let first = -0.5 * cells as f64 * step;
    Axis { collapsed: cells == 1, ..Axis::new((0..=cells).map(|i| first + i as f64 * step).collect()) }
}

/// A guide along one axis and its whole cross-section.
pub struct Guide {
    pub grid: Grid,
    pub permittivity: Permittivity,
    pub section: Section,
    pub dt: f64,
}

impl Guide {
    /// `across` are the axes along u and v, `core` the core's extent along them, µm.
    pub fn new(axis_along: usize, across: [Axis; 2], core: [f64; 2]) -> Self {
        let step = across.iter().map(Axis::smallest_step).fold(f64::INFINITY, f64::min);
        let hi = [across[0].cells(), across[1].cells()];
        let [u, v] = transverse(axis_along);
        let mut axes = [0, 1, 2].map(|_| axis(4, step));
        [axes[u], axes[v]] = across;
        let grid = Grid { frame: Frame([0, 1, 2]), axes };
        let average = |a| average(&grid, Component::e(a), [u, v], core);
        let epsilon = [0, 1, 2].map(|a| Codebook::of_points(grid.shape(), &average(a)));
        Guide {
            grid,
            permittivity: Permittivity::constant(epsilon, None),
            section: Section { axis: axis_along, plane: 2, lo: [0, 0], hi, form: Form::default() },
            dt: 0.5 * step,
        }
    }

    /// The 220 nm slab in a box 3.52 µm high, `cells` of them in the film: its faces lie on nodes.
    pub fn slab(cells: usize) -> Self {
        let step = 0.22 / cells as f64;
        Self::new(0, [axis(1, step), axis(16 * cells, step)], [1e3, 0.22])
    }

    pub fn strip(axis_along: usize, core: [f64; 2], cells: [usize; 2], step: [f64; 2]) -> Self {
        let across = [0, 1].map(|d| axis(cells[d], step[d]));
        Self::new(axis_along, across, core)
    }

    /// The 500×220 nm strip in a window of 2.0 × 1.5 µm.
    pub fn usual(step: f64) -> Self {
        let cells = [2.0, 1.5].map(|w: f64| (w / step).round() as usize);
        Self::strip(0, [0.5, 0.22], cells, [step; 2])
    }

    pub fn solve(&self, omega: f64, count: usize) -> Result<Vec<Mode>, ModeError> {
        solve(&self.grid, &self.permittivity, &self.section, omega, self.dt, count)
    }
}

/// ε of a rectangular core over each point's averaging box: the harmonic mean along the component, the mean across it.
fn average(grid: &Grid, e: Component, across: [usize; 2], core: [f64; 2]) -> Vec<f64> {
    let (core_epsilon, clad) = (CORE * CORE, CLAD * CLAD);
    let filled = |d: usize, i: usize| {
        let a = across[d];
        let [low, high] = grid.axes[a].interval(i, e.half()[a]);
        let extent = 0.5 * core[d];
        (high.min(extent) - low.max(-extent)).max(0.0) / (high - low)
    };
    let harmonic = |f: f64| 1.0 / (f / core_epsilon + (1.0 - f) / clad);
    let [nx, ny, nz] = grid.shape();
    (0..nx * ny * nz)
        .map(|i| {
            let point = [i / (ny * nz), i / nz % ny, i % nz];
            let [u, v] = [0, 1].map(|d| filled(d, point[across[d]]));
            if e.axis() == across[0] {
                v * harmonic(u) + (1.0 - v) * clad
            } else if e.axis() == across[1] {
                u * harmonic(v) + (1.0 - u) * clad
            } else {
                clad + u * v * (core_epsilon - clad)
            }
        })
        .collect()
}
