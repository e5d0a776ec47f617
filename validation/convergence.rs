//! How quantities come near to their exact values with the step: by the tensor that is the default on every engine, and beside it by
//! the tensor's diagonal alone.

use luxel::engine::{Engine, cpu::Cpu};
use luxel::job::Smoothing;
use luxel::plan::Plan;

use super::Report;
use super::lab::is_f64;

/// Quantities by their exact values on grids of one family.
pub struct Study<'a, const N: usize> {
    pub name: String,
    /// Coarsest first, three at least.
    pub cells_per_um: &'a [f64],
    /// Wavenumber in the densest medium, 1/µm.
    pub wavenumber: f64,
    /// Each quantity, and how many times as far off as a frequency it may be.
    pub quantities: [(&'a str, f64); N],
    pub plan: &'a dyn Fn(f64, Smoothing) -> Plan,
    /// By the exact values.
    pub measured: &'a dyn Fn(&Plan, &mut dyn Engine) -> [f64; N],
}

impl<const N: usize> Study<'_, N> {
    pub fn hold(&self, report: &mut Report) {
        let (first, rest) = self.cells_per_um.split_first().expect("a grid");
        let coarse = (self.plan)(*first, Smoothing::Coupled);
        let mut whole = Vec::new();
        for mut engine in report.engines(&coarse) {
            let found = (self.measured)(&coarse, engine.as_mut());
            for ((name, times), found) in self.quantities.iter().zip(found) {
                let name = format!("{}: {name} / exact, {first} cells/µm", self.name);
                report.hold(&name, engine.as_ref(), found, 1.0, times * self.slowed(*first));
            }
            if is_f64(engine.as_ref()) {
                whole.push(found);
            }
        }
        let alone = |cells: &f64, smoothing| {
            let plan = (self.plan)(*cells, smoothing);
            (self.measured)(&plan, &mut Cpu::<f64>::new(&plan, 0).unwrap())
        };
        whole.extend(rest.iter().map(|cells| alone(cells, Smoothing::Coupled)));
        let diagonal: Vec<[f64; N]> = self.cells_per_um.iter().map(|cells| alone(cells, Smoothing::Diagonal)).collect();
        let engine = Cpu::<f64>::new(&coarse, 0).unwrap();
        for q in 0..N {
            self.fall(report, &engine, q, &whole.iter().map(|level| level[q]).collect::<Vec<_>>());
            let diagonal: Vec<f64> = diagonal.iter().map(|level| level[q]).collect();
            report.converges_by_diagonal(&self.named(q), &self.steps(), &diagonal);
        }
    }

    /// Holds the order of a quantity, and its limit.
    fn fall(&self, report: &mut Report, engine: &dyn Engine, q: usize, ratios: &[f64]) {
        let name = self.named(q);
        report.converges(&name, &self.steps(), ratios);
        let series = report.series.last().expect("the one just added");
        let [order, left] = [series.order(), series.extrapolated()].map(|found| found.unwrap_or(f64::NAN));
        // Nearer to second order than to first or third.
        report.hold(&format!("{name}: order"), engine, order, 2.0, 0.5);
        // What is left of first order where E crosses walls is allowed half of what the finest grid may be off by.
        let finest = self.cells_per_um[self.cells_per_um.len() - 1];
        let tolerance = 0.5 * self.quantities[q].1 * self.slowed(finest);
        report.hold(&format!("{name} / exact, limit of three grids"), engine, 1.0 + left, 1.0, tolerance);
    }

    /// The lattice slows waves by (kΔ)²/24 at most: those along its axes, at rest in time.
    fn slowed(&self, cells_per_um: f64) -> f64 {
        (self.wavenumber / cells_per_um).powi(2) / 24.0
    }

    fn steps(&self) -> Vec<f64> {
        self.cells_per_um.iter().map(|cells| 1.0 / cells).collect()
    }

    fn named(&self, q: usize) -> String {
        format!("{}: {}", self.name, self.quantities[q].0)
    }
}
