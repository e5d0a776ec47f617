//! Ports to start from. Every figure has its mark and source and can be overridden by its key; no total is stored.

use super::figure::{Figure, Figures, Mark};
use super::modulation::Kind;
use Mark::{Assumed, Published};

/// A port before the link file changes it.
#[derive(Clone, Debug)]
pub struct Preset {
    pub name: &'static str,
    pub what: &'static str,
    /// What its saving is counted against.
    pub against: Option<&'static str>,
    pub modulator: Kind,
    pub figures: Figures,
    /// Losses from the laser to TP2 in order, dB; the split and the modulator stand in their places.
    pub ladder: Vec<(&'static str, Rung)>,
}

#[derive(Clone, Debug)]
pub enum Rung {
    Loss(Figure),
    /// 10 log10 of the lanes that share a laser.
    Split,
    Modulator,
}

pub const NAMES: [&str; 5] = ["pluggable-800g-dr8", "lpo-800g", "cpo-800g-mzm", "cpo-1600g-mrm", "pluggable-1600g"];

/// A key, its value, its mark and its source.
type Entry = (&'static str, f64, Mark, &'static str);

const DSP: &str = "8 lanes of 112 GSa/s; medium trust: vendors say 6 to 8 W per 800G";
const LASER: &str = "DFB laser; medium trust";
const DCDC: &str = "converters between 3.3 V and the chips";

/// What all have in common: 800G in eight lanes of 106.25 Gb/s.
const COMMON: [Entry; 29] = [
    ("port.payload_gbps", 800.0, Published, "IEEE 802.3df"),
    ("port.lanes", 8.0, Published, "IEEE 802.3df"),
    ("port.lane_gbps", 106.25, Published, "53.125 GBd PAM4, IEEE 802.3"),
    ("laser.count", 2.0, Assumed, "one for four lanes"),
    ("laser.launch_loss_db", 0.0, Assumed, "the ladder's first line is the launch"),
    ("laser.tolerance_db", 0.0, Assumed, "power is set at assembly"),
    ("laser.threshold_ma", 15.0, Published, LASER),
    ("laser.slope_w_per_a", 0.29, Published, LASER),
    ("laser.voltage_v", 1.6, Published, LASER),
    ("modulator.loss_db", 3.8, Published, "silicon MZM, on-chip loss"),
    ("modulator.er_db", 5.0, Published, "silicon MZM at its drive"),
    ("receiver.noise_pa_per_rthz", 18.0, Assumed, "TIA of this bandwidth"),
    ("receiver.responsivity_a_per_w", 0.9, Assumed, "Ge on Si"),
    ("receiver.bandwidth_ghz", 26.5625, Assumed, "half the symbol rate"),
    ("receiver.coupling_db", 1.5, Assumed, "edge coupler"),
    ("receiver.tdecq_db", 2.4, Assumed, "an input for now"),
    ("receiver.rin_db_per_hz", -145.0, Assumed, "laser and driver"),
    ("receiver.fec_ber", 2.4e-4, Published, "KP4, IEEE 802.3"),
    ("energy.dac_w", 0.423, Published, DSP),
    ("energy.dsp_tx_w", 0.083, Published, DSP),
    ("energy.adc_w", 0.3152, Published, DSP),
    ("energy.dsp_rx_w", 0.185, Published, DSP),
    ("energy.driver_pj_per_bit", 2.0, Published, "MZM driver, 4×112G SiGe, 2025"),
    ("energy.tia_w", 0.107, Published, "112G TIA; medium trust"),
    ("energy.heater_w", 0.03, Published, "bias heater; medium trust"),
    ("energy.serdes_pj_per_bit", 0.0, Assumed, "the host's own SerDes is not counted"),
    ("energy.control_w", 0.5, Assumed, "microcontroller, monitors"),
    ("energy.dcdc_efficiency", 0.85, Assumed, DCDC),
    ("standard.target_db", 1.5, Assumed, "ageing and temperature"),
];

const NO_DSP: &str = "the host's SerDes drives the optics; its share is not counted";

/// The DSP left out.
const LINEAR: [Entry; 4] = [
    ("energy.dac_w", 0.0, Assumed, NO_DSP),
    ("energy.dsp_tx_w", 0.0, Assumed, NO_DSP),
    ("energy.adc_w", 0.0, Assumed, NO_DSP),
    ("energy.dsp_rx_w", 0.0, Assumed, NO_DSP),
];

const ELSFP: [Entry; 3] = [
    ("laser.power_dbm", 20.0, Published, "ELSFP very high power, 20 ± 1.5 dBm a fibre, four lanes a fibre"),
    ("laser.launch_loss_db", 1.5, Assumed, "laser into the module's fibre"),
    ("laser.tolerance_db", 1.5, Published, "ELSFP's class is ± 1.5 dB"),
];

const CPO: [Entry; 2] = [
    ("energy.control_w", 0.3, Assumed, "shared with the switch"),
    ("energy.dcdc_efficiency", 0.88, Assumed, "from the switch's rails"),
];

/// Eight lanes of 212.5 Gb/s: twice the electronics' bandwidth.
const DOUBLE: [Entry; 4] = [
    ("port.payload_gbps", 1600.0, Published, "IEEE 802.3dj"),
    ("port.lane_gbps", 212.5, Published, "106.25 GBd PAM4, IEEE 802.3dj"),
    ("receiver.bandwidth_ghz", 53.125, Assumed, "half the symbol rate"),
    ("energy.tia_w", 0.214, Assumed, "twice that of 112G"),
];

const RINGS: [Entry; 6] = [
    ("modulator.loss_db", 3.5, Assumed, "ring, transmission of a one"),
    ("modulator.er_db", 4.0, Assumed, "ring at its drive"),
    ("energy.driver_pj_per_bit", 1.43, Published, "ring driver"),
    ("energy.serdes_pj_per_bit", 1.1, Published, "XSR die-to-die"),
    ("energy.control_w", 0.6, Assumed, "twice the 800G engine's"),
    ("energy.dcdc_efficiency", 0.92, Assumed, "from the switch's rails, one stage fewer"),
];

const DSP_1600: &str = "224 GSa/s, twice that of 112 GSa/s";

/// Figures of the 1.6T pluggable that the 800G ones do not give (docs/decisions/0012).
const PLUGGABLE_1600: [Entry; 7] = [
    ("laser.count", 4.0, Assumed, "one for two lanes"),
    ("laser.power_dbm", 18.165, Assumed, "the 800G module's lasers, twice as many"),
    ("energy.dac_w", 0.846, Assumed, DSP_1600),
    ("energy.dsp_tx_w", 0.166, Assumed, DSP_1600),
    ("energy.adc_w", 0.6304, Assumed, DSP_1600),
    ("energy.dsp_rx_w", 0.37, Assumed, DSP_1600),
    ("energy.control_w", 0.8, Assumed, "between the 800G module's and twice that"),
];

/// A preset by its name.
pub fn preset(name: &str) -> Option<Preset> {
    use Kind::{Intensity, Mzm};
    type Tables = &'static [&'static [Entry]];
    let (what, against, kind, tables): (_, _, _, Tables) = match name {
        "pluggable-800g-dr8" => ("800G-DR8, retimed pluggable", None, Mzm, &[]),
        "lpo-800g" => ("800G, linear pluggable (optimistic)", Some(NAMES[0]), Mzm, &[&LINEAR]),
        "cpo-800g-mzm" => ("800G co-packaged, MZM, external laser", Some(NAMES[0]), Mzm, &[&LINEAR, &ELSFP, &CPO]),
        "cpo-1600g-mrm" => {
            let tables: Tables = &[&LINEAR, &ELSFP, &DOUBLE, &RINGS];
            ("1.6T co-packaged, 8×200G rings", Some(NAMES[4]), Intensity, tables)
        }
        "pluggable-1600g" => ("1.6T, retimed pluggable", None, Mzm, &[&DOUBLE, &PLUGGABLE_1600]),
        _ => return None,
    };
    let name = NAMES.into_iter().find(|known| *known == name)?;
    let mut figures = Figures::default();
    for &(key, value, mark, source) in [&COMMON[..]].into_iter().chain(tables.iter().copied()).flatten() {
        figures.set(key, Figure::new(value, mark, source));
    }
    let is_external = tables.contains(&&ELSFP[..]);
    Some(Preset { name, what, against, modulator: kind, figures, ladder: ladder(is_external) })
}

/// From the laser to TP2.
fn ladder(is_external: bool) -> Vec<(&'static str, Rung)> {
    let loss = |db, mark, source: &str| Rung::Loss(Figure::new(db, mark, source));
    let connector = || loss(0.5, Assumed, "a mated pair");
    let coupler = |source: &str| loss(1.5, Published, source);
    const EDGE: &str = "edge coupler, below 1.52 dB in the O band";
    let before = match is_external {
        true => {
            vec![("ELS connector", connector()), ("package connector", connector()), ("edge coupler", coupler(EDGE))]
        }
        false => vec![("laser coupling", coupler("laser into the chip, as an edge coupler"))],
    };
    let chip = vec![
        ("split", Rung::Split),
        ("splitter excess", loss(0.3, Assumed, "1×4 as a tree of 1×2")),
        ("routing", loss(0.5, Assumed, "guides and bends on the chip")),
        ("modulator", Rung::Modulator),
        ("output coupler", coupler(EDGE)),
    ];
    let after = if is_external { vec![("output connector", connector())] } else { Vec::new() };
    [before, chip, after].concat()
}
