//! The macro that reads and writes a union.
//!
//! In: a row a variant, from generated code. Out: the enum's [`Json`](super::Json). It must not know the variants' types.

/// Reads and writes an enum each of whose variants holds a value as it is in JSON; a variant `Unknown` keeps what fits none.
///
/// A row has the variant's index, counted from 0, the variant, and by what it is known. After `by`, that are texts of one property:
/// OpenAPI's discriminator (3.0.4, 4.8.25). `writes` stands before them where the union writes the property with the first of them,
/// as the variant's own type does not. Without `by`, it is one of [`Mark`](crate::json::Mark)'s constructors, or several.
///
/// ```
/// use portolan_runtime::json::{self, RawJson};
///
/// #[derive(Debug, PartialEq)]
/// enum Id {
///     Number(i64),
///     Text(String),
///     Unknown(RawJson),
/// }
///
/// portolan_runtime::union!(Id { 0 Number: integer(), 1 Text: string() });
///
/// assert_eq!(json::from_str::<Id>("3")?, Id::Number(3));
/// assert!(matches!(json::from_str::<Id>("[3]")?, Id::Unknown(_)));
///
/// #[derive(Debug, PartialEq)]
/// struct Cat {
///     lives: i64,
/// }
///
/// portolan_runtime::object!(Cat { 0 required lives, });
///
/// enum Pet {
///     Cat(Cat),
///     Unknown(RawJson),
/// }
///
/// portolan_runtime::union!(Pet by "kind" { 0 Cat: writes "cat" | "kitten" });
///
/// let text = r#"{"kind":"cat","lives":9}"#;
/// let cat: Pet = json::from_str(text)?;
/// assert!(matches!(cat, Pet::Cat(Cat { lives: 9 })));
/// assert_eq!(json::to_string(&cat), text);
/// # Ok::<(), json::DecodeError>(())
/// ```
///
/// `together` before the rows says that the last mark has the keys of all others: it is taken where more than one of them fits.
#[macro_export]
macro_rules! union {
    ($name:ident by $key:literal {
        $($index:literal $variant:ident $(: $($writes:ident)? $tag:literal $(| $more:literal)*)?),* $(,)?
    }) => {
        impl $crate::json::Json for $name {
            #[inline]
            fn read(r: &mut $crate::json::Reader<'_>) -> ::core::option::Option<Self> {
                static SHAPES: $crate::json::Shapes =
                    $crate::json::Shapes::tagged($key, &[$(&[$($tag $(, $more)*)?]),*]);
                match r.choose(&SHAPES) {
                    $(::core::option::Option::Some($index) => r.value().map(Self::$variant),)*
                    _ => r.value().map(Self::Unknown),
                }
            }

            #[inline]
            fn write(&self, w: &mut $crate::json::Writer) {
                match self {
                    $(Self::$variant(v) => $crate::__variant!(v w $key $($($writes)? $tag)?),)*
                    Self::Unknown(v) => $crate::json::Json::write(v, w),
                }
            }
        }
    };
    ($name:ident $($together:ident)? {
        $($index:literal $variant:ident $(: $(
            $kind:ident($($argument:expr),*) $(.$method:ident($($value:expr),*))*
        )|+)?),* $(,)?
    }) => {
        impl $crate::json::Json for $name {
            #[inline]
            fn read(r: &mut $crate::json::Reader<'_>) -> ::core::option::Option<Self> {
                static MARKS: &[$crate::json::Mark] = &[$($($(
                    $crate::json::Mark::$kind($($argument),*)$(.$method($($value),*))*,
                )+)?)*];
                static SHAPES: $crate::json::Shapes = $crate::json::Shapes::marked(MARKS)
                    .variants(&[$($($({ let _ = ::core::stringify!($kind); $index },)+)?)*])
                    $(.$together())?;
                match r.choose(&SHAPES) {
                    $(::core::option::Option::Some($index) => r.value().map(Self::$variant),)*
                    _ => r.value().map(Self::Unknown),
                }
            }

            #[inline]
            fn write(&self, w: &mut $crate::json::Writer) {
                match self {
                    $(Self::$variant(v) => $crate::json::Json::write(v, w),)*
                    Self::Unknown(v) => $crate::json::Json::write(v, w),
                }
            }
        }
    };
}

/// Writes a variant of a union, with its tag where it does not write that itself.
#[doc(hidden)]
#[macro_export]
macro_rules! __variant {
    ($v:ident $w:ident $key:literal writes $tag:literal) => {
        $w.tagged($key, $tag, $v)
    };
    ($v:ident $w:ident $key:literal $($tag:literal)?) => {
        $crate::json::Json::write($v, $w)
    };
}
