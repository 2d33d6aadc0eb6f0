//! Where an API is served, and what that binds.
//!
//! In: a URL as text. Out: a [`BaseUrl`] of which every part is known, and its [`Origin`], to which credentials are
//! bound. It must not know credentials, nor what is requested.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// The URL under which an API is served: scheme, host, port and a path.
///
/// Only what can be compared without doubt is accepted: `http` or `https`; no user, query or fragment; a host of
/// ASCII letters (an internationalised name in its `xn--` form) or an address.
///
/// ```
/// use portolan_runtime::environment::BaseUrl;
///
/// let base: BaseUrl = "HTTPS://API.example.com:443/v1/".parse()?;
/// assert_eq!(base.to_string(), "https://api.example.com/v1");
/// assert_eq!(base.origin().to_string(), "https://api.example.com");
/// assert!("https://me:secret@api.example.com".parse::<BaseUrl>().is_err());
/// # Ok::<(), portolan_runtime::environment::BaseUrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    origin: Origin,
    /// Empty, or with a leading and without a trailing slash.
    path: String,
}

/// A scheme, a host and a port: what credentials are bound to (RFC 6454).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    https: bool,
    host: Host,
    port: u16,
    /// Host and port as they are written: the port only where it is not the scheme's.
    authority: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Host {
    Name(String),
    V4(Ipv4Addr),
    V6(Ipv6Addr),
}

impl Host {
    fn is_loopback(&self) -> bool {
        match self {
            Self::Name(name) => name == "localhost",
            Self::V4(address) => address.is_loopback(),
            Self::V6(address) => *address == Ipv6Addr::LOCALHOST,
        }
    }
}

/// Tells whether a request stays on this machine.
pub(crate) fn stays_here(uri: &http::Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    match host.as_bytes().first() {
        Some(b'0'..=b'9') => host.parse().is_ok_and(|it: Ipv4Addr| it.is_loopback()),
        Some(b'[') => {
            let address = host.trim_start_matches('[').trim_end_matches(']').parse();
            address.is_ok_and(|it: Ipv6Addr| it == Ipv6Addr::LOCALHOST)
        }
        _ => host.eq_ignore_ascii_case("localhost"),
    }
}

/// A text that is not the URL of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseUrlError {
    // The text itself may hold a password: only the reason is kept.
    reason: &'static str,
}

impl BaseUrl {
    /// Reads and checks a URL.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        if text.contains(['?', '#']) {
            return Err(refuse("a query or a fragment is not allowed"));
        }
        let (origin, path) = Origin::split(text)?;
        let path = path.trim_end_matches('/');
        check_path(path)?;
        Ok(Self { origin, path: path.to_owned() })
    }

    /// Returns scheme, host and port.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(crate) fn into_origin(self) -> Origin {
        self.origin
    }

    /// Returns the path: empty, or with a leading and without a trailing slash.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the URL of something under this one; `path` begins with a slash.
    ///
    /// ```
    /// # use portolan_runtime::environment::BaseUrl;
    /// let base: BaseUrl = "https://api.example.com/v1".parse()?;
    /// assert_eq!(base.join("/accounts?limit=2"), "https://api.example.com/v1/accounts?limit=2");
    /// # Ok::<(), portolan_runtime::environment::BaseUrlError>(())
    /// ```
    pub fn join(&self, path: &str) -> String {
        let slash = if path.starts_with('/') || path.is_empty() { "" } else { "/" };
        format!("{self}{slash}{path}")
    }
}

impl Origin {
    /// Reads the origin of an absolute URL, whatever follows it.
    pub(crate) fn of(url: &str) -> Result<Self, BaseUrlError> {
        Self::split(url).map(|(origin, _)| origin)
    }

    /// Tells whether requests to it are encrypted.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Tells whether it is this machine: `localhost`, `127.0.0.0/8` or `::1`.
    pub fn is_loopback(&self) -> bool {
        self.host.is_loopback()
    }

    /// Tells whether a request to `uri` goes to this origin.
    pub fn covers(&self, uri: &http::Uri) -> bool {
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return false;
        };
        let https = match scheme {
            "https" => true,
            "http" => false,
            _ => return false,
        };
        if https != self.https {
            return false;
        }
        // Nearly always it is written as we write it ourselves.
        if authority.as_str() == self.authority {
            return true;
        }
        read_authority(authority.as_str(), https)
            .is_ok_and(|(host, port)| host == self.host && port == self.port)
    }

    fn split(text: &str) -> Result<(Self, &str), BaseUrlError> {
        if text.bytes().any(|b| !(0x21..=0x7e).contains(&b) || b == b'\\') {
            return Err(refuse(
                "only visible ASCII is allowed (an internationalised host in its xn-- form)",
            ));
        }
        let (scheme, rest) =
            text.split_once("://").ok_or_else(|| refuse("the scheme is missing"))?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(refuse("the scheme must be https or http")),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (host, port) = read_authority(authority, https)?;
        let port_text = match (https, port) {
            (true, 443) | (false, 80) => String::new(),
            (_, port) => format!(":{port}"),
        };
        let authority = match &host {
            Host::Name(name) => format!("{name}{port_text}"),
            Host::V4(address) => format!("{address}{port_text}"),
            Host::V6(address) => format!("[{address}]{port_text}"),
        };
        Ok((Self { https, host, port, authority }, path))
    }
}

