//! The transverse eigenproblem as a sparse matrix: for e^(i(βw − ωt)) on the Yee lattice, from iω̃μH = ∇×E, −iω̃εE = ∇×H,
//!
//!     β̃² e_u = ω̃² μ_v ε_u e_u − μ_v ∂v C + ∂u G    C = (∂u e_v − ∂v e_u)/μ_w           = iω̃ h_w
//!     β̃² e_v = ω̃² μ_u ε_v e_v + μ_u ∂u C + ∂v G    G = (∂u ε_u e_u + ∂v ε_v e_v)/ε_w   = −iβ̃ e_w
//!
//! (where components are coupled, C is that of e = S y and all else holds y = D/ε; on the left stands S y, see [`super::coupled`]),
//! with ω̃ = (2/Δt) sin(ωΔt/2), β̃ = (2/Δw) sin(βΔw/2) (Zhu & Brown, Opt. Express 10, 853 (2002), with the lattice's own ω̃
//! and β̃). C sits in cells, G on nodes; differences of e and G look forward, those of C and εe back, as the run's do.
//!
//! A bend of radius R is the same problem with w = Rθ and m = r/R: E_w and H_w times m are the fields of a straight guide of
//! ε_u m, ε_v m, ε_w/m and μ alike (Ward & Pendry, J. Mod. Opt. 43, 773 (1996)). That is exact, where a conformal map would change the
//! field's components and move interfaces off the nodes. In a straight guide m and μ are 1.

use faer::sparse::{SparseColMat, Triplet};
use num_complex::Complex64;

use super::coupled::Coupled;
use super::number::Number;
use super::window::{CELL, NODE, TRANSVERSE, Window};
use super::{ModeError, Section};
use crate::raster::{Codebook, Grid, Permittivity};
use crate::yee::transverse;

/// A cross-section at one frequency. Vectors hold y_u then y_v over the whole window; e = y where nothing is coupled.
pub struct Operator<T = f64> {
    pub(super) window: Window<T>,
    /// ε of E_u, E_v, E_w over the window; E_w's is that of the half cell after the plane. Complex ones hold σ's part.
    pub(super) epsilon: [Vec<T>; 3],
    coupled: Coupled,
    /// σ at the same points.
    pub(super) sigma: Option<[Vec<T>; 3]>,
    /// ω̃ dε/dω̃ where media disperse: energy goes with ε and this.
    slope: Option<[Vec<T>; 3]>,
    /// Im ε per σ: it is averaged over the step.
    loss: f64,
    /// μ of H_v and H_u, at their partners E_u and E_v, and 1/μ of H_w.
    pub(super) mu: [Vec<T>; 3],
    /// ω̃ = (2/Δt) sin(ωΔt/2).
    pub omega: f64,
}

/// A linear combination of E's points. Absent points have weight 0.
type Stencil<T> = [(usize, T); 4];

/// Values of E_u, E_v and E_w over a window, from the grid's.
fn cut(of: &[Codebook; 3], section: &Section) -> [Vec<f64>; 3] {
    let [u, v] = transverse(section.axis);
    let [nu, nv] = section.shape();
    [u, v, section.axis].map(|component| {
        let mut point = [section.plane; 3];
        let places = (0..nu).flat_map(|p| (0..nv).map(move |q| [p, q]));
        let value = |[p, q]: [usize; 2]| {
            (point[u], point[v]) = (section.lo[0] + p, section.lo[1] + q);
            of[component].at(point)
        };
        places.map(value).collect()
    })
}

/// The media of a section at one frequency.
struct Media {
    epsilon: [Vec<f64>; 3],
    sigma: Option<[Vec<f64>; 3]>,
    slope: Option<[Vec<f64>; 3]>,
}

