//! Definitions broken at random: in their tree, or in their text.

use serde_json::{Value, json};

/// A generator of numbers (xorshift64*): the same each time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// Returns a number below another.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// Returns one of several.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Every pointer of a tree.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, child) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(child, &format!("{at}/{key}"), out);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                pointers(child, &format!("{at}/{index}"), out);
            }
        }
        _ => {}
    }
}

const KEYS: &[&str] = &[
    "$ref",
    "type",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "items",
    "properties",
    "enum",
    "const",
    "nullable",
    "required",
    "additionalProperties",
    "discriminator",
    "format",
    "schema",
    "content",
    "parameters",
    "responses",
    "default",
    "x-portolan-name",
    "x-portolan-token",
    "in",
    "name",
    "style",
    "explode",
    "security",
    "servers",
    "tags",
    "prefixItems",
    "patternProperties",
    "x-a",
    "headers",
    "200",
    "4XX",
    "readOnly",
    "maximum",
    "*/*",
    "application/json",
    "text/plain",
    "swagger",
    "definitions",
    "consumes",
    "produces",
    "collectionFormat",
    "pathItems",
    "additionalOperations",
    "query",
    "itemSchema",
    "webhooks",
];

/// Something to put where something else stood.
fn anything(dice: &mut Dice, all: &[String]) -> Value {
    let texts = [
        "",
        "string",
        "object",
        "array",
        "null",
        "query",
        "deepObject",
        "binary",
        "date-time",
        "*/ } fn eViL() {",
        "\n",
        "https://{a}.example.com",
        "application/json",
        "Self",
        "int64",
        "body",
        "formData",
        "querystring",
        "file",
        "2.0",
        "3.2.0",
        "multi",
    ];
    match dice.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3 => json!(-1),
        4 => json!(1e300),
        5 => json!([]),
        6 => json!({}),
        7 | 8 => json!(dice.one(&texts)),
        9 | 10 => json!({ "$ref": format!("#{}", dice.one(all)) }),
        11 => json!([{ "type": dice.one(&texts) }, { "$ref": format!("#{}", dice.one(all)) }]),
        12 => json!({ dice.one(KEYS).to_string(): { "type": dice.one(&texts) } }),
        _ => {
            json!({ "oneOf": [{ "$ref": format!("#{}", dice.one(all)) }, { "enum": [null, 1, "a"] }] })
        }
    }
}

/// Breaks a tree in one place.
pub(crate) fn mutate(tree: &mut Value, dice: &mut Dice) {
    let mut all = Vec::new();
    pointers(tree, "", &mut all);
    let place = dice.one(&all).clone();
    let from: &String = dice.one(&all);
    let other = tree.pointer(from).cloned().unwrap_or_default();
    let new = anything(dice, &all);
    let Some(target) = tree.pointer_mut(&place) else { return };
    match (dice.below(6), target) {
        (0, Value::Object(members)) if !members.is_empty() => {
            let key = members.keys().nth(dice.below(members.len())).cloned().unwrap_or_default();
            members.shift_remove(&key);
        }
        (0, Value::Array(items)) if !items.is_empty() => {
            items.remove(dice.below(items.len()));
        }
        (1 | 2, Value::Object(members)) => {
            members.insert(dice.one(KEYS).to_string(), new);
        }
        (1 | 2, Value::Array(items)) => items.push(new),
        (3, target) => *target = other,
        (_, target) => *target = new,
    }
}

/// Breaks a text: lines or characters are left out, doubled or replaced.
pub(crate) fn garble(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..=dice.below(3) {
        if lines.is_empty() {
            break;
        }
        let at = dice.below(lines.len());
        match dice.below(5) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[at].clone()),
            2 => {
                let other = dice.below(lines.len());
                lines.swap(at, other);
            }
            3 => lines[at] = format!(" {}", lines[at]),
            _ => {
                let letters =
                    ["\"", "{", "}", ":", "- ", "&a ", "*a", "\u{0}", "\t", "'", "é", "#"];
                let mut chars: Vec<char> = lines[at].chars().collect();
                let place = dice.below(chars.len() + 1);
                chars.splice(place..place, dice.one(&letters).chars());
                lines[at] = chars.into_iter().collect();
            }
        }
    }
    lines.join("\n")
}
