//! Whether spectra have settled: a run that has little energy left may still owe its ports some of it.

use num_complex::Complex64;

use super::{Engine, EngineError, LOOK_EVERY, Sums};
use crate::plan::Plan;

/// Steps between two readings of the sums.
const READ_EVERY: usize = 4 * LOOK_EVERY;

/// What sums may still change by from one reading to the next, by the largest of the same frequency: 0.004 dB of what goes through.
const SETTLED: f64 = 5e-4;

/// The sums of the ports and of a beam, or of all monitors where there is no port, as last read.
#[derive(Default)]
pub(super) struct Settling {
    step: usize,
    sums: Vec<Sums>,
}

impl Settling {
    /// Whether the sums have changed by less than [`SETTLED`] since they were last read, [`READ_EVERY`] steps ago or more.
    pub fn settled(&mut self, engine: &mut dyn Engine, plan: &Plan) -> Result<bool, EngineError> {
        let watched = if plan.ports.is_empty() { plan.monitors.len() } else { plan.scattering_monitors() };
        if watched == 0 {
            return Ok(true);
        }
        let step = engine.steps();
        if !self.sums.is_empty() && step < self.step + READ_EVERY {
            return Ok(false);
        }
        let mut now = engine.sums()?;
        now.truncate(watched);
        let before = std::mem::replace(&mut self.sums, now);
        self.step = step;
        Ok(!before.is_empty() && self.change(&before, plan) < SETTLED)
    }

    /// The largest change of a monitor's sums at a frequency, root mean square over its points, by the largest sums there.
    fn change(&self, before: &[Sums], plan: &Plan) -> f64 {
        let monitors = || self.sums.iter().zip(before).zip(&plan.monitors);
        let frequencies = monitors().flat_map(|(_, monitor)| &monitor.frequencies);
        let of = |frequency: &f64| {
            let (mut change, mut size) = (0.0_f64, 0.0_f64);
            for ((now, before), monitor) in monitors() {
                let Some(f) = monitor.frequencies.iter().position(|other| other == frequency) else { continue };
                let each = monitor.components.len() * monitor.points();
                let [now, before] = [now, before].map(|sums: &Sums| &sums.0[f * each..][..each]);
                let square = |values: &mut dyn Iterator<Item = Complex64>| values.map(|x| x.norm_sqr()).sum::<f64>();
                size = size.max(square(&mut now.iter().copied()) / each as f64);
                change = change.max(square(&mut now.iter().zip(before).map(|(a, b)| a - b)) / each as f64);
            }
            if size > 0.0 { (change / size).sqrt() } else { 0.0 }
        };
        frequencies.map(of).fold(0.0, f64::max)
    }
}
