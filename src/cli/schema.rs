//! `luxel schema`: JSON Schema or manual of the job file, or of the link file.

use super::screen::out;
use super::{Done, Failure};
use crate::job::{self, Job};
use crate::link::{self, LinkFile};

pub fn schema(markdown: bool, of_link: bool) -> Result<Done, Failure> {
    out!(
        "{}",
        match (markdown, of_link) {
            (true, false) => job::manual(),
            (true, true) => link::manual(),
            (false, false) => job::json_schema::<Job>(),
            (false, true) => job::json_schema::<LinkFile>(),
        }
    );
    Ok(Done::Settled)
}
