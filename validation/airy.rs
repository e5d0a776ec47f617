//! A film between two half spaces at normal incidence (Airy's formula: Born & Wolf, §7.6, with a complex index).

use luxel::units::TAU;
use num_complex::Complex64;

/// R and T at a wavelength; the film's index is n + ik, the others are real.
pub fn film(before: f64, index: Complex64, after: f64, thickness: f64, wavelength: f64) -> [f64; 2] {
    let [enter, leave] = [(Complex64::from(before), index), (index, Complex64::from(after))]
        .map(|(one, two)| [(one - two) / (one + two), 2.0 * one / (one + two)]);
    let turn = (Complex64::i() * TAU / wavelength * index * thickness).exp();
    let round = 1.0 + enter[0] * leave[0] * turn * turn;
    let r = (enter[0] + leave[0] * turn * turn) / round;
    let t = enter[1] * leave[1] * turn / round;
    [r.norm_sqr(), t.norm_sqr() * after / before]
}

/// R and T over a band, as curves.
pub fn curves(band: [f64; 2], at: impl Fn(f64) -> [f64; 2]) -> [Vec<[f64; 2]>; 2] {
    const POINTS: usize = 60;
    let wavelengths = (0..=POINTS).map(|i| band[0] + (band[1] - band[0]) * i as f64 / POINTS as f64);
    let both: Vec<(f64, [f64; 2])> = wavelengths.map(|wavelength| (wavelength, at(wavelength))).collect();
    [0, 1].map(|part| both.iter().map(|(wavelength, values)| [*wavelength, values[part]]).collect())
}
