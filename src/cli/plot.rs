//! `luxel plot`: pictures of a result file.

use std::path::Path;

use super::{Done, Failure};
use crate::results::{file, picture};

pub fn plot(path: &Path) -> Result<Done, Failure> {
    let results = file::read(path)?;
    for picture in picture::draw(&results, path)? {
        println!("wrote {}", picture.display());
    }
    Ok(Done::Settled)
}
