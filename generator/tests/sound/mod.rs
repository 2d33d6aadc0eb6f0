//! What every output must be, whatever was in the definition: Rust that parses, paths that are safe, and no text of
//! the definition that became code.

#[allow(dead_code)] // Not every test mutates.
pub(crate) mod mutate;

use std::collections::BTreeSet;
use std::str::FromStr;

use portolan_generator::{Code, Options, Output, Runtime, Source, generate};
use proc_macro2::{TokenStream, TokenTree};

/// Runs the whole chain.
pub(crate) fn draw(name: &str, text: &str) -> Output {
    let options = Options {
        definition: None,
        name: None,
        runtime: Runtime::Path("../../runtime".to_owned()),
        workspace: false,
        ..Options::default()
    };
    generate(&Source::new(name, text), &options, &mut |_| {})
}

/// Returns what is wrong with an output.
pub(crate) fn faults(output: &Output) -> Vec<String> {
    let mut faults = Vec::new();
    for diagnostic in output.diagnostics.iter().filter(|d| d.code == Code::InternalError) {
        faults.push(diagnostic.message.clone());
    }
    let summary = output.summary;
    if summary.components > summary.components_defined
        || summary.operations > summary.operations_defined
    {
        faults.push(format!("more than there is: {summary:?}"));
    }
    let mut paths = BTreeSet::new();
    for file in &output.files {
        if !is_safe_path(&file.path) {
            faults.push(format!("the path {:?} is not safe", file.path));
        }
        if !paths.insert(file.path.to_lowercase()) {
            faults.push(format!("two files are called {:?}", file.path));
        }
        if file.path.ends_with(".rs")
            && let Err(error) = syn::parse_file(&file.text)
        {
            faults.push(format!("{}: {error}", file.path));
        }
    }
    faults
}

/// Letters, digits and `_` in short segments, none of which means something to a file system or to Cargo.
fn is_safe_path(path: &str) -> bool {
    const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
    let is_device = |stem: &str| {
        let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        DEVICES.contains(&stem) || numbered.is_some_and(|n| n.len() == 1 && n != "0")
    };
    !path.starts_with("src/bin.")
        && !path.starts_with("src/bin/")
        && path.split('/').all(|segment| {
            let stem = segment.split('.').next().unwrap_or_default().to_lowercase();
            let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
            !stem.is_empty()
                && segment.len() <= 120
                && segment.chars().all(plain)
                && !is_device(&stem)
        })
}

/// Returns the places in which a word stands as code: it may only stand in literals and comments.
pub(crate) fn as_code(output: &Output, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for file in &output.files {
        let code = match file.path.rsplit('.').next() {
            Some("rs") => vec![file.text.clone()],
            Some("md") => rust_blocks(&file.text),
            _ => {
                let rest = toml_outside_strings(&file.text);
                let words = rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
                let is_key = words.into_iter().any(|it| it == word);
                if is_key || !rest.chars().all(is_plain_toml) {
                    found.push(format!("{}:\n{rest}", file.path));
                }
                continue;
            }
        };
        for code in code {
            match TokenStream::from_str(&code) {
                Ok(tokens) if has_ident(tokens.clone(), word) => {
                    found.push(format!("{}:\n{code}", file.path));
                }
                Ok(_) => {}
                Err(error) => found.push(format!("{}: {error}\n{code}", file.path)),
            }
            if code.contains(is_bidirectional) {
                found.push(format!("{}: a character that turns the text's direction", file.path));
            }
        }
    }
    found
}

fn has_ident(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_ident(group.stream(), word),
        TokenTree::Ident(ident) => ident == word,
        _ => false,
    })
}

fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn rust_blocks(markdown: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut inside = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            inside = line == "```rust";
            if inside {
                blocks.push(String::new());
            }
        } else if let (true, Some(block)) = (inside, blocks.last_mut()) {
            block.push_str(line);
            block.push('\n');
        }
    }
    assert!(!blocks.is_empty(), "no first request in\n{markdown}");
    blocks
}

fn is_plain_toml(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-[]{}=., \n".contains(c)
}

/// Leaves out basic strings and comments; what is left is TOML's own syntax.
fn toml_outside_strings(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match c {
                '#' => break,
                '"' => {
                    let mut closed = false;
                    while let Some(c) = chars.next() {
                        match c {
                            '\\' => drop(chars.next()),
                            '"' => {
                                closed = true;
                                break;
                            }
                            _ => {}
                        }
                    }
                    if !closed {
                        out.push_str("an open string: eViL !");
                    }
                }
                c => out.push(c),
            }
        }
        out.push('\n');
    }
    out
}
