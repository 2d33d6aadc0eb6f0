//! Bytes of strings and numbers, eight at a time.
//!
//! In: bytes. Out: which of them a string must escape, and what their digits say. It must not know where they stand.

const ONES: u64 = u64::MAX / 255;
const TOPS: u64 = ONES << 7;
const ZEROS: u64 = ONES * b'0' as u64;

/// How many bytes are looked at in one step where a string is long: compilers make vectors of it.
const BLOCK: usize = 32;

/// After so many words without an escape there will hardly be one in the next block.
pub(crate) const CALM: usize = 4;

/// Tells whether a string must escape a byte.
const fn is_special(byte: u8) -> bool {
    matches!(byte, 0..=0x1F | b'"' | b'\\')
}

/// Returns the place of the first byte of eight that a string must escape; 8 is none.
///
/// A subtraction borrows into the top bit of a byte that is below the limit, or that becomes zero where it equals the mark. A
/// borrow may run on into later bytes, so only the first hit counts.
#[inline]
pub(crate) const fn special_of_eight(word: u64) -> usize {
    let quote = word ^ (ONES * b'"' as u64);
    let slash = word ^ (ONES * b'\\' as u64);
    let below = word.wrapping_sub(ONES * 0x20) & !word;
    let equal = (quote.wrapping_sub(ONES) & !quote) | (slash.wrapping_sub(ONES) & !slash);
    (((below | equal) & TOPS).trailing_zeros() / 8) as usize
}

/// Puts at most eight bytes into a word; what lacks is zero.
#[inline]
pub(crate) const fn word(bytes: &[u8]) -> u64 {
    if let Some(word) = bytes.first_chunk::<8>() {
        return u64::from_le_bytes(*word);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return first as u64 | (last as u64) << (8 * (bytes.len() - 4));
    }
    match *bytes {
        [a, b, c] => a as u64 | (b as u64) << 8 | (c as u64) << 16,
        [a, b] => a as u64 | (b as u64) << 8,
        [a] => a as u64,
        _ => 0,
    }
}

/// Adds the first bytes of a word.
///
/// All eight are written, and the length follows: that is faster than to copy what is short by its length.
#[inline]
pub(crate) fn push(out: &mut Vec<u8>, word: u64, count: usize) {
    let start = out.len();
    out.extend_from_slice(&word.to_le_bytes());
    out.truncate(start + count);
}

/// The longest string that [`push_short`] takes.
const SHORT: usize = 32;

/// Adds a string that is short and holds no escape between what stands before and behind it. `false`: it is long, or holds one.
#[inline]
pub(crate) fn push_short<const BEHIND: usize>(
    out: &mut Vec<u8>,
    comma: bool,
    text: &[u8],
    behind: [u8; BEHIND],
) -> bool {
    let length = text.len();
    // Where there are eight bytes or more, the last eight overlap those before.
    let words = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(first), Some(last)) => [u64::from_le_bytes(*first), u64::from_le_bytes(*last)],
        _ => [word(text), 0],
    };
    let special = |word| special_of_eight(word) < 8;
    let mut inner = [0; 2];
    if length < 8 {
        if special_of_eight(words[0]) < length {
            return false;
        }
    } else if special(words[0]) || special(words[1]) {
        return false;
    } else if length > 16 {
        let [first, last] = match (text.get(8..16), text.get(length - 16..)) {
            (Some(first), Some(last)) if length <= SHORT => [first, last].map(word),
            _ => return false,
        };
        if special(first) || special(last) {
            return false;
        }
        inner = [first, last];
    }
    let start = out.len();
    out.extend_from_slice(&[0; SHORT + 8]);
    let Some(room) = out.last_chunk_mut::<{ SHORT + 8 }>() else { return false };
    let text = usize::from(comma) + 1;
    room[0] = b',';
    room[text - 1] = b'"';
    if length > 16 {
        put(room, text + 8, inner[0]);
        put(room, text + length - 16, inner[1]);
    }
    put(room, text, words[0]);
    if length > 8 {
        put(room, text + length - 8, words[1]);
    }
    if let Some(end) = room.get_mut(text + length..).and_then(<[u8]>::first_chunk_mut) {
        *end = behind;
    }
    out.truncate(start + text + length + BEHIND);
    true
}

/// Puts a word at a place; behind the end it is lost.
#[inline]
pub(crate) fn put(room: &mut [u8], at: usize, word: u64) {
    if let Some(place) = room.get_mut(at..).and_then(<[u8]>::first_chunk_mut) {
        *place = word.to_le_bytes();
    }
}

/// Adds a number below ten to the eighth.
#[inline]
pub(crate) fn push_eight_digits(out: &mut Vec<u8>, number: u32) {
    // Halves, their halves and then digits are taken apart at once, each by a multiplication that divides.
    let fours = u64::from(number / 10_000) | u64::from(number % 10_000) << 32;
    let upper = (fours.wrapping_mul(10_486) >> 20) & 0x0000_007F_0000_007F;
    let twos = upper | fours.wrapping_sub(upper * 100) << 16;
    let upper = (twos.wrapping_mul(103) >> 10) & 0x000F_000F_000F_000F;
    let digits = upper | twos.wrapping_sub(upper * 10) << 8;
    // The first digit stands lowest, and the last one is written even if it is a zero.
    let zeros = (digits.trailing_zeros() / 8).min(7);
    push(out, (digits | ZEROS) >> (8 * zeros), 8 - zeros as usize);
}

