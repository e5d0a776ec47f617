//! Places in a job file: paths like `stack.layer[0].z_um[1]`, and the bytes of the text that they name.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// A path one key further; a key that is not bare is quoted.
pub fn join(path: &str, key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let key = if !key.is_empty() && key.chars().all(is_bare) { key.to_string() } else { format!("{key:?}") };
    match path {
        "" => key,
        _ => format!("{path}.{key}"),
    }
}

/// The steps of a path; `None` where it is not one.
pub fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let (index, tail) = after.split_once(']')?;
            steps.push(Step::Index(index.trim().parse().ok()?));
            rest = tail;
        } else if let Some(after) = rest.strip_prefix('"') {
            let (key, tail) = after.split_once('"')?;
            steps.push(Step::Key(key.into()));
            rest = tail;
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (key, tail) = rest.split_at(end);
            if key.trim().is_empty() {
                return None;
            }
            steps.push(Step::Key(key.trim().into()));
            rest = tail;
        }
        if let Some(after) = rest.strip_prefix('.') {
            if after.is_empty() {
                return None;
            }
            rest = after;
        }
    }
    (!steps.is_empty()).then_some(steps)
}

/// Follows a path as far as the file goes: the values passed, in order.
pub fn follow<'a, 'i>(root: &'a DeTable<'i>, steps: &[Step]) -> Vec<(&'a DeValue<'i>, Range<usize>)> {
    let mut passed: Vec<(&DeValue, Range<usize>)> = Vec::new();
    for step in steps {
        let next: Option<&Spanned<DeValue>> = match (step, passed.last()) {
            (Step::Key(key), None) => root.get(key.as_str()),
            (Step::Key(key), Some((DeValue::Table(table), _))) => table.get(key.as_str()),
            (Step::Index(i), Some((DeValue::Array(array), _))) => array.get(*i),
            _ => None,
        };
        match next {
            Some(value) => passed.push((value.get_ref(), value.span())),
            None => break,
        }
    }
    passed
}

/// The bytes that a path names; where the file does not go as far, those of the innermost table it passes.
pub fn locate(text: &str, path: &str) -> Option<Range<usize>> {
    let (root, _) = DeTable::parse_recoverable(text);
    let steps = steps(path)?;
    follow(root.get_ref(), &steps).pop().map(|(_, span)| span)
}

/// Line and column of a byte, both from 1, the column in characters.
pub fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "name = 'x'\n[stack]\n[[stack.layer]]\nz_um = [0.0, 0.22]\n[material.\"Si.x\"]\nindex = 3\n";

    fn text_at(path: &str) -> Option<&'static str> {
        locate(FILE, path).map(|span| &FILE[span])
    }

    #[test]
    fn a_path_finds_its_value_or_the_table_about_it() {
        assert_eq!(text_at("name"), Some("'x'"));
        assert_eq!(text_at("stack.layer[0].z_um[1]"), Some("0.22"));
        assert_eq!(text_at("stack.layer[0].material"), Some("[[stack.layer]]"));
        assert_eq!(text_at("stack.background"), Some("[stack]"));
        assert_eq!(text_at("material.\"Si.x\".index"), Some("3"));
        assert_eq!(text_at("grid.cell_um"), None);
    }

    #[test]
    fn what_is_not_a_path_is_refused() {
        for wrong in ["", ".", "a..b", "a.", "a[x]", "a[1"] {
            assert_eq!(steps(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        assert_eq!(line_and_column("µ = 1\nbc", 3), (1, 3));
        assert_eq!(line_and_column("µ = 1\nbc", 8), (2, 2));
    }
}
