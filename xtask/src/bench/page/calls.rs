//! The page's sections on what runs in a program: JSON, a call, a token, requests a second.

use serde_json::Value;

use super::{number, rows, section, word};

/// Writes the sections of the parts that have figures.
pub(super) fn write(out: &mut String, all: &Value) {
    if let Some(rows) = rows(all, "codec") {
        section(
            out,
            "Reading and writing JSON",
            "Typed values, beside `serde_json` with derived implementations; a ratio above 1 is faster than that.",
            &["payload", "KB", "read MB/s", "ratio", "write MB/s", "ratio"],
            rows,
            |row| {
                vec![
                    word(row, "payload"),
                    format!("{:.0}", number(row, "bytes") / 1e3),
                    format!("{:.0}", number(row, "read")),
                    format!("{:.2}", number(row, "read_ratio")),
                    format!("{:.0}", number(row, "write")),
                    format!("{:.2}", number(row, "write_ratio")),
                ]
            },
        );
    }
    if let Some(rows) = rows(all, "call") {
        section(
            out,
            "A call",
            "Instructions of a call over a transport that answers from memory, its answer's JSON included. By hand over the runtime: the same call without the generator. Bare: \
             without the runtime, so without retries, a token's renewal and replay, and errors that tell what was read.",
            &["items", "generated", "by hand over the runtime", "ratio", "bare", "ratio"],
            rows,
            |row| {
                vec![
                    word(row, "items"),
                    format!("{:.0}", number(row, "generated")),
                    format!("{:.0}", number(row, "hand")),
                    format!("{:.3}", number(row, "over_hand")),
                    format!("{:.0}", number(row, "bare")),
                    format!("{:.2}", number(row, "over_bare")),
                ]
            },
        );
    }
    beside(
        out,
        all,
        "tokens",
        "A token",
        "Nanoseconds until a request has its header, while the token is fresh, by the clock over all tasks together: beside a cache behind a \
         `tokio::sync::RwLock` that holds the header ready. A ratio below 1 is faster.",
        ["tasks", "this runtime", "behind a lock", "ratio"],
    );
    beside(
        out,
        all,
        "requests",
        "Requests a second",
        "Against a server on loopback, with a token, beside the same requests written by hand with reqwest alone. A ratio above 1 is faster.",
        ["tasks", "this runtime", "reqwest alone", "ratio"],
    );
    if let Some(rows) = rows(all, "size") {
        section(
            out,
            "A program's size",
            "Kilobytes of an optimized program, without symbols, that makes one call over HTTPS: beside the same call by hand with `reqwest` and `serde_json`.",
            &["generated", "by hand", "ratio"],
            rows,
            |row| {
                vec![
                    format!("{:.0}", number(row, "ours") / 1e3),
                    format!("{:.0}", number(row, "other") / 1e3),
                    format!("{:.2}", number(row, "ratio")),
                ]
            },
        );
    }
}

/// Writes a table of what so many tasks get from this runtime and from another way.
fn beside(out: &mut String, all: &Value, part: &str, title: &str, about: &str, columns: [&str; 4]) {
    let Some(rows) = rows(all, part) else { return };
    section(out, title, about, &columns, rows, |row| {
        vec![
            word(row, "tasks"),
            format!("{:.0}", number(row, "ours")),
            format!("{:.0}", number(row, "other")),
            format!("{:.2}", number(row, "ratio")),
        ]
    });
}
