//! A session that is switched to another identity.
//!
//! In: whom it is for now, and what the answer handed over. Out: a cache without anything of the old identity. It must
//! not know the request that switched it.

use std::sync::Arc;

use super::{Cache, Issued, State};
use crate::auth::answer::Given;
use crate::auth::mint::{Minted, Who, commit, stored};
use crate::auth::store::StoredToken;
use crate::auth::sync::Ordering;
use crate::auth::validity::Moment;

/// What a switched session goes on with.
pub(crate) enum Handed {
    /// The tokens of the answer.
    New(Given, Moment),
    /// The token that the request was sent with, which leads to somebody else now.
    Sent(Arc<Issued>),
    /// Nothing: the next call acquires a token.
    Nothing,
}

impl Cache {
    /// Drops everything of the identity so far, flights included, and goes on for another; `None` is whom the
    /// credentials are for. Returns what a store is to keep.
    ///
    /// A refresh token of before is dropped also where no other came: it may lead back to whom the session was for.
    pub(crate) fn switch(&self, who: Option<Arc<Who>>, handed: Handed) -> Option<StoredToken> {
        let mut state = self.0.write();
        let epoch = self.0.epoch.fetch_add(1, Ordering::AcqRel) + 1;
        let State { generation, flights, started, .. } = *state;
        *state = State { generation, flights, started, ..State::default() };
        self.0.ready.set(None);
        state.memory.who = who;
        let minted = match handed {
            Handed::New(given, sent) => commit(given, sent, &mut state.memory),
            Handed::Sent(issued) => {
                state.memory.access = Some(issued.token.clone());
                state.memory.proven = true;
                Minted { access: issued.token.clone(), validity: issued.validity }
            }
            Handed::Nothing => {
                state.memory.estranged = true;
                return None;
            }
        };
        let Ok(header) = (self.0.carrier)(&minted.access) else {
            state.memory.estranged = true;
            return None;
        };
        let stored = stored(&minted, &state.memory);
        self.0.ready.set(Some(state.issue(minted, header, epoch)));
        Some(stored)
    }

    /// Tells whether the identity is still the one that a token was issued for.
    pub(crate) fn is_same_identity(&self, issued: &Issued) -> bool {
        self.0.epoch.load(Ordering::Acquire) == issued.epoch
    }

    /// Tells whether two are clones of one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Issued {
    /// Tells whether two tokens were issued for the same identity of one cache.
    pub(crate) fn is_of_identity(&self, other: &Self) -> bool {
        self.epoch == other.epoch
    }
}
