use num_complex::Complex64;

use super::*;

/// The sources print four or five digits: half a unit of the last is all that rounding may take.
fn prints(name: &str, printed: &[(f64, f64)], half_unit: f64) {
    for &(wavelength_um, published) in printed {
        let n = index(name, wavelength_um).unwrap();
        assert_eq!(n.im, 0.0);
        let error = (n.re - published).abs();
        assert!(error <= half_unit, "{name} at {wavelength_um} µm: {n}, published {published}");
    }
}

#[test]
fn silicon_is_lis_table_at_293_k() {
    let table = [
        (1.20, 3.5167),
        (1.30, 3.5016),
        (1.32, 3.4990),
        (1.50, 3.4799),
        (1.55, 3.4757),
        (1.60, 3.4719),
        (2.00, 3.4510),
        (4.00, 3.4229),
        (14.0, 3.4142),
    ];
    prints("Si", &table, 0.5e-4);
}

#[test]
fn dielectrics_are_as_published() {
    prints("SiO2", &[(0.587_6, 1.4585), (1.31, 1.4468), (1.55, 1.4440)], 0.5e-4);
    prints("Si3N4", &[(1.55, 1.9963)], 0.5e-4);
    prints("air", &[(1.55, 1.0)], 0.0);
    // The indices that the reference data of the validation cases (A10) quote from Zelmon et al.
    prints("LiNbO3-o", &[(1.55, 2.2111)], 0.5e-4);
    prints("LiNbO3-e", &[(1.55, 2.1376)], 0.5e-4);
    // Handbooks' PMMA, n_D 1.491 to 1.492, and BaTiO3's 2.41 and 2.36 at 633 nm: other samples, so only nearly.
    prints("PMMA", &[(0.589_3, 1.4915)], 2e-3);
    prints("BaTiO3-o", &[(0.632_8, 2.41)], 1e-2);
    prints("BaTiO3-e", &[(0.632_8, 2.36)], 1e-2);
    // Another's germanium: Li's table at 293 K (doi:10.1063/1.555624), good to 2e-3 by his own account.
    prints("Ge-infrared", &[(4.0, 4.0242), (8.0, 4.0048), (12.0, 4.0012)], 2e-3);
}

#[test]
fn metals_are_rakics_as_the_database_tabulates_them() {
    // Rows of main/{Al,Au,Cu}/Rakic-LD: five digits of λ, n and k, computed there from the same table of parameters.
    for (name, wavelength, n, k) in [
        ("Al", 0.58327, 1.1134, 6.8071),
        ("Al", 1.5536, 1.5399, 15.368),
        ("Al", 10.060, 22.424, 83.182),
        ("Au", 1.3121, 0.42446, 8.1534),
        ("Au", 1.5424, 0.57185, 9.6168),
        ("Au", 6.0997, 4.9477, 37.527),
        ("Cu", 0.21094, 1.1579, 1.8851),
        ("Cu", 0.57808, 0.45227, 3.0314),
        ("Cu", 1.5520, 0.47077, 10.467),
        ("Cu", 12.146, 11.548, 77.519),
    ] {
        let error = index(name, wavelength).unwrap() - Complex64::new(n, k);
        // λ is rounded by up to 5e-5 of itself, and n and k follow it; n varies up to four times as fast.
        assert!(error.re.abs() <= 2e-4 * n && error.im.abs() <= 1e-4 * k, "{name} at {wavelength}: off by {error}");
    }
}

#[test]
fn rows_left_out_lie_where_the_table_says() {
    // Rows of main/TiN/Shkondin that the library does not keep.
    for (wavelength, n, k) in [
        (0.53868, 2.155067, 0.940272),
        (0.61318, 1.708904, 1.174029),
        (0.68917, 1.434086, 1.656585),
        (0.78708, 1.388583, 2.318815),
        (1.32622, 2.606789, 4.651226),
        (1.52591, 3.162837, 5.199772),
    ] {
        let error = index("TiN", wavelength).unwrap() - Complex64::new(n, k);
        assert!(error.norm() < 4e-3, "TiN at {wavelength}: off by {error}");
    }
}

#[test]
fn every_entry_is_a_passive_model_in_the_bands_it_is_used_in() {
    for entry in library() {
        for band in [[1.26, 1.36], [1.5, 1.6], [0.45, 0.65], [3.0, 4.0]] {
            if !band.iter().all(|&wavelength| within(entry.name, wavelength, entry.range_um).is_ok()) {
                continue;
            }
            let fitted = entry.model(band).unwrap_or_else(|error| panic!("{}: {error}", entry.name));
            println!("{} {band:?}: {} poles, max {:.1e}", entry.name, fitted.model.poles.len(), fitted.max);
            assert_eq!(fitted.model.gain_anywhere(), None, "{}", entry.name);
            assert!(fitted.model.epsilon_inf >= 1.0, "{}", entry.name);
            for i in 0..=20 {
                let wavelength = band[0] + (band[1] - band[0]) * i as f64 / 20.0;
                let index = entry.index(wavelength).unwrap();
                let error = (fitted.model.index(wavelength) - index).norm();
                // A transparent medium is fitted far better than asked for: within half a unit of the fourth decimal, which is what sources
                // print (SU-8's Cauchy series, in the visible, is no passive medium's to better than 1.5e-5). Between a table's rows the model is the material's only
                // as far as the cubic is: where germanium's k falls by half from row to row, both are free by some 1e-3.
                let allowed = match entry.dispersion {
                    Dispersion::Table(_) => 3.0 * TOLERANCE,
                    _ => 5e-5,
                };
                assert!(error <= allowed, "{} at {wavelength}: off by {error:e}", entry.name);
            }
        }
    }
}

#[test]
fn outside_its_range_a_material_refuses_with_both_numbers() {
    let message = index("Si", 1.1).unwrap_err().to_string();
    assert_eq!(message, "`Si` is known from 1.2 to 14 µm, but 1.1 µm is asked for");
    assert!(index("SiO2", f64::NAN).is_err());
    assert!(matches!(entry("Si").unwrap().model([1.1, 1.3]), Err(MaterialError::OutOfRange { .. })));
}

#[test]
fn names_are_exact_and_unique() {
    assert!(matches!(index("si", 1.55), Err(MaterialError::Unknown { .. })));
    let mut sorted = names();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), library().len());
}

/// Time steps go by ε∞, and coupled smoothing needs it.
#[test]
fn transparent_entries_hold_most_of_epsilon_over_both_bands_of_fibres() {
    for (name, entry) in ["Si", "SiO2", "Si3N4"].map(|name| (name, entry(name).unwrap())) {
        let fitted = entry.model([1.26, 1.63]).unwrap();
        let held = fitted.model.epsilon_inf / entry.index(1.45).unwrap().re.powi(2);
        println!("{name}: {} poles, max {:.1e}, {held:.3}", fitted.model.poles.len(), fitted.max);
        assert!(held > 0.59 && fitted.max <= 5e-5, "{name}: {held} {:e}", fitted.max);
    }
}
