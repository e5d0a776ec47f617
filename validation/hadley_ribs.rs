//! Hadley's ribs: weak guiding on a substrate of nearly the same index, under air (Hadley, J. Lightwave Technol. 20, 1210 (2002);
//! refs A_Hadley, the first and the last confirmed by finite elements of order 5).

use super::Report;
use super::guide::{Guide, Medium, Span, corner_order};

const FILM: f64 = 3.44;
const SUBSTRATE: f64 = 3.40;

/// Thickness of the slab beside the rib, cells over it and over the rest of the 1 µm, n_eff of the quasi-TE mode.
type Rib = (f64, [usize; 2], f64);
const RIBS: [Rib; 3] = [(0.0, [0, 10], 3.412_022), (0.2, [3, 9], 3.412_279), (0.7, [8, 5], 3.4141)];
const MORE_RIBS: [Rib; 2] = [(0.1, [2, 10], 3.412_126), (0.4, [5, 7], 3.412_774)];

pub fn hadley_ribs(report: &mut Report) {
    hold(report, &RIBS);
}

pub fn hadley_more(report: &mut Report) {
    hold(report, &MORE_RIBS);
}

fn hold(report: &mut Report, ribs: &[Rib]) {
    for &(slab, cells, n_eff) in ribs {
        let found = guide(slab, cells).limits(1, corner_order(FILM, 1.0)).unwrap();
        let measured = if found[0].te { found[0].n_eff } else { f64::NAN };
        // A third of what the two extrapolations take off the finest grid, 5e-5; the reference has 3e-6.
        report.hold_modes(&format!("slab of {slab} µm: n_eff"), measured, n_eff, 2e-5);
    }
}

fn guide(slab: f64, [low, high]: [usize; 2]) -> Guide {
    let wide = [-50.0, 50.0];
    let beside = |growth| Span(7.0, 16, growth);
    let half = |growth| Span(1.5, 11, growth);
    // Steps are short towards the air, where the field falls by e in 56 nm.
    let up = [Span(7.0, 18, 1.0 / 15.0), Span(slab, low, 1.0), Span(1.0 - slab, high, 0.4), Span(0.7, 7, 6.0)];
    let mut parts =
        vec![(Medium::of_index(SUBSTRATE), wide, [-50.0, 0.0]), (Medium::of_index(FILM), [-1.5, 1.5], [0.0, 1.0])];
    if slab > 0.0 {
        parts.push((Medium::of_index(FILM), wide, [0.0, slab]));
    }
    Guide {
        wavelength: 1.15,
        background: Medium::of_index(1.0),
        parts,
        across: [
            (-8.5, vec![beside(1.0 / 30.0), half(0.25), half(4.0), beside(30.0)]),
            (-7.0, up.into_iter().filter(|span| span.1 > 0).collect()),
        ],
    }
}
