//! A file's JSON Schema, as the reader and the manual see it: which forms a value may take.

use serde_json::Value;

/// The schema that a file's type (`Job`) derives.
pub struct Forms(Value);

/// One form that a value may take.
#[derive(Clone, Debug)]
pub enum Form<'a> {
    Number,
    Integer {
        least: Option<i64>,
        most: Option<i64>,
    },
    Text,
    Flag,
    /// One of these words.
    Word(Vec<&'a str>),
    List {
        items: &'a Value,
        least: usize,
        most: usize,
    },
    /// A table with the keys of this schema.
    Table(&'a Value),
    /// A table with exactly one of these keys.
    Tagged(Vec<(&'a str, &'a Value)>),
    /// A table whose keys are names of the user's choice.
    Map(&'a Value),
}

/// One key of a table.
pub struct Key<'a> {
    pub name: &'a str,
    pub schema: &'a Value,
    pub required: bool,
}

impl Forms {
    /// Of a kind of file.
    pub fn of_file<T: schemars::JsonSchema>() -> Self {
        Forms(schemars::schema_for!(T).to_value())
    }

    pub fn root(&self) -> &Value {
        &self.0
    }

    /// Follows `$ref`.
    fn resolve<'a>(&'a self, node: &'a Value) -> &'a Value {
        node["$ref"].as_str().and_then(|target| self.0.pointer(target.trim_start_matches('#'))).unwrap_or(node)
    }

    /// What the schema says about a value: its own words before those of its type.
    pub fn description<'a>(&'a self, node: &'a Value) -> Option<&'a str> {
        let alternatives = node["anyOf"].as_array().map_or(&[][..], Vec::as_slice);
        [node, self.resolve(node)]
            .into_iter()
            .chain(alternatives.iter().map(|one| self.resolve(one)))
            .find_map(|node| node["description"].as_str())
    }

    /// The forms a value may take; TOML has no null, so an optional value is simply absent.
    pub fn of<'a>(&'a self, node: &'a Value) -> Vec<Form<'a>> {
        let node = self.resolve(node);
        match node["anyOf"].as_array().or(node["oneOf"].as_array()) {
            Some(list) => merge(list.iter().flat_map(|one| self.of(one)).collect()),
            None => single(node).into_iter().collect(),
        }
    }

    /// Keys of a table, the required ones first, then in alphabetical order.
    pub fn keys<'a>(&'a self, table: &'a Value) -> Vec<Key<'a>> {
        let required = |name: &str| {
            let list = table["required"].as_array();
            list.is_some_and(|list| list.iter().any(|one| one == name))
        };
        let properties = table["properties"].as_object();
        let mut keys: Vec<Key> = properties
            .into_iter()
            .flatten()
            .map(|(name, schema)| Key { name, schema, required: required(name) })
            .collect();
        keys.sort_by_key(|key| (!key.required, key.name));
        keys
    }
}

fn single(node: &Value) -> Option<Form<'_>> {
    if let Some(word) = node["const"].as_str() {
        return Some(Form::Word(vec![word]));
    }
    if let Some(words) = node["enum"].as_array() {
        return Some(Form::Word(words.iter().filter_map(Value::as_str).collect()));
    }
    let kind = match &node["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|&k| k != "null")?,
        kind => kind.as_str()?,
    };
    let count = |key: &str, absent| node[key].as_u64().map_or(absent, |n| n as usize);
    Some(match kind {
        "number" => Form::Number,
        "integer" => Form::Integer { least: node["minimum"].as_i64(), most: node["maximum"].as_i64() },
        "string" => Form::Text,
        "boolean" => Form::Flag,
        "array" => {
            Form::List { items: &node["items"], least: count("minItems", 0), most: count("maxItems", usize::MAX) }
        }
        "object" if node["additionalProperties"].is_object() => Form::Map(&node["additionalProperties"]),
        "object" => Form::Table(node),
        _ => return None,
    })
}

/// Joins the words of an enum into one form, and the one-key tables of an externally tagged enum into another.
fn merge(forms: Vec<Form<'_>>) -> Vec<Form<'_>> {
    let tables = forms.iter().filter(|form| matches!(form, Form::Table(_)));
    let is_tagged = tables.count() > 1;
    let (mut words, mut tags, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for form in forms {
        match form {
            Form::Word(more) => words.extend(more),
            Form::Table(table) if is_tagged => {
                let properties = table["properties"].as_object().into_iter().flatten();
                tags.extend(properties.map(|(name, schema)| (name.as_str(), schema)));
            }
            other => rest.push(other),
        }
    }
    if !words.is_empty() {
        rest.push(Form::Word(words));
    }
    if !tags.is_empty() {
        rest.push(Form::Tagged(tags));
    }
    rest
}
