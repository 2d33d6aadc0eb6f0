//! The page of figures: `docs/performance.json` keeps them, `docs/performance.md` and its plot show them.

mod calls;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

fn read(docs: &Path) -> Result<Map<String, Value>, String> {
    let path = docs.join("performance.json");
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| format!("{}: {e}", path.display())),
        Err(_) => Ok(Map::new()),
    }
}

/// Returns the figures of a part that are known.
pub(super) fn known(docs: &Path, part: &str) -> Result<Value, String> {
    Ok(read(docs)?.remove(part).unwrap_or_default())
}

/// Puts the figures of a part among the others and writes the page anew.
pub(super) fn put(docs: &Path, part: &str, figures: &Value) -> Result<(), String> {
    let mut all = read(docs)?;
    all.insert(part.to_owned(), figures.clone());
    let all = Value::Object(all);
    let write = |name: &str, text: String| {
        let path = docs.join(name);
        fs::write(&path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))
    };
    write("performance.json", format!("{all:#}\n"))?;
    write("performance.svg", plot(&all))?;
    write("performance.md", text(&all))
}

const HEAD: &str = "\
# Performance

Written by `cargo xtask bench`, which says in `--help` what it takes; the figures stand in `performance.json`. Seconds
are those of one machine on one day: what counts are the ratios, each of two figures of the same run. CPU seconds are user and system time of a process, medians of
several runs where nothing else is said.

![CPU seconds of generating, by stage](performance.svg)
";

fn text(all: &Value) -> String {
    let mut out = HEAD.to_owned();
    if let Some(rows) = rows(all, "generation") {
        section(
            &mut out,
            "Generating",
            "From the file's text to the crate's files in memory, beside the named parsers alone, which read the same text into a tree (`serde_json`, or \
             `serde_yaml`).",
            &[
                "definition",
                "MB",
                "operations",
                "CPU s",
                "parser alone",
                "ratio",
                "peak MB",
                "lines",
                "lines an operation",
            ],
            rows,
            |row| {
                let lines = number(row, "lines");
                vec![
                    word(row, "definition"),
                    format!("{:.1}", number(row, "bytes") / 1e6),
                    word(row, "operations"),
                    format!("{:.2}", number(row, "cpu")),
                    format!("{:.3}", number(row, "parser")),
                    format!("{:.1}", number(row, "ratio")),
                    format!("{:.0}", number(row, "peak") / 1e6),
                    word(row, "lines"),
                    format!("{:.0}", lines / number(row, "operations").max(1.0)),
                ]
            },
        );
        stages(&mut out, rows);
    }
    if let Some(rows) = rows(all, "growth") {
        section(
            &mut out,
            "Growth",
            "The largest definition's operations, the first of them or several copies side by side. All its component schemas stay in the first copy, so that few \
             operations cost what those do.",
            &["operations", "CPU s", "ms an operation", "peak MB", "lines"],
            rows,
            |row| {
                vec![
                    word(row, "operations"),
                    format!("{:.2}", number(row, "cpu")),
                    format!("{:.2}", number(row, "each") * 1e3),
                    format!("{:.0}", number(row, "peak") / 1e6),
                    word(row, "lines"),
                ]
            },
        );
    }
    if let Some(rows) = rows(all, "compile") {
        section(
            &mut out,
            "Compiling",
            "The generated crate alone, with its default features (all tags) unless some are named; what it depends on was built before. Behind a median stands of how \
             many runs.",
            &[
                "definition",
                "operations",
                "lines",
                "lines an operation",
                "check: CPU s",
                "ms an operation",
                "peak MB",
                "debug build: CPU s",
                "peak MB",
                "",
            ],
            rows,
            |row| {
                let check = number(&row["check"], "cpu");
                let features = row["features"].as_str().map(|it| format!(" (`{it}` alone)"));
                let operations = number(row, "operations").max(1.0);
                vec![
                    format!("{}{}", word(row, "definition"), features.unwrap_or_default()),
                    word(row, "operations"),
                    word(row, "lines"),
                    format!("{:.0}", number(row, "lines") / operations),
                    format!("{}{}", used(&row["check"], "cpu"), runs(&row["check"])),
                    if check > 0.0 {
                        format!("{:.1}", check * 1e3 / operations)
                    } else {
                        "–".into()
                    },
                    used(&row["check"], "peak"),
                    format!("{}{}", used(&row["build"], "cpu"), runs(&row["build"])),
                    used(&row["build"], "peak"),
                    row["cannot"].as_str().unwrap_or_default().replace('|', "\\|"),
                ]
            },
        );
    }
    peers(&mut out, all);
    calls::write(&mut out, all);
    out
}

