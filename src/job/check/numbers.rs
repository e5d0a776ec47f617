//! Spectrum, grid, domain and run.

use super::Report;
use crate::job::medium::highest_index;
use crate::job::{CellSize, Job, Precision};
use crate::yee::AXES;

/// Wavelengths of a band: each is a Fourier sum at every point of a port.
const MOST_POINTS: usize = 100_000;
/// Cells per wavelength that a grid may have: fewer cannot carry a wave, more are a slip of the pen.
const CELLS: [f64; 2] = [2.0, 200.0];
/// Energy decay that a run may ask for. Under f32, rounding noise keeps the energy above the last.
const DECAY: [f64; 2] = [1e-9, 0.1];
const DECAY_F32: f64 = 1e-7;
/// The longest wavelength, µm, that is not more likely to be meant in nanometres.
const LONGEST_UM: f64 = 100.0;

pub fn check(job: &Job, report: &mut Report) {
    report.name("name", &job.name);
    spectrum(job, report);
    grid(job, report);
    domain(job, report);
    refine(job, report);
    run(job, report);
}

fn spectrum(job: &Job, report: &mut Report) {
    let path = "spectrum.wavelength_um";
    let [short, long] = job.spectrum.wavelength_um;
    for (i, wavelength) in [short, long].into_iter().enumerate() {
        report.positive(&format!("{path}[{i}]"), wavelength);
    }
    if long > LONGEST_UM {
        let message = format!("the band reaches {long} µm, beyond {LONGEST_UM} µm");
        let help = format!("wavelengths are in µm: {long} nm is {}", long / 1000.0);
        report.add(path, message, help);
    }
    report.ascending(path, [short, long]);
    if job.spectrum.points == 0 {
        let message = "`spectrum.points` is 0, but at least 1 wavelength is needed";
        report.add("spectrum.points", message, "11 is usual for 100 nm");
    }
    if job.spectrum.points > MOST_POINTS {
        let message =
            format!("`spectrum.points` is {}, but {MOST_POINTS} wavelengths are the most", job.spectrum.points);
        report.add("spectrum.points", message, "11 is usual for 100 nm, and 1001 for a ring");
    }
}

fn grid(job: &Job, report: &mut Report) {
    let grid = &job.grid;
    match (grid.cells_per_wavelength, grid.cell_um) {
        (Some(_), Some(_)) => report.add(
            "grid",
            "`cells_per_wavelength` and `cell_um` are both given",
            "keep one: `cells_per_wavelength` for a graded grid, `cell_um` for a uniform one",
        ),
        (None, None) if all_given(job) => {}
        (None, None) => report.add(
            "grid",
            "the grid has neither `cells_per_wavelength` nor `cell_um`",
            "add `cells_per_wavelength = 10`",
        ),
        (Some(cells), None) if !within(cells, CELLS) => report.add(
            "grid.cells_per_wavelength",
            format!("{cells} cells per wavelength are outside {} to {}", CELLS[0], CELLS[1]),
            "6 is a quick look, 10 usual, 20 fine",
        ),
        (Some(_), None) => {}
        (None, Some(CellSize::Uniform(size))) => cell(job, "grid.cell_um", size, report),
        (None, Some(CellSize::PerAxis(sizes))) => {
            let flat = job.domain.flat.map(|axis| axis as usize);
            for (i, size) in sizes.into_iter().enumerate().filter(|(i, _)| flat != Some(*i)) {
                cell(job, &format!("grid.cell_um[{i}]"), size, report);
            }
        }
    }
    nodes(job, report);
    if grid.max_growth <= 1.0 || grid.max_growth > 2.0 {
        let message = format!("`grid.max_growth` is {}, but must be above 1 and at most 2", grid.max_growth);
        report.add("grid.max_growth", message, "1.4 is usual");
    }
    if grid.courant <= 0.0 || grid.courant > 1.0 {
        let message = format!("`grid.courant` is {}, but must be above 0 and at most 1", grid.courant);
        report.add("grid.courant", message, "0.99 is usual; above 1 every run diverges");
    }
}

/// Whether the job gives the nodes along every axis that has cells.
fn all_given(job: &Job) -> bool {
    let flat = job.domain.flat.map(|axis| axis as usize);
    job.grid.nodes_um.by_axis().iter().enumerate().all(|(axis, nodes)| !nodes.is_empty() || flat == Some(axis))
}

