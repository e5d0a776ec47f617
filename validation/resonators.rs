//! Complex resonances of a disk in 2D, E and H along its axis, and of a ball, by a dipole, a probe and the matrix pencil, against the
//! roots of their dispersion relations in Bessel and Hankel functions (Bohren & Huffman 1983, §4 and §8: the poles of Mie's coefficients).

use luxel::job::Smoothing;
use luxel::plan::Plan;
use luxel::units::TAU;
use num_complex::Complex64;

use super::Report;
use super::bessel::{h, j, riccati, root, with_slope};
use super::convergence::Study;
use super::dipole::planned;
use super::rings::strongest;

struct Resonator {
    name: &'static str,
    shape: &'static str,
    /// A disk, not a ball.
    flat: bool,
    /// Within and about it.
    index: [f64; 2],
    radius: f64,
    /// Half the domain, µm.
    half: f64,
    component: &'static str,
    /// Of the dipole on the x axis; the probe lies across.
    place: f64,
    /// Frequencies about the resonance, c/µm, and the order in angle.
    band: [f64; 2],
    order: i32,
    /// H is along the axis, so that E crosses the wall.
    crosses: bool,
    cells_per_um: &'static [f64],
}

const EZ: Resonator = Resonator {
    name: "disk, Ez, m = 7",
    shape: "cylinder = { center_um = [0, 0, 0.5], radius_um = 0.8, length_um = 9, axis = 'z' }",
    flat: true,
    index: [2.85, 1.444],
    radius: 0.8,
    half: 1.2,
    component: "Ez",
    place: 0.65,
    band: [0.64, 0.70],
    order: 7,
    crosses: false,
    cells_per_um: &[20.0, 30.0, 45.0, 60.0],
};
const HZ: Resonator = Resonator { name: "disk, Hz, m = 7", component: "Hz", band: [0.70, 0.755], crosses: true, ..EZ };

/// E along the wall, which is oblique in 3D none the less.
const BALL: Resonator = Resonator {
    name: "ball, TE, l = 3",
    shape: "sphere = { center_um = [0, 0, 0], radius_um = 0.5 }",
    flat: false,
    index: [2.85, 1.0],
    radius: 0.5,
    half: 0.8,
    component: "Ez",
    place: 0.38,
    band: [0.60, 0.65],
    order: 3,
    crosses: false,
    cells_per_um: &[12.5, 15.0, 20.0, 25.0],
};

pub fn disk_resonances(report: &mut Report) {
    // From m = 6 to 7 f grows by 1.141 and 1.131, Q from 58.19 to 108.59 and from 32.53 to 63.46: Q goes with the 4.7th and the 5.4th
    // power of f, and the smoothing adds as much as one (as of the rings).
    EZ.hold(report, [("f", 1.0), ("Q", 9.4)]);
    HZ.hold(report, [("f", 1.0), ("Q", 10.8)]);
}

/// By its frequency alone: on grids as coarse as these Q is irregular by where walls fall among their points.
pub fn ball_resonance(report: &mut Report) {
    BALL.hold(report, [("f", 1.0)]);
}

impl Resonator {
    fn hold<const N: usize>(&self, report: &mut Report, quantities: [(&'static str, f64); N]) {
        let exact = self.exact();
        let quality = -0.5 * exact.re / exact.im;
        let study = Study {
            name: self.name.into(),
            cells_per_um: self.cells_per_um,
            wavenumber: TAU * exact.re * self.index[0],
            quantities,
            plan: &|cells, smoothing| self.plan(cells, smoothing),
            measured: &|plan, engine| {
                let found = strongest(plan, engine, self.wavelengths());
                let both = found.map_or([f64::NAN; 2], |found| [found.frequency / exact.re, found.q / quality]);
                std::array::from_fn(|q| both[q])
            },
        };
        study.hold(report);
    }

    /// Shortest and longest, µm.
    fn wavelengths(&self) -> [f64; 2] {
        [1.0 / self.band[1], 1.0 / self.band[0]]
    }

    /// The root of the dispersion relation in the middle of the band: what is tangential is continuous.
    fn exact(&self) -> Complex64 {
        let [inside, outside] = self.index;
        let weight = if self.crosses { (outside / inside).powi(2) } else { 1.0 };
        let over = |f: Complex64| {
            let x = TAU * self.radius * f;
            let [[within, slope], [beyond, slope_beyond]] = match self.flat {
                true => [with_slope(j, self.order, inside * x), with_slope(h, self.order, outside * x)],
                false => [riccati(self.order, inside * x)[0], riccati(self.order, outside * x)[1]],
            };
            weight * inside * slope * beyond - outside * within * slope_beyond
        };
        let middle = 0.5 * (self.band[0] + self.band[1]);
        root(over, Complex64::new(middle, -0.005 * middle))
    }

    fn plan(&self, cells_per_um: f64, smoothing: Smoothing) -> Plan {
        let [core, clad] = self.index;
        let (flat, z) =
            if self.flat { ("flat = 'z'", "[0, 1]".into()) } else { ("", format!("[-{0}, {0}]", self.half)) };
        let height = if self.flat { 0.5 } else { 0.0 };
        let smoothing = if smoothing == Smoothing::Diagonal { "diagonal" } else { "coupled" };
        planned(&format!(
            "name = 'resonator'\nspectrum.wavelength_um = {band:?}\nrun.max_time_fs = {time}\nrun.decay = 1e-7\nstack.background = 'clad'\n\
             [domain]\n{flat}\nx_um = [-{half}, {half}]\ny_um = [-{half}, {half}]\nz_um = {z}\n\
             [grid]\ncell_um = {cell}\nsmoothing = '{smoothing}'\n[boundary]\npml_cells = 10\n\
             [material]\nclad.index = {clad}\ncore.index = {core}\n[[structure]]\nmaterial = 'core'\ngeometry.{shape}\n\
             [[source]]\ndipole = {{ center_um = [{place}, 0, {height}], component = '{component}' }}\n\
             [[monitor]]\nname = 'p'\nkind = 'probe'\ncenter_um = [-{place}, 0, {height}]\ncomponents = ['{component}']\n",
            band = self.wavelengths(),
            time = if self.flat { 500 } else { 250 },
            half = self.half,
            cell = 1.0 / cells_per_um,
            shape = self.shape,
            place = self.place,
            component = self.component,
        ))
    }
}
