//! `errors!` and `responses!`: enums of what statuses mean.

/// Defines the failures of an operation by status.
///
/// A row is a status, a range of statuses or `_`, the variant, and the type of its body where it has
/// one, which may be any [`Output`](crate::Output). After `if` stand the media types of the answer that the
/// row is for. The first row that fits is taken. Behind the enum's name may stand the type of the failures' headers, one of
/// `headers!`.
///
/// ```
/// use portolan_runtime::PlainText;
/// use portolan_runtime::generated::errors;
///
/// errors! {
///     /// Failures of `accounts().get()`.
///     pub enum GetError {
///         /// There is no such account.
///         404 => NotFound(PlainText),
///         304 => NotModified,
///         400..=499 => ClientError(PlainText),
///         _ => Default(PlainText),
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! errors {
    ($(#[$meta:meta])* $vis:vis enum $name:ident $(, headers $headers:path)? {
        $($(#[$row:meta])* $status:pat $(if $($media:literal)|+)? => $variant:ident $(($body:ty))?),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        $vis enum $name { $($(#[$row])* $variant $(($body))?),* }

        $crate::__shown!($name { $($variant $(($body))?),* });

        impl $crate::generated::Failure for $name {
            type Headers = $crate::errors!(@headers $($headers)?);

            #[inline]
            fn read(
                answer: &$crate::generated::Answer,
            ) -> ::core::option::Option<
                ::core::result::Result<Self, $crate::generated::DecodeError>,
            > {
                ::core::option::Option::Some(match answer.status().as_u16() {
                    $($status $(if answer.is_any(&[$($media),+]))? => $crate::errors!(@read answer $variant $($body)?),)*
                    #[allow(unreachable_patterns)]
                    _ => return ::core::option::Option::None,
                })
            }
        }
    };
    (@headers) => {
        $crate::generated::HeaderMap
    };
    (@headers $headers:path) => {
        $headers
    };
    (@read $answer:ident $variant:ident) => {
        ::core::result::Result::Ok(Self::$variant)
    };
    (@read $answer:ident $variant:ident $body:ty) => {
        <$body as $crate::generated::Output>::read($answer).map(Self::$variant)
    };
}

/// Defines the successes of an operation that has several, by status.
///
/// The rows are those of `errors!`. A status that fits none is no success. An in-memory transport replies with each.
///
/// ```
/// use portolan_runtime::generated::responses;
///
/// responses! {
///     /// What `accounts().create()` gives.
///     pub enum CreateOutput {
///         /// It was there already.
///         200 if "text/csv" => OkCsv(portolan_runtime::PlainText),
///         200 => Ok(Vec<i64>),
///         /// It was opened.
///         201 => Created(Vec<i64>),
///         204 => NoContent,
///     }
/// }
///
/// use portolan_runtime::testing::{Reply, ReplyBody};
///
/// let reply = CreateOutput::Created(vec![1]).write(Reply::status(200));
/// # let _ = reply;
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! responses {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$row:meta])* $status:pat $(if $($media:literal)|+)? => $variant:ident $(($body:ty))?),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        $vis enum $name { $($(#[$row])* $variant $(($body))?),* }

        $crate::__shown!($name { $($variant $(($body))?),* });

        impl $crate::generated::Output for $name {
            #[allow(unreachable_patterns)]
            #[inline]
            fn takes(status: $crate::generated::StatusCode) -> bool {
                ::core::matches!(status.as_u16(), $($status)|*)
            }

            #[inline]
            fn read(
                answer: &$crate::generated::Answer,
            ) -> ::core::result::Result<Self, $crate::generated::DecodeError> {
                match answer.status().as_u16() {
                    $($status $(if answer.is_any(&[$($media),+]))? => $crate::errors!(@read answer $variant $($body)?),)*
                    #[allow(unreachable_patterns)]
                    status => ::core::result::Result::Err($crate::generated::unread(status)),
                }
            }
        }

        impl $crate::generated::ReplyBody for $name {
            #[inline]
            fn write(&self, reply: $crate::generated::Reply) -> $crate::generated::Reply {
                let rows: &[fn(u16) -> bool] = &[$(|status| ::core::matches!(status, $status)),*];
                $($crate::responses!(@write self reply rows $status, [$($($media),+)?] $variant $($body)?);)*
                reply
            }
        }
    };
    (@write $self:ident $reply:ident $rows:ident $status:pat, [$($media:literal),*] $variant:ident $($body:ty)?) => {
        if let $crate::responses!(@some body $variant $($body)?) = $self {
            let media_types: &[&'static str] = &[$($media),*];
            let reply = $reply.row(|status| ::core::matches!(status, $status), $rows, media_types);
            return $crate::responses!(@body body reply $($body)?).declared(media_types);
        }
    };
    (@some $name:ident $variant:ident) => {
        Self::$variant
    };
    (@some $name:ident $variant:ident $body:ty) => {
        Self::$variant($name)
    };
    (@body $name:ident $reply:ident) => {
        $reply
    };
    (@body $name:ident $reply:ident $body:ty) => {
        $crate::generated::ReplyBody::write($name, $reply)
    };
}
