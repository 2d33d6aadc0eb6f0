//! Promises 8 and 12: backoff, refusals are latched, token requests carry nothing but what they must.

use std::time::Duration;

use super::systems::{PASSWORD, SYSTEMS, system};
use super::world::{Reply, World, seconds};
use crate::auth::AuthError;

#[tokio::test(start_paused = true)]
async fn promise_8_a_wrong_password_is_one_login() {
    for system in SYSTEMS {
        let refused = (system.answer)(1, None, "").replace("true", "false");
        let mut replies = vec![
            Reply::Answer(400, r#"{"error":"invalid_grant"}"#.to_owned()),
            Reply::Answer(401, String::new()),
            Reply::Answer(403, "<html>".to_owned()),
        ];
        if system.name == "C" {
            replies.push(Reply::Answer(200, refused));
        }
        for reply in replies {
            let world = World::new(system);
            world.always(reply);
            for _ in 0..100 {
                let outcome = world.token().await;
                assert!(matches!(outcome, Err(AuthError::Rejected { .. })), "{}", system.name);
                seconds(3600).await;
            }
            assert_eq!(world.requests(), 1, "{}", system.name);
            // A person asks for another attempt.
            world.lifetime(Some("3600"));
            world.sessions.reset().await;
            assert_eq!(world.token().await.unwrap(), "tok-2", "{}", system.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_8_a_500_for_a_password_that_never_worked_is_one_login() {
    for system in SYSTEMS {
        let world = World::new(system);
        world.always(Reply::Answer(500, String::new()));
        for _ in 0..299 {
            let outcome = world.token().await;
            assert!(matches!(outcome, Err(AuthError::Unavailable { .. })), "{}", system.name);
            seconds(1).await;
        }
        assert_eq!(world.requests(), 1, "{}", system.name);
        // It may have been an outage after all: five minutes later there is another attempt.
        world.lifetime(Some("3600"));
        seconds(2).await;
        assert_eq!(world.token().await.unwrap(), "tok-2", "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_8_transient_failures_back_off() {
    for system in SYSTEMS {
        for reply in [Reply::Answer(503, String::new()), Reply::Lost, Reply::Unsent] {
            let world = World::new(system);
            world.always(reply);
            for _ in 0..6000 {
                assert!(world.token().await.unwrap_err().is_transient());
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            let requests = world.requests();
            assert!((10..=30).contains(&requests), "{}: {requests}", system.name);
            world.lifetime(Some("3600"));
            seconds(61).await;
            world.token().await.unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_8_retry_after_is_honoured() {
    for system in SYSTEMS {
        let world = World::new(system);
        world.always(Reply::With(429, vec![("retry-after", "300".to_owned())], String::new()));
        for _ in 0..299 {
            assert!(world.token().await.is_err());
            seconds(1).await;
        }
        assert_eq!(world.requests(), 1, "{}", system.name);
        seconds(2).await;
        assert!(world.token().await.is_err());
        assert_eq!(world.requests(), 2, "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_12_a_redirect_is_not_followed() {
    for system in SYSTEMS {
        let world = World::new(system);
        let to = vec![("location", "https://evil.example/".to_owned())];
        world.always(Reply::With(307, to, String::new()));
        let outcome = world.token().await;
        assert!(matches!(outcome, Err(AuthError::Unavailable { .. })), "{}", system.name);
        assert_eq!(world.requests(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_12_token_requests_carry_no_token() {
    for system in SYSTEMS {
        let world = World::new(system);
        world.token().await.unwrap();
        seconds(3601).await;
        world.token().await.unwrap();
        for seen in world.server.seen.lock().unwrap().iter() {
            assert!(!seen.headers.contains_key("authorization"), "{}", system.name);
            assert!(!seen.headers.contains_key("authentication"), "{}", system.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_login_is_written_as_its_system_says() {
    let sent = |name| async move {
        let world = World::new(system(name));
        world.token().await.unwrap();
        let seen = world.server.seen.lock().unwrap()[0].clone();
        assert_eq!(seen.headers["accept"], "application/json");
        seen
    };
    let user = format!(r#"{{"username":"ada","password":"{PASSWORD}"}}"#);
    let a = sent("A").await;
    assert_eq!((a.uri.as_str(), &a.body), ("https://api.example/v1/authenticate", &user));
    assert_eq!(a.headers["content-type"], "application/json");
    let b = sent("B").await;
    assert_eq!(b.uri, "https://api.example/v1/api/v2/oauth2/token");
    let grant = r#""grant_type":"client_credentials","client_id":"ada""#;
    assert_eq!(b.body, format!(r#"{{{grant},"client_secret":"{PASSWORD}"}}"#));
    let c = sent("C").await;
    let session = format!(r#"{{"username":"ada","password":"{PASSWORD}","account_id":42}}"#);
    assert_eq!((c.uri.as_str(), &c.body), ("https://api.example/v1/login", &session));
    assert_eq!(sent("D").await.body, user);
    let d = sent("D, in headers").await;
    assert_eq!((&d.headers["username"], d.body.as_str()), (&"ada".parse().unwrap(), ""));
    assert_eq!(d.headers["password"], PASSWORD);
    assert!(d.headers["password"].is_sensitive() && !d.headers.contains_key("content-type"));
}
