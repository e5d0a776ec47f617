//! The report for the terminal.

use std::fmt::Write;

use super::figure::Mark;
use super::report::{Report, Rung};

/// Ladder, margins, watts, what a decibel costs, other ports, many ports, every figure.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail, so the results of `write!` carry nothing.
    let _ = writeln!(out, "{} ({}), {:.4} µm", report.name, report.preset, report.nominal.wavelength_um);
    ladder(report, &mut out);
    margins(report, &mut out);
    energy(report, &mut out);
    sensitivity(report, &mut out);
    comparison(report, &mut out);
    fleet(report, &mut out);
    figures(report, &mut out);
    out
}

fn ladder(report: &Report, out: &mut String) {
    let wide = report.ladder.iter().map(|rung| rung.name.chars().count()).max().unwrap_or(0);
    let _ = writeln!(out, "\n{:<wide$}  {:>7}  {:>7}  from", "ladder", "dB", "worst");
    for rung in &report.ladder {
        let _ = writeln!(
            out,
            "{:<wide$}  {:>7.3}  {:>7.3}  {}: {}",
            rung.name,
            rung.loss_db,
            rung.worst_db,
            rung.mark.name(),
            rung.source
        );
        let beneath = " ".repeat(wide + 20);
        if let Some(from) = &rung.provenance {
            let ran = from.engine.as_ref().zip(from.cells).map(|(engine, cells)| {
                let [nx, ny, nz] = from.shape.unwrap_or_default();
                let (version, precision) =
                    (from.version.as_deref().unwrap_or("?"), from.precision.as_deref().unwrap_or("?"));
                format!("; luxel {version}, {engine} {precision}, {cells} cells ({nx} x {ny} x {nz})")
            });
            let _ = writeln!(out, "{beneath}{}, sha256 {}…{}", from.file, &from.sha256[..12], ran.unwrap_or_default());
        }
        replaced(rung, &beneath, out);
    }
    let _ = writeln!(out, "{:<wide$}  {:>7.3}", "sum", report.nominal.ladder_db);
}

fn replaced(rung: &Rung, beneath: &str, out: &mut String) {
    if let (Some(before), Some(change)) = (rung.assumed_db, rung.port_w_change_at_same_oma) {
        let mark = rung.assumed_mark.map_or("", Mark::name);
        let _ = writeln!(out, "{beneath}in place of {before:.3} dB ({mark}): {change:+.4} W at the same OMA");
    }
}

fn margins(report: &Report, out: &mut String) {
    let (laser, nominal) = (&report.laser, &report.nominal);
    let how = if laser.sized { "sized for the target" } else { "as given" };
    let class = laser.class_dbm.map_or("none of the ELSFP classes".into(), |class| format!("ELSFP class {class} dBm"));
    let _ = writeln!(
        out,
        "\nlaser            {} × {:.2} dBm ({:.1} mW) {how}; {:.2} dBm would do: {class}",
        laser.count, laser.power_dbm, laser.power_mw, laser.needed_dbm
    );
    let _ = writeln!(
        out,
        "OMA at TP2       {:.2} dBm, of {:.2} required; ER {:.2} dB",
        nominal.oma_tp2_dbm, nominal.oma_required_dbm, nominal.er_db
    );
    let at = |point: &super::budget::Point| format!("{:.4} µm, {}", point.wavelength_um, point.corner);
    let _ = writeln!(
        out,
        "standard margin  {:.2} dB; worst {:.2} dB at {}; {:.2} dB with the laser at its least",
        nominal.standard_db,
        report.margin_db,
        at(&report.worst_standard),
        // Round-off below zero is no deficit.
        (100.0 * laser.margin_at_least_power_db).round() / 100.0 + 0.0
    );
    let _ = writeln!(
        out,
        "physics margin   {:.2} dB; worst {:.2} dB at {}; BER {:.1e} before FEC",
        nominal.physics_db,
        report.physics_margin_db,
        at(&report.worst_physics),
        nominal.received.ber
    );
    let spread = &report.statistics.monte_carlo;
    // Without spread the samples differ by round-off.
    if spread.sigma_db > 1e-9 {
        let exact = report
            .statistics
            .closed_form
            .map_or(String::new(), |exact| format!("; closed form {:.4}, {:.2} dB", exact.passed, exact.p5_margin_db));
        let _ = writeln!(
            out,
            "spread           σ {:.2} dB, yield {:.4}, 95 % have {:.2} dB or more ({} samples){exact}",
            spread.sigma_db, spread.passed, spread.p5_margin_db, report.statistics.samples
        );
    }
    if let (Some(miss), Some(determined)) =
        (report.statistics.surface_residual_db, report.statistics.surface_determined)
    {
        let apart = if determined { "" } else { "; they do not tell width, height and temperature apart: add corners" };
        let _ = writeln!(out, "surface          within {miss:.3} dB of the corners{apart}");
    }
    let verdict = if report.closes { "closes" } else { "DOES NOT CLOSE" };
    let _ = writeln!(out, "{verdict}: target {:.2} dB on both margins", report.target_db);
    report.warnings.iter().for_each(|warning| {
        let _ = writeln!(out, "warning: {warning}");
    });
}

