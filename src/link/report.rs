//! Everything that is told of a link; `--json` prints it as it stands, with units in its keys.

use serde::Serialize;

use super::budget::Point;
use super::build::{Link, MODULATION};
use super::compare::{Electrical, Fleet, Row, electrical, fleet, presets, row};
use super::device::Response;
use super::energy::{Contribution, contributions, laser, port_w};
use super::figure::{Figures, Mark};
use super::ladder::Provenance;
use super::laser::class_dbm;
use super::sensitivity::{Sensitivity, ranking};
use super::standard::LANE_GBPS;
use super::statistics::{Spread, Surface, closed_form, monte_carlo};

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub name: String,
    pub preset: &'static str,
    pub ladder: Vec<Rung>,
    pub laser: LaserReport,
    /// At the middle of the band, nominal.
    pub nominal: Point,
    pub worst_standard: Point,
    pub worst_physics: Point,
    /// The worst standard margin, and the worst physics margin.
    pub margin_db: f64,
    pub physics_margin_db: f64,
    pub target_db: f64,
    /// Whether both margins are at least the target.
    pub closes: bool,
    /// Limits of the standard that are broken.
    pub warnings: Vec<String>,
    pub energy: Vec<Contribution>,
    pub port_w: f64,
    pub pj_per_bit: f64,
    /// With lasers turned so that OMA at TP2 is what the preset's own ladder would give.
    pub port_w_at_same_oma: f64,
    pub statistics: Statistics,
    pub sensitivity: Vec<Sensitivity>,
    pub comparison: Vec<Row>,
    pub electrical: Vec<Electrical>,
    pub fleet: Fleet,
    pub figures: Figures,
}

