//! What the generator says about a definition: the catalogue of codes, diagnostics and their sink.
//!
//! In: calls from every stage. Out: [`Diagnostic`]s in order, each with a [`Place`]. It must not know
//! any stage, nor decide what is printed.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

mod explain;
pub mod located;
pub mod machine;
pub mod nearest;
pub mod render;
mod trail;

pub use trail::{Trail, escape, percent_decoded, pointer, reference, unescape};

/// A place in a document: a JSON Pointer (RFC 6901) into the normalized tree. A line and a column are found
/// only when it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(Arc<str>);

impl Place {
    /// Returns the root of the document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Returns the place that a JSON Pointer names.
    pub fn new(pointer: &str) -> Self {
        Self(pointer.into())
    }

    /// Returns the place of a member or an item below this one; the key is escaped here.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut pointer = String::with_capacity(self.0.len() + key.len() + 1);
        pointer.push_str(&self.0);
        pointer.push('/');
        for c in key.chars() {
            match c {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                c => pointer.push(c),
            }
        }
        Self(pointer.into())
    }

    /// Returns the place of an item of an array.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0).into())
    }

    /// Returns the JSON Pointer.
    pub fn pointer(&self) -> &str {
        &self.0
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// A construct is left out or weakened: the loss is named.
    Warning,
    /// A choice was made.
    Note,
}

/// One thing that the generator has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which of the catalogue.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// Where in the assembled tree, once it is known. Stages that move things settle what was said before.
    pub source: Option<Place>,
    /// Which of the definition's texts, where that is known: then the places are of that text.
    pub file: Option<usize>,
    /// Where in the text, for what no pointer names: a syntax error, the second of two equal keys.
    pub span: Option<Range<usize>>,
    /// One line that names the particulars.
    pub message: String,
}

/// Collects diagnostics in the order in which they are found.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Adds one.
    pub fn report(&mut self, code: Code, place: &Place, message: impl Into<String>) {
        let (place, message) = (place.clone(), message.into());
        let (source, file, span) = (None, None, None);
        self.diagnostics.push(Diagnostic { code, place, source, file, span, message });
    }

    /// Adds one whose place in the source is known already.
    pub fn report_from(
        &mut self,
        code: Code,
        place: &Place,
        source: Place,
        message: impl Into<String>,
    ) {
        let (place, message, source) = (place.clone(), message.into(), Some(source));
        let (file, span) = (None, None);
        self.diagnostics.push(Diagnostic { code, place, source, file, span, message });
    }

    /// Adds one about one of the definition's texts.
    pub fn report_in(&mut self, code: Code, file: usize, at: &Place, message: impl Into<String>) {
        let (place, message) = (at.clone(), message.into());
        let (source, file, span) = (Some(place.clone()), Some(file), None);
        self.diagnostics.push(Diagnostic { code, place, source, file, span, message });
    }

    /// Adds one whose place in the text (in bytes) is known already.
    pub fn report_at(
        &mut self,
        code: Code,
        place: Place,
        span: Range<usize>,
        message: impl Into<String>,
    ) {
        let message = message.into();
        let (source, file, span) = (None, None, Some(span));
        self.diagnostics.push(Diagnostic { code, place, source, file, span, message });
    }

    /// Fixes that the diagnostics so far, where nothing else is known, belong to one of the definition's texts.
    pub fn settle_in(&mut self, file: usize) {
        let open = |d: &&mut Diagnostic| d.source.is_none() && d.file.is_none();
        for diagnostic in self.diagnostics.iter_mut().filter(open) {
            diagnostic.source = Some(diagnostic.place.clone());
            diagnostic.file = Some(file);
        }
    }

    /// Fixes where in the assembled tree the diagnostics so far belong, before places change their meaning.
    pub fn settle(&mut self, source: impl Fn(&Place) -> Place) {
        for diagnostic in self.diagnostics.iter_mut().filter(|d| d.source.is_none()) {
            diagnostic.source = Some(source(&diagnostic.place));
        }
    }

    /// Forgets those of what is left out after all.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(keep);
    }

    /// Adds one that another sink collected.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Tells whether an error is among them, after which nothing is written.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.code.severity() == Severity::Error)
    }

    /// Returns all of them; what was written in several places of the tree is said once.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics;
        let mut said: HashSet<(Code, Option<usize>, Place, String)> = HashSet::new();
        diagnostics.retain(|d| match (&d.source, &d.span) {
            (Some(source), None) => {
                said.insert((d.code, d.file, source.clone(), d.message.clone()))
            }
            _ => true,
        });
        diagnostics
    }

    /// Returns all of them so far.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl Code {
    /// Tells whether it is about a key, and not about what the key holds.
    pub fn concerns_key(self) -> bool {
        matches!(
            self,
            Self::UnknownKey | Self::DuplicateKey | Self::IgnoredPart | Self::NotADefinition
        )
    }
}

