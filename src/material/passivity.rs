//! Passivity: Im ε(ω) ≥ 0 for ω > 0, or a medium feeds the wave that passes it (Landau & Lifshitz, Electrodynamics of Continuous
//! Media, §80). Im ε is searched on a grid that is dense where a pole makes it vary, then refined about its lowest value.

use super::model::{Gain, Model};
use crate::units::TAU;

/// Points per decade away from poles.
const PER_DECADE: f64 = 60.0;
/// Im ε below this fraction of the terms that it is summed from is gain, above it round-off.
const ROUND_OFF: f64 = 1e-12;
/// How far beyond all poles the tails of a model are looked at: they fall there as powers of ω.
const BEYOND: f64 = 1e3;

/// The worst gain between two vacuum wavelengths, µm.
pub fn gain(model: &Model, wavelength_um: [f64; 2]) -> Option<Gain> {
    let [short, long] = wavelength_um;
    worst(model, [TAU / long, TAU / short])
}

/// The worst gain anywhere: below, among and above all poles, and of poles that grow by themselves.
pub fn gain_anywhere(model: &Model) -> Option<Gain> {
    let grows = model.poles.iter().find(|pole| {
        // A lossless pole absorbs or amplifies at its own frequency alone, by the sign of its strength −Im a Im c.
        pole.a.re > 0.0 || (pole.a.re == 0.0 && (pole.a.im * pole.c.im > 0.0 || pole.c.re != 0.0))
    });
    if let Some(pole) = grows {
        return Some(Gain { wavelength_um: TAU / pole.a.norm(), im_epsilon: f64::NEG_INFINITY });
    }
    let sizes = || model.poles.iter().map(|pole| pole.a.norm());
    let (low, high) = (sizes().fold(1.0, f64::min), sizes().fold(1.0, f64::max));
    worst(model, [low / BEYOND, high * BEYOND])
}

fn worst(model: &Model, band: [f64; 2]) -> Option<Gain> {
    let omegas = grid(model, band);
    // Scaled by the terms' size, so that the tails count as much as the middle.
    let scaled = |omega: f64| model.epsilon(omega).im / size(model, omega);
    let (at, _) = omegas.iter().map(|&omega| scaled(omega)).enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let around = [omegas[at.saturating_sub(1)], omegas[(at + 1).min(omegas.len() - 1)]];
    let omega = lowest(scaled, around);
    let im_epsilon = model.epsilon(omega).im;
    (scaled(omega) < -ROUND_OFF).then_some(Gain { wavelength_um: TAU / omega, im_epsilon })
}

/// Sum of the magnitudes that Im ε is made of.
fn size(model: &Model, omega: f64) -> f64 {
    let term = |a: num_complex::Complex64, c: num_complex::Complex64| {
        let p = num_complex::Complex64::new(0.0, -omega);
        (c / (p - a)).norm() + (c.conj() / (p - a.conj())).norm()
    };
    let poles: f64 = model.poles.iter().map(|pole| term(pole.a, pole.c)).sum();
    poles + (model.sigma / omega).abs() + f64::MIN_POSITIVE
}

/// Frequencies of a band, ascending: evenly in their logarithm, and about every pole in units of its width.
pub fn grid(model: &Model, [low, high]: [f64; 2]) -> Vec<f64> {
    let steps = ((high / low).log10() * PER_DECADE).ceil().max(40.0) as usize;
    let even = (0..=steps).map(|i| low * (high / low).powf(i as f64 / steps as f64));
    let about = model.poles.iter().filter(|pole| pole.a.re < 0.0).flat_map(|pole| {
        let (center, width) = (pole.a.im.abs(), pole.a.re.abs());
        (-12..=12).map(move |i| center + width * 0.5 * i as f64)
    });
    let is_pole = |omega: f64| model.poles.iter().any(|p| p.a.re == 0.0 && (p.a.im.abs() - omega).abs() < 1e-9 * omega);
    let mut all: Vec<f64> = even.chain(about.filter(|omega| (low..=high).contains(omega))).collect();
    all.retain(|&omega| !is_pole(omega));
    all.sort_by(f64::total_cmp);
    all
}

/// Golden-section search.
fn lowest(value: impl Fn(f64) -> f64, [mut low, mut high]: [f64; 2]) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_895;
    for _ in 0..60 {
        let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
        if value(left) < value(right) { high = right } else { low = left }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use num_complex::Complex64;

    use super::*;
    use crate::material::Pole;

    #[test]
    fn absorbers_are_passive() {
        let metal = Model::constant(1.0).with_drude(9.0, 0.05).with_lorentz(2.0, 3.0, 0.4).with_lorentz(1.0, 0.5, 4.0);
        assert_eq!(metal.gain_anywhere(), None);
        assert_eq!(Model::sellmeier(1.0, &[[0.7, 0.07], [0.9, 9.9]]).gain_anywhere(), None);
        assert_eq!(Model::constant(2.0).gain_anywhere(), None);
    }

    #[test]
    fn an_amplifier_is_found_where_it_amplifies() {
        // A narrow line of negative strength at 1 eV, 1.2398 µm; Im ε = −Δε ω₀/γ = −0.01 · 1000.
        let laser = Model::constant(4.0).with_lorentz(-0.01, 1.0, 0.001);
        let gain = laser.gain_anywhere().expect("gain");
        assert!((gain.wavelength_um - 1.239_841_98).abs() < 1e-3, "{gain:?}");
        assert!((gain.im_epsilon + 10.0).abs() < 0.01, "{gain:?}");
        assert!(laser.gain([1.24, 1.25]).is_some());
        // Absorption elsewhere does not hide it, nor does it reach into a band where absorption wins.
        let both = Model::constant(4.0).with_lorentz(-0.01, 1.0, 0.001).with_lorentz(1.0, 2.0, 0.5);
        assert!(both.gain_anywhere().is_some());
        assert_eq!(both.gain([0.55, 0.65]), None);
    }

    #[test]
    fn what_grows_by_itself_is_refused() {
        let growing = Pole { a: Complex64::new(0.1, 2.0), c: Complex64::new(0.0, -1.0) };
        let inverted = Pole { a: Complex64::new(0.0, 2.0), c: Complex64::new(0.0, 1.0) };
        for pole in [growing, inverted] {
            let model = Model { poles: vec![pole], ..Model::constant(1.0) };
            assert_eq!(model.gain_anywhere().map(|gain| gain.im_epsilon), Some(f64::NEG_INFINITY), "{pole:?}");
        }
    }
}
