//! Convolutional perfectly matched layer (Roden & Gedney 2000): stretched steps s = κ + σ/(α − iω), graded polynomially.
//! σ, κ and α are taken where each difference sits: on nodes for E, in cells for H.

use super::Profile;
use crate::raster::Axis;

/// Order of the polynomial that σ and κ rise with, and of α's fall.
const ORDER: f64 = 3.0;
const KAPPA_MAX: f64 = 3.0;
/// α at the absorber's inner face as a fraction of the centre's ω: keeps evanescent and slow fields from lingering.
const ALPHA: f64 = 0.05;

/// The medium and time scale that an absorber is made for.
#[derive(Clone, Copy, Debug)]
pub struct Absorber {
    /// Refractive index that waves reach it in.
    pub index: f64,
    /// Centre of the band, rad per µm/c.
    pub omega: f64,
    pub dt: f64,
}

/// Steps of an axis and the recursion of its absorbers.
pub fn profile(axis: &Axis, absorber: Absorber) -> Profile {
    if axis.collapsed {
        return Profile { inverse_dual: vec![0.0], inverse_primal: vec![0.0], ..Profile::default() };
    }
    let (cells, slab) = (axis.cells(), matched(axis, 0).max(matched(axis, 1)));
    let mut profile = Profile {
        inverse_dual: vec![0.0; cells + 1],
        inverse_primal: vec![0.0; cells + 1],
        slab,
        ..Profile::default()
    };
    for i in 0..cells {
        let dual = stretch(axis, absorber, axis.coordinate(i, false));
        let primal = stretch(axis, absorber, axis.coordinate(i, true));
        if i > 0 {
            profile.inverse_dual[i] = 1.0 / (dual.kappa * axis.dual(i));
        }
        // H tangential behind a magnetic wall is never driven.
        if axis.live().contains(&i) {
            profile.inverse_primal[i] = 1.0 / (primal.kappa * axis.primal(i));
        }
    }
    // Where only one end absorbs, the other's slab stretches nothing; on a short axis the two overlap.
    for i in (0..slab).chain(cells - slab..cells) {
        let dual = stretch(axis, absorber, axis.coordinate(i, false));
        let primal = stretch(axis, absorber, axis.coordinate(i, true));
        profile.b_node.push(dual.b);
        profile.c_node.push(dual.c / axis.dual(i));
        profile.b_cell.push(primal.b);
        profile.c_cell.push(primal.c / axis.primal(i));
    }
    profile
}

/// Cells of the PML at an end.
fn matched(axis: &Axis, end: usize) -> usize {
    if axis.adiabatic[end] { 0 } else { axis.pml[end] }
}

struct Stretch {
    kappa: f64,
    b: f64,
    c: f64,
}

fn stretch(axis: &Axis, absorber: Absorber, at: f64) -> Stretch {
    let [low, high] = axis.inside();
    let (depth, thickness, cells) = if at < low {
        (low - at, low - axis.nodes[0], matched(axis, 0))
    } else {
        (at - high, axis.nodes[axis.cells()] - high, matched(axis, 1))
    };
    if depth <= 0.0 || cells == 0 {
        return Stretch { kappa: 1.0, b: 0.0, c: 0.0 };
    }
    let (rise, step) = ((depth / thickness).powf(ORDER), thickness / cells as f64);
    // The usual optimum at the wall, 0.8 (m + 1)/(n Δ) (Taflove & Hagness 2005, §7.9.2).
    let sigma = 0.8 * (ORDER + 1.0) / (absorber.index * step) * rise;
    let kappa = 1.0 + (KAPPA_MAX - 1.0) * rise;
    let alpha = ALPHA * absorber.omega * (1.0 - depth / thickness);
    let b = (-(sigma / kappa + alpha) * absorber.dt).exp();
    Stretch { kappa, b, c: sigma / (sigma * kappa + kappa * kappa * alpha) * (b - 1.0) }
}
