//! Scattering cross sections of a cylinder and a sphere in a plane wave, against Mie's series (refs B2, C1: 1e-10): what flows out
//! of a box in the scattered field over the incident intensity.

use super::Report;
use super::dipole::{planned, powers};
use luxel::engine::cpu::Cpu;
use luxel::plan::Plan;

/// Silicon cylinder of r = 0.25 µm in air, a wave along x.
fn cylinder(polarization: &str, cell: f64) -> Plan {
    planned(&format!(
        "name = 'cylinder'\nspectrum.wavelength_um = [1.2, 1.7]\nrun.decay = 1e-7\n\
         [domain]\nflat = 'z'\nx_um = [-0.6, 0.6]\ny_um = [-0.6, 0.6]\nz_um = [0, 1]\n[grid]\ncell_um = {cell}\n[material]\ncore.index = 3.48\n\
         [[structure]]\nmaterial = 'core'\ngeometry.cylinder = {{ center_um = [0, 0, 0.5], radius_um = 0.25, length_um = 9, axis = 'z' }}\n\
         [[source]]\nplane_wave = {{ center_um = [0, 0, 0.5], size_um = [0.72, 0.72, 1], direction = '+x', polarization = '{polarization}' }}\n\
         [[monitor]]\nname = 'out'\nkind = 'flux'\ncenter_um = [0, 0, 0.5]\nsize_um = [0.96, 0.96, 1]\nwavelength_um = [1.2, 1.31, 1.4, 1.55, 1.7]\n"
    ))
}

pub fn cylinder_scattering(report: &mut Report) {
    const WAVELENGTHS: [f64; 5] = [1.2, 1.31, 1.4, 1.55, 1.7];
    let exact = [
        (
            "z",
            "Ez",
            [
                1.708_237_728_675_826_6,
                1.478_730_107_079_159_9,
                2.072_223_381_770_789_4,
                3.411_944_704_064_636,
                3.457_301_059_066_732,
            ],
        ),
        (
            "y",
            "Hz",
            [
                1.102_657_403_101_027,
                0.729_428_690_524_456_8,
                1.266_878_011_968_164,
                4.501_803_369_472_671,
                2.812_428_324_411_800_2,
            ],
        ),
    ];
    for (polarization, name, exact) in exact {
        let coarse = cylinder(polarization, 0.02);
        for mut engine in report.engines(&coarse) {
            let found = &powers(&coarse, engine.as_mut())[0];
            for (w, wavelength) in WAVELENGTHS.into_iter().enumerate() {
                let q = found[w] / 0.5;
                println!("{name} {wavelength}: {:e}", q / exact[w] - 1.0);
                report.hold(
                    &format!("{name}: Q at {wavelength} µm, 20 nm"),
                    engine.as_ref(),
                    q,
                    exact[w],
                    0.05 * exact[w],
                );
            }
        }
        for cell in [0.02, 0.01333333333, 0.01] {
            let plan = cylinder(polarization, cell);
            let found = &powers(&plan, &mut Cpu::<f64>::new(&plan, 0).unwrap())[0];
            for w in 0..5 {
                println!("{name} cell {cell} {}: {:e}", WAVELENGTHS[w], found[w] / 0.5 / exact[w] - 1.0);
            }
        }
    }
}

/// Glass sphere of r = 0.5 µm, n = 1.5, in air, a wave along z.
fn sphere(cells_per_um: f64) -> Plan {
    let cell = 1.0 / cells_per_um;
    planned(&format!(
        "name = 'sphere'\nspectrum.wavelength_um = [1.0, 1.55]\nrun.decay = 1e-6\n\
         [domain]\nx_um = [-0.8, 0.8]\ny_um = [-0.8, 0.8]\nz_um = [-0.8, 0.8]\n[grid]\ncell_um = {cell}\n[boundary]\npml_cells = 10\n\
         [material]\nglass.index = 1.5\n[[structure]]\nmaterial = 'glass'\ngeometry.sphere = {{ center_um = [0, 0, 0], radius_um = 0.5 }}\n\
         [[source]]\nplane_wave = {{ center_um = [0, 0, 0], size_um = [1.2, 1.2, 1.2], direction = '+z', polarization = 'x' }}\n\
         [[monitor]]\nname = 'out'\nkind = 'flux'\ncenter_um = [0, 0, 0]\nsize_um = [1.4, 1.4, 1.4]\nwavelength_um = [1.0, 1.31, 1.55]\n"
    ))
}

pub fn sphere_scattering(report: &mut Report) {
    const EXACT: [(f64, f64); 3] =
        [(1.0, 3.482_240_113_387_677_5), (1.31, 2.335_170_726_880_254_4), (1.55, 1.845_479_694_715_464_1)];
    let _ = report;
    for cells in [15.0, 20.0, 30.0] {
        let plan = sphere(cells);
        let found = &powers(&plan, &mut Cpu::<f32>::new(&plan, 0).unwrap())[0];
        for (w, (wavelength, exact)) in EXACT.into_iter().enumerate() {
            println!("sphere {cells} {wavelength}: {:e}", found[w] / (0.25 * std::f64::consts::PI) / exact - 1.0);
        }
    }
}
