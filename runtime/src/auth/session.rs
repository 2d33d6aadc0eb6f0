//! The credentials of one client, bound to one environment.
//!
//! In: a request and what its operation needs; later the answer's status. Out: the same request with its
//! credentials, or an error before anything was sent; later whether to send it once more. It must not know operations.

mod choose;
mod end;
mod switch;

pub use self::end::SignedOut;
use self::end::Unrevoked;

use std::error::Error as StdError;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use http::{HeaderValue, Request, StatusCode, header};
use smallvec::SmallVec;

use super::cache::{Cache, Handed, Issued};
use super::carry::{self, Written};
use super::credential::{Credential, Fields, Inner};
use super::error::AuthError;
use super::exchange::Endpoint;
use super::flow::{Exchange, Source, TokenFlow};
use super::mint::{Mint, Origin, Who};
use super::scheme::{Carry, Kind, Part, Requirement, Scheme};
use super::store::{Health, StoreKey, TokenStore};
use super::sync::Slot;
use super::validity::{Moment, Phase, Validity};
use crate::Secret;
use crate::body::Body;
use crate::clock::Clock;
use crate::environment::{BaseUrl, Origin as Bound};
use crate::transport::Transport;

/// What a client's sessions are made of.
pub(crate) struct SessionsConfig {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) base: BaseUrl,
    pub(crate) clock: Arc<dyn Clock>,
    /// Credentials may travel over `http://` to other machines.
    pub(crate) allow_http: bool,
    /// Further origins that credentials may be sent to.
    pub(crate) trusted: Vec<Bound>,
    /// For token requests.
    pub(crate) user_agent: Option<HeaderValue>,
    pub(crate) credentials: Vec<(&'static Scheme, Credential)>,
    pub(crate) store: Arc<dyn TokenStore>,
}

/// All credentials and tokens of a client.
pub(crate) struct Sessions {
    endpoint: Endpoint,
    allow_http: bool,
    trusted: Vec<Bound>,
    store: Arc<dyn TokenStore>,
    health: Health,
    /// Tokens were forgotten: what the store has for sets of scopes that were not asked for yet is not wanted either.
    forgotten: AtomicBool,
    /// Tokens of a sign-out that could not be revoked yet.
    unrevoked: Mutex<Vec<Unrevoked>>,
    holders: Vec<(&'static Scheme, Holder)>,
}

enum Holder {
    /// Never changes: a key, a pair, a pasted token.
    Fixed { carry: Carry, secret: Secret, header: Option<Written>, validity: Option<Validity> },
    /// The application's own source.
    Source { carry: Carry, cache: Cache },
    /// A flow; one token for each set of scopes where it sends them.
    Flow {
        carry: Carry,
        flow: &'static TokenFlow,
        fields: Arc<Fields>,
        login: RwLock<Login>,
        /// The caches of the login, to be found without its lock.
        found: Slot<Caches>,
        /// What its token requests are sent with besides.
        endpoint: Endpoint,
    },
    /// The transport has it.
    Certificate,
}

impl Holder {
    /// Tells whether it travels where another credential does.
    fn collides(&self, other: Carry) -> bool {
        match self {
            Self::Fixed { carry, .. } | Self::Source { carry, .. } | Self::Flow { carry, .. } => {
                carry.is_place_of(other)
            }
            Self::Certificate => false,
        }
    }
}

/// Caches by the scopes of their tokens.
type Caches = Vec<(String, Cache)>;

/// What there is of one login.
#[derive(Default)]
struct Login {
    /// Whom its session was switched to.
    moved: Option<Moved>,
    /// By scopes.
    caches: Caches,
}

/// Whom a session was switched to.
#[derive(Clone)]
struct Moved {
    /// What a login says.
    fields: Arc<Fields>,
    /// Whether that names them.
    named: bool,
}

/// A credential that is at hand.
enum Ready<'a> {
    Fixed(&'a Secret, Option<&'a Written>),
    Issued(Arc<Issued>),
}

