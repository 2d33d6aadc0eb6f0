//! What a file is called by.

use super::*;

/// What a name is, once its spelling is undone: the caller decides about that, and about nothing else.
#[test]
fn locations_are_what_their_spelling_means() {
    let from = |base: &str, reference: &str| {
        let base = match base.contains("://") {
            true => Location::Url(base.to_owned()),
            false => Location::File(base.to_owned()),
        };
        base.resolve(reference).map(|location| location.to_string())
    };
    for (base, reference, location) in [
        ("api.yaml", "a.yaml", Some("a.yaml")),
        ("a/b.yaml", "../c.yaml", Some("c.yaml")),
        ("a/b.yaml", "../../c.yaml", Some("../c.yaml")),
        ("a/b.yaml", "%2e%2e/%2E%2E/c.yaml", Some("../c.yaml")),
        ("a/b.yaml", "..%2F..%2Fc.yaml", Some("../c.yaml")),
        ("a/b.yaml", "..\\..\\c.yaml", Some("../c.yaml")),
        ("a/b.yaml", "/etc/passwd", Some("/etc/passwd")),
        ("a/b.yaml", "file:///etc/passwd", Some("/etc/passwd")),
        ("a/b.yaml", "FILE://localhost/etc/../x", Some("/x")),
        ("a/b.yaml", "file://host/x", None),
        ("a/b.yaml", "a%00.yaml", None),
        ("a/b.yaml", "a%ff.yaml", None),
        ("a/b.yaml", "https://Example.com/x/../y.yaml", Some("https://example.com/y.yaml")),
        ("a/b.yaml", "HTTPS://example.com", Some("https://example.com/")),
        (
            "https://example.com/a/b.yaml",
            "../../c.yaml?d=1",
            Some("https://example.com/c.yaml?d=1"),
        ),
        ("https://example.com/a/b.yaml?x=/y/", "c.yaml", Some("https://example.com/a/c.yaml")),
        ("https://example.com/a/b.yaml", "/c.yaml", Some("https://example.com/c.yaml")),
        ("https://example.com/a/b.yaml", "//other.example/c", Some("https://other.example/c")),
        ("https://example.com/a/b.yaml", "file:///etc/passwd", None),
        ("https://example.com/a/b.yaml", "http:///x", None),
    ] {
        assert_eq!(from(base, reference).as_deref(), location, "{reference} in {base}");
    }
}
