//! One request to a token endpoint.
//!
//! In: an [`Exchange`] as data and the values to send. Out: what the endpoint gave. The request goes straight to the
//! transport: it carries no token, is not retried and follows no redirect. It must not know when it is needed.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::time::{Instant, timeout};
use zeroize::Zeroizing;

use super::answer::{self, Failed, Given, sendable};
use super::carry::{self, Written};
use super::credential::{Fields, Value};
use super::discovery::{Client, Fetcher, Provider, Wanted};
use super::error::{AuthError, OAuthError};
use super::flow::{Encoding, Exchange, Field, Source, Target};
use super::scheme::Carry;
use super::validity::Moment;
use crate::Secret;
use crate::body::Body;
use crate::clock::Clock;
use crate::environment::{BaseUrl, Origin};
use crate::transport::Transport;

mod revoke;
mod write;

pub(crate) use self::write::write_string;

/// How long a token may take: a deadline of its own, whatever the callers' are.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);
/// More is not a token.
const LARGEST_ANSWER: usize = 1 << 20;
/// The same of a refusal, and how long it may take to tell why.
const LARGEST_REFUSAL: usize = 1 << 16;
const REFUSAL: Duration = Duration::from_secs(2);
/// What stays as it is in a form (WHATWG URL, application/x-www-form-urlencoded).
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// Where token requests go and what they need on the way.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) base: BaseUrl,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) user_agent: Option<HeaderValue>,
    /// Credentials that every request of the API needs.
    pub(crate) beside: Arc<[Beside]>,
    /// Who names the endpoints that the flows do not.
    pub(crate) provider: Option<Arc<Provider>>,
}

/// Where a request goes, and how a client shows there who it is.
struct Address {
    url: String,
    client: Client,
}

/// A credential that token requests carry besides their own.
pub(crate) struct Beside {
    pub(crate) scheme: &'static str,
    pub(crate) carry: Carry,
    pub(crate) secret: Secret,
    pub(crate) header: Option<Written>,
}

/// The values that a token request can send.
#[derive(Clone, Copy)]
pub(crate) struct Inputs<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) refresh: Option<&'a Secret>,
    pub(crate) access: Option<&'a Secret>,
    pub(crate) scopes: &'a str,
    /// What is to be revoked, and of which kind that is.
    pub(crate) revoked: Option<(&'a Secret, &'static str)>,
}

impl<'a> Inputs<'a> {
    /// Takes what an application gave.
    pub(crate) fn of(fields: &'a Fields, scopes: &'a str) -> Self {
        Self { fields, refresh: None, access: None, scopes, revoked: None }
    }

    fn value(&self, source: Source) -> Option<Value> {
        match source {
            Source::Credential(name) => self.fields.get(name).cloned(),
            Source::RefreshToken => self.refresh.cloned().map(Value::Secret),
            Source::AccessToken => self.access.cloned().map(Value::Secret),
            Source::Constant(text) => Some(Value::Text(Secret::new(text))),
            Source::Token => self.revoked.map(|(token, _)| Value::Secret(token.clone())),
            Source::TokenKind => self.revoked.map(|(_, kind)| Value::Text(Secret::new(kind))),
            Source::Scopes if self.scopes.is_empty() => None,
            Source::Scopes => Some(Value::Text(Secret::new(self.scopes))),
        }
    }

    /// Tells whether all tokens that an exchange sends are at hand.
    pub(crate) fn suffice(&self, exchange: &Exchange) -> bool {
        exchange.fields.iter().all(|field| match field.source {
            Source::RefreshToken => self.refresh.is_some(),
            Source::AccessToken => self.access.is_some(),
            _ => true,
        })
    }
}

