//! Tapers of silicon and nitride, one above the other (meshes/si_sin_escalator.gds), at 6 cells per wavelength. Tidy3D and Lumerical were recorded
//! (gds_fdtd, MIT) with windows of 2.0 × 1.5 µm at both ports, which cut off the nitride's mode: to and fro differ by 0.1 dB, by how the
//! power at that end is counted, and the mean of both is held. In windows that hold the mode they are alike.

use super::Report;
use super::recorded::device;
use luxel::monitor::SParams;
use luxel::units::db;

/// |S| at 1.55 µm, to and fro, dB: Tidy3D, Lumerical.
const RECORDED: [[f64; 2]; 2] = [[0.0187, -0.1042], [-0.0545, -0.1551]];

pub fn escalator(report: &mut Report) {
    let gds = ("si_sin_escalator.gds", include_bytes!("../meshes/si_sin_escalator.gds").as_slice());
    let wide = include_str!("../meshes/si_sin_escalator.toml");
    let recorded = wide.replace("[4.0, 2.6]", "[2.0, 1.5]").replace("[-1.5, 2.0]", "[-1.0, 1.11]");
    let both = |sparams: &SParams| {
        let middle = sparams.wavelength_um.len() / 2;
        [(1, 0), (0, 1)].map(|(out, from)| db(sparams.s[(middle, out, 0, from, 0)].norm()))
    };
    device(&recorded, gds, |sparams, engine| {
        let mean = |[to, fro]: [f64; 2]| 0.5 * (to + fro);
        let ([tidy3d, lumerical], found) = (RECORDED.map(mean), mean(both(sparams)));
        // The house's bar is 0.05 dB from the nearer recorded run.
        report.hold("|S| in dB, mean of to and fro", engine, found, found.clamp(lumerical, tidy3d), 0.05);
    });
    device(wide, gds, |sparams, engine| {
        let [to, fro] = both(sparams);
        // What windows and shut-off leave between them.
        report.hold("|S| in dB to less |S| fro, wide windows", engine, to - fro, 0.0, 0.005);
    });
}
