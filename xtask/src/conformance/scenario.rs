//! The scenarios: what must be sent, and what comes back.
//!
//! In: `scenarios.json`. Out: exchanges, each with the operations that it may belong to. It must not know programs.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// One scenario: exchanges that belong together.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) exchanges: Vec<Exchange>,
}

/// One request and its answer.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    pub(crate) uri: String,
    /// `query`, `headers` and `body`.
    pub(crate) request: Value,
    /// `status`, `headers` and `body`.
    pub(crate) response: Value,
    pub(crate) candidates: Vec<Candidate>,
}

/// An operation that an exchange may belong to.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The document, below the folder of documents.
    pub(crate) document: String,
    pub(crate) operation: String,
    /// The template of the whole path, the server's included.
    pub(crate) path: String,
}

impl Scenario {
    /// Reads all of a folder, their documents in a version of OpenAPI.
    pub(crate) fn all(folder: &Path, version: &str) -> Result<Vec<Self>, String> {
        let path = folder.join("scenarios.json");
        let text = fs::read_to_string(&path)
            .map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        let whole: Value =
            serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(whole.as_array().into_iter().flatten().map(|it| Self::read(it, version)).collect())
    }

    fn read(value: &Value, version: &str) -> Self {
        let exchanges = value["apis"].as_array().into_iter().flatten();
        Self {
            name: text(&value["name"]),
            exchanges: exchanges.map(|it| Exchange::read(it, version)).collect(),
        }
    }

    /// Returns where the scenario stands in the suite: the folder of its documents.
    pub(crate) fn group(&self) -> String {
        let documents =
            self.exchanges.iter().flat_map(|it| &it.candidates).map(|it| it.document.as_str());
        let folder = documents.clone().next().and_then(|document| document.rsplit_once('/'));
        match folder {
            Some((folder, _)) => folder.to_owned(),
            None => self.name.split('_').take(2).collect::<Vec<_>>().join("/").to_lowercase(),
        }
    }
}

impl Exchange {
    fn read(value: &Value, version: &str) -> Self {
        let candidates = value["candidates"].as_array().into_iter().flatten().map(|it| Candidate {
            document: text(&it["doc"]).replace("openapi.3.0", &format!("openapi.{version}")),
            operation: text(&it["operationId"]),
            path: text(&it["path"]),
        });
        Self {
            method: text(&value["method"]),
            // Colons are escaped as the suite's router wants them.
            uri: text(&value["uri"]).replace("\\:", ":"),
            request: value["request"].clone(),
            response: value["response"].clone(),
            candidates: candidates.collect(),
        }
    }

    /// Returns the path, and the query that stands behind it.
    pub(crate) fn path_and_query(&self) -> (&str, &str) {
        self.uri.split_once('?').unwrap_or((&self.uri, ""))
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Tells whether a name fits a pattern in which `*` is any text.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(before) else { return false };
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.filter_map(|at| rest.get(at..)).any(|rest| fits(after, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_stars_anywhere() {
        assert!(fits("*", ""));
        assert!(fits("Type_*_put", "Type_Array_put"));
        assert!(!fits("Type_*_put", "Type_Array_putAll"));
        assert!(fits("*Array*", "Type_Array_putAll"));
        assert!(!fits("Type", "Type_Array"));
    }

    #[test]
    fn documents_are_those_of_the_version() {
        let value = serde_json::json!({
            "name": "A_b", "apis": [{
                "method": "get", "uri": "/a?b=1", "response": { "status": 204 },
                "candidates": [{ "doc": "a/b/openapi.3.0.v1.yaml", "operationId": "x", "path": "/a" }],
            }],
        });
        let scenario = Scenario::read(&value, "3.2");
        assert_eq!(scenario.exchanges[0].candidates[0].document, "a/b/openapi.3.2.v1.yaml");
        assert_eq!(scenario.exchanges[0].path_and_query(), ("/a", "b=1"));
        assert_eq!(scenario.group(), "a/b");
    }
}
