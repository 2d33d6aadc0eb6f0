//! The pages in `docs/` quote definitions: what they quote stands there still.

use std::path::Path;

/// Returns the blocks of a language in a page of Markdown.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let open = format!("```{language}\n");
    page.split(&open as &str).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn what_pages_quote_stands_in_their_definitions() {
    for (page, definitions) in [
        ("quick-start", &["api"][..]),
        ("client-credentials", &["client-credentials"]),
        ("login-session", &["login-session"]),
        ("generate-token", &["generate-token", "generate-token-headers"]),
    ] {
        let text = read(&format!("docs/{page}.md"));
        let quoted = blocks(&text, "yaml");
        assert!(quoted.len() >= 2, "{page} quotes its definition");
        let known: Vec<String> = definitions
            .iter()
            .flat_map(|name| [format!("specs/{name}.yaml"), format!("specs/{name}.overlay.yaml")])
            .map(|path| read(&path))
            .collect();
        for block in quoted {
            assert!(known.iter().any(|known| known.contains(block)), "docs/{page}.md:\n{block}");
        }
    }
}
