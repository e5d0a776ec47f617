//! The scene: what is where, before any grid.

use std::path::Path;

use super::gds::{self, Drawing, GdsError};
use super::shape::Box3;
use super::structure::{body, extruded};
use super::{Body, Extrusion, Medium, Port, Structure, extrusion::Ring, guides, port, rings};
use crate::job::{Job, Problem, Problems};

/// Structures in order: later ones win where they overlap.
#[derive(Clone)]
pub struct Scene {
    pub background: Medium,
    pub structures: Vec<Structure>,
    pub layout: Layout,
}

/// What of a scene comes from a layout.
#[derive(Clone, Default)]
pub struct Layout {
    /// How many of the structures, the first ones, are its layers.
    pub layers: usize,
    /// Layers of the stack on which the cell has nothing.
    pub unused: Problems,
    /// Pins that are no ports: their guides leave as well.
    pins: Vec<Port>,
    /// In x and y, µm, but for guides outside of their ports; known once guides are continued.
    pub extent: Option<[[f64; 2]; 2]>,
}

impl Scene {
    /// Structures alone.
    pub fn new(background: Medium, structures: Vec<Structure>) -> Self {
        Scene { background, structures, layout: Layout::default() }
    }

    /// The layout's layers in stack order, then the job's primitives; and the ports. Paths in the job are relative to `folder`.
    /// A medium that `material` cannot give is a problem, whose path is set here. A stack may have layers that a device does not use,
    /// but not all of them.
    pub fn of_job(
        job: &Job,
        folder: &Path,
        material: &dyn Fn(&str) -> Result<Medium, Problem>,
    ) -> Result<(Scene, Vec<Port>), Problems> {
        let mut problems = Problems::new();
        let medium = |path: String, name: &str| material(name).map_err(|problem| Problem { path, ..problem });
        let background = medium("stack.background".into(), &job.stack.background);
        let background = noted(background, &mut problems);
        let drawing = noted(read_layout(job, folder), &mut problems).flatten();
        let (mut structures, mut layers, mut unused) = (Vec::new(), Vec::new(), Problems::new());
        for (i, layer) in job.stack.layer.iter().enumerate() {
            let path = format!("stack.layer[{i}]");
            let medium = medium(format!("{path}.material"), &layer.material);
            let Some(drawing) = &drawing else {
                noted(medium, &mut problems);
                continue;
            };
            let Some(polygons) = noted(drawn(&path, layer, drawing), &mut unused) else { continue };
            let medium = noted(medium, &mut problems);
            let extrusion = extruded(&path, polygons, layer.z_um, layer.sidewall_deg, layer.drawn_at);
            let Some(extrusion) = noted(extrusion, &mut problems) else { continue };
            layers.push((extrusion.clone(), medium.as_ref().map_or(1.0, |medium| medium.epsilon)));
            let body = Body::Extrusion(extrusion);
            structures.extend(medium.map(|medium| Structure { medium, body }));
        }
        if unused.len() == job.stack.layer.len() {
            problems.append(&mut unused);
        }
        let [mut ports, mut pins] = [Vec::new(), Vec::new()];
        // Without all layers a port's problem would only echo theirs.
        if layers.len() + unused.len() == job.stack.layer.len() && drawing.is_some() == job.layout.is_some() {
            match port::resolve(job, drawing.as_ref(), &layers) {
                Ok(resolved) => [ports, pins] = resolved,
                Err(more) => problems.extend(more),
            }
        }
        for (i, structure) in job.structure.iter().enumerate() {
            let path = format!("structure[{i}]");
            let medium = medium(format!("{path}.material"), &structure.material);
            let medium = noted(medium, &mut problems);
            let body = noted(body(&path, &structure.geometry), &mut problems);
            structures.extend(medium.zip(body).map(|(medium, body)| Structure { medium, body }));
        }
        match background {
            Some(background) if problems.is_empty() => {
                let layout = Layout { layers: layers.len(), unused, pins, extent: None };
                Ok((Scene { background, structures, layout }, ports))
            }
            _ => Err(problems),
        }
    }

    /// Continues the layout's guides outwards by `distance` µm, past the absorber: those that end at a port, or between it and the end of
    /// the domain, and those that end at another pin at the layout's edge. Primitives stay as given.
    pub fn extend_guides(&mut self, job: &Job, ports: &[Port], distance: f64) {
        let rings: Vec<Ring> = self.guiding(ports).flat_map(|layer| layer.rings.clone()).collect();
        let edges = rings::extent(&rings);
        let at_edge = |pin: &&Port| {
            let axis = pin.facing.axis();
            axis < 2 && guides::past(edges[axis][usize::from(pin.facing.positive())], pin) < port::SNAP
        };
        let ends: Vec<&Port> = ports.iter().chain(self.layout.pins.iter().filter(at_edge)).collect();
        let stays = |point: &[f64; 2]| !ends.iter().any(|port| guides::leaves(*point, port));
        let held: Ring = rings.into_iter().flatten().filter(stays).collect();
        self.layout.extent = (!held.is_empty()).then(|| rings::extent(&[held]));
        let given = job.extents();
        let beyond = |port: &Port| {
            let end = given[port.facing.axis()].map(|range| range[usize::from(port.facing.positive())]);
            end.map_or(job.domain.margin_um, |end| guides::past(end, port))
        };
        let ends: Vec<(Port, f64)> = ends.into_iter().map(|port| (port.clone(), beyond(port))).collect();
        for structure in self.structures.iter_mut().take(self.layout.layers) {
            if let Body::Extrusion(layer) = &mut structure.body {
                layer.rings = guides::extend(&layer.rings, &ends, distance);
            }
        }
    }

