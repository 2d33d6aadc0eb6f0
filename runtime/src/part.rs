//! A part of a multipart body: its content, its media type, its file name, its headers.
//!
//! In: bytes, a text, JSON, a file, a stream. Out: the part's head as text, and its content. It must not know boundaries.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use bytes::Bytes;

use crate::body::Body;
use crate::json::{self, Json};

/// A file or another part of a multipart body.
///
/// Whatever turns into a [`Body`] turns into a part: bytes, a text, a stream.
///
/// ```
/// use portolan_runtime::body::Body;
/// use portolan_runtime::FormPart;
///
/// let photo = FormPart::from(vec![0x89, b'P', b'N', b'G']).file_name("me.png").content_type("image/png");
/// let log = FormPart::from(Body::reader(&b"as it is read"[..])).header("X-Level", "debug");
/// # let _ = (photo, log);
/// ```
pub struct FormPart {
    pub(crate) body: Body,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<Cow<'static, str>>,
    headers: Vec<(String, String)>,
}

impl FormPart {
    /// Opens a file, to be read while it is sent; the part has its name.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be opened.
    pub fn open(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let name = path.as_ref().file_name().map(|name| name.to_string_lossy().into_owned());
        let part = Self::from(Body::open(path)?);
        Ok(match name {
            Some(name) => part.file_name(name),
            None => part,
        })
    }

    /// Makes a part of a value: JSON, as `application/json`.
    pub fn json<T: Json>(value: &T) -> Self {
        Self::from(json::to_vec(value)).content_type("application/json")
    }

    /// Names the file. A part that a definition calls a file has its field's name without it.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Says what the content is. Files are `application/octet-stream` without it, or what their definition says.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<Cow<'static, str>>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Adds a header to the part. What no header can carry is an error when the call is sent.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Writes the part's head. `Err`: the name of what no header can carry.
    pub(crate) fn head(&self, name: Option<&str>, out: &mut String) -> Result<(), String> {
        match (name, &self.file_name) {
            (None, None) => {}
            (None, Some(file)) => {
                out.push_str("Content-Disposition: attachment; filename=\"");
                quoted(out, file);
                out.push_str("\"\r\n");
            }
            (Some(name), file) => {
                out.push_str("Content-Disposition: form-data; name=\"");
                quoted(out, name);
                if let Some(file) = file {
                    out.push_str("\"; filename=\"");
                    quoted(out, file);
                }
                out.push_str("\"\r\n");
            }
        }
        let media_type = self.content_type.as_deref().map(|value| ("Content-Type", value));
        let own = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in media_type.into_iter().chain(own) {
            if http::HeaderName::from_bytes(name.as_bytes()).is_err()
                || http::HeaderValue::from_bytes(value.as_bytes()).is_err()
            {
                return Err(name.to_owned());
            }
            for text in [name, ": ", value, "\r\n"] {
                out.push_str(text);
            }
        }
        out.push_str("\r\n");
        Ok(())
    }
}

/// Writes a name between quotes as browsers do (RFC 7578, 4.2; HTML, 4.10.22.8): in UTF-8, with what would end it escaped.
fn quoted(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("%22"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            c => out.push(c),
        }
    }
}

impl<T: Into<Body>> From<T> for FormPart {
    fn from(body: T) -> Self {
        Self { body: body.into(), file_name: None, content_type: None, headers: Vec::new() }
    }
}

impl fmt::Debug for FormPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A header may hold a secret, as the content may.
        f.debug_struct("FormPart")
            .field("body", &self.body)
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

impl Default for FormPart {
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(part: &FormPart, name: Option<&str>) -> Result<String, String> {
        let mut out = String::new();
        part.head(name, &mut out).map(|()| out)
    }

    #[test]
    fn no_name_ends_its_quotes_or_its_line() {
        let part = FormPart::default().file_name("a\"\r\nX: y\\ü");
        assert_eq!(
            head(&part, Some("n\"\r\n")).unwrap(),
            "Content-Disposition: form-data; name=\"n%22%0D%0A\"; \
             filename=\"a%22%0D%0AX: y\\ü\"\r\n\r\n"
        );
        let unnamed = "Content-Disposition: attachment; filename=\"a\"\r\n\r\n";
        assert_eq!(head(&FormPart::default().file_name("a"), None).unwrap(), unnamed);
        assert_eq!(head(&FormPart::default(), None).unwrap(), "\r\n");
    }

    #[test]
    fn headers_that_nothing_can_carry_are_refused_by_name() {
        for (name, value) in [("X-A", "a\r\nb"), ("a b", "c"), ("", "c"), ("X-A", "\u{0}")] {
            let part = FormPart::default().header(name, value);
            assert_eq!(head(&part, Some("n")).unwrap_err(), name);
        }
    }
}
