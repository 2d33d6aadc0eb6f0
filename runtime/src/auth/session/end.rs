//! The end of a client's sessions.
//!
//! In: that everything is to be forgotten, or that the server is to be told, too. Out: sessions without any token, and a
//! store without theirs. It must not know how a token is made.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::{Cache, Holder, Sessions, is_scoped};
use crate::Secret;
use crate::auth::answer::Class;
use crate::auth::error::{AuthError, OAuthError};
use crate::auth::exchange::Inputs;
use crate::auth::mint::{LOCK_DEADLINE, Who, limited, within};
use crate::auth::scheme::Scheme;

/// What the request to revoke a token calls it (RFC 7009, 2.1).
const REFRESH: &str = "refresh_token";
const ACCESS: &str = "access_token";

/// What a sign-out came to.
///
/// ```
/// use portolan_runtime::auth::SignedOut;
///
/// let nothing = SignedOut::default();
/// assert_eq!((nothing.revoked, nothing.left), (0, 0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedOut {
    /// Tokens that the server says are no longer good.
    pub revoked: usize,
    /// Tokens that are good until they expire, for the API has no way to revoke them: nobody here knows them any more.
    pub left: usize,
}

/// A token that is to be revoked.
#[derive(Clone)]
pub(super) struct Unrevoked {
    scheme: &'static Scheme,
    kind: &'static str,
    token: Secret,
}

impl Unrevoked {
    fn is(&self, other: &Self) -> bool {
        self.scheme.name == other.scheme.name && self.token == other.token
    }
}

impl Sessions {
    /// Forgets all tokens, refresh tokens and refusals: the identity changed, or a person wants a new attempt.
    pub(crate) async fn reset(&self) {
        let mut left = Vec::new();
        self.forget(&mut left, &mut Vec::new());
        // Everything is forgotten before the first wait: the caller may leave.
        let mut checkup = self.health.check();
        for key in left.iter().filter_map(|(_, who)| who.key.as_ref()) {
            // A store that fails keeps a token that is not adopted: the cache knows.
            checkup.note(limited(self.store.remove(key)).await);
        }
    }

    /// Forgets all tokens as [`Self::reset`] does, those that only the store has, too, and has the server revoke them.
    /// What could not be revoked this time is tried again by the next sign-out.
    pub(crate) async fn sign_out(&self) -> Result<SignedOut, AuthError> {
        // What is on its way would come after everything else was revoked.
        for cache in self.caches() {
            cache.settle().await;
        }
        let (mut left, mut found) = (Vec::new(), Vec::new());
        self.forget(&mut left, &mut found);
        self.remember(found);
        self.take_stored(&left).await;
        self.revoke().await
    }

    fn caches(&self) -> Vec<Cache> {
        let mut caches = Vec::new();
        for (_, holder) in &self.holders {
            if let Holder::Flow { login, .. } = holder {
                let login = login.read().unwrap_or_else(PoisonError::into_inner);
                caches.extend(login.caches.iter().map(|(_, cache)| cache.clone()));
            }
        }
        caches
    }

