//! Turns any text into words that Rust takes in an identifier.
//!
//! In: text from a definition, any Unicode. Out: snake case or camel case, never empty, never with a
//! leading digit. The only user of `heck`. It must not know scopes nor keywords.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Returns `created_at` for `createdAt`.
pub(super) fn snake(text: &str) -> String {
    let words = spell(text).to_snake_case();
    if starts_with_digit(&words) { format!("n{words}") } else { words }
}

/// Returns `CREATED_AT` for `createdAt`.
pub(super) fn shouty(text: &str) -> String {
    snake(text).to_shouty_snake_case()
}

/// Returns `CreatedAt` for `created_at`.
pub(super) fn camel(text: &str) -> String {
    let words = spell(text).to_upper_camel_case();
    if starts_with_digit(&words) { format!("N{words}") } else { words }
}

/// Returns the words of a text, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    spell(text).to_snake_case().split('_').map(str::to_owned).collect()
}

/// Replaces letters beyond ASCII: Latin ones by the letter without its marks, others by their code points.
pub(super) fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c.is_ascii() || !c.is_alphanumeric() => out.push(c),
            _ => match plain(c) {
                "" => out.push_str(&format!(" u{:x} ", u32::from(c))),
                letters if c.is_uppercase() => out.push_str(&letters.to_ascii_uppercase()),
                letters => out.push_str(letters),
            },
        }
    }
    out
}

/// The letters that a Latin letter with marks is spelled with; empty for any other.
fn plain(c: char) -> &'static str {
    match c.to_lowercase().next().unwrap_or(c) {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŋ' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

fn starts_with_digit(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.is_ascii_digit())
}

/// Replaces what no identifier may hold: a sign before a digit is told by its name (`+1` and `-1` are
/// different), other punctuation separates words, and a text of nothing else is spelled out.
fn spell(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let first = spelled.trim().is_empty();
        match c {
            _ if is_letter(c) || c.is_ascii_digit() => spelled.push(c),
            '+' | '-' if first && chars.peek().is_some_and(char::is_ascii_digit) => {
                spelled.push_str(sign(c));
                spelled.push(' ');
            }
            // An apostrophe does not part a word, nor does a combining accent.
            '\'' | '\u{2019}' | '\u{300}'..='\u{36f}' => {}
            _ if c.is_alphanumeric() => {
                spelled.push_str(&format!(" u{:x} ", u32::from(c)));
            }
            _ => spelled.push(' '),
        }
    }
    if !spelled.trim().is_empty() {
        return spelled;
    }
    let names: Vec<String> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match sign(c) {
            "" => format!("u{:x}", u32::from(c)),
            name => name.to_owned(),
        })
        .collect();
    if names.is_empty() { "empty".to_owned() } else { names.join(" ") }
}

/// Letters that rustc takes without a warning, and that have one form only.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{17e}')
        || matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
        || matches!(c, '\u{4e00}'..='\u{9fa5}' | '\u{ac00}'..='\u{d7a3}')
}

fn sign(c: char) -> &'static str {
    match c {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '?' => "question",
        '%' => "percent",
        '$' => "dollar",
        '#' => "hash",
        '@' => "at",
        '&' => "and",
        '|' => "or",
        '~' => "tilde",
        '^' => "caret",
        '_' => "underscore",
        '(' | ')' => "paren",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '"' | '`' => "quote",
        '\\' => "backslash",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        assert_eq!(snake("createdAt"), "created_at");
        assert_eq!(snake("X-Request-Id"), "x_request_id");
        assert_eq!(shouty("list-for-org"), "LIST_FOR_ORG");
        assert_eq!(camel("list-for-org"), "ListForOrg");
        assert_eq!(camel("code scanning"), "CodeScanning");
    }

    #[test]
    fn digits_and_signs() {
        assert_eq!(snake("+1"), "plus_1");
        assert_eq!(camel("-1"), "Minus1");
        assert_eq!(camel("404"), "N404");
        assert_eq!(snake("2fa"), "n2fa");
        assert_eq!(camel(">="), "GreaterEqual");
        assert_eq!(camel("*"), "Star");
    }

    #[test]
    fn nothing_and_unicode() {
        assert_eq!(snake(""), "empty");
        assert_eq!(snake("  "), "empty");
        assert_eq!(snake("🚀"), "u1f680");
        assert_eq!(camel("🚀 launch"), "Launch");
        assert_eq!(snake("größe"), "größe");
        assert_eq!(camel("数量"), "数量");
        assert_eq!(snake("цена"), "u446_u435_u43d_u430");
        assert_eq!(snake("don't"), "dont");
        assert_eq!(snake(&ascii("Größe")), "grosse");
        assert_eq!(snake(&ascii("Čeština 2")), "cestina_2");
        assert_eq!(snake(&ascii("数量")), "u6570_u91cf");
    }
}
