//! `allOf`, and keywords beside a `$ref`: one schema out of several.
//!
//! In: a schema with either. Out: the [`Form`] that satisfies all of them. It must not know how fields are merged.

use super::Lower;
use super::form::{
    Alternative, Alternatives, Form, Group, Item, Part, constrains_only, is_false, says_nothing,
};
use super::format;
use super::node::Node;
use crate::diagnostic::{Code, Place};
use crate::ir::{Enum, Variant};

impl<'a> Lower<'a, '_> {
    /// Reads a schema that has `$ref` or `allOf`.
    pub(super) fn combined(&mut self, node: &Node<'a>) -> Form<'a> {
        let mut parts = Vec::new();
        self.flatten(node, &mut parts);
        // A use of a base is any of its children; a child has its properties.
        let alone = parts.len() == 1;
        for part in &mut parts {
            if let Part::Reference(base) = part
                && let Some(base) = self.taken(node, base, alone)
            {
                *part = Part::Base(base);
            }
        }
        // What extends a base without being a component is any of its children and more: the rest is kept.
        if !alone && !self.is_component(node) && parts.iter().any(|part| self.is_open(part)) {
            parts.push(Part::Further(Item::Any));
        }
        if let [part] = parts.as_slice() {
            let part = part.clone();
            return self.part_form(&part);
        }
        let mut typed: Vec<(Part<'a>, Form<'a>)> = Vec::new();
        let mut taken_apart = Vec::new();
        for part in &parts {
            let form = self.part_form(part);
            match (&form, part) {
                (Form::Struct(inner), Part::Own(_)) => taken_apart.extend(inner.iter().cloned()),
                _ => taken_apart.push(part.clone()),
            }
            let form = self.resolved(&form);
            // What is only an object beside other parts says nothing that they do not say.
            let bare = matches!(part, Part::Own(own) if only_required(own));
            if !matches!(form, Form::Any) && !bare {
                typed.push((part.clone(), form));
            }
        }
        match typed.as_slice() {
            [] if parts.is_empty() => self.own_form(node),
            [] => parts.first().map_or(Form::Any, |part| self.again(part)),
            // Without `required` beside it, the one part that says something is the type.
            [(part, form)]
                if !is_object(form) || !parts.iter().any(requires) || parts.len() == 1 =>
            {
                self.again(part)
            }
            _ if typed.iter().all(|(_, form)| is_object(form)) => object_of(taken_apart, &typed),
            _ => self.narrowed(node, parts, &typed),
        }
    }

    /// Collects the parts, nested `allOf`s taken apart.
    pub(super) fn flatten(&mut self, node: &Node<'a>, parts: &mut Vec<Part<'a>>) {
        if node.key("$ref").is_some()
            && let Some(target) = self.target(node)
        {
            parts.push(Part::Reference(target));
        }
        for member in node.items("allOf") {
            if member.key("$ref").is_none() && member.items("allOf").is_empty() {
                if !says_nothing(&member) {
                    parts.push(Part::Own(member));
                }
                continue;
            }
            self.deeper((), &member.place.clone(), |lower| lower.flatten(&member, parts));
        }
        if !parts.is_empty() && only_object(node) || says_nothing_else(node) {
            return;
        }
        parts.push(Part::Own(node.clone()));
    }

    fn part_form(&mut self, part: &Part<'a>) -> Form<'a> {
        match part {
            Part::Reference(target) => Form::Reference(target.clone()),
            Part::Base(_) => Form::Struct(vec![part.clone()]),
            Part::Own(node) => self.own_form(node),
            Part::Further(item) => Form::Map(item.clone()),
            Part::Optional(part) => self.part_form(part),
        }
    }

    /// Tells whether a schema is directly an alternative of a union.
    pub(super) fn has_branch(&self, union: &Node<'a>, place: &Place) -> bool {
        ["oneOf", "anyOf"].iter().flat_map(|key| union.items(key)).any(|branch| {
            branch.text("$ref").and_then(|r| self.find(r)).is_some_and(|n| n.place == *place)
        })
    }

    /// Tells whether a schema is directly made of another one with `allOf`.
    fn extends(&self, child: &Node<'a>, base: &Place) -> bool {
        child.items("allOf").iter().any(|part| {
            part.text("$ref").and_then(|r| self.find(r)).is_some_and(|n| n.place == *base)
        })
    }

    /// Reads a part once more, what was to be reported having been.
    fn again(&mut self, part: &Part<'a>) -> Form<'a> {
        self.quietly(|lower| lower.part_form(part))
    }

    /// The parts are not all objects.
    fn narrowed(
        &mut self,
        node: &Node<'a>,
        parts: Vec<Part<'a>>,
        typed: &[(Part<'a>, Form<'a>)],
    ) -> Form<'a> {
        let unions: Vec<_> =
            typed.iter().filter(|(_, form)| matches!(form, Form::Union(_))).cloned().collect();
        let objects = typed.iter().filter(|(_, form)| is_object(form)).count();
        if !unions.is_empty() && unions.len() + objects == typed.len() {
            let unions: Vec<Alternatives<'a>> = unions
                .into_iter()
                .filter_map(|(_, form)| if let Form::Union(u) = form { Some(u) } else { None })
                .collect();
            let common = self.without_unions(parts);
            return self.spread(node, common, unions);
        }
        if let Some(form) = self.scalar_of(typed) {
            return form;
        }
        let message = "the parts of `allOf` are of different types: the last one is taken";
        self.report(Code::ContradictorySchema, &node.place, message);
        typed.last().map_or(Form::Any, |(part, _)| self.again(part))
    }

    /// Leaves out the parts that are unions and nothing else.
    fn without_unions(&mut self, parts: Vec<Part<'a>>) -> Vec<Part<'a>> {
        let mut kept = Vec::new();
        for part in parts {
            let form = self.quietly(|lower| {
                let form = lower.part_form(&part);
                lower.resolved(&form)
            });
            let beside = matches!(&part, Part::Own(own) if !own.members("properties").is_empty());
            if !matches!(form, Form::Union(_)) || beside {
                kept.push(part);
            }
        }
        kept
    }

    /// All parts are texts, or scalars of one kind: the narrowest of them.
    fn scalar_of(&mut self, typed: &[(Part<'a>, Form<'a>)]) -> Option<Form<'a>> {
        let mut best: Option<(Part<'a>, Form<'a>)> = None;
        for (part, form) in typed {
            let Some((kept, before)) = &best else {
                best = Some((part.clone(), form.clone()));
                continue;
            };
            let narrower = match (before, form) {
                (Form::Enum(a), Form::Enum(b)) => {
                    let both = b.variants.iter().filter(|v| has(&a.variants, v));
                    let both: Vec<Variant> = both.cloned().collect();
                    let all = both.len() == a.variants.len();
                    let chosen = if all { kept.clone() } else { part.clone() };
                    let variants = if both.is_empty() { b.variants.clone() } else { both };
                    (chosen, Form::Enum(Enum { variants, any: a.any && b.any }))
                }
                (Form::Enum(_), Form::Primitive(p)) if format::is_text(*p) => continue,
                (Form::Primitive(p), Form::Enum(_)) if format::is_text(*p) => {
                    (part.clone(), form.clone())
                }
                (Form::Values(_), Form::Primitive(p)) if !format::is_text(*p) => continue,
                (Form::Primitive(_) | Form::Values(_), Form::Values(_)) => {
                    (part.clone(), form.clone())
                }
                (Form::Primitive(a), Form::Primitive(b)) => match narrowest(*a, *b)? {
                    true => continue,
                    false => (part.clone(), form.clone()),
                },
                (Form::List(_), Form::List(Item::Any)) => continue,
                (Form::List(Item::Any), Form::List(_)) => (part.clone(), form.clone()),
                _ => return None,
            };
            best = Some(narrower);
        }
        let (part, form) = best?;
        // A reference keeps its name where nothing was narrowed.
        match (&part, &form) {
            (Part::Reference(target), form) if same(&self.resolved_form(target), form) => {
                Some(Form::Reference(target.clone()))
            }
            _ => Some(form),
        }
    }

    /// `oneOf`/`anyOf` beside properties: each branch is an object with all of them.
    pub(super) fn distributed(
        &mut self,
        node: &Node<'a>,
        common: Vec<Part<'a>>,
        groups: Vec<Group<'a>>,
    ) -> Form<'a> {
        let mut unions = Vec::new();
        let mut common = common;
        for group in groups {
            match self.alternatives(&group, node) {
                Form::Union(union) => unions.push(union),
                Form::Reference(target) => common.push(Part::Reference(target)),
                Form::Struct(parts) => common.extend(parts),
                // Alternatives that are objects and no more say nothing of further properties.
                Form::Map(Item::Any) => {}
                Form::Map(item) => common.push(Part::Further(item)),
                Form::Any
                    if group.branches.iter().all(|b| says_nothing(b) || constrains_only(b)) => {}
                // One allows anything: what the others say may be there, and so may the rest.
                Form::Any => common.push(Part::Further(Item::Any)),
                _ => {
                    let message = "the alternatives beside `properties` are no objects";
                    self.report(Code::ContradictorySchema, &node.place, message);
                }
            }
        }
        if unions.is_empty() {
            return Form::Struct(common);
        }
        self.spread(node, common, unions)
    }

    /// Puts common parts into each branch of a union; of several unions, all become optional.
    fn spread(
        &mut self,
        node: &Node<'a>,
        common: Vec<Part<'a>>,
        unions: Vec<Alternatives<'a>>,
    ) -> Form<'a> {
        if let [union] = unions.as_slice() {
            let discriminator = union.discriminator.clone();
            let mut branches = Vec::new();
            for branch in &union.branches {
                if let Form::Reference(child) = &branch.form
                    && self.extends(child, &node.place)
                {
                    branches.push(branch.clone());
                    continue;
                }
                match self.branch_parts(branch) {
                    Some(parts) => {
                        let form = Form::Struct([common.clone(), parts].concat());
                        branches.push(Alternative { form, node: branch.node.clone() });
                    }
                    None => {
                        let message = "this alternative is no object, but what stands beside is";
                        self.report(Code::ContradictorySchema, &branch.node.place, message);
                    }
                }
            }
            return match branches.len() {
                0 => Form::Struct(common),
                1 => branches.into_iter().next().map_or(Form::Any, |branch| branch.form),
                _ => {
                    Form::Union(Alternatives { branches, discriminator, together: union.together })
                }
            };
        }
        let message = "several `oneOf`/`anyOf` at once: read as one object with the properties of all; which of them go together is not checked";
        self.report(Code::IgnoredPart, &node.place, message);
        let mut parts = common;
        for branch in unions.iter().flat_map(|union| &union.branches) {
            let more = self.branch_parts(branch).unwrap_or_default();
            parts.extend(more.into_iter().map(|part| Part::Optional(Box::new(part))));
        }
        Form::Struct(parts)
    }

    fn branch_parts(&mut self, branch: &Alternative<'a>) -> Option<Vec<Part<'a>>> {
        match &branch.form {
            Form::Struct(parts) => Some(parts.clone()),
            Form::Reference(target) if self.is_family(target) => {
                Some(vec![Part::Base(target.clone()), Part::Further(Item::Any)])
            }
            Form::Reference(target) => is_object(&self.resolved_form(target))
                .then(|| vec![Part::Reference(target.clone())]),
            Form::Map(_) => Some(vec![Part::Own(branch.node.clone())]),
            Form::Any => Some(Vec::new()),
            _ => None,
        }
    }
}

