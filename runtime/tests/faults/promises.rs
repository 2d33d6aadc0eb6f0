//! The twenty promises, each a test for each system. Where a row of the matrix shows a promise whole, it is run here
//! under the promise's name.

use std::sync::Arc;
use std::time::Duration;

use portolan_runtime::auth::{AuthError, MemoryStore, TokenStore};
use tokio::time::Instant;

use crate::systems::System;
use crate::world::{Environment, Reply, World, beginning, seconds};
use crate::{callers, endpoint, layers, rejection, rotation};

rows! {
    promise_01_one_flight: A B C D H;
    promise_02_one_outcome: A B C D H;
    promise_03_no_leader_to_lose: A B C D H;
    promise_04_private_deadlines: A B C D H;
    promise_05_no_stall_while_valid: A B C D H;
    promise_06_jitter_only_earlier: A B C D H;
    promise_07_an_outage_is_invisible_while_the_token_lives: A B C D H;
    promise_08_backoff: A B C D H;
    promise_09_compare_and_invalidate: A B C D H;
    promise_10_one_replay_ever: A B C D H;
    promise_11_replay_only_what_can_be_replayed: A B C D H;
    promise_12_no_recursion: A B C D H;
    promise_13_rotation_is_commit_or_keep: C D;
    promise_14_an_ambiguous_refresh_is_not_blindly_repeated: C D;
    promise_15_shared_between_processes: A B C D H;
    promise_16_time: A B C D H;
    promise_17_no_hot_loop: A B C D H;
    promise_18_bound_to_an_environment: A B C D H;
    promise_20_secrets_stay_secret: A B C D H;
}
rows! {
    real
    promise_19_redirects: A B C D H;
}

async fn promise_01_one_flight(system: &'static System) {
    callers::cold_callers_slow_success(system).await;
    // And one for each renewal.
    let world = World::new(system);
    for expected in ["tok-1", "tok-2", "tok-3"] {
        for outcome in callers::many(&world, 100).await {
            assert_eq!(outcome.unwrap(), expected);
        }
        seconds(3601).await;
    }
    assert_eq!(world.requests(), 3);
}

async fn promise_02_one_outcome(system: &'static System) {
    callers::cold_callers_slow_failure(system).await;
}

async fn promise_03_no_leader_to_lose(system: &'static System) {
    callers::caller_aborted_before_send(system).await;
    callers::caller_aborted_before_the_save(system).await;
    callers::refresh_panics(system).await;
}

async fn promise_04_private_deadlines(system: &'static System) {
    let world = World::new(system);
    let answer = (system.answer)(1, Some("3600"), "");
    world.always(Reply::Answer(200, answer).after(Duration::from_secs(20)));
    let hurried = world.core.call(system.get).timeout(Duration::from_secs(1));
    let error = hurried.await.unwrap_err();
    assert!(error.to_string().contains("the request was not sent"), "{error}");
    world.expect("tok-1").await;
    assert_eq!(world.requests(), 1, "the flight went on");
    // It has a deadline of its own, whatever the callers'.
    let world = World::new(system);
    world.always(Reply::Hang);
    let start = Instant::now();
    let error = world.refused().await;
    assert!(matches!(error, AuthError::TimedOut { .. }), "{error:?}");
    assert_eq!(start.elapsed().as_secs(), 30);
}

async fn promise_05_no_stall_while_valid(system: &'static System) {
    let world = World::new(system);
    world.expect("tok-1").await;
    seconds(3290).await;
    world.expect("tok-1").await;
    assert_eq!(world.requests(), 1, "fresh");
    let at_once = || async {
        let start = Instant::now();
        let token = world.call().await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO, "nobody waits");
        token
    };
    seconds(150).await;
    for _ in 0..100 {
        assert_eq!(at_once().await, "tok-1");
    }
    seconds(1).await;
    assert_eq!(at_once().await, "tok-2");
    assert_eq!(world.requests(), 2, "one refresh beside");
    // In the hard window they wait for the new one.
    seconds(3580).await;
    world.expect("tok-3").await;
}