/// What a step used; a dash where it was not run.
fn used(step: &Value, key: &str) -> String {
    match (step[key].as_f64(), key) {
        (None, _) => "–".to_owned(),
        (Some(bytes), "peak") => format!("{:.0}", bytes / 1e6),
        (Some(seconds), _) => format!("{seconds:.1}"),
    }
}

/// Of how many runs a figure is the median, if of more than one.
fn runs(step: &Value) -> String {
    step["runs"]
        .as_u64()
        .filter(|runs| *runs > 1)
        .map_or(String::new(), |runs| format!(" ({runs})"))
}

/// The others on the same definitions, with ours above them: each figure, and how many times ours it is.
fn peers(out: &mut String, all: &Value) {
    let Some(peers) = rows(all, "peers") else { return };
    let mut table: Vec<Value> = Vec::new();
    for row in peers {
        let name = &row["definition"];
        let of = |part| {
            rows(all, part)
                .into_iter()
                .flatten()
                .find(|it| it["definition"] == *name && it["features"].is_null())
        };
        let compiled = of("compile").cloned().unwrap_or_default();
        let ours = json!({
            "definition": name, "peer": "portolan", "version": "", "lines": compiled["lines"],
            "check": compiled["check"], "build": compiled["build"],
            "generation": of("generation").map(|it| json!({ "cpu": it["cpu"], "peak": it["peak"] })),
        });
        if !table.iter().any(|it| it["definition"] == *name) {
            table.push(ours.clone());
        }
        let mut row = row.clone();
        row["ours"] = ours;
        table.push(row);
    }
    section(
        out,
        "Beside others",
        "What other generators of Rust clients take on the same definitions, as their people publish them; what takes long is run once. Behind a figure stands how many times ours it is.",
        &[
            "definition",
            "generator",
            "lines",
            "generating: CPU s",
            "check: CPU s",
            "peak MB",
            "debug build: CPU s",
            "peak MB",
            "",
        ],
        &table,
        |row| {
            let times = |step: &str, key: &str| {
                let ratio = number(&row[step], key) / number(&row["ours"][step], key);
                let ratio = if ratio.is_finite() && ratio > 0.0 {
                    format!(" (× {ratio:.1})")
                } else {
                    String::new()
                };
                format!("{}{ratio}", used(&row[step], key))
            };
            vec![
                word(row, "definition"),
                format!("{} {}", word(row, "peer"), word(row, "version")).trim().to_owned(),
                row["lines"].as_u64().map_or("–".to_owned(), |lines| lines.to_string()),
                times("generation", "cpu"),
                times("check", "cpu"),
                times("check", "peak"),
                times("build", "cpu"),
                times("build", "peak"),
                row["cannot"].as_str().unwrap_or_default().replace('|', "\\|"),
            ]
        },
    );
}

fn rows<'a>(all: &'a Value, part: &str) -> Option<&'a [Value]> {
    all[part].as_array().map(Vec::as_slice)
}

fn number(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap_or_default()
}

