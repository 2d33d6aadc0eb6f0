//! Reads JSON step by step.
//!
//! In: bytes. Out: what the types ask for, one value after the other. It must not know the types.

use std::collections::BTreeMap;

use jiter::{Jiter, Peek};
use zeroize::Zeroize as _;

use super::Json;
use super::error::DecodeError;
use super::fields::Fields;
use super::trail::{DEPTH, Frame, Object, Trail};

/// What [`Reader::next_field`] returns for a property that the type does not name.
const UNNAMED: usize = usize::MAX;

/// An object of which nothing is named: every property is the caller's.
static NO_FIELDS: Fields = Fields::new(&[]);

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
    pub(crate) jiter: Jiter<'j>,
    pub(crate) trail: Trail<'j>,
    /// The key of the current property, where the type does not name it.
    key: String,
    /// The place of the last choice between shapes, and how many were made there.
    pub(crate) chosen: (usize, usize),
    /// Whether a secret was read: what the tokenizer unescaped is wiped then.
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
        let jiter = Jiter::new(data.as_bytes());
        Self { jiter, trail, key: String::new(), chosen: (0, 0), secrets: false }
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
        if self.trail.error.is_none()
            && let Err(error) = self.jiter.finish()
        {
            self.trail.syntax(error);
        }
        self.trail.error.take()
    }

    /// Reads the value at the cursor.
    #[inline]
    pub fn value<T: Json>(&mut self) -> Option<T> {
        T::read(self)
    }

    /// Enters an object whose properties have names.
    pub fn begin_object(&mut self, fields: &'static Fields) -> Option<()> {
        let start = self.begins(Peek::Object, "an object")?;
        let object = Object { fields, hint: 0, seen: [0; 2], required_seen: 0 };
        self.enter(Frame { start, current: 0, object: Some(object) })
    }

    /// Enters an object whose keys are the caller's; [`next_key`](Self::next_key) steps through it.
    pub fn begin_map(&mut self) -> Option<()> {
        self.begin_object(&NO_FIELDS)
    }

    /// Enters a list; [`next_item`](Self::next_item) steps through it.
    pub fn begin_array(&mut self) -> Option<()> {
        let start = self.begins(Peek::Array, "a list")?;
        self.enter(Frame { start, current: 0, object: None })
    }

    fn enter(&mut self, frame: Frame) -> Option<()> {
        if self.trail.frames.len() >= DEPTH {
            let found = format!("more than {DEPTH} levels");
            self.trail.fail(frame.start, "less nesting".into(), found.into());
            return None;
        }
        self.trail.frames.push(frame);
        Some(())
    }

    /// Goes to the value of the next property and returns the property's index; a number beyond all indexes is a property
    /// that is not named.
    ///
    /// `None` is the end of the object, or an error: a property that came before, required ones that did not come.
    pub fn next_field(&mut self) -> Option<usize> {
        if self.trail.error.is_some() {
            return None;
        }
        let depth = self.trail.frames.len();
        let frame = self.trail.frames.last_mut()?;
        let object = frame.object.as_mut()?;
        let key = if frame.current == 0 {
            self.jiter.known_object()
        } else {
            frame.current = 0;
            self.jiter.next_key()
        };
        let index = match key {
            Ok(Some(key)) => match object.fields.find(key, &mut object.hint) {
                Some(index) => index,
                None => {
                    self.key.clear();
                    self.key.push_str(key);
                    UNNAMED
                }
            },
            Ok(None) => {
                if object.required_seen < object.fields.required {
                    self.trail.missing();
                    return None;
                }
                self.trail.frames.pop();
                self.trail.forget(depth);
                return None;
            }
            Err(error) => {
                self.trail.syntax(error);
                return None;
            }
        };
        frame.current = self.jiter.current_index();
        if index == UNNAMED {
            return Some(UNNAMED);
        }
        let again = match object.seen.get_mut(index / 64) {
            Some(seen) => {
                let bit = 1 << (index % 64);
                let again = *seen & bit != 0;
                *seen |= bit;
                again
            }
            None => {
                let again = self.trail.beyond.contains(&(depth, index));
                self.trail.beyond.push((depth, index));
                again
            }
        };
        if again {
            self.trail.twice();
            return None;
        }
        object.required_seen += usize::from(object.fields.is_required(index));
        Some(index)
    }

    /// Goes to the value of the next property and returns its key. `None` is the end of the object, or an error.
    pub fn next_key(&mut self) -> Option<String> {
        self.next_field().map(|_| std::mem::take(&mut self.key))
    }

    /// Goes to the next item of a list. `false` is the end of the list, or an error.
    pub fn next_item(&mut self) -> bool {
        if self.trail.error.is_some() {
            return false;
        }
        let Some(frame) = self.trail.frames.last_mut() else { return false };
        let count = std::mem::replace(&mut frame.current, 0);
        let step = if count == 0 { self.jiter.known_array() } else { self.jiter.array_step() };
        match step {
            Ok(Some(_)) => {
                frame.current = count + 1;
                true
            }
            Ok(None) => {
                self.trail.frames.pop();
                false
            }
            Err(error) => {
                self.trail.syntax(error);
                false
            }
        }
    }

    /// Reads the current property into its slot.
    #[inline]
    pub fn required<T: Json>(&mut self, slot: &mut Option<T>) {
        *slot = T::read(self);
    }

    /// Reads the current property into its slot; `null`, unless it is a value of the type, leaves it empty.
    #[inline]
    pub fn optional<T: Json>(&mut self, slot: &mut Option<T>) {
        if T::NULL || !self.take_null() {
            *slot = T::read(self);
        }
    }

    /// Reads the current property, which is not named, into the map of additional ones. A key that is there already is an error.
    #[inline]
    pub fn extra<T: Json>(&mut self, extra: &mut BTreeMap<String, T>) {
        let key = std::mem::take(&mut self.key);
        if let Some(value) = T::read(self)
            && extra.insert(key, value).is_some()
        {
            self.trail.twice();
        }
    }

    /// Skips the current value without building it.
    pub fn skip(&mut self) {
        if let Err(error) = self.jiter.next_skip() {
            self.trail.syntax(error);
        }
    }

    /// Consumes a `null`, if one is next.
    pub fn take_null(&mut self) -> bool {
        if !matches!(self.jiter.peek(), Ok(Peek::Null)) {
            return false;
        }
        if let Err(error) = self.jiter.known_null() {
            self.trail.syntax(error);
        }
        true
    }

    /// Reads a string. `expected` names what it is, with its article, for the error where there is none.
    #[inline]
    pub fn text(&mut self, expected: &'static str) -> Option<&str> {
        self.begins(Peek::String, expected)?;
        match self.jiter.known_str() {
            Ok(text) => Some(text),
            Err(error) => {
                self.trail.syntax(error);
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
        match self.jiter.peek() {
            Ok(peek @ (Peek::True | Peek::False)) => match self.jiter.known_bool(peek) {
                Ok(value) => Some(value),
                Err(error) => {
                    self.trail.syntax(error);
                    None
                }
            },
            _ => {
                self.refuse("a boolean");
                None
            }
        }
    }

    /// Tells whether the next value is a string.
    pub(crate) fn begins_text(&mut self) -> bool {
        matches!(self.jiter.peek(), Ok(Peek::String))
    }

    /// Tells whether the next value is a list.
    pub(crate) fn begins_list(&mut self) -> bool {
        matches!(self.jiter.peek(), Ok(Peek::Array))
    }

    /// Skips the current value and returns its text, exactly as it stands.
    pub(crate) fn raw(&mut self) -> Option<&'j str> {
        let start = self.place();
        self.skip();
        if self.trail.error.is_some() {
            return None;
        }
        self.trail.data.get(start..self.jiter.current_index())
    }

    /// Returns the offset of the next value, behind white space.
    pub(crate) fn place(&mut self) -> usize {
        // An error here is the end of the text; whoever reads next meets it too.
        let _ = self.jiter.peek();
        self.jiter.current_index()
    }

    /// Records that the next value is not what was expected.
    #[cold]
    pub(crate) fn refuse(&mut self, expected: &'static str) {
        let at = self.place();
        self.trail.mismatch(at, expected);
    }

    /// Returns the offset of the next value if it is of a kind.
    #[inline]
    fn begins(&mut self, kind: Peek, expected: &'static str) -> Option<usize> {
        match self.jiter.peek() {
            Ok(peek) if peek == kind => Some(self.jiter.current_index()),
            _ => {
                self.refuse(expected);
                None
            }
        }
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if self.secrets {
            std::mem::replace(&mut self.jiter, Jiter::new(b"")).into_tape().zeroize();
        }
    }
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The text may hold secrets: only the place is told.
        write!(f, "Reader(at {} of {})", self.jiter.current_index(), self.trail.data.len())
    }
}
