//! Pages: which operations give their answers in pages, and how one leads to the next.
//!
//! In: `x-portolan-page`, else the names and types of an operation's parameters and answer. Out: a [`Page`], with a note. It must
//! not know how a page is asked for.
//!
//! Only what cannot mislead is taken: a parameter *and* what the answer must hold for it. That a page holds fewer items
//! than were asked for never counts as the end, as servers cap what they are asked for.

mod stated;
mod words;

use serde_json::Value;

use crate::diagnostic::{Code, Place, Sink};
use crate::ir::{
    Codec, Field, Location, Method, Operation, Page, Parameter, Primitive, Shape, Struct, Turn,
    Type, TypeDef,
};

use super::HOPS;
use words::{
    CURSORS, ENVELOPES, LAST_ITEMS, LISTS, MORES, NEXT_CURSORS, NEXT_URLS, NUMBERS, OFFSETS, PAGES,
    SIZES, TOTALS,
};

/// What a definition wants of an operation's pages.
#[derive(Clone, Debug)]
pub(super) enum Wish<'a> {
    /// It says nothing: names tell.
    Detect,
    /// `x-portolan-page`, and where it stands.
    Stated(&'a Value, Place),
}

/// Gives every operation its pages.
pub(super) fn find(
    operations: &mut [Operation],
    wishes: &[Wish<'_>],
    types: &[TypeDef],
    sink: &mut Sink,
) {
    for (operation, wish) in operations.iter_mut().zip(wishes) {
        let looks = Look::all(operation, types);
        let page = match wish {
            Wish::Detect => looks.iter().find_map(|look| match operation.method {
                Method::Get => look.detect(),
                // What was searched for goes on at a URL, which is no search itself.
                Method::Post => look.detect().filter(|page| matches!(page.turn, Turn::Url(_))),
                _ => None,
            }),
            Wish::Stated(Value::Bool(false), _) => None,
            Wish::Stated(value, place) => {
                // Of several answers the one that has such items is meant.
                let meant = looks.iter().find(|look| look.has_items(value)).or(looks.first());
                if meant.is_none() {
                    let message = "pages are answers of JSON";
                    sink.report(Code::UnsupportedExtension, place, message);
                }
                meant.and_then(|look| look.stated(value, place, sink))
            }
        };
        if let Some(page) = &page {
            let message = format!("the answers of `{}` are pages: {}", operation.id, told(page));
            sink.report(Code::Pages, &operation.place, message);
        }
        operation.page = page;
    }
}

/// Says in words how pages follow one another.
fn told(page: &Page) -> String {
    let pointer = |path: &[String]| format!("`/{}`", path.join("/"));
    let items = if page.items.is_empty() {
        "the answer is the list of items".to_owned()
    } else {
        format!("items at {}", pointer(&page.items))
    };
    let next = match &page.turn {
        Turn::Link => "the header `Link` leads on".to_owned(),
        Turn::Url(from) => format!("the URL at {} leads on", pointer(from)),
        Turn::Cursor { parameter, from } => format!("{} goes into `{parameter}`", pointer(from)),
        Turn::LastItem { parameter, key } => {
            format!("{} of the last item goes into `{parameter}`", pointer(key))
        }
        Turn::Offset { parameter, .. } => format!("`{parameter}` counts items"),
        Turn::Number { parameter, first } => format!("`{parameter}` counts pages from {first}"),
    };
    format!("{items}, {next}")
}

/// What is looked at: an operation's parameters and the body of its success.
struct Look<'t> {
    parameters: &'t [Parameter],
    types: &'t [TypeDef],
    body: &'t Type,
    links: bool,
    /// Which success it is.
    success: usize,
}

/// A property on the way down from the body.
type Path = Vec<String>;

impl<'t> Look<'t> {
    /// Returns what each success of JSON may be a page by.
    fn all(operation: &'t Operation, types: &'t [TypeDef]) -> Vec<Self> {
        let successes = operation.successes.iter().enumerate();
        let looks = successes.filter_map(|(index, success)| {
            let Codec::Json(body) = &success.content.as_ref()?.codec else { return None };
            let mut names = success.headers.iter().map(|header| &header.name);
            let links = names.any(|name| name.eq_ignore_ascii_case("link"));
            let parameters = &operation.parameters;
            Some(Self { parameters, types, body, links, success: index })
        });
        looks.collect()
    }

