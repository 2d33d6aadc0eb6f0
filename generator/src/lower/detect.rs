//! What a token flow looks like where nothing says it: the words that definitions use for logins and tokens.
//!
//! In: operations that are lowered. Out: requests and answers of token flows. It must not know the extension's grammar.

use super::Lower;
use super::format;
use super::security::is_secret;
use crate::ir::{
    Codec, CredentialField, CredentialKind, Expiry, Field, Form, Location, Method, Operation,
    Primitive, Shape, Struct, TokenAnswer, TokenEncoding, TokenField, TokenSource, TokenTarget,
    Type,
};

const USERS: &[&str] =
    &["username", "user", "login", "email", "userid", "userlogin", "loginid", "clientid"];
const PASSWORDS: &[&str] = &["password", "passwd", "pass", "passphrase", "pwd", "clientsecret"];
const TOKENS: &[&str] =
    &["accesstoken", "token", "authtoken", "jwttoken", "jwt", "bearertoken", "sessiontoken"];
const INNER: &[&str] = &["data", "attributes", "result", "response", "payload", "session", "auth"];
const LIFETIMES: &[&str] =
    &["expiresin", "ttl", "tokenlifetime", "lifetime", "accesstokenexpiresin"];
const TIMES: &[&str] = &[
    "tokenexpiration",
    "expiresat",
    "expiration",
    "expires",
    "accesstokenexpires",
    "expiry",
    "accesstokenexpiration",
    "expirationdate",
    "tokenexpires",
    "accesstokenexpiresat",
];
const REFRESH_TOKENS: &[&str] = &["refreshtoken"];
const REFRESH_LIFETIMES: &[&str] =
    &["refreshtokenexpiresin", "refreshexpiresin", "refreshtokenlifetime"];
const REFRESH_TIMES: &[&str] =
    &["refreshtokenexpiration", "refreshtokenexpires", "refreshtokenexpiresat", "refreshexpiresat"];
const LOGINS: &[&str] = &["authenticate", "login", "signin", "gettoken", "generatetoken", "token"];
const PERHAPS: &[&str] = &["auth", "session"];
const OTHERS: &[&str] = &[
    "register", "signup", "reset", "forgot", "change", "verify", "revoke", "logout", "signout",
    "confirm", "invite",
];

/// The token request that an operation makes.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// What the caller gives.
    pub(super) credentials: Vec<CredentialField>,
    /// What is sent.
    pub(super) fields: Vec<TokenField>,
}

impl Lower<'_, '_> {
    /// Returns the operation that looks most like a login: it takes credentials and gives a token.
    pub(super) fn detected_login(&mut self) -> Option<(usize, Asked, TokenAnswer)> {
        let mut best: Option<(usize, (usize, Asked, TokenAnswer))> = None;
        for index in 0..self.operations.len() {
            let Some(score) = self.operations.get(index).map(likeness).filter(|score| *score > 0)
            else {
                continue;
            };
            if best.as_ref().is_some_and(|(before, _)| *before >= score) {
                continue;
            }
            let Some(asked) = self.asked(index).filter(|asked| is_login(&asked.credentials)) else {
                continue;
            };
            if let Some(answer) = self.answer(index) {
                best = Some((score, (index, asked, answer)));
            }
        }
        best.map(|(_, found)| found)
    }

    /// Returns the operation that takes a refresh token and no password.
    pub(super) fn detected_refresh(&mut self) -> Option<(usize, Asked, TokenAnswer)> {
        (0..self.operations.len()).find_map(|index| {
            let operation = self.operations.get(index).filter(|o| o.method == Method::Post)?;
            if has_word(&spelling(operation), OTHERS) {
                return None;
            }
            let asked = self.asked(index)?;
            let refreshes = asked.fields.iter().any(|f| f.source == TokenSource::RefreshToken);
            let grants = asked.credentials.iter().all(|c| !is_one(&c.name, PASSWORDS));
            let simple = asked.credentials.iter().all(|c| !c.required);
            let answer = self.answer(index)?;
            (refreshes && grants && simple).then_some((index, asked, answer))
        })
    }

