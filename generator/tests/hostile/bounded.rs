//! Definitions that are small, or simple, and would take forever if time or memory grew faster than the text does.

use std::time::{Duration, Instant};

use portolan_generator::Output;
use portolan_generator::diagnostic::{Code, Diagnostic};
use serde_json::{Map, Value, json};

use crate::sound::{draw, faults};

/// Far more than any of these takes, on a busy machine too, and far less than what a doubling with each level would.
const LONGEST: Duration = Duration::from_secs(300);

/// How many bytes may be written for one that is read.
const EACH: usize = 100;

fn assert_bounded(what: &str, schemas: Value, paths: Value) -> Output {
    let text = json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    assert_draws(what, &text)
}

fn assert_draws(what: &str, definition: &Value) -> Output {
    let text = definition.to_string();
    let started = Instant::now();
    let output = draw("bounded.json", &text);
    let took = started.elapsed();
    assert!(took < LONGEST, "{what} took {took:?}");
    assert_eq!(faults(&output), Vec::<String>::new(), "{what}");
    assert!(!output.files.is_empty(), "{what}: {:?}", output.diagnostics.first());
    let size: usize = output.files.iter().map(|file| file.text.len()).sum();
    assert!(size < 100_000 + EACH * text.len(), "{what}: {size} bytes of {}", text.len());
    output
}

fn map(all: impl Iterator<Item = (String, Value)>) -> Value {
    Value::Object(all.collect::<Map<_, _>>())
}

fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn object(properties: Value) -> Value {
    json!({ "type": "object", "properties": properties })
}

fn answers(schema: Value) -> Value {
    json!({ "200": { "description": "", "content": { "application/json": { "schema": schema } } } })
}

/// Each level names both of the next: as many ways lead down as two to the power of the levels.
#[test]
fn lattices() {
    const LEVELS: usize = 40;
    for word in ["allOf", "oneOf", "anyOf"] {
        let level = |level: usize, name: &str, other: &str| {
            let schema = match level {
                LEVELS => object(json!({ (name): text() })),
                _ => {
                    json!({ (word): [to(&format!("{name}{}", level + 1)), to(&format!("{other}{}", level + 1))] })
                }
            };
            (format!("{name}{level}"), schema)
        };
        let both = |n| [level(n, "A", "B"), level(n, "B", "A")];
        assert_bounded(word, map((0..=LEVELS).flat_map(both)), json!({}));
    }
}

/// Each leads to two others, and so to all.
#[test]
fn circles() {
    const ALL: usize = 120;
    for word in ["allOf", "oneOf", "anyOf"] {
        let schema = |n: usize| {
            let (one, two) =
                (to(&format!("A{}", (n + 1) % ALL)), to(&format!("A{}", (n * 7 + 3) % ALL)));
            let own = json!({ "properties": { (format!("p{n}")): text() } });
            (format!("A{n}"), json!({ (word): [one, two, own] }))
        };
        let output = assert_bounded(word, map((0..ALL).map(schema)), json!({}));
        // What several alternatives are at once has all properties, once an alternative: some are kept as they come, and that is said.
        let many =
            |d: &&Diagnostic| d.code == Code::UnsupportedSchema && d.message.contains("too many");
        let raw = output.diagnostics.iter().filter(many).count();
        assert_eq!(raw > 0, word == "anyOf", "{word}: {raw}");
    }
}

#[test]
fn products() {
    let branch = |i: usize, j: usize| {
        let name = format!("p{i}x{j}");
        json!({ "type": "object", "required": [name], "properties": { (name.as_str()): text() } })
    };
    let union = |i| json!({ "oneOf": (0..4).map(|j| branch(i, j)).collect::<Vec<_>>() });
    let all: Vec<_> = (0..20).map(union).collect();
    assert_bounded("a product", json!({ "A": { "allOf": all } }), json!({}));
}

/// Each has what the one before it has, and something of its own.
#[test]
fn chains() {
    const LONG: usize = 100;
    let own = |n: usize| object(json!({ (format!("p{n}")): text() }));
    let extends = |n: usize| {
        let schema = match n {
            0 => object(json!({ "p0": text() })),
            _ => json!({ "allOf": [to(&format!("A{}", n - 1)), own(n)] }),
        };
        (format!("A{n}"), schema)
    };
    assert_bounded("a chain of allOf", map((0..LONG).map(extends)), json!({}));
    let family = |n: usize| {
        let (name, mut schema) = extends(n);
        schema["discriminator"] = json!({ "propertyName": "kind" });
        (name, schema)
    };
    assert_bounded("a chain of families", map((0..LONG).map(family)), json!({}));
    let renamed =
        |n: usize| (format!("A{n}"), if n == 0 { text() } else { to(&format!("A{}", n - 1)) });
    assert_bounded("a chain of names", map((0..500).map(renamed)), json!({}));
}

/// Many that each have all of one that is large.
#[test]
fn wide_bases() {
    let base = object(map((0..100).map(|n| (format!("p{n}"), text()))));
    let many = |word: &'static str| {
        let child = move |n: usize| {
            let own = object(json!({ (format!("own{n}")): text() }));
            (format!("A{n}"), json!({ (word): [to("Base"), own] }))
        };
        map((0..100).map(child).chain([("Base".to_owned(), base.clone())]))
    };
    assert_bounded("a wide base", many("allOf"), json!({}));
    assert_bounded("a wide alternative", many("anyOf"), json!({}));
    let mut family = many("allOf");
    family["Base"]["discriminator"] = json!({ "propertyName": "p0" });
    let use_of_it = json!({ "/a": { "get": { "responses": answers(to("Base")) } } });
    assert_bounded("a wide family", family, use_of_it);
}

