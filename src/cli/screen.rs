//! Lines on standard output and standard error. A reader that has gone (`luxel check … | head -1`) is no error: its lines
//! are dropped and the command goes on to its own exit code, where `println!` would panic.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// A line on standard output, as `println!`.
macro_rules! out {
    ($($line:tt)*) => { crate::cli::screen::line(std::io::stdout(), format_args!($($line)*)) };
}

/// A line on standard error, as `eprintln!`.
macro_rules! note {
    ($($line:tt)*) => { crate::cli::screen::line(std::io::stderr(), format_args!($($line)*)) };
}

pub(super) use {note, out};

/// Writes a line; output that cannot be written for any other reason (a full disk) ends the program with code 1.
pub fn line(mut to: impl Write, line: Arguments) {
    if let Err(error) = writeln!(to, "{line}").and_then(|()| to.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        // Standard error may be what failed; then nobody can be told.
        let _ = writeln!(std::io::stderr(), "cannot write output: {error}");
        std::process::exit(1);
    }
}
