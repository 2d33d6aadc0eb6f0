//! Text of a definition never becomes code, whatever it is: hostile text in every string of a definition that uses
//! every construct.

use serde_json::{Map, Value};

use crate::sound::{as_code, draw, faults};

/// Written as no identifier is that names make.
const WORD: &str = "eViL";

/// Each would run that word if it ever left its literal or comment.
const HOSTILE: &[&str] = &[
    "*/ } fn eViL() { /*",
    "\"; eViL!(); \"",
    "\"#; eViL!(); r#\"",
    "\n} fn eViL() {}\n",
    "\r} fn eViL() {}\r",
    "\u{2028}} fn eViL() {} \u{2029}",
    "\u{85}eViL!()",
    "// eViL\n/// eViL",
    "`eViL()` ``eViL`` ```rust\neViL();\n```\n~~~\neViL()\n",
    "]eViL!()[ [eViL](eViL) <!-- eViL --> --> </eViL> [[eViL]] ![eViL](eViL)",
    "\"\"\" eViL = 1\n[eViL]\neViL = \"",
    "''' eViL = 1\n[package]\nbuild = 'eViL.rs'",
    "${eViL} {eViL} {{eViL}} #{eViL} %eViL% \\u{65}vil",
    "../../eViL",
    "..\\..\\eViL\\",
    "/etc/eViL",
    "\\",
    "\\\"; eViL!(); //",
    "\0eViL\u{1b}[31m\u{7f}",
    "\u{202e}eViL\u{2066}\u{feff}",
    "'eViL; \u{301}\u{200d}🚀 größe цена 数量",
    "CON",
    "com1",
    "bin",
    "main",
    "Self self crate super _ type r#eViL",
    "Option",
    "Vec",
    "String",
    "std",
    "",
    " ",
    "-",
    "1",
    "#",
    "?eViL=1&eViL#eViL",
    "%2e%2e/eViL%00",
];

/// Puts a text where the definition has a mark; as in a pointer where it has the other.
fn filled(value: &Value, text: &str, first: bool) -> Value {
    let fill = |old: &str| {
        let pointer = text.replace('~', "~0").replace('/', "~1").replace('%', "%25");
        let found =
            [("@@", text), ("@~", &pointer)].into_iter().find(|(mark, _)| old.contains(mark));
        let Some((mark, text)) = found else { return old.to_owned() };
        // A reference's text must begin as it does, and a URL's or a path's, too.
        let name = old.rsplit('/').next().unwrap_or_default().replace(mark, "");
        match old.strip_suffix(&format!("{name}{mark}")) {
            Some(head) if first && !name.is_empty() => format!("{head}{text}{name}"),
            _ => old.replace(mark, text),
        }
    };
    match value {
        Value::String(old) => Value::String(fill(old)),
        Value::Array(items) => items.iter().map(|item| filled(item, text, first)).collect(),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| (fill(key), filled(value, text, first));
            Value::Object(members.iter().map(member).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

fn everything() -> Value {
    serde_yaml::from_str(include_str!("everything.yaml")).unwrap()
}

#[test]
fn harmless_text_draws_everything() {
    let text = filled(&everything(), "", false).to_string();
    let output = draw("everything.json", &text);
    assert_eq!(faults(&output), Vec::<String>::new());
    assert!(output.files.len() > 8, "{:?}", output.diagnostics);
    let (summary, all) = (output.summary, output.summary.operations_defined);
    assert_eq!((summary.operations, summary.components), (all, summary.components_defined));
}

#[test]
fn hostile_text_never_becomes_code() {
    let everything = everything();
    let long = "eViL".repeat(75);
    for hostile in HOSTILE.iter().copied().chain([long.as_str()]) {
        for first in [false, true] {
            let text = filled(&everything, hostile, first).to_string();
            let output = draw("everything.json", &text);
            let mut problems = faults(&output);
            problems.extend(as_code(&output, WORD));
            assert!(problems.is_empty(), "{hostile:?}:\n{}", problems.join("\n"));
            assert!(!output.files.is_empty(), "{hostile:?}: {:?}", output.diagnostics);
        }
    }
}

#[test]
fn a_definitions_file_name_is_hostile_too() {
    let text = filled(&everything(), "", false).to_string();
    for hostile in HOSTILE {
        let output = draw(&format!("{hostile}.json"), &text);
        let mut problems = faults(&output);
        problems.extend(as_code(&output, WORD));
        assert!(problems.is_empty(), "{hostile:?}:\n{}", problems.join("\n"));
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        assert!(output.package.chars().all(plain) && !output.package.is_empty());
    }
}
