//! A problem in a job file, shown at its place.

use std::io::IsTerminal;
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use super::place;

/// One problem. `path` names the value as TOML would (`port[1].center_um`, `grid.cell_um`, `stack.layer[0].z_um[1]`); the place in
/// the file is found from it when the problem is shown, unless `span` (bytes) says it already.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub path: String,
    /// What is wrong, with both numbers.
    pub message: String,
    /// What to do.
    pub help: String,
    pub span: Option<Range<usize>>,
}

/// All problems found.
pub type Problems = Vec<Problem>;

impl Problem {
    pub fn new(path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Problem { path: path.into(), message: message.into(), help: help.into(), span: None }
    }

    pub fn at(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }

    /// Where the problem is in the job's text; `None` where nothing there bears on it.
    pub fn place(&self, text: &str) -> Option<Range<usize>> {
        let found = self.span.clone().or_else(|| place::locate(text, &self.path));
        found.filter(|span| text.get(span.clone()).is_some())
    }
}

/// The problems as plain text, in file order. `file` is the name to show.
pub fn render(file: &str, text: &str, problems: &[Problem]) -> String {
    render_themed(file, text, problems, GraphicalTheme::unicode_nocolor())
}

/// The problems as they are printed on standard error: in colour where that is a terminal.
pub fn render_for_terminal(file: &str, text: &str, problems: &[Problem]) -> String {
    let theme = if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    render_themed(file, text, problems, theme)
}

/// The problems for `--json`, in file order: path, line and column (null where there are none), message, help.
pub fn json(text: &str, problems: &[Problem]) -> serde_json::Value {
    let entry = |(span, problem): (Option<Range<usize>>, &Problem)| {
        let (line, column) = span.map(|span| place::line_and_column(text, span.start)).unzip();
        serde_json::json!({
            "path": problem.path, "line": line, "column": column,
            "message": problem.message, "help": problem.help,
        })
    };
    in_file_order(text, problems).into_iter().map(entry).collect()
}

fn in_file_order<'a>(text: &str, problems: &'a [Problem]) -> Vec<(Option<Range<usize>>, &'a Problem)> {
    let mut placed: Vec<_> = problems.iter().map(|p| (p.place(text), p)).collect();
    placed.sort_by_key(|(span, _)| span.as_ref().map_or((0, 0), |span| (span.start, span.end)));
    placed
}

fn render_themed(file: &str, text: &str, problems: &[Problem], mut theme: GraphicalTheme) -> String {
    theme.characters.error = "✗".into();
    let handler = GraphicalReportHandler::new_themed(theme).with_width(100).with_context_lines(1);
    let mut shown = Vec::new();
    for (span, problem) in in_file_order(text, problems) {
        let name = (!problem.path.is_empty()).then(|| problem.path.clone());
        let label = span.map(|span| LabeledSpan::new_with_span(name, span));
        let diagnostic = MietteDiagnostic::new(&problem.message).with_help(&problem.help).with_labels(label);
        let report = miette::Report::new(diagnostic).with_source_code(Lines { file: file.into(), text: text.into() });
        let mut out = String::new();
        // Writing to a String cannot fail; should a place be unfit to show, the words still are.
        if handler.render_report(&mut out, report.as_ref()).is_err() {
            out = format!("  ✗ {}\n  help: {}\n", problem.message, problem.help);
        }
        shown.push(out);
    }
    shown.join("\n")
}

/// A file of which a problem's own lines are shown, whole and without their neighbours.
struct Lines {
    file: String,
    text: String,
}

impl SourceCode for Lines {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let start = match before {
            0 => span.offset(), // the place itself is asked for, not what is about it
            _ => self.text[..span.offset()].rfind('\n').map_or(0, |newline| newline + 1),
        };
        let end = span.offset() + span.len();
        let end = self.text[end..].find('\n').map_or(self.text.len(), |newline| end + newline);
        let (line, column) = place::line_and_column(&self.text, start);
        Ok(Box::new(MietteSpanContents::new_named(
            self.file.clone(),
            &self.text.as_bytes()[start..end],
            (start, end - start).into(),
            line - 1,
            column - 1,
            self.text[start..end].lines().count(),
        )))
    }
}

/// The candidate nearest to a word that was probably meant: at most a third of its letters differ (one in short words).
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (edits(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (word.chars().count().max(candidate.chars().count()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, without regard to case.
fn edits(a: &str, b: &str) -> usize {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.chars().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Words for a help line: `a`, `b` or `c`.
pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        let keys = ["wavelength_um", "points", "Si", "SiO2", "Si3N4"];
        assert_eq!(nearest("wavelenght_um", keys), Some("wavelength_um"));
        assert_eq!(nearest("sio2", keys), Some("SiO2"));
        assert_eq!(nearest("point", keys), Some("points"));
        assert_eq!(nearest("colour", keys), None);
    }

    #[test]
    fn edit_distances_are_levenshteins() {
        // Levenshtein 1966's own operations, counted by hand.
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("flaw", "lawn"), 2);
    }

    #[test]
    fn problems_come_in_file_order_with_line_and_column() {
        let text = "name = 'x'\n\n[grid]\ncourant = 2\n";
        let problems = [Problem::new("grid.courant", "late", "h"), Problem::new("name", "early", "h")];
        let json = json(text, &problems);
        assert_eq!(json[0]["message"], "early");
        assert_eq!((&json[1]["line"], &json[1]["column"]), (&4.into(), &11.into()));
    }
}
