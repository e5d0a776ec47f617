//! The series of a case as an SVG of a few kilobytes: errors over the step on logarithmic axes with guides of order 1 and 2, spectra
//! over wavelength.

use std::path::Path;

use luxel::results::picture::{COLOURS, PictureError, in_words, refused, register};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::series::{Kind, Series};

const TEXT: i32 = 15;
const ROW: i32 = 21;
/// Pixels that the axes span, and where the legend begins.
const ACROSS: [i32; 2] = [82, 482];
const DOWN: [i32; 2] = [16, 356];
const LEGEND: i32 = 500;
const GREY: RGBColor = RGBColor(170, 170, 170);

/// Draws the series of one case.
pub fn draw(path: &Path, series: &[&Series]) -> Result<(), PictureError> {
    register();
    let longest = series.iter().map(|one| label(one).chars().count()).max().unwrap_or(0) as i32;
    let high = (DOWN[1] + 60).max(DOWN[0] + (series.len() as i32 + 1) * ROW);
    // A glyph is about half as wide as the text is high.
    let size = ((LEGEND + 40 + longest * TEXT * 11 / 20) as u32, high as u32);
    drawn(&SVGBackend::new(path, size).into_drawing_area(), series).map_err(|why| refused(path, why))
}

/// An axis between two values and two pixels.
struct Scale {
    range: [f64; 2],
    pixels: [i32; 2],
    logarithmic: bool,
}

impl Scale {
    fn at(&self, value: f64) -> i32 {
        let of = |x: f64| if self.logarithmic { x.ln() } else { x };
        let [low, high] = self.range.map(of);
        let [from, to] = self.pixels.map(f64::from);
        (from + (to - from) * (of(value) - low) / (high - low)).round() as i32
    }

    /// Where a number stands: 1, 2 and 5 of each decade (more where there are few), or round steps.
    fn ticks(&self) -> Vec<f64> {
        let [low, high] = self.range;
        if self.logarithmic {
            let many = (high / low).log10() > 3.0;
            let decades = low.log10().floor() as i32..=high.log10().ceil() as i32;
            let digits: &[f64] = if high < 8.0 * low { &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0] } else { &[1.0, 2.0, 5.0] };
            let of = |decade: i32| digits.iter().map(move |digit| digit * 10_f64.powi(decade));
            return decades.flat_map(of).filter(|t| (low..=high).contains(t) && (!many || is_decade(*t))).collect();
        }
        let rough = (high - low) / 5.5;
        let decade = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * decade).into_iter().find(|step| *step >= rough);
        let step = step.unwrap_or(rough);
        let first = (low / step - 1e-9).ceil() as i32;
        let last = (high / step + 1e-9).floor() as i32;
        (first..=last).map(|n| f64::from(n) * step).collect()
    }
}

fn is_decade(value: f64) -> bool {
    (value.log10() - value.log10().round()).abs() < 1e-9
}

fn label(series: &Series) -> String {
    let by = if series.diagonal { ", diagonal" } else { "" };
    match (series.kind, series.order()) {
        (Kind::Spectrum, _) => series.name.clone(),
        (Kind::Convergence, Some(order)) => format!("{}{by}: order {order:.2}", series.name).replace('-', "−"),
        (Kind::Convergence, None) => format!("{}{by}: changes sign", series.name),
    }
}

/// Lowest and highest of values.
fn extent(values: impl Iterator<Item = f64>) -> [f64; 2] {
    values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)])
}

fn scales(series: &[&Series], kind: Kind) -> [Scale; 2] {
    let points = || series.iter().flat_map(|one| one.dots.iter().chain(&one.line));
    let (across, [low, high]) = (extent(points().map(|p| p[0])), extent(points().map(|p| p[1].abs())));
    let (x, y) = match kind {
        Kind::Convergence => {
            // Steps in nm.
            ([900.0 * across[0], 1100.0 * across[1]], [(0.7 * low).max(1e-9), 1.4 * high])
        }
        Kind::Spectrum => (across, [0.0, 1.05 * high]),
    };
    let logarithmic = kind == Kind::Convergence;
    [Scale { range: x, pixels: ACROSS, logarithmic }, Scale { range: y, pixels: [DOWN[1], DOWN[0]], logarithmic }]
}

fn drawn<B: DrawingBackend>(area: &DrawingArea<B, Shift>, series: &[&Series]) -> Result<(), String> {
    area.fill(&WHITE).map_err(in_words)?;
    let kind = series[0].kind;
    let scales = scales(series, kind);
    axes(area, &scales, kind)?;
    if kind == Kind::Convergence {
        guides(area, &scales)?;
    }
    let mut n = 0;
    for (row, one) in (0..).zip(series) {
        // What is by the diagonal alone follows what it stands beside, and has its colour.
        n += usize::from(row > 0 && !one.diagonal);
        curve(area, &scales, one, n)?;
        let y = DOWN[0] + row * ROW;
        mark(area, (LEGEND + 8, y + TEXT / 2), n, one.diagonal)?;
        let text = TextStyle::from(("sans-serif", TEXT)).color(&BLACK);
        area.draw_text(&label(one), &text, (LEGEND + 20, y)).map_err(in_words)?;
    }
    area.present().map_err(in_words)
}

