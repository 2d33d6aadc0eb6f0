//! Types: what travels in parameters and bodies.
//!
//! In and out: nothing, this is plain data beside the rest of [`ir`](super). It must not know Rust's types.

use super::{DevDependency, Docs};
use crate::diagnostic::Place;

/// Index of a [`TypeDef`] in [`Api::types`](super::Api::types).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A named type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// What it is called after.
    pub origin: TypeName,
    /// `x-portolan-name`.
    pub rename: Option<String>,
    /// What it means.
    pub docs: Docs,
    /// What it is.
    pub shape: Shape,
    /// Where its schema stands.
    pub place: Place,
}

/// What a type is called after.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeName {
    /// A key of `components.schemas`, or of another section of `components` whose inline schema it is
    /// (`responses` and so on), with what stands below it. Such a key may also be a schema's.
    Component(String),
    /// An inline schema in another type: that type, and the segments below it
    /// (`["address"]`, `["items", "Item"]`).
    Within(TypeId, Vec<String>),
    /// An inline schema of an operation: its index in [`Api::operations`](super::Api::operations), and segments such as
    /// `["body"]`, `["output"]`, `["not found"]` or a parameter's name.
    InOperation(usize, Vec<String>),
    /// An inline schema of an event: its index in [`Api::events`](super::Api::events), and segments such as `["payload"]`.
    InEvent(usize, Vec<String>),
}

/// The shapes of a named type.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An object with known properties.
    Struct(Struct),
    /// A closed list of texts that is open to values added later.
    Enum(Enum),
    /// A closed list of other scalars, open likewise.
    Values(Values),
    /// One of several types.
    Union(Union),
    /// A string with a name of its own: `AccountId`.
    Newtype(Primitive),
    /// Another name for a type (`type X = Y`).
    Alias(Type),
}

/// An object with known properties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Struct {
    /// In the definition's order.
    pub fields: Vec<Field>,
    /// The type of further properties, where the definition writes `additionalProperties`
    /// (or `unevaluatedProperties`); they survive a round trip.
    pub additional: Option<Type>,
}

/// A property of a [`Struct`].
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// `x-portolan-name`.
    pub rename: Option<String>,
    /// Whether the definition requires it.
    pub required: bool,
    /// Sent by servers only: not required to send.
    pub read_only: bool,
    /// Sent by clients only: not required to receive.
    pub write_only: bool,
    /// What a constructor puts there, where nobody says otherwise.
    pub preset: Option<Preset>,
    /// Its type; [`Type::Nullable`] outermost where `null` is allowed.
    pub ty: Type,
    /// What it means.
    pub docs: Docs,
}

/// A list of texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Enum {
    /// In the definition's order, without repetitions.
    pub variants: Vec<Variant>,
    /// The definition takes any other text too: these are the ones that it knows by name.
    pub any: bool,
}

/// A value of an [`Enum`].
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Text on the wire.
    pub value: String,
    /// From `x-enum-varnames`, where it is written.
    pub rename: Option<String>,
    /// From `x-enum-descriptions`, where it is written.
    pub description: Option<String>,
}

/// A list of scalars that are not all texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// All of them are integers of 64 bits, and so is what may be added later.
    pub integers: bool,
    /// In the definition's order, without repetitions.
    pub variants: Vec<Value>,
}

/// A value of [`Values`].
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The value.
    pub value: Constant,
    /// From `x-enum-varnames`, where it is written.
    pub rename: Option<String>,
    /// From `x-enum-descriptions`, where it is written.
    pub description: Option<String>,
}

/// A scalar that a definition writes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// A string.
    Text(String),
    /// A number, as JSON writes it.
    Number(String),
    /// A boolean.
    Boolean(bool),
}

impl Constant {
    /// Returns the constant as JSON.
    pub fn json(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Number(number) => number.clone(),
            Self::Boolean(flag) => flag.to_string(),
        }
    }

    /// Returns a text without quotes, anything else as JSON.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            other => other.json(),
        }
    }
}

