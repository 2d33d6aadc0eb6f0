//! Inheritance: a schema with a `discriminator` that others extend with `allOf` is any of them, or itself.
//!
//! In: the component schemas. Out: which of them are such bases, and the union that a use of one is. It must not know how
//! properties are gathered, nor where a base is used.

mod tags;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::form::{Form, Part};
use super::node::Node;
use super::{Lower, Slot, State, docs};
use crate::diagnostic::{Code, Place};
use crate::ir::{Branch, Shape, Type, TypeId, TypeName, Union};

/// Who extends whom.
#[derive(Default)]
pub(super) struct Kin<'a> {
    /// The components that extend a component directly, in the definition's order.
    children: HashMap<Place, Vec<Node<'a>>>,
    /// The components that a component extends directly.
    parents: HashMap<Place, Vec<Node<'a>>>,
    /// Bases without `oneOf` or `anyOf` of their own.
    families: HashMap<Place, Family<'a>>,
    /// Bases that list their children themselves.
    listed: HashSet<Place>,
    /// The struct of a base's own properties, and the type that the base is.
    structs: HashMap<Place, TypeId>,
    owners: HashMap<TypeId, TypeId>,
    /// What tells a schema by a property, where no mapping does.
    told: RefCell<HashMap<(Place, String), Vec<String>>>,
    /// The values that a Discriminator Object's mapping gives to each schema.
    mappings: RefCell<HashMap<Place, HashMap<Place, Vec<String>>>>,
}

/// A base that stands for itself and for those that extend it.
#[derive(Clone)]
struct Family<'a> {
    /// The property that tells them apart.
    property: &'a str,
    /// Its Discriminator Objects, the nearest first.
    discriminators: Vec<Node<'a>>,
    /// What a value may be, the base aside.
    members: Vec<Node<'a>>,
}

