//! Symmetric 3×3 tensors along x, y, z: the permittivity of crystals.

pub type Tensor = [[f64; 3]; 3];

pub fn tensor(of: impl Fn(usize, usize) -> f64) -> Tensor {
    [0, 1, 2].map(|a| [0, 1, 2].map(|b| of(a, b)))
}

/// The same along every axis.
pub fn isotropic(value: f64) -> Tensor {
    diagonal([value; 3])
}

pub fn diagonal(values: [f64; 3]) -> Tensor {
    tensor(|a, b| if a == b { values[a] } else { 0.0 })
}

/// A tensor's components along the rows of a frame.
pub fn turned(of: &Tensor, frame: &Tensor) -> Tensor {
    tensor(|a, b| (0..9).map(|i| frame[a][i / 3] * of[i / 3][i % 3] * frame[b][i % 3]).sum())
}

/// The inverse, by cofactors.
pub fn inverse(m: &Tensor) -> Tensor {
    let minor = |a: usize, b: usize| {
        let [i, j, k, l] = [(a + 1) % 3, (a + 2) % 3, (b + 1) % 3, (b + 2) % 3];
        m[i][k] * m[j][l] - m[i][l] * m[j][k]
    };
    let determinant: f64 = (0..3).map(|b| m[0][b] * minor(0, b)).sum();
    tensor(|a, b| minor(b, a) / determinant)
}
