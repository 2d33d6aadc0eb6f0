//! Promises 5, 7 and 13: no stall while valid, an outage is invisible while the token lives, rotation.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::systems::{SYSTEMS, system};
use super::world::{Reply, World, beginning, seconds};
use crate::auth::AuthError;

/// Makes a call that must not wait.
async fn at_once(world: &World) -> String {
    let start = tokio::time::Instant::now();
    let token = world.token().await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO, "{} waited", world.system.name);
    token
}

#[tokio::test(start_paused = true)]
async fn promise_5_in_the_soft_window_nobody_waits() {
    for system in SYSTEMS {
        let world = World::new(system);
        assert_eq!(world.token().await.unwrap(), "tok-1");
        seconds(3290).await;
        assert_eq!(at_once(&world).await, "tok-1");
        assert_eq!(world.requests(), 1);
        seconds(150).await;
        for _ in 0..100 {
            assert_eq!(at_once(&world).await, "tok-1");
        }
        seconds(1).await;
        assert_eq!(at_once(&world).await, "tok-2");
        assert_eq!(world.requests(), 2, "{}", system.name);
        // By the refresh call where there is one, else by another login.
        assert_eq!(world.logins(), if system.renew.is_some() { 1 } else { 2 });
    }
}

#[tokio::test(start_paused = true)]
async fn in_the_hard_window_callers_wait_for_the_new_token() {
    for system in SYSTEMS {
        let world = World::new(system);
        world.token().await.unwrap();
        seconds(3580).await;
        assert_eq!(world.token().await.unwrap(), "tok-2", "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_7_an_outage_is_invisible_while_the_token_lives() {
    for system in SYSTEMS {
        for outage in [
            Reply::Answer(500, String::new()),
            Reply::With(429, vec![("retry-after", "30".to_owned())], String::new()),
            Reply::Lost,
            Reply::Unsent,
            Reply::Answer(200, "{\"trunc".to_owned()),
            Reply::Hang,
        ] {
            let world = World::new(system);
            let start = tokio::time::Instant::now();
            world.token().await.unwrap();
            seconds(3290).await;
            world.always(outage);
            while start.elapsed() < Duration::from_secs(3598) {
                assert_eq!(world.token().await.unwrap(), "tok-1", "{}", system.name);
                seconds(1).await;
            }
            let during = world.requests();
            assert!(during > 1 && during < 25, "{}: {during}", system.name);
            // Expired: a quick typed error, and no more requests than before.
            seconds(40).await;
            let _ = world.token().await;
            for _ in 0..100 {
                assert!(world.token().await.unwrap_err().is_transient());
            }
            assert!(world.requests() < 30, "{}: {}", system.name, world.requests());
            world.lifetime(Some("3600"));
            seconds(120).await;
            world.token().await.unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_13_a_refresh_token_is_rotated_or_kept() {
    for system in SYSTEMS.iter().filter(|system| system.renew.is_some()) {
        let world = World::new(system);
        let answer = system.answer;
        world.script(move |n, _| {
            let full = answer(n, Some("60"), "");
            // The third answer omits the refresh token.
            let full = if n == 3 { full.replace("\"ref-3\"", "null") } else { full };
            Reply::Answer(200, full)
        });
        for expected in ["tok-1", "tok-2", "tok-3", "tok-4"] {
            assert_eq!(world.token().await.unwrap(), expected, "{}", system.name);
            seconds(61).await;
        }
        let seen = world.server.seen.lock().unwrap().clone();
        let sent: Vec<_> = seen.iter().map(|s| s.body.contains("ref-")).collect();
        assert_eq!(sent, [false, true, true, true]);
        assert!(seen[1].body.contains("ref-1") && seen[2].body.contains("ref-2"));
        assert!(seen[3].body.contains("ref-2"), "an omitted one keeps the old");
    }
}

#[tokio::test(start_paused = true)]
async fn promise_13_a_refused_refresh_falls_back_to_one_login() {
    for system in SYSTEMS.iter().filter(|system| system.renew.is_some()) {
        for status in [400, 401, 403] {
            let world = World::new(system);
            world.lifetime(Some("60"));
            world.token().await.unwrap();
            let (answer, login) = (system.answer, system.login);
            world.script(move |n, seen| {
                if seen.uri.ends_with(login) {
                    Reply::Answer(200, answer(n, Some("60"), ""))
                } else {
                    Reply::Answer(status, r#"{"error":"invalid_grant"}"#.to_owned())
                }
            });
            seconds(61).await;
            assert_eq!(world.token().await.unwrap(), "tok-3", "{}", system.name);
            assert_eq!((world.logins(), world.requests()), (2, 3));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_13_an_expired_refresh_token_is_not_sent() {
    let world = World::new(system("C"));
    world.lifetime(Some("60"));
    world.token().await.unwrap();
    // 2018-04-30T21:39:12Z has passed.
    world.clock.set(beginning() + Duration::from_secs(30 * 86_400));
    assert_eq!(world.token().await.unwrap(), "tok-2");
    assert_eq!((world.logins(), world.requests()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn promise_14_an_ambiguous_refresh_is_not_repeated() {
    for system in SYSTEMS.iter().filter(|system| system.renew.is_some()) {
        for lost in [Reply::Lost, Reply::Hang, Reply::Panic, Reply::Answer(200, "{".to_owned())] {
            let world = World::new(system);
            world.lifetime(Some("60"));
            world.token().await.unwrap();
            let (answer, login) = (system.answer, system.login);
            let panics = matches!(lost, Reply::Panic);
            world.script(move |n, seen| {
                if seen.uri.ends_with(login) {
                    Reply::Answer(200, answer(n, Some("60"), ""))
                } else {
                    lost.clone()
                }
            });
            seconds(61).await;
            if panics {
                assert!(matches!(world.token().await, Err(AuthError::Panicked { .. })));
            }
            assert_eq!(world.token().await.unwrap(), "tok-3", "{}", system.name);
            let seen = world.server.seen.lock().unwrap();
            assert_eq!(seen.iter().filter(|seen| seen.body.contains("ref-1")).count(), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_clients_with_one_store_refresh_once() {
    let store = Arc::new(crate::auth::MemoryStore::default());
    for system in SYSTEMS {
        let one = World::new(system);
        let shared = |server: &Arc<super::world::Server>| {
            let config = crate::auth::SessionsConfig {
                store: store.clone(),
                credentials: vec![(system.scheme, (system.credential)())],
                ..super::world::config("https://api.example/v1", server, &one.clock)
            };
            Arc::new(crate::auth::Sessions::new(config).unwrap())
        };
        let name = &system.name;
        if *name == "D, in headers" {
            continue; // The same identity and scheme as D: it would rightly find D's token.
        }
        let (a, b) = (shared(&one.server), shared(&one.server));
        for expected in ["tok-1", "tok-2"] {
            let (a, b) =
                tokio::join!(super::world::call(system, &a), super::world::call(system, &b));
            assert_eq!((a.unwrap().1.as_str(), b.unwrap().1.as_str()), (expected, expected));
            seconds(3601).await;
        }
        assert_eq!(one.requests(), 2, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_new_pair_is_saved_before_it_is_used() {
    let saved: Arc<Mutex<Vec<String>>> = Arc::default();
    struct Watching(Arc<Mutex<Vec<String>>>);
    impl crate::auth::TokenStore for Watching {
        fn load<'a>(
            &'a self,
            _: &'a crate::auth::StoreKey,
        ) -> crate::transport::BoxFuture<
            'a,
            Result<Option<crate::auth::StoredToken>, crate::auth::StoreError>,
        > {
            Box::pin(async { Err("cannot be read".into()) })
        }
        fn save<'a>(
            &'a self,
            key: &'a crate::auth::StoreKey,
            token: &'a crate::auth::StoredToken,
        ) -> crate::transport::BoxFuture<'a, Result<(), crate::auth::StoreError>> {
            let refresh = token.refresh.as_ref().map_or("", |refresh| refresh.expose());
            let line = format!("{} {} {refresh}", key.identity, token.access.expose());
            self.0.lock().unwrap().push(line);
            Box::pin(async { Err("the disk is full".into()) })
        }
        fn remove<'a>(
            &'a self,
            _: &'a crate::auth::StoreKey,
        ) -> crate::transport::BoxFuture<'a, Result<(), crate::auth::StoreError>> {
            Box::pin(async { Ok(()) })
        }
    }
    let world = World::new(system("C"));
    let sessions = crate::auth::Sessions::new(crate::auth::SessionsConfig {
        store: Arc::new(Watching(Arc::clone(&saved))),
        credentials: vec![(world.system.scheme, (world.system.credential)())],
        ..super::world::config("https://api.example/v1", &world.server, &world.clock)
    })
    .unwrap();
    // The store fails, the client goes on.
    assert_eq!(super::world::call(world.system, &sessions).await.unwrap().1, "tok-1");
    assert_eq!(*saved.lock().unwrap(), ["username=ada&account_id=42 tok-1 ref-1"]);
}
