//! What excitations drive: modes of ports one after the other, then the job's own sources all at once.

use num_complex::Complex64;

use super::dipole::{self, Current, Dipole};
use super::plane_wave::PlaneWave;
use super::pulse::Pulse;
use super::{Coefficients, Injection, point};
use crate::job::{AxisName, Facing, Job, Problem, Problems, Source};
use crate::raster::Grid;

/// What an excitation drives.
#[derive(Clone, Debug, PartialEq)]
pub enum Drive {
    /// A mode of a port.
    Mode { port: usize, mode: usize },
    /// The job's sources; frequencies and spectrum of the unit that results are divided by.
    Sources(Vec<(f64, Complex64)>),
}

/// The job's sources on the grid.
pub enum Sources {
    None,
    Dipoles(Vec<Dipole>, Current),
    PlaneWave(PlaneWave, Pulse),
}

/// The sources of a job; a run may take so many steps, and `epsilon` is the background's.
///
/// # Errors
/// Those that do not fit the grid.
pub fn sources(job: &Job, grid: &Grid, pulse: Pulse, steps: usize, epsilon: f64) -> Result<Sources, Problems> {
    let (mut dipoles, mut problems) = (Vec::new(), Problems::new());
    let mut current = Current::Pulse(pulse);
    for (index, source) in job.source.iter().enumerate() {
        match source {
            Source::Dipole { center_um, component, amplitude, phase_deg, cw } => {
                let path = format!("source[{index}].dipole.center_um");
                match point::inside(grid, *center_um, "the dipole", &path) {
                    Ok(at) => dipoles.push(Dipole {
                        component: grid.frame.component_to_lattice(*component),
                        at,
                        amplitude: Complex64::from_polar(*amplitude, phase_deg.to_radians()),
                    }),
                    Err(problem) => problems.push(problem),
                }
                if let Some(cw) = cw {
                    current = Current::Cw(*cw, steps);
                }
            }
            Source::PlaneWave { center_um, size_um, direction, polarization } => {
                let path = format!("source[{index}].plane_wave");
                match plane_wave(grid, [*center_um, *size_um], *direction, *polarization, &path) {
                    Ok(wave) => return Ok(Sources::PlaneWave(PlaneWave { epsilon, ..wave }, pulse)),
                    Err(problem) => problems.push(problem),
                }
            }
        }
    }
    match problems.is_empty() {
        true if dipoles.is_empty() => Ok(Sources::None),
        true => Ok(Sources::Dipoles(dipoles, current)),
        false => Err(problems),
    }
}

/// A plane wave's box on the nodes nearest to its faces; a cell stays free between it and the absorbers.
fn plane_wave(
    grid: &Grid,
    [center, size]: [[f64; 3]; 2],
    direction: Facing,
    polarization: AxisName,
    path: &str,
) -> Result<PlaneWave, Problem> {
    let (center, size) = (grid.frame.to_lattice(center), grid.frame.to_lattice(size));
    let mut nodes = [[0; 2]; 3];
    for (a, axis) in grid.axes.iter().enumerate().filter(|(_, axis)| !axis.collapsed) {
        nodes[a] = [-0.5, 0.5].map(|half| axis.nearest_node(center[a] + half * size[a]));
        let [low, high] = axis.inside();
        let [first, last] = nodes[a];
        if first <= axis.pml[0] || last + axis.pml[1] >= axis.cells() || last < first + 2 {
            let name = ["x", "y", "z"][grid.frame.0[a]];
            let message = format!(
                "the plane wave's box spans {:.3} to {:.3} µm along {name}; it needs two cells or more, and one to the absorbers \
                 at {low:.3} and {high:.3} µm",
                axis.nodes[first], axis.nodes[last]
            );
            return Err(Problem::new(path, message, "change its size_um, or enlarge the domain"));
        }
    }
    Ok(PlaneWave {
        nodes,
        axis: grid.frame.lattice_axis(direction.axis()),
        positive: direction.positive(),
        polarization: grid.frame.lattice_axis(polarization as usize),
        epsilon: 1.0,
    })
}

impl Sources {
    /// What they drive and by which injections; results are wanted at these frequencies.
    ///
    /// # Errors
    /// A plane wave's box that is not in the background.
    pub fn injections(
        &self,
        grid: &Grid,
        dt: f64,
        coefficients: &Coefficients,
        frequencies: &[f64],
    ) -> Result<Option<(Drive, Vec<Injection>)>, Problems> {
        match self {
            Sources::None => Ok(None),
            Sources::Dipoles(dipoles, current) => {
                let one = |dipole| dipole::injection(grid, dipole, *current, dt, coefficients);
                Ok(Some((Drive::Sources(current.spectrum(dt, frequencies)), dipoles.iter().map(one).collect())))
            }
            Sources::PlaneWave(wave, pulse) => {
                let path = "source[0].plane_wave";
                let made = wave.injections(grid, *pulse, dt, coefficients, frequencies, path);
                made.map(Some).map_err(|problem| vec![problem])
            }
        }
    }
}