/// All parts are objects: one of known properties, unless all of them are maps.
fn object_of<'a>(parts: Vec<Part<'a>>, typed: &[(Part<'a>, Form<'a>)]) -> Form<'a> {
    let maps = typed.iter().all(|(_, form)| matches!(form, Form::Map(_)));
    match typed.last() {
        Some((_, last)) if maps && !parts.iter().any(requires) => last.clone(),
        _ => Form::Struct(parts),
    }
}

fn is_object(form: &Form<'_>) -> bool {
    matches!(form, Form::Struct(_) | Form::Map(_))
}

fn has(variants: &[Variant], variant: &Variant) -> bool {
    variants.iter().any(|v| v.value == variant.value)
}

fn same(a: &Form<'_>, b: &Form<'_>) -> bool {
    match (a, b) {
        (Form::Enum(a), Form::Enum(b)) => a.variants.len() == b.variants.len(),
        (Form::Values(a), Form::Values(b)) => a == b,
        (Form::Primitive(a), Form::Primitive(b)) => a == b,
        (Form::List(_), Form::List(_)) => true,
        _ => false,
    }
}

/// Tells whether the first of two scalars is the narrower; `None` where no value is both.
fn narrowest(a: crate::ir::Primitive, b: crate::ir::Primitive) -> Option<bool> {
    use crate::ir::Primitive;
    let both = format::widest(a, b)?;
    Some(a == b || both == b || a != Primitive::String && b == Primitive::String)
}

