//! Where in the source a place of the normalized tree comes from.
//!
//! In: what normalize moved. Out: pointers into the source. It must not know lines and columns.

use std::collections::BTreeMap;

/// What normalize moved: for a place in the normalized tree, the place in the source that it comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    moved: BTreeMap<String, String>,
}

impl Origin {
    /// Notes that what stands at the first pointer now stood at the second.
    pub fn moved(&mut self, now: String, from: String) {
        self.moved.insert(now, from);
    }

    /// Returns the pointer in the source. The longest prefix that was moved decides.
    pub fn source(&self, pointer: &str) -> String {
        let mut prefix = pointer;
        loop {
            if let Some(from) = self.moved.get(prefix) {
                let rest = pointer.get(prefix.len()..).unwrap_or_default();
                // What a prefix came from may itself lie below something moved.
                let around = from.rfind('/').and_then(|at| from.get(..at));
                let above = around.filter(|around| around.len() < prefix.len());
                return match above {
                    Some(above) => {
                        let key = from.get(above.len()..).unwrap_or_default();
                        format!("{}{key}{rest}", self.source(above))
                    }
                    None => format!("{from}{rest}"),
                };
            }
            match prefix.rfind('/').and_then(|at| prefix.get(..at)) {
                Some(shorter) => prefix = shorter,
                None => return pointer.to_owned(),
            }
        }
    }
}
