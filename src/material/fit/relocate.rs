//! Vector fitting: f(s) ≈ Σ d g(s) + Σ r/(s − a), with functions g such as 1 or 1/s, from values of f (Gustavsen & Semlyen, IEEE Trans. Power Deliv. 14, 1052 (1999)).
//!
//! With poles a at hand, Σ d g + Σ r/(s − a) = f(s) [1 + Σ r̃/(s − a)] is linear in r, d and r̃, and the zeros of the bracket, which
//! are eigenvalues of A − b r̃ᵀ, are better poles. Here f(s*) = f(s)*: of a pair of conjugate poles one is kept, with Im a > 0.

use faer::Mat;
use num_complex::Complex64;

/// A value of f with its weight in the sum of squares.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub s: Complex64,
    pub f: Complex64,
    pub weight: f64,
}

/// The functions that poles span at s, with real coefficients: 1/(s − a) for a real pole; for a pair the sum of both poles'
/// 1/(s − a), and i times their difference. A pair's residue is then r = x + iy of its two coefficients.
pub fn basis(poles: &[Complex64], s: Complex64) -> Vec<Complex64> {
    let mut values = Vec::new();
    for &a in poles {
        let one = 1.0 / (s - a);
        if a.im == 0.0 {
            values.push(one);
        } else {
            let other = 1.0 / (s - a.conj());
            values.extend([one + other, Complex64::I * (one - other)]);
        }
    }
    values
}

/// A function of s whose weight is free, beside those of the poles.
pub type Fixed = fn(Complex64) -> Complex64;

/// Better poles, by one step; `None` where the problem cannot be solved.
pub fn relocate(points: &[Point], poles: &[Complex64], fixed: &[Fixed]) -> Option<Vec<Complex64>> {
    let order: usize = poles.iter().map(|a| if a.im == 0.0 { 1 } else { 2 }).sum();
    let columns = 2 * order + fixed.len();
    let mut matrix = Mat::<f64>::zeros(2 * points.len(), columns);
    let mut right = Mat::<f64>::zeros(2 * points.len(), 1);
    for (i, point) in points.iter().enumerate() {
        let functions = basis(poles, point.s);
        let others = fixed.iter().map(|function| function(point.s));
        let row = functions.iter().copied().chain(others).chain(functions.iter().map(|phi| -phi * point.f));
        for (j, value) in row.enumerate() {
            (matrix[(2 * i, j)], matrix[(2 * i + 1, j)]) = (point.weight * value.re, point.weight * value.im);
        }
        (right[(2 * i, 0)], right[(2 * i + 1, 0)]) = (point.weight * point.f.re, point.weight * point.f.im);
    }
    let solution = least_squares(&matrix, &right)?;
    zeros(poles, &solution[columns - order..])
}

/// Zeros of 1 + Σ r̃/(s − a), turned to the left half plane.
fn zeros(poles: &[Complex64], weights: &[f64]) -> Option<Vec<Complex64>> {
    let mut matrix = Mat::<f64>::zeros(weights.len(), weights.len());
    let mut at = 0;
    for &a in poles {
        if a.im == 0.0 {
            matrix[(at, at)] = a.re;
            (0..weights.len()).for_each(|j| matrix[(at, j)] -= weights[j]);
            at += 1;
        } else {
            (matrix[(at, at)], matrix[(at, at + 1)]) = (a.re, a.im);
            (matrix[(at + 1, at)], matrix[(at + 1, at + 1)]) = (-a.im, a.re);
            (0..weights.len()).for_each(|j| matrix[(at, j)] -= 2.0 * weights[j]);
            at += 2;
        }
    }
    let values = matrix.eigenvalues().ok()?;
    let stable = |a: &Complex64| Complex64::new(-a.re.abs(), a.im);
    // Of a pair the eigenvalue solver gives both, exactly conjugate: the matrix is real.
    let kept: Vec<Complex64> = values.iter().filter(|a| a.im >= 0.0).map(stable).collect();
    kept.iter().all(|a| a.is_finite()).then_some(kept)
}

/// The least-squares solution of least norm, columns scaled to one length.
fn least_squares(matrix: &Mat<f64>, right: &Mat<f64>) -> Option<Vec<f64>> {
    /// Directions that the data say nothing about are left alone.
    const RANK: f64 = 1e-13;
    let lengths: Vec<f64> = matrix.col_iter().map(|column| column.norm_l2().max(f64::MIN_POSITIVE)).collect();
    let scaled = Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[(i, j)] / lengths[j]);
    let svd = scaled.thin_svd().ok()?;
    let singular: Vec<f64> = svd.S().column_vector().iter().copied().collect();
    let mut inner = svd.U().transpose() * right;
    for (k, &value) in singular.iter().enumerate() {
        inner[(k, 0)] = if value > RANK * singular[0] { inner[(k, 0)] / value } else { 0.0 };
    }
    let solution = svd.V() * inner;
    Some((0..matrix.ncols()).map(|j| solution[(j, 0)] / lengths[j]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rational_functions_own_poles_are_found() {
        let wanted = [Complex64::new(-0.7, 0.0), Complex64::new(-0.2, 3.0), Complex64::new(-1.0, 7.0)];
        let f = |s: Complex64| -> Complex64 {
            4.0 + basis(&wanted, s).into_iter().zip([2.0, 1.0, -0.3, 0.5, 0.8]).map(|(b, x)| b * x).sum::<Complex64>()
        };
        let points: Vec<Point> =
            (1..60).map(|i| Complex64::new(0.0, 0.2 * i as f64)).map(|s| Point { s, f: f(s), weight: 1.0 }).collect();
        let mut poles = vec![Complex64::new(-2.0, 0.0), Complex64::new(-0.1, 2.0), Complex64::new(-0.1, 8.0)];
        for _ in 0..8 {
            poles = relocate(&points, &poles, &[|_| Complex64::ONE]).unwrap();
        }
        poles.sort_by(|a, b| a.im.total_cmp(&b.im));
        for (found, wanted) in poles.iter().zip(wanted) {
            assert!((found - wanted).norm() < 1e-9, "{found} is not {wanted}");
        }
    }
}
