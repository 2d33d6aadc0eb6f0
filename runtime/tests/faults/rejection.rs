//! Rows about answers that reject a token: of the API, and of the refresh endpoint.

use std::time::Duration;

use portolan_runtime::CallError;
use portolan_runtime::body::Body;

use crate::callers::many;
use crate::systems::System;
use crate::world::{Reply, World, seconds};

rows! {
    status_401_then_ok: A B C D H;
    status_401_forever: A B C D H;
    fifty_concurrent_401s: A B C D H;
    status_403_because_expired: C;
    status_403_because_forbidden: A B C D H;
    refresh_endpoint_401: C D;
    refresh_endpoint_403: C D;
    status_401_on_a_streaming_body: A B C D H;
}

pub(crate) async fn status_401_then_ok(system: &'static System) {
    for &status in system.rejected {
        let world = World::new(system);
        world.reject(status, &["tok-1"]);
        world.expect("tok-2").await;
        assert_eq!((world.calls(), world.requests()), (2, 2), "{status}");
    }
}

pub(crate) async fn status_401_forever(system: &'static System) {
    let world = World::new(system);
    world.serve(|n, _| Reply::Answer(401, format!("refusal {n}")));
    let error = world.call().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.answer().unwrap().body(), "refusal 2".as_bytes());
    assert_eq!((world.calls(), world.requests()), (2, 2));
    // Nor do the calls after it storm the token endpoint.
    for _ in 0..100 {
        assert_eq!(world.call().await.unwrap_err().status().unwrap(), 401);
    }
    assert_eq!((world.calls(), world.requests()), (102, 2));
}

pub(crate) async fn fifty_concurrent_401s(system: &'static System) {
    let world = World::new(system);
    world.expect("tok-1").await;
    // The later half of the rejections comes long after the refresh.
    world.serve(move |n, seen| match seen.token(system) {
        Some("tok-1") => {
            Reply::status(401).after(Duration::from_secs(if n % 2 == 0 { 1 } else { 5 }))
        }
        token => Reply::Answer(200, token.unwrap().to_owned()),
    });
    for outcome in many(&world, 50).await {
        assert_eq!(outcome.unwrap(), "tok-2");
    }
    world.expect("tok-2").await;
    assert_eq!((world.requests(), world.calls()), (2, 102), "one refresh, one replay each");
}

async fn status_403_because_expired(system: &'static System) {
    let world = World::new(system);
    world.expect("tok-1").await;
    world.reject(403, &["tok-1"]);
    for outcome in many(&world, 20).await {
        assert_eq!(outcome.unwrap(), "tok-2");
    }
    assert_eq!(world.requests(), 2, "refreshed once");
}

pub(crate) async fn status_403_because_forbidden(system: &'static System) {
    let declared = system.rejected.contains(&403);
    let world = World::new(system);
    for round in 0..50 {
        // Another operation works all the time.
        world.serve(move |_, seen| Reply::Answer(200, seen.token(system).unwrap().to_owned()));
        world.call().await.unwrap();
        world.serve(|_, _| Reply::Answer(403, "not yours".to_owned()));
        let before = world.calls();
        let error = world.call().await.unwrap_err();
        assert_eq!(error.status().unwrap(), 403, "surfaced");
        let sends = if declared && round == 0 { 2 } else { 1 };
        assert_eq!(world.calls() - before, sends, "{} {round}", system.name);
    }
    assert_eq!(world.requests(), if declared { 2 } else { 1 }, "no storm");
}

async fn refresh_endpoint_401(system: &'static System) {
    refresh_refused(system, 401).await;
}

async fn refresh_endpoint_403(system: &'static System) {
    refresh_refused(system, 403).await;
}

async fn refresh_refused(system: &'static System, status: u16) {
    let world = World::new(system);
    world.lifetime(Some("60"));
    world.expect("tok-1").await;
    world.renewal(Reply::status(status));
    seconds(61).await;
    for outcome in many(&world, 50).await {
        assert_eq!(outcome.unwrap(), "tok-3");
    }
    assert_eq!((world.requests(), world.logins()), (3, 2), "one refresh, one login");
    assert_eq!(world.sent("ref-1"), 1);
    // The login is refused too: an error, latched, and no recursion.
    world.always(Reply::status(status));
    seconds(61).await;
    for _ in 0..50 {
        world.refused().await;
    }
    assert_eq!((world.requests(), world.logins()), (5, 3));
}

async fn status_401_on_a_streaming_body(system: &'static System) {
    let world = World::new(system);
    world.reject(401, &["tok-1"]);
    let put = || {
        let body = Body::reader(&b"read once"[..]);
        world.core.call(system.put).bytes("text/plain", body).send()
    };
    let error = put().await.unwrap_err();
    assert!(matches!(&error, CallError::Unexpected(_)), "{error:?}");
    assert_eq!(error.status().unwrap(), 401, "the original answer");
    assert_eq!(world.calls(), 1, "what was read is not sent again");
    let fresh = put().await.unwrap();
    assert_eq!(&*fresh, "tok-2", "the next call is fresh");
    let calls = world.server.calls.lock().unwrap();
    assert!(calls.iter().all(|seen| seen.body == "read once"), "{calls:?}");
}
