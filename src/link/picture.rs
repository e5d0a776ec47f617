//! Two bars side by side: the watts of the port and of what it replaces, by contribution.

use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::compare::Row;
use super::report::Report;
use crate::results::picture::{COLOURS, PictureError, in_words, refused, register};

const SIZE: (u32, u32) = (760, 560);
const TEXT: i32 = 18;
/// Pixels about the bars.
const LEFT: i32 = 40;
const TOP: i32 = 60;
const BOTTOM: i32 = 490;
const WIDTH: i32 = 170;
const GAP: i32 = 50;

/// Draws the bars as `.svg` or `.png`. A port that replaces nothing stands beside its preset.
pub fn bars(path: &Path, report: &Report) -> Result<(), PictureError> {
    register();
    let against = report.fleet.saving.as_ref().map_or(report.preset, |saving| saving.against);
    let other = report.comparison.iter().find(|row| row.name == against);
    let own = report.comparison.last();
    let rows: Vec<&Row> = other.into_iter().chain(own).collect();
    let drawn = match path.extension().and_then(|end| end.to_str()) {
        Some("svg") => draw(&SVGBackend::new(path, SIZE).into_drawing_area(), &rows),
        Some("png") => draw(&BitMapBackend::new(path, SIZE).into_drawing_area(), &rows),
        _ => return Err(PictureError::Format(path.to_path_buf())),
    };
    drawn.map_err(|why| refused(path, why))
}

/// Of a contribution; the last, the converters' loss, is grey.
fn colour(k: usize) -> RGBColor {
    COLOURS.get(k).copied().unwrap_or(RGBColor(150, 150, 150))
}

fn draw<B: DrawingBackend>(area: &DrawingArea<B, Shift>, rows: &[&Row]) -> Result<(), String> {
    area.fill(&WHITE).map_err(in_words)?;
    let most = rows.iter().map(|row| row.port_w).fold(f64::MIN_POSITIVE, f64::max);
    let pixels = |w: f64| (w / most * f64::from(BOTTOM - TOP)) as i32;
    let text = TextStyle::from(("sans-serif", TEXT)).color(&BLACK);
    for (n, row) in (0..).zip(rows) {
        let left = LEFT + n * (WIDTH + GAP);
        let mut height = 0.0;
        for (k, part) in row.energy.iter().enumerate() {
            let [low, high] = [height, height + part.w].map(|w| BOTTOM - pixels(w));
            height += part.w;
            area.draw(&Rectangle::new([(left, high), (left + WIDTH, low)], colour(k).filled())).map_err(in_words)?;
        }
        let sum = format!("{:.2} W, {:.1} pJ/bit", row.port_w, row.pj_per_bit);
        area.draw_text(&sum, &text, (left, BOTTOM - pixels(height) - 26)).map_err(in_words)?;
        area.draw_text(&row.name, &text, (left, BOTTOM + 12 + 24 * (n % 2))).map_err(in_words)?;
    }
    let left = LEFT + 2 * (WIDTH + GAP);
    let parts = rows.first().map_or(&[][..], |row| &row.energy[..]);
    // From the top down as in the bars.
    let there = parts.iter().enumerate().rev().filter(|(k, _)| rows.iter().any(|row| row.energy[*k].w > 0.0));
    for (n, (k, part)) in (0..).zip(there) {
        let y = TOP + 28 * n;
        area.draw(&Rectangle::new([(left, y), (left + 16, y + 16)], colour(k).filled())).map_err(in_words)?;
        let values: Vec<String> = rows.iter().map(|row| format!("{:.2}", row.energy[k].w)).collect();
        area.draw_text(&format!("{}: {} W", part.name, values.join(", ")), &text, (left + 24, y)).map_err(in_words)?;
    }
    area.present().map_err(in_words)
}
