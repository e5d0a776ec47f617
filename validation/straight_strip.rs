//! The recorded straight guide, 5 µm of a 500 nm × 220 nm strip, through the whole path from its layout: at 10 cells per
//! wavelength |S21| within 0.01 dB of 0 and S11 below −40 dB (recorded runs of Tidy3D and Lumerical: 0.004 dB, −45 dB).

use std::path::Path;

use crate::lab::expect;
use luxel::engine::{self, Engine, cpu::Cpu};
use luxel::job;
use luxel::monitor::scattering;
use luxel::plan::Plan;
use luxel::units::db;

/// CPU only: a software GPU takes many minutes for these cells; `slab_guide` and the parity tests stand for the GPU here.
#[test]
fn straight_strip() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("meshes");
    let job = job::read(&std::fs::read_to_string(folder.join("straight.toml")).unwrap()).unwrap();
    let (_, _, plan) = Plan::of_job(&job, &folder).unwrap();
    let mut engine = Cpu::<f32>::new(&plan, 0).unwrap();
    let recordings: Vec<_> =
        (0..2).map(|excitation| engine::run(&mut engine, &plan, excitation, &mut |_| true).unwrap()).collect();
    let s = scattering(&plan, &recordings).s;
    for wavelength in 0..plan.band.len() {
        for (from, to) in [(0, 1), (1, 0)] {
            let level = |out: usize| db(s[(wavelength, out, 0, from, 0)].norm());
            expect("straight |S21| in dB", &engine as &dyn Engine, level(to), 0.0, 0.01);
            let reflected = level(from);
            assert!(reflected < -40.0, "S11 is {reflected} dB at wavelength {wavelength}");
        }
    }
}
