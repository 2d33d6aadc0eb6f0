//! Security definitions.
//!
//! In: Security Scheme Objects of Swagger 2.0. Out: those of 3.0. It must not know how a token is acquired.

use serde_json::{Map, Value, json};

use super::{Members, Swagger, below, each};

impl Swagger<'_> {
    /// Converts all of them.
    pub(super) fn schemes(&mut self, value: Value) -> Value {
        each(value, |name, scheme| match scheme {
            Value::Object(map) => {
                let now = below("/components/securitySchemes", name);
                let from = below("/securityDefinitions", name);
                Value::Object(self.scheme(map, &now, &from))
            }
            other => other,
        })
    }

    fn scheme(&mut self, mut map: Members, now: &str, from: &str) -> Members {
        let kind = map.get("type").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
        match kind.as_str() {
            "basic" => {
                map.insert("type".to_owned(), "http".into());
                map.insert("scheme".to_owned(), "basic".into());
                self.made(format!("{now}/scheme"), format!("{from}/type"));
            }
            "oauth2" => {
                let flow = match map.get("flow").and_then(Value::as_str) {
                    Some("application") => "clientCredentials",
                    Some("accessCode") => "authorizationCode",
                    Some("implicit") => "implicit",
                    Some("password") => "password",
                    // Validate tells that it has no flow.
                    _ => return map,
                };
                map.shift_remove("flow");
                self.made(format!("{now}/flows"), format!("{from}/flow"));
                let mut members = Map::new();
                for key in ["authorizationUrl", "tokenUrl", "scopes"] {
                    if let Some(value) = map.shift_remove(key) {
                        self.moved(format!("{now}/flows/{flow}/{key}"), format!("{from}/{key}"));
                        members.insert(key.to_owned(), value);
                    }
                }
                map.insert("flows".to_owned(), json!({ flow: members }));
            }
            _ => {}
        }
        map
    }
}
