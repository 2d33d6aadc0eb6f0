//! The untyped client under every generated one.
//!
//! In: an API, an environment, settings, credentials. Out: [`Core`], which makes calls. It must not
//! know any operation.

mod error;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Method};

use crate::auth::{
    AuthError, Credential, MemoryStore, Requirement, Scheme, Sessions, SessionsConfig, SignedOut,
    TokenStore, Variables,
};
use crate::body::Body;
use crate::call::Call;
use crate::clock::{Clock, SystemClock};
use crate::environment::BaseUrl;
use crate::operation::{Api, Operation};
use crate::raw::RawCall;
use crate::retry::{Budget, Retry};
use crate::servers::{Selectable, Servers, resolve};
use crate::transport::{ReqwestTransport, Transport, Via};
#[cfg(feature = "blocking")]
use crate::{CallError, NoError, transport::TransportError};

use self::error::Wrong;
pub use self::error::{BuildError, BuildErrorKind};

/// The untyped client: cheap to clone, shared by everything that a generated client hands out.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

/// What the clones of a client share.
pub(crate) struct Inner {
    api: &'static Api,
    environment: String,
    base: BaseUrl,
    /// As every request repeats it.
    base_text: Box<str>,
    // A custom environment serves everything: an operation's own servers are not asked then.
    custom: bool,
    user_agent: HeaderValue,
    pub(crate) sessions: Sessions,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) retry: Retry,
    pub(crate) body_limit: usize,
    pub(crate) budget: Budget,
}

impl Core {
    /// Starts a call of an operation.
    pub fn call<T, E>(&self, operation: &'static Operation<T, E>) -> Call<T, E> {
        Call::new(self, operation)
    }

    /// Starts a call of one's own.
    pub fn raw(&self, method: Method, path: &str) -> RawCall {
        RawCall::new(self, method, path)
    }

    /// Forgets all tokens, and refusals of credentials: the next call acquires a new token.
    pub async fn forget_tokens(&self) {
        self.0.sessions.reset().await;
    }

    /// Forgets all tokens and has the server revoke them (RFC 7009).
    ///
    /// # Errors
    ///
    /// Fails where the server did not do it: the tokens are forgotten here, and the next sign-out tries again.
    pub async fn sign_out(&self) -> Result<SignedOut, AuthError> {
        self.0.sessions.sign_out().await
    }

    /// Forgets all tokens, has the server revoke them, and waits on this thread.
    ///
    /// # Errors
    ///
    /// Fails as [`Self::sign_out`] does, and where the thread belongs to a tokio runtime.
    #[cfg(feature = "blocking")]
    pub fn sign_out_blocking(&self) -> Result<SignedOut, CallError<NoError>> {
        let signed_out = crate::blocking::wait(self.sign_out()).map_err(CallError::Transport)?;
        signed_out.map_err(CallError::Auth)
    }

    /// Gives a request of one's own, to the client's own environment, the credentials that it needs: for what is no call,
    /// such as opening a WebSocket. While a token is fresh that takes no lock, and nothing is allocated for it.
    ///
    /// # Errors
    ///
    /// Fails where there are no credentials, no token, or the request goes elsewhere; nothing is written then.
    pub async fn authorize(
        &self,
        security: &'static [Requirement],
        request: &mut http::Request<Body>,
    ) -> Result<(), AuthError> {
        self.0.sessions.authorize(security, request).await.map(drop)
    }

    /// Forgets all tokens, and waits on this thread.
    ///
    /// # Errors
    ///
    /// Fails where the thread belongs to a tokio runtime.
    #[cfg(feature = "blocking")]
    pub fn forget_tokens_blocking(&self) -> Result<(), TransportError> {
        crate::blocking::wait(self.forget_tokens())
    }

    /// Returns why the token store could not be used the last time that it was needed; `None`: it could.
    pub fn token_store_error(&self) -> Option<Arc<dyn StdError + Send + Sync>> {
        self.0.sessions.store_error()
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    pub(crate) fn api(&self) -> &'static Api {
        self.0.api
    }

    pub(crate) fn user_agent(&self) -> &HeaderValue {
        &self.0.user_agent
    }

