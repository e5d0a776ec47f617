//! Ports in the scene: from the job, or from the layout's pins.

use super::extrusion::Extrusion;
use super::gds::Drawing;
use super::pins::{Pin, SAME, pins};
use super::rings;
use crate::job::{Facing, Job, Problem, Problems, nameable};

/// A port with everything resolved, in scene axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Port {
    pub name: String,
    /// Centre, µm.
    pub center: [f64; 3],
    /// Outward direction.
    pub facing: Facing,
    /// Mode window: extent along x, y, z, µm; 0 along the port's own axis.
    pub size: [f64; 3],
    pub modes: usize,
    pub excite: bool,
    pub form: PortForm,
}

/// What its modes have beyond those of a straight guide in a closed window; as in the job's port.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortForm {
    pub target_index: Option<f64>,
    pub pml_cells: usize,
    /// µm; positive where the centre of curvature lies at higher coordinates of the first axis across the port.
    pub bend_radius: Option<f64>,
}

/// How far a guide may end short of its port, µm: layouts are drawn on grids, and pins set by hand.
pub(super) const SNAP: f64 = 0.05;

/// A layer of the layout as ports see it: its shape, and its Re ε at the middle of the band.
pub type Layer = (Extrusion, f64);

/// The job's ports with everything resolved; without any, all of the layout's optical pins. Then such pins that are no ports of the job, as
/// ports of a standard window. `layers` are the layout's, in stack order.
pub fn resolve(job: &Job, drawing: Option<&Drawing>, layers: &[Layer]) -> Result<[Vec<Port>; 2], Problems> {
    let pins = match (drawing, &job.layout) {
        (Some(drawing), Some(layout)) => pins(drawing, layout.pins.into()),
        _ => Vec::new(),
    };
    let (mut ports, mut problems) = (Vec::new(), Vec::new());
    let mut take = |resolved: Result<Port, Problem>| match resolved {
        Ok(port) => ports.push(port),
        Err(problem) => problems.push(problem),
    };
    for (i, port) in job.port.iter().enumerate() {
        take(one(&format!("port[{i}]"), port, &pins, layers));
    }
    if job.port.is_empty() {
        for pin in pins.iter().filter(|pin| pin.optical) {
            take(one("layout.pins", &with_defaults(&pin.name), &pins, layers));
        }
        if !pins.iter().any(|pin| pin.optical) && job.source.is_empty() {
            problems.push(Problem::new(
                "port",
                format!("the job has no port, and {}", listed(&pins)),
                "add a [[port]] with name, center_um and facing",
            ));
        }
    }
    let unused = |pin: &&Pin| pin.optical && !job.port.is_empty() && job.port.iter().all(|port| port.name != pin.name);
    let left = pins.iter().filter(unused);
    let left = left.filter_map(|pin| one("", &with_defaults(&pin.name), &pins, layers).ok()).collect();
    if problems.is_empty() { Ok([ports, left]) } else { Err(problems) }
}

/// A port of the schema's own defaults.
fn with_defaults(name: &str) -> crate::job::Port {
    serde_json::from_value(serde_json::json!({ "name": name })).expect("every key of a port but its name has a default")
}

fn listed(pins: &[Pin]) -> String {
    if pins.is_empty() {
        return "the layout has no pins".into();
    }
    let names: Vec<&str> = pins.iter().map(|pin| pin.name.as_str()).collect();
    format!("the layout's pins are {}", names.join(", "))
}

