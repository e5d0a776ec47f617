//! Polarization of media that disperse: S ← κ S + β (1 + κ) E for each pole, after E has gained what the step before left for it:
//! −2 w cb/Δt Re (change of S).      Twin: shaders/polarize.wgsl
//! Trapezoidal recursion of complex-conjugate poles (Han, Dutton & Fan 2006); its form is derived in plan/polarization.rs.

use super::grid::row_kernel;

/// A pole's numbers, rounded: κ − 1 and β (1 + κ), real and imaginary.
#[derive(Clone, Copy, Debug)]
pub struct Pole<T> {
    pub medium: usize,
    pub decay: [T; 2],
    pub drive: [T; 2],
}

row_kernel! {
    /// Points of one span: their E, what is left for their next step, `weight` `[medium][point]`, S `[pole][part][point]`.
    pub fn polarize(e: &mut [T], left: &mut [T], weight: &[T], s: &mut [T], poles: &[Pole<T>]) {
        let n = e.len();
        let left = &mut left[..n];
        for k in 0..n {
            e[k] += left[k];
            left[k] = T::default();
        }
        let e = &e[..n];
        for (pole, s) in poles.iter().zip(s.chunks_exact_mut(2 * n)) {
            let (re, im) = s.split_at_mut(n);
            let (re, im, weight) = (&mut re[..n], &mut im[..n], &weight[pole.medium * n..][..n]);
            let ([decay_re, decay_im], [drive_re, drive_im]) = (pole.decay, pole.drive);
            for k in 0..n {
                let change = decay_re * re[k] - decay_im * im[k] + drive_re * e[k];
                im[k] += decay_re * im[k] + decay_im * re[k] + drive_im * e[k];
                re[k] += change;
                left[k] += weight[k] * change;
            }
        }
    }
}
