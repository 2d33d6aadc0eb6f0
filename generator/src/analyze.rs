//! Computes [`Facts`]: what has to be known of an API before its Rust can be written.
//!
//! In: the [`Api`]. Out: for each type where it stands, which features reach it, whether requests or
//! responses do, what is boxed and what is the same as another. It must not know Rust's syntax nor
//! identifiers.

mod boxes;
mod headers;
mod preset;
mod reach;
mod same;

use std::collections::BTreeSet;

pub use self::headers::{HeaderSet, HeaderSetId};

use crate::ir::{
    Api, Body, Codec, Content, Field, Operation, Preset, Response, Shape, StatusPattern, TagId,
    Type, TypeId, TypeName,
};

/// Most features that a crate may have for its tags; registries cap them.
const MOST_FEATURES: usize = 99;

/// What is known of an API beside itself.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The features of the crate, in the order of the tags.
    pub features: Vec<Feature>,
    /// The feature of each tag.
    tag_features: Vec<FeatureId>,
    /// An inline type that has the same shape as an earlier one is another name for it.
    same: Vec<Option<TypeId>>,
    homes: Vec<Home>,
    reach: Vec<Reach>,
    in_request: Vec<bool>,
    in_response: Vec<bool>,
    in_parameter: Vec<bool>,
    boxed: BTreeSet<(TypeId, usize)>,
    endless: Vec<bool>,
    /// What is declared of the headers of answers, each set once.
    pub header_sets: Vec<HeaderSet>,
    operation_headers: Vec<(Option<HeaderSetId>, Option<HeaderSetId>)>,
}

/// Index of a [`Feature`] in [`Facts::features`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FeatureId(pub usize);

/// What a feature of the generated crate switches on.
#[derive(Clone, Debug, PartialEq)]
pub enum Feature {
    /// The operations of one tag.
    Tag(TagId),
    /// The operations of several tags whose names start alike.
    Tags(String, Vec<TagId>),
    /// What the API sends: webhooks and callbacks.
    Events,
    /// Components that nothing uses.
    Unused,
}

/// Where a type stands in the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    /// `types`.
    Types,
    /// The module of the operation that it is written in; `None`: operations without a tag.
    Tag(Option<TagId>),
}

/// The features under which a type exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Whatever the features.
    Always,
    /// With any of these. Empty: nothing reaches the type, it is not emitted.
    Any(BTreeSet<FeatureId>),
}

/// Computes the facts of an API.
pub fn analyze(api: &Api) -> Facts {
    let mut facts = Facts { homes: homes(api), ..Facts::default() };
    features(api, &mut facts);
    same::find(api, &mut facts);
    boxes::break_endless_aliases(api, &mut facts);
    reach::spread(api, &mut facts);
    boxes::place(api, &mut facts);
    headers::find(api, &mut facts);
    facts
}

impl Facts {
    /// Returns the earlier type of which this one is only another name.
    pub fn same_as(&self, id: TypeId) -> Option<TypeId> {
        self.same.get(id.0).copied().flatten()
    }

    /// Returns where a type stands.
    pub fn home(&self, id: TypeId) -> Home {
        self.homes.get(id.0).copied().unwrap_or(Home::Types)
    }

    /// Returns under which features a type exists.
    pub fn reach(&self, id: TypeId) -> &Reach {
        self.reach.get(id.0).unwrap_or(&Reach::Always)
    }

    /// Tells whether a type is emitted at all.
    pub fn is_emitted(&self, id: TypeId) -> bool {
        !matches!(self.reach(id), Reach::Any(features) if features.is_empty())
    }

    /// Tells whether a request can hold the type.
    pub fn in_request(&self, id: TypeId) -> bool {
        self.in_request.get(id.0).copied().unwrap_or_default()
    }

    /// Tells whether a response can hold the type.
    pub fn in_response(&self, id: TypeId) -> bool {
        self.in_response.get(id.0).copied().unwrap_or_default()
    }

    /// Tells whether a parameter can hold the type.
    pub fn in_parameter(&self, id: TypeId) -> bool {
        self.in_parameter.get(id.0).copied().unwrap_or_default()
    }

    /// Tells whether a struct's field or a union's branch needs a `Box`.
    pub fn is_boxed(&self, owner: TypeId, index: usize) -> bool {
        self.boxed.contains(&(owner, index))
    }

    /// Tells whether a type is an alias that leads back to itself through lists and maps, which Rust cannot write:
    /// it is a type of its own around what it names.
    pub fn is_endless(&self, id: TypeId) -> bool {
        self.endless.get(id.0).copied().unwrap_or_default()
    }

    /// Returns what a constructor puts into a field, where the field's type can hold it.
    pub fn preset<'a>(&self, api: &'a Api, field: &'a Field) -> Option<&'a Preset> {
        let preset = field.preset.as_ref()?;
        preset::fits(self.resolve(api, &field.ty), &preset.value).then_some(preset)
    }

    /// Returns the headers of an operation's successes, by its index.
    pub fn success_headers(&self, operation: usize) -> Option<HeaderSetId> {
        self.operation_headers.get(operation)?.0
    }

    /// Returns the headers of an operation's failures, by its index.
    pub fn failure_headers(&self, operation: usize) -> Option<HeaderSetId> {
        self.operation_headers.get(operation)?.1
    }

    /// Returns the feature of a tag.
    pub fn feature(&self, tag: TagId) -> Option<FeatureId> {
        self.tag_features.get(tag.0).copied()
    }

