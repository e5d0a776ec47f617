//! Eigenmodes of a cross-section.

use super::mode::Mode;
use super::number::Number;
use super::operator::Operator;
use super::section::Section;
use super::{degenerate, eigen};
use crate::raster::{Grid, Permittivity};
use crate::yee::transverse;

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
/// The same about an index, where radiation that the window cuts stands among the guided modes.
const SPARE_NEAR: usize = 8;

/// The `count` modes of highest β of a section at angular frequency `omega` (rad per µm/c) and time step `dt` (µm/c), by
/// falling β; or those nearest the index that the section's form names, confined before others. With a bend or absorbers that is
/// the highest index of the straight closed window, unless the form names another. The grid's step along the axis must be uniform about the plane.
///
/// The sign is that of the dominant transverse component's mean, or its first moment where that vanishes, so that it stays the
/// same from wavelength to wavelength. Modes of the window's conducting box are among them: see [`Mode::confined`].
///
/// # Errors
/// A window too small, steps too long for the mode, fewer modes than wanted.
pub fn solve<T: Number>(
    grid: &Grid,
    permittivity: &Permittivity,
    section: &Section,
    omega: f64,
    dt: f64,
    count: usize,
) -> Result<Vec<Mode<T>>, ModeError> {
    let mut modes = candidates(grid, permittivity, section, omega, dt, count)?;
    if modes.len() < count {
        return Err(ModeError::TooFew { found: modes.len(), wanted: count });
    }
    modes.truncate(count);
    Ok(modes)
}

/// As [`solve`], with a few more modes where there are any.
pub(super) fn candidates<T: Number>(
    grid: &Grid,
    permittivity: &Permittivity,
    section: &Section,
    omega: f64,
    dt: f64,
    count: usize,
) -> Result<Vec<Mode<T>>, ModeError> {
    section.check(grid)?;
    let straight = || -> Result<Mode, ModeError> {
        let mut modes = solve(grid, permittivity, &section.plain(), omega, dt, 1)?;
        Ok(modes.swap_remove(0))
    };
    let plain = section.form.bend.is_none() && section.form.pml == [[0; 2]; 2];
    let near = match section.form.near {
        Some(index) => Some(index),
        None if plain => None,
        None => Some(straight()?.n_eff.re),
    };
    let operator = Operator::<T>::new(grid, permittivity, section, omega, dt);
    let mut pairs = match near {
        Some(index) => about(&operator, index, count + SPARE_NEAR)?,
        None => highest(&operator, count + SPARE)?,
    };
    let horizontal = horizontal(grid, section.axis);
    degenerate::separate(&operator, horizontal, &mut pairs);
    let modes = pairs.into_iter().map(|(value, y)| Mode::new(&operator, horizontal, value, y, omega, dt));
    let mut modes: Vec<Mode<T>> = modes.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    if let Some(index) = near {
        let distance = |mode: &Mode<T>| (mode.n_eff - index).norm();
        modes.sort_by(|a, b| (!a.confined()).cmp(&!b.confined()).then(distance(a).total_cmp(&distance(b))));
        let wanted = count.min(modes.len());
        modes[..wanted].sort_by(|a, b| b.n_eff.re.total_cmp(&a.n_eff.re));
    }
    Ok(modes)
}

/// Squared indices and y of the modes of highest index, falling.
fn highest<T: Number>(operator: &Operator<T>, count: usize) -> Result<Vec<(T, Vec<T>)>, ModeError> {
    // No mode is slower than a plane wave in the densest medium.
    let densest = operator.epsilon.iter().flatten().fold(0.0, |a: f64, b| a.max(b.complex().re));
    nearest(operator, 1.001 * densest, count)
}

/// The same of the modes nearest an index.
fn about<T: Number>(operator: &Operator<T>, index: f64, count: usize) -> Result<Vec<(T, Vec<T>)>, ModeError> {
    // A shift on an eigenvalue has no inverse.
    nearest(operator, (index * index) * (1.0 + 1e-7), count)
}

fn nearest<T: Number>(operator: &Operator<T>, shift: f64, count: usize) -> Result<Vec<(T, Vec<T>)>, ModeError> {
    let (matrix, live) = operator.matrix(shift)?;
    let points = 2 * operator.window.points();
    let whole = |(value, vector): (T, Vec<T>)| {
        let mut y = vec![T::default(); points];
        for (&place, value) in live.iter().zip(vector) {
            y[place] = value;
        }
        (T::real(shift) + value, y)
    };
    let pairs = eigen::smallest(&matrix, operator.coupling(&live)?, count)?.into_iter().map(whole);
    let mut pairs: Vec<(T, Vec<T>)> = pairs.filter(|(squared_index, _)| squared_index.complex().re > 0.0).collect();
    pairs.sort_by(|a, b| b.0.complex().re.total_cmp(&a.0.complex().re));
    Ok(pairs)
}

/// Which of (u, v) is the horizontal one: the scene's x before y before z.
fn horizontal(grid: &Grid, axis: usize) -> usize {
    let [u, v] = transverse(axis).map(|a| grid.frame.0[a]);
    (v < u) as usize
}

#[cfg(test)]
mod tests {
    use super::super::guides::{Guide, axis, omega};
    use super::super::overlap;

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

    /// A2: the strip 3.48/1.444, 500×220 nm, 1.55 µm, by independent solvers extrapolated (n_eff ± 8e-7, n_g ± 1e-5).
    #[test]
    fn strip_converges_to_the_reference() {
        let at = |fine: usize| {
            let step = [0.05 / fine as f64, 0.0275 / fine as f64];
            let guide = Guide::strip(0, [0.5, 0.22], [32 * fine, 40 * fine], step);
            let mode = guide.solve(omega(1.55), 1).unwrap().remove(0);
            [mode.n_eff.re, mode.n_g]
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
        let errors = [mode.n_eff.re - 2.44964707, mode.n_g - 4.058409];
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
        let found = modes[1].n_g;
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
