//! Fourier sums: F(f) ← F(f) + field(t_n) e^(+2πi f t_n), compensated (Kahan 1965).      Twin: shaders/dft.wgsl
//! Phases are computed in f64 on the host; the factor Δt · `sample_every` is applied when sums are read.

use super::grid::row_kernel;

/// Arrays per point and frequency: real and imaginary sum, real and imaginary compensation.
pub const PARTS: usize = 4;

/// Points taken at once: several samples of so many stay in the first-level cache for all frequencies.
const BLOCK: usize = 256;

row_kernel! {
    /// One component on one plane: `samples` holds its gathered points, a plane every `pitch` numbers; `phases` (cos, sin) by
    /// `[sample][frequency]`; `sums` `[frequency][part][point]`. Several samples go into the sums at each visit.
    pub fn dft(samples: &[T], pitch: usize, phases: &[[T; 2]], frequencies: usize, sums: &mut [T]) {
        let n = sums.len() / (PARTS * frequencies);
        for first in (0..n).step_by(BLOCK) {
            let block = first..(first + BLOCK).min(n);
            for (f, sums) in sums.chunks_exact_mut(PARTS * n).enumerate() {
                let (re, rest) = sums.split_at_mut(n);
                let (im, rest) = rest.split_at_mut(n);
                let (re_lost, im_lost) = rest.split_at_mut(n);
                let (re, re_lost) = (&mut re[block.clone()], &mut re_lost[block.clone()]);
                let (im, im_lost) = (&mut im[block.clone()], &mut im_lost[block.clone()]);
                for (samples, phases) in samples.chunks(pitch).zip(phases.chunks_exact(frequencies)) {
                    add(&samples[block.clone()], phases[f][0], re, re_lost);
                    add(&samples[block.clone()], phases[f][1], im, im_lost);
                }
            }
        }
    }
}

#[inline(always)]
fn add<T: super::Real>(samples: &[T], phase: T, sums: &mut [T], lost: &mut [T]) {
    let n = sums.len();
    let (samples, lost) = (&samples[..n], &mut lost[..n]);
    for p in 0..n {
        let term = samples[p] * phase - lost[p];
        let sum = sums[p] + term;
        lost[p] = (sum - sums[p]) - term;
        sums[p] = sum;
    }
}
