//! The fastest variant on an adapter, found by trying and remembered in the user's cache. A cache that cannot be read or written
//! is never an error: the trial is made again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::super::{EngineError, Pass};
use super::adapter::{Choice, Facts};
use super::device::Device;
use super::slab::Slab;
use super::updates::{Lines, Updates};
use super::variant::Variant;
use crate::plan::Plan;

/// Seconds that one trial takes, where a step takes less.
const TRIAL: f64 = 4e-3;
/// Most steps of a trial, and trials of a variant: the shortest counts.
const MOST_STEPS: usize = 64;
const TRIALS: usize = 2;
/// A variant whose first step takes so many times the best one's is left at that.
const HOPELESS: f64 = 2.0;

/// The fastest of some variants on fields that are zero, and stay so.
pub(super) fn fastest(
    plan: &Plan,
    offered: &[Variant],
    slabs: &[Slab],
    lines: &Lines,
    device: &Device,
    tick: &wgpu::BindGroupLayout,
) -> Result<Updates, EngineError> {
    let mut best: Option<(Updates, f64)> = None;
    for &variant in offered {
        let updates = Updates::new(plan, variant, slabs, lines, device, tick);
        // The first makes the driver ready.
        time(device, &updates, 1)?;
        let mut shortest = time(device, &updates, 1)?;
        let least = best.as_ref().map_or(f64::INFINITY, |(_, least)| *least);
        if shortest < HOPELESS * least {
            let steps = ((TRIAL / shortest) as usize).clamp(1, MOST_STEPS);
            for _ in 0..TRIALS {
                shortest = shortest.min(time(device, &updates, steps)?);
            }
        }
        if shortest < least {
            best = Some((updates, shortest));
        }
    }
    Ok(best.expect("at least one variant is offered").0)
}

/// Seconds of a step.
fn time(device: &Device, updates: &Updates, steps: usize) -> Result<f64, EngineError> {
    let mut encoder = device.device.create_command_encoder(&Default::default());
    let mut compute = encoder.begin_compute_pass(&Default::default());
    let mut side = 0;
    for _ in 0..steps {
        for pass in [Pass::UpdateH, Pass::UpdateE] {
            side = updates.encode(&mut compute, pass, side);
        }
    }
    drop(compute);
    let commands = encoder.finish();
    let started = Instant::now();
    device.wait(device.queue.submit([commands]), 0)?;
    Ok(started.elapsed().as_secs_f64() / steps as f64)
}

/// What a choice is good for: the adapter, its driver, this version, and the kind of grid.
pub(super) fn key(plan: &Plan, adapter: &Facts, slabs: usize) -> String {
    let Facts { name, driver, .. } = adapter;
    let [_, ny, _] = plan.grid.shape();
    let (dimensions, size) = (if ny == 1 { 2 } else { 3 }, plan.grid.points().ilog2());
    let cut = if slabs == 1 { "one slab" } else { "slabs" };
    format!("{name} | {driver} | luxel {} | {dimensions}D 2^{size} {cut}", env!("CARGO_PKG_VERSION"))
}

/// The variant to take without a trial.
pub(super) fn known(choice: &Choice, adapter: &Facts, key: &str, offered: &[Variant]) -> Option<Variant> {
    match choice.variant {
        Some(variant) => Some(if offered.contains(&variant) { variant } else { offered[0] }),
        // Nobody waits for a software adapter: it serves tests, which want the same bits everywhere.
        None if adapter.software && choice.tuning.is_none() => Some(offered[0]),
        None => remembered(&file(choice)?, key, offered),
    }
}

/// The file of choices by key.
pub(super) fn file(choice: &Choice) -> Option<PathBuf> {
    if choice.tuning.is_some() {
        return choice.tuning.clone();
    }
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else {
        folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))
    };
    cache.map(|cache| cache.join("luxel").join("tuning.json"))
}

