//! Numbers: read exactly or refused, written as short as they can be read back.
//!
//! In: the text of a number, or a number. Out: the other. It must not know where the text stands.

use jiter::Jiter;

use super::{Json, Reader, Writer};

impl<'j> Reader<'j> {
    /// Returns where the next value starts, if it is a number.
    #[inline]
    fn number(&mut self, expected: &'static str) -> Option<usize> {
        match self.cursor.peek() {
            Some(b'-' | b'0'..=b'9') => Some(self.cursor.at()),
            _ => {
                self.refuse(expected);
                None
            }
        }
    }

    /// Reads an integer; `1.0` and `1e2` are integers too.
    #[inline]
    fn integer<T: TryFrom<i64> + TryFrom<i128>>(&mut self, bounds: (i128, i128)) -> Option<T> {
        let before = self.cursor.at();
        if let Some(value) = self.cursor.integer()
            && let Ok(value) = T::try_from(value)
        {
            return Some(value);
        }
        self.cursor.back(before);
        T::try_from(self.rare_integer(bounds)?).ok()
    }

    /// Reads an integer that is out of bounds, beyond 64 bits, or written with a fraction or an exponent.
    #[cold]
    fn rare_integer(&mut self, (min, max): (i128, i128)) -> Option<i128> {
        let start = self.number("an integer")?;
        let text = self.digits(start)?;
        match whole(text) {
            Some(Ok(value)) if (min..=max).contains(&value) => return Some(value),
            Some(_) => self.trail.mismatch(start, format!("an integer from {min} to {max}")),
            None => self.trail.mismatch(start, "an integer"),
        }
        None
    }

    /// Reads any number's text.
    fn digits(&mut self, start: usize) -> Option<&'j str> {
        self.tokenize(|jiter| jiter.next_number_bytes().map(drop))?;
        self.cursor.since(start)
    }

    #[inline]
    fn double(&mut self) -> Option<f64> {
        match self.cursor.double() {
            Some(value) => Some(value),
            None => self.rare_double(),
        }
    }

    /// Reads a number of many digits, or with an exponent.
    #[cold]
    fn rare_double(&mut self) -> Option<f64> {
        let start = self.number("a number")?;
        let value = self.tokenize(Jiter::next_float)?;
        if value.is_finite() {
            return Some(value);
        }
        self.trail.mismatch(start, "a number that fits 64 bits");
        None
    }

    fn single(&mut self) -> Option<f32> {
        let start = self.number("a number")?;
        // Not by way of 64 bits: that would round twice.
        let value = self.digits(start)?.parse().ok().filter(|value: &f32| value.is_finite());
        if value.is_none() {
            self.trail.mismatch(start, "a number that fits 32 bits");
        }
        value
    }
}

/// An integer that is too large to hold.
#[derive(Debug)]
pub(crate) struct TooLarge;

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
    // An exponent at or beyond the ends of 64 bits is as large or as small as any: only its sign matters.
    let exponent: i64 = exponent
        .strip_prefix('+')
        .unwrap_or(exponent)
        .parse()
        .unwrap_or(if exponent.starts_with('-') { i64::MIN } else { i64::MAX });
    let dropped = i64::try_from(digits.len() - significant.len()).ok()?;
    let behind = i64::try_from(fraction.len()).ok()?;
    let shift = exponent.saturating_sub(behind).saturating_add(dropped);
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
    whole(text).is_some()
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl Json for $integer {
            fn read(r: &mut Reader<'_>) -> Option<Self> {
                r.integer((i128::from(Self::MIN), i128::from(Self::MAX)))
            }

            fn write(&self, w: &mut Writer) {
                w.integer(*self);
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

/// A number too large for 64 bits is refused. NaN and the infinities are written as `null`: JSON cannot say them.
impl Json for f64 {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.double()
    }

    fn write(&self, w: &mut Writer) {
        let bits = self.to_bits();
        let exponent = (bits >> 52 & 0x7FF).wrapping_sub(1023);
        // Without a fraction nothing is left of the bits behind the point.
        if exponent <= 52 && bits << 12 << exponent == 0 {
            #[expect(clippy::cast_possible_truncation, reason = "it is an integer below 2^53")]
            w.integer(*self as i64);
        } else if bits == 0 {
            w.plain("0");
        } else if let Some(thousandths) = thousandths(self.abs()) {
            w.thousandths(self.is_sign_negative(), thousandths);
        } else if exponent != 1024 {
            w.plain(zmij::Buffer::new().format_finite(*self));
        } else {
            w.plain("null");
        }
    }
}

/// Returns a positive number as a count of thousandths, if it is one of them and not an integer: prices, shares, most measures.
///
/// Of at most 15 digits no two decimals are the same number, so that this one is the shortest.
#[inline]
fn thousandths(number: f64) -> Option<u32> {
    let scaled = number * 1000.0 + 0.5;
    if !(1.0..4e9).contains(&scaled) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in bounds")]
    let count = scaled as i64 as u32;
    (f64::from(count) / 1000.0 == number && !count.is_multiple_of(1000)).then_some(count)
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

#[cfg(test)]
mod tests {
    use crate::json::to_string;

    #[test]
    fn short_fractions_are_the_shortest_text() {
        let counts = (1..2_000).chain((2_000..4_100_000_000_u32).step_by(391_193));
        for count in counts.chain(3_999_999_900..4_000_000_100) {
            for scale in [1.0, 10.0, 100.0, 1_000.0, 10_000.0] {
                let number = f64::from(count) / scale;
                for number in [number, -number, number.next_up(), number.next_down()] {
                    let shortest = zmij::Buffer::new().format_finite(number).to_owned();
                    let shortest = shortest.strip_suffix(".0").unwrap_or(&shortest);
                    assert_eq!(to_string(&number), shortest);
                }
            }
        }
    }
}
