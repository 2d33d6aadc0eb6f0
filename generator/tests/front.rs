//! The front half of the chain: from text to a document, and what it says of texts that are wrong.

use std::fs;
use std::path::Path;

use portolan_generator::diagnostic::{Code, Place, Sink, render};
use portolan_generator::document::Document;
use portolan_generator::{
    Definition, Options, Output, Source, generate, generate_all, read, report, resolve,
};
use serde_json::{Value, json};

/// Everything that a run has to say, as a person sees it.
fn everything(source: &Source, output: &Output) -> String {
    let all: Vec<_> = output.diagnostics.iter().collect();
    report(source, output, &all)
}

fn document(text: &str) -> (Option<Document>, Sink) {
    let mut sink = Sink::default();
    let document = read(&Source::new("test.yaml", text), &mut sink, &mut |_| {});
    (document, sink)
}

fn parsed(name: &str, text: &str) -> Option<Value> {
    Source::new(name, text).parse(&mut Sink::default())
}

/// Codes that no text alone has: mistakes of ours, and a file that is not there (`files.rs`).
const OURS: &[Code] = &[Code::InternalError, Code::UnreadKey, Code::UnreadableFile];

/// The definition in each file is wrong in the way that its name says; what follows `--` there tells several of one
/// code apart, and an overlay beside it is applied. Every code has one.
#[test]
fn rejected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/rejected");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let mut left: Vec<Code> = Code::ALL.iter().copied().filter(|c| !OURS.contains(c)).collect();
    for path in paths {
        let name = path.file_stem().unwrap().to_str().unwrap();
        if name.ends_with(".overlay") {
            continue;
        }
        let code = name.split("--").next().unwrap();
        let text = |path: &Path| fs::read_to_string(path).ok();
        let source = Source::new(format!("{name}.yaml"), text(&path).unwrap());
        let beside = text(&path.with_extension("overlay.yaml"));
        let overlays: Vec<_> = beside
            .map(|text| Source::new(format!("{name}.overlay.yaml"), text))
            .into_iter()
            .collect();
        let definition = Definition {
            source: &source,
            overlays: &overlays,
            files: &mut portolan_generator::source::NoFiles,
        };
        let output = generate_all(definition, &Options::default(), &mut |_| {});
        let codes: Vec<_> = output.diagnostics.iter().map(|d| d.code.text()).collect();
        assert!(codes.contains(&code), "{code} is not among {codes:?}");
        left.retain(|left| left.text() != code);
        insta::with_settings!({ snapshot_path => "snapshots/rejected", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, everything(&source, &output));
        });
    }
    assert!(left.is_empty(), "no definition in cases/rejected has {left:?}");
}

#[test]
fn yaml_reads_as_the_reference_reads_it() {
    let texts = [
        "a: 1\nb: -2\nc: 1.5\nd: .5\ne: 1e3\nf: 0x1F\ng: 0o17\n",
        "a: true\nb: False\nc: null\nd: ~\ne:\nf: ''\ng: 'null'\nh: \"1\"\n",
        "200: a\ntrue: b\n1.5: c\n",
        "- a\n- [b, {c: d}]\n-\n  - e\n",
        "a: |\n  two\n  lines\nb: >-\n  folded\n  text\n\n  end\n",
        "a: \"\\u00e9\\n\\x41\"\nb: 'it''s'\n",
        "a: &x {k: [1, 2]}\nb: *x\n",
        "a: 2020-01-02\nb: 12:30\nc: 1_000\nd: yes\ne: no\nf: on\n",
        "? a\n: b\n",
        "a: !!str 12\n",
        "a: 9223372036854775807\nb: 18446744073709551615\nc: -9223372036854775808\n",
        "# only a comment\n",
        "\"a\\/b\": {c: [], d: {}}\n",
        "a: x # comment\nb: 'x # none'\nc: x#none\n",
        "%YAML 1.2\n---\na: b\n...\n",
    ];
    for text in texts {
        let reference: Value = serde_yaml::from_str(text).unwrap();
        assert_eq!(parsed("a.yaml", text), Some(reference), "{text}");
    }
}

#[test]
fn yaml_reads_what_the_reference_cannot() {
    let value = parsed("a.yaml", "a: 99999999999999999999\nb: 1e999\nc: .inf\n").unwrap();
    assert_eq!(value, json!({ "a": 1e20, "b": "1e999", "c": ".inf" }));

    let text =
        "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz: {<<: [*x, *y], c: 5}\nw:\n  <<: *x\n  a: 0\n";
    let value = parsed("a.yaml", text).unwrap();
    assert_eq!(value["z"], json!({ "a": 1, "b": 2, "c": 5 }));
    assert_eq!(value["w"], json!({ "a": 0, "b": 2 }));
}

