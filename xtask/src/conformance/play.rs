//! Plays scenarios: the calls of each, one after the other, and whether what came back is right.
//!
//! In: scenarios and programs. Out: for each scenario nothing, or one line on what went wrong.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use serde_json::Value;

use super::arguments::{Call, call};
use super::crates::Programs;
use super::document::Document;
use super::judge;
use super::scenario::{Candidate, Exchange, Scenario};
use super::template::take_apart;

/// Where the suite's documents and scenarios suppose the server.
const USUAL: &str = "http://localhost:3000";

/// What the scenarios are played with.
pub(crate) struct Stage<'s> {
    pub(crate) programs: &'s Programs,
    pub(crate) documents: BTreeMap<String, Document>,
    pub(crate) url: &'s str,
    pub(crate) strict: bool,
    /// What each program says of itself.
    help: Mutex<BTreeMap<(PathBuf, String), String>>,
}

/// A call with the program that makes it.
struct Cast<'s> {
    program: &'s Path,
    call: Call,
}

impl<'s> Stage<'s> {
    pub(crate) fn new(
        programs: &'s Programs,
        folder: &Path,
        url: &'s str,
        strict: bool,
    ) -> Result<Self, String> {
        let mut documents = BTreeMap::new();
        for name in programs.keys() {
            documents.insert(name.clone(), Document::open(&folder.join(name))?);
        }
        Ok(Self { programs, documents, url, strict, help: Mutex::default() })
    }

    /// Plays a scenario.
    pub(crate) fn play(&self, scenario: &Scenario) -> Result<(), String> {
        let Some(first) = scenario.exchanges.first() else { return Err("it is empty".to_owned()) };
        let cast = self.cast(first)?;
        let operation = cast.call.operation.clone();
        if scenario.exchanges.len() > 1 && self.says(&cast, &operation, "--pages")? {
            return self.play_pages(scenario, &cast);
        }
        for exchange in &scenario.exchanges {
            let cast = self.cast(exchange)?;
            let printed = self.run(&cast, false)?;
            judge::answer(&printed, &self.located(&exchange.response))?;
        }
        Ok(())
    }

    /// Plays exchanges that one call makes, page after page.
    fn play_pages(&self, scenario: &Scenario, cast: &Cast<'_>) -> Result<(), String> {
        let printed = self.run(cast, true)?;
        let pages = printed.as_array().ok_or("the pages did not come as a list")?;
        if pages.len() != scenario.exchanges.len() {
            let (found, expected) = (pages.len(), scenario.exchanges.len());
            return Err(format!("{found} pages came, not {expected}"));
        }
        let mut pairs = pages.iter().zip(&scenario.exchanges);
        pairs
            .try_for_each(|(page, exchange)| judge::answer(page, &self.located(&exchange.response)))
    }

    /// Returns an answer with the URLs of the server that we ask.
    fn located(&self, response: &Value) -> Value {
        let text = response.to_string().replace(USUAL, self.url);
        serde_json::from_str(&text).unwrap_or_else(|_| response.clone())
    }

    /// Finds the operation that an exchange belongs to, and its arguments.
    fn cast(&self, exchange: &Exchange) -> Result<Cast<'_>, String> {
        // Where nobody says which, any operation whose path it is may be meant.
        let found: Vec<Candidate> = match exchange.candidates.as_slice() {
            [] => self.search(exchange),
            _ => Vec::new(),
        };
        let mut best: Option<Cast<'_>> = None;
        let mut reason = "no document has its operation".to_owned();
        for candidate in exchange.candidates.iter().chain(&found) {
            let (Some(document), Some(program)) =
                (self.documents.get(&candidate.document), self.programs.get(&candidate.document))
            else {
                reason = format!("there is no document {}", candidate.document);
                continue;
            };
            let program = match program {
                Ok(program) => program.as_path(),
                Err(error) => {
                    reason.clone_from(error);
                    continue;
                }
            };
            let Some(call) = call(document, candidate, exchange) else {
                reason = format!("the path {} is none of {}", exchange.uri, candidate.path);
                continue;
            };
            // The operation that has a place for the most.
            if best.as_ref().is_none_or(|best| call.lost.len() < best.call.lost.len()) {
                best = Some(Cast { program, call });
            }
        }
        best.ok_or(reason)
    }

    /// Finds the operations that have the path of an exchange.
    fn search(&self, exchange: &Exchange) -> Vec<Candidate> {
        let (path, _) = exchange.path_and_query();
        let mut found = Vec::new();
        for (name, document) in &self.documents {
            for (operation, template) in document.templates(&exchange.method) {
                // A template of nothing but values would have every path.
                let literal = template.contains("/{") || !template.starts_with('{');
                if literal && template.len() > 1 && take_apart(&template, path).is_some() {
                    let document = name.clone();
                    found.push(Candidate { document, operation, path: template });
                }
            }
        }
        found
    }

    /// Tells whether a program's help has a word.
    fn says(&self, cast: &Cast<'_>, operation: &str, word: &str) -> Result<bool, String> {
        Ok(self.help(cast.program, operation)?.contains(word))
    }

    fn help(&self, program: &Path, operation: &str) -> Result<String, String> {
        let key = (program.to_owned(), operation.to_owned());
        let known = |help: &BTreeMap<_, String>| help.get(&key).cloned();
        if let Some(help) = known(&self.help.lock().unwrap_or_else(|e| e.into_inner())) {
            return Ok(help);
        }
        let output = Command::new(program)
            .args(["help", operation])
            .output()
            .map_err(|e| format!("cannot run {}: {e}", program.display()))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        self.help.lock().unwrap_or_else(|e| e.into_inner()).insert(key, text.clone());
        Ok(text)
    }

    /// Returns the flag of a security scheme.
    fn flag(&self, cast: &Cast<'_>, scheme: &str) -> Result<Option<String>, String> {
        let help = self.help(cast.program, &cast.call.operation)?;
        let ends = [format!("The key of {scheme}."), format!("A token of {scheme}.")];
        let line = help.lines().find(|line| ends.iter().any(|end| line.contains(end)));
        let flag = line.and_then(|line| line.split_whitespace().next());
        Ok(flag.map(str::to_owned))
    }

    fn run(&self, cast: &Cast<'_>, pages: bool) -> Result<Value, String> {
        let call = &cast.call;
        let mut command = Command::new(cast.program);
        command.args(["--base-url", &format!("{}{}", self.url, call.prefix)]);
        if let Some((scheme, credential)) = &call.credential
            && let Some(flag) = self.flag(cast, scheme)?
        {
            command.args([&flag, credential]);
        }
        if self.strict {
            command.arg("--strict");
        }
        if pages {
            command.arg("--pages");
        }
        let mut child = command
            .args(["--timeout", "30", "call", &call.operation, "--args", "-"])
            .env_remove("http_proxy")
            .env_remove("HTTP_PROXY")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot run {}: {e}", cast.program.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that ended already says why itself.
            let _ = stdin.write_all(call.arguments.to_string().as_bytes());
        }
        let output = child.wait_with_output().map_err(|e| e.to_string())?;
        let printed = serde_json::from_slice::<Value>(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        match (output.status.code(), printed) {
            // An answer that is a failure is an answer.
            (Some(0 | 1), Ok(printed)) => Ok(printed),
            _ => Err(errors.lines().next().unwrap_or("it said nothing").to_owned()),
        }
    }
}
