//! Parameters: path, query, headers, cookies, and how each is written.
//!
//! In: the parameters of a path item and of an operation. Out: [`Parameter`]s in the order of arguments. It must
//! not know how a value becomes text.

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3 as model;
use openapiv3::{ParameterSchemaOrContent, PathStyle, QueryStyle};
use serde_json::Value;

use super::media::{self, Kind};
use super::node::Node;
use super::site::Site;
use super::token::is_field_name;
use super::{Lower, docs, idempotency};
use crate::diagnostic::{Code, Place, Sink};
use crate::ir::{Docs, Location, Parameter, Primitive, Shape, Style, Type, TypeId};
use crate::resolve;

/// How deep a parameter's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flat {
    /// One text.
    Scalar,
    /// A list of texts.
    List,
    /// Texts by name.
    Object,
}

type Given<'a> = (Place, &'a model::ReferenceOr<model::Parameter>);

impl<'a> Lower<'a, '_> {
    /// Lowers the parameters of an operation. `Err`: one that is required cannot be written.
    pub(super) fn parameters(
        &mut self,
        given: &[Given<'a>],
        path: &str,
        operation: &Place,
        site: &Site,
    ) -> Result<Vec<Parameter>, ()> {
        let mut found: Vec<(Place, &'a model::Parameter)> = Vec::new();
        let mut beside: HashMap<(&str, Location), &str> = HashMap::new();
        for (place, parameter) in given {
            let text = self.document.beside(place, "description");
            let resolved = resolve::resolve(self.document, parameter, place, self.sink);
            let Some((place, parameter)) = resolved else { continue };
            match text {
                Some(text) => beside.insert(key(parameter), text),
                None => beside.remove(&key(parameter)),
            };
            let same = |(_, other): &(Place, &model::Parameter)| key(other) == key(parameter);
            match found.iter_mut().find(|other| same(other)) {
                // The operation's own wins over the path item's.
                Some(other) => {
                    self.settle_schema(&other.1.parameter_data_ref().format);
                    *other = (place, parameter);
                }
                None => found.push((place, parameter)),
            }
        }
        // Values may stand in a fixed query as well.
        let template = template(path);
        let mut parameters = Vec::new();
        for (place, parameter) in found {
            let (name, location) = key(parameter);
            if location == Location::Path && !template.contains(&name) {
                let message = format!("`{{{name}}}` is not in the path: the parameter is left out");
                self.report(Code::IgnoredPart, &place, message);
                self.settle_schema(&parameter.parameter_data_ref().format);
                continue;
            }
            if location == Location::Header && set_elsewhere(name) {
                let message =
                    format!("`{name}` is set by media types and security, not by a parameter");
                self.report(Code::IgnoredPart, &place, message);
                self.settle_schema(&parameter.parameter_data_ref().format);
                continue;
            }
            match self.parameter(parameter, &place, site) {
                Ok(mut lowered) => {
                    if let Some(text) = beside.get(&(name, location)) {
                        lowered.docs.description = Some((*text).to_owned());
                    }
                    parameters.push(lowered);
                }
                Err(problem) => {
                    self.report(Code::UnsupportedParameter, &place, problem);
                    if parameter.parameter_data_ref().required || location == Location::Path {
                        return Err(());
                    }
                }
            }
        }
        for name in &template {
            if !parameters.iter().any(|p| p.location == Location::Path && p.name == *name) {
                let message =
                    format!("no parameter describes `{{{name}}}` of the path: it is a text");
                self.report(Code::IgnoredPart, operation, message);
                parameters.push(implied(name, operation));
            }
        }
        let position = |p: &Parameter| match p.location {
            Location::Path => {
                template.iter().position(|name| *name == p.name).unwrap_or(usize::MAX - 1)
            }
            _ => usize::MAX,
        };
        parameters.sort_by_key(position);
        Ok(parameters)
    }

    fn parameter(
        &mut self,
        parameter: &'a model::Parameter,
        place: &Place,
        site: &Site,
    ) -> Result<Parameter, String> {
        let data = parameter.parameter_data_ref();
        let (name, location) = key(parameter);
        if matches!(location, Location::Header | Location::Cookie) && !is_field_name(name) {
            return Err(format!("no request can carry a header or cookie named `{name}`"));
        }
        let (mut style, allow_reserved) = match parameter {
            model::Parameter::Query { style, allow_reserved, .. } => {
                let style = match style {
                    QueryStyle::Form => Style::Form,
                    QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                    QueryStyle::PipeDelimited => Style::PipeDelimited,
                    QueryStyle::DeepObject => Style::DeepObject,
                };
                (style, *allow_reserved)
            }
            model::Parameter::Header { .. } => (Style::Simple, false),
            model::Parameter::Path { style, .. } => {
                let style = match style {
                    PathStyle::Matrix => Style::Matrix,
                    PathStyle::Label => Style::Label,
                    PathStyle::Simple => Style::Simple,
                };
                (style, false)
            }
            model::Parameter::Cookie { .. } => (Style::Form, false),
        };
        let carried = |key: &str, word: &str| data.extensions.get(key).is_some_and(|v| v == word);
        // 3.2's `in: querystring`.
        let whole = carried("x-portolan-in", "querystring");
        if let Some(other) = more_style(&data.extensions)
            && (other != Style::Cookie || location == Location::Cookie)
        {
            style = other;
        }
        let empty =
            matches!(parameter, model::Parameter::Query { allow_empty_value: Some(true), .. });
        let given = data.examples.values().filter_map(|example| match example {
            model::ReferenceOr::Item(example) => example.value.as_ref(),
            model::ReferenceOr::Reference { .. } => None,
        });
        let mut nested = false;
        let mut example = data.example.as_ref().into_iter().chain(given).find_map(scalar_text);
        let (ty, schema_docs) = match &data.format {
            ParameterSchemaOrContent::Schema(_) if whole => {
                return Err("it is the whole query, and needs `content`".to_owned());
            }
            ParameterSchemaOrContent::Schema(schema) => {
                let node = self.stub(schema).ok_or("its schema is missing")?;
                let whole = self.placed_ty(Some(&node), &site.child(name));
                let (mut ty, flat) = match self.parameter_ty(&whole) {
                    Some((ty, flat)) => (ty, Some(flat)),
                    None => (bare(&whole), None),
                };
                match (style, flat) {
                    // A scalar has no members: `name=value` is all that can be meant.
                    (Style::DeepObject, Some(Flat::Scalar)) => style = Style::Form,
                    (Style::DeepObject, _) => ty = bare(&whole),
                    (_, None) => {
                        nested = true;
                        let message = "lists and objects inside of it are sent as JSON text";
                        self.report(Code::NestedParameter, place, message);
                    }
                    (_, Some(_)) => {}
                }
                example = example.or_else(|| self.example(&node));
                (ty, docs::of(&node))
            }
            ParameterSchemaOrContent::Content(content) => {
                let Some((media_type, media)) = content.iter().next() else {
                    return Err("it has neither a schema nor content".to_owned());
                };
                let node = media.schema.as_ref().and_then(|schema| self.stub(schema));
                match media::kind(media_type) {
                    Kind::Json if !whole => {
                        style = Style::Json;
                        let ty = self.placed_ty(node.as_ref(), &site.child(name));
                        (ty, Docs::default())
                    }
                    Kind::Form if whole => {
                        let ty = self.placed_ty(node.as_ref(), &site.child(name));
                        if !self.is_object(&ty) {
                            return Err("it is the whole query, and no object".to_owned());
                        }
                        style = Style::Fields;
                        (bare(&ty), Docs::default())
                    }
                    _ if whole => {
                        return Err(format!("it is the whole query, as `{media_type}`"));
                    }
                    Kind::Text => (Type::Primitive(Primitive::String), Docs::default()),
                    _ => {
                        let message =
                            format!("its value of `{media_type}` is the caller's own text");
                        self.report(Code::UnsupportedMediaType, place, message);
                        (Type::Primitive(Primitive::String), Docs::default())
                    }
                }
            }
        };
        let number = |ty: &Type| match ty {
            Type::Primitive(Primitive::Boolean) => true,
            Type::Primitive(primitive) => super::format::is_number(*primitive),
            _ => false,
        };
        if empty && number(&self.unaliased(&ty)) {
            let message = "no value of this type is empty: `client.raw(…)` can send an empty text";
            self.report(Code::IgnoredPart, &place.child("allowEmptyValue"), message);
        }
        let docs = Docs {
            summary: schema_docs.summary.filter(|_| data.description.is_none()),
            description: data.description.clone().or(schema_docs.description),
            deprecated: data.deprecated.unwrap_or_default() || schema_docs.deprecated,
            notes: schema_docs.notes,
        };
        let mut lowered = Parameter {
            name: name.to_owned(),
            rename: super::text_of(&data.extensions, "x-portolan-name"),
            location,
            required: data.required || location == Location::Path,
            style,
            explode: data
                .explode
                .unwrap_or(matches!(style, Style::Form | Style::DeepObject | Style::Cookie)),
            allow_reserved,
            ty,
            nested,
            idempotency_key: false,
            example,
            docs,
            place: place.clone(),
        };
        lowered.idempotency_key = self.is_idempotency_key(parameter, &lowered);
        if lowered.idempotency_key && !lowered.required {
            lowered.docs.notes.push(idempotency::NOTE.to_owned());
        }
        Ok(lowered)
    }

    /// Returns a schema's own example of a scalar, or that of the schema that it refers to.
    fn example(&mut self, node: &Node<'a>) -> Option<String> {
        let of = |value: &Value| value.get("examples")?.get(0).and_then(scalar_text);
        of(node.value).or_else(|| {
            // What does not resolve is reported where the type is read.
            let (place, mut sink) = (node.place.pointer(), Sink::default());
            node.key("$ref")?;
            of(resolve::resolve_schema(self.document, place, &mut sink)?.1)
        })
    }

    /// Returns the type of a value that is written as text, and how deep it is; `None` where it is too deep.
    pub(super) fn parameter_ty(&mut self, ty: &Type) -> Option<(Type, Flat)> {
        self.flat(ty, DEEPEST)
    }

    /// Tells whether a value has members.
    fn is_object(&mut self, ty: &Type) -> bool {
        match self.unaliased(ty) {
            Type::Nullable(inner) => self.is_object(&inner),
            Type::Map(_) | Type::Any => true,
            Type::Primitive(_) | Type::List(_) => false,
            Type::Named(id) => {
                self.define(id);
                matches!(self.shape_of(id), Some(Shape::Struct(_) | Shape::Union(_)))
            }
        }
    }

    fn flat(&mut self, ty: &Type, depth: usize) -> Option<(Type, Flat)> {
        let depth = depth.checked_sub(1)?;
        let text = Type::Primitive(Primitive::String);
        let bare = match ty {
            Type::Nullable(inner) => inner,
            ty => ty,
        };
        match self.unaliased(bare) {
            Type::Any => Some((text, Flat::Scalar)),
            Type::Primitive(_) => Some((bare.clone(), Flat::Scalar)),
            Type::Nullable(inner) => self.flat(&inner, depth),
            Type::List(item) => match self.flat(&item, depth)? {
                (item, Flat::Scalar) => Some((Type::List(Box::new(item)), Flat::List)),
                _ => None,
            },
            Type::Map(value) => match self.flat(&value, depth)? {
                (value, Flat::Scalar) => Some((Type::Map(Box::new(value)), Flat::Object)),
                _ => None,
            },
            Type::Named(id) => self.flat_named(id, bare, depth),
        }
    }

    fn flat_named(&mut self, id: TypeId, bare: &Type, depth: usize) -> Option<(Type, Flat)> {
        self.define(id);
        match self.shape_of(id)?.clone() {
            Shape::Enum(_) | Shape::Values(_) | Shape::Newtype(_) => {
                Some((bare.clone(), Flat::Scalar))
            }
            Shape::Struct(found) => {
                let flat = found.fields.iter().all(|field| {
                    matches!(self.flat(&field.ty, depth), Some((_, Flat::Scalar | Flat::List)))
                });
                flat.then(|| (bare.clone(), Flat::Object))
            }
            Shape::Union(found) => {
                let branches: Option<Vec<_>> =
                    found.branches.iter().map(|b| self.flat(&b.ty, depth)).collect();
                alternatives(bare, branches?)
            }
            Shape::Alias(_) => None,
        }
    }
}

/// Returns a type without `null`, which no style writes.
fn bare(ty: &Type) -> Type {
    match ty {
        Type::Nullable(inner) => (**inner).clone(),
        ty => ty.clone(),
    }
}

/// How many types within types are looked at, to see whether a value is flat.
const DEEPEST: usize = 5;

/// One text or a list of such texts is a list: of one item, it is written the same.
fn alternatives(union: &Type, branches: Vec<(Type, Flat)>) -> Option<(Type, Flat)> {
    if branches.iter().all(|(_, flat)| *flat == Flat::Scalar) {
        return Some((union.clone(), Flat::Scalar));
    }
    if branches.iter().any(|(_, flat)| *flat == Flat::Object) {
        return None;
    }
    let mut lists = branches.into_iter().filter(|(_, flat)| *flat == Flat::List);
    let first = lists.next()?;
    match lists.next() {
        None => Some(first),
        Some(_) => Some((Type::List(Box::new(Type::Primitive(Primitive::String))), Flat::List)),
    }
}

/// Returns a style that OpenAPI 3.0 does not have, or not in every place.
pub(super) fn more_style(extensions: &IndexMap<String, Value>) -> Option<Style> {
    Some(match extensions.get("x-portolan-style")?.as_str()? {
        "cookie" => Style::Cookie,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "tabDelimited" => Style::TabDelimited,
        _ => return None,
    })
}

/// Returns what makes a parameter the same as another.
fn key(parameter: &model::Parameter) -> (&str, Location) {
    let location = match parameter {
        model::Parameter::Query { .. } => Location::Query,
        model::Parameter::Header { .. } => Location::Header,
        model::Parameter::Path { .. } => Location::Path,
        model::Parameter::Cookie { .. } => Location::Cookie,
    };
    (parameter.parameter_data_ref().name.as_str(), location)
}

/// OpenAPI 3.0.4, 4.8.12.1: header parameters of these names are ignored.
fn set_elsewhere(name: &str) -> bool {
    ["accept", "content-type", "authorization"].iter().any(|n| name.eq_ignore_ascii_case(n))
}

/// Returns the names between braces in a path, in order, each once.
pub(super) fn template(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in path.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn implied(name: &str, place: &Place) -> Parameter {
    Parameter {
        name: name.to_owned(),
        rename: None,
        location: Location::Path,
        required: true,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        ty: Type::Primitive(Primitive::String),
        nested: false,
        idempotency_key: false,
        example: None,
        docs: Docs::default(),
        place: place.clone(),
    }
}
