//! Rows about a provider that describes itself (OpenID Connect Discovery 1.0, RFC 8414): what is believed of it, and what goes
//! where.

use std::sync::Arc;
use std::time::Duration;

use portolan_runtime::CallError;
use portolan_runtime::auth::{AuthError, DiscoveryError};

use crate::provider::{CANARY, Consent, Person, World, basic, client, done, scheme, usual};
use crate::support::{Deed, answer};
use crate::world::{on_wire, shown};

mod client_credentials_in_basic {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let world = World::new(Box::new(usual), done).await;
        let core = world.core(client());
        let calls: Vec<_> = (0..50).map(|_| core.call(world.get).send()).collect();
        for call in calls.into_iter().map(tokio::spawn).collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
        let (documents, tokens) = (world.provider.requests(), world.of_tokens("/token"));
        assert_eq!((documents.len(), tokens.len()), (1, 1));
        assert!(documents[0].header("authorization").is_none() && documents[0].body.is_empty());
        assert!(basic(&tokens[0]), "{tokens:?}");
        assert_eq!(tokens[0].body, "grant_type=client_credentials&scope=read");
        assert!(world.sent().iter().all(|sent| sent == "Bearer tok-1"));
    }
}

mod client_credentials_in_the_body {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let document = |provider: &str, tokens: &str| {
            let methods = r#","token_endpoint_auth_methods_supported":["client_secret_post"]}"#;
            usual(provider, tokens).trim_end_matches('}').to_owned() + methods
        };
        let world = World::new(Box::new(document), done).await;
        world.core(client()).call(world.get).await.unwrap();
        let tokens = world.of_tokens("/token");
        assert_eq!(
            tokens[0].body,
            "grant_type=client_credentials&client_id=app&client_secret=CANARY-secret&scope=read"
        );
        assert!(tokens[0].header("authorization").is_none());
    }
}

mod password_renewed_by_its_refresh_token {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let world = World::new(Box::new(usual), done).await;
        // A public client shows its name and nothing else.
        let core = world.core(Person::new("ada", CANARY).client_id("app").into());
        core.call(world.get).await.unwrap();
        world.clock.advance(Duration::from_secs(3601));
        core.call(world.get).await.unwrap();
        let bodies: Vec<_> = world.of_tokens("/token").into_iter().map(|it| it.body).collect();
        assert_eq!(
            bodies,
            [
                "grant_type=password&username=ada&password=CANARY-secret&client_id=app",
                "grant_type=refresh_token&refresh_token=ref-1&client_id=app",
            ]
        );
        assert_eq!(world.sent(), ["Bearer tok-1", "Bearer tok-2"]);
    }
}

mod consent_renewed {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let world = World::new(Box::new(usual), done).await;
        let core = world.core(Consent::new("from elsewhere").client_id("app").into());
        core.call(world.get).await.unwrap();
        let bodies: Vec<_> = world.of_tokens("/token").into_iter().map(|it| it.body).collect();
        assert_eq!(bodies, ["grant_type=refresh_token&refresh_token=from+elsewhere&client_id=app"]);
    }
}

mod consent_through_a_shared_store {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        use portolan_runtime::auth::MemoryStore;
        let (world, store) =
            (World::new(Box::new(usual), done).await, Arc::new(MemoryStore::default()));
        let open = |token: &str| {
            let consent = Consent::new(token).client_id("app");
            world.with(consent.into(), |builder| builder.store(Arc::clone(&store)))
        };
        let (one, two, other) = (open("first"), open("first"), open("of another person"));
        let refreshed = || {
            let bodies = world.of_tokens("/token").into_iter().map(|it| it.body);
            bodies.map(|it| it.split('&').nth(1).unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        one.call(world.get).await.unwrap();
        two.call(world.get).await.unwrap();
        assert_eq!(refreshed(), ["refresh_token=first"], "the other adopts what came of it");
        world.clock.advance(Duration::from_secs(3601));
        two.call(world.get).await.unwrap();
        one.call(world.get).await.unwrap();
        // What was rotated is used, and by one of them.
        assert_eq!(refreshed()[1..], ["refresh_token=ref-1"]);
        other.call(world.get).await.unwrap();
        assert_eq!(refreshed()[2..], ["refresh_token=of+another+person"]);
        assert_eq!(
            world.sent(),
            ["Bearer tok-1", "Bearer tok-1", "Bearer tok-2", "Bearer tok-2", "Bearer tok-3"]
        );
    }
}

mod another_issuers_document {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        for issuer in ["/other", "", "/realm/x", ".example/realm"] {
            let document = move |provider: &str, tokens: &str| {
                usual(provider, tokens).replace("/realm", issuer)
            };
            let world = World::new(Box::new(document), done).await;
            let error = world.refused(&world.core(client())).await;
            let AuthError::Discovery { problem, .. } = &error else { panic!("{error:?}") };
            assert_eq!(*problem, DiscoveryError::OtherIssuer, "{issuer}");
            assert!(!error.is_transient());
            assert!(world.tokens.requests().is_empty() && world.api.requests().is_empty());
        }
    }
}

