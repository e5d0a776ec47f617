//! Level 5, waveguide modes on the run's own Yee cross-section, at the leapfrog's frequency, with the lattice's own β along
//! the axis: the mode *is* the run's mode, and a straight guide reflects nothing.

pub mod basis;
mod coupled;
mod degenerate;
mod eigen;
pub mod mode;
pub mod number;
pub mod operator;
pub mod overlap;
pub mod section;
pub mod solve;
mod window;

pub use basis::Basis;
pub use mode::Mode;
pub use number::Number;
pub use overlap::{amplitudes, overlap};
pub use section::{Bend, Form, Section};
pub use solve::{ModeError, solve};

#[cfg(test)]
mod guides;
