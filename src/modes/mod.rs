//! Level 5, waveguide modes on the run's own Yee cross-section, at the leapfrog's frequency, with the lattice's own β along
//! the axis: the mode *is* the run's mode, and a straight guide reflects nothing.

pub mod operator;
pub mod solve;

pub use solve::{Mode, ModeError, Section, solve};
