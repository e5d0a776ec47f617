//! A fibre's beam as a port: what a wall sends back into it, against the sum over its plane waves, and S that is the same both ways.

use std::path::Path;

use luxel::engine::{self, cpu::Cpu};
use luxel::job;
use luxel::monitor::{self, SParams};
use luxel::plan::Plan;
use luxel::units::TAU;
use num_complex::Complex64;

/// S of a job on the CPU in f64.
fn scattered(text: &str) -> SParams {
    let job = job::read(text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    assert_eq!(job::check(&job), []);
    let plan = Plan::of_job(&job, Path::new(".")).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}")).2;
    let mut engine = Cpu::<f64>::new(&plan, 0).unwrap();
    let run = |excitation| engine::run(&mut engine, &plan, excitation, &mut |_| true).unwrap();
    monitor::scattering(&plan, &(0..plan.drives.len()).map(run).collect::<Vec<_>>())
}

const INDEX: f64 = 1.444;
const WALL: f64 = 2.0;
/// Of the grid, µm.
const STEP: f64 = 0.03;

/// A beam in 2D before a wall: 1/e² radius, distances of the waist and of the wall, µm, tilt, degrees, and whether H is across the plane.
struct Mirrored {
    radius: f64,
    waist: f64,
    wall: f64,
    tilt: f64,
    magnetic: bool,
}

impl Mirrored {
    /// The beam's spectrum at phase constants kx and kz.
    fn weight(&self, kx: f64, kz: f64) -> Complex64 {
        let (sin, cos) = self.tilt.to_radians().sin_cos();
        let along = kx * sin + kz * cos;
        let aside = kx * kx + kz * kz - along * along;
        Complex64::from_polar((-0.25 * aside * self.radius * self.radius).exp() * along / kz, -along * self.waist)
    }

    /// Every wave of phase constant kx comes back by Fresnel's coefficient, and the reversed beam holds waves of −kx.
    fn exact(&self, wavelength: f64) -> Complex64 {
        let [k, beyond] = [INDEX, WALL].map(|n| TAU * n / wavelength);
        let (mut back, mut power) = (Complex64::ZERO, 0.0);
        for n in -2000..2000 {
            let kx = 4.0 / self.radius * (f64::from(n) + 0.5) / 1000.0;
            let [kz, kz_beyond] = [k, beyond].map(|k| (k * k - kx * kx).max(0.0).sqrt());
            if kz == 0.0 {
                continue;
            }
            // Of E along the wall; the p wave's is that axis' part across each wave, and its cosine.
            // On the lattice E on the wall and H half a cell to either side of it see what kz cos(kz Δ/2) is there.
            let [cosine, cosine_beyond] = [kz, kz_beyond].map(|kz| (0.5 * kz * STEP).cos());
            let (r, flux) = if self.magnetic {
                let [inside, outside] = [kz / (INDEX * INDEX * cosine), kz_beyond / (WALL * WALL * cosine_beyond)];
                ((outside - inside) / (outside + inside), kz * (kz / k).powi(2))
            } else {
                let [inside, outside] = [kz * cosine, kz_beyond * cosine_beyond];
                ((inside - outside) / (inside + outside), kz)
            };
            let there = self.weight(kx, kz);
            back += there * self.weight(-kx, kz) * Complex64::cis(2.0 * kz * self.wall) * r * flux;
            power += there.norm_sqr() * flux;
        }
        back / power
    }

    fn job(&self, direction: &str) -> String {
        let (at, sign) = if direction == "-z" { (1.2, -1.0) } else { (-1.2, 1.0) };
        let (near, far) = (at + sign * self.wall, at + sign * 99.0);
        format!(
            "name = 'wall'\nspectrum = {{ wavelength_um = [1.5, 1.6], points = 3 }}\nstack.background = 'oxide'\n\
             [material]\noxide.index = {INDEX}\nwall.index = {WALL}\n[domain]\nflat = 'y'\nx_um = [-6, 6]\ny_um = [0, 1]\nz_um = [-1.65, 1.65]\n\
             [grid]\ncell_um = {STEP}\n[[structure]]\nmaterial = 'wall'\ngeometry.cuboid = {{ x_um = [-99, 99], y_um = [-9, 9], z_um = [{}, {}] }}\n\
             [[source]]\ngaussian_beam = {{ center_um = [0, 0, {at}], direction = '{direction}', polarization = '{}', mfd_um = {}, \
             waist_um = {}, theta_deg = {} }}\n",
            near.min(far),
            near.max(far),
            if self.magnetic { "x" } else { "y" },
            2.0 * self.radius,
            self.waist,
            self.tilt
        )
    }
}

