//! Cases with known answers, each on every engine here: CPU f64 (the reference), CPU f32, and a GPU adapter (a software one
//! counts for correctness). Every file is one case: the number, its source, its tolerance and why.

mod cavity_frequency;
mod cpml_reflection;
mod energy_conservation;
mod fresnel_slab;
mod lab;
mod slab_guide;
mod straight_strip;
mod vacuum_dispersion;
