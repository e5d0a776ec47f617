//! Adiabatic absorber (Oskooi, Zhang, Avniel & Johnson, Opt. Express 16, 11376 (2008)): outside the domain media conduct, σ = ε s, with
//! s rising so slowly that next to nothing comes back. As σ goes with ε, every wave fades alike: amplitude by e^(−½ ∫ n s dx) one way, a
//! guided mode by its group index. It is a medium like any other. In
//! continuous media a conductor never gains; where the smoothed tensor couples points that conduct differently, tests/stability.rs shows it.
//!
//! s = s_max (x/L)^d with s_max for a given fading there and back; then the start of the rise reflects
//! |r| = (d + 1)! ln(1/fading)/2(2kL)^(d+1), which falls with the thickness L at the order d + 1.

use std::borrow::Cow;

use super::cpml::Absorber;
use crate::raster::{Axis, Codebook, Grid, Permittivity};

/// The order d.
const ORDER: i32 = 3;
/// Amplitude that comes back from the wall behind.
const FADING: f64 = 1e-8;

/// The permittivity with the absorbers' conductivity, where a grid has any.
pub fn conducting<'a>(grid: &Grid, permittivity: &'a Permittivity, absorber: Absorber) -> Cow<'a, Permittivity> {
    if !grid.axes.iter().any(|axis| axis.adiabatic.contains(&true)) {
        return Cow::Borrowed(permittivity);
    }
    let rates = grid.axes.each_ref().map(|axis| {
        [false, true].map(|half| {
            (0..axis.stored()).map(|i| rate(axis, absorber.index, axis.coordinate(i, half))).collect::<Vec<f64>>()
        })
    });
    let sigma = [0, 1, 2].map(|component| {
        let along = |a: usize| &rates[a][usize::from(a == component)];
        let [x, y, z] = [along(0), along(1), along(2)];
        Codebook::new(grid.shape(), |i, j, row| {
            for (k, to) in row.iter_mut().enumerate() {
                let own = permittivity.sigma.as_ref().map_or(0.0, |sigma| sigma[component].at([i, j, k]));
                let rate = x[i] + y[j] + z[k];
                *to = own
                    + if rate > 0.0 { rate * scale(permittivity, component, [i, j, k], absorber.omega) } else { 0.0 };
            }
        })
    });
    Cow::Owned(Permittivity { sigma: Some(sigma), ..permittivity.clone() })
}

/// ε in the middle of the band; of a metal what stands beside its poles.
fn scale(permittivity: &Permittivity, component: usize, point: [usize; 3], omega: f64) -> f64 {
    let real = permittivity.real(component, point, omega);
    if real > 0.0 { real } else { permittivity.epsilon[component].at(point) }
}

/// s at a coordinate, 1/µm, for waves that arrive in an index.
fn rate(axis: &Axis, index: f64, at: f64) -> f64 {
    let [low, high] = axis.inside();
    let (end, depth, thickness) =
        if at < low { (0, low - at, low - axis.nodes[0]) } else { (1, at - high, axis.nodes[axis.cells()] - high) };
    if depth <= 0.0 || !axis.adiabatic[end] {
        return 0.0;
    }
    f64::from(ORDER + 1) * -FADING.ln() / (index * thickness) * (depth / thickness).powi(ORDER)
}
