//! A Rust file in the making: its items and what they import.
//!
//! In: items and uses of types. Out: a [`Unit`] that begins with exactly the imports that it needs. It
//! must not know what the items are.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::{Context, Item, Unit};
use crate::analyze::{Home, Resolved};
use crate::ir::{Primitive, Shape, Type, TypeId};
use crate::names;

/// More of a parent's names than these are imported with a star.
const MOST_NAMED: usize = 6;

/// Where a file stands: what it need not import.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Site<'a> {
    /// A module of `types` with these types.
    Types(&'a [TypeId]),
    /// A module of operations.
    Operations(Home),
    /// A module of the program.
    Program,
    /// The module of events, which has names of its own for nothing but statics.
    Events,
}

pub(super) struct File<'a> {
    pub(super) cx: Context<'a>,
    site: Site<'a>,
    runtime: BTreeSet<&'static str>,
    own: BTreeSet<String>,
    types: BTreeSet<String>,
    crates: BTreeSet<&'static str>,
    modules: BTreeSet<String>,
    program: BTreeSet<&'static str>,
    pub(super) items: Vec<Item>,
}

/// How a value is taken by functions that people call.
pub(super) enum Taking {
    /// As it is.
    Value,
    /// As anything that turns into it.
    Into,
}

impl<'a> File<'a> {
    pub(super) fn new(cx: Context<'a>, site: Site<'a>) -> Self {
        Self {
            cx,
            site,
            runtime: BTreeSet::new(),
            own: BTreeSet::new(),
            types: BTreeSet::new(),
            crates: BTreeSet::new(),
            modules: BTreeSet::new(),
            program: BTreeSet::new(),
            items: Vec::new(),
        }
    }

    pub(super) fn code(&mut self, tokens: TokenStream) {
        self.items.push(Item::Code(tokens));
    }

    /// Names something of the runtime.
    pub(super) fn runtime(&mut self, name: &'static str) -> Ident {
        self.runtime.insert(name);
        Ident::new(name, Span::call_site())
    }

    /// Names something of this crate that is not a type of the definition.
    pub(super) fn krate(&mut self, path: &'static str) {
        self.crates.insert(path);
    }

    /// Names something that the runtime has for the program.
    pub(super) fn program(&mut self, name: &'static str) -> Ident {
        self.program.insert(name);
        Ident::new(name, Span::call_site())
    }

    /// Names a module of this crate's root.
    pub(super) fn module(&mut self, name: &str) -> Ident {
        self.modules.insert(name.to_owned());
        name.parse::<TokenStream>()
            .ok()
            .and_then(|tokens| syn::parse2(tokens).ok())
            .unwrap_or_else(|| Ident::new("types", Span::call_site()))
    }

    /// Names the module of operations.
    pub(super) fn module_of(&mut self, home: Home) -> Ident {
        let tag = match home {
            Home::Tag(Some(tag)) => self.cx.names.of_tag(tag),
            _ => None,
        };
        match tag {
            Some(names) => self.module(&names.module.to_string()),
            None if home == Home::Tag(None) => self.module("operations"),
            None => self.module("types"),
        }
    }

    /// Names a type that stands in the parent module.
    pub(super) fn parent(&mut self, name: &names::Ident) -> Ident {
        self.own.insert(name.to_string());
        ident(name)
    }

