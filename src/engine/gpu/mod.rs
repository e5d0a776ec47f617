//! The GPU engine: WGSL twins of the CPU's kernels in f32, many steps to a submission.

pub mod adapter;
mod boxes;
mod coupling;
mod device;
mod images;
pub mod kernels;
mod look;
mod probe;
mod slab;
mod step;
pub mod traffic;
mod tune;
mod updates;
pub mod variant;

use std::collections::VecDeque;

use super::{Engine, EngineError, Glance, Identity, Pass, Sums};
use crate::plan::Plan;
use crate::yee::Component;
use adapter::Facts;
use boxes::{Blends, Monitor, Source, sums_len};
use coupling::Coupling;
use device::Device;
use images::Images;
use kernels::{COUPLE, DFT, ENERGY, GAIN, INJECT, LIFT, POLARIZE, PROBE, Pipeline, RECALL, WRAP};
use look::Looks;
use probe::Probe;
use slab::Slab;
use step::{Flight, MOST_STEPS, Ring};
use updates::{Lines, Updates};

pub use adapter::Choice;
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
        device.reserve(needed(plan, &planes))?;
        let lanes = plan.grid.lanes();
        let cuts = planes.len();
        let mut slabs = Vec::with_capacity(lanes * cuts);
        for planes in (0..lanes).flat_map(|_| &planes) {
            slabs.push(Slab::new(plan, planes.clone(), &mut device)?);
        }
        let tick = kernels::tick_layout(&device.device);
        let pipelines = Pipelines::new(&device, &tick);
        let updates = choose(plan, choice, &mut slabs, &mut device, &tick)?;
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

/// The updates of the variant asked for, else of the fastest; leaves the slabs as many sides as it needs.
fn choose(
    plan: &Plan,
    choice: &Choice,
    slabs: &mut [Slab],
    device: &mut Device,
    tick: &wgpu::BindGroupLayout,
) -> Result<Updates, EngineError> {
    let mut offered = Variant::offered(plan, device.facts.largest_buffer, device.facts.memory);
    let key = tune::key(plan, &device.facts, slabs.len());
    let known = tune::known(choice, &device.facts, &key, &offered);
    if let Some(variant) = known {
        offered = if variant.fused { vec![variant, offered[0]] } else { vec![variant] };
    }
    let allocated = device.allocated;
    let sided = offered.iter().any(|variant| variant.fused);
    if sided && slabs.iter_mut().try_for_each(|slab| slab.add_side(plan, device)).is_err() {
        // The adapter did not tell how little it has.
        offered.retain(|variant| !variant.fused);
    }
    let lines = Lines::new(plan, device)?;
    let updates = if known.is_some() || offered.len() == 1 {
        Updates::new(plan, offered[0], slabs, &lines, device, tick)
    } else {
        let updates = tune::fastest(plan, &offered, slabs, &lines, device, tick)?;
        if let Some(file) = tune::file(choice) {
            tune::remember(&file, &key, updates.variant);
        }
        updates
    };
    if !updates.variant.fused {
        slabs.iter_mut().for_each(|slab| slab.sides.truncate(1));
        device.allocated = allocated;
    }
    Ok(updates)
}

/// A variant with what it moves.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Counted {
    pub name: String,
    pub fused: bool,
    /// Bytes on the device, sums and sources included.
    pub memory: u64,
    #[serde(flatten)]
    pub traffic: Traffic,
    /// Whether it is known to be what a run takes.
    pub taken: bool,
}

/// The variants that the adapter of a choice has room for; all of them where there is no such adapter.
pub fn variants(plan: &Plan, choice: &Choice) -> Vec<Counted> {
    let Some(facts) = adapter::choose(choice).ok().map(|adapter| Facts::new(&adapter, choice)) else {
        let whole = 0..plan.grid.shape()[0];
        let whole = std::slice::from_ref(&whole);
        return Variant::all(plan).iter().map(|&variant| Counted::new(plan, variant, whole, None)).collect();
    };
    let Some(slabs) = slab::split(plan, facts.largest_buffer) else { return Vec::new() };
    let offered = Variant::offered(plan, facts.largest_buffer, facts.memory);
    let known = tune::known(choice, &facts, &tune::key(plan, &facts, slabs.len()), &offered);
    offered.into_iter().map(|variant| Counted::new(plan, variant, &slabs, known)).collect()
}

impl Counted {
    fn new(plan: &Plan, variant: Variant, slabs: &[std::ops::Range<usize>], known: Option<Variant>) -> Self {
        let second = if variant.fused { slab::side_bytes(plan, &slabs[0]) } else { 0 };
        Counted {
            name: variant.to_string(),
            fused: variant.fused,
            memory: needed(plan, slabs) + second,
            traffic: Traffic::new(plan, variant),
            taken: known == Some(variant),
        }
    }
}

/// Bytes that a plan takes on a device.
fn needed(plan: &Plan, slabs: &[std::ops::Range<usize>]) -> u64 {
    let fields: u64 = slabs.iter().map(|planes| slab::bytes(plan, planes)).sum();
    let sums = plan.monitors.iter().map(sums_len);
    let sources = plan.excitations.iter().map(|injections| {
        let sizes = injections.iter().map(|i| i.weight.len() + i.signal.len());
        sizes.sum::<usize>()
    });
    // Places, too.
    let mixtures: usize = plan.mixtures.iter().map(|mixture| mixture.numbers() + mixture.points()).sum();
    let coupling = 4 * plan.coupling.points.len() + 2 * plan.coupling.weight.len();
    // Lifted values, two places and numbers, and the turn.
    let images = 7 * plan.images.iter().map(Vec::len).sum::<usize>();
    let probes = plan.probes.iter().map(|probe| (probe.hi[0] - probe.lo[0]) * probe.samples(plan.steps));
    let sources = sources.max().unwrap_or(0);
    let by_lane = sums.sum::<usize>() + mixtures + coupling + images;
    plan.grid.lanes() as u64 * (fields + 4 * by_lane as u64) + 4 * (probes.sum::<usize>() + sources) as u64
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
