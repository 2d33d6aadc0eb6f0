//! `pages!`: the loops over a call whose answers come in pages.

/// Gives a call its loops: over pages, and over their items.
///
/// The row says what the call gives and how it fails, what an item is and how a page gives its items, and how the
/// pages follow one another.
///
/// ```
/// use portolan_runtime::NoError;
/// use portolan_runtime::generated::{Paging, call, pages};
///
/// call! {
///     /// Lists numbers.
///     pub struct List(Vec<i64>, NoError);
/// }
///
/// pages! {
///     List(Vec<i64>, NoError) => i64, |page| page, Paging::number("page", 1)
/// }
/// ```
///
/// Where some answers of the call are no pages, `some` stands before what gives their items, or `None`.
///
/// ```
/// use portolan_runtime::generated::{Paging, call, pages, responses};
/// use portolan_runtime::{NoError, PlainText};
///
/// responses! {
///     /// Numbers.
///     pub enum Numbers {
///         200 if "text/csv" => Csv(PlainText),
///         200 => Json(Vec<i64>),
///         204 => None,
///     }
/// }
///
/// call! {
///     /// Lists numbers.
///     pub struct List(Numbers, NoError);
/// }
///
/// pages! {
///     List(Numbers, NoError) => i64,
///     some |page| match page {
///         Numbers::Json(page) => Some(page),
///         Numbers::None => Some(Vec::new()),
///         _ => None,
///     },
///     Paging::number("page", 1).accept("application/json")
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! pages {
    ($name:ident($output:ty, $failure:ty) => $item:ty, some $items:expr, $paging:expr) => {
        $crate::pages!(@ $name($output, $failure) => $item, items_of $items, $paging);
    };
    ($name:ident($output:ty, $failure:ty) => $item:ty, $items:expr, $paging:expr) => {
        $crate::pages!(@ $name($output, $failure) => $item, items $items, $paging);
    };
    (@ $name:ident($output:ty, $failure:ty) => $item:ty, $of:ident $items:expr, $paging:expr) => {
        impl $name {
            /// Returns every page, from the one that this call asks for on.
            #[inline]
            pub fn pages(self) -> $crate::generated::Pages<$output, $failure> {
                static PAGING: $crate::generated::Paging = $paging;
                self.0.pages(&PAGING)
            }

            /// Returns the items of every page, one after the other.
            #[inline]
            pub fn items(self) -> $crate::generated::Items<$item, $output, $failure> {
                self.pages().$of($items)
            }
        }
    };
}
