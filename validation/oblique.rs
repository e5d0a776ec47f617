//! The slab guide turned against the grid, by 27° in 2D and with the normal (2, 2, 1)/3 in 3D: TE0 and TM0 stand along it, and in the
//! middle nothing is known of the walls until light from there arrives. Frequencies against the slab's own dispersion relation.

use std::sync::Arc;

use luxel::engine::Engine;
use luxel::geometry::shape::{Box3, half_space_fill};
use luxel::geometry::{Body, Fill, Medium, Scene, Shape, Structure};
use luxel::job::Smoothing;
use luxel::plan::Plan;
use luxel::raster::{Axis, Frame, Grid};
use luxel::units::TAU;

use super::Report;
use super::convergence::Study;
use super::lab::{flat, plan_on, smoothed};
use super::standing::frequency;

const CORE: f64 = 2.85;
const CLAD: f64 = 1.444;
const THICKNESS: f64 = 0.3;
const WAVELENGTH: f64 = 1.55;
/// Width of the Gaussian by which the middle is looked at, µm, and how many of them to where it ends: e^(−4²/2) = 3e-4 of the middle.
const WIDTH: f64 = 0.3;
const WIDTHS: f64 = 4.0;

struct Setting {
    name: &'static str,
    flat: bool,
    normal: [f64; 3],
    along: [f64; 3],
    /// Of the domain, µm.
    half: f64,
    cells_per_um: &'static [f64],
}

pub fn oblique_slab(report: &mut Report) {
    let (sin, cos) = 27_f64.to_radians().sin_cos();
    let settings = [
        Setting {
            name: "2D, 27°",
            flat: true,
            normal: [-sin, cos, 0.0],
            along: [cos, sin, 0.0],
            half: 4.0,
            cells_per_um: &[16.0, 24.0, 36.0, 54.0],
        },
        Setting {
            name: "3D, normal (2, 2, 1)",
            flat: false,
            normal: [2.0 / 3.0, 2.0 / 3.0, 1.0 / 3.0],
            along: [-2.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0],
            half: 2.4,
            cells_per_um: &[12.5, 15.0, 20.0],
        },
    ];
    for setting in &settings {
        for (name, te) in [("TE0", true), ("TM0", false)] {
            let mode = Mode::new(te);
            let study = Study {
                name: format!("{}, {name}", setting.name),
                cells_per_um: setting.cells_per_um,
                wavenumber: CORE * mode.omega,
                quantities: [("f", 1.0)],
                plan: &|cells, smoothing| setting.plan(cells, smoothing),
                measured: &|plan, engine| [setting.frequency(plan, engine, &mode) / mode.omega],
            };
            study.hold(report);
        }
    }
}

impl Setting {
    fn plan(&self, cells_per_um: f64, smoothing: Smoothing) -> Plan {
        let cells = (2.0 * self.half * cells_per_um).round() as usize;
        let wide = Axis::new((0..=cells).map(|i| i as f64 / cells_per_um - self.half).collect());
        let (last, frame) = match self.flat {
            true => (flat(), Frame::choose([cells, cells, 1])),
            false => (wide.clone(), Frame([0, 1, 2])),
        };
        let axes = frame.to_lattice([0, 1, 2]).map(|axis| if axis == 2 { last.clone() } else { wide.clone() });
        let body = Body::Solid(Arc::new(Plate { normal: self.normal }));
        let structures = vec![Structure { medium: Medium::of_index(CORE), body }];
        let scene = Scene::new(Medium::of_index(CLAD), structures);
        plan_on(Grid { frame, axes }, |grid| smoothed(&scene, grid, smoothing), CLAD)
    }

    fn frequency(&self, plan: &Plan, engine: &mut dyn Engine, mode: &Mode) -> f64 {
        let ([a, b, c], [u, v, w]) = (self.normal, self.along);
        let across = [b * w - c * v, c * u - a * w, a * v - b * u];
        let part = |at: [f64; 3], along: [f64; 3]| {
            (0..3).filter(|&axis| axis < 2 || !self.flat).map(|axis| at[axis] * along[axis]).sum::<f64>()
        };
        let field = |at: [f64; 3]| {
            let [value, slope] = mode.profile(part(at, self.normal));
            let (sin, cos) = (mode.beta * part(at, self.along)).sin_cos();
            if mode.te {
                [0, 1, 2].map(|a| self.normal[a] * value * cos - self.along[a] * slope * sin / mode.beta)
            } else {
                across.map(|w| w * value * cos)
            }
        };
        let weight = |at: [f64; 3]| {
            let away = part(at, self.along).powi(2) + part(at, across).powi(2);
            (-0.5 * away / (WIDTH * WIDTH)).exp()
        };
        // Until light from the walls is there, through the cladding.
        let time = (self.half - WIDTHS * WIDTH) * CLAD;
        frequency(plan, engine, &field, &weight, time)
    }
}

/// The film, without ends.
struct Plate {
    normal: [f64; 3],
}

impl Shape for Plate {
    fn bounds(&self) -> Box3 {
        [[-99.0, 99.0]; 3]
    }

    fn fill(&self, cell: Box3) -> Fill {
        let face = |side: f64| half_space_fill(cell, self.normal.map(|n| 0.5 * side * THICKNESS * n), self.normal);
        let [top, bottom] = [face(1.0), face(-1.0)];
        let gradient = [0, 1, 2].map(|a| top.gradient[a] - bottom.gradient[a]);
        Fill { fraction: top.fraction - bottom.fraction, gradient }
    }
}

/// The lowest mode of either polarization.
struct Mode {
    te: bool,
    omega: f64,
    beta: f64,
    kappa: f64,
    gamma: f64,
}

impl Mode {
    fn new(te: bool) -> Mode {
        let (omega, half) = (TAU / WAVELENGTH, 0.5 * THICKNESS);
        let weight = if te { 1.0 } else { (CORE / CLAD).powi(2) };
        let at = |beta: f64| {
            let [inside, outside] = [CORE * omega, CLAD * omega].map(|k| k * k - beta * beta);
            [inside.sqrt(), (-outside).sqrt()]
        };
        let (mut low, mut high) = (CLAD * omega, CORE * omega);
        for _ in 0..80 {
            let beta = 0.5 * (low + high);
            let [kappa, gamma] = at(beta);
            let below = kappa * (kappa * half).sin() > weight * gamma * (kappa * half).cos();
            if below { low = beta } else { high = beta }
        }
        let [kappa, gamma] = at(low);
        Mode { te, omega, beta: low, kappa, gamma }
    }

    /// H across (TM) or along the normal (TE), and its slope.
    fn profile(&self, n: f64) -> [f64; 2] {
        let half = 0.5 * THICKNESS;
        if n.abs() <= half {
            let (sin, cos) = (self.kappa * n).sin_cos();
            return [cos, -self.kappa * sin];
        }
        let value = (self.kappa * half).cos() * (-self.gamma * (n.abs() - half)).exp();
        [value, -self.gamma * value * n.signum()]
    }
}
