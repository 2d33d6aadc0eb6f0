//! The walk that finds references.
//!
//! In: parts of texts, by the table of shapes. Out: what each reference leads to, and what is done about it.

use std::rc::Rc;

use serde_json::Value;

use super::{Bundle, Key, Region, is_schema};
use crate::diagnostic::{Code, Trail, unescape};
use crate::shape::{self, Shape, table};
use crate::source::Dialect;

impl Bundle<'_> {
    /// Walks the definition's own text, and every part of another that is referred to.
    pub(super) fn walk_all(&mut self) {
        let shape = self.sections.root;
        let out = Some(String::new());
        self.regions.push_back(Region {
            doc: 0,
            pointer: String::new(),
            shape,
            out,
            inline: false,
        });
        while let Some(region) = self.regions.pop_front() {
            let tree = Rc::clone(self.docs.tree(region.doc));
            if let Some(value) = tree.pointer(&region.pointer) {
                self.walk(&region, value, region.shape, &Trail::ROOT, region.inline);
            }
        }
    }

    fn walk(
        &mut self,
        region: &Region,
        value: &Value,
        shape: &'static Shape,
        trail: &Trail<'_>,
        inline: bool,
    ) {
        let mut inside_paths = false;
        match value {
            Value::Object(map) => {
                match map.get("$ref") {
                    Some(Value::String(text)) => {
                        let alone = map.len() == 1;
                        if !self.reference(region, text, shape, trail, inline && alone, alone) {
                            return;
                        }
                    }
                    _ => self.component(region, shape, trail),
                }
                if is_schema(shape)
                    && let Some(Value::Object(mapping)) = value.pointer("/discriminator/mapping")
                {
                    let trail = trail.key("discriminator");
                    let trail = trail.key("mapping");
                    for (key, value) in mapping {
                        if let Value::String(text) = value {
                            self.mapping(region, text, &trail.key(key));
                        }
                    }
                }
                inside_paths =
                    matches!(shape, Shape::Object(kind) if std::ptr::eq(*kind, &table::PATHS));
                for (key, child) in map {
                    if let Some(shape) = shape::step(shape, value, key) {
                        self.walk(region, child, shape, &trail.key(key), inside_paths);
                    }
                }
            }
            Value::Array(items) => {
                for (index, child) in items.iter().enumerate() {
                    if let Some(shape) = shape::step(shape, value, "") {
                        self.walk(region, child, shape, &trail.index(index), inside_paths);
                    }
                }
            }
            _ => {}
        }
    }

    /// Decides about a reference; `false`: what stands beside it means nothing.
    fn reference(
        &mut self,
        region: &Region,
        text: &str,
        shape: &'static Shape,
        trail: &Trail<'_>,
        inline: bool,
        alone: bool,
    ) -> bool {
        match shape {
            Shape::Schema | Shape::SchemaOrList | Shape::TextsOrSchema => {
                self.refer(region, text, &Shape::Schema, trail, alone);
                true
            }
            Shape::Ref(kind) => {
                // An item of `paths` is what its reference leads to; Swagger 2.0 has no others.
                let is_item = kind.shape("get").is_some();
                if is_item && (inline || self.sections.of(shape).is_none()) {
                    self.replace(region, text, shape, trail);
                } else {
                    self.refer(region, text, shape, trail, alone);
                }
                is_item
            }
            Shape::Map(Shape::Text | Shape::Any) | Shape::Any => true,
            Shape::Object(_) | Shape::Map(_) | Shape::List(_) => {
                self.replace(region, text, shape, trail);
                true
            }
            _ => true,
        }
    }

    /// A reference that is written anew, or stays.
    fn refer(
        &mut self,
        region: &Region,
        text: &str,
        shape: &'static Shape,
        trail: &Trail<'_>,
        alone: bool,
    ) {
        let Some(section) = self.sections.of(shape) else { return };
        let local = region.doc == 0 && text.starts_with('#') && !self.docs.has_ids(0);
        if local && self.near.contains(&(section, text.to_owned())) {
            return;
        }
        let at = format!("{}{}", region.pointer, trail.pointer());
        let Some((doc, pointer)) = self.target(region.doc, &at, text) else { return };
        if doc == 0 && self.is_near(&pointer, shape) {
            if local {
                self.near.insert((section, text.to_owned()));
                // What the text says may not be how it is looked up.
                if crate::diagnostic::pointer(text).as_ref() == Some(&pointer) {
                    return;
                }
            }
            let text = crate::diagnostic::reference(&pointer);
            self.texts.entry(region.doc).or_default().insert(format!("{at}/$ref"), text);
            return;
        }
        let key = Key { doc, pointer, section };
        if !self.fits(&key, shape, region.doc, &at) {
            return;
        }
        let out = region.out.as_ref().map(|out| format!("{out}{}", trail.pointer()));
        let component = out.as_deref().and_then(|out| self.sections.component(out));
        if alone && component.is_some_and(|(of, _)| of == section) && doc != 0 {
            // A component that is nothing but a reference: what it leads to is that component.
            if self.homes.get(&key).is_none_or(Option::is_none) {
                let target = (key.doc, key.pointer.clone());
                self.settle(&key, out);
                self.inlines.entry(region.doc).or_default().insert(at, target);
                self.visit(key, shape);
                return;
            }
        }
        self.references.push((region.doc, format!("{at}/$ref"), key.clone()));
        self.settle(&key, None);
        self.visit(key, shape);
    }

    /// Notes what is referred to, and where it stands if that is known now.
    fn settle(&mut self, key: &Key, home: Option<String>) {
        match self.homes.get_mut(key) {
            Some(known) => {
                if home.is_some() {
                    *known = home;
                }
            }
            None => {
                self.order.push(key.clone());
                self.homes.insert(key.clone(), home);
            }
        }
    }

    fn visit(&mut self, key: Key, shape: &'static Shape) {
        let Key { doc, pointer, section } = key;
        if self.walked.insert((doc, pointer.clone(), section)) {
            self.regions.push_back(Region { doc, pointer, shape, out: None, inline: false });
        }
    }

    /// A reference that is replaced by what it leads to.
    fn replace(&mut self, region: &Region, text: &str, shape: &'static Shape, trail: &Trail<'_>) {
        let at = format!("{}{}", region.pointer, trail.pointer());
        let Some((doc, pointer)) = self.target(region.doc, &at, text) else { return };
        let out = region.out.as_ref().map(|out| format!("{out}{}", trail.pointer()));
        self.inlines.entry(region.doc).or_default().insert(at, (doc, pointer.clone()));
        if self.walked.insert((doc, pointer.clone(), name_of(shape))) {
            self.regions.push_back(Region { doc, pointer, shape, out, inline: true });
        }
    }

    /// A value of `discriminator.mapping`: a reference, unless it is a name.
    fn mapping(&mut self, region: &Region, text: &str, trail: &Trail<'_>) {
        let ends = [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end));
        if !text.contains(['#', '/']) && !ends {
            return;
        }
        let own = region.doc == 0 && text.starts_with('#') && !self.docs.has_ids(0);
        let at = format!("{}{}", region.pointer, trail.pointer());
        let Some((doc, pointer)) = self.target(region.doc, &at, text) else { return };
        if doc == 0 && self.is_near(&pointer, &Shape::Schema) {
            if !own {
                let text = crate::diagnostic::reference(&pointer);
                self.texts.entry(region.doc).or_default().insert(at, text);
            }
            return;
        }
        let Some(section) = self.sections.of(&Shape::Schema) else { return };
        let key = Key { doc, pointer, section };
        self.references.push((region.doc, at, key.clone()));
        self.settle(&key, None);
        self.visit(key, &Shape::Schema);
    }

    /// Notes a component that stands in its section.
    fn component(&mut self, region: &Region, shape: &'static Shape, trail: &Trail<'_>) {
        let Some(out) = &region.out else { return };
        let Some(section) = self.sections.of(shape) else { return };
        let out = format!("{out}{}", trail.pointer());
        let Some((of, _)) = self.sections.component(&out) else { return };
        if of == section && region.doc != 0 {
            let pointer = format!("{}{}", region.pointer, trail.pointer());
            let key = Key { doc: region.doc, pointer, section };
            self.settle(&key, Some(out));
        }
    }

    /// Tells whether later stages find what stands at a pointer of the definition's own text.
    fn is_near(&self, pointer: &str, shape: &Shape) -> bool {
        let segments: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let mut found = self.sections.root;
        let mut value: &Value = self.docs.tree(0);
        for segment in &segments {
            let Some(next) = shape::step(found, value, segment) else { return false };
            found = next;
            value = match value {
                Value::Object(map) => match map.get(*segment) {
                    Some(value) => value,
                    None => return false,
                },
                Value::Array(items) => {
                    match segment.parse::<usize>().ok().and_then(|i| items.get(i)) {
                        Some(value) => value,
                        None => return false,
                    }
                }
                _ => return false,
            };
        }
        if is_schema(shape) {
            return is_schema(found);
        }
        let (Shape::Ref(wanted), Shape::Ref(kind)) = (shape, found) else { return false };
        if !std::ptr::eq(*wanted, *kind) {
            return false;
        }
        let in_components = self.sections.component(pointer).is_some();
        let in_operation = |rest: &[&str]| match rest {
            ["parameters", _] | ["requestBody"] | ["responses", _] => true,
            [method, "parameters", _] | [method, "requestBody"] | [method, "responses", _] => {
                METHODS.contains(method)
            }
            _ => false,
        };
        let swagger = self.docs.dialect(0) == Some(Dialect::Swagger);
        match segments.as_slice() {
            // Normalize follows those to media types, wherever they lead.
            _ if std::ptr::eq(*wanted, &table::MEDIA_TYPE) => true,
            ["paths", _] => true,
            ["paths", _, rest @ ..] if !swagger => in_operation(rest),
            _ => in_components,
        }
    }

    /// Tells whether a part of one version's text can stand in another's.
    fn fits(&mut self, key: &Key, shape: &Shape, doc: usize, at: &str) -> bool {
        let swagger = |dialect: Option<Dialect>| dialect == Some(Dialect::Swagger);
        if is_schema(shape) || swagger(self.docs.dialect(key.doc)) == swagger(self.docs.dialect(0))
        {
            return true;
        }
        let message = "only schemas can be shared between Swagger 2.0 and OpenAPI 3";
        self.report(Code::UnresolvedReference, doc, &format!("{at}/$ref"), message);
        let left = format!("{}#{}", self.docs.name(key.doc), key.pointer);
        self.assembly.tell(&left);
        self.texts.entry(doc).or_default().insert(format!("{at}/$ref"), left);
        false
    }
}

/// The methods whose operations references may lead into.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

fn name_of(shape: &Shape) -> &'static str {
    match shape {
        Shape::Object(kind) | Shape::Ref(kind) => kind.name,
        Shape::Map(_) => "a map",
        _ => "a list",
    }
}
