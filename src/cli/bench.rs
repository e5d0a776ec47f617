//! `luxel bench`: cell-steps per second of this machine's engines on fixed workloads, beside its memory bandwidth.

use std::time::Instant;

use serde_json::{Value, json};

use super::screen::out;
use super::{Done, Failure};
use crate::engine::cpu::{Cpu, Schedule};
use crate::engine::{Engine, LOOK_EVERY, gpu};
use crate::geometry::{Body, Extrusion, Medium, Scene, Structure};
use crate::job::{self, EngineChoice, Job, Precision};
use crate::material::Model;
use crate::material::model::HBAR_C_EV_UM;
use crate::plan::{Injection, Plan, Pulse, cost};
use crate::raster::{Grid, Permittivity};
use crate::units::{TAU, from_fs};
use crate::yee::Component;

#[derive(clap::Args)]
pub struct BenchArgs {
    /// W1: 160³ cells, strip; W2: W1 with the strip one Lorentz pole; W3: W1 with Fourier sums on a cross-section; W4: 1500² cells in 2D
    #[arg(long, value_delimiter = ',', default_value = "W1,W2,W3,W4")]
    workload: Vec<String>,
    /// Cells per axis instead of the workload's own
    #[arg(long)]
    size: Option<usize>,
    /// Frequencies of the Fourier sums of W3
    #[arg(long, default_value_t = 21)]
    frequencies: usize,
    /// Cells of the absorbers; 0 for conducting walls
    #[arg(long, default_value_t = 10)]
    pml: usize,
    #[arg(long, value_enum, default_value = "cpu")]
    engine: EngineChoice,
    /// GPU adapter by part of its name
    #[arg(long)]
    device: Option<String>,
    #[arg(long, value_enum, value_delimiter = ',', default_value = "f32,f64")]
    precision: Vec<Precision>,
    /// CPU threads, several in turn; 0 takes all
    #[arg(long, value_delimiter = ',', default_value = "0")]
    threads: Vec<usize>,
    /// Also time the CPU's plain schedule
    #[arg(long)]
    plain: bool,
    /// Timings of each case, interleaved; the median counts
    #[arg(long, default_value_t = 5)]
    repeats: usize,
    /// Seconds that a timing should take
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    #[arg(long)]
    json: bool,
}

/// Bytes that a plain schedule moves per cell-step in f32: two passes over three components, each reading both fields and writing
/// one.
const PLAIN_BYTES: f64 = 72.0;
/// Steps of a warm-up.
const WARM: usize = 16;

/// One line of the table in the making.
struct Case<'a> {
    workload: &'a str,
    plain: bool,
    plan: &'a Plan,
    engine: Box<dyn Engine + 'a>,
    threads: usize,
    rates: Vec<f64>,
}

pub fn bench(args: &BenchArgs) -> Result<Done, Failure> {
    let plans = args.workload.iter().map(|name| plan(args, name)).collect::<Result<Vec<_>, _>>()?;
    let mut cases = Vec::new();
    for (workload, plan) in args.workload.iter().zip(&plans) {
        cases.extend(cases_of(args, workload, plan)?);
    }
    let mut triads = Vec::new();
    for _ in 0..args.repeats.max(1) {
        triads.push(triad());
        for case in &mut cases {
            let rate = rate(case.plan, case.engine.as_mut(), args.seconds)?;
            case.rates.push(rate);
        }
    }
    report(args, median(&mut triads), &mut cases);
    Ok(Done::Settled)
}

/// A workload's engines, allocated.
fn cases_of<'a>(args: &BenchArgs, workload: &'a str, plan: &'a Plan) -> Result<Vec<Case<'a>>, Failure> {
    let case = |engine: Box<dyn Engine + 'a>, threads, plain| Case {
        workload,
        plain,
        plan,
        engine,
        threads,
        rates: Vec::new(),
    };
    if args.engine == EngineChoice::Gpu {
        let choice = gpu::Choice { device: args.device.clone(), ..gpu::Choice::default() };
        return Ok(vec![case(Box::new(gpu::Gpu::new(plan, &choice)?), 0, false)]);
    }
    let mut cases = Vec::new();
    for &precision in &args.precision {
        for &threads in &args.threads {
            let all = std::thread::available_parallelism().map_or(1, usize::from);
            let threads = if threads == 0 { all } else { threads };
            for plain in [false, true].into_iter().take(1 + usize::from(args.plain)) {
                cases.push(case(cpu(plan, precision, threads, plain)?, threads, plain));
            }
        }
    }
    Ok(cases)
}

fn cpu<'a>(plan: &'a Plan, precision: Precision, threads: usize, plain: bool) -> Result<Box<dyn Engine + 'a>, Failure> {
    Ok(match (precision, plain) {
        (Precision::F32, false) => Box::new(Cpu::<f32>::new(plan, threads)?),
        (Precision::F64, false) => Box::new(Cpu::<f64>::new(plan, threads)?),
        (Precision::F32, true) => Box::new(Cpu::<f32>::new(plan, threads)?.with_schedule(Schedule::Plain)),
        (Precision::F64, true) => Box::new(Cpu::<f64>::new(plan, threads)?.with_schedule(Schedule::Plain)),
    })
}

