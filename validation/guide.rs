//! Cross-sections of guides on exact families of graded grids: doubling `refine` halves every step, with nodes on all faces, so that
//! what is left of an error after extrapolation is of higher order or the corners'. Steps along the guide and in time are so short
//! (0.01 nm) that the transverse lattice alone is judged: n (βΔ)²/24 < 1e-8.

pub use luxel::geometry::Medium;
use luxel::geometry::{Body, Extrusion, Scene, Structure, rings};
use luxel::modes::{Form, Mode, ModeError, Number, Section, solve};
use luxel::raster::{Axis, Frame, Grid, Permittivity};
use luxel::units::TAU;
use num_complex::Complex64;

/// Step along the guide and in time, µm.
const SHORT: f64 = 1e-5;
/// How many times finer than h the steps of [`Guide::levels`] are.
pub const LEVELS: [usize; 3] = [1, 2, 4];

/// Length, cells over it, and how many times longer they are at its end than at its start.
#[derive(Clone, Copy)]
pub struct Span(pub f64, pub usize, pub f64);

/// Rectangles of material in a background, seen along the guide: y across, z up. An axis of a single span is one cell on which
/// nothing varies.
pub struct Guide {
    pub wavelength: f64,
    pub background: Medium,
    /// Medium, extent in y, extent in z; later ones win.
    pub parts: Vec<(Medium, [f64; 2], [f64; 2])>,
    /// First node and spans along y and z.
    pub across: [(f64, Vec<Span>); 2],
}

/// A mode's figures.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub n_eff: f64,
    /// Im n_eff.
    pub loss: f64,
    pub n_g: f64,
    pub te: bool,
}

impl Guide {
    /// The `count` modes of highest index, with every span's cells times `refine`.
    pub fn modes(&self, refine: usize, count: usize) -> Result<Vec<Found>, ModeError> {
        self.found::<f64>(refine, count, Form::default())
    }

    /// The same with absorbers and bends; absorbing cells are those of the coarsest steps.
    pub fn open_modes(&self, refine: usize, count: usize, form: &Form) -> Result<Vec<Found>, ModeError> {
        let pml = form.pml.map(|ends| ends.map(|cells| cells * refine));
        let closed = pml == Form::default().pml;
        let form = Form { pml, ..form.clone() };
        if closed { self.found::<f64>(refine, count, form) } else { self.found::<Complex64>(refine, count, form) }
    }

    fn found<T: Number>(&self, refine: usize, count: usize, form: Form) -> Result<Vec<Found>, ModeError> {
        let along = Axis::new((0..=4).map(|i| i as f64 * SHORT).collect());
        let [y, z] = self.across.each_ref().map(|(from, spans)| axis(*from, spans, refine));
        let section = Section { axis: 0, plane: 2, lo: [0, 0], hi: [y.cells(), z.cells()], form };
        let grid = Grid { frame: Frame([0, 1, 2]), axes: [along, y, z] };
        let permittivity = Permittivity::coupled(&self.scene(), &grid);
        let modes: Vec<Mode<T>> = solve(&grid, &permittivity, &section, TAU / self.wavelength, SHORT, count)?;
        let found = |mode: &Mode<T>| Found {
            n_eff: mode.n_eff.re,
            loss: mode.n_eff.im,
            n_g: mode.n_g,
            te: mode.te_fraction > 0.5,
        };
        Ok(modes.iter().map(found).collect())
    }

    /// The modes at steps h, h/2 and h/4.
    pub fn levels(&self, count: usize) -> Result<[Vec<Found>; 3], ModeError> {
        let [coarse, middle, fine] = LEVELS.map(|refine| self.modes(refine, count));
        Ok([coarse?, middle?, fine?])
    }

    /// The same, taken to their limit.
    pub fn limits(&self, count: usize, corner_order: f64) -> Result<Vec<Found>, ModeError> {
        Ok(limits(LEVELS, &self.levels(count)?, corner_order))
    }

    /// The mode that [`Guide::open_modes`] finds first, at steps h, h/2 and h/3, taken to its limit.
    pub fn open_limit(&self, form: &Form, corner_order: f64) -> Result<Found, ModeError> {
        let refine = [1, 2, 3];
        let [coarse, middle, fine] = refine.map(|refine| self.open_modes(refine, 1, form));
        Ok(limits(refine, &[coarse?, middle?, fine?], corner_order)[0])
    }

