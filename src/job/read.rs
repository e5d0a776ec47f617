//! From text to a [`Job`].

use serde::Deserialize;
use toml::de::{DeTable, Deserializer, Error};

use super::{Job, Problem, Problems, conform};

/// Parses a job file's text. Every unknown key, missing key, wrong type, unknown word and number that is not finite is
/// reported, each at its place; a text that is not TOML gives one problem.
pub fn read(text: &str) -> Result<Job, Problems> {
    let root = DeTable::parse(text).map_err(|error| vec![syntax(&error)])?;
    let problems = conform::conform(root.get_ref());
    if !problems.is_empty() {
        return Err(problems);
    }
    Job::deserialize(Deserializer::from(root)).map_err(|error| {
        vec![beside(&error, Problem::new("", error.message(), "see the job reference: `luxel schema --markdown`"))]
    })
}

/// A text that is not TOML.
pub(super) fn syntax(error: &Error) -> Problem {
    let message = format!("this is not TOML: {}", error.message().replace('\n', ", "));
    beside(error, Problem::new("", message, "strings need quotes, keys `=`, arrays `[a, b]`; see https://toml.io"))
}

fn beside(error: &Error, problem: Problem) -> Problem {
    match error.span() {
        Some(span) => problem.at(span),
        None => problem,
    }
}
