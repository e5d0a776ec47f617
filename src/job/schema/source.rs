//! `[[source]]` and `[[monitor]]`: what excites fields besides the ports, and what is recorded of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AxisName, Facing};
use crate::yee::{Component, transverse};

/// What a beam is called among ports.
pub const BEAM: &str = "beam";

/// What excites fields besides the ports. All dipoles together are one excitation, and so is a plane wave or a beam.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// Point dipole: a current along one axis; in 2D a line of them.
    Dipole {
        /// Place, µm.
        center_um: [f64; 3],
        /// The field that it drives: Ex, Ey, Ez of an electric dipole along that axis, Hx, Hy, Hz of a magnetic one.
        component: Component,
        /// Of its current, by which the dipoles of a job differ; results are per unit of it.
        #[serde(default = "unit")]
        amplitude: f64,
        /// Of its current, e^(−iωt).
        #[serde(default)]
        phase_deg: f64,
        /// A wave that stays on; without it the pulse of the band.
        #[serde(default)]
        cw: Option<Cw>,
    },
    /// Plane wave along an axis inside a box; outside it only what is scattered remains (total and scattered field). Where the domain
    /// repeats across the wave, it starts from a plane instead, may be tilted, and carries one watt through a period.
    PlaneWave {
        /// Centre of the box or plane, µm.
        center_um: [f64; 3],
        /// Extent of the box, µm; its faces must lie in the background. None for a plane.
        #[serde(default)]
        size_um: [f64; 3],
        /// Where the wave runs, or the axis that it is tilted from.
        direction: Facing,
        /// Axis of its electric field; of a tilted wave the field is that axis' part across the wave.
        polarization: AxisName,
        /// Angle to `direction` at the middle of the band; at other wavelengths the wave has the same phase along the plane, and so
        /// another angle.
        #[serde(default)]
        theta_deg: f64,
        /// Where it is tilted to: from the axis after that of `direction` (y after x, z after y, x after z) towards the one after.
        #[serde(default)]
        phi_deg: f64,
    },
    /// Gaussian beam from a plane across the domain, of one watt: what comes out of a fibre. It runs one way, and what runs back into it is
    /// told: in S it is the port `beam`.
    GaussianBeam {
        /// Where its axis crosses the plane, µm.
        center_um: [f64; 3],
        /// Where it runs, or the axis that it is tilted from.
        direction: Facing,
        /// Axis of its electric field; of a tilted beam the field is that axis' part across each of its waves.
        polarization: AxisName,
        /// Mode field diameter at its waist, µm: intensity falls to 1/e² at half of it.
        mfd_um: f64,
        /// How far along the beam from `center_um` its waist lies, µm; negative behind the plane.
        #[serde(default)]
        waist_um: f64,
        /// Angle to `direction` in the medium about the plane.
        #[serde(default)]
        theta_deg: f64,
        /// Where it is tilted to: from the axis after that of `direction` (y after x, z after y, x after z) towards the one after.
        #[serde(default)]
        phi_deg: f64,
    },
}

impl Source {
    /// What of [`Source::direction`] lies across the axis that the wave is tilted from.
    pub fn tilt(&self) -> Option<[f64; 3]> {
        let (Source::PlaneWave { direction, .. } | Source::GaussianBeam { direction, .. }) = self else { return None };
        let mut to = self.direction()?;
        to[direction.axis()] = 0.0;
        Some(to)
    }

    /// Unit vector along a wave that has a direction.
    pub fn direction(&self) -> Option<[f64; 3]> {
        match *self {
            Source::Dipole { .. } => None,
            Source::PlaneWave { direction, theta_deg, phi_deg, .. }
            | Source::GaussianBeam { direction, theta_deg, phi_deg, .. } => {
                let (theta, phi) = (theta_deg.to_radians(), phi_deg.to_radians());
                let mut to = [0.0; 3];
                let [u, v] = transverse(direction.axis());
                to[direction.axis()] = if direction.positive() { theta.cos() } else { -theta.cos() };
                (to[u], to[v]) = (theta.sin() * phi.cos(), theta.sin() * phi.sin());
                Some(to)
            }
        }
    }
}

