//! Names that mean something already where generated names stand.
//!
//! In and out: nothing, these are lists. What is shadowed by none of them can be written without a path.

/// What Rust's prelude has and generated code (or a runtime macro in it) may name.
pub(super) const PRELUDE: &[&str] = &[
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Drop",
    "Eq",
    "Err",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "FromStr",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
];

/// What files of types take from the runtime.
pub(super) const TYPES: &[&str] = &[
    "BTreeMap",
    "Base64",
    "Date",
    "Fields",
    "Json",
    "Mark",
    "Nullable",
    "Param",
    "ParamValue",
    "RawJson",
    "Reader",
    "Secret",
    "Shapes",
    "Timestamp",
    "UnknownValue",
    "Writer",
];

/// What files of operations take from the runtime besides.
pub(super) const CALLS: &[&str] = &[
    "AsItems",
    "AsJson",
    "Body",
    "Bytes",
    "Call",
    "CallError",
    "Client",
    "Collected",
    "Core",
    "FormPart",
    "JsonLines",
    "Multipart",
    "NoError",
    "Operation",
    "Output",
    "PlainText",
    "RawEvent",
    "Style",
];

/// What every call has.
pub(super) const CALL_METHODS: &[&str] = &[
    "attempt_timeout",
    "body_limit",
    "borrow",
    "clone",
    "header",
    "into_future",
    "items",
    "maybe",
    "new",
    "pages",
    "request",
    "response",
    "response_blocking",
    "retry",
    "send",
    "send_blocking",
    "stream",
    "timeout",
    "try_into",
];

/// What every client has.
pub(super) const CLIENT_METHODS: &[&str] = &[
    "builder",
    "clone",
    "core",
    "credentials",
    "environment",
    "forget_tokens",
    "forget_tokens_blocking",
    "from_env",
    "new",
    "raw",
    "reset",
    "sign_out",
    "sign_out_blocking",
    "token_store_error",
];

/// What every builder has.
pub(super) const BUILDER_METHODS: &[&str] = &[
    "allow_http",
    "attempt_timeout",
    "body_limit",
    "build",
    "build_from_env",
    "from_env",
    "clock",
    "clone",
    "compression",
    "header",
    "new",
    "no_proxy",
    "proxy",
    "reqwest",
    "retry",
    "store",
    "timeout",
    "transport",
    "trust",
    "user_agent",
    "credential",
    "environment",
];

/// What a method may not be called, or a lint asks whether a trait was meant.
pub(super) const TRAIT_METHODS: &[&str] = &[
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "clone",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "div",
    "drop",
    "eq",
    "from_iter",
    "from_str",
    "hash",
    "index",
    "index_mut",
    "into_iter",
    "mul",
    "neg",
    "new",
    "next",
    "not",
    "rem",
    "shl",
    "shr",
    "sub",
];

/// Modules that every crate has, and names that some file systems keep to themselves.
pub(super) const MODULES: &[&str] = &[
    "aux",
    "cli",
    "client",
    "codec",
    "con",
    "environment",
    "headers",
    "lib",
    "main",
    "mod",
    "nul",
    "operations",
    "prn",
    "runtime",
    "security",
    "types",
    "bin",
    "portolan_runtime",
];

/// What the program has besides operations.
pub(super) const COMMANDS: &[&str] = &["call", "help"];

/// Statics of a module of the program.
pub(super) const PROGRAM: &[&str] = &["COMMANDS"];

/// What every subcommand of the program takes.
pub(super) const FLAGS: &[&str] = &["accept", "body", "content_type", "help"];

/// What the program takes whatever the API is.
pub(super) const SETTINGS: &[&str] = &[
    "allow_http",
    "args",
    "base_url",
    "environment",
    "help",
    "pages",
    "server_variable",
    "strict",
    "take",
    "timeout",
    "version",
];

/// Packages that Cargo refuses, or that a generated crate would take for another.
pub(super) const CRATES: &[&str] = &[
    "alloc",
    "build",
    "core",
    "deps",
    "examples",
    "incremental",
    "portolan-runtime",
    "proc-macro",
    "self",
    "std",
    "super",
    "test",
];

/// What the crate's root has.
pub(super) const ROOT: &[&str] = &[
    "ApiError",
    "ApiKey",
    "Authorization",
    "Basic",
    "Builder",
    "CallError",
    "Client",
    "Credential",
    "Environment",
    "Error",
    "Token",
    "TokenSource",
];
