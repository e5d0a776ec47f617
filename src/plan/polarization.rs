//! Media that disperse, as recursions beside E's update. Each pole's part of the polarization obeys dP/dt = a P + c E, by the
//! trapezoidal rule P(n+1) = κ P(n) + β (E(n+1) + E(n)), κ = (1 + aΔt/2)/(1 − aΔt/2), β = (cΔt/2)/(1 − aΔt/2) (Han, Dutton & Fan
//! 2006, IEEE Microw. Wirel. Compon. Lett. 16, 119). With S(n) = P(n+1) − β E(n+1) it needs E at one time alone,
//!
//!     S(n) = κ S(n−1) + β (1 + κ) E(n),    E(n+1) = E(n) + cb (∇×H − Σ w 2 Re (S(n) − S(n−1))/Δt),
//!
//! where cb holds ε∞ + Σ w 2 Re β, and the sum is known from E(n): a pass after E's update adds what the last one left, and leaves
//! the next. So E's update knows nothing of it, and only points that disperse are touched.
//!
//! Where components are coupled as well, what is left belongs to what their neighbours gain, and S follows E after they have given it: such
//! points are mixtures of their own, `late`, that add what is left before the coupling and step after it.

use num_complex::Complex64;

use super::Coefficients;
use crate::material::Pole;
use crate::raster::{Coupling, Dispersive, Grid, Permittivity};

/// Points at which the same media disperse.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    /// Whether its points are coupled.
    pub late: bool,
    /// Number of media.
    pub media: usize,
    pub poles: Vec<Recursion>,
    /// In the order of (i, j, component, k).
    pub spans: Vec<Span>,
    /// −2 w cb/Δt of each medium, `[medium][point]`, points in the order of the spans.
    pub weight: Vec<f64>,
}

/// A pole's step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recursion {
    /// Which medium's.
    pub medium: usize,
    /// κ − 1.
    pub decay: Complex64,
    /// β (1 + κ).
    pub drive: Complex64,
}

/// Neighbouring points along z of one E component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub axis: usize,
    /// The first point.
    pub at: [usize; 3],
    pub count: usize,
    /// Number of the first point among the mixture's.
    pub first: usize,
}

impl Mixture {
    pub fn points(&self) -> usize {
        self.spans.last().map_or(0, |span| span.first + span.count)
    }

    /// Numbers that an engine keeps for each point: what is left for the next step, S of every pole, and the weights.
    pub fn numbers(&self) -> usize {
        self.points() * (1 + 2 * self.poles.len() + self.media)
    }
}

fn trapezoid(pole: &Pole, dt: f64) -> (Complex64, Complex64) {
    let below = 1.0 - 0.5 * dt * pole.a;
    ((1.0 + 0.5 * dt * pole.a) / below, 0.5 * dt * pole.c / below)
}

/// What of the poles' χ answers within a step: Σ 2 Re β.
pub fn instantaneous(poles: &[Pole], dt: f64) -> f64 {
    poles.iter().map(|pole| 2.0 * trapezoid(pole, dt).1.re).sum()
}

/// All mixtures of a grid.
pub fn mixtures(grid: &Grid, permittivity: &Permittivity, coefficients: &Coefficients, dt: f64) -> Vec<Mixture> {
    let media = &permittivity.dispersive;
    // Which media of a mixture, as bits, and whether they are coupled.
    let mut found: Vec<((u32, bool), Vec<Span>)> = Vec::new();
    if media.is_empty() {
        return Vec::new();
    }
    let [nx, ny, nz] = grid.shape();
    for (i, j) in (0..nx).flat_map(|i| (0..ny).map(move |j| (i, j))) {
        for axis in 0..3 {
            let rows: Vec<&[f64]> = media.iter().map(|m| m.weight[axis].row(m.weight[axis].code[i * ny + j])).collect();
            let mut coupled = vec![false; nz];
            permittivity.coupling.in_row(axis, [i, j]).iter().for_each(|point| coupled[point.k as usize] = true);
            let here = |k: usize| {
                let free = coefficients.cb(axis, [i, j, k]) != 0.0;
                let bits = rows.iter().enumerate().map(|(m, row)| u32::from(free && row[k] != 0.0) << m);
                (bits.sum::<u32>(), coupled[k])
            };
            let mut k = 0;
            while k < nz {
                let (mixture, from) = (here(k), k);
                while k < nz && here(k) == mixture {
                    k += 1;
                }
                if mixture.0 != 0 {
                    add(&mut found, mixture, Span { axis, at: [i, j, from], count: k - from, first: 0 });
                }
            }
        }
    }
    found.into_iter().map(|(of, spans)| mixture(media, of, spans, coefficients, dt)).collect()
}

