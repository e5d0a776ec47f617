//! A port's modes as results: indices over wavelength, and profiles at the middle of the band taken to nodes.

use ndarray::{Array1, Array2, Array3};

use super::quantity::PortModes;
use crate::modes::{Basis, Mode, Number};
use crate::plan::PortPlan;
use crate::raster::Grid;
use crate::units::{C_UM_PER_FS, TAU, reciprocal};
use crate::yee::{AXES, Component, transverse};

/// The modes of one port over the band's frequencies (c/µm), as the run has them.
pub fn port_modes(grid: &Grid, port: &PortPlan, band: &[f64]) -> PortModes {
    basis_modes(grid, port, &port.basis, band)
}

/// The same from any basis of the port's section.
pub fn basis_modes<T: Number>(grid: &Grid, port: &PortPlan, basis: &Basis<T>, band: &[f64]) -> PortModes {
    let (count, shape) = (port.port.modes, (band.len(), port.port.modes));
    let spectra: Vec<_> = band.iter().map(|f| basis.at(TAU * f)).collect();
    let of = |figure: &dyn Fn(&Mode<T>) -> f64| Array2::from_shape_fn(shape, |(w, m)| figure(&spectra[w][m]));
    let middle = &spectra[band.len() / 2];
    let [u, v] = transverse(port.section.axis);
    // Scene order: x before y before z.
    let swap = grid.frame.0[u] > grid.frame.0[v];
    let axes = if swap { [v, u] } else { [u, v] };
    // The dead cell behind a magnetic wall is none of the profile.
    let walls = [u, v].map(|a| &grid.axes[a]);
    let first = [0, 1].map(|d| port.section.lo[d] + usize::from(walls[d].magnetic[0] && port.section.lo[d] == 0));
    let nodes = |side: usize| -> Array1<f64> {
        let (axis, a) = (&grid.axes[[u, v][side]], side);
        (first[a]..port.section.hi[a]).map(|i| axis.coordinate(i, false)).collect()
    };
    let coordinates = if swap { [nodes(1), nodes(0)] } else { [nodes(0), nodes(1)] };
    let shape_of = port.section.shape();
    let skip = [0, 1].map(|d| first[d] - port.section.lo[d]);
    // Half a cell before a plane of symmetry stands the image: of E's normal and H's tangential part with the same sign at an electric
    // wall; at a magnetic one with the other, so that their mean is zero.
    let images = [0, 1].map(|d| (port.section.lo[d] == 0 && walls[d].mirror).then_some(walls[d].magnetic[0]));
    let component = |component: Component, half: [bool; 2], of: fn(&Mode<T>) -> &Vec<T>| {
        let mut out = Array3::zeros((count, coordinates[0].len(), coordinates[1].len()));
        for (m, mode) in middle.iter().enumerate() {
            for p in skip[0]..shape_of[0] {
                for q in skip[1]..shape_of[1] {
                    let value = at_node(of(mode), shape_of, half, [p, q], images);
                    let [p, q] = [p - skip[0], q - skip[1]];
                    let at = if swap { (m, q, p) } else { (m, p, q) };
                    out[at] = value.complex();
                }
            }
        }
        (grid.frame.component_to_scene(component).name().to_string(), out)
    };
    let mut profiles = vec![
        component(Component::e(u), [true, false], |mode| &mode.eu),
        component(Component::e(v), [false, true], |mode| &mode.ev),
        component(Component::h(u), [false, true], |mode| &mode.hu),
        component(Component::h(v), [true, false], |mode| &mode.hv),
    ];
    profiles.sort_by(|a, b| a.0.cmp(&b.0));
    PortModes {
        port: port.port.name.clone(),
        wavelength_um: band.iter().map(|&f| reciprocal(f)).collect(),
        n_eff: Array2::from_shape_fn(shape, |(w, m)| spectra[w][m].n_eff),
        n_g: of(&|mode| mode.n_g),
        te_fraction: of(&|mode| mode.te_fraction),
        dispersion: Array2::from_shape_fn(shape, |(w, m)| {
            basis.dispersion(m, TAU * band[w]).map_or(f64::NAN, |slope| ps_per_nm_km(slope, band[w]))
        }),
        area_um2: of(&|mode| mode.area_um2),
        edge_fraction: of(&|mode| mode.edge_fraction),
        axes: axes.map(|axis| AXES[grid.frame.0[axis]].to_string()),
        coordinates_um: coordinates,
        profiles,
    }
}

/// The dispersion parameter D of d²β/dω² (µm/c) at a frequency (c/µm): dn_g/dλ / c = −2πf² d²β/dω² / c.
fn ps_per_nm_km(slope: f64, frequency: f64) -> f64 {
    // 1 fs/µm² is 1e-3 ps in 1e-3 nm over 1e-9 km.
    -TAU * frequency * frequency * slope / C_UM_PER_FS * 1e3
}

/// The mean of the two points about a node along axes where the component sits half a cell on; the conducting edge is zero.
fn at_node<T: Number>(
    values: &[T],
    [nu, nv]: [usize; 2],
    half: [bool; 2],
    [p, q]: [usize; 2],
    images: [Option<bool>; 2],
) -> T {
    let pair = |n: usize, i: usize, d: usize| match images[d] {
        _ if !half[d] || n == 1 => [Some(i); 2],
        Some(false) if i == 0 => [Some(i); 2],
        Some(true) if i == 1 => [None; 2],
        _ => [i.checked_sub(1), Some(i)],
    };
    let along = |p: usize| pair(nv, q, 1).into_iter().flatten().map(|q| values[p * nv + q]).sum::<T>();
    pair(nu, p, 0).into_iter().flatten().map(along).sum::<T>() * 0.25
}
