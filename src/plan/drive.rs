//! What excitations drive: modes of ports one after the other, then the job's own sources all at once.

use num_complex::Complex64;

use super::dipole::{self, Current, Dipole};
use super::plane_wave::PlaneWave;
use super::pulse::Pulse;
use super::sheet::{Form, Lattice, Reception, Sheet};
use super::{DftBox, Injection, Recorded, point};
use crate::job::{AxisName, Facing, Job, Monitor, Problem, Problems, Source};
use crate::raster::Grid;
use crate::yee::{AXES, Component};

/// What an excitation drives.
#[derive(Clone, Debug, PartialEq)]
pub enum Drive {
    /// A mode of a port.
    Mode { port: usize, mode: usize },
    /// The job's sources; frequencies and spectrum of the unit that results are divided by.
    Sources(Vec<(f64, Complex64)>),
    /// A beam of one watt, which counts as a port: the same, and what runs back into it.
    Beam { spectrum: Vec<(f64, Complex64)>, reception: Reception },
}

/// The job's sources on the grid.
pub enum Sources {
    None,
    Dipoles(Vec<Dipole>, Current),
    PlaneWave(PlaneWave, Pulse),
    Sheet(Sheet, Pulse, &'static str),
}

/// How many times as long a tilted wave's pulse is: R of a gold film at 40° over 0.5 to 0.8 µm is then off by 3e-4 at the far end instead of 8e-3.
const TILTED: f64 = 3.0;
/// A beam's: what reaches a grating's guide is then within 7e-5 of the amplitude that the guide sends back, over the whole band
/// (2e-4 if as long as its own, and the energy then takes twenty times as many steps to fall to 1e-8).
const SHAPED: f64 = 2.0;

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
                let component = grid.frame.component_to_lattice(*component);
                let inside = point::inside(grid, *center_um, "the dipole", &path);
                let placed = inside.and_then(|at| {
                    point::on_planes(grid, at, "the dipole", &path)?;
                    off_seams(grid, component, at, &path)
                });
                match placed {
                    Ok(at) => dipoles.push(Dipole {
                        component,
                        at,
                        amplitude: Complex64::from_polar(*amplitude, phase_deg.to_radians()),
                    }),
                    Err(problem) => problems.push(problem),
                }
                if let Some(cw) = cw {
                    current = Current::Cw(*cw, steps);
                }
            }
            Source::PlaneWave { center_um, direction, polarization, .. } if job.is_sheet(*direction) => {
                let path = "source[0].plane_wave";
                match sheet(grid, source, *center_um, *direction, *polarization, path) {
                    Ok(sheet) => {
                        // Amplitudes of a tilted wave go with the frequency.
                        let room = if sheet.to[sheet.axis].abs() < 1.0 { TILTED } else { 1.0 };
                        return Ok(Sources::Sheet(sheet, Pulse { room, ..pulse }, path));
                    }
                    Err(problem) => problems.push(problem),
                }
            }
            Source::GaussianBeam { center_um, direction, polarization, mfd_um, waist_um, .. } => {
                let path = "source[0].gaussian_beam";
                let form = Form::Beam { radius: 0.5 * mfd_um, waist: *waist_um };
                let placed = sheet(grid, source, *center_um, *direction, *polarization, path).and_then(|sheet| {
                    let [short, long] = job.spectrum.wavelength_um;
                    // Gaussian optics: the radius at the plane, by the Rayleigh length.
                    let rayleigh =
                        std::f64::consts::PI * (0.5 * mfd_um).powi(2) * epsilon.sqrt() / (0.5 * (short + long));
                    fits(grid, &sheet, 0.5 * mfd_um * (1.0 + (waist_um / rayleigh).powi(2)).sqrt(), path)?;
                    Ok(sheet)
                });
                match placed {
                    Ok(sheet) => {
                        return Ok(Sources::Sheet(Sheet { form, ..sheet }, Pulse { room: SHAPED, ..pulse }, path));
                    }
                    Err(problem) => problems.push(problem),
                }
            }
            Source::PlaneWave { center_um, size_um, direction, polarization, .. } => {
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

/// A dipole's place (lattice order) if none of its points is a copy, on which nothing can be driven.
fn off_seams(grid: &Grid, component: Component, at: [f64; 3], path: &str) -> Result<[f64; 3], Problem> {
    let point::Spread { lo, hi, .. } = point::spread(grid, component, at);
    for (a, axis) in grid.axes.iter().enumerate() {
        let Some([copy, _]) = axis.copy(component.half()[a]).filter(|[copy, _]| (lo[a]..hi[a]).contains(copy)) else {
            continue;
        };
        let (name, [low, high]) = (AXES[grid.frame.0[a]], axis.inside());
        let message = format!(
            "the dipole at {name} = {:.4} µm lies within a cell ({:.4} µm) of where the domain repeats, {low:.4} and {high:.4} µm",
            at[a],
            axis.primal(copy.min(axis.cells() - 1))
        );
        let help = format!("move it, or let the period begin elsewhere by domain.{name}_um");
        return Err(Problem::new(path, message, help));
    }
    Ok(at)
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
    point::on_planes(grid, center, "the plane wave's box", path)?;
    let mut nodes = [[0; 2]; 3];
    for (a, axis) in grid.axes.iter().enumerate().filter(|(_, axis)| !axis.collapsed) {
        let [low, high] = axis.inside();
        let ends = [-0.5, 0.5].map(|half| center[a] + half * size[a]);
        nodes[a] = ends.map(|end| axis.nearest_node(if axis.mirror { end.max(low) } else { end }));
        let [first, last] = nodes[a];
        let ends_below = !axis.mirror && first <= axis.pml[0];
        if ends_below || last + axis.pml[1] >= axis.cells() || last < first + 2 {
            let name = AXES[grid.frame.0[a]];
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

/// A plane wave's or a beam's plane on the node nearest to it; cells stay free between it and the absorbers.
fn sheet(
    grid: &Grid,
    source: &Source,
    center: [f64; 3],
    direction: Facing,
    polarization: AxisName,
    path: &str,
) -> Result<Sheet, Problem> {
    let center = grid.frame.to_lattice(center);
    point::on_planes(grid, center, "the beam", path)?;
    let axis = grid.frame.lattice_axis(direction.axis());
    let along = &grid.axes[axis];
    let node = along.nearest_node(center[axis]);
    let ([first, last], [low, high]) = (along.proper(), along.inside());
    if node < first + CLEAR || node + CLEAR > last {
        let name = AXES[grid.frame.0[axis]];
        let message = format!(
            "the wave starts at {name} = {:.3} µm; it needs {CLEAR} cells to the ends of the domain at {low:.3} and {high:.3} µm",
            center[axis]
        );
        return Err(Problem::new(path, message, "move it inwards, or enlarge the domain"));
    }
    Ok(Sheet {
        form: Form::Plane,
        center,
        axis,
        node,
        positive: direction.positive(),
        to: grid.frame.to_lattice(source.direction().unwrap_or_default()),
        polarization: grid.frame.lattice_axis(polarization as usize),
    })
}

/// Refuses a beam of some radius (1/e² of the intensity) at its plane of which much passes beside the domain: what is left would be taken for one
/// watt.
fn fits(grid: &Grid, sheet: &Sheet, radius: f64, path: &str) -> Result<(), Problem> {
    let mut beside = 0.0;
    for (a, axis) in grid.axes.iter().enumerate().filter(|(a, axis)| *a != sheet.axis && !axis.collapsed) {
        let ([low, high], at) = (axis.inside(), sheet.center[a]);
        let past = |distance: f64| 0.5 * libm::erfc(std::f64::consts::SQRT_2 * distance / radius);
        beside += past(high - at) + if axis.mirror { past(high - at) } else { past(at - low) };
    }
    if beside < MOST_BESIDE {
        return Ok(());
    }
    let message = format!(
        "the beam has a radius of {radius:.3} µm at its plane, and {:.0} % of its power pass beside the domain ({:.0} % are the most)",
        100.0 * beside.min(1.0),
        100.0 * MOST_BESIDE
    );
    Err(Problem::new(
        path,
        message,
        "widen the domain to three radii about the beam's centre, or bring its waist nearer",
    ))
}

/// What of a beam may pass beside the domain: 0.2 dB.
const MOST_BESIDE: f64 = 0.05;

/// Cells that a wave's plane keeps from the ends of the domain.
const CLEAR: usize = 2;

impl Sources {
    /// Monitors of power that stand on the faces of a plane wave's box, where they would count what is neither total nor scattered.
    pub fn check_monitors(&self, grid: &Grid, monitors: &[Monitor], recorded: &[Recorded]) -> Problems {
        let Sources::PlaneWave(wave, _) = self else { return Problems::new() };
        let cut = |recorded: &Recorded| match recorded {
            Recorded::Flux(faces) => faces.iter().any(|face| wave.cuts(grid, face)),
            Recorded::Far(projection) => projection.faces.iter().any(|face| wave.cuts(grid, face)),
            Recorded::Fields(_) | Recorded::Energy(_) | Recorded::Probe(_) => false,
        };
        let problem = |(i, (monitor, _)): (usize, (&Monitor, &Recorded))| {
            let message = format!(
                "monitor `{}` has a face on the plane wave's box, on which the field is neither total nor scattered",
                monitor.name
            );
            Problem::new(
                format!("monitor[{i}].size_um"),
                message,
                "let it be two cells larger for what is scattered, or smaller for the total field",
            )
        };
        monitors.iter().zip(recorded).enumerate().filter(|(_, (_, recorded))| cut(recorded)).map(problem).collect()
    }

    /// The sums that a beam's way back is read from.
    pub fn monitor(&self, grid: &Grid, frequencies: &[f64]) -> Option<DftBox> {
        match self {
            Sources::Sheet(sheet, ..) if matches!(sheet.form, Form::Beam { .. }) => {
                Some(sheet.monitor(grid, frequencies))
            }
            _ => None,
        }
    }

    /// What they drive and by which injections; results are wanted at these frequencies.
    ///
    /// # Errors
    /// A plane wave's box that is not in the background; a plane that cuts structures. The band is of angular frequency.
    pub fn injections(
        &self,
        lattice: &Lattice,
        band: [f64; 2],
        frequencies: &[f64],
    ) -> Result<Option<(Drive, Vec<Injection>)>, Problems> {
        let &Lattice { grid, coefficients, dt, .. } = lattice;
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
            Sources::Sheet(sheet, pulse, path) => {
                let made = sheet.injections(lattice, *pulse, band, frequencies, path);
                made.map(Some).map_err(|problem| vec![problem])
            }
        }
    }
}
