//! The project's commands, run as `cargo xtask …`. The only crate of the generator's side that does I/O.

mod bench;
mod command;
mod conformance;
mod corpus;
mod crate_dir;
mod explain;
mod files;
mod generate;
mod input;
mod matrix;
mod overlay;
mod peers;
mod report;
mod versions;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask generate [DEFINITION…] [options]

Draws a client crate from each OpenAPI definition (YAML or JSON); without a DEFINITION, from
every one in specs/. `specs/api.yaml` becomes the crate clients/api. An OpenAPI Overlay beside it,
`specs/api.overlay.yaml`, is applied first.

options:
  --overlay FILE        apply FILE too, after the overlay beside it; again for more (one DEFINITION)
  --root DIR            let `$ref`s lead to files below DIR, beside those below the definition's
                        folder; again for more
  --allow-remote HOST   let `$ref`s lead to HOST (host or host:port); again for more
  --out DIR             write the crate into DIR instead (one DEFINITION); it may be anywhere
  --name NAME           call the crate NAME (one DEFINITION)
  --runtime-version V   depend on portolan-runtime V from a registry instead of by path
  --include PATTERN     draw only matching operations (one DEFINITION; repeatable)
  --exclude PATTERN     leave matching operations out (one DEFINITION; repeatable); a PATTERN is a
                        path (`/users/**`, `GET /users`), `tag:Users`, or an operationId
  --check               write nothing: compare, print the difference, fail when stale
  --deny warnings       fail where a construct is left out or weakened
  --allow CODE          do not fail for this code (with --deny warnings)
  --quiet               print errors only
  --all                 print every diagnostic, not 50 of a definition
  --format FORMAT       text, json (one object a line) or sarif (2.1.0), on standard output
  --sarif FILE          write a log of SARIF too
  --ledger FILE         write the ledger, everything that is not in the crate, as JSON

usage: cargo xtask explain [CODE…]

Prints what a diagnostic means and what to do about it; without a CODE, the list of them.

usage: cargo xtask overlay DEFINITION [OVERLAY…] [--bundle] [--json] [--root DIR] [--allow-remote HOST]
       cargo xtask overlay --conformance DIR

Prints a definition with its overlay and each OVERLAY applied, and with --bundle the files that its
`$ref`s lead to put into it. With --conformance, applies
DIR/<case>/overlay.yaml to openapi.yaml beside it, compares with output.yaml, and counts.

usage: cargo xtask versions DIR

Draws each API below DIR that is described in several versions (openapi.3.0.yaml and
openapi.3.1.yaml, say), and prints what differs and why: where the sources do. Fails where they do not.

usage: cargo xtask corpus DIR [options]

Generates every definition below DIR and prints a table; goes on after a failure, and fails at the
end where anything did. Nothing is written into the workspace.

options:
  --check               compile each crate with warnings denied
  --sets N              compile each with N sets of its tags, too: none, single ones, random ones
  --features DEFINITION=FEATURE,FEATURE
                        compile that definition's crate (its path below DIR) with these features
                        alone, such as tag-users; again for more definitions
  --jobs N              generate, and let cargo compile, N at a time (1)
  --json FILE           write the table as JSON too
  --work DIR            where crates and their target folder go (a temporary folder)

usage: cargo xtask conformance DIR [options]

Plays the scenarios of DIR (documents/ and scenarios.json) through the programs of its documents' clients, against
the suite's mock server, and prints what passed. Needs npm, git and the registry of npm once.

options:
  --server URL          a server that runs already, instead of one of one's own
  --only PATTERN        only scenarios of such names; * is any text
  --version V           the documents of OpenAPI V: 3.0 (the default), 3.1 or 3.2
  --strict              fail where an answer has values that its document does not know
  --jobs N              compile, and play, N at a time (1)
  --work DIR            where crates and their target folder go (a temporary folder)
  --cache DIR           where the suite is installed (a temporary folder)
  --coverage FILE       write the server's own coverage

usage: cargo xtask matrix [ROW] [options]

Runs the fault matrix of the token runtime and prints row × system; fails where a test does. ROW: a part of a name.

