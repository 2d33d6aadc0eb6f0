//! How large a program is that makes one call, beside the same written by hand: optimized, without symbols.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::program::{self, Programs};

/// What the program by hand needs: the crates and features that the runtime has, too.
const DEPENDENCIES: &str = "\
reqwest = { version = \"0.13\", default-features = false, features = [\"rustls-no-provider\"] }
rustls = { version = \"0.23\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }
";

const PROGRAMS: Programs = Programs {
    name: "size",
    sources: &["generated", "hand"],
    dependencies: DEPENDENCIES,
    transport: true,
};

/// Builds both programs and counts their bytes.
pub(super) fn measure(root: &Path, work: &Path) -> Result<Value, String> {
    let folder = program::build(root, work, &PROGRAMS)?;
    let bytes = |source: &str| {
        let path = folder.join(format!("size-{source}"));
        fs::metadata(&path)
            .map(|it| it.len())
            .map_err(|e| format!("cannot read {}: {e}", path.display()))
    };
    let (ours, hand) = (bytes("generated")?, bytes("hand")?);
    Ok(json!([{ "ours": ours, "other": hand, "ratio": ours as f64 / hand as f64 }]))
}
