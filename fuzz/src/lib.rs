//! What the fuzz targets run, and how their input is broken: as a tree where it is one, else as bytes.
//!
//! In: bytes. Out: nothing, or a panic, which is a finding.

use portolan_generator::diagnostic::Sink;
use portolan_generator::{Output, Source, lower, read, report};
use serde_json::Value;

#[path = "../../generator/tests/sound/mod.rs"]
#[allow(dead_code)]
mod sound;

use sound::mutate::{Dice, garble, mutate};

/// Reads a text, and finds every place that it has.
pub fn source(bytes: &[u8]) {
    let mut sink = Sink::default();
    let Some(source) = Source::from_bytes("fuzzed.yaml", bytes.to_vec(), &mut sink) else { return };
    let Some(tree) = source.parse(&mut sink) else {
        assert!(sink.has_errors(), "nothing was read, and nothing is said");
        return;
    };
    let all = pointers(&tree);
    let wanted: Vec<_> = all.iter().map(|pointer| (pointer.as_str(), true)).collect();
    for span in source.locate(&wanted) {
        assert!(source.text().get(span).is_some(), "a place cuts a letter in two");
    }
    let written = Source::new("fuzzed.json", tree.to_string());
    let again = written.parse(&mut Sink::default());
    assert_eq!(again.as_ref(), Some(&tree), "what was read is not read again");
}

/// Normalizes, validates and lowers a text.
pub fn lower(bytes: &[u8]) {
    let mut sink = Sink::default();
    let Some(source) = Source::from_bytes("fuzzed.yaml", bytes.to_vec(), &mut sink) else { return };
    match read(&source, &mut sink, &mut |_| {}) {
        Some(document) => drop(lower::lower(&document, &mut sink)),
        None => assert!(sink.has_errors(), "nothing was read, and nothing is said"),
    }
}

/// Draws a crate: what is written is Rust, its paths are safe, and no text of the definition is code.
pub fn chain(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let output = sound::draw("fuzzed.yaml", text);
    let mut faults = sound::faults(&output);
    if !output.files.is_empty() {
        faults.extend(sound::as_code(&output, "eViL"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    said(text, &output);
}

fn said(text: &str, output: &Output) {
    let all: Vec<_> = output.diagnostics.iter().collect();
    let shown = report(&Source::new("fuzzed.yaml", text), output, &all);
    assert!(!output.files.is_empty() || shown.contains("error["), "nothing is drawn, nor said");
}

/// Breaks an input that is a tree as a tree: bytes changed at random are hardly ever a definition. `None`: it is
/// none, or the time has come to change bytes.
pub fn broken(bytes: &[u8], most: usize, seed: u32) -> Option<Vec<u8>> {
    let mut dice = Dice(u64::from(seed) << 1 | 1);
    let text = std::str::from_utf8(bytes).ok()?;
    let out = match dice.below(8) {
        0 => return None,
        1 => garble(text, &mut dice),
        _ => {
            let mut tree: Value = Source::new("fuzzed.yaml", text).parse(&mut Sink::default())?;
            for _ in 0..=dice.below(3) {
                mutate(&mut tree, &mut dice);
            }
            tree.to_string()
        }
    };
    (out.len() <= most).then(|| out.into_bytes())
}

fn pointers(tree: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), tree)];
    while let Some((at, value)) = open.pop() {
        match value {
            Value::Object(members) => open.extend(members.iter().map(|(key, child)| {
                (format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), child)
            })),
            Value::Array(items) => open.extend(
                items.iter().enumerate().map(|(index, child)| (format!("{at}/{index}"), child)),
            ),
            _ => {}
        }
        found.push(at);
    }
    found
}
