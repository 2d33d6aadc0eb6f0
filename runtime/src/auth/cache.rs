//! One token, shared by everybody who needs it.
//!
//! In: callers, and answers that reject a token. Out: the token at once while it is good, otherwise after one
//! flight that all callers share. It must not know how a token is made or carried.
//!
//! The states: nothing, a token (fresh, soft, hard, expired), a failure (until some time, or until a reset), each
//! with or without a flight. A flight is a task of its own: no caller leads it, so none can break it by leaving.

mod flight;
mod issued;
mod pulse;
mod switch;

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use self::flight::{Flight, Underway};
pub(crate) use self::issued::Issued;
pub(crate) use self::switch::Handed;
use super::answer::{Class, Failed};
use super::backoff::{FLOOR, doubtful_pause, pause};
use super::carry::Written;
use super::error::AuthError;
use super::mint::{Memory, Mint, Minted};
use super::sync::{
    self, AtomicBool, AtomicU64, Ordering, RwLock, RwLockReadGuard, RwLockWriteGuard, Slot,
};
use super::validity::{Moment, Phase};
use crate::Secret;

/// How long a caller waits for a new token while the old one can still be sent.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a caller starts over because the identity changed while it waited.
const ROUNDS: usize = 8;

/// A token and everything that keeps it good. Clones are the same.
#[derive(Clone)]
pub(crate) struct Cache(Arc<Shared>);

/// Writes a token as the header that carries it.
pub(crate) type Carrier = Box<dyn Fn(&Secret) -> Result<Option<Written>, AuthError> + Send + Sync>;

struct Shared {
    mint: Mint,
    carrier: Carrier,
    /// Grows when the identity changes; a flight of an earlier one is worth nothing.
    epoch: AtomicU64,
    /// The current token, for those who need no more.
    ready: Slot<Issued>,
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    generation: u64,
    current: Option<Arc<Issued>>,
    memory: Memory,
    flight: Option<Underway>,
    flights: u64,
    failure: Option<Failure>,
    failures: u32,
    /// When the last flight was to start, and the last one after a rejection.
    started: Option<Instant>,
    started_after_rejection: Option<Instant>,
    rejected: bool,
}

struct Failure {
    error: AuthError,
    /// `None`: until a reset.
    until: Option<Instant>,
    /// The flight broke without an answer: it counts while there is a token, and without one the next call tries again.
    broken: bool,
}

impl Failure {
    fn counts(&self, now: Instant, phase: Phase) -> bool {
        self.until.is_none_or(|until| now < until) && !(self.broken && phase == Phase::Expired)
    }
}

/// How a flight ended.
#[derive(Clone)]
enum Landing {
    Done(Result<Arc<Issued>, AuthError>),
    /// The identity changed meanwhile, or another flight took over.
    Discarded,
}

enum Step {
    Use(Arc<Issued>),
    Fail(AuthError),
    /// With a token that is good for so long, should the flight take longer.
    Wait(Underway, Option<(Arc<Issued>, Duration)>),
}

impl Step {
    fn wait(flight: Underway, reserve: Option<Arc<Issued>>, now: Moment) -> Self {
        let reserve = reserve.map(|issued| {
            let patience = (issued.validity.left(now) / 2).min(PATIENCE);
            (issued, patience)
        });
        Self::Wait(flight, reserve)
    }
}

impl Cache {
    pub(crate) fn new(mint: Mint, carrier: Carrier) -> Self {
        let state = RwLock::new(State::default());
        let (epoch, ready) = (AtomicU64::new(0), Slot::default());
        Self(Arc::new(Shared { mint, carrier, epoch, ready, state }))
    }

    /// Returns a token that can be sent now. While it is fresh, that takes no lock and allocates nothing.
    pub(crate) async fn token(&self) -> Result<Arc<Issued>, AuthError> {
        match self.0.ready.get(|issued| self.phase(issued) == Phase::Fresh) {
            Some(issued) => Ok(issued),
            None => self.wait().await,
        }
    }

