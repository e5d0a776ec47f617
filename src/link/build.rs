//! From the link file to a link: the preset's figures, those that the file knows better, and the devices' curves. Every problem is
//! told, at its place.

use std::path::Path;

use super::decibel::db;
use super::device::{DeviceFile, Refusal, open};
use super::figure::{Figure, Figures, Mark};
use super::file::{self, Budget, LinkFile};
use super::ladder::{Curve, Line, Loss};
use super::modulation::Kind;
use super::preset::{Preset, Rung, preset};
use super::standard::{DR8, FR4};
use crate::job::diagnostic::{listed, nearest};
use crate::job::{Problem, Problems};

/// A port, ready to be judged.
#[derive(Clone, Debug)]
pub struct Link {
    pub name: String,
    pub preset: &'static str,
    pub what: &'static str,
    pub against: Option<&'static str>,
    pub figures: Figures,
    pub ladder: Vec<Line>,
    /// Wavelengths at which it is judged, µm.
    pub band: Vec<f64>,
    /// Nominal first; width, height (nm) and temperature (K) against it.
    pub corners: Vec<(String, [f64; 3])>,
    /// Whether lasers have the power that the target asks for.
    pub sized: bool,
    pub statistics: file::Statistics,
    pub ports: u64,
}

/// The name of the ladder's line behind the modulator, which is its extinction ratio's.
pub const MODULATION: &str = "modulation";

/// Builds the link of a file that reads well; device files are relative to `folder`.
///
/// # Errors
/// Every problem of the file and of its devices.
pub fn build(file: &LinkFile, folder: &Path) -> Result<Link, Problems> {
    let name = serde_json::to_value(file.port.preset).unwrap_or_default();
    let preset = preset(name.as_str().unwrap_or_default());
    let preset = preset.unwrap_or_else(|| unreachable!("the schema's presets are all there, and a test builds each"));
    let mut problems = super::check::check(file);
    let mut figures = preset.figures.clone();
    override_figures(file, &mut figures);
    problems.extend(super::check::check_figures(file, &figures));
    if !problems.is_empty() {
        return Err(problems);
    }
    let [short, long] = file.port.wavelength_um;
    let last = file.port.points.max(2) - 1;
    let band: Vec<f64> = (0..=last).map(|i| short + (long - short) * i as f64 / last as f64).collect();
    let mut builder = Builder { folder, band: file.port.wavelength_um, corners: Vec::new(), problems };
    let mut ladder = preset_ladder(&preset, &figures);
    let mut place = 0;
    for (i, path) in file.path.iter().enumerate() {
        builder.line(i, path, &mut ladder, &mut place, &mut figures);
    }
    builder.heater(&file.energy, &mut figures);
    if builder.corners.is_empty() {
        builder.corners.push(("nominal".into(), [0.0; 3]));
    }
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    Ok(Link {
        name: file.port.name.clone(),
        preset: preset.name,
        what: preset.what,
        against: preset.against,
        sized: file.laser.sized || figures.get("laser.power_dbm").is_none(),
        figures,
        ladder,
        band,
        corners: builder.corners,
        statistics: file.statistics.clone(),
        ports: file.fleet.ports,
    })
}

/// The link of a preset as it stands.
pub fn of_preset(name: &str) -> Option<Link> {
    let text = format!("[port]\nname = \"{name}\"\npreset = \"{name}\"\n");
    let file = super::read(&text).ok()?;
    build(&file, Path::new("")).ok()
}

/// Puts the standard's figures beside the preset's, then the file's over both.
fn override_figures(file: &LinkFile, figures: &mut Figures) {
    let (standard, source) = match file.standard.budget {
        Budget::Dr8 => (DR8, "IEEE 802.3, 800GBASE-DR8 and 400GBASE-DR4"),
        Budget::Fr4 => (FR4, "IEEE 802.3, 400GBASE-FR4"),
    };
    for (key, value) in standard.entries() {
        figures.set(&format!("standard.{key}"), Figure::new(value, Mark::Published, source));
    }
    let sections = serde_json::to_value(file).unwrap_or_default();
    for section in ["port", "laser", "receiver", "standard", "energy"] {
        for (key, value) in sections[section].as_object().into_iter().flatten() {
            if let (Some(value), false) = (value.as_f64(), key == "points") {
                figures.set(&format!("{section}.{key}"), Figure::new(value, Mark::Given, "the link file"));
            }
        }
    }
}

