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

/// The matrix that turns by angles in degrees about x, then y, then z, counter-clockwise.
pub fn turning(degrees: [f64; 3]) -> Tensor {
    let about = |axis: usize| {
        let (sin, cos) = degrees[axis].to_radians().sin_cos();
        let [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
        tensor(|a, b| match (a, b) {
            _ if a == axis || b == axis => f64::from(u8::from(a == b)),
            _ if a == b => cos,
            _ if (a, b) == (u, v) => -sin,
            _ => sin * f64::from(u8::from((a, b) == (v, u))),
        })
    };
    let times = |m: &Tensor, n: &Tensor| tensor(|a, b| (0..3).map(|c| m[a][c] * n[c][b]).sum());
    times(&about(2), &times(&about(1), &about(0)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_counter_clockwise_and_in_order() {
        // x goes to y about z; y to z about x, which then goes to x about y.
        let about_z = turned(&diagonal([1.0, 2.0, 3.0]), &turning([0.0, 0.0, 90.0]));
        let both = turned(&diagonal([1.0, 2.0, 3.0]), &turning([90.0, 90.0, 0.0]));
        for (found, wanted) in [(about_z, [2.0, 1.0, 3.0]), (both, [2.0, 3.0, 1.0])] {
            assert!(found.iter().flatten().zip(diagonal(wanted).iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-15));
        }
        let oblique = turned(&diagonal([4.0, 1.0, 1.0]), &turning([0.0, 0.0, 30.0]));
        // The long axis lies at (√3, 1)/2: ε_xy = 3 × √3/4.
        assert!((oblique[0][1] - 0.75 * 3f64.sqrt()).abs() < 1e-15);
        let unit = turned(&inverse(&oblique), &turning([0.0, 0.0, -30.0]));
        assert!((unit[0][0] - 0.25).abs() < 1e-15);
    }
}
