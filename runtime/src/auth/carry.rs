//! Writes a credential into a request.
//!
//! In: a credential's text and how it travels. Out: a header marked sensitive, a cookie or a query parameter. It
//! must not know what kind of credential it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use zeroize::Zeroizing;

use super::answer::sendable;
use super::credential::Basic;
use super::error::AuthError;
use super::exchange::{encoded, secret_header};
use super::scheme::Carry;
use crate::Secret;

/// A header that carries a credential.
pub(crate) type Written = (HeaderName, HeaderValue);

/// Returns the header where the credential travels in one of its own.
pub(crate) fn header_value(
    scheme: &'static str,
    carry: Carry,
    secret: &Secret,
) -> Result<Option<Written>, AuthError> {
    let text = secret.expose();
    if !sendable(text) || text.is_empty() {
        return Err(AuthError::InvalidToken { scheme });
    }
    let named = |name: &str, value| {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| AuthError::Flow { scheme, problem: "a header's name is not one" })?;
        Ok(Some((name, value)))
    };
    match carry {
        Carry::Header { name, prefix: None } => named(name, secret_header(scheme, text)?),
        Carry::Header { name, prefix: Some(prefix) } => {
            // Some servers give, and some people paste, a token with the prefix on it.
            let bare = match text.split_once(' ') {
                Some((first, rest)) if first.eq_ignore_ascii_case(prefix) => rest.trim_start(),
                _ => text,
            };
            let text = Zeroizing::new(format!("{prefix} {bare}"));
            named(name, secret_header(scheme, &text)?)
        }
        Carry::Query { .. } | Carry::Cookie { .. } => Ok(None),
    }
}

/// Returns the value of `Authorization` for HTTP Basic (RFC 7617).
pub(crate) fn basic_value(scheme: &'static str, basic: &Basic) -> Result<HeaderValue, AuthError> {
    let (user, password) = (basic.user.expose(), basic.password.expose());
    if user.contains(':') || user.chars().chain(password.chars()).any(char::is_control) {
        return Err(AuthError::InvalidToken { scheme });
    }
    let pair = Zeroizing::new(format!("{user}:{password}"));
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    secret_header(scheme, &Zeroizing::new(format!("Basic {}", *encoded)))
}

/// Writes a credential; `value` is what [`header_value`] returned for it.
pub(crate) fn write(
    scheme: &'static str,
    carry: Carry,
    secret: &Secret,
    value: Option<&Written>,
    headers: &mut HeaderMap,
    uri: &mut Uri,
) -> Result<(), AuthError> {
    match (carry, value) {
        (Carry::Header { .. }, Some((name, value))) => {
            headers.insert(name.clone(), value.clone());
            Ok(())
        }
        (Carry::Header { .. }, None) => Err(AuthError::InvalidToken { scheme }),
        (Carry::Cookie { name }, _) => cookie(scheme, name, secret, headers),
        (Carry::Query { name }, _) => query(scheme, name, secret, uri),
    }
}

fn cookie(
    scheme: &'static str,
    name: &'static str,
    secret: &Secret,
    headers: &mut HeaderMap,
) -> Result<(), AuthError> {
    let text = secret.expose();
    // What a cookie's value cannot have (RFC 6265, 4.1.1) is written as in a URL.
    let plain = text.bytes().all(|b| b > b' ' && !matches!(b, b'"' | b',' | b';' | b'\\'));
    let value = if plain { Zeroizing::new(text.to_owned()) } else { encoded(text) };
    let before = headers.get(header::COOKIE).and_then(|cookies| cookies.to_str().ok());
    let cookies = Zeroizing::new(match before {
        Some(before) if !before.is_empty() => format!("{before}; {name}={}", *value),
        _ => format!("{name}={}", *value),
    });
    headers.insert(header::COOKIE, secret_header(scheme, &cookies)?);
    Ok(())
}

fn query(
    scheme: &'static str,
    name: &'static str,
    secret: &Secret,
    uri: &mut Uri,
) -> Result<(), AuthError> {
    let problem = || AuthError::Flow { scheme, problem: "the request's URL cannot be extended" };
    let mut parts = std::mem::take(uri).into_parts();
    let before = parts.path_and_query.as_ref().map_or("/", |path| path.as_str());
    let separator = if before.contains('?') { '&' } else { '?' };
    let text = Zeroizing::new(format!(
        "{before}{separator}{}={}",
        *encoded(name),
        *encoded(secret.expose())
    ));
    parts.path_and_query = Some(text.parse().map_err(|_| problem())?);
    *uri = Uri::from_parts(parts).map_err(|_| problem())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Uri};

    use super::{basic_value, header_value, write};
    use crate::auth::credential::Basic;
    use crate::auth::error::AuthError;
    use crate::auth::scheme::Carry;

    fn carried(carry: Carry, secret: &str) -> (HeaderMap, Uri) {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "a=1".parse().unwrap());
        let mut uri = "https://api.example/v1/x?limit=2".parse().unwrap();
        let secret = secret.into();
        let value = header_value("s", carry, &secret).unwrap();
        write("s", carry, &secret, value.as_ref(), &mut headers, &mut uri).unwrap();
        (headers, uri)
    }

    #[test]
    fn each_carrier() {
        let (headers, _) = carried(Carry::header("Authentication", "Bearer"), "t");
        assert_eq!(headers["authentication"], "Bearer t");
        assert!(headers["authentication"].is_sensitive());
        let (headers, _) = carried(Carry::header("Authorization", "Bearer"), "bearer t");
        assert_eq!(headers["authorization"], "Bearer t");
        let (headers, _) = carried(Carry::raw_header("X-Key"), "t u");
        assert_eq!(headers["x-key"], "t u");
        let (_, uri) = carried(Carry::query("api key"), "a&b=c");
        assert_eq!(uri, "https://api.example/v1/x?limit=2&api%20key=a%26b%3Dc");
        let (headers, _) = carried(Carry::cookie("sid"), "a;b");
        assert_eq!(headers["cookie"], "a=1; sid=a%3Bb");
        assert!(headers["cookie"].is_sensitive());
    }

    #[test]
    fn a_line_break_is_an_error_that_does_not_echo() {
        for carry in [Carry::raw_header("X"), Carry::query("q"), Carry::cookie("c")] {
            for text in ["CANARY\n", "CANARY\r\nX: y", "CAN\0ARY", ""] {
                let error = header_value("s", carry, &text.into()).unwrap_err();
                assert!(matches!(error, AuthError::InvalidToken { .. }));
                assert!(!format!("{error} {error:?}").contains("CAN"));
            }
        }
        assert!(basic_value("s", &Basic::new("u", "p\n")).is_err());
        assert!(basic_value("s", &Basic::new("u:v", "p")).is_err());
        assert_eq!(
            basic_value("s", &Basic::new("Aladdin", "open sesame")).unwrap(),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
    }
}