fn word(row: &Value, key: &str) -> String {
    match &row[key] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn section(
    out: &mut String,
    title: &str,
    prose: &str,
    columns: &[&str],
    rows: &[Value],
    cells: impl Fn(&Value) -> Vec<String>,
) {
    let _ = write!(
        out,
        "\n## {title}\n\n{prose}\n\n| {} |\n|{}\n",
        columns.join(" | "),
        "---|".repeat(columns.len())
    );
    for row in rows {
        let _ = writeln!(out, "| {} |", cells(row).join(" | "));
    }
}

/// Milliseconds a stage.
fn stages(out: &mut String, rows: &[Value]) {
    let Some(names) = rows.first().and_then(|row| row["stages"].as_object()) else { return };
    let names: Vec<&String> = names.keys().collect();
    let heads: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    let _ = write!(
        out,
        "\nMilliseconds a stage:\n\n| definition | {} |\n|{}\n",
        heads.join(" | "),
        "---|".repeat(heads.len() + 1)
    );
    for row in rows {
        let cells: Vec<String> =
            names.iter().map(|name| format!("{:.0}", number(&row["stages"], name) * 1e3)).collect();
        let _ = writeln!(out, "| {} | {} |", word(row, "definition"), cells.join(" | "));
    }
}

const COLOURS: [&str; 9] = [
    "#4e79a7", "#f28e2b", "#e15759", "#76b7b2", "#59a14f", "#edc948", "#b07aa1", "#ff9da7",
    "#9c755f",
];

/// Bars of CPU seconds, each divided by stage.
fn plot(all: &Value) -> String {
    const WIDTH: f64 = 900.0;
    const LEFT: f64 = 220.0;
    const BAR: f64 = 26.0;
    let rows = rows(all, "generation").unwrap_or_default();
    let most = rows.iter().map(|row| number(row, "cpu")).fold(f64::MIN_POSITIVE, f64::max);
    let names: Vec<&String> = rows
        .first()
        .and_then(|row| row["stages"].as_object())
        .map(|it| it.keys().collect())
        .unwrap_or_default();
    let height = rows.len() as f64 * (BAR + 10.0) + 50.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for (index, row) in rows.iter().enumerate() {
        let y = index as f64 * (BAR + 10.0) + 8.0;
        let name = word(row, "definition").replace(['<', '>', '&'], "");
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{name}</text>",
            LEFT - 8.0,
            y + 18.0
        );
        let mut x = LEFT;
        for (stage, colour) in names.iter().zip(COLOURS.iter().cycle()) {
            let width = number(&row["stages"], stage) / most * (WIDTH - LEFT - 90.0);
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\" fill=\"{colour}\"/>"
            );
            x += width;
        }
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{}\">{:.2} s</text>",
            x + 6.0,
            y + 18.0,
            number(row, "cpu")
        );
    }
    for (index, (stage, colour)) in names.iter().zip(COLOURS.iter().cycle()).enumerate() {
        let (x, y) = (LEFT + index as f64 * 74.0, height - 30.0);
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"{}\" y=\"{}\" font-size=\"11\">{stage}</text>",
            x + 16.0,
            y + 11.0
        );
    }
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::put;

    #[test]
    fn a_part_keeps_the_figures_of_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let generation = json!([{
            "definition": "a.json", "bytes": 2_000_000, "operations": 10, "lines": 900, "cpu": 0.5, "parser": 0.05,
            "ratio": 10.0, "peak": 30_000_000, "stages": { "parse": 0.1, "render": 0.4 },
        }]);
        put(folder.path(), "generation", &generation).unwrap();
        let growth =
            json!([{ "operations": 10, "cpu": 0.01, "each": 0.001, "peak": 1e7, "lines": 900 }]);
        put(folder.path(), "growth", &growth).unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        let page = read("performance.md");
        assert!(
            page.contains("| a.json | 2.0 | 10 | 0.50 | 0.050 | 10.0 | 30 | 900 | 90 |"),
            "{page}"
        );
        assert!(page.contains("| a.json | 100 | 400 |"), "{page}");
        assert!(page.contains("| 10 | 0.01 | 1.00 | 10 | 900 |"), "{page}");
        assert!(read("performance.svg").contains(">0.50 s</text>"));
    }
}
