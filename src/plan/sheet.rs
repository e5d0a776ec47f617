//! Waves that start from a plane across the domain: a plane wave where the domain repeats, a Gaussian beam where it does not. E and H on
//! two sheets half a cell apart (Taflove & Hagness 2005, §5.6), so that they run one way.
//!
//! The field is a sum of the lattice's own plane waves in the medium about the plane: of phase k along the plane, k̃ = (2/Δ) sin(kΔ/2),
//! k̃·k̃ = ε ω̃², k̃·E = 0 and H = k̃ × E/ω̃ with ω̃ = (2/Δt) sin(ωΔt/2). A beam's waves have the weights of a circular Gaussian beam about
//! its axis (Novotny & Hecht, Principles of Nano-Optics 2012, §3.3). Broadband as mode sources are: profiles at Chebyshev nodes of the
//! band, each with a signal of its own.

mod reception;
mod waves;

use num_complex::Complex64;

use super::pulse::Pulse;
use super::source::points;
use super::{Coefficients, Drive, Injection, dipole};
use crate::job::Problem;
use crate::modes::basis::{chebyshev_nodes, lagrange};
use crate::raster::{Grid, Permittivity};
use crate::units::TAU;
use crate::yee::{AXES, Component, transverse};

pub use reception::Reception;
use waves::Waves;

/// What starts from the plane.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    Plane,
    /// 1/e² radius of the intensity at the waist, and how far along the beam that is, µm.
    Beam {
        radius: f64,
        waist: f64,
    },
}

/// A wave from a plane; lattice order.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    pub form: Form,
    /// Where its axis crosses the plane, µm.
    pub center: [f64; 3],
    /// Axis across the plane, the node of E's sheet, and whether the wave runs towards the axis' end.
    pub axis: usize,
    pub node: usize,
    pub positive: bool,
    /// Unit vector along it.
    pub to: [f64; 3],
    /// Axis of E.
    pub polarization: usize,
}

/// What sheets are made on.
pub struct Lattice<'a> {
    pub grid: &'a Grid,
    pub permittivity: &'a Permittivity,
    pub coefficients: &'a Coefficients,
    pub dt: f64,
}

/// Profiles over the band are polynomials, which hold a beam's phase to this, rad.
const PHASE: f64 = 1e-5;
/// Waves nearer to the plane than this part of k are left out: they carry nothing across it.
const GRAZING: f64 = 0.999;
/// A Bloch phase may miss a wave's by this, rad: round-off of a job's numbers.
const SAME_PHASE: f64 = 1e-6;

/// An angular frequency held in the band and a little beyond, smoothly: what changes abruptly with frequency rings on in time, past the end of
/// the pulse. Below the band it keeps half of the way to `least`.
fn eased(omega: f64, [low, high]: [f64; 2], least: f64) -> f64 {
    let room = EASE * (high - low);
    let held = |beyond: f64, room: f64| if room > 0.0 { room * (beyond / room).tanh() } else { 0.0 };
    match omega {
        _ if omega < low => low - held(low - omega, room.min(0.5 * (low - least))),
        _ if omega > high => high + held(omega - high, room),
        _ => omega,
    }
}

/// How far beyond the band amplitudes follow the frequency, in widths of it.
const EASE: f64 = 0.3;

/// E_u, E_v, H_u, H_v on their points of the sheets, `[u][v]`, at one frequency.
type Profile = [Vec<Complex64>; 4];

