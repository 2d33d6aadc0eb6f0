//! A place in a JSON text, and the steps that it can take from there.
//!
//! In: a text in UTF-8. Out: what stands at the place. It must not know types, nor say what is wrong.
//!
//! What nearly every text is made of is read here: strings without escapes, short numbers. Everything else, and every mistake, is
//! left to the tokenizer, which starts anew at the place.

use std::borrow::Cow;

use jiter::{Jiter, JiterError, JiterResult};

use super::fields::Fields;
use super::words::{CALM, clean_blocks, eight_digits, push, run, special_of_eight, word};

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
            (digits, count) = long_digits(bytes)?;
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

    /// Consumes a number that is short enough to be exact after one operation. `None`: it is not, or is broken, or something else is
    /// next.
    #[inline]
    pub(crate) fn double(&mut self) -> Option<f64> {
        let negative = self.peek()? == b'-';
        let start = self.at + usize::from(negative);
        let bytes = self.text.as_bytes().get(start..)?;
        let (mut digits, mut end) = eight_digits(bytes);
        if end == 8 || !is_whole(bytes, end) {
            return None;
        }
        let mut power = 1;
        if bytes.get(end) == Some(&b'.') {
            let (fraction, count) = eight_digits(bytes.get(end + 1..)?);
            power = *POWERS.get(count)?;
            digits = digits * power + fraction;
            end += 1 + count;
            if count == 0 || bytes.get(end).is_some_and(u8::is_ascii_digit) {
                return None;
            }
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "they have 15 digits at most")]
        // Both are exact, so that the quotient is rounded once.
        let value = digits as f64 / power as f64;
        self.at = start + end;
        Some(if negative { -value } else { value })
    }
}

/// Tells whether digits are an integer as JSON writes it: there are some, and no zero before others.
#[inline]
fn is_whole(bytes: &[u8], count: usize) -> bool {
    count == 1 || count > 1 && bytes.first() != Some(&b'0')
}

/// Reads up to 19 digits: what they say, and how many they are. More are `None`.
fn long_digits(bytes: &[u8]) -> Option<(u64, usize)> {
    let (mut digits, mut count) = (0, 0);
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
const POWERS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// How much room the decoded string gets at first, at most.
const ROOM: usize = 8192;

/// Decodes a string from behind its first quote, and returns what is behind its last one.
fn unescape<'t>(mut rest: &'t [u8], tape: &mut Vec<u8>) -> Option<&'t [u8]> {
    tape.clear();
    tape.reserve(rest.len().min(ROOM));
    // How many words without an escape came last.
    let mut calm = CALM;
    loop {
        if calm >= CALM {
            let (clean, after) = rest.split_at_checked(clean_blocks(rest))?;
            tape.extend_from_slice(clean);
            rest = after;
            calm = 0;
        }
        // What is behind the end of the text is zero, and so it ends there.
        let word = word(rest);
        let clean = special_of_eight(word);
        push(tape, word, clean);
        if clean == 8 {
            rest = rest.get(8..)?;
            calm += 1;
            continue;
        }
        calm = 0;
        let (&mark, after) = rest.get(clean..)?.split_first()?;
        if mark == b'"' {
            return Some(after);
        }
        let (&escape, after) = after.split_first().filter(|_| mark == b'\\')?;
        rest = after;
        tape.push(match escape {
            b'"' | b'\\' | b'/' => escape,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 0x08,
            b'f' => 0x0C,
            b'u' => {
                let (character, after) = character(rest)?;
                tape.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                rest = after;
                continue;
            }
            _ => return None,
        });
    }
}

/// Decodes the digits of an escape by number; two of them may be a pair of surrogates.
fn character(digits: &[u8]) -> Option<(char, &[u8])> {
    let (first, rest) = code(digits)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, rest));
    }
    let (second, rest) = code(rest.strip_prefix(b"\\u")?)?;
    let pair = [first.try_into().ok()?, second.try_into().ok()?];
    let character = char::decode_utf16(pair).next()?.ok()?;
    Some((character, rest))
}

fn code(digits: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = digits.split_first_chunk::<4>()?;
    let code = digits
        .iter()
        .try_fold(0, |code, digit| Some(code * 16 + char::from(*digit).to_digit(16)?))?;
    Some((code, rest))
}