fn read_authority(authority: &str, https: bool) -> Result<(Host, u16), BaseUrlError> {
    if authority.contains('@') {
        return Err(refuse("a user or a password is not allowed"));
    }
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (address, rest) =
                rest.split_once(']').ok_or_else(|| refuse("the address has no closing bracket"))?;
            let address = address.parse().map_err(|_| refuse("the address is not IPv6"))?;
            (Host::V6(address), rest)
        }
        None => {
            let (name, rest) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
            (read_host(name)?, rest)
        }
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => {
            if https {
                443
            } else {
                80
            }
        }
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => digits
            .parse()
            .ok()
            .filter(|&port| port != 0)
            .ok_or_else(|| refuse("the port is out of range"))?,
        _ => return Err(refuse("the port is not a number")),
    };
    Ok((host, port))
}

fn read_host(name: &str) -> Result<Host, BaseUrlError> {
    let name = name.to_ascii_lowercase();
    let labels = || name.split('.');
    if name.len() > 253 || labels().any(|label| label.is_empty() || label.len() > 63) {
        return Err(refuse("the host is missing or has an empty or too long label"));
    }
    if name.bytes().any(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))) {
        return Err(refuse("the host has a character that hosts cannot have"));
    }
    // A last label like `1` or `0x7f` makes an address of it in some resolvers: only the usual spelling is read.
    let numeric = labels().next_back().is_some_and(|last| {
        last.bytes().all(|b| b.is_ascii_digit())
            || last
                .strip_prefix("0x")
                .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
    });
    if numeric {
        let address = name.parse().map_err(|_| refuse("the host is not a whole IPv4 address"))?;
        return Ok(Host::V4(address));
    }
    Ok(Host::Name(name))
}

fn check_path(path: &str) -> Result<(), BaseUrlError> {
    let dots = |segment: &str| {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        plain == "." || plain == ".."
    };
    if path.split('/').any(dots) {
        return Err(refuse("a path with `.` or `..` is not allowed"));
    }
    // The HTTP client's URL parser would rewrite these, and then the path is not ours.
    let rewritten = path.contains(['"', '<', '>', '^', '`', '{', '}']);
    let parsed = path.is_empty() || path.parse::<http::uri::PathAndQuery>().is_ok();
    if parsed && !rewritten {
        return Ok(());
    }
    Err(refuse("the path has a character that paths cannot have"))
}

fn refuse(reason: &'static str) -> BaseUrlError {
    BaseUrlError { reason }
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, BaseUrlError> {
        Self::parse(text)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.https { "https://" } else { "http://" })?;
        f.write_str(&self.authority)
    }
}

impl fmt::Display for BaseUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the URL of a server: {}", self.reason)
    }
}

impl std::error::Error for BaseUrlError {}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn normalises_case_port_and_slash() {
        for (text, normal) in [
            ("https://a.example", "https://a.example"),
            ("HTTPS://A.Example:443/", "https://a.example"),
            ("http://a.example:80/v1//", "http://a.example/v1"),
            ("https://a.example:444/v1", "https://a.example:444/v1"),
            ("http://[0:0::1]:8080", "http://[::1]:8080"),
            ("http://127.0.0.1:9/x/", "http://127.0.0.1:9/x"),
            ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ] {
            assert_eq!(text.parse::<BaseUrl>().unwrap().to_string(), normal);
        }
    }

    #[test]
    fn refuses_what_cannot_be_compared() {
        for text in [
            "",
            "a.example",
            "/v1",
            "//a.example",
            "ftp://a.example",
            "https://",
            "https:///v1",
            "https://u@a.example",
            "https://u:p@a.example",
            "https://a.example?x=1",
            "https://a.example/#x",
            "https://bücher.example",
            "https://a.example\\@b.example",
            "https://a..example",
            "https://a.example.",
            "https://a.example:",
            "https://a.example:0",
            "https://a.example:65536",
            "https://a.example:4 43",
            "https://a.example:+443",
            "https://127.1",
            "https://0x7f.0.0.1",
            "https://2130706433",
            "https://[::1",
            "https://[fe80::1%25eth0]",
            "https://a%2eexample",
            "https://a.example/{version}",
            "https://a.example/a\"b",
            "https://a.example/<v1>",
            "https://a.example/v1/../admin",
            "https://a.example/v1/%2E%2e/admin",
        ] {
            assert!(text.parse::<BaseUrl>().is_err(), "{text} was accepted");
        }
    }

    #[test]
    fn an_error_never_quotes_the_url() {
        let error = "https://me:CANARY@a.example".parse::<BaseUrl>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("CANARY"));
    }

    #[test]
    fn knows_loopback() {
        for (text, loopback) in [
            ("http://localhost:1", true),
            ("http://127.200.0.1", true),
            ("http://[::1]", true),
            ("http://localhost.example", false),
            ("http://127.0.0.1.example", false),
            ("http://10.0.0.1", false),
            ("http://[::ffff:127.0.0.1]", false),
        ] {
            assert_eq!(text.parse::<BaseUrl>().unwrap().origin().is_loopback(), loopback, "{text}");
        }
    }

    #[test]
    fn an_origin_covers_only_itself() {
        let base: BaseUrl = "https://api.example/v1".parse().unwrap();
        for (uri, covered) in [
            ("https://api.example/v1/accounts", true),
            ("https://API.example:443/other", true),
            ("https://api.example:444/v1", false),
            ("http://api.example/v1", false),
            ("https://api.example.evil.example/v1", false),
            ("https://api.example@evil.example/v1", false),
            ("https://user@api.example/v1", false),
            ("/v1/accounts", false),
        ] {
            assert_eq!(base.origin().covers(&uri.parse().unwrap()), covered, "{uri}");
        }
    }
}
