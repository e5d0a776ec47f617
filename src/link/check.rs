//! What is wrong with a link file that reads well, before any device is opened.

use super::figure::Figures;
use super::file::{LinkFile, Path};
use crate::job::{Problem, Problems};

/// Rules that need the file alone.
pub fn check(file: &LinkFile) -> Problems {
    let mut problems = Vec::new();
    let mut add = |path: String, message: String, help: &str| problems.push(Problem::new(path, message, help));
    let [short, long] = file.port.wavelength_um;
    if short <= 0.0 || short >= long {
        let message = format!("`port.wavelength_um` runs from {short} to {long}, but must ascend above 0");
        add("port.wavelength_um".into(), message, "give the shortest, then the longest wavelength");
    }
    for (i, path) in file.path.iter().enumerate() {
        let Path { name, device, fixed, modulator, .. } = path;
        let kinds = [device.is_some(), fixed.is_some(), modulator.is_some()].iter().filter(|is| **is).count();
        if kinds != 1 {
            let message =
                format!("`{name}` has {kinds} of `device`, `fixed` and `modulator`, but exactly one is wanted");
            add(format!("path[{i}]"), message, "give one of them");
        }
        if let Some(earlier) = file.path[..i].iter().position(|other| other.name == *name) {
            let message = format!("path {i} is called `{name}`, as is path {earlier}");
            add(format!("path[{i}].name"), message, "give each line once");
        }
        if let Some(device) = device.as_ref().filter(|device| device.times == 0 || device.ways == 0) {
            let message = format!("`{name}` is passed {} times and shares {} ways", device.times, device.ways);
            add(format!("path[{i}].device"), message, "give 1 or more of each");
        }
        if let Some(vpp) = modulator.as_ref().and_then(|m| m.vpp).filter(|vpp| *vpp <= 0.0) {
            let message = format!("the modulator's voltage is {vpp} V peak to peak, but must be above 0");
            add(format!("path[{i}].modulator.vpp"), message, "give the swing, V");
        }
        let sigmas = [
            ("device.sigma_db", device.as_ref().map(|d| d.sigma_db)),
            ("fixed.sigma_db", fixed.as_ref().map(|f| f.sigma_db)),
            ("modulator.sigma_db", modulator.as_ref().map(|m| m.sigma_db)),
        ];
        for (key, sigma) in sigmas.into_iter().filter_map(|(key, s)| s.filter(|s| *s < 0.0).map(|s| (key, s))) {
            add(format!("path[{i}].{key}"), format!("a standard deviation of {sigma} dB is below 0"), "give 0 or more");
        }
    }
    let s = &file.statistics;
    for (key, value) in [
        ("sigma_w_nm", s.sigma_w_nm),
        ("sigma_h_nm", s.sigma_h_nm),
        ("sigma_t_k", s.sigma_t_k),
        ("sigma_laser_db", s.sigma_laser_db),
    ] {
        if value < 0.0 {
            let message = format!("`statistics.{key}` is {value}, but must not be below 0");
            add(format!("statistics.{key}"), message, "give 0 or more");
        }
    }
    if !(1..=1001).contains(&file.port.points) {
        let message = format!("`port.points` is {}, outside 1 to 1001", file.port.points);
        add("port.points".into(), message, "11 show how a margin runs over the band");
    }
    if !(1..=1_000_000).contains(&s.samples) {
        let message = format!("`statistics.samples` is {}, outside 1 to 1000000", s.samples);
        add("statistics.samples".into(), message, "10000 give a yield within 0.1 %");
    }
    problems
}

/// Keys whose values must be above 0.
const POSITIVE: [&str; 10] = [
    "port.payload_gbps",
    "port.lanes",
    "port.lane_gbps",
    "laser.count",
    "laser.slope_w_per_a",
    "laser.voltage_v",
    "receiver.noise_pa_per_rthz",
    "receiver.responsivity_a_per_w",
    "receiver.bandwidth_ghz",
    "energy.dcdc_efficiency",
];

/// Keys whose values must not be below 0.
const NOT_NEGATIVE: [&str; 8] = [
    "laser.threshold_ma",
    "laser.tolerance_db",
    "energy.dac_w",
    "energy.driver_pj_per_bit",
    "energy.tia_w",
    "energy.heater_w",
    "energy.serdes_pj_per_bit",
    "energy.control_w",
];

/// Rules over the figures with the file's in place.
pub fn check_figures(file: &LinkFile, figures: &Figures) -> Problems {
    let mut problems = Vec::new();
    let mut add = |path: &str, message: String, help: &str| problems.push(Problem::new(path, message, help));
    for key in POSITIVE {
        let value = figures.value(key);
        if value <= 0.0 {
            add(key, format!("`{key}` is {value}, but must be above 0"), "give a positive number");
        }
    }
    for key in NOT_NEGATIVE {
        let value = figures.value(key);
        if value < 0.0 {
            add(key, format!("`{key}` is {value}, but must not be below 0"), "give 0 or a positive number");
        }
    }
    let efficiency = figures.value("energy.dcdc_efficiency");
    if efficiency > 1.0 {
        add("energy.dcdc_efficiency", format!("an efficiency of {efficiency} is above 1"), "0.85 is 85 %");
    }
    let ber = figures.value("receiver.fec_ber");
    if !(ber > 0.0 && ber < 0.1) {
        add("receiver.fec_ber", format!("a bit error ratio of {ber} is outside 0 to 0.1"), "KP4 takes 2.4e-4");
    }
    let [lanes, lasers] = ["port.lanes", "laser.count"].map(|key| figures.value(key));
    if lasers > 0.0 && (lanes / lasers).fract() != 0.0 {
        add("laser.count", format!("{lanes} lanes do not share {lasers} lasers evenly"), "give a divisor of the lanes");
    }
    if file.laser.sized && file.laser.power_dbm.is_some() {
        let message = "`laser.sized` and `laser.power_dbm` are both there".into();
        add("laser.sized", message, "give a power, or let the lasers be sized");
    }
    for (i, er) in file.path.iter().enumerate().filter_map(|(i, p)| Some((i, p.modulator.as_ref()?.er_db?))) {
        if er <= 0.0 {
            let path = format!("path[{i}].modulator.er_db");
            add(&path, format!("an extinction ratio of {er} dB is not above 0"), "give the ratio of its levels, dB");
        }
    }
    problems
}
