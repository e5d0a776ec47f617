//! Pictures: |E|² of fields and modes as PNG heat maps, S-parameters over wavelength as PNG or SVG.

mod heat;
mod lines;
mod outline;
mod unfold;

use std::path::{Path, PathBuf};
use std::sync::Once;

use ndarray::{Array1, Array2, Array4, ArrayView3, Axis};
use num_complex::Complex64;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

use super::{Field, PermittivityPlane, PortModes, Results, SParams};
use crate::yee::AXES;
use heat::HeatMap;
pub(crate) use lines::COLOURS;

#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("{}: {why}", path.display())]
    Drawing { path: PathBuf, why: String },
    #[error("{}: pictures end in .png or .svg: rename it", .0.display())]
    Format(PathBuf),
    #[error("monitor `{monitor}` has {points:?} points along x, y, z: a picture needs at least two along two axes")]
    NotAPlane { monitor: String, points: [usize; 3] },
    #[error("`{0}` holds no Ex, Ey or Ez to draw")]
    NoElectricField(String),
}

/// Draws all that a result file is looked at for, beside it: `<stem>-sparams.svg`, `<stem>-<monitor>-<excitation>.png` of every
/// monitor that is a plane or a box, images about planes of symmetry included, `<stem>-modes-<port>.png`. Returns the paths written.
pub fn draw(results: &Results, beside: &Path) -> Result<Vec<PathBuf>, PictureError> {
    let stem = beside.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let named = |name: String| beside.with_file_name(format!("{stem}-{name}"));
    let mut written = Vec::new();
    if let Some(s) = &results.sparams {
        written.push(named("sparams.svg".into()));
        sparams(&written[written.len() - 1], s)?;
    }
    let permittivity: Vec<_> =
        results.permittivity.iter().map(|half| unfold::permittivity(half, &results.run)).collect();
    for half in &results.fields {
        let one = &unfold::field(half, &results.run);
        if one.coordinates_um.iter().filter(|axis| axis.len() > 1).count() < 2 {
            continue;
        }
        let at = |plane: &&PermittivityPlane| {
            let axis = AXES.iter().position(|name| *name == plane.normal);
            axis.is_some_and(|axis| one.coordinates_um[axis].iter().any(|x| (x - plane.at_um).abs() < 1e-9))
        };
        written.push(named(format!("{}-{}.png", one.monitor, one.excitation)));
        field(&written[written.len() - 1], one, one.wavelength_um.len() / 2, permittivity.iter().find(at))?;
    }
    if results.sparams.is_none() {
        for port in results.modes.iter().filter(|port| port.coordinates_um.iter().all(|axis| axis.len() > 1)) {
            written.push(named(format!("modes-{}.png", port.port)));
            modes(&written[written.len() - 1], port)?;
        }
    }
    Ok(written)
}

/// |E|² of a monitor at one of its wavelengths as a PNG, true to scale, with the outline of the structures if their
/// permittivity on this plane is given. A box is cut at the middle of its axis with the fewest points.
pub fn field(
    path: &Path,
    field: &Field,
    wavelength: usize,
    permittivity: Option<&PermittivityPlane>,
) -> Result<(), PictureError> {
    let intensity = field_intensity(field, wavelength)?;
    let points = [0, 1, 2].map(|axis| field.coordinates_um[axis].len());
    let normal = (0..3).min_by_key(|&axis| points[axis]).unwrap_or(2);
    let across: Vec<usize> = (0..3).filter(|&axis| axis != normal).collect();
    if across.iter().any(|&axis| points[axis] < 2) {
        return Err(PictureError::NotAPlane { monitor: field.monitor.clone(), points });
    }
    let cut = points[normal] / 2;
    let names = AXES;
    let map = HeatMap {
        title: format!(
            "{}, {} excited, {:.4} µm, {} = {} µm",
            field.monitor,
            field.excitation,
            field.wavelength_um[wavelength],
            names[normal],
            tick(&field.coordinates_um[normal][cut])
        ),
        axes: [names[across[0]], names[across[1]]],
        coordinates: [0, 1].map(|axis| &field.coordinates_um[across[axis]]),
        values: intensity.index_axis(Axis(normal), cut).to_owned(),
        permittivity: permittivity.filter(|plane| plane.normal == names[normal]),
    };
    draw_maps(path, &[map])
}

/// |E|² of a port's modes side by side as a PNG, with what tells them apart.
pub fn modes(path: &Path, port: &PortModes) -> Result<(), PictureError> {
    let middle = port.wavelength_um.len() / 2;
    let mut maps = Vec::new();
    for mode in 0..port.n_eff.ncols() {
        let electric = port.profiles.iter().filter(|(name, _)| name.starts_with('E'));
        let shape = [0, 1].map(|axis| port.coordinates_um[axis].len());
        let mut values = Array2::zeros(shape);
        let mut found = false;
        for (_, profile) in electric {
            values += &profile.index_axis(Axis(0), mode).map(Complex64::norm_sqr);
            found = true;
        }
        if !found {
            return Err(PictureError::NoElectricField(port.port.clone()));
        }
        maps.push(HeatMap {
            title: format!(
                "{} mode {mode}: n = {:.4}, TE {:.0} %",
                port.port,
                port.n_eff[[middle, mode]].re,
                100.0 * port.te_fraction[[middle, mode]]
            ),
            axes: [&port.axes[0], &port.axes[1]],
            coordinates: [&port.coordinates_um[0], &port.coordinates_um[1]],
            values,
            permittivity: None,
        });
    }
    draw_maps(path, &maps)
}

