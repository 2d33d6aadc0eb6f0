//! Makes the next token of a session: from the store, by renewal, or by a login.
//!
//! In: what the session remembers. Out: a token, or why there is none, and what to remember now. It must not know
//! who waits for it, nor when it is called.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::answer::{Class, Failed, Given};
use super::credential::{Fetch, Fields};
use super::error::AuthError;
use super::exchange::{DEADLINE, Endpoint, Inputs};
use super::flow::TokenFlow;
use super::store::{Checkup, Health, StoreError, StoreKey, StoredToken, TokenStore};
use super::validity::{Moment, Phase, Validity};
use crate::Secret;

/// How long the store may take for one thing.
const STORE_DEADLINE: Duration = Duration::from_secs(10);
/// How much of a flight's time a renewal may take: what is left is for the login that follows when nothing came of it.
const RENEWAL_DEADLINE: Duration = Duration::from_secs(20);
/// How long it may keep us waiting for somebody else: longer than that one may take for a token.
pub(crate) const LOCK_DEADLINE: Duration = Duration::from_secs(60);

/// Where a session's tokens come from.
pub(crate) struct Mint {
    pub(crate) scheme: &'static str,
    pub(crate) endpoint: Endpoint,
    pub(crate) origin: Origin,
}

pub(crate) enum Origin {
    Flow {
        flow: &'static TokenFlow,
        /// Whom the credentials are for; a switched session remembers another.
        who: Arc<Who>,
        scopes: String,
        store: Arc<dyn TokenStore>,
        health: Health,
    },
    Source(Arc<dyn Fetch>),
}

/// Whom a session is for.
pub(crate) struct Who {
    /// What a login says.
    pub(crate) fields: Arc<Fields>,
    /// Where the store keeps the tokens; `None`: it was switched to somebody whom no login names.
    pub(crate) key: Option<StoreKey>,
}

/// What a session remembers from one token to the next.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    /// Whom it was switched to; `None`: it is for whom the credentials are.
    pub(crate) who: Option<Arc<Who>>,
    /// The last access token, good or not.
    pub(crate) access: Option<Secret>,
    pub(crate) refresh: Option<Refresh>,
    /// A refresh token that must not be sent again.
    pub(crate) spent: Option<Secret>,
    /// The credentials gave a token once.
    pub(crate) proven: bool,
    /// The access token that the store had when it was last read or written.
    pub(crate) filed: Option<Secret>,
    /// What the store has belongs to an identity that was left.
    pub(crate) estranged: bool,
}

/// Where a session's token is kept.
struct Shelf<'a> {
    store: &'a dyn TokenStore,
    key: &'a StoreKey,
}

impl Shelf<'_> {
    /// Saves a token before it is used.
    async fn keep(
        &self,
        minted: &Minted,
        wanted: Wanted<'_>,
        health: &mut Checkup<'_>,
        memory: &mut Memory,
    ) {
        let saved = limited(self.store.save(self.key, &stored(minted, memory))).await;
        if health.note(saved).is_some() {
            memory.filed = Some(minted.access.clone());
            memory.estranged = false;
        }
        if !wanted() {
            // Left while it was saved: whoever left has removed what was there before.
            health.note(limited(self.store.remove(self.key)).await);
        }
    }
}

#[derive(Clone)]
pub(crate) struct Refresh {
    pub(crate) token: Secret,
    pub(crate) validity: Validity,
}

impl Memory {
    /// Forgets a refresh token that may have been used up.
    pub(crate) fn spend(&mut self) {
        if let Some(refresh) = self.refresh.take() {
            self.spent = Some(refresh.token);
        }
    }
}

/// A new token.
pub(crate) struct Minted {
    pub(crate) access: Secret,
    pub(crate) validity: Validity,
}

/// Tells whether the result of a flight is still wanted: the identity has not changed meanwhile.
pub(crate) type Wanted<'a> = &'a (dyn Fn() -> bool + Send + Sync);

