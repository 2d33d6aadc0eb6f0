//! Moments in time, with the offset in which somebody wrote them.
//!
//! In: RFC 3339. Out: the same characters. It must not know time zones.

use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::time::SystemTime;

use super::date::{Date, number};
use super::error::quoted;
use super::{DecodeError, Json, Reader, Writer};

const EXPECTED: &str = "a time such as 2024-12-31T23:59:59Z";
const DAY: i64 = 86_400;

/// The digits of a fraction that are kept; those behind are read and dropped.
const DIGITS: usize = 18;

/// A moment, as RFC 3339 writes it: a date, a time of day and an offset.
///
/// What was read is written back with the same characters: the offset, the digits of the fraction (up to 18 of them), a lower-case
/// `t` or `z`, a leap second.
///
/// Two are **equal when they are the same moment**, whatever their offsets; so are their order and their hash. Compare the
/// texts (`to_string()`) to tell offsets apart. A leap second is the same moment as the second before it.
///
/// ```
/// use portolan_runtime::Timestamp;
///
/// let here: Timestamp = "2024-06-01T14:30:00.250+02:00".parse()?;
/// let there: Timestamp = "2024-06-01T12:30:00.25Z".parse()?;
/// assert_eq!(here, there);
/// assert_eq!(here.to_string(), "2024-06-01T14:30:00.250+02:00");
/// assert_eq!(here.unix_seconds(), 1_717_245_000);
/// # Ok::<(), portolan_runtime::json::DecodeError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Timestamp {
    /// Seconds since 1970.
    seconds: i64,
    /// The fraction, in units of the 18th digit.
    fraction: u64,
    /// How many digits of the fraction are written.
    digits: u8,
    leap: bool,
    separator: u8,
    zone: Zone,
}

/// How the offset is written.
#[derive(Clone, Copy)]
enum Zone {
    /// `Z` or `z`.
    Letter(u8),
    /// Minutes east of UTC, and whether zero has a minus sign.
    Minutes(i16, bool),
}

impl Timestamp {
    /// Returns the present, in UTC and whole milliseconds.
    pub fn now() -> Self {
        let now = jiff::Timestamp::now();
        let milliseconds = now.subsec_nanosecond() / 1_000_000;
        let now = jiff::Timestamp::new(now.as_second(), milliseconds * 1_000_000);
        now.map_or_else(|_| Self::utc(0, 0), Self::from)
    }

    /// Returns the moment a number of seconds after 1970 began in UTC; `None` outside of the years 0 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        (-62_167_219_200..=253_402_300_799).contains(&seconds).then(|| Self::utc(seconds, 0))
    }

    /// Returns the seconds since 1970 began in UTC; a fraction is dropped.
    pub fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// Returns the offset from UTC in minutes.
    pub fn offset_minutes(self) -> i16 {
        match self.zone {
            Zone::Letter(_) => 0,
            Zone::Minutes(minutes, _) => minutes,
        }
    }

    /// Returns the moment as `jiff` has it, in nanoseconds and without the offset.
    ///
    /// `jiff` ends some hours before the year 10000 does: a later moment becomes [`jiff::Timestamp::MAX`].
    pub fn to_jiff(self) -> jiff::Timestamp {
        let nanoseconds = i32::try_from(self.fraction / 1_000_000_000).unwrap_or_default();
        jiff::Timestamp::new(self.seconds, nanoseconds).unwrap_or(jiff::Timestamp::MAX)
    }

    fn utc(seconds: i64, nanoseconds: u64) -> Self {
        let mut digits = 0;
        let mut rest = nanoseconds;
        while rest > 0 {
            rest = rest * 10 % 1_000_000_000;
            digits += 1;
        }
        let fraction = nanoseconds * 1_000_000_000;
        let zone = Zone::Letter(b'Z');
        Self { seconds, fraction, digits, leap: false, separator: b'T', zone }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let date = Date::parse(date)?;
        let (&[separator, a, b, b':', c, d, b':', e, f], rest) =
            rest.as_bytes().split_first_chunk::<9>()?
        else {
            return None;
        };
        let (hour, minute, second) = (number(&[a, b])?, number(&[c, d])?, number(&[e, f])?);
        if !matches!(separator, b'T' | b't' | b' ') || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let (fraction, rest) = match rest.split_first() {
            Some((b'.', rest)) => {
                let end = rest.iter().position(|byte| !byte.is_ascii_digit())?;
                let (digits, rest) = rest.split_at_checked(end)?;
                (digits.get(..DIGITS).unwrap_or(digits), Some(rest).filter(|_| end > 0)?)
            }
            _ => (&[][..], rest),
        };
        let zone = match *rest {
            [letter @ (b'Z' | b'z')] => Zone::Letter(letter),
            [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
                let (hours, minutes) = (number(&[a, b])?, number(&[c, d])?);
                let all = i16::try_from(hours * 60 + minutes).ok()?;
                if hours > 23 || minutes > 59 {
                    return None;
                }
                Zone::Minutes(if sign == b'-' { -all } else { all }, sign == b'-')
            }
            _ => return None,
        };
        let leap = second == 60;
        let digits = u8::try_from(fraction.len()).ok()?;
        let time = i64::try_from(hour * 3600 + minute * 60 + second).ok()? - i64::from(leap);
        let mut timestamp = Self { seconds: 0, fraction: 0, digits, leap, separator, zone };
        timestamp.seconds = days(date) * DAY + time - 60 * i64::from(timestamp.offset_minutes());
        timestamp.fraction =
            number(fraction)? * 10_u64.pow(u32::try_from(DIGITS).ok()? - u32::from(digits));
        Some(timestamp)
    }

    fn key(self) -> (i64, u64) {
        (self.seconds, self.fraction)
    }
}

