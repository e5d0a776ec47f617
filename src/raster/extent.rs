//! The simulated box along each axis of the scene.

use crate::geometry::{Port, Scene};
use crate::job::{AxisName, Job, Parity, Problem};
use crate::yee::AXES;

/// The box, without absorbers, along one axis, µm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Extent {
    pub range: [f64; 2],
    /// The one axis along which nothing varies; the range is then a micrometre about the cut.
    pub flat: bool,
    /// A plane of symmetry in the middle of the range.
    pub mirror: Option<Mirror>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mirror {
    pub at: f64,
    pub parity: Parity,
}

/// How far a plane of symmetry may lie from the middle of the domain that is given, µm: far below a layout's 1 nm.
const MIDDLE_UM: f64 = 1e-6;

impl Extent {
    pub fn middle(&self) -> f64 {
        0.5 * (self.range[0] + self.range[1])
    }

    /// What of the scene is seen: the range, or the cut alone.
    pub fn seen(&self) -> [f64; 2] {
        if self.flat { [self.middle(); 2] } else { self.range }
    }

    /// The part that the grid covers: without the half below a plane of symmetry.
    pub fn simulated(&self) -> [f64; 2] {
        [self.mirror.map_or(self.range[0], |mirror| mirror.at), self.range[1]]
    }
}

/// The extents that the job gives, else those of the ports and of what the layout has beside them, else those of the structures, with the
/// margin about them.
pub(super) fn extents(job: &Job, scene: &Scene, ports: &[Port]) -> Result<[Extent; 3], Vec<Problem>> {
    let domain = &job.domain;
    let given = job.extents();
    let flat = domain.flat.map(|axis| match axis {
        AxisName::X => 0,
        AxisName::Y => 1,
        AxisName::Z => 2,
    });
    let mut problems = Vec::new();
    let extents = [0, 1, 2].map(|axis| {
        let name = AXES[axis];
        let range = match given[axis] {
            Some([lo, hi]) if lo < hi && (hi - lo).is_finite() => [lo, hi],
            Some([lo, hi]) => {
                problems.push(Problem::new(
                    format!("domain.{name}_um"),
                    format!("the domain ends at {name} = {hi} µm and begins at {lo} µm"),
                    "give the lower end first",
                ));
                [0.0, 1.0]
            }
            None => match found(axis, scene, ports) {
                Some(found) => {
                    let [lo, hi] =
                        if flat == Some(axis) || ports.is_empty() { found } else { held(axis, job, scene, found) };
                    [lo - domain.margin_um, hi + domain.margin_um]
                }
                // Any cut through the background is as good.
                None if flat == Some(axis) => [-0.5, 0.5],
                None => {
                    problems.push(Problem::new(
                        format!("domain.{name}_um"),
                        format!("no port and no structure says how far the domain reaches along {name}"),
                        format!("give domain.{name}_um = [low, high]"),
                    ));
                    [0.0, 1.0]
                }
            },
        };
        let [lo, hi] = range;
        if flat == Some(axis) {
            let at = 0.5 * (lo + hi);
            return Extent { range: [at - 0.5, at + 0.5], flat: true, mirror: None };
        }
        if lo.partial_cmp(&hi) != Some(std::cmp::Ordering::Less) {
            problems.push(Problem::new(
                "domain.margin_um",
                format!("a margin of {} µm leaves the domain {} µm along {name}", domain.margin_um, hi - lo),
                format!("enlarge the margin or give domain.{name}_um = [low, high]"),
            ));
        }
        let plain = Extent { range, flat: false, mirror: None };
        mirrored(job, axis, plain, given[axis].is_some()).unwrap_or_else(|problem| {
            problems.push(problem);
            plain
        })
    });
    if problems.is_empty() { Ok(extents) } else { Err(problems) }
}

/// The extent with the job's plane of symmetry in its middle. One that the job gives stays; one that ports or structures gave grows
/// to reach as far to either side.
fn mirrored(job: &Job, axis: usize, plain: Extent, given: bool) -> Result<Extent, Problem> {
    let (Some(parity), at) = job.symmetry.planes()[axis] else { return Ok(plain) };
    let at = at.unwrap_or(plain.middle());
    let [lo, hi] = plain.range;
    let name = AXES[axis];
    if given && (at - plain.middle()).abs() > MIDDLE_UM {
        return Err(Problem::new(
            format!("symmetry.{name}_um"),
            format!("the plane of symmetry at {name} = {at} µm is not the middle of the domain, {lo} to {hi} µm"),
            format!("give domain.{name}_um as far to either side of it, or leave domain.{name}_um out"),
        ));
    }
    let reach = (hi - at).max(at - lo);
    Ok(Extent { range: [at - reach, at + reach], mirror: Some(Mirror { at, parity }), ..plain })
}

/// The ports' range, grown to hold what the layout has beside the guides that leave by them: a ring above its bus, a coupler behind its
/// port. About a plane of symmetry it grows to both sides.
fn held(axis: usize, job: &Job, scene: &Scene, [lo, hi]: [f64; 2]) -> [f64; 2] {
    let Some([low, high]) = scene.layout.extent.and_then(|extent| extent.get(axis).copied()) else { return [lo, hi] };
    let (low, high) = (low.min(lo), high.max(hi));
    match job.symmetry.planes()[axis] {
        (Some(_), at) => {
            let at = at.unwrap_or(0.5 * (lo + hi));
            let reach = (at - low).max(high - at);
            [at - reach, at + reach]
        }
        (None, _) => [low, high],
    }
}

/// Extent of the ports' windows, or without ports of the structures.
fn found(axis: usize, scene: &Scene, ports: &[Port]) -> Option<[f64; 2]> {
    let window = |port: &Port| {
        let [center, size] = [port.center[axis], port.size[axis]];
        [center - 0.5 * size, center + 0.5 * size]
    };
    let ranges: Vec<[f64; 2]> = if ports.is_empty() {
        scene.structures.iter().map(|s| s.bounds()[axis]).collect()
    } else {
        ports.iter().map(window).collect()
    };
    ranges
        .into_iter()
        .filter(|[lo, hi]| lo <= hi && (hi - lo).is_finite())
        .reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])])
}
