//! Far field of a glass cylinder in a plane wave by angle, against Mie's series in two dimensions (Bohren & Huffman 1983, §8.4): E of the
//! scattered wave is −√(2/πk) e^(−iπ/4) Σ c_n cos nφ from the direction of the wave on, of amplitude √2 at unit intensity, with c_n = b_n
//! for Ez and a_n for Hz. The series is held to B2's efficiencies (1e-10), Q = 2/x Σ |c_n|².
//!
//! As in `scatterers` the lattice's index is as if larger by δ = (nkΔ)²/24 at most in the cylinder and less so about it: the field moves
//! by δ (|∂E/∂ ln n| + |∂E/∂ ln x| + |E|), from the series by its difference quotients. Three grids are taken to their limit, half of what
//! the finest may be off is left.

use super::Report;
use super::lab::{largest, limit};
use super::scatterers::{CYLINDERS, Scatterer};
use luxel::engine::{self, Engine, cpu::Cpu};
use luxel::monitor::{self, Far};
use luxel::plan::{Plan, Recorded};
use luxel::units::TAU;
use num_complex::Complex64;

/// From the wave's direction on.
const ANGLES: [f64; 6] = [0.0, 35.0, 70.0, 110.0, 150.0, 180.0];

/// b_n (Ez) or a_n (Hz) of a cylinder of index m and size x = kr.
fn coefficients(electric: bool, m: f64, x: f64) -> Vec<Complex64> {
    let last = (x + 4.0 * x.cbrt() + 12.0) as usize;
    let orders = |of: fn(i32, f64) -> f64, x: f64| (0..=last as i32 + 1).map(|n| of(n, x)).collect::<Vec<f64>>();
    let (j, y, inner) = (orders(libm::jn, x), orders(libm::yn, x), orders(libm::jn, m * x));
    let slope = |of: &[f64], n: usize| if n == 0 { -of[1] } else { 0.5 * (of[n - 1] - of[n + 1]) };
    let one = |n: usize| {
        let inside = slope(&inner, n) * if electric { m } else { 1.0 / m };
        let h = [Complex64::new(j[n], y[n]), Complex64::new(slope(&j, n), slope(&y, n))];
        (j[n] * inside - slope(&j, n) * inner[n]) / (h[0] * inside - h[1] * inner[n])
    };
    (0..last).map(one).collect()
}

/// The far field at an angle.
fn series(electric: bool, m: f64, x: f64, radius: f64, angle: f64) -> Complex64 {
    let of = coefficients(electric, m, x);
    let sum = of[0] + of.iter().enumerate().skip(1).map(|(n, c)| 2.0 * c * (n as f64 * angle).cos()).sum::<Complex64>();
    -(4.0 * radius / (TAU * x)).sqrt() * 2_f64.sqrt() * Complex64::cis(-TAU / 8.0) * sum
}

struct Answer {
    field: Complex64,
    /// How far it moves where index and size are larger by a part in one.
    slope: f64,
}

fn answer(cylinder: &Scatterer, electric: bool, wavelength: f64, angle: f64) -> Answer {
    let radius = 0.5 * cylinder.section;
    let (m, x) = (cylinder.index, TAU / wavelength * radius);
    let at = |dm: f64, dx: f64| series(electric, m * (1.0 + dm), x * (1.0 + dx), radius * (1.0 + dx), angle);
    let (step, field) = (1e-5, at(0.0, 0.0));
    let slope = |dm: f64, dx: f64| ((at(dm, dx) - at(-dm, -dx)) / (2.0 * step)).norm();
    Answer { field, slope: slope(step, 0.0) + slope(0.0, step) + field.norm() }
}

/// The fields by wavelength and angle.
fn run(plan: &Plan, engine: &mut dyn Engine, electric: bool) -> Vec<Complex64> {
    let recording = engine::run(engine, plan, 0, &mut |_| true).unwrap();
    let [_, Recorded::Far(projection)] = &plan.recorded[..] else { panic!("other monitors") };
    let Far { e_theta, e_phi, .. } = monitor::far(plan, projection, "", 0, &recording);
    // E_z is −E_θ in the plane; E_φ of H_z is its own.
    let fields = if electric { -e_theta } else { e_phi };
    fields.into_iter().collect()
}

