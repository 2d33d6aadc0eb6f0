//! The program: from the command line to what is printed and how it ends.
//!
//! In: the operations, and how a client is made. Out: an exit code. It must not know any operation.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use lexopt::Arg;

use super::args::{Args, Given};
use super::command::{Command, Group, Spec};
use super::run::{Exit, Failed, Outcome};
use super::settings::{Setting, Settings};
use super::{Wrong, help, json};
use crate::codec::Secret;
use crate::operation::Api;

/// The program of an API's client, which is `C`.
#[derive(Debug)]
pub struct Program<C: 'static> {
    pub(crate) about: About,
    groups: &'static [Group<C>],
    client: fn(&Settings) -> Result<C, Wrong>,
}

/// What the program is told besides its operations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    pub(crate) api: &'static Api,
    pub(crate) environments: &'static [&'static str],
    pub(crate) settings: &'static [Setting],
}

impl<C> Program<C> {
    /// Puts a program together.
    pub const fn new(
        api: &'static Api,
        environments: &'static [&'static str],
        settings: &'static [Setting],
        groups: &'static [Group<C>],
        client: fn(&Settings) -> Result<C, Wrong>,
    ) -> Self {
        Self { about: About { api, environments, settings }, groups, client }
    }

    /// Runs the program with what its command line says.
    pub fn main(&self) -> ExitCode {
        let commands: Vec<&'static Command<C>> =
            self.groups.iter().flat_map(|group| group.commands).collect();
        let listed = self.groups.iter().map(|group| {
            (group.name, group.commands.iter().map(|command| &command.spec).collect())
        });
        let listed: Vec<(&'static str, Vec<&'static Spec>)> = listed.collect();
        let mut line = Line::new(self.about, &listed);
        let outcome = match line.parse(lexopt::Parser::from_env()) {
            Ok(Asked::Text(text)) => return print(&text),
            Ok(Asked::Call(index, mut args)) => {
                let run = (self.client)(&line.settings).and_then(|client| {
                    let missing = || Wrong::new("there is no such operation");
                    let command = commands.get(index).ok_or_else(missing)?;
                    (command.run)(&client, &mut args)
                });
                run.map(|run| run.0)
            }
            Err(wrong) => Err(wrong),
        };
        match outcome {
            Ok(run) => line.finish(run),
            Err(wrong) => complain(&wrong.to_string(), Exit::Usage),
        }
    }
}

/// What a command line asks for.
enum Asked {
    /// To be told something.
    Text(String),
    /// The operation by its index, with its arguments.
    Call(usize, Args),
}

/// A command line.
struct Line<'l> {
    about: About,
    groups: &'l [(&'static str, Vec<&'static Spec>)],
    settings: Settings,
    /// Scripts get status and headers too.
    is_script: bool,
    strict: bool,
    pages: bool,
}

impl<'l> Line<'l> {
    fn new(about: About, groups: &'l [(&'static str, Vec<&'static Spec>)]) -> Self {
        let prefix = about.api.name.replace('-', "_").to_uppercase();
        let settings = Settings::new(prefix, about.environments);
        Self { about, groups, settings, is_script: false, strict: false, pages: false }
    }

