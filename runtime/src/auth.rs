//! Stand-in until auth is merged.
#![allow(missing_docs, dead_code)]
use std::sync::Arc;

use crate::body::Body;
use crate::clock::Clock;
use crate::environment::BaseUrl;
use crate::transport::Transport;

#[derive(Debug)]
pub struct Scheme;
#[derive(Debug)]
pub struct Part {
    pub scheme: &'static Scheme,
    pub scopes: &'static [&'static str],
}
#[derive(Debug)]
pub struct Requirement(pub &'static [Part]);
pub struct Credential;
#[derive(Clone, Debug)]
pub struct AuthError;
impl std::fmt::Display for AuthError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("auth")
    }
}
impl std::error::Error for AuthError {}
pub(crate) struct SessionsConfig {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) base: BaseUrl,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) allow_http: bool,
    pub(crate) credentials: Vec<(&'static Scheme, Credential)>,
}
pub(crate) struct Sessions;
pub(crate) struct Grant;
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    Replay,
    Surface,
}
impl Sessions {
    pub(crate) fn new(_: SessionsConfig) -> Result<Self, AuthError> {
        Ok(Self)
    }
    pub(crate) async fn authorize(
        &self,
        _: &'static [Requirement],
        _: &mut http::Request<Body>,
    ) -> Result<Grant, AuthError> {
        Ok(Grant)
    }
    pub(crate) async fn answered(&self, _: &Grant, _: http::StatusCode) -> Verdict {
        Verdict::Surface
    }
}
