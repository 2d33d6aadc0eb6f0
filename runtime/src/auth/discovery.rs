//! Where a provider's endpoints are (OpenID Connect Discovery 1.0; RFC 8414 describes a server of OAuth in the same way).
//!
//! In: the URL of its discovery document, as the definition has it. Out: the endpoints that the declared issuer names,
//! and how a client shows there who it is; or why the document is not used. Nothing secret is sent for it, and only what
//! cannot be overheard or replaced on the way is believed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderValue, Request, header};
use jiter::JsonValue;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::answer::{Class, Failed, find};
use super::error::{AuthError, DiscoveryError};
use crate::body::Body;
use crate::clock::Clock;
use crate::environment::Origin;
use crate::retry::retry_after;
use crate::transport::Transport;

/// How long a document may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// More is no description.
const LARGEST: usize = 1 << 18;
/// How long a document is good; it is had again when a token is needed after that.
const GOOD: Duration = Duration::from_secs(3600);
/// How long a document is used of which there is no newer one because the provider does not answer.
const KNOWN: Duration = Duration::from_secs(24 * 3600);
/// What stands between an issuer's host and its path, or after its path.
const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

/// A provider that describes itself.
pub(crate) struct Provider {
    scheme: &'static str,
    url: &'static str,
    origin: Origin,
    /// The two ways to write the issuer whose document has this URL: one may have a slash at its end.
    issuer: String,
    found: Mutex<Option<(Arc<Endpoints>, Instant)>>,
}

/// What a provider says of itself, as far as we need it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Endpoints {
    token: Result<String, DiscoveryError>,
    revocation: Result<String, DiscoveryError>,
    token_client: Client,
    revocation_client: Client,
}

/// How a client shows who it is (RFC 6749, 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    Basic,
    Body,
}

/// Which endpoint is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Token,
    Revocation,
}

/// With what a document is fetched.
#[derive(Clone, Copy)]
pub(crate) struct Fetcher<'a> {
    pub(crate) transport: &'a dyn Transport,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) user_agent: Option<&'a HeaderValue>,
}

impl Provider {
    /// Checks the URL: nobody may be able to answer in the provider's place.
    pub(crate) fn new(scheme: &'static str, url: &'static str) -> Result<Self, AuthError> {
        let problem = "the URL of its provider's discovery document is not one";
        let origin = Origin::of(url).map_err(|_| AuthError::Flow { scheme, problem })?;
        let issuer = issuer(url).ok_or(AuthError::Flow { scheme, problem })?;
        if !origin.is_https() && !origin.is_loopback() {
            return Err(AuthError::InsecureTransport { origin: origin.to_string() });
        }
        Ok(Self { scheme, url, origin, issuer, found: Mutex::new(None) })
    }

    /// Returns an endpoint and how a client shows there who it is. The document is fetched once for all who ask.
    pub(crate) async fn endpoint(
        &self,
        wanted: Wanted,
        fetcher: Fetcher<'_>,
    ) -> Result<(String, Client), Failed> {
        let endpoints = self.endpoints(fetcher).await?;
        let (url, client) = match wanted {
            Wanted::Token => (&endpoints.token, endpoints.token_client),
            Wanted::Revocation => (&endpoints.revocation, endpoints.revocation_client),
        };
        url.clone().map(|url| (url, client)).map_err(|problem| self.failed(problem))
    }

    async fn endpoints(&self, fetcher: Fetcher<'_>) -> Result<Arc<Endpoints>, Failed> {
        let mut found = self.found.lock().await;
        let age = |at: Instant| fetcher.clock.monotonic().saturating_duration_since(at);
        if let Some((endpoints, at)) = &*found
            && age(*at) < GOOD
        {
            return Ok(Arc::clone(endpoints));
        }
        let asked = fetcher.clock.monotonic();
        match timeout(DEADLINE, self.fetch(fetcher)).await {
            Ok(Ok(endpoints)) => {
                let endpoints = Arc::new(endpoints);
                *found = Some((Arc::clone(&endpoints), asked));
                Ok(endpoints)
            }
            failed => {
                let failed = match failed {
                    Ok(Err(failed)) => failed,
                    _ => self.failed(DiscoveryError::Unanswered),
                };
                // An outage of the provider's description is none of its endpoints.
                let known = found.as_ref().filter(|(_, at)| age(*at) < KNOWN);
                match known {
                    Some((endpoints, _)) if failed.error.is_transient() => {
                        Ok(Arc::clone(endpoints))
                    }
                    _ => Err(failed),
                }
            }
        }
    }

