//! Level 2, the user's file: its schema (`schema`, the only home of defaults), how it is read (`read`), what is wrong with it
//! (`check`), and how a problem is shown in its place (`diagnostic`). `manual` prints the reference.

pub mod check;
mod conform;
pub mod diagnostic;
mod forms;
pub mod manual;
pub mod medium;
mod place;
pub mod read;
pub mod schema;
pub mod set;

pub use check::{check, material_help, nameable};
pub use diagnostic::{Problem, Problems};
pub use manual::{json_schema, manual, sections};
pub use medium::{fitted, medium, model};
pub use read::{read, read_file};
pub use schema::*;
pub use set::apply;