fn preset_ladder(preset: &Preset, figures: &Figures) -> Vec<Line> {
    let mut ladder = Vec::new();
    for (name, rung) in &preset.ladder {
        match rung {
            Rung::Loss(figure) => ladder.push(Line::of_figure(name, figure)),
            Rung::Split => {
                let lanes = figures.value("port.lanes") / figures.value("laser.count");
                let source = format!("{lanes} lanes a laser");
                ladder.push(Line::of_figure(name, &Figure::new(db(lanes), Mark::Computed, source)));
            }
            Rung::Modulator => {
                let figure = |key: &str| &figures.0[&format!("modulator.{key}")];
                ladder.push(Line::of_figure(name, figure("loss_db")));
                let er = figure("er_db");
                let mut line = Line::of_figure(MODULATION, er);
                line.source = format!("ER {} dB: {}", er.value, er.source);
                line.loss = Loss::Modulation(preset.modulator, Curve::Flat(er.value));
                ladder.push(line);
            }
        }
    }
    ladder
}

struct Builder<'a> {
    folder: &'a Path,
    band: [f64; 2],
    corners: Vec<(String, [f64; 3])>,
    problems: Problems,
}

impl Builder<'_> {
    fn refuse(&mut self, path: String, (message, help): Refusal) {
        self.problems.push(Problem::new(path, message, help));
    }

    /// Puts one of the file's lines into the ladder; `place` is where an extra one goes.
    fn line(&mut self, i: usize, path: &file::Path, ladder: &mut Vec<Line>, place: &mut usize, figures: &mut Figures) {
        let found = ladder.iter().position(|line| line.name == path.name && line.name != MODULATION);
        let at = match (found, path.extra) {
            (Some(at), false) => at,
            (None, true) => {
                let none = Figure::new(0.0, Mark::Assumed, "no such line");
                ladder.insert(*place, Line::of_figure(&path.name, &none));
                *place
            }
            (found, _) => {
                let names: Vec<&str> = ladder.iter().map(|l| l.name.as_str()).filter(|n| *n != MODULATION).collect();
                let meant = nearest(&path.name, names.iter().copied()).map(|n| format!("did you mean `{n}`? "));
                let help = match found {
                    Some(_) => "leave out `extra`, or give it another name".into(),
                    None => {
                        format!("{}it has {}; `extra = true` adds a line", meant.unwrap_or_default(), listed(names))
                    }
                };
                let is = if found.is_some() { "already a line" } else { "not a line" };
                return self.refuse(
                    format!("path[{i}].name"),
                    (format!("`{}` is {is} of the preset's ladder", path.name), help),
                );
            }
        };
        *place = at + 1;
        let keep = ladder[at].clone();
        if let Some(fixed) = &path.fixed {
            ladder[at] = Line::of_figure(&path.name, &Figure::new(fixed.loss_db, Mark::Given, "the link file"));
            (ladder[at].sigma_db, ladder[at].return_loss_db) = (fixed.sigma_db, fixed.return_loss_db);
        } else if let Some(device) = &path.device {
            match self.device(device) {
                Ok(line) => ladder[at] = Line { name: path.name.clone(), ..line },
                Err(why) => self.refuse(format!("path[{i}].device"), why),
            }
        } else if let Some(modulator) = &path.modulator {
            if keep.name != "modulator" {
                let why = (format!("`{}` is not the modulator", keep.name), "call the line `modulator`".into());
                return self.refuse(format!("path[{i}].name"), why);
            }
            *place += 1;
            if let Err(why) = self.modulator(modulator, at, ladder, figures) {
                self.refuse(format!("path[{i}].modulator"), why);
            }
        }
        if ladder[at] != keep {
            ladder[at].assumed = Some(Figure::new(keep.db(self.band[0], 0), keep.mark, keep.source));
        }
    }

    fn open(&mut self, path: &Path) -> Result<DeviceFile, Refusal> {
        let file = open(&self.folder.join(path))?;
        let Some(corners) = &file.results.corners else { return Ok(file) };
        let shift = |k: usize| [corners.dw_nm[k], corners.dh_nm[k], corners.dt_k[k]];
        let own: Vec<_> = corners.names.iter().enumerate().map(|(k, name)| (name.clone(), shift(k))).collect();
        let shown = &file.provenance.file;
        if let Some((name, shift)) = own.iter().find(|(_, shift)| shift.iter().any(|x| !x.is_finite())) {
            let message = format!("{shown}: corner `{name}` is off by {shift:?} nm, nm, K");
            return Err((message, "give every corner finite differences".into()));
        }
        if own.first().is_none_or(|(_, shift)| *shift != [0.0; 3]) {
            let message =
                format!("{shown}: the first of its corners is off by {:?} nm, nm, K", own.first().map(|c| c.1));
            return Err((message, "put the nominal corner first, with 0 everywhere".into()));
        }
        if self.corners.is_empty() {
            self.corners = own;
        } else if self.corners != own {
            let names = |all: &[(String, [f64; 3])]| {
                all.iter().map(|c| format!("{} {:?}", c.0, c.1)).collect::<Vec<_>>().join(", ")
            };
            let message =
                format!("{shown}: its corners are {}, those of a device before {}", names(&own), names(&self.corners));
            return Err((message, "simulate all devices at the same corners".into()));
        }
        Ok(file)
    }

    fn device(&mut self, device: &file::Device) -> Result<Line, Refusal> {
        let file = self.open(&device.file)?;
        let (times, split) = (f64::from(device.times), db(f64::from(device.ways)));
        let mut curve = file.loss(&device.from, &device.to, self.band)?;
        if let Curve::Sampled { values, .. } = &mut curve {
            values.iter_mut().flatten().for_each(|loss| *loss = *loss * times - split);
        }
        let route = match (device.times, device.ways) {
            (1, 1) => format!("{} → {}", device.from, device.to),
            (times, 1) => format!("{times} × {} → {}", device.from, device.to),
            (times, ways) => format!("{times} × {} → {} less the split in {ways}", device.from, device.to),
        };
        let mut line = Line::of_figure("", &Figure::new(0.0, file.mark(device.origin), route));
        line.loss = Loss::Loss(curve);
        line.response = file.response(&device.from, &device.to);
        line.return_loss_db = line.response.as_ref().and_then(|response| response.return_loss_db);
        (line.provenance, line.sigma_db, line.times) = (Some(file.provenance), times * device.sigma_db, times);
        Ok(line)
    }

    /// The modulator's two lines, at `at` and behind it.
    fn modulator(
        &mut self,
        from: &file::Modulator,
        at: usize,
        ladder: &mut [Line],
        figures: &mut Figures,
    ) -> Result<(), Refusal> {
        let given = |value: f64| Figure::new(value, Mark::Given, "the link file");
        let before = ladder[at + 1].clone();
        let Loss::Modulation(mut kind, mut er) = before.loss.clone() else { return Ok(()) };
        if let Some(loss) = from.loss_db {
            ladder[at] = Line::of_figure("modulator", &given(loss));
        }
        if let Some(path) = &from.file {
            let file = self.open(path)?;
            let mark = file.mark(from.origin);
            let mut line = Line::of_figure("modulator", &Figure::new(0.0, mark, "its loss"));
            if let (Some(into), Some(out)) = (&from.from, &from.to) {
                line.loss = Loss::Loss(file.loss(into, out, self.band)?);
                line.source = format!("{into} → {out}");
            } else {
                let Some(vpp) = from.vpp else {
                    let message = format!("{}: the modulator has no voltage", file.provenance.file);
                    return Err((
                        message,
                        "add `vpp`, V peak to peak; or `from` and `to` for a file of S-parameters".into(),
                    ));
                };
                let (loss, swing);
                (kind, loss, swing) = file.modulation(vpp, from.bias_v, self.band)?;
                (line.loss, line.source, er) = (Loss::Loss(loss), format!("at {vpp} V peak to peak"), swing);
                ladder[at + 1].mark = mark;
                ladder[at + 1].provenance = Some(file.provenance.clone());
            }
            line.provenance = Some(file.provenance);
            ladder[at] = line;
        }
        if let Some(er_db) = from.er_db {
            figures.set("modulator.er_db", given(er_db));
            er = Curve::Flat(er_db);
            ladder[at + 1].mark = Mark::Given;
        }
        ladder[at].sigma_db = from.sigma_db;
        let middle = 0.5 * (self.band[0] + self.band[1]);
        let line = &mut ladder[at + 1];
        if from.er_db.is_some() || er != before_er(&before.loss) {
            line.source = format!("ER {:.2} dB at the middle of the band", er.at(middle, 0));
            line.assumed = Some(Figure::new(before.db(middle, 0), before.mark, before.source));
        }
        line.loss = Loss::Modulation(kind, er);
        Ok(())
    }

    fn heater(&mut self, energy: &file::Energy, figures: &mut Figures) {
        let Some(heater) = &energy.heater else { return };
        match open(&self.folder.join(&heater.file)).and_then(|file| Ok((file.heater_w(heater.phase_rad)?, file))) {
            Ok((watt, file)) => {
                let before = figures.value("energy.heater_w");
                let source = format!("{}, {} rad; assumed was {before} W", file.provenance.file, heater.phase_rad);
                figures.set("energy.heater_w", Figure::new(watt, file.mark(None), source));
            }
            Err(why) => self.refuse("energy.heater".into(), why),
        }
    }
}

fn before_er(loss: &Loss) -> Curve {
    match loss {
        Loss::Modulation(_, er) | Loss::Loss(er) => er.clone(),
    }
}

/// The kind of modulator and its extinction ratio, of a ladder.
pub fn extinction(ladder: &[Line]) -> (Kind, &Curve) {
    let found = ladder.iter().find_map(|line| match &line.loss {
        Loss::Modulation(kind, er) => Some((*kind, er)),
        Loss::Loss(_) => None,
    });
    found.unwrap_or_else(|| unreachable!("every preset has a modulator, and no line of a file removes it"))
}
