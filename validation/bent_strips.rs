//! A silicon strip bent to small radii.

use super::Report;
use super::guide::{Guide, Span};
use luxel::modes::{Bend, Form};

pub fn bent_strips(report: &mut Report) {
    for (radius, out, cells) in [(2.0, 2.4, 34), (1.0, 1.8, 26)] {
      for (about, n, growth, pml) in [(1.2, 12, 6.0, 0), (1.4, 14, 4.0, 6), (1.8, 16, 4.0, 7)] {
        let inner = 0.5;
        let (core, clad) = (3.48, 1.444);
        let (before, after) = (Span(about, n, 1.0 / growth), Span(about, n, growth));
        let guide = Guide {
            wavelength: 1.55,
            background: clad,
            parts: vec![(core, [-0.25, 0.25], [0.0, 0.22])],
            across: [
                (-0.25 - inner, vec![Span(inner, 7, 0.4), Span(0.5, 12, 1.0), Span(out, cells, 2.0)]),
                (-about, vec![before, Span(0.22, 6, 1.0), after]),
            ],
        };
        let bend = Some(Bend { along: 0, at: 0.0, radius });
        let form = Form { pml: [[0, 10], [pml, pml]], bend, near: None };
        for refine in [1, 2, 3] {
            let t = std::time::Instant::now();
            let found = guide.open_modes(refine, 1, &form).unwrap()[0];
            eprintln!("R {radius} {about} {refine} {:.7} {:.6e} {:?}", found.n_eff, found.loss, t.elapsed());
        }
      }
    }
    let _ = report;
}