mod insecure_endpoint {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        for endpoint in ["http://tokens.example", "ftp://tokens.example", "//tokens.example", "x"] {
            let document = move |provider: &str, _: &str| usual(provider, endpoint);
            let world = World::new(Box::new(document), done).await;
            let error = world.refused(&world.core(client())).await;
            let AuthError::Discovery { problem, .. } = &error else { panic!("{error:?}") };
            assert_eq!(*problem, DiscoveryError::InsecureEndpoint, "{endpoint}");
            assert!(world.tokens.requests().is_empty());
        }
        // What somebody on the way could answer is not asked at all.
        for document in ["http://login.example", "http://192.0.2.1", "http://localhost.example"] {
            let scheme = scheme(format!("{document}/.well-known/openid-configuration"));
            let builder = on_wire("https://api.example".to_owned()).credential(scheme, client());
            let error = builder.build().unwrap_err();
            assert!(shown(&error).contains("not encrypted"), "{error:?}");
        }
    }
}

mod redirected_document {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"] {
            let serve = move |_: &str, tokens: &str, _| {
                let location = format!("{tokens}/document");
                Deed::Write(answer(status, &[("Location", location.as_str())], ""))
            };
            let world = World::serving(Box::new(serve), done).await;
            let error = world.refused(&world.core(client())).await;
            assert!(matches!(error, AuthError::Discovery { .. }), "{error:?}");
            assert!(world.tokens.requests().is_empty());
        }
    }
}

mod hostile_document {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let long = "x".repeat(400_000);
        for document in ["", "[]", "{", "CANARY", r#"{"issuer":7}"#, long.as_str()] {
            let text = answer("200 OK", &[], document);
            let serve = move |_: &str, _: &str, _| Deed::Write(text.clone());
            let world = World::serving(Box::new(serve), done).await;
            let core = world.core(client());
            for _ in 0..20 {
                let error = world.refused(&core).await;
                assert!(matches!(error, AuthError::Discovery { .. }), "{error:?}");
                assert!(!shown(&error).contains("CANARY"), "nothing of it is quoted");
            }
            assert_eq!(world.provider.requests().len(), 1, "no storm");
            assert!(world.tokens.requests().is_empty());
        }
    }
}

mod document_kept_through_an_outage {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let serve = |provider: &str, tokens: &str, n| match n {
            0 | 2 => Deed::Write(answer("200 OK", &[], &usual(provider, tokens))),
            1 => Deed::Write(answer("503 Service Unavailable", &[], "")),
            _ => Deed::Write(answer("200 OK", &[], &usual("https://evil.example", tokens))),
        };
        let world = World::serving(Box::new(serve), done).await;
        let core = world.core(client());
        let hour = async || {
            let called = core.call(world.get).await;
            world.clock.advance(Duration::from_secs(3601));
            (called, world.provider.requests().len(), world.of_tokens("/token").len())
        };
        for n in 1..=3 {
            let (called, documents, tokens) = hour().await;
            called.unwrap();
            assert_eq!((documents, tokens), (n, n));
        }
        // An outage is none of the endpoints; another issuer is.
        let (called, documents, tokens) = hour().await;
        assert!(matches!(called, Err(CallError::Auth(AuthError::Discovery { .. }))), "{called:?}");
        assert_eq!((documents, tokens), (4, 3));
    }
}
