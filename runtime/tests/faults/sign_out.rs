//! Rows about `sign_out`: nothing of the session is left here, in the store, or on its way.

use std::sync::Arc;
use std::time::Duration;

use portolan_runtime::auth::{FileStore, MemoryStore};

use crate::systems::System;
use crate::world::World;

rows! {
    sign_out_forgets: A B C D H;
    sign_out_in_mid_flight: A B C D H;
    sign_out_without_a_session: A B C D H;
}

/// How many tokens a login of the system gives.
fn tokens(system: &System) -> usize {
    1 + usize::from(system.renew.is_some())
}

async fn sign_out_forgets(system: &'static System) {
    let folder = tempfile::tempdir().unwrap();
    let open = |world: &World| {
        let store = FileStore::new(folder.path());
        world.beside((system.credential)(), |builder| builder.store(store))
    };
    let world = World::new(system);
    let one = open(&world);
    one.expect("tok-1").await;
    // A program of its own that signs out: it has the tokens from the store alone.
    let out = open(&world).core.sign_out().await.unwrap();
    // These systems have no way to revoke: it is told, and nothing is pretended.
    assert_eq!((out.revoked, out.left), (0, tokens(system)));
    open(&world).expect("tok-2").await;
    assert_eq!(one.core.sign_out().await.unwrap().revoked, 0);
    one.expect("tok-3").await;
    assert_eq!(world.sent("ref-1") + world.sent("ref-2"), 0, "no refresh token is used again");
    assert!(one.core.token_store_error().is_none());
}

async fn sign_out_in_mid_flight(system: &'static System) {
    let store = Arc::new(MemoryStore::default());
    let world = World::with(system, |builder| builder.store(Arc::clone(&store)));
    let waiting = world.spawn();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let out = world.core.sign_out().await.unwrap();
    assert_eq!(out.left, tokens(system), "what was on its way is signed out, too");
    let _ = waiting.await.unwrap();
    world.expect("tok-2").await;
    assert_eq!((world.requests(), world.logins()), (2, 2));
}

async fn sign_out_without_a_session(system: &'static System) {
    let world = World::new(system);
    let out = world.core.sign_out().await.unwrap();
    assert_eq!((out.revoked, out.left, world.requests()), (0, 0, 0));
    world.expect("tok-1").await;
}
