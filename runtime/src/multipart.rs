//! Bodies of several parts (RFC 2046, 5.1; RFC 7578).
//!
//! In: parts, and values that become parts. Out: a media type with its boundary, and a body. It must not know operations.
//!
//! A boundary is chance, so that no content can hold it but by being told.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use crate::body::{Body, Row};
use crate::json::{Json, Parts, RawJson};
use crate::part::FormPart;
use crate::request::RequestError;
use crate::style::{self, Style};

/// A body of several parts.
///
/// Generated code makes one of a struct's fields; one's own is for what a definition leaves open.
///
/// ```
/// use portolan_runtime::{Multipart, FormPart};
///
/// let body = Multipart::form()
///     .text("title", "Holidays")
///     .file("photo", FormPart::from("…").file_name("beach.jpg").content_type("image/jpeg"))
///     .value("tags", "", &vec!["sea", "sun"].into_iter().map(String::from).collect::<Vec<_>>());
/// # let _ = body;
/// ```
#[derive(Debug)]
pub struct Multipart {
    media_type: Cow<'static, str>,
    boundary: String,
    parts: Vec<(Option<String>, FormPart)>,
}

impl Multipart {
    /// Makes a `multipart/form-data` without parts.
    pub fn form() -> Self {
        Self::of("multipart/form-data")
    }

    /// Makes a body of another media type, such as `multipart/mixed`, without parts.
    pub fn of(media_type: impl Into<Cow<'static, str>>) -> Self {
        Self { media_type: media_type.into(), boundary: boundary(), parts: Vec::new() }
    }

    /// Sets the boundary, which otherwise is chance. It must not be part of any content.
    #[must_use]
    pub fn boundary(mut self, boundary: impl Into<String>) -> Self {
        self.boundary = boundary.into();
        self
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, name: &str, text: impl Into<String>) -> Self {
        self.named(name, FormPart::from(text.into()))
    }

    /// Adds a file: servers tell one by its file name, which is the field's where the part has none.
    #[must_use]
    pub fn file(self, name: &str, part: impl Into<FormPart>) -> Self {
        self.files(name, "", [part.into()])
    }

    /// Adds files of one name, and of a media type where they have none of their own; `""` is `application/octet-stream`.
    #[must_use]
    pub fn files(
        mut self,
        name: &str,
        media_type: &'static str,
        parts: impl IntoIterator<Item = FormPart>,
    ) -> Self {
        let usual = if media_type.is_empty() { "application/octet-stream" } else { media_type };
        for mut part in parts {
            part.file_name.get_or_insert_with(|| name.to_owned());
            part.content_type.get_or_insert(Cow::Borrowed(usual));
            self = self.named(name, part);
        }
        self
    }

    /// Adds parts of one name, and of a media type where they have none of their own; `""` is none.
    #[must_use]
    pub fn parts(
        mut self,
        name: &str,
        media_type: &'static str,
        parts: impl IntoIterator<Item = FormPart>,
    ) -> Self {
        for mut part in parts {
            if !media_type.is_empty() {
                part.content_type.get_or_insert(Cow::Borrowed(media_type));
            }
            self = self.named(name, part);
        }
        self
    }

    /// Adds a part with a name, as it is.
    #[must_use]
    pub fn named(mut self, name: &str, part: impl Into<FormPart>) -> Self {
        self.parts.push((Some(name.to_owned()), part.into()));
        self
    }

    /// Adds a part without a name.
    #[must_use]
    pub fn part(mut self, part: impl Into<FormPart>) -> Self {
        self.parts.push((None, part.into()));
        self
    }

    /// Adds a value: a scalar as text, an object as JSON, a list item by item, `null` as an empty text. With a media type,
    /// each is of that type; `""` is none.
    #[must_use]
    pub fn value<T: Json>(self, name: &str, media_type: &'static str, value: &T) -> Self {
        self.raw(name, media_type, &RawJson::from_value(value))
    }

    /// Adds a value where there is one.
    #[must_use]
    pub fn optional<T: Json>(
        self,
        name: &str,
        media_type: &'static str,
        value: &Option<T>,
    ) -> Self {
        match value {
            Some(value) => self.value(name, media_type, value),
            None => self,
        }
    }

