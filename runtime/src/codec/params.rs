//! The scalars as parameters.
//!
//! In: a value. Out: its texts, before a style writes them. It must not know styles.

use std::collections::BTreeMap;

use super::raw::Parts;
use super::{
    Base64, Base64Url, Date, Decimal, DecimalText, HttpDate, IsoDuration, Nullable, RawJson,
    Secret, TimeOfDay, Timestamp, UnixTime, to_string,
};
use crate::param::{Param, ParamValue};

impl Param for str {
    fn param(&self) -> ParamValue {
        ParamValue::Text(self.to_owned())
    }
}

impl Param for String {
    fn param(&self) -> ParamValue {
        self.as_str().param()
    }

    fn into_param(self) -> ParamValue {
        ParamValue::Text(self)
    }
}

impl<T: Param + ?Sized> Param for &T {
    fn param(&self) -> ParamValue {
        (**self).param()
    }

    fn is_secret(&self) -> bool {
        (**self).is_secret()
    }
}

impl<T: Param + ?Sized> Param for Box<T> {
    fn param(&self) -> ParamValue {
        (**self).param()
    }

    fn is_secret(&self) -> bool {
        (**self).is_secret()
    }
}

/// A value that a parameter writes as JSON does.
macro_rules! as_json {
    ($($scalar:ty),*) => {$(
        impl Param for $scalar {
            fn param(&self) -> ParamValue {
                ParamValue::Text(to_string(self))
            }
        }
    )*};
}

as_json!(bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);

macro_rules! as_display {
    ($($scalar:ty),*) => {$(
        impl Param for $scalar {
            fn param(&self) -> ParamValue {
                ParamValue::Text(self.to_string())
            }
        }
    )*};
}

as_display!(Timestamp, Date, Decimal, DecimalText, HttpDate, IsoDuration, TimeOfDay, UnixTime);

impl Param for Base64 {
    fn param(&self) -> ParamValue {
        ParamValue::Text(self.encode())
    }
}

impl Param for Base64Url {
    fn param(&self) -> ParamValue {
        ParamValue::Text(self.encode())
    }
}

/// The parameter holds the secret's text in the clear.
impl Param for Secret {
    fn param(&self) -> ParamValue {
        self.expose().param()
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// `None` is a list without items, of which no style writes anything.
impl<T: Param> Param for Option<T> {
    fn param(&self) -> ParamValue {
        self.as_ref().map_or(ParamValue::List(Vec::new()), Param::param)
    }

    fn into_param(self) -> ParamValue {
        self.map_or(ParamValue::List(Vec::new()), Param::into_param)
    }

    fn is_secret(&self) -> bool {
        self.as_ref().is_some_and(Param::is_secret)
    }
}

/// `null` is the text `null`.
impl<T: Param> Param for Nullable<T> {
    fn param(&self) -> ParamValue {
        match self {
            Self::Null => "null".param(),
            Self::Value(value) => value.param(),
        }
    }

    fn is_secret(&self) -> bool {
        matches!(self, Self::Value(value) if value.is_secret())
    }
}

/// A list inside the list becomes one text, its items between commas.
impl<T: Param> Param for [T] {
    fn param(&self) -> ParamValue {
        ParamValue::List(self.iter().map(|item| flat(item.param())).collect())
    }

    fn is_secret(&self) -> bool {
        self.iter().any(Param::is_secret)
    }
}

impl<T: Param> Param for Vec<T> {
    fn param(&self) -> ParamValue {
        self.as_slice().param()
    }

    fn into_param(self) -> ParamValue {
        ParamValue::List(self.into_iter().map(|item| flat(item.into_param())).collect())
    }

    fn is_secret(&self) -> bool {
        self.as_slice().is_secret()
    }
}

/// In the order of the keys.
impl<T: Param> Param for BTreeMap<String, T> {
    fn param(&self) -> ParamValue {
        ParamValue::Object(
            self.iter().map(|(key, value)| (key.clone(), flat(value.param()))).collect(),
        )
    }
}

/// A string without its quotes; a list or an object by its items, of which those that are lists or objects are JSON.
impl Param for RawJson {
    fn param(&self) -> ParamValue {
        match self.parts() {
            Parts::Null => "null".param(),
            Parts::Text(text) => ParamValue::Text(text),
            Parts::List(items) => ParamValue::List(items.iter().map(text).collect()),
            Parts::Object(members) => ParamValue::Object(
                members.into_iter().map(|(key, value)| (key, text(&value))).collect(),
            ),
        }
    }
}

/// Returns a string without its quotes, anything else as it stands.
fn text(raw: &RawJson) -> String {
    match raw.parts() {
        Parts::Text(text) => text,
        _ => raw.as_str().to_owned(),
    }
}

/// Returns one text for a value inside a list or an object.
fn flat(value: ParamValue) -> String {
    match value {
        ParamValue::Text(text) => text,
        ParamValue::Json(raw) => raw.into_string(),
        ParamValue::List(items) => items.join(","),
        ParamValue::Object(members) => {
            let members = members.into_iter().flat_map(|(key, value)| [key, value]);
            members.collect::<Vec<_>>().join(",")
        }
    }
}