#[test]
fn a_wall_sends_back_what_the_beams_waves_say() {
    let still = Mirrored { radius: 2.0, waist: 0.0, wall: 1.2, tilt: 0.0, magnetic: false };
    for (beam, direction) in [
        (Mirrored { ..still }, "-z"),
        (Mirrored { magnetic: true, waist: 1.0, ..still }, "+z"),
        (Mirrored { magnetic: true, tilt: 5.0, ..still }, "-z"),
        (Mirrored { tilt: 8.0, waist: -0.7, wall: 0.9, ..still }, "+z"),
    ] {
        let s = scattered(&beam.job(direction));
        assert_eq!((s.ports.as_slice(), s.modes), (["beam".to_string()].as_slice(), 1));
        for (w, &wavelength) in s.wavelength_um.iter().enumerate() {
            let (found, exact) = (s.s[(w, 0, 0, 0, 0)], beam.exact(wavelength));
            println!("{direction} {wavelength:.3}: {found:.5} {exact:.5}");
            // (kΔ)²/24 of the 14 rad there and back are the lattice's dispersion; the rest are absorbers and the walls' angles.
            assert!((found - exact).norm() < 2e-3, "{direction} {wavelength}: {found} {exact}");
            assert!((found.norm() - exact.norm()).abs() < 3e-4, "{direction} {wavelength}: {found} {exact}");
        }
    }
}

/// A grating in a guide, and the beam above it: they see each other alike, and a domain halved along its teeth sees the same.
#[test]
fn a_grating_and_its_fibre_see_each_other_alike() {
    let tooth = |n: i32| {
        format!(
            "[[structure]]\nmaterial = 'oxide'\ngeometry.cuboid = {{ x_um = [{}, {}], y_um = [-9, 9], z_um = [0.1, 0.3] }}\n",
            0.63 * f64::from(n),
            0.63 * f64::from(n) + 0.315
        )
    };
    let text = |spectrum: &str, domain: &str, width: f64, more: &str| {
        format!(
            "name = 'grating'\n{spectrum}\nstack.background = 'oxide'\n[material]\noxide.index = {INDEX}\nsilicon.index = 3.48\n\
             [domain]\n{domain}\n[[structure]]\nmaterial = 'silicon'\ngeometry.cuboid = {{ x_um = [-99, 99], y_um = [-{width}, {width}], z_um = [0, 0.22] }}\n\
             [[port]]\nname = 'guide'\ncenter_um = [-1.9, 0, 0.11]\nfacing = '-x'\nsize_um = [2.4, 1.4]\n{}\
             [[source]]\ngaussian_beam = {{ center_um = [2, 0, 0.8], direction = '-z', polarization = 'y', theta_deg = 10, phi_deg = 180, {more} }}\n",
            (0..6).map(tooth).collect::<String>()
        )
    };
    let flat = "flat = 'y'\nx_um = [-2.5, 6]\ny_um = [-0.5, 0.5]\nz_um = [-0.8, 1.2]\n[grid]\ncells_per_wavelength = 8";
    let wide = "spectrum = { wavelength_um = [1.45, 1.65], points = 5 }";
    let in_plane = scattered(&text(wide, flat, 9.0, "mfd_um = 4"));
    let solid = "x_um = [-2.5, 4.6]\ny_um = [-1.6, 1.6]\nz_um = [-0.6, 1.2]\n[grid]\ncells_per_wavelength = 6";
    let one = "spectrum = { wavelength_um = [1.54, 1.56], points = 2 }";
    let whole = scattered(&text(one, solid, 0.5, "mfd_um = 1.8"));
    let half = scattered(&(text(one, solid, 0.5, "mfd_um = 1.8") + "[symmetry]\ny = 'odd'\n"));
    // What the pulse's ends cut off of the beam's spectrum and what had not decayed; in 3D what the domain's sides do, 1.8 radii from the axis.
    for (s, bound) in [(&in_plane, 2e-4), (&whole, 2e-3), (&half, 2e-3)] {
        assert_eq!(s.ports, ["guide", "beam"]);
        for w in 0..s.wavelength_um.len() {
            let [there, back] = [s.s[(w, 1, 0, 0, 0)], s.s[(w, 0, 0, 1, 0)]];
            println!("{:.3}: {there:.6} {back:.6}", s.wavelength_um[w]);
            assert!(there.norm() > 0.02);
            assert!((there - back).norm() < bound, "{w}: {there} {back}");
        }
    }
    for (whole, half) in whole.s.iter().zip(&half.s) {
        assert!((whole - half).norm() < 2e-4, "{whole} {half}");
    }
}
