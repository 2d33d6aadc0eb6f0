//! Bodies of named types.
//!
//! In: a slot that waits, with its [`Form`]. Out: its [`Shape`]. It must not know where the type is used.

use std::collections::HashSet;

use super::form::{Alternative, Alternatives, Form};
use super::node::Node;
use super::object::Draft;
use super::site::Site;
use super::{Lower, State};
use crate::diagnostic::{Code, Place};
use crate::ir::{Branch, Constant, Primitive, Shape, Struct, Type, TypeId, Union};

impl<'a> Lower<'a, '_> {
    /// Makes the bodies of all types that wait, and of those that are met on the way.
    pub(super) fn define_all(&mut self) {
        while self.next < self.slots.len() {
            self.define(TypeId(self.next));
            self.next += 1;
        }
    }

    /// Makes a type's body, unless it is made or being made.
    pub(super) fn define(&mut self, id: TypeId) {
        let Some(slot) = self.slots.get_mut(id.0) else { return };
        let (form, node) = match std::mem::replace(&mut slot.state, State::Working) {
            State::Waiting(form, node) => (Some(form), node),
            State::Unread(node) => (None, node),
            other => {
                slot.state = other;
                return;
            }
        };
        let component = form.is_none();
        let place = node.place.clone();
        let shape = self.deeper(Shape::Alias(Type::Any), &place, |lower| {
            let form = match form {
                Some(form) => form,
                None => lower.form(&node),
            };
            lower.shape(id, &form, &node, component)
        });
        if let Some(slot) = self.slots.get_mut(id.0) {
            slot.state = State::Done(shape);
        }
    }

    fn shape(&mut self, id: TypeId, form: &Form<'a>, node: &Node<'a>, component: bool) -> Shape {
        match form {
            Form::Struct(parts) => {
                let mut draft = Draft::default();
                let site = Site::within(self.owner(id));
                for part in parts {
                    self.gather(part, &site, &mut draft);
                }
                if let Some(slot) = self.slots.get_mut(id.0) {
                    slot.closed = draft.closed && draft.additional.is_none();
                }
                Shape::Struct(self.finish(draft, node))
            }
            Form::Enum(texts) => Shape::Enum(texts.clone()),
            Form::Values(values) => Shape::Values(values.clone()),
            Form::Union(alternatives) => self.union(id, alternatives),
            Form::Family(base) => self.family(base),
            Form::Primitive(primitive @ (Primitive::String | Primitive::Secret)) if component => {
                Shape::Newtype(*primitive)
            }
            other => Shape::Alias(self.form_type(other, node, &Site::within(id))),
        }
    }

    fn union(&mut self, id: TypeId, alternatives: &Alternatives<'a>) -> Shape {
        let property = alternatives.discriminator.as_ref().and_then(|d| d.text("propertyName"));
        let mut branches: Vec<Branch> = Vec::new();
        let listed: Vec<Place> = alternatives
            .branches
            .iter()
            .filter_map(|branch| match &branch.form {
                Form::Reference(target) => Some(target.place.clone()),
                _ => None,
            })
            .collect();
        for (index, alternative) in alternatives.branches.iter().enumerate() {
            let wanted = self.branch_name(alternative);
            let taken = |name: &str| branches.iter().any(|branch| branch.name == name);
            let name = if taken(&wanted) { format!("{wanted} {}", index + 1) } else { wanted };
            let site = Site::within(id).child(&name);
            let ty = match self.form_type(&alternative.form, &alternative.node, &site) {
                Type::Nullable(inner) => *inner,
                ty => ty,
            };
            if ty == Type::Named(id) {
                let message = "a union that is its own alternative: it allows nothing more";
                self.report(Code::IgnoredPart, &alternative.node.place, message);
                continue;
            }
            let tags = match &alternatives.discriminator {
                Some(discriminator) => self.tags(discriminator, alternative, &listed),
                None => Vec::new(),
            };
            branches.push(Branch { name, ty, tags, marks: Vec::new() });
        }
        if let Some(discriminator) = &alternatives.discriminator {
            self.unshare(&mut branches, alternatives, discriminator);
        }
        match branches.len() {
            0 => Shape::Alias(Type::Any),
            1 => Shape::Alias(branches.pop().map_or(Type::Any, |branch| branch.ty)),
            _ => {
                let discriminator = property.map(str::to_owned);
                let together = alternatives.together && discriminator.is_none();
                Shape::Union(Union { branches, discriminator, based: false, together })
            }
        }
    }

    /// A value of the discriminator that several branches claim is the one's whose schema has that name, else
    /// the first one's; a branch to which none is left is told by its name.
    fn unshare(
        &mut self,
        branches: &mut [Branch],
        of: &Alternatives<'a>,
        discriminator: &Node<'a>,
    ) {
        let all: Vec<Vec<String>> = branches.iter().map(|branch| branch.tags.clone()).collect();
        let names: Vec<String> = branches.iter().map(|branch| branch.name.clone()).collect();
        let keys: Vec<Option<String>> = of
            .branches
            .iter()
            .map(|branch| match &branch.form {
                Form::Reference(target) => {
                    target.place.pointer().rsplit('/').next().map(super::schema::unescape)
                }
                _ => None,
            })
            .collect();
        let aligned = keys.len() == branches.len();
        let key = |index: usize| match keys.get(index) {
            Some(Some(key)) if aligned => Some(key.clone()),
            _ => names.get(index).cloned(),
        };
        let mut shared = false;
        for (index, branch) in branches.iter_mut().enumerate() {
            branch.tags.retain(|tag| {
                let elsewhere =
                    all.iter().enumerate().any(|(i, tags)| i != index && tags.contains(tag));
                shared |= elsewhere;
                !elsewhere
            });
        }
        if !shared {
            return;
        }
        for index in 0..branches.len() {
            let Some(wanted) = key(index) else { continue };
            let taken = branches.iter().any(|branch| branch.tags.contains(&wanted));
            if let Some(branch) = branches.get_mut(index)
                && branch.tags.is_empty()
                && !taken
            {
                branch.tags.push(wanted);
            }
        }
        let message = "several alternatives allow the same values of the discriminator: each is told by its name";
        self.report(Code::IgnoredPart, &discriminator.place, message);
    }

    /// Returns what a branch is called after.
    fn branch_name(&mut self, branch: &Alternative<'a>) -> String {
        if let Some(title) = branch.node.text("title") {
            return title.to_owned();
        }
        match &branch.form {
            Form::Reference(target) => {
                let last = target.place.pointer().rsplit('/').next().unwrap_or_default();
                super::schema::unescape(last)
            }
            Form::Primitive(primitive) => primitive_name(*primitive).to_owned(),
            Form::List(_) => "list".to_owned(),
            Form::Map(_) => "map".to_owned(),
            Form::Enum(texts) => match texts.variants.as_slice() {
                [only] if !only.value.is_empty() => only.value.clone(),
                _ => "string".to_owned(),
            },
            Form::Values(values) => match values.variants.as_slice() {
                [only] => only.rename.clone().unwrap_or_else(|| only.value.plain()),
                _ if values.integers => "integer".to_owned(),
                _ => "value".to_owned(),
            },
            Form::Struct(_) => {
                self.own_constant(&branch.node).unwrap_or_else(|| "object".to_owned())
            }
            Form::Union(_) | Form::Family(_) | Form::Any => "value".to_owned(),
        }
    }

    /// Returns what the one value of a property says, where a branch allows no other.
    fn own_constant(&self, node: &Node<'a>) -> Option<String> {
        node.members("properties").iter().find_map(|(name, member)| {
            match super::preset::only(member)? {
                Constant::Text(text) => Some(text).filter(|text| !text.is_empty()),
                other => Some(format!("{name} {}", other.plain())),
            }
        })
    }

    /// Returns the discriminator's values that mean a branch: those of `mapping`, else those that
    /// the branch's own property allows, else its name.
    fn tags(
        &mut self,
        discriminator: &Node<'a>,
        branch: &Alternative<'a>,
        listed: &[Place],
    ) -> Vec<String> {
        let mut tags = Vec::new();
        let target = match &branch.form {
            Form::Reference(target) => Some(target.clone()),
            _ => None,
        };
        let key = target.as_ref().map(|target| {
            super::schema::unescape(target.place.pointer().rsplit('/').next().unwrap_or_default())
        });
        for (value, meant) in discriminator.members("mapping") {
            let Some(meant) = meant.value.as_str() else { continue };
            let by_name = key.as_deref() == Some(meant);
            let by_place = meant.contains('#')
                && self.find(meant).map(|n| n.place) == target.as_ref().map(|t| t.place.clone());
            if target.is_some() && (by_name || by_place) {
                tags.push(value.to_owned());
            }
        }
        let property = discriminator.text("propertyName").unwrap_or_default();
        let node = target.as_ref().unwrap_or(&branch.node);
        if tags.is_empty() {
            tags = self.property_constants(node, property);
        }
        if tags.is_empty() {
            tags.extend(key);
        }
        // What extends an alternative is that alternative too, unless it is one itself.
        if let Some(target) = target.filter(|target| self.is_family(target)) {
            for tag in self.inherited_tags(&target, discriminator, listed) {
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
        tags
    }

    /// Returns the few texts that a property of a schema allows, `allOf` and references followed.
    fn property_constants(&self, node: &Node<'a>, property: &str) -> Vec<String> {
        let mut open = vec![node.clone()];
        let mut seen = HashSet::new();
        while let Some(node) = open.pop() {
            let member = node.members("properties").into_iter().find(|(name, _)| *name == property);
            if let Some((_, member)) = member {
                let target = member.text("$ref").and_then(|reference| self.find(reference));
                if let Some(texts) = target.unwrap_or(member).constants() {
                    return texts.into_iter().map(str::to_owned).collect();
                }
            }
            // What comes last in `allOf` is the schema's own, and is looked at first.
            let target = node.text("$ref").and_then(|reference| self.find(reference));
            open.extend(target.filter(|target| seen.insert(target.place.clone())));
            open.extend(node.items("allOf"));
        }
        Vec::new()
    }

    /// Returns a struct's definition, made on demand; `None` where the type is another.
    pub(super) fn struct_of(&mut self, id: TypeId) -> Option<Struct> {
        self.define(id);
        match self.slots.get(id.0).map(|slot| &slot.state) {
            Some(State::Done(Shape::Struct(found))) => Some(found.clone()),
            _ => None,
        }
    }

    /// Returns a type with its aliases followed, made on demand.
    pub(super) fn unaliased(&mut self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        for _ in 0..super::HOPS {
            let Type::Named(id) = ty else { return ty };
            self.define(id);
            match self.slots.get(id.0).map(|slot| &slot.state) {
                Some(State::Done(Shape::Alias(next))) => ty = next.clone(),
                _ => return ty,
            }
        }
        ty
    }

    /// Returns a named type's shape, if it is made.
    pub(super) fn shape_of(&self, id: TypeId) -> Option<&Shape> {
        match self.slots.get(id.0).map(|slot| &slot.state) {
            Some(State::Done(shape)) => Some(shape),
            _ => None,
        }
    }
}

fn primitive_name(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Boolean => "boolean",
        Primitive::I32 | Primitive::U32 | Primitive::I64 | Primitive::U64 => "integer",
        Primitive::F32 | Primitive::F64 => "number",
        Primitive::Decimal | Primitive::DecimalText => "decimal",
        Primitive::HttpDate | Primitive::UnixTime => "timestamp",
        Primitive::TimeOfDay => "time",
        Primitive::Duration => "duration",
        Primitive::Timestamp => "timestamp",
        Primitive::Date => "date",
        Primitive::Base64 | Primitive::Base64Url | Primitive::Binary => "bytes",
        Primitive::Foreign(_) => "value",
        Primitive::Secret => "secret",
        Primitive::String => "string",
    }
}
