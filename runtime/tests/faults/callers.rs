//! Rows about those who wait: many at once, leaving, never looking; and about the task that gets the token.

use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use portolan_runtime::auth::{
    AuthError, MemoryStore, StoreError, StoreKey, StoredToken, TokenStore,
};
use portolan_runtime::transport::BoxFuture;

use crate::systems::System;
use crate::world::{Outcome, Reply, World, seconds};

rows! {
    cold_callers_slow_success: A B C D H;
    cold_callers_slow_failure: A B C D H;
    caller_aborted_before_send: A B C D H;
    caller_aborted_after_the_server_rotated: C D;
    caller_aborted_before_the_save: A B C D H;
    caller_polled_once_then_parked: A B C D H;
    refresh_panics: A B C D H;
    client_dropped_in_mid_refresh: A B C D H;
}
rows! {
    plain
    runtime_dropped: A B C D H;
}

pub(crate) async fn many(world: &World, callers: usize) -> Vec<Outcome> {
    let tasks: Vec<_> = (0..callers).map(|_| world.spawn()).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

pub(crate) async fn cold_callers_slow_success(system: &'static System) {
    let world = World::new(system);
    let answer = (system.answer)(1, Some("3600"), "");
    world.always(Reply::Answer(200, answer).after(Duration::from_secs(20)));
    for outcome in many(&world, 1000).await {
        assert_eq!(outcome.unwrap(), "tok-1");
    }
    assert_eq!(world.requests(), 1);
}

pub(crate) async fn cold_callers_slow_failure(system: &'static System) {
    for reply in [Reply::status(503), Reply::status(401), Reply::Lost] {
        let world = World::new(system);
        world.always(reply.after(Duration::from_secs(20)));
        let outcomes = many(&world, 1000).await;
        let first = format!("{:?}", outcomes[0].as_ref().unwrap_err());
        for outcome in &outcomes {
            assert_eq!(format!("{:?}", outcome.as_ref().unwrap_err()), first);
        }
        assert_eq!((world.requests(), world.calls()), (1, 0), "a failure is not repeated N times");
    }
}

pub(crate) async fn caller_aborted_before_send(system: &'static System) {
    let world = World::new(system);
    let first = world.spawn();
    // It has asked for a token; the task that gets it has not begun.
    tokio::task::yield_now().await;
    let others: Vec<_> = (0..10).map(|_| world.spawn()).collect();
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    for other in others {
        assert_eq!(other.await.unwrap().unwrap(), "tok-1");
    }
    assert_eq!(world.requests(), 1);
}

async fn caller_aborted_after_the_server_rotated(system: &'static System) {
    let world = World::new(system);
    world.expect("tok-1").await;
    seconds(3601).await;
    let first = world.spawn();
    // The answer with the new pair is on its way.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(world.requests(), 2);
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    world.expect("tok-2").await;
    seconds(3601).await;
    world.expect("tok-3").await;
    assert_eq!((world.sent("ref-1"), world.sent("ref-2"), world.logins()), (1, 1, 1));
}

/// A store that takes a second to save.
#[derive(Default)]
pub(crate) struct SlowStore(MemoryStore);

impl TokenStore for SlowStore {
    fn load<'a>(
        &'a self,
        key: &'a StoreKey,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        self.0.load(key)
    }
    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        token: &'a StoredToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            seconds(1).await;
            self.0.save(key, token).await
        })
    }
    fn remove<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.remove(key)
    }
}

pub(crate) async fn caller_aborted_before_the_save(system: &'static System) {
    let store = Arc::new(SlowStore::default());
    let world = World::with(system, |builder| builder.store(Arc::clone(&store)));
    world.expect("tok-1").await;
    seconds(3601).await;
    let first = world.spawn();
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(world.requests(), 2, "answered, and being saved");
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    world.expect("tok-2").await;
    assert_eq!(world.requests(), 2);
    // It was saved: another program finds it, and nobody sends the old refresh token again.
    let other = world.beside((system.credential)(), |builder| builder.store(Arc::clone(&store)));
    other.expect("tok-2").await;
    assert_eq!(world.requests(), 2);
    assert!(world.sent("ref-1") <= 1);
}

async fn caller_polled_once_then_parked(system: &'static System) {
    let world = World::new(system);
    let mut parked = Box::pin(world.call());
    assert!(parked.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    for outcome in many(&world, 10).await {
        assert_eq!(outcome.unwrap(), "tok-1");
    }
    assert_eq!(parked.await.unwrap(), "tok-1");
    assert_eq!(world.requests(), 1);
}

pub(crate) async fn refresh_panics(system: &'static System) {
    let world = World::new(system);
    world.always(Reply::Panic);
    for outcome in many(&world, 100).await {
        let error = outcome.unwrap_err();
        assert!(error.to_string().contains("panicked"), "{error}");
    }
    assert_eq!(world.requests(), 1);
    world.lifetime(Some("3600"));
    world.expect("tok-2").await;
    // One under way in the soft window panics: nobody sees it.
    seconds(3500).await;
    world.always(Reply::Panic);
    world.expect("tok-2").await;
    seconds(1).await;
    world.expect("tok-2").await;
}

pub(crate) fn runtime_dropped(system: &'static System) {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().start_paused(true).build().unwrap()
    };
    let first = runtime();
    let world = first.block_on(async {
        let world = World::new(system);
        world.always(Reply::Hang);
        let wait = tokio::time::timeout(Duration::from_secs(1), world.call());
        assert!(wait.await.is_err());
        world
    });
    // Somebody on another runtime waits for the same token; then the first runtime ends.
    let second = runtime();
    let waiter = {
        let _inside = second.enter();
        world.spawn()
    };
    second.block_on(tokio::task::yield_now());
    drop(first);
    let error = second.block_on(waiter).unwrap().unwrap_err();
    let shutdown =
        |error: &_| matches!(error, portolan_runtime::CallError::Auth(AuthError::Shutdown { .. }));
    assert!(shutdown(&error), "{error:?}");
    world.lifetime(Some("3600"));
    second.block_on(world.expect("tok-2"));
}

async fn client_dropped_in_mid_refresh(system: &'static System) {
    let store = Arc::new(MemoryStore::default());
    let world = World::with(system, |builder| builder.store(Arc::clone(&store)));
    world.expect("tok-1").await;
    seconds(3500).await;
    let server = Arc::clone(&world.server);
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let idle = tasks();
    world.expect("tok-1").await;
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert!((world.requests(), tasks()) == (2, idle + 1), "a refresh is under way");
    let clock = world.clock.clone();
    drop(world);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!((tasks(), Arc::strong_count(&server)), (idle, 1), "nothing leaks");
    // It ran to its save: who comes next finds the new token.
    let next = World::with(system, |builder| builder.store(Arc::clone(&store)));
    next.clock.set(portolan_runtime::clock::Clock::now(&clock));
    next.expect("tok-2").await;
    assert_eq!(next.requests(), 0);

    // One that hangs ends with its own deadline.
    let world = World::new(system);
    world.always(Reply::Hang);
    let server = Arc::clone(&world.server);
    let call = tokio::time::timeout(Duration::from_secs(1), world.call()).await;
    assert!(call.is_err());
    drop(world);
    seconds(30).await;
    assert_eq!((tasks(), Arc::strong_count(&server)), (idle, 1), "nothing leaks");
}
