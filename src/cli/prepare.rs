//! From the job file to the plan: what run, check and modes do first.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::screen::{note, out};
use super::{Failure, JobArgs};
use crate::engine::{Engine, cpu::Cpu, gpu};
use crate::geometry::{Scene, Structure};
use crate::job::{self, EngineChoice, Job, Precision, Problems, diagnostic};
use crate::modes::mode::EDGE;
use crate::plan::{Plan, Raster};
use crate::raster::{Grid, Permittivity};

/// A job with everything made from it.
pub struct Prepared {
    pub job: Job,
    pub text: String,
    pub scene: Scene,
    pub permittivity: Permittivity,
    pub plan: Plan,
    /// Seconds of the set-up, and of its part before modes and plan.
    pub setup_s: f64,
    pub raster_s: f64,
}

/// What of a layout may lie outside of a domain before it is worth a word, µm.
const CUT_UM: f64 = 0.05;
/// Energy in the outermost tenth of a mode's window that moves S by some hundredths of a decibel.
const NEAR_EDGE: f64 = 0.01;

/// Reads a job and plans it.
pub fn prepare(args: &JobArgs) -> Result<Prepared, Failure> {
    let started = Instant::now();
    let text = text(args)?;
    let show = |problems: Problems| Failure::Job(shown(args, &text, &problems));
    let job = read(args, &text).map_err(show)?;
    let text = applied(args, &text).map_err(show)?;
    let show = |problems: Problems| Failure::Job(shown(args, &text, &problems));
    let folder = args.job.parent().unwrap_or(Path::new("."));
    let Raster { scene, ports, grid, permittivity } = Raster::of_job(&job, folder).map_err(show)?;
    let raster_s = started.elapsed().as_secs_f64();
    warn_of_undrawn(args, &scene);
    warn_of_cuts(args, &scene, &grid);
    let plan = Plan::new(&job, &scene, &ports, grid, &permittivity).map_err(show)?;
    Ok(Prepared { job, scene, permittivity, plan, raster_s, setup_s: started.elapsed().as_secs_f64(), text })
}

/// Reads a job and no more.
pub fn job(args: &JobArgs) -> Result<Job, Failure> {
    let text = text(args)?;
    read(args, &text).map_err(|problems| Failure::Job(shown(args, &text, &problems)))
}

fn text(args: &JobArgs) -> Result<String, Failure> {
    std::fs::read_to_string(&args.job)
        .map_err(|error| Failure::Job(format!("cannot read {}: {error}", args.job.display())))
}

/// The text of a job with the values of `--set` in place.
fn applied(args: &JobArgs, text: &str) -> Result<String, Problems> {
    let pairs: Vec<(&str, &str)> = args.set.iter().map(|set| set.split_once('=').unwrap_or((set, ""))).collect();
    if pairs.is_empty() { Ok(text.into()) } else { job::apply(text, &pairs) }
}

/// The job of a file with the command line's values in place.
fn read(args: &JobArgs, text: &str) -> Result<Job, Problems> {
    let mut job = job::read(&applied(args, text)?)?;
    job.folder = args.job.parent().unwrap_or(Path::new("")).into();
    let run = &mut job.run;
    run.engine = args.engine.unwrap_or(run.engine);
    run.precision = args.precision.unwrap_or(run.precision);
    run.threads = args.threads.unwrap_or(run.threads);
    let problems = job::check(&job);
    if problems.is_empty() { Ok(job) } else { Err(problems) }
}

fn shown(args: &JobArgs, text: &str, problems: &Problems) -> String {
    if args.json {
        out!("{}", serde_json::json!({ "problems": diagnostic::json(text, problems) }));
    }
    diagnostic::render_for_terminal(&args.job.display().to_string(), text, problems)
}

impl JobArgs {
    /// Where the results go.
    pub fn output(&self, job: &Job) -> PathBuf {
        self.output.clone().unwrap_or_else(|| self.job.with_file_name(format!("{}.h5", job.name)))
    }
}

/// The engine that a job runs on.
pub fn engine<'a>(args: &JobArgs, job: &Job, plan: &'a Plan) -> Result<Box<dyn Engine + 'a>, Failure> {
    if chosen(args, job)? == EngineChoice::Gpu {
        if job.run.precision == Precision::F64 {
            return Err(crate::engine::EngineError::Precision.into());
        }
        return Ok(Box::new(gpu::Gpu::new(plan, &choice(args))?));
    }
    Ok(match job.run.precision {
        Precision::F32 => Box::new(Cpu::<f32>::new(plan, job.run.threads)?),
        Precision::F64 => Box::new(Cpu::<f64>::new(plan, job.run.threads)?),
    })
}

