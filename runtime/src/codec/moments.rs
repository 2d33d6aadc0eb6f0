//! Moments that are not written as RFC 3339 does: HTTP dates and Unix times.
//!
//! In: the text or the number that a definition declares. Out: the same, and the [`Timestamp`] that it means. It must not
//! know RFC 3339.

use std::fmt;
use std::str::FromStr;

use super::error::quoted;
use super::{Decimal, DecodeError, Json, Reader, Timestamp, Writer};

const HTTP: &str = "a time such as Tue, 31 Dec 2024 23:59:59 GMT";

/// A moment as HTTP's headers write it (RFC 9110, 5.6.7): `Tue, 31 Dec 2024 23:59:59 GMT`.
///
/// It is written as it was read; what is made of a [`Timestamp`] has the form that RFC 9110 prefers.
///
/// ```
/// use portolan_runtime::{HttpDate, Timestamp};
///
/// let date: HttpDate = "Fri, 26 Aug 2022 14:38:00 GMT".parse()?;
/// assert_eq!(date.timestamp(), "2022-08-26T14:38:00Z".parse::<Timestamp>()?);
/// assert_eq!(HttpDate::from(date.timestamp()), date);
/// # Ok::<(), portolan_runtime::json::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HttpDate {
    text: Box<str>,
    moment: Timestamp,
}

impl HttpDate {
    /// Returns the moment.
    pub fn timestamp(&self) -> Timestamp {
        self.moment
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn parse(text: &str) -> Option<Self> {
        // The zone `GMT` is RFC 2822's; so are offsets, which some servers write.
        let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(Self { text: text.into(), moment: Timestamp::from(zoned.timestamp()) })
    }
}

/// In whole seconds.
impl From<Timestamp> for HttpDate {
    fn from(moment: Timestamp) -> Self {
        let moment = Timestamp::from_unix_seconds(moment.unix_seconds()).unwrap_or(moment);
        let utc = moment.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
        let text = utc.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        Self { text: text.into(), moment }
    }
}

impl Json for HttpDate {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.parse(HTTP, Self::parse)
    }

    fn write(&self, w: &mut Writer) {
        w.text(&self.text);
    }
}

impl FromStr for HttpDate {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        Self::parse(text).ok_or_else(|| DecodeError::new(HTTP, quoted(text)))
    }
}

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A moment as a number of seconds since 1970 began in UTC, with a fraction where one was written.
///
/// ```
/// use portolan_runtime::{Timestamp, UnixTime, json};
///
/// let time: UnixTime = json::from_str("1686566864")?;
/// assert_eq!(time.timestamp().unwrap().to_string(), "2023-06-12T10:47:44Z");
/// assert_eq!(UnixTime::from_seconds(1_686_566_864), time);
/// # Ok::<(), json::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnixTime(Decimal);

impl UnixTime {
    /// Takes whole seconds.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.into())
    }

    /// Returns the seconds as they are written.
    pub fn seconds(&self) -> &Decimal {
        &self.0
    }

    /// Returns the moment, to the nanosecond or what 64 bits of floating point can tell; `None` outside of the years that it can be written in.
    pub fn timestamp(&self) -> Option<Timestamp> {
        if let Some(seconds) = self.0.to_i64() {
            return Timestamp::from_unix_seconds(seconds);
        }
        let seconds = jiff::SignedDuration::try_from_secs_f64(self.0.to_f64()).ok()?;
        jiff::Timestamp::from_duration(seconds).ok().map(Timestamp::from)
    }
}

/// In whole seconds.
impl From<Timestamp> for UnixTime {
    fn from(moment: Timestamp) -> Self {
        Self::from_seconds(moment.unix_seconds())
    }
}

impl Json for UnixTime {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Decimal::read(r).map(Self)
    }

    fn write(&self, w: &mut Writer) {
        self.0.write(w);
    }
}

impl FromStr for UnixTime {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