fn one(path: &str, port: &crate::job::Port, pins: &[Pin], layers: &[Layer]) -> Result<Port, Problem> {
    let named: Vec<&Pin> = pins.iter().filter(|pin| pin.name == port.name).collect();
    let (name, pin) = (&port.name, named.first());
    let missing = |what: &str| {
        Problem::new(
            format!("{path}.name"),
            format!("port `{name}` has no {what}, and {}", listed(pins)),
            format!("use a pin's name, or give {what}"),
        )
    };
    if named.len() > 1 && (port.center_um.is_none() || port.facing.is_none()) {
        return Err(Problem::new(
            path,
            format!("{} pins of the layout are named `{name}`", named.len()),
            "give the port's center_um and facing",
        ));
    }
    if !nameable(name) {
        let help = "give its pin's label another name, without `/`, `\\` and `@`, or list the ports as [[port]]";
        return Err(Problem::new(path, format!("`{name}` cannot name a port"), help));
    }
    let facing = match (port.facing, pin) {
        (Some(given), Some(pin)) if port.center_um.is_none() && pin.facing().is_some_and(|drawn| drawn != given) => {
            return Err(Problem::new(
                format!("{path}.facing"),
                format!("port `{name}` faces {}, and its pin in the layout the other way", told(given)),
                "ports face outwards, away from the device: leave `facing` out, or give center_um as well",
            ));
        }
        (Some(facing), _) => facing,
        (None, Some(pin)) => pin.facing().ok_or_else(|| {
            let degrees = pin.out[1].atan2(pin.out[0]).to_degrees();
            Problem::new(
                path,
                format!("pin `{name}` faces {degrees:.2}°: ports face along x or y only"),
                "turn the cell in the layout, or bend the guide to an axis",
            )
        })?,
        (None, None) => return Err(missing("facing")),
    };
    let center = match (port.center_um, pin) {
        (Some(center), _) => center,
        (None, Some(pin)) => [pin.at[0], pin.at[1], guide_height(path, pin, layers)?],
        (None, None) => return Err(missing("center_um")),
    };
    faces_away(path, name, center, facing, layers)?;
    let [width, height] = port.size_um;
    Ok(Port {
        name: name.clone(),
        center,
        facing,
        size: match facing.axis() {
            0 => [0.0, width, height],
            1 => [width, 0.0, height],
            _ => [width, height, 0.0],
        },
        modes: port.modes,
        excite: port.excite,
        form: PortForm { target_index: port.target_index, pml_cells: port.pml_cells, bend_radius: port.bend_radius_um },
    })
}

fn told(facing: Facing) -> String {
    format!("{}{}", if facing.positive() { '+' } else { '-' }, ['x', 'y', 'z'][facing.axis()])
}

/// Just inside a guide that may end at a place and leaves it this way.
fn inside([x, y]: [f64; 2], out: [f64; 2]) -> [f64; 2] {
    [x - 2.0 * SNAP * out[0], y - 2.0 * SNAP * out[1]]
}

/// A port with a guide outside of it alone looks the wrong way.
fn faces_away(path: &str, name: &str, center: [f64; 3], facing: Facing, layers: &[Layer]) -> Result<(), Problem> {
    let way = if facing.positive() { 1.0 } else { -1.0 };
    let out = [0, 1].map(|axis| if facing.axis() == axis { way } else { 0.0 });
    let guided = |[x, y]: [f64; 2]| {
        layers.iter().any(|(layer, _)| {
            layer.z[0] <= center[2] && center[2] <= layer.z[1] && rings::contains(&layer.rings, [x, y])
        })
    };
    let at = [center[0], center[1]];
    if facing.axis() == 2 || guided(inside(at, out)) || !guided(inside(at, out.map(|x| -x))) {
        return Ok(());
    }
    Err(Problem::new(
        format!("{path}.facing"),
        format!(
            "port `{name}` faces {}, into the layout: its guide lies that way, and nothing behind it",
            told(facing)
        ),
        "ports face outwards, away from the device: turn it around",
    ))
}