/// What a request was sent with.
#[derive(Default)]
pub(crate) struct Grant {
    /// Nearly always one, which is held here and not on the heap.
    tokens: SmallVec<[(&'static Scheme, Cache, Arc<Issued>); 1]>,
    replayed: bool,
}

/// What an answer's status means for the tokens it was sent with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Another token is there or can be had: the request can be sent once more.
    Replay,
    /// The answer goes to the caller.
    Surface,
}

impl Sessions {
    /// Checks that each credential fits its scheme and that no token request would be overheard.
    pub(crate) fn new(config: SessionsConfig) -> Result<Self, AuthError> {
        let SessionsConfig { transport, base, clock, allow_http, trusted, .. } = config;
        let SessionsConfig { user_agent, credentials, store, .. } = config;
        let endpoint =
            Endpoint { transport, base, clock, user_agent, beside: Arc::default(), provider: None };
        let health = Health::default();
        let (forgotten, holders) = (AtomicBool::new(false), Vec::new());
        let unrevoked = Mutex::default();
        let mut sessions =
            Self { endpoint, allow_http, trusted, store, health, forgotten, unrevoked, holders };
        // Logins last: their requests may need what never changes.
        let (logins, others): (Vec<_>, Vec<_>) =
            credentials.into_iter().partition(|(_, it)| matches!(it.0, Inner::Fields(..)));
        for (scheme, credential) in others.into_iter().chain(logins) {
            let holder = sessions.hold(scheme, credential)?;
            sessions.holders.retain(|(known, _)| known.name != scheme.name);
            sessions.holders.push((scheme, holder));
        }
        Ok(sessions)
    }

    /// Gives a request what its operation needs: the first alternative for which there are credentials. Tokens are
    /// waited for; where there is an error, the request holds no credential.
    pub(crate) async fn authorize(
        &self,
        security: &'static [Requirement],
        request: &mut Request<Body>,
    ) -> Result<Grant, AuthError> {
        let Some(parts) = self.choose(security)? else { return Ok(Grant::default()) };
        self.check_target(request.uri())?;
        let mut grant = Grant::default();
        let mut ready = SmallVec::<[_; 2]>::new();
        for part in parts {
            let Some((_, holder)) = self.holders.iter().find(|(s, _)| s.name == part.scheme.name)
            else {
                continue;
            };
            if part.scheme.voluntary
                && ready.iter().any(|(_, before, _): &(_, Carry, _)| holder.collides(*before))
            {
                // Nothing says which of them is meant: the first.
                continue;
            }
            let (carry, cache) = match holder {
                Holder::Certificate => continue,
                Holder::Fixed { carry, secret, header, validity } => {
                    let now = Moment::now(&*self.endpoint.clock);
                    if validity.is_some_and(|v| v.phase(now) == Phase::Expired) {
                        return Err(AuthError::Expired { scheme: part.scheme.name });
                    }
                    ready.push((part, *carry, Ready::Fixed(secret, header.as_ref())));
                    continue;
                }
                Holder::Source { carry, cache } => (*carry, cache.clone()),
                Holder::Flow { carry, flow, found, .. } => {
                    let known = found.map(|caches| find(caches, flow, part.scopes)).flatten();
                    let Some(cache) = known.or_else(|| self.cache(part, holder)) else { continue };
                    (*carry, cache)
                }
            };
            let issued = cache.token().await?;
            grant.tokens.push((part.scheme, cache, Arc::clone(&issued)));
            ready.push((part, carry, Ready::Issued(issued)));
        }
        // Together and last: whoever leaves or fails before has written nothing.
        let (mut headers, mut uri) =
            (std::mem::take(request.headers_mut()), std::mem::take(request.uri_mut()));
        for (part, carry, ready) in ready {
            let (secret, header) = match &ready {
                Ready::Fixed(secret, header) => (*secret, *header),
                Ready::Issued(issued) => (&issued.token, issued.header.as_ref()),
            };
            carry::write(part.scheme.name, carry, secret, header, &mut headers, &mut uri)?;
        }
        *request.headers_mut() = headers;
        *request.uri_mut() = uri;
        Ok(grant)
    }

