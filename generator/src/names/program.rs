//! Names what the program calls operations, parameters and credentials.
//!
//! In: the operations and schemes. Out: words with hyphens, each once in its place. It must not know how they are read.

use std::collections::BTreeMap;

use super::{Ident, Names, OperationNames, Scope, reserved};
use crate::analyze::{Facts, Home};
use crate::ir::{Api, Docs, Location, Operation};

pub(super) fn name(api: &Api, facts: &Facts, names: &mut Names) {
    let mut commands = Scope::new(&[reserved::COMMANDS]);
    let mut modules = BTreeMap::new();
    for (operation, names) in api.operations.iter().zip(&mut names.operations) {
        names.command = hyphens(&commands.snake(&operation.id));
        let mut flags = Scope::new(&[reserved::FLAGS]);
        names.flags = operation
            .parameters
            .iter()
            .map(|it| hyphens(&flags.snake(it.rename.as_ref().unwrap_or(&it.name))))
            .collect();
        let home = Home::Tag(operation.tags.first().copied());
        statics(facts, operation, names, modules.entry(home).or_default());
    }
    let mut settings = Scope::new(&[reserved::SETTINGS]);
    for names in &mut names.schemes {
        names.setting = hyphens(&settings.snake(names.method.text()));
    }
    for names in &mut names.schemes {
        let method = names.method.text();
        for flow in &mut names.flows {
            let flags = flow.fields.iter().map(|field| {
                // Two logins may ask for the same; the first has the short flag.
                let long = format!("{method}_{}", field.text());
                hyphens(&if settings.has(field) {
                    settings.snake(&long)
                } else {
                    settings.snake(field.text())
                })
            });
            flow.settings = flags.collect();
        }
    }
}

/// What the program says of a flag: operations of one module that say the same of theirs share it.
type Said<'a> = (String, Location, &'a str, bool, String, Option<&'a str>, Option<&'a str>);

/// The flags of a module of the program.
struct Module<'a> {
    scope: Scope,
    flags: BTreeMap<Said<'a>, Ident>,
}

impl Default for Module<'_> {
    fn default() -> Self {
        Self { scope: Scope::new(&[reserved::PROGRAM]), flags: BTreeMap::new() }
    }
}

fn statics<'a>(
    facts: &Facts,
    operation: &'a Operation,
    names: &mut OperationNames,
    module: &mut Module<'a>,
) {
    for (it, flag) in operation.parameters.iter().zip(&names.flags) {
        let Docs { summary, description, .. } = &it.docs;
        let said: Said<'a> = (
            flag.clone(),
            it.location,
            &it.name,
            it.required,
            facts.key(&it.ty),
            summary.as_deref(),
            description.as_deref(),
        );
        let Module { scope, flags } = &mut *module;
        let constant = flags.entry(said).or_insert_with(|| scope.shouty(flag));
        names.flag_constants.push(constant.clone());
    }
}

fn hyphens(ident: &Ident) -> String {
    ident.text().replace('_', "-")
}
