//! An abrupt pn junction in silicon and the phase shifter that it makes (S. M. Sze & K. K. Ng, Physics of Semiconductor Devices,
//! §2.2): W = √(2ε/q (1/N_A + 1/N_D)(V_bi − V)), V_bi = kT/q ln(N_A N_D/n_i²); C' = εh/W, f_RC = 1/(2πR_sC_j),
//! VπL = Vλ/(2Δn_eff).

const BOLTZMANN: f64 = 1.380_649e-23;
const CHARGE: f64 = 1.602_176_634e-19;
/// Permittivity of silicon, F/cm.
const EPSILON_PER_CM: f64 = 11.7 * 8.854_187_812_8e-14;
/// Silicon's intrinsic density at 300 K, cm⁻³.
const INTRINSIC: f64 = 1e10;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Junction {
    /// Acceptors and donors, cm⁻³.
    pub acceptors: f64,
    pub donors: f64,
    pub kelvin: f64,
}

impl Junction {
    /// Built-in voltage; n_i is that of 300 K.
    pub fn built_in_v(&self) -> f64 {
        BOLTZMANN * self.kelvin / CHARGE * (self.acceptors * self.donors / INTRINSIC.powi(2)).ln()
    }

    /// Width of the depleted region, µm, at a voltage (negative in reverse) below the built-in one.
    pub fn depletion_um(&self, voltage: f64) -> f64 {
        let doping = 1.0 / self.acceptors + 1.0 / self.donors;
        1e4 * (2.0 * EPSILON_PER_CM / CHARGE * doping * (self.built_in_v() - voltage)).sqrt()
    }

    /// Capacitance per length, fF/µm, of a junction of this height.
    pub fn capacitance_ff_per_um(&self, voltage: f64, height_um: f64) -> f64 {
        const FF_PER_UM: f64 = 1e11; // F/cm
        EPSILON_PER_CM * FF_PER_UM * height_um / self.depletion_um(voltage)
    }
}

/// Bandwidth of a resistance and a capacitance in series, GHz.
pub fn rc_ghz(ohm: f64, femtofarad: f64) -> f64 {
    1e6 / (std::f64::consts::TAU * ohm * femtofarad)
}

/// VπL, V·cm, of a change of the effective index at a voltage; half of it where two arms are driven against each other.
pub fn vpi_l_v_cm(voltage: f64, wavelength_um: f64, dn_eff: f64) -> f64 {
    const CM: f64 = 1e-4; // of a µm
    voltage * wavelength_um * CM / (2.0 * dn_eff.abs())
}