#[test]
fn json_and_yaml_agree_on_json() {
    let text = r#"{"b": [1, -1, 1.5, 1e3, true, null, "x\u00e9\ud83d\ude00"], "a": {"": {}}, "c": 100000000000000000000}"#;
    let value = parsed("a.json", text).unwrap();
    assert_eq!(parsed("a.yaml", &format!("---\n{text}")), Some(value.clone()));
    assert_eq!(value.as_object().unwrap().keys().collect::<Vec<_>>(), ["b", "a", "c"]);
}

#[test]
fn hostile_texts_end_in_diagnostics() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (from, to) in ('a'..'k').zip('b'..'l') {
        bomb += &format!("{to}: &{to} [*{from}, *{from}, *{from}, *{from}, *{from}, *{from}]\n");
    }
    let texts = [
        bomb,
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "- ".repeat(100_000),
        "a: &a [*a]".to_owned(),
        "a: *nobody".to_owned(),
        "\u{0}\u{1}\u{7f}".to_owned(),
        "? [a]\n: b".to_owned(),
        "<<: text".to_owned(),
        "---\na: 1\n---\nb: 2\n".to_owned(),
        String::new(),
        "openapi: 3.0.0\npaths: []\n".to_owned(),
        "{\"openapi\": \"3.0.0\", \"paths\": {}".to_owned(),
        "\t- x".to_owned(),
    ];
    for text in texts {
        for name in ["a.yaml", "a.json"] {
            let source = Source::new(name, text.clone());
            let output = generate(&source, &Options::default(), &mut |_| {});
            let shown = everything(&source, &output);
            assert!(shown.contains("error["), "{shown}");
        }
    }
}

#[test]
fn deep_schemas_fit_on_a_small_stack() {
    let mut schema = json!({ "type": "string", "nullable": true });
    for _ in 0..58 {
        schema = json!({ "allOf": [schema] });
    }
    let text = json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "paths": {},
        "components": { "schemas": { "A": schema } }
    });
    let (document, sink) = document(&text.to_string());
    assert!(document.is_some(), "{:?}", sink.diagnostics());
}

#[test]
fn security_never_gets_weaker_by_a_repair() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {security: [jwt], responses: {}}\n    put: {security: {jwt: [a]}, responses: {}}\n    post: {security: [1], responses: {}}\n";
    let (document, _) = document(text);
    let item = document.unwrap().model.paths.paths["/a"].as_item().unwrap().clone();
    let names = |operation: Option<openapiv3::Operation>| -> Option<Vec<String>> {
        let security = operation.unwrap().security?;
        Some(security.into_iter().flat_map(|r| r.into_keys()).collect())
    };
    assert_eq!(names(item.get), Some(vec!["jwt".to_owned()]));
    assert_eq!(names(item.put), Some(vec!["jwt".to_owned()]));
    assert_eq!(names(item.post), None);
}

#[test]
fn deep_examples_fit_on_a_small_stack() {
    let deep = format!("{}1{}", "[".repeat(116), "]".repeat(116));
    let text = format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}}, "paths": {{}}, "components": {{
        "examples": {{"e": {{"value": {deep}}}}},
        "parameters": {{"p": {{"name": "p", "in": "query", "schema": {{}}, "example": {deep}}}}},
        "responses": {{"r": {{"description": "", "content": {{"a/b": {{"examples": {{"e": {{"value": {deep}}}}}}}}}}}}}
        }}}}"#
    );
    let (document, sink) = document(&text);
    assert!(document.is_some() && sink.diagnostics().is_empty(), "{:?}", sink.diagnostics());
}

#[test]
fn schemas_are_raised() {
    let raised = |schema: &str| {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{A: {schema}}}}}\n"
        );
        let (document, sink) = document(&text);
        assert!(sink.diagnostics().is_empty(), "{:?}", sink.diagnostics());
        document.unwrap().schema("/components/schemas/A").unwrap().clone()
    };
    for (old, new) in [
        ("{type: string, nullable: true}", json!({ "type": ["string", "null"] })),
        ("{type: string, nullable: false}", json!({ "type": "string" })),
        (
            "{type: string, nullable: true, enum: [a]}",
            json!({ "type": ["string", "null"], "enum": ["a", null] }),
        ),
        (
            "{$ref: '#/x', nullable: true, description: D}",
            json!({ "description": "D", "anyOf": [{ "$ref": "#/x" }, { "type": "null" }] }),
        ),
        (
            "{allOf: [{type: object}], nullable: true}",
            json!({ "anyOf": [{ "allOf": [{ "type": "object" }] }, { "type": "null" }] }),
        ),
        (
            "{oneOf: [{type: string}], nullable: true}",
            json!({ "oneOf": [{ "type": "string" }, { "type": "null" }] }),
        ),
        (
            "{properties: {}, nullable: true}",
            json!({ "type": ["object", "null"], "properties": {} }),
        ),
        ("{nullable: true}", json!({})),
        ("{minimum: 1, exclusiveMinimum: true}", json!({ "exclusiveMinimum": 1 })),
        ("{maximum: 1, exclusiveMaximum: false}", json!({ "maximum": 1 })),
        ("{example: {a: 1}}", json!({ "examples": [{ "a": 1 }] })),
    ] {
        assert_eq!(raised(old), new, "{old}");
    }
}