/// A workload: cells of 25 nm (20 nm is 22 per wavelength in silicon), a silicon strip of 500 × 220 nm in vacuum, a pulse at one
/// point; absorbers lie within the cells counted.
fn plan(args: &BenchArgs, workload: &str) -> Result<Plan, Failure> {
    const CELL_UM: f64 = 0.025;
    let flat = workload == "W4";
    let cells = args.size.unwrap_or(if flat { 1500 } else { 160 });
    if !["W1", "W2", "W3", "W4"].contains(&workload) || cells < 2 * args.pml + 8 {
        return Err(Failure::Job(format!(
            "workload {workload} of {cells} cells with absorbers of {}: known are W1 to W4, with at least 8 cells between \
             the absorbers",
            args.pml
        )));
    }
    let half = 0.5 * CELL_UM * (cells - 2 * args.pml) as f64;
    let band = [1.41, 1.72];
    let wavelength = |n: usize| {
        let [low, high] = band.map(|wavelength: f64| 1.0 / wavelength);
        1.0 / (low + (high - low) * n as f64 / (args.frequencies.max(2) - 1) as f64)
    };
    let wavelengths: Vec<String> = (0..args.frequencies).map(|n| wavelength(n).to_string()).collect();
    let monitor = format!(
        "[[monitor]]\nname = 'section'\ncenter_um = [{}, 0, 0]\nsize_um = [0, 1e3, 1e3]\nwavelength_um = [{}]\n",
        0.5 * half,
        wavelengths.join(", ")
    );
    let wall = if args.pml == 0 { "pec" } else { "pml" };
    let text = format!(
        "name = '{workload}'\nspectrum.wavelength_um = {band:?}\n[domain]\nx_um = [-{half}, {half}]\ny_um = [-{half}, {half}]\n\
         z_um = [-{half}, {half}]\n{}[grid]\ncell_um = {CELL_UM}\n[boundary]\npml_cells = {}\nx = '{wall}'\ny = '{wall}'\nz = '{wall}'\n{}",
        if flat { "flat = 'z'\n" } else { "" },
        args.pml.max(1),
        if workload == "W3" { monitor.as_str() } else { "" },
    );
    let problem = |problems: job::Problems| Failure::Other(problems.iter().map(|p| p.message.clone()).collect());
    let job: Job = job::read(&text).map_err(problem)?;
    let scene = strip(workload == "W2");
    let grid = Grid::new(&job, &scene, &[]).map_err(problem)?;
    let permittivity = Permittivity::new(&scene, &grid);
    let mut plan = Plan::new(&job, &scene, &[], grid, &permittivity).map_err(problem)?;
    pulse(&mut plan, band);
    Ok(plan)
}

/// A strip along x in vacuum, of ε = 12.1 or of a Lorentz medium of 12.86 at 1.55 µm.
fn strip(dispersive: bool) -> Scene {
    let medium = |name: &str, epsilon| Medium::constant(name, epsilon, 0.0);
    let ring = vec![[-1e3, -0.25], [1e3, -0.25], [1e3, 0.25], [-1e3, 0.25]];
    let body = Body::Extrusion(Extrusion { rings: vec![ring], z: [-0.11, 0.11], drawn_z: 0.0, slope: 0.0 });
    // The common work of other solvers' timings: ε = 5 + 6.6 f₀²/(f₀² − f² − iγf), f₀ = 2.5/1.55 µm, γ = 1/ps.
    let omega = TAU / 1.55;
    let [resonance, damping] = [2.5 * omega, 1.0 / from_fs(1e3)].map(|rate| rate * HBAR_C_EV_UM);
    let model = Model::constant(5.0).with_lorentz(6.6, resonance, damping);
    let silicon = if dispersive {
        Medium::dispersive("silicon", model.epsilon_inf, model.poles, model.sigma, omega)
    } else {
        medium("silicon", 12.1)
    };
    let structures = vec![Structure { medium: silicon, body }];
    Scene::new(medium("vacuum", 1.0), structures)
}

/// Adds a pulse of E across the strip at one point, which in 2D goes with E in the plane.
fn pulse(plan: &mut Plan, [short, long]: [f64; 2]) {
    let at = [0, 1, 2].map(|a| plan.grid.axes[a].cells() / 2);
    let component = plan.grid.frame.component_to_lattice(Component::Ey);
    let signal = Pulse::for_band(1.0 / long, 1.0 / short).shaped(plan.dt, 0.0, |_| 1.0.into());
    let weight = vec![plan.coefficients.cb(component.axis(), at)];
    plan.source_steps = signal.len();
    plan.excitations = vec![vec![Injection::new(component, at, at.map(|i| i + 1), weight, signal)]];
    plan.active = crate::plan::source::active(&plan.grid, &plan.excitations);
}

