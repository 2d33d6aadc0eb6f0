//! Brings printed code to rustfmt's form where the printer breaks lines that need no break.
//!
//! In: code, one item a text. Out: the same tokens, in which lists of arguments and chains of calls that fit a
//! line stand on it, those that do not have as many on a line as fit, and a sole argument's bracket hugs its call's. It must not know what the
//! code is.

use super::{WIDTH, inline};

/// Returns the text with fewer breaks. Innermost lists are joined first.
pub(super) fn reflow(text: &str) -> String {
    let mut lines = examples(text);
    loop {
        let before = lines.len();
        lines = pass(lines);
        if lines.len() == before {
            break;
        }
    }
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

/// How the example of an operation begins.
const EXAMPLE: &str = "#[doc = example!(";

/// The printer does not know what a macro is given: there it writes `a : B` and `& a`, and breaks lines anywhere.
fn examples(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if !line.trim_start().starts_with(EXAMPLE) {
            out.push(line.to_owned());
            continue;
        }
        let (mut whole, depth) = (line.to_owned(), indent(line));
        if !line.ends_with(")]") {
            for next in lines.by_ref() {
                whole.push_str(next);
                if indent(next) == depth {
                    break;
                }
            }
        }
        match whole.parse() {
            Ok(tokens) => out.extend(example(&inline(tokens), depth)),
            Err(_) => out.push(whole),
        }
    }
    out
}

/// An example on as few lines as its width asks for: its variables, the client's part, the call.
fn example(whole: &str, depth: usize) -> Vec<String> {
    if whole.chars().count() + depth <= WIDTH {
        return vec![format!("{:depth$}{whole}", "")];
    }
    let call = ["let answer = client.", "client."].iter().find_map(|start| whole.find(start));
    let (variables, call) = whole.split_at(call.unwrap_or_default());
    let mut out = vec![format!("{:depth$}{}", "", variables.trim_end())];
    let inner = depth + 4;
    match call.find("().").map(|end| call.split_at(end + 2)) {
        Some((client, method)) if call.chars().count() + inner > WIDTH => {
            out.push(format!("{:inner$}{client}", ""));
            out.push(format!("{:inner$}    {method}", ""));
        }
        _ => out.push(format!("{:inner$}{call}", "")),
    }
    out
}

fn pass(lines: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        let joined = arguments(line, after)
            .or_else(|| chain(line, after))
            .or_else(|| opened(line, after))
            .or_else(|| hug(line, after))
            .or_else(|| imports(line, after))
            .or_else(|| body(line, after))
            .or_else(|| attributes(line, after))
            .or_else(|| wrapped(line, after));
        match joined {
            Some((more, taken)) => {
                out.extend(more);
                rest = after.get(taken..).unwrap_or_default();
            }
            None => {
                out.push(line.clone());
                rest = after;
            }
        }
    }
    out
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// What replaces a line and some of the lines after it.
type Joined = Option<(Vec<String>, usize)>;

/// `f(`, arguments of a line each, `)`: on one line, where it fits. So are lists, and the fields of a value.
fn arguments(line: &str, after: &[String]) -> Joined {
    let close = match line.chars().last()? {
        '(' => ')',
        '[' => ']',
        '{' if is_literal(line) => '}',
        _ => return None,
    };
    let depth = indent(line);
    if is_comment(line) {
        return None;
    }
    let end = after.iter().position(|next| indent(next) <= depth)?;
    let last = after.get(end)?;
    let items = after.get(..end)?;
    let simple =
        |item: &String| indent(item) == depth + 4 && item.ends_with(',') && !is_comment(item);
    if !last.trim_start().starts_with(close) || items.is_empty() || !items.iter().all(simple) {
        return None;
    }
    let items: Vec<&str> = items.iter().map(|item| item.trim()).collect();
    let pad = if close == '}' { " " } else { "" };
    let whole = format!("{line}{pad}{}{pad}{}", items.join(" ").trim_end_matches(','), last.trim());
    if whole.chars().count() <= WIDTH {
        return Some((vec![whole], end + 1));
    }
    let mut out = vec![line.to_owned()];
    out.extend(filled(items.into_iter(), " ", depth + 4));
    out.push(last.clone());
    (out.len() <= end).then_some((out, end + 1))
}

/// Puts as many pieces on a line as fit.
fn filled<'t>(pieces: impl Iterator<Item = &'t str>, between: &str, depth: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for piece in pieces {
        match out.last_mut() {
            Some(line) if line.chars().count() + between.len() + piece.chars().count() <= WIDTH => {
                line.push_str(between);
                line.push_str(piece);
            }
            _ => out.push(format!("{:depth$}{piece}", "")),
        }
    }
    out
}

