//! Typed JSON, read and written: the generated codec beside `serde_json` with derived implementations.
//!
//! Prints a line a payload: name, bytes, and nanoseconds of this thread's CPU that a round took, for each of the four the least of the rounds: what a busy
//! machine adds is not told.

use std::hint::black_box;
use std::time::Duration;

use codec::runtime::json;
use codec::types as ours;

mod derived {
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    pub struct Samples {
        pub integers: Vec<i64>,
        pub numbers: Vec<f64>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Order {
        pub id: String,
        pub customer: Customer,
        pub lines: Vec<Line>,
        pub total: f64,
        pub paid: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub note: Option<String>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Customer {
        pub name: String,
        pub email: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub age: Option<i32>,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Line {
        pub sku: String,
        pub quantity: i64,
        pub price: f64,
    }

    macro_rules! wide {
        ($($required:ident: $of:ty,)* ; $($optional:ident: $or:ty,)*) => {
            #[derive(Serialize, Deserialize)]
            pub struct Wide {
                $(pub $required: $of,)*
                $(#[serde(skip_serializing_if = "Option::is_none")] pub $optional: Option<$or>,)*
            }
        };
    }
    wide! {
        f00: String, f01: String, f02: i64, f03: bool, f04: String, f05: String, f06: i64, f07: bool, f08: String, f09: String,
        ;
        f10: String, f11: String, f12: i64, f13: bool, f14: String, f15: String, f16: i64, f17: bool, f18: String, f19: String,
        f20: String, f21: String, f22: i64, f23: bool, f24: String, f25: String, f26: i64, f27: bool, f28: String, f29: String,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    pub enum Event {
        Opened {
            id: String,
            at: i64,
        },
        Moved {
            id: String,
            from: String,
            to: String,
        },
        Closed {
            id: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
    }

    #[derive(Serialize, Deserialize)]
    pub struct Note {
        pub text: String,
    }
}

fn main() {
    let rounds = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(41);
    measure::<Vec<ours::Order>, Vec<derived::Order>>("nested objects", &orders(), rounds);
    measure::<ours::Samples, derived::Samples>("large arrays", &samples(), rounds);
    measure::<Vec<ours::Wide>, Vec<derived::Wide>>("wide objects", &wide(), rounds);
    measure::<Vec<ours::Event>, Vec<derived::Event>>("unions", &events(), rounds);
    measure::<Vec<ours::Note>, Vec<derived::Note>>("long strings", &texts(false), rounds);
    measure::<Vec<ours::Note>, Vec<derived::Note>>("escaped strings", &texts(true), rounds);
}

/// What this thread has used of its CPU.
fn now() -> Duration {
    let now = nix::time::clock_gettime(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID);
    now.map(Duration::from).unwrap_or_default()
}

fn measure<A: json::Json, B: serde::Serialize + serde::de::DeserializeOwned>(
    name: &str,
    text: &str,
    rounds: usize,
) {
    let mut times: [Vec<u128>; 4] = Default::default();
    for round in 0..=rounds {
        let start = now();
        let ours: A =
            json::from_slice(black_box(text.as_bytes())).expect("the text is of the type");
        let read = (now() - start).as_nanos();
        let start = now();
        let derived: B =
            serde_json::from_slice(black_box(text.as_bytes())).expect("the text is of the type");
        let derived_read = (now() - start).as_nanos();
        let start = now();
        let written = black_box(json::to_vec(&ours));
        let write = (now() - start).as_nanos();
        let start = now();
        let derived_written = black_box(serde_json::to_vec(&derived).expect("it is JSON"));
        let derived_write = (now() - start).as_nanos();
        assert!(!written.is_empty() && !derived_written.is_empty());
        // The first round warms up.
        if round > 0 {
            for (times, time) in times.iter_mut().zip([read, derived_read, write, derived_write]) {
                times.push(time);
            }
        }
    }
    let least = |times: &Vec<u128>| times.iter().min().copied().unwrap_or_default();
    let [read, derived_read, write, derived_write] = &times;
    println!(
        "{name}\t{}\t{}\t{}\t{}\t{}",
        text.len(),
        least(read),
        least(derived_read),
        least(write),
        least(derived_write)
    );
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    format!("[{}]", (0..count).map(item).collect::<Vec<_>>().join(","))
}

fn orders() -> String {
    list(1500, |i| {
        let lines = list(i % 7 + 1, |j| {
            format!(r#"{{"sku":"SKU-{j}-{i}","quantity":{j},"price":{}.25}}"#, i + j)
        });
        let note = if i % 3 == 0 { r#","note":"leave at the door""# } else { "" };
        format!(
            r#"{{"id":"order-{i}","customer":{{"name":"Ada Lovelace","email":"ada{i}@example.org","age":36}},"lines":{lines},"total":{i}.5,"paid":{}{note}}}"#,
            i % 2 == 0
        )
    })
}

fn samples() -> String {
    let integers = list(60_000, |i| (i * 7919 % 1_000_003).to_string());
    let numbers = list(60_000, |i| format!("{}.{:03}", i * 31 % 997, i % 1000));
    format!(r#"{{"integers":{integers},"numbers":{numbers}}}"#)
}

fn wide() -> String {
    list(1200, |i| {
        let fields: Vec<String> = (0..30)
            .filter(|f| *f < 10 || (f + i) % 3 != 0)
            .map(|f| match f % 10 {
                2 | 6 => format!(r#""f{f:02}":{}"#, i * f),
                3 | 7 => format!(r#""f{f:02}":{}"#, (i + f) % 2 == 0),
                _ => format!(r#""f{f:02}":"value {i} of {f}""#),
            })
            .collect();
        format!("{{{}}}", fields.join(","))
    })
}

fn events() -> String {
    list(8000, |i| match i % 3 {
        0 => format!(r#"{{"kind":"opened","id":"event-{i}","at":{i}}}"#),
        1 => format!(r#"{{"kind":"moved","id":"event-{i}","from":"here","to":"there"}}"#),
        _ => format!(r#"{{"kind":"closed","id":"event-{i}","reason":"done"}}"#),
    })
}

fn texts(escaped: bool) -> String {
    let word = if escaped { r#"a \"line\" of text\n"# } else { "a plain line of text, " };
    list(60, |i| format!(r#"{{"text":"{i} {}"}}"#, word.repeat(600)))
}