const WHOLE: &str = r##"
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /a/{id}:
    parameters:
      - "wrong"
      - $ref: '#/components/parameters/Alias'
      - {name: q, in: query, schema: {allOf: [{$ref: '#/components/schemas/A'}], nullable: true}}
    get:
      responses:
        "200": {$ref: '#/components/responses/R'}
        "404": {$ref: '#/components/responses/Round'}
        "500": {$ref: 'other.yaml#/x'}
      callbacks:
        done: {$ref: '#/components/callbacks/Done'}
components:
  callbacks: {Done: {x-note: text}}
  parameters:
    Alias: {$ref: '#/components/parameters/Id'}
    Id: {name: id, in: path, required: true, schema: {type: string}}
  responses:
    R: {description: Fine}
    Round: {$ref: '#/components/responses/Again'}
    Again: {$ref: '#/components/responses/Round'}
  schemas:
    A: {type: object, properties: {a b: {$ref: '#/components/schemas/B'}}}
    B: {$ref: '#/components/schemas/C'}
    C: {type: string}
    Loop: {$ref: '#/components/schemas/Loop'}
"##;

#[test]
fn references_are_followed() {
    let (document, mut sink) = document(WHOLE);
    let document = document.unwrap();
    let codes = |sink: &Sink| sink.diagnostics().iter().map(|d| d.code).collect::<Vec<_>>();
    assert_eq!(codes(&sink), [Code::RefusedFile, Code::WrongType]);

    let item = document.model.paths.paths["/a/{id}"].as_item().unwrap();
    let place = Place::new("/paths/~1a~1{id}/parameters/0");
    let found = resolve::resolve(&document, &item.parameters[0], &place, &mut sink).unwrap();
    assert_eq!(found.0.pointer(), "/components/parameters/Id");
    assert_eq!(found.1.parameter_data_ref().name, "id");

    let get = item.get.as_ref().unwrap();
    assert_eq!(get.callbacks.keys().collect::<Vec<_>>(), ["done"]);
    let responses: Vec<_> = get.responses.responses.values().collect();
    let follow = |index: usize, sink: &mut Sink| {
        resolve::resolve(&document, responses[index], &Place::root(), sink).is_some()
    };
    assert!(follow(0, &mut sink));
    assert!(!follow(1, &mut sink));
    assert!(!follow(2, &mut sink));

    let mut schema = |pointer| resolve::resolve_schema(&document, pointer, &mut sink);
    let (at, value) = schema("/components/schemas/A/properties/a b").unwrap();
    assert_eq!((at.as_str(), value), ("/components/schemas/C", &json!({ "type": "string" })));
    assert!(schema("/components/schemas/Loop").is_none());
    assert!(schema("/components/schemas/None").is_none());
    let expected = [
        Code::RefusedFile,
        Code::WrongType,
        // The reference into another file was told of already.
        Code::CircularReference,
        Code::CircularReference,
        Code::UnresolvedReference,
    ];
    assert_eq!(codes(&sink), expected);
}

#[test]
fn places_lead_back_to_the_source() {
    let (document, _) = document(WHOLE);
    let source = document.unwrap();
    let now = "/paths/~1a~1{id}/parameters/1/schema/anyOf/0/allOf/0/$ref";
    assert_eq!(source.origin.source(now), "/paths/~1a~1{id}/parameters/2/schema/allOf/0/$ref");
    let text = Source::new("a.yaml", WHOLE);
    let spans = text.locate(&[
        ("/paths/~1a~1{id}/parameters/2/schema/allOf/0/$ref", false),
        ("/components/parameters/Id", true),
        ("/components/nobody", false),
    ]);
    let texts: Vec<_> = spans.into_iter().map(|span| &WHOLE[span]).collect();
    assert_eq!(texts, ["'#/components/schemas/A'", "Id", "components"]);
}

