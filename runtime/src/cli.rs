//! The program of a client: operations called by name.
//!
//! In: a table of operations, each with a function that takes its arguments and makes the typed call. Out: a program with
//! a subcommand an operation, and one form for scripts. What is read from the command line is here, once; generated
//! code is rows. Nothing here is for people: it is named by generated code alone.

mod args;
mod command;
mod flag;
mod help;
mod json;
mod parts;
mod program;
mod rows;
mod run;
mod settings;
mod show;

pub use crate::{__commands as commands, __flags as flags};

pub use self::args::Args;
pub use self::command::{Command, Group};
pub use self::flag::{Flag, FlagSpec};
pub use self::parts::Fields;
pub use self::program::Program;
pub use self::run::{IntoCall, Run};
pub use self::settings::{Setting, Settings};
pub use self::show::{Show, Shown};

pub use std::process::ExitCode;

use std::fmt;

/// Arguments that make no call, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong(String);

impl Wrong {
    /// Says what is wrong.
    pub fn new(text: impl Into<String>) -> Self {
        // Whatever is quoted in it, it stays one line.
        let text: String = text.into();
        Self(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

/// Lets an enum of answers be shown: what [`errors!`](crate::errors) and [`responses!`](crate::responses) add for the program.
#[doc(hidden)]
#[macro_export]
macro_rules! __shown {
    ($name:ident { $($variant:ident $(($body:ty))?),* }) => {
        impl $crate::generated::cli::Show for $name {
            fn show(&self) -> $crate::generated::cli::Shown {
                match self {
                    $($crate::__shown!(@pattern $variant value $($body)?) =>
                        $crate::__shown!(@show value $($body)?),)*
                }
            }
        }
    };
    (@pattern $variant:ident $value:ident) => { Self::$variant };
    (@pattern $variant:ident $value:ident $body:ty) => { Self::$variant($value) };
    (@show $value:ident) => { $crate::generated::cli::Shown::Nothing };
    (@show $value:ident $body:ty) => { $crate::generated::cli::Show::show($value) };
}

/// Lets a call with setters be sent by name: what [`call!`](crate::call) adds for the program.
#[doc(hidden)]
#[macro_export]
macro_rules! __called {
    ($name:ident($output:ty, $failure:ty)) => {
        impl $crate::generated::cli::IntoCall for $name {
            type Output = $output;
            type Failure = $failure;

            fn into_call(self) -> $crate::generated::Call<$output, $failure> {
                self.0
            }
        }
    };
}
