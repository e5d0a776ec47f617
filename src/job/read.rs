//! From text to a [`Job`].

use super::{Job, Problems};

/// Parses a job file's text; every unknown key, missing key and wrong type is reported.
pub fn read(_text: &str) -> Result<Job, Problems> {
    todo!()
}
