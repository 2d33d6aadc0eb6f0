//! Which operations of a definition are drawn, and what only the others need.
//!
//! In: a normalized tree, and patterns: of the command line, else those that the definition holds in `x-portolan-crate`. Out: the
//! same tree without the operations that are not selected and the components that nothing reaches any more. It must not
//! know what a schema means.
//!
//! From the base of a family nothing leads to those who extend it, as with the features of tags: what no selected operation names is
//! read as the base, which keeps what it does not know.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Place, Sink, escape, pointer, unescape};
use crate::shape::{Shape, table};
use crate::source::Origin;

mod items;
mod pattern;
mod reach;

use pattern::Pattern;

/// What the command line selects, over what the definition says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only operations that one of these matches; all, if there are none.
    pub include: Vec<String>,
    /// Not those that one of these matches.
    pub exclude: Vec<String>,
}

/// The key of the definition, or its `info`, that holds the lists.
const SETTINGS: &str = "x-portolan-crate";

/// An operation, as far as patterns are concerned.
struct Candidate<'t> {
    path: &'t str,
    method: &'t str,
    id: Option<&'t str>,
    tags: Vec<&'t str>,
}

/// A pattern, where it stands, and whether it matched.
struct Rule {
    pattern: Pattern,
    text: String,
    place: Place,
    matched: bool,
}

/// Leaves out what is not selected. Returns how many operations that are.
pub fn select(
    tree: &mut Value,
    selection: &Selection,
    origin: &mut Origin,
    sink: &mut Sink,
) -> usize {
    let mut include = rules(tree, "include", &selection.include);
    let mut exclude = rules(tree, "exclude", &selection.exclude);
    if include.is_empty() && exclude.is_empty() {
        return 0;
    }
    let named = reach::named_operations(tree);
    items::separate(tree, origin);
    let mut left_out: BTreeSet<(String, String)> = BTreeSet::new();
    for candidate in candidates(tree) {
        let included = matches(&mut include, &candidate) | include.is_empty();
        let excluded = matches(&mut exclude, &candidate);
        // A token cannot be acquired without the operation that does it.
        let needed = candidate.id.is_some_and(|id| named.contains(id));
        if excluded || !(included || needed) {
            left_out.insert((candidate.path.to_owned(), candidate.method.to_owned()));
        }
    }
    for rule in include.iter().chain(&exclude).filter(|rule| !rule.matched) {
        let message = format!("`{}` matches no operation", rule.text);
        sink.report(Code::UnmatchedSelection, &rule.place, message);
    }
    let count = left_out.len();
    if let (Value::Object(root), false) = (&mut *tree, include.is_empty()) {
        root.shift_remove("webhooks");
    }
    let removed = remove(tree, left_out);
    let removed: HashSet<String> = removed.iter().map(|at| origin.source(at)).collect();
    sink.settle(|place| Place::new(&origin.source(place.pointer())));
    sink.retain(|diagnostic| {
        if diagnostic.file.is_some_and(|file| file > 0) {
            return true;
        }
        let at = diagnostic.source.as_ref().unwrap_or(&diagnostic.place);
        !prefixes(at.pointer()).any(|around| removed.contains(around))
    });
    count
}

/// Reads the patterns: the command line's, else those of the definition.
fn rules(tree: &Value, key: &str, given: &[String]) -> Vec<Rule> {
    let rule = |text: &str, place: Place| Rule {
        pattern: Pattern::new(text),
        text: text.to_owned(),
        place,
        matched: false,
    };
    if !given.is_empty() {
        return given.iter().map(|text| rule(text, Place::root())).collect();
    }
    let mut found = Vec::new();
    for holder in ["/info", ""] {
        let at = format!("{holder}/{SETTINGS}/{key}");
        for (index, text) in
            tree.pointer(&at).and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            found.extend(text.as_str().map(|text| rule(text, Place::new(&at).item(index))));
        }
    }
    found
}

