//! Numbers: read exactly or refused, written as short as they can be read back.
//!
//! In: the text of a number, or a number. Out: the other. It must not know where the text stands.

use jiter::Peek;

use super::{Json, Reader, Writer};

impl Reader<'_> {
    /// Reads a number and passes its text to `parse`; what `parse` refuses is an error with what was `expected`.
    fn number<T>(
        &mut self,
        kind: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let peek = match self.jiter.peek() {
            // Infinity and NaN are numbers to the tokenizer.
            Ok(peek) if peek == Peek::Minus || peek.into_inner().is_ascii_digit() => peek,
            _ => {
                self.refuse(kind);
                return None;
            }
        };
        let start = self.jiter.current_index();
        if let Err(error) = self.jiter.known_number_bytes(peek) {
            self.trail.syntax(error);
            return None;
        }
        let text = self.trail.data.get(start..self.jiter.current_index())?;
        match parse(text) {
            Ok(value) => Some(value),
            Err(expected) => {
                self.trail.mismatch(start, expected);
                None
            }
        }
    }

    /// Reads an integer within bounds; `1.0` and `1e2` are integers too.
    fn integer(&mut self, min: i128, max: i128) -> Option<i128> {
        self.number("an integer", |text| match short(text).or_else(|| whole(text)) {
            Some(Ok(value)) if (min..=max).contains(&value) => Ok(value),
            Some(_) => Err(format!("an integer from {min} to {max}")),
            None => Err("an integer".to_owned()),
        })
    }

    fn double(&mut self) -> Option<f64> {
        self.number("a number", |text| {
            let value = text.parse().ok().filter(|value: &f64| value.is_finite());
            value.ok_or_else(|| "a number that fits 64 bits".to_owned())
        })
    }

    fn single(&mut self) -> Option<f32> {
        self.number("a number", |text| {
            let value = text.parse().ok().filter(|value: &f32| value.is_finite());
            value.ok_or_else(|| "a number that fits 32 bits".to_owned())
        })
    }
}

/// An integer that is too large to hold.
#[derive(Debug)]
pub(crate) struct TooLarge;

/// Reads an integer of at most 18 digits, without fraction and exponent: nearly all of them.
#[inline]
fn short(text: &str) -> Option<Result<i128, TooLarge>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() > 18 {
        return None;
    }
    let mut value = 0_i64;
    for digit in digits.bytes() {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(digit - b'0');
    }
    Some(Ok(i128::from(if digits.len() < text.len() { -value } else { value })))
}

/// Reads any number that is an integer in value; `None` is a fraction.
pub(crate) fn whole(text: &str) -> Option<Result<i128, TooLarge>> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{integer}{fraction}");
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Some(Ok(0));
    }
    // An exponent beyond 64 bits is as large or as small as any: only its sign matters.
    let exponent = exponent
        .strip_prefix('+')
        .unwrap_or(exponent)
        .parse()
        .unwrap_or(if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 });
    let dropped = i64::try_from(digits.len() - significant.len()).ok()?;
    let shift = exponent - i64::try_from(fraction.len()).ok()? + dropped;
    if shift < 0 {
        return None;
    }
    let value = significant.parse::<i128>().ok().and_then(|value| {
        let power = 10_i128.checked_pow(u32::try_from(shift).ok()?)?;
        value.checked_mul(power)
    });
    Some(match value {
        Some(value) => Ok(if negative { -value } else { value }),
        None => Err(TooLarge),
    })
}

/// Tells whether a number's text is an integer in value, of any size.
pub(crate) fn is_whole(text: &str) -> bool {
    short(text).is_some() || whole(text).is_some()
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl Json for $integer {
            fn read(r: &mut Reader<'_>) -> Option<Self> {
                let value = r.integer(i128::from(Self::MIN), i128::from(Self::MAX))?;
                Self::try_from(value).ok()
            }

            fn write(&self, w: &mut Writer) {
                w.plain(itoa::Buffer::new().format(*self));
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

/// The numbers below this and without a fraction are written as integers: all of them are exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number too large for 64 bits is refused. NaN and the infinities are written as `null`: JSON cannot say them.
impl Json for f64 {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.double()
    }

    fn write(&self, w: &mut Writer) {
        if self.fract() == 0.0 && self.abs() < EXACT && !is_minus_zero(*self) {
            #[expect(clippy::cast_possible_truncation, reason = "it is an integer below 2^53")]
            w.plain(itoa::Buffer::new().format(*self as i64));
        } else if self.is_finite() {
            w.plain(zmij::Buffer::new().format_finite(*self));
        } else {
            w.plain("null");
        }
    }
}

/// A number too large for 32 bits is refused. NaN and the infinities are written as `null`: JSON cannot say them.
impl Json for f32 {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.single()
    }

    fn write(&self, w: &mut Writer) {
        let wide = f64::from(*self);
        // Beyond 2^24 the shortest digits of a single are not those of the integer that it is.
        if wide.fract() == 0.0 && wide.abs() < 16_777_216.0 || !wide.is_finite() {
            wide.write(w);
        } else {
            w.plain(zmij::Buffer::new().format_finite(*self));
        }
    }
}

fn is_minus_zero(value: f64) -> bool {
    value == 0.0 && value.is_sign_negative()
}
