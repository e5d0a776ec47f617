//! A heat map: values on a plane, true to scale, with axes in µm and a colour bar.

use ndarray::{Array1, Array2};
use plotters::coord::Shift;
use plotters::prelude::*;

use super::{in_words, outline, resample, tick};
use crate::results::PermittivityPlane;

pub(super) struct HeatMap<'a> {
    pub title: String,
    /// Names of the horizontal and the vertical axis, their coordinates (µm), and values over both.
    pub axes: [&'a str; 2],
    pub coordinates: [&'a Array1<f64>; 2],
    pub values: Array2<f64>,
    pub permittivity: Option<&'a PermittivityPlane>,
}

/// Pixels: the largest map, the least side that can still be read, and the room around it.
const LARGEST: [f64; 2] = [960.0, 640.0];
const LEAST: f64 = 120.0;
const TOP: u32 = 48;
const BOTTOM: u32 = 64;
const LEFT: u32 = 84;
const BAR: u32 = 130;
const EDGE: u32 = 12;
const TEXT: i32 = 18;

type Area<'a, 'b> = DrawingArea<BitMapBackend<'a>, Shift>;

impl HeatMap<'_> {
    /// Pixels of the whole picture.
    pub fn size(&self) -> (u32, u32) {
        let [wide, high] = self.map_size();
        (LEFT + wide + BAR, TOP + high + BOTTOM)
    }

    /// Pixels of the map: one scale for both axes, unless the thinner one would vanish.
    fn map_size(&self) -> [u32; 2] {
        let extent = [0, 1].map(|axis| {
            let [low, high] = self.range(axis);
            high - low
        });
        let scale = (LARGEST[0] / extent[0]).min(LARGEST[1] / extent[1]);
        extent.map(|length| (length * scale).max(LEAST).round() as u32)
    }

    fn range(&self, axis: usize) -> [f64; 2] {
        let coordinates = self.coordinates[axis];
        [coordinates[0], coordinates[coordinates.len() - 1]]
    }

    pub fn draw(&self, area: &Area) -> Result<(), String> {
        let [wide, high] = self.map_size();
        let style = TextStyle::from(("sans-serif", TEXT)).color(&BLACK);
        area.draw_text(&self.title, &style, (LEFT as i32, 14)).map_err(in_words)?;
        let peak = self.values.iter().copied().fold(0.0, f64::max);
        let peak = if peak > 0.0 { peak } else { 1.0 };
        let (map, rest) = area.split_horizontally(LEFT + wide);
        let (map, _) = map.split_vertically(TOP + high + BOTTOM);
        let (bar, _) = rest.split_vertically(TOP + high + BOTTOM);
        self.draw_map(&map, peak)?;
        draw_bar(&bar, peak)
    }

    fn draw_map(&self, area: &Area, peak: f64) -> Result<(), String> {
        let [[u0, u1], [v0, v1]] = [0, 1].map(|axis| self.range(axis));
        let mut chart = ChartBuilder::on(area)
            .margin_top(TOP)
            .margin_left(EDGE)
            .x_label_area_size(BOTTOM)
            .y_label_area_size(LEFT - EDGE)
            .build_cartesian_2d(u0..u1, v0..v1)
            .map_err(in_words)?;
        let (wide, high) = chart.plotting_area().dim_in_pixel();
        let pixels = self.pixels(wide as usize, high as usize, peak);
        let image = BitMapElement::with_owned_buffer((u0, v1), (wide, high), pixels);
        let image = image.ok_or("the picture's pixels do not fill it")?;
        chart.plotting_area().draw(&image).map_err(in_words)?;
        // Ticks about 80 pixels apart.
        chart
            .configure_mesh()
            .disable_mesh()
            .x_labels(1 + wide as usize / 80)
            .y_labels(1 + high as usize / 80)
            .x_desc(format!("{} (µm)", self.axes[0]))
            .y_desc(format!("{} (µm)", self.axes[1]))
            .x_label_formatter(&tick)
            .y_label_formatter(&tick)
            .label_style(("sans-serif", TEXT))
            .draw()
            .map_err(in_words)
    }

    /// RGB rows from the top.
    fn pixels(&self, wide: usize, high: usize, peak: f64) -> Vec<u8> {
        let [[u0, u1], [v0, v1]] = [0, 1].map(|axis| self.range(axis));
        let middle = |n: usize, count: usize| (n as f64 + 0.5) / count as f64;
        let across: Vec<f64> = (0..wide).map(|n| u0 + (u1 - u0) * middle(n, wide)).collect();
        let down: Vec<f64> = (0..high).map(|n| v1 - (v1 - v0) * middle(n, high)).collect();
        let values = resample(&self.values, self.coordinates, &across, &down);
        let edges = self.permittivity.map(|plane| outline::edges(plane, &across, &down));
        let mut pixels = Vec::with_capacity(3 * wide * high);
        for (place, value) in values.indexed_iter() {
            let mut colour = inferno(value / peak);
            if edges.as_ref().is_some_and(|edges| edges[place]) {
                // Light on the dark half of the colours, dark on the other.
                let line = if value / peak < 0.6 { 510 } else { 0 };
                colour = colour.map(|channel| ((u32::from(channel) + line) / 3) as u8);
            }
            pixels.extend(colour);
        }
        pixels
    }
}

fn draw_bar(area: &Area, peak: f64) -> Result<(), String> {
    let mut chart = ChartBuilder::on(area)
        .margin_top(TOP)
        .margin_bottom(BOTTOM)
        .margin_left(16)
        .set_label_area_size(LabelAreaPosition::Right, BAR - 16 - 24)
        .build_cartesian_2d(0.0..1.0, 0.0..peak)
        .map_err(in_words)?;
    let (wide, high) = chart.plotting_area().dim_in_pixel();
    let rows = (0..high).rev().map(|row| inferno((row as f64 + 0.5) / high as f64));
    let pixels = rows.flat_map(|colour| colour.repeat(wide as usize)).collect();
    let image = BitMapElement::with_owned_buffer((0.0, peak), (wide, high), pixels);
    let image = image.ok_or("the colour bar's pixels do not fill it")?;
    chart.plotting_area().draw(&image).map_err(in_words)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .disable_x_axis()
        .y_labels(1 + high as usize / 80)
        .y_label_formatter(&|value| format!(" {}", tick(value)))
        .label_style(("sans-serif", TEXT))
        .draw()
        .map_err(in_words)?;
    let style = TextStyle::from(("sans-serif", TEXT)).color(&BLACK);
    area.draw_text("|E|²", &style, (16, 14)).map_err(in_words)
}

/// The perceptually uniform colour map "inferno" (van der Walt and Smith 2015, CC0), linear between nine of its colours.
pub(super) fn inferno(fraction: f64) -> [u8; 3] {
    const STOPS: [[u8; 3]; 9] = [
        [0, 0, 4],
        [31, 12, 72],
        [85, 15, 109],
        [136, 34, 106],
        [186, 54, 85],
        [227, 89, 51],
        [249, 140, 10],
        [249, 201, 50],
        [252, 255, 164],
    ];
    let along = fraction.clamp(0.0, 1.0) * (STOPS.len() - 1) as f64;
    let below = (along as usize).min(STOPS.len() - 2);
    let part = along - below as f64;
    [0, 1, 2].map(|channel| {
        let [low, high] = [STOPS[below], STOPS[below + 1]].map(|stop| f64::from(stop[channel]));
        (low + part * (high - low)).round() as u8
    })
}
