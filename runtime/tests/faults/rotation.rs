//! Rows about refresh tokens: rotated, omitted, expired, used up.

use std::sync::Arc;
use std::time::Duration;

use portolan_runtime::auth::MemoryStore;

use crate::systems::System;
use crate::world::{Reply, World, beginning, seconds};

rows! {
    refresh_token_rotated: C D;
    refresh_token_omitted: C D;
    refresh_token_expired: C;
    refresh_token_already_used: C D;
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