    /// Returns what an operation asks for, as a token request: the scalars of its JSON body or form, and its
    /// headers. `None`: it needs something that is no scalar.
    pub(super) fn asked(&mut self, index: usize) -> Option<Asked> {
        let operation = self.operations.get(index)?.clone();
        let mut asked = Asked::default();
        let named = |name: &str| {
            let optional_word = ["grant_type", "scope"].contains(&name);
            is_one(name, USERS) || is_one(name, PASSWORDS) || optional_word
        };
        for parameter in &operation.parameters {
            match parameter.location {
                Location::Header if named(&parameter.name) => {
                    let target = TokenTarget::Header(parameter.name.clone());
                    let kind = self.credential_kind(&parameter.ty)?;
                    asked.add(&parameter.name, parameter.required, kind, target);
                }
                _ if parameter.required => return None,
                _ => {}
            }
        }
        if operation.body.is_none() {
            return Some(asked);
        }
        let (ty, _) = token_body(&operation)?;
        let Some(found) = self.struct_in(ty) else { return Some(asked) };
        for field in &found.fields {
            let target = TokenTarget::Body(format!("/{}", escaped(&field.name)));
            if let Some(constant) = self.constant(field) {
                asked.fields.push(TokenField { source: TokenSource::Constant(constant), target });
                continue;
            }
            match self.credential_kind(&field.ty) {
                Some(kind) => asked.add(&field.name, field.required, kind, target),
                None if field.required => return None,
                None => {}
            }
        }
        Some(asked)
    }

    /// Returns how an operation's answer tells a token; `None` where it does not.
    pub(super) fn answer(&mut self, index: usize) -> Option<TokenAnswer> {
        let ty = self.answer_ty(index)?;
        if self.credential_kind(&ty) == Some(CredentialKind::Text) {
            return Some(TokenAnswer::default());
        }
        let found = self.struct_in(&ty)?;
        let mut answer = TokenAnswer::default();
        self.read_answer(&found, "", &mut answer, 3);
        (!answer.token.is_empty()).then_some(answer)
    }

    /// Returns the type of an operation's first JSON success.
    pub(super) fn answer_ty(&self, index: usize) -> Option<Type> {
        let operation = self.operations.get(index)?;
        operation.successes.iter().find_map(|response| match &response.content.as_ref()?.codec {
            Codec::Json(ty) => Some(ty.clone()),
            _ => None,
        })
    }

    fn read_answer(
        &mut self,
        found: &Struct,
        prefix: &str,
        answer: &mut TokenAnswer,
        depth: usize,
    ) {
        // The most usual word wins, not the first property.
        let text = |lower: &mut Self, words: &[&str]| {
            words.iter().find_map(|word| {
                let field = found.fields.iter().find(|field| plain(&field.name) == *word)?;
                let kind = lower.credential_kind(&field.ty)?;
                let pointer = format!("{prefix}/{}", escaped(&field.name));
                Some((pointer, kind, unit_seconds(field)))
            })
        };
        if answer.token.is_empty()
            && let Some((pointer, CredentialKind::Text, _)) = text(self, TOKENS)
        {
            answer.token = pointer;
            answer.refresh_token = text(self, REFRESH_TOKENS).map(|(pointer, ..)| pointer);
            for (words, is_lifetime) in [(LIFETIMES, true), (TIMES, false)] {
                let found = text(self, words);
                answer.expires.extend(found.map(|(p, _, unit)| expiry(p, is_lifetime, unit)));
            }
            for (words, is_lifetime) in [(REFRESH_LIFETIMES, true), (REFRESH_TIMES, false)] {
                let found = text(self, words);
                let found = found.map(|(p, _, unit)| expiry(p, is_lifetime, unit));
                answer.refresh_expires.extend(found);
            }
            let success = found.fields.iter().find(|field| {
                is_one(&field.name, &["success", "succeeded"])
                    && field.ty == Type::Primitive(Primitive::Boolean)
            });
            answer.succeeded = success.map(|field| format!("{prefix}/{}", escaped(&field.name)));
            return;
        }
        for field in found.fields.iter().filter(|field| is_one(&field.name, INNER)) {
            let Some(depth) = depth.checked_sub(1) else { return };
            if let Some(inner) = self.struct_in(&field.ty) {
                let prefix = format!("{prefix}/{}", escaped(&field.name));
                self.read_answer(&inner, &prefix, answer, depth);
            }
        }
    }

    /// Returns the struct that a type is, `null` and aliases aside.
    pub(super) fn struct_in(&mut self, ty: &Type) -> Option<Struct> {
        match self.unaliased(ty) {
            Type::Named(id) => self.struct_of(id),
            Type::Nullable(inner) => self.struct_in(&inner),
            _ => None,
        }
    }

