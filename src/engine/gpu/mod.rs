//! The GPU engine: WGSL twins of the CPU's kernels in f32, many steps to a submission.

pub mod adapter;
mod boxes;
mod choose;
mod coupling;
mod device;
mod images;
pub mod kernels;
mod look;
mod pipeline;
mod probe;
mod slab;
mod step;
pub mod traffic;
mod tune;
pub mod uniforms;
mod updates;
pub mod variant;

use std::collections::VecDeque;

use super::{Engine, EngineError, Glance, Identity, Pass, Sums};
use crate::plan::Plan;
use crate::yee::Component;
use boxes::{Blends, Monitor, Source, sums_len};
use coupling::Coupling;
use device::Device;
use images::Images;
use kernels::{COUPLE, DFT, ENERGY, GAIN, INJECT, LIFT, POLARIZE, PROBE, RECALL, WRAP};
use look::Looks;
use pipeline::Pipeline;
use probe::Probe;
use slab::Slab;
use step::{Flight, MOST_STEPS, Ring};
use updates::Updates;

pub use adapter::Choice;
pub use choose::{Counted, variants};
pub use traffic::Traffic;
pub use variant::Variant;

/// A plan on a GPU, with its fields.
pub struct Gpu<'a> {
    plan: &'a Plan,
    device: Device,
    updates: Updates,
    pipelines: Pipelines,
    /// Of the real fields; where fields are complex, then of their imaginary parts.
    slabs: Vec<Slab>,
    lanes: usize,
    looks: Looks,
    ring: Ring,
    /// Submissions on their way.
    flights: VecDeque<Flight>,
    blends: Vec<Blends>,
    /// By lane.
    coupling: Vec<Coupling>,
    /// Copies of E and of H where the domain repeats.
    images: [Images; 2],
    /// The plan's by lane.
    monitors: Vec<Monitor>,
    probes: Vec<Probe>,
    sources: Vec<Source>,
    /// Bytes in use without sources.
    resident: u64,
    /// Steps in the next submission.
    batch: usize,
    step: usize,
    /// Which of the slabs' sides holds the fields.
    side: usize,
}

/// Those that every variant shares.
struct Pipelines {
    inject: Pipeline,
    polarize: Pipeline,
    recall: Pipeline,
    gain: Pipeline,
    couple: Pipeline,
    lift: Pipeline,
    wrap: Pipeline,
    dft: Pipeline,
    probe: Pipeline,
    energy: Pipeline,
}

impl Pipelines {
    fn new(device: &Device, tick: &wgpu::BindGroupLayout) -> Self {
        let kernels = [&INJECT, &POLARIZE, &RECALL, &GAIN, &COUPLE, &LIFT, &WRAP, &DFT, &PROBE, &ENERGY];
        let [inject, polarize, recall, gain, couple, lift, wrap, dft, probe, energy] =
            kernels.map(|kernel| Pipeline::new(&device.device, kernel, tick, &[]));
        Pipelines { inject, polarize, recall, gain, couple, lift, wrap, dft, probe, energy }
    }
}

