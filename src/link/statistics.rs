//! The margin's spread. Independent Gaussian terms have a closed form; process corners (Δw, Δh, ΔT) go through a response surface
//! fitted to the corner runs, and a Monte Carlo with a fixed seed samples both.

use super::receiver::q;

/// SplitMix64 (G. L. Steele, D. Lea & C. H. Flood, OOPSLA 2014): a sequence that this file alone fixes, so that a seed gives the same
/// yield on every machine and with every version of every library.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    /// In (0, 1].
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64 + f64::EPSILON / 4.0
    }

    /// Standard normal (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// Yield (the part with a margin of at least 0), and the margin that 95 % exceed.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Spread {
    pub mean_db: f64,
    pub sigma_db: f64,
    #[serde(rename = "yield")]
    pub passed: f64,
    pub p5_margin_db: f64,
}

/// Of a mean less independent Gaussian terms.
pub fn closed_form(mean_db: f64, sigmas_db: &[f64]) -> Spread {
    /// The normal distribution's 5 % quantile.
    const P5: f64 = -1.644_853_626_951_472_2;
    let sigma_db = sigmas_db.iter().map(|s| s * s).sum::<f64>().sqrt();
    let passed = if sigma_db > 0.0 { q(-mean_db / sigma_db) } else { f64::from(u8::from(mean_db >= 0.0)) };
    Spread { mean_db, sigma_db, passed, p5_margin_db: mean_db + P5 * sigma_db }
}

/// Of a margin sampled so many times.
pub fn monte_carlo(samples: usize, seed: u64, mut margin: impl FnMut(&mut Random) -> f64) -> Spread {
    let mut random = Random::new(seed);
    let mut margins: Vec<f64> = (0..samples.max(1)).map(|_| margin(&mut random)).collect();
    let count = margins.len() as f64;
    let mean_db = margins.iter().sum::<f64>() / count;
    let sigma_db = (margins.iter().map(|m| (m - mean_db).powi(2)).sum::<f64>() / count).sqrt();
    let passed = margins.iter().filter(|m| **m >= 0.0).count() as f64 / count;
    let rank = (0.05 * count) as usize;
    let (_, p5, _) = margins.select_nth_unstable_by(rank, f64::total_cmp);
    Spread { mean_db, sigma_db, passed, p5_margin_db: *p5 }
}

/// Margin over (Δw, Δh, ΔT): a polynomial through the corner runs, of second order where there are enough of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    powers: Vec<[i32; 3]>,
    coefficients: Vec<f64>,
    scale: [f64; 3],
    /// Largest miss at a corner, dB.
    pub residual_db: f64,
    /// Whether the corners tell the variables that they change apart; else an effect is shared between those that change together.
    pub determined: bool,
}

impl Surface {
    /// Least squares over corners and their margins. A variable that no corner changes has no term; mixed terms need at least ten
    /// corners of three variables (six of two), squares seven (five; three of one), else it is linear.
    pub fn fit(corners: &[[f64; 3]], margins: &[f64]) -> Self {
        let scale = [0, 1, 2].map(|i| corners.iter().map(|c| c[i].abs()).fold(0.0, f64::max));
        let axes: Vec<usize> = (0..3).filter(|&i| scale[i] > 0.0).collect();
        let unit = |axes: &[usize]| [0, 1, 2].map(|i| axes.iter().filter(|&&axis| axis == i).count() as i32);
        let mut powers = vec![[0; 3]];
        powers.extend(axes.iter().map(|&i| unit(&[i])));
        let squares: Vec<_> = axes.iter().map(|&i| unit(&[i, i])).collect();
        let mixed: Vec<_> =
            axes.iter().flat_map(|&i| axes.iter().filter(move |&&j| j > i).map(move |&j| unit(&[i, j]))).collect();
        for more in [squares, mixed] {
            if corners.len() >= powers.len() + more.len() {
                powers.extend(more);
            }
        }
        let mut surface = Surface { powers, coefficients: Vec::new(), scale, residual_db: 0.0, determined: true };
        let linear: Vec<Vec<f64>> =
            corners.iter().map(|&corner| surface.terms(corner).take(1 + axes.len()).collect()).collect();
        surface.determined = least_squares(&linear, margins).1 == 1 + axes.len();
        let all: Vec<Vec<f64>> = corners.iter().map(|&corner| surface.terms(corner).collect()).collect();
        surface.coefficients = least_squares(&all, margins).0;
        let miss = |(corner, margin): (&[f64; 3], &f64)| (surface.at(*corner) - margin).abs();
        surface.residual_db = corners.iter().zip(margins).map(miss).fold(0.0, f64::max);
        surface
    }

    fn terms(&self, corner: [f64; 3]) -> impl Iterator<Item = f64> + '_ {
        let x = [0, 1, 2].map(|i| if self.scale[i] > 0.0 { corner[i] / self.scale[i] } else { 0.0 });
        self.powers.iter().map(move |power| (0..3).map(|i| x[i].powi(power[i])).product())
    }

    pub fn at(&self, corner: [f64; 3]) -> f64 {
        self.terms(corner).zip(&self.coefficients).map(|(term, c)| term * c).sum()
    }
}

/// The shortest of the solutions that miss least, and the rank of the rows.
fn least_squares(rows: &[Vec<f64>], right: &[f64]) -> (Vec<f64>, usize) {
    /// Singular values below this part of the greatest are round-off.
    const NOTHING: f64 = 1e-9;
    let columns = rows.first().map_or(0, Vec::len);
    // Rows of zeros where there are fewer than unknowns: the factors are whole.
    let at = |i: usize, j: usize| rows.get(i).map_or(0.0, |row| row[j]);
    let Ok(svd) = faer::Mat::from_fn(rows.len().max(columns), columns, at).thin_svd() else {
        return (vec![f64::NAN; columns], 0);
    };
    let singular: Vec<f64> = svd.S().column_vector().iter().copied().collect();
    let rank = singular.iter().filter(|value| **value > NOTHING * singular[0]).count();
    let along = |k: usize| right.iter().enumerate().map(|(i, b)| svd.U()[(i, k)] * b).sum::<f64>() / singular[k];
    let parts: Vec<f64> = (0..rank).map(along).collect();
    ((0..columns).map(|j| parts.iter().enumerate().map(|(k, part)| svd.V()[(j, k)] * part).sum()).collect(), rank)
}
