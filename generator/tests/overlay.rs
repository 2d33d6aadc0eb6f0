//! Overlays: what each rule of 1.0 and 1.1 does to a definition, and where what is told of stands.

use portolan_generator::{
    Code, Definition, Diagnostic, NoFiles, Options, Source, assembled, generate_all, locate,
};
use serde_json::{Value, json};

const DEFINITION: &str = "\
openapi: 3.0.3
info: { title: Things, version: '1' }
servers:
  - { url: https://a.example.com, description: A }
  - { url: https://b.example.com, description: B }
  - { url: https://c.example.com, description: C }
tags: [{ name: One }]
paths:
  /things:
    get:
      operationId: listThings
      tags: [One, dummy]
      parameters:
        - { name: top, in: query, schema: { type: integer } }
        - { name: bad, in: nowhere, schema: { type: integer } }
      responses: { '200': { description: ok } }
  /others:
    get:
      operationId: listOthers
      responses: { '200': { description: ok } }
";

/// An overlay of these actions.
fn overlay(version: &str, actions: &str) -> Source {
    let head = format!("overlay: {version}\ninfo: {{ title: T, version: '1' }}\nactions:\n");
    Source::new("things.overlay.yaml", format!("{head}{actions}"))
}

struct Applied {
    tree: Option<Value>,
    /// Each diagnostic: its code, `file:line`, and what it says.
    said: Vec<(Code, String, String)>,
}

fn apply_all(definition: &str, overlays: &[Source]) -> Applied {
    let source = Source::new("things.yaml", definition);
    let (tree, output) =
        assembled(Definition { source: &source, overlays, files: &mut NoFiles }, false);
    let all: Vec<&Diagnostic> = output.diagnostics.iter().collect();
    let said = locate(&source, &output, &all).into_iter().map(|it| {
        let at = format!("{}:{}", it.file, it.start.line);
        (it.diagnostic.code, at, it.diagnostic.message.clone())
    });
    Applied { said: said.collect(), tree }
}

fn apply(actions: &str) -> Applied {
    apply_all(DEFINITION, &[overlay("1.1.0", actions)])
}

/// What comes out, where nothing is said.
#[track_caller]
fn applied(actions: &str) -> Value {
    let applied = apply(actions);
    assert_eq!(applied.said, []);
    applied.tree.expect("a tree")
}

/// The one thing that is said.
#[track_caller]
fn said(actions: &str) -> (Code, String, String) {
    let mut said = apply(actions).said;
    assert_eq!(said.len(), 1, "{said:?}");
    said.remove(0)
}

#[test]
fn update_merges_objects_and_keeps_the_order() {
    let tree = applied(
        "  - target: $\n    update:\n      x-new: 1\n      info: { title: Better, contact: { name: Ada } }\n",
    );
    assert_eq!(
        tree["info"],
        json!({ "title": "Better", "version": "1", "contact": { "name": "Ada" } })
    );
    let keys: Vec<&String> = tree.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["openapi", "info", "servers", "tags", "paths", "x-new"]);
}

#[test]
fn update_of_a_list_appends_one_or_concatenates_several() {
    let one = applied("  - target: $.tags\n    update: { name: Two }\n");
    assert_eq!(one["tags"], json!([{ "name": "One" }, { "name": "Two" }]));
    let several = applied("  - target: $.tags\n    update: [{ name: Two }, { name: Three }]\n");
    assert_eq!(several["tags"].as_array().map(Vec::len), Some(3));
    let inside = applied("  - target: $\n    update: { tags: [{ name: Two }] }\n");
    assert_eq!(inside["tags"].as_array().map(Vec::len), Some(2));
}

#[test]
fn update_replaces_single_values() {
    let tree = applied("  - target: $.servers.*.description\n    update: Same\n");
    assert_eq!(tree["servers"][2]["description"], "Same");
}

#[test]
fn one_action_changes_all_that_it_selects() {
    let tree = applied("  - target: $.paths.*.get\n    update: { x-safe: true }\n");
    assert_eq!(tree["paths"]["/things"]["get"]["x-safe"], true);
    assert_eq!(tree["paths"]["/others"]["get"]["x-safe"], true);
}

#[test]
fn remove_takes_members_items_and_single_values() {
    let tree = applied(
        "  - target: $.servers[?@.description != 'B']\n    remove: true\n  \
         - target: $.paths.*.get.tags[?@ == 'dummy']\n    remove: true\n  \
         - target: $.paths['/others']\n    remove: true\n",
    );
    assert_eq!(tree["servers"], json!([{ "url": "https://b.example.com", "description": "B" }]));
    assert_eq!(tree["paths"]["/things"]["get"]["tags"], json!(["One"]));
    assert_eq!(tree["paths"].as_object().map(|paths| paths.len()), Some(1));
}

/// Both a list's item and what lies in it: each is taken out once.
#[test]
fn remove_takes_what_lies_in_what_it_takes() {
    let tree = applied("  - target: $..[?@.name || @.in]\n    remove: true\n");
    assert_eq!(tree["tags"], json!([]));
    assert_eq!(tree["paths"]["/things"]["get"]["parameters"], json!([]));
}

#[test]
fn actions_follow_one_another() {
    let tree = applied(
        "  - target: $.servers\n    remove: true\n  \
         - target: $\n    update: { servers: [{ url: 'http://localhost' }] }\n",
    );
    assert_eq!(tree["servers"], json!([{ "url": "http://localhost" }]));
}

#[test]
fn overlays_follow_one_another() {
    let first = overlay("1.0.0", "  - target: $.info\n    update: { x-a: 1, x-b: 1 }\n");
    let second = overlay("1.1.0", "  - target: $.info\n    update: { x-b: 2 }\n");
    let tree = apply_all(DEFINITION, &[first, second]).tree.expect("a tree");
    assert_eq!((&tree["info"]["x-a"], &tree["info"]["x-b"]), (&json!(1), &json!(2)));
}

/// Copy into what exists, into what was just made, and as a move.
#[test]
fn copy_takes_the_value_of_another_place() {
    let tree = applied("  - target: $.paths['/others']\n    copy: $.paths['/things']\n");
    let others = &tree["paths"]["/others"]["get"];
    assert_eq!(others["operationId"], "listThings");
    assert_eq!(others["parameters"].as_array().map(Vec::len), Some(2));
    let moved = applied(
        "  - target: $.paths\n    update: { /new: {} }\n  \
         - target: $.paths['/new']\n    copy: $.paths['/things']\n  \
         - target: $.paths['/things']\n    remove: true\n",
    );
    assert_eq!(moved["paths"]["/new"]["get"]["operationId"], "listThings");
    assert!(moved["paths"]["/things"].is_null());
}

#[test]
fn copy_takes_one_value() {
    let (code, at, message) = said("  - target: $.tags\n    copy: $.servers.*\n");
    assert_eq!((code, at.as_str()), (Code::InvalidOverlay, "things.overlay.yaml:5"));
    assert_eq!(message, "`$.servers.*` selects 3 values; `copy` takes one");
}

#[test]
fn copy_in_1_0_is_done_with_a_note() {
    let overlay = overlay("1.0.0", "  - target: $.tags\n    copy: $.tags[0]\n");
    let Applied { tree, said } = apply_all(DEFINITION, &[overlay]);
    assert_eq!(tree.expect("a tree")["tags"].as_array().map(Vec::len), Some(2));
    assert_eq!((said[0].0, said.len()), (Code::Repaired, 1));
}

#[test]
fn action_that_selects_nothing_is_a_warning() {
    let (code, at, message) = said("  - target: $.paths['/gone']\n    update: {}\n");
    assert_eq!((code, at.as_str()), (Code::IneffectiveAction, "things.overlay.yaml:4"));
    assert_eq!(message, "`$.paths['/gone']` selects nothing: the action changes nothing");
}

#[test]
fn what_says_nothing_to_do_is_a_warning() {
    for (actions, line) in [
        ("  - target: $.tags\n", 4),
        ("  - target: $.tags\n    remove: false\n", 4),
        ("  - target: $.tags\n    remove: true\n    update: []\n", 6),
        ("  - target: $.tags\n    remove: true\n    copy: $.tags\n", 6),
    ] {
        let (code, at, _) = said(actions);
        assert_eq!((code, at), (Code::IneffectiveAction, format!("things.overlay.yaml:{line}")));
    }
    let both = apply("  - target: $.tags\n    update: []\n    copy: $.tags\n");
    assert_eq!(both.said.len(), 2);
    assert_eq!(both.tree.expect("a tree")["tags"].as_array().map(Vec::len), Some(1));
    assert_eq!(said("  []\n").0, Code::IneffectiveAction);
}

#[test]
fn what_cannot_be_done_is_an_error_at_its_line() {
    for (actions, line) in [
        ("  - target: $.tags[\n    update: []\n", 4),
        ("  - target: tags\n    update: []\n", 4),
        ("  - target: 3\n    update: []\n", 4),
        ("  - update: []\n", 4),
        ("  - 3\n", 4),
        ("  - target: $\n    remove: true\n", 4),
        ("  - target: $.tags\n    remove: maybe\n", 5),
        ("  - target: $.info\n    update: 3\n", 5),
        ("  - target: $.info\n    update: []\n", 5),
        ("  - target: $\n    update:\n      info:\n        title: { a: b }\n", 7),
        ("  - target: $.info['title']\n    update: { a: b }\n", 5),
        ("  - target: $['info', 'tags']\n    update: {}\n", 5),
        ("  {}\n", 3),
    ] {
        let (code, at, message) = said(actions);
        assert_eq!(code, Code::InvalidOverlay, "{actions}: {message}");
        assert_eq!(at, format!("things.overlay.yaml:{line}"), "{actions}: {message}");
        assert_eq!(apply(actions).tree, None);
    }
}

#[test]
fn documents_that_are_no_overlays_are_errors() {
    for (text, code) in [
        ("[]", Code::InvalidOverlay),
        (
            "overlay: 2.0.0\ninfo: { title: T, version: '1' }\nactions: [{ target: $, update: {} }]",
            Code::InvalidOverlay,
        ),
        (
            "info: { title: T, version: '1' }\nactions: [{ target: $, update: {} }]",
            Code::InvalidOverlay,
        ),
        ("overlay: 1.1.0\ninfo: { title: T, version: '1' }", Code::InvalidOverlay),
        ("overlay: 1.1.0\nactions: [{ target: $, update: {} }]", Code::Repaired),
        (
            "overlay: 1.1.0\ninfo: { title: T, version: '1' }\nacts: 1\nactions: [{ target: $, update: {} }]",
            Code::UnknownKey,
        ),
        ("overlay: [", Code::InvalidSyntax),
    ] {
        let said = apply_all(DEFINITION, &[Source::new("things.overlay.yaml", text)]).said;
        assert_eq!(said.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), [code], "{said:?}");
        assert!(said[0].1.starts_with("things.overlay.yaml:"), "{said:?}");
    }
}

#[test]
fn what_it_extends_is_compared_with_what_it_is_applied_to() {
    for (extends, notes) in [
        ("things.yaml", 0),
        ("./things.yaml", 0),
        ("https://example.com/v2/things.json", 0),
        ("others.yaml", 1),
    ] {
        let text = format!(
            "overlay: 1.1.0\ninfo: {{ title: T, version: '1' }}\nextends: {extends}\nactions: [{{ target: $, update: {{}} }}]"
        );
        let said = apply_all(DEFINITION, &[Source::new("things.overlay.yaml", text)]).said;
        assert_eq!(said.len(), notes, "{extends}: {said:?}");
    }
}

/// Queries and actions whose work grows without bounds are refused, and what is refused is said.
#[test]
fn hostile_overlays_end_in_diagnostics() {
    let doubling: String = (0..60)
        .map(|n| {
            format!(
                "  - target: $\n    update: {{ x{n}: {{}} }}\n  - target: $.x{n}\n    copy: $\n"
            )
        })
        .collect();
    let deep =
        format!("  - target: $.info\n    update: {}1{}\n", "{a: ".repeat(126), "}".repeat(126));
    for actions in [
        doubling,
        deep,
        format!("  - target: $[?{}@.a{}]\n    update: {{}}\n", "(".repeat(60), ")".repeat(60)),
        "  - target: $..*..*..*..*\n    update: {}\n".to_owned(),
        format!("  - target: $.{}\n    update: {{}}\n", "a".repeat(10_000)),
        "  - target: $.servers[99999999999999999999999]\n    update: {}\n".to_owned(),
    ] {
        let Applied { tree, said } = apply(&actions);
        assert!(tree.is_none(), "{said:?}");
        assert!(!said.is_empty());
    }
}

/// A diagnostic of a later stage stands in the text that holds what it is about.
fn told(actions: &str) -> Vec<String> {
    let source = Source::new("things.yaml", DEFINITION);
    let overlays = [overlay("1.1.0", actions)];
    let definition = Definition { source: &source, overlays: &overlays, files: &mut NoFiles };
    let output = generate_all(definition, &Options::default(), &mut |_| {});
    let all: Vec<&Diagnostic> = output.diagnostics.iter().collect();
    let said = locate(&source, &output, &all);
    let line = |it: &portolan_generator::Located<'_>| {
        let text = it.text.lines().nth(it.start.line - 1).unwrap_or_default().trim();
        format!("{}: {text}", it.file)
    };
    said.iter().filter(|it| it.diagnostic.code == Code::WrongType).map(line).collect()
}

