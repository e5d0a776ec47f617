//! Level 11, the command line: one short function per subcommand.

mod bench;
mod check;
mod converge;
mod devices;
mod export;
mod link;
mod modes;
mod plot;
mod prepare;
mod run;
mod schema;
mod screen;
mod validate;
mod warn;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::engine::EngineError;
use crate::job::{EngineChoice, Precision};
use crate::results::file::FileError;
use crate::results::picture::PictureError;

/// A field solver for integrated photonics: from a layout to S-parameters.
#[derive(Parser)]
#[command(name = "luxel", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs a job: S-table and insertion loss on screen, HDF5 and pictures beside it
    Run(RunArgs),
    /// Says what is wrong with a job; else what it costs. Nothing is run
    Check(JobArgs),
    /// Solves the modes of every port: indices on screen, HDF5 and pictures beside it
    Modes(JobArgs),
    /// Lists engines and adapters, and which one `auto` takes
    Devices {
        #[arg(long)]
        json: bool,
    },
    /// Times this machine's engines on fixed workloads, beside its memory bandwidth
    Bench(bench::BenchArgs),
    /// Runs cases with known answers on every engine here: measured, expected, error, tolerance
    Validate(validate::ValidateArgs),
    /// Draws fields, modes and S-parameters of a result file
    Plot {
        /// A result file
        results: PathBuf,
    },
    /// Judges an optical port: ladder, margins, watts and pJ/bit, what a decibel costs, beside other ports
    Link(link::LinkArgs),
    /// Writes S-parameters of a result file for other tools
    Export(export::ExportArgs),
    /// Prints the JSON Schema of the job file, or its manual
    Schema {
        #[arg(long)]
        markdown: bool,
        /// Of the link file
        #[arg(long)]
        link: bool,
    },
}

#[derive(Args)]
struct RunArgs {
    #[command(flatten)]
    job: JobArgs,
    /// Refines the grid until no |S|² above −20 dB changes by more than so many dB, and prints the series
    #[arg(long, value_name = "DB", num_args = 0..=1, default_missing_value = "0.02")]
    converge: Option<f64>,
}

/// What run, check and modes have in common.
#[derive(Args, Clone)]
struct JobArgs {
    /// The job file (TOML)
    job: PathBuf,
    /// Result file [default: the job's name, beside the job file]
    #[arg(short, long)]
    output: Option<PathBuf>,
    #[arg(long, value_enum)]
    engine: Option<EngineChoice>,
    /// GPU adapter by part of its name; the only way to take a software adapter
    #[arg(long)]
    device: Option<String>,
    #[arg(long, value_enum)]
    precision: Option<Precision>,
    /// CPU threads; 0 takes all
    #[arg(long)]
    threads: Option<usize>,
    /// Replaces a value of the job file, e.g. --set grid.cells_per_wavelength=10
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// No progress bar and no table
    #[arg(long)]
    quiet: bool,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// What ends a command early; each kind has its exit code.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The job is wrong; the text shows every problem in its place.
    #[error("{0}")]
    Job(String),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error("{0}")]
    Other(String),
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Failure::Job(_) => 2,
            Failure::Engine(EngineError::Diverged { .. }) => 4,
            Failure::Engine(_) => 3,
            Failure::File(_) | Failure::Picture(_) | Failure::Other(_) => 1,
        }
    }
}

/// How a command ended that gave its results.
enum Done {
    Settled,
    /// The grid could not be refined until S settled.
    Unsettled,
    /// The port's margin is under its target.
    UnderTarget,
    /// Stopped by its time limit.
    TimeLimit,
    Interrupted,
}

/// Parses the command line, runs the command, gives its exit code: 0 done; 2 the job is wrong; 3 it cannot run here; 4 it
/// diverged; 5 stopped before it settled; 6 the port's margin is under its target; 130 interrupted; 1 anything else.
pub fn main() -> ExitCode {
    quiet_drivers();
    let ended = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Check(args) => check::check(&args),
        Command::Modes(args) => modes::modes(&args),
        Command::Devices { json } => devices::devices(json),
        Command::Bench(args) => bench::bench(&args),
        Command::Validate(args) => validate::validate(&args),
        Command::Plot { results } => plot::plot(&results),
        Command::Link(args) => link::link(&args),
        Command::Export(args) => export::export(&args),
        Command::Schema { markdown, link } => schema::schema(markdown, link),
    };
    match ended {
        Ok(Done::Settled) => ExitCode::SUCCESS,
        Ok(Done::TimeLimit | Done::Unsettled) => ExitCode::from(5),
        Ok(Done::UnderTarget) => ExitCode::from(6),
        Ok(Done::Interrupted) => ExitCode::from(130),
        Err(failure) => {
            screen::note!("{failure}");
            ExitCode::from(failure.code())
        }
    }
}

/// Keeps Mesa's device-selection layer, which asks the display server for its GPU, from complaining on standard error where
/// there is none. It only orders adapters, and luxel chooses among them itself.
fn quiet_drivers() {
    if std::env::var_os("XDG_RUNTIME_DIR").is_none() {
        // SAFETY: the first thing that the program does, while it has one thread; no other code reads the environment yet.
        unsafe { std::env::set_var("NODEVICE_SELECT", "1") };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_failure_has_its_exit_code() {
        let diverged = EngineError::Diverged { step: 100, energy: f64::INFINITY, x_um: 0.0, courant: 0.99 };
        assert_eq!(Failure::from(diverged).code(), 4);
        assert_eq!(Failure::from(EngineError::NoAdapter(String::new())).code(), 3);
        assert_eq!(Failure::Job(String::new()).code(), 2);
        assert_eq!(Failure::Other(String::new()).code(), 1);
    }
}
