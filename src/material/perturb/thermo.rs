//! Heat: Δn = dn/dT · ΔT, near room temperature and 1.3 to 1.6 µm.

/// Silicon's dn/dT, 1/K (G. Cocorullo, F. G. Della Corte & I. Rendina, Appl. Phys. Lett. 74, 3338 (1999): 1.86e-4 at 1523 nm).
pub const SILICON: f64 = 1.86e-4;
/// Silica's and stoichiometric silicon nitride's dn/dT, 1/K (A. Arbabi & L. L. Goddard, Opt. Lett. 38, 3878 (2013): 0.95e-5 and
/// 2.45e-5 at 1550 nm).
pub const SILICA: f64 = 0.95e-5;
pub const SILICON_NITRIDE: f64 = 2.45e-5;

/// Change of the index by a rise of temperature, K.
pub fn index_change(dn_dt: f64, rise_k: f64) -> f64 {
    dn_dt * rise_k
}

/// The rise of temperature, K, that turns the phase along a length by π, both lengths in µm: λ/2 = L dn/dT ΔT.
pub fn half_wave_rise(dn_dt: f64, wavelength_um: f64, length_um: f64) -> f64 {
    wavelength_um / (2.0 * length_um * dn_dt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heater_of_silicon_is_as_worked_out() {
        // link.md: 100 µm, 1310 nm: 35.2 K.
        let rise = half_wave_rise(SILICON, 1.31, 100.0);
        assert!((rise - 35.2).abs() < 0.05, "{rise}");
        assert!((index_change(SILICON, rise) * 100.0 / 1.31 - 0.5).abs() < 1e-15);
    }
}