    fn scene(&self) -> Scene {
        let part = |(medium, y, z): &(Medium, [f64; 2], [f64; 2])| {
            let body = Extrusion { rings: vec![rings::rectangle([-1.0, 1.0], *y)], z: *z, drawn_z: z[0], slope: 0.0 };
            Structure { medium: medium.clone(), body: Body::Extrusion(body) }
        };
        Scene::new(self.background.clone(), self.parts.iter().map(part).collect())
    }
}

/// The order of the error that a right-angled corner leaves, 2ν: about it the transverse field goes as r^(ν−1), ν from the wedge's
/// static potential, ε₁ tan(νπ/4) = −ε₂ tan(3νπ/4) (Meixner, IEEE Trans. Antennas Propag. 20, 442 (1972)), and the error as the
/// field's energy within a cell of it.
pub fn corner_order(core: f64, clad: f64) -> f64 {
    let turn = 0.25 * std::f64::consts::PI;
    let over = |nu: f64| core * core * (nu * turn).tan() + clad * clad * (3.0 * nu * turn).tan();
    // From the pole at ν = 2/3 to 1 the sum rises and has its root, for any core denser than its cladding.
    let (mut low, mut high) = (2.0 / 3.0 + 1e-9, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if over(middle) < 0.0 { low = middle } else { high = middle }
    }
    2.0 * low
}

/// Modes at steps h/r for three r, taken to their limit.
pub fn limits(refine: [usize; 3], levels: &[Vec<Found>; 3], corner_order: f64) -> Vec<Found> {
    let found = |m: usize| {
        let of =
            |figure: fn(&Found) -> f64| limit(refine, levels.each_ref().map(|modes| figure(&modes[m])), corner_order);
        Found {
            n_eff: of(|found| found.n_eff),
            loss: of(|found| found.loss),
            n_g: of(|found| found.n_g),
            te: levels[2][m].te,
        }
    };
    (0..levels[2].len()).map(found).collect()
}

/// The limit of values at steps h/r for three r, whose errors are of second order and of the corners'.
fn limit(refine: [usize; 3], values: [f64; 3], corner_order: f64) -> f64 {
    // What is left of a term of h^p once that of h² is taken off two values; p = 0 is the limit itself.
    let left = |i: usize, of: &dyn Fn(usize) -> f64| {
        let squares = [refine[i], refine[i + 1]].map(|r| (r * r) as f64);
        (squares[1] * of(i + 1) - squares[0] * of(i)) / (squares[1] - squares[0])
    };
    let value = |i| left(i, &|level| values[level]);
    let corner = |i| left(i, &|level| (refine[level] as f64).powf(-corner_order));
    (value(1) * corner(0) - value(0) * corner(1)) / (corner(0) - corner(1))
}

/// The nodes of spans one after the other: within one, node t of 0 to 1 at (g^t − 1)/(g − 1) of its length.
fn axis(from: f64, spans: &[Span], refine: usize) -> Axis {
    let collapsed = spans.len() == 1;
    let (mut nodes, mut start) = (vec![from], from);
    for &Span(length, cells, growth) in spans {
        let cells = if collapsed { 1 } else { cells * refine };
        for i in 1..=cells {
            let t = i as f64 / cells as f64;
            let part = if growth == 1.0 { t } else { (growth.powf(t) - 1.0) / (growth - 1.0) };
            nodes.push(start + length * part);
        }
        start += length;
    }
    Axis { collapsed, ..Axis::new(nodes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_exact_for_their_own_errors() {
        let at = |h: f64| 2.0 + 0.3 * h * h - 0.1 * h.powf(1.5);
        for refine in [[1, 2, 4], [1, 2, 3]] {
            let values = refine.map(|r| at(1.0 / r as f64));
            assert!((limit(refine, values, 1.5) - 2.0).abs() < 1e-12);
        }
    }

    #[test]
    fn corners_are_between_a_conductors_and_none() {
        // A perfectly conducting corner has ν = 2/3, an absent one 1.
        assert!((corner_order(1e4, 1.0) - 4.0 / 3.0).abs() < 1e-3);
        assert!((corner_order(1.0 + 1e-6, 1.0) - 2.0).abs() < 1e-3);
    }
}
