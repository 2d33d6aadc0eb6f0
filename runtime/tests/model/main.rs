//! The state machine of the token cache under a model checker: the source of `auth/cache.rs` itself, with shuttle's
//! locks, atomics and tasks in the place of the real ones, and with a mint that makes numbered tokens.
//!
//! Each test runs hundreds of schedules, random ones and those of PCT, and prints the schedule of one that fails.

/// The room that the cache stands in: its own source and what tells the life of a token, the rest as models.
#[path = "../../src/auth"]
#[allow(dead_code, reason = "the source is made for the crate that it is from")]
mod auth {
    pub(crate) mod cache;
    #[path = "../../tests/model/mint.rs"]
    pub(crate) mod mint;
    #[path = "../../tests/model/sync.rs"]
    pub(crate) mod sync;
    pub(crate) mod validity;

    pub(crate) mod carry {
        use portolan_runtime::http::{HeaderName, HeaderValue};

        pub(crate) type Written = (HeaderName, HeaderValue);
    }

    pub(crate) mod error {
        pub(crate) use portolan_runtime::auth::AuthError;
    }

    pub(crate) mod store {
        pub(crate) use portolan_runtime::auth::StoredToken;
    }

    pub(crate) mod backoff {
        use std::time::Duration;

        pub(crate) const FLOOR: Duration = Duration::from_secs(1);

        /// Spread over the whole range, and the same in each run.
        pub(crate) fn chance() -> f64 {
            static CALLS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
            let call = CALLS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            (f64::from(call) * 0.618).fract()
        }

        pub(crate) fn pause(_: u32, _: Option<Duration>) -> Duration {
            FLOOR
        }

        pub(crate) fn doubtful_pause(_: u32) -> Duration {
            FLOOR
        }
    }

    pub(crate) mod answer {
        use std::time::Duration;

        use super::error::AuthError;

        #[derive(Debug)]
        pub(crate) struct Failed {
            pub(crate) error: AuthError,
            pub(crate) class: Class,
            pub(crate) retry_after: Option<Duration>,
        }

        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Class {
            Transient,
            Doubtful,
            Refused,
        }

        impl Failed {
            pub(crate) fn transient(error: AuthError) -> Self {
                Self { error, class: Class::Transient, retry_after: None }
            }
        }

        /// What a switch hands over; in the model it hands over nothing.
        pub(crate) struct Given;
    }
}

use portolan_runtime::Secret;

/// What the cache names of the crate that it stands in.
mod clock {
    pub(crate) use portolan_runtime::clock::Clock;
}

use std::sync::Arc;

use shuttle::sync::Mutex;
use shuttle::{future, thread};

use self::auth::cache::{Cache, Handed};
use self::auth::mint::{Mint, World};

/// Runs a scenario under many schedules.
fn check(scenario: impl Fn() + Send + Sync + Clone + 'static) {
    shuttle::check_random(scenario.clone(), 400);
    shuttle::check_pct(scenario, 400, 3);
}

fn cache(world: &Arc<World>) -> Cache {
    Cache::new(Mint::new(Arc::clone(world)), Box::new(|_| Ok(None)))
}

/// Makes a call: the number of its token and whom that was made for, or `None` for an error.
fn call(cache: &Cache) -> Option<(u64, u64)> {
    let issued = future::block_on(cache.token()).ok()?;
    let (number, identity) = issued.token.expose().split_once('/').unwrap();
    Some((number.parse().unwrap(), identity.parse().unwrap()))
}

/// Whoever asks after the identity changed gets a token of the new one.
fn caller(cache: &Cache, world: &Arc<World>) -> thread::JoinHandle<()> {
    let (cache, world) = (cache.clone(), Arc::clone(world));
    thread::spawn(move || {
        let before = world.identity();
        let (_, identity) = call(&cache).unwrap();
        assert!(identity >= before, "{identity} after {before}");
    })
}

