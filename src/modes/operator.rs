//! The transverse eigenproblem as a sparse matrix: for e^(i(βw − ωt)) on the Yee lattice, from iω̃H = ∇×E, −iω̃εE = ∇×H,
//!
//!     β̃² e_u = ω̃² ε_u e_u − ∂v C + ∂u G      C = ∂u e_v − ∂v e_u                 = iω̃ h_w
//!     β̃² e_v = ω̃² ε_v e_v + ∂u C + ∂v G      G = (∂u ε_u e_u + ∂v ε_v e_v)/ε_w   = −iβ̃ e_w
//!
//! with ω̃ = (2/Δt) sin(ωΔt/2), β̃ = (2/Δw) sin(βΔw/2) (Zhu & Brown, Opt. Express 10, 853 (2002), with the lattice's own ω̃
//! and β̃). C sits in cells, G on nodes; differences of e and G look forward, those of C and εe back, as the run's do.

use faer::sparse::{SparseColMat, Triplet};

use super::window::{CELL, NODE, TRANSVERSE, Window};
use super::{ModeError, Section};
use crate::raster::{Codebook, Grid, Permittivity};
use crate::yee::transverse;

/// A cross-section at one frequency. Vectors hold e_u then e_v over the whole window.
pub struct Operator {
    pub(super) window: Window,
    /// ε of E_u, E_v, E_w over the window; E_w's is that of the half cell after the plane.
    pub(super) epsilon: [Vec<f64>; 3],
    /// σ at the same points.
    pub(super) sigma: Option<[Vec<f64>; 3]>,
    /// ω̃ = (2/Δt) sin(ωΔt/2).
    pub omega: f64,
}

/// A linear combination of E's points. Absent points have weight 0.
type Stencil = [(usize, f64); 4];

impl Operator {
    pub fn new(grid: &Grid, permittivity: &Permittivity, section: &Section, omega: f64, dt: f64) -> Self {
        let window = Window::new(grid, section);
        let [u, v] = transverse(section.axis);
        let cut = |of: &[Codebook; 3]| {
            [u, v, section.axis].map(|component| {
                let mut point = [0; 3];
                point[section.axis] = section.plane;
                window
                    .all()
                    .map(|[p, q]| {
                        point[u] = section.lo[0] + p;
                        point[v] = section.lo[1] + q;
                        of[component].at(point)
                    })
                    .collect()
            })
        };
        let epsilon = cut(&permittivity.epsilon);
        let sigma = permittivity.sigma.as_ref().map(cut);
        Operator { window, epsilon, sigma, omega: (0.5 * omega * dt).sin() * 2.0 / dt }
    }

    fn unknown(&self, component: usize, at: [usize; 2]) -> usize {
        component * self.window.points() + self.window.index(at)
    }

    /// C = ∂u e_v − ∂v e_u in a cell; 0 in a dead one.
    fn curl(&self, at: [usize; 2]) -> Stencil {
        let mut stencil = [(0, 0.0); 4];
        if self.window.on_edge(CELL, at) {
            return stencil;
        }
        for (axis, sign) in [(0, 1.0), (1, -1.0)] {
            let step = sign * self.window.inverse_step(axis, true, at[axis]);
            stencil[2 * axis] = (self.unknown(1 - axis, at), -step);
            if let Some(next) = self.window.next(axis, at) {
                stencil[2 * axis + 1] = (self.unknown(1 - axis, next), step);
            }
        }
        stencil
    }

    /// G = (∂u ε_u e_u + ∂v ε_v e_v)/ε_w at a node; 0 on the conducting edge, where E_w vanishes.
    fn divergence(&self, at: [usize; 2]) -> Stencil {
        let mut stencil = [(0, 0.0); 4];
        if self.window.on_edge(NODE, at) {
            return stencil;
        }
        let epsilon_w = self.epsilon[2][self.window.index(at)];
        for axis in 0..2 {
            let step = self.window.inverse_step(axis, false, at[axis]) / epsilon_w;
            let mut add = |slot, at, step| {
                let epsilon = self.epsilon[axis][self.window.index(at)];
                stencil[slot] = (self.unknown(axis, at), step * epsilon);
            };
            add(2 * axis, at, step);
            if let Some(previous) = self.window.previous(axis, at) {
                add(2 * axis + 1, previous, -step);
            }
        }
        stencil
    }

