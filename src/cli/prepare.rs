//! From the job file to the plan: what run, check and modes do first.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::screen::out;
use super::{Failure, JobArgs, warn};
use crate::engine::{Engine, cpu::Cpu, gpu};
use crate::geometry::Scene;
use crate::job::{self, EngineChoice, Job, Precision, Problems, diagnostic};
use crate::plan::{Plan, Raster};
use crate::raster::Permittivity;

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

/// Reads a job and plans it.
pub fn prepare(args: &JobArgs) -> Result<Prepared, Failure> {
    let started = Instant::now();
    let text = text(args)?;
    let show = |problems: Problems| Failure::Job(shown(args, &text, &problems));
    let job = read(args, &text).map_err(show)?;
    let folder = args.job.parent().unwrap_or(Path::new("."));
    let Raster { scene, ports, grid, permittivity } = Raster::of_job(&job, folder).map_err(show)?;
    let raster_s = started.elapsed().as_secs_f64();
    if !args.quiet {
        warn::of_layout(&scene, &grid);
    }
    let plan = Plan::new(&job, &scene, &ports, grid, &permittivity).map_err(show)?;
    if !args.quiet {
        warn::of_guides(&plan, &permittivity);
    }
    Ok(Prepared { job, scene, permittivity, plan, raster_s, setup_s: started.elapsed().as_secs_f64(), text })
}

/// Reads a job and no more.
pub fn job(args: &JobArgs) -> Result<Job, Failure> {
    let text = text(args)?;
    read(args, &text).map_err(|problems| Failure::Job(shown(args, &text, &problems)))
}

/// The text of a job with the values of `--set` in place.
fn text(args: &JobArgs) -> Result<String, Failure> {
    let text = std::fs::read_to_string(&args.job)
        .map_err(|error| Failure::Job(format!("cannot read {}: {error}", args.job.display())))?;
    let pairs: Vec<(&str, &str)> = args.set.iter().map(|set| set.split_once('=').unwrap_or((set, ""))).collect();
    if pairs.is_empty() {
        return Ok(text);
    }
    job::apply(&text, &pairs).map_err(|problems| Failure::Job(shown(args, &text, &problems)))
}

/// The job of a text, with what the command line says of the run.
fn read(args: &JobArgs, text: &str) -> Result<Job, Problems> {
    let mut job = job::read(text)?;
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
