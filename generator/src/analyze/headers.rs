//! Finds what operations declare of their answers' headers, so that the same headers are one type.
//!
//! In: the responses of each operation. Out: [`HeaderSet`]s, and which of them an operation's successes and failures have. It
//! must not know Rust's names.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Facts, Home};
use crate::ir::{Api, Header, HeaderForm, Primitive, Response, Type};

/// Headers that are declared together.
#[derive(Clone, Debug)]
pub struct HeaderSet {
    /// In the definition's order.
    pub headers: Vec<Header>,
    /// Where the type stands: beside the operations, where a header has a type of the definition.
    pub home: Home,
    /// The first operation that has it.
    pub operation: usize,
    /// Whether there it is that of failures.
    pub failures: bool,
}

/// Index of a [`HeaderSet`] in [`Facts::header_sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderSetId(pub usize);

pub(super) fn find(api: &Api, facts: &mut Facts) {
    let mut known: BTreeMap<(Home, String), HeaderSetId> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let mut id_of = |responses: &[Response], failures: bool| {
            let headers = merged(responses);
            if headers.is_empty() {
                return None;
            }
            let home = match headers.iter().any(|header| has_name(&header.ty)) {
                true => Home::Tag(operation.tags.first().copied()),
                false => Home::Types,
            };
            let id = *known.entry((home, key(&headers))).or_insert_with(|| {
                facts.header_sets.push(HeaderSet { headers, home, operation: index, failures });
                HeaderSetId(facts.header_sets.len() - 1)
            });
            Some(id)
        };
        let sets = (id_of(&operation.successes, false), id_of(&operation.failures, true));
        facts.operation_headers.push(sets);
    }
}

/// Returns the headers of several responses. One that not all of them have need not be there; one that has two types is a text.
fn merged(responses: &[Response]) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    for header in responses.iter().flat_map(|response| &response.headers) {
        match headers.iter_mut().find(|known| is_same(known, header)) {
            None => headers.push(header.clone()),
            Some(known) if known.ty != header.ty || known.form != header.form => {
                known.ty = Type::Primitive(Primitive::String);
                known.form = HeaderForm::Simple;
            }
            Some(_) => {}
        }
    }
    for header in &mut headers {
        header.required = responses.iter().all(|response| {
            response.headers.iter().any(|known| known.required && is_same(known, header))
        });
    }
    headers
}

/// Names of headers are the same in any case.
fn is_same(one: &Header, other: &Header) -> bool {
    one.name.eq_ignore_ascii_case(&other.name)
}

fn has_name(ty: &Type) -> bool {
    match ty {
        Type::Named(_) => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => has_name(inner),
        Type::Primitive(_) | Type::Any => false,
    }
}

/// The headers as text, without documentation.
fn key(headers: &[Header]) -> String {
    let mut key = String::new();
    for header in headers {
        let Header { name, required, ty, form, .. } = header;
        let _ = write!(key, "{:?}{required}{form:?}{ty:?};", name.to_ascii_lowercase());
    }
    key
}
