//! Writes the example of an operation: a call as a person makes it, compiled with the crate's doctests.
//!
//! In: an operation's required parameters and body. Out: an attribute. Texts and numbers stand in the call, as
//! the definition's own examples give them; what takes more than a literal is a variable.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::Context;
use super::super::file::{File, text};
use super::Drawn;
use super::body::{Lent, lent};
use super::method::{Sending, is_grouped, required_body};
use crate::analyze::{Home, Resolved};
use crate::ir::{Codec, Form, Parameter, Primitive, Shape, Type, TypeId};
use crate::names::Ident;

/// An example's longest text; a longer one would hide the call.
const LONGEST: usize = 40;

/// Returns an example as documentation.
pub(super) fn write(file: &mut File<'_>, drawn: &Drawn<'_>, sending: &Sending<'_>) -> TokenStream {
    let cx = file.cx;
    let (operation, names) = (drawn.operation, drawn.names);
    let krate = cx.names.crate_ident();
    let tag = operation.tags.first().and_then(|tag| cx.names.of_tag(*tag));
    let module = tag.map_or_else(|| "operations".to_owned(), |tag| tag.module.to_string());
    let mut variables = Vec::new();
    let mut arguments = Vec::new();
    if is_grouped(drawn, sending) {
        variables.push(format!("args: {krate}::{module}::{}", sending.args));
        arguments.push("args".to_owned());
    } else {
        let required =
            operation.parameters.iter().zip(&names.parameters).filter(|(p, _)| p.required);
        for (parameter, name) in required {
            match literal(cx, parameter) {
                Some(literal) => arguments.push(literal),
                None => {
                    variables.push(format!("{name}: {}", path(cx, &parameter.ty)));
                    arguments.push(name.to_string());
                }
            }
        }
        if let Some(content) = required_body(drawn, sending) {
            let parts = format!("{krate}::{module}::{}", sending.parts.name);
            let (ty, given) = body(cx, &content.codec, &names.body, parts);
            variables.push(format!("{}: {ty}", names.body));
            arguments.push(given);
        }
    }
    let group = tag.map(|tag| format!("{}().", tag.accessor)).unwrap_or_default();
    let returns = !drawn.output.is_empty() && drawn.output.to_string() != "()";
    let (answer, arguments) = (if returns { "let answer = " } else { "" }, arguments.join(", "));
    variables.insert(0, krate.to_string());
    let call =
        format!("({}) {answer}client.{group}{}({arguments})", variables.join(", "), sending.name);
    let example = file.runtime("example");
    match call.parse::<TokenStream>() {
        Ok(call) => quote!(#[doc = #example!(#call)]),
        Err(_) => TokenStream::new(),
    }
}

/// Returns a value for a parameter that a literal can be.
fn literal(cx: Context<'_>, parameter: &Parameter) -> Option<String> {
    let example = parameter.example.as_deref();
    let words = |fallback: &str| {
        let plain = |c: char| c == ' ' || c.is_ascii_graphic();
        let example = example.filter(|it| it.len() <= LONGEST && it.chars().all(plain));
        text(example.filter(|it| !it.is_empty()).unwrap_or(fallback)).to_string()
    };
    match cx.facts.resolve(cx.api, &parameter.ty) {
        Resolved::Shape(_, Shape::Newtype(Primitive::String))
        | Resolved::Type(Type::Primitive(Primitive::String)) => Some(words("…")),
        Resolved::Type(Type::Primitive(primitive)) => match primitive {
            Primitive::Boolean => Some("true".to_owned()),
            Primitive::I32 | Primitive::U32 | Primitive::I64 | Primitive::U64 => {
                let number = example.and_then(|it| it.parse::<i32>().ok());
                Some(number.filter(|it| *it >= 0).unwrap_or(1).to_string())
            }
            _ => None,
        },
        _ => None,
    }
}

/// Returns the type of the variable that holds a body, and how it is given.
fn body(cx: Context<'_>, codec: &Codec, name: &Ident, parts: String) -> (String, String) {
    if let Some(ty) = codec.value() {
        return match lent(cx, ty) {
            Lent::Yes => (path(cx, ty), format!("&{name}")),
            Lent::No => (path(cx, ty), name.to_string()),
        };
    }
    let krate = cx.names.crate_ident();
    let ty = match codec {
        Codec::Text => "String".to_owned(),
        Codec::Form(Form::Struct(_)) => parts,
        Codec::Form(_) | Codec::Json(_) => format!("{krate}::runtime::Multipart"),
        Codec::Items(item) => {
            let item = item.types().first().map(|ty| path(cx, ty));
            format!("Vec<{}>", item.unwrap_or_else(|| format!("{krate}::runtime::RawJson")))
        }
        Codec::Bytes => "Vec<u8>".to_owned(),
    };
    (ty, name.to_string())
}

/// Writes a type as other crates do.
fn path(cx: Context<'_>, ty: &Type) -> String {
    let krate = cx.names.crate_ident();
    match ty {
        Type::Primitive(primitive) => match primitive {
            Primitive::Boolean => "bool".to_owned(),
            Primitive::I32 => "i32".to_owned(),
            Primitive::U32 => "u32".to_owned(),
            Primitive::I64 => "i64".to_owned(),
            Primitive::U64 => "u64".to_owned(),
            Primitive::F64 => "f64".to_owned(),
            Primitive::F32 => "f32".to_owned(),
            Primitive::String | Primitive::Binary => "String".to_owned(),
            Primitive::HttpDate => format!("{krate}::runtime::HttpDate"),
            Primitive::UnixTime => format!("{krate}::runtime::UnixTime"),
            Primitive::TimeOfDay => format!("{krate}::runtime::TimeOfDay"),
            Primitive::Duration => format!("{krate}::runtime::IsoDuration"),
            Primitive::Decimal => format!("{krate}::runtime::Decimal"),
            Primitive::DecimalText => format!("{krate}::runtime::DecimalText"),
            Primitive::Base64Url => format!("{krate}::runtime::Base64Url"),
            Primitive::Foreign(index) => {
                let path = cx.api.foreign.get(*index).map_or("String", |it| it.path.as_str());
                format!("{krate}::runtime::Parsed<{path}>")
            }
            Primitive::Timestamp => format!("{krate}::runtime::Timestamp"),
            Primitive::Date => format!("{krate}::runtime::Date"),
            Primitive::Base64 => format!("{krate}::runtime::Base64"),
            Primitive::Secret => format!("{krate}::runtime::Secret"),
        },
        Type::Named(id) => named(cx, *id),
        Type::List(item) => format!("Vec<{}>", path(cx, item)),
        Type::Map(value) => {
            format!("std::collections::BTreeMap<String, {}>", path(cx, value))
        }
        Type::Nullable(inner) => format!("Option<{}>", path(cx, inner)),
        Type::Any => format!("{krate}::runtime::RawJson"),
    }
}

fn named(cx: Context<'_>, id: TypeId) -> String {
    let krate = cx.names.crate_ident();
    let Some(names) = cx.names.of_type(id) else { return format!("{krate}::runtime::RawJson") };
    let module = match cx.facts.home(id) {
        Home::Tag(Some(tag)) => cx.names.of_tag(tag).map(|tag| tag.module.to_string()),
        Home::Tag(None) => Some("operations".to_owned()),
        _ => None,
    };
    format!("{krate}::{}::{}", module.as_deref().unwrap_or("types"), names.name)
}
