//! Rows about a token endpoint that fails, while the token is valid and after it expired.

use std::time::Duration;

use tokio::time::Instant;

use crate::systems::System;
use crate::world::{Reply, World, seconds};

rows! {
    endpoint_500_token_valid: A B C D H;
    endpoint_429_token_valid: A B C D H;
    endpoint_reset_token_valid: A B C D H;
    endpoint_truncated_token_valid: A B C D H;
    endpoint_slow_drip_token_valid: A B C D H;
    endpoint_500_token_expired: A B C D H;
    endpoint_429_token_expired: A B C D H;
    endpoint_reset_token_expired: A B C D H;
    endpoint_truncated_token_expired: A B C D H;
    endpoint_slow_drip_token_expired: A B C D H;
    answer_slower_than_the_tokens_life: A B C D H;
}

async fn endpoint_500_token_valid(system: &'static System) {
    valid(system, Reply::status(500)).await;
}

async fn endpoint_429_token_valid(system: &'static System) {
    valid(system, limited()).await;
}

async fn endpoint_reset_token_valid(system: &'static System) {
    valid(system, Reply::Lost).await;
    valid(system, Reply::Unsent).await;
}

async fn endpoint_truncated_token_valid(system: &'static System) {
    valid(system, truncated(system)).await;
}

async fn endpoint_slow_drip_token_valid(system: &'static System) {
    valid(system, drip(system)).await;
}

async fn endpoint_500_token_expired(system: &'static System) {
    expired(system, Reply::status(500)).await;
}

async fn endpoint_429_token_expired(system: &'static System) {
    expired(system, limited()).await;
}

async fn endpoint_reset_token_expired(system: &'static System) {
    expired(system, Reply::Lost).await;
    expired(system, Reply::Unsent).await;
}

async fn endpoint_truncated_token_expired(system: &'static System) {
    expired(system, truncated(system)).await;
}

async fn endpoint_slow_drip_token_expired(system: &'static System) {
    expired(system, drip(system)).await;
}

fn limited() -> Reply {
    Reply::With(429, vec![("retry-after", "30".to_owned())], String::new())
}

fn truncated(system: &System) -> Reply {
    Reply::Truncated((system.answer)(9, Some("3600"), ""))
}

fn drip(system: &System) -> Reply {
    Reply::Drip((system.answer)(9, Some("3600"), ""))
}

/// The calls succeed to the end of the token's life, and the attempts are bounded.
pub(crate) async fn valid(system: &'static System, outage: Reply) {
    let world = World::new(system);
    let start = Instant::now();
    world.expect("tok-1").await;
    seconds(3290).await;
    world.always(outage);
    while start.elapsed() < Duration::from_secs(3590) {
        let before = Instant::now();
        world.expect("tok-1").await;
        assert!(before.elapsed() <= Duration::from_secs(5), "it lives: nobody waits for long");
        seconds(1).await;
    }
    let attempts = world.requests() - 1;
    assert!((1..25).contains(&attempts), "{}: {attempts}", system.name);
}

/// Each call fails with a typed error, and nearly all at once; the endpoint is not stormed, and found when it is back.
pub(crate) async fn expired(system: &'static System, outage: Reply) {
    let world = World::new(system);
    world.expect("tok-1").await;
    world.always(outage);
    seconds(3601).await;
    let start = Instant::now();
    let mut calls = 0_u32;
    while start.elapsed() < Duration::from_secs(600) {
        let before = Instant::now();
        let error = world.refused().await;
        assert!(error.is_transient(), "{error:?}");
        // Only those who wait for an attempt wait, for its own deadline at most.
        let waited = before.elapsed();
        assert!(waited <= Duration::from_secs(31), "{waited:?}");
        calls += 1;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    // Where a refresh token may be spent, a login follows: two requests for one attempt.
    let requests = world.requests() - 1;
    assert!((3..50).contains(&requests) && calls > 100, "{}: {requests}, {calls}", system.name);
    assert_eq!(world.calls(), 1, "an expired token is never sent");
    world.lifetime(Some("3600"));
    seconds(121).await;
    world.call().await.unwrap();
}

async fn answer_slower_than_the_tokens_life(system: &'static System) {
    let world = World::new(system);
    let answer = (system.answer)(1, Some("5"), "");
    world.always(Reply::Answer(200, answer).after(Duration::from_secs(6)));
    let error = world.refused().await;
    assert!(error.to_string().contains("expired already"), "{error}");
    assert_eq!((world.requests(), world.calls()), (1, 0));
}
