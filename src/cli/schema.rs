//! `luxel schema`: the job file's JSON Schema or manual.

use super::screen::out;
use super::{Done, Failure};
use crate::job::manual;

pub fn schema(markdown: bool) -> Result<Done, Failure> {
    out!("{}", if markdown { manual::manual() } else { manual::json_schema() });
    Ok(Done::Settled)
}
