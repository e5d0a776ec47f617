//! Level 6, the plan: everything a run needs, immutable and complete, in f64 and lattice order, known before a device is touched.

pub mod absorber;
pub mod coefficients;
pub mod cost;
pub mod cpml;
mod crystal;
pub mod dipole;
pub mod drive;
pub mod far;
pub mod monitor;
mod part;
pub mod plane_wave;
pub mod point;
pub mod polarization;
pub mod port;
pub mod pulse;
mod scene;
pub mod sheet;
pub mod source;
mod surface;
pub mod wrap;

use std::path::Path;

use crate::geometry::{Port, Scene};
use crate::job::{BEAM, Job, Problem, Problems};
use crate::modes::Basis;
use crate::raster::{Coupling, Grid, Permittivity};
use crate::units::{TAU, from_fs, reciprocal};

pub use coefficients::Coefficients;
pub use cost::Cost;
pub use drive::Drive;
pub use far::Projection;
pub use monitor::Recorded;
pub use part::{DftBox, Injection, Probe, Profile};
pub use polarization::Mixture;
pub use port::PortPlan;
pub use pulse::Pulse;
pub use scene::Raster;
pub use sheet::Reception;
pub use surface::{Face, Interior, Side};

/// Everything an engine needs. Engines round each number once to their own precision.
#[derive(Clone, Debug)]
pub struct Plan {
    pub grid: Grid,
    /// Time step Δt, µm/c.
    pub dt: f64,
    /// Δt as a fraction of the stability limit.
    pub courant: f64,
    /// Which components the run has: all six, or in 2D those that a source can reach. Indexed by `Component as usize`.
    pub active: [bool; 6],
    /// E(n+1) = ca E(n) + cb ∇×H.
    pub coefficients: Coefficients,
    /// Points of E that the smoothed tensor couples.
    pub coupling: Coupling,
    /// What disperses.
    pub mixtures: Vec<Mixture>,
    /// What of E and of H is a copy, where the domain repeats.
    pub images: [Vec<wrap::Image>; 2],
    /// Steps and absorber along x, y, z.
    pub profiles: [Profile; 3],
    /// Injections by excitation: each excitation is one run in time.
    pub excitations: Vec<Vec<Injection>>,
    pub monitors: Vec<DftBox>,
    pub probes: Vec<Probe>,
    /// Fourier sums take every so-many-th step.
    pub sample_every: usize,
    /// Most steps a run may take.
    pub steps: usize,
    /// Steps over which sources are on.
    pub source_steps: usize,
    /// Stop when energy has fallen to this fraction of its peak.
    pub decay: f64,
    /// Ports in the job's order; the first monitors are theirs, a beam's follows, then those of the job's monitors.
    pub ports: Vec<PortPlan>,
    /// What became of each of the job's monitors.
    pub recorded: Vec<Recorded>,
    /// What each excitation drives.
    pub drives: Vec<Drive>,
    /// Frequencies of the S-parameters, c/µm, falling; the first of every port monitor's.
    pub band: Vec<f64>,
}

impl Plan {
    /// What an excitation is called: a port's mode, or all sources.
    pub fn drive_name(&self, excitation: usize) -> String {
        match &self.drives[excitation] {
            Drive::Mode { port, mode } => format!("{}@{mode}", self.ports[*port].port.name),
            Drive::Sources(_) => "sources".into(),
            Drive::Beam { .. } => BEAM.into(),
        }
    }

    /// How a beam's way back is read from the sums that follow the ports'.
    pub fn reception(&self) -> Option<&Reception> {
        self.drives.iter().find_map(|drive| match drive {
            Drive::Beam { reception, .. } => Some(reception),
            _ => None,
        })
    }

    /// How many of the first monitors S comes from, one for each of its ports: the ports' own and a beam's.
    pub fn scattering_monitors(&self) -> usize {
        self.ports.len() + usize::from(self.reception().is_some())
    }

    /// Everything from a job to its plan; paths in the job are relative to `folder`.
    ///
    /// # Errors
    /// All problems of the first stage that finds any.
    pub fn of_job(job: &Job, folder: &Path) -> Result<(Scene, Permittivity, Plan), Problems> {
        let Raster { scene, ports, grid, permittivity } = Raster::of_job(job, folder)?;
        let plan = Plan::new(job, &scene, &ports, grid, &permittivity)?;
        Ok((scene, permittivity, plan))
    }

