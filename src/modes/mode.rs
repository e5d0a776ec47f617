//! One mode of a section: its index, its fields, and figures of both.

use num_complex::Complex64;

use super::ModeError;
use super::number::Number;
use super::operator::Operator;
use super::window::{CELL, TRANSVERSE, Window};

/// A mode that runs towards +axis as e^(i(βw − ωt)), normalized to unit power.
///
/// Profiles are C order over [`super::Section::shape`] (u, v), point (p, q) being node/cell (lo_u + p, lo_v + q) of the component's
/// own Yee position: `eu` (p+½, q), `ev` (p, q+½), `hu` (p, q+½), `hv` (p+½, q). Points on the conducting edge (q = 0 of `eu`
/// and `hv`, p = 0 of `ev` and `hu`, unless that axis is collapsed) are zero. The phases of half a cell along the axis and half
/// a step in time are *not* in the profiles: with amplitude a and phase e^(iβw_s) at the node plane w_s,
///     E_t(node plane, t = n) = a e_t,   H_t(half a cell on, t = n + ½) = a h_t e^(iβΔ/2) e^(−iωΔt/2).
/// A mode towards −axis has the same e_t, −h_t and −β. In a lossless closed window the profiles are real.
///
/// The unit of power is the lattice's own flux, the time average ½ Re Σ (E_u H_v* − E_v H_u*) ΔuΔv with E on a node plane and
/// H half a cell on, each with its own phase: ½ cos(βΔ/2) Σ (e_u h_v − e_v h_u) ΔuΔv = 1. Summation by parts of the curls shows
/// that this flux is the same between every pair of planes of a lossless region, whatever the steps along the axis.
///
/// Real modes are the run's own: loss by σ enters their β alone, by first-order perturbation, and absorbers of the window are
/// ordinary cells. Complex ones have loss and absorbers in full; the sum that is 1 for them has nothing conjugated.
#[derive(Clone, Debug)]
pub struct Mode<T = f64> {
    pub omega: f64,
    /// Lattice phase constant β along the axis: (2/Δ) sin(βΔ/2) is the eigenvalue's root. Im β > 0 is loss.
    pub beta: Complex64,
    /// β/ω. Of a bend at its own radius.
    pub n_eff: Complex64,
    /// dβ/dω in media that do not disperse.
    pub n_g: f64,
    /// ∫|E_h|² / ∫(|E_h|² + |E_v|²), h being horizontal (the scene's x or y) and v the scene's z;
    /// for a port that faces ±z, h is the scene's x and v its y.
    pub te_fraction: f64,
    /// Fraction of the mode's energy in the outermost ring of the window (within a tenth of its size from the edge): a mode
    /// not confined to its window is flagged by it.
    pub edge_fraction: f64,
    /// (∫|E|²)²/∫|E|⁴, µm²; of a collapsed window that of a slice of 1 µm.
    pub area_um2: f64,
    pub eu: Vec<T>,
    pub ev: Vec<T>,
    pub hu: Vec<T>,
    pub hv: Vec<T>,
}

/// Part of a mode's energy at its window's edge above which the window cuts it, or it is no guided mode.
pub const EDGE: f64 = 0.05;

impl<T: Number> Mode<T> {
    /// Whether the window holds it.
    pub fn confined(&self) -> bool {
        self.edge_fraction <= EDGE
    }

    pub(super) fn scale(&mut self, by: T) {
        for field in [&mut self.eu, &mut self.ev, &mut self.hu, &mut self.hv] {
            field.iter_mut().for_each(|x| *x *= by);
        }
    }

    /// The mode with transverse y = D/ε (see [`super::coupled`]); none if it is real and its power runs against its phase.
    pub(super) fn new(
        operator: &Operator<T>,
        horizontal: usize,
        squared_index: T,
        mut y: Vec<T>,
        omega: f64,
        dt: f64,
    ) -> Result<Option<Self>, ModeError> {
        let window = &operator.window;
        let (points, step) = (window.points(), window.normal_step);
        let lattice_beta = squared_index.square_root() * operator.omega;
        let half_phase = lattice_beta * (0.5 * step);
        if half_phase.complex().re >= 1.0 {
            return Err(ModeError::Solver(format!(
                "cells of {step} µm along the port's axis carry no wave of index {:.3}, {:.4} µm would be the most: refine the grid",
                squared_index.complex().sqrt().re,
                step / half_phase.complex().re
            )));
        }
        let half_phase = half_phase.arcsine();
        let ([mut hu, mut hv, _], _) = operator.fields(&y, lattice_beta);
        let mut e = operator.e(&y);
        let (eu, ev) = e.split_at(points);
        let power: T = window.cross([eu, ev], [&hu, &hv]) * half_phase.cosine() * 0.5;
        if !T::COMPLEX && power.complex().re <= 0.0 {
            return Ok(None);
        }
        let unit = T::real(1.0) / power.square_root();
        e.iter_mut().for_each(|x| *x *= unit);
        // Only now: a complex root turns the phase.
        let sign = sign(window, &e);
        e.iter_mut().for_each(|x| *x *= sign);
        y.iter_mut().for_each(|x| *x *= unit * sign);
        [&mut hu, &mut hv].into_iter().flatten().for_each(|x| *x *= unit * sign);
        let (stored, lost) = operator.energies(&y, lattice_beta);
        let pace = 0.25 * (0.5 * omega * dt).cos();
        let first_order = if T::COMPLEX { 0.0 } else { pace * lost.complex().re };
        let beta = half_phase.complex() * (2.0 / step) + Complex64::new(0.0, first_order);
        let area_um2 = area(operator, [&e, &y], lattice_beta);
        let ev = e.split_off(points);
        let squares = transverse_squares(window, [&e, &ev]);
        Ok(Some(Mode {
            omega,
            beta,
            n_eff: beta / omega,
            n_g: pace * stored.complex().re,
            te_fraction: squares[horizontal] / (squares[0] + squares[1]),
            edge_fraction: edge_fraction(operator, [&e, &ev], [&hv, &hu]),
            area_um2,
            eu: e,
            ev,
            hu,
            hv,
        }))
    }
}