    /// Returns the base URL of an operation, without a slash at its end: of the server that the call chose, or of the
    /// operation's own, or the environment's.
    pub(crate) fn base(&self, own: Option<&str>, chosen: Option<&str>) -> Cow<'_, str> {
        let own = own.filter(|_| !self.0.custom);
        match chosen.or(own) {
            Some(url) => {
                let url = resolve(&self.0.base.join("/"), url);
                url.trim_end_matches('/').to_owned().into()
            }
            None => (&*self.0.base_text).into(),
        }
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { api, environment, base, .. } = &*self.0;
        f.debug_struct("Client")
            .field("api", &api.name)
            .field("environment", environment)
            .field("base_url", &format_args!("{base}"))
            .finish_non_exhaustive()
    }
}

/// The settings of a client that is not built yet.
pub struct CoreBuilder {
    api: &'static Api,
    environment: String,
    url: String,
    custom: bool,
    user_agent: Option<String>,
    credentials: Vec<(&'static Scheme, Credential)>,
    transport: Option<Arc<dyn Transport>>,
    reqwest: Option<reqwest::ClientBuilder>,
    proxy: Option<Proxy>,
    clock: Arc<dyn Clock>,
    store: Option<Arc<dyn TokenStore>>,
    allow_http: bool,
    trusted: Vec<String>,
    timeout: Duration,
    attempt_timeout: Duration,
    retry: Retry,
    body_limit: usize,
}

/// What was said of proxies. A URL may have a password.
enum Proxy {
    Nothing,
    Url(String),
}

/// How long a call may take in all.
const TIMEOUT: Duration = Duration::from_secs(120);
/// How long one attempt may take.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// Why a proxy is refused.
const TRANSPORT: &str = "a transport of one's own decides about proxies itself";
const URL: &str = "the proxy has no usable URL";
const SCHEME: &str = "the URL of a proxy begins with http:// or https://";
/// How large an answer may be that is held in memory.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

impl CoreBuilder {
    /// Starts a client of an API in an environment.
    pub fn new(api: &'static Api, environment: &dyn Servers) -> Self {
        Self {
            api,
            environment: environment.to_string(),
            url: environment.url(),
            custom: environment.is_custom(),
            user_agent: None,
            credentials: Vec::new(),
            transport: None,
            reqwest: None,
            proxy: None,
            clock: Arc::new(SystemClock),
            store: None,
            allow_http: false,
            trusted: Vec::new(),
            timeout: TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            retry: Retry::default(),
            body_limit: BODY_LIMIT,
        }
    }

    /// Starts a client of the environment that variables choose, with the credentials that variables hold. Schemes
    /// without any stay without.
    ///
    /// # Errors
    ///
    /// Fails where the environment is not chosen, or of a credential only a part is there.
    pub fn from_env<E: Selectable>(
        api: &'static Api,
        variables: &Variables,
    ) -> Result<Self, BuildError> {
        let environment = E::from_variables(variables.prefix).map_err(Wrong::Unnamed)?;
        let mut builder = Self::new(api, &environment);
        builder.credentials = variables.read().map_err(Wrong::Auth)?;
        Ok(builder)
    }

    /// Builds the client where its credentials do for the API's operations.
    ///
    /// # Errors
    ///
    /// Fails as [`Self::build`] does, and where a variable is missing, which it names.
    pub fn build_from_env(self, variables: &Variables) -> Result<Core, BuildError> {
        let held = |scheme: &Scheme| {
            self.credentials.iter().any(|(known, _)| known.name() == scheme.name())
        };
        variables.check(self.api.security, &held).map_err(Wrong::Auth)?;
        self.build()
    }

    /// Sets the credential of a scheme.
    #[must_use]
    pub fn credential(
        mut self,
        scheme: &'static Scheme,
        credential: impl Into<Credential>,
    ) -> Self {
        self.credentials.retain(|(known, _)| !std::ptr::eq(*known, scheme));
        self.credentials.push((scheme, credential.into()));
        self
    }

    /// Sets how long a call may take in all.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Sets how long one attempt may take.
    #[must_use]
    pub fn attempt_timeout(self, attempt_timeout: Duration) -> Self {
        Self { attempt_timeout, ..self }
    }

    /// Sets the `User-Agent`.
    #[must_use]
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        Self { user_agent: Some(user_agent.into()), ..self }
    }

