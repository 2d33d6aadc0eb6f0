//! The parameters of operations as the command line has them: constants that the generator writes.
//!
//! In: names, texts, and the type of a value. Out: the same, found by name. It must not know operations.

use std::fmt;
use std::marker::PhantomData;

/// Where an argument goes, as scripts name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("path", Self::Path),
        ("query", Self::Query),
        ("header", Self::Header),
        ("cookie", Self::Cookie),
    ];

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// What is told of a parameter.
#[derive(Clone, Copy, Debug)]
pub struct FlagSpec {
    /// What the command line calls it; unique in its operation.
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    /// Its name on the wire.
    pub(crate) wire: &'static str,
    pub(crate) about: &'static str,
    pub(crate) required: bool,
    /// It is a list: it may be given several times.
    pub(crate) many: bool,
}

/// A parameter of operations, whose values are of the type `T`.
///
/// ```
/// use portolan_runtime::cli::Flag;
///
/// const LIMIT: Flag<i32> = Flag::query("limit", "limit", "How many.");
/// assert!(format!("{LIMIT:?}").contains("How many."));
/// ```
pub struct Flag<T> {
    spec: FlagSpec,
    value: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Flag<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spec.fmt(f)
    }
}

macro_rules! places {
    ($($name:ident = $place:ident),*) => { $(
        #[doc = concat!("A parameter of the ", stringify!($name), ": its flag, its name on the wire, what it means.")]
        pub const fn $name(name: &'static str, wire: &'static str, about: &'static str) -> Self {
            let place = Place::$place;
            let spec = FlagSpec { name, place, wire, about, required: false, many: false };
            Self { spec, value: PhantomData }
        }
    )* };
}

impl<T> Flag<T> {
    places!(path = Path, query = Query, header = Header, cookie = Cookie);

    /// A call without it is meaningless.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.spec.required = true;
        self
    }

    /// It is a list.
    #[must_use]
    pub const fn many(mut self) -> Self {
        self.spec.many = true;
        self
    }

    /// Returns what is told of it.
    pub const fn spec(&self) -> FlagSpec {
        self.spec
    }
}

/// Names the flags of a module's operations, with the types of their values.
///
/// ```
/// use portolan_runtime::generated::cli::flags;
///
/// flags! {
///     ID: i64 = path("id", "id", "Its number.").required();
///     COLORS: Vec<String> = query("colors", "colors", "Only these.").many();
/// }
/// assert!(format!("{ID:?} {COLORS:?}").contains("Only these."));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __flags {
    ($($name:ident: $value:ty = $place:ident($($text:literal),*) $(.$more:ident())*;)*) => {
        $(const $name: $crate::cli::Flag<$value> =
            $crate::cli::Flag::$place($($text),*)$(.$more())*;)*
    };
}
