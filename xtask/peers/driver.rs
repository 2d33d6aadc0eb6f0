//! Calls the peers through their generated clients, and prints `peer <tab> row <tab> what failed`.
//!
//! In: crates drawn of the definitions beside this file. Out: a line a row, with nothing at its end where all held.

use std::future::Future;
use std::time::Duration;

use portolan_runtime::auth::{AuthError, FileStore, OAuthError};
use portolan_runtime::{CallError, NoError};
use provider::types::Asked;

const SECRET: &str = "a secret with /+:%& in it";
/// Longer than a token of the peers lives.
const LIFE: Duration = Duration::from_secs(16);

async fn row(peer: &str, row: &str, work: impl Future<Output = ()> + Send + 'static) {
    let failed = match tokio::spawn(work).await {
        Ok(()) => String::new(),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => match panic.downcast::<String>() {
                Ok(text) => text.replace(['\n', '\t'], " "),
                Err(panic) => {
                    panic.downcast::<&str>().map_or("it panicked".into(), |t| (*t).into())
                }
            },
            Err(error) => error.to_string(),
        },
    };
    println!("{peer}\t{row}\t{failed}");
}

fn auth<T>(result: Result<T, CallError<NoError>>) -> AuthError {
    match result {
        Err(CallError::Auth(error)) => {
            assert!(!format!("{error:?} {error}").contains(SECRET), "a secret is shown");
            error
        }
        Err(error) => panic!("no error of credentials: {error:?}"),
        Ok(_) => panic!("it succeeded"),
    }
}

/// Calls until the token is another one: the first call after its life.
macro_rules! renewed {
    ($client:expr) => {{
        let first = $client.get_thing().await.unwrap().to_string();
        assert_eq!($client.get_thing().await.unwrap().to_string(), first, "one token, two calls");
        tokio::time::sleep(LIFE).await;
        let second = $client.get_thing().await.unwrap().to_string();
        assert_ne!(first, second, "another token after its life");
        (first, second)
    }};
}

mod of_provider {
    use provider::*;

    use super::*;

    /// Which of the definition's three schemes.
    #[derive(Clone, Copy)]
    pub(crate) enum By {
        Connect,
        Posted,
        Stated,
    }

    pub(crate) fn client(by: By, credential: impl Into<Credential>) -> Client {
        let builder = Client::builder(Environment::Default);
        let builder = match by {
            By::Connect => builder.connect(credential),
            By::Posted => builder.posted(credential),
            By::Stated => builder.stated(credential),
        };
        builder.build().unwrap()
    }

    pub(crate) fn credentials(by: By) -> Credential {
        match by {
            By::Connect => ConnectClientCredentials::new("basic app", SECRET).into(),
            By::Posted => PostedClientCredentials::new("body-app", SECRET).into(),
            By::Stated => StatedClientCredentials::new("basic app", SECRET).into(),
        }
    }

    pub(crate) fn open() -> Client {
        Client::builder(Environment::Default).build().unwrap()
    }

    /// A refresh token that came of a person's consent.
    pub(crate) async fn given(app: &str) -> String {
        open().give_consent(app).await.unwrap().to_string()
    }

    pub(crate) fn consent(by: By, token: &str) -> Credential {
        match by {
            By::Connect => {
                ConnectRefreshToken::new(token).client_id("basic app").client_secret(SECRET).into()
            }
            By::Posted => {
                PostedRefreshToken::new(token).client_id("body-app").client_secret(SECRET).into()
            }
            By::Stated => {
                StatedRefreshToken::new(token).client_id("basic app").client_secret(SECRET).into()
            }
        }
    }

    pub(crate) async fn is_active(token: &str) -> bool {
        let asked = Asked::new(token, "body-app", SECRET);
        open().introspect(&asked).await.unwrap().active
    }

    pub(crate) async fn machine(by: By) {
        let client = client(by, credentials(by));
        let (_, second) = renewed!(client);
        assert!(is_active(&second).await);
    }

    pub(crate) async fn wrong_secret(by: By, wrong: Credential) {
        let client = client(by, wrong);
        for _ in 0..3 {
            let error = auth(client.get_thing().await);
            assert!(matches!(error, AuthError::Rejected { .. }), "{error:?}");
            assert_eq!(error.oauth(), Some(OAuthError::InvalidClient), "{error:?}");
        }
    }

    pub(crate) async fn rotation(by: By, app: &'static str) {
        let client = client(by, consent(by, &given(app).await));
        renewed!(client);
        // A second rotation: the pair of the first is used.
        renewed!(client);
    }

    pub(crate) async fn reuse(by: By) {
        let first = given("basic app").await;
        let one = client(by, consent(by, &first));
        one.get_thing().await.unwrap();
        // Somebody else has the same refresh token: it comes twice, and the whole family is revoked.
        let two = client(by, consent(by, &first));
        let error = auth(two.get_thing().await);
        assert!(matches!(error, AuthError::ConsentEnded { .. }), "{error:?}");
        // The token of the first was revoked with it, and so was the refresh token that it was rotated to.
        let error = auth(one.get_thing().await);
        assert!(matches!(error, AuthError::ConsentEnded { .. }), "{error:?}");
        let error = auth(one.get_thing().await);
        assert!(matches!(error, AuthError::ConsentEnded { .. }), "{error:?}");
    }

    pub(crate) async fn signed_out(by: By, app: &'static str) {
        let client = client(by, consent(by, &given(app).await));
        let token = client.get_thing().await.unwrap().to_string();
        assert!(is_active(&token).await, "before");
        let out = client.sign_out().await.unwrap();
        assert_eq!((out.revoked, out.left), (2, 0));
        assert!(!is_active(&token).await, "the access token is revoked");
        // The consent was revoked with them.
        let error = auth(client.get_thing().await);
        assert!(matches!(error, AuthError::ConsentEnded { .. }), "{error:?}");
    }