    /// The structures that are the layout's layers.
    pub fn layers(&self) -> &[Structure] {
        &self.structures[..self.layout.layers]
    }

    /// The layers at the height of the ports that are not of the background's material, as a buried oxide is.
    fn guiding<'a>(&'a self, ports: &'a [Port]) -> impl Iterator<Item = &'a Extrusion> {
        let seen = |z: [f64; 2]| {
            ports.iter().any(|port| {
                let ([low, high], half) = (z.map(|z| z - port.center[2]), 0.5 * port.size[2]);
                low < half && high > -half
            })
        };
        self.layers().iter().filter(|layer| layer.medium != self.background).filter_map(move |layer| {
            match &layer.body {
                Body::Extrusion(drawing) if seen(drawing.z) => Some(drawing),
                _ => None,
            }
        })
    }

    /// Adds what reaches into the domain from the periods beside it, along the axes that repeat from `low` to `high`.
    pub fn repeat(&mut self, periods: [Option<[f64; 2]>; 3]) {
        for (axis, [low, high]) in periods.into_iter().enumerate().filter_map(|(axis, ends)| Some((axis, ends?))) {
            let period = high - low;
            // Averages reach half a cell below the domain; a quarter of the period is more.
            let there = |s: &Structure| s.bounds()[axis][1] > low - 0.25 * period && s.bounds()[axis][0] < high;
            let images = |structure: &Structure| {
                let image = |by: f64| structure.displaced(axis, by * period);
                [image(-1.0), image(1.0)].into_iter().filter(there).chain([structure.clone()]).collect::<Vec<_>>()
            };
            let layers: Vec<Structure> = self.layers().iter().flat_map(images).collect();
            let others = self.structures[self.layout.layers..].iter().flat_map(images);
            (self.layout.layers, self.structures) = (layers.len(), layers.into_iter().chain(others).collect());
        }
    }

    /// Extent of all structures, µm; `None` without any. Ask before [`Scene::extend_guides`].
    pub fn bounds(&self) -> Option<Box3> {
        self.structures
            .iter()
            .map(Structure::bounds)
            .reduce(|a, b| [0, 1, 2].map(|axis| [a[axis][0].min(b[axis][0]), a[axis][1].max(b[axis][1])]))
    }
}

/// The value, or `None` with its problem noted.
fn noted<T>(result: Result<T, Problem>, problems: &mut Problems) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

fn read_layout(job: &Job, folder: &Path) -> Result<Option<Drawing>, Problem> {
    match (&job.layout, job.stack.layer.is_empty()) {
        (None, true) => Ok(None),
        (None, false) => Err(Problem::new(
            "stack.layer",
            format!("{} layers in the stack, and no layout", job.stack.layer.len()),
            "name a GDSII file in layout.gds, or draw with [[structure]]",
        )),
        (Some(_), true) => Err(Problem::new(
            "layout",
            "a layout, and no layer in the stack",
            "give the layout's layers material and height in [[stack.layer]]",
        )),
        (Some(layout), false) => {
            gds::read(&folder.join(&layout.gds), layout.cell.as_deref()).map(Some).map_err(|error| {
                let key = match error {
                    GdsError::NoCell { .. } if layout.cell.is_some() => "layout.cell",
                    _ => "layout.gds",
                };
                Problem::new(key, error.to_string(), error.help())
            })
        }
    }
}