    async fn fetch(&self, fetcher: Fetcher<'_>) -> Result<Endpoints, Failed> {
        let mut request = Request::get(self.url)
            .header(header::ACCEPT, "application/json")
            .body(Body::empty())
            .map_err(|_| self.failed(DiscoveryError::Unanswered))?;
        if let Some(user_agent) = fetcher.user_agent {
            request.headers_mut().insert(header::USER_AGENT, user_agent.clone());
        }
        let unanswered = |error| {
            let (problem, source) = (DiscoveryError::Unanswered, Some(error));
            Failed::transient(AuthError::Discovery { scheme: self.scheme, problem, source })
        };
        let response = fetcher.transport.send(request).await.map_err(unanswered)?;
        let (parts, body) = response.into_parts();
        if parts.status != http::StatusCode::OK {
            let failed = self.failed(DiscoveryError::Status(parts.status));
            let retry_after = retry_after(&parts.headers, fetcher.clock.now());
            return Err(Failed { retry_after, ..failed });
        }
        if parts.headers.get(header::CONTENT_LENGTH).is_some_and(is_too_long) {
            return Err(self.failed(DiscoveryError::Unreadable));
        }
        let body = body.collect(LARGEST).await.map_err(unanswered)?;
        self.read(&body).map_err(|problem| self.failed(problem))
    }

    /// Reads a document. That of another issuer is not used, whoever served it (OpenID Connect Discovery 1.0, 4.3; RFC
    /// 8414, 3.3).
    fn read(&self, body: &[u8]) -> Result<Endpoints, DiscoveryError> {
        let json = JsonValue::parse(body, false).map_err(|_| DiscoveryError::Unreadable)?;
        let JsonValue::Object(_) = json else { return Err(DiscoveryError::Unreadable) };
        let text = |pointer: &str| match find(&json, pointer) {
            Some(JsonValue::Str(text)) => Some(text.as_ref()),
            _ => None,
        };
        let issuer = text("/issuer").ok_or(DiscoveryError::OtherIssuer)?;
        if issuer.strip_suffix('/').unwrap_or(issuer) != self.issuer {
            return Err(DiscoveryError::OtherIssuer);
        }
        let endpoint = |pointer: &str| self.check(text(pointer).ok_or(DiscoveryError::NoEndpoint)?);
        let token_client = client(&json, "/token_endpoint_auth_methods_supported");
        let revocation_client = client(&json, "/revocation_endpoint_auth_methods_supported");
        let token_client = token_client.unwrap_or(Client::Basic);
        Ok(Endpoints {
            token: endpoint("/token_endpoint"),
            revocation: endpoint("/revocation_endpoint"),
            token_client,
            revocation_client: revocation_client.unwrap_or(token_client),
        })
    }

    /// An endpoint may be elsewhere than the document, for the issuer names it; but secrets go there. This machine is
    /// one's own only where the issuer is on it, too.
    fn check(&self, url: &str) -> Result<String, DiscoveryError> {
        let origin = Origin::of(url).map_err(|_| DiscoveryError::InsecureEndpoint)?;
        let here = origin.is_loopback() && self.origin.is_loopback();
        if (origin.is_https() || here) && !url.contains('#') {
            Ok(url.to_owned())
        } else {
            Err(DiscoveryError::InsecureEndpoint)
        }
    }

    fn failed(&self, problem: DiscoveryError) -> Failed {
        let error = AuthError::Discovery { scheme: self.scheme, problem, source: None };
        Failed { class: Class::Transient, ..Failed::transient(error) }
    }
}

fn is_too_long(length: &HeaderValue) -> bool {
    let length = length.to_str().ok().and_then(|length| length.parse::<usize>().ok());
    length.is_some_and(|length| length > LARGEST)
}

/// Returns the issuer whose document has a URL, without a slash at its end.
fn issuer(url: &str) -> Option<String> {
    if url.contains(['?', '#']) {
        return None;
    }
    if let Some(issuer) = url.strip_suffix(OPENID) {
        return Some(issuer.to_owned());
    }
    let (host, path) = url.split_once(OAUTH)?;
    let path = path.strip_suffix('/').unwrap_or(path);
    let is_origin = host.split_once("://").is_some_and(|(_, host)| !host.contains('/'));
    (is_origin && (path.is_empty() || path.starts_with('/'))).then(|| format!("{host}{path}"))
}

/// Returns how a client shows who it is; `None`: nothing is said. Basic is what every server has to take.
fn client(json: &JsonValue<'_>, pointer: &str) -> Option<Client> {
    let Some(JsonValue::Array(methods)) = find(json, pointer) else { return None };
    let takes = |wanted: &str| {
        methods.iter().any(|it| matches!(it, JsonValue::Str(method) if method == wanted))
    };
    Some(if takes("client_secret_basic") { Client::Basic } else { Client::Body })
}

#[cfg(test)]
mod tests {
    use super::{Client, Provider, issuer};
    use crate::auth::error::{AuthError, DiscoveryError};

