//! What `--check` prints.

use std::path::Path;

use similar::TextDiff;

use crate::crate_dir::Plan;

/// Prints the difference between a crate's folder and what it should hold.
pub(crate) fn difference(out: &Path, plan: &Plan) {
    for write in &plan.writes {
        let old = write.old.as_deref().unwrap_or_default();
        let diff = TextDiff::from_lines(old, write.new.as_str());
        let path = out.join(&write.path);
        let path = path.display().to_string();
        print!("{}", diff.unified_diff().context_radius(3).header(&path, &path));
    }
    for path in &plan.stale {
        println!("{}: generated no more", out.join(path).display());
    }
    for path in &plan.foreign {
        println!("{}: has no `@generated` line", out.join(path).display());
    }
}
