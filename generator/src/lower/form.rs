//! What a schema is: the reading of its keywords, before anything has a name.
//!
//! In: a [`Node`]. Out: a [`Form`]. It must not know how types are named or stored.

use serde_json::Value;

use super::Lower;
use super::format;
use super::node::Node;
use crate::diagnostic::Code;
use crate::ir::{Enum, Primitive, Values};

/// What a schema is, `null` aside.
#[derive(Clone, Debug)]
pub(super) enum Form<'a> {
    /// Any JSON value.
    Any,
    /// A scalar.
    Primitive(Primitive),
    /// An array.
    List(Item<'a>),
    /// An object whose keys are data.
    Map(Item<'a>),
    /// A schema that stands elsewhere.
    Reference(Node<'a>),
    /// An object with known properties, gathered from parts.
    Struct(Vec<Part<'a>>),
    /// A list of texts.
    Enum(Enum),
    /// A list of scalars that are not all texts.
    Values(Values),
    /// One of several.
    Union(Alternatives<'a>),
    /// A schema, or any that extends it.
    Family(Node<'a>),
}

/// What an array or a map holds.
#[derive(Clone, Debug)]
pub(super) enum Item<'a> {
    /// Any JSON value.
    Any,
    /// What a schema says.
    Node(Node<'a>),
    /// One of several, where arrays of each were alternatives.
    Form {
        /// The alternatives' own form.
        form: Box<Form<'a>>,
        /// Whether one of them is `null`.
        nullable: bool,
        /// Where they stand.
        node: Node<'a>,
    },
}

/// A part of an object.
#[derive(Clone, Debug)]
pub(super) enum Part<'a> {
    /// Keywords that stand here.
    Own(Node<'a>),
    /// Another schema's properties.
    Reference(Node<'a>),
    /// The properties of a base whose uses are one of those that extend it.
    Base(Node<'a>),
    /// What properties without a name of their own hold.
    Further(Item<'a>),
    /// Properties of which none must be there.
    Optional(Box<Part<'a>>),
}

/// The branches of a union.
#[derive(Clone, Debug)]
pub(super) struct Alternatives<'a> {
    /// At least two.
    pub(super) branches: Vec<Alternative<'a>>,
    /// The Discriminator Object.
    pub(super) discriminator: Option<Node<'a>>,
    /// Several may hold at once (`anyOf`).
    pub(super) together: bool,
}

/// A `oneOf` or an `anyOf`.
#[derive(Clone, Debug)]
pub(super) struct Group<'a> {
    pub(super) branches: Vec<Node<'a>>,
    /// Several may hold at once (`anyOf`).
    pub(super) together: bool,
}

/// A branch of a union.
#[derive(Clone, Debug)]
pub(super) struct Alternative<'a> {
    /// What it is.
    pub(super) form: Form<'a>,
    /// Where it stands.
    pub(super) node: Node<'a>,
}

/// Keywords that say something of a value's type. A schema without any of them allows everything.
const TYPING: &[&str] = &[
    "properties",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "items",
    "prefixItems",
    "enum",
    "const",
    "format",
    "contentEncoding",
    "$dynamicRef",
];

impl<'a> Lower<'a, '_> {
    /// Reads a schema.
    pub(super) fn form(&mut self, node: &Node<'a>) -> Form<'a> {
        if node.object().is_none() {
            if node.value == &Value::Bool(false) {
                let message = "`false` allows no value: what comes all the same is raw JSON";
                self.report(Code::IgnoredPart, &node.place, message);
            }
            return Form::Any;
        }
        if let Some(form) = self.chosen(node) {
            return form;
        }
        if self.is_family(node) {
            return Form::Family(node.clone());
        }
        self.deeper(Form::Any, &node.place, |lower| {
            if node.key("$ref").is_some() || !node.items("allOf").is_empty() {
                lower.combined(node)
            } else {
                let form = lower.own_form(node);
                if matches!(form, Form::Any) && node.key("required").is_some() {
                    let message =
                        "`required` beside neither a type nor properties: any value is taken";
                    lower.report(Code::IgnoredPart, &node.place.child("required"), message);
                }
                form
            }
        })
    }

    /// Reads a schema's own keywords, `$ref` and `allOf` left aside.
    pub(super) fn own_form(&mut self, node: &Node<'a>) -> Form<'a> {
        let groups = self.groups(node);
        if let Some(group) = groups.first() {
            if !names_properties(node) && groups.len() == 1 {
                if is_false(node.key("additionalProperties")) {
                    let message = "`additionalProperties: false` would forbid what the alternatives have: not checked";
                    let place = node.place.child("additionalProperties");
                    self.report(Code::IgnoredPart, &place, message);
                }
                return self.alternatives(group, node);
            }
            return self.distributed(node, vec![Part::Own(node.clone())], groups);
        }
        self.plain_form(node)
    }

    /// Returns the `oneOf` and `anyOf` of a schema that are about types: a group of which each
    /// branch only constrains what stands beside it (`required`) is none.
    pub(super) fn groups(&mut self, node: &Node<'a>) -> Vec<Group<'a>> {
        let mut groups = Vec::new();
        for key in ["oneOf", "anyOf"] {
            let branches = node.items(key);
            if branches.is_empty() {
                continue;
            }
            let typed = !node.types().is_empty() || node.key("properties").is_some();
            if branches.iter().all(constrains_only) && (typed || node.key("enum").is_some()) {
                let message = format!("`{key}` only constrains what stands beside it: not checked");
                self.report(Code::IgnoredPart, &node.place.child(key), message);
                continue;
            }
            groups.push(Group { branches, together: key == "anyOf" });
        }
        groups
    }

    /// Reads `const`, `enum` and `type`.
    pub(super) fn plain_form(&mut self, node: &Node<'a>) -> Form<'a> {
        if let Some(form) = self.constants(node) {
            return form;
        }
        let types = node.types();
        match types.as_slice() {
            [] => self.untyped(node),
            [kind] => self.typed(kind, node),
            kinds => {
                let branches = kinds
                    .iter()
                    .map(|kind| {
                        let place = node.place.child("type").child(kind);
                        let form = self.typed(kind, node);
                        Alternative { form, node: node.other(node.value, place) }
                    })
                    .collect();
                self.simplified(branches, None, false, node)
            }
        }
    }

    /// Reads a schema without `type` by its other keywords.
    fn untyped(&mut self, node: &Node<'a>) -> Form<'a> {
        let has = |keys: &[&str]| keys.iter().any(|key| node.key(key).is_some());
        if has(&[
            "properties",
            "additionalProperties",
            "patternProperties",
            "unevaluatedProperties",
            "dependentSchemas",
        ]) {
            return self.typed("object", node);
        }
        if has(&["items", "prefixItems"]) {
            return self.typed("array", node);
        }
        let format = node.text("format").unwrap_or_default();
        if format::is_text_format(format) || has(&["contentEncoding"]) {
            return self.typed("string", node);
        }
        match format {
            _ if format::is_integer_format(format) => self.typed("integer", node),
            _ if format::is_number_format(format) => self.typed("number", node),
            _ => Form::Any,
        }
    }

    fn typed(&mut self, kind: &str, node: &Node<'a>) -> Form<'a> {
        match kind {
            "object" => self.object_form(node),
            "array" => self.list_form(node),
            kind => match format::primitive(kind, node) {
                Some(primitive) => {
                    let chosen = node.text("format").and_then(|format| self.chosen_format(format));
                    Form::Primitive(chosen.unwrap_or(primitive))
                }
                None => {
                    let message = format!("`{kind}` is no type of JSON Schema");
                    self.report(Code::UnsupportedSchema, &node.place, message);
                    Form::Any
                }
            },
        }
    }

    fn object_form(&mut self, node: &Node<'a>) -> Form<'a> {
        let known = !node.members("properties").is_empty() || !node.conditional().is_empty();
        let closed = is_false(node.key("additionalProperties"))
            || is_false(node.key("unevaluatedProperties"));
        if known || closed && node.key("patternProperties").is_none() {
            return Form::Struct(vec![Part::Own(node.clone())]);
        }
        Form::Map(self.additional(node).unwrap_or(Item::Any))
    }

    /// Returns what the properties without a name of their own hold, where the schema says that
    /// there may be some.
    pub(super) fn additional(&mut self, node: &Node<'a>) -> Option<Item<'a>> {
        let patterns = node.members("patternProperties");
        for (pattern, at) in &patterns {
            let message = format!("that names match `{pattern}` is documented, but not checked");
            self.report(Code::IgnoredPart, &at.place, message);
        }
        let others = node.child("additionalProperties").filter(|n| !is_false(Some(n.value)));
        let others = others
            .or_else(|| node.child("unevaluatedProperties").filter(|n| !is_false(Some(n.value))));
        let mut all: Vec<Item<'a>> = patterns.into_iter().map(|(_, at)| Item::Node(at)).collect();
        all.extend(others.map(Item::Node));
        match all.len() {
            0 | 1 => all.pop(),
            // Which name has which type is not looked at: a value is of any of them.
            _ => Some(self.joined(all, &node.place.child("patternProperties"))),
        }
    }

    /// Returns what a schema is once references are followed.
    pub(super) fn resolved_form(&mut self, node: &Node<'a>) -> Form<'a> {
        if let Some(known) = self.resolved.get(&node.place) {
            return known.clone();
        }
        self.resolved.insert(node.place.clone(), Form::Any);
        let mut form = self.quietly(|lower| lower.form(node));
        if let Form::Reference(target) = &form {
            form = self.deeper(Form::Any, &node.place, |lower| lower.resolved_form(target));
        }
        self.resolved.insert(node.place.clone(), form.clone());
        form
    }

    /// Follows a form's references.
    pub(super) fn resolved(&mut self, form: &Form<'a>) -> Form<'a> {
        match form {
            Form::Reference(target) => self.resolved_form(target),
            other => other.clone(),
        }
    }
}

/// Tells whether a schema itself says which properties there are, or what they hold.
fn names_properties(node: &Node<'_>) -> bool {
    let some = |key: &&str| {
        node.key(key).and_then(Value::as_object).is_some_and(|object| !object.is_empty())
    };
    ["properties", "patternProperties", "additionalProperties", "unevaluatedProperties"]
        .iter()
        .any(some)
}

/// Tells whether a schema says nothing of a value's type.
pub(super) fn says_nothing(node: &Node<'_>) -> bool {
    let Some(object) = node.object() else { return node.value != &Value::Bool(false) };
    let untyped = node.types().is_empty();
    untyped
        && !TYPING.iter().any(|key| object.contains_key(*key))
        && !["$ref", "allOf", "oneOf", "anyOf", "required"].iter().any(|k| object.contains_key(*k))
}

/// Tells whether a branch only constrains what stands beside it: which properties are required.
pub(super) fn constrains_only(node: &Node<'_>) -> bool {
    let Some(object) = node.object() else { return false };
    let silent = object.iter().all(|(key, value)| match key.as_str() {
        "required" | "not" | "title" | "description" | "minProperties" | "maxProperties" => true,
        "type" => value == "object",
        "properties" => value.as_object().is_some_and(|members| {
            members.values().all(|member| match member {
                Value::Object(keys) => keys.is_empty(),
                other => other.is_boolean(),
            })
        }),
        "anyOf" | "allOf" | "oneOf" => node.items(key).iter().all(constrains_only),
        key => key.starts_with("x-"),
    });
    // A branch `{}` or `{ type: object }` allows everything: that is a type, the widest one.
    silent
        && ["required", "not", "minProperties", "anyOf", "allOf", "oneOf"]
            .iter()
            .any(|k| object.contains_key(*k))
}

pub(super) fn is_false(value: Option<&Value>) -> bool {
    value == Some(&Value::Bool(false))
}
