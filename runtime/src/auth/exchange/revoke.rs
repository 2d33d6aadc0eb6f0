//! One request to a revocation endpoint (RFC 7009).
//!
//! In: a [`Revocation`] as data and a token. Out: whether the server ended it. Like a token request it carries no token
//! as its credential, is not retried and follows no redirect.

use tokio::time::timeout;

use super::{DEADLINE, Endpoint, Inputs, LARGEST_REFUSAL, REFUSAL, unmade};
use crate::auth::answer::{self, Class, Failed};
use crate::auth::discovery::Wanted;
use crate::auth::error::{AuthError, OAuthError};
use crate::auth::flow::Revocation;

impl Endpoint {
    /// Ends a token at the server.
    pub(crate) async fn revoke(
        &self,
        scheme: &'static str,
        revocation: &Revocation,
        inputs: &Inputs<'_>,
    ) -> Result<(), Failed> {
        let round = async {
            let address = self.address(scheme, revocation.url, Wanted::Revocation).await?;
            let Revocation { method, encoding, fields, .. } = *revocation;
            let request = self
                .request(scheme, address, (method, encoding, fields), inputs)
                .map_err(unmade)?;
            let response = self.transport.send(request).await.map_err(|error| {
                let source = Some(error);
                Failed::transient(AuthError::Unavailable { scheme, status: None, source })
            })?;
            let (parts, body) = response.into_parts();
            let checked = answer::check(scheme, parts.status, &parts.headers, self.clock.now());
            let Err(mut failed) = checked else { return Ok(()) };
            if let AuthError::Rejected { code, .. } = &mut failed.error {
                let told = timeout(REFUSAL, body.collect(LARGEST_REFUSAL)).await;
                *code = told.ok().and_then(Result::ok).and_then(|b| OAuthError::read(&b));
            }
            // No password is at stake: a server that failed may not fail again.
            if failed.class == Class::Doubtful {
                failed.class = Class::Transient;
            }
            Err(failed)
        };
        timeout(DEADLINE, round)
            .await
            .unwrap_or_else(|_| Err(Failed::transient(AuthError::TimedOut { scheme })))
    }
}
