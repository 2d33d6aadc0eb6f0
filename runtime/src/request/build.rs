//! What was set on a call becomes a request.
//!
//! In: a [`Draft`]. Out: an `http::Request` without a credential, or what of it cannot be sent. It must not send
//! anything.

use bytes::Bytes;
use http::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderValue, TRANSFER_ENCODING,
    USER_AGENT,
};
use http::{Method, Uri};

use super::{Draft, Part, RequestError, UNSENDABLE, header};
use crate::style;
use crate::transport::OperationId;

impl Draft {
    /// Returns the whole request, without a credential.
    pub(crate) fn request(&self) -> Result<http::Request<Bytes>, RequestError> {
        let request = self.build()?;
        match self.body.streamed() {
            Some(_) => Err(RequestError::new("the body of", self.id, STREAM)),
            None => Ok(request),
        }
    }

    /// Builds the request, without a credential, and without its body where that can only be sent once.
    pub(crate) fn build(&self) -> Result<http::Request<Bytes>, RequestError> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        let mut request = http::Request::new(Bytes::new());
        // A URL that an answer names is asked for, whatever led to it.
        let is_followed = self.page.is_some();
        *request.method_mut() = if is_followed { Method::GET } else { self.method.clone() };
        *request.uri_mut() = self.uri()?;
        if !self.is_raw {
            request.extensions_mut().insert(OperationId(self.id));
        }
        let body = if is_followed { None } else { self.body.bytes(self.id)? };
        let media_type = body.as_ref().map(|(media_type, _)| &**media_type);
        self.write_headers(request.headers_mut(), media_type)?;
        *request.body_mut() = body.map(|(_, body)| body).unwrap_or_default();
        let length = match self.body.streamed() {
            Some(length) if !is_followed => length,
            _ => u64::try_from(request.body().len()).ok(),
        };
        check_frame(&request, length)?;
        Ok(request)
    }

    pub(super) fn uri(&self) -> Result<Uri, RequestError> {
        if let Some(page) = &self.page {
            let wrong = RequestError::new("the next page of", self.id, "has no valid URL");
            return Uri::try_from(page.as_str()).map_err(|_| wrong);
        }
        let (path, fixed) = match self.path.split_once('?') {
            Some((path, fixed)) => (path, fixed),
            None => (&*self.path, ""),
        };
        let mut value = |out: &mut String, name: &str| {
            let argument = self.of(Part::Path).find(|argument| argument.name == name);
            let Some(argument) = argument else {
                return Err(RequestError::new("the path parameter", name, "is not set"));
            };
            if style::path(out, argument.style, name, &argument.value.value) {
                Ok(())
            } else {
                Err(RequestError::new("the path parameter", name, "is empty"))
            }
        };
        let path = crate::path::fill(path, &mut value)?;
        let mut query = String::new();
        for pair in fixed.split('&').filter(|pair| !pair.is_empty()) {
            // A parameter that the definition also describes is sent as it was set.
            let name = pair.split('=').next().unwrap_or_default();
            if !self.of(Part::Query).any(|argument| argument.name == name) {
                if !query.is_empty() {
                    query.push('&');
                }
                crate::path::text(&mut query, pair, &mut value)?;
            }
        }
        for argument in self.of(Part::Query) {
            style::query(&mut query, argument.style, &argument.name, &argument.value.value);
        }
        let base = self.core.base(self.server, self.chosen.as_deref());
        if base.contains('{') {
            return Err(RequestError::new("the server of", self.id, UNCHOSEN));
        }
        let mut url = String::with_capacity(base.len() + path.len() + 1 + query.len());
        url.push_str(&base);
        url.push_str(&path);
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query);
        }
        Uri::try_from(url).map_err(|_| RequestError::new("the URL of", self.id, "is not valid"))
    }

    fn write_headers(
        &self,
        headers: &mut HeaderMap,
        media_type: Option<&str>,
    ) -> Result<(), RequestError> {
        headers.insert(ACCEPT, header("Accept", self.accept)?.1);
        headers.insert(USER_AGENT, self.core.user_agent().clone());
        if let Some(media_type) = media_type {
            let value = HeaderValue::from_str(media_type)
                .map_err(|_| RequestError::new("the header", "Content-Type", UNSENDABLE))?;
            headers.insert(CONTENT_TYPE, value);
        }
        for argument in self.of(Part::Header) {
            if let Some(text) = style::header(argument.style, &argument.value.value) {
                let (name, mut value) = header(&argument.name, &text)?;
                value.set_sensitive(argument.value.secret);
                headers.insert(name, value);
            }
        }
        let (mut cookies, mut secret) = (String::new(), false);
        for argument in self.of(Part::Cookie) {
            if !style::cookie(&mut cookies, argument.style, &argument.name, &argument.value.value) {
                return Err(RequestError::new("the cookie", &argument.name, UNSENDABLE));
            }
            secret |= argument.value.secret;
        }
        if !cookies.is_empty() {
            let mut value = header("Cookie", &cookies)?.1;
            value.set_sensitive(secret);
            headers.insert(COOKIE, value);
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        Ok(())
    }
}

/// Refuses headers that say another host, length or framing than the request has: one server would take it for
/// another's, or for two.
fn check_frame(request: &http::Request<Bytes>, length: Option<u64>) -> Result<(), RequestError> {
    for name in [HOST, CONTENT_LENGTH, TRANSFER_ENCODING] {
        if !request.headers().contains_key(&name) {
            continue;
        }
        let own = match name {
            HOST => request.uri().authority().map(ToString::to_string),
            CONTENT_LENGTH => length.map(|length| length.to_string()),
            _ => None,
        };
        let own = own.unwrap_or_default();
        if request.headers().get_all(&name).iter().any(|value| *value != own) {
            let wrong = "says something else than the request is";
            return Err(RequestError::new("the header", name.as_str(), wrong));
        }
    }
    Ok(())
}

const STREAM: &str = "is a stream: it exists only while it is sent";
const UNCHOSEN: &str = "has a variable without a default: `.server(…)` chooses it";
