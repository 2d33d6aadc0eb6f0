//! Values one after the other: a JSON text a line, or a sequence of them (RFC 7464).
//!
//! In: bytes, cut anywhere. Out: the texts. It must not know what is in them.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

/// What stands before every text of a sequence.
const RECORD: u8 = 0x1E;

/// One line, text or event is longer than this.
#[derive(Debug)]
pub(crate) struct TooLong(pub(crate) usize);

/// Lines while they are read.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    buffer: BytesMut,
    /// Up to where no end was found.
    searched: usize,
    /// The texts end with a record separator, and may have lines themselves.
    sequence: bool,
}

impl Lines {
    /// Starts to read lines, or a sequence.
    pub(crate) fn new(sequence: bool) -> Self {
        Self { sequence, ..Self::default() }
    }

    /// Reads a piece; the texts that end in it are added.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        limit: usize,
        out: &mut VecDeque<Bytes>,
    ) -> Result<(), TooLong> {
        self.buffer.extend_from_slice(bytes);
        let end = if self.sequence { RECORD } else { b'\n' };
        loop {
            let behind = self.buffer.get(self.searched..).unwrap_or_default();
            let Some(at) = behind.iter().position(|byte| *byte == end) else { break };
            let text = self.buffer.split_to(self.searched + at + 1).freeze();
            self.searched = 0;
            if text.len() > limit {
                return Err(TooLong(limit));
            }
            out.extend(trimmed(text));
        }
        self.searched = self.buffer.len();
        if self.buffer.len() > limit { Err(TooLong(limit)) } else { Ok(()) }
    }

    /// Ends the reading: what is left is a text too.
    pub(crate) fn finish(&mut self, out: &mut VecDeque<Bytes>) {
        self.searched = 0;
        out.extend(trimmed(self.buffer.split().freeze()));
    }
}

/// Returns a text without the white space around it; an empty one is none.
fn trimmed(text: Bytes) -> Option<Bytes> {
    let space = |byte: &u8| byte.is_ascii_whitespace() || *byte == RECORD;
    let start = text.iter().position(|byte| !space(byte))?;
    let end = text.iter().rposition(|byte| !space(byte))? + 1;
    Some(text.slice(start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sequence: bool, chunks: &[&str]) -> Vec<String> {
        let mut lines = Lines::new(sequence);
        let mut out = VecDeque::new();
        for chunk in chunks {
            lines.push(chunk.as_bytes(), 100, &mut out).unwrap();
        }
        lines.finish(&mut out);
        out.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect()
    }

    #[test]
    fn lines_end_in_any_way_and_blank_ones_are_none() {
        assert_eq!(read(false, &["1\r\n\n {\"a\":", "2} \n3"]), ["1", "{\"a\":2}", "3"]);
    }

    #[test]
    fn a_text_of_a_sequence_may_have_lines() {
        let text = "\u{1E}{\n\"a\":1}\n\u{1E}\u{1E}2\n";
        assert_eq!(read(true, &[text]), ["{\n\"a\":1}", "2"]);
        let bytes: Vec<&str> = text.split_inclusive(|_| true).collect();
        assert_eq!(read(true, &bytes), ["{\n\"a\":1}", "2"]);
    }

    #[test]
    fn a_line_has_a_limit() {
        let mut out = VecDeque::new();
        assert!(Lines::new(false).push(b"123456", 5, &mut out).is_err());
        assert!(Lines::new(false).push(b"12345\n", 5, &mut out).is_err());
        assert!(Lines::new(false).push(b"1234\n1234\n", 5, &mut out).is_ok());
    }
}
