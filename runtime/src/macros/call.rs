//! `call!`: a call with setters of its own.

/// Defines the call of an operation that has optional parameters: a newtype of
/// [`Call`](crate::Call) with the same methods, and a setter a row, which says what it does to the call.
///
/// ```
/// use portolan_runtime::NoError;
/// use portolan_runtime::generated::call;
///
/// call! {
///     /// Lists numbers.
///     pub struct List(Vec<i64>, NoError);
///     /// At most so many.
///     pub fn limit(value: i64) = query("limit", value);
/// }
/// # fn limited(list: List) -> List { list.limit(2) }
/// ```
///
/// Behind the types of answers may stand the type of a success's headers, and that of the items of an answer that is a
/// stream, with the media types to ask for.
///
/// ```
/// use portolan_runtime::NoError;
/// use portolan_runtime::generated::{call, headers};
///
/// headers! {
///     /// Headers of lists.
///     pub struct TotalHeaders {
///         /// How many there are.
///         x_total: "X-Total" => i64,
///     }
/// }
///
/// call! {
///     /// Follows numbers.
///     pub struct Follow(Vec<i64>, NoError), headers TotalHeaders, stream i64 as "text/event-stream";
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! call {
    ($(#[$meta:meta])* $vis:vis struct $name:ident($output:ty, $failure:ty)
     $(, headers $headers:ty)? $(, stream $item:ty as $media_types:literal)?;
     $($(#[$about:meta])* pub fn $set:ident($($value:ident: $ty:ty)?) =
        $($fill:ident($($given:expr),*)).+;)*) => {
        $(#[$meta])*
        #[derive(Debug)]
        #[must_use = "a call does nothing until it is awaited or sent"]
        $vis struct $name($crate::generated::Call<$output, $failure>);

        $crate::__called!($name($output, $failure));

        impl $name {
            $(
                $(#[$about])*
                #[inline]
                pub fn $set(self $(, $value: $ty)?) -> Self {
                    Self(self.0 $(.$fill($($given),*))+)
                }
            )*

            /// Sends the call; the future is `Send + 'static`.
            #[inline]
            pub fn send(
                self,
            ) -> $crate::generated::Sending<
                ::core::result::Result<$output, $crate::generated::CallError<$failure>>,
            > {
                self.0.send()
            }

            /// Sends the call, for an answer with its status and headers.
            #[inline]
            pub fn response(
                self,
            ) -> $crate::generated::Sending<
                ::core::result::Result<
                    $crate::generated::Response<$output $(, $headers)?>,
                    $crate::generated::CallError<$failure>,
                >,
            > {
                self.0.response_as()
            }

            $crate::if_blocking! {
                /// Sends the call, and waits on this thread, which must not belong to a tokio runtime.
                #[inline]
                pub fn send_blocking(
                    self,
                ) -> ::core::result::Result<$output, $crate::generated::CallError<$failure>> {
                    self.0.send_blocking()
                }

                /// Sends the call, and waits on this thread for an answer with its status and headers.
                #[inline]
                pub fn response_blocking(
                    self,
                ) -> ::core::result::Result<
                    $crate::generated::Response<$output $(, $headers)?>,
                    $crate::generated::CallError<$failure>,
                > {
                    self.0.response_blocking_as()
                }
            }

            /// Returns the request that would be sent, without a credential.
            #[inline]
            pub fn request(
                &self,
            ) -> ::core::result::Result<
                $crate::generated::Request<$crate::generated::Bytes>,
                $crate::generated::RequestError,
            > {
                self.0.request()
            }

            /// Sets how long the whole call may take, retries and their pauses included.
            #[inline]
            pub fn timeout(self, timeout: ::core::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Sets how long one attempt may take, its answer's body included.
            #[inline]
            pub fn attempt_timeout(self, timeout: ::core::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// Sets a header of this call alone.
            #[inline]
            pub fn header(self, name: &str, value: &str) -> Self {
                Self(self.0.header(name, value))
            }

            /// Sets when this call is sent again.
            #[inline]
            pub fn retry(self, policy: $crate::generated::Retry) -> Self {
                Self(self.0.retry(policy))
            }

            /// Sets how many bytes this call's answer may have, and one item of it where it is a stream.
            #[inline]
            pub fn body_limit(self, bytes: usize) -> Self {
                Self(self.0.body_limit(bytes))
            }

            /// Passes an optional value on to a setter.
            pub fn maybe<V>(
                self,
                value: ::core::option::Option<V>,
                set: impl ::core::ops::FnOnce(Self, V) -> Self,
            ) -> Self {
                match value {
                    ::core::option::Option::Some(value) => set(self, value),
                    ::core::option::Option::None => self,
                }
            }
        }

        impl ::core::future::IntoFuture for $name {
            type Output =
                ::core::result::Result<$output, $crate::generated::CallError<$failure>>;
            type IntoFuture = $crate::generated::Sending<Self::Output>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.0.send()
            }
        }

        $crate::call!(@stream $name $failure $(, $item as $media_types)?);
    };
    (@stream $name:ident $failure:ty) => {
        impl $name {
            /// Sends the call, for the bytes of its answer as they come.
            #[inline]
            pub fn stream(self) -> $crate::generated::Opening<$crate::generated::ByteStream, $failure> {
                self.0.stream()
            }

            $crate::if_blocking! {
                /// Sends the call, and waits on this thread; the bytes of its answer are read as they come.
                #[inline]
                pub fn stream_blocking(
                    self,
                ) -> ::core::result::Result<
                    $crate::generated::ByteStream,
                    $crate::generated::CallError<$failure>,
                > {
                    self.0.stream_blocking()
                }
            }
        }
    };
    (@stream $name:ident $failure:ty, $item:ty as $media_types:literal) => {
        impl $name {
            /// Sends the call, for the items of its answer as they come.
            #[inline]
            pub fn stream(
                self,
            ) -> $crate::generated::Opening<$crate::generated::ItemStream<$item>, $failure> {
                self.0.stream_of($media_types)
            }

            $crate::if_blocking! {
                /// Sends the call, and waits on this thread; the items of its answer are read as they come.
                #[inline]
                pub fn stream_blocking(
                    self,
                ) -> ::core::result::Result<
                    $crate::generated::ItemStream<$item>,
                    $crate::generated::CallError<$failure>,
                > {
                    self.0.stream_of_blocking($media_types)
                }
            }
        }
    };
}