    /// The plan of a job on its grid.
    ///
    /// # Errors
    /// Ports or monitors that do not fit the grid, and modes that cannot be found, all at once.
    pub fn new(
        job: &Job,
        scene: &Scene,
        ports: &[Port],
        grid: Grid,
        permittivity: &Permittivity,
    ) -> Result<Plan, Problems> {
        let [short, long] = job.spectrum.wavelength_um.map(reciprocal);
        let pulse = Pulse::for_band(long, short);
        let dt = job.grid.courant * coefficients::stability_limit(&grid, permittivity);
        if !(dt.is_finite() && dt > 0.0) {
            let message =
                format!("no time step is stable: the limit is {dt} µm/c, as where some cell's ε∞ is not positive");
            return Err(vec![Problem::new(
                "grid",
                message,
                "look at media whose ε∞ is small, and keep metals off other media's slivers",
            )]);
        }
        let frequencies: Vec<f64> = job.wavelengths().into_iter().map(reciprocal).collect();
        let (ports, mut problems) = plan_ports(job, ports, &grid, permittivity, dt);
        // Ports also take the other monitors' frequencies, by which fields and flux are normalized.
        let mut all = frequencies.clone();
        for f in job.monitor.iter().flat_map(|monitor| monitor::frequencies(monitor, &frequencies)) {
            if !all.contains(&f) {
                all.push(f);
            }
        }
        let mut monitors: Vec<DftBox> = ports.iter().map(|port| port::monitor(&port.section, &all)).collect();
        let time = job.run.max_time_fs.map_or_else(|| cost::patience(&grid, scene, pulse), from_fs);
        let steps = (time / dt).ceil() as usize;
        let sources = drive::sources(job, &grid, pulse, steps, scene.background.epsilon);
        monitors.extend(sources.as_ref().ok().and_then(|sources| sources.monitor(&grid, &frequencies)));
        let planned = monitor::monitors((&grid, permittivity, dt), &job.monitor, &frequencies, monitors.len());
        if let (Ok(planned), Ok(sources)) = (&planned, &sources) {
            problems.extend(sources.check_monitors(&grid, &job.monitor, &planned.recorded));
        }
        let (planned, sources) = match (planned, sources) {
            (Ok(planned), Ok(sources)) if problems.is_empty() => (planned, sources),
            (planned, sources) => {
                problems.extend(planned.err().into_iter().chain(sources.err()).flatten());
                return Err(problems);
            }
        };
        monitors.extend(planned.boxes);
        let conducting = absorber::conducting(&grid, permittivity, absorber(scene, pulse.center, dt));
        let coefficients = Coefficients::new(&grid, &conducting, dt);
        let mixtures = polarization::mixtures(&grid, permittivity, &coefficients, dt);
        let driven = |p: usize| if ports[p].port.excite { 0..ports[p].port.modes } else { 0..0 };
        let modes = (0..ports.len()).flat_map(|port| driven(port).map(move |mode| (port, mode)));
        let (mut drives, mut excitations) = (Vec::new(), Vec::new());
        for (port, mode) in modes {
            drives.push(Drive::Mode { port, mode });
            excitations.push(source::mode_source(&grid, &ports[port], mode, pulse, dt, &coefficients));
        }
        if let Some((drive, injections)) = sources.injections(
            &sheet::Lattice { grid: &grid, permittivity, coefficients: &coefficients, dt },
            [long, short].map(|f| TAU * f),
            &all,
        )? {
            drives.push(drive);
            excitations.push(injections);
        }
        let active = source::active(&grid, &excitations);
        Ok(Plan {
            dt,
            courant: job.grid.courant,
            coupling: polarization::coupled(permittivity, &active, dt),
            images: [true, false].map(|electric| wrap::images(&grid, electric, &active)),
            active,
            coefficients,
            mixtures,
            profiles: profiles(&grid, scene, pulse.center, dt),
            source_steps: source::last_signal(&excitations),
            excitations,
            monitors,
            probes: planned.probes,
            recorded: planned.recorded,
            sample_every: ((1.0 / (2.0 * pulse.highest() * dt)) as usize).max(1),
            steps,
            decay: job.run.decay,
            ports,
            drives,
            band: frequencies,
            grid,
        })
    }
}

/// Steps and absorbers of the three axes, for waves about a frequency.
pub fn profiles(grid: &Grid, scene: &Scene, frequency: f64, dt: f64) -> [Profile; 3] {
    let absorber = absorber(scene, frequency, dt);
    [0, 1, 2].map(|axis| cpml::profile(&grid.axes[axis], absorber))
}

/// What absorbers are made for: the background, and waves about a frequency.
fn absorber(scene: &Scene, frequency: f64, dt: f64) -> cpml::Absorber {
    cpml::Absorber { index: scene.background.epsilon.abs().sqrt(), omega: TAU * frequency, dt }
}

fn plan_ports(
    job: &Job,
    ports: &[Port],
    grid: &Grid,
    permittivity: &Permittivity,
    dt: f64,
) -> (Vec<PortPlan>, Problems) {
    let [short, long] = job.spectrum.wavelength_um.map(|wavelength| TAU * reciprocal(wavelength));
    let (mut planned, mut problems) = (Vec::new(), Vec::new());
    for (index, port) in ports.iter().enumerate() {
        let path = format!("port[{index}]");
        let (section, source, offset) = match port::place(grid, port, &path) {
            Ok(place) => place,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        match Basis::new(grid, permittivity, &section, [long, short], dt, port.modes) {
            Ok(basis) => {
                let (port, positive) = (port.clone(), port.facing.positive());
                planned.push(PortPlan { port, section, positive, source, offset, basis });
            }
            Err(error) => problems.push(Problem::new(path, format!("port `{}`: {error}", port.name), error.help())),
        }
    }
    (planned, problems)
}
