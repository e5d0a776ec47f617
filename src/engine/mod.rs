//! Level 7, advancing a plan through time: what an engine is, the time step as data, the only time loop.

pub mod cpu;
pub mod gpu;
mod settling;

use std::collections::VecDeque;

use num_complex::Complex64;

pub use crate::kernel::Simd;

use settling::Settling;

use crate::plan::{DftBox, Plan};
use crate::yee::Component;

/// One pass over the grid. Each has a kernel in src/kernel and its twin in shaders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    UpdateH,
    InjectH,
    /// What copies of H are made of, where the domain repeats.
    LiftH,
    WrapH,
    UpdateE,
    InjectE,
    /// Where media disperse and nothing is coupled.
    Polarize,
    /// Where media disperse and components are coupled: what the step before left.
    Recall,
    /// What the passes so far gave the points of E that are coupled.
    Gain,
    Couple,
    /// As `Polarize`, where components are coupled.
    Settle,
    /// What copies of E are made of, where the domain repeats.
    LiftE,
    WrapE,
    /// On every `sample_every`-th step.
    Dft,
    /// On every step that a probe records.
    Probe,
}

/// The time step: step n takes E from n to n + 1 and H from n − ½ to n + ½. Both engines walk this list.
pub const STEP: [Pass; 15] = [
    Pass::UpdateH,
    Pass::InjectH,
    Pass::LiftH,
    Pass::WrapH,
    Pass::UpdateE,
    Pass::InjectE,
    Pass::Polarize,
    Pass::Recall,
    Pass::Gain,
    Pass::Couple,
    Pass::Settle,
    Pass::LiftE,
    Pass::WrapE,
    Pass::Dft,
    Pass::Probe,
];

/// Advances a plan. Two tenants: [`cpu::Cpu`] and [`gpu::Gpu`].
pub trait Engine {
    /// Which engine, adapter and precision this is.
    fn identity(&self) -> Identity;

    /// Clears fields and sums and takes the sources of one of the plan's excitations.
    fn start(&mut self, excitation: usize) -> Result<(), EngineError>;

    /// Walks [`STEP`] `count` times; may return before the last are done (see [`Engine::finish`]).
    fn advance(&mut self, count: usize) -> Result<(), EngineError>;

    /// Waits for all steps asked for.
    fn finish(&mut self) -> Result<(), EngineError>;

    /// Steps asked for since `start`.
    fn steps(&self) -> usize;

    /// Energy Σ (ε E² + H²) V of each plane of constant x.
    fn energy(&mut self) -> Result<Vec<f64>, EngineError>;

    /// The energy as it was at the end of the advance before the last one, for which no engine has to stand still: a device has
    /// the last one to do meanwhile.
    fn glance(&mut self) -> Result<Glance, EngineError>;

    /// Fourier sums so far, one array per monitor; of complex fields as a whole.
    fn sums(&mut self) -> Result<Vec<Sums>, EngineError>;

    /// Samples so far, one array per probe; the real parts, where fields are complex.
    fn probes(&mut self) -> Result<Vec<Vec<f64>>, EngineError>;

    /// A component's points, C order over `Grid::shape`; the real parts, where fields are complex.
    fn field(&mut self, component: Component) -> Result<Vec<f64>, EngineError>;

    /// Replaces a component's points, or their real parts: an initial condition. Copies, where the domain repeats, follow.
    fn set_field(&mut self, component: Component, values: &[f64]) -> Result<(), EngineError>;
}

/// Energy by plane after some step; none after step 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glance {
    pub step: usize,
    pub planes: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub engine: &'static str,
    pub adapter: String,
    pub precision: &'static str,
}

/// What a plan counts for a Fourier sum is what the kernels keep.
const _: () = assert!(DftBox::PARTS == crate::kernel::dft::PARTS);

/// Fourier sums of one monitor, `[frequency][component][x][y][z]`, times Δt.
#[derive(Clone, Debug, PartialEq)]
pub struct Sums(pub Vec<Complex64>);

impl Sums {
    /// From an engine's own layout `[x][component][frequency][part][y, z]`; `scale` is the time between samples.
    pub fn gather(monitor: &DftBox, raw: impl Fn(usize) -> f64, scale: f64) -> Self {
        let [nx, ny, nz] = monitor.shape();
        let (plane, frequencies, components) = (ny * nz, monitor.frequencies.len(), monitor.components.len());
        let mut sums = Vec::with_capacity(frequencies * components * nx * plane);
        for f in 0..frequencies {
            for c in 0..components {
                for i in 0..nx {
                    let start = ((i * components + c) * frequencies + f) * DftBox::PARTS * plane;
                    sums.extend((0..plane).map(|p| Complex64::new(raw(start + p), raw(start + plane + p)) * scale));
                }
            }
        }
        Sums(sums)
    }

    /// Those of complex fields, from those of their real and imaginary parts.
    pub fn complex(mut self, imaginary: &Sums) -> Self {
        self.0.iter_mut().zip(&imaginary.0).for_each(|(sum, part)| *sum += Complex64::I * part);
        self
    }
}

