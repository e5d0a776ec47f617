//! Eigenmodes of a cross-section.

use num_complex::Complex64;

use super::operator::Operator;
use super::window::{TRANSVERSE, Window};
use super::{degenerate, eigen};
use crate::raster::{Grid, Permittivity};
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
}

impl Section {
    /// Points per profile along u and v: cells of the window.
    pub fn shape(&self) -> [usize; 2] {
        [self.hi[0] - self.lo[0], self.hi[1] - self.lo[1]]
    }
}

/// A mode that runs towards +axis as e^(i(βw − ωt)), normalized to unit power.
///
/// Profiles are C order over [`Section::shape`] (u, v), point (p, q) being node/cell (lo_u + p, lo_v + q) of the component's
/// own Yee position: `eu` (p+½, q), `ev` (p, q+½), `hu` (p, q+½), `hv` (p+½, q). Points on the conducting edge (q = 0 of `eu`
/// and `hv`, p = 0 of `ev` and `hu`, unless that axis is collapsed) are zero. The phases of half a cell along the axis and half
/// a step in time are *not* in the profiles: with amplitude a and phase e^(iβw_s) at the node plane w_s,
///     E_t(node plane, t = n) = a e_t,   H_t(half a cell on, t = n + ½) = a h_t e^(iβΔ/2) e^(−iωΔt/2).
/// A mode towards −axis has the same e_t, −h_t and −β. In a lossless guide the profiles are real; loss enters β alone, by
/// first-order perturbation.
///
/// The unit of power is the lattice's own flux, the time average ½ Re Σ (E_u H_v* − E_v H_u*) ΔuΔv with E on a node plane and
/// H half a cell on, each with its own phase: ½ cos(βΔ/2) Σ (e_u h_v − e_v h_u) ΔuΔv = 1. Summation by parts of the curls shows
/// that this flux is the same between every pair of planes of a lossless region, whatever the steps along the axis.
#[derive(Clone, Debug)]
pub struct Mode {
    pub omega: f64,
    /// Lattice phase constant β along the axis: (2/Δ) sin(βΔ/2) is the eigenvalue's root. Im β > 0 is loss.
    pub beta: Complex64,
    /// β/ω.
    pub n_eff: Complex64,
    /// ∫|E_h|² / ∫(|E_h|² + |E_v|²), h being horizontal (the scene's x or y) and v the scene's z;
    /// for a port that faces ±z, h is the scene's x and v its y.
    pub te_fraction: f64,
    /// Fraction of the mode's energy in the outermost ring of the window (within a tenth of its size from the edge): a mode
    /// not confined to its window is flagged by it.
    pub edge_fraction: f64,
    pub eu: Vec<f64>,
    pub ev: Vec<f64>,
    pub hu: Vec<f64>,
    pub hv: Vec<f64>,
}

#[derive(Debug, thiserror::Error)]
pub enum ModeError {
    #[error("mode solver: {0}")]
    Solver(String),
    #[error("{found} guided modes in the window, {wanted} wanted")]
    TooFew { found: usize, wanted: usize },
}

impl ModeError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            ModeError::Solver(_) => "look at the port's window and the grid about it",
            ModeError::TooFew { .. } => "ask for fewer modes or enlarge the port",
        }
    }
}

/// Modes solved for beyond those wanted, so that the last one wanted has its degenerate partner beside it.
const SPARE: usize = 2;

/// The `count` modes of highest β of a section at angular frequency `omega` (rad per µm/c) and time step `dt` (µm/c), by
/// falling β. The grid's step along the axis must be uniform about the plane.
///
/// The sign is that of the dominant transverse component's mean, or its first moment where that vanishes, so that it stays the
/// same from wavelength to wavelength. Modes of the window's conducting box are among them: see [`Mode::edge_fraction`].
pub fn solve(
    grid: &Grid,
    permittivity: &Permittivity,
    section: &Section,
    omega: f64,
    dt: f64,
    count: usize,
) -> Result<Vec<Mode>, ModeError> {
    let mut modes = highest(grid, permittivity, section, omega, dt, count)?;
    if modes.len() < count {
        return Err(ModeError::TooFew { found: modes.len(), wanted: count });
    }
    modes.truncate(count);
    Ok(modes)
}

