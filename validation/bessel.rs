//! Bessel functions by their integrals (DLMF §10.9, §10.32), good to 1e-10 and better for the arguments of a few radians that
//! resonators have, and the roots of what is made of them.

use num_complex::Complex64;
use std::f64::consts::PI;

/// Simpson's rule.
fn integral(from: f64, to: f64, of: impl Fn(f64) -> Complex64) -> Complex64 {
    const PARTS: usize = 4000;
    let step = (to - from) / PARTS as f64;
    let weight = |i: usize| if i == 0 || i == PARTS { 1.0 } else { 2.0 + 2.0 * (i % 2) as f64 };
    (0..=PARTS).map(|i| of(from + i as f64 * step) * weight(i)).sum::<Complex64>() * step / 3.0
}

/// J_n.
pub fn j(n: i32, z: Complex64) -> Complex64 {
    integral(0.0, PI, |t| (f64::from(n) * t - z * t.sin()).cos()) / PI
}

/// H_n of the first kind, Re z > 0.
pub fn h(n: i32, z: Complex64) -> Complex64 {
    let order = f64::from(n);
    let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
    // e^(−z sinh t) is below round-off from here on.
    let far = (60.0 / z.re).asinh();
    let round = integral(0.0, PI, |t| (Complex64::i() * (z * t.sin() - order * t)).exp());
    let out = integral(0.0, far, |t| ((order * t).exp() + sign * (-order * t).exp()) * (-z * t.sinh()).exp());
    (round - Complex64::i() * out) / PI
}

/// K_n, x > 0.
pub fn k(n: i32, x: f64) -> f64 {
    // Even about 0 and nothing at its end: for such an integrand the trapezoids' error falls exponentially with their number.
    let step = (60.0 / x).asinh().max(1.0) / 100.0;
    let of = |t: f64| (-x * t.cosh()).exp() * (f64::from(n) * t).cosh();
    step * (0.5 * of(0.0) + (1..100).map(|i| of(f64::from(i) * step)).sum::<f64>())
}

/// A function and its derivative, from its neighbours in order.
pub fn with_slope(of: impl Fn(i32, Complex64) -> Complex64, n: i32, z: Complex64) -> [Complex64; 2] {
    [of(n, z), 0.5 * (of(n - 1, z) - of(n + 1, z))]
}

/// Riccati–Bessel functions z j_l and z h_l of the first kind, each with its derivative (DLMF §10.51).
pub fn riccati(l: i32, z: Complex64) -> [[Complex64; 2]; 2] {
    let (i, one) = (Complex64::i(), Complex64::from(1.0));
    let up = |mut below: Complex64, mut here: Complex64| {
        for n in 0..l {
            (below, here) = (here, f64::from(2 * n + 1) / z * here - below);
        }
        [here, below - f64::from(l) / z * here]
    };
    // Orders −1 and 0.
    let wave = (i * z).exp();
    [up(one * z.cos(), z.sin()), up(wave, -i * wave)]
}

/// A root near a first guess, by secants.
pub fn root(of: impl Fn(Complex64) -> Complex64, near: Complex64) -> Complex64 {
    let (mut one, mut two) = (near, near * 1.0001);
    let (mut at_one, mut at_two) = (of(one), of(two));
    for _ in 0..60 {
        if (two - one).norm() < 1e-13 * two.norm() || at_two == at_one {
            break;
        }
        let next = two - at_two * (two - one) / (at_two - at_one);
        (one, at_one) = (two, at_two);
        (two, at_two) = (next, of(next));
    }
    two
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_the_tables() {
        let one = Complex64::from(1.0);
        assert!((j(0, one) - 0.765_197_686_557_966_6).norm() < 1e-12);
        assert!((k(0, 1.0) - 0.421_024_438_240_708_3).abs() < 1e-12);
        assert!((k(1, 2.5) - 0.073_890_816_347_747_04).abs() < 1e-12);
    }

    /// J H' − J' H = 2i/πz, and its counterpart of spheres.
    #[test]
    fn wronskians_hold() {
        let z = Complex64::new(5.2, -0.3);
        for n in [0, 3, 7] {
            let ([one, slope_one], [two, slope_two]) = (with_slope(j, n, z), with_slope(h, n, z));
            let exact = Complex64::new(0.0, 2.0) / (PI * z);
            assert!((one * slope_two - slope_one * two - exact).norm() < 1e-10, "{n}");
        }
        let [[one, slope_one], [two, slope_two]] = riccati(3, z);
        assert!((one * slope_two - slope_one * two - Complex64::i()).norm() < 1e-12);
        assert!((riccati(0, z)[0][0] - z.sin()).norm() < 1e-12);
    }
}
