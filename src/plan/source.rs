//! One-way mode sources: the incident mode's E and H on two sheets half a cell apart, so that the field beyond the sheets
//! is the mode and the field behind them is only what comes back (Taflove & Hagness 2005, §5.6, on the lattice).
//!
//! Broadband: e(ω) = Σ_q L_q(ω) e_q over the nodes of the port's basis, so each node is one injection whose signal is the
//! pulse shaped by L_q (and, for the sheet of H, by the half cell's phase e^(−iβΔ/2)).

use num_complex::Complex64;

use super::port::{PortPlan, section_box, to_box_order};
use super::pulse::Pulse;
use super::{Coefficients, Injection};
use crate::raster::Grid;
use crate::yee::{Component, transverse};

/// The injections of one mode of a port; coefficients are the plan's.
pub fn mode_source(
    grid: &Grid,
    port: &PortPlan,
    mode: usize,
    pulse: Pulse,
    dt: f64,
    coefficients: &Coefficients,
) -> Vec<Injection> {
    let (section, axis) = (&port.section, port.section.axis);
    let [u, v] = transverse(axis);
    // Waves enter the device against the port's outward direction.
    let direction = if port.positive { -1.0 } else { 1.0 };
    let inverse_dual = 1.0 / grid.axes[axis].dual(port.source);
    // H's sheet lies half a cell upstream of E's.
    let h_plane = if port.positive { port.source } else { port.source - 1 };
    let inverse_primal = 1.0 / grid.axes[axis].primal(h_plane);
    let half_cell = 0.5 * grid.axes[axis].primal(h_plane);
    let (e_box, h_box) = (section_box(section, port.source), section_box(section, h_plane));

    let mut injections = Vec::new();
    for (q, node) in port.basis.nodes().iter().enumerate() {
        let profile = &node[mode];
        // Beyond the band the profile stays that of its edge: a polynomial's tails would outgrow the pulse's.
        let [low, high] = port.basis.band();
        let weight = |omega: f64| port.basis.weight(q, omega.clamp(low, high));
        let e_signal = pulse.shaped(dt, 0.0, |omega| weight(omega).into());
        let h_signal =
            pulse.shaped(dt, 0.5, |omega| weight(omega) * Complex64::cis(-port.basis.beta(mode, omega) * half_cell));
        // ε ∂E/∂t lacks −∂w × H_inc, ∂H/∂t lacks +∂w × E_inc on the far side of the sheets.
        for (component, values, sign) in [(u, &profile.hv, 1.0), (v, &profile.hu, -1.0)] {
            let component = Component::e(component);
            let mut weight = to_box_order(section, values);
            for (weight, point) in weight.iter_mut().zip(points(e_box)) {
                *weight *= sign * inverse_dual * coefficients.cb(component.axis(), point);
            }
            injections.push(Injection::new(component, e_box.0, e_box.1, weight, h_signal.clone()));
        }
        for (component, values, sign) in [(u, &profile.ev, -1.0), (v, &profile.eu, 1.0)] {
            let weight =
                to_box_order(section, values).iter().map(|e| direction * sign * dt * inverse_primal * e).collect();
            injections.push(Injection::new(Component::h(component), h_box.0, h_box.1, weight, e_signal.clone()));
        }
    }
    injections.retain(|injection| injection.weight.iter().any(|&weight| weight != 0.0));
    Injection::joined(injections)
}

/// The points of a box in C order.
pub fn points((lo, hi): ([usize; 3], [usize; 3])) -> impl Iterator<Item = [usize; 3]> {
    (lo[0]..hi[0]).flat_map(move |i| (lo[1]..hi[1]).flat_map(move |j| (lo[2]..hi[2]).map(move |k| [i, j, k])))
}

/// The components that sources can reach: all six, or on a collapsed grid those of the polarizations they drive.
pub fn active(grid: &Grid, excitations: &[Vec<Injection>]) -> [bool; 6] {
    let Some(flat) = grid.collapsed() else { return [true; 6] };
    // E along the collapsed axis goes with H across it, and the other way round.
    let family = |component: Component| component.is_e() == (component.axis() == flat);
    let driven = |which: bool| excitations.iter().flatten().any(|injection| family(injection.component) == which);
    let none = excitations.iter().all(Vec::is_empty);
    crate::yee::COMPONENTS.map(|component| none || driven(family(component)))
}

/// Steps after which no source adds anything.
pub fn last_signal(excitations: &[Vec<Injection>]) -> usize {
    excitations.iter().flatten().map(Injection::steps).max().unwrap_or(0)
}
