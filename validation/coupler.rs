//! Two parallel strips, gap 200 nm: even and odd supermode in one window, the coupling length and the power that crosses over a
//! length (refs A11 and C3: finite elements of order 4).

use std::f64::consts::PI;

use super::Report;
use super::guide::{Guide, Medium, Span, corner_order};

const WAVELENGTH: f64 = 1.55;
/// Length in µm and the part of the power on the other strip after it.
const CROSSED: [(f64, f64); 4] = [(5.0, 0.041_609), (10.0, 0.159_509), (15.0, 0.334_079), (20.0, 0.536_264)];

pub fn coupler(report: &mut Report) {
    let (core, clad, height) = (3.48, 1.444, [0.0, 0.22]);
    let (strip, gap) = (Span(0.5, 12, 1.0), Span(0.2, 5, 1.0));
    let (before, after) = (Span(1.2, 12, 0.2), Span(1.2, 12, 5.0));
    let guide = Guide {
        wavelength: WAVELENGTH,
        background: Medium::of_index(clad),
        parts: vec![(Medium::of_index(core), [-0.6, -0.1], height), (Medium::of_index(core), [0.1, 0.6], height)],
        across: [(-1.8, vec![before, strip, gap, strip, after]), (-1.2, vec![before, Span(0.22, 6, 1.0), after])],
    };
    let found = guide.limits(2, corner_order(core, clad)).unwrap();
    // As for the silicon strips.
    for (found, name, n_eff, n_g) in
        [(found[0], "even", 2.460_925_8, 3.983_256), (found[1], "odd", 2.440_655_41, 4.114_191)]
    {
        report.hold_modes(&format!("{name} n_eff"), found.n_eff, n_eff, 5e-5);
        report.hold_modes(&format!("{name} n_g"), found.n_g, n_g, 1.6e-4);
    }
    // Both modes see the same corners: a tenth of the 5e-5 in their difference of 0.0203, and the reference's own 0.002.
    let difference = found[0].n_eff - found[1].n_eff;
    report.hold_modes("coupling length, µm", WAVELENGTH / (2.0 * difference), 38.233, 0.012);
    for (length, crossed) in CROSSED {
        // πL/λ < 41 times these 5e-6, and the reference's own 1e-4.
        let power = (PI * difference * length / WAVELENGTH).sin().powi(2);
        report.hold_modes(&format!("power crossed in {length} µm"), power, crossed, 3e-4);
    }
}
