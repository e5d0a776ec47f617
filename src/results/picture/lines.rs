//! S-parameters over wavelength.

use plotters::coord::Shift;
use plotters::prelude::*;

use super::{in_words, tick};
use crate::results::SParams;
use crate::results::table::{Channel, at, excited_pairs, name};
use crate::units::db;

pub(super) struct Plot<'a> {
    sparams: &'a SParams,
    pairs: Vec<(Channel, Channel)>,
    /// dB, lowest and highest shown.
    range: [f64; 2],
}

/// Below this the axis ends, so that one faint reflection does not flatten the rest.
const FLOOR_DB: f64 = -60.0;
const TEXT: i32 = 18;
const LINE: i32 = 24;
const TOP: i32 = 16;

/// Colours that colour-blind readers tell apart (Okabe and Ito 2008); reversed pairs repeat theirs, dashed.
pub(crate) const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
];

impl<'a> Plot<'a> {
    pub fn new(sparams: &'a SParams) -> Self {
        let mut plot = Plot { sparams, pairs: Vec::new(), range: [f64::INFINITY, f64::NEG_INFINITY] };
        // What a symmetry forbids is exactly zero and has no place on an axis in dB.
        let visible = |&pair: &_| !plot.curve(pair).is_empty();
        plot.pairs = excited_pairs(sparams).into_iter().filter(visible).collect();
        for &pair in &plot.pairs {
            for (_, level) in plot.curve(pair) {
                plot.range = [plot.range[0].min(level), plot.range[1].max(level)];
            }
        }
        let high = (plot.range[1] / 5.0).ceil().max(-11.0) * 5.0;
        let low = ((plot.range[0] / 5.0).floor() * 5.0).clamp(FLOOR_DB, high - 5.0);
        plot.range = if plot.range[1].is_finite() { [low, high] } else { [FLOOR_DB, 0.0] };
        plot
    }

    /// Pixels, with room for the legend.
    pub fn size(&self) -> (u32, u32) {
        let legend = (self.pairs.len() as i32 + 2) * LINE + TOP;
        (700 + self.legend_width() as u32, 520.max(legend) as u32)
    }

    /// A glyph is about half as wide as the text is high.
    fn legend_width(&self) -> i32 {
        let labels = self.pairs.iter().map(|&pair| self.label(pair).chars().count());
        60 + labels.max().unwrap_or(0) as i32 * TEXT * 11 / 20
    }

    fn label(&self, (to, from): (Channel, Channel)) -> String {
        format!("{} → {}", name(self.sparams, from), name(self.sparams, to))
    }

    /// Wavelength and dB, where there is a number.
    fn curve(&self, (to, from): (Channel, Channel)) -> Vec<(f64, f64)> {
        let level = |w: usize| db(at(self.sparams, w, to, from).norm());
        let wavelengths = self.sparams.wavelength_um.iter().enumerate();
        let points = wavelengths.map(|(w, &wavelength)| (wavelength, level(w)));
        points.filter(|(_, level)| level.is_finite()).collect()
    }

    /// Colour, and whether dashed: (a → b) and (b → a) share their colour.
    fn style(&self, pair: (Channel, Channel)) -> (RGBColor, bool) {
        let place = |wanted| self.pairs.iter().position(|&pair| pair == wanted);
        let (here, reversed) = (place(pair), place((pair.1, pair.0)));
        let first = here.min(reversed.or(here)).unwrap_or(0);
        let mut firsts: Vec<usize> = Vec::new();
        for (n, &(to, from)) in self.pairs.iter().enumerate().take(first) {
            if place((from, to)).is_none_or(|other| other >= n) {
                firsts.push(n);
            }
        }
        (COLOURS[firsts.len() % COLOURS.len()], Some(first) != here)
    }

    pub fn draw<B: DrawingBackend>(&self, root: &DrawingArea<B, Shift>) -> Result<(), String> {
        root.fill(&WHITE).map_err(in_words)?;
        let (left, right) = root.split_horizontally(root.dim_in_pixel().0 as i32 - self.legend_width());
        self.draw_curves(&left)?;
        self.draw_legend(&right)?;
        root.present().map_err(in_words)
    }

    fn draw_curves<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<(), String> {
        let wavelengths = &self.sparams.wavelength_um;
        let (first, last) = (wavelengths[0], wavelengths[wavelengths.len() - 1]);
        // A single wavelength still needs an axis.
        let room = if last > first { 0.0 } else { 0.01 };
        let [low, high] = self.range;
        let mut chart = ChartBuilder::on(area)
            .margin_top(TOP)
            .margin_right(TOP)
            .margin_left(12)
            .x_label_area_size(64)
            .y_label_area_size(72)
            .build_cartesian_2d(first - room..last + room, low..high)
            .map_err(in_words)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(BLACK.mix(0.15))
            .x_labels(6)
            .y_labels(8)
            .x_desc("wavelength (µm)")
            .y_desc("|S|² (dB)")
            .x_label_formatter(&tick)
            .y_label_formatter(&tick)
            .label_style(("sans-serif", TEXT))
            .draw()
            .map_err(in_words)?;
        for &pair in &self.pairs {
            let (colour, dashed) = self.style(pair);
            let line = colour.stroke_width(2);
            let points = self.curve(pair);
            if points.len() == 1 {
                let dots = points.iter().map(|&point| Circle::new(point, 4, colour.filled()));
                chart.draw_series(dots).map_err(in_words)?;
            } else if dashed {
                let dashes = DashedLineSeries::new(points, 8, 6, line);
                chart.draw_series(dashes).map_err(in_words)?;
            } else {
                chart.draw_series(LineSeries::new(points, line)).map_err(in_words)?;
            }
        }
        Ok(())
    }

    fn draw_legend<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<(), String> {
        let text = TextStyle::from(("sans-serif", TEXT)).color(&BLACK);
        for (row, &pair) in (0..).zip(&self.pairs) {
            let (colour, dashed) = self.style(pair);
            let y = TOP + row * LINE;
            let middle = y + TEXT / 2;
            let parts: &[[i32; 2]] = if dashed { &[[4, 12], [18, 26]] } else { &[[4, 30]] };
            for &[from, to] in parts {
                let line = PathElement::new([(from, middle), (to, middle)], colour.stroke_width(2));
                area.draw(&line).map_err(in_words)?;
            }
            area.draw_text(&self.label(pair), &text, (38, y)).map_err(in_words)?;
        }
        Ok(())
    }
}