#[test]
fn cold_callers_are_one_flight() {
    check(|| {
        let world = Arc::new(World::default());
        let cache = cache(&world);
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let cache = cache.clone();
                thread::spawn(move || call(&cache).unwrap())
            })
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap().0, 1);
        }
        assert_eq!(world.flights(), 1);
    });
}

#[test]
fn a_failure_is_everybodys_and_costs_one_flight() {
    check(|| {
        let world = Arc::new(World::default());
        world.fail(true);
        let cache = cache(&world);
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let cache = cache.clone();
                thread::spawn(move || call(&cache))
            })
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), None);
        }
        assert_eq!(world.flights(), 1);
    });
}

#[test]
fn rejections_of_one_token_are_one_flight_and_a_newer_token_is_kept() {
    check(|| {
        let world = Arc::new(World::default());
        let cache = cache(&world);
        let first = future::block_on(cache.token()).unwrap();
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let (cache, first) = (cache.clone(), Arc::clone(&first));
                thread::spawn(move || {
                    assert!(cache.rejected(&first, 401), "another token can be had");
                    call(&cache).unwrap().0
                })
            })
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), 2);
        }
        assert_eq!((world.flights(), call(&cache).unwrap().0), (2, 2));
    });
}

#[test]
fn after_a_reset_nothing_of_before_is_used() {
    check(|| {
        let world = Arc::new(World::default());
        let cache = cache(&world);
        let callers = [caller(&cache, &world), caller(&cache, &world)];
        world.change_identity(|| drop(cache.reset()));
        let (_, identity) = call(&cache).unwrap();
        assert_eq!(identity, 1);
        for caller in callers {
            caller.join().unwrap();
        }
        assert_eq!(call(&cache).unwrap().1, 1, "nor does a late flight bring it back");
        assert!(world.flights() <= 2);
    });
}

#[test]
fn a_switched_session_is_never_taken_back_by_a_flight_of_before() {
    check(|| {
        let world = Arc::new(World::default());
        let cache = cache(&world);
        let callers = [caller(&cache, &world), caller(&cache, &world)];
        world.change_identity(|| drop(cache.switch(None, Handed::Nothing)));
        assert_eq!(call(&cache).unwrap().1, 1);
        for caller in callers {
            caller.join().unwrap();
        }
        assert_eq!(call(&cache).unwrap().1, 1);
    });
}

#[test]
fn a_runtime_that_drops_its_tasks_leaves_nobody_waiting() {
    check(|| {
        let world = Arc::new(World::default());
        let cache = cache(&world);
        auth::sync::drop_tasks(1);
        let outcomes = Arc::new(Mutex::new(Vec::new()));
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let (cache, outcomes) = (cache.clone(), Arc::clone(&outcomes));
                thread::spawn(move || {
                    let outcome = call(&cache);
                    outcomes.lock().unwrap().push(outcome);
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        // One flight was dropped, and the next one flew: some have its token, nobody hangs.
        assert_eq!(call(&cache).unwrap().0, 1);
        assert_eq!(world.flights(), 1);
    });
}

#[test]
fn rejections_resets_and_switches_at_once_end_well() {
    check(|| {
        let world = Arc::new(World::default());
        let cache = cache(&world);
        let caller = {
            let cache = cache.clone();
            thread::spawn(move || {
                for _ in 0..2 {
                    if let Ok(issued) = future::block_on(cache.token()) {
                        cache.rejected(&issued, 401);
                    }
                }
            })
        };
        let other = {
            let (cache, world) = (cache.clone(), Arc::clone(&world));
            thread::spawn(move || world.change_identity(|| drop(cache.reset())))
        };
        world.change_identity(|| drop(cache.switch(None, Handed::Nothing)));
        caller.join().unwrap();
        other.join().unwrap();
        assert_eq!(call(&cache).unwrap().1, 2, "the last identity");
        // Generations only grow: the ready token is the state's.
        let (one, two) = (call(&cache).unwrap(), call(&cache).unwrap());
        assert_eq!(one, two);
    });
}
