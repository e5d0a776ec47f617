//! The silicon strip bent to radii of 1 to 10 µm: n_eff at the strip's middle and radiation loss (refs A6: finite elements, exact
//! cylindrical map and PML, one method). The loss at 5 and 10 µm is below what the reference resolves, 5e-11.

use super::Report;
use super::guide::{Guide, Medium, Span, corner_order};
use luxel::modes::{Bend, Form};

const CORE: f64 = 3.48;
const CLAD: f64 = 1.444;

/// Radius and n_eff; loss where there is any, and the reference's own uncertainty of it.
const BENDS: [(f64, f64, Option<f64>); 4] = [
    (1.0, 2.488_060_8, Some(1.169_085e-3)),
    (2.0, 2.458_590_6, Some(1.658_145e-6)),
    (5.0, 2.451_053_8, None),
    (10.0, 2.449_998, None),
];

pub fn bent_strips(report: &mut Report) {
    let order = corner_order(CORE, CLAD);
    for (radius, n_eff, loss) in BENDS {
        let bend = Some(Bend { along: 0, at: 0.0, radius });
        // Beyond r = R n_eff/1.444 the field runs off, at 1.7 R; the absorber begins after that, and above and below as well.
        let (out, pml) = match loss {
            Some(_) => (Span(0.7 + 1.1 * radius, 14 + (12.0 * radius) as usize, 2.0), [[0, 10], [6, 6]]),
            None => (Span(1.2, 12, 6.0), [[0; 2]; 2]),
        };
        let form = Form { pml, bend, near: None };
        let found = guide(out).open_limit(&form, order).unwrap();
        let measured = if found.te { found.n_eff } else { f64::NAN };
        // As the silicon strips', whose finest steps are shorter by 3/4: (4/3)^1.4 times their 5e-5.
        report.hold_modes(&format!("R = {radius} µm: n_eff"), measured, n_eff, 7.5e-5);
        if let Some(loss) = loss {
            // A third of what the two extrapolations take off the finest grid, 1.5 % at 1 µm and 3 % at 2 µm, where the way through
            // the cladding to 1.7 R is twice as long.
            report.hold_modes(&format!("R = {radius} µm: loss, relative"), found.loss / loss, 1.0, 5e-3 * radius);
        }
    }
    // Nothing is lost at 5 µm: above and below walls will do, which the field reaches as e^(−2 × 8/µm × 1.8 µm). The reference's bound.
    let form = Form { pml: [[0, 10], [0, 0]], bend: Some(Bend { along: 0, at: 0.0, radius: 5.0 }), near: None };
    let found = guide(Span(5.0, 60, 2.0)).open_modes(1, 1, &form).unwrap();
    report.hold_modes("R = 5 µm: loss", found[0].loss, 0.0, 5e-11);
}

/// The radius runs along y.
fn guide(out: Span) -> Guide {
    let (before, after) = (Span(1.8, 15, 0.2), Span(1.8, 15, 5.0));
    Guide {
        wavelength: 1.55,
        background: Medium::of_index(CLAD),
        parts: vec![(Medium::of_index(CORE), [-0.25, 0.25], [0.0, 0.22])],
        across: [
            (-0.75, vec![Span(0.5, 7, 0.4), Span(0.5, 12, 1.0), out]),
            (-1.8, vec![before, Span(0.22, 6, 1.0), after]),
        ],
    }
}