/// Returns the place of the first byte that a string must escape, or the length.
#[inline]
pub(crate) fn run(bytes: &[u8]) -> usize {
    let mut done = 0;
    // Most strings are short: their end is near.
    for chunk in bytes.as_chunks::<8>().0.iter().take(BLOCK / 8) {
        let place = special_of_eight(u64::from_le_bytes(*chunk));
        if place < 8 {
            return done + place;
        }
        done += 8;
    }
    done + bytes.get(done..).map_or(0, long_run)
}

/// The same for what is mostly long.
fn long_run(bytes: &[u8]) -> usize {
    let clean = clean_blocks(bytes);
    let rest = bytes.get(clean..).unwrap_or_default();
    let mut done = clean;
    let (chunks, last) = rest.as_chunks::<8>();
    for chunk in chunks {
        let place = special_of_eight(u64::from_le_bytes(*chunk));
        if place < 8 {
            return done + place;
        }
        done += 8;
    }
    done + last.iter().position(|byte| is_special(*byte)).unwrap_or(last.len())
}

/// Returns how many bytes from the start, in whole blocks, hold nothing that a string must escape.
pub(crate) fn clean_blocks(bytes: &[u8]) -> usize {
    let blocks = bytes.as_chunks::<BLOCK>().0;
    // Without a branch, so that it becomes a few instructions on vectors.
    let hit =
        |byte: &u8| u8::from(*byte < 0x20) | u8::from(*byte == b'"') | u8::from(*byte == b'\\');
    let dirty = |block: &[u8; BLOCK]| block.iter().fold(0, |any, byte| any | hit(byte)) != 0;
    blocks.iter().position(dirty).unwrap_or(blocks.len()) * BLOCK
}

/// Reads the digits at the start, eight at most: what they say, and how many they are.
#[inline]
pub(crate) fn eight_digits(bytes: &[u8]) -> (u64, usize) {
    // What is no digit ends them, and so do the zeros of a text that ends.
    let digits = word(bytes) ^ ZEROS;
    let others = (digits.wrapping_add(ONES * 0x76) | digits) & TOPS;
    let count = (others.trailing_zeros() / 8) as usize;
    if count == 0 {
        return (0, 0);
    }
    // The first digit stands lowest: with zeros before them there are always eight, and neighbours are added up pair by pair.
    let digits = digits << (8 * (8 - count));
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let even = (pairs & 0x0000_00FF_0000_00FF).wrapping_mul(0x000F_4240_0000_0064);
    let odd = ((pairs >> 16) & 0x0000_00FF_0000_00FF).wrapping_mul(0x0000_2710_0000_0001);
    (even.wrapping_add(odd) >> 32, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_special_byte_is_found_wherever_it_stands() {
        for length in 0..3 * BLOCK {
            for clean in [b'a', 0x7F, 0x80, 0xFF, b' ', b'!', b'#', b']'] {
                let mut bytes = vec![clean; length];
                assert_eq!(run(&bytes), length);
                for place in (0..length).rev() {
                    for special in [0, 0x1F, b'"', b'\\'] {
                        bytes[place] = special;
                        assert_eq!(run(&bytes), place, "{special} of {length}");
                    }
                }
            }
        }
    }

    #[test]
    fn words_hold_what_there_is() {
        let bytes = b"abcdefghij";
        for length in 0..=10 {
            let mut eight = [0; 8];
            eight[..length.min(8)].copy_from_slice(&bytes[..length.min(8)]);
            assert_eq!(word(&bytes[..length]), u64::from_le_bytes(eight));
        }
        for byte in 0..=u8::MAX {
            assert_eq!(special_of_eight(u64::from_le_bytes([byte; 8])) == 0, is_special(byte));
        }
    }

    #[test]
    fn short_strings_are_pushed_whole_or_not_at_all() {
        for length in 0..=SHORT + 1 {
            let mut text = vec![b'a'; length];
            let mut out = Vec::new();
            assert_eq!(push_short(&mut out, length % 2 == 0, &text, *b"\":"), length <= SHORT);
            let comma = if length % 2 == 0 { "," } else { "" };
            let whole = format!("{comma}\"{}\":", "a".repeat(length));
            assert_eq!(out, if length <= SHORT { whole.as_bytes() } else { b"" });
            for place in 0..length {
                text[place] = b'"';
                out.clear();
                assert!(!push_short(&mut out, false, &text, *b"\""));
                assert!(out.is_empty());
                text[place] = 0xC3;
                assert_eq!(push_short(&mut out, false, &text, *b"\""), length <= SHORT);
                text[place] = b'a';
            }
        }
    }

    #[test]
    fn numbers_are_their_digits() {
        let edges = (0..8).flat_map(|power| [10_u32.pow(power), 10_u32.pow(power + 1) - 1]);
        for number in (0..12_000).chain((0..99_999_999).step_by(7_919)).chain(edges) {
            let mut out = Vec::new();
            push_eight_digits(&mut out, number);
            assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }
    }

    #[test]
    fn digits_end_at_what_is_none() {
        let digits = "12345678";
        for count in 0..=8 {
            let expected = digits[..count].parse().unwrap_or(0);
            assert_eq!(eight_digits(&digits.as_bytes()[..count]), (expected, count));
            for other in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
                let mut text = digits.as_bytes()[..count].to_vec();
                text.extend([other; 9]);
                let found = eight_digits(&text);
                assert_eq!(found, (expected, count), "{other}");
            }
        }
        assert_eq!(eight_digits(b"00000000"), (0, 8));
        assert_eq!(eight_digits(b"99999999"), (99_999_999, 8));
    }
}
