//! Values that hold other values.
//!
//! In: the codec of what they hold. Out: the codec of the whole. It must not know where they stand.

use std::collections::BTreeMap;

use super::{Json, Reader, Writer};

impl Json for bool {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.boolean()
    }

    fn write(&self, w: &mut Writer) {
        w.plain(if *self { "true" } else { "false" });
    }
}

impl Json for String {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.text("a string").map(str::to_owned)
    }

    fn write(&self, w: &mut Writer) {
        w.text(self);
    }
}

/// `null` is `None`.
impl<T: Json> Json for Option<T> {
    const NULL: bool = true;

    fn read(r: &mut Reader<'_>) -> Option<Self> {
        if r.take_null() { Some(None) } else { T::read(r).map(Some) }
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Some(value) => value.write(w),
            None => w.plain("null"),
        }
    }
}

impl<T: Json> Json for Box<T> {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        T::read(r).map(Self::new)
    }

    fn write(&self, w: &mut Writer) {
        (**self).write(w);
    }
}

impl<T: Json> Json for Vec<T> {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.begin_array()?;
        let mut items = Self::new();
        while r.next_item() {
            items.push(T::read(r)?);
        }
        Some(items)
    }

    fn write(&self, w: &mut Writer) {
        w.begin_array();
        for item in self {
            w.item(item);
        }
        w.end_array();
    }
}

/// A key that comes twice is an error: one of the values would be lost.
impl<T: Json> Json for BTreeMap<String, T> {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.begin_map()?;
        let mut map = Self::new();
        while r.next_field().is_some() {
            r.extra(&mut map);
        }
        Some(map)
    }

    fn write(&self, w: &mut Writer) {
        w.begin_object();
        w.extra(self);
        w.end_object();
    }
}

/// A value that may be `null`, for places where absent, `null` and a value are three things: `Option<Nullable<T>>`.
///
/// ```
/// use portolan_runtime::Nullable;
///
/// let reopened: Option<Nullable<i64>> = Some(Nullable::Null);
/// let closed = Some(Nullable::from(7));
/// assert_ne!(reopened, closed);
/// assert_eq!(closed.and_then(Nullable::into_option), Some(7));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nullable<T> {
    /// `null`.
    #[default]
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Returns the value, `None` for `null`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// Returns a reference to the value, `None` for `null`.
    pub fn as_option(&self) -> Option<&T> {
        self.as_ref().into_option()
    }

    /// Turns a reference to the whole into one to the value.
    pub fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// Turns the value into another.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Nullable<U> {
        match self {
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(f(value)),
        }
    }

    /// Tells whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        match value {
            Some(value) => Self::Value(value),
            None => Self::Null,
        }
    }
}

impl<T: Json> Json for Nullable<T> {
    const NULL: bool = true;

    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Option::read(r).map(Self::from)
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Self::Value(value) => value.write(w),
            Self::Null => w.plain("null"),
        }
    }
}