    async fn wait(&self) -> Result<Arc<Issued>, AuthError> {
        for _ in 0..ROUNDS {
            let (flight, reserve) = match self.step() {
                Step::Use(issued) => return Ok(issued),
                Step::Fail(error) => return Err(error),
                Step::Wait(flight, reserve) => (flight, reserve),
            };
            let landed = async {
                let landing = flight.landing().await;
                if landing.is_none() {
                    self.0.abandon(flight.number);
                }
                landing
            };
            let landed = match reserve {
                None => landed.await,
                Some((issued, patience)) => match sync::timeout(patience, landed).await {
                    Ok(landed) => landed,
                    Err(_) if self.phase(&issued) != Phase::Expired => return Ok(issued),
                    Err(_) => None,
                },
            };
            match landed {
                Some(Landing::Done(Ok(issued))) if self.phase(&issued) != Phase::Expired => {
                    return Ok(issued);
                }
                Some(Landing::Done(Err(error))) => {
                    // An outage does not matter while the token lives.
                    let current = self.0.read().current.clone();
                    return match current {
                        Some(issued) if self.phase(&issued) != Phase::Expired => Ok(issued),
                        _ => Err(error),
                    };
                }
                // The identity changed, the flight stood still, or this caller slept longer than the token lived.
                _ => {}
            }
        }
        Err(AuthError::Shutdown { scheme: self.0.mint.scheme })
    }

    /// Tells whether a request that this token was rejected for can be sent again with another.
    pub(crate) fn rejected(&self, issued: &Issued, status: u16) -> bool {
        let now = self.0.now();
        let mut state = self.0.write();
        if self.0.epoch.load(Ordering::Acquire) != issued.epoch {
            // What one identity asked is not asked again as another.
            return false;
        }
        match &state.current {
            Some(current) if current.generation == issued.generation => {
                // Nor is a session given up that could not be had again, while it may be good.
                let last = status != 401 && self.0.mint.is_last(&state.memory);
                if last || current.suspect(status, now) {
                    return false;
                }
                state.current = None;
                state.rejected = true;
                self.0.ready.set(None);
                true
            }
            // A late answer: the token was replaced, or is being replaced, already.
            _ => true,
        }
    }

    /// Forgets the token, the refresh token and any failure, because the identity changed or a person wants a new
    /// attempt. A flight of before is discarded.
    ///
    /// Returns what there was.
    pub(crate) fn reset(&self) -> Memory {
        let mut state = self.0.write();
        self.0.epoch.fetch_add(1, Ordering::AcqRel);
        let State { generation, flights, started, .. } = *state;
        let before = std::mem::take(&mut *state);
        *state = State { generation, flights, started, ..State::default() };
        state.memory.estranged = true;
        self.0.ready.set(None);
        before.memory
    }

    /// Waits for a flight that is under way, if there is one: what it brings is there afterwards.
    pub(crate) async fn settle(&self) {
        let flight = self.0.read().flight.clone();
        if let Some(flight) = flight {
            let _ = flight.landing().await;
        }
    }

    fn phase(&self, issued: &Issued) -> Phase {
        issued.validity.phase(self.0.now())
    }

    fn step(&self) -> Step {
        let now = self.0.now();
        let (step, guard) = {
            let mut state = self.0.write();
            let current = state.current.clone();
            let phase = current.as_ref().map_or(Phase::Expired, |c| c.validity.phase(now));
            let failed = state.failure.as_ref().filter(|f| f.counts(now.mono, phase));
            match (phase, current) {
                (Phase::Fresh, Some(current)) => (Step::Use(current), None),
                (Phase::Soft, Some(current)) => {
                    let idle = state.flight.is_none() && failed.is_none();
                    let start = idle && state.delay(now.mono).is_zero();
                    let guard = start.then(|| self.0.depart(&mut state, now));
                    (Step::Use(current), guard)
                }
                (phase, current) => {
                    let reserve = current.filter(|_| phase == Phase::Hard);
                    match (&state.flight, failed, reserve) {
                        (Some(flight), _, reserve) => {
                            (Step::wait(flight.clone(), reserve, now), None)
                        }
                        (None, Some(_), Some(reserve)) => (Step::Use(reserve), None),
                        (None, Some(failure), None) => (Step::Fail(failure.error.clone()), None),
                        (None, None, reserve) => {
                            let guard = self.0.depart(&mut state, now);
                            (Step::wait(guard.underway.clone(), reserve, now), Some(guard))
                        }
                    }
                }
            }
        };
        // Outside of the lock: a runtime that is shutting down drops the task, and with it the guard, at once.
        if let Some(guard) = guard {
            sync::spawn(guard.fly());
        }
        step
    }
}

