//! The parser of `text/event-stream` (WHATWG HTML, 9.2.6).
//!
//! In: bytes, cut anywhere. Out: events, the last id, the time that the server wants between connections. It must not
//! know what the data mean.

use std::collections::VecDeque;
use std::time::Duration;

use super::event::RawEvent;
use super::lines::TooLong;

/// A stream of events while it is read.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// The last byte was a carriage return: a line feed after it ends nothing.
    after_cr: bool,
    /// Something of this connection was read: a byte order mark can stand only before that.
    begun: bool,
    name: String,
    data: String,
    /// The id that was told, which counts from the end of its event on.
    id: String,
    last_id: String,
    retry: Option<Duration>,
}

impl Parser {
    /// Reads a piece; the events that end in it are added.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        limit: usize,
        out: &mut VecDeque<RawEvent>,
    ) -> Result<(), TooLong> {
        let mut rest = bytes;
        while let Some((first, after)) = rest.split_first() {
            if std::mem::take(&mut self.after_cr) && *first == b'\n' {
                rest = after;
                continue;
            }
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let (line, behind) = rest.split_at(end.unwrap_or(rest.len()));
            if self.line.len().saturating_add(self.data.len()).saturating_add(line.len()) > limit {
                return Err(TooLong(limit));
            }
            self.line.extend_from_slice(line);
            let Some((ending, behind)) = behind.split_first() else { break };
            self.after_cr = *ending == b'\r';
            let line = std::mem::take(&mut self.line);
            out.extend(self.line(&line));
            rest = behind;
        }
        Ok(())
    }

    /// Forgets what a connection that broke off left unfinished; what it told of the next one stays.
    pub(crate) fn reconnected(&mut self) {
        let last_id = std::mem::take(&mut self.last_id);
        *self = Self { id: last_id.clone(), last_id, retry: self.retry, ..Self::default() };
    }

    /// Returns the last id that was told before an event ended.
    pub(crate) fn last_id(&self) -> &str {
        &self.last_id
    }

    /// Returns the time that the server wants to pass before the next connection.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    fn line(&mut self, bytes: &[u8]) -> Option<RawEvent> {
        let begun = std::mem::replace(&mut self.begun, true);
        let bytes = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) if !begun => rest,
            _ => bytes,
        };
        let line = String::from_utf8_lossy(bytes);
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = Some(value.parse().map_or(Duration::MAX, Duration::from_millis));
            }
            // A comment, which begins with the colon, or a field that nobody knows.
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<RawEvent> {
        let name = std::mem::take(&mut self.name);
        let mut data = std::mem::take(&mut self.data);
        self.id.clone_into(&mut self.last_id);
        // Without any data there is no event; an empty line of data makes one.
        data.pop()?;
        Some(RawEvent { name, data, id: self.id.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(chunks: &[&[u8]]) -> (Vec<(String, String, String)>, Parser) {
        let mut parser = Parser::default();
        let mut out = VecDeque::new();
        for chunk in chunks {
            parser.push(chunk, 1000, &mut out).unwrap();
        }
        let events = out.into_iter().map(|it| (it.name().to_owned(), it.data, it.id)).collect();
        (events, parser)
    }

    fn data(text: &[u8]) -> Vec<String> {
        parse(&[text]).0.into_iter().map(|(_, data, _)| data).collect()
    }

    // The three examples of WHATWG HTML, 9.2.6.
    #[test]
    fn the_standards_examples() {
        assert_eq!(data(b"data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
        let text = b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
        let (events, _) = parse(&[text]);
        let seen: Vec<_> = events.iter().map(|(_, d, id)| (d.as_str(), id.as_str())).collect();
        assert_eq!(seen, [("first event", "1"), ("second event", ""), (" third event", "")]);
        assert_eq!(data(b"data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
        assert_eq!(data(b"data:test\n\ndata: test\n\n"), ["test", "test"]);
    }

    #[test]
    fn a_cut_anywhere_changes_nothing() {
        let text =
            "\u{FEFF}event: a\r\ndata: gr\u{fc}\u{df}\r\rdata: 2\n\nid: 7\r\nretry: 15\r\n\r\n";
        let (whole, _) = parse(&[text.as_bytes()]);
        assert_eq!(whole.len(), 2);
        for cut in 0..text.len() {
            let (head, tail) = text.as_bytes().split_at(cut);
            let (events, parser) = parse(&[head, tail]);
            assert_eq!(events, whole, "cut at {cut}");
            assert_eq!((parser.last_id(), parser.retry()), ("7", Some(Duration::from_millis(15))));
        }
        let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        assert_eq!(parse(&bytes).0, whole);
    }

    #[test]
    fn what_is_malformed_is_ignored() {
        let (events, parser) = parse(&[b"id: a\0b\nretry: 1s\nretry:\nfoo: x\ndata: 1\n\n"]);
        assert_eq!(events, [("message".into(), "1".into(), String::new())]);
        assert_eq!(parser.retry(), None);
        assert_eq!(data(b"data: \xff\n\n"), ["\u{FFFD}"]);
    }

    #[test]
    fn what_does_not_end_is_no_event() {
        assert!(data(b"data: 1\n").is_empty());
        assert!(data(b"event: x\n\n").is_empty());
    }

    #[test]
    fn the_id_and_the_time_outlive_a_connection() {
        let mut out = VecDeque::new();
        let mut parser = Parser::default();
        parser.push(b"id: 3\nretry: 20\n\nid: 4\ndata: half", 1000, &mut out).unwrap();
        parser.reconnected();
        parser.push(b"\xEF\xBB\xBFdata: whole\n\n", 1000, &mut out).unwrap();
        assert_eq!(out.len(), 1);
        assert_eq!((out[0].data(), out[0].id()), ("whole", Some("3")));
        assert_eq!(parser.retry(), Some(Duration::from_millis(20)));
    }

    #[test]
    fn an_event_has_a_limit() {
        let mut out = VecDeque::new();
        let mut parser = Parser::default();
        assert!(parser.push(&[b'x'; 11], 10, &mut out).is_err());
        let mut parser = Parser::default();
        assert!(parser.push(b"data: 12345\ndata: 12345\n", 14, &mut out).is_err());
    }
}
