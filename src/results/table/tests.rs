use ndarray::{Array5, array};

use super::*;

/// Two ports, three wavelengths, |S21| = |S12| = a, reflections r; port 2's excitation may be left out.
fn two_ports(forward: f64, backward: f64, reflection: f64) -> SParams {
    let mut s = Array5::from_elem((3, 2, 1, 2, 1), Complex64::new(reflection, 0.0));
    for w in 0..3 {
        s[[w, 1, 0, 0, 0]] = Complex64::from_polar(forward, 0.5 * w as f64);
        s[[w, 0, 0, 1, 0]] = Complex64::from_polar(backward, 0.5 * w as f64);
    }
    SParams {
        wavelength_um: array![1.5, 1.55, 1.6],
        ports: vec!["in".into(), "out".into()],
        modes: 1,
        s,
        reference_um: vec![-2.0, 2.0],
    }
}

fn excite_only_first(mut sparams: SParams) -> SParams {
    sparams.s.index_axis_mut(ndarray::Axis(3), 1).fill(Complex64::new(f64::NAN, f64::NAN));
    sparams
}

/// The arithmetic is a logarithm and a handful of sums: a few roundings of f64 on numbers of order ten.
const ROUNDING: f64 = 1e-13;

#[test]
fn losses_are_minus_the_power_in_db() {
    let sparams = two_ports(0.5f64.sqrt(), 0.1, 0.01);
    let insertion = insertion_loss_db(&sparams);
    assert!((insertion[[1, 1, 0]] - 10.0 * 2f64.log10()).abs() < ROUNDING);
    assert!((insertion[[1, 0, 1]] - 20.0).abs() < ROUNDING);
    assert!((return_loss_db(&sparams)[[2, 1]] - 40.0).abs() < ROUNDING);
}

#[test]
fn reciprocity_compares_each_pair_in_db_and_as_complex_numbers() {
    let worst = reciprocity(&two_ports(0.8, 0.4, 0.0));
    assert!((worst.db - 20.0 * 2f64.log10()).abs() < ROUNDING, "{worst:?}");
    assert!((worst.complex - 0.4).abs() < ROUNDING, "{worst:?}");
}

#[test]
fn faint_pairs_do_not_count_in_db() {
    let worst = reciprocity(&two_ports(1e-3, 1e-4, 0.0));
    assert!(worst.db.is_nan() && (worst.complex - 9e-4).abs() < ROUNDING, "{worst:?}");
}

#[test]
fn one_excitation_says_nothing_of_reciprocity() {
    let worst = reciprocity(&excite_only_first(two_ports(0.8, 0.4, 0.0)));
    assert!(worst.db.is_nan() && worst.complex.is_nan());
}

#[test]
fn passivity_finds_gain_that_only_a_superposition_has() {
    // S = 0.6 (1 1; 1 1): each column carries 0.72, the even superposition (2 · 0.6)² = 1.44.
    let mut sparams = two_ports(0.6, 0.6, 0.6);
    sparams.s.fill(Complex64::new(0.6, 0.0));
    let gain = passivity(&sparams);
    assert!((gain.one_mode - 0.72).abs() < ROUNDING, "{gain:?}");
    assert!((gain.any - 1.44).abs() < ROUNDING, "{gain:?}");
    let gain = passivity(&excite_only_first(sparams));
    assert!((gain.any - 0.72).abs() < ROUNDING, "{gain:?}");
}

#[test]
fn what_cannot_be_is_called_so() {
    let told = |sparams: &SParams| ["NOT PASSIVE", "NOT RECIPROCAL"].map(|what| text(sparams).contains(what));
    assert_eq!(told(&two_ports(0.8, 0.8, 0.0)), [false, false]);
    let mut gains = two_ports(0.6, 0.6, 0.6);
    gains.s.fill(Complex64::new(0.6, 0.0));
    assert_eq!(told(&gains), [true, false]);
    // 0.8 against 0.7 is 1.2 dB.
    assert_eq!(told(&two_ports(0.8, 0.7, 0.0)), [false, true]);
}

#[test]
fn a_single_port_has_no_insertion_loss() {
    let heading = "Insertion loss";
    assert!(text(&two_ports(0.8, 0.8, 0.0)).contains(heading));
    let mut alone = two_ports(0.8, 0.8, 0.1);
    alone.s.slice_mut(ndarray::s![.., 1, .., .., ..]).fill(Complex64::new(f64::NAN, 0.0));
    assert!(!text(&excite_only_first(alone)).contains(heading));
}

#[test]
fn rows_leave_out_what_was_not_excited() {
    let rows = sparams_json(&excite_only_first(two_ports(0.1, 0.4, 0.01)));
    assert_eq!(rows.len(), 6);
    let row = &rows[3];
    assert_eq!((row.out.as_str(), row.into.as_str(), row.wavelength_um), ("out", "in", 1.55));
    assert!((row.db + 20.0).abs() < ROUNDING && (row.phase_rad - 0.5).abs() < ROUNDING);
    let json = serde_json::to_value(row).unwrap();
    assert_eq!(json["in"], "in");
}

#[test]
fn the_table_shows_every_excited_pair_within_100_columns() {
    let mut sparams = two_ports(0.1, 0.1, 0.01);
    let shown = text(&sparams);
    assert!(shown.contains("in   → out     -20.000    -20.000    -20.000"), "{shown}");
    assert!(shown.contains("Reciprocity: within 0.0000 dB"), "{shown}");

    sparams.ports[0] = "a_name_that_an_automatic_layout_tool_wrote".into();
    sparams.ports[1] = "another_name_that_an_automatic_layout_tool_wrote".into();
    let shown = text(&sparams);
    let widest = shown.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{shown}");
    assert!(!text(&excite_only_first(sparams)).contains("NaN"));
}