/// ∫|e_u|² and ∫|e_v|².
fn transverse_squares<T: Number>(window: &Window<T>, e: [&[T]; 2]) -> [f64; 2] {
    let square = |c: usize, at| e[c][window.index(at)].power() * window.real_area(TRANSVERSE[c], at);
    [0, 1].map(|c| window.all().map(|at| square(c, at)).sum())
}

/// Share of ε|E_t|² + μ|H_t|² within a tenth of the window's size from its edge; `partner` is the H at each E's points.
fn edge_fraction<T: Number>(operator: &Operator<T>, e: [&[T]; 2], partner: [&[T]; 2]) -> f64 {
    let window = &operator.window;
    let [mut ring, mut total] = [0.0; 2];
    for c in 0..2 {
        for at in window.all() {
            let i = window.index(at);
            let weights = [operator.epsilon[c][i], operator.mu[c][i]].map(|weight| weight.complex().norm());
            let density = weights[0] * e[c][i].power() + weights[1] * partner[c][i].power();
            let energy = density * window.real_area(TRANSVERSE[c], at);
            total += energy;
            let out = window.fraction(TRANSVERSE[c], at);
            if out.iter().any(|x| x.abs() > 0.8) {
                ring += energy;
            }
        }
    }
    ring / total
}

/// (∫|E|²)²/∫|E|⁴ over the window's cells. To a cell's middle each component is averaged along interfaces only, where it is
/// continuous.
fn area<T: Number>(operator: &Operator<T>, [e, y]: [&[T]; 2], beta: T) -> f64 {
    let window = &operator.window;
    let (_, ew) = operator.fields(y, beta);
    let (eu, ev) = e.split_at(window.points());
    let value = |field: &[T], at: Option<[usize; 2]>| at.map_or(T::default(), |at| field[window.index(at)]);
    let [mut second, mut fourth] = [0.0; 2];
    for at in window.all() {
        let [across, up] = [0, 1].map(|axis| if window.shape[axis] == 1 { Some(at) } else { window.next(axis, at) });
        let corner = across.and_then(|at| if window.shape[1] == 1 { Some(at) } else { window.next(1, at) });
        let u = (value(eu, Some(at)) + value(eu, up)) * 0.5;
        let v = (value(ev, Some(at)) + value(ev, across)) * 0.5;
        let w = (value(&ew, Some(at)) + value(&ew, across) + value(&ew, up) + value(&ew, corner)) * 0.25;
        let density = u.power() + v.power() + (w / window.arc(CELL, at)).power();
        let cell = window.real_area(CELL, at);
        second += density * cell;
        fourth += density * density * cell;
    }
    second * second / fourth
}

/// The sign that makes the dominant component's first clear moment positive: its mean, then along u, v and both.
fn sign<T: Number>(window: &Window<T>, e: &[T]) -> f64 {
    let (eu, ev) = e.split_at(window.points());
    let [u2, v2] = transverse_squares(window, [eu, ev]);
    let (component, field) = if u2 >= v2 { (0, eu) } else { (1, ev) };
    let half = TRANSVERSE[component];
    let mut moments = [0.0; 4];
    for at in window.all() {
        let value = field[window.index(at)].complex().re;
        let weighted = value * value.abs() * window.real_area(half, at);
        let [x, y] = window.fraction(half, at);
        for (moment, by) in moments.iter_mut().zip([1.0, x, y, x * y]) {
            *moment += weighted * by;
        }
    }
    // On half a window those moments that its image takes away count no more than in the whole.
    let whole = |[odd_u, odd_v]: [bool; 2]| window.may_be(!odd_u, component, 0) && window.may_be(!odd_v, component, 1);
    let odd = [[false, false], [true, false], [false, true], [true, true]];
    let clear = 1e-3 * u2.max(v2);
    let first = moments.into_iter().zip(odd).find(|(moment, odd)| whole(*odd) && moment.abs() > clear);
    first.map_or(1.0, |(moment, _)| moment).signum()
}

#[cfg(test)]
mod tests {
    use super::super::guides::{Guide, omega};

    /// (∫|E|²)²/∫|E|⁴ of the slab's TE0: cos(κx) within ±a, e^(−γ|x|) beyond.
    #[test]
    fn effective_area_of_a_slab_is_its_fields() {
        let guide = Guide::slab(32);
        let mode = guide.solve(omega(1.55), 1).unwrap().remove(0);
        let (k, n, a) = (omega(1.55), 2.851_738_986_732_27_f64, 0.11);
        let [inside, outside] = [(3.48_f64.powi(2) - n * n).sqrt() * k, (n * n - 1.444_f64.powi(2)).sqrt() * k];
        let edge = (inside * a).cos();
        let second = a + (2.0 * inside * a).sin() / (2.0 * inside) + edge.powi(2) / outside;
        let [double, quadruple] = [2.0, 4.0].map(|times| (times * inside * a).sin() / (times * inside));
        let fourth = 0.75 * a + double + 0.25 * quadruple + edge.powi(4) / (2.0 * outside);
        let exact = second * second / fourth;
        println!("{} {exact}", mode.area_um2);
        // Second order: (κΔ)² = (10/µm × 6.9 nm)² = 5e-3, of which the averages to cells take a quarter.
        assert!((mode.area_um2 / exact - 1.0).abs() < 2e-3);
    }
}
