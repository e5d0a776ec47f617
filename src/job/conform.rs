//! Whether a file has the shape that the schema asks for: one walk over both, which finds everything that is wrong.

use std::ops::Range;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::diagnostic::{listed, nearest};
use super::forms::{Form, Forms};
use super::{Problem, Problems, place};

/// Every unknown key, missing key, wrong type, unknown word and number that is not finite.
/// `file` is what it is called ("job file").
pub fn conform(root: &DeTable, forms: &Forms, file: &str) -> Problems {
    let mut walk = Walk { forms, file, problems: Vec::new() };
    walk.table(forms.root(), "", root, None);
    walk.problems
}

struct Walk<'a> {
    forms: &'a Forms,
    file: &'a str,
    problems: Problems,
}

impl<'a> Walk<'a> {
    fn report(&mut self, path: &str, span: Option<Range<usize>>, message: String, help: String) {
        let problem = Problem::new(path, message, help);
        self.problems.push(Problem { span, ..problem });
    }

    fn value(&mut self, schema: &'a Value, path: &str, value: &Spanned<DeValue>) {
        let forms = self.forms.of(schema);
        let span = Some(value.span());
        match forms.iter().find(|form| fits(form, value.get_ref())) {
            Some(form) => self.inside(form, path, value.get_ref(), span),
            None => {
                let wanted: Vec<String> = forms.iter().map(|f| describe(self.forms, f)).collect();
                let message = format!("`{path}` is {}, but {} is wanted", kind(value.get_ref()), wanted.join(" or "));
                let help = hint(self.forms, &forms, path, value.get_ref())
                    .or(self.forms.description(schema).map(str::to_string))
                    .unwrap_or_else(|| format!("write {}", wanted.join(" or ")));
                self.report(path, span, message, help);
            }
        }
    }

    fn inside(&mut self, form: &Form<'a>, path: &str, value: &DeValue, span: Option<Range<usize>>) {
        match (form, value) {
            (Form::Number, DeValue::Float(number)) if !number.as_str().parse().is_ok_and(f64::is_finite) => {
                let message = format!("`{path}` is {}, which is not finite", number.as_str());
                self.report(path, span, message, "give a finite number".into());
            }
            (Form::Integer { least, most }, DeValue::Integer(number)) => {
                let range = least.unwrap_or(i64::MIN)..=most.unwrap_or(i64::MAX);
                let parsed = i64::from_str_radix(number.as_str(), number.radix());
                if !parsed.is_ok_and(|n| range.contains(&n)) {
                    let help = match most {
                        Some(most) => format!("give {} to {most}", range.start()),
                        None => format!("give {} or more", range.start()),
                    };
                    let message = format!("`{path}` is {number}, outside its range");
                    self.report(path, span, message, help);
                }
            }
            (Form::Word(words), DeValue::String(word)) if !words.contains(&word.as_ref()) => {
                let message = format!("`{path}` is \"{word}\", which is none of its values");
                self.report(path, span, message, suggest(word, words));
            }
            (Form::List { items, least, most }, DeValue::Array(array)) => {
                self.list(items, *least..=*most, path, array, span)
            }
            (Form::Table(schema), DeValue::Table(table)) => self.table(schema, path, table, span),
            (Form::Tagged(tags), DeValue::Table(table)) => self.tagged(tags, path, table, span),
            (Form::Map(schema), DeValue::Table(table)) => {
                for (name, value) in table {
                    self.value(schema, &place::join(path, name.get_ref()), value);
                }
            }
            _ => {}
        }
    }

    fn list(
        &mut self,
        items: &'a Value,
        wanted: std::ops::RangeInclusive<usize>,
        path: &str,
        array: &DeArray,
        span: Option<Range<usize>>,
    ) {
        if !wanted.contains(&array.len()) {
            let message = format!("`{path}` has {} values, but {} are wanted", array.len(), wanted.start());
            self.report(path, span, message, format!("give {} values", wanted.start()));
        }
        for (i, value) in array.iter().enumerate() {
            self.value(items, &format!("{path}[{i}]"), value);
        }
    }