/// |S|² in dB over wavelength for every excited pair, as `.svg` or `.png`.
pub fn sparams(path: &Path, sparams: &SParams) -> Result<(), PictureError> {
    register();
    let plot = lines::Plot::new(sparams);
    let drawn = match path.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => plot.draw(&SVGBackend::new(path, plot.size()).into_drawing_area()),
        Some("png") => plot.draw(&BitMapBackend::new(path, plot.size()).into_drawing_area()),
        _ => return Err(PictureError::Format(path.to_path_buf())),
    };
    drawn.map_err(|why| refused(path, why))
}

fn field_intensity(field: &Field, wavelength: usize) -> Result<ndarray::Array3<f64>, PictureError> {
    let electric: Vec<ArrayView3<Complex64>> = field
        .components
        .iter()
        .filter(|(name, _)| name.starts_with('E'))
        .map(|(_, values): &(String, Array4<Complex64>)| values.index_axis(Axis(0), wavelength))
        .collect();
    let [first, others @ ..] = electric.as_slice() else {
        return Err(PictureError::NoElectricField(field.monitor.clone()));
    };
    let mut intensity = first.map(Complex64::norm_sqr);
    for component in others {
        intensity += &component.map(Complex64::norm_sqr);
    }
    Ok(intensity)
}

/// Heat maps in rows of three.
fn draw_maps(path: &Path, maps: &[HeatMap]) -> Result<(), PictureError> {
    if path.extension().is_none_or(|extension| extension != "png") {
        return Err(PictureError::Format(path.to_path_buf()));
    }
    register();
    let columns = maps.len().clamp(1, 3);
    let rows = maps.len().div_ceil(columns);
    let sizes = || maps.iter().map(HeatMap::size);
    let (wide, high) = (sizes().map(|size| size.0).max().unwrap_or(1), sizes().map(|size| size.1).max().unwrap_or(1));
    let size = (wide * columns as u32, high * rows as u32);
    let root = BitMapBackend::new(path, size).into_drawing_area();
    let draw = || -> Result<(), String> {
        root.fill(&WHITE).map_err(in_words)?;
        for (map, area) in maps.iter().zip(root.split_evenly((rows, columns))) {
            map.draw(&area)?;
        }
        root.present().map_err(in_words)
    };
    draw().map_err(|why| refused(path, why))
}

pub(crate) fn refused(path: &Path, why: String) -> PictureError {
    PictureError::Drawing { path: path.to_path_buf(), why }
}

/// plotters' errors differ by backend; all that can be done with any is to show it.
pub(crate) fn in_words(error: impl std::error::Error) -> String {
    error.to_string()
}

/// Pictures need no fonts of the system: DejaVu Sans (Latin and Greek), under the licence beside it.
pub(crate) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let font = include_bytes!("font/DejaVuSans.ttf");
        if register_font("sans-serif", FontStyle::Normal, font).is_err() {
            unreachable!("the font is part of the program, and a test draws with it");
        }
    });
}

/// A tick's label: short, whatever its size.
fn tick(value: &f64) -> String {
    match value.abs() {
        zero if zero < 1e-12 => "0".to_string(),
        size if !(1e-3..1e5).contains(&size) => format!("{value:.1e}"),
        _ => {
            let text = format!("{value:.4}");
            text.trim_end_matches('0').trim_end_matches('.').replace('-', "−")
        }
    }
}

/// Index and weight to interpolate linearly at a place within ascending coordinates; held at their ends.
fn place(coordinates: &Array1<f64>, at: f64) -> (usize, f64) {
    let last = coordinates.len() - 1;
    let above = coordinates.iter().position(|&c| c > at).unwrap_or(last);
    let below = above.clamp(1, last) - 1;
    let step = coordinates[below + 1] - coordinates[below];
    (below, ((at - coordinates[below]) / step).clamp(0.0, 1.0))
}

/// Values on graded coordinates, interpolated to pixels: `[row from the top][column]`.
fn resample(values: &Array2<f64>, coordinates: [&Array1<f64>; 2], across: &[f64], down: &[f64]) -> Array2<f64> {
    let columns: Vec<(usize, f64)> = across.iter().map(|&u| place(coordinates[0], u)).collect();
    let rows: Vec<(usize, f64)> = down.iter().map(|&v| place(coordinates[1], v)).collect();
    Array2::from_shape_fn((rows.len(), columns.len()), |(row, column)| {
        let ((i, a), (j, b)) = (columns[column], rows[row]);
        let along = |j| (1.0 - a) * values[[i, j]] + a * values[[i + 1, j]];
        (1.0 - b) * along(j) + b * along(j + 1)
    })
}

#[cfg(test)]
mod tests;
