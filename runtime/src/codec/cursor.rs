//! A place in a JSON text, and the steps that it can take from there.
//!
//! In: a text in UTF-8. Out: what stands at the place. It must not know types, nor say what is wrong.
//!
//! What nearly every text is made of is read here: strings without escapes, short numbers. Everything else, and every mistake, is
//! left to the tokenizer, which starts anew at the place.

use std::borrow::Cow;

use jiter::{Jiter, JiterError, JiterResult};

use super::escapes::unescape;
use super::fields::Fields;
use super::words::{eight_digits, run};

/// A place in a text.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'j> {
    text: &'j str,
    at: usize,
}

/// What a step to the next key of an object finds.
pub(crate) enum Step<'j> {
    /// The field of an index.
    Field(usize),
    /// A key that is none's, or that is written with escapes, or at the end of the text.
    Key(Cow<'j, str>),
    /// The end of the object.
    End,
}

impl<'j> Cursor<'j> {
    /// Starts at the beginning of a text.
    pub(crate) fn new(text: &'j str) -> Self {
        Self { text, at: 0 }
    }

    /// Returns the offset.
    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Returns the text from an offset to the place.
    pub(crate) fn since(&self, start: usize) -> Option<&'j str> {
        self.text.get(start..self.at)
    }

    /// Goes behind white space, and returns the byte there. `None` is the end of the text.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match *self.text.as_bytes().get(self.at)? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    /// Consumes a byte behind white space, if it is the next.
    #[inline]
    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Consumes a word that stands at the place.
    #[inline]
    pub(crate) fn eat_word(&mut self, word: &str) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        rest.starts_with(word.as_bytes()).then(|| self.at += word.len())
    }

    /// Lets the tokenizer take a step; it stays where it is if that fails.
    pub(crate) fn tokenize<T>(
        &mut self,
        step: impl FnOnce(&mut Jiter<'j>) -> JiterResult<T>,
    ) -> Result<T, JiterError> {
        let mut jiter = Jiter::new(self.text.as_bytes().get(self.at..).unwrap_or_default());
        let found = step(&mut jiter);
        match found {
            Ok(found) => {
                self.at += jiter.current_index();
                Ok(found)
            }
            Err(error) => Err(JiterError { index: self.at + error.index, ..error }),
        }
    }

    /// Consumes a string that holds no escape. `None`: it does, or is broken, or something else is next.
    #[inline]
    pub(crate) fn plain(&mut self) -> Option<&'j str> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let end = start + run(bytes.get(start..)?);
        if *bytes.get(end)? != b'"' {
            return None;
        }
        self.at = end + 1;
        self.text.get(start..end)
    }

    /// Consumes a string and decodes it. `None`: it is broken, or something else is next.
    #[cold]
    pub(crate) fn unescape(&mut self, tape: &mut Vec<u8>) -> Option<()> {
        if self.peek()? != b'"' {
            return None;
        }
        let bytes = self.text.as_bytes();
        let after = unescape(bytes.get(self.at + 1..)?, tape)?;
        self.at = bytes.len() - after.len();
        Some(())
    }

    /// Consumes a string. `None`: it is broken, or something else is next.
    #[inline]
    pub(crate) fn string(&mut self) -> Option<Cow<'j, str>> {
        match self.plain() {
            Some(text) => Some(Cow::Borrowed(text)),
            None => {
                let mut tape = Vec::new();
                self.unescape(&mut tape)?;
                String::from_utf8(tape).ok().map(Cow::Owned)
            }
        }
    }

    /// Consumes a value.
    pub(crate) fn skip(&mut self) -> Result<(), JiterError> {
        match self.plain() {
            Some(_) => Ok(()),
            None => self.tokenize(Jiter::next_skip),
        }
    }

    /// Consumes what stands before the next item of a list: the bracket, or a comma. `None`: the text is broken there.
    ///
    /// `Some(false)` is the end of the list.
    #[inline]
    pub(crate) fn item(&mut self, first: bool) -> Option<bool> {
        let next = self.peek()?;
        if !first && next == b']' {
            self.at += 1;
            return Some(false);
        }
        if !first && next != b',' {
            return None;
        }
        self.at += 1;
        if self.peek()? != b']' {
            return Some(true);
        }
        self.at += 1;
        first.then_some(false)
    }

    /// Goes back to an offset.
    pub(crate) fn back(&mut self, at: usize) {
        self.at = at;
    }

    /// Consumes what stands before the next key of an object: the brace, or a comma. `None`: the text is broken there.
    ///
    /// `Some(false)` is the end of the object.
    #[inline]
    fn member(&mut self, first: bool) -> Option<bool> {
        let mut next = self.peek()?;
        let comma = !first && next == b',';
        if first || comma {
            self.at += 1;
            next = self.peek()?;
        }
        match next {
            b'"' if first || comma => Some(true),
            b'}' if !comma => {
                self.at += 1;
                Some(false)
            }
            _ => None,
        }
    }

    /// Goes behind the next key of an object and its colon. `None`: the text is broken there.
    #[inline]
    pub(crate) fn key(&mut self, first: bool) -> Option<Option<Cow<'j, str>>> {
        if !self.member(first)? {
            return Some(None);
        }
        let key = self.string()?;
        self.eat(b':')?;
        Some(Some(key))
    }

    /// Goes behind the next key of an object and its colon, and says which of some fields it names. The first one is looked for at
    /// `hint`. `None`: the text is broken there.
    #[inline]
    pub(crate) fn field(
        &mut self,
        first: bool,
        fields: &'static Fields,
        hint: usize,
    ) -> Option<Step<'j>> {
        if !self.member(first)? {
            return Some(Step::End);
        }
        let rest = self.text.as_bytes().get(self.at + 1..)?;
        if let Some((index, length)) = fields.starting(rest, hint) {
            self.at += length + 2;
            self.eat(b':')?;
            return Some(Step::Field(index));
        }
        let key = self.string()?;
        self.eat(b':')?;
        Some(Step::Key(key))
    }

    /// Consumes an integer of 64 bits without fraction and exponent. `None`: it has one, or is broken, or something else is next.
    #[inline]
    pub(crate) fn integer(&mut self) -> Option<i64> {
        let negative = self.peek()? == b'-';
        let start = self.at + usize::from(negative);
        let bytes = self.text.as_bytes().get(start..)?;
        let (mut digits, mut count) = eight_digits(bytes);
        if count == 8 {
            (digits, count) = long_digits(bytes, digits)?;
        }
        if !is_whole(bytes, count) || matches!(bytes.get(count), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        let value = if negative {
            0_i64.checked_sub_unsigned(digits)?
        } else {
            i64::try_from(digits).ok()?
        };
        self.at = start + count;
        Some(value)
    }

    /// Consumes a number without exponent that has at most 19 digits. `None`: it has more, or is broken, or something else is next.
    #[inline]
    pub(crate) fn double(&mut self) -> Option<f64> {
        let negative = self.peek()? == b'-';
        let start = self.at + usize::from(negative);
        let bytes = self.text.as_bytes().get(start..)?;
        let (mut digits, mut end) = eight_digits(bytes);
        if end == 8 || !is_whole(bytes, end) {
            return None;
        }
        let mut behind = 0;
        if bytes.get(end) == Some(&b'.') {
            let rest = bytes.get(end + 1..)?;
            let (fraction, count) = match eight_digits(rest) {
                (first, 8) => long_digits(rest, first)?,
                short => short,
            };
            if count == 0 {
                return None;
            }
            digits = digits.checked_mul(*POWERS.get(count)?)?.checked_add(fraction)?;
            behind = count;
            end += 1 + count;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            return None;
        }
        let end = start + end;
        let value = if digits <= EXACT {
            #[expect(clippy::cast_precision_loss, reason = "it has no more than 53 bits")]
            // Both are exact, so that the quotient is rounded once.
            let value = digits.cast_signed() as f64 / EXACT_POWERS.get(behind)?;
            if negative { -value } else { value }
        } else {
            self.text.get(self.at..end)?.parse().ok()?
        };
        self.at = end;
        Some(value)
    }
}

/// Tells whether digits are an integer as JSON writes it: there are some, and no zero before others.
#[inline]
fn is_whole(bytes: &[u8], count: usize) -> bool {
    count == 1 || count > 1 && bytes.first() != Some(&b'0')
}

/// Reads on behind eight digits, up to 19: what all say, and how many they are. More are `None`.
#[inline(never)]
fn long_digits(bytes: &[u8], first: u64) -> Option<(u64, usize)> {
    let (mut digits, mut count) = (first, 8);
    loop {
        let (more, next) = eight_digits(bytes.get(count..)?);
        count += next;
        if count > 19 {
            return None;
        }
        digits = digits * POWERS.get(next)? + more;
        if next < 8 {
            return Some((digits, count));
        }
    }
}

/// The powers of ten.
const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

/// The same: all of them are exact.
const EXACT_POWERS: [f64; 20] = {
    let mut powers = [1.0; 20];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10.0;
        exponent += 1;
    }
    powers
};

/// Up to this number all integers are exact in 64 bits of a float.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
