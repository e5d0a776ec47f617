//! The job file's reference, printed from its schema: `luxel schema` and docs/job-file.md.

use std::fmt::Write;

use schemars::JsonSchema;
use serde_json::Value;

use super::forms::{Form, Forms};
use crate::material;

/// JSON Schema of a file ([`super::Job`]), for editors.
pub fn json_schema<T: JsonSchema>() -> String {
    // A JSON value always prints: its keys are strings.
    format!("{:#}", Forms::of_file::<T>().root())
}

/// A section per table of a file, a row per key.
pub fn sections<T: JsonSchema>() -> String {
    let (forms, mut out) = (Forms::of_file::<T>(), String::new());
    section(&forms, "", forms.root(), &mut out);
    out
}

/// The job reference in Markdown: a section per table, a row per key.
pub fn manual() -> String {
    let mut out = format!("{OPENING}{}", sections::<super::Job>());
    out.push_str("\n## Library of materials\n\n| name | µm | K | source |\n|---|---|---|---|\n");
    for entry in material::library() {
        let [from, to] = entry.range_um;
        let range = match to.is_finite() {
            true => format!("{from} to {to}"),
            false => "any".into(),
        };
        let kelvin = entry.temperature_k.map_or("–".into(), |t| t.to_string());
        writeln!(out, "| `{}` | {range} | {kelvin} | {} |", entry.name, entry.source).ok();
    }
    out
}

const OPENING: &str = "# The job file

Generated from the schema by `luxel schema --markdown`; do not edit. TOML; lengths in µm, the unit of a number is in its key.
Keys without a default are required, those with – may be left out. Unknown keys are errors.
";

/// One table's keys, then the tables within it. `header` is the TOML that opens the table; the root's is empty.
fn section(forms: &Forms, header: &str, schema: &Value, out: &mut String) {
    let title = if header.is_empty() { "Top level" } else { header };
    writeln!(out, "\n## {}\n", code(title, !header.is_empty())).ok();
    if let (Some(what), false) = (schema["description"].as_str(), header.is_empty()) {
        writeln!(out, "{what}\n").ok();
    }
    out.push_str("| key | type | default | what |\n|---|---|---|---|\n");
    let keys = forms.keys(schema);
    for key in &keys {
        let types: Vec<String> = forms.of(key.schema).iter().map(|f| kind(forms, f)).collect();
        let what = forms.description(key.schema).unwrap_or("");
        let name = code(key.name, true);
        let default = default(key.schema, key.required);
        writeln!(out, "| {name} | {} | {default} | {} |", types.join(" or "), cell(what)).ok();
    }
    let path = header.trim_matches(['[', ']']);
    for key in &keys {
        let path = match path {
            "" => key.name.to_string(),
            _ => format!("{path}.{}", key.name),
        };
        for form in forms.of(key.schema) {
            inner(forms, &path, &form, out);
        }
    }
}

/// The sections of the tables that a value's form holds.
fn inner(forms: &Forms, path: &str, form: &Form, out: &mut String) {
    match form {
        Form::Table(schema) => section(forms, &format!("[{path}]"), schema, out),
        Form::Map(items) => {
            for form in forms.of(items) {
                inner(forms, &format!("{path}.NAME"), &form, out);
            }
        }
        Form::List { items, .. } => {
            for form in forms.of(items) {
                match form {
                    Form::Table(schema) => section(forms, &format!("[[{path}]]"), schema, out),
                    tagged => inner(forms, path, &tagged, out),
                }
            }
        }
        Form::Tagged(tags) => {
            for (name, schema) in tags {
                for form in forms.of(schema) {
                    inner(forms, &format!("{path}.{name}"), &form, out);
                }
            }
        }
        _ => {}
    }
}

fn kind(forms: &Forms, form: &Form) -> String {
    match form {
        Form::Number => "number".into(),
        Form::Integer { .. } => "whole number".into(),
        Form::Text => "string".into(),
        Form::Flag => "true or false".into(),
        Form::Word(words) => {
            let words: Vec<String> = words.iter().map(|w| format!("`\"{w}\"`")).collect();
            words.join(", ")
        }
        Form::List { items, least, most } => {
            let forms_of = forms.of(items);
            if matches!(forms_of.first(), Some(Form::Table(_) | Form::Tagged(_))) {
                return "tables".into();
            }
            let items: Vec<String> = forms_of.iter().map(|f| kind(forms, f)).collect();
            match least == most {
                true => format!("{least} × {}", items.join(" or ")),
                false => format!("array of {}", items.join(" or ")),
            }
        }
        Form::Table(_) => "table".into(),
        Form::Map(_) => "table by name".into(),
        Form::Tagged(tags) => {
            let tags: Vec<String> = tags.iter().map(|(name, _)| format!("`{name}`")).collect();
            format!("table with one of {}", tags.join(", "))
        }
    }
}

fn default(schema: &Value, required: bool) -> String {
    match &schema["default"] {
        _ if required => String::new(),
        Value::Null | Value::Object(_) => "–".into(),
        Value::Array(list) if list.is_empty() => "–".into(),
        value => code(&value.to_string(), true),
    }
}

fn code(text: &str, yes: bool) -> String {
    if yes { format!("`{text}`") } else { text.into() }
}

/// Text fit for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