    pub(crate) async fn revoked_under_way() {
        // Somebody else's sign-out ends a token: the call notices, and is sent once more with another.
        let folder = std::env::temp_dir().join(format!("portolan-peers-{}", std::process::id()));
        let shared = |name: &str| {
            Client::builder(Environment::Default)
                .connect(credentials(By::Connect))
                .store(FileStore::new(folder.join(name)))
                .build()
                .unwrap()
        };
        let (two, three) = (shared("store"), shared("store"));
        let of_two = two.get_thing().await.unwrap().to_string();
        assert_eq!(three.get_thing().await.unwrap().to_string(), of_two, "one store, one token");
        assert_eq!(shared("store").sign_out().await.unwrap().revoked, 1);
        assert!(!is_active(&of_two).await, "it is revoked for all of them");
        assert_ne!(two.get_thing().await.unwrap().to_string(), of_two);
        let _ = std::fs::remove_dir_all(folder);
    }

    pub(crate) async fn many() {
        let client = client(By::Connect, credentials(By::Connect));
        let calls: Vec<_> = (0..64)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.get_thing().await.unwrap().to_string() })
            })
            .collect();
        let mut tokens = Vec::new();
        for call in calls {
            tokens.push(call.await.unwrap());
        }
        tokens.dedup();
        assert_eq!(tokens.len(), 1, "one token for all");
    }
}

mod of_mock {
    use mock::*;

    use super::*;

    pub(crate) fn client(credential: impl Into<Credential>, stated: bool) -> Client {
        let builder = Client::builder(Environment::Default);
        let builder = if stated { builder.stated(credential) } else { builder.connect(credential) };
        builder.build().unwrap()
    }

    pub(crate) fn password() -> Credential {
        ConnectLogin::new("ada", "secret").client_id("app").into()
    }

    pub(crate) async fn machine(stated: bool) {
        let client = match stated {
            true => client(StatedClientCredentials::new("app", SECRET), true),
            false => client(ConnectClientCredentials::new("app", SECRET), false),
        };
        renewed!(client);
    }

    pub(crate) async fn rotation(credential: Credential, stated: bool) {
        // The peer takes each refresh token once.
        let client = client(credential, stated);
        renewed!(client);
        renewed!(client);
    }

    pub(crate) async fn reuse() {
        let first = "a refresh token of elsewhere";
        let consent = || ConnectRefreshToken::new(first).client_id("app");
        client(consent(), false).get_thing().await.unwrap();
        let error = auth(client(consent(), false).get_thing().await);
        assert!(matches!(error, AuthError::ConsentEnded { .. }), "{error:?}");
    }

    pub(crate) async fn signed_out(stated: bool) {
        let credential = match stated {
            true => StatedLogin::new("ada", "secret").client_id("app").into(),
            false => password(),
        };
        let client = client(credential, stated);
        client.get_thing().await.unwrap();
        let out = client.sign_out().await.unwrap();
        assert_eq!((out.revoked, out.left), (2, 0));
        let count = client.count_revocations().await.unwrap().to_string();
        assert!(count.parse::<u32>().unwrap() >= 2, "{count}");
    }
}

#[tokio::main]
async fn main() {
    // A failure is told in its row.
    std::panic::set_hook(Box::new(|_| {}));
    use of_provider::By::{Connect, Posted, Stated};
    let provider = "provider";
    let wrong_basic = provider::ConnectClientCredentials::new("basic app", "CANARY").into();
    let wrong_body = provider::PostedClientCredentials::new("body-app", "CANARY").into();
    tokio::join!(
        row(provider, "client credentials, discovered, Basic", of_provider::machine(Connect)),
        row(provider, "client credentials, discovered, in the body", of_provider::machine(Posted)),
        row(provider, "client credentials, stated", of_provider::machine(Stated)),
        row(provider, "wrong secret, Basic", of_provider::wrong_secret(Connect, wrong_basic)),
        row(provider, "wrong secret, in the body", of_provider::wrong_secret(Posted, wrong_body)),
        row(provider, "refresh token, rotated twice", of_provider::rotation(Connect, "basic app")),
        row(provider, "refresh token, in the body", of_provider::rotation(Posted, "body-app")),
        row(provider, "refresh token, stated", of_provider::rotation(Stated, "basic app")),
        row(provider, "refresh token used twice: its family ends", of_provider::reuse(Connect)),
        row(provider, "sign-out, discovered", of_provider::signed_out(Connect, "basic app")),
        row(provider, "sign-out, in the body", of_provider::signed_out(Posted, "body-app")),
        row(provider, "sign-out, stated", of_provider::signed_out(Stated, "basic app")),
        row(provider, "sign-out through a shared store", of_provider::revoked_under_way()),
        row(provider, "64 callers, one token", of_provider::many()),
    );
    let mock = "mock";
    let consent = || mock::ConnectRefreshToken::new("once").client_id("app").into();
    tokio::join!(
        row(mock, "client credentials, discovered, in the body", of_mock::machine(false)),
        row(mock, "client credentials, stated", of_mock::machine(true)),
        row(mock, "password, renewed", of_mock::rotation(of_mock::password(), false)),
        row(mock, "refresh token, rotated twice", of_mock::rotation(consent(), false)),
        row(mock, "refresh token used twice: its family ends", of_mock::reuse()),
        row(mock, "sign-out, discovered", of_mock::signed_out(false)),
        row(mock, "sign-out, stated", of_mock::signed_out(true)),
    );
}
