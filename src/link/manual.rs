//! The link file's reference: its keys, and every figure of the presets with its mark and source.

use std::fmt::Write;

use super::LinkFile;
use super::preset::{NAMES, Rung, preset};
use crate::job::sections;

const OPENING: &str = "# The link file

Generated from the schema by `luxel schema --link --markdown`; do not edit. TOML; the unit of a number is in its key. Keys without a
default are required, those with – may be left out: the preset's figure stands. Unknown keys are errors.
";

/// In Markdown.
pub fn manual() -> String {
    let mut out = format!("{OPENING}{}", sections::<LinkFile>());
    // Writing to a String cannot fail, so the results of `write!` carry nothing.
    let _ = write!(
        out,
        "\n## Figures of the presets\n\nEach can be overridden by its key; `modulator.…` in the ladder's line `modulator`. "
    );
    let _ = writeln!(out, "A preset after the first shows what differs from it.");
    let first = preset(NAMES[0]);
    for preset in NAMES.iter().filter_map(|name| preset(name)) {
        let _ = write!(
            out,
            "\n### `{}`\n\n{}.\n\n| figure | value | mark | source |\n|---|---|---|---|\n",
            preset.name, preset.what
        );
        let of_first = |key: &str| first.as_ref().filter(|f| f.name != preset.name).and_then(|f| f.figures.0.get(key));
        for (key, figure) in preset.figures.0.iter().filter(|(key, figure)| of_first(key) != Some(figure)) {
            let _ = writeln!(out, "| `{key}` | {} | {} | {} |", figure.value, figure.mark.name(), figure.source);
        }
        let losses = preset.ladder.iter().map(|(name, rung)| match rung {
            Rung::Loss(figure) => format!("{name} {} dB ({}: {})", figure.value, figure.mark.name(), figure.source),
            Rung::Split => format!("{name} 10 log10(lanes a laser)"),
            Rung::Modulator => format!("{name}, modulation"),
        });
        let _ = writeln!(out, "\nLadder: {}.", losses.collect::<Vec<_>>().join("; "));
    }
    out
}