/// As [`solve`], with a few more modes where there are any.
pub(super) fn highest(
    grid: &Grid,
    permittivity: &Permittivity,
    section: &Section,
    omega: f64,
    dt: f64,
    count: usize,
) -> Result<Vec<Mode>, ModeError> {
    check(grid, section)?;
    let operator = Operator::new(grid, permittivity, section, omega, dt);
    // No mode is slower than a plane wave in the densest medium.
    let densest = operator.epsilon.iter().flatten().fold(0.0, |a: f64, &b| a.max(b));
    let shift = 1.001 * densest;
    let (matrix, live) = operator.matrix(shift)?;
    let points = 2 * operator.window.points();
    let mut pairs: Vec<(f64, Vec<f64>)> = eigen::smallest(&matrix, count + SPARE)?
        .into_iter()
        .map(|(value, vector)| {
            let mut e = vec![0.0; points];
            for (&place, value) in live.iter().zip(vector) {
                e[place] = value;
            }
            (shift + value, e)
        })
        .filter(|(squared_index, _)| *squared_index > 0.0)
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let horizontal = horizontal(grid, section.axis);
    degenerate::separate(&operator, horizontal, &mut pairs);
    let modes = pairs
        .into_iter()
        .map(|(squared_index, e)| mode(&operator, horizontal, squared_index, e, omega, dt))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(modes.into_iter().flatten().collect())
}

fn check(grid: &Grid, section: &Section) -> Result<(), ModeError> {
    for (d, a) in transverse(section.axis).into_iter().enumerate() {
        let (axis, cells) = (&grid.axes[a], section.shape()[d]);
        if !axis.collapsed && cells < 3 {
            return Err(ModeError::Solver(format!(
                "the window is {cells} cells wide, 3 is the least: enlarge the port or refine the grid"
            )));
        }
    }
    Ok(())
}

/// Which of (u, v) is the horizontal one: the scene's x before y before z.
fn horizontal(grid: &Grid, axis: usize) -> usize {
    let [u, v] = transverse(axis).map(|a| grid.frame.0[a]);
    (v < u) as usize
}

/// The mode with transverse field e; none if its power runs against its phase.
fn mode(
    operator: &Operator,
    horizontal: usize,
    squared_index: f64,
    mut e: Vec<f64>,
    omega: f64,
    dt: f64,
) -> Result<Option<Mode>, ModeError> {
    let window = &operator.window;
    let (points, step) = (window.points(), window.normal_step);
    let lattice_beta = operator.omega * squared_index.sqrt();
    let half_phase = 0.5 * step * lattice_beta;
    if half_phase >= 1.0 {
        return Err(ModeError::Solver(format!(
            "cells of {step} µm along the port's axis carry no wave of index {:.3}, {:.4} µm would be the most: refine the grid",
            squared_index.sqrt(),
            step / half_phase
        )));
    }
    let half_phase = half_phase.asin();
    let ([mut hu, mut hv, _], _) = operator.fields(&e, lattice_beta);
    let (eu, ev) = e.split_at(points);
    let power = 0.5 * half_phase.cos() * window.cross([eu, ev], [&hu, &hv]);
    if power <= 0.0 {
        return Ok(None);
    }
    let scale = sign(window, eu, ev) / power.sqrt();
    for field in [&mut e, &mut hu, &mut hv] {
        field.iter_mut().for_each(|x| *x *= scale);
    }
    let (_, lost) = operator.energies(&e, lattice_beta);
    let beta = Complex64::new(2.0 * half_phase / step, 0.25 * (0.5 * omega * dt).cos() * lost);
    let ev = e.split_off(points);
    let squares = transverse_squares(window, [&e, &ev]);
    Ok(Some(Mode {
        omega,
        beta,
        n_eff: beta / omega,
        te_fraction: squares[horizontal] / (squares[0] + squares[1]),
        edge_fraction: edge_fraction(operator, [&e, &ev], [&hv, &hu]),
        eu: e,
        ev,
        hu,
        hv,
    }))
}

