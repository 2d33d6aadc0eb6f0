//! Bytes inside a JSON string.
//!
//! In: Base64 of either alphabet, with or without padding. Out: the one that is declared. It must not know what the bytes are.

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{
    GeneralPurpose, GeneralPurposeConfig, STANDARD as WRITTEN, URL_SAFE_NO_PAD,
};

use super::{Json, Reader, Writer};

const TOLERANT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, TOLERANT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, TOLERANT);

/// Bytes that travel as Base64.
///
/// Both alphabets are read, with or without padding, and white space is passed over; the standard alphabet is written, with padding.
///
/// ```
/// use portolan_runtime::Base64;
///
/// assert_eq!(Base64::decode("_-8").unwrap().as_bytes(), [0xFF, 0xEF]);
/// assert_eq!(Base64::from(vec![0xFF, 0xEF]).encode(), "/+8=");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Base64(Vec<u8>);

impl Base64 {
    /// Reads a text; `None` if it is not Base64.
    pub fn decode(text: &str) -> Option<Self> {
        let text: std::borrow::Cow<'_, str> = if text.contains(|c: char| c.is_ascii_whitespace()) {
            text.chars().filter(|c| !c.is_ascii_whitespace()).collect::<String>().into()
        } else {
            text.into()
        };
        let engine = if text.contains(['-', '_']) { URL_SAFE } else { STANDARD };
        engine.decode(text.as_bytes()).ok().map(Self)
    }

    /// Returns the text.
    pub fn encode(&self) -> String {
        WRITTEN.encode(&self.0)
    }

    /// Returns the bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the bytes for keeps.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl Json for Base64 {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.parse("Base64", Self::decode)
    }

    fn write(&self, w: &mut Writer) {
        w.text(&self.encode());
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Bytes that travel as Base64 of the URL-safe alphabet, without padding (RFC 4648, 5).
///
/// What [`Base64`] reads, this reads too.
///
/// ```
/// use portolan_runtime::{Base64Url, json};
///
/// let bytes: Base64Url = json::from_str(r#""_-8=""#)?;
/// assert_eq!(bytes.as_bytes(), [0xFF, 0xEF]);
/// assert_eq!(json::to_string(&bytes), r#""_-8""#);
/// # Ok::<(), json::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base64Url(pub Base64);

impl Base64Url {
    /// Returns the text.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.as_bytes())
    }

    /// Returns the bytes for keeps.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

impl std::ops::Deref for Base64Url {
    type Target = Base64;

    fn deref(&self) -> &Base64 {
        &self.0
    }
}

impl Json for Base64Url {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Base64::read(r).map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.text(&self.encode());
    }
}

impl<T: Into<Base64>> From<T> for Base64Url {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}
