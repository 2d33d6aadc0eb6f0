//! `headers!`: what a definition declares of an answer's headers.

/// Defines the headers of an answer.
///
/// A row is the function that gives a header, the header's name (`as json` where its value is that; `as members` where it is an
/// object as `a,1,b,2`, `as pairs` as `a=1,b=2`), and its type: an `Option` where it need not be there.
/// Nothing is read before it is asked for.
///
/// ```
/// use portolan_runtime::generated::headers;
/// use portolan_runtime::http::{HeaderMap, HeaderValue};
///
/// headers! {
///     /// Headers of lists.
///     pub struct ListHeaders {
///         /// How many there are.
///         x_total: "X-Total" => i64,
///         /// The tags of the whole list.
///         x_tags: "X-Tags" => Option<Vec<String>>,
///     }
/// }
///
/// let map = HeaderMap::from_iter([("x-total".parse().unwrap(), HeaderValue::from_static("7"))]);
/// let headers = ListHeaders::from(map);
/// assert_eq!(headers.x_total()?, 7);
/// assert_eq!(headers.x_tags()?, None);
/// assert_eq!(headers.get("X-Total").unwrap(), "7");
/// # Ok::<(), portolan_runtime::HeaderError>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! headers {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$row:meta])* $function:ident: $header:literal $(as $form:ident)? => $ty:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone)]
        $vis struct $name($crate::generated::HeaderMap);

        impl $name {
            $(
                $(#[$row])*
                #[inline]
                pub fn $function(
                    &self,
                ) -> ::core::result::Result<$ty, $crate::generated::HeaderError> {
                    $crate::headers!(@read self $header $($form)?)
                }
            )*
        }

        impl ::core::convert::From<$crate::generated::HeaderMap> for $name {
            #[inline]
            fn from(headers: $crate::generated::HeaderMap) -> Self {
                Self(headers)
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = $crate::generated::HeaderMap;

            #[inline]
            fn deref(&self) -> &$crate::generated::HeaderMap {
                &self.0
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(::core::stringify!($name))
            }
        }
    };
    (@read $self:ident $header:literal) => {
        $crate::generated::read_header(&$self.0, $header)
    };
    (@read $self:ident $header:literal json) => {
        $crate::generated::read_json_header(&$self.0, $header)
    };
    (@read $self:ident $header:literal members) => {
        $crate::generated::read_members_header(&$self.0, $header)
    };
    (@read $self:ident $header:literal pairs) => {
        $crate::generated::read_pairs_header(&$self.0, $header)
    };
}
