//! Rows about who somebody is: accounts, environments, credentials that change, sessions that move.

use std::sync::Arc;
use std::time::Duration;

use portolan_runtime::auth::MemoryStore;

use crate::systems::{MASQUERADE, System};
use crate::world::{Environment, Reply, World, seconds};

rows! {
    two_accounts: A B C D H;
    two_environments: A B C D H;
    changed_credentials: A B C D H;
    masquerade_in_mid_flight: C;
}

async fn two_accounts(system: &'static System) {
    let store = Arc::new(MemoryStore::default());
    let one = World::with(system, |builder| builder.store(Arc::clone(&store)));
    let two = one.beside((system.other)(), |builder| builder.store(Arc::clone(&store)));
    let again = one.beside((system.credential)(), |builder| builder.store(Arc::clone(&store)));
    one.expect("tok-1").await;
    two.expect("tok-2").await;
    again.expect("tok-1").await;
    seconds(3601).await;
    two.expect("tok-3").await;
    one.expect("tok-4").await;
    assert!(one.sent("ref-1") <= 1 && one.sent("ref-2") <= 1);
}

async fn two_environments(system: &'static System) {
    let store = Arc::new(MemoryStore::default());
    let world = World::with(system, |builder| builder.store(Arc::clone(&store)));
    let sandbox = world.elsewhere(&Environment::Sandbox).store(Arc::clone(&store)).build().unwrap();
    let sandbox = world.through(sandbox);
    world.expect("tok-1").await;
    sandbox.expect("tok-2").await;
    seconds(3601).await;
    let (one, two) = tokio::join!(world.call(), sandbox.call());
    assert_ne!(one.unwrap(), two.unwrap());
    let tokens = world.server.tokens.lock().unwrap();
    let hosts = |prefix| tokens.iter().filter(|seen| seen.uri.starts_with(prefix)).count();
    assert_eq!((hosts("https://api.example/"), hosts("https://sandbox.example/")), (2, 2));
    // Each refresh token went back to where it came from.
    for seen in tokens.iter() {
        assert!(!(seen.body.contains("ref-1") && seen.uri.contains("sandbox")));
        assert!(!seen.body.contains("ref-2") || seen.uri.contains("sandbox"));
    }
}

async fn changed_credentials(system: &'static System) {
    let world = World::new(system);
    // In mid-flight: the old flight is discarded.
    let waiting = world.spawn();
    tokio::time::sleep(Duration::from_millis(50)).await;
    world.core.forget_tokens().await;
    assert_eq!(waiting.await.unwrap().unwrap(), "tok-2");
    world.expect("tok-2").await;
    // With a token: nothing of it is used again, nor what the store has.
    world.core.forget_tokens().await;
    world.expect("tok-3").await;
    assert_eq!((world.requests(), world.logins()), (3, 3));
    assert_eq!(world.sent("ref-"), 0);
    // With a refusal: there is another attempt.
    world.core.forget_tokens().await;
    world.always(Reply::status(401));
    world.refused().await;
    world.lifetime(Some("3600"));
    world.refused().await;
    world.core.forget_tokens().await;
    world.expect("tok-5").await;
}

const MOVED: &str =
    r#"{"success":true,"token":"moved","tokenLifetime":3600,"refreshToken":"moved-ref"}"#;

async fn masquerade_in_mid_flight(system: &'static System) {
    let store = Arc::new(MemoryStore::default());
    let world = World::with(system, |builder| builder.store(Arc::clone(&store)));
    world.expect("tok-1").await;
    world.serve(move |_, seen| {
        if seen.uri.ends_with("/masquerade") {
            return Reply::Answer(200, MOVED.to_owned()).after(Duration::from_millis(50));
        }
        Reply::Answer(200, seen.token(system).unwrap().to_owned())
    });
    // The session moves while a refresh for the old account is under way.
    seconds(3500).await;
    world.expect("tok-1").await;
    let moving = world.core.call(&MASQUERADE).json(&account(7)).send();
    moving.await.unwrap();
    world.expect("moved").await;
    seconds(1).await;
    world.expect("moved").await;
    assert_eq!(world.requests(), 2, "the refresh of before ended, and nobody saw its token");
    // It goes on as the new account: by its refresh token, and by a login that names it.
    seconds(3601).await;
    world.call().await.unwrap();
    assert_eq!(world.sent("moved-ref"), 1);
    world.renewal(Reply::status(400));
    seconds(3601).await;
    world.call().await.unwrap();
    assert_eq!(world.sent("\"account_id\":7"), 1);
    // Who logs in as the old account finds nothing of either.
    let old = world.beside((system.credential)(), |builder| builder.store(Arc::clone(&store)));
    let before = world.logins();
    old.call().await.unwrap();
    assert_eq!((world.logins(), world.sent("\"account_id\":42")), (before + 1, 2));
}

fn account(id: i64) -> std::collections::BTreeMap<String, i64> {
    std::collections::BTreeMap::from([("account_id".to_owned(), id)])
}
