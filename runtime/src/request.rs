//! A request while it is put together.
//!
//! In: what an operation says, and arguments in any order. Out: an [`http::Request`], or what is
//! wrong with the arguments. It does no I/O and puts no credential in.

mod build;
mod error;
mod reference;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};

pub use self::error::RequestError;
use crate::auth::{Requirement, Scheme};
use crate::client::Core;
use crate::environment::{BaseUrl, Origin};
use crate::multipart::Multipart;
use crate::operation::Spec;
use crate::param::{Param, ParamValue};
use crate::payload::Payload;
use crate::retry::Retry;
use crate::servers::Servers;
use crate::stream::Unread;
use crate::style::Style;

/// Everything of a call but its types.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) core: Core,
    pub(crate) id: &'static str,
    /// A call of one's own, which is none of the operations.
    is_raw: bool,
    pub(crate) method: Method,
    path: Cow<'static, str>,
    pub(crate) security: &'static [Requirement],
    /// The scheme whose session a success moves to another identity.
    pub(crate) switches: Option<&'static Scheme>,
    /// The header that makes two requests the same one.
    pub(crate) idempotency: Option<&'static str>,
    accept: &'static str,
    success: Option<(u16, u16)>,
    server: Option<&'static str>,
    /// The base URL that the call chose instead.
    chosen: Option<String>,
    /// The URL of a page that an answer named, instead of what the arguments make.
    page: Option<String>,
    arguments: Vec<Argument>,
    pub(crate) body: Payload,
    headers: HeaderMap,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    /// How large the answer may be that is held in memory.
    pub(crate) body_limit: Option<usize>,
    /// Where the body of a success is left, for who reads it as it comes.
    pub(crate) unread: Option<Unread>,
    // The first thing that was wrong: it comes out when the request is asked for.
    error: Option<RequestError>,
}

#[derive(Clone)]
struct Argument {
    place: Part,
    style: Style,
    name: Cow<'static, str>,
    value: Given,
}

/// A parameter's value, and whether it must never be shown.
#[derive(Clone)]
pub(crate) struct Given {
    value: ParamValue,
    secret: bool,
}

impl Given {
    pub(crate) fn new(value: impl Param) -> Self {
        let secret = value.is_secret();
        Self { value: value.into_param(), secret }
    }
}

/// The part of a request that a parameter travels in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Path,
    Query,
    Header,
    Cookie,
}

impl Draft {
    pub(crate) fn operation(core: &Core, spec: &'static Spec) -> Box<Self> {
        let security = spec.security.unwrap_or(core.api().security);
        let mut draft = Self::empty(core, spec.id, Cow::Borrowed(spec.path), security);
        match Method::from_bytes(spec.method.as_bytes()) {
            Ok(method) => draft.method = method,
            Err(_) => draft.fail(RequestError::new("the method", spec.method, "is no method")),
        }
        draft.accept = spec.accept;
        draft.success = spec.success;
        draft.server = spec.server;
        draft.switches = spec.switches;
        draft.idempotency = spec.idempotency;
        draft
    }

    pub(crate) fn raw(core: &Core, method: Method, path: String) -> Box<Self> {
        // Taken as a path it would be asked of this environment, which is not what was meant.
        let whole = Origin::of(&path).is_ok();
        let query = path.contains(['?', '#']);
        let mut draft = Self::empty(core, RAW, Cow::Owned(path), core.api().security);
        if whole {
            draft.fail(RequestError::new("the path of", RAW, WHOLE_URL));
        } else if query {
            draft.fail(RequestError::new("the path of", RAW, WITH_QUERY));
        }
        draft.method = method;
        draft.accept = "*/*";
        draft.is_raw = true;
        draft
    }

    fn empty(
        core: &Core,
        id: &'static str,
        path: Cow<'static, str>,
        security: &'static [Requirement],
    ) -> Box<Self> {
        Box::new(Self {
            core: core.clone(),
            id,
            is_raw: false,
            method: Method::GET,
            path,
            security,
            switches: None,
            idempotency: None,
            accept: "application/json",
            success: None,
            server: None,
            chosen: None,
            page: None,
            arguments: Vec::with_capacity(USUAL),
            body: Payload::default(),
            headers: HeaderMap::new(),
            timeout: None,
            attempt_timeout: None,
            retry: None,
            body_limit: None,
            unread: None,
            error: None,
        })
    }

    /// Sets a parameter; one that is set already is replaced.
    pub(crate) fn set(&mut self, place: Part, style: Style, name: &'static str, value: Given) {
        let name = Cow::Borrowed(name);
        let same = |known: &&mut Argument| known.place == place && known.name == name;
        match self.arguments.iter_mut().find(same) {
            Some(known) => known.value = value,
            None => self.arguments.push(Argument { place, style, name, value }),
        }
    }

