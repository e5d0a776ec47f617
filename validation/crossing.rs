//! A crossing of two strips (meshes/crossing_te1550.gds) at 14 cells per wavelength, as Tidy3D was recorded (gds_fdtd, MIT, which states its
//! answers at 1.55 µm to the digits given here). Half of it, TE0 by one symmetry and TM0 by the other.

use super::Report;
use super::recorded::device;
use luxel::monitor::SParams;
use luxel::units::db;

/// The gallery's job above the crossing's middle plane, where only modes of a parity exist.
fn half(parity: &str) -> String {
    let job = include_str!("../meshes/crossing_te1550.toml").replace("modes = 2", "modes = 1");
    let (upper, rest) = job.split_once("[[port]]\nname = \"opt3\"").unwrap();
    let (_, opt4) = rest.split_once("[[port]]").unwrap();
    let (opt4, _) = opt4.split_once("[[monitor]]").unwrap();
    let (_, media) = job.split_once("[material.SiO2]").unwrap();
    let upper = upper.replace("cells_per_wavelength = 10", "cells_per_wavelength = 14");
    format!("{upper}[[port]]{opt4}[symmetry]\ny = '{parity}'\ny_um = 0.0\n\n[material.SiO2]{media}")
}

pub fn crossing(report: &mut Report) {
    let gds = ("crossing_te1550.gds", include_bytes!("../meshes/crossing_te1550.gds").as_slice());
    let to = |sparams: &SParams, port: usize| db(sparams.s[(sparams.wavelength_um.len() / 2, port, 0, 0, 0)].norm());
    device(&half("odd"), gds, |sparams, engine| {
        // The house's bar for what goes through.
        report.hold("TE0 through, dB", engine, to(sparams, 2), -0.49, 0.05);
        // Of what is faint Tidy3D and Lumerical differ by some dB at such meshes.
        report.hold("TE0 back, dB", engine, to(sparams, 0), -33.0, 3.0);
        report.hold("TE0 into the other guide, dB", engine, to(sparams, 1), -41.0, 3.0);
    });
    device(&half("even"), gds, |sparams, engine| report.hold("TM0 through, dB", engine, to(sparams, 2), -0.50, 0.05));
}
