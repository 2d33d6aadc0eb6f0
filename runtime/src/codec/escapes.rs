//! What stands for bytes that a string cannot hold as they are.
//!
//! In: a string with escapes, or a byte. Out: the string that it means, or the byte's escape. It must not know where strings stand.

use super::words::{CALM, clean_blocks, push, special_of_eight, word};

/// How much room the decoded string gets at first, at most.
const ROOM: usize = 8192;

/// Decodes a string from behind its first quote, and returns what is behind its last one.
pub(crate) fn unescape<'t>(mut rest: &'t [u8], tape: &mut Vec<u8>) -> Option<&'t [u8]> {
    tape.clear();
    // Words are put whole, so that the last one may reach behind the end.
    tape.reserve(rest.len().min(ROOM) + 8);
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

/// What a string holds for each byte: at most six bytes, and in the last place how many they are.
static ESCAPES: [u64; 256] = {
    let mut escapes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "it is below 256")]
        let bytes = of(byte as u8);
        escapes[byte] = u64::from_le_bytes(bytes);
        byte += 1;
    }
    escapes
};

const fn of(byte: u8) -> [u8; 8] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let letter = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0C => b'f',
        0..=0x1F => {
            let [high, low] = [DIGITS[byte as usize >> 4], DIGITS[byte as usize & 15]];
            return [b'\\', b'u', b'0', b'0', high, low, 0, 6];
        }
        _ => return [byte, 0, 0, 0, 0, 0, 0, 1],
    };
    [b'\\', letter, 0, 0, 0, 0, 0, 2]
}

/// Returns what a string holds for a byte, and how many bytes of it count.
#[inline]
pub(crate) fn escape(byte: u8) -> (u64, usize) {
    let escape = ESCAPES[usize::from(byte)];
    (escape, (escape >> 56) as usize)
}
