//! Promises 1 to 4: one flight, one outcome, no leader, private deadlines.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use super::systems::{SYSTEMS, system};
use super::world::{Reply, World, call};
use crate::auth::AuthError;

async fn many(world: &World, callers: usize) -> Vec<Result<String, AuthError>> {
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let (system, sessions) = (world.system, Arc::clone(&world.sessions));
            tokio::spawn(async move { call(system, &sessions).await.map(|(_, token)| token) })
        })
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

#[tokio::test(start_paused = true)]
async fn promise_1_cold_callers_cause_one_request() {
    for system in SYSTEMS {
        for callers in [100, 1000] {
            let world = World::new(system);
            let outcomes = many(&world, callers).await;
            assert!(outcomes.iter().all(|o| o.as_ref().unwrap() == "tok-1"), "{}", system.name);
            assert_eq!(world.requests(), 1, "{}", system.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn promise_1_on_many_threads() {
    for system in SYSTEMS {
        let world = World::new(system);
        let outcomes = many(&world, 1000).await;
        assert!(outcomes.iter().all(|o| o.as_ref().unwrap() == "tok-1"));
        assert_eq!(world.requests(), 1, "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_2_a_failure_is_shared() {
    for system in SYSTEMS {
        for reply in [Reply::Answer(401, String::new()), Reply::Answer(503, String::new())] {
            let world = World::new(system);
            world.always(Reply::Slow(Duration::from_secs(5), Box::new(reply)));
            let outcomes = many(&world, 1000).await;
            let first = format!("{:?}", outcomes[0].as_ref().unwrap_err());
            assert!(outcomes.iter().all(|o| format!("{:?}", o.as_ref().unwrap_err()) == first));
            assert_eq!(world.requests(), 1, "{}", system.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_3_an_aborted_caller_harms_nobody() {
    for system in SYSTEMS {
        let world = World::new(system);
        let sessions = Arc::clone(&world.sessions);
        let first = tokio::spawn(async move { call(world.system, &sessions).await.map(|_| ()) });
        tokio::time::sleep(Duration::from_millis(10)).await;
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        assert_eq!(world.token().await.unwrap(), "tok-1", "{}", system.name);
        assert_eq!(world.requests(), 1, "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_3_a_parked_caller_stalls_nobody() {
    for system in SYSTEMS {
        let world = World::new(system);
        let mut parked = Box::pin(world.token());
        let mut context = Context::from_waker(Waker::noop());
        assert!(parked.as_mut().poll(&mut context).is_pending());
        assert_eq!(world.token().await.unwrap(), "tok-1", "{}", system.name);
        assert_eq!(parked.await.unwrap(), "tok-1", "{}", system.name);
        assert_eq!(world.requests(), 1, "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_3_a_panic_is_a_typed_error_and_the_next_call_recovers() {
    for system in SYSTEMS {
        let world = World::new(system);
        world.always(Reply::Panic);
        for outcome in many(&world, 10).await {
            assert!(matches!(outcome, Err(AuthError::Panicked { .. })), "{}", system.name);
        }
        assert_eq!(world.requests(), 1, "{}", system.name);
        world.lifetime(Some("3600"));
        assert_eq!(world.token().await.unwrap(), "tok-2", "{}", system.name);
    }
}

#[test]
fn promise_3_a_runtime_that_ends_is_a_typed_error_and_the_next_call_recovers() {
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    for system in SYSTEMS {
        let first = runtime().unwrap();
        let world = first.block_on(async {
            let world = World::new(system);
            world.always(Reply::Hang);
            let wait = tokio::time::timeout(Duration::from_secs(1), world.token());
            assert!(wait.await.is_err());
            world
        });
        // A caller on another runtime waits for the flight; then the flight's runtime ends.
        let second = runtime().unwrap();
        let sessions = Arc::clone(&world.sessions);
        let waiter = second.spawn(async move { call(system, &sessions).await.map(|(_, t)| t) });
        second.block_on(tokio::task::yield_now());
        drop(first);
        let outcome = second.block_on(waiter).unwrap();
        assert!(matches!(outcome, Err(AuthError::Shutdown { .. })), "{}", system.name);
        world.lifetime(Some("3600"));
        assert_eq!(second.block_on(world.token()).unwrap(), "tok-2", "{}", system.name);
    }
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    let world = World::new(system("A"));
    let mut call = Box::pin(world.token());
    let mut context = Context::from_waker(Waker::noop());
    let std::task::Poll::Ready(outcome) = call.as_mut().poll(&mut context) else {
        panic!("it waits for what cannot come");
    };
    assert!(matches!(outcome, Err(AuthError::Shutdown { .. })));
}

#[tokio::test(start_paused = true)]
async fn promise_4_a_waiter_leaves_and_the_flight_goes_on() {
    for system in SYSTEMS {
        let world = World::new(system);
        let answer = (system.answer)(1, Some("3600"), "");
        world.always(Reply::Slow(Duration::from_secs(20), Box::new(Reply::Answer(200, answer))));
        let hurried = tokio::time::timeout(Duration::from_secs(1), world.token());
        assert!(hurried.await.is_err());
        assert_eq!(world.token().await.unwrap(), "tok-1", "{}", system.name);
        assert_eq!(world.requests(), 1, "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_4_the_flight_has_a_deadline_of_its_own() {
    for system in SYSTEMS {
        let world = World::new(system);
        world.always(Reply::Hang);
        let outcome = world.token().await;
        assert!(matches!(outcome, Err(AuthError::TimedOut { .. })), "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_dropped_in_mid_flight_ends_its_task() {
    let world = World::new(system("C"));
    let server = Arc::clone(&world.server);
    let mut call = Box::pin(world.token());
    assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(call);
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert!(Arc::strong_count(&server) > 2);
    drop(world);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(server.seen.lock().unwrap().len(), 1);
    assert_eq!(Arc::strong_count(&server), 1, "nothing leaks");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_threads_rejections_and_resets_end_well() {
    // The pauses between flights are real here: one system, with everything that a system can have.
    for system in [system("C")] {
        let world = World::new(system);
        world.lifetime(Some("3600"));
        let tasks: Vec<_> = (0..64_u32)
            .map(|task| {
                let (system, sessions) = (world.system, Arc::clone(&world.sessions));
                tokio::spawn(async move {
                    for round in 0..5_u32 {
                        let (grant, _) = call(system, &sessions).await.unwrap();
                        let status = if (task + round) % 7 == 0 { 401 } else { 200 };
                        let status = http::StatusCode::from_u16(status).unwrap();
                        sessions.answered(&grant, status).await;
                        if task == 0 && round == 3 {
                            sessions.reset().await;
                        }
                    }
                })
            })
            .collect();
        let all = async {
            for task in tasks {
                task.await.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(60), all).await.expect("nobody hangs");
        // One flight for each of the few generations, not for each rejection.
        assert!(world.requests() < 20, "{}: {}", system.name, world.requests());
    }
}
