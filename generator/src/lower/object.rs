//! Fields: gathered from the parts of an object, and merged where several parts name one.
//!
//! In: [`Part`]s. Out: a [`Struct`]. It must not know how the parts were found.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};

use super::form::{Form, Item, Part, is_false};
use super::node::Node;
use super::schema::nullable;
use super::site::Site;
use super::{Lower, Slot, State, docs, format};
use crate::diagnostic::Code;
use crate::ir::{Docs, Field, Primitive, Shape, Struct, Type, TypeId};

/// A struct that is being gathered.
#[derive(Default)]
pub(super) struct Draft {
    fields: IndexMap<String, Field>,
    required: IndexSet<String>,
    /// Properties of which only optional parts speak.
    loose: IndexSet<String>,
    /// What further properties hold.
    pub(super) additional: Option<Type>,
    /// Further properties are not allowed.
    pub(super) closed: bool,
}

impl<'a> Lower<'a, '_> {
    /// Adds a part's fields.
    pub(super) fn gather(&mut self, part: &Part<'a>, site: &Site, draft: &mut Draft) {
        match part {
            Part::Own(node) => self.gather_own(node, site, draft),
            Part::Reference(target) => self.gather_reference(target, site, draft),
            Part::Base(base) => {
                let id = self.base_struct(base);
                self.gather_type(&Type::Named(id), base, site, draft);
            }
            Part::Further(item) => {
                draft.additional = Some(self.item(item, &site.child("value")));
            }
            Part::Optional(part) => {
                let mut inner = Draft::default();
                self.gather(part, site, &mut inner);
                for field in inner.fields.into_values() {
                    self.add_loosely(field, draft);
                }
                draft.additional = draft.additional.take().or(inner.additional);
            }
        }
    }

    fn gather_own(&mut self, node: &Node<'a>, site: &Site, draft: &mut Draft) {
        for (name, member) in node.members("properties") {
            let field = self.field(name, &member, site);
            self.add(field, site, draft);
        }
        draft.required.extend(node.texts("required").into_iter().map(str::to_owned));
        draft.closed |= is_false(node.key("additionalProperties"))
            || is_false(node.key("unevaluatedProperties"));
        for part in node.conditional() {
            let form = self.quietly(|lower| lower.form(&part));
            let parts = match form {
                Form::Struct(parts) => parts,
                Form::Reference(target) => vec![Part::Reference(target)],
                _ => continue,
            };
            for part in parts {
                self.gather(&Part::Optional(Box::new(part)), site, draft);
            }
        }
        match self.additional(node) {
            None => {}
            Some(Item::Any) => draft.additional = Some(Type::Any),
            Some(item) => draft.additional = Some(self.item(&item, &site.child("value"))),
        }
    }

    fn gather_reference(&mut self, target: &Node<'a>, site: &Site, draft: &mut Draft) {
        if self.is_family(target) {
            // It may be any of those that extend it, whose properties are kept.
            let id = self.base_struct(target);
            self.gather_type(&Type::Named(id), target, site, draft);
            draft.additional.get_or_insert(Type::Any);
            return;
        }
        let ty = self.reference(target);
        self.gather_type(&ty, target, site, draft);
    }

    fn gather_type(&mut self, ty: &Type, target: &Node<'a>, site: &Site, draft: &mut Draft) {
        match self.unaliased(ty) {
            Type::Named(id) => match self.struct_of(id) {
                Some(found) => {
                    for field in found.fields {
                        // Another part may say more of it.
                        if field == unsaid(&field.name) {
                            draft.required.insert(field.name);
                            continue;
                        }
                        draft.required.extend(field.required.then(|| field.name.clone()));
                        self.add(field, site, draft);
                    }
                    draft.additional = found.additional.or(draft.additional.take());
                    draft.closed |= self.slots.get(id.0).is_some_and(|slot| slot.closed);
                }
                None => {
                    let message = "`allOf` leads back to itself, or to what is no object: left out";
                    self.report(Code::CircularReference, &target.place, message);
                }
            },
            Type::Map(value) => draft.additional = Some(*value),
            Type::Any => {}
            _ => {
                let message = "what stands beside properties is no object: left out";
                self.report(Code::ContradictorySchema, &target.place, message);
            }
        }
    }

    fn field(&mut self, name: &str, member: &Node<'a>, site: &Site) -> Field {
        let ty = self.ty(member, &site.child(name));
        Field {
            name: name.to_owned(),
            rename: self.rename(member),
            required: false,
            read_only: self.flagged(member, "readOnly"),
            write_only: self.flagged(member, "writeOnly"),
            preset: self.preset(member),
            ty,
            docs: docs::of(member),
        }
    }

    /// Tells whether a schema, or what it refers to, has a keyword that is `true`.
    fn flagged(&self, node: &Node<'a>, key: &str) -> bool {
        let mut open = vec![node.clone()];
        let mut seen = HashSet::new();
        while let Some(node) = open.pop() {
            if node.flag(key) {
                return true;
            }
            open.extend(node.items("allOf"));
            let target = node.text("$ref").and_then(|reference| self.find(reference));
            open.extend(target.filter(|target| seen.insert(target.place.clone())));
        }
        false
    }

    /// Adds a property that a value may have: what holds for all values says enough of it, and where only such parts
    /// speak, it has the values of each.
    fn add_loosely(&mut self, field: Field, draft: &mut Draft) {
        let Some(before) = draft.fields.get(&field.name).map(|before| before.ty.clone()) else {
            draft.loose.insert(field.name.clone());
            draft.fields.insert(field.name.clone(), Field { required: false, ..field });
            return;
        };
        if before == field.ty || !draft.loose.contains(&field.name) {
            return;
        }
        let ((old, left), (new, right)) = (stripped(&before), stripped(&field.ty));
        let (old, new) = (self.unaliased(&old), self.unaliased(&new));
        let text = |kind: Kind| matches!(kind, Kind::Text | Kind::Enum);
        let texts = text(self.kind(&old)) && text(self.kind(&new));
        if let Some(before) = draft.fields.get_mut(&field.name) {
            let text = Type::Primitive(Primitive::String);
            before.ty = match texts {
                true if left || right => nullable(text),
                true => text,
                false => Type::Any,
            };
        }
    }

    fn add(&mut self, field: Field, site: &Site, draft: &mut Draft) {
        let Some(before) = draft.fields.get(&field.name) else {
            draft.fields.insert(field.name.clone(), field);
            return;
        };
        let ty = self.merged(&before.ty, &field.ty, &site.child(&field.name));
        let merged = Field {
            rename: field.rename.or_else(|| before.rename.clone()),
            required: field.required || before.required,
            read_only: field.read_only || before.read_only,
            write_only: field.write_only || before.write_only,
            preset: field.preset.or_else(|| before.preset.clone()),
            ty,
            docs: both(&before.docs, field.docs),
            name: field.name,
        };
        draft.fields.insert(merged.name.clone(), merged);
    }

    /// Ends a draft: what is required, is.
    pub(super) fn finish(&mut self, mut draft: Draft, node: &Node<'a>) -> Struct {
        for name in &draft.required {
            if let Some(field) = draft.fields.get_mut(name) {
                field.required = true;
                continue;
            }
            let known = format!("`required` names `{name}`, which is none of the properties");
            let message = if draft.closed || draft.additional.is_some() {
                known
            } else {
                draft.fields.insert(name.clone(), unsaid(name));
                // It may be a misspelling: an answer without it is still read.
                format!("{known}: it is raw JSON that may be left out")
            };
            self.report(Code::IgnoredPart, &node.place, message);
        }
        Struct { fields: draft.fields.into_values().collect(), additional: draft.additional }
    }

    /// Returns the type that satisfies two: the narrower; where neither is, the later, with a warning.
    fn merged(&mut self, before: &Type, after: &Type, site: &Site) -> Type {
        if before == after || *after == Type::Any {
            return before.clone();
        }
        if *before == Type::Any {
            return after.clone();
        }
        let (old, _) = stripped(before);
        let (new, null) = stripped(after);
        let merged = self.deeper(new.clone(), &self.last_place.clone(), |lower| {
            lower.merged_bare(&old, &new, site)
        });
        // The later one says whether `null` is allowed: that is how definitions override.
        if null { nullable(merged) } else { merged }
    }

    fn merged_bare(&mut self, old: &Type, new: &Type, site: &Site) -> Type {
        if old == new {
            return old.clone();
        }
        match (self.unaliased(old), self.unaliased(new)) {
            (Type::Any, _) => new.clone(),
            (_, Type::Any) => old.clone(),
            (Type::List(a), Type::List(b)) => {
                Type::List(Box::new(self.merged(&a, &b, &site.item())))
            }
            (Type::Map(a), Type::Map(b)) => {
                Type::Map(Box::new(self.merged(&a, &b, &site.child("value"))))
            }
            (Type::Primitive(a), Type::Primitive(b)) => self.merged_scalars(a, b),
            (a, b) => self.merged_named(old, new, &a, &b, site),
        }
    }

    fn merged_scalars(&mut self, a: Primitive, b: Primitive) -> Type {
        match format::widest(a, b) {
            Some(_) if b == Primitive::String => Type::Primitive(a),
            Some(both) if both == b && format::is_number(b) => Type::Primitive(a),
            Some(_) => Type::Primitive(b),
            None => self.contradiction(&Type::Primitive(b)),
        }
    }

    fn merged_named(&mut self, old: &Type, new: &Type, a: &Type, b: &Type, site: &Site) -> Type {
        let (left, right) = (self.kind(a), self.kind(b));
        match (left, right) {
            (Kind::Struct, Kind::Map)
            | (Kind::Enum, Kind::Text)
            | (Kind::Values, Kind::Scalar | Kind::Text) => old.clone(),
            (Kind::Map, Kind::Struct)
            | (Kind::Text, Kind::Enum | Kind::Text)
            | (Kind::Enum, Kind::Enum)
            | (Kind::Scalar | Kind::Text | Kind::Enum | Kind::Values, Kind::Values)
            | (Kind::Union, _) => new.clone(),
            (_, Kind::Union) => old.clone(),
            (Kind::Struct, Kind::Struct) => match (a, b) {
                (Type::Named(a), Type::Named(b)) => Type::Named(self.merged_structs(*a, *b, site)),
                _ => new.clone(),
            },
            _ => self.contradiction(new),
        }
    }

    fn contradiction(&mut self, kept: &Type) -> Type {
        let message =
            "two parts of `allOf` give one property different types: the later one is taken";
        let place = self.last_place.clone();
        self.report(Code::ContradictorySchema, &place, message);
        kept.clone()
    }

    /// Returns the struct that has the fields of two.
    fn merged_structs(&mut self, a: TypeId, b: TypeId, site: &Site) -> TypeId {
        if let Some(id) = self.pairs.get(&(a, b)) {
            return *id;
        }
        let Some(slot) = self.slots.get(b.0) else { return b };
        let (docs, place) = (slot.docs.clone(), slot.place.clone());
        let id = self.allocate(Slot {
            origin: site.name(),
            rename: None,
            docs,
            place,
            state: State::Working,
            closed: false,
        });
        self.pairs.insert((a, b), id);
        let mut draft = Draft::default();
        for part in [a, b] {
            let Some(found) = self.struct_of(part) else { continue };
            for field in found.fields {
                self.add(field, &Site::within(id), &mut draft);
            }
            draft.additional = found.additional.or(draft.additional.take());
        }
        let fields = draft.fields.into_values().collect();
        let shape = Shape::Struct(Struct { fields, additional: draft.additional });
        if let Some(slot) = self.slots.get_mut(id.0) {
            slot.state = State::Done(shape);
        }
        id
    }

    fn kind(&mut self, ty: &Type) -> Kind {
        match ty {
            Type::Primitive(p) if format::is_text(*p) => Kind::Text,
            Type::Primitive(_) => Kind::Scalar,
            Type::Map(_) => Kind::Map,
            Type::Named(id) => {
                self.define(*id);
                match self.shape_of(*id) {
                    Some(Shape::Struct(_)) => Kind::Struct,
                    Some(Shape::Enum(_)) => Kind::Enum,
                    Some(Shape::Values(_)) => Kind::Values,
                    Some(Shape::Union(_)) => Kind::Union,
                    Some(Shape::Newtype(_)) => Kind::Text,
                    _ => Kind::Other,
                }
            }
            _ => Kind::Other,
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Struct,
    Enum,
    Values,
    Scalar,
    Union,
    Map,
    Text,
    Other,
}

/// A property of which nothing is known but that it is required.
fn unsaid(name: &str) -> Field {
    let note = "Required by the definition, which does not describe it.".to_owned();
    Field {
        name: name.to_owned(),
        rename: None,
        required: false,
        read_only: false,
        write_only: false,
        preset: None,
        ty: Type::Any,
        docs: Docs { notes: vec![note], ..Docs::default() },
    }
}

/// Takes `null` off.
fn stripped(ty: &Type) -> (Type, bool) {
    match ty {
        Type::Nullable(inner) => ((**inner).clone(), true),
        ty => (ty.clone(), false),
    }
}

/// Returns the later docs, completed by the earlier ones.
fn both(before: &Docs, after: Docs) -> Docs {
    Docs {
        summary: after.summary.or_else(|| before.summary.clone()),
        description: after.description.or_else(|| before.description.clone()),
        deprecated: after.deprecated || before.deprecated,
        notes: if after.notes.is_empty() { before.notes.clone() } else { after.notes },
    }
}
