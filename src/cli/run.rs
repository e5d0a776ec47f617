//! `luxel run`: the main job.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::prepare::{Prepared, engine, prepare};
use super::screen::{note, out};
use super::{Done, Failure, JobArgs, RunArgs, converge::converge, warn};
use crate::engine::{self, Engine, EngineError, Recording, Stopped};
use crate::job::Job;
use crate::monitor;
use crate::plan::{Cost, Drive, Plan, Recorded};
use crate::results::{Results, RunInfo, file, picture, recorded, table};
use crate::units::{reciprocal, to_fs};

/// Cell-steps per second of the first estimate, before the run has shown its own rate.
const ASSUMED_RATE: f64 = 2e8;

pub fn run(args: &RunArgs) -> Result<Done, Failure> {
    let interrupted = interrupt_flag()?;
    match args.converge {
        Some(target_db) => converge(&args.job, target_db, &interrupted),
        None => simulate(&args.job, &interrupted).map(|(done, _)| done),
    }
}

/// Runs one job and writes what it gives.
pub fn simulate(args: &JobArgs, interrupted: &AtomicBool) -> Result<(Done, Results), Failure> {
    let prepared = prepare(args)?;
    let (job, plan) = (&prepared.job, &prepared.plan);
    if !args.quiet {
        warn::of_edges(plan);
    }
    let path = args.output(job);
    if path == args.job {
        return Err(Failure::Job(format!("{} is the job itself: give the results another name by -o", path.display())));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| Failure::Other(format!("{}: {error}", folder.display())))?;
    }
    let mut engine = engine(args, job, plan)?;
    let stepping = Instant::now();
    let (recordings, failure) = excite_all(args, &prepared, engine.as_mut(), interrupted);
    let stepping_s = stepping.elapsed().as_secs_f64();

    let output = Instant::now();
    let mut results = results(&prepared, engine.as_ref(), &recordings, stepping_s);
    file::write(&path, &results)?;
    let pictures = picture::draw(&results, &path)?;
    results.run.output_s = output.elapsed().as_secs_f64();
    report(args, &results, &path, &pictures);
    let done = match failure {
        Some(failure) => return Err(failure.into()),
        None if interrupted.load(Ordering::Relaxed) => Done::Interrupted,
        None if cut_short(job, plan, &recordings) => Done::TimeLimit,
        None => Done::Settled,
    };
    Ok((done, results))
}

/// Whether the time limit came before results were final: fields at a point in time are what they are, and sources that stay on
/// have no other end.
fn cut_short(job: &Job, plan: &Plan, recordings: &[Recording]) -> bool {
    let probes_alone = plan.monitors.is_empty() && !plan.probes.is_empty();
    !probes_alone && !job.stays_on() && recordings.iter().any(|recording| recording.stopped == Stopped::TimeLimit)
}