    /// Adds values, each as the texts that a style makes of it: a part for each pair that it would be in a query, without its
    /// escapes.
    ///
    /// ```
    /// use portolan_runtime::{Multipart, Style};
    ///
    /// let ids = vec![1_i64, 2];
    /// let body = Multipart::form().styled("ids", Style::FORM_COMMA, [&ids]); // one part, `1,2`
    /// # let _ = body;
    /// ```
    #[must_use]
    pub fn styled<'a, T: Json + 'a>(
        self,
        name: &str,
        style: Style,
        values: impl IntoIterator<Item = &'a T>,
    ) -> Self {
        values.into_iter().fold(self, |body, it| body.pairs(name, style, &RawJson::from_value(it)))
    }

    fn pairs(self, name: &str, style: Style, value: &RawJson) -> Self {
        style::pairs(style, name, value)
            .into_iter()
            .fold(self, |body, (name, text)| body.text(&name, text))
    }

    /// Adds the members of an object, each as [`Multipart::value`] does; `None`: it is no object.
    pub(crate) fn members(
        self,
        json: &RawJson,
        media_types: &[(&str, &'static str)],
        styles: &[(&str, Style)],
    ) -> Option<Self> {
        let Parts::Object(members) = json.parts() else { return None };
        Some(members.iter().fold(self, |body, (name, value)| {
            if let Some((_, style)) = styles.iter().find(|(known, _)| known == name) {
                return body.pairs(name, *style, value);
            }
            let media_type = media_types.iter().find(|(known, _)| known == name);
            body.raw(name, media_type.map_or("", |(_, media_type)| media_type), value)
        }))
    }

    fn raw(self, name: &str, media_type: &'static str, value: &RawJson) -> Self {
        match value.parts() {
            Parts::List(items) => {
                items.iter().fold(self, |body, item| body.item(name, media_type, item))
            }
            _ => self.item(name, media_type, value),
        }
    }

    fn item(self, name: &str, media_type: &'static str, value: &RawJson) -> Self {
        let is_json = media_type.starts_with("application/json") || media_type.ends_with("+json");
        let (text, usual) = match value.parts() {
            _ if is_json => (value.as_str().to_owned(), "application/json"),
            Parts::Null => (String::new(), ""),
            Parts::Text(text) => (text, ""),
            Parts::List(_) | Parts::Object(_) => (value.as_str().to_owned(), "application/json"),
        };
        let part = FormPart::from(text);
        match (media_type, usual) {
            // `text/plain` is what a part without a media type is (RFC 7578, 4.4).
            ("", "") => self.named(name, part),
            ("", usual) => self.named(name, part.content_type(usual)),
            (media_type, _) => self.named(name, part.content_type(media_type)),
        }
    }

    /// Returns the media type and the body.
    pub(crate) fn finish(self) -> Result<(String, Body), RequestError> {
        let media_type = format!("{}; boundary={}", self.media_type, self.boundary);
        let mut text = String::new();
        let mut row = Vec::with_capacity(self.parts.len() * 2 + 1);
        for (name, part) in self.parts {
            text.push_str("--");
            text.push_str(&self.boundary);
            text.push_str("\r\n");
            part.head(name.as_deref(), &mut text)
                .map_err(|header| RequestError::new("the part's header", &header, UNSENDABLE))?;
            row.push(Body::from(std::mem::take(&mut text)));
            row.push(part.body);
            text.push_str("\r\n");
        }
        text.push_str("--");
        text.push_str(&self.boundary);
        text.push_str("--\r\n");
        row.push(Body::from(text));
        Ok((media_type, Row::join(row)))
    }
}

const UNSENDABLE: &str = "has a name or a value that no header can carry";

impl Default for Multipart {
    fn default() -> Self {
        Self::form()
    }
}

/// Returns a boundary that nobody can guess.
pub(crate) fn boundary() -> String {
    // The standard library's hash keys are random, and no dependency.
    let half = |seed: u8| RandomState::new().hash_one(seed);
    format!("portolan-{:016x}{:016x}", half(0), half(1))
}
