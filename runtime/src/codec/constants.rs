//! The macros that define enums whose values are not all strings: integers, and any scalars.
//!
//! In: names and values from generated code. Out: a type with its codec. What the macros write is kept small, since every user compiles it.

use std::fmt;

use super::decimal::same_number;
use super::{Json as _, RawJson, Reader, unknown};
use crate::param::{Param as _, ParamValue};

/// An integer that an enum does not name: kept, and sent back.
///
/// Only reading makes one, so no program can depend on a value that becomes a variant tomorrow.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    /// Returns the integer.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Debug for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[doc(hidden)]
pub fn unknown_integer(value: i64) -> UnknownInteger {
    unknown::note();
    UnknownInteger(value)
}

/// What [`value_enum!`](crate::value_enum) tells the runtime of an enum.
#[doc(hidden)]
pub trait ValueEnum: Sized {
    /// The values as JSON, in the order of the variants.
    const VALUES: &'static [&'static str];
    /// Returns the variant of a value that is named.
    fn known(json: &'static str) -> Option<Self>;
    /// Wraps a value that is no variant's.
    fn unknown(value: RawJson) -> Self;
}

#[doc(hidden)]
pub fn from_value<E: ValueEnum>(value: RawJson) -> E {
    match named(value.as_str(), E::VALUES).and_then(E::known) {
        Some(known) => known,
        None => {
            unknown::note();
            E::unknown(value)
        }
    }
}

#[doc(hidden)]
pub fn read_value<E: ValueEnum>(r: &mut Reader<'_>) -> Option<E> {
    RawJson::read(r).map(from_value)
}

#[doc(hidden)]
pub fn value_param(json: &str) -> ParamValue {
    match RawJson::from_json_str(json) {
        Ok(value) => value.param(),
        Err(_) => json.param(),
    }
}

/// Finds a value among others, however it is written: `1.0` is `1`, and `"\u0061"` is `"a"`.
fn named(value: &str, values: &[&'static str]) -> Option<&'static str> {
    let text = |json: &str| super::from_str::<String>(json).ok();
    let decoded = text(value);
    values.iter().copied().find(|known| {
        *known == value || same_number(known, value) || decoded.is_some() && decoded == text(known)
    })
}

/// Defines an enum of integers that stays open: one that it does not name is read too, kept as `Unknown`, and written back.
///
/// ```
/// portolan_runtime::integer_enum! {
///     /// How urgent it is.
///     pub enum Priority {
///         Low = 1,
///         High = 10,
///     }
/// }
///
/// # use portolan_runtime::json;
/// assert_eq!(Priority::High.get(), 10);
/// assert_eq!(Priority::VALUES, [1, 10]);
/// assert_eq!(json::from_str::<Priority>("1.0")?, Priority::Low);
///
/// let new: Priority = json::from_str("5")?;
/// assert!(matches!(new, Priority::Unknown(_)));
/// assert_eq!(json::to_string(&new), "5");
/// # Ok::<(), json::DecodeError>(())
/// ```
#[macro_export]
macro_rules! integer_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $value:literal),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that is not named here.
            Unknown($crate::json::UnknownInteger),
        }

        impl $name {
            /// The values that are named.
            pub const VALUES: &'static [i64] = &[$($value),*];

            /// Returns the value.
            #[inline]
            pub fn get(self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value.get(),
                }
            }
        }

        impl ::core::convert::From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    value => Self::Unknown($crate::json::unknown_integer(value)),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::num::ParseIntError;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                text.parse::<i64>().map(Self::from)
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.get(), f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.get() == other.get()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.get(), state);
            }
        }

        impl $crate::json::Json for $name {
            #[inline]
            fn read(r: &mut $crate::json::Reader<'_>) -> ::core::option::Option<Self> {
                r.value::<i64>().map(Self::from)
            }

            #[inline]
            fn write(&self, w: &mut $crate::json::Writer) {
                $crate::json::Json::write(&self.get(), w);
            }
        }

        impl $crate::param::Param for $name {
            #[inline]
            fn param(&self) -> $crate::param::ParamValue {
                $crate::param::Param::param(&self.get())
            }
        }
    };
}

/// Defines an enum of any scalars, each given as its JSON, that stays open: a value that it does not name is read too, kept as
/// `Unknown`, and written back.
///
/// ```
/// portolan_runtime::value_enum! {
///     /// How many to return.
///     pub enum Limit {
///         Few = "10",
///         All = "\"all\"",
///     }
/// }
///
/// # use portolan_runtime::{RawJson, json};
/// assert_eq!(json::from_str::<Limit>("10.0")?, Limit::Few);
/// assert_eq!(Limit::All.as_json(), "\"all\"");
/// assert_eq!(Limit::All.to_string(), "all");
///
/// let new: Limit = json::from_str("20")?;
/// assert!(matches!(new, Limit::Unknown(_)));
/// assert_eq!(json::to_string(&new), "20");
/// # Ok::<(), json::DecodeError>(())
/// ```
#[macro_export]
macro_rules! value_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $json:literal),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that is not named here.
            Unknown($crate::RawJson),
        }

        impl $name {
            /// The values that are named, as JSON.
            pub const VALUES: &'static [&'static str] = &[$($json),*];

            /// Returns the value as JSON.
            #[inline]
            pub fn as_json(&self) -> &str {
                match self {
                    $(Self::$variant => $json,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl $crate::json::ValueEnum for $name {
            const VALUES: &'static [&'static str] = Self::VALUES;

            #[inline]
            fn known(json: &'static str) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match json {
                    $($json => Self::$variant,)*
                    _ => return ::core::option::Option::None,
                })
            }

            #[inline]
            fn unknown(value: $crate::RawJson) -> Self {
                Self::Unknown(value)
            }
        }

        impl ::core::convert::From<$crate::RawJson> for $name {
            #[inline]
            fn from(value: $crate::RawJson) -> Self {
                $crate::json::from_value(value)
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad($crate::json::bare(self.as_json()))
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_json() == other.as_json()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(self.as_json(), state);
            }
        }

        impl $crate::json::Json for $name {
            #[inline]
            fn read(r: &mut $crate::json::Reader<'_>) -> ::core::option::Option<Self> {
                $crate::json::read_value(r)
            }

            #[inline]
            fn write(&self, w: &mut $crate::json::Writer) {
                w.raw(self.as_json());
            }
        }

        impl $crate::param::Param for $name {
            #[inline]
            fn param(&self) -> $crate::param::ParamValue {
                $crate::json::value_param(self.as_json())
            }
        }
    };
}

/// Takes the quotes off a value's JSON; its escapes stay.
#[doc(hidden)]
pub fn bare(json: &str) -> &str {
    json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or(json)
}
