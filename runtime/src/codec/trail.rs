//! Where a reader is, and the first thing that went wrong.
//!
//! In: the objects and lists that a reader enters. Out: the path of a place and the error. It must not move the reader.

use std::borrow::Cow;

use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType};

use super::error::{DecodeError, quoted, shortened};
use super::fields::Fields;

/// How deep objects and lists may be nested.
pub(crate) const DEPTH: usize = 128;

/// An object or a list that the reader is in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// Where it starts.
    pub(crate) start: usize,
    /// In an object the offset behind the current key's colon, in a list the count of items; 0 is before or between them.
    pub(crate) current: usize,
    /// What is known of an object; `None` is a list.
    pub(crate) object: Option<Object>,
}

/// What is known of an object while it is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object {
    pub(crate) fields: &'static Fields,
    pub(crate) hint: usize,
    /// The properties seen, a bit each; those beyond the 128th are in [`Trail::beyond`].
    pub(crate) seen: [u64; 2],
    pub(crate) required_seen: usize,
}

/// The way from the start of the text to the reader's place.
pub(crate) struct Trail<'j> {
    pub(crate) data: &'j str,
    pub(crate) frames: Vec<Frame>,
    /// Properties seen whose index is 128 or more, with the depth of their object.
    pub(crate) beyond: Vec<(usize, usize)>,
    pub(crate) error: Option<DecodeError>,
    /// Whether errors must not quote what was found.
    pub(crate) redacted: bool,
}

