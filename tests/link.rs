//! The link model's numbers: formulas, presets and worked examples, to the digits they are given with.

use std::f64::consts::PI;

use luxel::link::decibel::{dbm, ratio};
use luxel::link::junction::{Junction, rc_ghz, vpi_l_v_cm};
use luxel::link::laser::class_dbm;
use luxel::link::modulation::{Kind, mzm_er_db};
use luxel::link::penalty;
use luxel::link::preset::{NAMES, preset};
use luxel::link::receiver::{Q_ELECTRON, Receiver, oma_over_average, q, q_inverse, q_of_ber};
use luxel::link::ring::{Ring, joint_ghz};
use luxel::link::standard::{DR8, FR4};
use luxel::link::statistics::{Surface, closed_form, monte_carlo};
use luxel::link::{self, Report};

/// Whether a number rounds to the one given, half a unit of its last digit away at most.
fn is(found: f64, given: &str) {
    let (mantissa, exponent) = given.split_once('e').unwrap_or((given, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
    let half = 0.5 * 10f64.powi(exponent.parse::<i32>().unwrap() - decimals);
    let value: f64 = given.parse().unwrap();
    assert!((found - value).abs() <= half * (1.0 + 1e-9), "{found} is not {given}");
}

const KP4: f64 = 2.4e-4;

fn receiver(bandwidth_ghz: f64, shot: bool, rin_db_per_hz: Option<f64>) -> Receiver {
    Receiver {
        noise_pa_per_rthz: 18.0,
        responsivity_a_per_w: 0.9,
        bandwidth_ghz,
        charge: if shot { Q_ELECTRON } else { 0.0 },
        rin_db_per_hz,
    }
}

#[test]
fn standards_close_exactly() {
    for tdecq in [0.5, 1.4, 2.0, 3.4] {
        for standard in [DR8, FR4] {
            // Sums of a handful of decimals: round-off alone.
            assert!(standard.closure_db(tdecq).abs() < 1e-14, "{standard:?} {tdecq}");
        }
    }
}

#[test]
fn a_receiver_needs_what_was_worked_out() {
    is(q_of_ber(KP4), "3.41407");
    assert!((q(q_inverse(1e-9)) / 1e-9 - 1.0).abs() < 1e-12);
    is(receiver(26.5625, false, None).thermal_sensitivity_dbm(3.414), "-11.7542");
    is(receiver(53.125, false, None).thermal_sensitivity_dbm(3.414), "-10.2491");
    let r = ratio(5.0);
    is(receiver(26.5625, false, None).sensitivity_dbm(KP4, r), "-11.75412");
    // These three were worked out with a charge of 1.602e-19 C, the error ratios below with all its digits, which are 1e-5 dB here.
    for (rin, oma) in [(None, "-11.62879"), (Some(-145.0), "-11.54193"), (Some(-140.0), "-11.32952")] {
        is(Receiver { charge: 1.602e-19, ..receiver(26.5625, true, rin) }.sensitivity_dbm(KP4, r), oma);
    }
    is(receiver(26.5625, false, None).ber(-10.0, r), "1.18843e-7");
    is(receiver(26.5625, true, Some(-145.0)).ber(-10.0, r), "9.78970e-7");
    // No light is bright enough where RIN alone spoils the top eye.
    assert_eq!(receiver(26.5625, true, Some(-120.0)).sensitivity_dbm(KP4, r), f64::INFINITY);
    assert!((oma_over_average(3.0) - 1.0).abs() < 1e-15);
}

#[test]
fn penalties_are_as_worked_out() {
    for (er, db) in [(3.5, "4.174"), (4.0, "3.660"), (5.0, "2.844"), (6.0, "2.230"), (10.0, "0.872")] {
        is(penalty::extinction_db(ratio(er)), db);
    }
    let r = ratio(5.0);
    for (rin, db) in [(-150.0, "0.0524"), (-145.0, "0.1702"), (-140.0, "0.5913")] {
        is(penalty::rin_db(rin, 26.5625, 3.414, r), db);
    }
    for (x, db) in [(-20.0, "0.1323"), (-25.0, "0.0414"), (-30.0, "0.0130")] {
        is(penalty::crosstalk_incoherent_db(x), db);
    }
    for (x, db) in [(-40.0, "0.838"), (-45.0, "0.451")] {
        is(penalty::crosstalk_coherent_db(x, r), db);
    }
    let r = ratio(6.0);
    is(penalty::mpi_bound_db(&[25.0; 6], r), "6.2006");
    is(penalty::mpi_bound_db(&[25.0, 25.0, 25.0, 25.0, 35.0, 35.0], r), "2.4975");
    assert_eq!(penalty::mpi_bound_db(&[10.0; 6], r), f64::INFINITY);
    // Two reflections of R: σ² = 2 P_3 P̄ R², P̄ = P_3 (r+1)/2r.
    let variance = (r + 1.0) / r * ratio(-50.0);
    let x = 6.0 * 3.414 * r / (r - 1.0) * variance.sqrt();
    assert!((penalty::mpi_gaussian_db(&[25.0, 25.0], 3.414, r) + 5.0 * (1.0 - x * x).log10()).abs() < 1e-12);
}

#[test]
fn modulators_turn_phase_and_peaks_into_oma() {
    // (r−1)/(r+1) = sin(π Vpp/2Vπ); at a third of the way to π the sine is a half and r is 3.
    assert!((mzm_er_db(PI / 3.0) - dbm(3.0)).abs() < 1e-12);
    assert_eq!(mzm_er_db(PI), f64::INFINITY);
    assert_eq!((Kind::Mzm.modulation_db(f64::INFINITY), penalty::mpi_bound_db(&[50.0], f64::INFINITY)), (0.0, 0.0));
    // A ring whose one passes whole and whose zero is dark has its peak as OMA; at ER 4 dB it loses 2.205 dB.
    is(Kind::Intensity.modulation_db(4.0), "2.205");
    is(Kind::Mzm.modulation_db(5.0), "2.844");
}

#[test]
fn a_ring_is_as_worked_out() {
    let ring = Ring { wavelength_um: 1.31, n_g: 4.2, length_um: 10.0 * PI, loss_db_per_cm: 30.0, t: 0.97 };
    is(1e3 * ring.fsr_um(), "13.006");
    is(1e6 * ring.fwhm_um(), "171.03");
    is(ring.q(), "7659");
    is(ring.photon_ghz(), "29.88");
    is(dbm(ring.transmission(0.0)), "-6.473");
    assert!((joint_ghz(30.0, 40.0) - 24.0).abs() < 1e-12);
}

#[test]
fn all_pass_rings_are_the_reference_values() {
    // refs.json, family D: T at resonance, extinction in dB, FSR, FWHM in nm, loaded Q; κ² = 1 − t².
    for (radius, n_g, loss_db_per_cm, coupled, wavelength_um, [t_res, er_db, fsr, fwhm, q]) in [
        (
            5.0,
            4.2,
            3.0,
            0.01,
            1.55,
            [0.415812793213208, 3.810997849146908, 18.20808337039422, 0.035413892704602816, 43768.202048926156],
        ),
        (
            10.0,
            4.2,
            2.0,
            0.02,
            1.55,
            [0.5616550870910197, 2.5052395640469904, 9.10404168519711, 0.03346571619861846, 46316.31379961769],
        ),
        (
            5.0,
            4.3,
            100.0,
            0.05,
            1.31,
            [0.02896604878817358, 15.377079515538403, 12.703525480930308, 0.2500406389146444, 5239.983123470793],
        ),
    ] {
        let ring =
            Ring { wavelength_um, n_g, length_um: 2.0 * PI * radius, loss_db_per_cm, t: f64::sqrt(1.0 - coupled) };
        // The references' width is of the resonance itself, the formula's of its Lorentzian: arcsin x against x, x²/6 apart.
        let x = 0.5 * PI * ring.fwhm_um() / ring.fsr_um();
        let off = ring.transmission(PI);
        let found = [
            ring.transmission(0.0),
            dbm(off / ring.transmission(0.0)),
            1e3 * ring.fsr_um(),
            1e3 * ring.fwhm_um(),
            ring.q(),
        ];
        for (n, (found, value)) in found.into_iter().zip([t_res, er_db, fsr, fwhm, q]).enumerate() {
            let tolerance = if n < 3 { 1e-9 } else { 1.01 * x * x / 6.0 };
            assert!((found / value - 1.0).abs() < tolerance, "{radius} µm: {found} is not {value}");
        }
    }
}

#[test]
fn junctions_and_phase_shifters_are_as_worked_out() {
    for (doping, widths, built_in) in
        [(5e17, ["68.86", "122.83", "159.47"], "0.9166"), (1e17, ["146.81", "270.70", "353.56"], "0.8334")]
    {
        let junction = Junction { acceptors: doping, donors: doping, kelvin: 300.0 };
        is(junction.built_in_v(), built_in);
        for (voltage, nm) in [0.0, -2.0, -4.0].into_iter().zip(widths) {
            is(1e3 * junction.depletion_um(voltage), nm);
        }
    }
    // ε₀ 11.7 · 0.22 µm / 0.06886 µm = 0.331 fF/µm; 50 Ω and 100 fF roll off at 31.83 GHz.
    let junction = Junction { acceptors: 5e17, donors: 5e17, kelvin: 300.0 };
    is(junction.capacitance_ff_per_um(0.0, 0.22), "0.331");
    is(rc_ghz(50.0, 100.0), "31.83");
    // x-cut niobate, 1 V over a gap of 5 µm, overlap 0.8, arms against each other: half of one arm's.
    let crystal = luxel::material::perturb::Pockels::trigonal(8.6, 3.4, 30.8, 28.0);
    let [_, _, up] = crystal.index_change([2.211, 2.211, 2.138], [0.0, 0.0, -0.2]);
    is(0.5 * vpi_l_v_cm(1.0, 1.31, 0.8 * up) * 1.55 / 1.31, "1.609");
}

#[test]
fn yield_has_a_closed_form_that_samples_agree_with() {
    let sigmas = [0.3, 0.2, 0.25, 0.4];
    let exact = closed_form(1.5, &sigmas);
    is(exact.passed, "0.994239");
    is(exact.p5_margin_db, "0.52342");
    let sampled = monte_carlo(10_000, 1, |random| 1.5 - sigmas.iter().map(|s| s * random.normal()).sum::<f64>());
    // Four standard deviations of a count of 10,000, of a quantile at its density of 0.174 per dB, of a mean.
    assert!((sampled.passed - exact.passed).abs() < 4.0 * (0.994239f64 * 0.005761 / 1e4).sqrt(), "{sampled:?}");
    assert!(
        (sampled.p5_margin_db - exact.p5_margin_db).abs() < 4.0 * (0.05f64 * 0.95 / 1e4).sqrt() / 0.174,
        "{sampled:?}"
    );
    assert!((sampled.mean_db - 1.5).abs() < 4.0 * 0.594 / 100.0, "{sampled:?}");
    assert_eq!(sampled, monte_carlo(10_000, 1, |random| 1.5 - sigmas.iter().map(|s| s * random.normal()).sum::<f64>()));
}

#[test]
fn a_response_surface_goes_through_its_corners() {
    let law = |[w, h, t]: [f64; 3]| 1.5 - 0.02 * w + 0.01 * h - 0.003 * t - 1e-3 * w * w + 2e-4 * w * h;
    let mut corners = vec![[0.0; 3]];
    for (w, h, t) in (0..27).map(|n| (n % 3, n / 3 % 3, n / 9)).filter(|n| *n != (1, 1, 1)) {
        corners.push([10.0 * f64::from(w - 1), 5.0 * f64::from(h - 1), 40.0 * f64::from(t - 1)]);
    }
    let margins: Vec<f64> = corners.iter().map(|corner| law(*corner)).collect();
    let surface = Surface::fit(&corners, &margins);
    assert!(surface.residual_db < 1e-12, "{surface:?}");
    let between = [4.0, -2.0, 13.0];
    assert!((surface.at(between) - law(between)).abs() < 1e-12);
    assert!(surface.determined);
    // Slow and fast corners move width and height together: the slope is there, whose it is is not.
    let surface = Surface::fit(&[[0.0; 3], [-10.0, -5.0, 0.0], [10.0, 5.0, 0.0]], &[1.5, 1.3, 1.7]);
    assert!(!surface.determined && (surface.at([5.0, 2.5, 0.0]) - 1.6).abs() < 1e-12, "{surface:?}");
    // Corners along width alone: three of them are a parabola, and nothing is said of the rest.
    let surface = Surface::fit(&[[0.0; 3], [-10.0, 0.0, 0.0], [10.0, 0.0, 0.0]], &[1.5, 1.6, 1.2]);
    assert!((surface.at([5.0, 3.0, 0.0]) - (1.5 - 0.2 * 0.5 - 0.1 * 0.25)).abs() < 1e-12);
}

#[test]
fn classes_are_met_or_passed() {
    assert_eq!(class_dbm(19.66), Some(20.0));
    assert_eq!(class_dbm(20.0), Some(20.0));
    assert_eq!(class_dbm(20.01), Some(23.0));
    assert_eq!(class_dbm(26.1), None);
}

fn of(name: &str) -> Report {
    link::report(&link::of_preset(name).unwrap())
}

#[test]
fn a_retimed_pluggable_is_worked_example_a() {
    let a = of("pluggable-800g-dr8");
    is(a.nominal.ladder_db, "16.46");
    is(a.laser.power_dbm, "18.16");
    is(a.laser.power_mw, "65.5");
    is(a.margin_db, "1.50");
    is(a.physics_margin_db, "6.26");
    is(a.port_w, "14.255");
    is(a.pj_per_bit, "17.82");
    assert!(a.closes);
    is(of("lpo-800g").port_w, "4.785");
}

#[test]
fn a_co_packaged_port_is_worked_example_b() {
    let b = of("cpo-800g-mzm");
    is(b.nominal.ladder_db, "17.96");
    is(b.nominal.oma_tp2_dbm, "2.04");
    is(b.margin_db, "1.84");
    is(b.laser.margin_at_least_power_db, "0.34");
    is(b.port_w, "5.344");
    is(b.pj_per_bit, "6.68");
    for line in ["edge coupler", "routing", "modulator", "output connector"] {
        let one = b.sensitivity.iter().find(|one| one.name == line).unwrap();
        is(one.plus_1_db_w, "0.459");
        assert_eq!((one.standard_margin_db, one.physics_margin_db), (-1.0, -1.0));
    }
    assert_eq!(b.laser.class_dbm, Some(20.0));
    let saving = b.fleet.saving.unwrap();
    is(saving.percent, "62.5");
    is(saving.port_w, "8.91");
    is(saving.megawatt, "0.891");
    is(saving.gwh_per_year, "7.8");
}

#[test]
fn ports_of_1600_gbps_are_worked_examples_c_and_d() {
    let c = of("cpo-1600g-mrm");
    is(c.nominal.ladder_db, "17.03");
    is(c.nominal.oma_tp2_dbm, "2.97");
    is(c.port_w, "9.195");
    is(c.pj_per_bit, "5.75");
    is(of("pluggable-1600g").port_w, "27.99");
    is(c.fleet.saving.unwrap().percent, "67.2");
}

#[test]
fn every_figure_has_a_source_and_every_preset_all_figures() {
    for name in NAMES {
        let preset = preset(name).unwrap();
        assert!(
            preset
                .figures
                .0
                .iter()
                .all(|(key, figure)| !figure.source.is_empty() && figure.value.is_finite() && key.contains('.'))
        );
        // Building and judging it asks for every figure.
        assert_eq!(of(name).comparison.len(), NAMES.len() + 1);
    }
    let electrical = of(NAMES[0]).electrical;
    // 8 × 1.0062 W over 0.85 and 800G; 1.1 pJ/bit of 1700 Gb/s over 0.92 and 1600G.
    is(electrical[0].pj_per_bit, "11.84");
    is(electrical[1].pj_per_bit, "1.27");
    assert_eq!((electrical[0].loss_db, electrical[1].loss_db), (22.0, 4.0));
}
