//! The macro that reads and writes a struct.
//!
//! In: a row a property, from generated code. Out: the struct's [`Json`](super::Json). It must not know the properties' types.

/// Reads and writes a struct as a JSON object.
///
/// A row has the property's index, counted from 0, whether an object must have it, the struct's field and the property's name, which
/// may be left out where every property is called as its field is. A
/// last row `..field` keeps, in a `BTreeMap`, what no other row names; without it, that is skipped.
///
/// ```
/// # use std::collections::BTreeMap;
/// # use portolan_runtime::json;
/// #[derive(Debug, PartialEq)]
/// struct Point {
///     x: i64,
///     label: Option<String>,
///     more: BTreeMap<String, i64>,
/// }
///
/// portolan_runtime::object!(Point {
///     0 required x: "x",
///     1 optional label: "Label",
///     ..more
/// });
///
/// let point: Point = json::from_str(r#"{"x": 3, "z": 4}"#)?;
/// assert_eq!(point, Point { x: 3, label: None, more: BTreeMap::from([("z".into(), 4)]) });
/// assert_eq!(json::to_string(&point), r#"{"x":3,"z":4}"#);
///
/// #[derive(Debug, PartialEq)]
/// struct Size {
///     width: i64,
///     height: Option<i64>,
/// }
///
/// portolan_runtime::object!(Size { 0 required width, 1 optional height, });
///
/// let size: Size = json::from_str(r#"{"width": 2}"#)?;
/// assert_eq!(size, Size { width: 2, height: None });
/// # Ok::<(), json::DecodeError>(())
/// ```
#[macro_export]
macro_rules! object {
    ($name:ident { $($index:literal $presence:ident $field:ident: $key:expr,)* }) => {
        impl $crate::json::Json for $name {
            #[inline]
            fn read(r: &mut $crate::json::Reader<'_>) -> ::core::option::Option<Self> {
                static FIELDS: $crate::json::Fields =
                    $crate::json::Fields::new(&[$($crate::json::Field::$presence($key)),*]);
                $(let mut $field = ::core::option::Option::None;)*
                r.begin_object(&FIELDS)?;
                while let ::core::option::Option::Some(index) = r.next_field() {
                    match index {
                        $($index => r.$presence(&mut $field),)*
                        _ => r.skip(),
                    }
                }
                ::core::option::Option::Some(Self { $($field: $crate::__slot!($presence $field),)* })
            }

            #[inline]
            fn write(&self, w: &mut $crate::json::Writer) {
                w.begin_object();
                $(w.$presence($key, &self.$field);)*
                w.end_object();
            }
        }
    };
    ($name:ident { $($index:literal $presence:ident $field:ident: $key:expr,)* ..$more:ident }) => {
        impl $crate::json::Json for $name {
            #[inline]
            fn read(r: &mut $crate::json::Reader<'_>) -> ::core::option::Option<Self> {
                static FIELDS: $crate::json::Fields =
                    $crate::json::Fields::new(&[$($crate::json::Field::$presence($key)),*]);
                $(let mut $field = ::core::option::Option::None;)*
                let mut $more = ::std::collections::BTreeMap::new();
                r.begin_object(&FIELDS)?;
                while let ::core::option::Option::Some(index) = r.next_field() {
                    match index {
                        $($index => r.$presence(&mut $field),)*
                        _ => r.extra(&mut $more),
                    }
                }
                ::core::option::Option::Some(Self {
                    $($field: $crate::__slot!($presence $field),)*
                    $more,
                })
            }

            #[inline]
            fn write(&self, w: &mut $crate::json::Writer) {
                w.begin_object();
                $(w.$presence($key, &self.$field);)*
                w.extra(&self.$more);
                w.end_object();
            }
        }
    };
    ($name:ident { $($index:literal $presence:ident $field:ident,)* $(..$more:ident)? }) => {
        $crate::object!($name {
            $($index $presence $field: ::core::stringify!($field),)*
            $(..$more)?
        });
    };
}

/// What a slot holds at the end of an object. A `match` compiles faster than a `?`, and there is one a property.
#[doc(hidden)]
#[macro_export]
macro_rules! __slot {
    (required $slot:ident) => {
        match $slot {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => return ::core::option::Option::None,
        }
    };
    (optional $slot:ident) => {
        $slot
    };
}
