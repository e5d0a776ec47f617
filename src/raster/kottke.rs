//! The tensor average at an interface of normal n (Kottke, Farjadpour & Johnson 2008, Phys. Rev. E 77, 036611): in the interface's
//! frame, n first, the fields that are continuous depend on the others by
//!
//!     τ(ε) = ( −1/ε_nn      ε_nt/ε_nn                )
//!            ( ε_tn/ε_nn    ε_tt − ε_tn ε_nt/ε_nn    )
//!
//! and τ is what is averaged. For isotropic media that is ⟨1/ε⟩⁻¹ along n and ⟨ε⟩ across.

use crate::material::tensor::{Tensor, inverse, isotropic, tensor, turned};

/// The inverse of the average of `tensors`, each with its `share` of the whole; without a normal that of the arithmetic mean.
pub(super) fn averaged(share: &[f64], tensors: &[Tensor], normal: Option<[f64; 3]>) -> Tensor {
    let present = || share.iter().zip(tensors).filter(|(share, _)| **share > 0.0);
    let mean = |of: &dyn Fn(&Tensor, usize, usize) -> f64| {
        tensor(|a, b| present().map(|(share, tensor)| share * of(tensor, a, b)).sum())
    };
    let plain = mean(&|tensor, a, b| tensor[a][b]);
    let Some(n) = normal else { return inverse(&plain) };
    if present().all(|(_, tensor)| *tensor == isotropic(tensor[0][0])) {
        let harmonic: f64 = present().map(|(share, tensor)| share / tensor[0][0]).sum();
        let along = |a: usize, b: usize| n[a] * n[b] * (harmonic - 1.0 / plain[0][0]);
        return tensor(|a, b| along(a, b) + if a == b { 1.0 / plain[0][0] } else { 0.0 });
    }
    let frame = frame(n);
    let framed: Vec<Tensor> = tensors.iter().map(|tensor| turned(tensor, &frame)).collect();
    let tau = tensor(|a, b| {
        let of = |tensor: &Tensor| match (a, b) {
            (0, 0) => -1.0 / tensor[0][0],
            (0, _) | (_, 0) => tensor[a][b] / tensor[0][0],
            _ => tensor[a][b] - tensor[a][0] * tensor[0][b] / tensor[0][0],
        };
        share.iter().zip(&framed).filter(|(share, _)| **share > 0.0).map(|(share, tensor)| share * of(tensor)).sum()
    });
    let epsilon = tensor(|a, b| match (a, b) {
        (0, 0) => -1.0 / tau[0][0],
        (0, _) | (_, 0) => -tau[a][b] / tau[0][0],
        _ => tau[a][b] - tau[a][0] * tau[0][b] / tau[0][0],
    });
    let back = tensor(|a, b| frame[b][a]);
    inverse(&turned(&epsilon, &back))
}

/// Rows: n and two directions across it.
fn frame(n: [f64; 3]) -> Tensor {
    let least = (0..3).min_by(|&a, &b| n[a].abs().total_cmp(&n[b].abs())).unwrap_or_default();
    let mut across = [0, 1, 2].map(|a| f64::from(u8::from(a == least)) - n[least] * n[a]);
    let length = across.iter().map(|x| x * x).sum::<f64>().sqrt();
    across.iter_mut().for_each(|x| *x /= length);
    let other = [0, 1, 2].map(|a| n[(a + 1) % 3] * across[(a + 2) % 3] - n[(a + 2) % 3] * across[(a + 1) % 3]);
    [n, across, other]
}

/// ρ_yz, ρ_zx, ρ_xy: what couples the components, ξ_ab / √(ξ_aa ξ_bb).
pub(super) fn correlations(xi: &Tensor) -> [f64; 3] {
    [0, 1, 2].map(|c| {
        let [a, b] = [(c + 1) % 3, (c + 2) % 3];
        xi[a][b] / (xi[a][a] * xi[b][b]).sqrt()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::material::tensor::diagonal;

    fn close(a: &Tensor, b: &Tensor) -> bool {
        a.iter().flatten().zip(b.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    #[test]
    fn isotropic_media_have_their_means_along_and_across() {
        let media = [isotropic(12.0), isotropic(2.0)];
        let (mean, harmonic) = (0.3 * 12.0 + 0.7 * 2.0, 0.3 / 12.0 + 0.7 / 2.0);
        let straight = averaged(&[0.3, 0.7], &media, Some([0.0, 1.0, 0.0]));
        assert!(close(&straight, &diagonal([1.0 / mean, harmonic, 1.0 / mean])));
        // Of a crystal that is one in name only by the general path.
        let near = [diagonal([12.0, 12.0, 12.0 + 1e-14]), isotropic(2.0)];
        let n = [0.6, 0.0, 0.8];
        assert!(close(&averaged(&[0.3, 0.7], &media, Some(n)), &averaged(&[0.3, 0.7], &near, Some(n))));
    }

    /// D across the wall and E along it are the same on both sides; from them the average has ⟨E⟩ = ξ ⟨D⟩.
    #[test]
    fn crystals_have_the_fields_that_a_wall_lets_through() {
        let tilt = frame([0.48, 0.6, 0.64]);
        let media = [turned(&diagonal([4.9, 4.5, 5.2]), &tilt), diagonal([2.1, 3.0, 2.5])];
        let (share, wall) = ([0.4, 0.6], frame([0.36, -0.48, 0.8]));
        let (mut e, mut d) = ([0.0; 3], [0.0; 3]);
        for (share, medium) in share.iter().zip(&media) {
            let medium = turned(medium, &wall);
            let (d_n, along) = (1.3, [0.7, -0.4]);
            let e_n = (d_n - medium[0][1] * along[0] - medium[0][2] * along[1]) / medium[0][0];
            let here = [e_n, along[0], along[1]];
            for a in 0..3 {
                e[a] += share * here[a];
                d[a] += share * (0..3).map(|b| medium[a][b] * here[b]).sum::<f64>();
            }
        }
        let xi = turned(&averaged(&share, &media, Some(wall[0])), &wall);
        for a in 0..3 {
            let found: f64 = (0..3).map(|b| xi[a][b] * d[b]).sum();
            assert!((found - e[a]).abs() < 1e-12, "{a}: {found} {}", e[a]);
        }
    }
}