    /// Adds a parameter beside those that are there.
    pub(crate) fn add(&mut self, place: Part, style: Style, name: String, value: Given) {
        self.arguments.push(Argument { place, style, name: Cow::Owned(name), value });
    }

    /// Sets the body: parts.
    pub(crate) fn multipart(&mut self, body: Multipart) {
        match body.finish() {
            Ok((media_type, body)) => self.body.set(Cow::Owned(media_type), body),
            Err(error) => self.fail(error),
        }
    }

    /// Sets a header over everything else that would be sent under its name.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        match header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(error) => self.fail(error),
        }
    }

    /// Sets the server that this call goes to, in place of the operation's first.
    pub(crate) fn serve(&mut self, server: &dyn Servers) {
        let url = server.url();
        if (server.is_custom() || url.contains("://")) && BaseUrl::parse(&url).is_err() {
            self.fail(RequestError::new("the server of", self.id, "is not the URL of one"));
        }
        self.chosen = Some(url);
    }

    /// Sets what is asked for, where that is not what the operation says.
    pub(crate) fn accept(&mut self, media_types: &'static str) {
        self.accept = media_types;
    }

    /// Returns how large an answer may be that is held in memory.
    pub(crate) fn limit(&self) -> usize {
        self.body_limit.unwrap_or(self.core.inner().body_limit)
    }

    /// Tells whether the body of an answer with a status is left unread.
    pub(crate) fn leaves_unread(&self, status: StatusCode) -> Option<&Unread> {
        let (first, last) = self.success.unwrap_or((200, 299));
        let success = self.is_raw || (first..=last).contains(&status.as_u16());
        // What moves the session says in its body whether it did.
        self.unread.as_ref().filter(|_| success && self.switches.is_none())
    }

    /// Returns the path as the definition has it, without a value; `None` for a call of one's own.
    #[cfg(feature = "tracing")]
    pub(crate) fn template(&self) -> Option<&str> {
        let path = self.path.split_once('?').map_or(&*self.path, |(path, _)| path);
        (!self.is_raw).then_some(path)
    }

    /// Returns the same call once more.
    pub(crate) fn again(&self) -> Box<Self> {
        Box::new(self.clone())
    }

    /// Returns a query parameter that is set, as text.
    pub(crate) fn query_text(&self, name: &str) -> Option<&str> {
        let argument = self.of(Part::Query).find(|argument| argument.name == name)?;
        match &argument.value.value {
            ParamValue::Text(text) => Some(text),
            ParamValue::List(_) | ParamValue::Object(_) | ParamValue::Json(_) => None,
        }
    }

    /// Sets a query parameter to a text, in place of what a page that was followed said.
    pub(crate) fn set_query(&mut self, name: &'static str, text: &str) {
        self.page = None;
        let value = Given { value: ParamValue::Text(text.to_owned()), secret: false };
        self.set(Part::Query, Style::FORM, name, value);
    }

    /// Takes a URL that an answer named in place of what the arguments make. It must be on the call's own origin: its
    /// credentials go along.
    pub(crate) fn follow(&mut self, url: &str) {
        let Ok(now) = self.uri() else { return };
        match reference::resolve(&now, url) {
            Ok(url) => self.page = Some(url),
            Err(wrong) => self.fail(RequestError::new("the next page of", self.id, wrong)),
        }
    }

    fn fail(&mut self, error: RequestError) {
        self.error.get_or_insert(error);
    }

    fn of(&self, place: Part) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().filter(move |argument| argument.place == place)
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Arguments may be anything, secrets included.
        write!(f, "{}: {} {}", self.id, self.method, self.path)
    }
}

/// So many arguments have room before one is set: setters allocate nothing of their own.
const USUAL: usize = 8;

/// What errors call a call of one's own, which is none of the operations.
const RAW: &str = "raw";
const WITH_QUERY: &str = "has a `?` or a `#`: `.query(name, value)` writes a query";
const WHOLE_URL: &str = "is a whole URL: a client calls only paths of its environment";
const UNSENDABLE: &str = "has a value that no header can carry";

/// Checks a header. The value is never part of the error.
fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), RequestError> {
    let Ok(known) = HeaderName::from_bytes(name.as_bytes()) else {
        return Err(RequestError::new("the header", name, "has no valid name"));
    };
    match HeaderValue::from_bytes(value.as_bytes()) {
        Ok(value) => Ok((known, value)),
        Err(_) => Err(RequestError::new("the header", name, UNSENDABLE)),
    }
}
