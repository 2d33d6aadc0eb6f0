//! Definitions that are broken at random: the chain never panics, and what it writes parses. The seed is fixed;
//! `PORTOLAN_MUTATIONS` asks for more rounds of them, `PORTOLAN_CORPUS` names a folder of definitions to break as well.

mod sound;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use sound::mutate::{Dice, garble, mutate};
use sound::{as_code, draw, faults};

/// Where a run ends that was not asked to be longer.
const LONGEST: Duration = Duration::from_secs(6);

fn definitions() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join("../specs"), root.join("tests")];
    folders.extend(std::env::var_os("PORTOLAN_CORPUS").map(PathBuf::from));
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn assert_sound(name: &str, text: &str) {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let output = draw(name, text);
        let shown: Vec<_> = output.diagnostics.iter().collect();
        portolan_generator::report(&portolan_generator::Source::new(name, text), &output, &shown);
        let mut problems = faults(&output);
        problems.extend(as_code(&output, "eViL"));
        problems
    }));
    match outcome {
        Ok(problems) if problems.is_empty() => {}
        Ok(problems) => panic!("{}\n--- {name}\n{text}", problems.join("\n")),
        Err(_) => panic!("a panic, on {name}:\n{text}"),
    }
}

#[test]
fn broken_definitions_never_panic_nor_draw_what_does_not_parse() {
    let asked = std::env::var("PORTOLAN_MUTATIONS").ok().and_then(|n| n.parse::<usize>().ok());
    let rounds = asked.unwrap_or(4);
    let start = Instant::now();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let definitions = definitions();
    assert!(definitions.len() > 5, "{definitions:?}");
    let mut count = 0;
    for round in 0..rounds {
        for path in &definitions {
            // A busy machine takes longer; some are always tried.
            if asked.is_none() && count > 20 && start.elapsed() > LONGEST {
                return;
            }
            let text = fs::read_to_string(path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if round % 4 == 3 {
                assert_sound(&name, &garble(&text, &mut dice));
            } else if let Ok(mut tree) = serde_yaml::from_str::<Value>(&text) {
                for _ in 0..=dice.below(8) {
                    mutate(&mut tree, &mut dice);
                }
                assert_sound("mutant.json", &tree.to_string());
            }
            count += 1;
        }
    }
}
