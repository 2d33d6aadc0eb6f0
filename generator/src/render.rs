//! Prints units as files.
//!
//! In: [`Unit`]s, whose items are tokens or macro calls. Out: [`File`]s in the form that a careful person
//! writes; a file of Rust that does not parse is an error, so that it is never written. It must not know what
//! the items are.

mod choice;
mod lines;
mod reflow;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use crate::diagnostic::{Code, Place, Sink};
use crate::emit::{Data, Item, Unit};

/// Columns that a line may have.
const WIDTH: usize = 100;

/// A file of the generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path in the crate, with `/`.
    pub path: String,
    /// Its whole text.
    pub text: String,
}

/// Prints units in their order.
pub fn render(units: Vec<Unit>, mark: &str, sink: &mut Sink) -> Vec<File> {
    let mut files = Vec::with_capacity(units.len());
    for unit in units {
        let path = unit.path.clone();
        let text = text(unit, mark, &mut |error| {
            let message = format!("{path}: {error}");
            sink.report(Code::InternalError, &Place::root(), message);
        });
        files.push(File { path, text });
    }
    files
}

/// The line by which a file is known as ours.
fn header(path: &str, mark: &str) -> String {
    match path.rsplit('.').next() {
        Some("rs") => format!("// {mark}\n"),
        Some("md") => format!("<!-- {mark} -->\n"),
        _ => format!("# {mark}\n"),
    }
}

/// What is told of code that does not parse: a mistake of ours.
type Wrong<'w> = &'w mut dyn FnMut(syn::Error);

fn text(unit: Unit, mark: &str, wrong: Wrong<'_>) -> String {
    let mut out = header(&unit.path, mark);
    for line in &unit.docs {
        comment(&mut out, "//!", line, 0);
    }
    let mut in_list = false;
    let is_rust = unit.path.ends_with(".rs");
    for item in unit.items {
        let is_codec = matches!(item, Item::Object(_) | Item::Choice(_));
        // Names and literals row by row: that the rows are items is told by a macro, or by nothing at all.
        let check = match item {
            Item::Call(_) | Item::Statics(_) | Item::List(_) | Item::Function(_) => Check::Tokens,
            Item::Text(_) => Check::Syntax,
            // Of a struct's rows nothing can go wrong, and code was syntax before it was printed.
            Item::Object(_)
            | Item::Choice(_)
            | Item::Struct(_)
            | Item::Code(_)
            | Item::Group(_) => Check::Nothing,
        };
        let text = match item {
            Item::Code(tokens) => code(tokens, wrong),
            Item::Group(items) => items.into_iter().map(|item| code(item, wrong)).collect(),
            Item::Call(call) => lines::macro_call(call),
            Item::Object(item) => lines::object(&item),
            Item::Choice(item) => choice::text(&item),
            Item::Struct(item) => lines::structure(item),
            Item::Statics(items) => items.into_iter().map(|item| data(item, wrong)).collect(),
            Item::List(item) => lines::list(item),
            Item::Function(item) => lines::function(item, wrong),
            Item::Text(text) => text,
        };
        if is_rust {
            let read = match check {
                Check::Nothing => Ok(()),
                Check::Tokens => text.parse::<TokenStream>().map(drop).map_err(syn::Error::from),
                Check::Syntax => syn::parse_file(&text).map(drop),
            };
            if let Err(error) = read {
                wrong(error);
            }
        }
        // Codecs are a list: no blank lines stand between.
        let listed = std::mem::replace(&mut in_list, is_codec);
        if !text.is_empty() {
            if !(listed && in_list) {
                out.push('\n');
            }
            out.push_str(&text);
        }
    }
    out
}

/// How what was printed is looked at again.
enum Check {
    Nothing,
    Tokens,
    Syntax,
}

/// Prints items; of those that do not parse nothing, for then no file is written.
fn code(tokens: TokenStream, wrong: Wrong<'_>) -> String {
    match syn::parse2::<syn::File>(tokens) {
        Ok(file) => spaced(&reflow::reflow(&prettyplease::unparse(&file))),
        Err(error) => {
            wrong(error);
            String::new()
        }
    }
}

