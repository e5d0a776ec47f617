//! Fourier sums: F(f) ← F(f) + field(t_n) e^(+2πi f t_n), compensated (Kahan 1965).      Twin: shaders/dft.wgsl
//! Phases are computed in f64 on the host; the factor Δt · `sample_every` is applied when sums are read.

use super::grid::row_kernel;

/// Arrays per point and frequency: real and imaginary sum, real and imaginary compensation.
pub const PARTS: usize = 4;

row_kernel! {
    /// One component on one plane: `samples` are its gathered points, `phases` (cos, sin) by frequency, `sums`
    /// `[frequency][part][point]`.
    pub fn dft(samples: &[T], phases: &[[T; 2]], sums: &mut [T]) {
        let n = samples.len();
        for (phase, sums) in phases.iter().zip(sums.chunks_exact_mut(PARTS * n)) {
            let (re, rest) = sums.split_at_mut(n);
            let (im, rest) = rest.split_at_mut(n);
            let (re_lost, im_lost) = rest.split_at_mut(n);
            for p in 0..n {
                let term = samples[p] * phase[0] - re_lost[p];
                let sum = re[p] + term;
                re_lost[p] = (sum - re[p]) - term;
                re[p] = sum;
                let term = samples[p] * phase[1] - im_lost[p];
                let sum = im[p] + term;
                im_lost[p] = (sum - im[p]) - term;
                im[p] = sum;
            }
        }
    }
}