/// Set by the first Ctrl-C; the second ends the program at once.
fn interrupt_flag() -> Result<Arc<AtomicBool>, Failure> {
    let flag = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&flag);
    ctrlc::set_handler(move || {
        if handler.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        note!("\ninterrupted: writing what there is; press Ctrl-C again to leave at once");
    })
    .map_err(|error| Failure::Other(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(flag)
}

/// Runs the excitations in turn until one fails or the user interrupts; what was recorded before is kept.
fn excite_all(
    args: &JobArgs,
    prepared: &Prepared,
    engine: &mut dyn Engine,
    interrupted: &AtomicBool,
) -> (Vec<Recording>, Option<EngineError>) {
    let plan = &prepared.plan;
    let cost = Cost::new(plan, &prepared.scene, 4, ASSUMED_RATE);
    let bar = progress_bar(args, &cost);
    let (mut recordings, started) = (Vec::new(), Instant::now());
    let mut done = 0;
    for excitation in 0..plan.drives.len() {
        let name = plan.drive_name(excitation);
        let recording = engine::run(engine, plan, excitation, &mut |progress| {
            let rate = ((done + progress.step) * cost.cells) as f64 / started.elapsed().as_secs_f64() / 1e6;
            bar.set_message(format!("{name}  {rate:.0} Mcell-steps/s  decay {:.1e}", progress.decay));
            bar.set_length(
                (done + progress.step.max(cost.steps) + cost.steps * (cost.excitations - 1 - excitation)) as u64,
            );
            bar.set_position((done + progress.step) as u64);
            !interrupted.load(Ordering::Relaxed)
        });
        match recording {
            Ok(recording) => {
                done += recording.steps;
                if bar.is_hidden() && !args.quiet {
                    note!("{name}: {} after {} steps", recording.stopped.name(), recording.steps);
                }
                recordings.push(recording);
            }
            Err(error) => {
                bar.abandon();
                return (recordings, Some(error));
            }
        }
        if interrupted.load(Ordering::Relaxed) {
            break;
        }
    }
    bar.finish_and_clear();
    (recordings, None)
}

fn progress_bar(args: &JobArgs, cost: &Cost) -> ProgressBar {
    if args.quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some((cost.steps * cost.excitations) as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {percent:>3}%  {msg}  {eta} left");
    // The template is fixed and valid; indicatif's plain style is as good if it were not.
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Everything that the result file holds.
fn results(prepared: &Prepared, engine: &dyn Engine, recordings: &[Recording], stepping_s: f64) -> Results {
    let (job, plan) = (&prepared.job, &prepared.plan);
    let steps: Vec<usize> = recordings.iter().map(|recording| recording.steps).collect();
    let cell_steps = (plan.grid.cells() * steps.iter().sum::<usize>()) as f64;
    let identity = engine.identity();
    let driven =
        plan.drives.iter().take(recordings.len()).any(|drive| matches!(drive, Drive::Mode { .. } | Drive::Beam { .. }));
    let mut results = Results {
        sparams: driven.then(|| monitor::scattering(plan, recordings)),
        modes: plan.ports.iter().map(|port| monitor::port_modes(&plan.grid, port, &plan.band)).collect(),
        run: RunInfo {
            engine: identity.engine.into(),
            adapter: identity.adapter,
            precision: identity.precision.into(),
            steps,
            decay: recordings.iter().map(|recording| recording.decay).collect(),
            stopped: recordings.iter().map(|recording| recording.stopped.name().into()).collect(),
            not_run: (recordings.len()..plan.drives.len()).map(|left| plan.drive_name(left)).collect(),
            stepping_s,
            mcell_steps_per_s: cell_steps / stepping_s / 1e6,
            ..run_info(prepared)
        },
        ..Results::default()
    };
    for (monitor, recorded) in job.monitor.iter().zip(&plan.recorded) {
        record(prepared, &monitor.name, recorded, recordings, &mut results);
    }
    results
}

/// Adds what one of the job's monitors recorded.
fn record(prepared: &Prepared, name: &str, recorded: &Recorded, recordings: &[Recording], results: &mut Results) {
    let plan = &prepared.plan;
    if let Recorded::Fields(index) = recorded {
        let plane = monitor::permittivity_plane(&plan.grid, &prepared.permittivity, &plan.monitors[*index]);
        results.permittivity.extend(plane);
    }
    // Sources that stay on leave nothing that rings by itself.
    let (quiet, cw) = (to_fs(plan.source_steps as f64 * plan.dt), prepared.job.stays_on());
    let [long, short] = prepared.job.spectrum.wavelength_um.map(reciprocal);
    for (excitation, recording) in recordings.iter().enumerate() {
        match recorded {
            Recorded::Fields(index) => results.fields.push(monitor::field(plan, *index, name, excitation, recording)),
            Recorded::Flux(faces) => results.flux.push(monitor::flux(plan, faces, name, excitation, recording)),
            Recorded::Far(projection) => results.far.push(monitor::far(plan, projection, name, excitation, recording)),
            Recorded::Energy(interior) => {
                let permittivity = &prepared.permittivity;
                results.energy.push(monitor::energy(plan, permittivity, interior, name, excitation, recording));
            }
            Recorded::Probe(probes) => {
                let trace = monitor::trace(plan, probes.clone(), name, excitation, recording);
                if !cw {
                    results.ringing.extend(monitor::ringing(&trace, quiet, [short.min(long), short.max(long)]));
                }
                results.traces.push(trace);
            }
        }
    }
}

/// What is known of a run before it starts.
pub fn run_info(prepared: &Prepared) -> RunInfo {
    let plan: &Plan = &prepared.plan;
    let (symmetry, symmetry_um) = plan.grid.mirrors().unzip();
    RunInfo {
        symmetry,
        symmetry_um,
        job: prepared.text.clone(),
        name: prepared.job.name.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
        cells: plan.grid.cells(),
        shape: plan.grid.frame.to_scene(plan.grid.axes.each_ref().map(|axis| axis.cells())),
        dt_fs: crate::units::to_fs(plan.dt),
        setup_s: prepared.setup_s,
        raster_s: prepared.raster_s,
        ..RunInfo::default()
    }
}

fn report(args: &JobArgs, results: &Results, path: &std::path::Path, pictures: &[std::path::PathBuf]) {
    let (run, sparams) = (&results.run, results.sparams.as_ref());
    if args.json {
        let document = serde_json::json!({
            "engine": run.engine, "adapter": run.adapter, "precision": run.precision,
            "cells": run.cells, "steps": run.steps, "stopped": run.stopped, "decay": run.decay,
            "seconds": {
                "setup": run.setup_s, "raster": run.raster_s, "stepping": run.stepping_s, "output": run.output_s,
            },
            "mcell_steps_per_s": run.mcell_steps_per_s,
            "sparams": sparams.map(table::sparams_json),
            "reciprocity_db": sparams.map(|s| table::reciprocity(s).db),
            "passivity": sparams.map(|s| table::passivity(s).any),
            "flux": recorded::flux_json(&results.flux),
            "far": recorded::far_json(&results.far),
            "energy": recorded::energy_json(&results.energy),
            "resonances": recorded::ringing_json(&results.ringing),
            "output": path,
        });
        out!("{document}");
    }
    if args.quiet {
        return;
    }
    let say = |line: String| if args.json { note!("{line}") } else { out!("{line}") };
    if let Some(sparams) = sparams {
        say(table::text(sparams));
    }
    let recorded = [
        recorded::flux_text(&results.flux),
        recorded::far_text(&results.far),
        recorded::energy_text(&results.energy),
        recorded::ringing_text(&results.ringing),
    ];
    recorded.into_iter().flatten().for_each(say);
    let [nx, ny, nz] = run.shape;
    say(format!(
        "{} cells ({nx} x {ny} x {nz}), {} steps, {} on {} ({}): {:.0} Mcell-steps/s",
        run.cells,
        run.steps.iter().map(usize::to_string).collect::<Vec<_>>().join(" + "),
        run.precision,
        run.engine,
        run.adapter,
        run.mcell_steps_per_s,
    ));
    say(format!(
        "set-up {:.2} s (layout, grid and permittivity {:.2} s, modes and plan {:.2} s), stepping {:.1} s, output {:.1} s",
        run.setup_s,
        run.raster_s,
        run.setup_s - run.raster_s,
        run.stepping_s,
        run.output_s
    ));
    for (stopped, decay) in run.stopped.iter().zip(&run.decay).filter(|(stopped, _)| *stopped != "decayed") {
        say(format!(
            "NOT SETTLED ({stopped}): {decay:.1e} of the peak energy is left; {} not final",
            if sparams.is_some() { "S is" } else { "spectra are" }
        ));
    }
    if !run.not_run.is_empty() {
        say(format!("NOT RUN: {}; what they would give is missing", run.not_run.join(", ")));
    }
    say(format!("wrote {}", path.display()));
    pictures.iter().for_each(|picture| say(format!("wrote {}", picture.display())));
}
