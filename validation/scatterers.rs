//! Scattering cross sections in a plane wave, against Mie's series (refs B2, C1: 1e-10): what flows out of a box in the scattered
//! field over the incident intensity, by the scatterer's geometric cross section.
//!
//! On the lattice the scatterer's index n is as if larger by (nkΔ)²/24 at most, which moves Q by d ln Q / d ln n times as much (from
//! the series, by its difference quotient), and heights of resonances by as much again. Three grids are taken to their limit by
//! a + bΔ² + cΔ⁴; half of what the finest may be off is allowed to be left, for where E crosses a wall a part of
//! first order is left (of silicon as large as the rest, so that its limit is not taken; see below the cases).

use super::Report;
use super::dipole::{planned, powers};
use super::lab::limit;
use luxel::engine::{Engine, cpu::Cpu};
use luxel::plan::Plan;
use luxel::units::TAU;

pub struct Scatterer {
    pub name: &'static str,
    /// What varies from job to job: shape, wave and axes; `CELL` and lengths are put in.
    structure: &'static str,
    flat: bool,
    direction: &'static str,
    polarization: &'static str,
    /// Half the domain, the wave's box, the monitor's box, µm.
    boxes: [f64; 3],
    pub index: f64,
    /// Cross section that Q is by: µm², in 2D µm.
    pub section: f64,
    /// Wavelength, Q, d ln Q / d ln n.
    pub exact: &'static [(f64, f64, f64)],
    pub cells_per_um: [f64; 3],
    second_order: bool,
}

const SILICON: &str = "cylinder = { center_um = [0, 0, 0], radius_um = 0.25, length_um = 9, axis = 'z' }";
const GLASS: &str = "cylinder = { center_um = [0, 0, 0], radius_um = 1.0, length_um = 9, axis = 'z' }";
const SPHERE: &str = "sphere = { center_um = [0, 0, 0], radius_um = 0.5 }";
const LARGE_SPHERE: &str = "sphere = { center_um = [0, 0, 0], radius_um = 1.0 }";

pub const CYLINDERS: [Scatterer; 4] = [
    Scatterer {
        name: "Si r 0.25, Ez",
        structure: SILICON,
        flat: true,
        direction: "+x",
        polarization: "z",
        boxes: [0.6, 0.36, 0.48],
        index: 3.48,
        section: 0.5,
        exact: &[
            (1.2, 1.708_237_728_675_826_6, 0.18),
            (1.31, 1.478_730_107_079_159_9, 2.14),
            (1.4, 2.072_223_381_770_789_4, -17.48),
            (1.55, 3.411_944_704_064_636, 3.71),
            (1.7, 3.457_301_059_066_732, -1.91),
        ],
        cells_per_um: [50.0, 75.0, 100.0],
        second_order: true,
    },
    Scatterer {
        name: "Si r 0.25, Hz",
        structure: SILICON,
        flat: true,
        direction: "+x",
        polarization: "y",
        boxes: [0.6, 0.36, 0.48],
        index: 3.48,
        section: 0.5,
        exact: &[
            (1.2, 1.102_657_403_101_027, 6.97),
            (1.31, 0.729_428_690_524_456_7, -4.93),
            (1.4, 1.266_878_011_968_164, -19.23),
            (1.55, 4.501_803_369_472_669, 2.78),
            (1.7, 2.812_428_324_411_8, 3.03),
        ],
        cells_per_um: [50.0, 75.0, 100.0],
        second_order: false,
    },
    Scatterer {
        name: "glass r 1.0, Ez",
        structure: GLASS,
        flat: true,
        direction: "+x",
        polarization: "z",
        boxes: [1.4, 1.1, 1.25],
        index: 1.5,
        section: 2.0,
        exact: &[
            (1.0, 1.612_396_333_707_923_5, -12.32),
            (1.31, 3.283_898_697_199_972_6, -6.30),
            (1.55, 4.022_237_198_320_823, -1.97),
        ],
        cells_per_um: [20.0, 30.0, 40.0],
        second_order: true,
    },
    Scatterer {
        name: "glass r 1.0, Hz",
        structure: GLASS,
        flat: true,
        direction: "-y",
        polarization: "x",
        boxes: [1.4, 1.1, 1.25],
        index: 1.5,
        section: 2.0,
        exact: &[
            (1.0, 1.383_929_480_805_813_8, -10.25),
            (1.31, 3.106_676_342_614_173_7, -5.09),
            (1.55, 3.743_505_629_865_273_6, -1.00),
        ],
        cells_per_um: [20.0, 30.0, 40.0],
        second_order: true,
    },
];

const BALLS: [Scatterer; 2] = [
    Scatterer {
        name: "ball n 1.5, r 0.5",
        structure: SPHERE,
        flat: false,
        direction: "+z",
        polarization: "x",
        boxes: [0.8, 0.6, 0.7],
        index: 1.5,
        section: std::f64::consts::PI / 4.0,
        exact: &[
            (0.8, 4.056_963_696_673_235, 0.47),
            (1.0, 3.482_240_113_387_677_5, 2.79),
            (1.31, 2.335_170_726_880_254_4, 4.87),
            (1.55, 1.845_479_694_715_464_1, 5.87),
        ],
        cells_per_um: [15.0, 20.0, 30.0],
        second_order: true,
    },
    // The sphere of Meep's tutorial on Mie scattering.
    Scatterer {
        name: "ball n 2, r 1",
        structure: LARGE_SPHERE,
        flat: false,
        direction: "+z",
        polarization: "x",
        boxes: [1.4, 1.1, 1.25],
        index: 2.0,
        section: std::f64::consts::PI,
        exact: &[
            (TAU / 6.0, 2.685_439_723_346_595, -8.33),
            (TAU / 4.0, 1.747_662_381_320_632_2, -10.93),
            (TAU / 2.0, 4.770_439_836_353_257, 5.27),
        ],
        cells_per_um: [20.0, 30.0, 40.0],
        second_order: true,
    },
];

