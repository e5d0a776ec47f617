//! The link file as types: every key and unit. What a key leaves out is the preset's (`preset`).

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A port: a preset, and what is known better.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkFile {
    pub port: Port,
    /// Lines of the ladder that are known better than the preset's, by name, or added to it.
    #[serde(default)]
    pub path: Vec<Path>,
    #[serde(default)]
    pub laser: Laser,
    #[serde(default)]
    pub receiver: Receiver,
    #[serde(default)]
    pub standard: Standard,
    #[serde(default)]
    pub energy: Energy,
    #[serde(default)]
    pub statistics: Statistics,
    #[serde(default)]
    pub fleet: Fleet,
}

/// The port, and the band it is judged over.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Port {
    /// What it is called.
    pub name: String,
    /// The port to start from, with all its figures.
    pub preset: PresetName,
    /// Data rate of the port without line coding and FEC, Gb/s: what pJ/bit are counted over.
    pub payload_gbps: Option<f64>,
    /// Lanes of the port; each laser serves its share.
    pub lanes: Option<u32>,
    /// Rate of a lane on the line, Gb/s: what drivers and SerDes are paid for.
    pub lane_gbps: Option<f64>,
    /// Shortest and longest wavelength, µm; device files must reach over all of it. The ladder is printed for the middle.
    #[serde(default = "dr_band")]
    pub wavelength_um: [f64; 2],
    /// Wavelengths at which the margin is judged, both ends included.
    #[serde(default = "eleven")]
    pub points: usize,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
pub enum PresetName {
    #[serde(rename = "pluggable-800g-dr8")]
    Pluggable800,
    #[serde(rename = "lpo-800g")]
    Lpo800,
    #[serde(rename = "cpo-800g-mzm")]
    Cpo800,
    #[serde(rename = "cpo-1600g-mrm")]
    Cpo1600,
    #[serde(rename = "pluggable-1600g")]
    Pluggable1600,
}

/// A line of the ladder: exactly one of `device`, `fixed` and `modulator`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Path {
    /// A line of the preset's ladder, which this one replaces; with `extra` a name of its own.
    pub name: String,
    /// Whether the line is added to the preset's ladder, after the one before it in this file.
    #[serde(default)]
    pub extra: bool,
    pub device: Option<Device>,
    pub fixed: Option<Fixed>,
    pub modulator: Option<Modulator>,
}

/// A loss from a file of S-parameters: ours (`.h5`), Touchstone (`.sNp`) or INTERCONNECT's (`.dat`).
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// The file, relative to the link file.
    pub file: PathBuf,
    /// Port where light enters; `port@mode` where there are several modes.
    pub from: String,
    /// Port where it leaves.
    pub to: String,
    /// How many of it light passes.
    #[serde(default = "one")]
    pub times: u32,
    /// Ways into which all of them together share the light; 10 log10 of it is taken off, since the split has a line of its own.
    #[serde(default = "one")]
    pub ways: u32,
    /// What the file is: `given` where it does not say so itself.
    pub origin: Option<Origin>,
    /// Uncertainty of the loss, one standard deviation, dB.
    #[serde(default)]
    pub sigma_db: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    Given,
    Simulated,
    Measured,
}

/// A loss by its figure.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    /// The loss, dB.
    pub loss_db: f64,
    /// Uncertainty, one standard deviation, dB.
    #[serde(default)]
    pub sigma_db: f64,
    /// Power reflected, dB below; of lines behind the modulator it makes multipath interference.
    pub return_loss_db: Option<f64>,
}

/// The modulator: by its figures, or from a file with `/modulator` (then `vpp`), or its loss from a file of S-parameters.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Modulator {
    /// Insertion loss of an MZM, loss of a one of a ring, dB.
    pub loss_db: Option<f64>,
    /// Extinction ratio, dB.
    pub er_db: Option<f64>,
    /// The file, relative to the link file.
    pub file: Option<PathBuf>,
    /// Port of a file of S-parameters where light enters.
    pub from: Option<String>,
    /// Port where it leaves.
    pub to: Option<String>,
    /// Swing, V peak to peak; of an MZM on each arm, one against the other.
    pub vpp: Option<f64>,
    /// "quadrature" of an MZM.
    pub bias: Option<Bias>,
    /// Middle of the swing, V; without it the middle of the file's voltages.
    pub bias_v: Option<f64>,
    /// What the file is: `given` where it does not say so itself.
    pub origin: Option<Origin>,
    /// Uncertainty of the loss, one standard deviation, dB.
    #[serde(default)]
    pub sigma_db: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Bias {
    /// Both arms' light half a wave apart at no signal.
    Quadrature,
}

/// The laser or lasers; without a power they are sized so that the margin is `standard.target_db`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Laser {
    /// Lasers, each for its share of the lanes.
    pub count: Option<u32>,
    /// Power of one at the ladder's start, dBm.
    pub power_dbm: Option<f64>,
    /// Sizes the lasers though the preset has a power.
    #[serde(default)]
    pub sized: bool,
    /// Loss between the diode and the ladder's start, dB: paid for in watts.
    pub launch_loss_db: Option<f64>,
    /// How far the power may be off, dB.
    pub tolerance_db: Option<f64>,
    /// Threshold current of the diode, mA.
    pub threshold_ma: Option<f64>,
    /// Light per current above it, W/A.
    pub slope_w_per_a: Option<f64>,
    /// Voltage of the diode, V.
    pub voltage_v: Option<f64>,
}