async fn promise_06_jitter_only_earlier(system: &'static System) {
    let mut starts = Vec::new();
    for _ in 0..30 {
        let world = World::new(system);
        world.expect("tok-1").await;
        let issued = Instant::now();
        seconds(3299).await;
        while world.requests() == 1 {
            world.expect("tok-1").await;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        starts.push(issued.elapsed().as_millis() / 500);
    }
    let (first, last) = (starts.iter().min().unwrap() / 2, starts.iter().max().unwrap() / 2);
    assert!(first >= 3298 && last < 3570, "inside of the soft window: {first}..{last}");
    starts.sort_unstable();
    starts.dedup();
    assert!(starts.len() > 20, "spread: {starts:?}");
}

async fn promise_07_an_outage_is_invisible_while_the_token_lives(system: &'static System) {
    for outage in [Reply::status(502), Reply::status(401), Reply::Hang, Reply::Panic] {
        endpoint::valid(system, outage).await;
    }
    endpoint::expired(system, Reply::status(502)).await;
}

async fn promise_08_backoff(system: &'static System) {
    let world = World::new(system);
    world.always(Reply::With(429, vec![("retry-after", "300".to_owned())], String::new()));
    for _ in 0..299 {
        world.refused().await;
        seconds(1).await;
    }
    assert_eq!(world.requests(), 1, "Retry-After is honoured");
    seconds(2).await;
    world.refused().await;
    assert_eq!(world.requests(), 2);
    let world = World::new(system);
    world.always(Reply::status(503));
    let mut times = Vec::new();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(600) {
        let before = world.requests();
        world.refused().await;
        if world.requests() > before {
            times.push(start.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let pauses: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!((10..=30).contains(&pauses.len()), "{pauses:?}");
    assert!(pauses[0] < Duration::from_secs(3) && pauses[8] > Duration::from_secs(20));
    assert!(pauses.iter().all(|pause| *pause <= Duration::from_secs(61)));
    // Credentials that were refused are not tried again.
    let world = World::new(system);
    world.always(Reply::status(401));
    for _ in 0..100 {
        world.refused().await;
        seconds(3600).await;
    }
    assert_eq!(world.requests(), 1);
}

async fn promise_09_compare_and_invalidate(system: &'static System) {
    rejection::fifty_concurrent_401s(system).await;
}

async fn promise_10_one_replay_ever(system: &'static System) {
    rejection::status_401_then_ok(system).await;
    rejection::status_401_forever(system).await;
    rejection::status_403_because_forbidden(system).await;
}

async fn promise_11_replay_only_what_can_be_replayed(system: &'static System) {
    use portolan_runtime::body::Body;
    let world = World::new(system);
    world.reject(401, &["tok-1"]);
    // Bytes are sent again whole,
    world.core.call(system.put).text("text/plain", "twice").await.unwrap();
    // a stream is not.
    world.reject(401, &["tok-2"]);
    let stream = Body::reader(&b"once"[..]);
    let error = world.core.call(system.put).bytes("text/plain", stream).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    let calls = world.server.calls.lock().unwrap();
    let bodies: Vec<_> = calls.iter().map(|seen| seen.body.as_str()).collect();
    assert_eq!(bodies, ["twice", "twice", "once"]);
}

async fn promise_12_no_recursion(system: &'static System) {
    layers::retry_layer_around_the_client(system).await;
    let world = World::new(system);
    for _ in 0..3 {
        world.call().await.unwrap();
        seconds(3601).await;
    }
    for seen in world.server.tokens.lock().unwrap().iter() {
        assert!(!seen.headers.contains_key("authorization"), "no token: {seen:?}");
        assert!(!seen.headers.contains_key("authentication"), "no token: {seen:?}");
    }
    // A redirect is an error, not a second request.
    let world = World::new(system);
    world.always(Reply::With(307, vec![("location", "/v1/accounts".to_owned())], String::new()));
    world.refused().await;
    assert_eq!((world.requests(), world.calls()), (1, 0));
}

async fn promise_13_rotation_is_commit_or_keep(system: &'static System) {
    rotation::refresh_token_rotated(system).await;
    rotation::refresh_token_omitted(system).await;
    rotation::refresh_token_already_used(system).await;
    if system.name == "C" {
        rotation::refresh_token_expired(system).await;
    }
    // The pair is stored before it is used: once a call has it, the store has it, too.
    let store = Arc::new(callers::SlowStore::default());
    let world = World::with(system, |builder| builder.store(Arc::clone(&store)));
    world.expect("tok-1").await;
    let other = world.beside((system.credential)(), |builder| builder.store(Arc::clone(&store)));
    other.expect("tok-1").await;
    assert_eq!(world.requests(), 1);
}

async fn promise_14_an_ambiguous_refresh_is_not_blindly_repeated(system: &'static System) {
    let truncated = Reply::Truncated((system.answer)(2, Some("60"), ""));
    for lost in [Reply::Lost, Reply::Hang, truncated, Reply::Answer(200, "{".to_owned())] {
        let world = World::new(system);
        world.lifetime(Some("60"));
        world.expect("tok-1").await;
        world.renewal(lost.clone());
        seconds(61).await;
        let token = match world.call().await {
            Ok(token) => token,
            // A deadline ended the flight; the next one logs in.
            Err(_) => world.call().await.unwrap(),
        };
        assert_eq!(token, "tok-3", "{lost:?}");
        assert_eq!((world.sent("ref-1"), world.logins()), (1, 2), "{lost:?}");
    }
    // Another program refreshed meanwhile: what it stored is taken, and nothing is sent.
    let store = Arc::new(MemoryStore::default());
    let world = World::with(system, |builder| builder.store(Arc::clone(&store)));
    world.lifetime(Some("60"));
    world.expect("tok-1").await;
    let other = world.beside((system.credential)(), |builder| builder.store(Arc::clone(&store)));
    seconds(61).await;
    other.expect("tok-2").await;
    world.expect("tok-2").await;
    assert_eq!((world.requests(), world.sent("ref-1")), (2, 1));
}

/// In one process; `store` does it with several.
async fn promise_15_shared_between_processes(system: &'static System) {
    let store: Arc<dyn TokenStore> = Arc::new(MemoryStore::default());
    let world = World::with(system, |builder| builder.store(Arc::clone(&store)));
    let others: Vec<_> = (0..8)
        .map(|_| world.beside((system.credential)(), |builder| builder.store(Arc::clone(&store))))
        .collect();
    for round in 1..=3 {
        let calls: Vec<_> = others.iter().map(World::spawn).collect();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), format!("tok-{round}"));
        }
        assert_eq!(world.requests(), round, "one refresh; the others adopt it");
        seconds(3601).await;
    }
}

async fn promise_16_time(system: &'static System) {
    // Counted from when the request was sent, not from when the answer came.
    let world = World::new(system);
    let answer = system.answer;
    world.issue(move |n, _| {
        Reply::Answer(200, answer(n, Some("60"), "")).after(Duration::from_secs(20))
    });
    world.expect("tok-1").await;
    seconds(41).await;
    world.expect("tok-2").await;
    // Clock steps never panic, however far.
    for wall in [std::time::SystemTime::UNIX_EPOCH, beginning() + Duration::from_secs(1 << 33)] {
        world.clock.set(wall);
        world.call().await.unwrap();
    }
}

async fn promise_17_no_hot_loop(system: &'static System) {
    for lifetime in ["0.001", "1", "2", "0", "-1"] {
        let world = World::new(system);
        world.lifetime(Some(lifetime));
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            let _ = world.call().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(world.requests() <= 21, "{lifetime}: {}", world.requests());
    }
}

async fn promise_18_bound_to_an_environment(system: &'static System) {
    let world = World::new(system);
    let sandbox = world.through(world.elsewhere(&Environment::Sandbox).build().unwrap());
    world.expect("tok-1").await;
    sandbox.expect("tok-2").await;
    for seen in world.server.calls.lock().unwrap().iter() {
        let own = if seen.uri.contains("sandbox") { "tok-2" } else { "tok-1" };
        assert_eq!(seen.token(system).unwrap(), own);
    }
    for (environment, core) in [("Production", &world.core), ("Sandbox", &sandbox.core)] {
        assert!(format!("{core:?}").contains(environment));
    }
    let open = world.elsewhere(&Environment::custom("http://api.example/v1")).build().unwrap();
    let error = world.through(open).refused().await;
    assert!(matches!(error, AuthError::InsecureTransport { .. }));
}

async fn promise_19_redirects(system: &'static System) {
    crate::redirects::redirect_to_another_host(system).await;
}

async fn promise_20_secrets_stay_secret(system: &'static System) {
    crate::secrets::canary_in_everything_printed(system).await;
}