/// The GPU asked for.
pub fn choice(args: &JobArgs) -> gpu::Choice {
    gpu::Choice { device: args.device.clone(), ..gpu::Choice::default() }
}

/// `auto` resolved: a hardware GPU if there is one and f32 is wanted, else the CPU. A device named means the GPU.
pub fn chosen(args: &JobArgs, job: &Job) -> Result<EngineChoice, Failure> {
    Ok(match job.run.engine {
        EngineChoice::Auto if args.device.is_some() => EngineChoice::Gpu,
        EngineChoice::Auto if job.run.precision == Precision::F32 && gpu::adapter::hardware() => EngineChoice::Gpu,
        EngineChoice::Auto => EngineChoice::Cpu,
        choice => choice,
    })
}

/// Warns of layers of the stack that the layout's cell does not use.
fn warn_of_undrawn(args: &JobArgs, scene: &Scene) {
    for problem in scene.undrawn.iter().filter(|_| !args.quiet) {
        note!("warning: {} ({}), so that the run is without it; {}", problem.message, problem.path, problem.help);
    }
}

/// Warns of what of the layout lies outside the domain: layers above or below, and what is cut beside the guides that leave by ports.
fn warn_of_cuts(args: &JobArgs, scene: &Scene, grid: &Grid) {
    if args.quiet {
        return;
    }
    let along = |axis: usize| &grid.axes[grid.frame.lattice_axis(axis)];
    for (axis, name) in ["x", "y"].into_iter().enumerate() {
        let (lattice, Some(drawn)) = (along(axis), scene.drawn) else { continue };
        let ([lo, hi], [low, high]) = (lattice.inside(), drawn[axis]);
        let short = !lattice.mirror && low < lo - CUT_UM;
        if !lattice.collapsed && lattice.period.is_none() && (short || high > hi + CUT_UM) {
            note!(
                "warning: the layout reaches from {low:.3} to {high:.3} µm along {name}, the domain from {lo:.3} to {hi:.3} µm: what is cut there \
                 runs straight on through the absorber; widen domain.{name}_um if the device needs it"
            );
        }
    }
    let at = along(2).coordinate(0, true);
    let missed = |layer: &Structure| !(layer.bounds()[2][0]..=layer.bounds()[2][1]).contains(&at);
    if along(2).collapsed && scene.layers > 0 && scene.structures.iter().take(scene.layers).all(missed) {
        note!(
            "warning: the scene is cut at z = {at:.3} µm, where no layer of the layout is: give domain.z_um with its middle in one"
        );
    }
    let [lo, hi] = along(2).inside();
    for layer in scene.structures.iter().take(scene.layers).filter(|_| !along(2).collapsed) {
        let [low, high] = layer.bounds()[2];
        if high <= lo || low >= hi {
            note!(
                "warning: the layer of {} from {low} to {high} µm lies outside the domain, {lo:.3} to {hi:.3} µm along z; widen domain.z_um to have \
                 it in the run",
                layer.medium.name
            );
        }
    }
}

/// Warns of modes that reach the edge of their window: their index and power are the window's as much as the guide's.
pub fn warn_of_edges(args: &JobArgs, plan: &Plan) {
    for port in &plan.ports {
        let ends = [0, plan.band.len() - 1].map(|f| port.basis.at(crate::units::TAU * plan.band[f]));
        for (m, modes) in ends[0].iter().zip(&ends[1]).enumerate() {
            warn_of_edge(args, &port.port.name, m, modes.0.edge_fraction.max(modes.1.edge_fraction));
        }
    }
}

pub fn warn_of_edge(args: &JobArgs, port: &str, mode: usize, edge_fraction: f64) {
    if edge_fraction > NEAR_EDGE && !args.quiet {
        let most =
            if edge_fraction > EDGE { "more than a guided mode has" } else { "enough to move S by hundredths of a dB" };
        note!(
            "warning: mode {mode} of port `{port}` has {edge_fraction:.3} of its power at the edge of its window, {most}: enlarge the port's \
             size_um (or make it smaller, where another guide is in it), or ask for fewer modes"
        );
    }
}
