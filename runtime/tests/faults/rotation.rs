//! Rows about refresh tokens: rotated, omitted, expired, used up.

use std::sync::Arc;
use std::time::Duration;

use portolan_runtime::auth::{MemoryStore, StoreError, StoreKey, StoredToken, TokenStore};
use portolan_runtime::clock::Clock;
use portolan_runtime::transport::BoxFuture;

use crate::systems::System;
use crate::world::{Reply, World, beginning, seconds};

rows! {
    refresh_token_rotated: C D;
    refresh_token_omitted: C D;
    refresh_token_expired: C;
    refresh_token_already_used: C D;
    refresh_token_used_by_another_without_a_lock: C D;
}

/// A store that several programs share and none can lock.
#[derive(Default)]
struct Unlocked(MemoryStore);

impl TokenStore for Unlocked {
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
        self.0.save(key, token)
    }

    fn remove<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.remove(key)
    }
}

async fn refresh_token_used_by_another_without_a_lock(system: &'static System) {
    for reply in [Reply::Lost, Reply::status(400)] {
        let store = Arc::new(Unlocked::default());
        let world = World::with(system, |builder| builder.store(Arc::clone(&store)));
        world.renewal(reply.clone().after(Duration::from_secs(2)));
        world.expect("tok-1").await;
        seconds(61).await;
        let waiting = world.spawn();
        seconds(1).await;
        let identity =
            if system.name == "C" { "username=ada&account_id=42" } else { "username=ada" };
        let key = StoreKey::new("https://api.example", system.scheme.name(), identity, "");
        assert!(store.load(&key).await.unwrap().is_some(), "it is where this test looks");
        let theirs = StoredToken::new("theirs".into())
            .expires(world.clock.now() + Duration::from_secs(3600))
            .refresh("ref-theirs".into());
        store.save(&key, &theirs).await.unwrap();
        assert_eq!(waiting.await.unwrap().unwrap(), "theirs", "{reply:?}");
        world.expect("theirs").await;
        assert_eq!((world.logins(), world.sent("ref-1")), (1, 1), "{reply:?}");
    }
}

pub(crate) async fn refresh_token_rotated(system: &'static System) {
    let store = Arc::new(MemoryStore::default());
    let world = World::with(system, |builder| builder.store(Arc::clone(&store)));
    for n in 1..=4 {
        world.lifetime(Some("60"));
        world.expect(&format!("tok-{n}")).await;
        seconds(61).await;
    }
    for n in 1..=3 {
        assert_eq!(world.sent(&format!("ref-{n}")), 1);
    }
    assert_eq!(world.logins(), 1);
    // What was stored is the new pair: another program goes on with it.
    let other = world.beside((system.credential)(), |builder| builder.store(Arc::clone(&store)));
    other.expect("tok-5").await;
    assert_eq!((world.sent("ref-4"), world.logins()), (1, 1));
}

pub(crate) async fn refresh_token_omitted(system: &'static System) {
    let world = World::new(system);
    let answer = system.answer;
    world.issue(move |n, _| {
        let full = answer(n, Some("60"), "");
        let kept = if n > 1 { full.replace(&format!("\"ref-{n}\""), "null") } else { full };
        Reply::Answer(200, kept)
    });
    for n in 1..=4 {
        world.expect(&format!("tok-{n}")).await;
        seconds(61).await;
    }
    assert_eq!((world.sent("ref-1"), world.logins()), (3, 1), "the old one is kept");
}

pub(crate) async fn refresh_token_expired(system: &'static System) {
    let world = World::new(system);
    world.lifetime(Some("60"));
    world.expect("tok-1").await;
    // It expires on 2018-04-30 at 21:39:12.
    world.clock.set(beginning() + Duration::from_secs(30 * 86_400));
    world.expect("tok-2").await;
    assert_eq!((world.logins(), world.sent("ref-1")), (2, 0), "a login, and it is not sent");
}

pub(crate) async fn refresh_token_already_used(system: &'static System) {
    for refusal in ["", r#"{"error":"invalid_grant"}"#] {
        let world = World::new(system);
        world.lifetime(Some("60"));
        world.expect("tok-1").await;
        world.renewal(Reply::Answer(400, refusal.to_owned()));
        seconds(61).await;
        world.expect("tok-3").await;
        assert_eq!((world.logins(), world.sent("ref-1")), (2, 1), "a login, and no repetition");
        seconds(61).await;
        world.expect("tok-5").await;
        assert_eq!((world.sent("ref-1"), world.sent("ref-3")), (1, 1));
    }
}
