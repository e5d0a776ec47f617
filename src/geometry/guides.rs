//! Guides that end at a port continue outwards, through the absorber: a guide cut at its port would reflect.

use super::extrusion::Ring;
use super::port::{Port, SNAP};
use super::rings;

/// Polygons with the guides that end at a port continued outwards by `distance` µm, so that they run through the absorber.
///
/// An edge counts as part of a guide's end if it faces outwards at all (ends may be round or slanted), overlaps the port's window, and
/// lies between the port's plane and as many µm further out as its `ports` has beside it, which is where the domain ends: guides are drawn up to their pin or past it.
pub fn extend(rings: &[Ring], ports: &[(Port, f64)], distance: f64) -> Vec<Ring> {
    let guides: Vec<Ring> = rings
        .iter()
        .flat_map(|ring| rings::edges(ring))
        .flat_map(|edge| ports.iter().map(move |port| (edge, port)))
        .filter(|(edge, (port, beyond))| ends_guide(*edge, port, *beyond))
        .map(|([p, q], (port, _))| {
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

/// Least cosine between an end's normal and the port's: a taper's walls are not ends.
const OUTWARD: f64 = 0.1;

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
    let faces = normal[axis] * way(port) > OUTWARD * normal[0].hypot(normal[1]);
    let overlap = p[across].max(q[across]).min(port.center[across] + 0.5 * port.size[across])
        - p[across].min(q[across]).max(port.center[across] - 0.5 * port.size[across]);
    faces && overlap > 0.0 && [p, q].iter().all(|p| (-SNAP..=beyond.max(SNAP)).contains(&past(p[axis], port)))
}

/// How far outside of a port a coordinate along its axis lies, µm.
pub fn past(at: f64, port: &Port) -> f64 {
    (at - port.center[port.facing.axis()]) * way(port)
}

/// Whether a point lies at a port or outside of it, behind its window: on the guide that leaves there.
pub fn leaves(point: [f64; 2], port: &Port) -> bool {
    let axis = port.facing.axis();
    axis < 2
        && past(point[axis], port) > -SNAP
        && (point[1 - axis] - port.center[1 - axis]).abs() <= 0.5 * port.size[1 - axis]
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
        let within = |beyond: f64| ports.clone().map(|port| (port, beyond));
        let extended = extend(&strips, &within(1.0), 20.0);
        assert_eq!(extended.len(), 2);
        assert_eq!(rings::extent(&extended), [[-25.0, 25.1], [-0.25, 2.0]]);
        assert!((rings::area(&extended) - (50.1 + 10.0) * 0.5).abs() < 1e-8); // rounding to 1e-9 µm
        // A guide that ends farther out than the domain's margin is left alone.
        assert_eq!(extend(&strips, &within(0.05)[1..], 20.0), strips);
        // A slanted end, 8° from square, short of the port by 40 nm at most.
        let slanted = rings::unite(&[vec![[-5.0, -0.25], [4.96, -0.25], [5.03, 0.25], [-5.0, 0.25]]]);
        let extended = extend(&slanted, &within(1.0), 20.0);
        assert!((rings::area(&extended) - (10.0 + 39.995) * 0.5).abs() < 1e-8, "{}", rings::area(&extended));
    }
}