    /// Forgets what is in memory: tells whose tokens the store may have, and which tokens there were.
    fn forget(&self, left: &mut Vec<(&'static Scheme, Arc<Who>)>, found: &mut Vec<Unrevoked>) {
        self.forgotten.store(true, Ordering::Release);
        for (scheme, holder) in &self.holders {
            let (flow, fields, login) = match holder {
                Holder::Fixed { .. } | Holder::Certificate => continue,
                Holder::Source { cache, .. } => {
                    cache.reset();
                    continue;
                }
                Holder::Flow { flow, fields, login, .. } => (flow, fields, login),
            };
            let mut login = login.write().unwrap_or_else(PoisonError::into_inner);
            let moved = login.moved.take();
            let mut token = |kind, token| found.push(Unrevoked { scheme, kind, token });
            let mut consent = fields.consent().cloned();
            for (scopes, cache) in &login.caches {
                let memory = cache.reset();
                if memory.refresh.is_some() || memory.spent.is_some() {
                    // It was exchanged for another.
                    consent = None;
                }
                memory.refresh.into_iter().for_each(|refresh| token(REFRESH, refresh.token));
                memory.access.into_iter().for_each(|access| token(ACCESS, access));
                left.push((scheme, self.who(scheme.name, fields, moved.as_ref(), scopes)));
            }
            consent.into_iter().for_each(|consent| token(REFRESH, consent));
            // Also what another program acquired for operations that were not called here.
            let sets = scheme.scopes.iter().filter(|_| is_scoped(flow)).map(|set| set.join(" "));
            for scopes in sets.chain([String::new()]) {
                left.push((scheme, self.who(scheme.name, fields, None, &scopes)));
            }
        }
    }

    /// Adds tokens to those that are to be revoked.
    fn remember(&self, found: Vec<Unrevoked>) {
        let mut unrevoked = self.unrevoked.lock().unwrap_or_else(PoisonError::into_inner);
        for token in found {
            if !unrevoked.iter().any(|known| known.is(&token)) {
                unrevoked.push(token);
            }
        }
    }

    /// Takes the tokens out of the store, after whoever is about to replace them.
    async fn take_stored(&self, left: &[(&'static Scheme, Arc<Who>)]) {
        let mut checkup = self.health.check();
        for (scheme, who) in left {
            let Some(key) = &who.key else { continue };
            let lease = checkup.note(within(LOCK_DEADLINE, self.store.lock(key)).await);
            if let Some(stored) = checkup.note(limited(self.store.load(key)).await).flatten() {
                let refresh = stored.refresh.map(|token| (REFRESH, token));
                let tokens = refresh.into_iter().chain([(ACCESS, stored.access)]);
                self.remember(
                    tokens.map(|(kind, token)| Unrevoked { scheme, kind, token }).collect(),
                );
            }
            checkup.note(limited(self.store.remove(key)).await);
            if let Some(lease) = lease {
                let released = async {
                    lease.release().await;
                    Ok(())
                };
                checkup.note(limited(released).await);
            }
        }
    }

    /// Has the server end what is to be revoked: refresh tokens first, which may end the others with them.
    async fn revoke(&self) -> Result<SignedOut, AuthError> {
        let mut all = self.unrevoked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        all.sort_by_key(|token| token.kind != REFRESH);
        let mut signed_out = SignedOut::default();
        let mut first = None;
        for token in all {
            match self.revoke_one(&token).await {
                Ok(true) => signed_out.revoked += 1,
                Ok(false) => signed_out.left += 1,
                Err((error, later)) => {
                    first.get_or_insert(error);
                    if later {
                        continue;
                    }
                }
            }
            let mut unrevoked = self.unrevoked.lock().unwrap_or_else(PoisonError::into_inner);
            unrevoked.retain(|known| !known.is(&token));
        }
        first.map_or(Ok(signed_out), Err)
    }

    /// Tells whether the token is no longer good; an error says whether it may be tried again.
    async fn revoke_one(&self, token: &Unrevoked) -> Result<bool, (AuthError, bool)> {
        let scheme = token.scheme;
        let holder = self.holders.iter().find(|(known, _)| known.name == scheme.name);
        let (Some((_, Holder::Flow { fields, endpoint, .. })), Some(revocation)) =
            (holder, scheme.revocation())
        else {
            return Ok(false);
        };
        let inputs = Inputs { revoked: Some((&token.token, token.kind)), ..Inputs::of(fields, "") };
        match endpoint.revoke(scheme.name, revocation, &inputs).await {
            Ok(()) => Ok(true),
            Err(failed) => match failed.error {
                AuthError::Rejected { code: Some(OAuthError::UnsupportedTokenType), .. } => {
                    Ok(false)
                }
                // The provider has no such endpoint.
                AuthError::Discovery { problem, .. } if problem.is_missing() => Ok(false),
                error => Err((error, failed.class == Class::Transient)),
            },
        }
    }
}