/// The far receiver.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// Input-referred thermal noise, pA/√Hz.
    pub noise_pa_per_rthz: Option<f64>,
    /// Photocurrent per light, A/W.
    pub responsivity_a_per_w: Option<f64>,
    /// Noise bandwidth, GHz.
    pub bandwidth_ghz: Option<f64>,
    /// Loss between its connector and the photodiode, dB.
    pub coupling_db: Option<f64>,
    /// Transmitter and dispersion eye closure, dB.
    pub tdecq_db: Option<f64>,
    /// Relative intensity noise, dB/Hz.
    pub rin_db_per_hz: Option<f64>,
    /// Bit errors that the FEC takes away.
    pub fec_ber: Option<f64>,
    /// Incoherent crosstalk, dB against the signal.
    pub crosstalk_db: Option<f64>,
    /// Crosstalk at the signal's own wavelength, dB against it: counted at its worst phase.
    pub coherent_crosstalk_db: Option<f64>,
}

/// The budget that TP2 is held against.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Whose figures the others are where they are left out.
    #[serde(default, skip_serializing)]
    pub budget: Budget,
    /// Margin wanted, dB; below it the command ends with code 6.
    pub target_db: Option<f64>,
    /// Least OMA at TP2, dBm; the larger of this and the next counts.
    pub tx_oma_dbm: Option<f64>,
    /// Least OMA at TP2 less TDECQ, dBm.
    pub tx_oma_less_tdecq_dbm: Option<f64>,
    /// Loss of the fibre and its connectors, dB.
    pub channel_db: Option<f64>,
    /// Allowance for penalties of the channel, dB.
    pub mpi_db: Option<f64>,
    /// OMA that a receiver must do with, dBm; the larger of this and the next counts.
    pub rx_oma_dbm: Option<f64>,
    /// The same less SECQ, dBm.
    pub rx_oma_less_secq_dbm: Option<f64>,
    /// Most TDECQ, dB; beyond this and the next two limits there is a warning.
    pub tdecq_max_db: Option<f64>,
    /// Least extinction ratio, dB.
    pub er_min_db: Option<f64>,
    /// Most RIN, dB/Hz.
    pub rin_max_db_per_hz: Option<f64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Budget {
    /// 800GBASE-DR8, 400GBASE-DR4.
    #[default]
    Dr8,
    /// 400G-FR4.
    Fr4,
}

/// Electronics, each per lane unless it says otherwise.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Energy {
    /// DSP: digital-to-analog converter, W.
    pub dac_w: Option<f64>,
    /// DSP: transmitter, W.
    pub dsp_tx_w: Option<f64>,
    /// DSP: analog-to-digital converter, W.
    pub adc_w: Option<f64>,
    /// DSP: receiver, W.
    pub dsp_rx_w: Option<f64>,
    /// Modulator driver, pJ per bit on the line.
    pub driver_pj_per_bit: Option<f64>,
    /// Transimpedance amplifier, W.
    pub tia_w: Option<f64>,
    /// Bias or tuning heater, W.
    pub heater_w: Option<f64>,
    /// The heater's power from a file with `/thermal`.
    #[serde(skip_serializing)]
    pub heater: Option<Heater>,
    /// Link between the optics' chip and the host's, pJ per bit on the line.
    pub serdes_pj_per_bit: Option<f64>,
    /// Microcontroller and monitors of the port, W.
    pub control_w: Option<f64>,
    /// Efficiency of the port's converters, 0 to 1.
    pub dcdc_efficiency: Option<f64>,
}

/// A heater from a file.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heater {
    /// The file, relative to the link file.
    pub file: PathBuf,
    /// Phase that it holds on average, rad.
    pub phase_rad: f64,
}

/// The margin's spread.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// Samples of the Monte Carlo.
    #[serde(default = "ten_thousand")]
    pub samples: usize,
    /// The same seed gives the same samples.
    #[serde(default = "one_u64")]
    pub seed: u64,
    /// Standard deviation of the width, nm, for devices with corners.
    #[serde(default)]
    pub sigma_w_nm: f64,
    /// The same of the height, nm.
    #[serde(default)]
    pub sigma_h_nm: f64,
    /// The same of the temperature, K.
    #[serde(default)]
    pub sigma_t_k: f64,
    /// Standard deviation of the laser's power, dB.
    #[serde(default)]
    pub sigma_laser_db: f64,
}

impl Default for Statistics {
    fn default() -> Self {
        let [sigma_w_nm, sigma_h_nm, sigma_t_k, sigma_laser_db] = [0.0; 4];
        Statistics { samples: ten_thousand(), seed: one_u64(), sigma_w_nm, sigma_h_nm, sigma_t_k, sigma_laser_db }
    }
}

/// Many ports.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fleet {
    /// How many ports are counted together.
    #[serde(default = "hundred_thousand")]
    pub ports: u64,
}

impl Default for Fleet {
    fn default() -> Self {
        Fleet { ports: hundred_thousand() }
    }
}

/// 1304.5 to 1317.5 nm: what 400GBASE-DR4's transmitters may have (IEEE 802.3, clause 124).
fn dr_band() -> [f64; 2] {
    [1.3045, 1.3175]
}

fn eleven() -> usize {
    11
}

fn one() -> u32 {
    1
}

fn one_u64() -> u64 {
    1
}

fn ten_thousand() -> usize {
    10_000
}

fn hundred_thousand() -> u64 {
    100_000
}
