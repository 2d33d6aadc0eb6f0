//! Which credentials a request is sent with, and whether it may have them.
//!
//! In: what its operation needs, and where it goes. Out: the parts of one alternative, or an error before anything was
//! sent. It must not know how a credential is written.

use std::sync::Arc;

use super::{Holder, Sessions};
use crate::auth::discovery::Provider;
use crate::auth::error::AuthError;
use crate::auth::exchange::{Beside, Endpoint};
use crate::auth::scheme::{Part, Requirement, Scheme};

impl Sessions {
    /// Returns the parts of the alternative to use, `None` where nothing is to be sent.
    pub(super) fn choose(
        &self,
        security: &'static [Requirement],
    ) -> Result<Option<&'static [Part]>, AuthError> {
        let held = |part: &Part| self.holds(part.scheme);
        let satisfied = |part: &Part| part.scheme.voluntary || held(part);
        // What asks for nothing, or only for what nothing requires, is complete without any credential.
        let complete = |r: &&Requirement| r.0.iter().any(held) && r.0.iter().all(satisfied);
        if let Some(requirement) = security.iter().find(complete) {
            return Ok(Some(requirement.0));
        }
        if security.is_empty() || security.iter().any(|r| r.0.iter().all(satisfied)) {
            return Ok(None);
        }
        let missing = |r: &Requirement| {
            r.0.iter().filter(|part| !satisfied(part)).map(|part| part.scheme).collect()
        };
        let missing: Vec<Vec<_>> = security.iter().map(missing).collect();
        Err(AuthError::missing(&missing))
    }

    /// Tells whether there is a credential of a scheme.
    pub(crate) fn holds(&self, scheme: &Scheme) -> bool {
        self.holders.iter().any(|(known, _)| known.name == scheme.name)
    }

    /// Refuses a request that would take credentials elsewhere, or where others can read them.
    pub(super) fn check_target(&self, uri: &http::Uri) -> Result<(), AuthError> {
        let bound = self.endpoint.base.origin();
        let origins = std::iter::once(bound).chain(&self.trusted);
        let Some(origin) = origins.into_iter().find(|origin| origin.covers(uri)) else {
            let port = uri.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
            let host = uri.host().unwrap_or("an unknown host");
            let scheme = uri.scheme_str().unwrap_or("unknown");
            let requested = format!("{scheme}://{host}{port}");
            return Err(AuthError::WrongOrigin { bound: bound.to_string(), requested });
        };
        if origin.is_https() || origin.is_loopback() || self.allow_http {
            Ok(())
        } else {
            Err(AuthError::InsecureTransport { origin: origin.to_string() })
        }
    }

    /// Returns where the token requests of a scheme go, with what they need besides.
    pub(super) fn endpoint_of(&self, scheme: &'static Scheme) -> Result<Endpoint, AuthError> {
        let fixed = |part: &Part| {
            let (_, holder) = self.holders.iter().find(|(it, _)| it.name == part.scheme.name)?;
            let Holder::Fixed { carry, secret, header, .. } = holder else { return None };
            let (scheme, carry) = (part.scheme.name, *carry);
            Some(Beside { scheme, carry, secret: secret.clone(), header: header.clone() })
        };
        let mut alternatives = scheme.beside.iter().map(|requirement| {
            let needed =
                requirement.0.iter().filter(|it| !it.scheme.voluntary || self.holds(it.scheme));
            needed.map(fixed).collect::<Option<Vec<_>>>()
        });
        let beside = alternatives.find_map(|all| all).unwrap_or_default();
        let provider = scheme.openid_connect_url().map(|url| Provider::new(scheme.name, url));
        let provider = provider.transpose()?.map(Arc::new);
        Ok(Endpoint { beside: beside.into(), provider, ..self.endpoint.clone() })
    }
}
