//! The JSON codec: reads and writes the types of a client.
//!
//! In: bytes or values. Out: the other, or one error with its place. It must not know HTTP.

mod base64;
mod choose;
mod constants;
mod containers;
mod cursor;
mod date;
mod decimal;
mod error;
mod escapes;
mod family;
mod fields;
#[cfg(feature = "serde")]
mod interchange;
mod macros;
mod moments;
mod number;
mod object;
mod params;
mod parsed;
mod raw;
mod reader;
mod secret;
mod shapes;
mod spans;
mod steps;
mod timestamp;
mod trail;
mod union;
pub(crate) mod unknown;
mod words;
mod writer;

pub use self::base64::{Base64, Base64Url};
pub use self::constants::UnknownInteger;
#[doc(hidden)]
pub use self::constants::{ValueEnum, bare, from_value, read_value, unknown_integer, value_param};
pub use self::containers::Nullable;
pub use self::date::Date;
pub use self::decimal::{Decimal, DecimalText};
pub use self::error::DecodeError;
pub use self::fields::{Field, Fields};
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use self::interchange::{deserialize, serialize};
pub use self::macros::UnknownValue;
#[doc(hidden)]
pub use self::macros::{OpenEnum, from_string, from_text, read_text};
pub use self::moments::{HttpDate, UnixTime};
#[doc(hidden)]
pub use self::parsed::Parsed;
pub(crate) use self::raw::Parts;
pub use self::raw::RawJson;
pub use self::reader::Reader;
pub use self::secret::Secret;
pub use self::shapes::{Mark, Shapes};
pub use self::spans::{IsoDuration, TimeOfDay};
pub use self::timestamp::Timestamp;
pub use self::writer::Writer;

/// A type that is read from JSON and written to it.
///
/// Generated types implement it; [`Reader`] shows how.
pub trait Json: Sized {
    /// Whether `null` is a value of the type.
    const NULL: bool = false;

    /// Reads a value at the reader's place. `None`: the reader has recorded an error.
    fn read(r: &mut Reader<'_>) -> Option<Self>;

    /// Writes the value.
    fn write(&self, w: &mut Writer);
}

/// Reads a value from bytes that are one JSON text.
///
/// ```
/// let sums: Vec<i64> = portolan_runtime::json::from_slice(b"[1, 2.0, 3e2]")?;
/// assert_eq!(sums, [1, 2, 300]);
/// # Ok::<(), portolan_runtime::json::DecodeError>(())
/// ```
pub fn from_slice<T: Json>(bytes: &[u8]) -> Result<T, DecodeError> {
    read(Reader::new(bytes))
}

/// Reads a value from a JSON text.
pub fn from_str<T: Json>(text: &str) -> Result<T, DecodeError> {
    read(Reader::from_text(text))
}

/// Reads a value from bytes that may hold secrets: an error names the place and the kind of what was found, but quotes nothing.
///
/// ```
/// use portolan_runtime::json::from_secret_slice;
///
/// let error = from_secret_slice::<Vec<i64>>(br#"["hunter2"]"#).unwrap_err();
/// assert_eq!(error.to_string(), "$[0]: expected an integer, found a string");
/// ```
pub fn from_secret_slice<T: Json>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut reader = Reader::new(bytes);
    reader.redact(true);
    read(reader)
}

fn read<T: Json>(mut reader: Reader<'_>) -> Result<T, DecodeError> {
    let value = T::read(&mut reader);
    reader.finish(value)
}

/// Writes a value as JSON.
pub fn to_vec<T: Json>(value: &T) -> Vec<u8> {
    let mut writer = Writer::new();
    value.write(&mut writer);
    writer.into_vec()
}

/// Writes a value as JSON.
///
/// ```
/// assert_eq!(portolan_runtime::json::to_string(&vec![Some(1.5), None]), "[1.5,null]");
/// ```
pub fn to_string<T: Json>(value: &T) -> String {
    // The writer writes only text: nothing is replaced.
    String::from_utf8(to_vec(value))
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