/// Returns the URL of a request; another origin than the API's is fine where the definition names it, but only
/// where nobody can listen.
fn absolute(scheme: &'static str, base: &BaseUrl, url: &'static str) -> Result<String, AuthError> {
    if !url.contains("://") {
        return Ok(base.join(url));
    }
    let origin = Origin::of(url)
        .map_err(|_| AuthError::Flow { scheme, problem: "its URL is not one of a server" })?;
    if origin.is_https() || origin.is_loopback() {
        Ok(url.to_owned())
    } else {
        Err(AuthError::InsecureTransport { origin: origin.to_string() })
    }
}

impl Endpoint {
    /// Checks the URL of a request before it is needed.
    pub(crate) fn check(&self, scheme: &'static str, url: &'static str) -> Result<(), AuthError> {
        if url != Exchange::DISCOVERED {
            return absolute(scheme, &self.base, url).map(drop);
        }
        let problem = "nothing says where its provider describes itself";
        self.provider.as_ref().map(drop).ok_or(AuthError::Flow { scheme, problem })
    }

    /// Returns where a request goes.
    async fn address(
        &self,
        scheme: &'static str,
        url: &'static str,
        wanted: Wanted,
    ) -> Result<Address, Failed> {
        if url != Exchange::DISCOVERED {
            let url = absolute(scheme, &self.base, url).map_err(unmade)?;
            return Ok(Address { url, client: Client::Body });
        }
        let Some(provider) = &self.provider else {
            let problem = "nothing says where its provider describes itself";
            return Err(unmade(AuthError::Flow { scheme, problem }));
        };
        let (transport, clock) = (&*self.transport, &*self.clock);
        let fetcher = Fetcher { transport, clock, user_agent: self.user_agent.as_ref() };
        let (url, client) = provider.endpoint(wanted, fetcher).await?;
        Ok(Address { url, client })
    }

    /// Makes one request and reads the answer; returns also when the request was sent.
    pub(crate) async fn exchange(
        &self,
        scheme: &'static str,
        exchange: &Exchange,
        inputs: &Inputs<'_>,
        deadline: Duration,
    ) -> Result<(Given, Moment), Failed> {
        let began = Instant::now();
        let address = self.address(scheme, exchange.url, Wanted::Token).await?;
        let deadline = deadline.saturating_sub(began.elapsed());
        let Exchange { method, encoding, fields, .. } = *exchange;
        let request =
            self.request(scheme, address, (method, encoding, fields), inputs).map_err(unmade)?;
        let sent = Moment::now(&*self.clock);
        let unanswered = |source| {
            Failed::transient(AuthError::Unavailable { scheme, status: None, source: Some(source) })
        };
        let round = async {
            let response = self.transport.send(request).await.map_err(|error| Failed {
                ambiguous: error.may_have_been_sent(),
                ..unanswered(error)
            })?;
            let (parts, body) = response.into_parts();
            let checked = answer::check(scheme, parts.status, &parts.headers, self.clock.now());
            if let Err(mut failed) = checked {
                if let AuthError::Rejected { code, .. } = &mut failed.error {
                    // What does not come is not missed.
                    let told = timeout(REFUSAL, body.collect(LARGEST_REFUSAL)).await;
                    *code = told.ok().and_then(Result::ok).and_then(|b| OAuthError::read(&b));
                }
                return Err(failed);
            }
            let body = body
                .collect(LARGEST_ANSWER)
                .await
                .map_err(|error| unanswered(error).ambiguous())?;
            let sent = sent.began(Moment::now(&*self.clock));
            let given = answer::read(
                scheme,
                &exchange.answer,
                parts.status,
                &parts.headers,
                &body,
                sent.wall,
            )?;
            Ok((given, sent))
        };
        timeout(deadline, round)
            .await
            .unwrap_or_else(|_| Err(Failed::transient(AuthError::TimedOut { scheme }).ambiguous()))
    }

