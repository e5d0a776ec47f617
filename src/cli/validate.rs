//! `luxel validate`: cases with known answers, on every engine here.

use super::screen::{note, out};
use super::{Done, Failure};
use crate::validation::{CASES, Case, Outcome, Report};

#[derive(clap::Args)]
pub struct ValidateArgs {
    /// Cases by name, or by a part of it [default: all]
    case: Vec<String>,
    /// GPU adapter by part of its name; without it a hardware GPU if there is one
    #[arg(long)]
    device: Option<String>,
    #[arg(long)]
    json: bool,
    /// Prints the table of docs/validation.md
    #[arg(long)]
    markdown: bool,
}

pub fn validate(args: &ValidateArgs) -> Result<Done, Failure> {
    let mut report = Report::on(args.device.clone());
    for case in wanted(args)? {
        note!("{}: {}", case.id, case.what);
        let first = report.outcomes.len();
        report.run(case);
        if !args.json && !args.markdown {
            worst(&report.outcomes[first..]).for_each(row);
        }
    }
    if report.no_gpu {
        note!(
            "no GPU: {}",
            if args.device.is_some() { "no such adapter" } else { "name a software adapter with --device" }
        );
    }
    if args.json {
        out!("{}", serde_json::json!({ "cases": report.outcomes }));
    }
    if args.markdown {
        markdown(&report.outcomes);
    }
    let missed = report.outcomes.iter().filter(|outcome| !outcome.passed).count();
    note!("{} numbers held, {missed} did not", report.outcomes.len() - missed);
    match missed {
        0 => Ok(Done::Settled),
        _ => Err(Failure::Other(format!("{missed} of {} numbers are beyond their tolerance", report.outcomes.len()))),
    }
}

fn wanted(args: &ValidateArgs) -> Result<Vec<&'static Case>, Failure> {
    for name in &args.case {
        if !CASES.iter().any(|case| case.id.contains(name.as_str())) {
            let known: Vec<&str> = CASES.iter().map(|case| case.id).collect();
            return Err(Failure::Job(format!("there is no case `{name}`; there are {}", known.join(", "))));
        }
    }
    let asked = |case: &&Case| args.case.is_empty() || args.case.iter().any(|name| case.id.contains(name.as_str()));
    Ok(CASES.iter().filter(asked).collect())
}

/// Of each quantity on each engine the outcome nearest its tolerance, or furthest beyond.
fn worst(outcomes: &[Outcome]) -> impl Iterator<Item = &Outcome> {
    let mut kept: Vec<&Outcome> = Vec::new();
    let strain =
        |outcome: &Outcome| if outcome.error.is_nan() { f64::INFINITY } else { outcome.error / outcome.tolerance };
    for outcome in outcomes {
        let key = |o: &Outcome| (o.quantity.clone(), o.engine.clone(), o.precision.clone());
        match kept.iter_mut().find(|other| key(other) == key(outcome)) {
            Some(other) if strain(outcome) > strain(other) => *other = outcome,
            Some(_) => {}
            None => kept.push(outcome),
        }
    }
    kept.into_iter()
}

fn row(outcome: &Outcome) {
    let Outcome { quantity, engine, precision, measured, expected, error, tolerance, .. } = outcome;
    let held = if outcome.passed { "held" } else { "MISSED" };
    out!(
        "  {held:<6} {engine:<5} {precision}  {quantity:<36} {measured:>14.7e}  expected {expected:>10.4e}  error {error:.1e} of {tolerance:.1e}"
    );
}

fn markdown(outcomes: &[Outcome]) {
    out!(
        "# Validation\n\nPrinted by `luxel validate --markdown`; of each quantity on each engine the value nearest its tolerance."
    );
    for case in CASES.iter().filter(|case| outcomes.iter().any(|outcome| outcome.id == case.id)) {
        out!("\n## {}\n\n{}. Against: {}.\n", case.id, case.what, case.source);
        out!("| quantity | engine | measured | expected | error | tolerance | |\n|---|---|---|---|---|---|---|");
        let own: Vec<Outcome> = outcomes.iter().filter(|outcome| outcome.id == case.id).cloned().collect();
        for o in worst(&own) {
            let held = if o.passed { "held" } else { "missed" };
            let quantity = o.quantity.replace('|', "\\|");
            out!(
                "| {quantity} | {} {} | {:.7e} | {:.4e} | {:.1e} | {:.1e} | {held} |",
                o.engine,
                o.precision,
                o.measured,
                o.expected,
                o.error,
                o.tolerance
            );
        }
    }
}
