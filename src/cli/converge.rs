//! `luxel run --converge`: the job on finer and finer grids, until its S-parameters settle.

use std::sync::atomic::AtomicBool;

use super::run::simulate;
use super::screen::{note, out};
use super::{Done, Failure, JobArgs};
use crate::job::CellSize;
use crate::results::Results;
use crate::units::db;

/// Each grid's cells are smaller than those before by this ratio: about twice as many cells, 2.4 times the work.
const REFINE: f64 = 1.25;
/// Most grids; the last has three times the first one's resolution.
const GRIDS: usize = 6;
/// Paths with less power than this in every grid do not count: −20 dB.
const FAINT_DB: f64 = -20.0;

/// Runs the job until the largest change of |S|² from grid to grid is at most `target_db`; the finest run's file stays.
pub fn converge(args: &JobArgs, target_db: f64, interrupted: &AtomicBool) -> Result<Done, Failure> {
    if target_db.is_nan() || target_db <= 0.0 {
        return Err(Failure::Job(format!(
            "--converge {target_db}: the change asked for must be above 0 dB; 0.02 is usual"
        )));
    }
    let job = super::prepare::job(args)?;
    if job.port.is_empty() && job.layout.is_none() {
        return Err(Failure::Job("--converge refines until S settles, and the job has no port: give it one".into()));
    }
    let mut series: Vec<Results> = Vec::new();
    let mut lines = Vec::new();
    for level in 0..GRIDS {
        let (finer, size) = refined(args, REFINE.powi(level as i32))?;
        let (done, results) = simulate(&finer, interrupted)?;
        let change = series.last().map(|coarser| change_db(coarser, &results));
        let told = change.map_or("first grid".into(), |db| format!("largest change {db:.4} dB"));
        lines.push(serde_json::json!({
            "grid": size, "cells": results.run.cells, "stepping_s": results.run.stepping_s, "change_db": change,
        }));
        note!("grid {}: {size}, {} cells, {:.1} s: {told}", level + 1, results.run.cells, results.run.stepping_s);
        if !matches!(done, Done::Settled) {
            return Ok(done);
        }
        series.push(results);
        if change.is_some_and(|change| change <= target_db) {
            say(args, &lines, target_db, true);
            return Ok(Done::Settled);
        }
    }
    say(args, &lines, target_db, false);
    Ok(Done::Unsettled)
}

/// The job on a grid finer by a factor, and what its resolution then is.
fn refined(args: &JobArgs, factor: f64) -> Result<(JobArgs, String), Failure> {
    let grid = super::prepare::job(args)?.grid;
    if grid.nodes_um.by_axis().iter().any(|nodes| !nodes.is_empty()) {
        let why = "--converge cannot refine grid.nodes_um: give cells_per_wavelength or cell_um instead";
        return Err(Failure::Job(why.into()));
    }
    let (set, size) = match (grid.cells_per_wavelength, grid.cell_um) {
        (Some(cells), _) => {
            let cells = cells * factor;
            (format!("grid.cells_per_wavelength={cells}"), format!("{cells:.1} cells per wavelength"))
        }
        (None, Some(CellSize::Uniform(cell))) => {
            (format!("grid.cell_um={}", cell / factor), format!("cells of {:.4} µm", cell / factor))
        }
        (None, Some(CellSize::PerAxis(cells))) => {
            let cells = cells.map(|cell| cell / factor);
            (format!("grid.cell_um={cells:?}"), format!("cells of {cells:.4?} µm"))
        }
        (None, None) => return Err(Failure::Job("the grid needs either cells_per_wavelength or cell_um".into())),
    };
    let mut finer = args.clone();
    finer.set.push(set);
    // The series is the one document; the runs in between keep to themselves.
    finer.json = false;
    finer.quiet |= args.json;
    Ok((finer, size))
}

/// Largest change of |S|² in dB over wavelengths and paths above [`FAINT_DB`] in either.
fn change_db(coarser: &Results, finer: &Results) -> f64 {
    let [Some(a), Some(b)] = [coarser, finer].map(|results| results.sparams.as_ref()) else { return f64::NAN };
    let pairs = a.s.iter().zip(&b.s).map(|(a, b)| (db(a.norm()), db(b.norm())));
    pairs.filter(|(a, b)| a.max(*b) > FAINT_DB).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn say(args: &JobArgs, lines: &[serde_json::Value], target_db: f64, settled: bool) {
    if args.json {
        out!("{}", serde_json::json!({ "settled": settled, "target_db": target_db, "series": lines }));
    } else if !args.quiet {
        let end = if settled { "settled" } else { "NOT SETTLED" };
        out!("{end} to {target_db} dB after {} grids; paths below {FAINT_DB} dB were left out", lines.len());
    }
}
