//! A mint that makes tokens `number/identity` with a step of the schedule in between, as a request to a server is.

use std::sync::Arc;
use std::time::Duration;

use portolan_runtime::Secret;
use portolan_runtime::auth::AuthError;
use portolan_runtime::clock::{Clock, SystemClock};
use shuttle::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::answer::{Failed, Given};
use super::store::StoredToken;
use super::validity::{Moment, Validity};

/// What the server and the application know.
#[derive(Default)]
pub(crate) struct World {
    flights: AtomicU64,
    fails: AtomicBool,
    /// Whom a login is for, and how often the cache was told that this changed.
    identity: AtomicU64,
    told: AtomicU64,
}

impl World {
    /// Changes whom a login is for, and tells the cache.
    pub(crate) fn change_identity(&self, tell: impl FnOnce()) {
        self.identity.fetch_add(1, Ordering::SeqCst);
        tell();
        self.told.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn flights(&self) -> u64 {
        self.flights.load(Ordering::SeqCst)
    }

    pub(crate) fn fail(&self, fails: bool) {
        self.fails.store(fails, Ordering::SeqCst);
    }

    /// Whom a call that begins now must be for, at least.
    pub(crate) fn identity(&self) -> u64 {
        self.told.load(Ordering::SeqCst)
    }
}

pub(crate) struct Mint {
    pub(crate) scheme: &'static str,
    pub(crate) endpoint: Endpoint,
    world: Arc<World>,
}

pub(crate) struct Endpoint {
    pub(crate) clock: Arc<dyn Clock>,
}

#[derive(Clone, Default)]
pub(crate) struct Memory {
    pub(crate) who: Option<Arc<Who>>,
    pub(crate) access: Option<Secret>,
    pub(crate) proven: bool,
    pub(crate) estranged: bool,
}

pub(crate) struct Who;

impl Memory {
    pub(crate) fn spend(&mut self) {}
}

pub(crate) struct Minted {
    pub(crate) access: Secret,
    pub(crate) validity: Validity,
}

impl Mint {
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self { scheme: "model", endpoint: Endpoint { clock: Arc::new(SystemClock) }, world }
    }

    pub(crate) async fn next(
        &self,
        _: &mut Memory,
        wanted: &(dyn Fn() -> bool + Send + Sync),
    ) -> Result<Minted, Failed> {
        let identity = self.world.identity.load(Ordering::SeqCst);
        let number = self.world.flights.fetch_add(1, Ordering::SeqCst) + 1;
        shuttle::future::yield_now().await;
        let _ = wanted();
        if self.world.fails.load(Ordering::SeqCst) {
            return Err(Failed::transient(AuthError::TimedOut { scheme: self.scheme }));
        }
        let now = Moment::now(&*self.endpoint.clock);
        let validity = Validity::new(now, Some(Duration::from_secs(3600)));
        Ok(Minted { access: Secret::new(format!("{number}/{identity}")), validity })
    }

    pub(crate) fn is_last(&self, _: &Memory) -> bool {
        false
    }
}

pub(crate) fn commit(_: Given, sent: Moment, _: &mut Memory) -> Minted {
    Minted { access: Secret::new("0/0"), validity: Validity::new(sent, None) }
}

pub(crate) fn stored(minted: &Minted, _: &Memory) -> StoredToken {
    StoredToken::new(minted.access.clone())
}
