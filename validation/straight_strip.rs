//! The recorded straight guide, 5 µm of a 500 nm × 220 nm strip, through the whole path from its layout: at 10 cells per
//! wavelength |S21| within 0.01 dB of 0 and S11 below −40 dB (recorded runs of Tidy3D and Lumerical: 0.004 dB, −45 dB).

use super::Report;
use luxel::engine::{self, Engine, cpu::Cpu};
use luxel::job;
use luxel::monitor::scattering;
use luxel::plan::Plan;
use luxel::units::db;

/// CPU only: a software GPU takes many minutes for these cells; `slab_guide` and the parity tests stand for the GPU here.
pub fn straight_strip(report: &mut Report) {
    let folder = std::env::temp_dir().join(format!("luxel-straight-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("straight.gds"), include_bytes!("../meshes/straight.gds")).unwrap();
    let job = job::read(include_str!("../meshes/straight.toml")).unwrap();
    let (_, _, plan) = Plan::of_job(&job, &folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let mut engine = Cpu::<f32>::new(&plan, 0).unwrap();
    let recordings: Vec<_> =
        (0..2).map(|excitation| engine::run(&mut engine, &plan, excitation, &mut |_| true).unwrap()).collect();
    let s = scattering(&plan, &recordings).s;
    for wavelength in 0..plan.band.len() {
        for (from, to) in [(0, 1), (1, 0)] {
            let level = |out: usize| db(s[(wavelength, out, 0, from, 0)].norm());
            report.hold("straight |S21| in dB", &engine as &dyn Engine, level(to), 0.0, 0.01);
            // −40 dB.
            report.hold("straight |S11|", &engine as &dyn Engine, s[(wavelength, from, 0, from, 0)].norm(), 0.0, 0.01);
        }
    }
}
