//! The flows of OAuth 2.0, where a definition writes them and where a provider describes itself.
//!
//! In: OAuth Flows Objects and `openIdConnectUrl`. Out: [`TokenFlow`]s, each with credentials of its own. It must not know
//! what `x-portolan-token` says.

use openapiv3 as model;

use super::Lower;
use super::security::is_secret;
use crate::diagnostic::{Code, Place};
use crate::ir::{
    CredentialField, CredentialKind, Expiry, Method, TokenAnswer, TokenEncoding, TokenExchange,
    TokenField, TokenFlow, TokenSource, TokenTarget,
};

/// Where tokens come from that a provider's discovery document tells of.
const DISCOVERED: &str = "";
/// How the URL of such a document ends (OpenID Connect Discovery 1.0, 4), or what it has in its middle (RFC 8414, 3).
const WELL_KNOWN: [&str; 2] =
    ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

/// How a client shows at an endpoint who it is (RFC 6749, 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    Body,
    Basic,
    /// As the provider's discovery document says.
    Discovered,
}

impl Client {
    /// Returns where a credential of the client goes; `None`: it is none of the client's.
    pub(super) fn target(self, name: &str) -> Option<TokenTarget> {
        Some(match (self, name) {
            (Self::Body, "client_id" | "client_secret") => TokenTarget::Body(format!("/{name}")),
            (Self::Basic, "client_id") => TokenTarget::BasicUser,
            (Self::Basic, "client_secret") => TokenTarget::BasicPassword,
            (Self::Discovered, "client_id") => TokenTarget::ClientId,
            (Self::Discovered, "client_secret") => TokenTarget::ClientSecret,
            _ => return None,
        })
    }
}

impl Lower<'_, '_> {
    /// Lowers the flows that a provider's discovery document has endpoints for.
    pub(super) fn openid_connect(&mut self, url: &str, place: &Place) -> Vec<TokenFlow> {
        if !is_discovered(url) {
            let message = "the token is to be given: the URL is not one of a provider's discovery \
                           document, which ends with `/.well-known/openid-configuration`";
            self.report(Code::TokenFlow, place, message);
            return Vec::new();
        }
        let message = "the token endpoint is the one that the provider's discovery document names: \
                       a token is acquired with client credentials or a password, or renewed with \
                       the refresh token of a consent";
        self.report(Code::TokenFlow, place, message);
        let client = Client::Discovered;
        vec![
            client_credentials(DISCOVERED, client),
            password(DISCOVERED, DISCOVERED, client),
            consent(DISCOVERED, client),
        ]
    }

    /// Lowers the flows of OAuth 2.0 (RFC 6749, RFC 8628), each with credentials of its own: what a program can acquire
    /// alone, and what it can renew after a person consented elsewhere.
    pub(super) fn oauth2(&mut self, flows: &model::OAuth2Flows, place: &Place) -> Vec<TokenFlow> {
        let mut found = Vec::new();
        if let Some(flow) = &flows.client_credentials {
            let message = "the token is acquired with client credentials";
            self.report(Code::TokenFlow, place, message);
            found.push(client_credentials(&flow.token_url, Client::Body));
        }
        if let Some(flow) = &flows.password {
            let message =
                "the token is acquired with a password and renewed with its refresh token";
            self.report(Code::TokenFlow, place, message);
            let renew = flow.refresh_url.as_ref().unwrap_or(&flow.token_url);
            found.push(password(&flow.token_url, renew, Client::Body));
        }
        let code = flows.authorization_code.as_ref();
        let device = flows.extensions.get("x-portolan-deviceAuthorization");
        let text = |key| device?.get(key)?.as_str();
        let consents = [
            code.map(|flow| flow.refresh_url.as_deref().unwrap_or(&flow.token_url)),
            text("refreshUrl").or_else(|| text("tokenUrl")),
            flows.implicit.as_ref().and_then(|flow| flow.refresh_url.as_deref()),
        ];
        let mut urls: Vec<&str> = Vec::new();
        for url in consents.into_iter().flatten() {
            if !urls.contains(&url) {
                urls.push(url);
            }
        }
        for url in urls {
            let message = "a person consents elsewhere: the token is renewed with the refresh token \
                           that came of it";
            self.report(Code::TokenFlow, place, message);
            found.push(consent(url, Client::Body));
        }
        if found.is_empty() {
            let message = "this flow of OAuth 2.0 needs a person: the token is to be given";
            self.report(Code::TokenFlow, place, message);
        }
        found
    }
}

