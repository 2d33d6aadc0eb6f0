//! Uses of schemas: from a schema to a [`Type`], named types being allocated on the way.
//!
//! In: a [`Node`] and the [`Site`] where it stands. Out: a [`Type`]. It must not know how a named type's body is made.

use std::collections::HashSet;

use serde_json::Value;

use super::form::{Form, Item};
use super::node::Node;
use super::site::Site;
use super::{Lower, Slot, State, docs};
use crate::diagnostic::{Code, Place};
use crate::ir::{Type, TypeId};

impl<'a> Lower<'a, '_> {
    /// Returns the type of a schema, [`Type::Nullable`] outermost.
    pub(super) fn ty(&mut self, node: &Node<'a>, site: &Site) -> Type {
        let bare = self.bare_ty(node, site);
        if self.nullable(node) { nullable(bare) } else { bare }
    }

    fn bare_ty(&mut self, node: &Node<'a>, site: &Site) -> Type {
        if let Some(id) = self.by_place.get(&node.place) {
            return Type::Named(*id);
        }
        let form = self.form(node);
        self.form_type(&form, node, site)
    }

    /// Returns the type of a form. The schema's `null` is the caller's.
    pub(super) fn form_type(&mut self, form: &Form<'a>, node: &Node<'a>, site: &Site) -> Type {
        self.deeper(Type::Any, &node.place, |lower| match form {
            Form::Any => Type::Any,
            Form::Primitive(primitive) => Type::Primitive(*primitive),
            Form::List(item) => Type::List(Box::new(lower.item(item, &site.item()))),
            Form::Map(item) => Type::Map(Box::new(lower.item(item, &site.child("value")))),
            Form::Reference(target) => lower.reference(target),
            Form::Struct(_)
            | Form::Enum(_)
            | Form::Values(_)
            | Form::Union(_)
            | Form::Family(_) => Type::Named(lower.inline(form, node, site)),
        })
    }

    /// Returns the type of what an array or a map holds.
    pub(super) fn item(&mut self, item: &Item<'a>, site: &Site) -> Type {
        match item {
            Item::Any => Type::Any,
            Item::Node(node) => self.ty(node, site),
            Item::Form { form, nullable: null, node } => {
                let ty = self.form_type(form, node, site);
                if *null { nullable(ty) } else { ty }
            }
        }
    }

    /// Allocates an inline type; its body is made later, when every name is known.
    fn inline(&mut self, form: &Form<'a>, node: &Node<'a>, site: &Site) -> TypeId {
        if let Some(id) = self.by_place.get(&node.place) {
            return *id;
        }
        let rename = self.rename(node);
        let id = self.allocate(Slot {
            origin: site.name(),
            rename,
            docs: docs::of(node),
            place: node.place.clone(),
            state: State::Waiting(form.clone(), node.clone()),
            closed: false,
        });
        self.by_place.insert(node.place.clone(), id);
        id
    }

    /// Returns the type of a schema that stands elsewhere, without its `null`.
    pub(super) fn reference(&mut self, target: &Node<'a>) -> Type {
        if let Some(id) = self.by_place.get(&target.place) {
            return Type::Named(*id);
        }
        let site = self.site_of(&target.place);
        match self.deeper(Type::Any, &target.place, |lower| lower.bare_ty(target, &site)) {
            Type::Nullable(inner) => *inner,
            ty => ty,
        }
    }

    /// Returns the site of a place, for schemas that are met by reference before they are met in place.
    pub(super) fn site_of(&self, place: &Place) -> Site {
        let segments: Vec<String> = place.pointer().split('/').skip(1).map(unescape).collect();
        if let [components, schemas, key, rest @ ..] = segments.as_slice()
            && components == "components"
            && schemas == "schemas"
        {
            let owner = Place::root().child("components").child("schemas").child(key);
            if let Some(id) = self.by_place.get(&owner) {
                let names = rest
                    .iter()
                    .filter(|s| !matches!(s.as_str(), "properties" | "allOf" | "oneOf" | "anyOf"));
                return names.fold(Site::within(*id), |site, name| match name.as_str() {
                    "items" => site.item(),
                    "additionalProperties" => site.child("value"),
                    name => site.child(name),
                });
            }
        }
        if let [components, kind, key, ..] = segments.as_slice()
            && components == "components"
            && kind != "schemas"
        {
            return Site::component(key);
        }
        let last = segments.iter().rev().find(|s| {
            !matches!(s.as_str(), "schema" | "items" | "properties") && s.parse::<usize>().is_err()
        });
        Site::component(last.map_or("schema", String::as_str))
    }

    /// Returns the schema that a `$ref` names; reports once where there is none.
    pub(super) fn target(&mut self, node: &Node<'a>) -> Option<Node<'a>> {
        let reference = node.text("$ref")?;
        let found = self.find(reference);
        if found.is_none() && !self.document.origin.assembly.is_told(reference) {
            let written = self.document.written(reference);
            // Nobody reads the hundredth guess, and a guess takes time.
            let guess = self.sink.diagnostics().len() <= 100;
            let near = if guess { self.document.near(reference) } else { None };
            let near = near.map(|near| format!("; `{near}`?")).unwrap_or_default();
            let message = format!("`{written}` names nothing in this definition{near}");
            self.report(Code::UnresolvedReference, &node.place.child("$ref"), message);
        }
        found
    }

    /// Tells whether a schema allows `null`.
    pub(super) fn nullable(&self, node: &Node<'a>) -> bool {
        self.nullable_within(node, &mut HashSet::new())
    }

    fn nullable_within(&self, node: &Node<'a>, seen: &mut HashSet<Place>) -> bool {
        if node.object().is_none() {
            return false;
        }
        if node.type_has_null() || node.flag("nullable") {
            return true;
        }
        if let Some(value) = node.key("const") {
            return value.is_null();
        }
        if let Some(values) = node.key("enum").and_then(Value::as_array) {
            return node.types().is_empty() && values.iter().any(Value::is_null);
        }
        if !node.types().is_empty() {
            return false;
        }
        if let Some(reference) = node.text("$ref") {
            let Some(target) = self.find(reference) else { return false };
            return seen.insert(target.place.clone()) && self.nullable_within(&target, seen);
        }
        for key in ["oneOf", "anyOf"] {
            let branches = node.items(key);
            if branches.iter().any(|b| b.is_null() || self.nullable_within(b, seen)) {
                return true;
            }
        }
        let members = node.items("allOf");
        let mut said = members.iter().filter(|m| !super::form::says_nothing(m)).peekable();
        said.peek().is_some() && said.all(|m| self.nullable_within(m, seen))
    }
}

/// Wraps a type that may be `null`, once.
pub(super) fn nullable(ty: Type) -> Type {
    match ty {
        // Any JSON value may be `null` already.
        Type::Nullable(_) | Type::Any => ty,
        ty => Type::Nullable(Box::new(ty)),
    }
}

/// Undoes the escapes of a JSON Pointer's segment.
pub(super) fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}
