use super::*;

/// Σ a e^(−πft/Q) cos(2πft + phase) and noise, white and even, of this height.
fn signal(modes: &[(f64, f64, f64)], dt: f64, count: usize, noise: f64) -> Vec<f64> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    let value = |n: usize| -> f64 {
        let t = n as f64 * dt;
        let mode = |(k, &(f, q, a)): (usize, &(f64, f64, f64))| {
            a * (-0.5 * TAU * f * t / q).exp() * (TAU * f * t + k as f64).cos()
        };
        modes.iter().enumerate().map(mode).sum()
    };
    (0..count).map(|n| value(n) + noise * random()).collect()
}

fn close(found: &Resonance, (f, q, a): (f64, f64, f64), tolerance: [f64; 3]) {
    let errors = [found.frequency / f - 1.0, found.q / q - 1.0, found.amplitude / a - 1.0];
    assert!(errors.iter().zip(tolerance).all(|(error, most)| error.abs() < most), "{found:?}: {errors:?}");
}

#[test]
fn one_mode_among_others_outside_the_band_to_round_off() {
    let modes = [(0.63, 415.0, 1.0), (0.9, 60.0, 20.0), (0.3, 800.0, 5.0)];
    let found = resonances(&signal(&modes, 0.02, 20_000, 0.0), 0.02, [0.6, 0.66]);
    assert_eq!(found.len(), 1, "{found:?}");
    // The filter leaves 3e-5 of the others, which are poles of their own: only round-off is in the way.
    close(&found[0], modes[0], [1e-10, 1e-7, 1e-7]);
    assert!(found[0].error < 1e-9);
}

#[test]
fn two_modes_closer_than_their_widths() {
    // Widths of 1.6e-3 and 0.8e-3, 0.5e-3 apart.
    let modes = [(0.6400, 400.0, 1.0), (0.6405, 800.0, 0.5)];
    let found = resonances(&signal(&modes, 0.02, 60_000, 0.0), 0.02, [0.62, 0.66]);
    assert_eq!(found.len(), 2, "{found:?}");
    for (found, mode) in found.iter().zip(modes) {
        close(found, mode, [1e-8, 1e-5, 1e-5]);
    }
}

#[test]
fn the_error_told_covers_the_noise() {
    let modes = [(0.627, 415.0, 1.0), (0.64, 2000.0, 0.3)];
    for noise in [1e-4, 1e-3, 1e-2] {
        let found = resonances(&signal(&modes, 0.02, 40_000, noise), 0.02, [0.6, 0.66]);
        assert_eq!(found.len(), 2, "{noise}: {found:?}");
        for (found, (f, q, _)) in found.iter().zip(modes) {
            // Noise of rms h/√3 leaves a frequency uncertain by some 1/(2πT) h/a √(6/N) with T, N of one lifetime (Cramér–Rao).
            let life = (q / (0.5 * TAU * f)).min(800.0);
            let expected = noise / 0.3 * (6.0 / (life / 0.02)).sqrt() / (TAU * life) / f;
            assert!((found.frequency / f - 1.0).abs() < 5.0 * expected, "{noise}: {found:?}, {expected:e}");
            assert!((found.frequency / f - 1.0).abs() < 5.0 * found.error, "{noise}: {found:?}");
            assert!(found.error < 20.0 * expected, "{noise}: {found:?}, {expected:e}");
        }
    }
}

#[test]
fn a_long_signal_is_taken_in_parts_and_a_mode_that_hardly_decays_is_seen() {
    let modes = [(0.601, 1e5, 1.0), (0.6299, 3e4, 1.0), (0.6301, 2e4, 0.2), (0.659, 5e6, 1.0)];
    let found = resonances(&signal(&modes, 0.05, 400_000, 1e-6), 0.05, [0.6, 0.66]);
    assert_eq!(found.len(), 4, "{found:?}");
    for (found, mode) in found.iter().zip(modes) {
        close(found, mode, [1e-8, 1e-2, 1e-2]);
    }
}

#[test]
fn noise_and_silence_have_no_resonance() {
    assert_eq!(resonances(&[0.0; 5000], 0.02, [0.6, 0.66]), []);
    assert_eq!(resonances(&[1.0; 3], 0.02, [0.6, 0.66]), []);
    let found = resonances(&signal(&[], 0.02, 20_000, 1.0), 0.02, [0.6, 0.66]);
    assert!(found.len() <= 1, "{found:?}");
}
