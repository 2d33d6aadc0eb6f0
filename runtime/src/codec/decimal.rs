//! Numbers of any size, digit by digit.
//!
//! In: the text of a JSON number. Out: the same text. It must not calculate.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;

use super::error::quoted;
use super::{DecodeError, Json, Reader, Writer};

const EXPECTED: &str = "a number";

/// A number that keeps every digit: JSON's numbers have no largest one, and no precision.
///
/// It is written as it was read. Two are **equal when they are the same number**: `1.50` is `1.5`. To calculate, parse the text
/// as a type that does.
///
/// ```
/// use portolan_runtime::Decimal;
///
/// let price: Decimal = "0.10".parse()?;
/// assert_eq!(price, "1e-1".parse()?);
/// assert_eq!(price.as_str(), "0.10");
/// assert_eq!(price.to_f64(), 0.1);
/// assert_eq!(Decimal::from(12), "12.0".parse()?);
/// # Ok::<(), portolan_runtime::json::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Decimal(Box<str>);

impl Decimal {
    /// Returns the number as JSON writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the nearest floating-point number.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// Returns the number where it is whole and fits.
    ///
    /// ```
    /// # use portolan_runtime::Decimal;
    /// assert_eq!("3.0e2".parse::<Decimal>()?.to_i64(), Some(300));
    /// assert_eq!("0.5".parse::<Decimal>()?.to_i64(), None);
    /// # Ok::<(), portolan_runtime::json::DecodeError>(())
    /// ```
    pub fn to_i64(&self) -> Option<i64> {
        let Parts { negative, digits, exponent } = Parts::of(&self.0);
        // No 64-bit number has more than 19 digits, so a large exponent never becomes a long text.
        let zeros = usize::try_from(exponent).ok().filter(|zeros| digits.len() + zeros <= 19)?;
        format!("{}{digits}{}", if negative { "-" } else { "" }, "0".repeat(zeros)).parse().ok()
    }

    fn parse(text: &str) -> Option<Self> {
        is_number(text).then(|| Self(text.into()))
    }
}

/// Tells whether a text is a number as JSON writes it (RFC 8259, 6).
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

/// What a number is, however it is written: digits without zeros at either end, and the place of the last one.
#[derive(PartialEq, Eq, Hash)]
struct Parts {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Parts {
    fn of(text: &str) -> Self {
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        // An exponent beyond 64 bits is written by nobody but to break something: it is as large as can be.
        let limit = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
        let exponent = exponent.parse().unwrap_or(limit);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        let dropped = i64::try_from(all.len() - digits.len()).unwrap_or_default();
        let behind = i64::try_from(fraction.len()).unwrap_or_default();
        let digits = digits.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Self { negative: false, digits: "0".to_owned(), exponent: 0 };
        }
        Self { negative, digits, exponent: exponent.saturating_add(dropped).saturating_sub(behind) }
    }
}

/// Tells whether two texts of JSON are the same number.
pub(super) fn same_number(a: &str, b: &str) -> bool {
    is_number(a) && is_number(b) && Parts::of(a) == Parts::of(b)
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || Parts::of(&self.0) == Parts::of(&other.0)
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Parts::of(&self.0).hash(state);
    }
}

impl Json for Decimal {
    /// A string that holds a number is read too: servers are not of one mind.
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        if r.begins_text() {
            return r.parse(EXPECTED, Self::parse);
        }
        let start = r.place();
        let raw = r.raw()?;
        let value = Self::parse(raw);
        if value.is_none() {
            r.trail.mismatch(start, EXPECTED);
        }
        value
    }

    fn write(&self, w: &mut Writer) {
        w.plain(&self.0);
    }
}

impl FromStr for Decimal {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        Self::parse(text).ok_or_else(|| DecodeError::new(EXPECTED, quoted(text)))
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => { $(
        impl From<$integer> for Decimal {
            fn from(number: $integer) -> Self {
                Self(number.to_string().into())
            }
        }
    )* };
}

from_integers!(i32, i64, u32, u64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A [`Decimal`] that travels as a string: `"0.10"`.
///
/// ```
/// use portolan_runtime::{Decimal, DecimalText, json};
///
/// let price: DecimalText = json::from_str(r#""0.10""#)?;
/// assert_eq!(price.to_f64(), 0.1);
/// assert_eq!(json::to_string(&DecimalText::from(Decimal::from(3))), r#""3""#);
/// # Ok::<(), json::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DecimalText(pub Decimal);

impl Deref for DecimalText {
    type Target = Decimal;

    fn deref(&self) -> &Decimal {
        &self.0
    }
}

impl From<Decimal> for DecimalText {
    fn from(number: Decimal) -> Self {
        Self(number)
    }
}

impl FromStr for DecimalText {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for DecimalText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Json for DecimalText {
    /// A number without quotes is read too.
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Decimal::read(r).map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.text(self.0.as_str());
    }
}