#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("no GPU adapter{0}; use --engine cpu, or install a Vulkan, Metal or DX12 driver")]
    NoAdapter(String),
    #[error(
        "the run needs {need} bytes on {place} and {have} are there; a cell size {factor:.2} times as large would fit"
    )]
    Memory { need: u64, have: u64, place: String, factor: f64 },
    #[error("the GPU engine computes in f32; for f64 use --engine cpu")]
    Precision,
    #[error("the device was lost or failed after step {step}: {reason}")]
    Device { step: usize, reason: String },
    #[error(
        "the fields diverged: energy {energy:e} at step {step}, first near x = {x_um:.3} µm of the lattice. Usual causes: a guide that \
         bends or tilts inside a PML (enlarge domain.margin_um, or end the axis by boundary = \"absorber\"), waves that graze a PML between walls or \
         periods, one of which is about a whole number of (half) wavelengths (boundary = \"absorber\" there too), or grid.courant too high (it is {courant}; try 0.9)"
    )]
    Diverged { step: usize, energy: f64, x_um: f64, courant: f64 },
}

/// Why a run stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    Decayed,
    TimeLimit,
    Interrupted,
}

impl Stopped {
    pub fn name(self) -> &'static str {
        match self {
            Stopped::Decayed => "decayed",
            Stopped::TimeLimit => "time limit",
            Stopped::Interrupted => "interrupted",
        }
    }
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub step: usize,
    pub steps: usize,
    /// Energy as a fraction of its peak.
    pub decay: f64,
}

/// What a run left behind.
#[derive(Clone, Debug)]
pub struct Recording {
    pub sums: Vec<Sums>,
    /// By probe and sample.
    pub probes: Vec<Vec<f64>>,
    pub stopped: Stopped,
    pub steps: usize,
    pub decay: f64,
}

/// Steps between two looks at the energy: whole blocks of the tiled schedule. What is seen is as old as that, so that a run ends up to
/// twice as late.
pub const LOOK_EVERY: usize = 64;

/// Runs one excitation until its energy has decayed and its spectra have settled, time is up, or `go_on` says no.
///
/// # Errors
/// Those of the engine, and [`EngineError::Diverged`] within 2 × `LOOK_EVERY` steps of fields that are not finite or grow after
/// the sources are off.
pub fn run(
    engine: &mut dyn Engine,
    plan: &Plan,
    excitation: usize,
    go_on: &mut dyn FnMut(Progress) -> bool,
) -> Result<Recording, EngineError> {
    engine.start(excitation)?;
    let (mut peak, mut quiet) = (0.0_f64, f64::INFINITY);
    // What media that disperse hold in their polarization is not counted and comes and goes with the phase of a standing wave.
    let (looks, growth) = if plan.mixtures.is_empty() { (1, 1.5) } else { (4, 30.0) };
    let (mut recent, mut settling) = (VecDeque::new(), Settling::default());
    loop {
        engine.advance(LOOK_EVERY.min(plan.steps - engine.steps()))?;
        let steps = engine.steps();
        let last = steps >= plan.steps;
        let Glance { step, planes } =
            if last { Glance { step: steps, planes: engine.energy()? } } else { engine.glance()? };
        recent.push_back(planes.iter().sum::<f64>());
        recent.drain(..recent.len().saturating_sub(looks));
        let energy = recent.iter().fold(0.0, |most: f64, &one| if one > most || one.is_nan() { one } else { most });
        let sources_off = step >= plan.source_steps;
        // Without sources energy only falls; f32 round-off is far below this factor.
        if !energy.is_finite() || (sources_off && energy > growth * quiet && energy > 1e-6 * peak) {
            return Err(diverged(plan, &planes, energy, step));
        }
        if sources_off {
            quiet = quiet.min(energy);
        }
        peak = peak.max(energy);
        let decay = if peak > 0.0 { energy / peak } else { 1.0 };
        let decayed = sources_off && decay <= plan.decay;
        let stopped = if decayed && settling.settled(engine, plan)? {
            Some(Stopped::Decayed)
        } else if last {
            Some(Stopped::TimeLimit)
        } else if !go_on(Progress { step: steps, steps: plan.steps, decay }) {
            Some(Stopped::Interrupted)
        } else {
            None
        };
        if let Some(stopped) = stopped {
            return Ok(Recording { sums: engine.sums()?, probes: engine.probes()?, stopped, steps, decay });
        }
    }
}

fn diverged(plan: &Plan, planes: &[f64], energy: f64, step: usize) -> EngineError {
    let worst = planes.iter().position(|w| !w.is_finite()).unwrap_or_else(|| {
        let largest = planes.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        largest.map_or(0, |(i, _)| i)
    });
    let x = &plan.grid.axes[0];
    EngineError::Diverged { step, energy, x_um: x.nodes[worst.min(x.cells())], courant: plan.courant }
}