    /// Gives a request that is sent for the second time what it needs; its answer is never a reason for a third.
    pub(crate) async fn authorize_replay(
        &self,
        security: &'static [Requirement],
        request: &mut Request<Body>,
    ) -> Result<Grant, AuthError> {
        Ok(Grant { replayed: true, ..self.authorize(security, request).await? })
    }

    /// Tells what an answer's status means for the tokens it was sent with. To be called for every answer: a token
    /// that was accepted once is trusted more.
    #[allow(clippy::unused_async, reason = "a shared store may have to be asked later")]
    pub(crate) async fn answered(&self, grant: &Grant, status: StatusCode) -> Verdict {
        let code = status.as_u16();
        let mut verdict = Verdict::Surface;
        for (scheme, cache, issued) in &grant.tokens {
            if scheme.rejected.contains(&code) {
                if cache.rejected(issued, code) {
                    verdict = Verdict::Replay;
                }
            } else if status.is_success() || (status.is_client_error() && code != 401) {
                issued.accept();
            }
        }
        if grant.replayed { Verdict::Surface } else { verdict }
    }

    /// Returns why the store could not be used the last time that it was needed.
    pub(crate) fn store_error(&self) -> Option<Arc<dyn StdError + Send + Sync>> {
        self.health.error()
    }

    fn hold(&self, scheme: &'static Scheme, credential: Credential) -> Result<Holder, AuthError> {
        let name = scheme.name;
        let fixed = |carry, secret: Secret, validity| {
            let header = carry::header_value(name, carry, &secret)?;
            Ok(Holder::Fixed { carry, secret, header, validity })
        };
        match (&scheme.kind, credential.0) {
            (Kind::ApiKey { carry }, Inner::Key(key)) => fixed(*carry, key.0, None),
            (Kind::Basic, Inner::Basic(basic)) => Ok(Holder::Fixed {
                carry: Carry::Header { name: header::AUTHORIZATION.as_str(), prefix: None },
                header: Some((header::AUTHORIZATION, carry::basic_value(name, &basic)?)),
                secret: basic.password,
                validity: None,
            }),
            (Kind::Token { carry, .. }, Inner::Token(token)) => {
                let now = Moment::now(&*self.endpoint.clock);
                let lifetime = token.lifetime(now.wall);
                fixed(*carry, token.text, lifetime.map(|life| Validity::new(now, Some(life))))
            }
            (Kind::Token { carry, .. }, Inner::Source(source)) => {
                let endpoint = self.endpoint.clone();
                let cache = new_cache(name, *carry, endpoint, Origin::Source(source));
                Ok(Holder::Source { carry: *carry, cache })
            }
            (Kind::Token { carry: Carry::Header { name, .. }, .. }, Inner::Header(value)) => {
                fixed(Carry::Header { name, prefix: None }, value.0, None)
            }
            (Kind::Certificate, Inner::Certificate) => Ok(Holder::Certificate),
            (Kind::Token { carry, flows }, Inner::Fields(of, fields)) => {
                let Some(flow) = flows.of(of) else {
                    let expected = "a token, a source or another login";
                    return Err(AuthError::Mismatch { scheme: name, expected });
                };
                let endpoint = self.endpoint_of(scheme)?;
                let renew = flow.renew.map(|renew| renew.url);
                let revoke = scheme.revocation().map(|revocation| revocation.url);
                for url in [Some(flow.acquire.url), renew, revoke].into_iter().flatten() {
                    endpoint.check(name, url)?;
                }
                let login = RwLock::default();
                let found = Slot::default();
                Ok(Holder::Flow { carry: *carry, flow, fields, login, found, endpoint })
            }
            (Kind::ApiKey { .. }, _) => {
                Err(AuthError::Mismatch { scheme: name, expected: "a key" })
            }
            (Kind::Basic, _) => {
                Err(AuthError::Mismatch { scheme: name, expected: "a user and a password" })
            }
            (Kind::Certificate, _) => Err(AuthError::Mismatch {
                scheme: name,
                expected: "a certificate, which the transport presents",
            }),
            (Kind::Token { .. }, _) => {
                Err(AuthError::Mismatch { scheme: name, expected: "a token, a source or a login" })
            }
        }
    }

