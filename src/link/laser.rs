//! The laser: P_el = V (I_th + P/η), η in W/A; and the classes of external laser modules (ELSFP) by power per fibre.

use super::decibel::milliwatt;

/// Powers per fibre, dBm, that modules are sold in (OIF ELSFP implementation agreement's classes).
pub const CLASSES_DBM: [f64; 6] = [11.0, 14.0, 17.0, 20.0, 23.0, 26.0];

/// The smallest class that gives this power; `None` above all.
pub fn class_dbm(needed_dbm: f64) -> Option<f64> {
    // A class that is missed by less than round-off is met.
    CLASSES_DBM.into_iter().find(|class| *class >= needed_dbm - 1e-9)
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Laser {
    pub threshold_ma: f64,
    pub slope_w_per_a: f64,
    pub voltage_v: f64,
    /// Loss between the diode and the ladder's start.
    pub launch_loss_db: f64,
}

impl Laser {
    /// Electrical watts of one laser that gives this power, dBm, behind its launch.
    pub fn electrical_w(&self, dbm: f64) -> f64 {
        self.voltage_v * (1e-3 * self.threshold_ma + self.optical_w(dbm) / self.slope_w_per_a)
    }

    fn optical_w(&self, dbm: f64) -> f64 {
        1e-3 * milliwatt(dbm + self.launch_loss_db)
    }
}
