//! Watts of a port: P = (N_laser P_laser,el + lanes (driver + TIA + heater + DSP) + SerDes + control) / η_DCDC; pJ/bit over the
//! payload.

use serde::Serialize;

use super::figure::Figures;
use super::laser::Laser;

/// A part of the port's power.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contribution {
    pub name: &'static str,
    pub w: f64,
    pub pj_per_bit: f64,
}

/// The figures' lasers.
pub fn laser(figures: &Figures) -> Laser {
    Laser {
        threshold_ma: figures.value("laser.threshold_ma"),
        slope_w_per_a: figures.value("laser.slope_w_per_a"),
        voltage_v: figures.value("laser.voltage_v"),
        launch_loss_db: figures.value("laser.launch_loss_db"),
    }
}

/// What the port draws with lasers of this power, dBm; the last is what the converters lose.
pub fn contributions(figures: &Figures, laser_dbm: f64) -> Vec<Contribution> {
    let value = |key: &str| figures.value(key);
    let lanes = value("port.lanes");
    // pJ/bit times Gb/s are mW.
    let line = 1e-3 * lanes * value("port.lane_gbps");
    let dsp = ["dac_w", "dsp_tx_w", "adc_w", "dsp_rx_w"].map(|key| value(&format!("energy.{key}")));
    let mut parts = vec![
        ("laser", value("laser.count") * laser(figures).electrical_w(laser_dbm)),
        ("driver", line * value("energy.driver_pj_per_bit")),
        ("TIA", lanes * value("energy.tia_w")),
        ("heater", lanes * value("energy.heater_w")),
        ("DSP", lanes * dsp.iter().sum::<f64>()),
        ("SerDes", line * value("energy.serdes_pj_per_bit")),
        ("control", value("energy.control_w")),
    ];
    let drawn: f64 = parts.iter().map(|(_, w)| w).sum();
    parts.push(("converters", drawn * (1.0 / value("energy.dcdc_efficiency") - 1.0)));
    let payload = 1e-3 * value("port.payload_gbps");
    parts.into_iter().map(|(name, w)| Contribution { name, w, pj_per_bit: w / payload }).collect()
}

pub fn port_w(figures: &Figures, laser_dbm: f64) -> f64 {
    contributions(figures, laser_dbm).iter().map(|part| part.w).sum()
}
