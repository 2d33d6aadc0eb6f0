//! `oneOf`, `anyOf` and lists in `type`: what is left of the alternatives once those that mean the same are one.
//!
//! In: branches. Out: a union, or the one thing that they all are. It must not know what tells branches apart.

use std::collections::HashSet;

use super::Lower;
use super::form::{Alternative, Alternatives, Form, Group, Item, is_false, says_nothing};
use super::node::Node;
use super::{enumeration, format};
use crate::diagnostic::Code;
use crate::ir::{Enum, Primitive, Value, Variant};

impl<'a> Lower<'a, '_> {
    /// Reads a `oneOf` or an `anyOf`.
    pub(super) fn alternatives(&mut self, group: &Group<'a>, node: &Node<'a>) -> Form<'a> {
        let mut branches = Vec::new();
        for branch in &group.branches {
            if branch.is_null() || is_false(Some(branch.value)) {
                continue;
            }
            let form = self.form(branch);
            let form = if says_nothing(branch) { self.beside(node, form) } else { form };
            branches.push(Alternative { form, node: branch.clone() });
        }
        let discriminator =
            node.child("discriminator").filter(|d| d.text("propertyName").is_some());
        self.simplified(branches, discriminator, group.together, node)
    }

    /// A branch that says nothing of its type is what stands beside the union, if that says something.
    fn beside(&mut self, node: &Node<'a>, form: Form<'a>) -> Form<'a> {
        if node.types().is_empty() { form } else { self.quietly(|lower| lower.plain_form(node)) }
    }

    /// Makes one branch of those that mean the same.
    pub(super) fn simplified(
        &mut self,
        branches: Vec<Alternative<'a>>,
        discriminator: Option<Node<'a>>,
        together: bool,
        node: &Node<'a>,
    ) -> Form<'a> {
        let branches = distinct(flat(branches));
        if discriminator.is_none() && branches.iter().any(|b| matches!(b.form, Form::Any)) {
            if branches.len() > 1 {
                let message = "kept as raw JSON, because one alternative allows anything";
                self.report(Code::IgnoredPart, &node.place, message);
            }
            return Form::Any;
        }
        let mut branches = if discriminator.is_none() {
            let branches = one_values(self.one_text(branches));
            one_list(one_number(branches), node, self)
        } else {
            branches
        };
        if branches.len() < 2 {
            // Nothing is to be told apart.
            discriminator.iter().for_each(Node::settle);
        }
        match branches.len() {
            0 => Form::Any,
            1 => branches.pop().map_or(Form::Any, |branch| branch.form),
            _ => Form::Union(Alternatives { branches, discriminator, together }),
        }
    }

    /// Texts cannot be told apart but by their values: of several, one open list or one string.
    fn one_text(&mut self, branches: Vec<Alternative<'a>>) -> Vec<Alternative<'a>> {
        let texts: Vec<Option<Text>> = branches.iter().map(|b| self.text(&b.form)).collect();
        if texts.iter().flatten().count() < 2 {
            return branches;
        }
        let mut values: Vec<Variant> = Vec::new();
        let mut any = false;
        let mut shared: Option<Primitive> = None;
        for text in texts.iter().flatten() {
            match text {
                Text::Values(more) => {
                    any |= more.any;
                    let new =
                        more.variants.iter().filter(|v| !values.iter().any(|w| w.value == v.value));
                    let new: Vec<_> = new.cloned().collect();
                    values.extend(new);
                }
                Text::Open(primitive) => {
                    let both = shared.map_or(Some(*primitive), |s| format::widest(s, *primitive));
                    shared = both.or(Some(Primitive::String));
                }
            }
        }
        // An enum is open: it takes the texts of a plain string too.
        let form = match shared {
            Some(primitive) if values.is_empty() => Form::Primitive(primitive),
            other => Form::Enum(Enum { variants: values, any: any || other.is_some() }),
        };
        let mut kept: Vec<Alternative<'a>> = Vec::new();
        let mut form = Some(form);
        for (branch, text) in branches.into_iter().zip(texts) {
            if text.is_none() {
                kept.push(branch);
            } else if let Some(form) = form.take() {
                kept.push(Alternative { form, node: branch.node });
            }
        }
        kept
    }

    fn text(&mut self, form: &Form<'a>) -> Option<Text> {
        // A union elsewhere is not taken apart: unions may lead to one another in circles.
        if let Form::Reference(target) = form
            && (target.key("oneOf").is_some() || target.key("anyOf").is_some())
        {
            return None;
        }
        match self.resolved(form) {
            Form::Enum(values) => Some(Text::Values(values)),
            Form::Primitive(primitive) if format::is_text(primitive) => Some(Text::Open(primitive)),
            _ => None,
        }
    }
}

