//! What a definition says of an API and of one operation, as data that lives as long as the program.
//!
//! In: constants that the generator writes. Out: the same, read by the client. It must not know how
//! a request is built or sent.

use std::fmt;
use std::marker::PhantomData;

use http::StatusCode;

use crate::auth::{Requirement, Scheme};

/// What is the same for every operation of an API.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    /// Name of the crate.
    pub name: &'static str,
    /// Title in the definition.
    pub title: &'static str,
    /// Version in the definition.
    pub version: &'static str,
    /// Sent as `User-Agent` unless the builder is told another.
    pub user_agent: &'static str,
    /// What operations need that say nothing of their own.
    pub security: &'static [Requirement],
}

/// One operation of an API: its method, its path and what it needs, with the types of its answers.
///
/// `T` is what a success gives, `E` the failures that the definition declares.
///
/// ```
/// use portolan_runtime::{NoError, Operation};
///
/// pub static PING: Operation<(), NoError> = Operation::get("ping", "/ping").status(204);
/// assert_eq!(PING.id(), "ping");
/// assert_eq!(PING.method(), "GET");
/// ```
pub struct Operation<T, E> {
    pub(crate) spec: Spec,
    // A function pointer type keeps the operation `Send + Sync` whatever `T` and `E` are.
    types: PhantomData<fn() -> (T, E)>,
}

/// The part of an [`Operation`] that does not depend on its types.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub(crate) id: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) security: Option<&'static [Requirement]>,
    pub(crate) accept: &'static str,
    pub(crate) success: Option<(u16, u16)>,
    pub(crate) server: Option<&'static str>,
    pub(crate) switches: Option<&'static Scheme>,
    pub(crate) idempotency: Option<&'static str>,
}

impl Spec {
    pub(crate) fn succeeds(&self, status: StatusCode) -> Option<bool> {
        self.success.map(|(first, last)| (first..=last).contains(&status.as_u16()))
    }
}

macro_rules! methods {
    ($($name:ident = $method:literal),*) => { $(
        #[doc = concat!("Describes a `", $method, "` operation by its id and its path template.")]
        pub const fn $name(id: &'static str, path: &'static str) -> Self {
            Self::new($method, id, path)
        }
    )* };
}

impl<T, E> Operation<T, E> {
    methods!(
        get = "GET",
        put = "PUT",
        post = "POST",
        delete = "DELETE",
        options = "OPTIONS",
        head = "HEAD",
        patch = "PATCH",
        trace = "TRACE"
    );

    /// Describes an operation by its method, its id and its path template.
    pub const fn new(method: &'static str, id: &'static str, path: &'static str) -> Self {
        Self {
            spec: Spec {
                id,
                method,
                path,
                security: None,
                accept: "application/json",
                success: None,
                server: None,
                switches: None,
                idempotency: None,
            },
            types: PhantomData,
        }
    }

    /// Sets what the operation needs, where that is not the API's default. An empty slice: nothing
    /// is ever sent.
    #[must_use]
    pub const fn security(mut self, security: &'static [Requirement]) -> Self {
        self.spec.security = Some(security);
        self
    }

    /// Sets the `Accept` header, where that is not `application/json`.
    #[must_use]
    pub const fn accept(mut self, accept: &'static str) -> Self {
        self.spec.accept = accept;
        self
    }

    /// Sets the one status that is a success. Without it, every status that the output type takes
    /// is one: each 2xx, or those that an enum of several answers names.
    #[must_use]
    pub const fn status(self, status: u16) -> Self {
        self.statuses(status, status)
    }

    /// Sets the first and the last status of the one range that is a success.
    #[must_use]
    pub const fn statuses(mut self, first: u16, last: u16) -> Self {
        self.spec.success = Some((first, last));
        self
    }

    /// Sets the operation's own servers; the first is used, unless the client was given a custom
    /// environment. A URL that starts with `/` is a path on the environment's origin.
    #[must_use]
    pub const fn servers(mut self, servers: &'static [&'static str]) -> Self {
        if let [first, ..] = servers {
            self.spec.server = Some(first);
        }
        self
    }

    /// Tells that a success of the operation moves the client's session to another identity, as
    /// [`Scheme::switch`] says.
    #[must_use]
    pub const fn switches(mut self, scheme: &'static Scheme) -> Self {
        self.spec.switches = Some(scheme);
        self
    }

    /// Names the header that tells the server that two requests are the same one. A call of the operation that may be
    /// sent again carries it, its value made up where the caller sets none.
    #[must_use]
    pub const fn idempotency_key(mut self, header: &'static str) -> Self {
        self.spec.idempotency = Some(header);
        self
    }

    /// Returns the operation's id.
    pub const fn id(&self) -> &'static str {
        self.spec.id
    }

    /// Returns the method.
    pub const fn method(&self) -> &'static str {
        self.spec.method
    }

    /// Returns the path template.
    pub const fn path(&self) -> &'static str {
        self.spec.path
    }
}

impl<T, E> fmt::Debug for Operation<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Operation({}: {} {})", self.spec.id, self.spec.method, self.spec.path)
    }
}