impl Media {
    /// `loss` is Im ε per σ.
    fn new(permittivity: &Permittivity, section: &Section, omega: f64, dt: f64, loss: f64) -> Self {
        let zeros = || [0; 3].map(|_| vec![0.0; section.shape().iter().product()]);
        let mut media = Media {
            epsilon: cut(&permittivity.epsilon, section),
            sigma: permittivity.sigma.as_ref().map(|sigma| cut(sigma, section)),
            slope: None,
        };
        for medium in &permittivity.dispersive {
            let chi = |omega: f64| medium.susceptibility(omega, dt);
            // A millionth of ω: the difference's own error is 1e-12 of χ, its round-off 1e-10.
            let near = 1e-6 * omega;
            let lattice = |omega: f64| (0.5 * omega * dt).sin() * 2.0 / dt;
            let steepness =
                (chi(omega + near) - chi(omega - near)).re / (lattice(omega + near) - lattice(omega - near));
            let weight = cut(&medium.weight, section);
            let add = |to: &mut [Vec<f64>; 3], by: f64| {
                let points = to.iter_mut().flatten().zip(weight.iter().flatten());
                points.for_each(|(to, weight)| *to += weight * by);
            };
            add(&mut media.epsilon, chi(omega).re);
            add(media.slope.get_or_insert_with(zeros), lattice(omega) * steepness);
            if chi(omega).im != 0.0 {
                add(media.sigma.get_or_insert_with(zeros), chi(omega).im / loss);
            }
        }
        media
    }
}

/// The highest index at the window's low and high edge along u and v.
fn edge_index(epsilon: &[Vec<f64>; 3], [nu, nv]: [usize; 2]) -> [[f64; 2]; 2] {
    let highest = |on: &dyn Fn(usize, usize) -> bool| {
        let points = (0..nu * nv).filter(|&i| on(i / nv, i % nv));
        points.flat_map(|i| [0, 1, 2].map(|c| epsilon[c][i])).fold(1.0, f64::max).sqrt()
    };
    [[highest(&|p, _| p == 0), highest(&|p, _| p + 1 == nu)], [highest(&|_, q| q == 0), highest(&|_, q| q + 1 == nv)]]
}

impl<T: Number> Operator<T> {
    pub fn new(grid: &Grid, permittivity: &Permittivity, section: &Section, omega: f64, dt: f64) -> Self {
        let lattice_omega = (0.5 * omega * dt).sin() * 2.0 / dt;
        let loss = (0.5 * omega * dt).cos() / lattice_omega;
        let Media { epsilon, sigma, slope } = Media::new(permittivity, section, omega, dt, loss);
        let wavenumber = edge_index(&epsilon, section.shape()).map(|ends| ends.map(|n| n * lattice_omega));
        let window = Window::new(grid, section, wavenumber);
        let arc = |half| -> Vec<T> { window.all().map(|at| window.arc(half, at)).collect() };
        let coupled = Coupled::new(permittivity, section, &window, omega);
        let mu = [arc(TRANSVERSE[0]), arc(TRANSVERSE[1]), arc(CELL)];
        let along = arc(NODE);
        let curved = |values: [Vec<T>; 3]| -> [Vec<T>; 3] {
            let [u, v, w] = values;
            let times = |values: Vec<T>, by: &[T]| values.into_iter().zip(by).map(|(a, b)| a * *b).collect();
            let w = w.into_iter().zip(&along).map(|(a, b)| a / *b).collect();
            [times(u, &mu[0]), times(v, &mu[1]), w]
        };
        let real =
            |values: &[Vec<f64>; 3]| values.each_ref().map(|values| values.iter().map(|&x| T::real(x)).collect());
        let complex = [0, 1, 2].map(|c| {
            let of = |i: usize| sigma.as_ref().map_or(0.0, |sigma| sigma[c][i]) * loss;
            epsilon[c].iter().enumerate().map(|(i, &re)| T::of(Complex64::new(re, of(i)))).collect()
        });
        let epsilon = curved(complex);
        let [sigma, slope] = [sigma, slope].map(|values| values.map(|values| curved(real(&values))));
        Operator { window, epsilon, coupled, sigma, slope, loss, mu, omega: lattice_omega }
    }