#[test]
fn diagnostics_point_into_the_text_that_holds_it() {
    let bad = "things.yaml: - { name: bad, in: nowhere, schema: { type: integer } }";
    let none: &[&str] = &[];
    for (actions, lines) in [
        // Nothing moved.
        ("  - target: $.info\n    update: { title: T }\n", &[bad][..]),
        // The item before it is gone, and it itself.
        ("  - target: $..parameters[0]\n    remove: true\n", &[bad]),
        ("  - target: $..parameters[1]\n    remove: true\n", none),
        // An item behind it is the overlay's, and is wrong, too.
        (
            "  - target: $..parameters\n    update: { name: more, in: limbo }\n",
            &[bad, "things.overlay.yaml: update: { name: more, in: limbo }"],
        ),
        // What is wrong was made right, and something else wrong.
        (
            "  - target: $..parameters[1]\n    update:\n      in: query\n      required: never\n",
            &["things.overlay.yaml: required: never"],
        ),
        // A copy stands where the original does, and both are told of once.
        ("  - target: $.paths['/others']\n    copy: $.paths['/things']\n", &[bad]),
        // What was taken out and put in anew is the overlay's.
        (
            "  - target: $.info\n    remove: true\n  - target: $\n    update: { info: { title: 3, version: [] } }\n",
            &[bad, "things.overlay.yaml: update: { info: { title: 3, version: [] } }"],
        ),
    ] {
        assert_eq!(told(actions), lines, "{actions}");
    }
}