impl Sheet {
    /// What the plane drives and the injections that make one watt of it; results are wanted at these frequencies of a band of angular
    /// frequency.
    ///
    /// # Errors
    /// A plane that cuts structures, and a plane wave whose phase does not fit the period.
    pub fn injections(
        &self,
        lattice: &Lattice,
        pulse: Pulse,
        band: [f64; 2],
        frequencies: &[f64],
        path: &str,
    ) -> Result<(Drive, Vec<Injection>), Problem> {
        self.check_medium(lattice, pulse, path)?;
        let (mut injections, mut reception) = (Vec::new(), None);
        let shaped = Shaped { pulse, dt: lattice.dt };
        match self.form {
            // One pattern at all frequencies, whose amplitudes are known at each.
            Form::Plane => {
                let wave = Waves::one(self.phases(lattice, pulse, band, path)?);
                let pattern = |component| self.on_points(lattice.grid, component, &wave.k, &wave.weight);
                let patterns = self.components().map(pattern);
                // Of a field that is 1 everywhere: half of the area.
                let half = self.power(lattice.grid, &[patterns[0].clone(), vec![], vec![], patterns[0].clone()]);
                // Where the wave would run along the sheet.
                let [u, v] = [wave.k[0][0], wave.k[1][0]];
                let grazing = u.hypot(v) / self.epsilon(lattice, band[0]).sqrt();
                let inside = |omega: f64| eased(omega, band, grazing);
                for (n, pattern) in patterns.iter().enumerate() {
                    let amplitude = |omega: f64| {
                        let [eu, ev, hu, hv] =
                            self.parts(lattice, inside(omega), &wave, self.planes(lattice.grid)).map(|part| part[0]);
                        let power = (eu.conj() * hv - ev.conj() * hu).re.abs() * half;
                        [eu, ev, hu, hv][n] / power.sqrt()
                    };
                    injections.extend(self.sheet(lattice, n, pattern, &shaped, &amplitude));
                }
            }
            Form::Beam { radius, waist } => {
                let reach = [0.0, f64::INFINITY].map(|beyond| eased(beyond, band, 0.0));
                let nodes = chebyshev_nodes(reach, self.nodes(lattice, reach, radius, waist));
                let mut weights = Vec::new();
                for (q, &node) in nodes.iter().enumerate() {
                    let weight = |omega: f64| lagrange(&nodes, eased(omega, band, 0.0))[q].into();
                    let [profile, behind] = self.one_watt(lattice, node, &self.beam(lattice, node, radius, waist));
                    for (n, values) in profile.iter().enumerate() {
                        injections.extend(self.sheet(lattice, n, values, &shaped, &weight));
                    }
                    weights.push(self.weights(lattice, &behind));
                }
                reception = Some(Reception { nodes, weight: weights });
            }
        }
        let injections = Injection::joined(injections);
        // A real signal has half of its spectrum at negative frequencies; a complex one has none there.
        let lanes = lattice.grid.lanes() as f64;
        let signal = pulse.shaped(lattice.dt, 0.0, |_| lanes.into());
        let spectrum = dipole::spectrum(&signal, lattice.dt, 0.0, frequencies);
        let drive = match reception {
            Some(reception) => Drive::Beam { spectrum, reception },
            None => Drive::Sources(spectrum),
        };
        Ok((drive, injections))
    }

    /// The field of a beam of one watt at an angular frequency: on the sheets, and where it is received.
    fn one_watt(&self, lattice: &Lattice, omega: f64, waves: &Waves) -> [Profile; 2] {
        let planes = [self.planes(lattice.grid), self.planes_behind(lattice.grid)];
        let mut profiles = planes.map(|planes| self.profile(lattice, omega, waves, planes));
        let amplitude = self.power(lattice.grid, &profiles[0]).sqrt();
        profiles.iter_mut().flatten().flatten().for_each(|value| *value /= amplitude);
        profiles
    }

    /// E's sheet, and H's half a cell upstream, µm.
    fn planes(&self, grid: &Grid) -> [f64; 2] {
        let axis = &grid.axes[self.axis];
        [axis.coordinate(self.node, false), axis.coordinate(self.h_plane(), true)]
    }

    /// Nodes of a beam's polynomials over a band: e^(iφs) on −1 ≤ s ≤ 1 is off by φⁿ/(2^(n−1) n!) with n of them, φ being half of what the
    /// band changes of the phase at three radii from the beam's axis, and of that to its waist.
    fn nodes(&self, lattice: &Lattice, band: [f64; 2], radius: f64, waist: f64) -> usize {
        let [low, high] = band.map(|omega| omega * self.continuous(lattice, omega).sqrt());
        let aside = (1.0 - self.to[self.axis].powi(2)).max(0.0).sqrt();
        let phase = 0.5 * (high - low) * (3.0 * radius * aside / self.to[self.axis].abs() + waist.abs());
        let error = |n: i32| 2.0 * (1..=n).map(|m| 0.5 * phase / f64::from(m)).product::<f64>();
        let least = if band[1] > band[0] { 3 } else { 1 };
        (least..40).find(|&n| error(n) < PHASE).unwrap_or(40) as usize
    }

    /// E_u, E_v, H_u, H_v.
    fn components(&self) -> [Component; 4] {
        let [u, v] = transverse(self.axis);
        [Component::e(u), Component::e(v), Component::h(u), Component::h(v)]
    }

