//! Days of the calendar.
//!
//! In: `2024-02-29`. Out: the same. It must not know times.

use std::fmt;
use std::str::FromStr;

use super::{DecodeError, Json, Reader, Writer};

/// A day of the calendar, from the year 0 to the year 9999, as RFC 3339 writes it.
///
/// ```
/// use portolan_runtime::Date;
///
/// let day: Date = "2024-02-29".parse()?;
/// assert_eq!((day.year(), day.month(), day.day()), (2024, 2, 29));
/// assert_eq!(day.to_string(), "2024-02-29");
/// assert!("2023-02-29".parse::<Date>().is_err());
/// # Ok::<(), portolan_runtime::json::DecodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// Returns a day; `None` if the calendar lacks it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let year = i16::try_from(year).ok()?;
        let date = jiff::civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?);
        date.ok().map(Self)
    }

    /// Returns the year.
    pub fn year(self) -> u16 {
        self.0.year().unsigned_abs()
    }

    /// Returns the month, from 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// Returns the day of the month, from 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// Returns the day as `jiff` has it, which calculates with it.
    pub fn to_jiff(self) -> jiff::civil::Date {
        self.0
    }

    /// Takes a day of `jiff`; `None` before the year 0.
    pub fn from_jiff(date: jiff::civil::Date) -> Option<Self> {
        (date.year() >= 0).then_some(Self(date))
    }

    /// Reads `YYYY-MM-DD`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return None };
        let year = number(&[a, b, c, d])?;
        let month = number(&[e, f])?;
        let day = number(&[g, h])?;
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

/// Reads digits, and nothing but digits.
pub(crate) fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |all, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        all.checked_mul(10)?.checked_add(digit)
    })
}

impl Json for Date {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.parse("a date such as 2024-12-31", Self::parse)
    }

    fn write(&self, w: &mut Writer) {
        w.text(&self.to_string());
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        Self::parse(text).ok_or_else(|| {
            DecodeError::new("a date such as 2024-12-31", super::error::quoted(text))
        })
    }
}
