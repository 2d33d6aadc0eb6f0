//! The macro that defines a base and what extends it.
//!
//! In: names, types and texts from generated code. Out: an open enum with its codec. It is in a file of its own, as
//! [`macros`](super::macros) is about texts.

/// Defines the enum of a base and of the types that extend it, which the text of one property tells apart.
///
/// What stands after `else` is the base: it takes the objects whose property is absent or has another text, so it should keep the
/// properties that it does not name. A row may stand under a `#[cfg]`; without it, its objects are the base's.
///
/// ```
/// use portolan_runtime::json::{self, RawJson};
/// use std::collections::BTreeMap;
///
/// type Properties = BTreeMap<String, RawJson>;
/// # portolan_runtime::newtype! {
/// #     pub struct Dog(BTreeMap<String, RawJson>);
/// # }
///
/// portolan_runtime::family! {
///     /// An animal.
///     pub enum Animal by "kind" else Base(Properties) {
///         Dog(Dog) = "dog" | "puppy",
///     }
/// }
///
/// let text = r#"{"kind":"eel","length":3}"#;
/// let eel: Animal = json::from_str(text)?;
/// assert!(matches!(&eel, Animal::Base(base) if base.len() == 2));
/// assert_eq!(json::to_string(&eel), text);
/// # Ok::<(), json::DecodeError>(())
/// ```
#[macro_export]
macro_rules! family {
    ($(#[$meta:meta])* $vis:vis enum $name:ident by $key:literal else $base:ident($base_ty:ty) {
        $($(#[$cfg:meta])* $variant:ident($ty:ty) = $tag:literal $(| $more:literal)*),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$cfg])* $variant(::std::boxed::Box<$ty>),)*
            /// None of the others: what all have, and the rest as it came.
            $base(::std::boxed::Box<$base_ty>),
            /// What the definition does not know, kept as it came.
            Unknown($crate::json::RawJson),
        }

        $($(#[$cfg])* impl ::core::convert::From<$ty> for $name {
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant(::std::boxed::Box::new(value))
            }
        })*

        impl ::core::convert::From<$base_ty> for $name {
            #[inline]
            fn from(value: $base_ty) -> Self {
                Self::$base(::std::boxed::Box::new(value))
            }
        }

        impl $crate::json::Json for $name {
            #[inline]
            fn read(r: &mut $crate::json::Reader<'_>) -> ::core::option::Option<Self> {
                r.by_tag($key, |r, tag| match tag {
                    $($(#[$cfg])* ::core::option::Option::Some($tag $(| $more)*) => r.value().map(Self::$variant),)*
                    ::core::option::Option::Some(_) => r.value().map(Self::$base),
                    ::core::option::Option::None => r.value().map(Self::Unknown),
                })
            }

            #[inline]
            fn write(&self, w: &mut $crate::json::Writer) {
                match self {
                    $($(#[$cfg])* Self::$variant(v) => w.tagged($key, $tag, v),)*
                    Self::$base(v) => $crate::json::Json::write(v, w),
                    Self::Unknown(v) => $crate::json::Json::write(v, w),
                }
            }
        }
    };
}