impl Mint {
    /// Makes a token; `memory` is right afterwards whatever the outcome.
    pub(crate) async fn next(
        &self,
        memory: &mut Memory,
        wanted: Wanted<'_>,
    ) -> Result<Minted, Failed> {
        match &self.origin {
            Origin::Source(source) => self.fetch(source, memory).await,
            Origin::Flow { flow, who, scopes, store, health } => {
                let who = memory.who.clone().unwrap_or_else(|| Arc::clone(who));
                let Some(key) = &who.key else {
                    return self.exchange(flow, &who, scopes, memory, None).await;
                };
                // A store that cannot be locked or read costs a request, not the token.
                let mut health = health.check();
                let shelf = Shelf { store: &**store, key };
                let lease = health.note(within(LOCK_DEADLINE, store.lock(key)).await);
                let minted = match self.adopted(&shelf, &mut health, memory).await {
                    Some(minted) => Ok(minted),
                    None => {
                        let again = Some((&shelf, &mut health));
                        let minted = self.exchange(flow, &who, scopes, memory, again).await;
                        if let Ok(minted) = &minted
                            && wanted()
                        {
                            shelf.keep(minted, wanted, &mut health, memory).await;
                        }
                        minted
                    }
                };
                if let Some(lease) = lease {
                    let released = async {
                        lease.release().await;
                        Ok(())
                    };
                    health.note(limited(released).await);
                }
                minted
            }
        }
    }

    /// Returns what somebody else stored since, where it can be used at once.
    async fn adopted(
        &self,
        shelf: &Shelf<'_>,
        health: &mut Checkup<'_>,
        memory: &mut Memory,
    ) -> Option<Minted> {
        if memory.estranged {
            return None;
        }
        let stored = health.note(limited(shelf.store.load(shelf.key)).await).flatten()?;
        self.adopt(stored, memory)
    }

    /// Tells whether nothing but the current token is left of a session: it cannot be renewed, and no login names
    /// whom it is for.
    pub(crate) fn is_last(&self, memory: &Memory) -> bool {
        let Origin::Flow { flow, scopes, .. } = &self.origin else { return false };
        let Some(who) = memory.who.as_ref().filter(|who| who.key.is_none()) else { return false };
        let inputs = Inputs {
            refresh: memory.refresh.as_ref().map(|refresh| &refresh.token),
            access: memory.access.as_ref(),
            ..Inputs::of(&who.fields, scopes)
        };
        !flow.renew.as_ref().is_some_and(|renew| inputs.suffice(renew))
    }

    /// Takes what another client or process acquired meanwhile, and returns it where it can be used at once.
    fn adopt(&self, stored: StoredToken, memory: &mut Memory) -> Option<Minted> {
        // What was there before is older than what is remembered: the store could not be written, or somebody
        // filed our own.
        let filed = memory.filed.replace(stored.access.clone());
        if filed.as_ref() == Some(&stored.access) || memory.access.as_ref() == Some(&stored.access)
        {
            return None;
        }
        let now = Moment::now(&*self.endpoint.clock);
        let validity = |expires: Option<std::time::SystemTime>| {
            let left = expires.map(|time| time.duration_since(now.wall).unwrap_or_default());
            Validity::new(now, left)
        };
        if let Some(refresh) = stored.refresh
            && memory.spent.as_ref() != Some(&refresh)
        {
            memory.refresh =
                Some(Refresh { token: refresh, validity: validity(stored.refresh_expires) });
        }
        let validity = validity(stored.expires);
        if validity.phase(now) != Phase::Fresh {
            return None;
        }
        memory.access = Some(stored.access.clone());
        memory.proven = true;
        Some(Minted { access: stored.access, validity })
    }