/// Tells whether a part has `required`.
fn requires(part: &Part<'_>) -> bool {
    matches!(part, Part::Own(node) if node.key("required").is_some())
}

/// Tells whether a schema's own keywords say only that it is an object.
fn only_object(node: &Node<'_>) -> bool {
    let Some(object) = node.object() else { return true };
    node.types().iter().all(|kind| *kind == "object")
        && ![
            "required",
            "properties",
            "patternProperties",
            "oneOf",
            "anyOf",
            "enum",
            "const",
            "items",
        ]
        .iter()
        .any(|key| object.contains_key(*key))
        && !object.get("additionalProperties").is_some_and(serde_json::Value::is_object)
        && !is_false(object.get("additionalProperties"))
}

/// Tells whether a schema says only which properties are required.
fn only_required(node: &Node<'_>) -> bool {
    let Some(object) = node.object() else { return true };
    node.types().iter().all(|kind| *kind == "object")
        && ![
            "properties",
            "patternProperties",
            "additionalProperties",
            "oneOf",
            "anyOf",
            "enum",
            "const",
            "items",
        ]
        .iter()
        .any(|key| object.contains_key(*key))
}

/// Tells whether a schema has no keyword about types beside `$ref` and `allOf`.
fn says_nothing_else(node: &Node<'_>) -> bool {
    let Some(object) = node.object() else { return true };
    let mut rest = object.clone();
    rest.retain(|key, _| key != "$ref" && key != "allOf");
    let value = serde_json::Value::Object(rest);
    says_nothing(&node.other(&value, node.place.clone()))
}
