//! Event streams: what a scenario's bytes hold, beside what the program printed of them.
//!
//! In: `text/event-stream` (HTML, 9.2). Out: nothing, or one line on the difference. Comparing goes by the data of the
//! events; the program may print each as its data, or with its name and id beside it.

use serde_json::Value;

use super::judge;

/// What ends many streams of JSON.
const DONE: &str = "[DONE]";

/// Compares printed events with those of a stream.
pub(crate) fn compare_data(found: &Value, expected: &str) -> Result<(), String> {
    let direct = match (found.as_str(), serde_json::from_str::<Value>(expected)) {
        (Some(text), _) if text == expected => Ok(()),
        (_, Ok(json)) => judge::compare(found, &json, false, "$"),
        (_, Err(_)) => Err(format!("{found} came, not {expected:?}")),
    };
    let inner = &found["data"];
    if direct.is_ok() || inner.is_null() {
        return direct;
    }
    compare_data(inner, expected)
}

/// Compares a printed list of events with the bytes of a stream.
pub(crate) fn compare(printed: &Value, bytes: &[u8]) -> Result<(), String> {
    let mut expected = data(&String::from_utf8_lossy(bytes));
    let Some(found) = printed.as_array() else {
        return Err("the events did not come as a list".to_owned());
    };
    if found.len() < expected.len() {
        // Where the document says what ends the stream, that event is no item of it.
        expected.pop_if(|last| last == DONE);
    }
    if found.len() != expected.len() {
        return Err(format!("{} events came, not {}", found.len(), expected.len()));
    }
    let mut pairs = found.iter().zip(&expected).map(|(found, data)| compare_data(found, data));
    pairs.find(Result::is_err).unwrap_or(Ok(()))
}

/// Returns the data of each event.
fn data(text: &str) -> Vec<String> {
    let mut events = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        if line.is_empty() {
            if !lines.is_empty() {
                events.push(std::mem::take(&mut lines).join("\n"));
            }
        } else if let Some(data) = line.strip_prefix("data:") {
            lines.push(data.strip_prefix(' ').unwrap_or(data));
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    const STREAM: &[u8] =
        b": hello\nid: 1\ndata: {\"a\": 1}\n\nevent: x\ndata: two\ndata: lines\n\n";

    #[test]
    fn events_are_compared_by_their_data() {
        let found = json!([{"a": 1}, {"event": "x", "data": "two\nlines"}]);
        assert_eq!(super::compare(&found, STREAM), Ok(()));
        assert!(super::compare(&json!([{"a": 1}]), STREAM).unwrap_err().contains("1 events"));
        assert!(super::compare(&json!([{"a": 2}, "two\nlines"]), STREAM).is_err());
        assert!(super::compare(&json!("x"), STREAM).is_err());
    }

    #[test]
    fn what_ends_a_stream_may_be_no_item_of_it() {
        let bytes = b"data: 1\n\ndata: [DONE]\n\n";
        assert_eq!(super::compare(&json!([1]), bytes), Ok(()));
        assert_eq!(super::compare(&json!([1, "[DONE]"]), bytes), Ok(()));
        assert!(super::compare(&json!([]), bytes).is_err());
        assert!(super::compare(&json!([1]), b"data: 1\n\ndata: 2\n\n").is_err());
    }
}
