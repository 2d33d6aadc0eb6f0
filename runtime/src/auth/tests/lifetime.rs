//! Promises 16 and 17: expiry from everything that tells it, and no hot loop.

use std::time::Duration;

use base64::Engine;

use super::systems::{SYSTEMS, system};
use super::world::{Reply, World, beginning, seconds};
use crate::auth::AuthError;

#[tokio::test(start_paused = true)]
async fn promise_16_the_table_of_lifetimes() {
    for system in SYSTEMS {
        // Told as zero or less, or not at all: system A documents an hour, the others use it until rejected.
        for (lifetime, told) in [
            (Some("3600"), true),
            (Some("\"3600\""), true),
            (Some("\"\""), false),
            (Some("null"), false),
            (Some("-1"), false),
            (Some("0"), false),
            (Some("1e30"), false),
            (None, false),
        ] {
            let context = format!("{} {lifetime:?}", system.name);
            let world = World::new(system);
            world.lifetime(lifetime);
            assert_eq!(world.token().await.unwrap(), "tok-1", "{context}");
            for _ in 0..100 {
                assert_eq!(world.token().await.unwrap(), "tok-1", "{context}");
            }
            assert_eq!(world.requests(), 1, "{context}");
            seconds(3601).await;
            let hour = told || (system.name == "A" && lifetime != Some("1e30"));
            let expected = if hour { "tok-2" } else { "tok-1" };
            assert_eq!(world.token().await.unwrap(), expected, "{context}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_17_tiny_lifetimes_do_not_spin() {
    for system in SYSTEMS {
        for lifetime in ["0.001", "0.5", "1", "2"] {
            let world = World::new(system);
            world.lifetime(Some(lifetime));
            let start = tokio::time::Instant::now();
            while start.elapsed() < Duration::from_secs(20) {
                let _ = world.token().await;
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            assert!(world.requests() <= 21, "{} {lifetime}: {}", system.name, world.requests());
            assert!(world.requests() >= 7, "{} {lifetime}: {}", system.name, world.requests());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_slower_than_the_tokens_life_is_expired() {
    for system in SYSTEMS {
        let world = World::new(system);
        let answer = (system.answer)(1, Some("5"), "");
        world.always(Reply::Slow(Duration::from_secs(6), Box::new(Reply::Answer(200, answer))));
        let outcome = world.token().await;
        assert!(matches!(outcome, Err(AuthError::Expired { .. })), "{}", system.name);
        assert_eq!(world.requests(), 1, "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_an_hour_off_is_corrected_by_the_answers_date() {
    let world = World::new(system("C"));
    // The server's clock is the right one; ours is an hour fast, then an hour slow.
    for hours in [1_i64, -1] {
        let offset = Duration::from_secs(3600);
        world.clock.set(if hours > 0 { beginning() + offset } else { beginning() - offset });
        world.sessions.reset().await;
        world.script(|n, _| {
            let answer = (system("C").answer)(n, None, "2018-04-01T21:39:12+00:00");
            Reply::With(200, vec![("date", "Sun, 01 Apr 2018 20:39:12 GMT".to_owned())], answer)
        });
        let before = world.requests();
        let first = world.token().await.unwrap();
        seconds(3000).await;
        assert_eq!(world.token().await.unwrap(), first);
        assert_eq!(world.requests(), before + 1);
        seconds(700).await;
        assert_ne!(world.token().await.unwrap(), first);
        assert_eq!(world.requests(), before + 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_past_time_alone_is_an_error_once_and_beside_a_lifetime_is_ignored() {
    let world = World::new(system("C"));
    world.script(|n, _| Reply::Answer(200, (system("C").answer)(n, None, "2018-04-01T19:39:12Z")));
    for _ in 0..50 {
        assert!(matches!(world.token().await, Err(AuthError::Expired { .. })));
    }
    assert_eq!(world.requests(), 1);
    let world = World::new(system("C"));
    world.script(|n, _| {
        Reply::Answer(200, (system("C").answer)(n, Some("3600"), "2018-04-01T19:39:12Z"))
    });
    assert_eq!(world.token().await.unwrap(), "tok-1");
}

#[tokio::test(start_paused = true)]
async fn clock_steps_cause_one_renewal_at_most() {
    for system in SYSTEMS {
        for forward in [true, false] {
            let world = World::new(system);
            world.lifetime(Some("3600"));
            world.token().await.unwrap();
            let step = Duration::from_secs(3601);
            world.clock.set(if forward { beginning() + step } else { beginning() - step });
            for _ in 0..100 {
                world.token().await.unwrap();
            }
            assert_eq!(world.requests(), if forward { 2 } else { 1 }, "{}", system.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_step_in_flight_does_not_matter() {
    for system in SYSTEMS {
        let world = World::new(system);
        let clock = world.clock.clone();
        world.script(move |n, _| {
            clock.set(beginning() + Duration::from_secs(7200));
            Reply::Answer(200, (system.answer)(n, Some("3600"), ""))
        });
        assert_eq!(world.token().await.unwrap(), "tok-1", "{}", system.name);
        assert_eq!(world.token().await.unwrap(), "tok-1", "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn the_exp_of_a_jwt_counts_when_earlier() {
    let world = World::new(system("D"));
    world.script(|n, _| {
        let exp = 1_522_615_152 + 600 * n;
        let claims = format!(r#"{{"iat":1522615152,"exp":{exp}}}"#);
        let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
        let token = format!("eyJhbGciOiJSUzUxMiJ9.{claims}.c2ln");
        Reply::Answer(200, format!(r#"{{"access_token":"{token}","expires_in":3600}}"#))
    });
    let first = world.token().await.unwrap();
    seconds(400).await;
    assert_eq!(world.token().await.unwrap(), first);
    seconds(201).await;
    assert_ne!(world.token().await.unwrap(), first);
}
