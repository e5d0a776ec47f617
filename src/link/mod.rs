//! Level 10, the link: from devices' losses to the margin, the watts and the pJ/bit of an optical port. A link file (`file`) and a
//! preset make a `Link` (`build`), whose `report` is all that is told of it. Powers in dBm, losses and margins in dB.

pub mod budget;
pub mod build;
mod check;
pub mod compare;
pub mod decibel;
pub mod device;
pub mod energy;
pub mod figure;
pub mod file;
pub mod junction;
pub mod ladder;
pub mod laser;
mod manual;
pub mod modulation;
pub mod penalty;
pub mod picture;
pub mod preset;
pub mod receiver;
pub mod report;
pub mod ring;
pub mod sensitivity;
pub mod standard;
pub mod statistics;
mod text;

pub use build::{Link, build, of_preset};
pub use file::LinkFile;
pub use manual::manual;
pub use report::{Report, report};
pub use text::text;

use crate::job::{Problems, read_file};

/// Parses a link file's text.
///
/// # Errors
/// Every unknown key, missing key, wrong type and number that is not finite, each at its place.
pub fn read(text: &str) -> Result<LinkFile, Problems> {
    read_file(text, "link file", "see the link reference: `luxel schema --link --markdown`")
}
