//! Where a stream comes from: an answer that is still coming, and the ones that continue it.
//!
//! In: a call and the answer to it. Out: pieces, one after the other. It must not know what they mean.

use std::collections::VecDeque;
use std::time::Duration;

use http::StatusCode;

use super::StreamError;
use super::feed::open;
use super::framing::{Framing, Piece, is_events};
use super::lines::TooLong;
use crate::auth::chance;
use crate::body::Body;
use crate::error::{BodyError, TimeoutError, UnexpectedError};
use crate::json::DecodeError;
use crate::request::Draft;
use crate::response::Answer;
use crate::transport::TransportError;

/// The pause before a stream is taken up again, where the server does not say one.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

const LAST_EVENT_ID: &str = "last-event-id";

/// When a stream of events that ended or broke off is taken up again.
#[derive(Clone, Copy)]
pub(crate) struct Reconnect {
    /// How often without an event in between.
    pub(crate) attempts: u32,
    /// The caller asked for it: also where the server ended the stream, or has told no id.
    pub(crate) always: bool,
}

/// What a step gives; `None`: the stream is over.
pub(crate) type Step = Option<Result<Piece, StreamError>>;

pub(crate) struct Source {
    /// The same call once more.
    pub(crate) draft: Box<Draft>,
    /// Status and headers of the answer that is read.
    pub(crate) answer: Answer,
    /// `None`: nothing more comes.
    pub(crate) body: Option<Body>,
    pub(crate) framing: Framing,
    pub(crate) pieces: VecDeque<Piece>,
    /// Connections in a row that gave no event.
    pub(crate) failures: u32,
    pub(crate) limit: usize,
}

impl Source {
    /// Returns the next piece.
    pub(crate) async fn step(&mut self, idle: Duration, reconnect: Reconnect) -> Step {
        loop {
            if let Some(piece) = self.pieces.pop_front() {
                self.failures = 0;
                return Some(Ok(piece));
            }
            let body = self.body.as_mut()?;
            let cause = match tokio::time::timeout(idle, body.next()).await {
                Ok(Some(Ok(chunk))) => {
                    match self.framing.push(chunk, self.limit, &mut self.pieces) {
                        Ok(()) => continue,
                        Err(TooLong(limit)) => {
                            // What follows has no beginning; what came before is still given.
                            self.body = None;
                            let message =
                                format!("an item of the stream is larger than {limit} bytes");
                            Some(StreamError::Transport(
                                TransportError::new(message).permanent().broken_off(),
                            ))
                        }
                    }
                }
                Ok(Some(Err(error))) => Some(StreamError::Transport(error.broken_off())),
                Ok(None) => {
                    self.framing.finish(&mut self.pieces);
                    None
                }
                Err(_) => Some(StreamError::Timeout(TimeoutError::new(idle, true))),
            };
            let given_up = self.body.take().is_none();
            if let Some(piece) = self.pieces.pop_front() {
                return Some(Ok(piece));
            }
            if given_up || !self.may_reconnect(reconnect, cause.is_none()) {
                return cause.map(Err);
            }
            if let Err(step) = self.reconnect(reconnect, cause).await {
                return step;
            }
        }
    }

    fn may_reconnect(&self, reconnect: Reconnect, ended: bool) -> bool {
        let Framing::Events(parser) = &self.framing else { return false };
        let asked = reconnect.always || (!ended && !parser.last_id().is_empty());
        asked && self.failures < reconnect.attempts
    }

    /// Takes the stream up where it was left. `Err`: it is over.
    async fn reconnect(
        &mut self,
        reconnect: Reconnect,
        mut cause: Option<StreamError>,
    ) -> Result<(), Step> {
        while self.failures < reconnect.attempts {
            let Framing::Events(parser) = &mut self.framing else { break };
            tokio::time::sleep(pause(parser.retry(), self.failures)).await;
            self.failures += 1;
            let mut draft = self.draft.again();
            if !parser.last_id().is_empty() {
                draft.header(LAST_EVENT_ID, parser.last_id());
            }
            parser.reconnected();
            match open(draft).await {
                Ok(opened) => {
                    let (answer, body) = opened.into_parts();
                    self.answer = answer;
                    return self.accept(body);
                }
                Err(fault) => cause = Some(StreamError::from_fault(fault)),
            }
        }
        Err(cause.map(Err))
    }

    /// Looks at an answer that ought to continue the stream.
    fn accept(&mut self, body: Option<Body>) -> Result<(), Step> {
        if self.answer.status() == StatusCode::NO_CONTENT {
            // By this the server says that nothing more comes (WHATWG HTML, 9.2.3).
            return Err(None);
        }
        if body.is_none() {
            let error = UnexpectedError::new(self.draft.id, self.answer.clone());
            return Err(Some(Err(StreamError::Unexpected(error))));
        }
        if !is_events(&self.answer) {
            let found = "an answer of another media type";
            return Err(Some(Err(self.undecodable(DecodeError::new("a stream of events", found)))));
        }
        self.body = body;
        Ok(())
    }

    /// Returns the error of a piece that is not what was expected; the answer's body is what it is about.
    pub(crate) fn undecodable(&self, error: DecodeError) -> StreamError {
        StreamError::Decode(BodyError::new(self.draft.id, self.answer.clone(), error))
    }
}

/// Returns how long to wait: what the server said, longer after each failure, and not all clients at once.
fn pause(asked: Option<Duration>, failures: u32) -> Duration {
    let base = asked.unwrap_or(PAUSE);
    let factor = 1_u32.checked_shl(failures).unwrap_or(u32::MAX);
    let pause = base.saturating_mul(factor).min(LONGEST_PAUSE.max(asked.unwrap_or_default()));
    pause.min(LONGEST_PAUSE).mul_f64(1.0 + chance() / 4.0)
}