/// Tells whether a URL is one of a discovery document that the runtime can use: whole, of the one spelling that tells
/// whose it is, and not to be overheard on the way.
pub(super) fn is_discovered(url: &str) -> bool {
    let [openid, oauth] = WELL_KNOWN;
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let host = rest.split(['/', ':']).next().unwrap_or(rest);
    let here = ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| rest.starts_with(name))
        && ["localhost", "127.0.0.1", "["].contains(&host);
    let secure = scheme == "https" || (scheme == "http" && here);
    let document = rest.ends_with(openid)
        || rest.split_once(oauth).is_some_and(|(host, path)| {
            !host.contains('/') && (path.is_empty() || path.starts_with('/'))
        });
    secure && document && !rest.contains(['?', '#', '@', '{']) && rest.is_ascii()
}

fn client_credentials(url: &str, client: Client) -> TokenFlow {
    let credentials = vec![credential("client_id", true), credential("client_secret", true)];
    let acquire = exchange(url, "client_credentials", &credentials, true, client);
    TokenFlow { credentials, acquire, renew: None, switch: None }
}

fn password(url: &str, refresh: &str, client: Client) -> TokenFlow {
    let credentials = vec![
        credential("username", true),
        credential("password", true),
        credential("client_id", false),
        credential("client_secret", false),
    ];
    let acquire = exchange(url, "password", &credentials, true, client);
    let renew = renewal(refresh, credentials.get(2..).unwrap_or_default(), client);
    TokenFlow { credentials, acquire, renew: Some(renew), switch: None }
}

/// A flow that begins with the refresh token of a person's consent.
fn consent(url: &str, client: Client) -> TokenFlow {
    let credentials = vec![
        credential("refresh_token", true),
        credential("client_id", false),
        credential("client_secret", false),
    ];
    let renew = renewal(url, credentials.get(1..).unwrap_or_default(), client);
    let acquire = renew.clone();
    TokenFlow { credentials, acquire, renew: Some(renew), switch: None }
}

fn credential(name: &str, required: bool) -> CredentialField {
    let (secret, kind) = (is_secret(name), CredentialKind::Text);
    CredentialField { name: name.to_owned(), required, secret, kind }
}

/// A request of RFC 6749: grant type, credentials and scopes as a form, the answer of section 5.1.
fn exchange(
    url: &str,
    grant: &str,
    credentials: &[CredentialField],
    scopes: bool,
    client: Client,
) -> TokenExchange {
    let mut fields = vec![field(TokenSource::Constant(grant.to_owned()), "grant_type")];
    for CredentialField { name, .. } in credentials {
        let source = TokenSource::Credential(name.clone());
        fields.push(match client.target(name) {
            Some(target) => TokenField { source, target },
            None => field(source, name),
        });
    }
    if scopes {
        fields.push(field(TokenSource::Scopes, "scope"));
    }
    TokenExchange {
        operation: None,
        method: Method::Post,
        url: url.to_owned(),
        encoding: TokenEncoding::Form,
        fields,
        answer: TokenAnswer {
            token: "/access_token".to_owned(),
            expires: vec![Expiry::In { pointer: "/expires_in".to_owned(), unit_seconds: 1 }],
            refresh_token: Some("/refresh_token".to_owned()),
            refresh_expires: Vec::new(),
            succeeded: None,
        },
    }
}

/// The same with the refresh token (RFC 6749, 6).
fn renewal(url: &str, clients: &[CredentialField], client: Client) -> TokenExchange {
    let mut renew = exchange(url, "refresh_token", clients, false, client);
    renew.fields.insert(1, field(TokenSource::RefreshToken, "refresh_token"));
    renew
}

pub(super) fn field(source: TokenSource, name: &str) -> TokenField {
    TokenField { source, target: TokenTarget::Body(format!("/{name}")) }
}
