//! Guides that end at a port continue outwards, through the absorber: a guide cut at its port would reflect.

use super::extrusion::Ring;
use super::pins::{Port, SNAP};
use super::rings;

/// Polygons with the guides that end at a port continued outwards by `distance` µm, so that they run through the absorber.
///
/// An edge counts as a guide's end if it faces the port's way, overlaps its window, and lies between the port plane and
/// `beyond` µm further out: guides are drawn up to their pin or a little past it.
pub fn extend(rings: &[Ring], ports: &[Port], beyond: f64, distance: f64) -> Vec<Ring> {
    let guides: Vec<Ring> = rings
        .iter()
        .flat_map(|ring| rings::edges(ring))
        .flat_map(|edge| ports.iter().map(move |port| (edge, port)))
        .filter(|(edge, port)| ends_guide(*edge, port, beyond))
        .map(|([p, q], port)| {
            let far = |point: [f64; 2]| {
                let mut point = point;
                point[port.facing.axis()] += distance * way(port);
                point
            };
            // An outline has its inside to the left of p -> q, so this runs counter-clockwise.
            vec![q, p, far(p), far(q)]
        })
        .collect();
    if guides.is_empty() {
        return rings.to_vec();
    }
    rings::add(rings, &guides)
}

fn way(port: &Port) -> f64 {
    if port.facing.positive() { 1.0 } else { -1.0 }
}

fn ends_guide([p, q]: [[f64; 2]; 2], port: &Port, beyond: f64) -> bool {
    let axis = port.facing.axis();
    if axis == 2 {
        return false;
    }
    let across = 1 - axis;
    let normal = [q[1] - p[1], p[0] - q[0]];
    let faces = normal[axis] * way(port) > 0.999 * normal[0].hypot(normal[1]);
    let past = [p, q].map(|point| (point[axis] - port.center[axis]) * way(port));
    let overlap = p[across].max(q[across]).min(port.center[across] + 0.5 * port.size[across])
        - p[across].min(q[across]).max(port.center[across] - 0.5 * port.size[across]);
    faces && overlap > 0.0 && past.iter().all(|x| (-SNAP..=beyond.max(SNAP)).contains(x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Facing;

    #[test]
    fn guides_continue_beyond_their_ports() {
        let port = |x: f64, facing| Port {
            name: "o".into(),
            center: [x, 0.0, 0.11],
            facing,
            size: [0.0, 2.0, 1.5],
            modes: 1,
            excite: true,
            form: Default::default(),
        };
        let ports = [port(-5.0, Facing::MinusX), port(5.0, Facing::PlusX)];
        // Up to the plane on the left, 0.1 beyond it on the right; a second strip lies outside both windows.
        let strips =
            rings::unite(&[rings::rectangle([-5.0, 5.1], [-0.25, 0.25]), rings::rectangle([-5.0, 5.0], [1.5, 2.0])]);
        let extended = extend(&strips, &ports, 1.0, 20.0);
        assert_eq!(extended.len(), 2);
        assert_eq!(rings::extent(&extended), [[-25.0, 25.1], [-0.25, 2.0]]);
        assert!((rings::area(&extended) - (50.1 + 10.0) * 0.5).abs() < 1e-8); // rounding to 1e-9 µm
        // A guide that ends farther out than the domain's margin is left alone.
        assert_eq!(extend(&strips, &ports[1..], 0.05, 20.0), strips);
    }
}
