//! `luxel export`: S-parameters of a result file in other tools' formats.

use std::path::{Path, PathBuf};

use super::screen::out;
use super::{Done, Failure};
use crate::results::export::{self, ExchangeError, interconnect, touchstone};
use crate::results::{Results, SParams, file};

#[derive(clap::Args)]
pub struct ExportArgs {
    /// A result file
    results: PathBuf,
    #[arg(long, value_enum)]
    to: Format,
    /// Where it goes [default: beside the result file; Touchstone's .sNp takes its number of ports]
    #[arg(short, long)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// .sNp, for scikit-rf and RF tools
    Touchstone,
    /// .dat, for INTERCONNECT and SAX; corners as one .dat each with an .xml table
    Interconnect,
    /// .npz, for gplugins, SAX and NumPy
    Npz,
    /// .csv, for spreadsheets
    Csv,
}

pub fn export(args: &ExportArgs) -> Result<Done, Failure> {
    let results = file::read_device(&args.results)?;
    let refused = |why: ExchangeError| Failure::Job(format!("{}: {why}", args.results.display()));
    let mut written = Vec::new();
    if let Some(sparams) = &results.sparams {
        written.push(one(args, sparams, &results).map_err(refused)?);
    }
    if let (Some(corners), Format::Interconnect) = (&results.corners, args.to) {
        let path = place(args, "xml");
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (files, xml) = interconnect::corners(corners, &stem);
        written.extend(files.into_iter().map(|(name, text)| (path.with_file_name(name), text.into_bytes())));
        written.push((path, xml.into_bytes()));
    }
    if written.is_empty() {
        return Err(refused(ExchangeError::Whole("it holds no /sparams to export".into())));
    }
    for (path, bytes) in &written {
        std::fs::write(path, bytes).map_err(|why| Failure::Other(format!("{}: {why}", path.display())))?;
        out!("wrote {}", path.display());
    }
    Ok(Done::Settled)
}

/// A file of the results' S-parameters: where it goes and its bytes.
fn one(args: &ExportArgs, sparams: &SParams, results: &Results) -> Result<(PathBuf, Vec<u8>), ExchangeError> {
    Ok(match args.to {
        Format::Touchstone => {
            let (text, ports) = touchstone::write(sparams, &results.run)?;
            (place(args, &format!("s{ports}p")), text.into_bytes())
        }
        Format::Interconnect => (place(args, "dat"), interconnect::write(sparams).into_bytes()),
        Format::Npz => (place(args, "npz"), export::npz(sparams)?),
        Format::Csv => (place(args, "csv"), export::csv(sparams).into_bytes()),
    })
}

/// Where a file with this ending goes.
fn place(args: &ExportArgs, ending: &str) -> PathBuf {
    let named: &Path = args.output.as_deref().unwrap_or(&args.results);
    named.with_extension(ending)
}
