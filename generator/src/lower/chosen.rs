//! Types that a person chooses: `x-portolan-type`, and `types` of `x-portolan-crate` for all strings of a format.
//!
//! In: either extension. Out: a [`Primitive`], and the crates that other types come from. It must not know Rust's syntax beyond
//! what a path is made of.

use serde_json::Value;

use super::Lower;
use super::form::Form;
use super::node::Node;
use super::server::{dependency, is_crate_name};
use crate::diagnostic::Place;
use crate::ir::{DevDependency, Foreign, Primitive};

const EXTENSION: &str = "x-portolan-type";

/// The runtime's own types by their names.
const OURS: &[(&str, Primitive)] = &[
    ("bool", Primitive::Boolean),
    ("i32", Primitive::I32),
    ("u32", Primitive::U32),
    ("i64", Primitive::I64),
    ("u64", Primitive::U64),
    ("f32", Primitive::F32),
    ("f64", Primitive::F64),
    ("String", Primitive::String),
    ("Decimal", Primitive::Decimal),
    ("DecimalText", Primitive::DecimalText),
    ("Timestamp", Primitive::Timestamp),
    ("Date", Primitive::Date),
    ("HttpDate", Primitive::HttpDate),
    ("UnixTime", Primitive::UnixTime),
    ("TimeOfDay", Primitive::TimeOfDay),
    ("IsoDuration", Primitive::Duration),
    ("Base64", Primitive::Base64),
    ("Base64Url", Primitive::Base64Url),
    ("Secret", Primitive::Secret),
];

/// Any JSON value.
const RAW: &str = "RawJson";

/// Words that are no names in Rust.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

impl<'a> Lower<'a, '_> {
    /// Returns the type that a schema chooses for itself.
    pub(super) fn chosen(&mut self, node: &Node<'a>) -> Option<Form<'a>> {
        let value = node.key(EXTENSION)?;
        let form = self.chosen_form(value, &node.place.child(EXTENSION))?;
        // It says what the others would.
        node.settle();
        Some(form)
    }

    /// Returns the type that the definition chooses for a format.
    pub(super) fn chosen_format(&self, format: &str) -> Option<Primitive> {
        self.formats.get(format).copied()
    }

    /// Reads `types` of `x-portolan-crate`.
    pub(super) fn formats(&mut self) {
        let model = &self.document.model;
        let at_root = (Place::root(), &model.extensions);
        let in_info = (Place::root().child("info"), &model.info.extensions);
        for (place, extensions) in [in_info, at_root] {
            let types =
                extensions.get("x-portolan-crate").and_then(|settings| settings.get("types"));
            let Some(Value::Object(types)) = types else { continue };
            let place = place.child("x-portolan-crate").child("types");
            for (format, value) in types {
                match self.chosen_form(value, &place.child(format)) {
                    Some(Form::Primitive(primitive)) => {
                        self.formats.insert(format.clone(), primitive);
                    }
                    Some(_) => {
                        self.mistake(&place.child(format), "a scalar is expected for a format")
                    }
                    None => {}
                }
            }
        }
    }

    fn chosen_form(&mut self, value: &Value, place: &Place) -> Option<Form<'a>> {
        match value {
            Value::String(name) if name == RAW => return Some(Form::Any),
            Value::String(name) => {
                if let Some((_, primitive)) = OURS.iter().find(|(ours, _)| ours == name) {
                    return Some(Form::Primitive(*primitive));
                }
            }
            Value::Object(settings) => match foreign(settings) {
                Ok(foreign) => return self.foreign(foreign, place).map(Form::Primitive),
                Err(message) => {
                    self.mistake(place, message);
                    return None;
                }
            },
            _ => {}
        }
        let ours: Vec<&str> = OURS.iter().map(|(name, _)| *name).chain([RAW]).collect();
        let message = format!(
            "one of {}, or an object with `type` and `version`, is expected",
            ours.join(", ")
        );
        self.mistake(place, message);
        None
    }

    fn foreign(&mut self, foreign: Foreign, place: &Place) -> Option<Primitive> {
        let wanted = foreign.dependency.as_ref();
        let same = |known: &DevDependency| wanted.is_some_and(|it| it.name == known.name);
        let mut known = self.foreign.iter().filter_map(|known| known.dependency.as_ref());
        if let Some(known) = known.find(|known| same(known))
            && wanted != Some(known)
        {
            let message = format!(
                "`{}` is asked for in another version or with other features elsewhere",
                known.name
            );
            self.mistake(place, message);
            return None;
        }
        let index = self.foreign.iter().position(|known| *known == foreign).unwrap_or_else(|| {
            self.foreign.push(foreign);
            self.foreign.len() - 1
        });
        Some(Primitive::Foreign(index))
    }
}

/// Reads a type of another crate: `type` is its path; `crate` its package, where that is not the path's first name.
fn foreign(settings: &serde_json::Map<String, Value>) -> Result<Foreign, String> {
    let text = |key: &str| settings.get(key).and_then(Value::as_str);
    let path = text("type").filter(|path| is_path(path));
    let path = path.ok_or("`type` is a path such as `uuid::Uuid`")?;
    let package = text("crate").unwrap_or_else(|| path.split("::").next().unwrap_or_default());
    if package == "std" && settings.len() == 1 {
        return Ok(Foreign { path: path.to_owned(), dependency: None });
    }
    if !is_crate_name(package) {
        return Err(format!("`{package}` is no name of a crate"));
    }
    let mut rest = settings.clone();
    rest.retain(|key, _| key != "type" && key != "crate");
    let wanted: Option<DevDependency> =
        dependency(package, &Value::Object(rest)).filter(|it| it.version.is_some());
    let dependency = wanted
        .ok_or("`version` and, where needed, `features` and `default-features` are expected")?;
    Ok(Foreign { path: path.to_owned(), dependency: Some(dependency) })
}

/// Tells whether a text is a path of at least two names, and nothing else.
fn is_path(text: &str) -> bool {
    let name = |name: &str| {
        let mut chars = name.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic())
            && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !KEYWORDS.contains(&name)
    };
    text.len() <= 200 && text.split("::").count() > 1 && text.split("::").all(name)
}
