//! The body of a request while it is put together: what was set, and as what it is sent.
//!
//! In: bytes, JSON that becomes a form, a stream. Out: a media type and bytes, or the stream, once. It must not know URLs
//! nor headers.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::body::Body;
use crate::json::{Parts, RawJson};
use crate::multipart::{self, Multipart};
use crate::request::RequestError;
use crate::style::{self, Style};

/// A body and how it is written.
#[derive(Clone, Default)]
pub(crate) struct Payload {
    content: Option<(Cow<'static, str>, Content)>,
    written: Written,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    /// Taken by the one attempt that can send it, whichever copy of the call makes it.
    Stream(Arc<Mutex<Option<Body>>>, Option<u64>),
}

/// As what a body is sent.
#[derive(Clone, Default)]
enum Written {
    #[default]
    AsItIs,
    /// As another media type that takes the same bytes.
    As(Cow<'static, str>),
    /// JSON as the fields of a form.
    Form { usual: Style, styles: &'static [(&'static str, Style)] },
    /// JSON as parts.
    Parts {
        media_type: &'static str,
        boundary: String,
        media_types: &'static [(&'static str, &'static str)],
        styles: &'static [(&'static str, Style)],
    },
}

impl Payload {
    pub(crate) fn set(&mut self, media_type: Cow<'static, str>, body: Body) {
        let content = match body.as_bytes() {
            Some(bytes) => Content::Bytes(bytes.clone()),
            None => {
                let len = body.len();
                Content::Stream(Arc::new(Mutex::new(Some(body))), len)
            }
        };
        self.content = Some((media_type, content));
    }

    /// Sends the body, set before or after, as another media type that takes the same bytes.
    pub(crate) fn write_as(&mut self, media_type: Cow<'static, str>) {
        self.written = Written::As(media_type);
    }

    /// Sends the body, set before or after, as a form.
    pub(crate) fn write_form(&mut self, usual: Style, styles: &'static [(&'static str, Style)]) {
        self.written = Written::Form { usual, styles };
    }

    /// Sends the body, set before or after, as parts.
    pub(crate) fn write_parts(
        &mut self,
        media_type: &'static str,
        media_types: &'static [(&'static str, &'static str)],
    ) {
        let boundary = multipart::boundary();
        self.written = Written::Parts { media_type, boundary, media_types, styles: &[] };
    }

    /// Writes some of its parts in a style.
    pub(crate) fn write_part_styles(&mut self, of: &'static [(&'static str, Style)]) {
        if let Written::Parts { styles, .. } = &mut self.written {
            *styles = of;
        }
    }

    /// Returns the media type and the bytes, which are none where the body is a stream.
    pub(crate) fn bytes(&self, id: &str) -> Result<Option<(Cow<'_, str>, Bytes)>, RequestError> {
        let Some((media_type, content)) = &self.content else { return Ok(None) };
        let bytes = match content {
            Content::Bytes(bytes) => bytes.clone(),
            Content::Stream(..) => Bytes::new(),
        };
        let no_object = || RequestError::new("the body of", id, NO_OBJECT);
        Ok(Some(match &self.written {
            Written::AsItIs => (Cow::Borrowed(&**media_type), bytes),
            Written::As(media_type) => (Cow::Borrowed(&**media_type), bytes),
            Written::Form { usual, styles } => {
                let raw = raw(&bytes).ok_or_else(no_object)?;
                let Parts::Object(members) = raw.parts() else { return Err(no_object()) };
                let mut out = String::new();
                for (name, value) in &members {
                    let own = styles.iter().find(|(known, _)| known == name);
                    style::field(&mut out, own.map_or(*usual, |(_, style)| *style), name, value);
                }
                (Cow::Borrowed("application/x-www-form-urlencoded"), out.into())
            }
            Written::Parts { media_type, boundary, media_types, styles } => {
                let body = Multipart::of(*media_type).boundary(boundary);
                let raw = raw(&bytes).ok_or_else(no_object)?;
                let body = body.members(&raw, media_types, styles).ok_or_else(no_object)?;
                let (media_type, body) = body.finish()?;
                (Cow::Owned(media_type), body.as_bytes().cloned().unwrap_or_default())
            }
        }))
    }

    /// Tells whether the body can only be sent once; with how many bytes, where that is known.
    pub(crate) fn streamed(&self) -> Option<Option<u64>> {
        match &self.content {
            Some((_, Content::Stream(_, len))) => Some(*len),
            _ => None,
        }
    }

    /// Takes the body that can only be sent once.
    pub(crate) fn take_stream(&self, id: &str) -> Result<Option<Body>, RequestError> {
        let Some((_, Content::Stream(body, _))) = &self.content else { return Ok(None) };
        let body = body.lock().unwrap_or_else(PoisonError::into_inner).take();
        body.map(Some).ok_or_else(|| RequestError::new("the body of", id, GONE))
    }
}

fn raw(bytes: &[u8]) -> Option<RawJson> {
    RawJson::from_json_str(std::str::from_utf8(bytes).ok()?).ok()
}

const GONE: &str = "is a stream, which was sent already";
const NO_OBJECT: &str = "is no object, of which alone a form can be made";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_a_call_share_one_stream_which_is_sent_once() {
        let mut payload = Payload::default();
        payload.set("a/b".into(), Body::reader(&b"once"[..]).with_len(4));
        let copy = payload.clone();
        assert_eq!(copy.streamed(), Some(Some(4)));
        assert!(payload.take_stream("x").unwrap().is_some());
        let error = copy.take_stream("x").unwrap_err();
        assert_eq!(error.to_string(), "the body of `x` is a stream, which was sent already");
    }

    #[test]
    fn how_a_body_is_written_may_be_said_before_or_after_it() {
        let mut payload = Payload::default();
        payload.write_form(Style::FIELD, &[("b", Style::JSON)]);
        assert!(payload.bytes("x").unwrap().is_none());
        payload.set("application/json".into(), Body::from(r#"{"a":"1","b":"2","a":"3"}"#));
        let (media_type, bytes) = payload.bytes("x").unwrap().unwrap();
        assert_eq!(media_type, "application/x-www-form-urlencoded");
        assert_eq!(bytes, "a=1&b=%222%22&a=3");
    }
}
