//! `setters!`: what sets the fields of a struct, one by one.

/// Writes the setters of a struct, each of which takes a value and gives a field of the same name.
///
/// ```
/// use portolan_runtime::generated::setters;
///
/// #[derive(Default)]
/// struct Order {
///     note: Option<String>,
///     count: Option<i64>,
/// }
///
/// setters! { Order,
///     /// What the customer says.
///     pub fn note(value: impl Into<String>) = Some(value.into());
///     /// How many.
///     pub fn count(value: i64) = Some(value);
/// }
///
/// let order = Order::default().note("soon").count(2);
/// assert_eq!((order.note.as_deref(), order.count), (Some("soon"), Some(2)));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! setters {
    ($name:ident, $($(#[$meta:meta])* $vis:vis fn $field:ident($value:ident: $ty:ty) = $given:expr;)*) => {
        impl $name { $(
            $(#[$meta])*
            #[must_use]
            #[inline]
            $vis fn $field(mut self, $value: $ty) -> Self {
                self.$field = $given;
                self
            }
        )* }
    };
}
