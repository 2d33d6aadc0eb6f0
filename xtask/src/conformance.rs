//! `cargo xtask conformance`: a peer's wire-level scenarios, each played through the program of a generated client.
//!
//! In: a folder with `documents` and `scenarios.json`. Out: a table by group, a line for every scenario that did not pass,
//! and as the last line how many did. A scenario passes when the suite's server says so and the answer, decoded and
//! encoded again, is the one that it sent. Nothing of the folder comes into the project.

mod arguments;
mod crates;
mod document;
mod events;
mod judge;
mod play;
mod scenario;
mod server;
mod template;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use serde_json::Value;

use self::play::Stage;
use self::scenario::Scenario;
use self::server::Server;
use crate::workspace;

/// What the command line says.
pub(crate) struct Arguments {
    folder: PathBuf,
    server: Option<String>,
    only: Option<String>,
    version: String,
    strict: bool,
    jobs: usize,
    work: PathBuf,
    cache: PathBuf,
    coverage: Option<PathBuf>,
}

impl Arguments {
    /// Reads the arguments after `conformance`; `None` asks for help.
    pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let (mut folder, mut server, mut only, mut coverage) = (None, None, None, None);
        let (mut version, mut strict, mut jobs) = ("3.0".to_owned(), false, 1);
        let (mut work, mut cache) = (None, None);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("server") => server = Some(parser.value()?.string()?),
                Long("only") => only = Some(parser.value()?.string()?),
                Long("version") => version = parser.value()?.string()?,
                Long("strict") => strict = true,
                Long("jobs") => jobs = parser.value()?.parse::<usize>()?.max(1),
                Long("work") => work = Some(parser.value()?.into()),
                Long("cache") => cache = Some(parser.value()?.into()),
                Long("coverage") => coverage = Some(parser.value()?.into()),
                Long("help") | Short('h') => return Ok(None),
                Value(path) if folder.is_none() => folder = Some(PathBuf::from(path)),
                other => return Err(other.unexpected()),
            }
        }
        let folder = folder.ok_or("a folder of scenarios is missing")?;
        let temporary = std::env::temp_dir();
        let work = work.unwrap_or_else(|| temporary.join("portolan-conformance"));
        let cache = cache.unwrap_or_else(|| temporary.join("portolan-conformance-suite"));
        let all = Self { folder, server, only, version, strict, jobs, work, cache, coverage };
        Ok(Some(all))
    }
}

/// What came of a scenario.
struct Row {
    name: String,
    group: String,
    /// Why it did not pass.
    reason: Option<String>,
}

/// Runs the command; `false` when a scenario did not pass.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let mut scenarios = Scenario::all(&arguments.folder, &arguments.version)?;
    if let Some(only) = &arguments.only {
        scenarios.retain(|it| scenario::fits(only, &it.name));
    }
    let folder = arguments.folder.join("documents");
    let candidates = scenarios.iter().flat_map(|it| &it.exchanges).flat_map(|it| &it.candidates);
    let documents: BTreeSet<String> = candidates.map(|it| it.document.clone()).collect();
    let documents: Vec<String> =
        documents.into_iter().filter(|it| folder.join(it).exists()).collect();
    let absolute = |path: &PathBuf| workspace::absolute(path);
    let (work, cache) = (absolute(&arguments.work)?, absolute(&arguments.cache)?);
    fs::create_dir_all(&work).map_err(|e| format!("cannot create {}: {e}", work.display()))?;
    eprintln!("builds {} programs in {}", documents.len(), work.display());
    let programs = crates::build(&documents, &folder, &work, &workspace::root()?, arguments.jobs)?;
    let server = match &arguments.server {
        Some(url) => Server::at(url),
        None => Server::start(&cache, &work)?,
    };
    let stage = Stage::new(&programs, &folder, &server.url, arguments.strict)?;
    let outcomes = play_all(&stage, &scenarios, arguments.jobs);
    let coverage = server.coverage()?;
    if let Some(path) = &arguments.coverage {
        let text = format!("{coverage:#}\n");
        fs::write(path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    }
    let rows = scenarios.iter().zip(outcomes).map(|(scenario, outcome)| Row {
        name: scenario.name.clone(),
        group: scenario.group(),
        reason: judged(&coverage, &scenario.name, outcome),
    });
    Ok(report(&rows.collect::<Vec<Row>>()))
}

/// Plays every scenario, several at a time.
fn play_all(stage: &Stage<'_>, scenarios: &[Scenario], jobs: usize) -> Vec<Result<(), String>> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(scenarios.len()) {
            scope.spawn(|| {
                while let Some((index, scenario)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    scenarios.get(index).map(|scenario| (index, scenario))
                } {
                    let outcome = stage.play(scenario);
                    outcomes.lock().unwrap_or_else(|e| e.into_inner()).insert(index, outcome);
                }
            });
        }
    });
    outcomes.into_inner().unwrap_or_else(|e| e.into_inner()).into_values().collect()
}

/// Returns why a scenario did not pass: what we saw, else what the server says.
fn judged(coverage: &Value, name: &str, outcome: Result<(), String>) -> Option<String> {
    let reports = coverage.as_array().into_iter().flatten();
    let results = reports.filter_map(|report| report["results"][name].as_str());
    let results: Vec<&str> = results.collect();
    let passed = results.contains(&"pass");
    match (outcome, passed) {
        (Ok(()), true) => None,
        (Err(reason), _) => Some(reason),
        (Ok(()), false) => {
            let result = results.first().unwrap_or(&"unknown");
            Some(format!("every answer was right, but the server says {result}"))
        }
    }
}

/// Scenarios whose bodies are XML go through as text: they are counted apart.
fn is_xml(group: &str) -> bool {
    group.ends_with("payload/xml")
}

/// Prints the table, the reasons, and how many passed.
fn report(rows: &[Row]) -> bool {
    let mut groups: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in rows {
        let (passed, all) = groups.entry(&row.group).or_default();
        *passed += usize::from(row.reason.is_none());
        *all += 1;
    }
    let width = groups.keys().map(|group| group.len()).max().unwrap_or_default().max(5);
    println!("{:width$}  passed     of", "group");
    for (group, (passed, all)) in &groups {
        println!("{group:width$}  {passed:>6}  {all:>5}");
    }
    let failed: Vec<&Row> = rows.iter().filter(|row| row.reason.is_some()).collect();
    if !failed.is_empty() {
        println!();
    }
    for row in &failed {
        println!("{}: {}", row.name, row.reason.as_deref().unwrap_or_default());
    }
    let count = |xml: bool| {
        let of = groups.iter().filter(|(group, _)| is_xml(group) == xml);
        of.fold((0, 0), |(passed, all), (_, it)| (passed + it.0, all + it.1))
    };
    let ((xml_passed, xml), (passed, all)) = (count(true), count(false));
    println!();
    if xml > 0 {
        println!("XML, as text: passed {xml_passed} of {xml}");
    }
    println!("passed {passed} of {all}");
    failed.is_empty()
}

/// Decodes Base64.
fn decode(text: &str) -> Result<Vec<u8>, String> {
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .map_err(|e| format!("what should be Base64 is not: {e}"))
}

#[cfg(test)]
mod tests;
