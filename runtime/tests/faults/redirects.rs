//! Rows about redirects and broken connections, on loopback: no target ever sees a secret.

use std::sync::Arc;
use std::time::Duration;

use portolan_runtime::auth::{ApiKey, Basic, Carry, Credential, Part, Requirement, Scheme};
use portolan_runtime::generated::{Core, CoreBuilder};
use portolan_runtime::testing::TestClock;
use portolan_runtime::{CallError, NoError, Operation, PlainText, Retry};

use crate::support::{Deed, Received, Server, answer};
use crate::systems::{PASSWORD, System};
use crate::world::{beginning, on_wire};

rows! {
    real
    redirect_to_another_host: A B C D H;
    redirect_to_another_port: A B C D H;
    redirect_from_https_to_http: A B C D H;
    connection_reset_on_the_wire: A B C D H;
    answer_truncated_on_the_wire: A B C D H;
    slow_drip_on_the_wire: A B C D H;
    retries_on_the_wire: A B C D H;
}

fn token(system: &System, n: usize) -> String {
    answer("200 OK", &[], &(system.answer)(n, Some("3600"), ""))
}

fn is_for_tokens(system: &System, request: &Received) -> bool {
    request.target() == system.login || Some(request.target()) == system.renew
}

fn secrets(request: &Received) -> bool {
    let all = format!("{request:?}");
    [PASSWORD, "tok-", "ref-", "ada", "CANARY"].iter().any(|secret| all.contains(secret))
}

const STATUSES: [&str; 4] =
    ["302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"];

/// Redirects the login, then only the call, then only the refresh.
async fn redirected(system: &'static System, location: impl Fn(u16, &str) -> String) {
    for status in STATUSES {
        let target = Arc::new(Server::answering("200 OK", "you should not be here").await);
        let location = location(target.port(), "/steal");
        for (login, call) in [(true, false), (false, true)] {
            let headers = [("Location", location.as_str())];
            let away = answer(status, &headers, "");
            let server = Server::start(move |request, n| {
                let redirect = if is_for_tokens(system, request) { login } else { call };
                Deed::Write(match redirect {
                    true => away.clone(),
                    false if is_for_tokens(system, request) => token(system, n + 1),
                    false => answer("200 OK", &[], "done"),
                })
            })
            .await;
            let core = core(system, &server);
            let error = core.call(system.get).await.unwrap_err();
            assert_eq!(matches!(error, CallError::Auth(_)), login, "{status}: {error:?}");
            let error = core.call(system.put).text("text/plain", "CANARY").await.unwrap_err();
            assert!(!crate::world::shown(&error).contains(PASSWORD));
            assert!(target.requests().is_empty(), "{status}: {:?}", target.requests());
        }
    }
}

fn core(system: &System, server: &Server) -> Core {
    on_wire(server.url("")).credential(system.scheme, (system.credential)()).build().unwrap()
}

pub(crate) async fn redirect_to_another_host(system: &'static System) {
    redirected(system, |port, path| format!("http://localhost:{port}{path}")).await;
}

async fn redirect_to_another_port(system: &'static System) {
    redirected(system, |port, path| format!("http://127.0.0.1:{port}{path}")).await;
}

/// A server with TLS that sends everybody to one without.
async fn redirect_from_https_to_http(system: &'static System) {
    for status in STATUSES {
        let target = Server::answering("200 OK", "in the clear").await;
        let location = target.url("/steal");
        for (login, call) in [(true, false), (false, true)] {
            let away = answer(status, &[("Location", location.as_str())], "");
            let server = crate::support::tls::Secure::start(move |request, n| {
                let redirect = if is_for_tokens(system, request) { login } else { call };
                match redirect {
                    true => away.clone(),
                    false => token(system, n + 1),
                }
            })
            .await;
            let core = on_wire(server.url(""))
                .credential(system.scheme, (system.credential)())
                .reqwest(server.trusting())
                .build()
                .unwrap();
            let error = core.call(system.get).await.unwrap_err();
            assert_eq!(matches!(error, CallError::Auth(_)), login, "{status}: {error:?}");
            assert!(server.requests() > 0, "it was reached");
            assert!(target.requests().is_empty(), "{status}: {:?}", target.requests());
        }
    }
}

macro_rules! carriers {
    ($($name:ident = $scheme:expr;)+) => {$(
        static $name: Scheme = $scheme;
    )+};
}
carriers! {
    HEADER = Scheme::api_key("header", Carry::raw_header("X-Api-Key"));
    QUERY = Scheme::api_key("query", Carry::query("api_key"));
    COOKIE = Scheme::api_key("cookie", Carry::cookie("sid"));
    BASIC = Scheme::basic("basic");
}

/// What is no token has carriers, too.
mod redirect_of_every_carrier {
    use super::{
        ApiKey, BASIC, Basic, COOKIE, Credential, HEADER, NoError, Operation, Part, PlainText,
        QUERY, Requirement, STATUSES, Scheme, Server, answer, on_wire, secrets,
    };