/// Middle height of the guide under a pin, which may end at the pin: of the layers there whose index is the highest (within a tenth,
/// metals aside) the topmost ones that touch, so that neither a buried oxide nor the substrate counts. Where any is half as wide as the
/// pin, narrower ones are none of them: the tip of a taper into another layer.
fn guide_height(path: &str, pin: &Pin, layers: &[Layer]) -> Result<f64, Problem> {
    let [x, y] = inside(pin.at, pin.out);
    let has =
        |layer: &Layer, aside: f64| rings::contains(&layer.0.rings, [x - aside * pin.out[1], y + aside * pin.out[0]]);
    let mut there: Vec<&Layer> = layers.iter().filter(|layer| layer.1 > 0.0 && has(layer, 0.0)).collect();
    let is_wide = |layer: &&Layer| [-0.25, 0.25].iter().all(|part| has(layer, part * pin.width));
    if there.iter().any(is_wide) {
        there.retain(is_wide);
    }
    let highest = there.iter().fold(0.0_f64, |most, (_, epsilon)| most.max(*epsilon));
    there.retain(|(_, epsilon)| *epsilon >= 0.81 * highest);
    there.sort_by(|(a, _), (b, _)| b.z[1].total_cmp(&a.z[1]));
    let Some((top, _)) = there.first() else {
        let at = format!("pin `{}` at ({:.3}, {:.3}) µm", pin.name, pin.at[0], pin.at[1]);
        let outside = inside(pin.at, pin.out.map(|x| -x));
        if layers.iter().any(|(layer, _)| rings::contains(&layer.rings, outside)) {
            let message = format!("{at} points into the layout: its guide lies that way, and nothing behind it");
            return Err(Problem::new(
                path,
                message,
                "turn it around in the layout, or give the port's center_um and facing",
            ));
        }
        let help = "add the guide's layer to the stack, or give the port's center_um";
        return Err(Problem::new(path, format!("no layer of the stack lies under {at}"), help));
    };
    let touching = |[low, high]: [f64; 2], (layer, _): &&Layer| {
        [if layer.z[1] >= low - SAME { low.min(layer.z[0]) } else { low }, high]
    };
    let [low, high] = there.iter().fold(top.z, touching);
    Ok(0.5 * (low + high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::pins::tests::drawing;

    fn job(ports: &str) -> Job {
        let text = format!(
            "name = 'j'\nspectrum.wavelength_um = [1.5, 1.6]\nlayout.gds = 'x.gds'\ngrid.cell_um = 0.02\n{ports}"
        );
        toml::from_str(&text).expect("a job")
    }

    fn layer(z: [f64; 2], epsilon: f64) -> Layer {
        let rings = vec![rings::rectangle([-5.0, 5.0], [-0.25, 0.25])];
        (Extrusion { rings, z, drawn_z: z[0], slope: 0.0 }, epsilon)
    }

    fn silicon() -> Layer {
        layer([0.0, 0.22], 12.1)
    }

    fn straight() -> Drawing {
        drawing(&[("opt2", [[4.95, 0.0], [5.05, 0.0]]), ("opt1", [[-4.95, 0.0], [-5.05, 0.0]])])
    }

    #[test]
    fn pins_become_ports() {
        let [ports, left] = resolve(&job(""), Some(&straight()), &[silicon()]).expect("ports");
        assert!(left.is_empty());
        let names: Vec<&str> = ports.iter().map(|port| port.name.as_str()).collect();
        assert_eq!(names, ["opt1", "opt2"]);
        assert_eq!(ports[0].facing, Facing::MinusX);
        // Halves of decimals: exact to round-off.
        assert!((ports[0].center[0] + 5.0).abs() < 1e-12);
        assert!((ports[0].center[2] - 0.11).abs() < 1e-12);
        assert_eq!(ports[0].size, [0.0, 2.0, 1.5]);
    }

    #[test]
    fn a_job_names_or_overrides_pins() {
        let text =
            "[[port]]\nname = 'opt2'\nsize_um = [3.0, 1.0]\ncenter_um = [4.0, 0.0, 0.2]\n[[port]]\nname = 'opt1'";
        let [ports, _] = resolve(&job(text), Some(&straight()), &[silicon()]).expect("ports");
        assert_eq!(ports[0].center, [4.0, 0.0, 0.2]);
        assert_eq!(ports[0].facing, Facing::PlusX);
        assert_eq!(ports[0].size, [0.0, 3.0, 1.0]);
        assert_eq!(ports[1].facing, Facing::MinusX);
    }

    #[test]
    fn a_port_is_as_high_as_its_guide() {
        // Handle, buried oxide, slab, core, cladding, a heater.
        let stack = [
            layer([-5.0, -3.0], 12.1),
            layer([-3.0, 0.0], 2.1),
            layer([0.0, 0.09], 12.1),
            layer([0.0, 0.22], 12.0),
            layer([0.22, 2.0], 2.1),
            layer([2.0, 2.1], -80.0),
        ];
        let [ports, _] = resolve(&job(""), Some(&straight()), &stack).expect("ports");
        assert!((ports[0].center[2] - 0.11).abs() < 1e-12, "{:?}", ports[0]);
        // Silicon that tapers down to 50 nm at the right and ends just short of the nitride's port.
        let mut tip = silicon();
        tip.0.rings = vec![vec![[-5.0, -0.25], [4.95, -0.025], [4.95, 0.025], [-5.0, 0.25]]];
        let [ports, _] = resolve(&job(""), Some(&straight()), &[tip, layer([0.3, 0.7], 4.0)]).expect("ports");
        assert!((ports[0].center[2] - 0.11).abs() < 1e-12 && (ports[1].center[2] - 0.5).abs() < 1e-12, "{ports:?}");
    }

    #[test]
    fn ports_face_outwards() {
        let text = "[[port]]\nname = 'opt1'\nfacing = '+x'";
        let problems = resolve(&job(text), Some(&straight()), &[silicon()]).expect_err("problems");
        assert_eq!(problems[0].path, "port[0].facing");
        let text = "[[port]]\nname = 'a'\nfacing = '+x'\ncenter_um = [-5.0, 0.0, 0.11]";
        let problems = resolve(&job(text), Some(&straight()), &[silicon()]).expect_err("problems");
        assert!(problems[0].message.contains("faces +x, into the layout"), "{problems:?}");
        let [_, left] = resolve(&job(&text.replace("+x", "-x")), Some(&straight()), &[silicon()]).expect("ports");
        assert_eq!(left.iter().map(|port| port.name.as_str()).collect::<Vec<_>>(), ["opt1", "opt2"]);
        let turned = drawing(&[("opt1", [[-5.05, 0.0], [-4.95, 0.0]])]);
        let problems = resolve(&job(""), Some(&turned), &[silicon()]).expect_err("problems");
        assert!(problems[0].message.contains("`opt1` at (-5.000, 0.000) µm points into the layout"), "{problems:?}");
        let slashed = drawing(&[("in/1", [[-4.95, 0.0], [-5.05, 0.0]])]);
        let problems = resolve(&job(""), Some(&slashed), &[silicon()]).expect_err("problems");
        assert!(problems[0].message.contains("`in/1` cannot name a port"), "{problems:?}");
    }

    #[test]
    fn problems_name_pins_and_places() {
        let text = "[[port]]\nname = 'opt3'\n[[port]]\nname = 'opt1'";
        let problems = resolve(&job(text), Some(&straight()), &[]).expect_err("problems");
        assert_eq!(problems[0].path, "port[0].name");
        assert!(problems[0].message.contains("opt1, opt2"), "{problems:?}");
        assert!(problems[1].message.contains("(-5.000, 0.000)"), "{problems:?}");

        let tilted = drawing(&[("opt1", [[0.0, 0.0], [0.1, 0.1]])]);
        let problems = resolve(&job(""), Some(&tilted), &[silicon()]).expect_err("problems");
        assert!(problems[0].message.contains("45.00°"), "{problems:?}");
        let problems = resolve(&job(""), None, &[]).expect_err("problems");
        assert!(problems[0].message.contains("no pins"), "{problems:?}");
    }
}