impl<'a> Gpu<'a> {
    /// Opens a GPU and allocates a plan's fields on it.
    ///
    /// # Errors
    /// [`EngineError::NoAdapter`]; [`EngineError::Memory`], before anything is allocated where the adapter tells how much it
    /// has; [`EngineError::Device`] where the driver fails.
    pub fn new(plan: &'a Plan, choice: &Choice) -> Result<Self, EngineError> {
        let mut device = Device::open(choice)?;
        let planes = slab::split(plan, device.facts.largest_buffer).ok_or_else(|| {
            let place = format!(
                "one buffer of {} (two planes must fit; turn the domain so that its longest side is another)",
                device.facts.name
            );
            device.memory_error(slab::least(plan), device.facts.largest_buffer, &place)
        })?;
        device.reserve(choose::needed(plan, &planes))?;
        let lanes = plan.grid.lanes();
        let cuts = planes.len();
        let mut slabs = Vec::with_capacity(lanes * cuts);
        for planes in (0..lanes).flat_map(|_| &planes) {
            slabs.push(Slab::new(plan, planes.clone(), &mut device)?);
        }
        let tick = pipeline::tick_layout(&device.device);
        let pipelines = Pipelines::new(&device, &tick);
        let updates = choose::choose(plan, choice, &mut slabs, &mut device, &tick)?;
        let looks = Looks::new(plan, &slabs, &pipelines.energy, &mut device)?;
        let by_lane: Vec<&[Slab]> = slabs.chunks(cuts).collect();
        let (mut blends, mut coupling) = (Vec::new(), Vec::new());
        let mut monitors = Vec::with_capacity(lanes * plan.monitors.len());
        let samples = MOST_STEPS.div_ceil(plan.sample_every);
        for slabs in &by_lane {
            for mixture in &plan.mixtures {
                blends.push(Blends::new(plan, mixture, slabs, [&pipelines.polarize, &pipelines.recall], &mut device)?);
            }
            coupling.push(Coupling::new(plan, slabs, [&pipelines.gain, &pipelines.couple], &mut device)?);
            for monitor in &plan.monitors {
                monitors.push(Monitor::new(monitor, samples, slabs, &pipelines.dft, &mut device)?);
            }
        }
        let copies = [&pipelines.lift, &pipelines.wrap];
        let images = [
            Images::new(plan, true, &by_lane, copies, &mut device)?,
            Images::new(plan, false, &by_lane, copies, &mut device)?,
        ];
        let mut probes = Vec::with_capacity(plan.probes.len());
        for probe in &plan.probes {
            probes.push(Probe::new(probe, plan.steps, by_lane[0], &pipelines.probe, &mut device)?);
        }
        let ring = Ring::new(&mut device, &tick)?;
        device.check(0)?;
        Ok(Gpu {
            plan,
            updates,
            pipelines,
            slabs,
            lanes,
            looks,
            ring,
            flights: VecDeque::new(),
            blends,
            coupling,
            images,
            monitors,
            probes,
            sources: Vec::new(),
            resident: device.allocated,
            device,
            batch: 1,
            step: 0,
            side: 0,
        })
    }

    /// Slabs that the grid is split into.
    pub fn slabs(&self) -> usize {
        self.slabs.len() / self.lanes
    }

    /// How the fields are advanced.
    pub fn variant(&self) -> Variant {
        self.updates.variant
    }
}

