//! The pages of the catalogue: what each code means, beside what to do about it.
//!
//! In: a [`Code`]. Out: text. It must not know when a code is reported.

use std::fmt::Write;

use super::nearest::nearest;
use super::{Code, Severity};

impl Code {
    /// Returns what it means, in a sentence or two.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::InvalidSyntax => {
                "The text cannot be read as YAML 1.2 or JSON: a bracket or an indentation is wrong, it holds more \
                 than one document, or its aliases repeat more than a text of its size may."
            }
            Self::DuplicateKey => {
                "An object has one key twice. Readers differ in which of the two they take, so what the author \
                 means is lost in one of them."
            }
            Self::TooDeep => {
                "Objects and lists stand in one another deeper than any definition needs. Such texts are made to \
                 exhaust a reader's stack."
            }
            Self::InvalidOverlay => {
                "A document that should change the definition is no overlay, or one of its actions cannot be done: its \
                 `target` is no JSONPath, or its value does not fit what it selects. Nothing is generated from half of \
                 an overlay."
            }
            Self::IneffectiveAction => {
                "An action of an overlay selects nothing in this definition, or says nothing to do. Often the definition \
                 has changed since the overlay was written."
            }
            Self::UnreadableFile => {
                "A `$ref` leads to a file that is not there, or that cannot be read."
            }
            Self::RefusedFile => {
                "A `$ref` leads out of the folder of the definition, or to another host. A definition that somebody else \
                 wrote must not read whatever it likes, so you say what it may."
            }
            Self::UnsupportedVersion => {
                "`openapi` or `swagger` says a version that nobody has published, or an older one."
            }
            Self::NotADefinition => {
                "The text can be read, but it is no OpenAPI definition: `openapi` (or `swagger`) or `paths` is \
                 missing, or it is another kind of document, such as a JSON Schema or an overlay."
            }
            Self::WrongType => {
                "A value is of another type than OpenAPI says, and what was meant is not clear: text where an \
                 object should stand, an unknown word where one of a few should. It alone is left out; what lies \
                 around it stays."
            }
            Self::MissingKey => {
                "An object lacks a key without which it says nothing: a parameter without a name, a server \
                 without a URL."
            }
            Self::UnknownKey => {
                "OpenAPI has no such key in this object, so nothing reads it. It is misspelt (the message gives \
                 the nearest right one), or it belongs into another object (the message says into which)."
            }
            Self::UnresolvedReference => {
                "A `$ref` names something that is not there. Whatever uses it is left out, or takes any value."
            }
            Self::CircularReference => {
                "A `$ref` leads to another, and that one back to it, with no object between them. (A schema whose \
                 properties lead back to it is fine: that is a tree.)"
            }
            Self::InternalError => {
                "The generator wrote something that it cannot read back. Nothing is written to disk. Whatever is in \
                 the definition, this is not its author's mistake."
            }
            Self::UnsupportedSchema => {
                "What a schema says is more than a Rust type can hold, or words of JSON Schema whose meaning \
                 depends on the value. The value is not lost: it is kept as it came."
            }
            Self::UnsupportedMediaType => {
                "There is no codec for a body's media type, or for how it encodes a part."
            }
            Self::UnsupportedParameter => {
                "A parameter is written in a way that cannot be built from a Rust value, or its name is no name of \
                 a header."
            }
            Self::UnsupportedOperation => {
                "One operation has no method in the client, because something that it cannot be called without is \
                 not supported. All others are there."
            }
            Self::UnsupportedSecurity => {
                "The client cannot acquire or carry a credential of this kind by itself."
            }
            Self::UnsupportedServer => {
                "The URL of a server cannot be made into an environment: it is no URL of HTTP, it has a user, a query or \
                 a fragment, or it names nothing."
            }
            Self::UnsupportedCallback => {
                "Callbacks and webhooks are requests that the service sends. Their payloads are typed where they are JSON \
                 or text; others are bytes, and a callback of such a request is left out."
            }
            Self::UnsupportedExtension => {
                "An `x-portolan-…` extension stands where nobody reads it, does not exist, or holds something \
                 else than it takes. It is as if it were not there."
            }
            Self::ContradictorySchema => {
                "The parts of an `allOf`, or a type and its values, exclude one another."
            }
            Self::UnmatchedSelection => {
                "A pattern of `--include` or `--exclude`, or of those lists in `x-portolan-crate`, matches no \
                 operation, so that it selects nothing: it is misspelt, or the operation has been renamed."
            }
            Self::InvalidPattern => {
                "The `pattern` of a schema, or a key of `patternProperties`, is a regular expression in no dialect \
                 that is known: a bracket is not closed, or a repetition has nothing to repeat. Validators would \
                 fail on it; a client writes it into the documentation and does not check values by it."
            }
            Self::UnreadKey => {
                "The key is valid, and the table of keys says that it matters, but nothing that reads definitions \
                 has looked at it here: what it says is not in the client."
            }
            Self::TokenFlow => {
                "How a token is acquired was not written in the definition, and was found by names and shapes: the \
                 message says what was found."
            }
            Self::VoluntaryCredential => {
                "The definition declares a security scheme, and nothing requires it. Where nothing at all is said of \
                 `security`, its credential is sent if the caller gives one; elsewhere it is not."
            }
            Self::Pages => {
                "How one page of answers leads to the next was found by names and shapes."
            }
            Self::DerivedName => {
                "A name was missing, or another thing has it already, so one was made up. It may change when the \
                 definition does."
            }
            Self::NestedParameter => {
                "A parameter holds objects or lists in others, and OpenAPI does not define how its style writes \
                 them. The client writes them as most services read them."
            }
            Self::IgnoredPart => {
                "Something has no influence on what is sent or read: it constrains values, or stands where it says \
                 nothing."
            }
            Self::Repaired => {
                "The definition says something in a way that its version of OpenAPI does not allow, but what is \
                 meant is clear, and the client does it."
            }
            Self::InexactNumber => {
                "An integer has more than 64 bits. It is read as the nearest number of 64-bit floating point."
            }
            Self::NoSuccess => {
                "An operation has no response for success: no `2XX` and no `default`, nor a redirection. \
                 Whatever it answers when all is well is given as bytes."
            }
            Self::ForeignPattern => {
                "The `pattern` of a schema is not in the dialect that JSON Schema asks for (ECMA-262), though \
                 other engines may read it."
            }
        }
    }

    /// Returns its page: what it means, what follows, and what to do.
    pub fn page(self) -> String {
        let follows = match self.severity() {
            Severity::Error => "error: nothing is written",
            Severity::Warning => "warning: something of the definition is not in the client",
            Severity::Note => "note: a choice was made, and nothing is lost",
        };
        let mut out = String::new();
        let _ = writeln!(out, "{}\n  {follows}\n", self.text());
        for paragraph in [self.meaning(), self.hint()] {
            let _ = writeln!(out, "{}\n", wrapped(paragraph));
        }
        let _ = write!(
            out,
            "{}",
            match self.severity() {
                Severity::Warning => format!(
                    "With `--deny warnings` it fails the run; `--allow {}` accepts it.\n",
                    self.text()
                ),
                Severity::Error | Severity::Note => String::new(),
            }
        );
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    /// Returns the code whose text is nearest to a misspelt one.
    pub fn nearest(text: &str) -> Option<Self> {
        nearest(text, Self::ALL.iter().map(|code| code.text())).and_then(Self::from_text)
    }
}

/// Breaks a text into lines that fit a terminal.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > 80 {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