/// Nodes of the job's own: at least two, ascending, and in place of the domain's extent.
fn nodes(job: &Job, report: &mut Report) {
    let domain = [job.domain.x_um, job.domain.y_um, job.domain.z_um];
    for (axis, nodes) in job.grid.nodes_um.by_axis().into_iter().enumerate().filter(|(_, nodes)| !nodes.is_empty()) {
        let name = AXES[axis];
        let path = format!("grid.nodes_um.{name}");
        if let [only] = nodes {
            report.add(&path, format!("{only} is the only node along {name}"), "give the domain's two ends at least");
        }
        if let Some(i) = nodes.windows(2).position(|pair| pair[0].is_nan() || pair[1].is_nan() || pair[0] >= pair[1]) {
            let message = format!("nodes must ascend, but after {} comes {}", nodes[i], nodes[i + 1]);
            report.add(format!("{path}[{}]", i + 1), message, "sort them and leave out doubles");
        }
        if domain[axis].is_some() {
            let message = format!("`domain.{name}_um` and the nodes along {name} are both given");
            report.add(&path, message, format!("leave `domain.{name}_um` out: the nodes' ends are the domain's"));
        }
        if job.domain.flat.map(|flat| flat as usize) == Some(axis) {
            let message = format!("nothing varies along {name}, the flat axis, but it has nodes");
            report.add(&path, message, "leave them out, or `domain.flat`");
        }
    }
}

/// A uniform cell, by how many of them a wavelength has in the densest material.
fn cell(job: &Job, path: &str, size_um: f64, report: &mut Report) {
    report.positive(path, size_um);
    let wavelength_um = job.spectrum.wavelength_um[0] / highest_index(job);
    let cells = wavelength_um / size_um;
    let is_known = size_um > 0.0 && wavelength_um > 0.0 && wavelength_um <= LONGEST_UM;
    if is_known && !within(cells, CELLS) {
        let message = format!(
            "cells of {size_um} µm are {cells:.3} per wavelength in the densest material, outside {} to {}",
            CELLS[0], CELLS[1]
        );
        report.add(path, message, format!("10 per wavelength are {:.3} µm", wavelength_um / 10.0));
    }
}

/// Boxes with finer steps.
fn refine(job: &Job, report: &mut Report) {
    for (i, refine) in job.grid.refine.iter().enumerate() {
        let path = format!("grid.refine[{i}]");
        let extents = [("x_um", refine.x_um), ("y_um", refine.y_um), ("z_um", refine.z_um)];
        for (key, extent) in extents {
            if let Some(extent) = extent {
                report.ascending(&format!("{path}.{key}"), extent);
            }
        }
        if extents.iter().all(|(_, extent)| extent.is_none()) {
            report.add(&path, "the box has no extent along any axis", "give x_um, y_um or z_um");
        }
        if job.grid.cell_um.is_some() && job.grid.cells_per_wavelength.is_none() {
            let help = "give `grid.cells_per_wavelength` instead of `grid.cell_um`";
            report.add(&path, "a box refines a graded grid, but `grid.cell_um` makes a uniform one", help);
        }
        match (refine.cells_per_wavelength, refine.cell_um) {
            (Some(cells), None) if !within(cells, CELLS) => report.add(
                format!("{path}.cells_per_wavelength"),
                format!("{cells} cells per wavelength are outside {} to {}", CELLS[0], CELLS[1]),
                "twice those of the grid are usual",
            ),
            (Some(_), None) => {}
            (None, Some(CellSize::Uniform(size))) => report.positive(&format!("{path}.cell_um"), size),
            (None, Some(CellSize::PerAxis(sizes))) => {
                for (axis, size) in sizes.into_iter().enumerate() {
                    report.positive(&format!("{path}.cell_um[{axis}]"), size);
                }
            }
            _ => report.add(
                &path,
                "the box needs either `cell_um` or `cells_per_wavelength`",
                "give one of them, e.g. cells_per_wavelength = 20",
            ),
        }
    }
}

fn domain(job: &Job, report: &mut Report) {
    let domain = &job.domain;
    for (axis, extent) in [("x", domain.x_um), ("y", domain.y_um), ("z", domain.z_um)] {
        if let Some(extent) = extent {
            report.ascending(&format!("domain.{axis}_um"), extent);
        }
    }
    report.positive("domain.margin_um", domain.margin_um);
}

fn run(job: &Job, report: &mut Report) {
    let decay = job.run.decay;
    let [least, most] = DECAY;
    if !within(decay, DECAY) {
        let message = format!("`run.decay` is {decay:e}, outside {least:e} to {most}");
        report.add("run.decay", message, "1e-5 is usual");
    } else if decay < DECAY_F32 && job.run.precision == Precision::F32 {
        let message = format!("`run.decay` is {decay:e}, under {DECAY_F32:e}, which rounding in f32 may never reach");
        let help = format!("raise it to {DECAY_F32:e}, or set run.precision = \"f64\"");
        report.add("run.decay", message, help);
    }
    if let Some(time) = job.run.max_time_fs {
        report.positive("run.max_time_fs", time);
    }
}

fn within(value: f64, [least, most]: [f64; 2]) -> bool {
    (least..=most).contains(&value)
}
