//! The values of a discriminator that mean a schema of a family.
//!
//! In: who extends whom. Out: texts, each once a family. It must not know what a use of a family is.

use std::collections::HashMap;

use super::{Family, discriminator, written};
use crate::diagnostic::Place;
use crate::lower::Lower;
use crate::lower::node::Node;

impl<'a> Lower<'a, '_> {
    /// Returns the values of the discriminator that mean one of those who extend a schema, `but` those of some.
    pub(in crate::lower) fn inherited_tags(
        &self,
        node: &Node<'a>,
        discriminator: &Node<'a>,
        but: &[Place],
    ) -> Vec<String> {
        let property = discriminator.text("propertyName").unwrap_or_default();
        let discriminators = [discriminator.clone()];
        let mut tags = Vec::new();
        for below in self.descendants(node) {
            if !but.contains(&below.place) {
                tags.extend(self.own_tags(property, &discriminators, &below));
            }
        }
        tags
    }

    /// Returns the values that mean a member: its own first, then those of all that extend it.
    pub(super) fn member_tags(&self, family: &Family<'a>, member: &Node<'a>) -> Vec<String> {
        let mut all = vec![member.clone()];
        all.extend(self.descendants(member));
        let siblings: Vec<&Place> = family.members.iter().map(|m| &m.place).collect();
        let mut tags: Vec<String> = Vec::new();
        for (index, node) in all.iter().enumerate() {
            if index > 0 && siblings.contains(&&node.place) {
                continue;
            }
            let mut discriminators = family.discriminators.clone();
            // One below may write the mapping of its own children.
            discriminators.extend(discriminator(member).filter(|own| {
                own.text("propertyName") == Some(family.property)
                    && !discriminators.iter().any(|d| d.place == own.place)
            }));
            for tag in self.own_tags(family.property, &discriminators, node) {
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
        tags
    }

    /// Returns the values that mean the base itself. Where a mapping leaves it out, nothing is known of that.
    pub(super) fn base_tags(&self, family: &Family<'a>, node: &Node<'a>) -> Vec<String> {
        let tags = self.own_tags(family.property, &family.discriminators, node);
        let mapped = family.discriminators.iter().any(|d| !d.members("mapping").is_empty());
        let by_name = tags.as_slice() == [node.key_of_place()];
        if mapped && by_name || tags.len() > 1 { Vec::new() } else { tags }
    }

    /// Returns the values that mean a schema alone: of the mappings, else what it says itself.
    fn own_tags(&self, property: &str, of: &[Node<'a>], node: &Node<'a>) -> Vec<String> {
        let mut tags = Vec::new();
        for discriminator in of {
            tags.extend(self.mapped_to(discriminator, &node.place));
        }
        if !tags.is_empty() {
            return tags;
        }
        let key = (node.place.clone(), property.to_owned());
        let mut told = self.kin.told.borrow_mut();
        told.entry(key).or_insert_with(|| self.told_by(node, property)).clone()
    }

    /// Returns the values that mean a schema without a mapping: its own constant, else what a base lists that is written
    /// like its name, else its name.
    fn told_by(&self, node: &Node<'a>, property: &str) -> Vec<String> {
        let tags = own_constants(node, property);
        if !tags.is_empty() {
            return tags;
        }
        let name = node.key_of_place();
        let plain = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let bases = self.parents_of(node).into_iter();
        let mut listed = bases.flat_map(|base| own_constants(&base, property));
        vec![listed.find(|text| plain(text) == plain(&name)).unwrap_or(name)]
    }

    /// Returns the values that a mapping gives to a schema.
    fn mapped_to(&self, discriminator: &Node<'a>, place: &Place) -> Vec<String> {
        let mut mappings = self.kin.mappings.borrow_mut();
        let mapping = mappings.entry(discriminator.place.clone()).or_insert_with(|| {
            let mut values: HashMap<Place, Vec<String>> = HashMap::new();
            for (value, meant) in discriminator.members("mapping") {
                if let Some(target) = self.mapped(&meant) {
                    values.entry(target.place).or_default().push(value.to_owned());
                }
            }
            values
        });
        mapping.get(place).cloned().unwrap_or_default()
    }
}

/// Returns the few texts that a schema's own property allows.
fn own_constants(node: &Node<'_>, property: &str) -> Vec<String> {
    let properties = written(node);
    let members = properties.iter().flat_map(|node| node.members("properties"));
    let texts = members.filter(|(name, _)| *name == property).filter_map(|(_, m)| m.constants());
    texts.flatten().map(str::to_owned).collect()
}
