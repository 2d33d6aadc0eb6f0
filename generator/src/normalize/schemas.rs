//! Schemas of OpenAPI 3.0 brought up to the dialect of 3.1.

use serde_json::Value;

use super::Origin;
use crate::diagnostic::Trail;

pub(super) fn raise(_schema: &mut Value, _trail: &Trail<'_>, _origin: &mut Origin) {}