/// A wave that rises smoothly and stays on; the run then ends at `run.max_time_fs`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cw {
    /// Vacuum wavelength, µm.
    pub wavelength_um: f64,
    /// Time that it takes to rise, fs.
    #[serde(default = "rise")]
    pub rise_fs: f64,
}

/// What is recorded: Fourier-transformed fields, the power through a plane or out of a box, what reaches the far field from there, the energy
/// in a box, or fields at a point in time.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Monitor {
    /// Name in the results.
    pub name: String,
    /// What it records.
    #[serde(default)]
    pub kind: MonitorKind,
    /// Centre, µm.
    pub center_um: [f64; 3],
    /// Extent, µm; 0 along an axis takes the nearest plane, and a value beyond the domain is cut to it. None for a probe.
    #[serde(default)]
    pub size_um: [f64; 3],
    /// Wavelengths, µm; without them the middle one of the band's points for fields near and far and for energy, all of them for flux. None for
    /// a probe.
    #[serde(default)]
    pub wavelength_um: Vec<f64>,
    /// Components that a probe records.
    #[serde(default)]
    pub components: Vec<Component>,
    /// A probe records every so-many-th step.
    #[serde(default = "every_step")]
    pub every: usize,
    /// Directions of a far field by their angle from +z, 0 to 180°: a list, or a range; without them every 5°. Where the domain is flat
    /// along x (y), the angle from +z towards +y (+x) in the plane, to ±360°; without them every degree.
    #[serde(default)]
    pub theta_deg: Option<Angles>,
    /// And by their angle from +x towards +y in the x-y plane, to ±360°; without them every 5°. Where the domain is flat along z, these
    /// alone; without them every degree.
    #[serde(default)]
    pub phi_deg: Option<Angles>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MonitorKind {
    /// Fourier-transformed fields on a point, line, plane or box.
    #[default]
    Fields,
    /// Power through a plane, towards its positive axis, or out of a box.
    Flux,
    /// Far field and power by direction of what leaves a box or crosses a plane, as if all beyond were the one medium that its faces must
    /// stand in. Beyond a plane's edges fields are taken as zero.
    Far,
    /// Energy in a box, and the power that is absorbed there.
    Energy,
    /// Fields at a point in time, and the resonances that ring in them.
    Probe,
}

/// Angles, in degrees: each, or evenly spaced.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Angles {
    Each(Vec<f64>),
    Range(AngleRange),
}

/// Evenly spaced angles, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AngleRange {
    /// The first.
    pub from: f64,
    /// The last.
    pub to: f64,
    /// How many, 2 or more.
    pub points: usize,
}

impl Angles {
    pub fn values(&self) -> Vec<f64> {
        match self {
            Angles::Each(all) => all.clone(),
            &Angles::Range(AngleRange { from, to, points }) => {
                let step = (to - from) / points.max(2).saturating_sub(1) as f64;
                (0..points).map(|n| from + step * n as f64).collect()
            }
        }
    }
}

impl Monitor {
    /// θ and φ of a far field, degrees.
    pub fn angles(&self, flat: Option<AxisName>) -> [Vec<f64>; 2] {
        let every = |step: usize, end: usize| (0..end).step_by(step).map(|angle| angle as f64).collect();
        let theta = |otherwise| self.theta_deg.as_ref().map_or(otherwise, Angles::values);
        let phi = |otherwise| self.phi_deg.as_ref().map_or(otherwise, Angles::values);
        match flat {
            None => [theta(every(5, 181)), phi(every(5, 360))],
            Some(AxisName::X) => [theta(every(1, 360)), vec![90.0]],
            Some(AxisName::Y) => [theta(every(1, 360)), vec![0.0]],
            Some(AxisName::Z) => [vec![90.0], phi(every(1, 360))],
        }
    }
}

fn unit() -> f64 {
    1.0
}
fn rise() -> f64 {
    50.0
}
fn every_step() -> usize {
    1
}