    fn detect(&self) -> Option<Page> {
        let (items, item) = self.list()?;
        let more = self.find(MORES, &|ty| self.is(ty, &[Primitive::Boolean]));
        let page = |turn| Page { success: self.success, turn, items, more, total: None };
        if let Some((parameter, from)) = self.cursor() {
            return Some(page(Turn::Cursor { parameter, from }));
        }
        if let Some(from) = self.url().or_else(|| self.href()) {
            return Some(page(Turn::Url(from)));
        }
        if self.links && self.takes_pages() {
            return Some(page(Turn::Link));
        }
        if let Some((parameter, key)) = self.last_item(item) {
            return Some(page(Turn::LastItem { parameter, key }));
        }
        let number = |ty: &Type| self.is_integer(ty);
        if let Some(parameter) = self.counter(OFFSETS) {
            let turn =
                Turn::Offset { parameter: parameter.name.clone(), first: first(parameter, 0) };
            return Some(Page { total: self.find(TOTALS, &number), ..page(turn) });
        }
        if let Some(parameter) = self.counter(NUMBERS) {
            let turn =
                Turn::Number { parameter: parameter.name.clone(), first: first(parameter, 1) };
            return Some(Page { total: self.find(PAGES, &number), ..page(turn) });
        }
        None
    }

    /// Returns where the items stand, and their type.
    fn list(&self) -> Option<(Path, &'t Type)> {
        if let Some(item) = self.items_of(self.body) {
            return Some((Vec::new(), item));
        }
        let body = self.structure(self.body)?;
        if let Some((name, item)) = self.only_list(body) {
            return Some((vec![name.to_owned()], item));
        }
        let inner = body
            .fields
            .iter()
            .filter(|field| is(&field.name, ENVELOPES) || field.name == "_embedded");
        inner.filter_map(|field| self.list_in(field)).next().or_else(|| {
            // Else the one property that has a list.
            let mut all = body.fields.iter().filter_map(|field| self.list_in(field));
            all.next().filter(|_| all.next().is_none())
        })
    }

    /// Returns the list of a property that is an object.
    fn list_in(&self, field: &'t Field) -> Option<(Path, &'t Type)> {
        let (name, item) = self.only_list(self.structure(&field.ty)?)?;
        Some((vec![field.name.clone(), name.to_owned()], item))
    }

    /// Returns the one list among a struct's properties, or the one whose name says so.
    fn only_list(&self, object: &'t Struct) -> Option<(&'t str, &'t Type)> {
        let lists: Vec<(&str, &Type)> = object
            .fields
            .iter()
            .filter_map(|field| Some((field.name.as_str(), self.items_of(&field.ty)?)))
            .collect();
        match lists.as_slice() {
            [one] => Some(*one),
            several => LISTS
                .iter()
                .find_map(|word| several.iter().find(|(name, _)| plain(name) == *word).copied()),
        }
    }

    fn cursor(&self) -> Option<(String, Path)> {
        let parameter = self.parameters.iter().find(|it| {
            it.location == Location::Query && is(&it.name, CURSORS) && self.is_text(&it.ty)
        })?;
        let from = self.find(NEXT_CURSORS, &|ty| self.is_text(ty))?;
        Some((parameter.name.clone(), from))
    }

    /// A property whose name, place or description says that it holds a URL.
    fn url(&self) -> Option<Path> {
        let path = self.find(NEXT_URLS, &|ty| self.is_text(ty))?;
        let (name, parents) = path.split_last()?;
        let object = self.structure(self.at(parents)?)?;
        let docs = &object.fields.iter().find(|field| field.name == *name)?.docs;
        let said = docs.description.iter().chain(&docs.notes).chain(&docs.summary).chain(&path);
        let mut words = said.map(|text| text.to_lowercase());
        let is_said =
            words.any(|text| ["url", "uri", "link", "href"].iter().any(|word| text.contains(word)));
        // Where a call takes nothing, what comes next can only be a URL.
        let takes_nothing = self.parameters.iter().all(|it| it.location == Location::Path);
        (is_said || takes_nothing).then_some(path)
    }

    /// Tells whether a call can say where in the whole it wants to be: a `Link` may lead anywhere.
    fn takes_pages(&self) -> bool {
        let names = [CURSORS, OFFSETS, NUMBERS, SIZES];
        let mut query = self.parameters.iter().filter(|it| it.location == Location::Query);
        query.any(|it| names.iter().any(|names| is(&it.name, names)))
    }

    /// `links.next.href` and its like: an object that holds a URL.
    fn href(&self) -> Option<Path> {
        let mut path = self.find(NEXT_URLS, &|ty| self.structure(ty).is_some())?;
        let object = self.structure(self.at(&path)?)?;
        let href = object
            .fields
            .iter()
            .find(|field| is(&field.name, &["href", "url"]) && self.is_text(&field.ty))?;
        path.push(href.name.clone());
        Some(path)
    }

    fn last_item(&self, item: &Type) -> Option<(String, Path)> {
        let object = self.structure(item)?;
        self.parameters.iter().filter(|it| it.location == Location::Query).find_map(|it| {
            let (_, key) = LAST_ITEMS.iter().find(|(name, _)| plain(&it.name) == *name)?;
            let key = object.fields.iter().find(|field| field.name == *key)?;
            Some((it.name.clone(), vec![key.name.clone()]))
        })
    }

