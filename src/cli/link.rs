//! `luxel link`: whether a port closes, and what it costs.

use std::path::{Path, PathBuf};

use super::screen::{note, out};
use super::{Done, Failure};
use crate::job::{Problems, apply, diagnostic};
use crate::link::{self, picture};

#[derive(clap::Args)]
pub struct LinkArgs {
    /// The link file (TOML)
    link: PathBuf,
    /// Picture of the port's watts beside those of what it replaces (.svg or .png)
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Replaces a value of the link file, e.g. --set receiver.tdecq_db=2
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

pub fn link(args: &LinkArgs) -> Result<Done, Failure> {
    let shown = args.link.display().to_string();
    let text =
        std::fs::read_to_string(&args.link).map_err(|why| Failure::Job(format!("cannot read {shown}: {why}")))?;
    let told = |text: &str, problems: &Problems| {
        if args.json {
            out!("{}", serde_json::json!({ "problems": diagnostic::json(text, problems) }));
        }
        Failure::Job(diagnostic::render_for_terminal(&shown, text, problems))
    };
    let pairs: Vec<(&str, &str)> = args.set.iter().map(|set| set.split_once('=').unwrap_or((set, ""))).collect();
    let text = apply(&text, &pairs).map_err(|problems| told(&text, &problems))?;
    let folder = args.link.parent().unwrap_or(Path::new(""));
    let built = link::read(&text).and_then(|file| link::build(&file, folder));
    let report = link::report(&built.map_err(|problems| told(&text, &problems))?);
    if let Some(path) = &args.output {
        picture::bars(path, &report)?;
        note!("wrote {}", path.display());
    }
    match args.json {
        true => out!("{}", serde_json::json!(report)),
        false => out!("{}", link::text(&report)),
    }
    Ok(if report.closes { Done::Settled } else { Done::UnderTarget })
}
