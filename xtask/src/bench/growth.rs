//! How generating grows with the definition: one definition repeated and merged until it has a number of operations.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};

/// Numbers of operations that are aimed at.
const SIZES: [usize; 5] = [10, 100, 1_000, 5_000, 22_000];

/// Generates the largest JSON definition's operations in growing numbers.
pub(super) fn measure(definitions: &[PathBuf], work: &Path) -> Result<Value, String> {
    let is_json = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "json");
    let size =
        |path: &&PathBuf| fs::metadata(path).map(|metadata| metadata.len()).unwrap_or_default();
    let base = definitions
        .iter()
        .filter(is_json)
        .max_by_key(size)
        .ok_or("growth needs a definition in JSON")?;
    let text =
        fs::read_to_string(base).map_err(|e| format!("cannot read {}: {e}", base.display()))?;
    let base: Value =
        serde_json::from_str(&text).map_err(|e| format!("{}: {e}", base.display()))?;
    fs::create_dir_all(work).map_err(|e| format!("cannot make {}: {e}", work.display()))?;
    let own = std::env::current_exe().map_err(|e| format!("cannot find this program: {e}"))?;
    let mut rows = Vec::new();
    for size in SIZES {
        let path = work.join(format!("growth-{size}.json"));
        fs::write(&path, repeated(&base, size).to_string())
            .map_err(|e| format!("cannot write {}: {e}", path.display()))?;
        let output = Command::new(&own)
            .args(["bench", "stages"])
            .arg(&path)
            .output()
            .map_err(|e| format!("cannot run: {e}"))?;
        if !output.status.success() {
            return Err(format!("{size}: {}", String::from_utf8_lossy(&output.stderr)));
        }
        let run: Value =
            serde_json::from_slice(&output.stdout).map_err(|e| format!("{size}: {e}"))?;
        let operations = run["operations"].as_f64().unwrap_or_default().max(1.0);
        let cpu = run["cpu"].as_f64().unwrap_or_default();
        rows.push(json!({
            "operations": run["operations"],
            "cpu": cpu,
            "each": cpu / operations,
            "peak": run["peak"],
            "lines": run["lines"],
        }));
    }
    Ok(Value::from(rows))
}

/// A definition with about so many operations: the first paths of one, or copies of it side by side, each with components and
/// operationIds of its own.
fn repeated(base: &Value, size: usize) -> Value {
    let mut all = base.clone();
    let mut paths = Map::new();
    let mut schemas = Map::new();
    let mut count = 0;
    'copies: for copy in 0.. {
        let before = count;
        for (path, item) in base["paths"].as_object().into_iter().flatten() {
            if count >= size {
                break 'copies;
            }
            let mut item = item.clone();
            rename(&mut item, copy);
            count +=
                item.as_object().map_or(0, |item| item.keys().filter(|key| is_method(key)).count());
            paths.insert(if copy == 0 { path.clone() } else { format!("/copy{copy}{path}") }, item);
        }
        if count == before {
            break;
        }
        for (name, schema) in base["components"]["schemas"].as_object().into_iter().flatten() {
            let mut schema = schema.clone();
            rename(&mut schema, copy + 1);
            schemas.insert(format!("{name}-c{}", copy + 1), schema);
        }
    }
    for (name, schema) in base["components"]["schemas"].as_object().into_iter().flatten() {
        schemas.insert(name.clone(), schema.clone());
    }
    all["paths"] = Value::Object(paths);
    all["components"]["schemas"] = Value::Object(schemas);
    all
}

fn is_method(key: &str) -> bool {
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"].contains(&key)
}

/// Makes references and operationIds those of a copy; the first keeps its own.
fn rename(value: &mut Value, copy: usize) {
    if copy == 0 {
        return;
    }
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if key == "operationId" => {
                        text.push_str(&format!("-c{copy}"))
                    }
                    other => rename(other, copy),
                }
            }
        }
        // A reference, or a discriminator's mapping.
        Value::String(text) if text.starts_with("#/components/schemas/") => {
            text.push_str(&format!("-c{copy}"))
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, copy)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::repeated;

    #[test]
    fn copies_stand_side_by_side_with_components_of_their_own() {
        let get =
            |id: &str| json!({ "get": { "operationId": id, "$ref": "#/components/schemas/A" } });
        let base = json!({
            "paths": { "/a": get("a"), "/b": get("b") },
            "components": { "schemas": { "A": { "items": { "$ref": "#/components/schemas/A" } } } },
        });
        let all = repeated(&base, 3);
        let paths: Vec<&String> = all["paths"].as_object().unwrap().keys().collect();
        assert_eq!(paths, ["/a", "/b", "/copy1/a"]);
        assert_eq!(all["paths"]["/copy1/a"]["get"]["operationId"], "a-c1");
        assert_eq!(all["paths"]["/copy1/a"]["get"]["$ref"], "#/components/schemas/A-c1");
        let schemas = &all["components"]["schemas"];
        assert_eq!(schemas["A-c1"]["items"]["$ref"], "#/components/schemas/A-c1");
        assert_eq!(schemas["A"]["items"]["$ref"], "#/components/schemas/A");
    }

    #[test]
    fn a_definition_without_operations_ends() {
        let all = repeated(&json!({ "paths": {}, "components": {} }), 10);
        assert_eq!(all["paths"], json!({}));
    }
}
