//! The macros that define named strings: open enums and newtypes.
//!
//! In: names and texts from generated code. Out: a type with its codec. What the macros write is kept small, since every user compiles it.

use std::fmt;

use super::{Reader, unknown};

/// A text that an open enum does not name: kept, and sent back unchanged.
///
/// Only reading makes one, so no program can depend on a text that becomes a variant tomorrow.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// What [`open_enum!`](crate::open_enum) tells the runtime of an enum.
#[doc(hidden)]
pub trait OpenEnum: Sized {
    /// The definition takes any text: one that has no name is no surprise.
    const ANY: bool = false;
    /// Returns the variant of a text.
    fn known(text: &str) -> Option<Self>;
    /// Wraps a text that is no variant's.
    fn unknown(value: UnknownValue) -> Self;
}

#[doc(hidden)]
#[inline]
pub fn from_text<E: OpenEnum>(text: &str) -> E {
    E::known(text).unwrap_or_else(|| E::unknown(UnknownValue(text.into())))
}

#[doc(hidden)]
#[inline]
pub fn from_string<E: OpenEnum>(text: String) -> E {
    E::known(&text).unwrap_or_else(|| E::unknown(UnknownValue(text.into())))
}

#[doc(hidden)]
#[inline]
pub fn read_text<E: OpenEnum>(r: &mut Reader<'_>) -> Option<E> {
    let text = r.text("a string")?;
    Some(E::known(text).unwrap_or_else(|| {
        if !E::ANY {
            unknown::note();
        }
        E::unknown(UnknownValue(text.into()))
    }))
}

/// Defines an enum of strings that stays open: a text that it does not name is read too, kept as `Unknown`, and written back.
///
/// ```
/// portolan_runtime::open_enum! {
///     /// State of an account.
///     pub enum Status {
///         /// Usable.
///         Open = "open",
///         Frozen = "frozen",
///     }
/// }
///
/// # use portolan_runtime::json;
/// assert_eq!(Status::Open.as_str(), "open");
/// assert_eq!(Status::VALUES, ["open", "frozen"]);
/// assert_eq!(Status::from("frozen"), Status::Frozen);
///
/// let new: Status = json::from_str(r#""dormant""#)?;
/// assert!(matches!(new, Status::Unknown(_)));
/// assert_eq!(json::to_string(&new), r#""dormant""#);
/// # Ok::<(), json::DecodeError>(())
/// ```
///
/// After the name, `or String` says that the definition takes any text beside those that it names.
#[macro_export]
macro_rules! open_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident $(or $any:ident)? {
        $($(#[$variant_meta:meta])* $variant:ident = $text:literal),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that is not named here.
            Unknown($crate::json::UnknownValue),
        }

        impl $name {
            /// The values that are named.
            pub const VALUES: &'static [&'static str] = &[$($text),*];

            /// Returns the value's text.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl $crate::json::OpenEnum for $name {
            $(const ANY: bool = { let _ = ::core::stringify!($any); true };)?

            #[inline]
            fn known(text: &str) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match text {
                    $($text => Self::$variant,)*
                    _ => return ::core::option::Option::None,
                })
            }

            #[inline]
            fn unknown(value: $crate::json::UnknownValue) -> Self {
                Self::Unknown(value)
            }
        }

        $crate::__text_impls!($name);
    };
}

/// The implementations that an open enum has through its text; comparing by it, too, compiles faster than what `derive` writes.
#[doc(hidden)]
#[macro_export]
macro_rules! __text_impls {
    ($name:ident) => {
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(self.as_str(), state);
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                $crate::json::from_text(text)
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                $crate::json::from_string(text)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok($crate::json::from_text(text))
            }
        }

        impl $crate::json::Json for $name {
            #[inline]
            fn read(r: &mut $crate::json::Reader<'_>) -> ::core::option::Option<Self> {
                $crate::json::read_text(r)
            }

            #[inline]
            fn write(&self, w: &mut $crate::json::Writer) {
                w.text(self.as_str());
            }
        }

        impl $crate::param::Param for $name {
            #[inline]
            fn param(&self) -> $crate::param::ParamValue {
                $crate::param::Param::param(self.as_str())
            }
        }
    };
}

/// Defines a type of its own for a value that has a name: two of them cannot be mixed up.
///
/// Around a `String` it has `Display`, `FromStr`, `AsRef<str>`, `as_str` and conversions from both kinds of text; around a
/// `Secret` it has `expose` and a redacted `Debug`; around anything else, `get` and `From`, and the traits that its own
/// `#[derive(…)]` adds to `Clone`, `Debug` and `PartialEq`.
///
/// ```
/// portolan_runtime::newtype! {
///     /// Number on the card.
///     pub struct AccountId(String);
/// }
/// portolan_runtime::newtype! {
///     /// Whole cents.
///     #[derive(Copy, Eq, Hash)]
///     pub struct Cents(i64);
/// }
///
/// assert_eq!(AccountId::from("A-100").as_str(), "A-100");
/// assert_eq!(*Cents::from(250).get(), 250);
/// assert_eq!(portolan_runtime::json::to_string(&Cents::from(250)), "250");
/// ```
#[macro_export]
macro_rules! newtype {
    ($(#[$meta:meta])* $vis:vis struct $name:ident(String);) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis struct $name(::std::string::String);

        impl $name {
            /// Returns the text.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the text for keeps.
            #[inline]
            pub fn into_string(self) -> ::std::string::String {
                self.0
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self(::std::string::String::from(text))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        $crate::__newtype_impls!($name, ::std::string::String);
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident(Secret);) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        $vis struct $name($crate::Secret);

        impl $name {
            /// Returns the text.
            #[inline]
            pub fn expose(&self) -> &str {
                self.0.expose()
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self($crate::Secret::from(text))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self($crate::Secret::from(text))
            }
        }

        $crate::__newtype_impls!($name, $crate::Secret);
    };
    ($(#[$meta:meta])* $vis:vis struct $name:ident($inner:ty);) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $name($inner);

        impl $name {
            /// Returns the value.
            #[inline]
            pub fn get(&self) -> &$inner {
                &self.0
            }

            /// Returns the value for keeps.
            #[inline]
            pub fn into_inner(self) -> $inner {
                self.0
            }
        }

        $crate::__newtype_impls!($name, $inner);
    };
}

/// The implementations that every newtype has through what it holds.
#[doc(hidden)]
#[macro_export]
macro_rules! __newtype_impls {
    ($name:ident, $inner:ty) => {
        impl ::core::convert::From<$inner> for $name {
            #[inline]
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl $crate::json::Json for $name {
            #[inline]
            fn read(r: &mut $crate::json::Reader<'_>) -> ::core::option::Option<Self> {
                r.value().map(Self)
            }

            #[inline]
            fn write(&self, w: &mut $crate::json::Writer) {
                $crate::json::Json::write(&self.0, w);
            }
        }

        impl $crate::param::Param for $name {
            #[inline]
            fn param(&self) -> $crate::param::ParamValue {
                $crate::param::Param::param(&self.0)
            }

            #[inline]
            fn into_param(self) -> $crate::param::ParamValue {
                $crate::param::Param::into_param(self.0)
            }

            #[inline]
            fn is_secret(&self) -> bool {
                $crate::param::Param::is_secret(&self.0)
            }
        }
    };
}
