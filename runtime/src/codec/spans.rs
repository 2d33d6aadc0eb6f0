//! Times of day and durations: texts that a definition declares to be such.
//!
//! In: any text. Out: the same text, and what it means where it has the form. It must not refuse a text: `format` only
//! annotates (JSON Schema 2020-12, Validation, 7.2.1), and servers write these in many forms.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::date::number;
use super::{Json, Reader, Writer};

macro_rules! texts {
    ($($name:ident),*) => { $(
        impl $name {
            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        impl Json for $name {
            fn read(r: &mut Reader<'_>) -> Option<Self> {
                r.text("a string").map(Self::from)
            }

            fn write(&self, w: &mut Writer) {
                w.text(&self.0);
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    )* };
}

texts!(TimeOfDay, IsoDuration);

/// A time of day, as its text: `14:30:00Z` (RFC 3339), and whatever else a server writes.
///
/// ```
/// use portolan_runtime::TimeOfDay;
///
/// let time = TimeOfDay::from("14:30:05.25+02:00");
/// assert_eq!(time.clock(), Some((14, 30, 5)));
/// assert_eq!(time.offset_minutes(), Some(120));
/// assert_eq!(TimeOfDay::from("half past two").clock(), None);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TimeOfDay(Box<str>);

impl TimeOfDay {
    /// Returns hour, minute and second; `None` where the text has another form.
    pub fn clock(&self) -> Option<(u8, u8, u8)> {
        let text = self.0.as_bytes();
        let (&[a, b, b':', c, d], rest) = text.split_first_chunk::<5>()? else { return None };
        let second = match rest {
            [b':', e, f, ..] => number(&[*e, *f])?,
            _ => 0,
        };
        let (hour, minute) = (number(&[a, b])?, number(&[c, d])?);
        let fits = hour < 24 && minute < 60 && second <= 60;
        let small = |n: u64| u8::try_from(n).ok();
        fits.then_some((small(hour)?, small(minute)?, small(second)?))
    }

    /// Returns the offset from UTC in minutes; `None` where none is written.
    pub fn offset_minutes(&self) -> Option<i16> {
        if self.0.ends_with(['Z', 'z']) {
            return Some(0);
        }
        let (_, end) = self.0.as_bytes().split_last_chunk::<6>()?;
        let &[sign @ (b'+' | b'-'), a, b, b':', c, d] = end else { return None };
        let minutes = i16::try_from(number(&[a, b])? * 60 + number(&[c, d])?).ok()?;
        Some(if sign == b'-' { -minutes } else { minutes })
    }
}

/// A duration, as its text: `P3DT12H` (ISO 8601, RFC 3339 appendix A), and whatever else a server writes.
///
/// ```
/// use std::time::Duration;
/// use portolan_runtime::IsoDuration;
///
/// assert_eq!(IsoDuration::from("PT1M0.5S").to_std(), Some(Duration::from_millis(60_500)));
/// // A month has no fixed length.
/// assert_eq!(IsoDuration::from("P1M").to_std(), None);
/// assert_eq!(IsoDuration::from(Duration::from_secs(90)).as_str(), "PT90S");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IsoDuration(Box<str>);

impl IsoDuration {
    /// Returns the duration where its text tells one exactly: no years and no months, nothing negative; a day is 24 hours.
    pub fn to_std(&self) -> Option<Duration> {
        let text = self.0.strip_prefix(['P', 'p'])?;
        let (days, times) = text.split_once(['T', 't']).map_or((text, None), |(d, t)| (d, Some(t)));
        let mut all = Duration::ZERO;
        let mut some = false;
        for (part, units) in [(days, "WD"), (times.unwrap_or_default(), "HMS")] {
            let mut rest = part;
            while let Some(end) = rest.find(|c: char| c.is_ascii_alphabetic()) {
                let (amount, unit) = rest.split_at_checked(end)?;
                let unit_name = unit.chars().next()?.to_ascii_uppercase();
                if !units.contains(unit_name) {
                    return None;
                }
                all = all.checked_add(length(amount, unit_name)?)?;
                some = true;
                rest = unit.get(1..)?;
            }
            if !rest.is_empty() {
                return None;
            }
        }
        (some && times.is_none_or(|times| !times.is_empty())).then_some(all)
    }
}

fn length(amount: &str, unit: char) -> Option<Duration> {
    let seconds = match unit {
        'W' => 604_800,
        'D' => 86_400,
        'H' => 3_600,
        'M' => 60,
        _ => 1,
    };
    let (whole, fraction) = amount.split_once(['.', ',']).unwrap_or((amount, "0"));
    if whole.is_empty() || fraction.is_empty() {
        return None;
    }
    let nanoseconds = number(format!("{fraction:0<9}").get(..9)?.as_bytes())?;
    let fraction_is_digits = fraction.bytes().all(|b| b.is_ascii_digit());
    let whole = Duration::from_secs(number(whole.as_bytes())?.checked_mul(seconds)?);
    let part = Duration::from_nanos(nanoseconds.checked_mul(seconds)?);
    fraction_is_digits.then(|| whole.checked_add(part)).flatten()
}

/// In seconds.
impl From<Duration> for IsoDuration {
    fn from(duration: Duration) -> Self {
        let (seconds, nanoseconds) = (duration.as_secs(), duration.subsec_nanos());
        if nanoseconds == 0 {
            return Self(format!("PT{seconds}S").into());
        }
        let fraction = format!("{nanoseconds:09}");
        Self(format!("PT{seconds}.{}S", fraction.trim_end_matches('0')).into())
    }
}
