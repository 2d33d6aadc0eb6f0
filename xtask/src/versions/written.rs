//! Where the definitions of one API differ once each is brought to the one shape: the reason of what is drawn otherwise.
//!
//! In: two definitions. Out: each change of a keyword, counted, with the first place that has it. What only describes is left
//! out.

use std::collections::BTreeMap;

use portolan_generator::diagnostic::Sink;
use portolan_generator::document::Document;
use serde_json::Value;

/// Keys that nothing is drawn from but documentation.
const PROSE: &[&str] = &["title", "summary", "description", "example", "examples", "externalDocs"];

/// The longest value that is worth a place in a line.
const LONGEST: usize = 40;

/// Each change, how often it is made, and where first.
pub(super) type Changes = BTreeMap<String, (usize, String)>;

/// Reads a definition, and brings it to the one shape.
pub(super) fn read(source: &portolan_generator::Source) -> Option<Document> {
    portolan_generator::read(source, &mut Sink::default(), &mut |_| {})
}

/// Compares what two definitions say of schemas.
pub(super) fn changes(old: &Document, new: &Document) -> Changes {
    let all = |document: &Document| -> BTreeMap<String, Value> {
        document.schemas().map(|(at, schema)| (at.to_owned(), schema.clone())).collect()
    };
    let (old, new) = (all(old), all(new));
    let mut found = Changes::new();
    let places = old.keys().chain(new.keys().filter(|at| !old.contains_key(*at)));
    for at in places {
        let key = at.rsplit('/').next().unwrap_or_default();
        compare(key, old.get(at), new.get(at), at, &mut found);
    }
    found
}

fn compare(key: &str, old: Option<&Value>, new: Option<&Value>, at: &str, found: &mut Changes) {
    match (old, new) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            for key in old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))) {
                if !PROSE.contains(&key.as_str()) && !key.starts_with("x-") {
                    compare(key, old.get(key), new.get(key), &format!("{at}/{key}"), found);
                }
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                compare(key, Some(old), Some(new), &format!("{at}/{index}"), found);
            }
        }
        (old, new) if old == new => {}
        (old, new) => {
            let change = match (old, new) {
                (Some(old), None) => format!("without `{key}`{}", short(old)),
                (None, Some(new)) => format!("with `{key}`{}", short(new)),
                _ => format!("another `{key}`"),
            };
            found.entry(change).or_insert_with(|| (0, at.to_owned())).0 += 1;
        }
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if value.is_object() || value.is_array() || text.len() > LONGEST {
        return String::new();
    }
    format!(": {text}")
}
