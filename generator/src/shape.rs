//! The shape of OpenAPI: which object has which keys, and what each of them holds.
//!
//! In: nothing, this is one static table ([`table`]). Out: what `normalize`, `validate` and `document` walk
//! by. It must not know diagnostics, nor what any of those stages does with what it finds.

use serde_json::Value;

use crate::diagnostic::Trail;

pub mod table;

/// What a value should be.
#[derive(Debug)]
pub enum Shape {
    /// Anything.
    Any,
    /// Text.
    Text,
    /// One of these texts.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// An integer from 0.
    Count,
    /// A number.
    Number,
    /// A Schema Object, or `true` or `false`.
    Schema,
    /// An object of one kind.
    Object(&'static Kind),
    /// An object of one kind, or a `$ref` to one.
    Ref(&'static Kind),
    /// An array.
    List(&'static Shape),
    /// An object whose keys are names that the definition chooses.
    Map(&'static Shape),
    /// The value of `type` in a schema: one word or a list of them.
    Types,
    /// Either a list of texts or a schema (`dependencies` of older drafts).
    TextsOrSchema,
    /// A schema, or a list of schemas (`items` of older drafts).
    SchemaOrList,
}

/// One kind of object.
#[derive(Debug)]
pub struct Kind {
    /// What a message calls it, with its article.
    pub name: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// What keys that are not in the list may be.
    pub other: Other,
}

/// One key of a [`Kind`].
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// What becomes of an object without it.
    pub missing: Missing,
    /// What becomes of it. Every row says so, and a test holds the readers to it.
    pub used: Use,
    /// The version that has it first: 0 for OpenAPI 3.0, 1 for 3.1 and so on.
    pub since: u8,
}

/// What becomes of a key of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A later stage reads it, and answers for it.
    Read,
    /// A later stage writes it into the documentation; nothing that is sent or read depends on it.
    Told,
    /// It tells people something; nothing that is sent or read depends on it.
    Prose,
    /// It constrains values, or says what a client does not do: a note says that.
    Unchecked(&'static str),
    /// It says something in some places, where a reader asks for it; elsewhere a note says that it is unchecked.
    Placed(&'static str),
    /// The client lacks something without it: a warning says what.
    Lost(&'static str),
}

impl Use {
    /// Tells whether something that is sent or read depends on it.
    pub const fn matters(self) -> bool {
        matches!(self, Self::Read | Self::Placed(_) | Self::Lost(_))
    }
}

/// What becomes of an object that lacks a key.
#[derive(Debug)]
pub enum Missing {
    /// Nothing: the key is optional.
    Fine,
    /// The key is required, but nothing is lost if it is written for the definition.
    Text(&'static str),
    /// The same, with an empty object.
    Empty,
    /// The object is of no use without it.
    Useless,
}

/// What keys that a [`Kind`] does not list may be.
#[derive(Debug)]
pub enum Other {
    /// Extensions (`x-…`) only.
    Extensions,
    /// Paths, which start with `/`.
    Paths,
    /// Status codes.
    Statuses,
    /// Expressions of a callback.
    Callback,
}

impl Kind {
    /// Returns what becomes of a key that is listed.
    pub fn used(&self, key: &str) -> Use {
        self.keys.iter().find(|known| known.name == key).map_or(Use::Read, |known| known.used)
    }

    /// Returns the row of a key that is listed.
    pub fn row(&self, key: &str) -> Option<&'static Key>
    where
        Self: 'static,
    {
        self.keys.iter().find(|known| known.name == key)
    }

    /// Returns the shape under a key.
    pub fn shape(&'static self, key: &str) -> Option<&'static Shape> {
        if let Some(known) = self.keys.iter().find(|known| known.name == key) {
            return Some(&known.shape);
        }
        if key.starts_with("x-") {
            return None;
        }
        match self.other {
            Other::Extensions => None,
            Other::Paths => key.starts_with('/').then_some(&table::PATH_ITEM_REF),
            Other::Callback => Some(&table::PATH_ITEM_REF),
            Other::Statuses => is_status(key).then_some(&table::RESPONSE_REF),
        }
    }
}

/// Tells whether a key of `responses` is a status: `200` or `4XX`.
pub fn is_status(key: &str) -> bool {
    matches!(key.as_bytes(), [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] | [b'1'..=b'5', b'X', b'X'])
}

/// Visits the Schema Objects below a value that are not inside another one, in the document's order.
pub fn each_schema(
    value: &mut Value,
    shape: &'static Shape,
    trail: &Trail<'_>,
    visit: &mut dyn FnMut(&mut Value, &Trail<'_>),
) {
    if matches!(shape, Shape::Schema) {
        return visit(value, trail);
    }
    children(value, shape, trail, &mut |child, shape, trail| {
        each_schema(child, shape, trail, visit);
    });
}

/// Returns the shape of what stands under a key or an index of a value.
pub fn step(shape: &'static Shape, value: &Value, key: &str) -> Option<&'static Shape> {
    match (shape, value) {
        (Shape::Object(kind) | Shape::Ref(kind), Value::Object(_)) => kind.shape(key),
        (Shape::Schema | Shape::TextsOrSchema | Shape::SchemaOrList, Value::Object(_)) => {
            table::SCHEMA.shape(key)
        }
        (Shape::Map(inner), Value::Object(_)) | (Shape::List(inner), Value::Array(_)) => {
            Some(inner)
        }
        (Shape::SchemaOrList, Value::Array(_)) => Some(&Shape::Schema),
        _ => None,
    }
}

/// What [`children`] calls: with the child, its shape and its trail.
pub type Visit<'v> = &'v mut dyn FnMut(&mut Value, &'static Shape, &Trail<'_>);

/// Visits the values one level down whose shapes may hold schemas.
pub fn children(value: &mut Value, shape: &'static Shape, trail: &Trail<'_>, visit: Visit<'_>) {
    match (shape, value) {
        (Shape::Object(kind) | Shape::Ref(kind), Value::Object(map)) => {
            for (key, child) in map.iter_mut() {
                if let Some(shape) = kind.shape(key) {
                    visit(child, shape, &trail.key(key));
                }
            }
        }
        (Shape::Schema | Shape::TextsOrSchema | Shape::SchemaOrList, Value::Object(map)) => {
            for (key, child) in map.iter_mut() {
                if let Some(shape) = table::SCHEMA.shape(key) {
                    visit(child, shape, &trail.key(key));
                }
            }
        }
        (Shape::Map(inner), Value::Object(map)) => {
            for (key, child) in map.iter_mut() {
                visit(child, inner, &trail.key(key));
            }
        }
        (Shape::List(inner), Value::Array(items)) => {
            for (index, child) in items.iter_mut().enumerate() {
                visit(child, inner, &trail.index(index));
            }
        }
        (Shape::SchemaOrList, Value::Array(items)) => {
            for (index, child) in items.iter_mut().enumerate() {
                visit(child, &Shape::Schema, &trail.index(index));
            }
        }
        _ => {}
    }
}
