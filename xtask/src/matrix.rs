//! `cargo xtask matrix`: runs the fault matrix of the token runtime and prints row × system.
//!
//! In: the names and results that the test harness prints, `<noun>::<row>::system_<x>`. Out: a table, and whether all
//! passed. A row is whatever has such a test: nothing is listed twice.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::command;
use crate::workspace;

/// The columns: what a test's name ends with, and what is printed.
const SYSTEMS: [(&str, &str); 5] = [
    ("system_a", "A"),
    ("system_b", "B"),
    ("system_c", "C"),
    ("system_d", "D body"),
    ("system_d_headers", "D headers"),
];
/// The test binaries that hold rows.
const TESTS: [&str; 2] = ["faults", "redis"];

pub(crate) struct Arguments {
    runs: u32,
    filter: Option<String>,
}

impl Arguments {
    pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::{Long, Short, Value, ValueExt};
        let mut arguments = Self { runs: 1, filter: None };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("runs") => arguments.runs = parser.value()?.parse()?,
                Value(filter) if arguments.filter.is_none() => {
                    arguments.filter = Some(filter.string()?);
                }
                Short('h') | Long("help") => return Ok(None),
                other => return Err(other.unexpected()),
            }
        }
        Ok(Some(arguments))
    }
}

/// Row → system → passed; and what has no system.
#[derive(Default)]
struct Matrix {
    rows: BTreeMap<(String, String), BTreeMap<String, bool>>,
    skipped: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let mut passed = true;
    for run in 1..=arguments.runs {
        let started = Instant::now();
        let mut matrix = Matrix::default();
        let mut ended_well = true;
        for test in TESTS {
            ended_well &= matrix.collect(test, arguments.filter.as_deref())?;
        }
        if matrix.rows.is_empty() {
            return Err("no test has the name of a row: does the runtime build?".to_owned());
        }
        if run == 1 || !matrix.all_passed() {
            matrix.print();
        }
        let (tests, failed) = matrix.count();
        println!(
            "run {run} of {}: {} rows, {tests} tests, {failed} failed, {:.1} s",
            arguments.runs,
            matrix.rows.len(),
            started.elapsed().as_secs_f64()
        );
        if !ended_well && matrix.all_passed() {
            println!(
                "a test binary ended before its last test: what is not in the table did not run"
            );
        }
        if matrix.skipped {
            println!("the rows `redis_…` were SKIPPED: no redis-server is installed");
        }
        passed &= matrix.all_passed() && ended_well;
    }
    Ok(passed)
}

impl Matrix {
    /// Runs a test binary and reads its results; tells whether it ended well.
    fn collect(&mut self, test: &str, filter: Option<&str>) -> Result<bool, String> {
        let mut command = Command::new(command::cargo());
        command.args(["test", "--quiet", "-p", "portolan-runtime", "--test", test, "--"]);
        command.args(["--format", "pretty"]).args(filter).current_dir(workspace::root()?);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot run cargo: {e}"))?;
        let errors = child.stderr.take().map(|stderr| {
            std::thread::spawn(move || {
                let lines = BufReader::new(stderr).lines().map_while(Result::ok);
                lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
            })
        });
        let mut other = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if !self.read(&line) {
                    other.push(line);
                }
            }
        }
        let status = child.wait().map_err(|e| format!("cannot run cargo: {e}"))?;
        let errors = errors.and_then(|thread| thread.join().ok()).unwrap_or_default();
        self.skipped |= errors.iter().any(|line| line.starts_with("SKIPPED"));
        if !status.success() {
            for line in other.iter().chain(&errors) {
                eprintln!("{line}");
            }
        }
        Ok(status.success())
    }

    /// Takes a line `test <noun>::<row>::<system> ... ok`; tells whether it was one.
    fn read(&mut self, line: &str) -> bool {
        let Some((name, result)) =
            line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... "))
        else {
            return false;
        };
        let mut segments: Vec<_> = name.split("::").collect();
        let system = segments.pop().unwrap_or_default();
        let Some(row) = segments.pop() else { return true };
        let noun = segments.pop().unwrap_or("redis").to_owned();
        let cells = self.rows.entry((noun, row.to_owned())).or_default();
        cells.insert(system.to_owned(), result == "ok");
        true
    }

    fn all_passed(&self) -> bool {
        self.count().1 == 0
    }

    fn count(&self) -> (usize, usize) {
        let cells = || self.rows.values().flat_map(BTreeMap::values);
        (cells().count(), cells().filter(|passed| !**passed).count())
    }

    fn print(&self) {
        let width = self.rows.keys().map(|(_, row)| row.len()).max().unwrap_or(0);
        let mark = |passed: &bool| if *passed { "pass" } else { "FAIL" };
        let mut noun = "";
        for ((of, row), cells) in &self.rows {
            if of != noun {
                noun = of;
                print!("\n{:<width$}", noun.to_uppercase());
                for (_, system) in SYSTEMS {
                    print!("  {system:<9}");
                }
                println!();
            }
            print!("{row:<width$}");
            for (name, _) in SYSTEMS {
                print!("  {:<9}", cells.get(name).map_or("·", mark));
            }
            for (name, passed) in cells {
                if SYSTEMS.iter().all(|(system, _)| system != name) {
                    print!("  {name}: {}", mark(passed));
                }
            }
            println!();
        }
        println!();
    }
}

#[cfg(test)]
mod tests {
    use super::Matrix;

    #[test]
    fn results_are_read_by_name() {
        let mut matrix = Matrix::default();
        for line in [
            "test callers::cold_callers::system_a ... ok",
            "test callers::cold_callers::system_d_headers ... FAILED",
            "test redis_killed_leader::system_c ... ok",
            "test alone ... ok",
        ] {
            assert!(matrix.read(line), "{line}");
        }
        assert!(!matrix.read("running 3 tests"));
        assert_eq!((matrix.rows.len(), matrix.count()), (2, (3, 1)));
        assert!(!matrix.all_passed());
    }
}