impl Shared {
    fn now(&self) -> Moment {
        Moment::now(&*self.mint.endpoint.clock)
    }

    // A panic while the lock is held leaves a state that is consistent: each change is one assignment at a time.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn depart(self: &Arc<Self>, state: &mut State, now: Moment) -> Flight {
        let (sender, receiver) = watch::channel(None);
        let delay = state.delay(now.mono);
        let start = now.mono.checked_add(delay).unwrap_or(now.mono);
        state.started = Some(start);
        if state.rejected {
            state.started_after_rejection = Some(start);
        }
        state.flights += 1;
        let underway = Underway::new(state.flights, receiver);
        state.flight = Some(underway.clone());
        Flight {
            shared: Arc::clone(self),
            epoch: self.epoch.load(Ordering::Acquire),
            delay,
            memory: state.memory.clone(),
            underway,
            sender,
            landed: false,
        }
    }

    /// Gives up a flight that stands still; the next caller starts another.
    fn abandon(&self, number: u64) {
        let mut state = self.write();
        if state.is_under_way(number) {
            state.flight = None;
            // The server may have seen the refresh token.
            state.memory.spend();
        }
    }

    fn land(
        &self,
        epoch: u64,
        number: u64,
        memory: Memory,
        result: Result<Minted, Failed>,
    ) -> Landing {
        let now = self.now();
        let scheme = self.mint.scheme;
        let mut state = self.write();
        if self.epoch.load(Ordering::Acquire) != epoch || !state.is_under_way(number) {
            return Landing::Discarded;
        }
        state.flight = None;
        state.memory = memory;
        let ready = result.and_then(|minted| {
            if minted.validity.phase(now) == Phase::Expired {
                return Err(Failed::transient(AuthError::Expired { scheme }));
            }
            let header = (self.carrier)(&minted.access).map_err(Failed::transient)?;
            Ok((minted, header))
        });
        match ready {
            Ok((minted, header)) => {
                let issued = state.issue(minted, header, epoch);
                self.ready.set(Some(Arc::clone(&issued)));
                Landing::Done(Ok(issued))
            }
            Err(failed) => {
                state.failures = state.failures.saturating_add(1);
                let wait = match failed.class {
                    Class::Refused => None,
                    Class::Doubtful if !state.memory.proven => Some(doubtful_pause(state.failures)),
                    _ => Some(pause(state.failures, failed.retry_after)),
                };
                let until = wait.map(|wait| now.mono.checked_add(wait).unwrap_or(now.mono));
                state.failure = Some(Failure { error: failed.error.clone(), until, broken: false });
                Landing::Done(Err(failed.error))
            }
        }
    }
}

impl State {
    fn is_under_way(&self, number: u64) -> bool {
        self.flight.as_ref().is_some_and(|flight| flight.number == number)
    }

    /// Notes that a flight broke: beside a good token there is a pause before the next, as after any failure.
    fn broke(&mut self, error: AuthError, now: Instant) {
        self.flight = None;
        // The server may have seen the refresh token.
        self.memory.spend();
        self.failures = self.failures.saturating_add(1);
        let until = now.checked_add(pause(self.failures, None));
        self.failure = Some(Failure { error, until, broken: true });
    }

    /// Makes a token the current one.
    fn issue(&mut self, minted: Minted, header: Option<Written>, epoch: u64) -> Arc<Issued> {
        self.generation += 1;
        let issued = Arc::new(Issued {
            token: minted.access,
            header,
            generation: self.generation,
            epoch,
            validity: minted.validity,
            after_rejection: std::mem::take(&mut self.rejected),
            accepted: AtomicBool::new(false),
        });
        self.current = Some(Arc::clone(&issued));
        self.failure = None;
        self.failures = 0;
        issued
    }

    /// Returns how long the next flight has to wait so that no lifetime and no server can make us spin.
    fn delay(&self, now: Instant) -> Duration {
        let last = if self.rejected { self.started_after_rejection } else { self.started };
        last.map_or(Duration::ZERO, |last| {
            FLOOR.saturating_sub(now.saturating_duration_since(last))
        })
    }
}
