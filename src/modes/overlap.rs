//! What a field holds of a mode. On the lattice Σ e_m × h_n is zero for modes m ≠ n of a section, to round-off: E_u and H_v (E_v
//! and H_u) share their transverse points, so that no interpolation stands between fields and amplitudes.

use num_complex::Complex64;

use super::number::Number;
use super::window::Window;
use super::{Mode, Section};
use crate::raster::Grid;

/// Σ (e_u h_v − e_v h_u) ΔuΔv of one mode's E and another's H, not conjugated; 2/cos(βΔ/2) of a mode with itself.
pub fn overlap(grid: &Grid, section: &Section, e_of: &Mode, h_of: &Mode) -> f64 {
    cross(&Window::closed(grid, section), e_of, h_of)
}

pub(super) fn cross<T: Number>(window: &Window<T>, e_of: &Mode<T>, h_of: &Mode<T>) -> T {
    window.cross([&e_of.eu, &e_of.ev], [&h_of.hu, &h_of.hv])
}

/// Amplitudes (a, b), in √W, of a mode that runs towards +axis and towards −axis, at the node plane.
///
/// The fields are Fourier sums over the section in the profiles' order, E on the node plane and H half a cell further, each
/// summed with its own times: E = (a + b) e and H = (a e^(iβΔ/2) − b e^(−iβΔ/2)) h, plus whatever other modes hold.
pub fn amplitudes(
    mode: &Mode,
    grid: &Grid,
    section: &Section,
    e_u: &[Complex64],
    e_v: &[Complex64],
    h_u: &[Complex64],
    h_v: &[Complex64],
) -> (Complex64, Complex64) {
    let window = Window::closed(grid, section);
    let own = cross(&window, mode, mode);
    let electric: Complex64 = window.cross([e_u, e_v], [&mode.hu, &mode.hv]) / own;
    // H × e in the same order: Σ (H_v e_u − H_u e_v).
    let magnetic: Complex64 = window.cross([h_v, h_u], [&mode.ev, &mode.eu]) / own;
    let half = (Complex64::I * mode.beta * (0.5 * window.normal_step)).exp();
    let both = half + 1.0 / half;
    ((magnetic + electric / half) / both, (electric * half - magnetic) / both)
}

#[cfg(test)]
mod tests {
    use super::super::guides::{Guide, axis, omega};
    use super::*;
    use crate::raster::Codebook;

    /// A strip on graded axes with a dense block beside it: no symmetry makes its modes orthogonal.
    fn lopsided() -> (Guide, Vec<Mode>) {
        let mut across = [axis(40, 0.05), axis(32, 0.05)];
        for node in across.iter_mut().flat_map(|axis| &mut axis.nodes) {
            *node -= 0.06 * (2.0 * *node).sin();
        }
        let mut guide = Guide::new(0, across, [0.5, 0.22]);
        let shape @ [nx, ny, nz] = guide.grid.shape();
        let mut points = guide.permittivity.epsilon.each_ref().map(Codebook::points);
        for point in (0..nx * ny * nz).map(|i| [i / (ny * nz), i / nz % ny, i % nz]) {
            if point[1] > 22 && point[2] > 16 {
                for epsilon in &mut points {
                    epsilon[guide.grid.index(point)] += 2.0;
                }
            }
        }
        guide.permittivity.epsilon = points.map(|points| Codebook::of_points(shape, &points));
        let modes = guide.solve(omega(1.55), 4).unwrap();
        (guide, modes)
    }

    #[test]
    fn modes_are_orthogonal() {
        let (guide, modes) = lopsided();
        let step = guide.grid.axes[0].primal(2);
        for (m, a) in modes.iter().enumerate() {
            for (n, b) in modes.iter().enumerate() {
                let power = 0.5 * (0.5 * a.beta.re * step).cos();
                let found = power * overlap(&guide.grid, &guide.section, a, b);
                println!("{m} {n} {:.4} {found:.2e}", a.n_eff.re);
                // Exact on the lattice; what is left is the eigensolver's residual.
                let expected = (m == n) as usize as f64;
                assert!((found - expected).abs() < 1e-9, "{m} {n}: {found:e}");
            }
        }
    }

    #[test]
    fn amplitudes_come_back() {
        let (guide, modes) = lopsided();
        let wanted = [
            [Complex64::new(0.3, -0.8), Complex64::new(-0.2, 0.1)],
            [Complex64::new(1.5, 0.4), Complex64::new(0.0, 2.0)],
        ];
        let step = guide.grid.axes[0].primal(2);
        let [mut eu, mut ev, mut hu, mut hv] = [0; 4].map(|_| vec![Complex64::ZERO; modes[0].eu.len()]);
        for (mode, [a, b]) in modes.iter().zip(wanted) {
            let half = (Complex64::I * mode.beta * step * 0.5).exp();
            let h = a * half - b / half;
            for i in 0..eu.len() {
                eu[i] += (a + b) * mode.eu[i];
                ev[i] += (a + b) * mode.ev[i];
                hu[i] += h * mode.hu[i];
                hv[i] += h * mode.hv[i];
            }
        }
        for (mode, [a, b]) in modes.iter().zip(wanted) {
            let found = amplitudes(mode, &guide.grid, &guide.section, &eu, &ev, &hu, &hv);
            let errors = [(found.0 - a).norm(), (found.1 - b).norm()];
            println!("{errors:?}");
            // Round-off of 10⁴ terms, and the modes' overlap.
            assert!(errors.iter().all(|error| *error < 1e-11), "{errors:?}");
        }
    }
}
