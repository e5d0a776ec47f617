//! From text to a [`Job`], or another kind of file with a schema.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use toml::de::{DeTable, Deserializer, Error};

use super::forms::Forms;
use super::{Job, Problem, Problems, conform};

/// Parses a job file's text. Every unknown key, missing key, wrong type, unknown word and number that is not finite is
/// reported, each at its place; a text that is not TOML gives one problem.
pub fn read(text: &str) -> Result<Job, Problems> {
    read_file(text, "job file", "see the job reference: `luxel schema --markdown`")
}

/// The same for another kind of file: what it is called, and where its reference is.
pub fn read_file<T: JsonSchema + DeserializeOwned>(text: &str, file: &str, reference: &str) -> Result<T, Problems> {
    let root = DeTable::parse(text).map_err(|error| vec![syntax(&error)])?;
    let problems = conform::conform(root.get_ref(), &Forms::of_file::<T>(), file);
    if !problems.is_empty() {
        return Err(problems);
    }
    T::deserialize(Deserializer::from(root))
        .map_err(|error| vec![beside(&error, Problem::new("", error.message(), reference))])
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
