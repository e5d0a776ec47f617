//! `luxel check`: what is wrong with a job, or what it costs.

use super::prepare::{choice, chosen, prepare};
use super::screen::out;
use super::{Done, Failure, JobArgs, warn};
use crate::engine::{cpu, gpu};
use crate::job::{self, EngineChoice, Job, Precision};
use crate::plan::Cost;
use crate::yee::AXES;

/// Cell-steps per second in f32 that the estimate takes for a thread of the CPU engine and for a GPU.
const CPU_RATE: f64 = 3e8;
const GPU_RATE: f64 = 2e9;

pub fn check(args: &JobArgs) -> Result<Done, Failure> {
    let prepared = prepare(args)?;
    let gpu = chosen(args, &prepared.job)? == EngineChoice::Gpu;
    let plan = &prepared.plan;
    let (width, schedule) = match prepared.job.run.precision {
        Precision::F32 => (4, cpu::schedule::<f32>(plan)),
        Precision::F64 => (8, cpu::schedule::<f64>(plan)),
    };
    let (engine, rate) = if gpu { ("gpu", GPU_RATE) } else { ("cpu", cpu_rate(&prepared.job) * 4.0 / width as f64) };
    let bytes = schedule.bytes(plan, width);
    let cost = Cost::new(plan, &prepared.scene, width, rate);
    let variants = if gpu { gpu::variants(plan, &choice(args)) } else { Vec::new() };
    let shape = plan.grid.frame.to_scene(plan.grid.axes.each_ref().map(|axis| axis.cells()));
    if !args.quiet {
        warn::of_edges(plan);
    }
    let materials = materials(&prepared.job);
    let domain = [0, 1, 2].map(|axis| plan.grid.axes[plan.grid.frame.lattice_axis(axis)].inside());
    if args.json {
        let document = serde_json::json!({
            "problems": [], "engine": engine, "shape": shape, "domain_um": domain, "cost": cost, "variants": variants, "materials": materials,
            "cpu_schedule": { "name": schedule.to_string(), "bytes_inside": bytes },
        });
        out!("{document}");
        return Ok(Done::Settled);
    }
    let [nx, ny, nz] = shape;
    out!("{}: no problems", prepared.job.name);
    out!("  cells       {} ({nx} x {ny} x {nz}, absorbers included)", cost.cells);
    let told = AXES.iter().zip(domain).map(|(name, [lo, hi])| format!("{name} {lo:.3} to {hi:.3}"));
    out!("  domain      {} µm", told.collect::<Vec<_>>().join(", "));
    materials.iter().for_each(Modelled::print);
    let rows = [plan.coefficients.cb.len() / plan.grid.shape()[2], plan.coefficients.code.len()];
    out!("  media       {} distinct rows of coefficients among {}", rows[0], rows[1]);
    out!("  memory      {:.1} MB", cost.bytes as f64 / 1e6);
    out!("  time step   {:.4} fs, up to {} steps", crate::units::to_fs(plan.dt), plan.steps);
    out!("  steps       about {} for each of {} excitations", cost.steps, cost.excitations);
    out!("  time        about {:.0} s on {engine} at {:.0} Mcell-steps/s", cost.seconds, rate / 1e6);
    if !gpu {
        out!(
            "  {:<11} {bytes:.1} bytes per cell-step between memory and cache, outside absorbers",
            schedule.to_string()
        );
    }
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

/// A material at mid-band, and its poles over the band.
#[derive(serde::Serialize)]
struct Modelled {
    name: String,
    wavelength_um: f64,
    n: f64,
    k: f64,
    poles: usize,
    /// Whether they are the source's own; else the errors of n + ik that their fit left.
    exact: bool,
    rms: f64,
    max: f64,
}

/// The job's materials, each once. One that could not be modelled has been refused before.
fn materials(job: &Job) -> Vec<Modelled> {
    let [short, long] = job.spectrum.wavelength_um;
    let wavelength_um = 2.0 / (1.0 / short + 1.0 / long);
    let mut found: Vec<Modelled> = Vec::new();
    for (_, name) in job::medium::used(job) {
        let is_new = found.iter().all(|other| other.name != name);
        if let (true, Ok((n, k)), Ok(fitted)) =
            (is_new, job::medium(job, name, wavelength_um), job::fitted(job, name, [short, long]))
        {
            let (poles, exact, rms, max) = (fitted.model.poles.len(), fitted.exact, fitted.rms, fitted.max);
            found.push(Modelled { name: name.into(), wavelength_um, n, k, poles, exact, rms, max });
        }
    }
    found
}

impl Modelled {
    fn print(&self) {
        let Modelled { name, wavelength_um, n, k, poles, exact, rms, max } = self;
        let loss = if *k > 0.0 { format!(" + {k:.3e}i") } else { String::new() };
        let fit = match exact {
            true => String::new(),
            false => format!(", fitted within {max:.1e} (rms {rms:.1e})"),
        };
        out!("  {name:<11} {n:.4}{loss} at {wavelength_um:.4} µm; {poles} poles{fit}");
    }
}

/// Of all the threads that a job may take.
fn cpu_rate(job: &Job) -> f64 {
    let threads = match job.run.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    CPU_RATE * threads as f64
}
