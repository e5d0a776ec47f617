//! `--set KEY=VALUE`: a job file's text with some values replaced, so that what ran is still one file with places in it.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::place::{self, Step};
use super::{Problem, Problems, read};

/// The text with each `(key, value)` applied in turn. A key is a path (`grid.cell_um`, `port[0].size_um[1]`); a value is TOML,
/// or a string where it is not. Comments and order stay; a key that is absent is added to its table.
pub fn apply<S: AsRef<str>>(text: &str, settings: &[(S, S)]) -> Result<String, Problems> {
    let mut text = text.to_string();
    for (key, value) in settings {
        text = set(&text, key.as_ref(), value.as_ref()).map_err(|problem| vec![problem])?;
    }
    Ok(text)
}

fn set(text: &str, key: &str, value: &str) -> Result<String, Problem> {
    let refuse = |why: &str, help: &str| Err(Problem::new(key, format!("`{key}` cannot be set: {why}"), help));
    let Some(steps) = place::steps(key) else {
        return refuse("this is not a key", "write it as in `port[0].size_um[1]`");
    };
    let literal = match DeValue::parse(value) {
        Ok(_) => value.trim().to_string(),
        Err(_) => toml::Value::from(value).to_string(),
    };
    let root = DeTable::parse(text).map_err(|error| read::syntax(&error))?;
    let passed = place::follow(root.get_ref(), &steps);
    let changed = match passed.last() {
        Some((found, span)) if passed.len() == steps.len() => {
            if has_header(found, span, text) {
                return refuse("it is a table", "set one of its keys");
            }
            splice(text, span.clone(), &literal)
        }
        Some((DeValue::Array(array), _)) => {
            let why = format!("there are {} of them, counted from 0", array.len());
            return refuse(&why, "add it to the file");
        }
        parent => {
            let Some(rest) = keys(&steps[passed.len()..]) else {
                return refuse("there is no such array", "add it to the file");
            };
            add(text, &keys(&steps).unwrap_or_default(), &rest, &literal, parent)
        }
    };
    match DeTable::parse(&changed) {
        Ok(_) => Ok(changed),
        Err(_) => refuse("its table cannot be added to", "add it to the file"),
    }
}

/// Whether a value is written under headers of its own, not in one piece that could be replaced.
fn has_header(value: &DeValue, span: &Range<usize>, text: &str) -> bool {
    match value {
        DeValue::Table(_) => !text[span.clone()].starts_with('{'),
        DeValue::Array(array) => array.first().is_some_and(|one| has_header(one.get_ref(), &one.span(), text)),
        _ => false,
    }
}

fn splice(text: &str, span: Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..span.start], &text[span.end..])
}

/// Adds a key that is absent: beneath its table's header, within its inline table, before the dotted key that opens its table,
/// at the top of the file, or in a new table.
fn add(
    text: &str,
    path: &[String],
    rest: &[String],
    literal: &str,
    parent: Option<&(&DeValue, Range<usize>)>,
) -> String {
    let line = format!("{} = {literal}", rest.join("."));
    match parent {
        None if rest.len() == 1 => format!("{line}\n{text}"),
        Some((DeValue::Table(table), span)) if text[span.clone()].starts_with('{') => {
            let comma = if table.is_empty() { "" } else { "," };
            splice(text, span.start..span.start + 1, &format!("{{ {line}{comma}"))
        }
        Some((_, span)) if text[span.clone()].starts_with('[') => {
            splice(text, span.end..span.end, &format!("\n{line}"))
        }
        Some((_, span)) if is_dotted_key(text, span) => {
            let start = line_start(text, span);
            splice(text, start..start, &format!("{}.{line}\n", &text[start..span.end]))
        }
        _ => {
            let (last, tables) = path.split_last().map_or(("", path), |(l, t)| (l.as_str(), t));
            format!("{}\n\n[{}]\n{last} = {literal}\n", text.trim_end(), tables.join("."))
        }
    }
}

/// Whether a table is opened by a dotted key (`grid.courant = 0.9`), of which `span` is the table's part.
fn is_dotted_key(text: &str, span: &Range<usize>) -> bool {
    !text[line_start(text, span)..span.end].contains(['[', '{', '='])
}

fn line_start(text: &str, span: &Range<usize>) -> usize {
    text[..span.start].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The steps as TOML keys, `None` where an index is among them.
fn keys(steps: &[Step]) -> Option<Vec<String>> {
    steps
        .iter()
        .map(|step| match step {
            Step::Key(key) => Some(place::join("", key)),
            Step::Index(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# kept\nname = 'x' # too\n[grid] # here\ncourant = 0.9\n[[port]]\nname = 'a'\nsize_um = [2.0, 1.5]\n\
        [[structure]]\nmaterial = 'Si'\ngeometry.sphere = { radius_um = 1.0 }\n";

    fn with(key: &str, value: &str) -> String {
        apply(FILE, &[(key, value)]).unwrap()
    }

    #[test]
    fn a_value_is_replaced_in_its_place() {
        assert_eq!(with("name", "y"), FILE.replace("'x'", "\"y\""));
        assert_eq!(with("grid.courant", "0.5"), FILE.replace("0.9", "0.5"));
        assert_eq!(with("port[0].size_um[1]", "1.0"), FILE.replace("1.5", "1.0"));
        assert_eq!(with("port[0].size_um", "[1, 1]"), FILE.replace("[2.0, 1.5]", "[1, 1]"));
    }

    #[test]
    fn an_absent_key_is_added_to_its_table() {
        let read = |text: &str| text.parse::<toml::Table>().unwrap();
        assert_eq!(read(&with("grid.cell_um", "0.02"))["grid"]["cell_um"].as_float(), Some(0.02));
        assert_eq!(read(&with("port[0].modes", "2"))["port"][0]["modes"].as_integer(), Some(2));
        assert_eq!(read(&with("run.engine", "cpu"))["run"]["engine"].as_str(), Some("cpu"));
        assert_eq!(read(&with("grid.a.b", "1"))["grid"]["a"]["b"].as_integer(), Some(1));
        assert_eq!(read(&with("other", "true"))["other"].as_bool(), Some(true));
        let sphere = &read(&with("structure[0].geometry.sphere.axis", "x"))["structure"][0];
        assert_eq!(sphere["geometry"]["sphere"]["axis"].as_str(), Some("x"));
        assert!(with("grid.cell_um", "0.02").contains("# here"));
        let dotted = apply("[a]\nb.c = 1\n", &[("a.b.d", "2")]).unwrap();
        assert_eq!(read(&dotted)["a"]["b"]["d"].as_integer(), Some(2));
        let beneath = apply("[a.b]\nc = 1\n", &[("a.d", "2")]).unwrap();
        assert_eq!(read(&beneath)["a"]["d"].as_integer(), Some(2));
    }

    #[test]
    fn what_cannot_be_set_says_why() {
        let why = |key: &str| apply(FILE, &[(key, "1")]).unwrap_err()[0].message.clone();
        assert!(why("port[3].modes").contains("there are 1 of them"), "{}", why("port[3].modes"));
        assert!(why("grid").contains("it is a table"), "{}", why("grid"));
        assert!(why("monitor[0].name").contains("no such array"), "{}", why("monitor[0].name"));
        assert!(why("a..b").contains("not a key"), "{}", why("a..b"));
        assert!(why("name.x").contains("cannot be"), "{}", why("name.x"));
    }
}
