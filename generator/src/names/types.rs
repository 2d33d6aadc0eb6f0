//! Names types and their members.
//!
//! In: the types. Out: a name for each, its fields, variants and branches. It must not know operations
//! beyond their names.

use super::{Member, Names, Scope, TypeNames, reserved, word};
use crate::analyze::Facts;
use crate::ir::{Api, Constant, Shape, TypeDef, TypeId, TypeName};

/// Segments below a type at which a name stops growing; deeper types get a number.
const LONGEST: usize = 12;

/// Letters of a name above which the steps in its middle are left out.
const WIDEST: usize = 80;

/// `new` takes one struct where it would have more arguments.
const MOST_ARGUMENTS: usize = 7;

pub(super) fn name(api: &Api, facts: &Facts, names: &mut Names) {
    let mut claimed = vec![None; api.types.len()];
    // Components first: an inline type never takes a component's name.
    for inline in [false, true] {
        for (index, def) in api.types.iter().enumerate() {
            if matches!(def.origin, TypeName::Component(_)) == inline {
                continue;
            }
            let id = TypeId(index);
            let text = match &def.rename {
                Some(rename) => rename.clone(),
                None => text(api, names, &claimed, id, 0),
            };
            let ident = if facts.is_emitted(id) {
                names.module(facts.home(id)).camel(&text)
            } else {
                Scope::default().camel(&text)
            };
            if let Some(slot) = claimed.get_mut(index) {
                *slot = Some(ident);
            }
        }
    }
    for (index, ident) in claimed.into_iter().enumerate() {
        let id = TypeId(index);
        let (Some(name), Some(def)) = (ident, api.type_def(id)) else { continue };
        let (members, additional) = members(def);
        let required = match &def.shape {
            Shape::Struct(object) if facts.is_emitted(id) && facts.in_request(id) => {
                let count = object
                    .fields
                    .iter()
                    .filter(|f| f.required && !f.read_only && facts.preset(api, f).is_none());
                let count = count.count();
                (count > MOST_ARGUMENTS).then(|| {
                    let home = facts.home(id);
                    names.module(home).camel(&format!("{} required", name.text()))
                })
            }
            _ => None,
        };
        names.types.push(TypeNames { name, required, members, additional });
    }
}

fn text(
    api: &Api,
    names: &Names,
    claimed: &[Option<super::Ident>],
    id: TypeId,
    depth: usize,
) -> String {
    let (outer, segments) = match api.type_def(id).map(|def| &def.origin) {
        Some(TypeName::Component(name)) => return name.clone(),
        Some(TypeName::Within(outer, segments)) => {
            let outer = match claimed.get(outer.0).and_then(Option::as_ref) {
                Some(ident) => ident.text().to_owned(),
                None if depth < LONGEST => text(api, names, claimed, *outer, depth + 1),
                None => String::new(),
            };
            (outer, segments)
        }
        Some(TypeName::InOperation(operation, segments)) => {
            let outer =
                names.of_operation(*operation).map(|names| word::camel(names.method.text()));
            (outer.unwrap_or_default(), segments)
        }
        Some(TypeName::InEvent(event, segments)) => {
            let outer = names.events.as_ref().and_then(|names| names.text(*event));
            let outer = outer.map(word::camel);
            (outer.unwrap_or_default(), segments)
        }
        None => return String::new(),
    };
    let segments: Vec<String> = segments.iter().map(|segment| word::camel(segment)).collect();
    let whole = format!("{outer} {}", segments.join(" "));
    if whole.len() > WIDEST { shortened(api, names, id) } else { whole }
}

/// Returns where a name begins and its last steps.
fn shortened(api: &Api, names: &Names, id: TypeId) -> String {
    let mut steps: Vec<String> = Vec::new();
    let mut at = id;
    let mut root = String::new();
    for _ in 0..api.types.len() {
        let (next, segments) = match api.type_def(at).map(|def| &def.origin) {
            Some(TypeName::Component(name)) => {
                root.clone_from(name);
                break;
            }
            Some(TypeName::Within(outer, segments)) => (Some(*outer), segments),
            Some(TypeName::InOperation(operation, segments)) => {
                let names = names.of_operation(*operation);
                root = names.map(|n| word::camel(n.method.text())).unwrap_or_default();
                (None, segments)
            }
            Some(TypeName::InEvent(event, segments)) => {
                let text = names.events.as_ref().and_then(|names| names.text(*event));
                root = text.map(word::camel).unwrap_or_default();
                (None, segments)
            }
            None => break,
        };
        steps.extend(segments.iter().rev().map(|segment| word::camel(segment)));
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    let mut left = (WIDEST / 2).saturating_sub(root.len());
    let mut kept: Vec<String> = Vec::new();
    for step in steps {
        if step.len() > left && !kept.is_empty() {
            break;
        }
        left = left.saturating_sub(step.len());
        kept.insert(0, step);
    }
    format!("{root} {}", kept.join(" "))
}

fn members(def: &TypeDef) -> (Vec<Member>, Option<Member>) {
    let mut fields = Scope::default();
    let mut setters = Scope::new(&[reserved::TRAIT_METHODS]);
    let mut field = |text: &str| Member { name: fields.snake(text), setter: setters.snake(text) };
    let mut scope = Scope::new(&[&["Unknown"]]);
    let mut variant = |text: &str| {
        let name = scope.camel(text);
        Member { setter: name.clone(), name }
    };
    match &def.shape {
        Shape::Struct(object) => {
            let mut members = Vec::with_capacity(object.fields.len());
            for it in &object.fields {
                members.push(field(it.rename.as_ref().unwrap_or(&it.name)));
            }
            let additional = object.additional.is_some().then(|| field("additional_properties"));
            (members, additional)
        }
        Shape::Enum(texts) => {
            let text = texts.variants.iter().map(|v| v.rename.as_ref().unwrap_or(&v.value));
            (text.map(|text| variant(text)).collect(), None)
        }
        Shape::Values(values) => {
            let text = values.variants.iter().map(|v| match &v.rename {
                Some(rename) => rename.clone(),
                None => constant_name(&v.value),
            });
            (text.map(|text| variant(&text)).collect(), None)
        }
        Shape::Union(union) => (union.branches.iter().map(|b| variant(&b.name)).collect(), None),
        Shape::Newtype(_) | Shape::Alias(_) => (Vec::new(), None),
    }
}

/// What a value is called after: a number is `N1`, below zero `Minus1`, with a fraction `N0Point5`.
fn constant_name(value: &Constant) -> String {
    match value {
        Constant::Text(text) => text.clone(),
        Constant::Number(number) => {
            let (sign, digits) = match number.strip_prefix('-') {
                Some(digits) => ("minus ", digits),
                None => ("n", number.as_str()),
            };
            format!("{sign}{}", digits.replace('.', " point "))
        }
        Constant::Boolean(flag) => if *flag { "True" } else { "False" }.to_owned(),
    }
}