    async fn carried(scheme: &'static Scheme, credential: Credential) {
        let security: &'static [Requirement] =
            Box::leak(Box::new([Requirement(Box::leak(Box::new([Part { scheme, scopes: &[] }])))]));
        let get: &'static Operation<PlainText, NoError> =
            Box::leak(Box::new(Operation::get("get", "/accounts").security(security)));
        for status in STATUSES {
            let target = Server::answering("200 OK", "").await;
            for host in ["127.0.0.1", "localhost"] {
                let location = format!("http://{host}:{}/steal", target.port());
                let headers = [("Location", location.as_str())];
                let server = Server::start({
                    let away = answer(status, &headers, "");
                    move |_, _| super::Deed::Write(away.clone())
                })
                .await;
                let core = on_wire(server.url("")).credential(scheme, credential.clone());
                core.build().unwrap().call(get).await.unwrap_err();
                let seen = &server.requests()[0];
                let basic = seen.header("authorization").is_some();
                assert!(secrets(seen) || basic, "the server saw the credential");
                assert!(target.requests().is_empty(), "{:?}", target.requests());
            }
        }
    }

    #[tokio::test]
    async fn api_key_in_a_header() {
        carried(&HEADER, ApiKey::new("CANARY").into()).await;
    }

    #[tokio::test]
    async fn api_key_in_the_query() {
        carried(&QUERY, ApiKey::new("CANARY").into()).await;
    }

    #[tokio::test]
    async fn api_key_in_a_cookie() {
        carried(&COOKIE, ApiKey::new("CANARY").into()).await;
    }

    #[tokio::test]
    async fn basic_credentials() {
        // `ada:CANARY` in Base64 has neither word in it.
        carried(&BASIC, Basic::new("ada", "CANARY-x").into()).await;
    }
}

/// A client whose token is in its soft window, and whose token endpoint does the same from the second request on.
async fn soft(
    system: &'static System,
    deed: impl Fn() -> Deed + Send + Sync + 'static,
    settings: impl FnOnce(CoreBuilder) -> CoreBuilder,
) -> (Server, TestClock, Core) {
    let issued = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |request, _| {
        if !is_for_tokens(system, request) {
            return Deed::Write(answer("200 OK", &[], "done"));
        }
        match issued.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => Deed::Write(token(system, 1)),
            _ => deed(),
        }
    })
    .await;
    let clock = TestClock::new(beginning());
    let builder = on_wire(server.url("")).credential(system.scheme, (system.credential)());
    let core = settings(builder.clock(clock.clone())).build().unwrap();
    core.call(system.get).await.unwrap();
    clock.advance(Duration::from_secs(3500));
    (server, clock, core)
}

async fn outage(system: &'static System, deed: impl Fn() -> Deed + Send + Sync + 'static) {
    let (server, clock, core) = soft(system, deed, |builder| builder).await;
    for _ in 0..20 {
        core.call(system.get).await.unwrap();
    }
    clock.advance(Duration::from_secs(101));
    let mut refused = 0;
    for _ in 0..20 {
        let call = core.call(system.get).timeout(Duration::from_secs(3)).await;
        let error = call.unwrap_err();
        assert!(matches!(error, CallError::Auth(_) | CallError::Timeout(_)), "{error:?}");
        refused += usize::from(matches!(error, CallError::Auth(_)));
        if refused > 2 || matches!(error, CallError::Timeout(_)) {
            break;
        }
    }
    let tokens = server.requests().iter().filter(|r| is_for_tokens(system, r)).count();
    assert!((2..=7).contains(&tokens), "{tokens}");
    let calls = server.requests().len() - tokens;
    assert_eq!(calls, 21, "an expired token is never sent");
}

async fn connection_reset_on_the_wire(system: &'static System) {
    outage(system, || Deed::Close).await;
}

async fn answer_truncated_on_the_wire(system: &'static System) {
    outage(system, move || {
        let whole = token(system, 2);
        Deed::WriteAndClose(whole[..whole.len() - 10].to_owned())
    })
    .await;
}

async fn slow_drip_on_the_wire(system: &'static System) {
    outage(system, move || Deed::Drip(token(system, 2), Duration::from_millis(500))).await;
}

async fn retries_on_the_wire(system: &'static System) {
    let patient =
        Retry::default().attempts(4).backoff(Duration::from_millis(1), Duration::from_millis(2));
    for status in ["503 Service Unavailable", "429 Too Many Requests"] {
        let server = Server::answering(status, "").await;
        let builder = on_wire(server.url("")).credential(system.scheme, (system.credential)());
        let core = builder.retry(patient).build().unwrap();
        let error = core.call(system.get).await.unwrap_err();
        assert!(matches!(error, CallError::Auth(_)), "{error:?}");
        assert_eq!(server.requests().len(), 1, "a request for a token is not multiplied");
    }
}
