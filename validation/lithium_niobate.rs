//! A rib of x-cut lithium niobate in oxide, light along the crystal's Y: the extraordinary index stands across the rib, the ordinary
//! one upright and along it (refs A10: finite elements of order 4, n_eff ± 1e-6, n_g ± 1e-5).

use super::Report;
use super::guide::{Guide, Medium, Span, corner_order};
use crate::material::tensor::isotropic;

const ORDINARY: f64 = 2.2111;
const EXTRAORDINARY: f64 = 2.1376;
const CLAD: f64 = 1.444;

pub fn lithium_niobate(report: &mut Report) {
    let crystal = Medium::crystal([ORDINARY, EXTRAORDINARY, ORDINARY], &isotropic(1.0));
    let beside = |growth| Span(3.0, 20, growth);
    let up = vec![Span(2.2, 16, 0.2), Span(0.3, 5, 1.0), Span(0.3, 5, 1.0), Span(2.2, 16, 5.0)];
    let guide = Guide {
        wavelength: 1.55,
        background: Medium::of_index(CLAD),
        parts: vec![(crystal.clone(), [-9.0, 9.0], [0.0, 0.3]), (crystal, [-0.7, 0.7], [0.0, 0.6])],
        across: [(-3.7, vec![beside(0.2), Span(1.4, 20, 1.0), beside(5.0)]), (-2.2, up)],
    };
    let found = guide.limits(2, corner_order(EXTRAORDINARY, CLAD)).unwrap();
    let known = [("TE0", 1.923_308_7, 2.215_815), ("TM0", 1.912_463_67, 2.374_849)];
    for (found, (name, n_eff, n_g)) in found.iter().zip(known) {
        // A mode of the other polarization is no answer.
        let measured = if found.te == name.starts_with("TE") { found.n_eff } else { f64::NAN };
        // As the nitride strip's, whose indices and steps per wavelength are alike.
        report.hold_modes(&format!("{name} n_eff"), measured, n_eff, 5e-6);
        report.hold_modes(&format!("{name} n_g"), found.n_g, n_g, 2.5e-5);
    }
}