pub fn cylinder_far_field(report: &mut Report) {
    for (cylinder, electric, towards) in [(&CYLINDERS[2], true, 0.0), (&CYLINDERS[3], false, -90.0)] {
        for &(wavelength, q, _) in cylinder.exact {
            let x = TAU / wavelength * 0.5 * cylinder.section;
            let of = coefficients(electric, cylinder.index, x);
            let own = 2.0 / x * (2.0 * of.iter().map(|c| c.norm_sqr()).sum::<f64>() - of[0].norm_sqr());
            report.hold_formula(&format!("{}: Q of the series, {wavelength} µm", cylinder.name), own, q, 1e-9 * q);
        }
        let wavelengths: Vec<f64> = cylinder.exact.iter().map(|row| row.0).collect();
        let angles = ANGLES.map(|angle| angle + towards);
        let more = format!(
            "[[monitor]]\nname = 'far'\nkind = 'far'\ncenter_um = [0, 0, 0]\nsize_um = [OUT, OUT, OUT]\nphi_deg = {angles:?}\n\
             wavelength_um = {wavelengths:?}\n"
        );
        let answers: Vec<Answer> = wavelengths
            .iter()
            .flat_map(|&wavelength| ANGLES.map(|angle| answer(cylinder, electric, wavelength, angle.to_radians())))
            .collect();
        let levels = cylinder.cells_per_um;
        let plans = levels.map(|cells| cylinder.plan_with(cells, &more));
        let found = plans.each_ref().map(|plan| run(plan, &mut Cpu::<f64>::new(plan, 0).unwrap(), electric));
        let part = |n: usize, of: fn(Complex64) -> f64| {
            limit(levels.map(|cells| 1.0 / cells), 2, found.each_ref().map(|level| of(level[n])))
        };
        let limits: Vec<Complex64> =
            (0..answers.len()).map(|n| Complex64::new(part(n, |z| z.re), part(n, |z| z.im))).collect();
        let all = Angular { cylinder, wavelengths: &wavelengths, answers: &answers };
        for mut engine in report.engines(&plans[0]) {
            let fields = run(&plans[0], engine.as_mut(), electric);
            all.hold(report, &format!("{} cells/µm", levels[0]), engine.as_ref(), &fields, levels[0], 1.0);
        }
        let cpu = Cpu::<f64>::new(&plans[2], 0).unwrap();
        all.hold(report, &format!("{} cells/µm", levels[2]), &cpu, &found[2], levels[2], 1.0);
        all.hold(report, "limit of three grids", &cpu, &limits, levels[2], 0.5);
    }
}

/// What is held at all wavelengths and angles of a cylinder.
struct Angular<'a> {
    cylinder: &'a Scatterer,
    wavelengths: &'a [f64],
    answers: &'a [Answer],
}

impl Angular<'_> {
    /// `left` is the part of what a grid of so many cells/µm may be off that is allowed.
    fn hold(&self, report: &mut Report, what: &str, engine: &dyn Engine, fields: &[Complex64], cells: f64, left: f64) {
        let cylinder = self.cylinder;
        for (w, wavelength) in self.wavelengths.iter().enumerate() {
            let here = w * ANGLES.len()..(w + 1) * ANGLES.len();
            let (fields, answers) = (&fields[here.clone()], &self.answers[here]);
            let delta = left * (TAU * cylinder.index / wavelength / cells).powi(2) / 24.0;
            let off = fields.iter().zip(answers).map(|(found, answer)| (found - answer.field).norm() / answer.slope);
            let name = format!("{}: E by angle at {wavelength} µm, {what}", cylinder.name);
            report.hold(&name, engine, largest(off), 0.0, delta);
            for (n, which) in [(0, "forwards"), (ANGLES.len() - 1, "backwards")] {
                let (found, answer) = (fields[n], &answers[n]);
                let (power, exact) = (0.5 * found.norm_sqr(), 0.5 * answer.field.norm_sqr());
                let off = delta * answer.slope;
                let name = format!("{}: µm/rad {which} at {wavelength} µm, {what}", cylinder.name);
                report.hold(&name, engine, power, exact, off * (answer.field.norm() + 0.5 * off));
            }
        }
    }
}