    fn request(
        &self,
        scheme: &'static str,
        address: Address,
        (method, encoding, fields): (&str, Encoding, &[Field]),
        inputs: &Inputs<'_>,
    ) -> Result<Request<Body>, AuthError> {
        let flow = |problem| AuthError::Flow { scheme, problem };
        let method =
            Method::from_bytes(method.as_bytes()).map_err(|_| flow("its method is not one"))?;
        let mut request = Request::builder()
            .method(method)
            .uri(address.url)
            .body(Body::empty())
            .map_err(|_| flow("its URL is not one"))?;
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(user_agent) = &self.user_agent {
            headers.insert(header::USER_AGENT, user_agent.clone());
        }
        let mut members = Vec::new();
        let mut basic: (Option<Value>, Option<Value>) = (None, None);
        // A client without a secret has nothing to show: its name stands in the body (RFC 6749, 3.2.1).
        let secret = fields.iter().find(|field| field.target == Target::ClientSecret);
        let has_secret = secret.is_some_and(|field| inputs.value(field.source).is_some());
        let in_basic = address.client == Client::Basic && has_secret;
        for field in fields {
            let Some(value) = inputs.value(field.source) else { continue };
            match field.target {
                Target::ClientId if in_basic => basic.0 = Some(value),
                Target::ClientSecret if in_basic => basic.1 = Some(value),
                Target::ClientId => members.push(("/client_id", value)),
                Target::ClientSecret => members.push(("/client_secret", value)),
                Target::Body(pointer) => members.push((pointer, value)),
                Target::Header(name) => {
                    let name = HeaderName::from_bytes(name.as_bytes())
                        .map_err(|_| flow("a header's name is not one"))?;
                    headers.insert(name, secret_header(scheme, &write::text(&value))?);
                }
                Target::BasicUser => basic.0 = Some(value),
                Target::BasicPassword => basic.1 = Some(value),
            }
        }
        if basic.0.is_some() || basic.1.is_some() {
            let part = |value: &Option<Value>| {
                value.as_ref().map(|value| write::form(&write::text(value))).unwrap_or_default()
            };
            // RFC 6749, 2.3.1: both are written as in a form first.
            let pair = Zeroizing::new(format!("{}:{}", *part(&basic.0), *part(&basic.1)));
            let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
            let text = Zeroizing::new(format!("Basic {}", *encoded));
            headers.insert(header::AUTHORIZATION, secret_header(scheme, &text)?);
        }
        // They are the environment's: a token endpoint elsewhere does not see them.
        if self.base.origin().covers(request.uri()) {
            let (mut headers, mut uri) =
                (std::mem::take(request.headers_mut()), std::mem::take(request.uri_mut()));
            for Beside { scheme, carry, secret, header } in &*self.beside {
                carry::write(scheme, *carry, secret, header.as_ref(), &mut headers, &mut uri)?;
            }
            (*request.headers_mut(), *request.uri_mut()) = (headers, uri);
        }
        let headers = request.headers_mut();
        let (media_type, body) = match encoding {
            Encoding::None => return Ok(request),
            Encoding::Json => ("application/json", write::json_body(&members)),
            Encoding::Form => ("application/x-www-form-urlencoded", write::form_body(&members)),
        };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        // The bytes are wiped when the last reference to them goes.
        *request.body_mut() = Body::from(Bytes::from_owner(Wiped(body)));
        Ok(request)
    }
}

/// A request that cannot be made now cannot be made later.
fn unmade(error: AuthError) -> Failed {
    Failed { class: answer::Class::Refused, ..Failed::transient(error) }
}

struct Wiped(Zeroizing<String>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Returns a header's value that is not shown by `Debug` nor kept in compression tables.
pub(crate) fn secret_header(scheme: &'static str, text: &str) -> Result<HeaderValue, AuthError> {
    let invalid = AuthError::InvalidToken { scheme };
    if !sendable(text) {
        return Err(invalid);
    }
    let mut value = HeaderValue::from_str(text).map_err(|_| invalid)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Percent-encodes everything that may mean something in a query or a cookie.
pub(crate) fn encoded(text: &str) -> Zeroizing<String> {
    Zeroizing::new(utf8_percent_encode(text, FORM).to_string())
}