    fn specs(&self) -> impl Iterator<Item = &'static Spec> {
        self.groups.iter().flat_map(|(_, specs)| specs.iter().copied())
    }

    /// Reads everything.
    fn parse(&mut self, mut parser: lexopt::Parser) -> Result<Asked, Wrong> {
        let name = loop {
            match parser.next()? {
                Some(Arg::Value(name)) => break text(name)?,
                Some(Arg::Long(name)) => {
                    let name = name.to_owned();
                    if name == "help" {
                        return Ok(Asked::Text(help::program(self.about, self.groups)));
                    }
                    if name == "version" {
                        let (name, version) = (self.about.api.name, self.about.api.version);
                        return Ok(Asked::Text(format!("{name} (of the API's version {version})")));
                    }
                    if !self.setting(&name, &mut parser)? {
                        return Err(unknown(&name));
                    }
                }
                Some(Arg::Short('h')) | None => {
                    return Ok(Asked::Text(help::program(self.about, self.groups)));
                }
                Some(Arg::Short(name)) => return Err(Wrong::new(format!("-{name}: {UNKNOWN}"))),
            }
        };
        match name.as_str() {
            "help" => match parser.next()? {
                Some(Arg::Value(name)) => {
                    let (_, spec) = self.find(&text(name)?)?;
                    Ok(Asked::Text(help::operation(self.about, spec)))
                }
                _ => Ok(Asked::Text(help::program(self.about, self.groups))),
            },
            "call" => self.script(parser),
            name => self.subcommand(name, parser),
        }
    }

    /// Finds an operation by its id or by its subcommand's name.
    fn find(&self, name: &str) -> Result<(usize, &'static Spec), Wrong> {
        let found = self.specs().enumerate().find(|(_, spec)| spec.id == name);
        let found = found.or_else(|| self.specs().enumerate().find(|(_, spec)| spec.name == name));
        found.ok_or_else(|| {
            Wrong::new(format!("there is no operation `{name}`; --help lists what there is"))
        })
    }

    /// Reads `call <operationId> --args <JSON>`.
    fn script(&mut self, mut parser: lexopt::Parser) -> Result<Asked, Wrong> {
        self.is_script = true;
        let (mut found, mut given) = (None, None);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Value(id) if found.is_none() => found = Some(self.find(&text(id)?)?),
                Arg::Long("args") => given = Some(text(parser.value()?)?),
                Arg::Long("help") | Arg::Short('h') => {
                    return Ok(Asked::Text(help::script(self.about)));
                }
                Arg::Long(name) => {
                    let name = name.to_owned();
                    if !self.setting(&name, &mut parser)? {
                        return Err(unknown(&name));
                    }
                }
                other => return Err(other.unexpected().into()),
            }
        }
        let Some((index, spec)) = found else {
            return Err(Wrong::new("call: the operation's id is missing"));
        };
        let mut args = Args::new(spec);
        match given.as_deref() {
            Some("-") => {
                let mut text = String::new();
                std::io::stdin()
                    .read_to_string(&mut text)
                    .map_err(|error| Wrong::new(format!("cannot read the arguments: {error}")))?;
                args.read_json(&text)?;
            }
            Some(text) => args.read_json(text)?,
            None => {}
        }
        self.settle(&mut args);
        Ok(Asked::Call(index, args))
    }

    /// Reads the flags of an operation; they go before settings of the same name.
    fn subcommand(&mut self, name: &str, mut parser: lexopt::Parser) -> Result<Asked, Wrong> {
        let (index, spec) = self.find(name)?;
        let mut args = Args::new(spec);
        while let Some(argument) = parser.next()? {
            let name = match argument {
                Arg::Value(value) => {
                    args.set_next(text(value)?)?;
                    continue;
                }
                Arg::Long(name) => name.to_owned(),
                Arg::Short('h') => "help".to_owned(),
                Arg::Short(name) => return Err(Wrong::new(format!("-{name}: {UNKNOWN}"))),
            };
            if let Some(flag) = spec.flags.iter().find(|flag| flag.name == name) {
                args.set(flag, Given::Texts(vec![text(parser.value()?)?]))?;
                continue;
            }
            match name.as_str() {
                "help" => return Ok(Asked::Text(help::operation(self.about, spec))),
                "body" => {
                    let value = text(parser.value()?)?;
                    args.set_body(match value.strip_prefix('@') {
                        Some(path) => Given::File(path.to_owned()),
                        None => Given::Texts(vec![value]),
                    })?;
                }
                "content-type" => args.set_content_type(text(parser.value()?)?)?,
                "accept" => args.accept = Some(text(parser.value()?)?),
                name => {
                    if !self.setting(name, &mut parser)? {
                        return Err(unknown(name));
                    }
                }
            }
        }
        self.settle(&mut args);
        Ok(Asked::Call(index, args))
    }

    fn settle(&self, args: &mut Args) {
        args.pages = self.pages;
        args.timeout = self.settings.timeout;
    }

    /// Reads what may stand before and behind an operation; `false`: it is none of this.
    fn setting(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<bool, Wrong> {
        match name {
            "environment" => self.settings.environment = Some(text(parser.value()?)?),
            "base-url" => self.settings.base_url = Some(text(parser.value()?)?),
            "timeout" => {
                let seconds = text(parser.value()?)?.parse().ok();
                let timeout = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                let wrong = || Wrong::new("--timeout: is no number of seconds");
                self.settings.timeout = Some(timeout.ok_or_else(wrong)?);
            }
            "allow-http" => self.settings.allow_http = true,
            "strict" => self.strict = true,
            "pages" => self.pages = true,
            name => {
                let known = self.about.settings.iter().find(|setting| setting.name == name);
                let Some(setting) = known else { return Ok(false) };
                let value = Secret::new(text(parser.value()?)?);
                self.settings.given.push((setting.name, value));
            }
        }
        Ok(true)
    }

    /// Sends the call, and prints what comes back.
    fn finish(&self, run: impl Future<Output = Result<Outcome, Failed>>) -> ExitCode {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return complain(&error.to_string(), Exit::Transport),
        };
        match runtime.block_on(run) {
            Ok(Outcome { replies, many, unknown }) => {
                let printed = print(&if self.is_script {
                    json::text(&replies, many, json::Whole)
                } else {
                    json::text(&replies, many, json::BodyOnly)
                });
                if self.strict && unknown > 0 {
                    let values = if unknown == 1 { "value" } else { "values" };
                    let line = format!(
                        "the answer has {unknown} {values} that the definition does not know"
                    );
                    return complain(&line, Exit::Decode);
                }
                printed
            }
            Err(Failed { exit, line, reply }) => {
                if let Some(reply) = reply {
                    let replies = [reply];
                    print(&if self.is_script {
                        json::text(&replies, false, json::Whole)
                    } else {
                        json::text(&replies, false, json::BodyOnly)
                    });
                }
                complain(&line, exit)
            }
        }
    }
}

const UNKNOWN: &str = "there is no such option; --help lists what there is";

fn unknown(name: &str) -> Wrong {
    Wrong::new(format!("--{name}: {UNKNOWN}"))
}

fn text(value: OsString) -> Result<String, Wrong> {
    value.into_string().map_err(|_| Wrong::new("an argument is not UTF-8"))
}

fn print(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(Exit::Transport as u8),
    }
}

fn complain(line: &str, exit: Exit) -> ExitCode {
    // Nobody is left to be told where this fails.
    let _ = writeln!(std::io::stderr(), "error: {line}");
    ExitCode::from(exit as u8)
}

impl From<lexopt::Error> for Wrong {
    fn from(error: lexopt::Error) -> Self {
        Self::new(error.to_string())
    }
}