options:
  --runs N              do it N times

usage: cargo xtask peers [DIR]

Starts servers of OAuth that others wrote (packages of npm, installed into DIR), draws clients of them, and prints
row × peer of what a program saw that calls them; fails where one does.

usage: cargo xtask bench [PART…] [DEFINITION…] [options]

Measures generating, its growth, compiling, other generators, the codec, a call, a token's lookup,
requests a second and a program's size (generation, growth, compile, peers, codec, call, tokens,
requests, size; all of them without a PART) on the definitions, or on those of specs/, and writes
docs/performance.md. Other generators are installed into the work folder, which needs Python, Java
and the registries, and measured once a definition and version; instructions are counted by valgrind.
It builds and runs itself optimized.

options:
  --runs N              take the median of N runs (5), fewer of what takes long
  --limit SECONDS       give up a compiler or another generator after so long (2400)
  --work DIR            where crates and their target folder go (a temporary folder)
";

/// Trees and tokens are many small pieces, which this allocator gives and takes faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, String> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|command| command == "bench")
        && let Some(done) = bench::inner(arguments)
    {
        return done;
    }
    let mut parser = lexopt::Parser::from_env();
    match parser.next().map_err(|e| e.to_string())? {
        Some(lexopt::Arg::Value(command)) if command == "generate" => {
            match generate::Arguments::parse(parser).map_err(|e| format!("{e}\n\n{USAGE}"))? {
                Some(arguments) => generate::run(&arguments),
                None => help(),
            }
        }
        Some(lexopt::Arg::Value(command)) if command == "explain" => explain::run(parser),
        Some(lexopt::Arg::Value(command)) if command == "corpus" => {
            match corpus::Arguments::parse(parser).map_err(|e| format!("{e}\n\n{USAGE}"))? {
                Some(arguments) => corpus::run(&arguments),
                None => help(),
            }
        }
        Some(lexopt::Arg::Value(command)) if command == "conformance" => {
            match conformance::Arguments::parse(parser).map_err(|e| format!("{e}\n\n{USAGE}"))? {
                Some(arguments) => conformance::run(&arguments),
                None => help(),
            }
        }
        Some(lexopt::Arg::Value(command)) if command == "matrix" => {
            match matrix::Arguments::parse(parser).map_err(|e| format!("{e}\n\n{USAGE}"))? {
                Some(arguments) => matrix::run(&arguments),
                None => help(),
            }
        }
        Some(lexopt::Arg::Value(command)) if command == "bench" => {
            match bench::Arguments::parse(parser).map_err(|e| format!("{e}\n\n{USAGE}"))? {
                Some(arguments) => bench::run(&arguments),
                None => help(),
            }
        }
        Some(lexopt::Arg::Value(command)) if command == "overlay" => {
            match overlay::Arguments::parse(parser).map_err(|e| format!("{e}\n\n{USAGE}"))? {
                Some(arguments) => overlay::run(&arguments),
                None => help(),
            }
        }
        Some(lexopt::Arg::Value(command)) if command == "peers" => peers::run(parser),
        Some(lexopt::Arg::Value(command)) if command == "versions" => match parser.next() {
            Ok(Some(lexopt::Arg::Value(folder))) => versions::run(folder.as_ref()),
            _ => Err(format!("`versions` takes a folder\n\n{USAGE}")),
        },
        Some(lexopt::Arg::Short('h') | lexopt::Arg::Long("help")) => help(),
        Some(other) => Err(format!("unknown command {}\n\n{USAGE}", describe(&other))),
        None => Err(format!("a command is missing\n\n{USAGE}")),
    }
}

fn help() -> Result<bool, String> {
    print!("{USAGE}");
    Ok(true)
}

fn describe(argument: &lexopt::Arg<'_>) -> String {
    match argument {
        lexopt::Arg::Value(value) => format!("`{}`", value.to_string_lossy()),
        lexopt::Arg::Short(name) => format!("`-{name}`"),
        lexopt::Arg::Long(name) => format!("`--{name}`"),
    }
}
