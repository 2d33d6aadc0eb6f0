//! A test for a case's crate: values of each component type are read, and what is written is the same, whatever the order of
//! members; nothing of the definition is unknown.

mod values;

use std::fmt::Write as _;

use portolan_generator::analyze::{Home, analyze};
use portolan_generator::diagnostic::Sink;
use portolan_generator::ir::{Api, Shape, TypeId};
use portolan_generator::{Source, lower, names, read};
use values::Values;

/// How many values of each type are made.
const VALUES: usize = 24;

/// Writes the test; `None`: the case has no types.
pub(crate) fn test(file: &str, text: &str) -> Option<String> {
    let mut sink = Sink::default();
    let document = read(&Source::new(file, text), &mut sink, &mut |_| ())?;
    let api: Api = lower::lower(&document, &mut sink);
    let facts = analyze(&api);
    let stem = file.trim_end_matches(".yaml");
    let names = names::name(&api, &facts, stem, &mut sink);
    let mut out = String::new();
    for (index, def) in api.types.iter().enumerate() {
        let id = TypeId(index);
        let own = !matches!(def.shape, Shape::Alias(_)) && facts.same_as(id).is_none();
        if !own || !facts.is_emitted(id) || facts.home(id) != Home::Types {
            continue;
        }
        let name = &names.of_type(id)?.name;
        let mut values = Values { api: &api, chance: index as u64 };
        let mut texts: Vec<String> = (0..VALUES).filter_map(|_| values.named(id)).collect();
        texts.sort();
        texts.dedup();
        let _ = writeln!(out, "    same::<{}::types::{name}>(&[", names.crate_ident());
        for text in texts {
            let _ = writeln!(out, "        {text:?},");
        }
        let _ = writeln!(out, "    ]);");
    }
    let head = "//! Values of every component type. Written by the tests of the generator.\n\n\
        #[rustfmt::skip]\n#[test]\nfn what_is_read_is_written() {\n";
    let check = CHECK.replace("CLIENT", &names.crate_ident().to_string());
    (!out.is_empty()).then(|| format!("{head}{out}}}\n\n{check}"))
}

const CHECK: &str = r#"use std::collections::BTreeMap;

use CLIENT::runtime::RawJson;
use CLIENT::runtime::json::{Json, from_str, to_string};

fn same<T: Json + std::fmt::Debug>(texts: &[&str]) {
    for text in texts {
        let value: T = from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(sorted(&to_string(&value)), sorted(text));
        assert!(!format!("{value:?}").contains("Unknown("), "{text}: {value:?}");
    }
}

/// Sorts members by their names; everything else stays to the letter.
fn sorted(text: &str) -> String {
    let each = |value: RawJson| sorted(value.as_str());
    if let Ok(members) = from_str::<BTreeMap<String, RawJson>>(text) {
        let members = members.into_iter().map(|(key, value)| format!("{key:?}:{}", each(value)));
        return format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    }
    match from_str::<Vec<RawJson>>(text) {
        Ok(items) => format!("[{}]", items.into_iter().map(each).collect::<Vec<_>>().join(",")),
        Err(_) => text.to_owned(),
    }
}
"#;