    /// Names a type of the definition.
    pub(super) fn named(&mut self, id: TypeId) -> TokenStream {
        let Some(names) = self.cx.names.of_type(id) else {
            let raw = self.runtime("RawJson");
            return quote!(#raw);
        };
        let name = ident(&names.name);
        match (self.site, self.cx.facts.home(id)) {
            (Site::Types(own), _) if own.contains(&id) => quote!(#name),
            (Site::Types(_), _) => {
                self.types.insert(names.name.to_string());
                quote!(#name)
            }
            (Site::Program, home) => {
                let module = self.module_of(home);
                quote!(#module::#name)
            }
            (Site::Events, _) => {
                self.crates.insert("crate::types");
                quote!(types::#name)
            }
            (Site::Operations(home), of) if home == of => quote!(#name),
            (Site::Operations(home), _) if self.cx.names.is_taken(home, &names.name) => {
                self.crates.insert("crate::types");
                quote!(types::#name)
            }
            (Site::Operations(_), _) => {
                self.types.insert(names.name.to_string());
                quote!(#name)
            }
        }
    }

    /// Names a type of the definition that may not be there, so that it cannot be imported.
    pub(super) fn by_path(&mut self, id: TypeId) -> TokenStream {
        match (self.cx.names.of_type(id), self.site) {
            (Some(names), Site::Types(own)) if !own.contains(&id) => {
                let name = ident(&names.name);
                quote!(crate::types::#name)
            }
            _ => self.named(id),
        }
    }

    /// Writes a type.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::Primitive(primitive) => self.primitive(*primitive),
            Type::Named(id) => self.named(*id),
            Type::List(item) => {
                let item = self.ty(item);
                quote!(Vec<#item>)
            }
            Type::Map(value) => {
                let value = self.ty(value);
                self.krate("std::collections::BTreeMap");
                quote!(BTreeMap<String, #value>)
            }
            Type::Nullable(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Type::Any => {
                let raw = self.runtime("RawJson");
                quote!(#raw)
            }
        }
    }

    pub(super) fn primitive(&mut self, primitive: Primitive) -> TokenStream {
        let name = match primitive {
            Primitive::Boolean => return quote!(bool),
            Primitive::I32 => return quote!(i32),
            Primitive::U32 => return quote!(u32),
            Primitive::I64 => return quote!(i64),
            Primitive::U64 => return quote!(u64),
            Primitive::F64 => return quote!(f64),
            Primitive::F32 => return quote!(f32),
            Primitive::String | Primitive::Binary => return quote!(String),
            Primitive::Timestamp => "Timestamp",
            Primitive::Date => "Date",
            Primitive::HttpDate => "HttpDate",
            Primitive::UnixTime => "UnixTime",
            Primitive::TimeOfDay => "TimeOfDay",
            Primitive::Duration => "IsoDuration",
            Primitive::Decimal => "Decimal",
            Primitive::DecimalText => "DecimalText",
            Primitive::Base64Url => "Base64Url",
            Primitive::Foreign(index) => return self.foreign(index),
            Primitive::Base64 => "Base64",
            Primitive::Secret => "Secret",
        };
        let name = self.runtime(name);
        quote!(#name)
    }

    /// Names another crate's type.
    fn foreign(&mut self, index: usize) -> TokenStream {
        let parsed = self.runtime("Parsed");
        let path = self.cx.api.foreign.get(index).map(|it| it.path.parse::<TokenStream>());
        match path {
            Some(Ok(path)) => quote!(#parsed<#path>),
            _ => quote!(String),
        }
    }

    /// Tells how functions take a type: texts and unions as what turns into them.
    pub(super) fn taking(&self, ty: &Type) -> Taking {
        match self.cx.facts.resolve(self.cx.api, ty) {
            Resolved::Shape(_, Shape::Newtype(_) | Shape::Union(_))
            | Resolved::Type(Type::Primitive(
                Primitive::String
                | Primitive::Secret
                | Primitive::Binary
                | Primitive::TimeOfDay
                | Primitive::Duration
                | Primitive::Decimal
                | Primitive::DecimalText
                | Primitive::Base64
                | Primitive::Base64Url
                | Primitive::Foreign(_),
            ))
            // Arrays and slices turn into lists.
            | Resolved::Type(Type::List(_)) => Taking::Into,
            Resolved::Shape(..) | Resolved::Type(_) => Taking::Value,
        }
    }

    /// Returns an argument's type, and the value that its name gives.
    pub(super) fn argument(&mut self, ty: &Type, name: &TokenStream) -> (TokenStream, TokenStream) {
        let written = self.ty(ty);
        match self.taking(ty) {
            Taking::Into => (quote!(impl Into<#written>), quote!(#name.into())),
            Taking::Value => (written, quote!(#name)),
        }
    }

    /// Ends the file: imports first.
    pub(super) fn unit(self, path: String, docs: Vec<String>, modules: Vec<TokenStream>) -> Unit {
        // The standard library's, the runtime's and our own stand apart, each in rustfmt's order.
        let (mut standard, mut foreign, mut own) = (Vec::new(), Vec::new(), Vec::new());
        // A codec is written for all of its parent's types: a long list of them tells nothing.
        let parents: Vec<String> = self.own.into_iter().collect();
        let all = ["*".to_owned()];
        own.extend(import("super", if parents.len() > MOST_NAMED { &all } else { &parents }));
        for path in self.crates {
            let uses = if path.starts_with("crate::") {
                &mut own
            } else if path.starts_with("std::") {
                &mut standard
            } else {
                &mut foreign
            };
            uses.extend(format!("use {path};").parse::<TokenStream>());
        }
        let runtime: Vec<String> = self.runtime.iter().map(|name| (*name).to_owned()).collect();
        foreign.extend(import("portolan_runtime::generated", &runtime));
        let program: Vec<String> = self.program.iter().map(|name| (*name).to_owned()).collect();
        foreign.extend(import("portolan_runtime::generated::cli", &program));
        own.extend(import("crate", &self.modules.into_iter().collect::<Vec<_>>()));
        own.extend(import("crate::types", &self.types.into_iter().collect::<Vec<_>>()));
        let mut items: Vec<Item> = Vec::new();
        for uses in [standard, foreign, own] {
            if !uses.is_empty() {
                items.push(Item::Group(uses));
            }
        }
        if !modules.is_empty() {
            items.push(Item::Group(modules));
        }
        items.extend(self.items);
        Unit { path, docs, items }
    }
}

/// The names come from [`names`] and from this crate: they are Rust already.
fn import(path: &str, names: &[String]) -> Option<TokenStream> {
    match names {
        [] => None,
        [one] => format!("use {path}::{one};").parse().ok(),
        many => format!("use {path}::{{{}}};", many.join(", ")).parse().ok(),
    }
}

/// Writes a claimed name.
pub(super) fn ident(name: &names::Ident) -> Ident {
    if name.is_raw() {
        Ident::new_raw(name.text(), Span::call_site())
    } else {
        Ident::new(name.text(), Span::call_site())
    }
}

/// Writes a text of the definition: always as a literal.
pub(super) fn text(text: &str) -> Literal {
    Literal::string(text)
}

/// Writes documentation, one attribute a line.
pub(super) fn doc(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        Literal::string(&if line.is_empty() { String::new() } else { format!(" {line}") })
    });
    quote!(#(#[doc = #lines])*)
}
