//! `luxel check`: what is wrong with a job, or what it costs.

use super::prepare::{choice, chosen, prepare, warn_of_edges};
use super::screen::out;
use super::{Done, Failure, JobArgs};
use crate::engine::gpu;
use crate::job::{EngineChoice, Precision};
use crate::plan::Cost;

/// Cell-steps per second that the estimate takes for the CPU engine and for a GPU.
const CPU_RATE: f64 = 2e8;
const GPU_RATE: f64 = 2e9;

pub fn check(args: &JobArgs) -> Result<Done, Failure> {
    let prepared = prepare(args)?;
    let gpu = chosen(args, &prepared.job)? == EngineChoice::Gpu;
    let width = if prepared.job.run.precision == Precision::F64 { 8 } else { 4 };
    let (engine, rate) = if gpu { ("gpu", GPU_RATE) } else { ("cpu", CPU_RATE) };
    let plan = &prepared.plan;
    let cost = Cost::new(plan, &prepared.scene, width, rate);
    let variants = if gpu { gpu::variants(plan, &choice(args)) } else { Vec::new() };
    let shape = plan.grid.frame.to_scene(plan.grid.axes.each_ref().map(|axis| axis.cells()));
    warn_of_edges(args, plan);
    if args.json {
        let document = serde_json::json!({
            "problems": [], "engine": engine, "shape": shape, "cost": cost, "variants": variants,
        });
        out!("{document}");
        return Ok(Done::Settled);
    }
    let [nx, ny, nz] = shape;
    out!("{}: no problems", prepared.job.name);
    out!("  cells       {} ({nx} x {ny} x {nz}, absorbers included)", cost.cells);
    out!("  memory      {:.1} MB", cost.bytes as f64 / 1e6);
    out!("  time step   {:.4} fs, up to {} steps", crate::units::to_fs(plan.dt), plan.steps);
    out!("  steps       about {} for each of {} excitations", cost.steps, cost.excitations);
    out!("  time        about {:.0} s on {engine} at {:.0} Mcell-steps/s", cost.seconds, rate / 1e6);
    for fused in [false, true] {
        // Of each kind the one that runs, else the one that moves least.
        let kind = variants.iter().filter(|variant| variant.fused == fused);
        let least = kind.min_by(|a, b| b.taken.cmp(&a.taken).then(a.traffic.bytes.total_cmp(&b.traffic.bytes)));
        if let Some(gpu::Counted { name, memory, traffic, taken, .. }) = least {
            out!(
                "  {name:<17} {:.1} bytes per cell-step ({:.1} outside absorbers), {:.0} flops, {:.1} MB{}",
                traffic.bytes,
                traffic.bytes_inside,
                traffic.flops,
                *memory as f64 / 1e6,
                if *taken { ", taken" } else { "" }
            );
        }
    }
    for port in &plan.ports {
        let modes = port.basis.at(crate::units::TAU * plan.band[plan.band.len() / 2]);
        let indices: Vec<String> = modes.iter().map(|mode| format!("{:.4}", mode.n_eff.re)).collect();
        out!("  port {}: n_eff {}", port.port.name, indices.join(", "));
    }
    Ok(Done::Settled)
}
