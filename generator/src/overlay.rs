//! Overlays: how a person corrects or extends a definition that somebody else writes, without editing it.
//!
//! In: the tree of a definition, and an Overlay document (1.0 or 1.1). Out: the tree with the actions applied, in
//! order, and in [`Assembly`] where each part of it stands now. It must not know what the tree describes.
//!
//! Overlay 1.1 says what 1.0 leaves open (values that are no objects, a list for a list), so its rules hold for both.

use std::collections::HashSet;

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::diagnostic::{Code, Place, Sink};
use crate::source::{Assembly, MAX_DEPTH, Piece, Source, Spot};

mod merge;
mod path;
mod read;
mod remove;

use merge::Merge;
use read::{Action, Change};

/// How many values the actions of one overlay may write: a small text must not become a huge tree.
const BUDGET: usize = 400_000;

/// Reads an overlay and applies it. `file` is which of the definition's texts it is, `definition` what the
/// definition's own is called.
pub fn apply(
    tree: &mut Value,
    overlay: &Source,
    file: usize,
    definition: &str,
    assembly: &mut Assembly,
    sink: &mut Sink,
) {
    let parsed = overlay.parse(sink);
    sink.settle_in(file);
    let Some(parsed) = parsed else { return };
    let names = (overlay.name(), definition);
    let actions = read::read(parsed, file, names, sink);
    let mut run = Run { file, budget: BUDGET, assembly, sink };
    for action in &actions {
        run.action(tree, action);
    }
}

/// An overlay that is being applied.
struct Run<'r> {
    file: usize,
    budget: usize,
    assembly: &'r mut Assembly,
    sink: &'r mut Sink,
}

impl Run<'_> {
    fn report(&mut self, code: Code, at: &Place, message: impl Into<String>) {
        self.sink.report_in(code, self.file, at, message);
    }

    fn action(&mut self, tree: &mut Value, action: &Action) {
        let Some(targets) = self.select(tree, &action.target, &action.place.child("target")) else {
            return;
        };
        match &action.change {
            Change::Remove => self.remove(tree, &targets, action),
            Change::Update(value) => {
                let at = action.place.child("update");
                let spot = Spot { file: self.file, pointer: at.pointer().to_owned() };
                self.merge(tree, &targets, value, &Piece::whole(spot), &at);
            }
            Change::Copy(path) => {
                let at = action.place.child("copy");
                let Some(found) = self.select(tree, path, &at) else { return };
                let [from] = found.as_slice() else {
                    let message =
                        format!("`{path}` selects {} values; `copy` takes one", found.len());
                    return self.report(Code::InvalidOverlay, &at, message);
                };
                let Some(value) = tree.pointer(from).cloned() else { return };
                let piece = self.assembly.piece(from);
                self.merge(tree, &targets, &value, &piece, &at);
            }
        }
    }

    /// Returns the pointers of what a query selects. `None`: nothing, which is reported.
    fn select(&mut self, tree: &Value, path: &JsonPath, at: &Place) -> Option<Vec<String>> {
        let mut known = HashSet::new();
        let mut found = Vec::new();
        for node in path.query_located(tree).iter() {
            let pointer = node.location().to_json_pointer();
            if known.insert(pointer.clone()) {
                found.push(pointer);
            }
        }
        if found.is_empty() {
            let message = format!("`{path}` selects nothing: the action changes nothing");
            self.report(Code::IneffectiveAction, at, message);
            return None;
        }
        Some(found)
    }

    fn remove(&mut self, tree: &mut Value, targets: &[String], action: &Action) {
        if targets.iter().any(String::is_empty) {
            let message = "the whole definition cannot be removed";
            return self.report(Code::InvalidOverlay, &action.place.child("target"), message);
        }
        remove::remove(tree, targets, self.assembly);
    }

    fn merge(
        &mut self,
        tree: &mut Value,
        targets: &[String],
        value: &Value,
        piece: &Piece,
        at: &Place,
    ) {
        let kinds: HashSet<&str> =
            targets.iter().filter_map(|t| tree.pointer(t)).map(merge::kind).collect();
        if kinds.len() > 1 {
            let message = "the target selects objects, lists and other values at once: write an action for each";
            return self.report(Code::InvalidOverlay, at, message);
        }
        let size = merge::size(value);
        for target in targets {
            self.budget = self.budget.saturating_sub(size.values);
            if self.budget == 0 {
                let message = "the actions of this overlay write too much";
                return self.report(Code::InvalidOverlay, at, message);
            }
            if target.matches('/').count() + 1 + size.depth > MAX_DEPTH {
                let message = format!("it would be nested deeper than {MAX_DEPTH} levels");
                return self.report(Code::TooDeep, at, message);
            }
            let Some(node) = tree.pointer_mut(target) else { continue };
            let mut merge = Merge { piece, assembly: self.assembly, wrong: Vec::new() };
            merge.target(node, value, target);
            let wrong = merge.wrong;
            for (rest, message) in wrong {
                // What is copied stands in the definition: only the action is the overlay's.
                let place = match at.pointer().ends_with("/update") {
                    true => Place::new(&format!("{}{rest}", at.pointer())),
                    false => at.clone(),
                };
                self.report(Code::InvalidOverlay, &place, message);
            }
        }
    }
}
