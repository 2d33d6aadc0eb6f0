//! `client!`: the client of an API and its builder.

/// Defines the client of an API, a newtype of [`Core`](crate::generated::Core), and its builder.
/// Generated code adds the accessors of tags to the first and the credentials of schemes to the second.
///
/// ```
/// use portolan_runtime::generated::{Api, client, environments};
///
/// static API: Api = Api {
///     name: "api",
///     title: "An API",
///     version: "1.0",
///     user_agent: "api/0.1.0",
///     security: &[],
/// };
///
/// environments! {
///     /// Servers of the API.
///     pub enum Environment {
///         /// For trying out.
///         Sandbox = "https://sandbox.example.com/v1",
///     }
/// }
///
/// client! {
///     /// A client of an API.
///     pub struct Client, Builder;
///     api: API, environment: Environment
/// }
///
/// let client = Client::builder(Environment::Sandbox).user_agent("me/1.0").build()?;
/// assert!(format!("{client:?}").contains("Sandbox"));
/// # Ok::<(), portolan_runtime::BuildError>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! client {
    ($(#[$meta:meta])* $vis:vis struct $client:ident, $builder:ident;
     api: $api:expr, environment: $environment:ty $(,)?) => {
        $(#[$meta])*
        ///
        /// It is cheap to clone: clones share connections and tokens.
        #[derive(Clone)]
        $vis struct $client($crate::generated::Core);

        impl $client {
            /// Starts a client of one environment; credentials are bound to it.
            pub fn builder(environment: $environment) -> $builder {
                $builder($crate::generated::CoreBuilder::new(&$api, &environment))
            }

            /// Starts a call of one's own, authenticated as the API's operations are by default:
            /// for what the definition lacks. Any status of its answer is `Ok`.
            pub fn raw(
                &self,
                method: $crate::generated::Method,
                path: &str,
            ) -> $crate::generated::RawCall {
                self.0.raw(method, path)
            }
        }

        impl $client {
            /// Forgets all tokens, and that credentials were refused: the next call acquires a new
            /// token. For when a person changed a password, or another account is meant.
            pub async fn forget_tokens(&self) {
                self.0.forget_tokens().await;
            }

            $crate::if_blocking! {
                /// Forgets all tokens, as [`Self::forget_tokens`] does, and waits on this thread.
                ///
                /// # Errors
                ///
                /// Fails where the thread belongs to a tokio runtime.
                pub fn forget_tokens_blocking(
                    &self,
                ) -> ::core::result::Result<(), $crate::generated::TransportError> {
                    self.0.forget_tokens_blocking()
                }
            }

            /// Forgets all tokens, those that another program left in the store, too, and has the
            /// server revoke them where it can (RFC 7009). The credentials stay: the next call
            /// acquires a new token. A token that the application gave itself is not touched.
            ///
            /// # Errors
            ///
            /// Fails where the server did not do it. The tokens are forgotten here all the same,
            /// and the next sign-out tries again to have them revoked.
            pub async fn sign_out(
                &self,
            ) -> ::core::result::Result<$crate::auth::SignedOut, $crate::auth::AuthError> {
                self.0.sign_out().await
            }

            $crate::if_blocking! {
                /// Forgets all tokens and has the server revoke them, as [`Self::sign_out`] does,
                /// and waits on this thread.
                ///
                /// # Errors
                ///
                /// Fails as [`Self::sign_out`] does, and where the thread belongs to a tokio
                /// runtime.
                pub fn sign_out_blocking(
                    &self,
                ) -> ::core::result::Result<
                    $crate::auth::SignedOut,
                    $crate::CallError<$crate::NoError>,
                > {
                    self.0.sign_out_blocking()
                }
            }

            /// Returns why the token store could not be used the last time that it was needed. The
            /// client goes on with what it has in memory; other programs see nothing of it.
            pub fn token_store_error(
                &self,
            ) -> ::core::option::Option<
                ::std::sync::Arc<dyn ::core::error::Error + ::core::marker::Send + ::core::marker::Sync>,
            > {
                self.0.token_store_error()
            }
        }

        impl ::core::fmt::Debug for $client {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }

        #[doc = ::core::concat!("Settings of a [`", ::core::stringify!($client), "`].")]
        #[derive(Debug)]
        #[must_use = "a builder does nothing until `build` is called"]
        $vis struct $builder($crate::generated::CoreBuilder);

        impl $builder {
            /// Sets how long a call may take in all, retries and their pauses included. Default: 120 s.
            pub fn timeout(self, timeout: ::core::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Sets how long one attempt may take, its answer's body included. Default: 60 s.
            pub fn attempt_timeout(self, timeout: ::core::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// Sets the `User-Agent` header. Default: this crate's name and version.
            pub fn user_agent(self, text: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self(self.0.user_agent(text))
            }

            /// Sets when calls are sent again. Default: [`Retry::default`]($crate::Retry).
            pub fn retry(self, policy: $crate::generated::Retry) -> Self {
                Self(self.0.retry(policy))
            }

            /// Allows credentials to be sent over `http://` to other machines. Without it they go over
            /// `https://` only, or to this machine.
            pub fn allow_http(self) -> Self {
                Self(self.0.allow_http())
            }

            /// Lets credentials go to another server too, the environment's own aside: to the scheme, host and
            /// port of this URL. Operations with servers of their own need it where those ask for credentials.
            pub fn trust(self, url: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self(self.0.trust(url))
            }

            /// Sets how many bytes an answer may have. Default: 64 MiB.
            pub fn body_limit(self, bytes: usize) -> Self {
                Self(self.0.body_limit(bytes))
            }

            /// Sets what sends requests, instead of `reqwest`.
            pub fn transport(self, transport: impl $crate::generated::Transport) -> Self {
                Self(self.0.transport(transport))
            }

            /// Sets how `reqwest` is set up: proxies, certificates, connection pools. Redirects and
            /// its own retries are switched off whatever it says. Unless it says `no_proxy`, a proxy that
            /// the environment names is used for this machine too.
            pub fn reqwest(self, builder: $crate::generated::ClientBuilder) -> Self {
                Self(self.0.reqwest(builder))
            }

            /// Sets the proxy that requests go through: `http://proxy:3128`, also with a user and a password. Requests to
            /// this machine go straight, unless a builder of one's own is handed over. Default: what the environment names
            /// (`HTTPS_PROXY` and its like).
            pub fn proxy(self, url: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self(self.0.proxy(url))
            }

            /// Uses no proxy, whatever the environment names.
            pub fn no_proxy(self) -> Self {
                Self(self.0.no_proxy())
            }

            /// Sets the clock that the life of tokens is measured with.
            pub fn clock(self, clock: impl $crate::generated::Clock) -> Self {
                Self(self.0.clock(clock))
            }

            /// Sets where tokens are kept, to share them between programs. Default: in memory.
            pub fn store(self, store: impl $crate::generated::TokenStore) -> Self {
                Self(self.0.store(store))
            }

            /// Builds the client. Nothing is sent before the first call.
            ///
            /// # Errors
            ///
            /// Fails where a setting is wrong or TLS cannot be set up.
            pub fn build(
                self,
            ) -> ::core::result::Result<$client, $crate::generated::BuildError> {
                self.0.build().map($client)
            }
        }
    };
}