    async fn exchange(
        &self,
        flow: &TokenFlow,
        who: &Who,
        scopes: &str,
        memory: &mut Memory,
        again: Option<(&Shelf<'_>, &mut Checkup<'_>)>,
    ) -> Result<Minted, Failed> {
        let now = Moment::now(&*self.endpoint.clock);
        if memory.refresh.as_ref().is_some_and(|r| r.validity.phase(now) == Phase::Expired) {
            memory.spend();
        }
        let inputs = Inputs::of(&who.fields, scopes);
        if let Some(consent) = who.fields.consent()
            && memory.refresh.is_none()
            && memory.spent.is_none()
        {
            let validity = Validity::new(now, None);
            memory.refresh = Some(Refresh { token: consent.clone(), validity });
        }
        // Without a login to fall back on, a refresh token is all that there is.
        let by_consent = !inputs.suffice(&flow.acquire);
        if let Some(renew) = &flow.renew {
            let before = memory.clone();
            let inputs = Inputs {
                refresh: before.refresh.as_ref().map(|refresh| &refresh.token),
                access: before.access.as_ref(),
                ..inputs
            };
            if inputs.suffice(renew) {
                match self.endpoint.exchange(self.scheme, renew, &inputs, RENEWAL_DEADLINE).await {
                    Ok((given, sent)) => return Ok(commit(given, sent, memory)),
                    // An answer that never came would have ended the session anyway: there is nothing to lose.
                    Err(failed) if by_consent && failed.class != Class::Refused => {
                        return Err(failed);
                    }
                    // Refused, or used up without an answer: it is not sent again, a login follows.
                    Err(failed) if failed.class == Class::Refused || failed.ambiguous => {
                        memory.spend();
                        // Without a lock somebody else may have been faster with the same one.
                        if let Some((shelf, health)) = again
                            && let Some(minted) = self.adopted(shelf, health, memory).await
                        {
                            return Ok(minted);
                        }
                    }
                    Err(failed) => return Err(failed),
                }
            }
        }
        if who.key.is_none() {
            // A login would be for another than the session was switched to.
            let error = AuthError::SessionEnded { scheme: self.scheme };
            return Err(Failed { class: Class::Refused, ..Failed::transient(error) });
        }
        if by_consent {
            let error = AuthError::ConsentEnded { scheme: self.scheme };
            return Err(Failed { class: Class::Refused, ..Failed::transient(error) });
        }
        let spent = self.endpoint.clock.monotonic().saturating_duration_since(now.mono);
        let left = DEADLINE.saturating_sub(spent).max(DEADLINE - RENEWAL_DEADLINE);
        let (given, sent) =
            self.endpoint.exchange(self.scheme, &flow.acquire, &inputs, left).await?;
        Ok(commit(given, sent, memory))
    }

    async fn fetch(&self, source: &Arc<dyn Fetch>, memory: &mut Memory) -> Result<Minted, Failed> {
        let scheme = self.scheme;
        let sent = Moment::now(&*self.endpoint.clock);
        let token = tokio::time::timeout(DEADLINE, Arc::clone(source).fetch())
            .await
            .map_err(|_| Failed::transient(AuthError::TimedOut { scheme }))?
            .map_err(|error| {
                Failed::transient(AuthError::Source { scheme, source: Arc::from(error) })
            })?;
        let sent = sent.began(Moment::now(&*self.endpoint.clock));
        let lifetime = token.lifetime(sent.wall);
        memory.access = Some(token.text.clone());
        memory.proven = true;
        Ok(Minted { access: token.text, validity: Validity::new(sent, lifetime) })
    }
}

/// Remembers what an exchange gave; an omitted refresh token keeps the one before.
pub(crate) fn commit(given: Given, sent: Moment, memory: &mut Memory) -> Minted {
    if let Some(token) = given.refresh {
        let validity = Validity::new(sent, given.refresh_lifetime);
        memory.refresh = Some(Refresh { token, validity });
    }
    memory.spent = None;
    memory.proven = true;
    memory.access = Some(given.access.clone());
    Minted { access: given.access, validity: Validity::new(sent, given.lifetime) }
}

pub(crate) fn stored(minted: &Minted, memory: &Memory) -> StoredToken {
    StoredToken {
        expires: minted.validity.expires(),
        refresh: memory.refresh.as_ref().map(|refresh| refresh.token.clone()),
        refresh_expires: memory.refresh.as_ref().and_then(|refresh| refresh.validity.expires()),
        ..StoredToken::new(minted.access.clone())
    }
}

pub(crate) async fn limited<T>(
    step: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    within(STORE_DEADLINE, step).await
}

pub(crate) async fn within<T>(
    deadline: Duration,
    step: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    tokio::time::timeout(deadline, step)
        .await
        .map_err(|_| StoreError::from("the token store took too long"))?
}