/// The coupling of what answers within a step, where its components are active at all: the poles' part of it is in `cb`, so that
/// neighbours gain less.
pub fn coupled(permittivity: &Permittivity, active: &[bool; 6], dt: f64) -> Coupling {
    if !permittivity.coupling.points.iter().any(|point| active[point.axis as usize]) {
        return Coupling::default();
    }
    let at_once: Vec<f64> = permittivity.dispersive.iter().map(|medium| instantaneous(&medium.poles, dt)).collect();
    permittivity.coupling.clone().scaled(|point| {
        let (axis, at) = (point.axis as usize, point.at());
        permittivity.epsilon[axis].at(at) / permittivity.with_chi(axis, at, &at_once)
    })
}

fn add(found: &mut Vec<((u32, bool), Vec<Span>)>, mixture: (u32, bool), span: Span) {
    let at = found.iter().position(|(of, _)| *of == mixture).unwrap_or_else(|| {
        found.push((mixture, Vec::new()));
        found.len() - 1
    });
    let spans = &mut found[at].1;
    let first = spans.last().map_or(0, |last| last.first + last.count);
    spans.push(Span { first, ..span });
}

fn mixture(
    media: &[Dispersive],
    (bits, late): (u32, bool),
    spans: Vec<Span>,
    coefficients: &Coefficients,
    dt: f64,
) -> Mixture {
    let media: Vec<&Dispersive> =
        media.iter().enumerate().filter(|(m, _)| bits >> m & 1 == 1).map(|(_, m)| m).collect();
    let mut weight = Vec::new();
    for medium in &media {
        for &Span { axis, at: [i, j, k], count, .. } in &spans {
            let of = |k| -2.0 * medium.weight[axis].at([i, j, k]) * coefficients.cb(axis, [i, j, k]) / dt;
            weight.extend((k..k + count).map(of));
        }
    }
    let recursion = |(medium, pole): (usize, &Pole)| {
        let (kappa, beta) = trapezoid(pole, dt);
        Recursion { medium, decay: kappa - 1.0, drive: beta * (1.0 + kappa) }
    };
    Mixture {
        late,
        media: media.len(),
        poles: media
            .iter()
            .enumerate()
            .flat_map(|(m, medium)| medium.poles.iter().map(move |p| (m, p)))
            .map(recursion)
            .collect(),
        weight,
        spans,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Codebook;

    /// The recursion driven by a steady oscillation against χ at the warped frequency.
    #[test]
    fn the_recursion_has_the_poles_susceptibility() {
        let pole = Pole { a: Complex64::new(-0.3, 5.0), c: Complex64::new(0.7, 2.0) };
        let (omega, dt) = (3.1, 0.02);
        let (kappa, beta) = trapezoid(&pole, dt);
        let field = |n: usize| Complex64::new(0.0, -omega * dt * n as f64).exp();
        let (mut p, mut q) = (Complex64::ZERO, Complex64::ZERO);
        let conjugate = Pole { a: pole.a.conj(), c: pole.c.conj() };
        let (kappa_c, beta_c) = trapezoid(&conjugate, dt);
        // 4,000 steps: e^(−0.3 × 80) = 4e-11 of the transient is left.
        for n in 0..4000 {
            let drive = field(n) + field(n + 1);
            (p, q) = (kappa * p + beta * drive, kappa_c * q + beta_c * drive);
        }
        let book = Codebook::uniform([1; 3], 1.0);
        let medium = Dispersive { poles: vec![pole], weight: [book.clone(), book.clone(), book] };
        let error = (p + q) / field(4000) - medium.susceptibility(omega, dt);
        assert!(error.norm() < 1e-9, "{error}");
    }
}