    /// Sets when calls are sent again.
    #[must_use]
    pub fn retry(self, retry: Retry) -> Self {
        Self { retry, ..self }
    }

    /// Allows credentials over `http://` to other machines.
    #[must_use]
    pub fn allow_http(self) -> Self {
        Self { allow_http: true, ..self }
    }

    /// Lets credentials go to another origin too.
    #[must_use]
    pub fn trust(mut self, url: impl Into<String>) -> Self {
        self.trusted.push(url.into());
        self
    }

    /// Sets how large an answer may be.
    #[must_use]
    pub fn body_limit(self, body_limit: usize) -> Self {
        Self { body_limit, ..self }
    }

    /// Sets the transport.
    #[must_use]
    pub fn transport(self, transport: impl Transport) -> Self {
        Self { transport: Some(Arc::new(transport)), ..self }
    }

    /// Sets how the default transport is built.
    #[must_use]
    pub fn reqwest(self, reqwest: reqwest::ClientBuilder) -> Self {
        Self { reqwest: Some(reqwest), ..self }
    }

    /// Sets the proxy.
    #[must_use]
    pub fn proxy(self, url: impl Into<String>) -> Self {
        Self { proxy: Some(Proxy::Url(url.into())), ..self }
    }

    /// Uses no proxy.
    #[must_use]
    pub fn no_proxy(self) -> Self {
        Self { proxy: Some(Proxy::Nothing), ..self }
    }

    /// Sets the clock.
    #[must_use]
    pub fn clock(self, clock: impl Clock) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Sets where tokens are kept.
    #[must_use]
    pub fn store(self, store: impl TokenStore) -> Self {
        Self { store: Some(Arc::new(store)), ..self }
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Fails where a setting is wrong or TLS cannot be set up.
    pub fn build(self) -> Result<Core, BuildError> {
        let base = BaseUrl::parse(&self.url).map_err(Wrong::Environment)?;
        let trusted = self.trusted.iter().map(|url| BaseUrl::parse(url).map(BaseUrl::into_origin));
        let trusted = trusted.collect::<Result<_, _>>().map_err(Wrong::Trusted)?;
        let user_agent = self.user_agent.as_deref().unwrap_or(self.api.user_agent);
        let user_agent = HeaderValue::from_str(user_agent).map_err(|_| Wrong::UserAgent)?;
        let via = match self.proxy {
            Some(_) if self.transport.is_some() => return Err(Wrong::Proxy(TRANSPORT).into()),
            None => Via::Environment,
            Some(Proxy::Nothing) => Via::Nothing,
            // Anything else reqwest may take for no proxy, and go straight.
            Some(Proxy::Url(url)) if !is_http(&url) => return Err(Wrong::Proxy(SCHEME).into()),
            Some(Proxy::Url(url)) => {
                Via::Proxy(Box::new(reqwest::Proxy::all(url).map_err(|_| Wrong::Proxy(URL))?))
            }
        };
        let transport: Arc<dyn Transport> = match self.transport {
            Some(transport) => transport,
            None => Arc::new(ReqwestTransport::via(via, self.reqwest).map_err(Wrong::Transport)?),
        };
        let sessions = Sessions::new(SessionsConfig {
            transport: Arc::clone(&transport),
            base: base.clone(),
            clock: Arc::clone(&self.clock),
            allow_http: self.allow_http,
            trusted,
            user_agent: Some(user_agent.clone()),
            credentials: self.credentials,
            store: self.store.unwrap_or_else(|| Arc::new(MemoryStore::default())),
        })
        .map_err(Wrong::Auth)?;
        Ok(Core(Arc::new(Inner {
            api: self.api,
            environment: self.environment,
            base_text: base.to_string().into(),
            base,
            custom: self.custom,
            user_agent,
            sessions,
            transport,
            clock: self.clock,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            retry: self.retry,
            body_limit: self.body_limit,
            budget: Budget::new(),
        })))
    }
}

fn is_http(url: &str) -> bool {
    let begins =
        |scheme: &str| url.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

impl fmt::Debug for CoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("api", &self.api.name)
            .field("environment", &self.environment)
            .finish_non_exhaustive()
    }
}
