//! The port beside others: presets, the electrical path that co-packaging shortens, and a fleet of ports.

use serde::Serialize;

use super::build::{Link, of_preset};
use super::energy::{Contribution, contributions, port_w};
use super::preset::NAMES;

/// A port of the comparison table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    pub name: String,
    pub what: String,
    pub ladder_db: f64,
    pub laser_dbm: f64,
    pub oma_tp2_dbm: f64,
    pub standard_margin_db: f64,
    pub physics_margin_db: f64,
    pub port_w: f64,
    pub pj_per_bit: f64,
    pub energy: Vec<Contribution>,
}

pub fn row(link: &Link) -> Row {
    let laser_dbm = link.laser_dbm();
    let (point, port_w) = (link.nominal(laser_dbm), port_w(&link.figures, laser_dbm));
    Row {
        name: link.name.clone(),
        what: link.what.into(),
        ladder_db: point.ladder_db,
        laser_dbm,
        oma_tp2_dbm: point.oma_tp2_dbm,
        standard_margin_db: point.standard_db,
        physics_margin_db: point.physics_db,
        port_w,
        pj_per_bit: 1e3 * port_w / link.figures.value("port.payload_gbps"),
        energy: contributions(&link.figures, laser_dbm),
    }
}

/// Every preset as it stands.
pub fn presets() -> Vec<Row> {
    NAMES.iter().filter_map(|name| of_preset(name)).map(|link| row(&link)).collect()
}

/// The host's signal on its way to the optics.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Electrical {
    pub path: &'static str,
    pub length: &'static str,
    /// At the symbol rate's half.
    pub loss_db: f64,
    /// What brings it over, per payload bit and behind the converters.
    pub pj_per_bit: f64,
    pub by: &'static str,
    pub source: &'static str,
}

/// Loss of the electrical paths, dB, as published: board and connectors to a pluggable module, substrate to an engine beside the switch.
const LOSS_DB: [f64; 2] = [22.0, 4.0];

/// Centimetres of board to a pluggable module against millimetres of substrate, with the presets' own figures for what drives them.
pub fn electrical() -> Vec<Electrical> {
    let of = |preset: &str, parts: &[&str]| {
        let link = of_preset(preset)?;
        let payload_gbps = link.figures.value("port.payload_gbps");
        let drawn = contributions(&link.figures, link.laser_dbm());
        let w: f64 = drawn.iter().filter(|part| parts.contains(&part.name)).map(|part| part.w).sum();
        Some(1e3 * w / link.figures.value("energy.dcdc_efficiency") / payload_gbps)
    };
    let row = |path, length, loss_db, pj_per_bit: Option<f64>, by| Electrical {
        path,
        length,
        loss_db,
        pj_per_bit: pj_per_bit.unwrap_or(f64::NAN),
        by,
        source: "loss published, energy computed from the presets",
    };
    vec![
        row("board to pluggable", "centimetres", LOSS_DB[0], of(NAMES[0], &["DSP"]), "retiming DSP"),
        row("substrate to co-packaged", "millimetres", LOSS_DB[1], of(NAMES[3], &["SerDes"]), "die-to-die SerDes"),
    ]
}

/// Many ports.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fleet {
    pub ports: u64,
    pub megawatt: f64,
    pub gwh_per_year: f64,
    /// Against the preset that this port replaces, where it replaces one.
    pub saving: Option<Saving>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Saving {
    pub against: &'static str,
    pub port_w: f64,
    pub percent: f64,
    pub megawatt: f64,
    pub gwh_per_year: f64,
}

const HOURS_PER_YEAR: f64 = 8760.0;

pub fn fleet(link: &Link, rows: &[Row], port_w: f64) -> Fleet {
    let many = |w: f64| {
        let megawatt = 1e-6 * w * link.ports as f64;
        (megawatt, 1e-3 * megawatt * HOURS_PER_YEAR)
    };
    let (megawatt, gwh_per_year) = many(port_w);
    let saving = link.against.and_then(|against| {
        let before = rows.iter().find(|row| row.name == against)?.port_w;
        let (megawatt, gwh_per_year) = many(before - port_w);
        Some(Saving {
            against,
            port_w: before - port_w,
            percent: 100.0 * (1.0 - port_w / before),
            megawatt,
            gwh_per_year,
        })
    });
    Fleet { ports: link.ports, megawatt, gwh_per_year, saving }
}
