//! Pockels: Δ(1/n²)_i = Σ_j r_ij E_j, i = 1 to 6 for xx, yy, zz, yz, xz, xy in the crystal's axes (Yariv & Yeh, Optical Waves in
//! Crystals, §7.2). r in pm/V, E in V/µm: a product is 1e-6.

const PER_PM_PER_UM: f64 = 1e-6;

use crate::material::tensor::{Tensor, inverse};

/// Electro-optic coefficients r_ij, pm/V, in the crystal's axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pockels(pub [[f64; 3]; 6]);

impl Pockels {
    /// A crystal of class 3m (LiNbO₃, LiTaO₃), z the optic axis, the mirror normal to x.
    pub fn trigonal(r13: f64, r22: f64, r33: f64, r51: f64) -> Self {
        Pockels([
            [0.0, -r22, r13],
            [0.0, r22, r13],
            [0.0, 0.0, r33],
            [0.0, r51, 0.0],
            [r51, 0.0, 0.0],
            [-r22, 0.0, 0.0],
        ])
    }

    /// A crystal of class 4mm (BaTiO₃), z the optic axis.
    pub fn tetragonal(r13: f64, r33: f64, r51: f64) -> Self {
        Pockels::trigonal(r13, 0.0, r33, r51)
    }

    /// Δ(1/n²), six components, for a field in V/µm along the crystal's axes.
    pub fn impermeability(&self, field: [f64; 3]) -> [f64; 6] {
        self.0.map(|row| PER_PM_PER_UM * row.iter().zip(field).map(|(r, e)| r * e).sum::<f64>())
    }

    /// The permittivity of a crystal of principal indices `n` in a field: the inverse of diag(1/n²) + Δ(1/n²), in its axes.
    pub fn permittivity(&self, n: [f64; 3], field: [f64; 3]) -> Tensor {
        let change = self.impermeability(field);
        let [xx, yy, zz] = [0, 1, 2].map(|i| 1.0 / (n[i] * n[i]) + change[i]);
        let [yz, xz, xy] = [change[3], change[4], change[5]];
        inverse(&[[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
    }

    /// Changes of the principal indices where the field turns no axis (or its turn, of second order, is left out): 1/√(1/n² + Δ) − n.
    pub fn index_change(&self, n: [f64; 3], field: [f64; 3]) -> [f64; 3] {
        let change = self.impermeability(field);
        [0, 1, 2].map(|i| {
            let before = n[i];
            // 1/√(1/n² + Δ) − n without the difference of near equals.
            let root = (1.0 + before * before * change[i]).sqrt();
            -before * before * before * change[i] / (root * (1.0 + root))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x_cut_niobate_is_as_worked_out() {
        // link.md: r33 30.8 pm/V, n_e 2.138, 1 V/µm: ½ n³ r E = 1.50503e-4. The next term is (3/4) n² r E = 1.06e-4 of it.
        let crystal = Pockels::trigonal(8.6, 3.4, 30.8, 28.0);
        let [_, _, dn] = crystal.index_change([2.211, 2.211, 2.138], [0.0, 0.0, -1.0]);
        assert!((dn / 1.50503e-4 - 1.0).abs() < 1.2e-4, "{dn}");
        let odd = 0.5 * (dn - crystal.index_change([2.211, 2.211, 2.138], [0.0, 0.0, 1.0])[2]);
        // Odd in E the next term is of order (n² r E)² = 2e-8; the number has six digits.
        assert!((odd / 1.50503e-4 - 1.0).abs() < 4e-6, "{odd}");
    }

    #[test]
    fn a_transverse_field_turns_the_axes() {
        // E along y of LiNbO3: Δ(1/n²) of −r22, +r22 on x and y, and r51 on yz, which couples y and z.
        let crystal = Pockels::trigonal(8.6, 3.4, 30.8, 28.0);
        let epsilon = crystal.permittivity([2.2, 2.2, 2.1], [0.0, 10.0, 0.0]);
        let first_order = -28e-6 * 10.0 * (2.2 * 2.1_f64).powi(2);
        assert!((epsilon[1][2] / first_order - 1.0).abs() < 1e-3 && epsilon[1][2] == epsilon[2][1], "{epsilon:?}");
        assert_eq!((epsilon[0][1], epsilon[0][2]), (0.0, 0.0));
        let n = crystal.index_change([2.2, 2.2, 2.1], [0.0, 10.0, 0.0]);
        assert!(n[0] > 0.0 && n[1] < 0.0 && n[2] == 0.0, "{n:?}");
    }

    #[test]
    fn without_a_field_nothing_changes() {
        let epsilon = Pockels::tetragonal(10.0, 100.0, 800.0).permittivity([2.4, 2.4, 2.3], [0.0; 3]);
        let wanted = [2.4_f64, 2.4, 2.3].map(|n| n * n);
        for (i, row) in epsilon.iter().enumerate() {
            for (j, value) in row.iter().enumerate() {
                assert!((value - if i == j { wanted[i] } else { 0.0 }).abs() < 1e-14);
            }
        }
    }
}