/// Declares the catalogue: one row a code, with its text, severity, what it means and what to do.
macro_rules! catalogue {
    ($($(#[$meta:meta])* $name:ident = $text:literal, $severity:ident, $hint:literal;)*) => {
        /// The catalogue of codes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $hint] $(#[$meta])* $name,)* }

        impl Code {
            /// Every code, in the catalogue's order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Returns the code that has a text.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.text() == text)
            }

            /// Returns the text that is printed and that `--allow` takes.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Returns how bad it is.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// Returns what a person can do about it.
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint,)* }
            }
        }
    };
}

catalogue! {
    // The text itself.
    InvalidSyntax = "invalid-syntax", Error, "The text must be YAML 1.2 or JSON.";
    DuplicateKey = "duplicate-key", Warning, "The last of the two is read. Remove or rename one of them.";
    TooDeep = "too-deep", Error, "Nest at most 127 levels; move inner schemas into components.";

    // Other texts of a definition.
    InvalidOverlay = "invalid-overlay", Error, "An overlay has `overlay: 1.1.0`, `info` and `actions`, each with a `target` (JSONPath) and `update`, `copy` or `remove: true`.";
    IneffectiveAction = "ineffective-action", Warning, "As it is, it changes nothing: correct its `target`, or take it out.";

    UnreadableFile = "unreadable-file", Error, "Put the file where the `$ref` says, or correct the `$ref`.";
    RefusedFile = "refused-file", Error, "`--root DIR` lets files of a folder be read, `--allow-remote HOST` those of a host.";

    // The shape of the document.
    UnsupportedVersion = "unsupported-version", Error, "OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are read.";
    NotADefinition = "not-a-definition", Error, "A definition is an object with `openapi`, `info` and `paths`.";
    WrongType = "wrong-type", Warning, "It is left out. Correct the value; OpenAPI gives its type.";
    MissingKey = "missing-key", Warning, "What lacks it is left out. Add the key; OpenAPI requires it.";
    UnknownKey = "unknown-key", Warning, "Misspelt or misplaced? Extensions start with `x-`.";
    UnresolvedReference = "unresolved-reference", Warning, "Add what the `$ref` names, or correct it.";
    CircularReference = "circular-reference", Warning, "A `$ref` that leads back to itself has no content.";

    // The run.
    UnmatchedSelection = "unmatched-selection", Warning, "A pattern is a path (`/users/**`), `tag:Users`, or an `operationId`; `*` stands for any letters.";

    // The generator itself.
    UnreadKey = "unread-key", Warning, "Nothing can be done in the definition: please report what the key should do.";
    InternalError = "internal-error", Error, "A mistake of the generator, not of the definition: please report it.";

    // What cannot be represented.
    UnsupportedSchema = "unsupported-schema", Warning, "The value is kept as raw JSON.";
    UnsupportedMediaType = "unsupported-media-type", Warning, "Use `client.raw(…)` to send or read it; the body of a request is a text of your own.";
    UnsupportedParameter = "unsupported-parameter", Warning, "Set it with `.header(…)`, or use `client.raw(…)`.";
    UnsupportedOperation = "unsupported-operation", Warning, "Use `client.raw(…)` for it.";
    UnsupportedSecurity = "unsupported-security", Warning, "Set the credential yourself with `.header(…)`.";
    UnsupportedServer = "unsupported-server", Warning, "Use `Environment::custom(url)`.";
    UnsupportedCallback = "unsupported-callback", Warning, "A server of your own takes it as bytes, or without a type.";
    UnsupportedExtension = "unsupported-extension", Warning, "See docs for what `x-portolan-…` extensions take.";
    InvalidPattern = "invalid-pattern", Warning, "Correct the regular expression; in YAML, write it in single quotes.";
    ContradictorySchema = "contradictory-schema", Warning, "No value can satisfy both; correct one of them.";

    // Choices.
    TokenFlow = "token-flow", Note, "`x-portolan-token` in the security scheme says how a token is acquired.";
    VoluntaryCredential = "voluntary-credential", Note, "`security`, of an operation or of the whole document, says who needs a credential.";
    Pages = "pages", Note, "`x-portolan-page` of the operation says otherwise; `false`: there are no pages.";
    DerivedName = "derived-name", Note, "Write `x-portolan-name` to choose another.";
    NestedParameter = "nested-parameter", Note, "OpenAPI does not say how; `content: { application/json: … }` or `style: deepObject` would.";
    IgnoredPart = "ignored-part", Note, "It does not change what is sent or read.";
    Repaired = "repaired", Note, "Nothing is lost, but OpenAPI wants it written as the message says.";
    NoSuccess = "no-success", Note, "Add what it answers when all is well: `200`, `2XX` or `default`.";
    ForeignPattern = "foreign-pattern", Note, "Nothing depends on it; write it as ECMA-262 has it, for those who validate.";
    InexactNumber = "inexact-number", Note, "Write it as text if every digit matters.";
}
