//! Reads JSON step by step.
//!
//! In: bytes. Out: what the types ask for, one value after the other. It must not know the types.

use jiter::{Jiter, JiterResult};
use zeroize::Zeroize as _;

use super::Json;
use super::cursor::Cursor;
use super::error::DecodeError;
use super::trail::Trail;

/// Reads one JSON text, value by value.
///
/// Errors are *sticky*: a method that returns `None` has recorded an error in the reader, everything after that reads
/// nothing, and [`from_slice`](super::from_slice) returns the first error. An implementation of [`Json`] therefore only passes
/// `None` on, and never has to look at an error. [`object!`](crate::object) writes what stands below.
///
/// Objects and lists may be nested 128 deep; what is skipped or kept as [`RawJson`](super::RawJson) may be 200 deep in itself.
///
/// ```
/// use portolan_runtime::json::{self, Field, Fields, Json, Reader, Writer};
///
/// #[derive(Debug, PartialEq)]
/// struct Point {
///     x: i64,
///     label: Option<String>,
/// }
///
/// impl Json for Point {
///     fn read(r: &mut Reader<'_>) -> Option<Self> {
///         static FIELDS: Fields = Fields::new(&[Field::required("x"), Field::optional("label")]);
///         let mut x = None;
///         let mut label = None;
///         r.begin_object(&FIELDS)?;
///         while let Some(field) = r.next_field() {
///             match field {
///                 0 => r.required(&mut x),
///                 1 => r.optional(&mut label),
///                 _ => r.skip(),
///             }
///         }
///         Some(Self { x: x?, label })
///     }
///
///     fn write(&self, w: &mut Writer) {
///         w.begin_object();
///         w.required("x", &self.x);
///         w.optional("label", &self.label);
///         w.end_object();
///     }
/// }
///
/// let point: Point = json::from_str(r#"{"x": 3, "y": [4]}"#)?;
/// assert_eq!(point, Point { x: 3, label: None });
/// let error = json::from_str::<Point>("{}").unwrap_err();
/// assert_eq!(error.to_string(), r#"$: expected the property "x", found an object without it"#);
/// # Ok::<(), json::DecodeError>(())
/// ```
pub struct Reader<'j> {
    pub(crate) cursor: Cursor<'j>,
    pub(crate) trail: Trail<'j>,
    /// The key of the current property, where the type does not name it.
    pub(super) key: String,
    /// The last string that was written with escapes, decoded.
    tape: Vec<u8>,
    /// The place of the last choice between shapes, and how many were made there.
    pub(crate) chosen: (usize, usize),
    /// Whether a secret was read: what was decoded is wiped then.
    pub(crate) secrets: bool,
}

