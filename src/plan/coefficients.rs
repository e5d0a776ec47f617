//! Coefficients of Ampère's law with conductivity: E(n+1) = ca E(n) + cb ∇×H,
//! ca = (1 − s)/(1 + s), cb = (Δt/ε)/(1 + s), s = σΔt/2ε (Taflove & Hagness 2005, §3.6).

use crate::raster::{Grid, Permittivity};
use crate::yee::Component;

/// `(ca, cb)`, interleaved by plane; zero where E is held at zero: on the walls and beyond a component's own range.
pub fn coefficients(grid: &Grid, permittivity: &Permittivity, dt: f64) -> (Option<Vec<f64>>, Vec<f64>) {
    let mut cb = vec![0.0; 3 * grid.points()];
    let mut ca = permittivity.sigma.as_ref().map(|_| vec![0.0; 3 * grid.points()]);
    for axis in 0..3 {
        let [x, y, z] = [0, 1, 2].map(|a| free(grid, Component::e(axis), a));
        let epsilon = &permittivity.epsilon[axis];
        for i in x.clone() {
            for j in y.clone() {
                for k in z.clone() {
                    let (from, to) = (grid.index([i, j, k]), grid.interleaved(axis, [i, j, k]));
                    let sigma = permittivity.sigma.as_ref().map_or(0.0, |sigma| sigma[axis][from]);
                    let loss = 0.5 * sigma * dt / epsilon[from];
                    cb[to] = dt / epsilon[from] / (1.0 + loss);
                    if let Some(ca) = &mut ca {
                        ca[to] = (1.0 - loss) / (1.0 + loss);
                    }
                }
            }
        }
    }
    (ca, cb)
}

/// Where an E component may differ from zero along an axis.
fn free(grid: &Grid, component: Component, axis: usize) -> std::ops::Range<usize> {
    if component.half()[axis] { 0..grid.axes[axis].cells() } else { grid.axes[axis].interior() }
}

/// Largest stable time step: sqrt(ε_min) / sqrt(Σ 1/Δ²) over the axes that have derivatives (Taflove & Hagness 2005, §4.7,
/// with the lowest permittivity of the run instead of vacuum's).
pub fn stability_limit(grid: &Grid, permittivity: &Permittivity) -> f64 {
    let lowest = permittivity.epsilon.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let axes = grid.axes.iter().filter(|axis| !axis.collapsed);
    let sum: f64 = axes.map(|axis| axis.smallest_step().powi(-2)).sum();
    (lowest / sum).sqrt()
}
