//! `const` and `enum`.
//!
//! In: a schema with one of them. Out: a list of texts, or of other scalars. It must not know unions.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::Lower;
use super::form::Form;
use super::format;
use super::node::Node;
use crate::diagnostic::Code;
use crate::ir::{Constant, Enum, Primitive, Value, Values, Variant};

impl<'a> Lower<'a, '_> {
    /// Reads `const` or `enum`; `None` where there is neither.
    pub(super) fn constants(&mut self, node: &Node<'a>) -> Option<Form<'a>> {
        let values: Vec<&Json> = match node.key("const") {
            Some(value) => vec![value],
            None => node.key("enum")?.as_array()?.iter().collect(),
        };
        let typed = !node.types().is_empty() && !node.type_has_null() && !node.flag("nullable");
        if typed && node.key("const").is_none() && values.iter().any(|v| v.is_null()) {
            let message = "`null` is among the values, but the type beside it does not allow it";
            self.report(Code::IgnoredPart, &node.place.child("enum"), message);
        }
        let values: Vec<_> = values.into_iter().filter(|v| !v.is_null()).collect();
        if values.is_empty() {
            // Nothing but `null`: the type beside it, if any, says what else was meant.
            return None;
        }
        if values.iter().any(|value| value.is_object() || value.is_array()) {
            let message = "values that are objects or arrays are not checked";
            self.report(Code::IgnoredPart, &node.place, message);
            return None;
        }
        let kinds = node.types();
        if let [kind @ ("object" | "array")] = kinds.as_slice() {
            let message = format!("the values are of another type than `{kind}`: not checked");
            self.report(Code::IgnoredPart, &node.place, message);
            return None;
        }
        let named = Named::of(node, values.len());
        let mut all: Vec<Value> = Vec::new();
        let mut known = HashSet::new();
        for (index, value) in values.iter().enumerate() {
            let value = self.constant_of(value, &kinds, node);
            if known.insert(identity(&value)) {
                all.push(named.value(value, index));
            }
        }
        Some(form(all, &kinds))
    }

    /// Returns a value as the type beside it has it: YAML makes numbers of texts, and people write texts for numbers.
    fn constant_of(&mut self, value: &Json, kinds: &[&str], node: &Node<'a>) -> Constant {
        let constant = match value {
            Json::String(text) => Constant::Text(text.clone()),
            Json::Bool(flag) => Constant::Boolean(*flag),
            other => Constant::Number(other.to_string()),
        };
        let meant = match (&constant, kinds) {
            (Constant::Number(_) | Constant::Boolean(_), ["string"]) => {
                Some(Constant::Text(constant.plain()))
            }
            (Constant::Text(text), ["integer" | "number"]) => {
                let number = text.parse::<serde_json::Number>().ok();
                number.map(|number| Constant::Number(number.to_string()))
            }
            (Constant::Text(text), ["boolean"]) => text.parse().ok().map(Constant::Boolean),
            _ => None,
        };
        let Some(meant) = meant else { return constant };
        let message = format!("{} is taken as {}, as the type says", constant.json(), meant.json());
        self.report(Code::Repaired, &node.place, message);
        meant
    }
}

/// Returns the form of values.
pub(super) fn form<'a>(values: Vec<Value>, kinds: &[&str]) -> Form<'a> {
    let both = [true, false].map(Constant::Boolean);
    if both.iter().all(|flag| values.iter().any(|v| v.value == *flag)) && values.len() == 2 {
        return Form::Primitive(Primitive::Boolean);
    }
    if values.iter().all(|v| matches!(v.value, Constant::Text(_))) {
        let variants = values.into_iter().map(text).collect();
        return Form::Enum(Enum { variants, any: false });
    }
    let integers = !kinds.contains(&"number")
        && values
            .iter()
            .all(|v| matches!(&v.value, Constant::Number(n) if n.parse::<i64>().is_ok()));
    Form::Values(Values { integers, variants: values })
}

fn text(value: Value) -> Variant {
    let Value { value, rename, description } = value;
    Variant { value: value.plain(), rename, description }
}

/// Returns texts among other values.
pub(super) fn value(variant: Variant) -> Value {
    let Variant { value, rename, description } = variant;
    Value { value: Constant::Text(value), rename, description }
}

/// Returns what two constants have in common that are one value: `1` and `1.0` are.
pub(super) fn identity(constant: &Constant) -> Constant {
    match constant {
        // A longer one may have more digits than a float keeps.
        Constant::Number(text) if text.len() < 16 => match text.parse::<f64>() {
            Ok(number) => Constant::Number(format!("{:e}", number + 0.0)),
            Err(_) => constant.clone(),
        },
        _ => constant.clone(),
    }
}

/// Tells whether a scalar takes every value of a list that is open.
pub(super) fn is_open_to(values: &Values, primitive: Primitive) -> bool {
    values.integers && format::is_integer(primitive)
}

/// What is said of the values, by position or by value.
struct Named<'a> {
    names: Said<'a>,
    descriptions: Said<'a>,
    /// What is said of the schema is said of its one value.
    only: Option<(Option<&'a str>, Option<&'a str>)>,
    /// Names stand beside `enum` item by item, so an index counts only where no `null` was dropped.
    aligned: bool,
}

impl<'a> Named<'a> {
    fn of(node: &Node<'a>, count: usize) -> Self {
        let constant = node.key("const").is_some();
        Self {
            names: Said::of(node, &["x-enum-varnames", "x-enumNames", "x-enum-names"]),
            descriptions: Said::of(node, &["x-enum-descriptions", "x-enumDescriptions"]),
            only: constant.then(|| (node.text("title"), node.text("description"))),
            aligned: node.key("enum").and_then(Json::as_array).is_some_and(|v| v.len() == count),
        }
    }

    fn value(&self, value: Constant, index: usize) -> Value {
        let plain = value.plain();
        let (title, description) = self.only.unwrap_or_default();
        let owned = |text: Option<&str>| text.filter(|t| !t.is_empty()).map(str::to_owned);
        let rename = self.names.pick(&plain, index, self.aligned).or_else(|| owned(title));
        let said = self.descriptions.pick(&plain, index, self.aligned);
        Value { value, rename, description: said.or_else(|| owned(description)) }
    }
}

enum Said<'a> {
    Nothing,
    Listed(Vec<&'a str>),
    Keyed(&'a serde_json::Map<String, Json>),
}

impl<'a> Said<'a> {
    fn of(node: &Node<'a>, keys: &[&str]) -> Self {
        for key in keys {
            match node.key(key) {
                Some(Json::Array(texts)) => {
                    return Self::Listed(
                        texts.iter().map(|t| t.as_str().unwrap_or_default()).collect(),
                    );
                }
                Some(Json::Object(texts)) => return Self::Keyed(texts),
                _ => {}
            }
        }
        Self::Nothing
    }

    fn pick(&self, value: &str, index: usize, aligned: bool) -> Option<String> {
        let text = match self {
            Self::Nothing => None,
            Self::Listed(texts) => texts.get(index).filter(|_| aligned).copied(),
            Self::Keyed(texts) => texts.get(value).and_then(Json::as_str),
        };
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    }
}