#[test]
fn deep_objects() {
    let mut inline = object(json!({ "end": text() }));
    for level in 0..50 {
        inline = object(json!({ (format!("level{level}")): inline, "beside": text() }));
    }
    assert_bounded("objects in objects", json!({ "A": inline }), json!({}));
    let mut inline = text();
    for _ in 0..20 {
        inline = json!({ "type": "array", "items": { "allOf": [{ "oneOf": [inline, object(json!({ "p": text() }))] }] } });
    }
    assert_bounded("alternatives in lists", json!({ "A": inline }), json!({}));
}

#[test]
fn many_of_one_kind() {
    let many = |count: usize| (0..count).map(|n| format!("v{n}"));
    // Words that are one word in Rust: each gets a number.
    let alike = |n: usize| format!("a{}b{}", "-".repeat(n % 50), "_".repeat(n / 50));
    let values: Vec<_> = many(10_000).collect();
    assert_bounded("values", json!({ "A": { "enum": values } }), json!({}));
    let numbers: Vec<_> = (0..10_000).collect();
    assert_bounded("numbers", json!({ "A": { "enum": numbers } }), json!({}));
    let properties = map(many(2_000).map(|name| (name, text())));
    assert_bounded("properties", json!({ "A": object(properties) }), json!({}));
    let properties = map((0..2_000).map(|n| (alike(n), text())));
    assert_bounded("names", json!({ "A": object(properties) }), json!({}));
    let unknown = map(many(10_000).map(|name| (name, json!(1))));
    assert_bounded("unknown keys", json!({ "A": unknown }), json!({}));
    let extensions = map(many(100_000).map(|name| (format!("x-{name}"), json!(1))));
    assert_bounded("extensions", json!({ "A": extensions }), json!({}));
    let alternatives: Vec<_> = many(200).map(|name| object(json!({ (name): text() }))).collect();
    assert_bounded("alternatives", json!({ "A": { "anyOf": alternatives } }), json!({}));
}

#[test]
fn many_operations() {
    let same = |n: usize| {
        let get = json!({ "operationId": "same", "tags": [format!("t{n}")], "responses": { "204": { "description": "" } } });
        (format!("/p{n}"), json!({ "get": get }))
    };
    assert_bounded("operations", json!({}), map((0..120).map(same)));

    const SHARED: usize = 40;
    let parameter = |n: usize| {
        let name = format!("q{n}");
        (name.clone(), json!({ "name": name, "in": "query", "schema": { "enum": ["a", "b"] } }))
    };
    let all: Vec<_> =
        (0..SHARED).map(|n| json!({ "$ref": format!("#/components/parameters/q{n}") })).collect();
    let path = |n: usize| {
        let get = json!({ "parameters": all, "responses": { "204": { "description": "" } } });
        (format!("/p{n}"), json!({ "get": get }))
    };
    assert_draws(
        "shared parameters",
        &json!({
            "openapi": "3.1.0",
            "info": { "title": "T", "version": "1" },
            "paths": map((0..40).map(path)),
            "components": { "parameters": map((0..SHARED).map(parameter)) },
        }),
    );
}

#[test]
fn many_servers() {
    let variables = || {
        map((0..40).map(|n| (format!("v{n}"), json!({ "default": "a", "enum": ["a", "b", "c"] }))))
    };
    let url = |n: usize| {
        let path: String = (0..40).map(|n| format!("/{{v{n}}}")).collect();
        format!("https://h{n}.example.com{path}")
    };
    let server = |n: usize| json!({ "url": url(n), "variables": variables() });
    assert_draws(
        "servers",
        &json!({
            "openapi": "3.1.0",
            "info": { "title": "T", "version": "1" },
            "servers": (0..50).map(server).collect::<Vec<_>>(),
            "paths": {},
        }),
    );
}

#[test]
fn long_texts() {
    let schema = json!({ "type": "string", "description": "x *y* ".repeat(200_000), "pattern": "(".repeat(500_000) });
    assert_bounded("long texts", json!({ "A": schema }), json!({}));
}

/// Where the tree has no place for a reference, it is replaced by what it leads to: here, by what it stands in.
#[test]
fn references_to_what_they_stand_in() {
    let to = |pointer: &str| json!({ "$ref": format!("#{pointer}") });
    for parts in [
        json!({ "paths": { "$ref": "#", "/a": to(""), "/b": to("/paths"), "/c": { "get": to("/paths") } } }),
        json!({ "paths": { "/a": { "get": { "responses": to("/paths"), "parameters": to("") } }, "/b": to(""), "/c": to("") } }),
        json!({
            "info": to(""), "paths": to(""), "servers": to(""), "tags": to(""), "security": to("/paths"),
            "components": { "$ref": "#", "schemas": to(""), "responses": to(""), "parameters": to("/components") },
        }),
    ] {
        let mut definition =
            json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" } });
        for (key, value) in parts.as_object().unwrap() {
            definition[key] = value.clone();
        }
        let started = Instant::now();
        let output = draw("circles.json", &definition.to_string());
        assert!(started.elapsed() < LONGEST, "{definition}");
        assert!(
            output.diagnostics.iter().any(|d| d.code == Code::CircularReference),
            "{definition}"
        );
        assert_eq!(faults(&output), Vec::<String>::new());
    }
}