impl<'j> Reader<'j> {
    /// Starts at the beginning of a text, behind a byte order mark if it has one. Bytes that are not UTF-8 are an error
    /// wherever they stand.
    pub fn new(bytes: &'j [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::from_text(text.strip_prefix('\u{FEFF}').unwrap_or(text)),
            Err(error) => {
                let mut reader = Self::from_text("");
                let found = "bytes that are not UTF-8".into();
                reader.trail.fail(error.valid_up_to(), "a text in UTF-8".into(), found);
                reader
            }
        }
    }

    pub(crate) fn from_text(data: &'j str) -> Self {
        let trail =
            Trail { data, frames: Vec::new(), beyond: Vec::new(), error: None, redacted: false };
        Self {
            cursor: Cursor::new(data),
            trail,
            key: String::new(),
            tape: Vec::new(),
            chosen: (0, 0),
            secrets: false,
        }
    }

    /// Decides whether errors from here on must not quote what was found, and returns what held before.
    ///
    /// For texts that hold secrets: an error then tells the kind of what was found (`a string`), and of the keys on the way
    /// only those that a type names.
    pub fn redact(&mut self, redacted: bool) -> bool {
        std::mem::replace(&mut self.trail.redacted, redacted)
    }

    /// Ends the reading: passes the value on if there was no error and nothing follows in the text.
    pub fn finish<T>(mut self, value: Option<T>) -> Result<T, DecodeError> {
        match self.end() {
            Some(error) => Err(error),
            None => value.ok_or_else(|| DecodeError::new("a value", "none that could be read")),
        }
    }

    fn end(&mut self) -> Option<DecodeError> {
        if self.trail.error.is_none() {
            let _ = self.tokenize(Jiter::finish);
        }
        self.trail.error.take()
    }

    /// Lets the tokenizer take a step that is rare, and records what it says where the text is broken.
    #[cold]
    pub(crate) fn tokenize<T>(
        &mut self,
        step: impl FnOnce(&mut Jiter<'j>) -> JiterResult<T>,
    ) -> Option<T> {
        self.cursor.tokenize(step).map_err(|error| self.trail.syntax(error)).ok()
    }

    /// Reads the value at the cursor.
    #[inline]
    pub fn value<T: Json>(&mut self) -> Option<T> {
        T::read(self)
    }

    /// Skips the current value without building it.
    pub fn skip(&mut self) {
        if let Err(error) = self.cursor.skip() {
            self.trail.syntax(error);
        }
    }

    /// Consumes a `null`, if one is next.
    #[inline]
    pub fn take_null(&mut self) -> bool {
        if self.cursor.peek() != Some(b'n') {
            return false;
        }
        if self.cursor.eat_word("null").is_none() {
            self.tokenize(Jiter::known_null);
        }
        true
    }

    /// Reads a string. `expected` names what it is, with its article, for the error where there is none.
    #[inline]
    pub fn text(&mut self, expected: &'static str) -> Option<&str> {
        match self.cursor.plain() {
            Some(text) => Some(text),
            None => self.rare_text(expected),
        }
    }

    /// Reads a string that has escapes, is broken, or is none.
    #[cold]
    fn rare_text(&mut self, expected: &'static str) -> Option<&str> {
        self.begins(b'"', expected)?;
        match self.cursor.unescape(&mut self.tape) {
            Some(()) => std::str::from_utf8(&self.tape).ok(),
            None => {
                self.tokenize(|jiter| jiter.known_str().map(drop));
                None
            }
        }
    }

    /// Reads a string that must have a form; what `parse` refuses is an error that quotes it.
    ///
    /// ```
    /// # use portolan_runtime::json::{Json, Reader, Writer};
    /// struct Colour(u32);
    ///
    /// impl Json for Colour {
    ///     fn read(r: &mut Reader<'_>) -> Option<Self> {
    ///         r.parse("a colour", |text| u32::from_str_radix(text.strip_prefix('#')?, 16).ok()).map(Self)
    ///     }
    ///
    ///     fn write(&self, w: &mut Writer) {
    ///         w.text(&format!("#{:06x}", self.0));
    ///     }
    /// }
    ///
    /// let error = portolan_runtime::json::from_str::<Colour>("\"red\"").err().unwrap();
    /// assert_eq!(error.to_string(), "$: expected a colour, found \"red\"");
    /// ```
    pub fn parse<T>(
        &mut self,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let start = self.place();
        let value = parse(self.text(expected)?);
        if value.is_none() {
            self.trail.mismatch(start, expected);
        }
        value
    }

    /// Reads a boolean.
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        let (word, value) = match self.cursor.peek() {
            Some(b't') => ("true", true),
            Some(b'f') => ("false", false),
            _ => {
                self.refuse("a boolean");
                return None;
            }
        };
        match self.cursor.eat_word(word) {
            Some(()) => Some(value),
            None => self.tokenize(Jiter::next_bool),
        }
    }

    /// Tells whether the next value is a string.
    pub(crate) fn begins_text(&mut self) -> bool {
        self.cursor.peek() == Some(b'"')
    }

    /// Tells whether the next value is a list.
    pub(crate) fn begins_list(&mut self) -> bool {
        self.cursor.peek() == Some(b'[')
    }

    /// Skips the current value and returns its text, exactly as it stands.
    pub(crate) fn raw(&mut self) -> Option<&'j str> {
        let start = self.place();
        self.skip();
        if self.trail.error.is_some() {
            return None;
        }
        self.cursor.since(start)
    }

    /// Returns the offset of the next value, behind white space.
    pub(crate) fn place(&mut self) -> usize {
        // An error here is the end of the text; whoever reads next meets it too.
        let _ = self.cursor.peek();
        self.cursor.at()
    }

    /// Records that the next value is not what was expected.
    #[cold]
    pub(crate) fn refuse(&mut self, expected: &'static str) {
        let at = self.place();
        self.trail.mismatch(at, expected);
    }

    /// Returns the offset of the next value if it is of a kind.
    #[inline]
    pub(super) fn begins(&mut self, kind: u8, expected: &'static str) -> Option<usize> {
        if self.cursor.peek() == Some(kind) {
            return Some(self.cursor.at());
        }
        self.refuse(expected);
        None
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if self.secrets {
            self.tape.zeroize();
        }
    }
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The text may hold secrets: only the place is told.
        write!(f, "Reader(at {} of {})", self.cursor.at(), self.trail.data.len())
    }
}
