//! Every case of `luxel validate` as a test, on the CPU and on the adapter that LUXEL_TEST_DEVICE names (lavapipe if not set).

use luxel::validation::{CASES, Case, DRAWN, LARGE, Report};

/// Runs a case and holds all its numbers to their tolerances. Without an adapter the skip is loud, and an error under
/// REQUIRE_GPU=1.
fn holds(id: &str) {
    let case = CASES.iter().chain(LARGE).find(|case| case.id == id).expect("a case of this name");
    let mut report = Report::on(Some(std::env::var("LUXEL_TEST_DEVICE").unwrap_or("llvmpipe".into())));
    report.run(case);
    assert!(!report.outcomes.is_empty(), "nothing was measured");
    for outcome in &report.outcomes {
        println!("{outcome:?}");
    }
    assert_eq!(!report.series.is_empty(), DRAWN.contains(&id), "DRAWN names the cases that draw");
    if report.no_gpu {
        assert!(std::env::var("REQUIRE_GPU").as_deref() != Ok("1"), "REQUIRE_GPU and no adapter");
        println!("skipped: no adapter");
    }
    let missed: Vec<_> = report.outcomes.iter().filter(|outcome| !outcome.passed).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

macro_rules! tests {
    ($($id:ident)*; $($large:ident)*) => {
        $(#[test]
        fn $id() {
            holds(stringify!($id));
        })*
        $(#[test]
        #[ignore = "takes minutes: luxel validate --large; CI runs all of these but recorded_fine"]
        fn $large() {
            holds(stringify!($large));
        })*

        #[test]
        fn every_case_is_a_test() {
            let ids = |cases: &[Case]| cases.iter().map(|case| case.id).collect::<Vec<_>>();
            assert_eq!([$(stringify!($id)),*].as_slice(), ids(CASES));
            assert_eq!([$(stringify!($large)),*].as_slice(), ids(LARGE));
        }
    };
}

tests! {
    vacuum_dispersion
    turned_crystal
    energy_conservation
    cavity_frequency
    fresnel_slab
    films
    dispersive_films
    oblique_films
    bloch_bands
    cpml_reflection
    absorber_reflection
    dipole_power
    gaussian_beam
    grating_coupler
    far_field
    rings
    oblique_slab
    dielectric_rod
    disk_resonances
    ball_resonance
    rings_next
    rings_large
    meep_ring
    ring_bus
    cylinder_scattering
    sphere_scattering
    cylinder_far_field
    slab_modes
    slabs
    strips
    hadley_ribs
    coupler
    perturbations
    lithium_niobate
    leaky_wire
    bent_strips
    slab_guide
    bends
    bragg_short
    bragg
    bend_3d
    taper_3d
    symmetry
    straight_strip
    bend_s
    y_branch
    y_branch_nodes
    sharp_bend
    escalator
    ;
    hadley_more
    bragg_band
    grating_coupler_band
    y_branch_kit
    recorded_fine
    crossing
}

#[test]
fn a_number_beyond_its_tolerance_does_not_pass() {
    let mut report = Report::default();
    report.hold_modes("too far", 1.01, 1.0, 1e-3);
    report.hold_modes("no number", f64::NAN, 1.0, 1e-3);
    report.hold_modes("near enough", 1.0005, 1.0, 1e-3);
    assert_eq!(report.outcomes.iter().map(|outcome| outcome.passed).collect::<Vec<_>>(), [false, false, true]);
}
