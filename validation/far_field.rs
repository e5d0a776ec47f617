//! Dipoles' far fields in vacuum, projected from boxes about them. A unit current moment j along d gives r e^(−ikr) E = iω/4π d_T, a
//! magnetic one iω/4π (d_φ θ̂ − d_θ φ̂) (Jackson 1999, §9.2); a line of them iω e^(iπ/4)/√(8πk) of the same (Harrington 1961, §5-6).
//!
//! The lattice's own answer is known too (see `dipole`): the same at ω̃, times the root of the density of states,
//! Π (1 − (KΔ/2)²)^−¼, and Σ weight e^(−ik·r) over the dipole's points, with K = ω̃ s and k = (2/Δ) asin(KΔ/2).

use super::Report;
use super::dipole::{DIPOLES, Dipole, WAVELENGTHS, job, planned};
use super::lab::{is_f64, largest};
use luxel::engine::{self, Engine};
use luxel::monitor::{self, Far};
use luxel::plan::{Plan, Recorded};
use luxel::units::TAU;
use num_complex::Complex64;

const THETA: [f64; 5] = [0.0, 30.0, 77.0, 90.0, 160.0];
const PHI: [f64; 5] = [0.0, 40.0, 90.0, 135.0, 250.0];

fn plan(dipole: &Dipole) -> Plan {
    let (half, flat) = (dipole.half, dipole.flat);
    let theta = if flat { String::new() } else { format!("theta_deg = {THETA:?}\n") };
    planned(&format!(
        "{}[[monitor]]\nname = 'sky'\nkind = 'far'\ncenter_um = [0, 0, 0]\nsize_um = [{half}, {half}, {half}]\nphi_deg = {PHI:?}\n{theta}\
         wavelength_um = {WAVELENGTHS:?}\n",
        job(dipole.component, dipole.cell, half, if flat { "flat = 'z'" } else { "" })
    ))
}

/// Power through the first box by wavelength, and the far field.
fn run(plan: &Plan, engine: &mut dyn Engine) -> (Vec<f64>, Far) {
    let recording = engine::run(engine, plan, 0, &mut |_| true).unwrap();
    let [Recorded::Flux(faces), _, Recorded::Far(projection)] = &plan.recorded[..] else { panic!("other monitors") };
    let flux = monitor::flux(plan, faces, "", 0, &recording);
    (flux.power.to_vec(), monitor::far(plan, projection, "", 0, &recording))
}

/// E_θ and E_φ of a unit dipole along an axis of the scene, without what the lattice does.
fn analytic(dipole: &Dipole, axis: usize, omega: f64, theta: f64, phi: f64) -> [Complex64; 2] {
    let ((st, ct), (sp, cp)) = (theta.sin_cos(), phi.sin_cos());
    let (along_theta, along_phi) = ([ct * cp, ct * sp, -st][axis], [-sp, cp, 0.0][axis]);
    let amplitude = match dipole.flat {
        true => Complex64::cis(TAU / 8.0) * (omega / (4.0 * TAU)).sqrt(),
        false => (omega / (2.0 * TAU)).into(),
    };
    let parts = if dipole.component.starts_with('E') { [along_theta, along_phi] } else { [along_phi, -along_theta] };
    parts.map(|part| Complex64::I * amplitude * part)
}

/// What the lattice makes of it.
fn factor(plan: &Plan, omega: f64, theta: f64, phi: f64) -> Complex64 {
    let injection = &plan.excitations[0][0];
    let s = plan.grid.frame.to_lattice([theta.sin() * phi.cos(), theta.sin() * phi.sin(), theta.cos()]);
    let (mut sum, mut norm) = (Complex64::ZERO, 0.0);
    let box_of = |a: usize| injection.lo[a]..injection.hi[a];
    let points = box_of(0).flat_map(|i| box_of(1).flat_map(move |j| box_of(2).map(move |k| [i, j, k])));
    for (point, weight) in points.zip(&injection.weight) {
        let at = plan.grid.position(injection.component, point);
        let along = |a: usize| {
            let step = plan.grid.axes[a].primal(0);
            2.0 / step * (0.5 * omega * s[a] * step).asin() * at[a]
        };
        let across = (0..3).filter(|&a| !plan.grid.axes[a].collapsed);
        sum += weight * Complex64::cis(-across.map(along).sum::<f64>());
        norm += weight;
    }
    let density = |a: usize| {
        let axis = &plan.grid.axes[a];
        if axis.collapsed { 1.0 } else { (1.0 - (0.5 * omega * s[a] * axis.primal(0)).powi(2)).powf(-0.25) }
    };
    sum / norm * (0..3).map(density).product::<f64>()
}

pub fn far_field(report: &mut Report) {
    for dipole in &DIPOLES {
        let plan = plan(dipole);
        let axis = ["x", "y", "z"].iter().position(|name| dipole.component.ends_with(name)).unwrap();
        for mut engine in report.engines(&plan) {
            let (power, far) = run(&plan, engine.as_mut());
            for (w, &wavelength) in WAVELENGTHS.iter().enumerate() {
                let omega = TAU / wavelength;
                let lattice = 2.0 / plan.dt * (0.5 * omega * plan.dt).sin();
                let (mut off, mut off_analytic, mut most) = (Vec::new(), Vec::new(), 0.0_f64);
                for ((t, p), found) in far.power.index_axis(ndarray::Axis(0), w).indexed_iter() {
                    let (theta, phi) = (far.theta_deg[t].to_radians(), far.phi_deg[p].to_radians());
                    let expected = analytic(dipole, axis, lattice, theta, phi)
                        .map(|value| value * factor(&plan, lattice, theta, phi));
                    let difference = [far.e_theta[(w, t, p)] - expected[0], far.e_phi[(w, t, p)] - expected[1]];
                    let norm = |field: [Complex64; 2]| field[0].norm_sqr() + field[1].norm_sqr();
                    let pattern = 0.5 * norm(analytic(dipole, axis, omega, theta, phi));
                    most = most.max(pattern);
                    off.push((0.5 * norm(difference)).sqrt());
                    off_analytic.push((found - pattern).abs());
                }
                let name = |what: &str| {
                    format!(
                        "{} in {}, {what}, {wavelength} µm",
                        dipole.component,
                        if dipole.flat { "2D" } else { "3D" }
                    )
                };
                // Waves that the absorbers send back cross the box and leave it, and the projection knows them for what they are: what is
                // left is what `dipole` allows between its boxes: what was under way when the run ended, and f32's round-off.
                let (worst, tolerance) =
                    (largest(off) / most.sqrt(), if is_f64(engine.as_ref()) { 1e-6 } else { 1e-5 });
                report.hold(&name("E of all directions / lattice's"), engine.as_ref(), worst, 0.0, tolerance);
                // As the power in `dipole`: density and spread by up to (kΔ)²/8 and (kΔ)²/4, of opposite sign.
                let tolerance = (omega * dipole.cell).powi(2) / 4.0 + 1e-3;
                let worst = largest(off_analytic) / most;
                report.hold(&name("pattern / analytic"), engine.as_ref(), worst, 0.0, tolerance);
                // One sum on the lattice, but for what the absorbers send back and the dipole works against (1e-3 of the field at most), which
                // the flux counts and the pattern does not. Points integrate to round-off.
                report.hold(&name("total / flux"), engine.as_ref(), far.total[w] / power[w], 1.0, 1e-3);
            }
        }
    }
}
