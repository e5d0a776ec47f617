//! The leaky photonic wire of COST P11: silicon on 1 µm of oxide on silicon, whose TE mode leaks into the substrate.

use super::Report;
use super::guide::{Guide, Span, corner_order};
use luxel::modes::Form;

pub fn leaky_wire(report: &mut Report) {
    let (silicon, oxide, air, wide) = (3.5, 1.45, 1.0, [-9.0, 9.0]);
    let (before, after) = (Span(1.2, 12, 1.0 / 6.0), Span(1.2, 12, 6.0));
    let guide = Guide {
        wavelength: 1.55,
        background: air,
        parts: vec![(silicon, wide, [-9.0, -1.0]), (oxide, wide, [-1.0, 0.0]), (silicon, [-0.25, 0.25], [0.0, 0.22])],
        across: [
            (-1.45, vec![before, Span(0.5, 12, 1.0), after]),
            (-2.0, vec![Span(1.0, 20, 1.0), Span(1.0, 18, 0.5), Span(0.22, 6, 1.0), Span(0.8, 10, 5.0)]),
        ],
    };
    let form = Form { pml: [[0, 0], [12, 0]], near: Some(2.41), ..Form::default() };
    for refine in [1, 2, 4] {
        let t = std::time::Instant::now();
        let found = guide.open_modes(refine, 1, &form).unwrap();
        eprintln!("{refine} {:?} {:?}", found, t.elapsed());
    }
    let _ = (report, corner_order(silicon, air));
}
