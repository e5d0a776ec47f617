//! A Gaussian beam of a fibre's kind, tilted, in 2D: its power ahead and behind, and its field where it has run through its waist, against
//! the sum over plane waves that such a beam is (Novotny & Hecht, Principles of Nano-Optics 2012, §3.3), in continuous space.

use num_complex::Complex64;

use super::Report;
use super::dipole::planned;
use luxel::engine;
use luxel::monitor;
use luxel::plan::{Plan, Recorded};
use luxel::units::TAU;

const WAVELENGTH: f64 = 1.55;
const INDEX: f64 = 1.444;
/// 1/e² radius, waist from the plane, tilt, and the heights of the plane and of the field that is held.
const RADIUS: f64 = 1.5;
const WAIST: f64 = 1.0;
const TILT: f64 = 12.0;
const PLANE: f64 = 1.5;
const BELOW: f64 = -1.5;
/// Steps of a wavelength in the medium.
const STEP: f64 = 0.03;

fn plan(polarization: &str) -> Plan {
    let flux = |name: &str, z: f64| {
        format!(
            "[[monitor]]\nname = '{name}'\nkind = 'flux'\ncenter_um = [0, 0, {z}]\nsize_um = [20, 0, 0]\nwavelength_um = [{WAVELENGTH}]\n"
        )
    };
    planned(&format!(
        "name = 'beam'\nrun.decay = 1e-7\nspectrum.wavelength_um = [1.5, 1.6]\nspectrum.points = 3\nstack.background = 'oxide'\n\
         [material]\noxide.index = {INDEX}\n\
         [domain]\nflat = 'y'\nx_um = [-6, 6]\ny_um = [0, 1]\nz_um = [-2.1, 2.1]\n[grid]\ncell_um = {STEP}\n[boundary]\npml_cells = 16\n\
         [[source]]\ngaussian_beam = {{ center_um = [0, 0, {PLANE}], direction = '-z', polarization = '{polarization}', \
         mfd_um = {}, waist_um = {WAIST}, theta_deg = {TILT}, phi_deg = 180 }}\n\
         {}{}[[monitor]]\nname = 'line'\ncenter_um = [0, 0, {BELOW}]\nsize_um = [10, 0, 0]\nwavelength_um = [{WAVELENGTH}]\n",
        2.0 * RADIUS,
        flux("ahead", -1.0),
        flux("behind", 1.8),
    ))
}

/// E_y (s) or H_y (p) of one watt at (x, z) from the beam's centre.
fn exact(x: f64, z: f64, magnetic: bool) -> Complex64 {
    let k = TAU * INDEX / WAVELENGTH;
    let (sin, cos) = TILT.to_radians().sin_cos();
    const COUNT: i32 = 400;
    let half = 6.0 * 2.0 / RADIUS;
    let step = half / COUNT as f64;
    let (mut field, mut power) = (Complex64::ZERO, 0.0);
    for n in -COUNT..=COUNT {
        let kx = -k * sin + n as f64 * step;
        let Some(kz) = Some((k * k - kx * kx).sqrt()).filter(|kz| *kz > 0.0) else { continue };
        let along = -kx * sin + kz * cos;
        let weight = (-0.25 * (k * k - along * along) * RADIUS * RADIUS).exp() * along / kz;
        // The beam's field is that axis' part across each wave: of x only the cosine of a wave's angle is left.
        let weight = if magnetic { weight * kz / k } else { weight };
        field += Complex64::from_polar(weight * step, kx * x - kz * z - along * WAIST);
        // Parseval: ½ Re E H* over x, of E with impedance 1/n.
        power += 0.5 * TAU * weight * weight * kz / k * INDEX * step;
    }
    // E towards +x that runs towards −z goes with H towards −y.
    (if magnetic { -INDEX * field } else { field }) / power.sqrt()
}

pub fn gaussian_beam(report: &mut Report) {
    for (name, polarization, component) in [("s", "y", "Ey"), ("p", "x", "Hy")] {
        let plan = plan(polarization);
        for mut engine in report.engines(&plan) {
            let recording = engine::run(engine.as_mut(), &plan, 0, &mut |_| true).unwrap();
            let flux = |n: usize| match &plan.recorded[n] {
                Recorded::Flux(faces) => monitor::flux(&plan, faces, "", 0, &recording).power[0],
                _ => f64::NAN,
            };
            // The window's edges lie 4 radii from the beam's axis there and further.
            report.hold(&format!("{name}: power ahead"), engine.as_ref(), -flux(0), 1.0, 1e-3);
            // Of what the absorbers are allowed to give back, 1e-3 of the field, the square; and of the profiles' interpolation.
            report.hold(&format!("{name}: power behind"), engine.as_ref(), flux(1), 0.0, 3e-6);
            let Recorded::Fields(index) = plan.recorded[2] else { continue };
            let field = monitor::field(&plan, index, "line", 0, &recording);
            let values = &field.components.iter().find(|(name, _)| name == component).unwrap().1;
            let (mut worst, mut peak) = (0.0_f64, 0.0_f64);
            for (i, &x) in field.coordinates_um[0].iter().enumerate() {
                let expected = exact(x, field.coordinates_um[2][0] - PLANE, component == "Hy");
                peak = peak.max(expected.norm());
                worst = worst.max((values[(0, i, 0, 0)] - expected).norm());
            }
            // The lattice's phase over 3.2 µm: k r (kΔ)²/24, half of which the time step takes away where waves run along an axis; E and H
            // are taken to nodes from half a cell to either side, (kΔ)²/8.
            let k = TAU * INDEX / WAVELENGTH;
            let tolerance = (k * STEP).powi(2) * (k * 3.2 / 24.0 + 1.0 / 8.0) + 1e-3;
            report.hold(
                &format!("{name}: field beyond the waist, worst by its peak"),
                engine.as_ref(),
                worst / peak,
                0.0,
                tolerance,
            );
        }
    }
}
