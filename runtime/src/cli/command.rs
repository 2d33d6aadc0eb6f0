//! What the program knows of an operation: constants that the generator writes.
//!
//! In: names and texts. Out: the same, found by name. It must not know the types.

use super::Wrong;
use super::args::Args;
use super::run::Run;
use crate::operation::Operation;

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

/// A parameter of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// What the command line and generated code call it; unique in its operation.
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    /// Its name on the wire.
    pub(crate) wire: &'static str,
    pub(crate) about: &'static str,
    pub(crate) required: bool,
    /// It is a list: it may be given several times.
    pub(crate) many: bool,
}

macro_rules! places {
    ($($name:ident = $place:ident),*) => { $(
        #[doc = concat!("A parameter of the ", stringify!($name), ": its flag, its name on the wire, what it means.")]
        pub const fn $name(name: &'static str, wire: &'static str, about: &'static str) -> Self {
            Self { name, place: Place::$place, wire, about, required: false, many: false }
        }
    )* };
}

/// Names the flags of a module's operations: `NAME = path("flag", "name", "What it means.").required();`.
#[doc(hidden)]
#[macro_export]
macro_rules! __flags {
    ($($name:ident = $place:ident($($text:literal),*) $(.$more:ident())*;)*) => {
        $(const $name: $crate::cli::Flag = $crate::cli::Flag::$place($($text),*)$(.$more())*;)*
    };
}

impl Flag {
    places!(path = Path, query = Query, header = Header, cookie = Cookie);

    /// A call without it is meaningless.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// It is a list.
    #[must_use]
    pub const fn many(mut self) -> Self {
        self.many = true;
        self
    }
}

/// What is told of an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub(crate) id: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) flags: &'static [Flag],
    /// The media types of its body; none: it takes no body.
    pub(crate) media_types: &'static [&'static str],
    pub(crate) pages: bool,
    pub(crate) stream: bool,
}

/// An operation as the program has it. `C` is the client.
#[derive(Debug)]
pub struct Command<C> {
    pub(crate) spec: Spec,
    pub(crate) run: fn(&C, &mut Args) -> Result<Run, Wrong>,
}

impl<C> Command<C> {
    /// Calls an operation by a name: the function takes its arguments and sends it.
    pub const fn new<T, E>(
        operation: &'static Operation<T, E>,
        name: &'static str,
        run: fn(&C, &mut Args) -> Result<Run, Wrong>,
    ) -> Self {
        let spec = Spec {
            id: operation.id(),
            method: operation.method(),
            path: operation.path(),
            name,
            about: "",
            flags: &[],
            media_types: &[],
            pages: false,
            stream: false,
        };
        Self { spec, run }
    }

    /// Says what it does.
    #[must_use]
    pub const fn about(mut self, about: &'static str) -> Self {
        self.spec.about = about;
        self
    }

    /// Says what its parameters are.
    #[must_use]
    pub const fn flags(mut self, flags: &'static [Flag]) -> Self {
        self.spec.flags = flags;
        self
    }

    /// Says in which media types it takes a body.
    #[must_use]
    pub const fn body(mut self, media_types: &'static [&'static str]) -> Self {
        self.spec.media_types = media_types;
        self
    }

    /// Says that its answer can be a stream.
    #[must_use]
    pub const fn stream(mut self) -> Self {
        self.spec.stream = true;
        self
    }

    /// Says that its answers are pages.
    #[must_use]
    pub const fn pages(mut self) -> Self {
        self.spec.pages = true;
        self
    }
}

/// The operations of a tag.
#[derive(Debug)]
pub struct Group<C: 'static> {
    pub(crate) name: &'static str,
    pub(crate) commands: &'static [Command<C>],
}

impl<C> Group<C> {
    /// Puts commands under a heading.
    pub const fn new(name: &'static str, commands: &'static [Command<C>]) -> Self {
        Self { name, commands }
    }
}
