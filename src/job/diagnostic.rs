//! A problem in a job file, shown at its place.

/// One problem. `path` names the value as TOML would (`port[1].center_um`, `grid.cell_um`, `stack.layer[0].z_um[1]`); the place in
/// the file is found from it when the problem is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub path: String,
    /// What is wrong, with both numbers.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    pub fn new(
        path: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Problem {
            path: path.into(),
            message: message.into(),
            help: help.into(),
        }
    }
}

/// All problems found, in file order where they have one.
pub type Problems = Vec<Problem>;