    /// Returns the cache for a set of scopes, which is made when it is first asked for.
    fn cache(&self, part: &Part, holder: &Holder) -> Option<Cache> {
        let Holder::Flow { carry, flow, fields, login, found, endpoint } = holder else {
            return None;
        };
        let mut login = login.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(cache) = find(&login.caches, flow, part.scopes) {
            return Some(cache);
        }
        let scopes = if is_scoped(flow) { part.scopes.join(" ") } else { String::new() };
        let name = part.scheme.name;
        let origin = Origin::Flow {
            flow,
            who: self.who(name, fields, None, &scopes),
            scopes: scopes.clone(),
            store: Arc::clone(&self.store),
            health: self.health.clone(),
        };
        let cache = new_cache(name, *carry, endpoint.clone(), origin);
        if self.forgotten.load(Ordering::Acquire) {
            cache.reset();
        }
        if let Some(moved) = &login.moved {
            cache.switch(Some(self.who(name, fields, Some(moved), &scopes)), Handed::Nothing);
        }
        login.caches.push((scopes, cache.clone()));
        found.set(Some(Arc::new(login.caches.clone())));
        Some(cache)
    }

    /// Returns whom a session is for.
    fn who(
        &self,
        scheme: &'static str,
        own: &Arc<Fields>,
        moved: Option<&Moved>,
        scopes: &str,
    ) -> Arc<Who> {
        let fields = moved.map_or(own, |moved| &moved.fields);
        let key = moved.is_none_or(|moved| moved.named).then(|| StoreKey {
            origin: self.endpoint.base.origin().to_string(),
            scheme,
            identity: fields.identity(),
            scopes: scopes.to_owned(),
        });
        Arc::new(Who { fields: Arc::clone(fields), key })
    }
}

/// Tells whether a flow's tokens are for scopes.
fn is_scoped(flow: &TokenFlow) -> bool {
    let scoped = |e: &Exchange| e.fields.iter().any(|f| f.source == Source::Scopes);
    scoped(&flow.acquire) || flow.renew.as_ref().is_some_and(scoped)
}

/// Finds the cache for a set of scopes.
fn find(caches: &Caches, flow: &TokenFlow, scopes: &[&str]) -> Option<Cache> {
    let scopes = if is_scoped(flow) { scopes } else { &[] };
    let same =
        |known: &str| known.split(' ').filter(|it| !it.is_empty()).eq(scopes.iter().copied());
    caches.iter().find(|(known, _)| same(known)).map(|(_, cache)| cache.clone())
}

fn new_cache(scheme: &'static str, carry: Carry, endpoint: Endpoint, origin: Origin) -> Cache {
    let mint = Mint { scheme, endpoint, origin };
    Cache::new(mint, Box::new(move |token| carry::header_value(scheme, carry, token)))
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<_> = self.holders.iter().map(|(scheme, _)| scheme.name).collect();
        f.debug_struct("Sessions")
            .field("origin", &format_args!("{}", self.endpoint.base.origin()))
            .field("schemes", &schemes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<_> = self.tokens.iter().map(|(scheme, ..)| scheme.name).collect();
        f.debug_struct("Grant").field("schemes", &schemes).finish_non_exhaustive()
    }
}