    /// Tells whether a value is a list, or null instead of one.
    pub fn is_list(&self, api: &Api, ty: &Type) -> bool {
        match self.resolve(api, ty) {
            Resolved::Type(Type::List(_)) => true,
            Resolved::Type(Type::Nullable(inner)) => self.is_list(api, inner),
            _ => false,
        }
    }

    /// Follows aliases and sameness to the type that has a shape of its own.
    pub fn resolve<'a>(&self, api: &'a Api, mut ty: &'a Type) -> Resolved<'a> {
        // As many steps as there are types end every walk, also on a broken input.
        for _ in 0..=api.types.len() {
            let Type::Named(id) = ty else { return Resolved::Type(ty) };
            let id = self.same_as(*id).unwrap_or(*id);
            match api.type_def(id).map(|def| &def.shape) {
                Some(Shape::Alias(target)) if !self.is_endless(id) => ty = target,
                None => break,
                Some(shape) => return Resolved::Shape(id, shape),
            }
        }
        Resolved::Type(&Type::Any)
    }
}

/// What a type is once aliases are followed.
#[derive(Clone, Copy, Debug)]
pub enum Resolved<'a> {
    /// Not a named type.
    Type(&'a Type),
    /// A named type with a shape of its own.
    Shape(TypeId, &'a Shape),
}

/// Returns the content of a body that the operation's method sends: JSON where it is offered, else another value, else the
/// first.
pub fn sent_content(body: &Body) -> Option<&Content> {
    let json = body.contents.iter().find(|content| matches!(content.codec, Codec::Json(_)));
    json.or_else(|| body.contents.iter().find(|content| content.codec.value().is_some()))
        .or_else(|| body.contents.first())
}

/// Returns the other contents of a body that take the same value: only how it is written differs.
pub fn also_sent(body: &Body) -> impl Iterator<Item = &Content> {
    let sent = sent_content(body);
    body.contents.iter().filter(move |content| {
        let other = sent.filter(|sent| content.media_type != sent.media_type);
        other.is_some_and(|sent| takes_the_same(content, sent)) && !is_range(content)
    })
}

/// Returns the contents of a body that take another value: each has a method of its own.
pub fn other_sent(body: &Body) -> impl Iterator<Item = &Content> {
    let sent = sent_content(body);
    body.contents.iter().filter(move |content| {
        sent.is_some_and(|sent| {
            content.media_type != sent.media_type && !takes_the_same(content, sent)
        })
    })
}

fn takes_the_same(one: &Content, other: &Content) -> bool {
    one.codec == other.codec || one.codec.value().is_some_and(|ty| Some(ty) == other.codec.value())
}

/// Tells whether a media type is a range, such as `image/*`: who calls names the one that is sent.
pub fn is_range(content: &Content) -> bool {
    content.media_type.contains('*')
}

/// Tells whether the success statuses have to be told apart by the caller: they have different
/// bodies, or there are several and none of them is a 2xx.
pub fn has_output_enum(operation: &Operation) -> bool {
    let Some((first, rest)) = operation.successes.split_first() else { return false };
    let codec = |response: &'_ Response| response.content.as_ref().map(|c| c.codec.clone());
    let is_2xx = |response: &Response| match response.status {
        StatusPattern::Code(code) => (200..300).contains(&code),
        StatusPattern::Range(digit) => digit == 2,
        StatusPattern::Default => true,
    };
    rest.iter().any(|response| codec(response) != codec(first))
        || (!rest.is_empty() && !operation.successes.iter().all(is_2xx))
}

fn homes(api: &Api) -> Vec<Home> {
    let mut homes = Vec::with_capacity(api.types.len());
    for start in 0..api.types.len() {
        let mut id = start;
        let mut home = Home::Types;
        // A type written in another stands beside it, at most as many levels as there are types.
        for _ in 0..api.types.len() {
            match api.types.get(id).map(|def| &def.origin) {
                Some(TypeName::Within(outer, _)) => id = outer.0,
                Some(TypeName::InOperation(operation, _)) => {
                    let tag = api.operations.get(*operation).and_then(|o| o.tags.first().copied());
                    home = Home::Tag(tag);
                    break;
                }
                Some(TypeName::Component(_) | TypeName::InEvent(..)) | None => break,
            }
        }
        homes.push(home);
    }
    homes
}

/// One feature a tag; where those are too many, one for all tags that start with the same word.
fn features(api: &Api, facts: &mut Facts) {
    if api.tags.len() <= MOST_FEATURES {
        facts.features = (0..api.tags.len()).map(|tag| Feature::Tag(TagId(tag))).collect();
        facts.tag_features = (0..api.tags.len()).map(FeatureId).collect();
    } else {
        let mut groups: Vec<(String, Vec<TagId>)> = Vec::new();
        for (index, tag) in api.tags.iter().enumerate() {
            let name = tag.rename.as_ref().unwrap_or(&tag.name);
            let prefix = name.split(|c: char| !c.is_alphanumeric()).find(|part| !part.is_empty());
            let prefix = prefix.unwrap_or("other").to_lowercase();
            let place = match groups.iter().position(|(group, _)| *group == prefix) {
                Some(place) => place,
                // What does not fit any more shares the last one.
                None if groups.len() >= MOST_FEATURES => groups.len() - 1,
                None => {
                    groups.push((prefix, Vec::new()));
                    groups.len() - 1
                }
            };
            if let Some((_, tags)) = groups.get_mut(place) {
                tags.push(TagId(index));
            }
            facts.tag_features.push(FeatureId(place));
        }
        facts.features = groups.into_iter().map(|(name, tags)| Feature::Tags(name, tags)).collect();
    }
    if !api.events.is_empty() {
        facts.features.push(Feature::Events);
    }
}
