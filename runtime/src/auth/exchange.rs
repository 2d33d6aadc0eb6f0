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
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::answer::{self, Failed, Given, sendable};
use super::carry::{self, Written};
use super::credential::{Fields, Value};
use super::error::{AuthError, OAuthError};
use super::flow::{Encoding, Exchange, Source, Target};
use super::scheme::Carry;
use super::validity::Moment;
use crate::Secret;
use crate::body::Body;
use crate::clock::Clock;
use crate::environment::{BaseUrl, Origin};
use crate::transport::Transport;

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
}

impl Inputs<'_> {
    fn value(&self, source: Source) -> Option<Value> {
        match source {
            Source::Credential(name) => self.fields.get(name).cloned(),
            Source::RefreshToken => self.refresh.cloned().map(Value::Secret),
            Source::AccessToken => self.access.cloned().map(Value::Secret),
            Source::Constant(text) => Some(Value::Text(Secret::new(text))),
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

/// Returns the URL of an exchange; another origin than the API's is fine where the definition names it, but only
/// where nobody can listen.
pub(crate) fn url(
    scheme: &'static str,
    base: &BaseUrl,
    exchange: &Exchange,
) -> Result<String, AuthError> {
    if !exchange.url.contains("://") {
        return Ok(base.join(exchange.url));
    }
    let origin = Origin::of(exchange.url)
        .map_err(|_| AuthError::Flow { scheme, problem: "its URL is not one of a server" })?;
    if origin.is_https() || origin.is_loopback() {
        Ok(exchange.url.to_owned())
    } else {
        Err(AuthError::InsecureTransport { origin: origin.to_string() })
    }
}

impl Endpoint {
    /// Makes one request and reads the answer; returns also when the request was sent.
    pub(crate) async fn exchange(
        &self,
        scheme: &'static str,
        exchange: &Exchange,
        inputs: &Inputs<'_>,
        deadline: Duration,
    ) -> Result<(Given, Moment), Failed> {
        let request = self.request(scheme, exchange, inputs).map_err(|error| Failed {
            class: answer::Class::Refused,
            ..Failed::transient(error)
        })?;
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
        exchange: &Exchange,
        inputs: &Inputs<'_>,
    ) -> Result<Request<Body>, AuthError> {
        let flow = |problem| AuthError::Flow { scheme, problem };
        let url = url(scheme, &self.base, exchange)?;
        let mut request = Request::builder()
            .method(
                Method::from_bytes(exchange.method.as_bytes())
                    .map_err(|_| flow("its method is not one"))?,
            )
            .uri(url)
            .body(Body::empty())
            .map_err(|_| flow("its URL is not one"))?;
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(user_agent) = &self.user_agent {
            headers.insert(header::USER_AGENT, user_agent.clone());
        }
        let mut members = Vec::new();
        let mut basic: (Option<Value>, Option<Value>) = (None, None);
        for field in exchange.fields {
            let Some(value) = inputs.value(field.source) else { continue };
            match field.target {
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
        let (media_type, body) = match exchange.encoding {
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