impl<'a> Lower<'a, '_> {
    /// Finds the bases among the components.
    pub(super) fn find_families(&mut self, components: &[Node<'a>]) {
        for node in components {
            let parents = self.extended(node);
            for parent in &parents {
                let children = self.kin.children.entry(parent.place.clone()).or_default();
                if parent.place != node.place && !children.iter().any(|c| c.place == node.place) {
                    children.push(node.clone());
                }
            }
            self.kin.parents.insert(node.place.clone(), parents);
        }
        for node in components {
            let own = discriminator(node);
            let discriminators = self.discriminators(node);
            let Some(property) = discriminators.first().and_then(|d| d.text("propertyName")) else {
                continue;
            };
            let children = self.kin.children.get(&node.place).cloned().unwrap_or_default();
            if has_union(node) {
                if children.iter().any(|child| self.has_branch(node, &child.place)) {
                    self.kin.listed.insert(node.place.clone());
                }
                continue;
            }
            let mut members = children;
            if let Some(own) = &own {
                let descendants = self.descendants(node);
                for (_, meant) in own.members("mapping") {
                    let Some(target) = self.mapped(&meant) else { continue };
                    let known = target.place == node.place
                        || members.iter().chain(&descendants).any(|m| m.place == target.place);
                    if !known {
                        members.push(target);
                    }
                }
            }
            if members.is_empty() {
                if let Some(own) = own {
                    let message =
                        "no schema extends this one: the discriminator tells nothing apart";
                    self.report(Code::IgnoredPart, &own.place, message);
                }
                continue;
            }
            let same = |d: &Node<'a>| d.text("propertyName") == Some(property);
            let discriminators = discriminators.into_iter().filter(same).collect();
            let family = Family { property, discriminators, members };
            self.kin.families.insert(node.place.clone(), family);
        }
    }

    /// Returns the base whose properties a schema takes, where a part that it refers to is one, and is not used.
    pub(super) fn taken(&self, node: &Node<'a>, part: &Node<'a>, alone: bool) -> Option<Node<'a>> {
        let base = self.followed(part.clone());
        let known = self.is_family(&base) || self.kin.listed.contains(&base.place);
        let extends = known && node.place != base.place && (self.is_component(node) || !alone);
        (extends || self.has_branch(&base, &node.place)).then_some(base)
    }

    /// Tells whether a schema is a component.
    pub(super) fn is_component(&self, node: &Node<'a>) -> bool {
        self.kin.parents.contains_key(&node.place)
    }

    /// Tells whether a part is a base whose values may have what those that extend it add.
    pub(super) fn is_open(&self, part: &Part<'a>) -> bool {
        matches!(part, Part::Base(base) if self.is_family(base))
    }

    /// Follows references and nothing else: another name for a schema is that schema.
    pub(super) fn followed(&self, node: Node<'a>) -> Node<'a> {
        let mut at = node;
        for _ in 0..super::HOPS {
            match at.text("$ref").and_then(|reference| self.find(reference)) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    /// Tells whether a schema is any of those that extend it, without listing them.
    pub(super) fn is_family(&self, node: &Node<'a>) -> bool {
        self.kin.families.contains_key(&node.place)
    }

    /// Returns the struct of a base's own properties.
    pub(super) fn base_struct(&mut self, node: &Node<'a>) -> TypeId {
        if let Some(id) = self.kin.structs.get(&node.place) {
            return *id;
        }
        let owner = match self.reference(node) {
            Type::Named(owner) => Some(owner),
            _ => None,
        };
        let segments = vec!["base".to_owned()];
        let origin = match owner {
            Some(owner) => TypeName::Within(owner, segments),
            None => self.site_of(&node.place).child("base").name(),
        };
        let parts = self.base_parts(node);
        let id = self.allocate(Slot {
            origin,
            rename: None,
            docs: docs::of(node),
            place: node.place.clone(),
            state: State::Waiting(Form::Struct(parts), node.clone()),
            closed: false,
        });
        self.kin.structs.insert(node.place.clone(), id);
        if let Some(owner) = owner {
            self.kin.owners.insert(id, owner);
        }
        id
    }

    /// Returns the type that what is written in a struct is named after.
    pub(super) fn owner(&self, id: TypeId) -> TypeId {
        self.kin.owners.get(&id).copied().unwrap_or(id)
    }

    /// Makes the union that a use of a base is.
    pub(super) fn family(&mut self, node: &Node<'a>) -> Shape {
        let Some(family) = self.kin.families.get(&node.place).cloned() else {
            return Shape::Alias(Type::Any);
        };
        let mut branches: Vec<Branch> = Vec::new();
        let mut taken: HashSet<String> = HashSet::new();
        for member in &family.members {
            let ty = self.reference(member);
            let mut tags = self.member_tags(&family, member);
            tags.retain(|tag| taken.insert(tag.clone()));
            if tags.is_empty() {
                let message = format!(
                    "`{}` has no value of `{}` of its own: it is read as another one",
                    member.key_of_place(),
                    family.property
                );
                self.report(Code::IgnoredPart, &node.place, message);
                continue;
            }
            let name = member.key_of_place();
            branches.push(Branch { name, ty, tags, marks: Vec::new() });
        }
        let base = Type::Named(self.base_struct(node));
        let mut tags = self.base_tags(&family, node);
        tags.retain(|tag| taken.insert(tag.clone()));
        branches.push(Branch { name: "base".to_owned(), ty: base, tags, marks: Vec::new() });
        Shape::Union(Union {
            branches,
            discriminator: Some(family.property.to_owned()),
            based: true,
            together: false,
        })
    }

    /// Returns all that a schema extends, on all levels.
    fn parents_of(&self, node: &Node<'a>) -> Vec<Node<'a>> {
        walk(&self.kin.parents, node)
    }

    /// Returns all that extend a schema, on all levels.
    fn descendants(&self, node: &Node<'a>) -> Vec<Node<'a>> {
        walk(&self.kin.children, node)
    }

    /// Returns the components that a schema extends.
    fn extended(&self, node: &Node<'a>) -> Vec<Node<'a>> {
        let mut found = Vec::new();
        let mut open = node.items("allOf");
        open.reverse();
        while let Some(member) = open.pop() {
            let target = member.text("$ref").and_then(|reference| self.find(reference));
            let target = target.map(|target| self.followed(target));
            found.extend(target.filter(|t| self.by_place.contains_key(&t.place)));
            let mut inner = member.items("allOf");
            inner.reverse();
            open.extend(inner);
        }
        found
    }

    /// Returns the discriminators that hold for a schema, the nearest first.
    fn discriminators(&self, node: &Node<'a>) -> Vec<Node<'a>> {
        let mut found: Vec<Node<'a>> = discriminator(node).into_iter().collect();
        found.extend(self.parents_of(node).iter().filter_map(discriminator));
        found
    }

    /// Returns the schema that a value of a mapping means: a reference, or a component's name.
    fn mapped(&self, meant: &Node<'a>) -> Option<Node<'a>> {
        let meant = meant.value.as_str()?;
        let by_name = || {
            let place = Place::root().child("components").child("schemas").child(meant);
            let value = self.document.schema(place.pointer())?;
            Some(Node::new(self.document, value, place))
        };
        if meant.contains('#') { self.find(meant).or_else(by_name) } else { by_name() }
    }

    /// Returns the parts of a base's own properties: its alternatives, which are its children, left out.
    fn base_parts(&mut self, node: &Node<'a>) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        self.flatten(node, &mut parts);
        for part in &mut parts {
            if let Part::Reference(base) = part
                && let Some(base) = self.taken(node, base, false)
            {
                *part = Part::Base(base);
            }
        }
        parts
    }
}

/// Walks from a schema over all levels, breadth first.
fn walk<'a>(edges: &HashMap<Place, Vec<Node<'a>>>, from: &Node<'a>) -> Vec<Node<'a>> {
    let mut seen: HashSet<Place> = [from.place.clone()].into();
    let mut found: Vec<Node<'a>> = Vec::new();
    let mut level = vec![from.clone()];
    while !level.is_empty() {
        let next = level.iter().filter_map(|node| edges.get(&node.place)).flatten();
        let next: Vec<_> = next.filter(|node| seen.insert(node.place.clone())).cloned().collect();
        found.extend(next.iter().cloned());
        level = next;
    }
    found
}

/// Returns a schema and what is written in its `allOf`.
fn written<'a>(node: &Node<'a>) -> Vec<Node<'a>> {
    let mut found = vec![node.clone()];
    let mut next = 0;
    while let Some(node) = found.get(next) {
        let members = node.items("allOf");
        found.extend(members.into_iter().filter(|member| member.key("$ref").is_none()));
        next += 1;
    }
    found
}

/// Returns the Discriminator Object that is written in a schema.
fn discriminator<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    let mut found = written(node).into_iter().filter_map(|node| node.child("discriminator"));
    found.find(|found| found.text("propertyName").is_some())
}

fn has_union(node: &Node<'_>) -> bool {
    written(node).iter().any(|node| node.key("oneOf").is_some() || node.key("anyOf").is_some())
}
