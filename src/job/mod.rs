//! Level 2, the user's file: its schema (`schema`, the only home of defaults), how it is read (`read`), what is wrong with it
//! (`check`), and how a problem is shown in its place (`diagnostic`).

pub mod check;
pub mod diagnostic;
pub mod read;
pub mod schema;

pub use diagnostic::{Problem, Problems};
pub use read::read;
pub use schema::*;
