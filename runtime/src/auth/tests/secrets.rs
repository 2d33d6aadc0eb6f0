//! Promise 20: secrets stay secret.

use std::error::Error;

use super::systems::{Login, PASSWORD, SYSTEMS};
use super::world::{Reply, World, call, config};
use crate::Secret;
use crate::auth::{
    ApiKey, AuthError, Basic, Credential, Sessions, SessionsConfig, StoredToken, Token,
};

fn everything(error: &AuthError) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

#[tokio::test(start_paused = true)]
async fn promise_20_no_error_holds_a_secret() {
    for system in SYSTEMS {
        let body = format!(r#"{{"error":"CANARY","token":"CANARY","echo":"{PASSWORD}"}}"#);
        let line_break = (system.answer)(1, Some("3600"), "").replace("tok-1", "CANARY\\nX: y");
        for reply in [
            Reply::Answer(400, body.clone()),
            Reply::Answer(500, body.clone()),
            Reply::Answer(200, format!("{body} and more")),
            Reply::Answer(200, line_break),
            Reply::Answer(200, "CANARY".to_owned()),
            Reply::Answer(200, (system.answer)(1, None, "").replace("\"tok-1\"", "[\"CANARY\"]")),
            Reply::Lost,
            Reply::Panic,
            Reply::Hang,
        ] {
            let world = World::new(system);
            world.always(reply);
            let error = match world.token().await {
                // System A reads `token` from the first bodies, as it should.
                Ok(_) => continue,
                Err(error) => error,
            };
            assert!(!everything(&error).contains("CANARY"), "{}: {error}", system.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn promise_20_a_line_break_in_a_token_is_an_error() {
    for system in SYSTEMS {
        let world = World::new(system);
        let answer = (system.answer)(1, Some("3600"), "").replace("tok-1", "CANARY\\r\\nX: y");
        world.always(Reply::Answer(200, answer));
        let error = world.token().await.unwrap_err();
        assert!(matches!(error, AuthError::InvalidToken { .. }), "{}", system.name);
    }
}

#[tokio::test(start_paused = true)]
async fn promise_20_a_line_break_in_a_password_is_an_error_in_a_header() {
    let system = super::systems::system("D, in headers");
    let world = World::new(system);
    let sessions = Sessions::new(SessionsConfig {
        credentials: vec![(system.scheme, Login::new("ada", "CANARY\nX: y").into())],
        ..config("https://api.example/v1", &world.server, &world.clock)
    })
    .unwrap();
    let error = call(system, &sessions).await.map(|_| ()).unwrap_err();
    assert!(matches!(error, AuthError::InvalidToken { .. }));
    assert!(!everything(&error).contains("CANARY"));
    assert_eq!(world.requests(), 0);
}

#[test]
fn promise_20_debug_shows_nothing() {
    let stored = StoredToken {
        refresh: Some(Secret::new("CANARY")),
        ..StoredToken::new(Secret::new("CANARY"))
    };
    let login = Login::new("CANARY", "CANARY").account_id(1);
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        ApiKey::new("CANARY"),
        Basic::new("CANARY", "CANARY"),
        Token::new("CANARY"),
        Secret::new("CANARY"),
        login,
        Credential::from(login.clone()),
        stored,
    );
    assert!(!shown.contains("CANARY"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn promise_20_sessions_and_grants_show_where_they_are_bound_and_no_more() {
    for system in SYSTEMS {
        let world = World::new(system);
        let (grant, token) = world.grant().await.unwrap();
        let shown = format!("{:?} {grant:?}", world.sessions);
        assert!(shown.contains("https://api.example") && shown.contains(system.scheme.name()));
        assert!(!shown.contains("CANARY") && !shown.contains(&token), "{shown}");
    }
}

#[test]
fn variables_are_named_after_the_fields() {
    for (prefix, field, name) in [
        ("JWT", "username", "JWT_USERNAME"),
        ("ClientCredentials", "client_id", "CLIENT_CREDENTIALS_CLIENT_ID"),
        ("Login", "accountId", "LOGIN_ACCOUNT_ID"),
        ("api key", "r#type", "API_KEY_TYPE"),
    ] {
        assert_eq!(crate::auth::variable(prefix, field), name);
    }
    let error = Login::from_env_with("PORTOLAN_TEST_UNSET").unwrap_err();
    let AuthError::Variable { name, .. } = &error else { panic!("{error}") };
    assert_eq!(name, "PORTOLAN_TEST_UNSET_USERNAME");
    // `PATH` is there anyway, and is not a number.
    assert!(crate::auth::read_variable::<i64>("PATH".to_owned()).is_err());
}
