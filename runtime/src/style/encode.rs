//! Percent-encoding (RFC 3986, 2.1).

/// Appends `text` with everything but RFC 3986's unreserved characters percent-encoded; with
/// `reserved`, the reserved ones but `#` and whole percent-encodings stay too (RFC 6570, 3.2.3).
pub(crate) fn encode(out: &mut String, text: &str, reserved: bool) {
    out.reserve(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // Most values have nothing to encode, and are copied whole.
        let end = stays(rest, reserved);
        let (clean, after) = rest.split_at(end);
        out.push_str(clean);
        let mut chars = after.chars();
        if let Some(first) = chars.next() {
            for byte in first.encode_utf8(&mut [0; 4]).bytes() {
                out.push('%');
                out.push(hexadecimal(byte >> 4));
                out.push(hexadecimal(byte & 15));
            }
        }
        rest = chars.as_str();
    }
}

/// Returns how many bytes at the beginning of a text stay as they are.
fn stays(text: &str, reserved: bool) -> usize {
    let bytes = text.as_bytes();
    let stays = |at: usize, byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => true,
        b':' | b'/' | b'?' | b'[' | b']' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')'
        | b'*' | b'+' | b',' | b';' | b'=' => reserved,
        b'%' => {
            let digits = bytes.get(at + 1..at + 3);
            reserved && digits.is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit))
        }
        _ => false,
    };
    // What stays is ASCII, so this is the end of a character.
    bytes.iter().enumerate().position(|(at, byte)| !stays(at, *byte)).unwrap_or(bytes.len())
}

/// Returns the digit of four bits.
fn hexadecimal(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase()
}