/// JSON may hold what YAML refuses, and what stands behind it is found all the same.
#[test]
fn places_in_json_are_found_behind_what_is_no_yaml() {
    let text = "{\t\"a\u{80}\": [1, {\"b\\/\\\"~\": \"\u{80}\\\\\"}, -1e5],\r\n \"c\" :null, \"d\":{\"\":[[],{}]}}";
    let source = Source::new("a.json", text);
    let spans = source.locate(&[
        ("/a\u{80}/1/b~1\"~0", true),
        ("/a\u{80}/1/b~1\"~0", false),
        ("/a\u{80}/2", false),
        ("/c", false),
        ("/d//1", false),
        ("/d/", true),
        ("/e", false),
    ]);
    let texts: Vec<_> = spans.into_iter().map(|span| &text[span]).collect();
    let expected = ["\"b\\/\\\"~\"", "\"\u{80}\\\\\"", "-1e5", "null", "{", "\"\"", "{"];
    assert_eq!(texts, expected);
}

/// YAML may be UTF-16, with a mark of its order or without.
#[test]
fn wide_letters_are_read() {
    let text = "a: ü";
    let little = text.encode_utf16().flat_map(u16::to_le_bytes);
    let big = text.encode_utf16().flat_map(u16::to_be_bytes);
    let (little, big): (Vec<u8>, Vec<u8>) = (little.collect(), big.collect());
    let mut all = vec![text.as_bytes().to_vec(), little.clone(), big.clone()];
    all.push([&[0xef, 0xbb, 0xbf], text.as_bytes()].concat());
    all.push([vec![0xff, 0xfe], little].concat());
    all.push([vec![0xfe, 0xff], big].concat());
    for bytes in all {
        let mut sink = Sink::default();
        let source = Source::from_bytes("a.yaml", bytes.clone(), &mut sink).unwrap();
        assert_eq!(source.parse(&mut sink), Some(json!({ "a": "ü" })), "{bytes:?}");
    }
    let mut sink = Sink::default();
    for wrong in [&[0xff, 0xfe, 0x00, 0xd8][..], &[b'a', 0xff]] {
        assert!(Source::from_bytes("a.yaml", wrong.to_vec(), &mut sink).is_none());
        assert!(sink.has_errors());
    }
}

#[test]
fn json_has_no_comments_and_says_so() {
    let mut sink = Sink::default();
    assert_eq!(Source::new("a.json", "{\"a\": 1, // one\n \"b\": 2}").parse(&mut sink), None);
    assert_eq!(sink.diagnostics()[0].message, "JSON has no comments");
}

#[test]
fn counts_are_in_words() {
    assert_eq!(render::count([].into_iter()), "nothing to say");
    let output =
        generate(&Source::new("a.yaml", "a: 1\na: 2\na: 3"), &Options::default(), &mut |_| {});
    assert_eq!(render::count(output.diagnostics.iter()), "1 error, 2 warnings");
}

/// `docs/diagnostics.md` has every code. `PORTOLAN_BLESS=1` writes it anew.
#[test]
fn the_page_of_codes_is_up_to_date() {
    let mut page = include_str!("diagnostics.md").to_owned();
    for code in Code::ALL {
        let severity = format!("{:?}", code.severity()).to_lowercase();
        let name = code.text();
        page += &format!("| [`{name}`](#{name}) | {severity} | {} |\n", code.hint());
    }
    for code in Code::ALL {
        page += &format!("\n## `{}`\n\n{}\n", code.text(), code.meaning());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md");
    if std::env::var_os("PORTOLAN_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "stale: run the test with PORTOLAN_BLESS=1");
}

#[test]
fn leading_zeros_are_kept() {
    assert_eq!(parsed("a.yaml", "[0123, 0, -0.5, 08]"), Some(json!(["0123", 0, -0.5, "08"])));
}

/// A definition without `info` is called after its file, with a note.
#[test]
fn definition_without_info_is_drawn() {
    for text in [
        "openapi: 3.0.3\npaths: {}\n",
        "openapi: 3.1.0\ninfo:\npaths: {}\n",
        "swagger: '2.0'\npaths: {}\n",
    ] {
        let source = Source::new("things.yaml", text);
        let output = generate(&source, &Options::default(), &mut |_| {});
        assert_eq!(output.package, "things", "{text}");
        let codes: Vec<Code> = output.diagnostics.iter().map(|d| d.code).collect();
        assert!(!codes.is_empty() && codes.iter().all(|code| *code == Code::Repaired), "{codes:?}");
    }
}

/// What is read as YAML is read again as the JSON that it is.
#[test]
fn both_languages_end_at_the_same_depth() {
    use portolan_generator::source::MAX_DEPTH;
    let reads = |name: &str, levels: usize| {
        let text = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let mut sink = Sink::default();
        let tree = Source::new(name, text).parse(&mut sink);
        assert_eq!(tree.is_none(), sink.has_errors());
        tree.is_some()
    };
    for name in ["a.yaml", "a.json"] {
        assert!(reads(name, MAX_DEPTH), "{name}");
        assert!(!reads(name, MAX_DEPTH + 1), "{name}");
    }
}
