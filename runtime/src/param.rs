//! What a parameter's value is before a style writes it.
//!
//! In: typed arguments. Out: texts, lists and objects of texts. It must not know styles nor escaping.

use crate::json::{Json, RawJson};

/// A value that can travel as a parameter.
///
/// ```
/// use portolan_runtime::param::{Param, ParamValue};
///
/// assert_eq!(true.param(), ParamValue::Text("true".into()));
/// assert_eq!(vec![1, 2].param(), ParamValue::List(vec!["1".into(), "2".into()]));
/// ```
pub trait Param {
    /// Returns the value as text, list or object.
    fn param(&self) -> ParamValue;

    /// Returns the value as text, list or object, made of what it holds.
    ///
    /// ```
    /// use portolan_runtime::param::{Param, ParamValue};
    ///
    /// assert_eq!(String::from("open").into_param(), ParamValue::Text("open".into()));
    /// ```
    fn into_param(self) -> ParamValue
    where
        Self: Sized,
    {
        self.param()
    }

    /// Tells whether the value must never be shown: a header that carries it is marked sensitive.
    fn is_secret(&self) -> bool {
        false
    }
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
    /// JSON: `deepObject` takes it apart at every level, the other styles write its text.
    Json(RawJson),
}

impl ParamValue {
    /// Returns an object without members, to which [`ParamValue::field`] adds.
    ///
    /// ```
    /// use portolan_runtime::param::ParamValue;
    ///
    /// let value = ParamValue::object().field("from", &10).field("to", &None::<i32>);
    /// assert_eq!(value, ParamValue::Object(vec![("from".into(), "10".into())]));
    /// ```
    pub fn object() -> Self {
        Self::Object(Vec::new())
    }

    /// Adds a member to an object; a value that is not there adds nothing, a list or an object is
    /// written with commas, and on a value that is not an object this does nothing.
    #[must_use]
    pub fn field(mut self, name: &str, value: &impl Param) -> Self {
        if let (Self::Object(members), Some(text)) = (&mut self, value.param().into_text()) {
            members.push((name.to_owned(), text));
        }
        self
    }

    /// Returns the value as one text: lists and objects with commas between, `None` where they are empty.
    fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Json(raw) => Some(raw.into_string()),
            Self::List(items) if items.is_empty() => None,
            Self::List(items) => Some(items.join(",")),
            Self::Object(members) if members.is_empty() => None,
            Self::Object(members) => {
                let texts: Vec<String> = members.into_iter().flat_map(|(k, v)| [k, v]).collect();
                Some(texts.join(","))
            }
        }
    }
}

/// A value that travels as JSON text, as a parameter with `content: application/json` does; as a `deepObject` it travels
/// taken apart.
///
/// ```
/// use portolan_runtime::RawJson;
/// use portolan_runtime::param::{AsJson, Param, ParamValue};
///
/// let text = RawJson::from_json_str("[1,2]")?;
/// assert_eq!(AsJson(&vec![1_i64, 2]).param(), ParamValue::Json(text));
/// # Ok::<(), portolan_runtime::json::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AsJson<'a, T>(pub &'a T);

impl<T: Json> Param for AsJson<'_, T> {
    fn param(&self) -> ParamValue {
        ParamValue::Json(RawJson::from_value(self.0))
    }
}

/// A value whose items or members may be lists and objects themselves: those are JSON texts within it.
///
/// ```
/// use portolan_runtime::param::{AsItems, Param, ParamValue};
///
/// assert_eq!(AsItems(&vec![vec![1_i64]]).param(), ParamValue::List(vec!["[1]".into()]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AsItems<'a, T>(pub &'a T);

impl<T: Json> Param for AsItems<'_, T> {
    fn param(&self) -> ParamValue {
        RawJson::from_value(self.0).param()
    }
}