/// Writes a text as JSON does (RFC 8259, 7).
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What a constructor puts into a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// The value.
    pub value: Constant,
    /// The definition allows no other; else it is a default.
    pub fixed: bool,
}

/// One of several types; a value that fits none is kept and sent back unchanged.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// In the definition's order, at least two.
    pub branches: Vec<Branch>,
    /// The property whose text names the branch, where the definition writes `discriminator`.
    pub discriminator: Option<String>,
    /// The last branch is a base that the others extend: it takes the objects whose discriminator is absent or
    /// means none of them.
    pub based: bool,
    /// Several branches may hold at once: the last one has the properties of all, for values that no other one
    /// knows whole.
    pub together: bool,
}

/// A branch of a [`Union`].
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// What its variant is called after: `title`, the component's name, the discriminator's value or the JSON type.
    pub name: String,
    /// Its type. Never [`Type::Nullable`]: null is hoisted out of the union.
    pub ty: Type,
    /// Values of the discriminator that mean this branch.
    pub tags: Vec<String>,
    /// What tells it from the others: what one mark says, or another. A branch that is a union has the marks of its
    /// branches.
    pub marks: Vec<Marks>,
}

/// What one shallow look at a JSON value can tell of a branch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// The kinds of JSON value that the branch takes.
    pub kinds: Vec<JsonKind>,
    /// Keys that a value of it must have (objects).
    pub required: Vec<String>,
    /// Keys that it knows (objects).
    pub known: Vec<String>,
    /// Keys whose value is one of a few texts (objects).
    pub constants: Vec<(String, Vec<String>)>,
    /// Texts that it takes (strings): empty means any.
    pub texts: Vec<String>,
    /// Keys that it does not know are kept (objects).
    pub keeps: bool,
    /// Keys that it does not know are not allowed (`additionalProperties: false`).
    pub closed: bool,
}

/// Kinds of JSON value that a look ahead tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JsonKind {
    /// `true`, `false`
    Boolean,
    /// A number without fraction or exponent.
    Integer,
    /// Any other number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A scalar.
    Primitive(Primitive),
    /// A named type.
    Named(TypeId),
    /// An array.
    List(Box<Type>),
    /// An object whose keys are data.
    Map(Box<Type>),
    /// The type, or `null`. Never nested.
    Nullable(Box<Type>),
    /// Any JSON value, kept as its text.
    Any,
}

/// A scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Primitive {
    /// `boolean`
    Boolean,
    /// `integer` that fits `i32` (`format: int32`).
    I32,
    /// `integer` of 32 bits and nothing below zero.
    U32,
    /// `integer` without a format, or `format: int64`.
    I64,
    /// `integer` whose bounds or format ask for more than `i64::MAX` and nothing below zero.
    U64,
    /// A number of any size and precision: larger than 64 bits, or `format: decimal`.
    Decimal,
    /// The same in a string.
    DecimalText,
    /// `number`
    F64,
    /// `format: float`
    F32,
    /// `string`
    String,
    /// `format: date-time` (RFC 3339); the offset is kept.
    Timestamp,
    /// `format: date` (RFC 3339 full-date).
    Date,
    /// A moment as HTTP's headers write it (RFC 9110, 5.6.7).
    HttpDate,
    /// A moment as seconds since 1970.
    UnixTime,
    /// `format: time`.
    TimeOfDay,
    /// `format: duration` of a string.
    Duration,
    /// `format: byte`: base64 in JSON.
    Base64,
    /// The same in the URL-safe alphabet.
    Base64Url,
    /// `format: password`: never shown.
    Secret,
    /// `format: binary`: in a form a file, elsewhere a text.
    Binary,
    /// Another crate's type, read from a string and written to it: an index into [`Api::foreign`](super::Api::foreign).
    Foreign(usize),
}

/// Another crate's type, which a text is read as and written from.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign {
    /// Its path, identifiers and `::` alone.
    pub path: String,
    /// The package that has it; `None`: the standard library.
    pub dependency: Option<DevDependency>,
}
