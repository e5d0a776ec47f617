//! Energy monitors: what a box absorbs is what flows into it, and a guide's energy moves at its group velocity.

use std::path::Path;

use luxel::engine::{self, cpu::Cpu};
use luxel::job;
use luxel::monitor::{self, Energy};
use luxel::plan::{Plan, Recorded};
use luxel::raster::Permittivity;

/// Energies and powers of a job's monitors, in their order, and n_g of the first port if there is one.
fn run(text: &str) -> (Vec<Energy>, Vec<f64>, Option<f64>) {
    let job = job::read(text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    assert_eq!(job::check(&job), []);
    let (_, permittivity, plan): (_, Permittivity, Plan) = Plan::of_job(&job, Path::new(".")).unwrap();
    let recording = engine::run(&mut Cpu::<f64>::new(&plan, 0).unwrap(), &plan, 0, &mut |_| true).unwrap();
    let (mut energies, mut powers) = (Vec::new(), Vec::new());
    for recorded in &plan.recorded {
        match recorded {
            Recorded::Energy(interior) => {
                energies.push(monitor::energy(&plan, &permittivity, interior, "", 0, &recording));
            }
            Recorded::Flux(faces) => powers.push(monitor::flux(&plan, faces, "", 0, &recording).power[0]),
            _ => {}
        }
    }
    let n_g =
        plan.ports.first().map(|port| monitor::port_modes(&plan.grid, port, &plan.band).n_g[(plan.band.len() / 2, 0)]);
    (energies, powers, n_g)
}

fn boxes(center: [f64; 3], size: [f64; 3]) -> String {
    let one = |kind: &str| {
        format!(
            "[[monitor]]\nname = '{kind}'\nkind = '{kind}'\ncenter_um = {center:?}\nsize_um = {size:?}\nwavelength_um = [1.0]\n"
        )
    };
    one("energy") + &one("flux")
}

/// Media that conduct and that disperse, beside a dipole, in 2D and 3D, whole and halved. By the diagonal nothing is off but what is left in the
/// box when the run ends; where components are coupled loss acts on their own update alone, σΔt/2ε of what they gain short of its mean.
#[test]
fn what_is_absorbed_flows_in() {
    let lossy = "core = { index = 1.8, extinction = 0.1 }";
    let lorentz = "core = { epsilon_inf = 3, lorentz = [{ resonance_ev = 1.3, damping_ev = 0.2, strength = 0.2 }] }";
    let each = [("flat = 'z'", lossy), ("flat = 'z'", lorentz), ("", lossy), ("", lorentz)];
    let smoothed = [("diagonal", 1e-5), ("coupled", 1e-4)];
    for ((flat, medium), (smoothing, left)) in each.into_iter().flat_map(|case| smoothed.map(|with| (case, with))) {
        let shape = if flat.is_empty() {
            "sphere = { center_um = [0.3, 0, 0], radius_um = 0.22 }"
        } else {
            "cylinder = { center_um = [0.3, 0, 0], radius_um = 0.22, length_um = 9, axis = 'z' }"
        };
        let text = format!(
            "name = 't'\nspectrum = {{ wavelength_um = [0.9, 1.1], points = 1, dispersion = {} }}\n\
             run = {{ decay = 1e-9, precision = 'f64' }}\nmaterial.{medium}\ngrid = {{ cell_um = 0.04, smoothing = '{smoothing}' }}\n\
             boundary.pml_cells = 8\nstructure = [{{ material = 'core', geometry.{shape} }}]\n\
             domain = {{ x_um = [-0.4, 0.8], y_um = [-0.6, 0.6], z_um = [-0.6, 0.6]{}{flat} }}\n\
             [[source]]\ndipole = {{ center_um = [-0.2, 0, 0], component = '{}' }}\n{}",
            medium == lorentz,
            if flat.is_empty() { "" } else { ", " },
            if flat.is_empty() { "Ez" } else { "Ex" },
            boxes([0.3, 0.0, 0.0], [0.6, 0.64, if flat.is_empty() { 0.64 } else { 0.0 }])
        );
        let (whole, powers, _) = run(&text);
        let (absorbed, out) = (whole[0].absorbed[0], powers[0]);
        println!("{flat} {medium}, {smoothing}: absorbed {absorbed:.9e}, off by {:.1e}", 1.0 + out / absorbed);
        assert!(absorbed > 0.0 && (absorbed + out).abs() < left * absorbed, "{absorbed} {out}");
        let (half, powers, _) = run(&format!("symmetry.y = 'even'\n{text}"));
        let absorbed = half[0].absorbed[0];
        assert!((absorbed + powers[0]).abs() < left * absorbed, "{absorbed} {powers:?}");
        let of = |one: &Energy| [one.electric_fs[0], one.magnetic_fs[0], one.absorbed[0]];
        let [electric, magnetic, absorbed] = std::array::from_fn(|n| of(&half[0])[n] / of(&whole[0])[n] - 1.0);
        println!("    halved: electric {electric:.1e}, magnetic {magnetic:.1e}, absorbed {absorbed:.1e}");
        // The time step of coupled smoothing comes of an iteration that stops 1e-3 from its end, and so the lattice's dispersion.
        let close = if smoothing == "diagonal" { 1e-10 } else { 1e-4 };
        assert!([electric, magnetic, absorbed].iter().all(|off| off.abs() < close), "{electric} {magnetic} {absorbed}");
    }
}

/// A mode of one watt carries n_g L/c joules over a length L, half of them electric (Haus, Waves and Fields in Optoelectronics 1984, §6.2: both
/// without dispersion of the media).
#[test]
fn a_mode_carries_its_group_index() {
    let text = format!(
        "name = 't'\nspectrum = {{ wavelength_um = [0.98, 1.02], points = 3 }}\nrun = {{ decay = 1e-9, precision = 'f64' }}\n\
         material.core.index = 2\ngrid.cell_um = 0.025\nboundary.pml_cells = 12\n\
         structure = [{{ material = 'core', geometry.cuboid = {{ x_um = [-9, 9], y_um = [-0.2, 0.2], z_um = [-9, 9] }} }}]\n\
         domain = {{ x_um = [-1, 1], y_um = [-1.5, 1.5], z_um = [-0.5, 0.5], flat = 'z' }}\n\
         port = [{{ name = 'in', center_um = [-0.8, 0, 0], facing = '-x', size_um = [2.8, 1] }}]\n{}",
        boxes([0.0, 0.0, 0.0], [1.0, 9.0, 0.0])
    );
    let (energies, powers, n_g) = run(&text);
    let (electric, magnetic) = (energies[0].electric_fs[0], energies[0].magnetic_fs[0]);
    let (n_g, whole) = (n_g.unwrap(), (electric + magnetic) * 0.299_792_458);
    println!("n_g {n_g:.5}, energy {whole:.5}, electric {:.5}", electric * 0.299_792_458 / whole);
    assert!(powers[0].abs() < 1e-4 && energies[0].absorbed[0] == 0.0, "{powers:?}");
    // What is left in the guide when the run ends, and the window's walls about the port.
    assert!((whole / n_g - 1.0).abs() < 1e-4, "{whole} {n_g}");
    assert!((electric / magnetic - 1.0).abs() < 1e-4, "{electric} {magnetic}");
}
