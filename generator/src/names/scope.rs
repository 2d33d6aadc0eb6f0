//! Scopes, in which each identifier is claimed once, and the identifiers themselves.
//!
//! In: words. Out: [`Ident`]s that are legal, unique in their scope and free of keywords. It must not
//! know what the identifiers are for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::word;

/// An identifier, legal in Rust. Only a [`Scope`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ident(String);

impl Ident {
    /// Returns the identifier without `r#`.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Tells whether it has to be written as `r#type`.
    pub fn is_raw(&self) -> bool {
        KEYWORDS.contains(&self.0.as_str())
    }

    /// Returns the word for a Cargo feature or a file.
    pub fn kebab(&self) -> String {
        self.0.trim_end_matches('_').replace('_', "-")
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_raw() { write!(f, "r#{}", self.0) } else { f.write_str(&self.0) }
    }
}

/// The names of one place of the generated crate.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
    /// The first number that may be free, by what it follows: names of one word would be counted anew for each.
    next: BTreeMap<String, u64>,
    reserved: &'static [&'static [&'static str]],
}

impl Scope {
    /// Returns an empty scope in which some names mean something already.
    pub(super) fn new(reserved: &'static [&'static [&'static str]]) -> Self {
        Self { reserved, ..Self::default() }
    }

    /// Tells whether a name already means something here.
    pub fn has(&self, ident: &Ident) -> bool {
        self.taken.contains(&ident.0) || self.is_reserved(&ident.0)
    }

    /// Claims a field, method, argument or module.
    pub(super) fn snake(&mut self, text: &str) -> Ident {
        let mut name = word::snake(text);
        if self.is_reserved(&name) || NEVER_RAW.contains(&name.as_str()) {
            name.push('_');
        }
        self.claim(name, "_")
    }

    /// Claims a module: its file and its Cargo feature want letters that every system has.
    pub(super) fn module(&mut self, text: &str) -> Ident {
        const LONGEST: usize = 60;
        let whole = word::snake(&word::ascii(text));
        let short: String = whole.chars().take(LONGEST).collect();
        let mut name = short.trim_end_matches('_').to_owned();
        // Windows keeps some to its devices, whatever the ending.
        let numbered = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
        let is_device =
            numbered.is_some_and(|n| n.len() == 1 && n.starts_with(|c: char| c.is_ascii_digit()));
        if is_device || self.is_reserved(&name) || NEVER_RAW.contains(&name.as_str()) {
            name.push('_');
        }
        self.claim(name, "_")
    }

    /// Claims a type or variant.
    pub(super) fn camel(&mut self, text: &str) -> Ident {
        let mut name = word::camel(text);
        if self.is_reserved(&name) || name == "Self" {
            name.push_str("Value");
        }
        self.claim(name, "")
    }

    /// Claims a static.
    pub(super) fn shouty(&mut self, text: &str) -> Ident {
        let mut name = word::shouty(text);
        if self.is_reserved(&name) {
            name.push('_');
        }
        self.claim(name, "_")
    }

    fn is_reserved(&self, name: &str) -> bool {
        self.reserved.iter().any(|list| list.contains(&name))
    }

    /// The first who asks gets the name, the others a number after it.
    fn claim(&mut self, name: String, separator: &str) -> Ident {
        if self.taken.insert(name.clone()) {
            return Ident(name);
        }
        let base = format!("{}{separator}", name.trim_end_matches('_'));
        let mut number = self.next.get(&base).copied().unwrap_or(2);
        loop {
            let numbered = format!("{base}{number}");
            number += 1;
            if !self.is_reserved(&numbered) && self.taken.insert(numbered.clone()) {
                self.next.insert(base, number);
                return Ident(numbered);
            }
        }
    }
}

/// Keywords that `r#` makes an identifier, reserved ones included.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that `r#` does not help.
const NEVER_RAW: &[&str] = &["self", "super", "crate", "_"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_raw() {
        let mut scope = Scope::default();
        assert_eq!(scope.snake("type").to_string(), "r#type");
        assert_eq!(scope.snake("self").to_string(), "self_");
        assert_eq!(scope.snake("crate").to_string(), "crate_");
        assert_eq!(scope.camel("self").to_string(), "SelfValue");
    }

    #[test]
    fn collisions_are_numbered() {
        let mut scope = Scope::default();
        let names = ["created_by", "createdBy", "created-by", "created_by_2"];
        let names = names.map(|name| scope.snake(name).to_string());
        assert_eq!(names, ["created_by", "created_by_2", "created_by_3", "created_by_2_2"]);
        assert_eq!(scope.camel("a b").text(), "AB");
        assert_eq!(scope.camel("a_b").text(), "AB2");
    }

    #[test]
    fn reserved_names_are_avoided() {
        let mut scope = Scope::new(&[&["send", "Option"]]);
        assert_eq!(scope.snake("send").text(), "send_");
        assert_eq!(scope.camel("option").text(), "OptionValue");
        assert_eq!(scope.camel("OptionValue").text(), "OptionValue2");
    }
}
