//! Level 1, materials: permittivity as poles (`model`) or along a crystal's axes (`tensor`), whether it is passive, the library with its sources, tables and files, the
//! fit of poles to them, and what carriers, fields and heat change (`perturb`).

pub mod dispersion;
pub mod file;
pub mod fit;
pub mod formula;
pub mod library;
pub mod model;
pub mod passivity;
pub mod perturb;
pub mod table;
pub mod tensor;

pub use dispersion::Dispersion;
pub use fit::Fitted;
pub use formula::Formula;
pub use library::{LibraryEntry, entry, index, library, names};
pub use model::{Gain, Model, Pole};
pub use table::Table;
pub use tensor::Tensor;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MaterialError {
    #[error("there is no material `{name}` in the library")]
    Unknown { name: String },
    #[error(
        "`{name}` is known from {} to {} µm, but {wavelength_um} µm is asked for",
        range_um[0], range_um[1]
    )]
    OutOfRange { name: String, wavelength_um: f64, range_um: [f64; 2] },
    #[error("cannot read {path}: {why}")]
    File { path: String, why: String },
    #[error(
        "{poles} poles leave an error of {max:.1e} in the index of `{name}` at {wavelength_um:.4} µm, more than {tolerance:.1e}"
    )]
    Fit { name: String, poles: usize, max: f64, wavelength_um: f64, tolerance: f64 },
    #[error("`{name}` amplifies: Im ε is {im_epsilon:.3e} at {wavelength_um:.4} µm")]
    Gain { name: String, wavelength_um: f64, im_epsilon: f64 },
}