/// ∫e_u² and ∫e_v².
fn transverse_squares(window: &Window, e: [&[f64]; 2]) -> [f64; 2] {
    [0, 1].map(|c| window.integrate(TRANSVERSE[c], |i| e[c][i].powi(2)))
}

/// Share of ε|E_t|² + |H_t|² within a tenth of the window's size from its edge; `partner` is the H at each E's points.
fn edge_fraction(operator: &Operator, e: [&[f64]; 2], partner: [&[f64]; 2]) -> f64 {
    let window = &operator.window;
    let [mut ring, mut total] = [0.0; 2];
    for c in 0..2 {
        for at in window.all() {
            let i = window.index(at);
            let density = operator.epsilon[c][i] * e[c][i].powi(2) + partner[c][i].powi(2);
            let energy = density * window.area(TRANSVERSE[c], at);
            total += energy;
            let out = window.fraction(TRANSVERSE[c], at);
            if out.iter().any(|x| x.abs() > 0.8) {
                ring += energy;
            }
        }
    }
    ring / total
}

/// The sign that makes the dominant component's first clear moment positive: its mean, then along u, v and both.
fn sign(window: &Window, eu: &[f64], ev: &[f64]) -> f64 {
    let [u2, v2] = transverse_squares(window, [eu, ev]);
    let (component, field) = if u2 >= v2 { (0, eu) } else { (1, ev) };
    let half = TRANSVERSE[component];
    let mut moments = [0.0; 4];
    for at in window.all() {
        let value = field[window.index(at)];
        let weighted = value * value.abs() * window.area(half, at);
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
    let first = first.map(|(moment, _)| moment);
    first.unwrap_or(1.0).signum()
}

/// Group index dβ/dω of a lattice mode in undispersed media: its energy velocity's inverse, exact for the discrete operator
/// (Hellmann–Feynman on β̃(ω̃): dβ̃/dω̃ = Σ(ε|E|² + |H|²) / 2Σ(e × h), at unit power).
pub fn group_index(grid: &Grid, permittivity: &Permittivity, section: &Section, dt: f64, mode: &Mode) -> f64 {
    let operator = Operator::new(grid, permittivity, section, mode.omega, dt);
    let step = operator.window.normal_step;
    let lattice_beta = (0.5 * mode.beta.re * step).sin() * 2.0 / step;
    let e = [mode.eu.as_slice(), &mode.ev].concat();
    let (stored, _) = operator.energies(&e, lattice_beta);
    0.25 * (0.5 * mode.omega * dt).cos() * stored
}

#[cfg(test)]
mod tests {
    use super::super::guides::{Guide, axis, omega};
    use super::super::overlap;
    use super::*;

    /// Second order: halving the step quarters the error but for a part of higher order, within `spread` of 4; what is left after
    /// extrapolation is that part.
    fn assert_second_order(name: &str, [coarse, fine]: [f64; 2], exact: f64, [spread, left]: [f64; 2]) {
        let errors = [coarse - exact, fine - exact];
        let ratio = errors[0] / errors[1];
        let extrapolated = (4.0 * errors[1] - errors[0]) / 3.0;
        println!("{name}: errors {errors:?}, ratio {ratio:.2}, extrapolated {extrapolated:.1e}");
        assert!((ratio - 4.0).abs() < spread, "{name}: {ratio}");
        assert!(extrapolated.abs() < left, "{name}: {extrapolated}");
    }

    /// A1: the symmetric slab 3.48/1.444, 220 nm, 1.55 µm, from its dispersion relation in 30 digits.
    #[test]
    fn slab_modes_converge_to_the_analytic_index() {
        let at = |cells| {
            let modes = Guide::slab(cells).solve(omega(1.55), 2).unwrap();
            assert!(modes.iter().all(|mode| mode.edge_fraction < 1e-4));
            assert!(modes[0].te_fraction > 0.999 && modes[1].te_fraction < 0.001);
            [modes[0].n_eff.re, modes[1].n_eff.re]
        };
        let (coarse, fine) = (at(16), at(32));
        // The fourth-order part is about (kΔ)² ~ 1 % of the second-order one at 16 cells, and (kΔ)²/4 of the finer error.
        let bounds = [0.1, 1e-5];
        assert_second_order("TE0", [coarse[0], fine[0]], 2.85173898673227, bounds);
        assert_second_order("TM0", [coarse[1], fine[1]], 2.05628833009908, bounds);
    }

    /// Below 64 unknowns the eigensolver works on the full matrix: another path to the same answer.
    #[test]
    fn a_small_window_gives_the_same_mode() {
        let at = |cells| {
            let across = [axis(1, 0.055), axis(cells, 0.055)];
            let guide = Guide::new(0, across, [1e3, 0.22]);
            guide.solve(omega(1.55), 1).unwrap()[0].n_eff.re
        };
        // The walls act by the square of the field there: e^(−2 × 10/µm × 0.7 µm) = 8e-7.
        assert!((at(30) - at(40)).abs() < 3e-6, "{} {}", at(30), at(40));
    }

    fn n_g(guide: &Guide, mode: &Mode) -> f64 {
        group_index(&guide.grid, &guide.permittivity, &guide.section, guide.dt, mode)
    }

    /// A2: the strip 3.48/1.444, 500×220 nm, 1.55 µm, by independent solvers extrapolated (n_eff ± 8e-7, n_g ± 1e-5).
    #[test]
    fn strip_converges_to_the_reference() {
        let at = |fine: usize| {
            let step = [0.05 / fine as f64, 0.0275 / fine as f64];
            let guide = Guide::strip(0, [0.5, 0.22], [32 * fine, 40 * fine], step);
            let mode = guide.solve(omega(1.55), 1).unwrap().remove(0);
            [mode.n_eff.re, n_g(&guide, &mode)]
        };
        let (coarse, fine) = (at(1), at(2));
        // Diagonal averages at the corners, where the field is singular, are worth a fifth of the coarse error.
        assert_second_order("n_eff", [coarse[0], fine[0]], 2.44964707, [1.0, 1e-3]);
        // n_g adds errors of several orders and signs: only that they fall faster than the step is asked.
        let errors = [coarse[1] - 4.058409, fine[1] - 4.058409];
        println!("n_g: errors {errors:?}");
        assert!(errors[1].abs() < 0.5 * errors[0].abs(), "{errors:?}");
        let usual = Guide::usual(0.02);
        let mode = usual.solve(omega(1.55), 1).unwrap().remove(0);
        let errors = [mode.n_eff.re - 2.44964707, n_g(&usual, &mode) - 4.058409];
        println!("20 nm: n_eff and n_g off by {errors:?}");
        // The lattice's own dispersion along the axis alone is n (βΔ)²/24 = 4e-3.
        assert!(errors[0].abs() < 5e-3);
    }

    #[test]
    fn group_index_is_the_slope_of_beta() {
        let guide = Guide::usual(0.05);
        let (at, step) = (omega(1.55), 1e-4 * omega(1.55));
        let modes = [at - step, at, at + step].map(|omega| guide.solve(omega, 1).unwrap().remove(0));
        let slope = (modes[2].beta.re - modes[0].beta.re) / (2.0 * step);
        let found = n_g(&guide, &modes[1]);
        println!("n_g {found:.9}, by differences {slope:.9}");
        // The third-derivative term of the difference, 1e-8 ω² d³β/dω³ / 6 ~ 2e-8, and the solver's 1e-11 over 2e-4: 5e-8.
        assert!((found - slope).abs() < 3e-7, "{found} {slope}");
    }

    /// β is analytic in ε: its derivative along the real axis, by differences, is its derivative along the imaginary one.
    #[test]
    fn loss_is_the_derivative_by_permittivity() {
        let with = |scale: f64, loss: f64| {
            let mut guide = Guide::usual(0.05);
            let epsilon = guide.permittivity.epsilon.clone();
            let times = |by: f64| [0, 1, 2].map(|a| epsilon[a].map(|x| x * by));
            guide.permittivity.epsilon = times(scale);
            guide.permittivity.sigma = Some(times(loss));
            let beta = guide.solve(omega(1.55), 1).unwrap()[0].beta;
            (guide.dt, beta)
        };
        let by_epsilon = (with(1.0 + 1e-4, 0.0).1.re - with(1.0 - 1e-4, 0.0).1.re) / 2e-4;
        let (dt, beta) = with(1.0, 1e-3);
        // σ is averaged over the step, so that it acts as iσ cos(ωΔt/2)/ω̃ in ε.
        let angle = 0.5 * omega(1.55) * dt;
        let expected = 1e-3 * by_epsilon * angle.cos() / (angle.sin() * 2.0 / dt);
        // Differences: 1e-8 times a third derivative of order ten.
        assert!((beta.im / expected - 1.0).abs() < 1e-6, "{} {expected}", beta.im);
    }

    #[test]
    fn guides_along_all_axes_are_the_same() {
        let found = [0, 1, 2].map(|axis| {
            let guide = Guide::strip(axis, [0.5, 0.22], [32, 40], [0.05, 0.04]);
            guide.solve(omega(1.55), 1).unwrap().remove(0)
        });
        for mode in &found {
            // The same matrix in the same order.
            assert!((mode.n_eff.re - found[0].n_eff.re).abs() < 1e-12);
            assert!(mode.eu[16 * 40 + 20] > 0.0, "the fundamental mode is positive");
        }
        // u is the scene's y, z, x in turn: along y the strip stands on its side.
        let te = found.map(|mode| mode.te_fraction);
        assert!(te[0] > 0.9 && te[1] < 0.1 && te[2] > 0.9, "{te:?}");
    }

    #[test]
    fn a_square_guides_pair_is_told_apart() {
        let guide = Guide::strip(0, [0.3, 0.3], [30, 30], [0.05; 2]);
        let modes = guide.solve(omega(1.55), 2).unwrap();
        // Equal by symmetry, to the solver's tolerance; each is the other turned by 90 degrees.
        assert!((modes[0].n_eff - modes[1].n_eff).norm() < 1e-9);
        let te = [modes[0].te_fraction, modes[1].te_fraction];
        assert!(te[0] > 0.9 && (te[0] + te[1] - 1.0).abs() < 1e-6, "{te:?}");
        let cross = overlap(&guide.grid, &guide.section, &modes[0], &modes[1]);
        assert!(cross.abs() < 1e-9, "{cross}");
    }

    #[test]
    fn modes_of_the_box_are_flagged() {
        for mode in Guide::usual(0.05).solve(omega(1.55), 6).unwrap() {
            println!("n {:.4}, edge {:.4}", mode.n_eff.re, mode.edge_fraction);
            // The ring is 36 % of the window's area; a guided mode's tail there is below a hundredth.
            assert_eq!(mode.n_eff.re < 1.444, mode.edge_fraction > 0.05);
        }
    }

    #[test]
    fn too_few_and_too_coarse_are_said() {
        // 0.3 µm of silica between conductors carries nothing at 1.55 µm.
        let hollow = Guide::strip(0, [0.0, 0.0], [15, 15], [0.02; 2]);
        let said = hollow.solve(omega(1.55), 3).unwrap_err().to_string();
        assert!(said.contains("0 guided modes in the window, 3 wanted"), "{said}");
        let mut coarse = Guide::usual(0.05);
        coarse.grid.axes[0] = axis(4, 0.3);
        let said = coarse.solve(omega(1.55), 1).unwrap_err().to_string();
        assert!(said.contains("refine the grid"), "{said}");
    }
}