/// A receiver and the calls on it, of a line each: on as few lines as they fit.
fn chain(line: &str, after: &[String]) -> Joined {
    let depth = indent(line);
    let is_link = |next: &String| indent(next) == depth + 4 && next.trim_start().starts_with('.');
    let count = after.iter().take_while(|next| is_link(next)).count();
    let links = after.get(..count).filter(|links| !links.is_empty())?;
    let ends = after.get(count).is_none_or(|next| indent(next) <= depth);
    if is_comment(line) || !ends {
        return None;
    }
    let tail: String = links.iter().map(|link| link.trim()).collect();
    let whole = format!("{line}{tail}");
    if whole.chars().count() <= WIDTH {
        return Some((vec![whole], count));
    }
    // The first call stands beside its receiver, and others where they fit.
    let mut out = vec![line.to_owned()];
    for link in links {
        let link = link.trim();
        match out.last_mut() {
            Some(last) if last.chars().count() + link.chars().count() <= WIDTH => {
                last.push_str(link);
            }
            _ => out.push(format!("{:1$}{link}", "", depth + 4)),
        }
    }
    (out.len() <= count).then_some((out, count))
}

/// A receiver and calls on it of which the last has its arguments below: the calls on one line.
fn opened(line: &str, after: &[String]) -> Joined {
    let depth = indent(line);
    let is_link = |next: &String| indent(next) == depth + 4 && next.trim_start().starts_with('.');
    let count = after.iter().take_while(|next| is_link(next)).count();
    let links = after.get(..count)?;
    if is_comment(line) || !links.last()?.ends_with('(') {
        return None;
    }
    let end = after.iter().skip(count).position(|next| indent(next) <= depth + 4)? + count;
    let close = after.get(end)?;
    let ends = after.get(end + 1).is_none_or(|next| indent(next) <= depth);
    if indent(close) != depth + 4 || !close.trim_start().starts_with(')') || !ends {
        return None;
    }
    let head = links.iter().fold(line.to_owned(), |head, link| head + link.trim());
    if head.chars().count() > WIDTH {
        return None;
    }
    let mut out = vec![head];
    for inner in after.get(count..=end)? {
        out.push(inner.strip_prefix("    ").unwrap_or(inner).to_owned());
    }
    Some((out, end + 1))
}

/// `f(`, one argument that begins with a bracket, `)`: the brackets stand together.
fn hug(line: &str, after: &[String]) -> Joined {
    let depth = indent(line);
    let first = after.first()?;
    let argument = first.trim();
    let opens = argument.ends_with(['[', '{']) && argument.starts_with('&');
    if !line.ends_with('(') || is_comment(line) || indent(first) != depth + 4 || !opens {
        return None;
    }
    let end = after.iter().skip(1).position(|next| indent(next) <= depth + 4)? + 1;
    let (close, last) = (after.get(end)?, after.get(end + 1)?);
    if !matches!(close.trim(), "]," | "},")
        || indent(last) != depth
        || !last.trim().starts_with(')')
    {
        return None;
    }
    let mut out = vec![format!("{line}{argument}")];
    for inner in after.get(1..end)? {
        out.push(inner.strip_prefix("    ").unwrap_or(inner).to_owned());
    }
    let pad = " ".repeat(depth);
    out.push(format!("{pad}{}{}", close.trim().trim_end_matches(','), last.trim()));
    (out.first()?.chars().count() <= WIDTH).then_some((out, end + 2))
}

/// `Name(`, a chain of calls on several lines, `)`: the name stands beside the chain's receiver.
fn wrapped(line: &str, after: &[String]) -> Joined {
    let depth = indent(line);
    let name = line.trim().strip_suffix('(')?;
    let (first, rest) = after.split_first()?;
    let count = rest
        .iter()
        .take_while(|next| indent(next) == depth + 8 && next.trim_start().starts_with('.'))
        .count();
    let close = rest.get(count)?;
    let plain = name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphanumeric);
    if !plain || count == 0 || indent(first) != depth + 4 || close.trim() != ")" {
        return None;
    }
    let mut out = vec![format!("{line}{}", first.trim())];
    for link in rest.get(..count)? {
        out.push(link.strip_prefix("    ").unwrap_or(link).to_owned());
    }
    let last = out.last_mut()?;
    *last = format!("{})", last.strip_suffix(',')?);
    out.iter().all(|line| line.chars().count() <= WIDTH).then_some((out, count + 2))
}

/// What a type derives and that it may grow, an example and what it is found by: on one line, where both fit.
fn attributes(line: &str, after: &[String]) -> Joined {
    let next = after.first()?.trim_start();
    let goes = match line.trim_start() {
        text if text.starts_with("#[derive(") => next == "#[non_exhaustive]",
        text if text.starts_with(EXAMPLE) => {
            text.ends_with(")]") && next.starts_with("#[doc(alias")
        }
        _ => false,
    };
    let whole = format!("{line} {next}");
    (goes && whole.chars().count() <= WIDTH).then(|| (vec![whole], 1))
}

