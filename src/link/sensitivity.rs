//! What a decibel costs: of each device in watts, with lasers turned up so that OMA at TP2 stays, and in margin where they are not.

use serde::Serialize;

use super::build::{Link, MODULATION};
use super::energy::port_w;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sensitivity {
    pub name: String,
    /// How often light passes the device: each dB of one is so many of the line.
    pub passes: f64,
    /// Watts for 1 dB more of the line.
    pub plus_1_db_w: f64,
    /// Watts per dB of the line, at the line's own loss: the tangent.
    pub w_per_db: f64,
    /// The same per dB of the device, as often as light passes it.
    pub w_per_db_of_device: f64,
    /// Watts that the line's whole loss costs.
    pub whole_w: f64,
    /// Margins for 1 dB more of the line.
    pub standard_margin_db: f64,
    pub physics_margin_db: f64,
}

/// Every line of the ladder and what stands about it, the dearest first.
pub fn ranking(link: &Link, laser_dbm: f64) -> Vec<Sensitivity> {
    let watt = |more_db: f64| port_w(&link.figures, laser_dbm + more_db) - port_w(&link.figures, laser_dbm);
    // The laser's power is exponential in dB: the tangent by a step that keeps half of f64's digits.
    const STEP_DB: f64 = 1e-4;
    let w_per_db = (watt(STEP_DB) - watt(-STEP_DB)) / (2.0 * STEP_DB);
    let of_line = |name: String, passes: f64, loss: f64| Sensitivity {
        name,
        passes,
        plus_1_db_w: watt(1.0),
        w_per_db,
        w_per_db_of_device: passes * w_per_db,
        whole_w: -watt(-loss),
        standard_margin_db: -1.0,
        physics_margin_db: -1.0,
    };
    let lines = link.ladder.iter().filter(|line| line.name != MODULATION);
    let mut all: Vec<Sensitivity> =
        lines.map(|line| of_line(line.name.clone(), line.times, line.db(link.middle(), 0))).collect();
    let launch = link.figures.value("laser.launch_loss_db");
    if launch > 0.0 {
        // The ladder starts behind it: the laser makes up for it, and no margin moves.
        let line = of_line("laser launch".into(), 1.0, launch);
        all.push(Sensitivity { standard_margin_db: 0.0, physics_margin_db: 0.0, ..line });
    }
    all.extend(about(link, laser_dbm, w_per_db));
    // Lines of equal cost, of which the tangent differs by round-off at most, by what they lose in all.
    all.sort_by(|a, b| b.w_per_db_of_device.total_cmp(&a.w_per_db_of_device).then(b.whole_w.total_cmp(&a.whole_w)));
    all
}

/// The extinction ratio, which is worth less the higher it is, and the receiver's side, which costs margin alone.
fn about(link: &Link, laser_dbm: f64, w_per_db: f64) -> Vec<Sensitivity> {
    let now = link.nominal(laser_dbm);
    let changed = |key: &str, less_db: f64| {
        let mut link = link.clone();
        let figure = link.figures.0.get_mut(key);
        figure.into_iter().for_each(|figure| figure.value += less_db);
        link.nominal(laser_dbm)
    };
    let (kind, _) = super::build::extinction(&link.ladder);
    let penalty = |er_db: f64| kind.modulation_db(er_db);
    let less = penalty((now.er_db - 1.0).max(0.1)) - penalty(now.er_db);
    let watt = |more_db: f64| port_w(&link.figures, laser_dbm + more_db) - port_w(&link.figures, laser_dbm);
    let mut all = vec![Sensitivity {
        name: "extinction ratio, 1 dB less".into(),
        passes: 1.0,
        plus_1_db_w: watt(less),
        w_per_db: less * w_per_db,
        w_per_db_of_device: less * w_per_db,
        whole_w: -watt(-penalty(now.er_db)),
        standard_margin_db: -less,
        physics_margin_db: -less,
    }];
    for (name, key) in [("receiver coupling", "receiver.coupling_db"), ("TDECQ", "receiver.tdecq_db")] {
        let then = changed(key, 1.0);
        let standard_margin_db = then.standard_db - now.standard_db;
        all.push(Sensitivity {
            name: name.into(),
            passes: 1.0,
            plus_1_db_w: watt(-standard_margin_db),
            w_per_db: -standard_margin_db * w_per_db,
            w_per_db_of_device: -standard_margin_db * w_per_db,
            whole_w: 0.0,
            standard_margin_db,
            physics_margin_db: then.physics_db - now.physics_db,
        });
    }
    all
}
