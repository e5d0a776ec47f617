//! A figure and where it is from.

use std::collections::BTreeMap;

use serde::Serialize;

/// What a figure rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// A published source says so.
    Published,
    /// Computed from other figures.
    Computed,
    Assumed,
    /// The link file says so.
    Given,
    /// A device file of a run.
    Simulated,
    Measured,
}

impl Mark {
    pub fn name(self) -> &'static str {
        match self {
            Mark::Published => "published",
            Mark::Computed => "computed",
            Mark::Assumed => "assumed",
            Mark::Given => "given",
            Mark::Simulated => "simulated",
            Mark::Measured => "measured",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    pub value: f64,
    pub mark: Mark,
    pub source: String,
}

impl Figure {
    pub fn new(value: f64, mark: Mark, source: impl Into<String>) -> Self {
        Figure { value, mark, source: source.into() }
    }
}

/// Figures by their key in the link file, "laser.threshold_ma".
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Figures(pub BTreeMap<String, Figure>);

impl Figures {
    /// A figure that every preset has; a test asks each preset for all that are asked for.
    pub fn value(&self, key: &str) -> f64 {
        self.get(key).unwrap_or_else(|| unreachable!("every preset has `{key}`"))
    }

    /// A figure that a preset may lack.
    pub fn get(&self, key: &str) -> Option<f64> {
        self.0.get(key).map(|figure| figure.value)
    }

    pub fn set(&mut self, key: &str, figure: Figure) {
        self.0.insert(key.into(), figure);
    }
}
