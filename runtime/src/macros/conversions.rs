//! `conversions!`: what turns into a union.

/// Turns the value of each branch into a union, whose variants hold it or a box of it.
///
/// ```
/// use portolan_runtime::generated::conversions;
///
/// #[derive(Debug, PartialEq)]
/// enum Size {
///     Number(i64),
///     Text(Box<String>),
/// }
///
/// conversions! { Size, Number(i64), Text(String) }
///
/// assert_eq!(Size::from(2), Size::Number(2));
/// assert_eq!(Size::from("wide".to_owned()), Size::Text(Box::new("wide".to_owned())));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! conversions {
    ($name:ident, $($variant:ident($of:ty)),*) => { $(
        impl ::core::convert::From<$of> for $name {
            #[inline]
            fn from(value: $of) -> Self {
                Self::$variant(::core::convert::Into::into(value))
            }
        }
    )* };
}