    /// The operator divided by ω̃², so that its eigenvalues are (β̃/ω̃)², less `shift`, on the unknowns off the conducting
    /// edge and dead cells; and where each of these stands in a full vector.
    pub(super) fn matrix(&self, shift: f64) -> Result<(SparseColMat<usize, f64>, Vec<usize>), ModeError> {
        let window = &self.window;
        let mut place = vec![None; 2 * window.points()];
        let mut live = Vec::new();
        for (component, half) in TRANSVERSE.into_iter().enumerate() {
            for at in window.all() {
                if !window.on_edge(half, at) {
                    let unknown = self.unknown(component, at);
                    place[unknown] = Some(live.len());
                    live.push(unknown);
                }
            }
        }
        let mut entries = Vec::with_capacity(18 * live.len());
        for component in 0..2 {
            for at in window.all() {
                let Some(row) = place[self.unknown(component, at)] else {
                    continue;
                };
                entries.push(Triplet::new(row, row, -shift));
                self.row(component, at, |unknown, value| {
                    if let (Some(column), true) = (place[unknown], value != 0.0) {
                        entries.push(Triplet::new(row, column, value));
                    }
                });
            }
        }
        let matrix = SparseColMat::try_new_from_triplets(live.len(), live.len(), &entries)
            .map_err(|e| ModeError::Solver(format!("{e:?}")))?;
        Ok((matrix, live))
    }

    fn row(&self, component: usize, at: [usize; 2], mut add: impl FnMut(usize, f64)) {
        let window = &self.window;
        let own = self.epsilon[component][window.index(at)];
        add(self.unknown(component, at), own);
        let mut add_scaled = |stencil: Stencil, scale: f64| {
            for (unknown, value) in stencil {
                add(unknown, value * scale / self.omega.powi(2));
            }
        };
        let across = 1 - component;
        let sign = [-1.0, 1.0][component];
        let back = sign * window.inverse_step(across, false, at[across]);
        add_scaled(self.curl(at), back);
        if let Some(previous) = window.previous(across, at) {
            add_scaled(self.curl(previous), -back);
        }
        let on = window.inverse_step(component, true, at[component]);
        add_scaled(self.divergence(at), -on);
        if let Some(next) = window.next(component, at) {
            add_scaled(self.divergence(next), on);
        }
    }

    /// The fields that go with transverse e and β̃, with the factors −i of e_w and h_w left out: `[h_u, h_v, h_w]` and e_w.
    pub(super) fn fields(&self, e: &[f64], beta: f64) -> ([Vec<f64>; 3], Vec<f64>) {
        let window = &self.window;
        let apply = |stencil: Stencil| -> f64 { stencil.iter().map(|(i, weight)| e[*i] * weight).sum() };
        let ew: Vec<f64> = window.all().map(|at| apply(self.divergence(at)) / beta).collect();
        let hw = window.all().map(|at| apply(self.curl(at)) / self.omega).collect();
        // ω̃ h_v = β̃ e_u − ∂u e_w and ω̃ h_u = −(β̃ e_v − ∂v e_w), each at its partner's points.
        let transverse_h = |component: usize, sign: f64| {
            window
                .all()
                .map(|at| {
                    if window.on_edge(TRANSVERSE[component], at) {
                        return 0.0;
                    }
                    let next = window.next(component, at);
                    let rise = next.map_or(0.0, |at| ew[window.index(at)]) - ew[window.index(at)];
                    let slope = rise * window.inverse_step(component, true, at[component]);
                    sign * (beta * e[self.unknown(component, at)] - slope) / self.omega
                })
                .collect()
        };
        ([transverse_h(1, -1.0), transverse_h(0, 1.0), hw], ew)
    }

    /// Σ (ε|E|² + |H|²) and Σ σ|E|² over the section, all components.
    pub(super) fn energies(&self, e: &[f64], beta: f64) -> (f64, f64) {
        let (h, ew) = self.fields(e, beta);
        let (eu, ev) = e.split_at(self.window.points());
        let electric = |weight: &[Vec<f64>; 3]| -> f64 {
            [(eu, TRANSVERSE[0]), (ev, TRANSVERSE[1]), (&ew, NODE)]
                .iter()
                .zip(weight)
                .map(|((field, half), weight)| self.window.integrate(*half, |i| weight[i] * field[i].powi(2)))
                .sum()
        };
        let magnetic: f64 = [TRANSVERSE[1], TRANSVERSE[0], CELL]
            .iter()
            .zip(&h)
            .map(|(half, field)| self.window.integrate(*half, |i| field[i].powi(2)))
            .sum();
        let loss = self.sigma.as_ref().map_or(0.0, electric);
        (electric(&self.epsilon) + magnetic, loss)
    }
}
