//! Writes a token flow as data.
//!
//! In: the flow. Out: an expression of the runtime's types. It must not know schemes.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::file::text;
use super::add;
use crate::ir::{
    Expiry, TokenAnswer, TokenEncoding, TokenExchange, TokenField, TokenFlow, TokenRevocation,
    TokenSource, TokenSwitch, TokenTarget,
};

/// Writes a flow, and names what it uses of the runtime.
pub(super) fn write(flow: &TokenFlow, uses: &mut Vec<&'static str>) -> TokenStream {
    for name in ["TokenFlow", "Exchange", "Encoding", "Answer"] {
        add(uses, name);
    }
    let acquire = exchange(&flow.acquire, uses);
    let renew = match &flow.renew {
        Some(renew) => {
            let renew = exchange(renew, uses);
            quote!(Some(#renew))
        }
        None => quote!(None),
    };
    quote!(TokenFlow { acquire: #acquire, renew: #renew })
}

/// Writes what an operation does that switches the session.
pub(super) fn switch(switch: &TokenSwitch, uses: &mut Vec<&'static str>) -> TokenStream {
    for name in ["Switch", "Answer"] {
        add(uses, name);
    }
    if !switch.credentials.is_empty() {
        add(uses, "Field");
        add(uses, "Target");
    }
    let credentials = switch.credentials.iter().map(field);
    let answer = answer(&switch.answer, uses);
    quote!(Switch { credentials: &[#(#credentials),*], answer: #answer })
}

/// Writes how a token is revoked.
pub(super) fn revocation(
    revocation: &TokenRevocation,
    uses: &mut Vec<&'static str>,
) -> TokenStream {
    for name in ["Revocation", "Encoding", "Field", "Target"] {
        add(uses, name);
    }
    let (method, url) = (text(revocation.method.text()), text(&revocation.url));
    let (encoding, fields) = (encoding(revocation.encoding), revocation.fields.iter().map(field));
    quote! {
        Revocation {
            method: #method,
            url: #url,
            encoding: #encoding,
            fields: &[#(#fields),*],
        }
    }
}

fn encoding(encoding: TokenEncoding) -> TokenStream {
    match encoding {
        TokenEncoding::Json => quote!(Encoding::Json),
        TokenEncoding::Form => quote!(Encoding::Form),
        TokenEncoding::None => quote!(Encoding::None),
    }
}

fn exchange(exchange: &TokenExchange, uses: &mut Vec<&'static str>) -> TokenStream {
    let method = text(exchange.method.text());
    let url = match exchange.url.as_str() {
        "" => quote!(Exchange::DISCOVERED),
        url => {
            let url = text(url);
            quote!(#url)
        }
    };
    let encoding = encoding(exchange.encoding);
    if !exchange.fields.is_empty() {
        add(uses, "Field");
        add(uses, "Target");
    }
    let fields = exchange.fields.iter().map(field);
    let answer = answer(&exchange.answer, uses);
    quote! {
        Exchange {
            method: #method,
            url: #url,
            encoding: #encoding,
            fields: &[#(#fields),*],
            answer: #answer,
        }
    }
}

fn field(field: &TokenField) -> TokenStream {
    let target = match &field.target {
        TokenTarget::Body(pointer) => {
            let pointer = text(pointer);
            quote!(Target::Body(#pointer))
        }
        TokenTarget::Header(name) => {
            let name = text(name);
            quote!(Target::Header(#name))
        }
        TokenTarget::BasicUser => quote!(Target::BasicUser),
        TokenTarget::BasicPassword => quote!(Target::BasicPassword),
        TokenTarget::ClientId => quote!(Target::ClientId),
        TokenTarget::ClientSecret => quote!(Target::ClientSecret),
    };
    match &field.source {
        TokenSource::Credential(name) => {
            let name = text(name);
            quote!(Field::credential(#name, #target))
        }
        TokenSource::Constant(value) => {
            let value = text(value);
            quote!(Field::constant(#value, #target))
        }
        TokenSource::RefreshToken => quote!(Field::refresh_token(#target)),
        TokenSource::AccessToken => quote!(Field::access_token(#target)),
        TokenSource::Scopes => quote!(Field::scopes(#target)),
        TokenSource::Token => quote!(Field::token(#target)),
        TokenSource::TokenKind => quote!(Field::token_kind(#target)),
    }
}

fn answer(answer: &TokenAnswer, uses: &mut Vec<&'static str>) -> TokenStream {
    if !answer.expires.is_empty() || !answer.refresh_expires.is_empty() {
        add(uses, "Expiry");
    }
    let token = text(&answer.token);
    let expires = answer.expires.iter().map(expiry);
    let refresh_expires = answer.refresh_expires.iter().map(expiry);
    let option = |pointer: &Option<String>| match pointer.as_deref().map(text) {
        Some(pointer) => quote!(Some(#pointer)),
        None => quote!(None),
    };
    let (refresh_token, succeeded) = (option(&answer.refresh_token), option(&answer.succeeded));
    quote! {
        Answer {
            token: #token,
            expires: &[#(#expires),*],
            refresh_token: #refresh_token,
            refresh_expires: &[#(#refresh_expires),*],
            succeeded: #succeeded,
        }
    }
}

fn expiry(expiry: &Expiry) -> TokenStream {
    match expiry {
        Expiry::In { pointer, unit_seconds } => {
            let (pointer, unit) = (text(pointer), Literal::u32_unsuffixed(*unit_seconds));
            quote!(Expiry::In { pointer: #pointer, unit_seconds: #unit })
        }
        Expiry::At { pointer } => {
            let pointer = text(pointer);
            quote!(Expiry::At { pointer: #pointer })
        }
        Expiry::Jwt { claim } => {
            let claim = text(claim);
            quote!(Expiry::Jwt { claim: #claim })
        }
        Expiry::After { seconds } => {
            let seconds = Literal::u64_unsuffixed(*seconds);
            quote!(Expiry::After { seconds: #seconds })
        }
    }
}