    fn unknown(&self, component: usize, at: [usize; 2]) -> usize {
        component * self.window.points() + self.window.index(at)
    }

    /// C = (∂u e_v − ∂v e_u)/μ_w in a cell; 0 in a dead one.
    fn curl(&self, at: [usize; 2]) -> Stencil<T> {
        let mut stencil = [(0, T::default()); 4];
        if self.window.on_edge(CELL, at) {
            return stencil;
        }
        let inverse_mu = self.mu[2][self.window.index(at)];
        for (axis, sign) in [(0, 1.0), (1, -1.0)] {
            let step = self.window.inverse_step(axis, true, at[axis]) * inverse_mu * sign;
            stencil[2 * axis] = (self.unknown(1 - axis, at), step * -1.0);
            if let Some(next) = self.window.next(axis, at) {
                stencil[2 * axis + 1] = (self.unknown(1 - axis, next), step);
            }
        }
        stencil
    }

    /// G = (∂u ε_u e_u + ∂v ε_v e_v)/ε_w at a node; 0 on the conducting edge, where E_w vanishes.
    fn divergence(&self, at: [usize; 2]) -> Stencil<T> {
        let mut stencil = [(0, T::default()); 4];
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
                add(2 * axis + 1, previous, step * -1.0);
            }
        }
        stencil
    }

    /// The operator divided by ω̃², so that its eigenvalues are (β̃/ω̃)², less `shift`, on the unknowns off the conducting
    /// edge and dead cells; and where each of these stands in a full vector.
    pub(super) fn matrix(&self, shift: f64) -> Result<(SparseColMat<usize, T>, Vec<usize>), ModeError> {
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
                entries.push(Triplet::new(row, row, T::real(-shift)));
                for &(unknown, weight) in self.coupled.row(self.unknown(component, at)) {
                    entries.extend(place[unknown].map(|column| Triplet::new(row, column, T::real(-shift * weight))));
                }
                self.row(component, at, |unknown, value| {
                    if let (Some(column), true) = (place[unknown], value != T::default()) {
                        entries.push(Triplet::new(row, column, value));
                    }
                });
            }
        }
        let matrix = SparseColMat::try_new_from_triplets(live.len(), live.len(), &entries)
            .map_err(|e| ModeError::Solver(format!("{e:?}")))?;
        Ok((matrix, live))
    }

    fn row(&self, component: usize, at: [usize; 2], mut add: impl FnMut(usize, T)) {
        let window = &self.window;
        let mu = self.mu[component][window.index(at)];
        add(self.unknown(component, at), self.epsilon[component][window.index(at)] * mu);
        let across = 1 - component;
        let sign = [-1.0, 1.0][component];
        let back = window.inverse_step(across, false, at[across]) * mu * sign;
        let mut add_curl = |stencil: Stencil<T>, scale: T| {
            for (unknown, value) in stencil {
                let value = value * scale * self.omega.powi(-2);
                add(unknown, value);
                self.coupled.row(unknown).iter().for_each(|&(other, weight)| add(other, value * weight));
            }
        };
        add_curl(self.curl(at), back);
        if let Some(previous) = window.previous(across, at) {
            add_curl(self.curl(previous), back * -1.0);
        }
        let mut add_scaled = |stencil: Stencil<T>, scale: T| {
            for (unknown, value) in stencil {
                add(unknown, value * scale * self.omega.powi(-2));
            }
        };
        let on = window.inverse_step(component, true, at[component]);
        add_scaled(self.divergence(at), on * -1.0);
        if let Some(next) = window.next(component, at) {
            add_scaled(self.divergence(next), on);
        }
    }

    /// S on the unknowns `live`, if anything is coupled.
    pub(super) fn coupling(&self, live: &[usize]) -> Result<Option<SparseColMat<usize, T>>, ModeError> {
        if self.coupled.is_empty() {
            return Ok(None);
        }
        let of = |(row, &unknown): (usize, &usize)| {
            let entry = move |(place, weight): (usize, f64)| Triplet::new(row, place, T::real(weight));
            let others = self.coupled.row(unknown).iter();
            let others = others.filter_map(|&(other, weight)| Some((live.binary_search(&other).ok()?, weight)));
            others.chain([(row, 1.0)]).map(entry).collect::<Vec<_>>()
        };
        let entries: Vec<_> = live.iter().enumerate().flat_map(of).collect();
        let matrix = SparseColMat::try_new_from_triplets(live.len(), live.len(), &entries);
        matrix.map(Some).map_err(|e| ModeError::Solver(format!("{e:?}")))
    }

    /// e from y.
    pub(super) fn e(&self, y: &[T]) -> Vec<T> {
        self.coupled.apply(y)
    }

    /// The fields that go with transverse y and β̃, with the factors −i of e_w and h_w left out: `[h_u, h_v, h_w]` and e_w.
    pub(super) fn fields(&self, y: &[T], beta: T) -> ([Vec<T>; 3], Vec<T>) {
        let (window, e) = (&self.window, self.e(y));
        let apply = |stencil: Stencil<T>, on: &[T]| -> T { stencil.iter().map(|(i, weight)| on[*i] * *weight).sum() };
        let ew: Vec<T> = window.all().map(|at| apply(self.divergence(at), y) / beta).collect();
        let hw = window.all().map(|at| apply(self.curl(at), &e) * (1.0 / self.omega)).collect();
        // ω̃ μ h_v = β̃ e_u − ∂u e_w and ω̃ μ h_u = −(β̃ e_v − ∂v e_w), each at its partner's points.
        let transverse_h = |component: usize, sign: f64| {
            window
                .all()
                .map(|at| {
                    if window.on_edge(TRANSVERSE[component], at) {
                        return T::default();
                    }
                    let next = window.next(component, at);
                    let rise = next.map_or(T::default(), |at| ew[window.index(at)]) - ew[window.index(at)];
                    let slope = rise * window.inverse_step(component, true, at[component]);
                    let mu = self.mu[component][window.index(at)];
                    (beta * e[self.unknown(component, at)] - slope) * (sign / self.omega) / mu
                })
                .collect()
        };
        ([transverse_h(1, -1.0), transverse_h(0, 1.0), hw], ew)
    }

    /// Σ (ε|E|² + μ|H|²) and Σ σ|E|² over the section, all components; squares instead of absolute ones where they are complex, and
    /// ε without σ's part.
    pub(super) fn energies(&self, y: &[T], beta: T) -> (T, T) {
        let (window, e) = (&self.window, self.e(y));
        let (h, ew) = self.fields(y, beta);
        let ((eu, ev), (yu, yv)) = (e.split_at(window.points()), y.split_at(window.points()));
        let part = |half, e: &[T], y: &[T], weight: &[T]| window.integrate(half, |i| weight[i] * y[i] * e[i]);
        let electric = |[u, v, w]: &[Vec<T>; 3]| -> T {
            part(TRANSVERSE[0], eu, yu, u) + part(TRANSVERSE[1], ev, yv, v) + part(NODE, &ew, &ew, w)
        };
        let magnetic = window.integrate(TRANSVERSE[1], |i| self.mu[1][i] * h[0][i] * h[0][i])
            + window.integrate(TRANSVERSE[0], |i| self.mu[0][i] * h[1][i] * h[1][i])
            + window.integrate(CELL, |i| h[2][i] * h[2][i] / self.mu[2][i]);
        let lost = self.sigma.as_ref().map_or(T::default(), electric);
        let heat = lost * T::of(Complex64::new(0.0, self.loss));
        let slope = self.slope.as_ref().map_or(T::default(), electric);
        (electric(&self.epsilon) + slope + magnetic - heat, lost)
    }
}