    /// The sheet's plane lies in one medium, the same in all directions, that does not conduct.
    fn check_medium(&self, lattice: &Lattice, pulse: Pulse, path: &str) -> Result<(), Problem> {
        let (omega, middle) = (TAU * pulse.center, self.middle(lattice.grid));
        let own = self.continuous(lattice, omega);
        let help = "move center_um to a plane within one lossless, isotropic medium";
        let place = |component: Component, point: [usize; 3]| {
            let [x, y, z] = lattice.grid.frame.to_scene(lattice.grid.position(component, point));
            format!("({x:.3}, {y:.3}, {z:.3}) µm")
        };
        for axis in 0..3 {
            let component = Component::e(axis);
            let at = |point: [usize; 3]| lattice.permittivity.real(axis, point, omega);
            let (lo, hi) = self.points_of(lattice.grid, component, self.node);
            if let Some(point) = points((lo, hi)).find(|&point| (at(point) - own).abs() > 1e-6 * own) {
                let message = format!(
                    "the wave starts from a plane that cuts structures or crystals: ε is {own:.4} in its middle and {:.4} at {}",
                    at(point),
                    place(component, point)
                );
                return Err(Problem::new(path, message, help));
            }
        }
        let u = transverse(self.axis)[0];
        match lattice.permittivity.sigma.as_ref().map(|sigma| sigma[u].at(middle)) {
            Some(sigma) if sigma != 0.0 => {
                let at = place(Component::e(u), middle);
                let message = format!("the wave starts from a medium that conducts: ση₀ is {sigma:.3e}/µm at {at}");
                Err(Problem::new(path, message, help))
            }
            _ => Ok(()),
        }
    }

    /// The point of the sheet nearest to its centre.
    fn middle(&self, grid: &Grid) -> [usize; 3] {
        let mut point = [0, 1, 2].map(|a| match grid.axes[a].collapsed {
            true => 0,
            false => grid.axes[a]
                .nearest_node(self.center[a])
                .clamp(grid.axes[a].interior().start, grid.axes[a].interior().end - 1),
        });
        point[self.axis] = self.node;
        point
    }

    /// ε about the plane at an angular frequency, as the run has it.
    fn epsilon(&self, lattice: &Lattice, omega: f64) -> f64 {
        let (u, at) = (transverse(self.axis)[0], self.middle(lattice.grid));
        let media = lattice.permittivity.dispersive.iter();
        let chi = media.map(|medium| medium.weight[u].at(at) * medium.susceptibility(omega, lattice.dt).re);
        lattice.permittivity.epsilon[u].at(at) + chi.sum::<f64>()
    }

    /// ε about the plane without what time steps add to it.
    fn continuous(&self, lattice: &Lattice, omega: f64) -> f64 {
        lattice.permittivity.real(transverse(self.axis)[0], self.middle(lattice.grid), omega)
    }

    /// A plane wave's phase constants along u and v, the same at all frequencies.
    fn phases(&self, lattice: &Lattice, pulse: Pulse, band: [f64; 2], path: &str) -> Result<[f64; 2], Problem> {
        let k = TAU * pulse.center * self.continuous(lattice, TAU * pulse.center).sqrt();
        let along = transverse(self.axis).map(|a| k * self.to[a]);
        let (aside, least) = (along[0].hypot(along[1]), band[0] * self.continuous(lattice, band[0]).sqrt());
        if aside > GRAZING * least {
            let message = format!(
                "at {:.4} µm the wave would run along its plane: its phase advances by {aside:.4} rad/µm there, and by {least:.4} at most",
                TAU / band[0]
            );
            return Err(Problem::new(path, message, "tilt it less, or leave out the long wavelengths"));
        }
        for (a, k) in transverse(self.axis).into_iter().zip(along) {
            let axis = &lattice.grid.axes[a];
            let (Some(phase), [low, high]) = (axis.period, axis.inside()) else { continue };
            let turn = Complex64::cis(k * (high - low) - phase);
            if (turn - 1.0).norm() > SAME_PHASE {
                let name = AXES[lattice.grid.frame.0[a]];
                let message = format!(
                    "the wave's phase advances by {:.4} rad over a period along {name}, the domain's by {phase:.4}",
                    k * (high - low)
                );
                let help = "leave boundary.bloch_rad_um out, and start the wave in the background";
                return Err(Problem::new(path, message, help));
            }
        }
        Ok(along)
    }