/// A line of the ladder.
#[derive(Clone, Debug, Serialize)]
pub struct Rung {
    pub name: String,
    /// At the middle of the band, nominal.
    pub loss_db: f64,
    /// The most over band and corners.
    pub worst_db: f64,
    pub mark: Mark,
    pub source: String,
    #[serde(flatten)]
    pub provenance: Option<Provenance>,
    #[serde(flatten)]
    pub response: Option<Response>,
    /// What the preset assumed, where another figure has taken its place, and what that changes at the same OMA.
    pub assumed_db: Option<f64>,
    pub assumed_mark: Option<Mark>,
    pub port_w_change_at_same_oma: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct LaserReport {
    pub count: f64,
    pub power_dbm: f64,
    pub power_mw: f64,
    pub electrical_w: f64,
    pub sized: bool,
    /// What the worst point needs for the target, and the smallest ELSFP class that gives it.
    pub needed_dbm: f64,
    pub class_dbm: Option<f64>,
    /// The standard margin with a laser at the low end of its tolerance, dB.
    pub margin_at_least_power_db: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Statistics {
    pub samples: usize,
    pub seed: u64,
    pub monte_carlo: Spread,
    /// Where the response surface is flat or there is none.
    pub closed_form: Option<Spread>,
    /// Largest miss of the response surface at a corner.
    pub surface_residual_db: Option<f64>,
    /// Whether the corners tell width, height and temperature apart.
    pub surface_determined: Option<bool>,
}

/// Judges a link.
pub fn report(link: &Link) -> Report {
    let laser_dbm = link.laser_dbm();
    let nominal = link.nominal(laser_dbm);
    let [worst_standard, worst_physics] = link.worst(laser_dbm);
    let (margin_db, physics_margin_db, target_db) =
        (worst_standard.standard_db, worst_physics.physics_db, link.target_db());
    // A sized laser gives the target but for round-off.
    let closes = margin_db.min(physics_margin_db) >= target_db - 1e-9;
    let row = row(link);
    let mut comparison = presets();
    let fleet = fleet(link, &comparison, row.port_w);
    let (port_w, pj_per_bit) = (row.port_w, row.pj_per_bit);
    comparison.push(row);
    Report {
        name: link.name.clone(),
        preset: link.preset,
        ladder: rungs(link, assumed_dbm(link)),
        laser: laser_report(link, laser_dbm, margin_db),
        warnings: warnings(link, &nominal),
        nominal,
        worst_standard,
        worst_physics,
        margin_db,
        physics_margin_db,
        target_db,
        closes,
        energy: contributions(&link.figures, laser_dbm),
        port_w,
        pj_per_bit,
        port_w_at_same_oma: port_w_at_same_oma(link),
        statistics: statistics(link, laser_dbm),
        sensitivity: ranking(link, laser_dbm),
        comparison,
        electrical: electrical(),
        fleet,
        figures: link.figures.clone(),
    }
}

/// The laser's power with the preset's ladder in place of what has replaced its lines.
fn assumed_dbm(link: &Link) -> f64 {
    match link.figures.get("laser.power_dbm") {
        Some(power) if !link.sized => power,
        _ => {
            let ladder: f64 = link.ladder.iter().map(|line| line.assumed_db(link.middle())).sum();
            ladder + link.oma_required() + link.target_db()
        }
    }
}

/// What replaced and added lines add to the ladder.
fn replaced_db(link: &Link) -> f64 {
    link.ladder.iter().map(|line| line.db(link.middle(), 0) - line.assumed_db(link.middle())).sum()
}

fn port_w_at_same_oma(link: &Link) -> f64 {
    port_w(&link.figures, assumed_dbm(link) + replaced_db(link))
}

fn rungs(link: &Link, assumed_dbm: f64) -> Vec<Rung> {
    let middle = link.middle();
    let of_line = |line: &super::ladder::Line| {
        let corners = 0..link.corners.len();
        let everywhere = corners.flat_map(|corner| link.band.iter().map(move |w| (*w, corner)));
        let loss_db = line.db(middle, 0);
        let change = |db: f64| port_w(&link.figures, assumed_dbm + db) - port_w(&link.figures, assumed_dbm);
        Rung {
            name: line.name.clone(),
            loss_db,
            worst_db: everywhere.map(|(w, corner)| line.db(w, corner)).fold(f64::NEG_INFINITY, f64::max),
            mark: line.mark,
            source: line.source.clone(),
            provenance: line.provenance.clone(),
            response: line.response.clone(),
            assumed_db: line.assumed.as_ref().map(|figure| figure.value),
            assumed_mark: line.assumed.as_ref().map(|figure| figure.mark),
            port_w_change_at_same_oma: line.assumed.as_ref().map(|figure| change(loss_db - figure.value)),
        }
    };
    link.ladder.iter().map(of_line).collect()
}

fn laser_report(link: &Link, power_dbm: f64, margin_db: f64) -> LaserReport {
    let needed_dbm = power_dbm - (margin_db - link.target_db());
    LaserReport {
        count: link.figures.value("laser.count"),
        power_dbm,
        power_mw: super::decibel::milliwatt(power_dbm),
        electrical_w: laser(&link.figures).electrical_w(power_dbm),
        sized: link.sized,
        needed_dbm,
        class_dbm: class_dbm(needed_dbm),
        margin_at_least_power_db: margin_db - link.figures.value("laser.tolerance_db"),
    }
}

fn warnings(link: &Link, nominal: &Point) -> Vec<String> {
    let value = |key: &str| link.figures.value(key);
    let mut warnings = Vec::new();
    let [tdecq, most] = ["receiver.tdecq_db", "standard.tdecq_max_db"].map(value);
    if tdecq > most {
        warnings.push(format!("TDECQ of {tdecq} dB is above the standard's {most} dB"));
    }
    let least = value("standard.er_min_db");
    if nominal.er_db < least {
        warnings.push(format!("an extinction ratio of {:.2} dB is below the standard's {least} dB", nominal.er_db));
    }
    let lane = value("port.lane_gbps");
    if lane > LANE_GBPS {
        warnings.push(format!(
            "the standard's budget is of lanes of {LANE_GBPS} Gb/s, these carry {lane}: hold to the physics margin"
        ));
    }
    let [rin, most] = ["receiver.rin_db_per_hz", "standard.rin_max_db_per_hz"].map(value);
    if rin > most {
        warnings.push(format!("RIN of {rin} dB/Hz is above the standard's {most} dB/Hz"));
    }
    warnings
}

/// The standard margin's spread in the middle of the band: independent terms of lines and laser, and corners through their surface.
fn statistics(link: &Link, laser_dbm: f64) -> Statistics {
    let (settings, mean) = (&link.statistics, link.nominal(laser_dbm).standard_db);
    let sigmas: Vec<f64> = link
        .ladder
        .iter()
        .filter(|line| line.name != MODULATION)
        .map(|line| line.sigma_db)
        .chain([settings.sigma_laser_db])
        .filter(|sigma| *sigma > 0.0)
        .collect();
    let process = [settings.sigma_w_nm, settings.sigma_h_nm, settings.sigma_t_k];
    let surface = (link.corners.len() > 1).then(|| {
        let shifts: Vec<[f64; 3]> = link.corners.iter().map(|(_, shift)| *shift).collect();
        let margin = |corner: usize| mean + link.ladder_db(link.middle(), 0) - link.ladder_db(link.middle(), corner);
        Surface::fit(&shifts, &(0..shifts.len()).map(margin).collect::<Vec<_>>())
    });
    let moves = surface.is_some() && process.iter().any(|sigma| *sigma > 0.0);
    let spread = monte_carlo(settings.samples, settings.seed, |random| {
        let noise: f64 = sigmas.iter().map(|sigma| sigma * random.normal()).sum();
        let centre = match &surface {
            Some(surface) if moves => surface.at(process.map(|sigma| sigma * random.normal())),
            _ => mean,
        };
        centre - noise
    });
    Statistics {
        samples: settings.samples,
        seed: settings.seed,
        monte_carlo: spread,
        closed_form: (!moves).then(|| closed_form(mean, &sigmas)),
        surface_determined: surface.as_ref().map(|surface| surface.determined),
        surface_residual_db: surface.map(|surface| surface.residual_db),
    }
}
