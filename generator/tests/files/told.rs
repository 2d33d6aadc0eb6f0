//! Where what is told of stands, and what ends in being told.

use super::*;

#[test]
fn file_that_is_not_there_is_one_error_at_the_first_reference() {
    let bundled =
        bundle(&api("{ anyOf: [{ $ref: gone.yaml }, { $ref: 'gone.yaml#/x' }] }", ""), &[]);
    let said = bundled.said();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].0, Code::UnreadableFile);
    assert!(said[0].1.contains("$ref: gone.yaml"), "{said:?}");
    assert_eq!(said[0].2, "`gone.yaml` cannot be read: there is no such file");
}

/// In each file, what it says of itself is told of there.
#[test]
fn diagnostics_point_into_the_file_that_holds_it() {
    let files = [
        (
            "a/pet.yaml",
            "type: object\nproperties:\n  x: { type: nothing }\n  y: { $ref: '#/gone' }\n  z: { $ref: 'other.yaml#/gone' }\n",
        ),
        ("a/other.yaml", "Pet: 1\n"),
    ];
    let (source, output) = generate(&api("{ $ref: a/pet.yaml }", ""), &files);
    let said = said(&source, &output);
    let at = |code: Code| -> Vec<&str> {
        said.iter().filter(|(found, ..)| *found == code).map(|(_, at, _)| at.as_str()).collect()
    };
    assert_eq!(at(Code::WrongType), ["a/pet.yaml: x: { type: nothing }"], "{said:?}");
    assert_eq!(
        at(Code::UnresolvedReference),
        ["a/pet.yaml: y: { $ref: '#/gone' }", "a/pet.yaml: z: { $ref: 'other.yaml#/gone' }"],
        "{said:?}"
    );
    assert!(
        said.iter().any(|(.., message)| message == "there is no `/gone` in a/other.yaml"),
        "{said:?}"
    );
    let (source, output) = generate(&api("{ $ref: bad.yaml }", ""), &[("bad.yaml", "a: [\n")]);
    let said = self::said(&source, &output);
    assert!(
        said.iter()
            .any(|(code, at, _)| *code == Code::InvalidSyntax && at.starts_with("bad.yaml:")),
        "{said:?}"
    );
}

/// Small files that refer to one another in circles, or many times, end in diagnostics.
#[test]
fn hostile_files_end_in_diagnostics() {
    let deep = format!("{}{{ type: string }}{}", "{ items: ".repeat(120), " }".repeat(120));
    let wide: String = (0..2000).map(|n| format!("  /p{n}: {{ $ref: item.yaml }}\n")).collect();
    let many = format!("openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n{wide}");
    let heavy: String = (0..2000).map(|n| format!("x-{n}: {n}\n")).collect();
    let cases: Vec<(String, Vec<(&str, String)>)> = vec![
        (api("{ $ref: a.yaml }", ""), vec![("a.yaml", "$ref: b.yaml".into()), ("b.yaml", "$ref: a.yaml".into())]),
        (api("{ $ref: a.yaml }", ""), vec![("a.yaml", "$ref: a.yaml".into())]),
        (
            "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: { $ref: a.yaml }\n".into(),
            vec![("a.yaml", "/x: { get: { $ref: b.yaml } }".into()), ("b.yaml", "callbacks: { $ref: c.yaml }".into()), ("c.yaml", "x: { y: { post: { $ref: b.yaml } } }".into())],
        ),
        (
            "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents: { schemas: { A: { properties: { $ref: a.yaml } } } }\n".into(),
            vec![("a.yaml", "x: { properties: { $ref: a.yaml } }".into())],
        ),
        (
            "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /x: { $ref: a.yaml }\n".into(),
            vec![("a.yaml", format!("get: {{ responses: {{ '200': {{ description: d, content: {{ a/b: {{ schema: {deep} }} }} }} }} }}"))],
        ),
        (many, vec![("item.yaml", heavy)]),
        (api("{ $ref: 'a.yaml#/x' }", ""), vec![("a.yaml", "{ $ref: '#/x/y' }".into())]),
    ];
    for (definition, files) in cases {
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let (source, output) = generate(&definition, &files);
        let told = said(&source, &output);
        assert!(!told.is_empty(), "{definition}");
    }
}
