//! What a case measured, on which engine, and whether it holds.

use luxel::engine::gpu::{Choice, Gpu};
use luxel::engine::{Engine, EngineError, Identity, cpu::Cpu};
use luxel::plan::Plan;

use super::series::{Kind, Series};

/// One number of a case on one engine.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Outcome {
    pub id: String,
    /// Which of the case's numbers.
    pub quantity: String,
    /// "cpu", "gpu", or "modes" where the mode solver alone is asked, "formula" where neither is.
    pub engine: String,
    pub precision: String,
    pub measured: f64,
    pub expected: f64,
    pub error: f64,
    pub tolerance: f64,
    pub passed: bool,
    pub source: String,
}

/// The outcomes so far, and the GPU that cases run on beside the CPU.
#[derive(Default)]
pub struct Report {
    pub outcomes: Vec<Outcome>,
    /// What the cases drew.
    pub series: Vec<Series>,
    /// Part of an adapter's name; without it a hardware GPU if there is one.
    pub device: Option<String>,
    /// Whether a case was not run on a GPU for want of one.
    pub no_gpu: bool,
    id: &'static str,
    source: &'static str,
}

impl Report {
    pub fn on(device: Option<String>) -> Self {
        Report { device, ..Report::default() }
    }

    /// Runs a case.
    pub fn run(&mut self, case: &super::Case) {
        (self.id, self.source) = (case.id, case.source);
        (case.run)(self);
    }

    /// The CPU in f64 and f32.
    pub fn cpus<'a>(&mut self, plan: &'a Plan) -> Vec<Box<dyn Engine + 'a>> {
        match (Cpu::<f64>::new(plan, 0), Cpu::<f32>::new(plan, 0)) {
            (Ok(wide), Ok(narrow)) => vec![Box::new(wide), Box::new(narrow)],
            (Err(error), _) | (_, Err(error)) => {
                self.failed("cpu", &error);
                Vec::new()
            }
        }
    }

    /// Every engine here: CPU in f64 and f32, and the GPU. One that fails is an outcome that does not hold.
    pub fn engines<'a>(&mut self, plan: &'a Plan) -> Vec<Box<dyn Engine + 'a>> {
        let mut engines = self.cpus(plan);
        match Gpu::new(plan, &Choice { device: self.device.clone(), ..Choice::default() }) {
            Ok(gpu) => engines.push(Box::new(gpu)),
            Err(EngineError::NoAdapter(_)) => self.no_gpu = true,
            Err(error) => self.failed("gpu", &error),
        }
        engines
    }

    /// Holds what an engine gave to its tolerance.
    pub fn hold(&mut self, quantity: &str, engine: &dyn Engine, measured: f64, expected: f64, tolerance: f64) {
        let Identity { engine, precision, .. } = engine.identity();
        self.add(quantity, [engine, precision], measured, expected, tolerance);
    }

    /// Holds what the mode solver gave to its tolerance.
    pub fn hold_modes(&mut self, quantity: &str, measured: f64, expected: f64, tolerance: f64) {
        self.add(quantity, ["modes", "f64"], measured, expected, tolerance);
    }

    /// Holds a formula of the library to its tolerance.
    pub fn hold_formula(&mut self, quantity: &str, measured: f64, expected: f64, tolerance: f64) {
        self.add(quantity, ["formula", "f64"], measured, expected, tolerance);
    }

    /// Shows how what is measured comes near to what is exact (as their ratio) with the step, µm, coarsest first.
    pub fn converges(&mut self, name: &str, steps: &[f64], ratios: &[f64]) {
        self.show(name, Kind::Convergence, steps.iter().zip(ratios).map(|(h, ratio)| [*h, ratio - 1.0]).collect());
    }

    /// The same by the diagonal of the smoothed tensor alone.
    pub fn converges_by_diagonal(&mut self, name: &str, steps: &[f64], ratios: &[f64]) {
        self.converges(name, steps, ratios);
        self.series.last_mut().expect("the one just added").diagonal = true;
    }

    /// Shows spectra, (wavelength in µm, value) each, upon their references.
    pub fn spectra<const N: usize>(&mut self, names: [&str; N], dots: [Vec<[f64; 2]>; N], lines: [Vec<[f64; 2]>; N]) {
        for ((name, dots), line) in names.into_iter().zip(dots).zip(lines) {
            self.show(name, Kind::Spectrum, dots);
            self.series.last_mut().expect("the one just added").line = line;
        }
    }

    fn show(&mut self, name: &str, kind: Kind, dots: Vec<[f64; 2]>) {
        let (id, name) = (self.id.into(), name.into());
        self.series.push(Series { id, name, kind, dots, line: Vec::new(), diagonal: false });
    }

    fn failed(&mut self, engine: &str, error: &EngineError) {
        self.add(&error.to_string(), [engine, ""], f64::NAN, 0.0, 0.0);
    }

    pub(super) fn add(
        &mut self,
        quantity: &str,
        [engine, precision]: [&str; 2],
        measured: f64,
        expected: f64,
        tolerance: f64,
    ) {
        let error = (measured - expected).abs();
        self.outcomes.push(Outcome {
            id: self.id.into(),
            quantity: quantity.into(),
            engine: engine.into(),
            precision: precision.into(),
            measured,
            expected,
            error,
            tolerance,
            passed: error <= tolerance,
            source: self.source.into(),
        });
    }
}
