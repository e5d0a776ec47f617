//! Resonance of a closed box on a graded grid against c/2 sqrt(Σ (m/L)²): second order in the step, so that two grids of one
//! family, Δt in proportion, extrapolate to it.

use super::Report;
use super::lab::{graded, is_f64, plan};
use luxel::engine::Engine;
use luxel::plan::Plan;
use luxel::raster::Permittivity;
use luxel::yee::Component;
use std::f64::consts::PI;

const LENGTH: [f64; 3] = [1.0, 0.8, 0.9];
/// Looks at the field; a look a fixed number of steps apart.
const LOOKS: usize = 60;
const STRIDE: usize = 8;

fn box_of(cells: usize) -> Plan {
    plan([0, 1, 2].map(|a| graded(cells, LENGTH[a])), |grid| Permittivity::uniform(grid, 1.0), 1.0)
}

/// ω of mode (1, 1, 0), Ez ∝ sin(πx/Lx) sin(πy/Ly).
fn omega(plan: &Plan, engine: &mut dyn Engine) -> f64 {
    let shape = plan.grid.shape();
    let mode: Vec<f64> = (0..plan.grid.points())
        .map(|p| {
            let at = [p / (shape[1] * shape[2]), p / shape[2] % shape[1], p % shape[2]];
            let [x, y, _] = plan.grid.position(Component::Ez, at);
            let inside = at[2] < plan.grid.axes[2].cells();
            if inside { (PI * x / LENGTH[0]).sin() * (PI * y / LENGTH[1]).sin() } else { 0.0 }
        })
        .collect();
    engine.start(0).unwrap();
    engine.set_field(Component::Ez, &mode).unwrap();
    let mut overlap = Vec::new();
    for _ in 0..LOOKS {
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
    (above / below).acos() / (STRIDE as f64 * plan.dt)
}

pub fn cavity_frequency(report: &mut Report) {
    let exact = PI * (LENGTH[0].powi(-2) + LENGTH[1].powi(-2)).sqrt();
    let (coarse, fine) = (box_of(24), box_of(48));
    for (mut one, mut two) in report.engines(&coarse).into_iter().zip(report.engines(&fine)) {
        let errors = [omega(&coarse, one.as_mut()) / exact - 1.0, omega(&fine, two.as_mut()) / exact - 1.0];
        // The next order is smaller by about (1.3 π/24)², the largest kΔ of the coarse grid: 3 % of its error, in the ratio 3/4 of that
        // times 4 = 0.09, and in the extrapolation a quarter of 3 % of 1.2e-3.
        report.hold("cavity frequency, order", two.as_ref(), errors[0] / errors[1], 4.0, 0.09);
        if is_f64(two.as_ref()) {
            report.converges(
                "f of mode (1, 1, 0)",
                &[24.0, 48.0].map(|cells| LENGTH[0] / cells),
                &errors.map(|e| 1.0 + e),
            );
        }
        report.hold("cavity frequency, extrapolated", two.as_ref(), (4.0 * errors[1] - errors[0]) / 3.0, 0.0, 9e-6);
    }
}
