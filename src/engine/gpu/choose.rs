//! Which variant of the updates a run takes, and what each one takes on a device.

use super::adapter::{self, Choice, Facts};
use super::boxes::sums_len;
use super::device::Device;
use super::slab::{self, Slab};
use super::traffic::Traffic;
use super::tune;
use super::updates::{Lines, Updates};
use super::variant::Variant;
use crate::engine::EngineError;
use crate::plan::Plan;

/// The updates of the variant asked for, else of the fastest; leaves the slabs as many sides as it needs.
pub(super) fn choose(
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
pub(super) fn needed(plan: &Plan, slabs: &[std::ops::Range<usize>]) -> u64 {
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
