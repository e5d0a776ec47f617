//! 10⁵ steps in f32 of a lossless bend whose curved walls couple the components of E, a ball of a turned crystal beside it: what is
//! symmetric by design does not grow, however late. And of a guide that tilts in adiabatic absorbers.

use std::path::Path;

use luxel::engine::{Engine, cpu::Cpu};
use luxel::job;
use luxel::plan::Plan;

const CONSTANT: &str = "glass.index = 1.444\ncore.index = 3.48";
const DISPERSIVE: &str = "glass.library = 'SiO2'\ncore.library = 'Si'";

/// A quarter of a ring and a ball of a crystal; `walls` end the domain.
fn plan(walls: &str, media: &str) -> Plan {
    let arc = |radius: f64| {
        (0..=20).map(move |i| f64::from(i) * 4.5_f64.to_radians()).map(move |a| [radius * a.cos(), radius * a.sin()])
    };
    let outline: Vec<String> =
        arc(0.95).chain(arc(0.55).collect::<Vec<_>>().into_iter().rev()).map(|p| format!("{p:?}")).collect();
    let text = format!(
        "name = 'late'\nspectrum = {{ wavelength_um = [1.5, 1.6], dispersion = {} }}\ngrid.cell_um = 0.05\nboundary = {{ {walls}, pml_cells = 6 }}\n\
         domain = {{ x_um = [-0.1, 1.2], y_um = [-0.1, 1.2], z_um = [-0.3, 0.4] }}\nstack.background = 'glass'\n\
         [material]\n{media}\ncrystal = {{ index_xyz = [2.21, 2.21, 2.14], turned_deg = [20.0, 30.0, 40.0] }}\n\
         [[structure]]\nmaterial = 'core'\ngeometry.polygon = {{ points_um = [{}], z_um = [-0.113, 0.117] }}\n\
         [[structure]]\nmaterial = 'crystal'\ngeometry.sphere = {{ center_um = [0.31, 0.29, 0.02], radius_um = 0.22 }}\n\
         [[source]]\ndipole = {{ center_um = [0.7, 0.31, 0.0], component = 'Ey' }}\n",
        media == DISPERSIVE,
        outline.join(", ")
    );
    let (_, _, plan) = Plan::of_job(&job::read(&text).unwrap(), Path::new(".")).unwrap();
    assert!(plan.coupling.points.len() > 1000, "{} coupled points", plan.coupling.points.len());
    plan
}

/// Energy after the source and then every 10⁴ steps, each the mean of fifty looks, as a fraction of the largest while the source was on.
fn late(plan: &Plan) -> Vec<f64> {
    let mut engine = Cpu::<f32>::new(plan, 0).unwrap();
    engine.start(0).unwrap();
    let mut energy = |steps| {
        engine.advance(steps).unwrap();
        engine.energy().unwrap().iter().sum::<f64>()
    };
    let peak = (0..plan.source_steps / 50).map(|_| energy(50)).fold(0.0, f64::max);
    let mut mean = |_| {
        let first = energy(10_000 - 49 * 7);
        (first + (0..49).map(|_| energy(7)).sum::<f64>()) / 50.0 / peak
    };
    (0..10).map(&mut mean).collect()
}

#[test]
fn a_closed_bend_keeps_its_energy() {
    let energies = late(&plan("x = 'pec', y = ['pmc', 'pec'], z = 'pec'", CONSTANT));
    println!("{energies:.4?}");
    // What is counted, E and H half a step apart and the tensor's diagonal alone, swings by 4 % with the phases of the modes: by
    // 4 %/√50 in the mean of fifty looks, three times that at the most.
    let mean = energies.iter().sum::<f64>() / 10.0;
    assert!(mean > 0.1 && energies.iter().all(|energy| (energy / mean - 1.0).abs() < 0.017), "{energies:?}");
}

/// Silicon and silica of poles, which the coupling of what answers within a step leaves as lossless as they are.
#[test]
fn a_closed_bend_of_media_that_disperse_keeps_its_energy() {
    let plan = plan("x = 'pec', y = ['pmc', 'pec'], z = 'pec'", DISPERSIVE);
    let late_points: usize = plan.mixtures.iter().filter(|mixture| mixture.late).map(|mixture| mixture.points()).sum();
    assert!(late_points > 1000, "{late_points} points disperse and are coupled");
    let energies = late(&plan);
    println!("{energies:.4?}");
    // What the poles hold is not counted: a quarter of silicon's, which comes and goes too.
    let mean = energies.iter().sum::<f64>() / 10.0;
    assert!(mean > 0.1 && energies.iter().all(|energy| (energy / mean - 1.0).abs() < 0.03), "{energies:?}");
}

#[test]
fn an_open_bend_stays_dark() {
    let energies = late(&plan("x = 'pml'", CONSTANT));
    println!("{energies:?}");
    // Ten thousand steps are 200 µm of light in glass and the domain is 1.3 µm wide: what is left is f32's floor, (6e-8)² of the peak a few
    // hundred times over, for round-off leaves charge.
    assert!(energies.iter().all(|&energy| energy < 1e-12), "{energies:?}");
    assert!(energies[9] <= 2.0 * energies[1], "{energies:?}");
}

/// A guide tilted by 35° through the corners of a 2D domain, in both polarizations: its walls couple Ex and Ey in the absorbers too, where
/// neighbours conduct differently.
#[test]
fn a_tilted_guide_fades_in_the_absorbers() {
    let (sin, cos) = 35_f64.to_radians().sin_cos();
    let corner = |along: f64, across: f64| [along * cos - across * sin, along * sin + across * cos];
    let outline = [corner(-9.0, -0.15), corner(9.0, -0.15), corner(9.0, 0.15), corner(-9.0, 0.15)];
    let text = format!(
        "name = 'tilted'\nspectrum.wavelength_um = [1.5, 1.6]\ngrid.cell_um = 0.05\nboundary = {{ x = 'absorber', y = ['absorber', 'pml'] }}\n\
         domain = {{ flat = 'z', x_um = [-1.5, 1.5], y_um = [-1.2, 1.2], z_um = [-0.5, 0.5] }}\nstack.background = 'glass'\n\
         [material]\nglass.index = 1.444\ncore.index = 3.48\n\
         [[structure]]\nmaterial = 'core'\ngeometry.polygon = {{ points_um = {outline:?}, z_um = [-1, 1] }}\n\
         [[source]]\ndipole = {{ center_um = [0.07, 0.02, 0.0], component = 'Ey' }}\n\
         [[source]]\ndipole = {{ center_um = [0.07, 0.02, 0.0], component = 'Ez' }}\n"
    );
    let (_, _, plan) = Plan::of_job(&job::read(&text).unwrap(), Path::new(".")).unwrap();
    let [x, _, y] = plan.grid.axes.each_ref().map(|axis| (axis.pml, axis.adiabatic));
    assert!([x, y].contains(&([40, 40], [true; 2])) && [x, y].contains(&([40, 12], [true, false])), "{x:?} {y:?}");
    assert!(plan.coupling.points.len() > 300, "{} coupled points", plan.coupling.points.len());
    let energies = late(&plan);
    println!("{energies:?}");
    // Light has crossed the domain and its absorbers a hundred times by the first look: as for the open bend.
    assert!(energies.iter().all(|&energy| energy < 1e-12), "{energies:?}");
    assert!(energies[9] <= 2.0 * energies[1], "{energies:?}");
}
