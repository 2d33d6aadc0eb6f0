//! Rows about a wrong password: one login, and no other until a person asks for it.

use portolan_runtime::auth::AuthError;

use crate::systems::System;
use crate::world::{Reply, World, seconds};

rows! {
    wrong_password_400: A B C D H;
    wrong_password_401: A B C D H;
    wrong_password_403: A B C D H;
    wrong_password_500: A B C D H;
    wrong_password_200_success_false: C;
}

async fn wrong_password_400(system: &'static System) {
    let body = r#"{"error":"invalid_grant","error_description":"no"}"#;
    latched(system, Reply::Answer(400, body.to_owned()), 100).await;
    // OAuth's code is told; one that nobody knows is not quoted.
    for code in ["invalid_grant", "invalid_client", "unauthorized_client", "CANARY"] {
        let world = World::new(system);
        world.always(Reply::Answer(400, format!(r#"{{"error":"{code}"}}"#)));
        let error = world.refused().await;
        let told = error.oauth().map_or("CANARY", |code| code.as_str());
        assert_eq!((told, error.to_string().contains(code)), (code, code != "CANARY"));
    }
}

async fn wrong_password_401(system: &'static System) {
    latched(system, Reply::Answer(401, "<html>who?</html>".to_owned()), 100).await;
}

async fn wrong_password_403(system: &'static System) {
    latched(system, Reply::Answer(403, String::new()), 100).await;
}

/// A 500 may be an outage as well: with credentials that never worked it counts as a refusal for five minutes, then for
/// ten, up to an hour. Five refusals, after which many systems lock an account, take more than an hour.
async fn wrong_password_500(system: &'static System) {
    let world = World::new(system);
    world.always(Reply::status(500));
    for _ in 0..299 {
        let error = world.refused().await;
        assert!(matches!(error, AuthError::Unavailable { .. }), "{error:?}");
        seconds(1).await;
    }
    assert_eq!(world.requests(), 1);
    for _ in 0..3300 {
        world.refused().await;
        seconds(1).await;
    }
    assert!(world.requests() < 5, "{}", world.requests());
    again(&world).await;
}

async fn wrong_password_200_success_false(system: &'static System) {
    let body = (system.answer)(1, None, "").replace("\"success\":true", "\"success\":false");
    latched(system, Reply::Answer(200, body), 100).await;
}

/// Exactly one login however often and late it is called.
async fn latched(system: &'static System, reply: Reply, hours: usize) {
    let world = World::new(system);
    world.always(reply);
    for _ in 0..hours {
        let error = world.refused().await;
        assert!(matches!(error, AuthError::Rejected { .. }), "{error:?}");
        assert!(!error.is_transient());
        seconds(3600).await;
    }
    assert_eq!((world.requests(), world.calls()), (1, 0), "{}", system.name);
    again(&world).await;
}

/// A person has seen to it: there is another attempt.
async fn again(world: &World) {
    let before = world.requests();
    world.lifetime(Some("3600"));
    world.core.forget_tokens().await;
    world.call().await.unwrap();
    assert_eq!(world.requests(), before + 1);
}