impl Engine for Gpu<'_> {
    fn identity(&self) -> Identity {
        Identity { engine: "gpu", adapter: format!("{}, {}", self.device.facts.name, self.variant()), precision: "f32" }
    }

    fn start(&mut self, excitation: usize) -> Result<(), EngineError> {
        self.land(0)?;
        self.looks.keep(0);
        (self.step, self.side) = (0, 0);
        self.sources.clear();
        self.device.allocated = self.resident;
        for injection in self.plan.excitations.get(excitation).into_iter().flatten() {
            let slabs = self.slabs.chunks(self.slabs.len() / self.lanes).nth(injection.lane).unwrap_or_default();
            let source = Source::new(injection, slabs, &self.pipelines.inject, &mut self.device)?;
            self.sources.push(source);
        }
        let mut encoder = self.device.device.create_command_encoder(&Default::default());
        for slab in &self.slabs {
            slab.clear(&mut encoder);
        }
        for (sums, _) in self.monitors.iter().flat_map(|monitor| &monitor.sums) {
            encoder.clear_buffer(sums, 0, None);
        }
        for state in self.blends.iter().flat_map(|blends| &blends.states) {
            encoder.clear_buffer(state, 0, None);
        }
        self.coupling.iter().for_each(|coupling| coupling.clear(&mut encoder));
        let submitted = self.device.queue.submit([encoder.finish()]);
        self.device.wait(submitted, 0)
    }

    /// One submission is on its way while the next is encoded, also across calls.
    fn advance(&mut self, count: usize) -> Result<(), EngineError> {
        let mut left = count;
        while left > 0 {
            let steps = left.min(self.batch).min(MOST_STEPS);
            left -= steps;
            self.submit(steps, left == 0);
            self.land(1)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), EngineError> {
        self.land(0)
    }

    fn steps(&self) -> usize {
        self.step
    }

    fn energy(&mut self) -> Result<Vec<f64>, EngineError> {
        self.land(0)?;
        if let Some(planes) = self.looks.last(self.step, &self.device)? {
            return Ok(planes);
        }
        self.looks.keep(0);
        let mut encoder = self.device.device.create_command_encoder(&Default::default());
        self.looks.encode(&mut encoder, &self.slabs, &self.pipelines.energy, self.side);
        let submitted = self.device.queue.submit([encoder.finish()]);
        self.looks.submitted(self.step, submitted);
        Ok(self.looks.last(self.step, &self.device)?.unwrap_or_default())
    }

    fn glance(&mut self) -> Result<Glance, EngineError> {
        self.looks.before_last(&self.device)
    }

    fn sums(&mut self) -> Result<Vec<Sums>, EngineError> {
        self.land(0)?;
        let scale = self.plan.dt * self.plan.sample_every as f64;
        let mut all: Vec<Sums> = Vec::with_capacity(self.plan.monitors.len());
        for (n, monitor) in self.monitors.iter().enumerate() {
            let of = &self.plan.monitors[n % self.plan.monitors.len()];
            let mut raw = Vec::with_capacity(sums_len(of));
            for (sums, elements) in &monitor.sums {
                let whole = std::iter::once(0..*elements);
                raw.extend(self.device.read(sums, whole, self.step)?);
            }
            let sums = Sums::gather(of, |at| f64::from(raw[at]), scale);
            match n.checked_sub(self.plan.monitors.len()) {
                None => all.push(sums),
                Some(real) => all[real] = std::mem::replace(&mut all[real], Sums(Vec::new())).complex(&sums),
            }
        }
        Ok(all)
    }

    fn probes(&mut self) -> Result<Vec<Vec<f64>>, EngineError> {
        self.land(0)?;
        let mut all = Vec::with_capacity(self.probes.len());
        for probe in &self.probes {
            all.push(probe.read(&mut self.device, self.step)?);
        }
        Ok(all)
    }

    fn field(&mut self, component: Component) -> Result<Vec<f64>, EngineError> {
        self.land(0)?;
        let mut values = Vec::with_capacity(self.plan.grid.points());
        for slab in &self.slabs[..self.slabs()] {
            let array = slab.sides[self.side].array(component);
            let rows = slab.rows(self.plan, component);
            let read = self.device.read(array, rows, self.step)?;
            values.extend(read.into_iter().map(f64::from));
        }
        Ok(values)
    }

    fn set_field(&mut self, component: Component, values: &[f64]) -> Result<(), EngineError> {
        self.land(0)?;
        self.looks.keep(0);
        let rows = slab::plane(self.plan) / 3;
        let mut planes = values.chunks_exact(rows);
        let first = self.slabs();
        for slab in &mut self.slabs[..first] {
            slab.mark_present(component, &self.device.queue);
            let array = slab.sides[self.side].array(component);
            for (row, values) in slab.rows(self.plan, component).zip(&mut planes) {
                self.device.upload(array, row.start, values)?;
            }
        }
        self.coupling[0].remember(self.plan, component, values, &mut self.device, self.step)?;
        let mut encoder = self.device.device.create_command_encoder(&Default::default());
        let mut compute = encoder.begin_compute_pass(&Default::default());
        let passes = if component.is_e() { [Pass::LiftE, Pass::WrapE] } else { [Pass::LiftH, Pass::WrapH] };
        for pass in passes {
            self.encode(&mut compute, pass, self.side, self.step, 0);
        }
        drop(compute);
        let submitted = self.device.queue.submit([encoder.finish()]);
        self.device.wait(submitted, self.step)
    }
}
