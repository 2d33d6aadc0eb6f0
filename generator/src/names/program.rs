//! Names what the program calls operations, parameters and credentials.
//!
//! In: the operations and schemes. Out: words with hyphens, each once in its place. It must not know how they are read.

use super::{Ident, Names, Scope, reserved};
use crate::ir::Api;

pub(super) fn name(api: &Api, names: &mut Names) {
    let mut commands = Scope::new(&[reserved::COMMANDS]);
    for (operation, names) in api.operations.iter().zip(&mut names.operations) {
        names.command = hyphens(&commands.snake(&operation.id));
        let mut flags = Scope::new(&[reserved::FLAGS]);
        names.flags = operation
            .parameters
            .iter()
            .map(|it| hyphens(&flags.snake(it.rename.as_ref().unwrap_or(&it.name))))
            .collect();
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

fn hyphens(ident: &Ident) -> String {
    ident.text().replace('_', "-")
}
