//! What a case has to show beside its numbers: how an error falls with the step, or a spectrum upon its reference.

use super::lab::limit;

/// The cases that have anything to draw; a test holds their files in docs/images/validation.
pub const DRAWN: &[&str] = &[
    "cavity_frequency",
    "fresnel_slab",
    "films",
    "dispersive_films",
    "rings",
    "rings_next",
    "meep_ring",
    "oblique_slab",
    "dielectric_rod",
    "disk_resonances",
    "ball_resonance",
    "cylinder_scattering",
    "sphere_scattering",
    "slabs",
    "strips",
    "bends",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Convergence,
    Spectrum,
}

/// A quantity of a case, by the CPU in f64 unless the case says otherwise.
#[derive(Clone, Debug)]
pub struct Series {
    pub id: String,
    pub name: String,
    pub kind: Kind,
    /// Step (µm), coarsest first, and measured / exact − 1; of a spectrum wavelength (µm) and value.
    pub dots: Vec<[f64; 2]>,
    /// A spectrum's reference, likewise.
    pub line: Vec<[f64; 2]>,
    /// By the diagonal of the smoothed tensor alone, beside the default.
    pub diagonal: bool,
}

impl Series {
    /// The slope of ln |error| over ln step, least squares; none where the error changes sign.
    pub fn order(&self) -> Option<f64> {
        order(&self.dots)
    }

    /// What the three finest steps leave at step 0, the error taken for a h² + b h⁴.
    pub fn extrapolated(&self) -> Option<f64> {
        let [.., a, b, c] = self.dots[..] else { return None };
        Some(limit([a[0], b[0], c[0]], 2, [a[1], b[1], c[1]]))
    }
}

/// The slope of ln |error| over ln step, least squares.
pub fn order(points: &[[f64; 2]]) -> Option<f64> {
    let one_sign = points.iter().all(|p| p[1] > 0.0) || points.iter().all(|p| p[1] < 0.0);
    if points.len() < 2 || !one_sign {
        return None;
    }
    let logs: Vec<[f64; 2]> = points.iter().map(|p| p.map(|x| x.abs().ln())).collect();
    let mean = [0, 1].map(|part| logs.iter().map(|p| p[part]).sum::<f64>() / logs.len() as f64);
    let (above, below) = logs.iter().fold((0.0, 0.0), |(above, below), [x, y]| {
        (above + (x - mean[0]) * (y - mean[1]), below + (x - mean[0]).powi(2))
    });
    Some(above / below)
}

/// A table of what was measured by both smoothings, if anything was.
pub fn comparison(series: &[&Series]) -> Option<String> {
    let mut rows = String::new();
    for diagonal in series.iter().filter(|one| one.diagonal) {
        let whole = series.iter().find(|one| one.name == diagonal.name && !one.diagonal)?;
        let of = |one: &Series| {
            let order = one.order().map_or("changes sign".into(), |order| format!("{order:.2}"));
            let [finest, limit] =
                [one.dots.last().map(|dot| dot[1]), one.extrapolated()].map(|x| x.unwrap_or(f64::NAN));
            format!("{finest:.1e} | {order} | {limit:.1e}")
        };
        rows += &format!("| {} | {} | {} |\n", whole.name, of(whole), of(diagonal));
    }
    let head = "Errors on the finest grid, orders, and what is left of the error at step 0 by the three finest (a + bΔ² + cΔ⁴), with the \
                whole smoothed tensor (the default) and with its diagonal alone (`grid.smoothing = \"diagonal\"`). \
                Where an error changes sign a grid may hit zero by chance; what is left tells.\n\n\
                | | coupled: error | order | left | diagonal: error | order | left |\n|---|---|---|---|---|---|---|\n";
    (!rows.is_empty()).then(|| format!("{head}{rows}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_limits_are_those_of_their_own_errors() {
        let of = |error: &dyn Fn(f64) -> f64| Series {
            id: String::new(),
            name: String::new(),
            kind: Kind::Convergence,
            dots: [0.1, 0.07, 0.05].map(|h| [h, error(h)]).to_vec(),
            line: Vec::new(),
            diagonal: false,
        };
        assert!((of(&|h| -3.0 * h * h).order().unwrap() - 2.0).abs() < 1e-12);
        assert!((of(&|h| 1e-3 + 3.0 * h.powi(2) - h.powi(4)).extrapolated().unwrap() - 1e-3).abs() < 1e-12);
        assert_eq!(of(&|h| h - 0.06).order(), None);
    }
}
