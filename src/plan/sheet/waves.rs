//! The plane waves of the lattice that a sheet's field is made of.

use num_complex::Complex64;

use super::{GRAZING, Lattice, Profile, Sheet};
use crate::raster::{Axis, Grid};
use crate::units::TAU;
use crate::yee::{Component, transverse};

/// A beam's waves reach so many times 2/w₀ from its axis, where they have e^(−16) of its peak.
const REACH: f64 = 4.0;

/// Phase constants along u and v, and the weight of each pair, `[u][v]`.
pub struct Waves {
    pub k: [Vec<f64>; 2],
    pub weight: Vec<Complex64>,
}

impl Waves {
    /// A single one.
    pub fn one(k: [f64; 2]) -> Self {
        Waves { k: k.map(|k| vec![k]), weight: vec![Complex64::ONE] }
    }
}

impl Sheet {
    /// Those of a beam at an angular frequency, by its radius and the distance of its waist.
    pub fn beam(&self, lattice: &Lattice, omega: f64, radius: f64, waist: f64) -> Waves {
        let across = transverse(self.axis);
        let k = omega * self.epsilon(lattice, omega).sqrt();
        let sampled = |d: usize| {
            let axis = &lattice.grid.axes[across[d]];
            if axis.collapsed {
                return vec![0.0];
            }
            let [low, high] = axis.inside();
            let extent = if axis.mirror { 2.0 * (high - low) } else { high - low };
            // The sum repeats itself after twice what the plane and the beam take.
            let step = 0.5 * TAU / (extent + 6.0 * radius + waist.abs());
            let count = (2.0 * REACH / radius / step).ceil() as i32;
            (-count..=count).map(|n| k * self.to[across[d]] + n as f64 * step).collect()
        };
        let [ku, kv] = [sampled(0), sampled(1)];
        let pairs = ku.iter().flat_map(|&u| kv.iter().map(move |&v| (u, v)));
        let weight = pairs.map(|(u, v)| {
            let w = k * k - u * u - v * v;
            if w <= (1.0 - GRAZING * GRAZING) * k * k {
                return Complex64::ZERO;
            }
            let w = w.sqrt();
            let along = u * self.to[across[0]] + v * self.to[across[1]] + w * self.to[self.axis].abs();
            let aside = k * k - along * along;
            Complex64::from_polar((-0.25 * aside * radius * radius).exp() * (along / w).max(0.0), -along * waist)
        });
        Waves { weight: weight.collect(), k: [ku, kv] }
    }

    /// The field of each wave at an angular frequency, E's on one plane and H's on another, µm.
    pub fn parts(&self, lattice: &Lattice, omega: f64, Waves { k, weight }: &Waves, planes: [f64; 2]) -> Profile {
        let axis = &lattice.grid.axes[self.axis];
        let (warped, step) = ((0.5 * omega * lattice.dt).sin() * 2.0 / lattice.dt, axis.primal(self.h_plane()));
        let epsilon = self.epsilon(lattice, omega);
        let steps = transverse(self.axis).map(|a| step_of(&lattice.grid.axes[a]));
        let run = if self.positive { 1.0 } else { -1.0 };
        let offset = planes.map(|plane| run * (plane - self.center[self.axis]));
        let mut parts: Profile = Default::default();
        let pairs = k[0].iter().flat_map(|&u| k[1].iter().map(move |&v| [u, v]));
        for (along, weight) in pairs.zip(weight) {
            let tilde = [0, 1].map(|d| lattice_k(along[d], steps[d]));
            let squared = epsilon * warped * warped - tilde[0] * tilde[0] - tilde[1] * tilde[1];
            let tilde_w = squared.max(0.0).sqrt();
            let kw = (0.5 * step * tilde_w).min(1.0).asin() * 2.0 / step;
            let [eu, ev, hu, hv] = self.vector([tilde[0], tilde[1], run * tilde_w], warped);
            let [at_e, at_h] = offset.map(|offset| weight * Complex64::cis(kw * offset));
            let fields = [at_e * eu, at_e * ev, at_h * hu, at_h * hv];
            parts.iter_mut().zip(fields).for_each(|(part, field)| part.push(field));
        }
        parts
    }

    /// The waves' sum on two planes.
    pub fn profile(&self, lattice: &Lattice, omega: f64, waves: &Waves, planes: [f64; 2]) -> Profile {
        let parts = self.parts(lattice, omega, waves, planes);
        let mut profile: Profile = Default::default();
        for ((profile, part), component) in profile.iter_mut().zip(&parts).zip(self.components()) {
            *profile = self.on_points(lattice.grid, component, &waves.k, part);
        }
        profile
    }

    /// E_u, E_v, H_u, H_v of a wave of this lattice wave vector (u, v, w).
    fn vector(&self, k: [f64; 3], omega: f64) -> [f64; 4] {
        let [u, v] = transverse(self.axis);
        let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        let wanted = [u, v, self.axis].map(|a| f64::from(u8::from(a == self.polarization)));
        let part = dot(k, wanted) / dot(k, k);
        let e = [0, 1, 2].map(|a| wanted[a] - part * k[a]);
        [e[0], e[1], (k[1] * e[2] - k[2] * e[1]) / omega, (k[2] * e[0] - k[0] * e[2]) / omega]
    }

    /// Σ over waves of a component at its points, `[u][v]`.
    pub fn on_points(
        &self,
        grid: &Grid,
        component: Component,
        k: &[Vec<f64>; 2],
        waves: &[Complex64],
    ) -> Vec<Complex64> {
        let across = transverse(self.axis);
        let (lo, hi) = self.points_of(grid, component, self.node);
        let places = [0, 1].map(|d| {
            let a = across[d];
            let coordinate = move |i: usize| grid.axes[a].coordinate(i, component.half()[a]) - self.center[a];
            (lo[a]..hi[a]).map(coordinate).collect::<Vec<f64>>()
        });
        let turns = |d: usize, k: f64| places[d].iter().map(move |&x| Complex64::cis(k * x)).collect::<Vec<_>>();
        let along_v: Vec<Vec<Complex64>> = k[1].iter().map(|&k| turns(1, k)).collect();
        let mut sum = vec![Complex64::ZERO; places[0].len() * places[1].len()];
        for (p, &ku) in k[0].iter().enumerate() {
            let mut row = vec![Complex64::ZERO; places[1].len()];
            for (wave, turns) in waves[p * k[1].len()..].iter().zip(&along_v) {
                row.iter_mut().zip(turns).for_each(|(row, turn)| *row += wave * turn);
            }
            for (turn, sums) in turns(0, ku).iter().zip(sum.chunks_exact_mut(row.len())) {
                sums.iter_mut().zip(&row).for_each(|(sum, row)| *sum += turn * row);
            }
        }
        sum
    }
}

/// What a difference makes of a phase constant, 2/Δ sin(kΔ/2); with steps that differ, k itself.
fn lattice_k(k: f64, step: f64) -> f64 {
    if step > 0.0 { (0.5 * k * step).sin() * 2.0 / step } else { k }
}

/// The step of an axis that has one, else 0: k̃ is then k, good to second order.
fn step_of(axis: &Axis) -> f64 {
    let [first, last] = axis.proper();
    let step = axis.primal(first);
    let even = (first..last).all(|i| (axis.primal(i) - step).abs() < 1e-9 * step);
    if even && !axis.collapsed { step } else { 0.0 }
}