fn axes<B: DrawingBackend>(area: &DrawingArea<B, Shift>, [x, y]: &[Scale; 2], kind: Kind) -> Result<(), String> {
    let text = |h, v| TextStyle::from(("sans-serif", TEXT)).color(&BLACK).pos(Pos::new(h, v));
    for tick in x.ticks() {
        let at = x.at(tick);
        line(area, [(at, DOWN[1]), (at, DOWN[0])], BLACK.mix(0.12))?;
        area.draw_text(&number(tick), &text(HPos::Center, VPos::Top), (at, DOWN[1] + 6)).map_err(in_words)?;
    }
    for tick in y.ticks() {
        let at = y.at(tick);
        line(area, [(ACROSS[0], at), (ACROSS[1], at)], BLACK.mix(0.12))?;
        area.draw_text(&number(tick), &text(HPos::Right, VPos::Center), (ACROSS[0] - 6, at)).map_err(in_words)?;
    }
    let corners = [(ACROSS[0], DOWN[0]), (ACROSS[1], DOWN[1])];
    area.draw(&Rectangle::new(corners, BLACK.mix(0.5).stroke_width(1))).map_err(in_words)?;
    let (across, up) = match kind {
        Kind::Convergence => ("cell (nm)", "|measured / exact − 1|"),
        Kind::Spectrum => ("wavelength (µm); lines: reference, dots: luxel", ""),
    };
    let middle = |ends: [i32; 2]| (ends[0] + ends[1]) / 2;
    let below = (middle(ACROSS), DOWN[1] + 30);
    area.draw_text(across, &text(HPos::Center, VPos::Top), below).map_err(in_words)?;
    let upright = text(HPos::Center, VPos::Top).transform(FontTransform::Rotate270);
    area.draw_text(up, &upright, (8, middle(DOWN))).map_err(in_words)
}

/// Lines of order 1 and 2 from the upper right corner, as far as they are within the axes.
fn guides<B: DrawingBackend>(area: &DrawingArea<B, Shift>, [x, y]: &[Scale; 2]) -> Result<(), String> {
    let text = TextStyle::from(("sans-serif", TEXT)).color(&GREY);
    for order in [1.0, 2.0] {
        let step = x.range[0].max(x.range[1] * (y.range[0] / y.range[1]).powf(1.0 / order));
        let error = y.range[1] * (step / x.range[1]).powf(order);
        let end = (x.at(step), y.at(error));
        line(area, [(ACROSS[1], DOWN[0]), end], GREY)?;
        let beside = (end.0 + 6, end.1 - if step > x.range[0] { 18 } else { 2 });
        area.draw_text(&format!("order {order}"), &text, beside).map_err(in_words)?;
    }
    Ok(())
}

fn curve<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    scales: &[Scale; 2],
    one: &Series,
    n: usize,
) -> Result<(), String> {
    let colour = COLOURS[n % COLOURS.len()];
    let unit = if one.kind == Kind::Convergence { 1000.0 } else { 1.0 };
    let place = |point: &[f64; 2]| {
        let value = if one.kind == Kind::Convergence { point[1].abs().max(scales[1].range[0]) } else { point[1] };
        (scales[0].at(unit * point[0]), scales[1].at(value))
    };
    let there = |points: &[[f64; 2]]| -> Vec<(i32, i32)> {
        points.iter().filter(|point| point[1].is_finite()).map(place).collect()
    };
    let (dots, path) = (there(&one.dots), there(if one.line.is_empty() { &one.dots } else { &one.line }));
    area.draw(&PathElement::new(path, colour.mix(if one.diagonal { 0.4 } else { 0.9 }))).map_err(in_words)?;
    dots.into_iter().try_for_each(|at| mark(area, at, n, one.diagonal))
}

/// A dot; from the eighth series on a square, and hollow for the diagonal.
fn mark<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    (x, y): (i32, i32),
    n: usize,
    hollow: bool,
) -> Result<(), String> {
    let colour = COLOURS[n % COLOURS.len()];
    let style = if hollow { colour.stroke_width(1) } else { colour.filled() };
    match n / COLOURS.len() {
        0 => area.draw(&Circle::new((x, y), 4, style)),
        1 => area.draw(&Rectangle::new([(x - 4, y - 4), (x + 4, y + 4)], style)),
        _ => area.draw(&TriangleMarker::new((x, y), 6, style)),
    }
    .map_err(in_words)
}

fn line<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    ends: [(i32, i32); 2],
    colour: impl Into<ShapeStyle>,
) -> Result<(), String> {
    area.draw(&PathElement::new(ends, colour)).map_err(in_words)
}

fn number(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-3 {
        return format!("{value:.0e}").replace('-', "−");
    }
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').into()
}