impl Scatterer {
    fn plan(&self, cells_per_um: f64) -> Plan {
        self.plan_with(cells_per_um, "")
    }

    /// With more in the job; `OUT` stands for the size of the monitor's box.
    pub fn plan_with(&self, cells_per_um: f64, more: &str) -> Plan {
        let [half, wave, out] = self.boxes;
        let wavelengths: Vec<f64> = self.exact.iter().map(|row| row.0).collect();
        let flat = if self.flat { "flat = 'z'" } else { "" };
        // A quarter of a sphere, whose wave runs along z with E along x.
        let symmetry = if self.flat { "" } else { "symmetry = { x = 'odd', y = 'even' }\n" };
        planned(&format!(
            "name = 'scatterer'\n{symmetry}spectrum.wavelength_um = [{short}, {long}]\nrun.decay = 1e-6\n[domain]\n{flat}\nx_um = [-{half}, {half}]\n\
             y_um = [-{half}, {half}]\nz_um = [-{half}, {half}]\n[grid]\ncell_um = {cell}\n[boundary]\npml_cells = 10\n\
             [material]\ncore.index = {index}\n[[structure]]\nmaterial = 'core'\ngeometry.{structure}\n\
             [[source]]\nplane_wave = {{ center_um = [0, 0, 0], size_um = [{wave}, {wave}, {wave}], direction = '{direction}', \
             polarization = '{polarization}' }}\n\
             [[monitor]]\nname = 'out'\nkind = 'flux'\ncenter_um = [0, 0, 0]\nsize_um = [{out}, {out}, {out}]\n\
             wavelength_um = {wavelengths:?}\n{more}",
            short = wavelengths[0],
            long = wavelengths[wavelengths.len() - 1],
            cell = 1.0 / cells_per_um,
            index = self.index,
            structure = self.structure,
            wave = 2.0 * wave,
            out = 2.0 * out,
            more = more.replace("OUT", &(2.0 * out).to_string()),
            direction = self.direction,
            polarization = self.polarization,
        ))
    }

    fn efficiencies(&self, plan: &Plan, engine: &mut dyn Engine) -> Vec<f64> {
        powers(plan, engine)[0].iter().map(|power| power / self.section).collect()
    }

    /// What Q may be off by, relative to it.
    fn bound(&self, (wavelength, _, slope): (f64, f64, f64), cells_per_um: f64) -> f64 {
        (1.0 + slope.abs()) * (TAU * self.index / wavelength / cells_per_um).powi(2) / 24.0
    }

    fn hold(
        &self,
        report: &mut Report,
        what: &str,
        engine: &dyn Engine,
        found: &[f64],
        bound: impl Fn((f64, f64, f64)) -> f64,
    ) {
        for (&row, found) in self.exact.iter().zip(found) {
            let name = format!("{}: Q at {} µm, {what}", self.name, short(row.0));
            report.hold(&name, engine, *found, row.1, bound(row) * row.1);
        }
    }

    /// The limit of three grids in f64, and the finest.
    fn limit(&self, report: &mut Report) {
        let levels = self.cells_per_um;
        let plans = levels.map(|cells| self.plan(cells));
        let found = plans.each_ref().map(|plan| self.efficiencies(plan, &mut Cpu::<f64>::new(plan, 0).unwrap()));
        let steps = levels.map(|cells| 1.0 / cells);
        let at = |w: usize| found.each_ref().map(|level| level[w]);
        let limits: Vec<f64> = (0..self.exact.len()).map(|w| limit(steps, 2, at(w))).collect();
        for (w, (wavelength, exact, _)) in self.exact.iter().enumerate() {
            report.converges(&format!("{}, {} µm", self.name, short(*wavelength)), &steps, &at(w).map(|q| q / exact));
        }
        let engine = Cpu::<f64>::new(&plans[2], 0).unwrap();
        let finest = format!("{} cells/µm", levels[2]);
        self.hold(report, &finest, &engine, &found[2], |row| self.bound(row, levels[2]));
        if !self.second_order {
            return;
        }
        self.hold(report, "limit of three grids", &engine, &limits, |row| 0.5 * self.bound(row, levels[2]));
    }
}

/// A wavelength as names give it.
fn short(wavelength: f64) -> f64 {
    (1e4 * wavelength).round() / 1e4
}

pub fn cylinder_scattering(report: &mut Report) {
    for cylinder in &CYLINDERS {
        let cells = cylinder.cells_per_um[0];
        let plan = cylinder.plan(cells);
        for mut engine in report.engines(&plan) {
            let found = cylinder.efficiencies(&plan, engine.as_mut());
            cylinder
                .hold(report, &format!("{cells} cells/µm"), engine.as_ref(), &found, |row| cylinder.bound(row, cells));
        }
        cylinder.limit(report);
    }
}

/// On the CPU alone: a software GPU takes minutes for these cells, and `cylinder_scattering` stands for it.
pub fn sphere_scattering(report: &mut Report) {
    BALLS.iter().for_each(|ball| ball.limit(report));
}
