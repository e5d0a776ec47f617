//! The GDSII reader against gdstk: areas, extents and labels of every layer (figures by tests/gds_reference.py).

use std::collections::BTreeMap;
use std::path::Path;

use luxel::geometry::{gds, rings};
use serde::Deserialize;

#[derive(Deserialize)]
struct Figures {
    cell: String,
    layers: BTreeMap<String, Layer>,
    /// Text, layer, text type, x, y.
    labels: Vec<(String, i16, i16, f64, f64)>,
}

#[derive(Deserialize)]
struct Layer {
    area: f64,
    low: [f64; 2],
    high: [f64; 2],
}

#[test]
fn layouts_have_gdstk_s_areas_extents_and_labels() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("tests/data/gds_areas.json")).expect("figures");
    let files: BTreeMap<String, Figures> = serde_json::from_str(&text).expect("figures");
    assert_eq!(files.len(), 4);
    for (file, figures) in &files {
        let drawing = gds::read(&root.join(file), None).expect("a drawing");
        assert_eq!(drawing.cell, figures.cell);
        compare_layers(file, &drawing, &figures.layers);
        compare_labels(file, &drawing, &figures.labels);
    }
}

fn compare_layers(file: &str, drawing: &gds::Drawing, layers: &BTreeMap<String, Layer>) {
    assert_eq!(drawing.polygons.len(), layers.len(), "{file}");
    for ((number, datatype), polygons) in &drawing.polygons {
        let name = format!("{number}/{datatype}");
        let wanted = &layers[&name];
        let union = rings::unite(polygons);
        let error = rings::area(&union) / wanted.area - 1.0;
        // gdstk snaps to 1e-7 µm, on outlines of 1 µm and more a relative 1e-7; round ends (layer 11) are chords in both.
        let tolerance = if *number == 11 { 5e-6 } else { 1e-6 };
        assert!(error.abs() < tolerance, "{file} {name}: off by {error:e}");
        for (axis, [low, high]) in rings::extent(&union).into_iter().enumerate() {
            let off = (low - wanted.low[axis]).abs().max((high - wanted.high[axis]).abs());
            // Round ends may differ by the sagitta of a chord, 1e-5 µm, times the magnification.
            let tolerance = if *number == 11 { 2e-5 } else { 2e-7 };
            assert!(off < tolerance, "{file} {name}: extent off by {off:e} µm");
        }
    }
}

fn compare_labels(file: &str, drawing: &gds::Drawing, wanted: &[(String, i16, i16, f64, f64)]) {
    assert_eq!(drawing.labels.len(), wanted.len(), "{file}");
    for (text, number, texttype, x, y) in wanted {
        // Round-off of two rotations at 200 µm.
        let there = drawing.labels.iter().any(|label| {
            label.text == *text
                && label.layer == (*number, *texttype)
                && (label.at[0] - x).hypot(label.at[1] - y) < 1e-9
        });
        assert!(there, "{file}: no label `{text}` at ({x}, {y})");
    }
}
