//! What descriptions become.

use super::*;

fn plain(text: &str) -> String {
    block(text, &Links::default()).join("\n")
}

#[test]
fn brackets_are_links_or_escaped() {
    assert_eq!(plain("A [foo] and [x][y]."), r"A \[foo\] and \[x\]\[y\].");
    assert_eq!(plain("See [here](https://e.com/a)."), "See [here](https://e.com/a).");
    assert_eq!(plain("See [there](/rest/x)."), "See there.");
    let links = Links::new(Some("https://docs.example.com/v3/#top"));
    let line = block("See [a](/rest/x) and [b](#c) and [d](e.md).", &links).join("\n");
    assert_eq!(
        line,
        "See [a](https://docs.example.com/rest/x) and [b](https://docs.example.com/v3/#c) and d."
    );
}

#[test]
fn urls_and_html() {
    assert_eq!(plain("At https://e.com/a."), "At <https://e.com/a>.");
    assert_eq!(plain("(https://e.com)"), "(<https://e.com>)");
    assert_eq!(plain("<https://e.com>"), "<https://e.com>");
    assert_eq!(plain("a<br/>b <b>c</b> <T>"), r"a b c \<T>");
    assert_eq!(plain("`Vec<T>` and `a"), r"`Vec<T>` and \`a");
    assert_eq!(plain("a <b>\n<br>\n* b <i>"), "a\n\n* b");
}

#[test]
fn code_is_never_a_doctest() {
    assert_eq!(plain("```\nlet x;\n```"), "```text\nlet x;\n```");
    assert_eq!(plain("```rust\nlet x;"), "```text\nlet x;\n```");
    assert_eq!(plain("~~~json\n{}\n~~~"), "```json\n{}\n```");
    assert_eq!(plain("a\n\n    let x;\n\tb"), "a\n\nlet x;\nb");
    assert_eq!(plain("# H\n    code"), "# H\ncode");
}

#[test]
fn lists_are_normalised() {
    assert_eq!(plain("a\n* b\nc\n    * d"), "a\n\n* b\n  c\n  * d");
    assert_eq!(plain("1. a\n\n        code\n\nb"), "1. a\n\n   code\n\nb");
    assert_eq!(plain("> a\nb"), "> a\n\nb");
}

#[test]
fn odd_characters_are_left_out() {
    assert_eq!(plain("a\u{202e}b\u{7}\r\nc  "), "ab\nc");
    assert_eq!(plain(""), "");
}

#[test]
fn summary_description_and_notes() {
    let docs = Docs {
        summary: Some("A.".into()),
        description: Some("B.".into()),
        deprecated: true,
        notes: vec!["Default: `1`.".into(), "At most 5.".into()],
    };
    let lines = of(&docs, &Links::default());
    assert_eq!(lines.join("\n"), "A.\n\nB.\n\nDeprecated.\n\nDefault: `1`. At most 5.");
}
