//! Rows about where credentials may go: refused before any request for a token.

use portolan_runtime::auth::AuthError;
use portolan_runtime::{CallError, NoError, Operation, PlainText};

use crate::systems::System;
use crate::world::{Environment, World};

rows! {
    base_url_without_tls: A B C D H;
    look_alike_host: A B C D H;
    another_port: A B C D H;
    userinfo: A B C D H;
    internationalised_host: A B C D H;
    another_environment: A B C D H;
}

async fn base_url_without_tls(system: &'static System) {
    let world = World::new(system);
    for url in ["http://api.example/v1", "http://10.0.0.1/v1", "http://localhost.example/v1"] {
        let open = world.through(world.elsewhere(&Environment::custom(url)).build().unwrap());
        let error = open.refused().await;
        assert!(matches!(error, AuthError::InsecureTransport { .. }), "{url}: {error:?}");
        assert_eq!((world.requests(), world.calls()), (0, 0));
        // What is public goes; what a person allows, too.
        let public = open.core.call(&PUBLIC).await.unwrap();
        assert_eq!(&*public, "none");
        assert_eq!(world.requests(), 0);
        world.server.calls.lock().unwrap().clear();
    }
    for url in ["http://127.0.0.1/v1", "http://localhost/v1", "http://[::1]/v1"] {
        world
            .through(world.elsewhere(&Environment::custom(url)).build().unwrap())
            .call()
            .await
            .unwrap();
    }
    let allowed = world.elsewhere(&Environment::custom("http://api.example/v1")).allow_http();
    world.through(allowed.build().unwrap()).call().await.unwrap();
}

static PUBLIC: Operation<PlainText, NoError> = Operation::get("status", "/status").security(&[]);

/// A server of an operation's own at another origin gets nothing.
macro_rules! elsewhere {
    ($($name:ident: $($url:literal)+;)+) => {$(
        async fn $name(system: &'static System) {
            let world = World::new(system);
            for url in [$($url),+] {
                let operation: &'static Operation<PlainText, NoError> = Box::leak(Box::new(
                    Operation::get("elsewhere", "/accounts")
                        .security(system.security)
                        .servers(Box::leak(Box::new([url]))),
                ));
                let outcome = world.core.call(operation).await;
                let wrong = |error: &CallError<NoError>| {
                    matches!(
                        error,
                        CallError::Auth(AuthError::WrongOrigin { .. }) | CallError::Request(_)
                    )
                };
                assert!(outcome.as_ref().is_err_and(wrong), "{url}: {outcome:?}");
                assert_eq!((world.requests(), world.calls()), (0, 0), "{url}");
            }
        }
    )+};
}
elsewhere! {
    look_alike_host:
        "https://api.example.evil.example/v1" "https://api-example/v1" "https://xapi.example/v1"
        "https://api.example./v1" "https://api.exam\u{440}le/v1" "https://evil.example/api.example/v1";
    another_port:
        "https://api.example:444/v1" "https://api.example:80/v1" "http://api.example:443/v1";
    userinfo_of_an_operation:
        "https://api.example@evil.example/v1" "https://api.example:443@evil.example/v1"
        "https://user@api.example/v1";
}

async fn userinfo(system: &'static System) {
    userinfo_of_an_operation(system).await;
    refused(system, &["https://me:CANARY@api.example/v1", "https://api.example@evil.example/v1"])
        .await;
}

async fn internationalised_host(system: &'static System) {
    refused(system, &["https://\u{430}pi.example/v1", "https://b\u{fc}cher.example/v1"]).await;
}

/// The environment itself is refused.
async fn refused(system: &'static System, urls: &[&str]) {
    let world = World::new(system);
    for url in urls {
        let error = world.elsewhere(&Environment::custom(*url)).build().map(|_| ()).unwrap_err();
        assert!(!crate::world::shown(&error).contains("CANARY"), "{error:?}");
        assert_eq!(world.requests(), 0);
    }
}

async fn another_environment(system: &'static System) {
    let store = std::sync::Arc::new(portolan_runtime::auth::MemoryStore::default());
    let world = World::with(system, |builder| builder.store(std::sync::Arc::clone(&store)));
    world.expect("tok-1").await;
    // Of another environment, with the same store and credentials: a token of its own.
    let sandbox = world.elsewhere(&Environment::Sandbox).store(std::sync::Arc::clone(&store));
    let sandbox = world.through(sandbox.build().unwrap());
    sandbox.expect("tok-2").await;
    world.expect("tok-1").await;
    {
        let tokens = world.server.tokens.lock().unwrap();
        assert!(tokens[0].uri.starts_with("https://api.example/"));
        assert!(tokens[1].uri.starts_with("https://sandbox.example/"));
    }
    assert!(format!("{:?} {:?}", world.core, sandbox.core).contains("Sandbox"));
    // A call of the one through the other is an error, never a silently anonymous request.
    let before = world.calls();
    look_alike_of_the_other(&world, system).await;
    assert_eq!(world.calls(), before);
}

async fn look_alike_of_the_other(world: &World, system: &'static System) {
    let operation: &'static Operation<PlainText, NoError> = Box::leak(Box::new(
        Operation::get("elsewhere", "/accounts")
            .security(system.security)
            .servers(&["https://sandbox.example/v1"]),
    ));
    let error = world.core.call(operation).await.unwrap_err();
    assert!(matches!(error, CallError::Auth(AuthError::WrongOrigin { .. })), "{error:?}");
}
