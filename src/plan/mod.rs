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
pub mod plane_wave;
pub mod point;
pub mod polarization;
pub mod port;
pub mod pulse;
pub mod sheet;
pub mod source;
mod surface;
pub mod wrap;

use std::path::Path;

use crate::geometry::Medium;
use crate::geometry::{Port, Scene};
use crate::job::{self, BEAM, Job, Problem, Problems, Smoothing};
use crate::material::{MaterialError, Model, tensor};
use crate::modes::Basis;
use crate::raster::{Coupling, Grid, Permittivity, mirror};
use crate::units::{TAU, from_fs, reciprocal};
use crate::yee::Component;

pub use coefficients::Coefficients;
pub use cost::Cost;
pub use drive::Drive;
pub use far::Projection;
pub use monitor::Recorded;
pub use polarization::Mixture;
pub use port::PortPlan;
pub use pulse::Pulse;
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
    /// Ports in the job's order; the first monitors are theirs, those of the job's monitors follow.
    pub ports: Vec<PortPlan>,
    /// What became of each of the job's monitors.
    pub recorded: Vec<Recorded>,
    /// What each excitation drives.
    pub drives: Vec<Drive>,
    /// Frequencies of the S-parameters, c/µm, falling; the first of every port monitor's.
    pub band: Vec<f64>,
}

/// How far guides go on through their ports: past any absorber.
const BEYOND_UM: f64 = 1e3;

/// What a plan is made from.
pub struct Raster {
    pub scene: Scene,
    pub ports: Vec<Port>,
    pub grid: Grid,
    pub permittivity: Permittivity,
}

impl Raster {
    /// A job's scene on its grid; paths in the job are relative to `folder`.
    ///
    /// # Errors
    /// All problems of the first stage that finds any.
    pub fn of_job(job: &Job, folder: &Path) -> Result<Self, Problems> {
        let [short, long] = job.spectrum.wavelength_um;
        let middle = 2.0 / (reciprocal(short) + reciprocal(long));
        let (mut scene, ports) = Scene::of_job(job, folder, &|name| medium(job, name, middle))?;
        let images = mirror::images(job, &scene, &ports)?;
        scene.extend_guides(job, &[ports.clone(), images].concat(), BEYOND_UM);
        let grid = Grid::new(job, &scene, &ports)?;
        let period = |axis: usize| job.extents()[axis];
        let repeats = |axis: usize| grid.axes[grid.frame.lattice_axis(axis)].period.is_some();
        scene.repeat([0, 1, 2].map(|axis| period(axis).filter(|_| repeats(axis))));
        crystal::check(&scene, &grid, &ports)?;
        let is_crystal = |medium: &Medium| medium.tensor.is_some();
        let crystals = is_crystal(&scene.background) || scene.structures.iter().any(|s| is_crystal(&s.medium));
        let permittivity = match job.grid.smoothing {
            Smoothing::Diagonal if !crystals => Permittivity::new(&scene, &grid),
            _ => Permittivity::coupled(&scene, &grid),
        };
        mirror::check(&scene, &grid, &permittivity)?;
        Ok(Raster { scene, ports, grid, permittivity })
    }
}

