//! What a parameter's value is before a style writes it.
//!
//! In: typed arguments. Out: texts, lists and objects of texts. It must not know styles nor escaping.

/// A value that can travel as a parameter.
pub trait Param {
    /// Returns the value as text, list or object.
    fn param(&self) -> ParamValue;
}

/// A parameter's value before a style writes it (OpenAPI 3.0.4, 4.8.12.4: primitives, arrays of them, objects of them).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// A primitive.
    Text(String),
    /// An array.
    List(Vec<String>),
    /// An object, in order.
    Object(Vec<(String, String)>),
}