/// Puts a blank line between the functions of an `impl`.
fn spaced(text: &str) -> String {
    if !text.lines().any(|line| line.starts_with("impl")) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut ended = false;
    for line in text.lines() {
        let ends = line == "    }"
            || (line.ends_with('}')
                && line.get(4..).is_some_and(|line| line.starts_with("pub fn ")));
        if std::mem::replace(&mut ended, ends) && line != "}" {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn comment(out: &mut String, mark: &str, line: &str, depth: usize) {
    out.push_str(&"    ".repeat(depth));
    out.push_str(mark);
    if !line.is_empty() {
        out.push(' ');
        out.push_str(line);
    }
    out.push('\n');
}

/// Prints a static on one line, or on as few as its width asks for.
fn data(item: Data, wrong: Wrong<'_>) -> String {
    let mut out = String::new();
    for line in &item.docs {
        comment(&mut out, "///", line, 0);
    }
    if let Some(cfg) = &item.cfg {
        out.push_str(cfg);
        out.push('\n');
    }
    let whole = item.chain.is_empty().then(|| (item.left.clone(), item.right.clone()));
    let (left, right) = (inline(item.left), inline(item.right));
    let chain: Vec<String> = item.chain.into_iter().map(inline).collect();
    let tail = chain.concat();
    let wide = right.len() + tail.len() + 5 > WIDTH;
    if let Some((left, right)) = whole.filter(|_| wide) {
        out.push_str(&code(quote::quote!(#left = #right;), wrong));
    } else if left.len() + right.len() + tail.len() + 4 <= WIDTH {
        out.push_str(&format!("{left} = {right}{tail};\n"));
    } else if !wide {
        out.push_str(&format!("{left} =\n    {right}{tail};\n"));
    } else {
        // A chain begins beside the equals sign where its head fits.
        let beside = left.len() + right.len() + 3 <= WIDTH;
        let pad = if beside { "    " } else { "        " };
        let mut line =
            format!("{}{right}", if beside { format!("{left} = ") } else { "    ".to_owned() });
        out.push_str(if beside { "" } else { &left });
        out.push_str(if beside { "" } else { " =\n" });
        for link in chain {
            if line.len() + link.len() < WIDTH {
                line.push_str(&link);
            } else {
                out.push_str(&format!("{line}\n"));
                line = format!("{pad}{link}");
            }
        }
        out.push_str(&format!("{line};\n"));
    }
    out
}

/// Prints tokens on one line, with the spaces that a person puts.
fn inline(tokens: TokenStream) -> String {
    let mut out = String::new();
    write(tokens, &mut out);
    out
}

fn write(tokens: TokenStream, out: &mut String) {
    let mut joint = false;
    let mut closure = false;
    for token in tokens {
        let after_joint = std::mem::replace(&mut joint, false);
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => (" { ", " }"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                write(group.stream(), out);
                out.push_str(close);
            }
            TokenTree::Punct(punct) => {
                let c = punct.as_char();
                // After a pattern a bar begins another one; elsewhere it begins a closure's arguments.
                if c == '|' && !closure && ends_with_word(out) {
                    out.push_str(" | ");
                    continue;
                }
                match c {
                    '=' if !after_joint => space(out),
                    '#' => space(out),
                    '-' if punct.spacing() == Spacing::Joint => space(out),
                    _ => {}
                }
                out.push(c);
                joint = punct.spacing() == Spacing::Joint;
                let arrow = c == '>' && (out.ends_with("=>") || out.ends_with("->"));
                let range = out.ends_with("..=");
                // A closure's arguments end with the second bar.
                closure ^= c == '|';
                let body = c == '|' && !closure;
                if (matches!(c, ',' | ';') || arrow || body || (c == '=' && !joint && !range))
                    || (c == ':' && !joint && !after_joint)
                {
                    out.push(' ');
                }
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                // An attribute may stand before it.
                if ends_with_word(out) || out.ends_with(']') {
                    out.push(' ');
                }
                out.push_str(&token.to_string());
            }
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
}

fn ends_with_word(out: &str) -> bool {
    out.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | ')' | '}'))
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}