/// Counts the days from 1970 to a date. A year that begins in March ends with the leap day, so the months before it are regular.
fn days(date: Date) -> i64 {
    let (year, month) = (i64::from(date.year()), i64::from(date.month()));
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month + 2) / 5 + i64::from(date.day()) - 1 - 719_468
}

/// Returns year, month and day from the count of days since 1970.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    (year + era * 400, month, day)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.seconds + 60 * i64::from(self.offset_minutes());
        let (year, month, day) = civil(local.div_euclid(DAY));
        let time = local.rem_euclid(DAY);
        let (hour, minute) = (time / 3600, time / 60 % 60);
        let second = time % 60 + i64::from(self.leap);
        let separator = char::from(self.separator);
        write!(f, "{year:04}-{month:02}-{day:02}{separator}{hour:02}:{minute:02}:{second:02}")?;
        if let Some(digits) = format!("{:018}", self.fraction).get(..usize::from(self.digits))
            && !digits.is_empty()
        {
            write!(f, ".{digits}")?;
        }
        match self.zone {
            Zone::Letter(letter) => f.write_char(char::from(letter)),
            Zone::Minutes(minutes, negative) => {
                let (sign, minutes) = (if negative { '-' } else { '+' }, minutes.unsigned_abs());
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Json for Timestamp {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.parse(EXPECTED, Self::parse)
    }

    fn write(&self, w: &mut Writer) {
        w.text(&self.to_string());
    }
}

impl FromStr for Timestamp {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        Self::parse(text).ok_or_else(|| DecodeError::new(EXPECTED, quoted(text)))
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// In UTC, with as many digits as the fraction needs. A moment before the year 0 becomes the start of that year.
impl From<jiff::Timestamp> for Timestamp {
    fn from(timestamp: jiff::Timestamp) -> Self {
        // jiff counts both parts in the same direction; here the fraction always counts forward.
        let all = timestamp.as_nanosecond();
        let seconds = i64::try_from(all.div_euclid(1_000_000_000)).unwrap_or_default();
        let nanoseconds = u64::try_from(all.rem_euclid(1_000_000_000)).unwrap_or_default();
        match Self::from_unix_seconds(seconds) {
            Some(_) => Self::utc(seconds, nanoseconds),
            None => Self::utc(-62_167_219_200, 0),
        }
    }
}

/// With the offset of the zone, in whole minutes.
impl From<&jiff::Zoned> for Timestamp {
    fn from(zoned: &jiff::Zoned) -> Self {
        let minutes = i16::try_from(zoned.offset().seconds() / 60).unwrap_or_default();
        Self { zone: Zone::Minutes(minutes, minutes < 0), ..Self::from(zoned.timestamp()) }
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self::from(jiff::Timestamp::try_from(time).unwrap_or(jiff::Timestamp::MAX))
    }
}
