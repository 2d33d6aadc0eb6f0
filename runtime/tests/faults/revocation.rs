//! Rows about the end of tokens at a provider that describes itself (RFC 7009): what is revoked, where, and what is left.

use std::sync::atomic::Ordering;

use portolan_runtime::auth::{OAuthError, SignedOut};

use crate::provider::{CANARY, Consent, Person, World, basic, client, done, operation, usual};
use crate::support::{Deed, Received, answer};
use crate::world::shown;

mod signed_out {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let world = World::new(Box::new(usual), done).await;
        let core =
            world.core(Person::new("ada", "p").client_id("app").client_secret(CANARY).into());
        core.call(world.get).await.unwrap();
        let out = core.sign_out().await.unwrap();
        assert_eq!((out.revoked, out.left), (2, 0));
        let revoked = world.of_tokens("/revoke");
        let bodies: Vec<_> = revoked.iter().map(|it| it.body.as_str()).collect();
        assert_eq!(
            bodies,
            [
                "token=ref-1&token_type_hint=refresh_token",
                "token=tok-1&token_type_hint=access_token"
            ]
        );
        assert!(revoked.iter().all(basic), "the client shows who it is: {revoked:?}");
        // Nothing is left of it; the credentials are.
        assert_eq!(core.sign_out().await.unwrap(), SignedOut::default());
        core.call(world.get).await.unwrap();
        assert_eq!(world.sent(), ["Bearer tok-1", "Bearer tok-2"]);
        assert_eq!(world.of_tokens("/revoke").len(), 2);
    }
}

mod signed_out_by_another_process {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        use portolan_runtime::auth::FileStore;
        let folder = tempfile::tempdir().unwrap();
        let world = World::new(Box::new(usual), done).await;
        let open = || {
            let store = FileStore::new(folder.path());
            world.with(Consent::new("first").client_id("app").into(), |b| b.store(store))
        };
        let earlier = open();
        earlier.call(world.get).await.unwrap();
        earlier.call(operation(world.scheme, &["write"])).await.unwrap();
        // A program that only signs out knows the tokens from the store alone.
        let out = open().sign_out().await.unwrap();
        let bodies: Vec<_> =
            world.of_tokens("/revoke").into_iter().map(|revoked| revoked.body).collect();
        assert!(bodies.iter().any(|it| it.contains("token=ref-")), "{bodies:?}");
        assert!(bodies.iter().any(|it| it.contains("token=tok-")), "{bodies:?}");
        assert_eq!((out.revoked, out.left), (bodies.len(), 0));
        assert_eq!(open().sign_out().await.unwrap().left, 0);
        let left = std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().path());
        let left: Vec<_> = left.filter(|it| it.extension().is_some_and(|e| e == "json")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

mod sign_out_that_fails {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        static UP: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
        let revoke = |_: &Received| match UP.load(Ordering::SeqCst) {
            true => Deed::Write(answer("200 OK", &[], "")),
            false => Deed::Write(answer("503 Service Unavailable", &[], CANARY)),
        };
        let world = World::new(Box::new(usual), revoke).await;
        let core = world.core(client());
        core.call(world.get).await.unwrap();
        let error = core.sign_out().await.unwrap_err();
        assert!(error.is_transient() && !shown(&error).contains(CANARY), "{error:?}");
        assert_eq!(world.of_tokens("/revoke").len(), 1, "it is not multiplied");
        // It is forgotten here all the same, and the next sign-out tries again.
        core.call(world.get).await.unwrap();
        assert_eq!(world.sent(), ["Bearer tok-1", "Bearer tok-2"]);
        UP.store(true, Ordering::SeqCst);
        assert_eq!(core.sign_out().await.unwrap().revoked, 2);
        let last: Vec<_> = world.of_tokens("/revoke").into_iter().map(|it| it.body).collect();
        assert!(last[1..].iter().any(|it| it.contains("tok-1")), "{last:?}");
        assert!(last[1..].iter().any(|it| it.contains("tok-2")), "{last:?}");
    }
}

mod sign_out_that_is_refused {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let refuse = |request: &Received| {
            let refresh = request.body.contains("refresh_token");
            let code = if refresh { "invalid_client" } else { "unsupported_token_type" };
            Deed::Write(answer("400 Bad Request", &[], &format!(r#"{{"error":"{code}"}}"#)))
        };
        let world = World::new(Box::new(usual), refuse).await;
        let core = world.core(client());
        core.call(world.get).await.unwrap();
        // A server need not revoke access tokens.
        let out = core.sign_out().await.unwrap();
        assert_eq!((out.revoked, out.left), (0, 1));
        let core = world.core(Person::new("ada", "p").into());
        core.call(world.get).await.unwrap();
        let error = core.sign_out().await.unwrap_err();
        assert_eq!(error.oauth(), Some(OAuthError::InvalidClient));
        assert_eq!(core.sign_out().await.unwrap(), SignedOut::default(), "nor asked for again");
    }
}

mod provider_that_revokes_nothing {
    use super::*;

    #[tokio::test]
    async fn discovered() {
        let document = |provider: &str, tokens: &str| {
            format!(r#"{{"issuer":"{provider}/realm/","token_endpoint":"{tokens}/token"}}"#)
        };
        let world = World::new(Box::new(document), done).await;
        let core = world.core(client());
        core.call(world.get).await.unwrap();
        let out = core.sign_out().await.unwrap();
        assert_eq!((out.revoked, out.left), (0, 1));
        assert!(world.of_tokens("/revoke").is_empty());
    }
}
