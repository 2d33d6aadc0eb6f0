//! Whether an answer's media type is one that was declared.
//!
//! In: two media types as they are written. Out: yes or no. It must not know answers.

/// Tells whether a media type fits a declared one: a range (`image/*`) takes every subtype, and what
/// parameters the declared one has, the other must have too (RFC 9110, 8.3.1).
pub(crate) fn fits(declared: &str, actual: &str) -> bool {
    let (mut declared, mut actual) = (parts(declared), parts(actual));
    let (Some(range), Some(essence)) = (declared.next(), actual.next()) else { return false };
    let essence_fits = match range.strip_suffix("/*") {
        Some("*") => true,
        Some(main) => essence.split('/').next().is_some_and(|it| it.eq_ignore_ascii_case(main)),
        None => range == "*" || range.eq_ignore_ascii_case(essence),
    };
    let given: Vec<&str> = actual.collect();
    essence_fits && declared.all(|wanted| given.iter().any(|it| same_parameter(it, wanted)))
}

/// Splits at semicolons that stand in no quoted string.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
}

fn same_parameter(one: &str, another: &str) -> bool {
    let halves = |text: &'_ str| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned())
    };
    let ((name, value), (other, wanted)) = (halves(one), halves(another));
    // The names of character sets are the same in any case.
    name == other && (value == wanted || name == "charset" && value.eq_ignore_ascii_case(&wanted))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn case_and_further_parameters_do_not_matter() {
        assert!(fits("text/csv", "Text/CSV; header=present"));
        assert!(fits("text/csv; charset=utf-8", r#"text/csv;header=absent; Charset="UTF-8""#));
        assert!(!fits("text/csv", "text/csv-schema"));
    }

    #[test]
    fn a_declared_parameter_has_to_be_there() {
        assert!(!fits("application/json;version=2", "application/json;version=1"));
        assert!(!fits("application/json;version=2", "application/json"));
        assert!(fits(r#"a/b; profile="x;y""#, r#"a/b; v=1; profile="x;y""#));
    }

    #[test]
    fn ranges_take_every_subtype() {
        assert!(fits("image/*", "IMAGE/png"));
        assert!(!fits("image/*", "text/png"));
        assert!(fits("*/*", "a/b"));
        assert!(!fits("*/*", ""));
    }
}
