//! What stands once in a file of generated code: its modules, and the examples in its documentation.

/// Declares modules and gives what they hold at one path, each under its attributes.
///
/// ```
/// mod types {
///     mod inner {
///         pub struct Account;
///     }
///     pub use inner::*;
/// }
/// # let _ = types::Account;
/// ```
///
/// is what `modules! { #[cfg(feature = "tag-accounts")] inner; }` writes, with a file for `inner`.
#[doc(hidden)]
#[macro_export]
macro_rules! modules {
    ($($(#[$meta:meta])* $name:ident;)*) => {
        $(
            $(#[$meta])*
            mod $name;
            $(#[$meta])*
            pub use self::$name::*;
        )*
    };
}

/// Writes an operation's example as documentation: a call as a person makes it, compiled with the crate's doctests. Before
/// the call stand the crate and what it takes that is no literal.
///
/// ```
/// use portolan_runtime::generated::example;
///
/// assert_eq!(
///     example!((bank, body: bank::types::Order) let answer = client.orders().create("A-100", &body)),
///     "```no_run\n# async fn example(client: bank::Client, body: bank::types::Order) -> Result<(), bank::Error> {\n\
///      let answer = client.orders().create(\"A-100\", &body).await?;\n# Ok(()) }\n```"
/// );
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! example {
    (($krate:ident $(, $name:ident: $ty:ty)*) let answer = $call:expr) => {
        $crate::example!(@ $krate, ::core::concat!("", $(", ", ::core::stringify!($name), ": ", ::core::stringify!($ty)),*), "let answer = ", $call)
    };
    (($krate:ident $(, $name:ident: $ty:ty)*) $call:expr) => {
        $crate::example!(@ $krate, ::core::concat!("", $(", ", ::core::stringify!($name), ": ", ::core::stringify!($ty)),*), "", $call)
    };
    (@ $krate:ident, $variables:expr, $answer:literal, $call:expr) => {
        ::core::concat!(
            "```no_run\n# async fn example(client: ", ::core::stringify!($krate), "::Client", $variables, ") -> Result<(), ",
            ::core::stringify!($krate), "::Error> {\n", $answer, ::core::stringify!($call), ".await?;\n# Ok(()) }\n```"
        )
    };
}
