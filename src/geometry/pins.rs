//! Pins: places in a layout where guides end.
//!
//! A SiEPIC pin is a path of two points on the pin layer, across the guide's end and pointing out of the device, with a label
//! that names it. kfactory (gdsfactory) writes its ports as text into KLayout's context cell instead.

use super::gds::{Drawing, LayerId};
use crate::job::Facing;

/// Distance within which pins count as being at the same place, µm.
pub(super) const SAME: f64 = 5e-3;
/// A place in the layout where a guide ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    pub name: String,
    pub at: [f64; 2],
    /// Unit vector out of the device.
    pub out: [f64; 2],
    /// Of the guide, µm; 0 where the pin does not tell.
    pub width: f64,
    /// Not electrical, a fibre's or a facet.
    pub optical: bool,
}

impl Pin {
    /// The axis direction it faces, if it is one to a milliradian.
    pub fn facing(&self) -> Option<Facing> {
        let axis = usize::from(self.out[1].abs() > self.out[0].abs());
        (self.out[1 - axis].abs() < 1e-3).then(|| Facing::new(axis, self.out[axis] > 0.0))
    }
}

/// All pins of a drawing by name, without those that meet one another inside it.
pub fn pins(drawing: &Drawing, layer: LayerId) -> Vec<Pin> {
    let mut found = drawn_pins(drawing, layer);
    for pin in drawing.context.iter().filter_map(|entry| kfactory_port(entry, drawing.per_um)) {
        if found.iter().all(|other| other.name != pin.name) {
            found.push(pin);
        }
    }
    let meets = |a: &Pin, b: &Pin| {
        let gap = (a.at[0] - b.at[0]).hypot(a.at[1] - b.at[1]);
        gap < SAME && a.out[0] * b.out[0] + a.out[1] * b.out[1] < -0.999
    };
    let mut open: Vec<Pin> = found.iter().filter(|pin| !found.iter().any(|other| meets(pin, other))).cloned().collect();
    // By length first, so that o2 comes before o10.
    open.sort_by(|a, b| (a.name.len(), &a.name).cmp(&(b.name.len(), &b.name)));
    open
}

fn drawn_pins(drawing: &Drawing, layer: LayerId) -> Vec<Pin> {
    let spines = drawing.paths.iter().filter(|path| path.layer == layer);
    let ends = spines.filter_map(|path| match path.points[..] {
        [p, q] if p != q => Some((p, q, path.width)),
        _ => None,
    });
    ends.enumerate()
        .map(|(number, (p, q, width))| {
            let at = [0, 1].map(|a| 0.5 * (p[a] + q[a]));
            let away = |point: [f64; 2]| (point[0] - at[0]).hypot(point[1] - at[1]);
            let length = (q[0] - p[0]).hypot(q[1] - p[1]);
            let labels = drawing.labels.iter().filter(|label| label.layer == layer);
            let nearest = labels.min_by(|a, b| away(a.at).total_cmp(&away(b.at)));
            Pin {
                name: nearest.map_or(format!("pin{}", number + 1), |label| label.text.clone()),
                at,
                out: [0, 1].map(|a| (q[a] - p[a]) / length),
                width,
                optical: true,
            }
        })
        .collect()
}

/// Reads `META('kfactory:ports:0')={'cross_section'=>'…_500',…,'name'=>'o1','port_type'=>'optical','trans'=>[trans:r180 0,0]}`: the width
/// behind a cross-section's last `_` and the place in database units, the turn (r, or m for a mirror at that angle) in degrees; off
/// the grid `[dcplx_trans:r30 *1 0.5,2]`, in µm.
fn kfactory_port(entry: &str, per_um: f64) -> Option<Pin> {
    entry.strip_prefix("META('kfactory:ports:")?;
    // The last name is the port's own: entries are sorted, and what `info` holds comes before.
    let (_, name) = entry.rsplit_once("'name'=>'")?;
    let (_, trans) = entry.rsplit_once("trans:")?;
    let words: Vec<&str> = trans.split(']').next()?.split_whitespace().collect();
    let turn = words.first()?;
    let angle: f64 = turn.get(1..)?.parse().ok()?;
    let angle = if turn.starts_with('m') { 2.0 * angle } else { angle };
    let unit = if entry.contains("dcplx_trans:") { 1.0 } else { per_um };
    let (x, y) = words.last()?.split_once(',')?;
    let at = [x.parse::<f64>().ok()? / unit, y.parse::<f64>().ok()? / unit];
    let (sin, cos) = angle.to_radians().sin_cos();
    let quoted = |text: &str| text.split('\'').next().unwrap_or("").to_string();
    let width = entry
        .split_once("'cross_section'=>'")
        .and_then(|(_, text)| quoted(text).rsplit_once('_')?.1.parse::<f64>().ok());
    let optical = entry.rsplit_once("'port_type'=>'").is_none_or(|(_, kind)| quoted(kind) == "optical");
    Some(Pin { name: quoted(name), at, out: [cos, sin], width: width.unwrap_or(0.0) / per_um, optical })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::geometry::gds::{Label, Spine};

    const PINS: LayerId = (1, 10);

    pub fn drawing(pins: &[(&str, [[f64; 2]; 2])]) -> Drawing {
        let label = |(text, [p, _]): &(&str, [[f64; 2]; 2])| Label { layer: PINS, text: text.to_string(), at: *p };
        let spine = |(_, points): &(&str, [[f64; 2]; 2])| Spine { layer: PINS, points: points.to_vec(), width: 0.5 };
        Drawing {
            paths: pins.iter().map(spine).collect(),
            labels: pins.iter().map(label).collect(),
            per_um: 1000.0,
            ..Default::default()
        }
    }

    #[test]
    fn pins_that_meet_are_no_ports() {
        let joined = drawing(&[
            ("in", [[-4.95, 0.0], [-5.05, 0.0]]),
            ("a", [[-0.05, 0.0], [0.05, 0.0]]),
            ("b", [[0.051, 0.0], [-0.049, 0.0]]),
            ("out", [[4.95, 0.0], [5.05, 0.0]]),
        ]);
        let names: Vec<String> = pins(&joined, PINS).into_iter().map(|p| p.name).collect();
        assert_eq!(names, ["in", "out"]);
    }

    #[test]
    fn kfactory_ports_are_read() {
        let read = |trans: &str| {
            let entry = format!("META('kfactory:ports:1')={{'info'=>{{'name'=>'x'}},'name'=>'o2','trans'=>[{trans}]}}");
            kfactory_port(&entry, 1000.0).expect("a port")
        };
        let pin = read("trans:r180 5000,-1000");
        assert_eq!((pin.name.as_str(), pin.at), ("o2", [5.0, -1.0]));
        assert_eq!(pin.facing(), Some(Facing::MinusX));
        assert_eq!(read("trans:m135 0,0").facing(), Some(Facing::MinusY));
        let pin = read("dcplx_trans:r90 *1 0.5,2");
        assert_eq!((pin.at, pin.facing()), ([0.5, 2.0], Some(Facing::PlusY)));
        assert_eq!(kfactory_port("P(bias)=##0", 1000.0), None);
        let entry = "META('kfactory:ports:1')={'cross_section'=>'78687732_10000','info'=>{},'name'=>'o2','port_type'=>'vertical_te','trans'=>[trans:r0 26740,0]}";
        let pin = kfactory_port(entry, 1000.0).expect("a port");
        assert!(!pin.optical && pin.name == "o2" && pin.width == 10.0, "{pin:?}");
    }
}
