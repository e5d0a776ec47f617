//! Coefficients of Ampère's law with conductivity: E(n+1) = ca E(n) + cb ∇×H,
//! ca = (1 − s)/(1 + s), cb = (Δt/ε)/(1 + s), s = σΔt/2ε (Taflove & Hagness 2005, §3.6). Where media disperse, ε is what answers
//! within a step (see [`super::polarization`]).

use std::collections::HashMap;

use super::polarization;

use crate::raster::{Codebook, Grid, Permittivity};
use crate::yee::Component;

/// Coefficients by row, rows along z that are alike kept once (see [`Codebook`]). Zero where E is held at zero: on the walls, in
/// dead cells and beyond a component's own range.
#[derive(Clone, Debug, PartialEq)]
pub struct Coefficients {
    ny: usize,
    nz: usize,
    /// Place of each row in `cb` and `ca`, `[i][component][j]`.
    pub code: Vec<u32>,
    /// `[row][k]`.
    pub cb: Vec<f64>,
    /// `None` where nothing is lossy: 1 wherever E may differ from zero.
    pub ca: Option<Vec<f64>>,
}

impl Coefficients {
    /// Those of a medium on a grid.
    pub fn new(grid: &Grid, permittivity: &Permittivity, dt: f64) -> Self {
        let [nx, ny, nz] = grid.shape();
        let mut rows = Coefficients {
            ny,
            nz,
            code: vec![0; 3 * nx * ny],
            // The first row is a wall's.
            cb: vec![0.0; nz],
            ca: permittivity.sigma.as_ref().map(|_| vec![0.0; nz]),
        };
        for axis in 0..3 {
            let (epsilon, sigma) = (&permittivity.epsilon[axis], permittivity.sigma.as_ref().map(|sigma| &sigma[axis]));
            let [x, y, z] = [0, 1, 2].map(|a| grid.free(Component::e(axis), a));
            let dispersive: Vec<(&Codebook, f64)> = permittivity
                .dispersive
                .iter()
                .map(|medium| (&medium.weight[axis], polarization::instantaneous(&medium.poles, dt)))
                .collect();
            let mut places = HashMap::new();
            for (i, j) in x.flat_map(|i| y.clone().map(move |j| (i, j))) {
                let from = i * ny + j;
                let books = [epsilon].into_iter().chain(sigma).chain(dispersive.iter().map(|(weight, _)| *weight));
                let codes: Vec<u32> = books.map(|book| book.code[from]).collect();
                let place = match places.get(&codes) {
                    Some(&place) => place,
                    None => {
                        let mut at_once = epsilon.row(codes[0]).to_vec();
                        let weights = &codes[codes.len() - dispersive.len()..];
                        for ((weight, share), &code) in dispersive.iter().zip(weights) {
                            at_once.iter_mut().zip(weight.row(code)).for_each(|(e, w)| *e += w * share);
                        }
                        let place = rows.add(&at_once, sigma.map(|sigma| sigma.row(codes[1])), z.clone(), dt);
                        places.insert(codes, place);
                        place
                    }
                };
                rows.code[(i * 3 + axis) * ny + j] = place;
            }
        }
        rows
    }

    /// From all values, interleaved by plane `[i][component][j][k]`: no two rows are taken to be alike.
    pub fn of_points([nx, ny, nz]: [usize; 3], ca: Option<Vec<f64>>, cb: Vec<f64>) -> Self {
        Coefficients { ny, nz, code: (0..(3 * nx * ny) as u32).collect(), cb, ca }
    }

    /// cb of the E component along `axis` at a point.
    pub fn cb(&self, axis: usize, [i, j, k]: [usize; 3]) -> f64 {
        self.cb[self.code[(i * 3 + axis) * self.ny + j] as usize * self.nz + k]
    }

    /// Numbers kept for `cb`, and as many for `ca` if it is there.
    pub fn numbers(&self) -> usize {
        self.cb.len() + self.ca.as_ref().map_or(0, Vec::len)
    }

    fn add(&mut self, epsilon: &[f64], sigma: Option<&[f64]>, free: std::ops::Range<usize>, dt: f64) -> u32 {
        let place = (self.cb.len() / self.nz) as u32;
        for (k, epsilon) in epsilon.iter().enumerate() {
            let loss = sigma.map_or(0.0, |sigma| 0.5 * sigma[k] * dt / epsilon);
            let inside = f64::from(u8::from(free.contains(&k)));
            self.cb.push(inside * dt / epsilon / (1.0 + loss));
            if let Some(ca) = &mut self.ca {
                ca.push(inside * (1.0 - loss) / (1.0 + loss));
            }
        }
        place
    }
}

/// Largest stable time step: sqrt(ε_min) / sqrt(Σ 1/Δ²) over the axes that have derivatives (Taflove & Hagness 2005, §4.7,
/// with the lowest permittivity of the run instead of vacuum's, or the lowest that fields see where components are coupled).
pub fn stability_limit(grid: &Grid, permittivity: &Permittivity) -> f64 {
    let steepest = permittivity.coupling.steepest(permittivity);
    let lowest = permittivity.epsilon.iter().flat_map(|of| &of.rows).copied().fold(f64::INFINITY, f64::min);
    let axes = grid.axes.iter().filter(|axis| !axis.collapsed);
    let sum: f64 = axes.map(|axis| axis.smallest_step().powi(-2)).sum();
    (lowest.min(1.0 / steepest) / sum).sqrt()
}
