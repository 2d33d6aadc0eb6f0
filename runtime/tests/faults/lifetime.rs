//! Rows about what tells how long a token lives.

use portolan_runtime::auth::AuthError;

use crate::systems::System;
use crate::world::{Reply, World, seconds};

rows! {
    expires_in_3600: A B C D H;
    expires_in_as_a_string: A B C D H;
    expires_in_empty: A B C D H;
    expires_in_null: A B C D H;
    expires_in_negative: A B C D H;
    expires_in_zero: A B C D H;
    expires_in_1e30: A B C D H;
    expires_in_missing: A B C D H;
    absolute_expiry_with_offset: C;
    absolute_expiry_without_zone: C;
    absolute_expiry_in_the_past_alone: C;
    absolute_expiry_in_the_past_beside_a_lifetime: C;
    malformed_jwt: A B C D H;
    exp_earlier_than_expires_in: D H;
    token_of_unknown_lifetime: B C D H;
}

async fn expires_in_3600(system: &'static System) {
    lives_an_hour(system, Some("3600")).await;
}

async fn expires_in_as_a_string(system: &'static System) {
    lives_an_hour(system, Some("\"3600\"")).await;
}

async fn expires_in_empty(system: &'static System) {
    untold(system, Some("\"\"")).await;
}

async fn expires_in_null(system: &'static System) {
    untold(system, Some("null")).await;
}

async fn expires_in_negative(system: &'static System) {
    untold(system, Some("-1")).await;
}

async fn expires_in_zero(system: &'static System) {
    untold(system, Some("0")).await;
}

async fn expires_in_missing(system: &'static System) {
    untold(system, None).await;
}

/// No longer than ten years, and no panic on the way.
async fn expires_in_1e30(system: &'static System) {
    let world = World::new(system);
    world.lifetime(Some("1e30"));
    world.expect("tok-1").await;
    seconds(365 * 86_400).await;
    world.expect("tok-1").await;
    seconds(10 * 366 * 86_400).await;
    world.expect("tok-2").await;
    assert_eq!(world.requests(), 2);
}

async fn lives_an_hour(system: &'static System, lifetime: Option<&'static str>) {
    let world = World::new(system);
    world.lifetime(lifetime);
    for _ in 0..10 {
        world.expect("tok-1").await;
        seconds(329).await;
    }
    assert_eq!(world.requests(), 1);
    seconds(311).await;
    world.expect("tok-2").await;
    assert_eq!((world.requests(), world.calls()), (2, 11));
}

/// The documented lifetime counts, an hour for A; the others have none, and are used until rejected.
async fn untold(system: &'static System, lifetime: Option<&'static str>) {
    if system.name == "A" {
        return lives_an_hour(system, lifetime).await;
    }
    let world = World::new(system);
    world.lifetime(lifetime);
    for _ in 0..100 {
        world.expect("tok-1").await;
    }
    seconds(365 * 86_400).await;
    world.expect("tok-1").await;
    assert_eq!(world.requests(), 1, "no loop");
}

async fn absolute(
    system: &'static System,
    at: &'static str,
    lifetime: Option<&'static str>,
) -> World {
    let world = World::new(system);
    let answer = system.answer;
    // In March, so that it is no month of a refresh token's expiry.
    world.issue(move |n, _| Reply::Answer(200, answer(n, lifetime, at)));
    world
}

async fn absolute_expiry_with_offset(system: &'static System) {
    for at in ["2018-04-01T21:39:12+00:00", "2018-04-01T23:39:12+02:00", "2018-04-01T21:39:12Z"] {
        ends_in_an_hour(&absolute(system, at, None).await).await;
        // The earliest wins.
        ends_in_an_hour(&absolute(system, at, Some("7200")).await).await;
    }
}

async fn absolute_expiry_without_zone(system: &'static System) {
    for at in ["2018-04-01T21:39:12", "2018-04-01 21:39:12"] {
        ends_in_an_hour(&absolute(system, at, None).await).await;
    }
}

/// It is believed for the first token, and in vain for the second, whose absolute time has passed then.
async fn ends_in_an_hour(world: &World) {
    world.expect("tok-1").await;
    seconds(3290).await;
    world.expect("tok-1").await;
    assert_eq!(world.requests(), 1);
    seconds(311).await;
    let _ = world.call().await;
    assert!(world.requests() >= 2, "it expired after an hour");
}

async fn absolute_expiry_in_the_past_alone(system: &'static System) {
    let world = absolute(system, "2018-04-01T19:39:12+00:00", None).await;
    for _ in 0..100 {
        let error = world.refused().await;
        assert!(matches!(error, AuthError::Expired { .. }), "{error:?}");
    }
    assert_eq!((world.requests(), world.calls()), (1, 0), "no loop");
}

async fn absolute_expiry_in_the_past_beside_a_lifetime(system: &'static System) {
    let world = absolute(system, "2018-04-01T19:39:12+00:00", Some("3600")).await;
    ends_in_an_hour(&world).await;
}

async fn malformed_jwt(system: &'static System) {
    for token in ["a.b.c", "a.!!!.c", "eyJhbGciOiJub25lIn0.W10.c2ln", "..", "opaque"] {
        let world = World::new(system);
        let answer = system.answer;
        world.issue(move |n, _| {
            let answer = answer(n, Some("3600"), "");
            Reply::Answer(200, answer.replace(&format!("tok-{n}"), token))
        });
        for _ in 0..10 {
            world.expect(token).await;
        }
        assert_eq!(world.requests(), 1, "it is an opaque token: {token}");
    }
}

/// `{"iat":1522615152,"exp":1522615752}`: ten minutes after the beginning.
const JWT: &str = "eyJhbGciOiJSUzUxMiJ9.eyJpYXQiOjE1MjI2MTUxNTIsImV4cCI6MTUyMjYxNTc1Mn0.c2ln";

async fn exp_earlier_than_expires_in(system: &'static System) {
    let world = World::new(system);
    let answer = system.answer;
    world.issue(move |n, _| {
        let full = answer(n, Some("3600"), "");
        Reply::Answer(200, if n == 1 { full.replace("tok-1", JWT) } else { full })
    });
    world.expect(JWT).await;
    seconds(400).await;
    world.expect(JWT).await;
    assert_eq!(world.requests(), 1);
    seconds(201).await;
    world.expect("tok-2").await;
}

async fn token_of_unknown_lifetime(system: &'static System) {
    let world = World::new(system);
    world.lifetime(None);
    world.expect("tok-1").await;
    seconds(365 * 86_400).await;
    world.reject(401, &["tok-1"]);
    world.expect("tok-2").await;
    for _ in 0..100 {
        world.expect("tok-2").await;
    }
    assert_eq!((world.requests(), world.calls()), (2, 103), "renewed once");
}
