//! The ladder: what light loses from the laser to TP2, line by line, each over wavelength and at every corner.

use super::device::Response;
use super::figure::{Figure, Mark};
use super::modulation::Kind;

/// A quantity over wavelength, by corner (the first is nominal).
#[derive(Clone, Debug, PartialEq)]
pub enum Curve {
    Flat(f64),
    Sampled { wavelength_um: Vec<f64>, values: Vec<Vec<f64>> },
}

impl Curve {
    /// Linear between samples. The wavelength is within them, or by round-off beside their ends.
    pub fn at(&self, wavelength: f64, corner: usize) -> f64 {
        let (samples, values) = match self {
            Curve::Flat(value) => return *value,
            Curve::Sampled { wavelength_um, values } => (wavelength_um, values.get(corner).unwrap_or(&values[0])),
        };
        interpolate(samples, values, wavelength)
    }
}

/// Linear between ascending places; held at their ends.
pub fn interpolate(places: &[f64], values: &[f64], at: f64) -> f64 {
    let above = places.partition_point(|place| *place < at);
    if above == 0 || above == places.len() {
        return values[above.min(places.len() - 1)];
    }
    let weight = (at - places[above - 1]) / (places[above] - places[above - 1]);
    values[above - 1] + weight * (values[above] - values[above - 1])
}

/// Where a line's figure is from, of a file.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Provenance {
    pub file: String,
    /// Of the file's bytes, as `sha256sum` prints it.
    pub sha256: String,
    /// What ran, where the file says so.
    pub version: Option<String>,
    pub engine: Option<String>,
    pub precision: Option<String>,
    pub cells: Option<usize>,
    pub shape: Option<[usize; 3]>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub name: String,
    pub loss: Loss,
    pub mark: Mark,
    pub source: String,
    pub provenance: Option<Provenance>,
    /// What else a device's S tells.
    pub response: Option<Response>,
    /// The preset's figure where another has taken its place.
    pub assumed: Option<Figure>,
    /// One standard deviation, dB.
    pub sigma_db: f64,
    pub return_loss_db: Option<f64>,
    /// How many of the device are passed.
    pub times: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Loss {
    Loss(Curve),
    /// From the light behind the modulator to its OMA, by the extinction ratio in dB.
    Modulation(Kind, Curve),
}

impl Line {
    pub fn of_figure(name: &str, figure: &Figure) -> Self {
        Line {
            name: name.into(),
            loss: Loss::Loss(Curve::Flat(figure.value)),
            mark: figure.mark,
            source: figure.source.clone(),
            provenance: None,
            response: None,
            assumed: None,
            sigma_db: 0.0,
            return_loss_db: None,
            times: 1.0,
        }
    }

    pub fn db(&self, wavelength: f64, corner: usize) -> f64 {
        match &self.loss {
            Loss::Loss(curve) => curve.at(wavelength, corner),
            Loss::Modulation(kind, er_db) => kind.modulation_db(er_db.at(wavelength, corner)),
        }
    }

    /// The loss that the preset assumed (none where the line was added), or the line's own.
    pub fn assumed_db(&self, wavelength: f64) -> f64 {
        self.assumed.as_ref().map_or_else(|| self.db(wavelength, 0), |figure| figure.value)
    }
}