fn read(file: &Path) -> Option<BTreeMap<String, String>> {
    serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
}

/// The choice kept under a key, if it is still one of those offered.
fn remembered(file: &Path, key: &str, offered: &[Variant]) -> Option<Variant> {
    let name = read(file)?.remove(key)?;
    offered.iter().copied().find(|variant| variant.to_string() == name)
}

/// Keeps a choice; says nothing where it cannot.
pub(super) fn remember(file: &Path, key: &str, variant: Variant) {
    let mut all = read(file).unwrap_or_default();
    all.insert(key.to_string(), variant.to_string());
    let Ok(text) = serde_json::to_string_pretty(&all) else { return };
    let _ = file.parent().map(std::fs::create_dir_all);
    // Renamed into place, so that a reader beside us never sees half of it.
    let draft = file.with_extension(format!("{}.tmp", std::process::id()));
    if std::fs::write(&draft, text).and_then(|()| std::fs::rename(&draft, file)).is_err() {
        let _ = std::fs::remove_file(&draft);
    }
}

#[cfg(test)]
mod tests {
    use super::super::adapter::list;
    use super::super::traffic::tests::strip;
    use super::super::{pipeline, slab::Slab};
    use super::*;

    #[test]
    fn one_of_the_offered_variants_is_the_fastest_and_leaves_the_fields_at_zero() {
        let Some(found) = list().into_iter().next() else {
            assert!(std::env::var_os("REQUIRE_GPU").is_none(), "REQUIRE_GPU and no adapter");
            println!("skipped: no adapter");
            return;
        };
        let plan = strip(40, true);
        let mut device = Device::open(&Choice { device: Some(found.name), ..Choice::default() }).unwrap();
        let mut slab = Slab::new(&plan, 0..plan.grid.shape()[0], &mut device).unwrap();
        slab.add_side(&plan, &mut device).unwrap();
        let slabs = [slab];
        let lines = Lines::new(&plan, &mut device).unwrap();
        let tick = pipeline::tick_layout(&device.device);
        let offered = Variant::all(&plan);
        let best = fastest(&plan, offered, &slabs, &lines, &device, &tick).unwrap();
        assert!(offered.contains(&best.variant));
        for side in &slabs[0].sides {
            let e = device.read(&side.e, std::iter::once(0..plan.grid.points()), 0).unwrap();
            assert!(e.iter().all(|&value| value == 0.0));
        }
    }

    #[test]
    fn a_choice_is_remembered_under_its_key_and_a_broken_cache_forgets() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("luxel").join("tuning.json");
        let plan = strip(40, true);
        let offered = Variant::all(&plan);
        let under = |driver: &str| {
            let facts = Facts {
                name: "A".into(),
                driver: driver.into(),
                software: false,
                largest_buffer: 1 << 27,
                memory: None,
            };
            key(&plan, &facts, 1)
        };
        let (here, there) = (under("1"), under("2"));
        assert_eq!(here, format!("A | 1 | luxel {} | 2D 2^10 one slab", env!("CARGO_PKG_VERSION")));
        assert_eq!(remembered(&file, &here, offered), None);
        remember(&file, &here, offered[2]);
        remember(&file, &there, offered[3]);
        assert_eq!(remembered(&file, &here, offered), Some(offered[2]));
        assert_eq!(remembered(&file, &here, &offered[..2]), None, "no longer offered");
        std::fs::write(&file, "{ not JSON").unwrap();
        assert_eq!(remembered(&file, &here, offered), None);
        remember(&file, &here, offered[1]);
        assert_eq!(remembered(&file, &here, offered), Some(offered[1]));
        // A folder that cannot be made: nothing is kept, nothing is said.
        remember(&file.join("x").join("tuning.json"), &here, offered[1]);
        assert_eq!(std::fs::read_dir(folder.path().join("luxel")).unwrap().count(), 1, "a draft is left");
    }
}
