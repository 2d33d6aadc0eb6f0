//! Writes what an operation answers: the type of a success, the enums of statuses.
//!
//! In: an operation's responses. Out: types by name, and `responses!` and `errors!` items. It must not
//! know requests.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::file::{File, ident, text};
use super::media;
use super::operations::{macro_item, stream};
use super::{Item, Row, docs};
use crate::analyze::has_output_enum;
use crate::ir::{Codec, Operation, Response, StatusPattern};
use crate::names::{Ident, OperationNames};

/// Failures that a tag has already.
#[derive(Default)]
pub(super) struct Seen {
    /// What they hold, and the enum's name.
    enums: BTreeMap<String, Ident>,
    /// Those that hold the same as another operation's, and that one's.
    equal: Vec<(Ident, Ident)>,
}

impl Seen {
    /// Names the failures that are equal to another operation's.
    pub(super) fn write(self, file: &mut File<'_>) {
        if self.equal.is_empty() {
            return;
        }
        let mut text = "// Failures that are equal to another operation's.\n".to_owned();
        for (name, same) in self.equal {
            text.push_str(&format!("pub type {name} = {same};\n"));
        }
        file.items.push(Item::Text(text));
    }
}

/// Returns the type of a success; what it needs is added to `answers`.
pub(super) fn output(
    file: &mut File<'_>,
    answers: &mut File<'_>,
    operation: &Operation,
    names: &OperationNames,
    group: &str,
) -> TokenStream {
    if has_output_enum(operation) {
        file.runtime("responses");
        let about = vec![format!("Answers of [`{group}::{}`].", names.method.text())];
        let name = ident(&names.output);
        let rows = rows(file, &operation.successes, about, &name, names);
        answers.items.push(macro_item("responses", rows));
        return quote!(#name);
    }
    match operation.successes.first() {
        Some(response) => body(file, response, names).unwrap_or_else(|| quote!(())),
        None => {
            let bytes = file.runtime("Bytes");
            quote!(#bytes)
        }
    }
}

/// An operation whose failures are written.
pub(super) struct Failing<'a> {
    pub(super) operation: &'a Operation,
    pub(super) names: &'a OperationNames,
    /// The type of the failures' headers.
    pub(super) headers: Option<TokenStream>,
    pub(super) group: &'a str,
}

/// Returns the type of declared failures; what it needs is added to `answers`.
pub(super) fn failure(
    file: &mut File<'_>,
    answers: &mut File<'_>,
    of: Failing<'_>,
    seen: &mut Seen,
) -> TokenStream {
    let Failing { operation, names, headers, group } = of;
    if operation.failures.is_empty() {
        let none = file.runtime("NoError");
        return quote!(#none);
    }
    let name = ident(&names.error);
    let about = format!("Failures of [`{group}::{}`].", names.method.text());
    let mut rows = rows(file, &operation.failures, vec![about], &name, names);
    let headers = headers.map(|headers| quote!(, headers #headers)).unwrap_or_default();
    let own: Vec<String> = rows.iter().skip(1).map(|row| row.tokens.to_string()).collect();
    let key = format!("{headers}\n{}", own.join("\n"));
    if let Some(head) = rows.first_mut() {
        head.tokens.extend(headers);
    }
    match seen.enums.get(&key) {
        Some(same) => seen.equal.push((names.error.clone(), same.clone())),
        None => {
            seen.enums.insert(key, names.error.clone());
            file.runtime("errors");
            answers.items.push(macro_item("errors", rows));
        }
    }
    quote!(#name)
}

fn rows(
    file: &mut File<'_>,
    responses: &[Response],
    about: Vec<String>,
    name: &proc_macro2::Ident,
    names: &OperationNames,
) -> Vec<Row> {
    let mut rows = vec![Row::new(1, about, quote!(pub enum #name), " {")];
    for (index, variant) in variants(responses) {
        let Some(response) = responses.get(index) else { continue };
        let (mut pattern, _) = status(response.status);
        if !response.fallback {
            let media_types = response.media_types.iter().map(|it| text(it));
            pattern = quote!(#pattern if #(#media_types)|*);
        }
        let body = body(file, response, names).map(|ty| quote!((#ty)));
        let lines: Vec<String> = response
            .description
            .as_ref()
            .map(|text| docs::block(text, file.cx.links))
            .filter(|lines| !says_nothing(lines, &variant.to_string()))
            .unwrap_or_default();
        rows.push(Row::new(2, lines, quote!(#pattern => #variant #body), ","));
    }
    rows.push(Row::new(1, Vec::new(), TokenStream::new(), "}"));
    rows
}

/// Returns the variants of an enum of answers in their order, each with the index of its response.
pub(super) fn variants(responses: &[Response]) -> Vec<(usize, proc_macro2::Ident)> {
    let mut sorted: Vec<(usize, &Response)> = responses.iter().enumerate().collect();
    // One status before its range, and `default` last: the first that fits is taken.
    sorted.sort_by_key(|(_, response)| {
        let class = match response.status {
            StatusPattern::Code(_) => 0,
            StatusPattern::Range(_) => 1,
            StatusPattern::Default => 2,
        };
        let first = responses.iter().position(|other| other.status == response.status);
        (class, first, response.fallback, response.media_types.iter().any(|it| it.contains('*')))
    });
    let mut taken: Vec<String> = Vec::new();
    let mut variants = Vec::with_capacity(sorted.len());
    for (index, response) in sorted {
        let (_, mut variant) = status(response.status);
        if !response.fallback {
            variant.push_str(&media::variant(response));
        }
        while taken.contains(&variant) {
            variant.push('2');
        }
        variants.push((index, proc_macro2::Ident::new(&variant, proc_macro2::Span::call_site())));
        taken.push(variant);
    }
    variants
}

/// `Not Found` beside a variant `NotFound` is no documentation.
fn says_nothing(lines: &[String], variant: &str) -> bool {
    let letters: String =
        lines.iter().flat_map(|line| line.chars()).filter(char::is_ascii_alphabetic).collect();
    letters.eq_ignore_ascii_case(variant) || letters.eq_ignore_ascii_case("response")
}

/// Returns the type of a response's body.
fn body(file: &mut File<'_>, response: &Response, names: &OperationNames) -> Option<TokenStream> {
    let content = response.content.as_ref()?;
    Some(match &content.codec {
        Codec::Json(ty) => file.ty(ty),
        Codec::Text => {
            let text = file.runtime("PlainText");
            quote!(#text)
        }
        Codec::Bytes | Codec::Form(_) => {
            let bytes = file.runtime("Bytes");
            quote!(#bytes)
        }
        Codec::Items(of) => {
            let collected = file.runtime("Collected");
            let item = stream::item(file, of, names);
            quote!(#collected<#item>)
        }
    })
}

/// Returns the pattern of a status, and what it is called (RFC 9110, 15).
fn status(status: StatusPattern) -> (TokenStream, String) {
    match status {
        StatusPattern::Code(code) => {
            let number = Literal::u16_unsuffixed(code);
            let name = phrase(code).map_or_else(|| format!("Status{code}"), str::to_owned);
            (quote!(#number), name)
        }
        StatusPattern::Range(digit) => {
            let first = Literal::u16_unsuffixed(u16::from(digit) * 100);
            let last = Literal::u16_unsuffixed(u16::from(digit) * 100 + 99);
            let name = match digit {
                1 => "Informational",
                2 => "Successful",
                3 => "Redirection",
                4 => "ClientError",
                _ => "ServerError",
            };
            (quote!(#first..=#last), name.to_owned())
        }
        StatusPattern::Default => (quote!(_), "Default".to_owned()),
    }
}

fn phrase(code: u16) -> Option<&'static str> {
    Some(match code {
        100 => "Continue",
        101 => "SwitchingProtocols",
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        208 => "AlreadyReported",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        305 => "UseProxy",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        407 => "ProxyAuthenticationRequired",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        417 => "ExpectationFailed",
        421 => "MisdirectedRequest",
        422 => "UnprocessableContent",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        426 => "UpgradeRequired",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        431 => "RequestHeaderFieldsTooLarge",
        451 => "UnavailableForLegalReasons",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        505 => "HttpVersionNotSupported",
        507 => "InsufficientStorage",
        508 => "LoopDetected",
        511 => "NetworkAuthenticationRequired",
        _ => return None,
    })
}
