//! A stream while it is read, whatever its items are.
//!
//! In: a call. Out: pieces, polled. Nothing here is generic: it is compiled once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::CONTENT_TYPE;

use super::StreamError;
use super::framing::{EVENTS, Framing, Piece, is_events};
use super::source::{Reconnect, Source, Step};
use crate::body::Body;
use crate::error::{BodyError, Fault, TimeoutError};
use crate::json::DecodeError;
use crate::request::Draft;
use crate::response::Answer;
use crate::transport::BoxFuture;

/// How long a stream may be silent, where nothing else is said.
const IDLE: Duration = Duration::from_secs(300);

/// How often a stream of events is taken up again without an event in between, where nothing else is said.
const RECONNECTS: u32 = 5;

/// An answer whose body is still to come.
pub(crate) struct Opened {
    /// The same call once more.
    draft: Box<Draft>,
    /// Status and headers; the whole body where it is no success.
    answer: Answer,
    /// `None`: the answer has its body.
    body: Option<Body>,
    /// The answer is a success, but no stream.
    unfit: bool,
}

/// Why an answer is not read as a stream.
#[derive(Clone, Copy)]
pub(crate) enum Refusal {
    /// It is no success.
    Status,
    /// It is of another media type.
    Unfit,
}

/// Where a call leaves the body of its answer for those who read it themselves.
pub(crate) type Unread = Arc<Mutex<Option<Body>>>;

/// Sends a call, for an answer whose body is not read.
pub(crate) async fn open(mut draft: Box<Draft>) -> Result<Opened, Fault> {
    let mut again = draft.again();
    let unread = Unread::default();
    draft.unread = Some(Arc::clone(&unread));
    again.unread = None;
    let answer = crate::send::run(draft).await?;
    let body = unread.lock().unwrap_or_else(PoisonError::into_inner).take();
    Ok(Opened { draft: again, answer, body, unfit: false })
}

/// Sends a call for a stream of items; of an answer that is none, the body is read.
pub(crate) async fn open_items(mut draft: Box<Draft>, of: &'static str) -> Result<Opened, Fault> {
    draft.accept(of);
    let mut opened = open(draft).await?;
    let answer = &opened.answer;
    // Lines go by many names; events by one.
    let untold = !answer.headers().contains_key(CONTENT_TYPE);
    let fits = of != EVENTS || untold || is_events(answer);
    if let Some(body) = opened.body.take_if(|_| !fits) {
        let (limit, idle) = (opened.draft.limit(), IDLE);
        let body = match tokio::time::timeout(idle, body.collect(limit)).await {
            Ok(body) => body.map_err(|error| Fault::Transport(error.broken_off()))?,
            Err(_) => return Err(Fault::Timeout(TimeoutError::new(idle, true))),
        };
        opened.answer = Answer::new(answer.status(), answer.headers().clone(), body);
        opened.unfit = true;
    }
    Ok(opened)
}

impl Opened {
    /// Returns an answer that is no stream: it came as a whole.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        match self.body {
            Some(_) => None,
            None if self.unfit => Some(Refusal::Unfit),
            None => Some(Refusal::Status),
        }
    }

    pub(crate) fn into_answer(self) -> Answer {
        self.answer
    }

    pub(crate) fn into_parts(self) -> (Answer, Option<Body>) {
        (self.answer, self.body)
    }

    /// Begins to read the bytes.
    pub(crate) fn into_bytes(self) -> Feed {
        self.feed(Framing::Chunks)
    }

    /// Begins to read items.
    pub(crate) fn into_items(self, of: &'static str) -> Feed {
        let untold = !self.answer.headers().contains_key(CONTENT_TYPE);
        let framing = match untold && of == EVENTS {
            true => Framing::Events(Box::default()),
            false => Framing::of(&self.answer),
        };
        self.feed(framing)
    }

    fn feed(self, framing: Framing) -> Feed {
        let Self { draft, answer, body, .. } = self;
        let body = body.unwrap_or_else(|| Body::from(answer.body().clone()));
        // What cannot be sent again is not taken up again.
        let safe = draft.method.is_idempotent() && draft.body.streamed().is_none();
        let reconnect = Reconnect { attempts: if safe { RECONNECTS } else { 0 }, always: false };
        let source = Source {
            limit: draft.limit(),
            answer: answer.clone(),
            draft,
            body: Some(body),
            framing,
            pieces: VecDeque::new(),
            failures: 0,
        };
        let id = source.draft.id;
        Feed {
            id,
            answer,
            state: State::Idle(Box::new(source)),
            idle: IDLE,
            reconnect,
            last_id: String::new(),
        }
    }
}

/// A stream while it is read: a poll that is given up loses nothing.
pub(crate) struct Feed {
    id: &'static str,
    /// Status and headers of the first answer.
    answer: Answer,
    state: State,
    idle: Duration,
    reconnect: Reconnect,
    last_id: String,
}

enum State {
    Idle(Box<Source>),
    Waiting(BoxFuture<'static, (Box<Source>, Step)>),
    Over,
}

impl Feed {
    /// Returns the operation's id.
    pub(crate) fn id(&self) -> &'static str {
        self.id
    }

    /// Returns the first answer, without its body.
    pub(crate) fn answer(&self) -> &Answer {
        &self.answer
    }

    /// Returns the id that the last event told.
    pub(crate) fn last_id(&self) -> Option<&str> {
        Some(self.last_id.as_str()).filter(|id| !id.is_empty())
    }

    /// Sets how long the stream may be silent.
    pub(crate) fn idle(&mut self, idle: Duration) {
        self.idle = idle;
    }

    /// Sets how often the stream is taken up again.
    pub(crate) fn reconnect(&mut self, attempts: u32) {
        self.reconnect = Reconnect { attempts, always: attempts > 0 };
    }

    /// Ends the stream: what is left of it is not read.
    pub(crate) fn close(&mut self) {
        self.state = State::Over;
    }

    /// Returns the error of a piece that is not what was expected; the piece is its body.
    pub(crate) fn undecodable(&self, piece: bytes::Bytes, error: DecodeError) -> StreamError {
        let answer = Answer::new(self.answer.status(), self.answer.headers().clone(), piece);
        StreamError::Decode(BodyError::new(self.id, answer, error))
    }

    /// Returns the next piece, and waits for it on this thread; where that cannot be, the stream is over.
    #[cfg(feature = "blocking")]
    pub(crate) fn wait(&mut self) -> Step {
        if matches!(self.state, State::Over) {
            return None;
        }
        let next = std::future::poll_fn(|context| self.poll(context));
        crate::blocking::wait(next).unwrap_or_else(|error| {
            self.close();
            Some(Err(StreamError::Transport(error)))
        })
    }

    /// Returns the next piece.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Poll::Ready(None),
                State::Idle(mut source) => {
                    let (idle, reconnect) = (self.idle, self.reconnect);
                    self.state = State::Waiting(Box::pin(async move {
                        let step = source.step(idle, reconnect).await;
                        (source, step)
                    }));
                }
                State::Waiting(mut future) => match future.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = State::Waiting(future);
                        return Poll::Pending;
                    }
                    Poll::Ready((source, step)) => {
                        if let Some(Ok(Piece::Event(event))) = &step {
                            event.id().unwrap_or_default().clone_into(&mut self.last_id);
                        }
                        if step.is_some() {
                            self.state = State::Idle(source);
                        }
                        return Poll::Ready(step);
                    }
                },
            }
        }
    }
}
