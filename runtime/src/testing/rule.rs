//! A rule of an in-memory transport: to which requests, which replies.
//!
//! In: an operation or a path, conditions, replies. Out: the same, in the transport. It must not know when they are used.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use http::StatusCode;

use super::Recorded;
use super::reply::{Reply, ReplyBody};
use super::transport::{Condition, Entry, Matcher, MockTransport};
use crate::json::Json;

/// A rule of a [`MockTransport`].
pub struct Rule<'a, T> {
    mock: &'a MockTransport,
    matcher: Matcher,
    condition: Option<Condition>,
    status: StatusCode,
    accept: &'static str,
    types: PhantomData<fn(T)>,
}

impl<'a, T> Rule<'a, T> {
    pub(super) fn new(mock: &'a MockTransport, matcher: Matcher, status: StatusCode) -> Self {
        Self { mock, matcher, condition: None, status, accept: "", types: PhantomData }
    }

    pub(super) fn accepting(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }

    /// Narrows the rule to requests for which this holds. Such rules come before those without a condition.
    pub fn when(self, holds: impl Fn(&Recorded) -> bool + Send + Sync + 'static) -> Self {
        Self { condition: Some(Arc::new(holds)), ..self }
    }

    /// Replies with the operation's success; where it has several, with the status and the media type of this one.
    pub fn reply(self, body: T) -> Self
    where
        T: ReplyBody,
    {
        let reply = Reply { accept: self.accept, ..Reply::new(self.status) };
        self.reply_with(body.write(reply))
    }

    /// Replies with the operation's success status and JSON as text, whether or not it is what the
    /// definition says.
    pub fn reply_json(self, text: &str) -> Self {
        let status = self.status;
        self.reply_with(Reply::new(status).body("application/json", text.to_owned()))
    }

    /// Replies with a status alone.
    pub fn reply_status(self, status: u16) -> Self {
        self.reply_with(Reply::status(status))
    }

    /// Replies with a status and a value as JSON: the body of a failure.
    pub fn reply_error<B: Json>(self, status: u16, body: &B) -> Self {
        self.reply_with(Reply::status(status).json(body))
    }

    /// Replies with anything.
    pub fn reply_with(self, reply: Reply) -> Self {
        self.entry(|entry| entry.replies.push_back(reply));
        self
    }

    /// Says how many requests of this rule there have to be, for [`MockTransport::verify`]; `expect(0)` needs no reply.
    pub fn expect(self, requests: usize) -> Self {
        self.entry(|entry| entry.expected = Some(requests));
        self
    }

    fn entry(&self, change: impl FnOnce(&mut Entry)) {
        let mut state = self.mock.state();
        let same = |entry: &&mut Entry| {
            let condition = match (&entry.condition, &self.condition) {
                (Some(one), Some(other)) => Arc::ptr_eq(one, other),
                (one, other) => one.is_none() && other.is_none(),
            };
            condition && entry.matcher == self.matcher
        };
        match state.rules.iter_mut().find(same) {
            Some(entry) => change(entry),
            None => {
                let mut entry = Entry {
                    matcher: self.matcher.clone(),
                    condition: self.condition.clone(),
                    replies: VecDeque::new(),
                    expected: None,
                    used: 0,
                };
                change(&mut entry);
                state.rules.push(entry);
            }
        }
    }
}

impl<T> fmt::Debug for Rule<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.matcher)
    }
}