enum Text {
    Values(Enum),
    Open(Primitive),
}

/// Lists of scalars are open, so they cannot be told apart: of several, one of all values, which takes the integers beside
/// it too where all of them are.
fn one_values<'a>(branches: Vec<Alternative<'a>>) -> Vec<Alternative<'a>> {
    let listed = |branch: &Alternative<'a>| matches!(branch.form, Form::Values(_));
    if !branches.iter().any(listed) {
        return branches;
    }
    let mut values: Vec<Value> = Vec::new();
    let mut known = HashSet::new();
    for branch in &branches {
        let more = match &branch.form {
            Form::Values(found) => found.variants.clone(),
            Form::Enum(texts) => texts.variants.iter().cloned().map(enumeration::value).collect(),
            _ => continue,
        };
        for value in more {
            if known.insert(enumeration::identity(&value.value)) {
                values.push(value);
            }
        }
    }
    let form = enumeration::form(values, &[]);
    let takes = |other: &Form<'a>| match (&form, other) {
        (_, Form::Values(_) | Form::Enum(_)) => true,
        (Form::Values(values), Form::Primitive(p)) => enumeration::is_open_to(values, *p),
        _ => false,
    };
    let mut kept: Vec<Alternative<'a>> = Vec::new();
    let mut place = None;
    for branch in branches {
        if takes(&branch.form) {
            place.get_or_insert((kept.len(), branch.node));
        } else {
            kept.push(branch);
        }
    }
    if let Some((at, node)) = place {
        kept.insert(at, Alternative { form, node });
    }
    kept
}

/// Takes inline unions apart into the branches of the outer one.
fn flat<'a>(branches: Vec<Alternative<'a>>) -> Vec<Alternative<'a>> {
    let mut flat = Vec::new();
    for branch in branches {
        match branch.form {
            Form::Union(inner) if inner.discriminator.is_none() => flat.extend(inner.branches),
            _ => flat.push(branch),
        }
    }
    flat
}

/// Drops repetitions of a reference or a scalar.
fn distinct<'a>(branches: Vec<Alternative<'a>>) -> Vec<Alternative<'a>> {
    let mut kept: Vec<Alternative<'a>> = Vec::new();
    for branch in branches {
        let again = kept.iter().any(|other| match (&other.form, &branch.form) {
            (Form::Reference(a), Form::Reference(b)) => a.place == b.place,
            (Form::Primitive(a), Form::Primitive(b)) => a == b,
            (Form::Map(Item::Any), Form::Map(Item::Any)) => true,
            _ => other.node.place == branch.node.place,
        });
        if !again {
            kept.push(branch);
        }
    }
    kept
}

/// Numbers cannot be told apart: of several, the widest.
fn one_number<'a>(branches: Vec<Alternative<'a>>) -> Vec<Alternative<'a>> {
    let mut kept: Vec<Alternative<'a>> = Vec::new();
    for branch in branches {
        let Form::Primitive(number) = branch.form else {
            kept.push(branch);
            continue;
        };
        let before = kept.iter_mut().find_map(|other| match &mut other.form {
            Form::Primitive(p) if format::is_number(*p) && format::is_number(number) => Some(p),
            _ => None,
        });
        match before {
            Some(before) => *before = format::widest(*before, number).unwrap_or(*before),
            None => kept.push(branch),
        }
    }
    kept
}

/// Arrays are told apart by their items alone: of several, one whose items are any of theirs.
fn one_list<'a>(
    branches: Vec<Alternative<'a>>,
    node: &Node<'a>,
    lower: &mut Lower<'a, '_>,
) -> Vec<Alternative<'a>> {
    let lists = branches.iter().filter(|b| matches!(b.form, Form::List(_))).count();
    if lists < 2 {
        return branches;
    }
    let message = "arrays of several types: read as one array whose items are of any of them";
    lower.report(Code::IgnoredPart, &node.place, message);
    let mut items = Vec::new();
    let mut kept: Vec<Alternative<'a>> = Vec::new();
    let mut first = None;
    for branch in branches {
        let Form::List(item) = branch.form else {
            kept.push(branch);
            continue;
        };
        first.get_or_insert((kept.len(), branch.node));
        items.push(item);
    }
    let Some((position, at)) = first else { return kept };
    let item = lower.joined(items, &at.place.child("items"));
    kept.insert(position, Alternative { form: Form::List(item), node: at });
    kept
}