impl Plan {
    /// What an excitation is called: a port's mode, or all sources.
    pub fn drive_name(&self, excitation: usize) -> String {
        match &self.drives[excitation] {
            Drive::Mode { port, mode } => format!("{}@{mode}", self.ports[*port].port.name),
            Drive::Sources(_) => "sources".into(),
            Drive::Beam(_) => BEAM.into(),
        }
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
        let planned = monitor::monitors((&grid, permittivity, dt), &job.monitor, &frequencies, monitors.len());
        let time = job.run.max_time_fs.map_or_else(|| cost::patience(&grid, scene, pulse), from_fs);
        let steps = (time / dt).ceil() as usize;
        let sources = drive::sources(job, &grid, pulse, steps, scene.background.epsilon);
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

/// A material with its poles, or at one wavelength: ε = n² − k², and a conductivity that gives Im ε = 2nk there.
fn medium(job: &Job, name: &str, wavelength_um: f64) -> Result<Medium, Problem> {
    let unknown = |error: MaterialError| {
        Problem::new("", error.to_string(), "give it in [material], or use one of the library's")
    };
    let crystal = job.material.get(name).and_then(|own| own.index_xyz);
    if job.spectrum.dispersion && crystal.is_none() {
        let Model { epsilon_inf, sigma, poles } = job::model(job, name, job.spectrum.wavelength_um).map_err(unknown)?;
        if epsilon_inf <= 0.0 {
            let message =
                format!("`{name}` has ε∞ = {epsilon_inf:.3}, and no field is stable where that is not above 0");
            return Err(Problem::new(
                "",
                message,
                "give a metal poles: `drude`, `lorentz`, a table of n and k, or the library's",
            ));
        }
        return Ok(Medium::dispersive(name, epsilon_inf, poles, sigma, TAU * reciprocal(wavelength_um)));
    }
    match job::medium(job, name, wavelength_um) {
        Ok((n, k)) if n * n <= k * k => {
            let message = format!(
                "`{name}` has ε = {:.3} at {wavelength_um:.4} µm, which no constant ε and conductivity can stand for",
                n * n - k * k
            );
            Err(Problem::new("", message, "set spectrum.dispersion = true"))
        }
        Ok((n, k)) => {
            let sigma = 2.0 * n * k * TAU * reciprocal(wavelength_um);
            let turning = tensor::turning(job.material.get(name).map_or([0.0; 3], |own| own.turned_deg));
            let tensor = crystal.map(|index| tensor::turned(&tensor::diagonal(index.map(|n| n * n - k * k)), &turning));
            Ok(Medium { tensor, ..Medium::constant(name, n * n - k * k, sigma) })
        }
        Err(error) => Err(unknown(error)),
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

/// One axis of the update: inverse steps with the absorber's stretching κ in them, and the CPML recursion ψ = b ψ + c δ
/// on unscaled differences δ (Roden & Gedney 2000). Arrays are as long as [`crate::raster::Axis::stored`], those of the CPML
/// 2 × `slab`: first the low slab, then the high one, both in rising order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// 1/(κΔ) about nodes, for E's differences; 0 on walls and on a collapsed axis.
    pub inverse_dual: Vec<f64>,
    /// 1/(κΔ) in cells, for H's differences.
    pub inverse_primal: Vec<f64>,
    /// Cells of the absorber at each end (0 where there is none).
    pub slab: usize,
    pub b_node: Vec<f64>,
    pub c_node: Vec<f64>,
    pub b_cell: Vec<f64>,
    pub c_cell: Vec<f64>,
}

/// Adds Σ `weight[term][point] * signal[n][term]` to a component on a box of points, after its update of step n.
#[derive(Clone, Debug)]
pub struct Injection {
    pub component: Component,
    /// First point and one past the last, lattice order.
    pub lo: [usize; 3],
    pub hi: [usize; 3],
    /// By term, C order over the box; the update's coefficient is in it.
    pub weight: Vec<f64>,
    /// By step and term; nothing is added beyond its end. With `along` by `[step][term][layer]`.
    pub signal: Vec<f64>,
    pub terms: usize,
    /// Axis along which the box's layers have signals of their own.
    pub along: Option<usize>,
    /// Which set of real fields it adds to: 0 the real parts, 1 the imaginary ones (see [`Grid::lanes`]).
    pub lane: usize,
}

impl Injection {
    /// One term of one signal, in the real parts.
    pub fn new(component: Component, lo: [usize; 3], hi: [usize; 3], weight: Vec<f64>, signal: Vec<f64>) -> Self {
        Injection { component, lo, hi, weight, signal, terms: 1, along: None, lane: 0 }
    }

    /// Injections of one term each, with those on the same points made one of several terms.
    pub fn joined(single: Vec<Injection>) -> Vec<Injection> {
        let mut groups: Vec<Vec<Injection>> = Vec::new();
        for one in single {
            let place = |i: &Injection| (i.component, i.lo, i.hi, i.along, i.lane, i.signal.len());
            match groups.iter_mut().find(|group| place(&group[0]) == place(&one)) {
                Some(group) => group.push(one),
                None => groups.push(vec![one]),
            }
        }
        let join = |group: Vec<Injection>| {
            let (terms, layers) = (group.len(), group[0].layers());
            let steps = 0..group[0].steps();
            let signal =
                steps.flat_map(|n| group.iter().flat_map(move |one| &one.signal[n * layers..(n + 1) * layers]));
            let (signal, weight) =
                (signal.copied().collect(), group.iter().flat_map(|one| &one.weight).copied().collect());
            Injection { weight, signal, terms, ..group[0] }
        };
        groups.into_iter().map(join).collect()
    }

    /// Signals side by side in each term.
    pub fn layers(&self) -> usize {
        self.along.map_or(1, |axis| self.hi[axis] - self.lo[axis])
    }

    /// Steps that it lasts.
    pub fn steps(&self) -> usize {
        self.signal.len() / (self.layers() * self.terms)
    }
}

/// Fourier sums of some components on a box of points: F(f) = Σ_n field(t_n) e^(+2πi f t_n) Δt `sample_every`, E at t = (n+1)Δt
/// and H at (n+½)Δt after step n.
#[derive(Clone, Debug, PartialEq)]
pub struct DftBox {
    pub components: Vec<Component>,
    pub lo: [usize; 3],
    pub hi: [usize; 3],
    /// c/µm.
    pub frequencies: Vec<f64>,
}

/// A component at a point, recorded in time: Σ weight · field on a box of points, after every `every`-th step; E is then at
/// t = (n+1)Δt and H at (n+½)Δt.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    pub component: Component,
    pub lo: [usize; 3],
    pub hi: [usize; 3],
    /// C order over the box.
    pub weight: Vec<f64>,
    pub every: usize,
}

impl Probe {
    /// Samples of so many steps.
    pub fn samples(&self, steps: usize) -> usize {
        steps.div_ceil(self.every)
    }

    /// Time of a sample, µm/c.
    pub fn time(&self, sample: usize, dt: f64) -> f64 {
        let ahead = if self.component.is_e() { 1.0 } else { 0.5 };
        ((sample * self.every) as f64 + ahead) * dt
    }
}

impl DftBox {
    /// Numbers that an engine keeps for each sum: real and imaginary part, each with the remainder of its compensated
    /// summation.
    pub const PARTS: usize = 4;

    /// Points per component along x, y, z.
    pub fn shape(&self) -> [usize; 3] {
        [0, 1, 2].map(|a| self.hi[a] - self.lo[a])
    }

    pub fn points(&self) -> usize {
        self.shape().iter().product()
    }
}