    fn table(&mut self, schema: &'a Value, path: &str, table: &DeTable, span: Option<Range<usize>>) {
        let keys = self.forms.keys(schema);
        let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
        for (name, value) in table {
            let path = place::join(path, name.get_ref());
            match keys.iter().find(|key| key.name == name.get_ref()) {
                Some(key) => self.value(key.schema, &path, value),
                None => {
                    let message = format!("`{path}` is not a key of the {}", self.file);
                    self.report(&path, Some(name.span()), message, suggest(name.get_ref(), &names));
                }
            }
        }
        for key in keys {
            if key.required && !table.contains_key(key.name) {
                let path = place::join(path, key.name);
                let what = self.forms.description(key.schema);
                let what = what.map_or(String::new(), |what| format!(": {what}"));
                let message = format!("`{path}` is missing");
                self.report(&path, span.clone(), message, format!("add `{}`{what}", key.name));
            }
        }
    }

    fn tagged(&mut self, tags: &[(&'a str, &'a Value)], path: &str, table: &DeTable, span: Option<Range<usize>>) {
        let names: Vec<&str> = tags.iter().map(|(name, _)| *name).collect();
        if table.len() != 1 {
            let message = format!("`{path}` has {} keys, but exactly one is wanted", table.len());
            self.report(path, span, message, format!("give one of {}", listed(names.iter().copied())));
        }
        for (name, value) in table {
            let path = place::join(path, name.get_ref());
            match tags.iter().find(|(tag, _)| tag == name.get_ref()) {
                Some((_, schema)) => self.value(schema, &path, value),
                None => {
                    let message = format!("`{path}` is not a key of the {}", self.file);
                    self.report(&path, Some(name.span()), message, suggest(name.get_ref(), &names));
                }
            }
        }
    }
}

fn suggest(word: &str, candidates: &[&str]) -> String {
    let all = listed(candidates.iter().copied());
    match nearest(word, candidates.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`? Known here: {all}"),
        None => format!("known here: {all}"),
    }
}

fn fits(form: &Form, value: &DeValue) -> bool {
    match form {
        Form::Number => matches!(value, DeValue::Float(_) | DeValue::Integer(_)),
        Form::Integer { .. } => matches!(value, DeValue::Integer(_)),
        Form::Text | Form::Word(_) => matches!(value, DeValue::String(_)),
        Form::Flag => matches!(value, DeValue::Boolean(_)),
        Form::List { .. } => matches!(value, DeValue::Array(_)),
        Form::Table(_) | Form::Tagged(_) | Form::Map(_) => matches!(value, DeValue::Table(_)),
    }
}

fn kind(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

fn describe(forms: &Forms, form: &Form) -> String {
    match form {
        Form::Number => "a number".into(),
        Form::Integer { .. } => "a whole number".into(),
        Form::Text => "a string".into(),
        Form::Flag => "true or false".into(),
        Form::Word(words) => format!("one of {}", listed(words.iter().copied())),
        Form::List { items, least, most } => {
            let plural = match forms.of(items).first() {
                Some(Form::Number) => "numbers",
                Some(Form::Integer { .. }) => "whole numbers",
                Some(Form::Table(_) | Form::Tagged(_) | Form::Map(_)) => "tables",
                _ => "values",
            };
            match least == most {
                true => format!("an array of {least} {plural}"),
                false => format!("an array of {plural}"),
            }
        }
        Form::Table(_) | Form::Map(_) => "a table".into(),
        Form::Tagged(tags) => {
            format!("a table with one of {}", listed(tags.iter().map(|(tag, _)| *tag)))
        }
    }
}

/// The slips that TOML's own syntax invites.
fn hint(forms: &Forms, wanted: &[Form], path: &str, value: &DeValue) -> Option<String> {
    let quoted_number = |text: &str| text.parse::<f64>().is_ok();
    match (wanted.first()?, value) {
        (Form::List { .. }, DeValue::Table(_)) => Some(format!("write `[[{path}]]`, once for each")),
        (Form::Table(schema), _) => {
            let keys = forms.keys(schema).into_iter().map(|key| key.name);
            Some(format!("write `[{path}]` with its keys {}", listed(keys)))
        }
        (Form::Number | Form::Integer { .. }, DeValue::String(text)) if quoted_number(text) => {
            Some(format!("write it without quotes: {text}"))
        }
        _ => None,
    }
}