/// Cell-steps per second, 1e6, of steps that take about `seconds`.
fn rate(plan: &Plan, engine: &mut dyn Engine, seconds: f64) -> Result<f64, Failure> {
    let mut time = |steps: usize| -> Result<f64, Failure> {
        engine.start(0)?;
        engine.advance(WARM)?;
        engine.finish()?;
        let started = Instant::now();
        // As a run does.
        for first in (0..steps).step_by(LOOK_EVERY) {
            engine.advance(LOOK_EVERY.min(steps - first))?;
            engine.glance()?;
        }
        engine.finish()?;
        Ok(started.elapsed().as_secs_f64())
    };
    let probe = time(WARM)?;
    let steps = ((seconds * WARM as f64 / probe) as usize).next_multiple_of(LOOK_EVERY);
    let taken = time(steps)?;
    Ok((plan.grid.cells() * steps) as f64 / taken / 1e6)
}

/// STREAM's triad a = b + s c (McCalpin 1995) on all threads, GB/s as STREAM counts: 24 bytes per element.
fn triad() -> f64 {
    use rayon::prelude::*;
    const COUNT: usize = 1 << 24;
    const ROUNDS: usize = 5;
    let [mut a, b, c] = [0.0, 1.0, 2.0].map(|value| vec![value; COUNT]);
    let chunk = COUNT / rayon::current_num_threads();
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        a.par_chunks_mut(chunk).zip(b.par_chunks(chunk)).zip(c.par_chunks(chunk)).for_each(|((a, b), c)| {
            a.iter_mut().zip(b).zip(c).for_each(|((a, b), c)| *a = b + 3.0 * c);
        });
        best = best.min(started.elapsed().as_secs_f64());
    }
    assert!(std::hint::black_box(&a).iter().all(|&value: &f64| value == 7.0));
    24.0 * COUNT as f64 / best / 1e9
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn report(args: &BenchArgs, triad: f64, cases: &mut [Case<'_>]) {
    let limit = triad * 1e3 / PLAIN_BYTES;
    let results: Vec<Value> = cases.iter_mut().map(|case| result(case, limit)).collect();
    if args.json {
        out!("{}", json!({ "triad_gb_s": triad, "plain_limit_mcell_steps_per_s": limit, "results": results }));
        return;
    }
    out!("memory bandwidth (triad): {triad:.1} GB/s; a plain schedule in f32 could reach {limit:.0} Mcell-steps/s");
    out!(
        "workload     cells  engine  precision  threads  schedule  Mcell-steps/s  (lowest to highest)  of that limit  bytes/cell"
    );
    for r in &results {
        let (text, number) =
            (|key: &str| r[key].as_str().unwrap_or_default(), |key: &str| r[key].as_f64().unwrap_or(f64::NAN));
        out!(
            "{:<8} {:>9}  {:<6}  {:<9}  {:>7}  {:<8}  {:>13.0}  {:>19}  {:>13.2}  {:>10.1}",
            text("workload"),
            r["cells"],
            text("engine"),
            text("precision"),
            r["threads"],
            text("schedule"),
            number("mcell_steps_per_s"),
            format!("({:.0} to {:.0})", number("lowest"), number("highest")),
            number("of_plain_limit"),
            number("bytes_per_cell"),
        );
    }
    for r in results.iter().filter(|r| r["workload"] == "W3") {
        let kind =
            |r: &Value| ["engine", "precision", "threads", "schedule"].map(|key| r[key].to_string().replace('"', ""));
        let Some(bare) = results.iter().find(|bare| bare["workload"] == "W1" && kind(bare) == kind(r)) else {
            continue;
        };
        let rate = |r: &Value| r["mcell_steps_per_s"].as_f64().unwrap_or(f64::NAN);
        let part = 100.0 * (1.0 - rate(r) / rate(bare));
        out!("Fourier sums at {} frequencies: {part:.1} % of the time ({})", args.frequencies, kind(r).join(", "));
    }
}

fn result(case: &mut Case<'_>, limit: f64) -> Value {
    let (rate, identity) = (median(&mut case.rates), case.engine.identity());
    let width = if identity.precision == "f64" { 8.0 } else { 4.0 };
    let bytes = width * cost::numbers(case.plan) as f64 / case.plan.grid.cells() as f64;
    json!({
        "workload": case.workload, "engine": identity.engine, "adapter": identity.adapter, "precision": identity.precision,
        "threads": case.threads, "schedule": if case.plain { "plain" } else { "default" }, "cells": case.plan.grid.cells(),
        "mcell_steps_per_s": rate, "lowest": case.rates[0], "highest": case.rates[case.rates.len() - 1],
        "of_plain_limit": rate / limit, "bytes_per_cell": bytes,
    })
}
