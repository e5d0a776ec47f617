//! Budgets of IEEE 802.3 (clauses 124 and 151: 400GBASE-DR4 and -FR4; 800GBASE-DR8 as DR4), per lane of 53.125 GBd PAM4.

use super::figure::Figures;

/// A budget. A bound on OMA is the larger of a power and a distance to TDECQ (at the receiver SECQ).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standard {
    pub tx_oma_dbm: f64,
    pub tx_oma_less_tdecq_dbm: f64,
    pub channel_db: f64,
    /// Allowance for multipath interference and the like.
    pub mpi_db: f64,
    pub rx_oma_dbm: f64,
    pub rx_oma_less_secq_dbm: f64,
    pub tdecq_max_db: f64,
    pub er_min_db: f64,
    pub rin_max_db_per_hz: f64,
}

/// Line rate of the lanes that the budgets are of, Gb/s.
pub const LANE_GBPS: f64 = 106.25;

pub const DR8: Standard = Standard {
    tx_oma_dbm: -0.8,
    tx_oma_less_tdecq_dbm: -2.2,
    channel_db: 3.0,
    mpi_db: 0.1,
    rx_oma_dbm: -3.9,
    rx_oma_less_secq_dbm: -5.3,
    tdecq_max_db: 3.4,
    er_min_db: 3.5,
    rin_max_db_per_hz: -136.0,
};

pub const FR4: Standard = Standard {
    tx_oma_dbm: -0.3,
    tx_oma_less_tdecq_dbm: -1.7,
    channel_db: 4.0,
    mpi_db: 0.3,
    rx_oma_dbm: -4.6,
    rx_oma_less_secq_dbm: -6.0,
    ..DR8
};

impl Standard {
    /// Its figures by their keys in the link file's `[standard]`.
    pub fn entries(&self) -> [(&'static str, f64); 9] {
        [
            ("tx_oma_dbm", self.tx_oma_dbm),
            ("tx_oma_less_tdecq_dbm", self.tx_oma_less_tdecq_dbm),
            ("channel_db", self.channel_db),
            ("mpi_db", self.mpi_db),
            ("rx_oma_dbm", self.rx_oma_dbm),
            ("rx_oma_less_secq_dbm", self.rx_oma_less_secq_dbm),
            ("tdecq_max_db", self.tdecq_max_db),
            ("er_min_db", self.er_min_db),
            ("rin_max_db_per_hz", self.rin_max_db_per_hz),
        ]
    }

    pub fn of(figures: &Figures) -> Self {
        let value = |key: &str| figures.value(&format!("standard.{key}"));
        Standard {
            tx_oma_dbm: value("tx_oma_dbm"),
            tx_oma_less_tdecq_dbm: value("tx_oma_less_tdecq_dbm"),
            channel_db: value("channel_db"),
            mpi_db: value("mpi_db"),
            rx_oma_dbm: value("rx_oma_dbm"),
            rx_oma_less_secq_dbm: value("rx_oma_less_secq_dbm"),
            tdecq_max_db: value("tdecq_max_db"),
            er_min_db: value("er_min_db"),
            rin_max_db_per_hz: value("rin_max_db_per_hz"),
        }
    }

    /// Least OMA at TP2, dBm.
    pub fn tx_oma(&self, tdecq_db: f64) -> f64 {
        self.tx_oma_dbm.max(tdecq_db + self.tx_oma_less_tdecq_dbm)
    }

    /// OMA, dBm, that a receiver must do with.
    pub fn rx_oma(&self, secq_db: f64) -> f64 {
        self.rx_oma_dbm.max(secq_db + self.rx_oma_less_secq_dbm)
    }

    /// What a signal at the least OMA has left at the receiver.
    pub fn closure_db(&self, tdecq_db: f64) -> f64 {
        self.tx_oma(tdecq_db) - self.channel_db - self.mpi_db - self.rx_oma(tdecq_db)
    }
}
