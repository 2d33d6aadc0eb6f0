//! `const` and `enum`.
//!
//! In: a schema with one of them. Out: a list of texts, or the scalar that its values share. It must not know unions.

use indexmap::IndexMap;
use serde_json::Value;

use super::Lower;
use super::form::Form;
use super::format;
use super::node::Node;
use crate::diagnostic::Code;
use crate::ir::{Primitive, Variant};

impl<'a> Lower<'a, '_> {
    /// Reads `const` or `enum`; `None` where there is neither.
    pub(super) fn constants(&mut self, node: &Node<'a>) -> Option<Form<'a>> {
        let values: Vec<&Value> = match node.key("const") {
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
        if let [kind] = node.types().as_slice()
            && matches!(*kind, "object" | "array")
        {
            return None;
        }
        let texts: Vec<_> = values.iter().filter_map(|v| v.as_str()).collect();
        let stringly = node.types().is_empty() || node.types().contains(&"string");
        if texts.len() == values.len() && stringly {
            return Some(Form::Enum(variants(&texts, node)));
        }
        Some(self.mixed(&values, node))
    }

    /// Values that are not all texts: the scalar that they share.
    fn mixed(&mut self, values: &[&Value], node: &Node<'a>) -> Form<'a> {
        let both = [true, false].iter().all(|b| values.contains(&&Value::Bool(*b)));
        if both && values.iter().all(|value| value.is_boolean()) {
            return Form::Primitive(Primitive::Boolean);
        }
        let listed: Vec<_> = values.iter().take(8).map(ToString::to_string).collect();
        let more = if values.len() > listed.len() { ", …" } else { "" };
        let message =
            format!("only {}{more} are allowed, which the type does not say", listed.join(", "));
        self.report(Code::IgnoredPart, &node.place, message);
        if let [kind] = node.types().as_slice()
            && let Some(primitive) = format::primitive(kind, node)
        {
            return Form::Primitive(primitive);
        }
        let mut shared = None;
        for value in values {
            let Some(one) = scalar(value) else { return Form::Any };
            shared = match shared {
                None => Some(one),
                Some(before) => match format::widest(before, one) {
                    Some(both) => Some(both),
                    None => return Form::Any,
                },
            };
        }
        shared.map_or(Form::Any, Form::Primitive)
    }
}

fn scalar(value: &Value) -> Option<Primitive> {
    match value {
        Value::Bool(_) => Some(Primitive::Boolean),
        Value::Number(n) if n.is_i64() => Some(Primitive::I64),
        Value::Number(n) if n.is_u64() => Some(Primitive::U64),
        Value::Number(_) => Some(Primitive::F64),
        Value::String(_) => Some(Primitive::String),
        _ => None,
    }
}

/// Returns the variants of an enum, without repetitions.
fn variants(texts: &[&str], node: &Node<'_>) -> Vec<Variant> {
    let names = said(node, &["x-enum-varnames", "x-enumNames", "x-enum-names"]);
    let descriptions = said(node, &["x-enum-descriptions", "x-enumDescriptions"]);
    let mut variants: IndexMap<&str, Variant> = IndexMap::new();
    // Names stand beside `enum` item by item, so an index counts only where no `null` was dropped.
    let aligned =
        node.key("enum").and_then(Value::as_array).is_some_and(|v| v.len() == texts.len());
    for (index, text) in texts.iter().enumerate() {
        let pick = |list: &Said<'_>| list.pick(text, index, aligned);
        let (rename, description) = (pick(&names), pick(&descriptions));
        variants.entry(text).or_insert_with(|| Variant {
            value: (*text).to_owned(),
            rename,
            description,
        });
    }
    variants.into_values().collect()
}

/// Texts said of the values, by position or by value.
enum Said<'a> {
    Nothing,
    Listed(Vec<&'a str>),
    Keyed(&'a serde_json::Map<String, Value>),
}

impl Said<'_> {
    fn pick(&self, value: &str, index: usize, aligned: bool) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Listed(texts) => texts.get(index).filter(|_| aligned).map(|t| (*t).to_owned()),
            Self::Keyed(texts) => texts.get(value).and_then(Value::as_str).map(str::to_owned),
        }
    }
}

fn said<'a>(node: &Node<'a>, keys: &[&str]) -> Said<'a> {
    for key in keys {
        match node.key(key) {
            Some(Value::Array(texts)) => {
                return Said::Listed(
                    texts.iter().map(|t| t.as_str().unwrap_or_default()).collect(),
                );
            }
            Some(Value::Object(texts)) => return Said::Keyed(texts),
            _ => {}
        }
    }
    Said::Nothing
}