    /// Returns the JSON type that a credential of a type has; `None` where it is no text and no number.
    pub(super) fn credential_kind(&mut self, ty: &Type) -> Option<CredentialKind> {
        match self.unaliased(ty) {
            Type::Nullable(inner) => self.credential_kind(&inner),
            Type::Primitive(p) if format::is_text(p) => Some(CredentialKind::Text),
            Type::Primitive(p) if format::is_number(p) => Some(CredentialKind::Integer),
            Type::Named(id) => match self.shape_of(id)? {
                Shape::Newtype(_) | Shape::Enum(_) => Some(CredentialKind::Text),
                Shape::Values(values) if values.integers => Some(CredentialKind::Integer),
                Shape::Union(_) => Some(CredentialKind::Text),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the one text that a required property allows.
    fn constant(&mut self, field: &Field) -> Option<String> {
        let Type::Named(id) = self.unaliased(&field.ty) else { return None };
        let Shape::Enum(found) = self.shape_of(id)? else { return None };
        match found.variants.as_slice() {
            [only] if field.required => Some(only.value.clone()),
            // Of the grants, one asks for no more than what a program has.
            several if field.required && plain(&field.name) == "granttype" => several
                .iter()
                .find(|v| ["client_credentials", "password"].contains(&v.value.as_str()))
                .map(|v| v.value.clone()),
            _ => None,
        }
    }
}

impl Asked {
    fn add(&mut self, name: &str, required: bool, kind: CredentialKind, target: TokenTarget) {
        let source = match plain(name).as_str() {
            "refreshtoken" => TokenSource::RefreshToken,
            "scope" | "scopes" if !required => TokenSource::Scopes,
            _ => {
                let secret = is_secret(name);
                let name = name.to_owned();
                self.credentials.push(CredentialField {
                    name: name.clone(),
                    required,
                    secret,
                    kind,
                });
                TokenSource::Credential(name)
            }
        };
        self.fields.push(TokenField { source, target });
    }
}

/// Returns the body that a token request can write, and how: JSON, else a form.
pub(super) fn token_body(operation: &Operation) -> Option<(&Type, TokenEncoding)> {
    let contents = &operation.body.as_ref()?.contents;
    let json = contents.iter().find_map(|content| match &content.codec {
        Codec::Json(ty) => Some((ty, TokenEncoding::Json)),
        _ => None,
    });
    json.or_else(|| {
        contents.iter().find_map(|content| match &content.codec {
            Codec::Form(Form::Fields { ty, .. }) => Some((ty, TokenEncoding::Form)),
            _ => None,
        })
    })
}

/// Tells whether credentials are those of a login: who, and a secret.
fn is_login(credentials: &[CredentialField]) -> bool {
    let has = |words: &[&str]| credentials.iter().any(|c| is_one(&c.name, words));
    has(USERS) && has(PASSWORDS)
}

/// Returns how much an operation is called like a login; zero: it is none.
fn likeness(operation: &Operation) -> usize {
    let spelling = spelling(operation);
    if operation.method != Method::Post || has_word(&spelling, OTHERS) {
        return 0;
    }
    if has_word(&spelling, LOGINS) {
        return if spelling.contains("refresh") { 1 } else { 3 };
    }
    usize::from(has_word(&spelling, PERHAPS)) * 2
}

fn spelling(operation: &Operation) -> String {
    plain(&format!("{} {}", operation.id, operation.path))
}

fn has_word(spelling: &str, words: &[&str]) -> bool {
    words.iter().any(|word| spelling.contains(word))
}

fn is_one(name: &str, words: &[&str]) -> bool {
    words.contains(&plain(name).as_str())
}

/// Returns a name without what separates its words.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns what a lifetime counts: seconds, unless its words say minutes.
fn unit_seconds(field: &Field) -> u32 {
    let words = field.docs.description.as_deref().unwrap_or_default().to_lowercase();
    let says = |unit: &str| words.contains(unit);
    if says("minute") && !says("second") { 60 } else { 1 }
}

fn expiry(pointer: String, is_lifetime: bool, unit_seconds: u32) -> Expiry {
    if is_lifetime { Expiry::In { pointer, unit_seconds } } else { Expiry::At { pointer } }
}

/// Escapes a JSON Pointer's segment.
pub(super) fn escaped(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}
