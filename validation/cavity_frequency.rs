//! Resonance of a closed box on a graded grid against c/2 sqrt(Σ (m/L)²): second order in the step.

use crate::lab::{engines, expect, graded, plan};
use luxel::raster::Permittivity;
use luxel::yee::Component;
use std::f64::consts::PI;

#[test]
fn cavity_frequency() {
    const CELLS: usize = 24;
    /// Steps between two looks, about a twelfth of a period.
    const STRIDE: usize = 8;
    let length = [1.0, 0.8, 0.9];
    let plan = plan([0, 1, 2].map(|a| graded(CELLS, length[a])), |grid| Permittivity::uniform(grid, 1.0), 1.0);
    // Mode (1, 1, 0): Ez ∝ sin(πx/Lx) sin(πy/Ly).
    let shape = plan.grid.shape();
    let mode: Vec<f64> = (0..plan.grid.points())
        .map(|p| {
            let at = [p / (shape[1] * shape[2]), p / shape[2] % shape[1], p % shape[2]];
            let [x, y, _] = plan.grid.position(Component::Ez, at);
            if at[2] < CELLS { (PI * x / length[0]).sin() * (PI * y / length[1]).sin() } else { 0.0 }
        })
        .collect();
    let exact = PI * (length[0].powi(-2) + length[1].powi(-2)).sqrt();
    for mut engine in engines(&plan) {
        engine.start(0).unwrap();
        engine.set_field(Component::Ez, &mode).unwrap();
        let mut overlap = Vec::new();
        for _ in 0..60 {
            engine.advance(STRIDE).unwrap();
            let now = engine.field(Component::Ez).unwrap();
            overlap.push(now.iter().zip(&mode).map(|(now, start)| now * start).sum::<f64>());
        }
        // A harmonic obeys p(n+1) + p(n−1) = 2 cos(ω STRIDE Δt) p(n): least squares over the record.
        let (mut above, mut below) = (0.0, 0.0);
        for p in overlap.windows(3) {
            above += (p[0] + p[2]) * p[1];
            below += 2.0 * p[1] * p[1];
        }
        let omega = (above / below).acos() / (STRIDE as f64 * plan.dt);
        // (kΔ)²/24 along each axis with Δ up to 1.3 times L/24, k = π/L: (1.3 π/24)²/24 = 1.2e-3; the time step makes up for some.
        expect("cavity frequency", engine.as_ref(), omega / exact, 1.0, 1.2e-3);
    }
}