/// What the layout has on a layer of the stack.
fn drawn<'a>(path: &str, layer: &crate::job::Layer, drawing: &'a Drawing) -> Result<&'a [Ring], Problem> {
    drawing.polygons.get(&layer.gds.into()).map(Vec::as_slice).ok_or_else(|| {
        let there: Vec<String> =
            drawing.polygons.keys().map(|(layer, datatype)| format!("{layer}/{datatype}")).collect();
        let [number, datatype] = layer.gds;
        Problem::new(
            format!("{path}.gds"),
            format!("cell `{}` has nothing on layer {number}/{datatype}", drawing.cell),
            format!("layers there: {}", there.join(", ")),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vacuum(name: &str) -> Result<Medium, Problem> {
        if name == "unobtainium" {
            return Err(Problem::new("", "no material `unobtainium`", "use another"));
        }
        Ok(Medium::constant(name, 1.0, 0.0))
    }

    fn scene(text: &str) -> Result<(Scene, Vec<Port>), Problems> {
        let job: Job =
            toml::from_str(&format!("name = 'j'\nspectrum.wavelength_um = [1.5, 1.6]\ngrid.cell_um = 0.02\n{text}"))
                .expect("a job");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("meshes");
        Scene::of_job(&job, &folder, &vacuum)
    }

    const Y_BRANCH: &str = "layout.gds = 'ebeam_y_1550.gds'
        [stack]\nbackground = 'SiO2'\n[[stack.layer]]\ngds = [1, 0]\nmaterial = 'Si'\nz_um = [0.0, 0.22]\nsidewall_deg = 85.0\n";

    #[test]
    fn a_layout_and_primitives_make_a_scene() {
        let text = format!(
            "{Y_BRANCH}[[structure]]\nmaterial = 'Au'\ngeometry.sphere = {{ center_um = [0, 0, 1], radius_um = 0.5 }}"
        );
        let (mut scene, ports) = scene(&text).expect("a scene");
        let names: Vec<&str> = scene.structures.iter().map(|structure| structure.medium.name.as_str()).collect();
        assert_eq!(names, ["Si", "Au"]);
        let centers: Vec<[f64; 3]> = ports.iter().map(|port| port.center).collect();
        for (found, wanted) in centers.iter().flatten().zip([-7.4, 0.0, 0.11, 7.4, 2.75, 0.11, 7.4, -2.75, 0.11]) {
            assert!((found - wanted).abs() < 1e-12, "{centers:?}"); // halves of decimals: round-off
        }
        let job: Job = toml::from_str(&format!(
            "name = 'j'\nspectrum.wavelength_um = [1.5, 1.6]\ngrid.cell_um = 0.02\n{Y_BRANCH}"
        ))
        .expect("a job");
        scene.extend_guides(&job, &ports, 10.0);
        let [x, _, z] = scene.bounds().expect("bounds");
        // Every end, wherever it was drawn, lies 10 µm further out.
        assert!(x[0] <= -17.4 + 5e-3 && x[1] >= 17.4 - 5e-3, "{x:?}");
        assert_eq!(z, [0.0, 1.5]);
    }

    #[test]
    fn a_pin_that_is_no_port_lets_its_guide_leave_as_well() {
        let text = format!("{Y_BRANCH}[[port]]\nname = 'opt1'\n[[port]]\nname = 'opt2'");
        let (mut scene, ports) = scene(&text).expect("a scene");
        let job: Job =
            toml::from_str(&format!("name = 'j'\nspectrum.wavelength_um = [1.5, 1.6]\ngrid.cell_um = 0.02\n{text}"))
                .expect("a job");
        scene.extend_guides(&job, &ports, 10.0);
        // opt3's arm, at y = −2.75.
        let arm = scene.guiding(&ports).map(|layer| rings::contains(&layer.rings, [15.0, -2.75])).collect::<Vec<_>>();
        assert_eq!(arm, [true]);
        // What is drawn, less guides outside of their ports: the arms' outer walls, and nothing beyond the pins.
        let [x, y] = scene.layout.extent.expect("an extent");
        assert!(x[0] > -7.4 && x[1] < 7.4 && y == [-3.0, 3.0], "{x:?} {y:?}");
    }

    #[test]
    fn a_stack_may_have_layers_that_a_device_does_not_use_but_not_all_of_them() {
        let nitride = "[[stack.layer]]\ngds = [4, 0]\nmaterial = 'SiN'\nz_um = [0.3, 0.7]";
        let (both, ports) = scene(&format!("{Y_BRANCH}{nitride}")).expect("a scene");
        assert_eq!((both.structures.len(), both.layers().len(), ports.len()), (1, 1, 3));
        assert_eq!(both.layout.unused[0].path, "stack.layer[1].gds");
        let problems = scene(&Y_BRANCH.replace("[1, 0]", "[2, 0]")).err().expect("problems");
        assert_eq!(problems[0].path, "stack.layer[0].gds");
        assert!(problems[0].help.contains("1/0"), "{problems:?}");
    }

    #[test]
    fn all_problems_come_at_once() {
        let text = format!(
            "{Y_BRANCH}[[stack.layer]]\ngds = [1, 0]\nmaterial = 'unobtainium'\nz_um = [0.3, 0.7]
            [[structure]]\nmaterial = 'Au'\ngeometry.polygon = {{ points_um = [[0, 0], [1, 1]], z_um = [0, 1] }}"
        );
        let problems = scene(&text).err().expect("problems");
        let paths: Vec<&str> = problems.iter().map(|p| p.path.as_str()).collect();
        assert_eq!(paths, ["stack.layer[1].material", "structure[0]"]);

        let problems = scene(&Y_BRANCH.replace("ebeam", "e-beam")).err();
        assert_eq!(problems.expect("problems")[0].path, "layout.gds");
        let text = Y_BRANCH.replace("[stack]", "layout.cell = 'x'\n[stack]");
        let problems = scene(&text).err().expect("problems");
        assert_eq!(problems[0].path, "layout.cell");
        assert!(problems[0].help.contains("ebeam_y_1550"), "{problems:?}");
    }
}
