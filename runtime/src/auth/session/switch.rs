//! Operations that move a session to another identity.
//!
//! In: such a request and its answer. Out: sessions that are for whom the answer leads to, with nothing left of whom
//! they were for. Where it cannot be known who that is, no token is kept: nothing is ever done as somebody else.

use std::sync::{Arc, PoisonError};

use bytes::Bytes;
use jiter::JsonValue;

use super::{Cache, Grant, Handed, Holder, Issued, Login, Moved, Sessions};
use crate::Secret;
use crate::auth::answer::{Switched, find, read_switched};
use crate::auth::credential::{Fields, Value};
use crate::auth::error::AuthError;
use crate::auth::flow::{Source, Switch, Target};
use crate::auth::mint::limited;
use crate::auth::scheme::Scheme;
use crate::auth::store::{StoreKey, StoredToken};
use crate::auth::validity::Moment;
use crate::response::Answer;
use crate::transport::TransportError;

/// A request that may switch the session, on its way. Dropped before it ended, it may have done so.
pub(crate) struct Switching<'a> {
    sessions: &'a Sessions,
    scheme: &'static Scheme,
    switch: &'static Switch,
    login: &'a std::sync::RwLock<Login>,
    own: &'a Arc<Fields>,
    cache: Cache,
    issued: Arc<Issued>,
    sent: Moment,
    open: bool,
}

impl Sessions {
    /// Begins to watch a request that may switch the session of a scheme.
    ///
    /// A credential that the application gave as a token is refused: its session is not ours to switch.
    pub(crate) fn switching(
        &self,
        scheme: Option<&'static Scheme>,
        grant: &Grant,
    ) -> Result<Option<Switching<'_>>, AuthError> {
        let Some((scheme, switch)) = scheme.and_then(|scheme| Some((scheme, scheme.switch?)))
        else {
            return Ok(None);
        };
        let holder = self.holders.iter().find(|(known, _)| known.name == scheme.name);
        let token = grant.tokens.iter().find(|(known, ..)| known.name == scheme.name);
        let (Some((_, Holder::Flow { fields, login, .. })), Some((_, cache, issued))) =
            (holder, token)
        else {
            let expected = "a login where its session is to be switched";
            return Err(AuthError::Mismatch { scheme: scheme.name, expected });
        };
        Ok(Some(Switching {
            sessions: self,
            scheme,
            switch,
            login,
            own: fields,
            cache: cache.clone(),
            issued: Arc::clone(issued),
            sent: Moment::now(&*self.endpoint.clock),
            open: true,
        }))
    }
}

impl Grant {
    /// Tells whether this request would go out as whom the earlier one did.
    pub(crate) fn continues(&self, earlier: &Self) -> bool {
        self.tokens.len() == earlier.tokens.len()
            && self
                .tokens
                .iter()
                .zip(&earlier.tokens)
                .all(|((_, a, new), (_, b, old))| a.is(b) && new.is_of_identity(old))
    }
}

impl Switching<'_> {
    /// Goes on as whom the request led to, if it did; marks the answer if its body says that it did not.
    pub(crate) async fn ended(
        mut self,
        request: &[u8],
        outcome: &mut Result<Answer, TransportError>,
    ) {
        let answer = match outcome {
            Ok(answer) => answer,
            Err(error) => {
                self.open = error.may_have_been_sent();
                return;
            }
        };
        let status = answer.status();
        if !status.is_success() {
            // A server that broke down may have done it before.
            self.open = status.is_server_error();
            return;
        }
        self.open = false;
        let clock = &*self.sessions.endpoint.clock;
        let sent = self.sent.began(Moment::now(clock));
        let body: &Bytes = answer.body();
        let read = read_switched(
            self.scheme.name,
            &self.switch.answer,
            status,
            answer.headers(),
            body,
            sent.wall,
        );
        let handed = match read {
            Switched::Refused => {
                answer.refuse();
                return;
            }
            Switched::Given(given) => Handed::New(given, sent),
            // If another request switched it meanwhile, who knows which was the last.
            Switched::Silent if self.cache.is_same_identity(&self.issued) => {
                Handed::Sent(Arc::clone(&self.issued))
            }
            Switched::Silent | Switched::Unusable => Handed::Nothing,
        };
        let moved = moved(self.switch, self.own, request);
        if let Some(storing) = self.go_on(Some(moved), handed) {
            // In a task of its own, so that no caller leaves half of it undone.
            let _ = storing.await;
        }
    }

    /// Drops all tokens of the login and goes on with what is handed over; `None` keeps the identity. Returns the
    /// task that brings the store up to date.
    fn go_on(&self, moved: Option<Moved>, handed: Handed) -> Option<tokio::task::JoinHandle<()>> {
        let name = self.scheme.name;
        let mut handed = Some(handed);
        let mut left: Vec<StoreKey> = Vec::new();
        let mut saved: Option<(StoreKey, StoredToken)> = None;
        {
            let mut login = self.login.write().unwrap_or_else(PoisonError::into_inner);
            let before = login.moved.clone();
            let after = moved.or_else(|| before.clone());
            for (scopes, cache) in &login.caches {
                let own = self.own;
                left.extend(self.sessions.who(name, own, before.as_ref(), scopes).key.clone());
                let who = after.as_ref().map(|to| self.sessions.who(name, own, Some(to), scopes));
                let key = who.as_ref().and_then(|who| who.key.clone());
                let mine = if cache.is(&self.cache) { handed.take() } else { None };
                let stored = cache.switch(who, mine.unwrap_or(Handed::Nothing));
                saved = saved.or(key.zip(stored));
            }
            login.moved = after;
        }
        let store = Arc::clone(&self.sessions.store);
        let task = async move {
            for key in left {
                let _ = limited(store.remove(&key)).await;
            }
            if let Some((key, token)) = saved {
                let _ = limited(store.save(&key, &token)).await;
            }
        };
        Some(tokio::runtime::Handle::try_current().ok()?.spawn(task))
    }
}

impl Drop for Switching<'_> {
    fn drop(&mut self) {
        if self.open {
            // Whom its token leads to now is not known: the next call gets one that is.
            drop(self.go_on(None, Handed::Nothing));
        }
    }
}

/// Returns whom a request leads to, by what its body names.
fn moved(switch: &Switch, own: &Arc<Fields>, request: &[u8]) -> Moved {
    let json = JsonValue::parse(request, false).unwrap_or(JsonValue::Null);
    let mut fields = None;
    for field in switch.credentials {
        let (Source::Credential(name), Target::Body(pointer)) = (field.source, field.target) else {
            return Moved { fields: Arc::clone(own), named: false };
        };
        let value = match find(&json, pointer) {
            Some(JsonValue::Int(number)) => Value::Integer(*number),
            Some(JsonValue::Str(text)) => Value::Text(Secret::new(text.as_ref())),
            _ => return Moved { fields: Arc::clone(own), named: false },
        };
        fields = Some(fields.as_ref().unwrap_or(&**own).with(name, value));
    }
    match fields {
        Some(fields) => Moved { fields: Arc::new(fields), named: true },
        None => Moved { fields: Arc::clone(own), named: false },
    }
}
