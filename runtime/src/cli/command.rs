//! What the program knows of an operation: constants that the generator writes.
//!
//! In: names and texts. Out: the same, found by name. It must not know the types.

use super::Wrong;
use super::args::Args;
use super::flag::FlagSpec;
use super::run::Run;
use crate::operation::Operation;

/// What is told of an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub(crate) id: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) flags: &'static [FlagSpec],
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
    /// Calls an operation by a name, and says what it does, what its parameters are and in which media types it takes a
    /// body: the function takes the arguments and sends it.
    pub const fn new<T, E>(
        operation: &'static Operation<T, E>,
        name: &'static str,
        about: &'static str,
        flags: &'static [FlagSpec],
        media_types: &'static [&'static str],
        run: fn(&C, &mut Args) -> Result<Run, Wrong>,
    ) -> Self {
        let (id, method, path) = (operation.id(), operation.method(), operation.path());
        let (pages, stream) = (false, false);
        let spec = Spec { id, method, path, name, about, flags, media_types, pages, stream };
        Self { spec, run }
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