fn matches(rules: &mut [Rule], candidate: &Candidate<'_>) -> bool {
    let mut any = false;
    for rule in rules {
        let matched = rule.pattern.matches(candidate);
        rule.matched |= matched;
        any |= matched;
    }
    any
}

/// Tells whether a member of a path item is an operation.
fn is_method(key: &str) -> bool {
    let shape = table::PATH_ITEM.row(key).map(|row| &row.shape);
    matches!(shape, Some(Shape::Object(kind)) if std::ptr::eq(*kind, &table::OPERATION))
}

/// Returns every operation below `paths`.
fn candidates(tree: &Value) -> Vec<Candidate<'_>> {
    let paths = tree.get("paths").and_then(Value::as_object);
    let mut found = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        let item = items::target(tree, item);
        for (method, operation) in operations(item) {
            let tags = operation.get("tags").and_then(Value::as_array);
            found.push(Candidate {
                path,
                method,
                id: operation.get("operationId").and_then(Value::as_str),
                tags: tags.into_iter().flatten().filter_map(Value::as_str).collect(),
            });
        }
    }
    found
}

/// Returns the operations of a path item by their methods.
fn operations(item: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let own = item.as_object().into_iter().flatten();
    let more = item.get("additionalOperations").and_then(Value::as_object).into_iter().flatten();
    let own = own.filter(|(key, _)| is_method(key)).chain(more);
    own.map(|(method, operation)| (method.as_str(), operation))
}

/// Takes operations out, then what nothing reaches. Returns the pointers of all of it.
fn remove(tree: &mut Value, mut left_out: BTreeSet<(String, String)>) -> Vec<String> {
    let live = reach::live(tree, &mut left_out);
    let mut removed = Vec::new();
    if let Some(Value::Object(paths)) = tree.get_mut("paths") {
        paths.retain(|path, item| {
            let at = below("/paths", path);
            let Value::Object(members) = item else { return true };
            if items::refers(members) {
                // All of its operations are left out, or none: the others stand here by now.
                let keep = !left_out.iter().any(|(other, _)| other == path);
                removed.extend((!keep).then_some(at));
                return keep;
            }
            let before = removed.len();
            take(members, path, &at, &left_out, &mut removed);
            let is_left = operations(&*item).next().is_some();
            if removed.len() > before && !is_left {
                removed.push(at);
                return false;
            }
            true
        });
    }
    if let Some(Value::Object(components)) = tree.get_mut("components") {
        for (section, members) in components.iter_mut() {
            let Value::Object(members) = members else { continue };
            if section == "securitySchemes" {
                continue;
            }
            let at = below("/components", section);
            members.retain(|name, _| {
                let at = below(&at, name);
                let keep = live.contains(&at) || name.starts_with("x-");
                removed.extend((!keep).then_some(at));
                keep
            });
        }
    }
    let gone: HashSet<&str> = removed.iter().map(String::as_str).collect();
    reach::forget_mappings(tree, &gone);
    removed
}

/// Takes the operations of one path item out.
fn take(
    members: &mut Map<String, Value>,
    path: &str,
    at: &str,
    left_out: &BTreeSet<(String, String)>,
    removed: &mut Vec<String>,
) {
    let is_left_out = |method: &str| left_out.contains(&(path.to_owned(), method.to_owned()));
    members.retain(|key, value| {
        let keep = !(is_method(key) && is_left_out(key));
        removed.extend((!keep).then(|| below(at, key)));
        if let ("additionalOperations", Value::Object(more)) = (key.as_str(), value) {
            let at = below(at, key);
            more.retain(|method, _| {
                let keep = !is_left_out(method);
                removed.extend((!keep).then(|| below(&at, method)));
                keep
            });
        }
        keep
    });
}

fn below(at: &str, key: &str) -> String {
    let mut out = format!("{at}/");
    escape(key, &mut out);
    out
}

/// A pointer, then what is around it.
fn prefixes(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |p| p.rfind('/').and_then(|at| p.get(..at)))
}
