//! A 90° bend and a taper of a 220 nm silicon strip in oxide, TE0 in 3D at 1.55 µm, against finite elements. By planes of symmetry: half
//! the bend, a quarter of the taper. Two grids, of which the finer has 0.7 times the steps, are taken to their limit in Δ².

use std::fmt::Write;

use super::Report;
use super::dipole::planned;
use super::lab::scattered;
use luxel::engine::cpu::Cpu;

/// Steps in the plane and along z, µm; two and three of the latter over half the height.
const STEPS: [[f64; 2]; 2] = [[0.05, 0.055], [0.035, 0.11 / 3.0]];

/// Of the lattice's dispersion at the finer grid, (nkΔ)²/24 = 1e-2 with n = 3.48, a part (nkΔ)² = 0.24 is left in the limit, and a few
/// per cent of power are lost at all, of which it changes 10 times as much.
const LEFT: f64 = 1e-3;

struct Device {
    outline: Vec<[f64; 2]>,
    x: [f64; 2],
    y: [f64; 2],
    symmetry: &'static str,
    /// Centre of the port out, the way it faces, and width of the mode windows.
    out: [f64; 2],
    facing: &'static str,
    window: f64,
}

/// Power through on either grid, and its limit; f32, on the CPU alone, where it takes seconds: `symmetry` stands for the GPU.
fn limit(device: &Device) -> f64 {
    let [coarse, fine] = STEPS.map(|steps| device.through(steps));
    let ratio = (STEPS[0][0] / STEPS[1][0]).powi(2);
    (ratio * fine - coarse) / (ratio - 1.0)
}

impl Device {
    fn through(&self, [step, high]: [f64; 2]) -> f64 {
        let Device { outline, x, y, symmetry, out, facing, window } = self;
        let mut points = String::new();
        outline.iter().for_each(|[x, y]| write!(points, "[{x}, {y}], ").unwrap());
        let plan = planned(&format!(
            "name = 'strip'\nspectrum.wavelength_um = [1.53, 1.57]\nspectrum.points = 3\nstack.background = 'clad'\n\
             [material]\ncore.index = 3.48\nclad.index = 1.444\n\
             [[structure]]\nmaterial = 'core'\ngeometry.polygon = {{ points_um = [{points}], z_um = [0, 0.22] }}\n\
             [domain]\nx_um = {x:?}\ny_um = {y:?}\nz_um = [-0.8, 1.02]\n\
             [grid]\ncell_um = [{step}, {step}, {high}]\n[boundary]\npml_cells = 10\n[symmetry]\n{symmetry}\n\
             [[port]]\nname = 'in'\ncenter_um = [{}, 0, 0.11]\nfacing = '-x'\nsize_um = [{window}, 1.6]\n\
             [[port]]\nname = 'out'\ncenter_um = [{}, {}, 0.11]\nfacing = '{facing}'\nsize_um = [{window}, 1.6]\nexcite = false\n",
            x[0] + 0.4,
            out[0],
            out[1],
        ));
        scattered(&plan, &mut Cpu::<f32>::new(&plan, 0).unwrap()).s[(1, 1, 0, 0, 0)].norm_sqr()
    }
}

pub fn bend_3d(report: &mut Report) {
    let radius = 1.5;
    // Chords are within 4e-6 µm of the arcs.
    let angles: Vec<f64> = (0..=400).map(|i| 0.5 * std::f64::consts::PI * (f64::from(i) / 400.0 - 1.0)).collect();
    let arc = |at: f64| angles.iter().map(move |angle| [at * angle.cos(), radius + at * angle.sin()]);
    let outer = [[-9.0, -0.25]].into_iter().chain(arc(radius + 0.25)).chain([[radius + 0.25, 9.0]]);
    let inner = [[-9.0, 0.25]].into_iter().chain(arc(radius - 0.25)).chain([[radius - 0.25, 9.0]]);
    let back: Vec<[f64; 2]> = inner.collect();
    let outline = outer.chain(back.into_iter().rev()).collect();
    let device = Device {
        outline,
        x: [-1.0, 2.55],
        y: [-1.05, 2.5],
        symmetry: "z = 'even'",
        out: [radius, 2.1],
        facing: "+y",
        window: 1.8,
    };
    // The reference: order 4, two meshes and absorbers, spread 8e-4; Meep 0.9605 at 25 cells/µm.
    report.add("power through, limit of two grids", ["cpu", "f32"], limit(&device), 0.9627, 1.5e-3 + LEFT);
}

pub fn taper_3d(report: &mut Report) {
    let side = [[-9.0, 0.25], [0.0, 0.25], [2.0, 0.75], [9.0, 0.75]];
    let other = side.iter().rev().map(|[x, y]| [*x, -y]);
    let device = Device {
        outline: side.iter().copied().chain(other).collect(),
        x: [-0.8, 2.8],
        y: [-1.55, 1.55],
        symmetry: "y = 'odd'\nz = 'even'",
        out: [2.4, 0.0],
        facing: "+x",
        window: 2.8,
    };
    report.add("power through, limit of two grids", ["cpu", "f32"], limit(&device), 0.98, 2e-3 + LEFT);
}