fn energy(report: &Report, out: &mut String) {
    let _ = writeln!(out, "\n{:<12}  {:>7}  {:>8}", "port", "W", "pJ/bit");
    for part in report.energy.iter().filter(|part| part.w > 0.0) {
        let _ = writeln!(out, "{:<12}  {:>7.3}  {:>8.3}", part.name, part.w, part.pj_per_bit);
    }
    let _ = writeln!(out, "{:<12}  {:>7.3}  {:>8.3}", "sum", report.port_w, report.pj_per_bit);
    if (report.port_w_at_same_oma - report.port_w).abs() > 1e-9 {
        let _ = writeln!(out, "at the OMA of the preset's ladder {:.3} W", report.port_w_at_same_oma);
    }
}

fn sensitivity(report: &Report, out: &mut String) {
    let wide = report.sensitivity.iter().map(|one| one.name.chars().count()).max().unwrap_or(0).max(16);
    let _ = writeln!(
        out,
        "\n{:<wide$}  {:>8}  {:>8}  {:>6}  {:>10}  {:>9}  {:>9}",
        "1 dB more of", "W", "whole W", "passes", "W/dB each", "standard", "physics"
    );
    for one in &report.sensitivity {
        let _ = writeln!(
            out,
            "{:<wide$}  {:>+8.3}  {:>8.3}  {:>6}  {:>10.3}  {:>+6.2} dB  {:>+6.2} dB",
            one.name,
            one.plus_1_db_w,
            one.whole_w,
            one.passes,
            one.w_per_db_of_device,
            one.standard_margin_db,
            one.physics_margin_db
        );
    }
}

fn comparison(report: &Report, out: &mut String) {
    let wide = report.comparison.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let _ = writeln!(
        out,
        "\n{:<wide$}  {:>9}  {:>8}  {:>8}  {:>8}  {:>7}  {:>7}",
        "comparison", "ladder dB", "laser", "OMA TP2", "margin", "W", "pJ/bit"
    );
    for row in &report.comparison {
        let _ = writeln!(
            out,
            "{:<wide$}  {:>9.2}  {:>8.2}  {:>8.2}  {:>8.2}  {:>7.3}  {:>7.2}",
            row.name, row.ladder_db, row.laser_dbm, row.oma_tp2_dbm, row.standard_margin_db, row.port_w, row.pj_per_bit
        );
    }
    for path in &report.electrical {
        let _ = writeln!(
            out,
            "electrical, {} ({}): {} dB, {:.2} pJ/bit by {}",
            path.path, path.length, path.loss_db, path.pj_per_bit, path.by
        );
    }
}

fn fleet(report: &Report, out: &mut String) {
    let fleet = &report.fleet;
    let _ =
        writeln!(out, "\n{} ports        {:.3} MW, {:.2} GWh a year", fleet.ports, fleet.megawatt, fleet.gwh_per_year);
    if let Some(saving) = &fleet.saving {
        let _ = writeln!(
            out,
            "saved against {}: {:.2} W a port ({:.1} %), {:.3} MW, {:.2} GWh a year",
            saving.against, saving.port_w, saving.percent, saving.megawatt, saving.gwh_per_year
        );
    }
}

fn figures(report: &Report, out: &mut String) {
    let _ = writeln!(out, "\nfigures");
    for (key, figure) in &report.figures.0 {
        let _ = writeln!(out, "{key:<31} {:>10}  {}: {}", figure.value, figure.mark.name(), figure.source);
    }
}