impl Trail<'_> {
    /// Forgets what was seen in the object that ends, whose depth is given.
    pub(crate) fn forget(&mut self, depth: usize) {
        if !self.beyond.is_empty() {
            self.beyond.retain(|(of, _)| *of < depth);
        }
    }

    /// Records that what stands at `at` is not what was expected.
    #[cold]
    pub(crate) fn mismatch(&mut self, at: usize, expected: impl Into<Cow<'static, str>>) {
        let found = self.describe(at);
        self.fail(at, expected.into(), found);
    }

    /// Records an error; the first one stays.
    #[cold]
    pub(crate) fn fail(
        &mut self,
        at: usize,
        expected: Cow<'static, str>,
        found: Cow<'static, str>,
    ) {
        if self.error.is_none() {
            self.error = Some(DecodeError::at(self.path(), expected, found, at));
        }
    }

    /// Records that the current property was there before.
    #[cold]
    pub(crate) fn twice(&mut self) {
        let at = self.frames.last().map_or(0, |frame| frame.current);
        self.fail(at, "this property once".into(), "it twice".into());
    }

    /// Records that the object that ends lacks required properties, and which.
    #[cold]
    pub(crate) fn missing(&mut self) {
        let depth = self.frames.len();
        let Some(&Frame { object: Some(object), start, .. }) = self.frames.last() else { return };
        let seen = |index: usize| match object.seen.get(index / 64) {
            Some(seen) => seen & (1 << (index % 64)) != 0,
            None => self.beyond.contains(&(depth, index)),
        };
        let fields = object.fields.names.iter().enumerate();
        let names: Vec<String> = fields
            .filter(|(index, field)| field.required && !seen(*index))
            .map(|(_, field)| format!("{:?}", field.name))
            .collect();
        let (noun, pronoun) =
            if names.len() == 1 { ("property", "it") } else { ("properties", "them") };
        let expected = format!("the {noun} {}", names.join(", "));
        self.fail(start, expected.into(), format!("an object without {pronoun}").into());
    }

    /// Records that the text is not JSON.
    #[cold]
    pub(crate) fn syntax(&mut self, error: JiterError) {
        let at = error.index.min(self.data.len());
        let JiterErrorType::JsonError(kind) = error.error_type else {
            return self.mismatch(at, "another kind of value");
        };
        let expected = match kind {
            JsonErrorType::EofWhileParsingList | JsonErrorType::ExpectedListCommaOrEnd => {
                "`,` or `]`"
            }
            JsonErrorType::EofWhileParsingObject | JsonErrorType::ExpectedObjectCommaOrEnd => {
                "`,` or `}`"
            }
            JsonErrorType::EofWhileParsingString => "the end of a string",
            JsonErrorType::ExpectedColon => "`:`",
            JsonErrorType::ExpectedSomeIdent => "`true`, `false` or `null`",
            JsonErrorType::InvalidEscape => "an escape that JSON has",
            JsonErrorType::InvalidNumber => "a number as JSON writes it",
            JsonErrorType::NumberOutOfRange => "a number of at most 4300 digits",
            JsonErrorType::ControlCharacterWhileParsingString => "control characters escaped",
            JsonErrorType::KeyMustBeAString => "a property's name in quotes",
            JsonErrorType::LoneLeadingSurrogateInHexEscape
            | JsonErrorType::UnexpectedEndOfHexEscape => "surrogate escapes in pairs",
            JsonErrorType::TrailingComma => "another value after `,`",
            JsonErrorType::TrailingCharacters => "the end of the text",
            JsonErrorType::RecursionLimitExceeded => {
                return self.fail(at, "less nesting".into(), "more than 200 levels".into());
            }
            _ => "a value",
        };
        let found = match self.data.get(at..).map(|rest| rest.chars().next()) {
            Some(None) => Cow::Borrowed("the end of the text"),
            Some(Some(_)) if self.redacted => Cow::Borrowed("something else"),
            Some(Some(character)) => Cow::Owned(format!("`{}`", character.escape_debug())),
            None => Cow::Borrowed("something else"),
        };
        self.fail(at, expected.into(), found);
    }

    /// Says what kind of value starts at an offset, with its text where that may be told.
    fn describe(&self, at: usize) -> Cow<'static, str> {
        let rest = self.data.get(at..).unwrap_or_default();
        let Some(first) = rest.bytes().next() else { return "the end of the text".into() };
        match first {
            b'{' => return "an object".into(),
            b'[' => return "a list".into(),
            _ => {}
        }
        if self.redacted {
            return match first {
                b'"' => "a string",
                b't' | b'f' => "a boolean",
                b'n' => "null",
                b'-' | b'0'..=b'9' => "a number",
                _ => "something else",
            }
            .into();
        }
        if first == b'"' {
            return match Jiter::new(rest.as_bytes()).next_str() {
                Ok(text) => quoted(text).into(),
                Err(_) => "a broken string".into(),
            };
        }
        let end = rest.find([',', ']', '}', ' ', '\n', '\r', '\t', '"']).unwrap_or(rest.len());
        match rest.get(..end) {
            Some("") | None => format!("`{}`", char::from(first).escape_debug()).into(),
            Some(token) if first == b'-' || first.is_ascii_digit() => {
                shortened(token).into_owned().into()
            }
            Some(token @ ("true" | "false" | "null")) => token.to_owned().into(),
            Some(token) => format!("`{}`", shortened(token).escape_debug()).into(),
        }
    }

    /// Writes the way to the reader's place. The keys are read again: nothing is kept for them while all goes well.
    fn path(&self) -> String {
        let mut path = String::from("$");
        for frame in self.frames.iter().filter(|frame| frame.current > 0) {
            match frame.object {
                None => path.push_str(&format!("[{}]", frame.current - 1)),
                Some(object) => match key(self.data, frame.start, frame.current) {
                    Some(key) if self.redacted && !is_known(object.fields, &key) => {
                        path.push_str("[*]");
                    }
                    Some(key) if is_plain(&key) => {
                        path.push('.');
                        path.push_str(&key);
                    }
                    Some(key) => path.push_str(&format!("[{}]", quoted(&key))),
                    None => path.push_str("[?]"),
                },
            }
        }
        path
    }
}

fn is_known(fields: &Fields, key: &str) -> bool {
    fields.names.iter().any(|field| field.name == key)
}

fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && key.len() <= 40
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-$@".contains(&byte))
}

/// Finds the key whose value starts behind `end` in the object that starts at `start`.
fn key(data: &str, start: usize, end: usize) -> Option<String> {
    let mut object = Jiter::new(data.as_bytes().get(start..)?);
    let mut key = object.next_object().ok()??.to_owned();
    while object.current_index() + start < end {
        object.next_skip().ok()?;
        key = object.next_key().ok()??.to_owned();
    }
    Some(key)
}
