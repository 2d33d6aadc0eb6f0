//! `environments!`: the servers of an API.

/// Defines the servers of an API as an enum, with `Environment::custom(url)`, `url()`, `NAMES`,
/// `Display` and `FromStr` (by name, whatever its case and punctuation).
///
/// A server whose URL is a template has its variables as fields. Each has a type with `Display` and
/// `From<&str>`, and its default where there is one; `as "…"` gives the name in the template where it is another, and
/// `as ""` the URL that a relative one is relative to.
///
/// ```
/// use portolan_runtime::generated::environments;
///
/// environments! {
///     /// Servers of the API.
///     pub enum Environment {
///         /// For trying out.
///         Sandbox = "https://sandbox.example.com/v1",
///         /// One region.
///         Regional {
///             /// Where the data is.
///             region: String = "eu",
///             base_path as "base-path": String = "v1",
///         } = "https://{region}.example.com/{base-path}",
///         /// On one's own machines.
///         OnPremises { base_url as "": String } = "/api/v1",
///     }
/// }
///
/// assert_eq!("regional".parse::<Environment>()?.url(), "https://eu.example.com/v1");
/// let us = Environment::Regional { region: "us".into(), base_path: "v2".into() };
/// assert_eq!(us.url(), "https://us.example.com/v2");
/// let own = Environment::OnPremises { base_url: "https://crm.example.org".into() };
/// assert_eq!(own.url(), "https://crm.example.org/api/v1");
/// assert!("on-premises".parse::<Environment>().is_err());
/// assert_eq!(Environment::Sandbox.to_string(), "Sandbox");
/// assert_eq!(Environment::custom("http://127.0.0.1:8080").to_string(), "http://127.0.0.1:8080");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! environments {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$row:meta])* $variant:ident $({
            $($(#[$about:meta])* $field:ident $(as $wire:literal)? : $ty:ty $(= $default:literal)?),* $(,)?
        })? = $url:literal),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$row])* #[doc = ::core::concat!("\n\n`", $url, "`")]
            $variant $({ $(
                $(#[$about])* $(#[doc = ::core::concat!("\n\nDefault: `", $default, "`")])? $field: $ty
            ),* })?,)*
            /// A server that the definition does not name: see [`Self::custom`].
            Custom($crate::generated::CustomServer),
        }

        impl $name {
            /// The names of the servers.
            pub const NAMES: &'static [&'static str] = &[$(::core::stringify!($variant)),*];

            /// Returns a server of one's own by its base URL; it is checked when the client is built.
            pub fn custom(url: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self::Custom($crate::generated::CustomServer::new(url))
            }

            /// Returns the base URL.
            pub fn url(&self) -> ::std::string::String {
                match self {
                    $(Self::$variant $({ $($field),* })? => $crate::generated::fill(
                        $url,
                        &[$($(($crate::environments!(@wire $field $($wire)?), $field)),*)?],
                    ),)*
                    Self::Custom(server) => server.url().into(),
                }
            }
        }

        impl $crate::generated::Servers for $name {
            fn url(&self) -> ::std::string::String {
                $name::url(self)
            }

            fn is_custom(&self) -> bool {
                ::core::matches!(self, Self::Custom(_))
            }
        }

        impl $crate::generated::Selectable for $name {
            const NAMES: &'static [&'static str] = Self::NAMES;

            fn select(
                name: &str,
                value: &dyn ::core::ops::Fn(&str) -> ::core::option::Option<::std::string::String>,
            ) -> ::core::result::Result<Self, $crate::generated::UnknownEnvironment> {
                let _ = value;
                $(if $crate::generated::same_name(name, ::core::stringify!($variant)) {
                    return ::core::result::Result::Ok(Self::$variant $({ $($field:
                        match value(::core::stringify!($field)) {
                            ::core::option::Option::Some(text) => {
                                <$ty as ::core::convert::From<&str>>::from(&text)
                            }
                            ::core::option::Option::None => {
                                $crate::environments!(@default $variant $field $ty $(= $default)?)
                            }
                        }
                    ),* })?);
                })*
                if name.starts_with("http://") || name.starts_with("https://") {
                    return ::core::result::Result::Ok(Self::custom(name));
                }
                ::core::result::Result::Err($crate::generated::UnknownEnvironment::new(Self::NAMES))
            }

            fn custom(url: ::std::string::String) -> Self {
                $name::custom(url)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => {
                        f.write_str(::core::stringify!($variant))?;
                        $($(let _ = ::core::stringify!($field);)*
                        ::core::write!(f, " ({})", self.url())?;)?
                        ::core::result::Result::Ok(())
                    })*
                    Self::Custom(server) => ::core::fmt::Display::fmt(server, f),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::generated::UnknownEnvironment;

            fn from_str(name: &str) -> ::core::result::Result<Self, Self::Err> {
                <Self as $crate::generated::Selectable>::select(name, &|_| ::core::option::Option::None)
            }
        }
    };
    (@default $variant:ident $field:ident $ty:ty = $default:literal) => {
        <$ty as ::core::convert::From<&str>>::from($default)
    };
    (@default $variant:ident $field:ident $ty:ty) => {
        return ::core::result::Result::Err($crate::generated::UnknownEnvironment::needs(
            ::core::stringify!($variant),
            ::core::stringify!($field),
        ))
    };
    (@wire $field:ident) => { ::core::stringify!($field) };
    (@wire $field:ident $wire:literal) => { $wire };
}
