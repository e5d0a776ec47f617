//! `luxel plot`: pictures of a result file.

use std::path::Path;

use super::screen::out;
use super::{Done, Failure};
use crate::results::{file, picture};

pub fn plot(path: &Path) -> Result<Done, Failure> {
    let results = file::read(path)?;
    for picture in picture::draw(&results, path)? {
        out!("wrote {}", picture.display());
    }
    Ok(Done::Settled)
}
