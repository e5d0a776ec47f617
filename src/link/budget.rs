//! Margins. OMA at TP2 = P_laser − Σ IL − 10 log10 N_split − M_mod, at each wavelength and corner; the standard margin is what it
//! has above the standard's least OMA, the physics margin what is left at the receiver above its sensitivity.

use serde::Serialize;

use super::build::{Link, extinction};
use super::decibel::ratio;
use super::figure::Figures;
use super::ladder::Line;
use super::penalty;
use super::receiver::{Q_ELECTRON, Receiver, q_of_ber};
use super::standard::Standard;

/// A link at one wavelength and corner.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    pub wavelength_um: f64,
    pub corner: String,
    pub ladder_db: f64,
    pub er_db: f64,
    pub oma_tp2_dbm: f64,
    pub oma_required_dbm: f64,
    #[serde(rename = "standard_margin_db")]
    pub standard_db: f64,
    #[serde(rename = "physics_margin_db")]
    pub physics_db: f64,
    pub received: Received,
}

/// What arrives.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Received {
    /// OMA at the photodiode less TDECQ, crosstalk and interference.
    pub oma_dbm: f64,
    pub rin_penalty_db: f64,
    pub crosstalk_penalty_db: f64,
    /// Multipath interference between the lines behind the modulator that have a return loss: an upper bound.
    pub mpi_penalty_db: f64,
    /// Thermal and shot noise alone; RIN is the penalty above.
    pub sensitivity_dbm: f64,
    /// With all noise.
    pub ber: f64,
}

/// The figures' receiver.
pub fn receiver(figures: &Figures) -> Receiver {
    Receiver {
        noise_pa_per_rthz: figures.value("receiver.noise_pa_per_rthz"),
        responsivity_a_per_w: figures.value("receiver.responsivity_a_per_w"),
        bandwidth_ghz: figures.value("receiver.bandwidth_ghz"),
        charge: Q_ELECTRON,
        rin_db_per_hz: Some(figures.value("receiver.rin_db_per_hz")),
    }
}

impl Link {
    /// The wavelength for which the ladder is told, µm.
    pub fn middle(&self) -> f64 {
        0.5 * (self.band[0] + self.band[self.band.len() - 1])
    }

    pub fn ladder_db(&self, wavelength: f64, corner: usize) -> f64 {
        self.ladder.iter().map(|line| line.db(wavelength, corner)).sum()
    }

    /// Power of a laser at the ladder's start, dBm: the figure, or what gives the target at the worst of band and corners.
    pub fn laser_dbm(&self) -> f64 {
        match self.figures.get("laser.power_dbm") {
            Some(power) if !self.sized => power,
            _ => {
                let losses = self.places().map(|(wavelength, corner)| self.ladder_db(wavelength, corner));
                losses.fold(f64::NEG_INFINITY, f64::max) + self.oma_required() + self.target_db()
            }
        }
    }

    pub fn target_db(&self) -> f64 {
        self.figures.value("standard.target_db")
    }

    /// What the standard asks of TP2, dBm.
    pub fn oma_required(&self) -> f64 {
        Standard::of(&self.figures).tx_oma(self.figures.value("receiver.tdecq_db"))
    }

    /// Every wavelength at every corner.
    fn places(&self) -> impl Iterator<Item = (f64, usize)> + '_ {
        (0..self.corners.len()).flat_map(|corner| self.band.iter().map(move |wavelength| (*wavelength, corner)))
    }

    /// The link at one wavelength and corner, with lasers of this power.
    pub fn point(&self, laser_dbm: f64, wavelength: f64, corner: usize) -> Point {
        let er_db = extinction(&self.ladder).1.at(wavelength, corner);
        let ladder_db = self.ladder_db(wavelength, corner);
        let (oma_tp2_dbm, oma_required_dbm) = (laser_dbm - ladder_db, self.oma_required());
        let received = self.received(oma_tp2_dbm, ratio(er_db));
        Point {
            wavelength_um: wavelength,
            corner: self.corners[corner].0.clone(),
            ladder_db,
            er_db,
            oma_tp2_dbm,
            oma_required_dbm,
            standard_db: oma_tp2_dbm - oma_required_dbm,
            physics_db: received.oma_dbm - received.rin_penalty_db - received.sensitivity_dbm,
            received,
        }
    }

    fn received(&self, oma_tp2_dbm: f64, r: f64) -> Received {
        let value = |key: &str| self.figures.value(key);
        let full = receiver(&self.figures);
        let ber = value("receiver.fec_ber");
        let rin_penalty_db = penalty::rin_db(value("receiver.rin_db_per_hz"), full.bandwidth_ghz, q_of_ber(ber), r);
        let incoherent = self.figures.get("receiver.crosstalk_db").map_or(0.0, penalty::crosstalk_incoherent_db);
        let coherent = self.figures.get("receiver.coherent_crosstalk_db");
        let coherent = coherent.map_or(0.0, |x| penalty::crosstalk_coherent_db(x, r));
        let behind = self.ladder.iter().skip_while(|line| line.name != super::build::MODULATION);
        let returns: Vec<f64> = behind.filter_map(|line: &Line| line.return_loss_db).collect();
        let mpi_penalty_db = penalty::mpi_bound_db(&returns, r);
        let lost = value("standard.channel_db") + value("receiver.coupling_db") + value("receiver.tdecq_db");
        let crosstalk_penalty_db = incoherent + coherent;
        let oma_dbm = oma_tp2_dbm - lost - crosstalk_penalty_db - mpi_penalty_db;
        Received {
            oma_dbm,
            rin_penalty_db,
            crosstalk_penalty_db,
            mpi_penalty_db,
            sensitivity_dbm: Receiver { rin_db_per_hz: None, ..full }.sensitivity_dbm(ber, r),
            ber: full.ber(oma_dbm, r),
        }
    }

    /// Nominal at the middle of the band.
    pub fn nominal(&self, laser_dbm: f64) -> Point {
        self.point(laser_dbm, self.middle(), 0)
    }

    /// The points with the least standard and the least physics margin, over band and corners.
    pub fn worst(&self, laser_dbm: f64) -> [Point; 2] {
        let points: Vec<Point> = self.places().map(|(w, corner)| self.point(laser_dbm, w, corner)).collect();
        let least = |of: fn(&Point) -> f64| {
            let found = points.iter().min_by(|a, b| of(a).total_cmp(&of(b)));
            found.cloned().unwrap_or_else(|| self.nominal(laser_dbm))
        };
        [least(|point| point.standard_db), least(|point| point.physics_db)]
    }
}