    fn counter(&self, names: &[&str]) -> Option<&'t Parameter> {
        self.parameters.iter().find(|it| {
            it.location == Location::Query && is(&it.name, names) && self.is_integer(&it.ty)
        })
    }

    /// Returns the way to a property by its name: of the body, else of what stands in it.
    fn find(&self, names: &[&str], fits: &dyn Fn(&Type) -> bool) -> Option<Path> {
        let body = self.structure(self.body)?;
        let among = |object: &'t Struct| {
            names.iter().find_map(|word| {
                object.fields.iter().find(|field| plain(&field.name) == *word && fits(&field.ty))
            })
        };
        if let Some(field) = among(body) {
            return Some(vec![field.name.clone()]);
        }
        let mut open: Vec<(Path, &Field)> =
            body.fields.iter().map(|field| (vec![field.name.clone()], field)).collect();
        // Two levels of envelopes: `meta.pagination`, `paging.cursors`.
        for _ in 0..2 {
            let mut deeper = Vec::new();
            for (path, field) in open.into_iter().filter(|(_, field)| {
                let name = plain(&field.name);
                is(&field.name, ENVELOPES) || name == "links" || name.contains("next")
            }) {
                let Some(object) = self.structure(&field.ty) else { continue };
                if let Some(found) = among(object) {
                    return Some([path, vec![found.name.clone()]].concat());
                }
                deeper.extend(
                    object
                        .fields
                        .iter()
                        .map(|field| ([path.clone(), vec![field.name.clone()]].concat(), field)),
                );
            }
            open = deeper;
        }
        None
    }

    /// Returns the type of a property by the way to it.
    fn at(&self, path: &[String]) -> Option<&'t Type> {
        self.below(self.body, path)
    }

    /// Returns the type of a property by the way to it from another type.
    fn below<'u>(&self, ty: &'u Type, path: &[String]) -> Option<&'u Type>
    where
        't: 'u,
    {
        path.iter().try_fold(ty, |ty, name| {
            let object = self.structure(ty)?;
            object.fields.iter().find(|field| field.name == *name).map(|field| &field.ty)
        })
    }

    /// Follows aliases and takes `null` off.
    fn bare<'u>(&self, mut ty: &'u Type) -> &'u Type
    where
        't: 'u,
    {
        for _ in 0..HOPS {
            ty = match ty {
                Type::Nullable(inner) => inner,
                Type::Named(id) => match self.types.get(id.0).map(|def| &def.shape) {
                    Some(Shape::Alias(target)) => target,
                    _ => return ty,
                },
                _ => return ty,
            };
        }
        ty
    }

    fn structure(&self, ty: &Type) -> Option<&'t Struct> {
        let Type::Named(id) = self.bare(ty) else { return None };
        match self.types.get(id.0).map(|def| &def.shape) {
            Some(Shape::Struct(object)) => Some(object),
            _ => None,
        }
    }

    fn items_of<'u>(&self, ty: &'u Type) -> Option<&'u Type>
    where
        't: 'u,
    {
        match self.bare(ty) {
            Type::List(item) => Some(item),
            _ => None,
        }
    }

    fn is(&self, ty: &Type, primitives: &[Primitive]) -> bool {
        matches!(self.bare(ty), Type::Primitive(primitive) if primitives.contains(primitive))
    }

    fn is_text(&self, ty: &Type) -> bool {
        let newtype = match self.bare(ty) {
            Type::Named(id) => {
                let shape = self.types.get(id.0).map(|def| &def.shape);
                matches!(shape, Some(Shape::Newtype(Primitive::String)))
            }
            _ => false,
        };
        newtype || self.is(ty, &[Primitive::String])
    }

    fn is_integer(&self, ty: &Type) -> bool {
        matches!(self.bare(ty), Type::Primitive(primitive) if super::format::is_number(*primitive))
    }
}

/// Returns a name without what separates its words.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is(name: &str, words: &[&str]) -> bool {
    words.contains(&plain(name).as_str())
}

/// Returns what a counter begins with: the parameter's default, else its least value, where that is 0 or 1.
fn first(parameter: &Parameter, usual: i64) -> i64 {
    let noted = |before: &str| {
        parameter.docs.notes.iter().find_map(|note| {
            let rest = note.strip_prefix(before)?;
            rest.trim_matches(|c: char| !c.is_ascii_digit() && c != '-').parse::<i64>().ok()
        })
    };
    noted("Default: ")
        .or_else(|| noted("At least "))
        .filter(|n| (0..=1).contains(n))
        .unwrap_or(usual)
}