    /// Power from H's sheet to E's, in the direction of the wave, with that of images.
    fn power(&self, grid: &Grid, [eu, ev, hu, hv]: &Profile) -> f64 {
        let [u, v] = transverse(self.axis);
        let pair = |e: &[Complex64], h: &[Complex64], component: usize| {
            let component = Component::e(component);
            let (lo, hi) = self.points_of(grid, component, self.node);
            let width = |a: usize, i: usize| grid.axes[a].width(i, component.half()[a]);
            let areas = (lo[u]..hi[u]).flat_map(|i| (lo[v]..hi[v]).map(move |j| width(u, i) * width(v, j)));
            e.iter().zip(h).zip(areas).map(|((e, h), area)| 0.5 * (e.conj() * h).re * area).sum::<f64>()
        };
        // E_u and H_v share their place across the axis, and so do E_v and H_u.
        grid.copies() * (pair(eu, hv, u) - pair(ev, hu, v)).abs()
    }

    fn h_plane(&self) -> usize {
        if self.positive { self.node - 1 } else { self.node }
    }

    /// Points of a component on a plane, within absorbers and without copies.
    fn points_of(&self, grid: &Grid, component: Component, plane: usize) -> ([usize; 3], [usize; 3]) {
        let (mut lo, mut hi) = ([0; 3], [1; 3]);
        for (a, axis) in grid.axes.iter().enumerate() {
            let [first, last] = axis.proper();
            (lo[a], hi[a]) = match component.half()[a] {
                _ if a == self.axis => (plane, plane + 1),
                _ if axis.collapsed => (0, 1),
                true => (first, last),
                false => (first.max(axis.interior().start), (last + 1).min(axis.interior().end)),
            };
        }
        (lo, hi)
    }

    /// The injections that the field number `n` of a profile makes, of an amplitude by angular frequency: ε ∂E_u/∂t lacks H_v of the
    /// sheet and ∂H_u/∂t has E_v too much (see [`super::source`]). With F = Σ W s(t), complex W and the analytic signal s, real parts go to
    /// the first set of fields, and imaginary ones, where there is another, to that.
    fn sheet(
        &self,
        lattice: &Lattice,
        n: usize,
        values: &[Complex64],
        shaped: &Shaped,
        amplitude: &dyn Fn(f64) -> Complex64,
    ) -> Vec<Injection> {
        let (grid, axis) = (lattice.grid, &lattice.grid.axes[self.axis]);
        let [u, v] = transverse(self.axis);
        let run = if self.positive { 1.0 } else { -1.0 };
        let (driven, sign) = match n {
            0 => (Component::h(v), run),
            1 => (Component::h(u), -run),
            2 => (Component::e(v), -run),
            _ => (Component::e(u), run),
        };
        let electric = driven.is_e();
        let (lo, hi) = self.points_of(grid, driven, if electric { self.node } else { self.h_plane() });
        let step = if electric { 1.0 / axis.dual(self.node) } else { lattice.dt / axis.primal(self.h_plane()) };
        // The box's own order, C over x, y, z, from [u][v].
        let (nv, at) = (hi[v] - lo[v], |point: [usize; 3]| [point[u] - lo[u], point[v] - lo[v]]);
        let scaled = |part: fn(&Complex64) -> f64| {
            let weight = points((lo, hi)).map(|point| {
                let [p, q] = at(point);
                let medium = if electric { lattice.coefficients.cb(driven.axis(), point) } else { 1.0 };
                sign * step * medium * part(&values[p * nv + q])
            });
            weight.collect::<Vec<f64>>()
        };
        let (real, imaginary) = (scaled(|value| value.re), scaled(|value| value.im));
        if real.iter().chain(&imaginary).all(|&weight| weight == 0.0) {
            return Vec::new();
        }
        let of = |weight: &[f64], signal: Vec<f64>, lane: usize| {
            let weight = weight.to_vec();
            Injection { lane, ..Injection::new(driven, lo, hi, weight, signal) }
        };
        // The signal and a quarter of a period later: Re s and −Im s.
        let [now, later] =
            [Complex64::ONE, Complex64::I].map(|factor| shaped.signal(electric, &|omega| factor * amplitude(omega)));
        let mut injections = Vec::new();
        if grid.lanes() == 2 {
            let before = later.iter().map(|value| -value).collect();
            injections.extend([of(&real, before, 1), of(&imaginary, now.clone(), 1)]);
        }
        injections.extend([of(&real, now, 0), of(&imaginary, later, 0)]);
        injections
    }
}

/// Signals of a pulse.
struct Shaped {
    pulse: Pulse,
    dt: f64,
}

impl Shaped {
    /// Of what E gains in step n from H at n + ½, or H from E at n.
    fn signal(&self, electric: bool, factor: &dyn Fn(f64) -> Complex64) -> Vec<f64> {
        self.pulse.shaped(self.dt, if electric { 0.5 } else { 0.0 }, factor)
    }
}
