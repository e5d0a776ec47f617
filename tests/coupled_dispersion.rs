//! Coupled smoothing where media disperse: at a wavelength it is that of a medium of the index there.

use std::path::Path;

use luxel::engine::{self, cpu::Cpu};
use luxel::job;
use luxel::monitor;
use luxel::plan::{Plan, Recorded};

const WAVELENGTH: f64 = 1.55;

/// Power that a silicon cylinder, H along it, scatters out of a plane wave, and what of its points disperses and is coupled.
fn scattered(medium: &str, smoothing: &str) -> (f64, usize) {
    let text = format!(
        "name = 't'\nspectrum = {{ wavelength_um = [1.52, 1.58], points = 1, dispersion = true }}\nrun.decay = 1e-6\n\
         domain = {{ flat = 'z', x_um = [-0.6, 0.6], y_um = [-0.6, 0.6], z_um = [-0.6, 0.6] }}\n\
         grid = {{ cell_um = 0.02, smoothing = '{smoothing}' }}\nboundary.pml_cells = 10\nmaterial.core = {{ {medium} }}\n\
         structure = [{{ material = 'core', geometry.cylinder = {{ center_um = [0, 0, 0], radius_um = 0.25, length_um = 9, axis = 'z' }} }}]\n\
         [[source]]\nplane_wave = {{ center_um = [0, 0, 0], size_um = [0.72, 0.72, 1], direction = '+x', polarization = 'y' }}\n\
         [[monitor]]\nname = 'out'\nkind = 'flux'\ncenter_um = [0, 0, 0]\nsize_um = [0.96, 0.96, 1]\nwavelength_um = [{WAVELENGTH}]\n"
    );
    let job = job::read(&text).unwrap();
    assert_eq!(job::check(&job), []);
    let (_, _, plan) = Plan::of_job(&job, Path::new(".")).unwrap();
    let recording = engine::run(&mut Cpu::<f64>::new(&plan, 0).unwrap(), &plan, 0, &mut |_| true).unwrap();
    let Recorded::Flux(faces) = &plan.recorded[0] else { panic!("no flux monitor") };
    let late = plan.mixtures.iter().filter(|mixture| mixture.late).map(|mixture| mixture.points()).sum();
    (monitor::flux(&plan, faces, "", 0, &recording).power[0], late)
}

#[test]
fn the_smoothing_is_that_of_the_index() {
    let (b, c) = (2.0, 0.5);
    let epsilon = 9.878 + b / (1.0 - (c / WAVELENGTH).powi(2));
    let sellmeier = format!("epsilon_inf = 9.878, sellmeier = [[{b}, {c}]]");
    let constant = format!("index = {}", epsilon.sqrt());
    let (disperses, late) = scattered(&sellmeier, "coupled");
    let (coupled, none) = scattered(&constant, "coupled");
    let (diagonal, _) = scattered(&sellmeier, "diagonal");
    println!("coupled {disperses:.6} and {coupled:.6}, diagonal {diagonal:.6}; {late} points");
    assert!(late > 100 && none == 0, "{late} {none}");
    // Of first order in ρ of a third: a tenth of it is left of what coupling changes, 3 %.
    assert!((disperses / coupled - 1.0).abs() < 3e-3, "{disperses} {coupled}");
    assert!((diagonal / coupled - 1.0).abs() > 2e-2, "{diagonal} {coupled}");
    // Where ε∞ = 1 would have to answer for all of ε, nothing is.
    let resonant = format!("lorentz = [{{ strength = {}, resonance_ev = 2.5, damping_ev = 0.01 }}]", epsilon - 1.0);
    assert_eq!(scattered(&resonant, "coupled"), scattered(&resonant, "diagonal"));
}

/// Poles for a band, n and the slope of n_g of which are the source's to what docs/decisions/0010 says.
#[test]
fn models_for_a_band_keep_index_and_dispersion() {
    // ε∞, n, n_g and D (ps/nm/km) at the ends.
    for (name, least, index, group, dispersion) in
        [("SiO2", 1.9, 2e-6, 1e-5, 0.6), ("Si3N4", 3.0, 2e-6, 3e-5, 4.0), ("Si", 8.0, 2e-6, 2e-4, 30.0)]
    {
        let entry = luxel::material::library::entry(name).unwrap();
        let fitted = entry.dispersion.model(name, [1.5, 1.6], 1e-3).unwrap();
        assert!(fitted.model.epsilon_inf > least, "{name}: {}", fitted.model.epsilon_inf);
        let [own, source]: [&dyn Fn(f64) -> f64; 2] =
            [&|l| fitted.model.index(l).re, &|l| entry.dispersion.index(l).re];
        let step = 2e-3;
        let slopes = |n: &dyn Fn(f64) -> f64, l: f64| {
            let (before, at, after) = (n(l - step), n(l), n(l + step));
            let (first, second) = (0.5 * (after - before) / step, (after - 2.0 * at + before) / step / step);
            // −λ n''/c, in µm and ps/nm/km.
            (at, at - l * first, -l * second / 299_792_458.0 * 1e12)
        };
        for wavelength in [1.502, 1.55, 1.598] {
            let (own, source) = (slopes(own, wavelength), slopes(source, wavelength));
            println!("{name} {wavelength}: {own:?} {source:?}");
            assert!((own.0 - source.0).abs() < index && (own.1 - source.1).abs() < group, "{own:?} {source:?}");
            assert!((own.2 - source.2).abs() < dispersion, "{own:?} {source:?}");
        }
        let exact = entry.dispersion.model(name, [1.5, 1.6], 1e-12);
        assert!(exact.is_err() || (exact.unwrap().model.index(1.55) - entry.dispersion.index(1.55)).norm() < 1e-12);
    }
}