/// A function of one expression: on one line, where it fits.
fn body(line: &str, after: &[String]) -> Joined {
    let text = line.trim_start();
    let is_function = text.starts_with("pub fn ") || text.starts_with("fn ");
    let (only, close) = (after.first()?, after.get(1)?);
    let depth = indent(line);
    if !is_function || !line.ends_with('{') || indent(only) != depth + 4 {
        return None;
    }
    let fits = only.ends_with(|c: char| !matches!(c, ';' | '{' | '(' | '[' | ','));
    if !fits || is_comment(only) || close.trim() != "}" || indent(close) != depth {
        return None;
    }
    let whole = format!("{line} {} }}", only.trim());
    (whole.chars().count() <= WIDTH).then(|| (vec![whole], 2))
}

/// Names in braces, after `use`: as many on a line as fit.
fn imports(line: &str, after: &[String]) -> Joined {
    if !line.starts_with("use ") || !line.ends_with('{') {
        return None;
    }
    let end = after.iter().position(|next| next == "};")?;
    let names: Vec<&str> =
        after.get(..end)?.iter().flat_map(|line| line.split_whitespace()).collect();
    let whole = format!("{line}{}}};", names.join(" ").trim_end_matches(','));
    if whole.chars().count() <= WIDTH {
        return Some((vec![whole], end + 1));
    }
    let mut out = vec![line.to_owned()];
    out.extend(filled(names.into_iter(), " ", 4));
    out.push("};".to_owned());
    Some((out, end + 1))
}

/// Does a line open a value of a struct, and neither an item nor a block?
fn is_literal(line: &str) -> bool {
    let head = line.trim_end_matches('{').trim();
    let path = head.rsplit([' ', '(', '[', '&']).next().unwrap_or_default();
    let name = path.rsplit("::").next().unwrap_or_default();
    let keywords = ["enum", "fn", "for", "if", "impl", "match", "mod", "struct", "trait", "use"];
    name.starts_with(|c: char| c.is_uppercase())
        && !head.split_whitespace().any(|word| keywords.contains(&word))
}

fn is_comment(line: &str) -> bool {
    let text = line.trim_start();
    text.starts_with("//") || text.starts_with("#[doc")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_a_line_stands_on_it() {
        assert_eq!(reflow("f(\n    a,\n    b,\n);\n"), "f(a, b);\n");
        assert_eq!(reflow("f(\n    g(\n        a,\n    ),\n)\n"), "f(g(a))\n");
        assert_eq!(reflow("a\n    .b()\n    .c()\n"), "a.b().c()\n");
        let long = format!("f(\n    \"{}\",\n    b,\n);\n", "x".repeat(100));
        assert_eq!(reflow(&long), long);
        assert_eq!(reflow("Self {\n    a,\n    b: 1,\n}\n"), "Self { a, b: 1 }\n");
        let item = "pub struct A {\n    pub a: B,\n}\n";
        assert_eq!(reflow(item), item);
        let comment = "/// f(\n///     a,\n/// )\n";
        assert_eq!(reflow(comment), comment);
    }

    #[test]
    fn brackets_of_one_argument_hug() {
        let long = "x".repeat(60);
        let text = format!("f(\n    &[\n        \"{long}\",\n        \"{long}\",\n    ],\n);\n");
        let hugged = format!("f(&[\n    \"{long}\",\n    \"{long}\",\n]);\n");
        assert_eq!(reflow(&text), hugged);
    }

    #[test]
    fn a_short_function_stands_on_a_line() {
        let text = "pub fn a(self) -> Self {\n    Self(self.0)\n}\n";
        assert_eq!(reflow(text), "pub fn a(self) -> Self { Self(self.0) }\n");
        let two = "fn a() {\n    b();\n    c()\n}\n";
        assert_eq!(reflow(two), two);
    }

    #[test]
    fn a_receiver_is_not_alone() {
        let link = format!(".path(\"{}\")", "x".repeat(90));
        let text = format!("self\n    .core()\n    {link}\n    .a()\n    .b()\n");
        assert_eq!(reflow(&text), format!("self.core()\n    {link}\n    .a().b()\n"));
        let text =
            format!("a\n    .b()\n    .c(\n        \"{0}\",\n        d,\n    );\n", "x".repeat(95));
        assert_eq!(
            reflow(&text),
            format!("a.b().c(\n    \"{}\", d,\n);\n", "x".repeat(95))
                .replace("\", d", "\",\n    d")
        );
    }
}
