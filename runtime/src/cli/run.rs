//! Sends a call by name: the typed call, its typed answer, and what is shown of both.
//!
//! In: a typed call. Out: a future of replies, or of one line and an exit code. It must not know the command line.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use http::{HeaderMap, StatusCode};

use super::Wrong;
use super::args::Args;
use super::show::{Show, Shown};
use crate::call::{Call, read};
use crate::codec::unknown;
use crate::error::CallError;
use crate::failure::Failure;
use crate::output::Output;
use crate::page::Pages;
use crate::response::Answer;

/// A call, or a newtype of one.
pub trait IntoCall {
    /// What a success gives.
    type Output: Output + Show + 'static;
    /// The declared failures.
    type Failure: Failure + Show;

    /// Returns the call.
    fn into_call(self) -> Call<Self::Output, Self::Failure>;
}

impl<T: Output + Show + 'static, E: Failure + Show> IntoCall for Call<T, E> {
    type Output = T;
    type Failure = E;

    fn into_call(self) -> Self {
        self
    }
}

/// A call on its way.
pub struct Run(pub(crate) Pin<Box<dyn Future<Output = Result<Outcome, Failed>>>>);

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Run")
    }
}

/// What came back of a call that went well.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) replies: Vec<Reply>,
    /// Several were asked for, however many there are.
    pub(crate) many: bool,
    /// Values that the definition does not know.
    pub(crate) unknown: usize,
}

/// An answer with what is shown of its body.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Shown,
}

/// Why a call went wrong.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) exit: Exit,
    pub(crate) line: String,
    /// The answer, where there was one that could be read.
    pub(crate) reply: Option<Reply>,
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The server answered with a failure.
    Api = 1,
    /// The arguments make no call.
    Usage = 2,
    /// The answer is not what the definition says.
    Decode = 3,
    /// There was no answer, or no credential for the call.
    Transport = 4,
}

impl Args {
    /// Sends a call.
    pub fn send<K: IntoCall>(&mut self, call: K) -> Result<Run, Wrong> {
        if self.pages {
            return Err(Wrong::new("--pages: the operation has no pages"));
        }
        let mut call = call.into_call();
        if let Some(accept) = &self.accept {
            call = call.header("Accept", accept);
        }
        if let Some(timeout) = self.timeout {
            call = call.timeout(timeout);
        }
        let (draft, operation) = call.into_draft();
        Ok(Run(Box::pin(async move {
            let outcome = crate::send::run(draft).await;
            unknown::reset();
            let read = read::<K::Output, K::Failure>(&operation.spec, outcome);
            let (body, answer) = read.map_err(Failed::of)?;
            let unknown = unknown::count();
            let replies = vec![Reply::new(&answer, body.show())];
            Ok(Outcome { replies, many: false, unknown })
        })))
    }

    /// Sends a call for every page.
    pub fn send_pages<T, E>(&mut self, pages: Pages<T, E>) -> Result<Run, Wrong>
    where
        T: Output + Show + 'static,
        E: Failure + Show,
    {
        let mut pages = pages.with(self.accept.as_deref(), self.timeout);
        Ok(Run(Box::pin(async move {
            let (mut replies, mut unknown) = (Vec::new(), 0);
            while let Some(outcome) = pages.next_read(unknown::reset).await {
                let (body, answer) = outcome.map_err(Failed::of)?;
                unknown += unknown::count();
                replies.push(Reply::new(&answer, body.show()));
            }
            Ok(Outcome { replies, many: true, unknown })
        })))
    }
}

impl Reply {
    fn new(answer: &Answer, body: Shown) -> Self {
        Self { status: answer.status(), headers: answer.headers().clone(), body }
    }
}

impl Failed {
    fn of<E: Failure + Show>(error: CallError<E>) -> Self {
        let (exit, body) = match &error {
            CallError::Api(error) => (Exit::Api, Some(error.body().show())),
            CallError::Unexpected(_) => (Exit::Api, error.answer().map(Shown::untyped)),
            CallError::Decode(_) => (Exit::Decode, None),
            CallError::Request(_) => (Exit::Usage, None),
            CallError::Transport(_) | CallError::Timeout(_) | CallError::Auth(_) => {
                (Exit::Transport, None)
            }
        };
        let reply = error.answer().zip(body).map(|(answer, body)| Reply::new(answer, body));
        Self { exit, line: line(&error), reply }
    }
}

/// Returns an error and what caused it, on one line.
pub(crate) fn line(error: &(dyn StdError + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        cause = error.source();
    }
    Wrong::new(line).to_string()
}