    fn provider(url: &'static str) -> Provider {
        Provider::new("connect", url).unwrap()
    }

    const HERE: &str = "https://login.example/realm/.well-known/openid-configuration";

    #[test]
    fn the_issuer_is_what_the_url_was_made_of() {
        for (url, expected) in [
            (HERE, Some("https://login.example/realm")),
            (
                "https://login.example/.well-known/openid-configuration",
                Some("https://login.example"),
            ),
            ("https://a.example/.well-known/oauth-authorization-server", Some("https://a.example")),
            (
                "https://a.example/.well-known/oauth-authorization-server/r",
                Some("https://a.example/r"),
            ),
            ("https://a.example/x/.well-known/oauth-authorization-server/r", None),
            ("https://a.example/.well-known/oauth-authorization-servers", None),
            ("https://a.example/configuration", None),
            ("https://a.example/?/.well-known/openid-configuration", None),
        ] {
            assert_eq!(issuer(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn only_the_declared_issuer_is_believed() {
        for (issuer, expected) in [
            (r#""https://login.example/realm""#, true),
            (r#""https://login.example/realm/""#, true),
            (r#""https://login.example/realm//""#, false),
            (r#""https://login.example/other""#, false),
            (r#""https://login.example""#, false),
            (r#""http://login.example/realm""#, false),
            (r#""https://login.example.evil/realm""#, false),
            (r#""HTTPS://login.example/realm""#, false),
            ("null", false),
            ("[]", false),
        ] {
            let document =
                format!(r#"{{"issuer":{issuer},"token_endpoint":"https://tokens.example/token"}}"#);
            let read = provider(HERE).read(document.as_bytes());
            match expected {
                true => assert_eq!(read.unwrap().token.unwrap(), "https://tokens.example/token"),
                false => assert_eq!(read.unwrap_err(), DiscoveryError::OtherIssuer, "{issuer}"),
            }
        }
        for unreadable in ["", "[]", "null", "\"x\"", "{", "<html>"] {
            let read = provider(HERE).read(unreadable.as_bytes());
            assert_eq!(read.unwrap_err(), DiscoveryError::Unreadable, "{unreadable}");
        }
    }

    #[test]
    fn an_endpoint_must_be_secure() {
        let here = provider("http://127.0.0.1:9/.well-known/openid-configuration");
        let there = provider(HERE);
        for (url, at_there, at_here) in [
            ("https://tokens.example/token", true, true),
            ("https://tokens.example/token?tenant=1", true, true),
            ("http://tokens.example/token", false, false),
            // A program on this machine is not the provider's.
            ("http://127.0.0.1:9/token", false, true),
            ("http://localhost:9/token", false, true),
            ("https://127.0.0.1:9/token", true, true),
            ("https://me:secret@tokens.example/token", false, false),
            ("https://tokens.example/token#x", false, false),
            ("ftp://tokens.example/token", false, false),
            ("/token", false, false),
            ("", false, false),
            ("https://tokens.example/to ken\n", false, false),
        ] {
            assert_eq!(there.check(url).is_ok(), at_there, "{url}");
            assert_eq!(here.check(url).is_ok(), at_here, "{url}");
        }
    }

    #[test]
    fn a_url_that_others_can_answer_is_refused() {
        let refused = |url| Provider::new("connect", url).err().unwrap();
        let insecure = refused("http://login.example/.well-known/openid-configuration");
        assert!(matches!(insecure, AuthError::InsecureTransport { .. }), "{insecure:?}");
        for url in [
            "/.well-known/openid-configuration",
            "https://login.example/",
            "https://u@a.example/.well-known/openid-configuration",
        ] {
            assert!(matches!(refused(url), AuthError::Flow { .. }), "{url}");
        }
    }

    #[test]
    fn a_client_shows_who_it_is_as_the_provider_says() {
        let read = |methods: &str| {
            let document = format!(r#"{{"issuer":"https://login.example/realm"{methods}}}"#);
            let endpoints = provider(HERE).read(document.as_bytes()).unwrap();
            assert_eq!(endpoints.token, Err(DiscoveryError::NoEndpoint));
            (endpoints.token_client, endpoints.revocation_client)
        };
        let token =
            r#","token_endpoint_auth_methods_supported":["private_key_jwt","client_secret_post"]"#;
        let revocation = r#","revocation_endpoint_auth_methods_supported":["client_secret_post"]"#;
        assert_eq!(read(""), (Client::Basic, Client::Basic));
        assert_eq!(read(token), (Client::Body, Client::Body));
        assert_eq!(read(revocation), (Client::Basic, Client::Body));
        let both = r#","token_endpoint_auth_methods_supported":["client_secret_post","client_secret_basic"]"#;
        assert_eq!(read(both).0, Client::Basic);
    }
}
