//! Texts of another crate's types.
//!
//! In: a string. Out: what the type makes of it, and the string that it displays as. It must not know the types.

use std::fmt::{self, Display};
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

use super::{Json, Reader, Writer};
use crate::param::{Param, ParamValue};

/// A value of another crate's type, which travels as the text that it displays as and is read from.
///
/// It stands where the definition chooses a type with `x-portolan-type`.
///
/// ```
/// use std::net::IpAddr;
/// use portolan_runtime::{Parsed, json};
///
/// let address: Parsed<IpAddr> = json::from_str(r#""127.0.0.1""#)?;
/// assert!(address.is_loopback());
/// assert_eq!(json::to_string(&address), r#""127.0.0.1""#);
/// let error = json::from_str::<Parsed<IpAddr>>(r#""here""#).unwrap_err();
/// assert_eq!(error.to_string(), r#"$: expected a text of its type, found "here""#);
/// # Ok::<(), json::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Parsed<T>(pub T);

impl<T> From<T> for Parsed<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Parsed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Parsed<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Display> Display for Parsed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Display + FromStr> Json for Parsed<T> {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.parse("a text of its type", |text| text.parse().ok()).map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.text(&self.0.to_string());
    }
}

impl<T: Display> Param for Parsed<T> {
    fn param(&self) -> ParamValue {
        ParamValue::Text(self.0.to_string())
    }
}
