//! A dielectric slab at normal incidence: R and T against Airy's formula (Born & Wolf, §7.6).

use super::cpml_reflection::{BAND, plates, spectra};
use super::lab::is_f64;
use super::{Report, airy};

pub fn fresnel_slab(report: &mut Report) {
    const INDEX: f64 = 2.0;
    const STEP: f64 = 0.01;
    let (from, to) = (2.0, 2.4);
    // The mean permittivity on the nodes that the faces lie on.
    let slab = move |x: f64| match ((x - from) / STEP, (x - to) / STEP) {
        (a, b) if a.abs() < 0.1 || b.abs() < 0.1 => [0.5 * (1.0 + INDEX * INDEX), 0.0],
        (a, b) if a > 0.0 && b < 0.0 => [INDEX * INDEX, 0.0],
        _ => [1.0, 0.0],
    };
    let vacuum = |_| [1.0, 0.0];
    let (with, without) =
        (plates(400, slab, STEP, 60, [120, 320], &BAND), plates(400, vacuum, STEP, 60, [120, 320], &BAND));
    let frequencies = with.monitors[0].frequencies.clone();
    let exact = |wavelength: f64| airy::film(1.0, INDEX.into(), 1.0, to - from, wavelength);
    for (mut engine, mut reference) in report.engines(&with).into_iter().zip(report.engines(&without)) {
        let (here, empty) = (spectra(engine.as_mut(), 6000), spectra(reference.as_mut(), 6000));
        let mut dots = [Vec::new(), Vec::new()];
        for (n, f) in frequencies.iter().enumerate() {
            let reflected = ((here[0][n] - empty[0][n]) / empty[0][n]).norm_sqr();
            let transmitted = (here[1][n] / empty[1][n]).norm_sqr();
            let [expected, _] = exact(1.0 / f);
            // Phase in the slab: (kΔ)²/24 of 6.7 rad with kΔ = 0.084 is 2e-3 rad; dR/dphase < 0.5; absorbers add 1e-3.
            report.hold("Fresnel R", engine.as_ref(), reflected, expected, 2e-3);
            report.hold("Fresnel T", engine.as_ref(), transmitted, 1.0 - expected, 2e-3);
            for (dots, value) in dots.iter_mut().zip([reflected, transmitted]) {
                dots.push([1.0 / f, value]);
            }
        }
        if is_f64(engine.as_ref()) {
            report.spectra(["R", "T"], dots, airy::curves([BAND[0], BAND[BAND.len() - 1]], exact));
        }
    }
}
