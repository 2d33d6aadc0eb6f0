//! Claims every identifier of the generated crate.
//!
//! In: the [`Api`] and its [`Facts`]. Out: [`Names`], the only place that makes a Rust identifier from a
//! definition's text. It must not know how the identifiers are used in code.

mod events;
mod headers;
mod operations;
mod program;
mod reserved;
mod scope;
mod security;
mod servers;
mod types;
mod word;

use std::collections::BTreeMap;

pub use events::EventNames;
pub use scope::{Ident, Scope};

use crate::analyze::{Facts, Feature, FeatureId, Home, Reach};
use crate::diagnostic::{Code, Place, Sink};
use crate::ir::{Api, Server, TagId, TypeId};

/// Every identifier of the generated crate.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The package's name.
    pub package: String,
    /// The Cargo feature of each [`Facts::features`].
    pub features: Vec<String>,
    /// Names of each tag.
    pub tags: Vec<TagNames>,
    /// Names of each operation.
    pub operations: Vec<OperationNames>,
    /// Names of each type.
    pub types: Vec<TypeNames>,
    /// The modules of `types`, in the order of their first types.
    pub groups: Vec<Group>,
    /// The module of events, and the static of each; `None`: there are none.
    pub events: Option<EventNames>,
    /// Names of each security scheme.
    pub schemes: Vec<SchemeNames>,
    /// The environment of each server.
    pub environments: Vec<EnvironmentNames>,
    /// The enums of the values that variables of servers have.
    pub values: Vec<ValuesNames>,
    /// What operations with servers of their own can choose from.
    pub choices: Vec<ChoiceNames>,
    /// Names of each of [`Facts::header_sets`].
    pub header_sets: Vec<HeaderNames>,
    /// What a file of operations has names for, by its home.
    modules: BTreeMap<Home, Scope>,
}

/// Names of a tag.
#[derive(Clone, Debug)]
pub struct TagNames {
    /// The module, and the client's accessor.
    pub module: Ident,
    /// The client's method.
    pub accessor: Ident,
    /// The struct that has the operations.
    pub group: Ident,
}

/// Names of an operation.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The method.
    pub method: Ident,
    /// The static.
    pub constant: Ident,
    /// The call with setters.
    pub call: Ident,
    /// The enum of failures.
    pub error: Ident,
    /// The enum of successes.
    pub output: Ident,
    /// The enum of events.
    pub event: Ident,
    /// Its variants, in order.
    pub event_variants: Vec<Ident>,
    /// The struct of arguments.
    pub args: Ident,
    /// An argument or setter for each parameter.
    pub parameters: Vec<Ident>,
    /// The argument or setter for the body.
    pub body: Ident,
    /// The setter for each of the body's [`also_sent`](crate::analyze::also_sent) media types.
    pub media_types: Vec<Ident>,
    /// The setter of the media type, where the definition gives a range.
    pub content_type: Option<Ident>,
    /// The struct of the body's parts.
    pub parts: PartsNames,
    /// For each of the body's [`other_sent`](crate::analyze::other_sent) contents.
    pub others: Vec<OtherNames>,
    /// The program's subcommand.
    pub command: String,
    /// The subcommand's flag for each parameter.
    pub flags: Vec<String>,
    /// The constant of each flag: operations that say the same of one share it.
    pub flag_constants: Vec<Ident>,
}

/// Names of a content that takes another value than the operation's method does.
#[derive(Clone, Debug)]
pub struct OtherNames {
    /// The method, or the setter where the body is optional.
    pub method: Ident,
    /// The struct of arguments.
    pub args: Ident,
    /// The struct of parts.
    pub parts: PartsNames,
}

/// Names of a struct of parts.
#[derive(Clone, Debug)]
pub struct PartsNames {
    /// The struct.
    pub name: Ident,
    /// Its fields, in order.
    pub members: Vec<Member>,
}

/// Names of headers that are declared together.
#[derive(Clone, Debug)]
pub struct HeaderNames {
    /// The type.
    pub name: Ident,
    /// The function that gives each header, in order.
    pub functions: Vec<Ident>,
}

/// Names of a type.
#[derive(Clone, Debug)]
pub struct TypeNames {
    /// The type.
    pub name: Ident,
    /// The struct that `new` takes where it would have too many arguments.
    pub required: Option<Ident>,
    /// Fields, variants or branches, in order.
    pub members: Vec<Member>,
    /// The field of further properties.
    pub additional: Option<Member>,
}

/// Names of a field, variant or branch.
#[derive(Clone, Debug)]
pub struct Member {
    /// The field or variant.
    pub name: Ident,
    /// The method that sets it.
    pub setter: Ident,
}

/// A module of `types`.
#[derive(Clone, Debug)]
pub struct Group {
    /// The module.
    pub module: Ident,
    /// Under which features it exists.
    pub reach: Reach,
    /// Its types, in order.
    pub types: Vec<TypeId>,
}

/// Names of a security scheme.
#[derive(Clone, Debug)]
pub struct SchemeNames {
    /// The static.
    pub constant: Ident,
    /// The builder's method.
    pub method: Ident,
    /// Each of its token flows.
    pub flows: Vec<FlowNames>,
    /// The static of the first flow's switch.
    pub switch: Option<Ident>,
    /// The static of how tokens are revoked.
    pub revocation: Option<Ident>,
    /// What the environment variables of its credentials begin with.
    pub prefix: String,
    /// The program's flag for a token, a key or, for two of them, what both begin with.
    pub setting: String,
}

/// Names of a token flow.
#[derive(Clone, Debug)]
pub struct FlowNames {
    /// The static.
    pub constant: Ident,
    /// The struct of credentials.
    pub credentials: Ident,
    /// Its fields.
    pub fields: Vec<Ident>,
    /// The program's flag for each field.
    pub settings: Vec<String>,
}

/// Names of an environment.
#[derive(Clone, Debug)]
pub struct EnvironmentNames {
    /// The variant.
    pub variant: Ident,
    /// Its fields: the URL's variables.
    pub variables: Vec<VariableNames>,
    /// The field of the URL that it is relative to.
    pub base_url: Ident,
}

/// Names of a variable of a server.
#[derive(Clone, Debug)]
pub struct VariableNames {
    /// The field.
    pub field: Ident,
    /// The enum of its values, in [`Names::values`].
    pub values: Option<usize>,
}

/// Names of an enum of values that a server's variable has.
#[derive(Clone, Debug)]
pub struct ValuesNames {
    /// The variable that it is named after.
    pub variable: String,
    /// The enum.
    pub name: Ident,
    /// Its variants, with their texts.
    pub variants: Vec<(Ident, String)>,
}

/// Names of the servers that an operation can choose from.
#[derive(Clone, Debug)]
pub struct ChoiceNames {
    /// The enum.
    pub name: Ident,
    /// The servers; operations that have the same share it.
    pub servers: Vec<Server>,
    /// Its variants.
    pub environments: Vec<EnvironmentNames>,
}

/// Claims the names of an API. `package` is what the crate is called where the definition is silent.
pub fn name(api: &Api, facts: &Facts, package: &str, sink: &mut Sink) -> Names {
    let mut names = Names::default();
    let wanted = api.package.name.as_deref().unwrap_or(package);
    names.package = package_name(wanted);
    tags(api, &mut names);
    features(facts, &mut names);
    let mut root = Scope::new(&[reserved::ROOT, reserved::PRELUDE]);
    security::name(api, &mut root, &mut names);
    operations::name(api, facts, &mut names);
    servers::name(api, &mut root, &mut names);
    types::name(api, facts, &mut names);
    operations::name_outputs(api, &mut names);
    headers::name(facts, &mut names);
    program::name(api, facts, &mut names);
    groups(api, facts, &mut names);
    if facts.features.iter().any(|feature| matches!(feature, Feature::Tags(..))) {
        let message = format!("{} tags share {} features", api.tags.len(), facts.features.len());
        sink.report(Code::DerivedName, &Place::root().child("tags"), message);
    }
    names
}

/// Returns a name that Cargo takes, and that means no crate already.
fn package_name(text: &str) -> String {
    let ident = Scope::default().module(text);
    let name = ident.kebab();
    if ident.is_raw() || reserved::CRATES.contains(&name.as_str()) {
        return format!("{name}-client");
    }
    name
}

impl Names {
    /// Returns the names of a type.
    pub fn of_type(&self, id: TypeId) -> Option<&TypeNames> {
        self.types.get(id.0)
    }

    /// Returns what an operation with these servers of its own can choose from.
    pub fn choice(&self, servers: &[Server]) -> Option<&ChoiceNames> {
        self.choices.iter().find(|choice| choice.servers == servers)
    }

    /// Returns the names of a tag.
    pub fn of_tag(&self, id: TagId) -> Option<&TagNames> {
        self.tags.get(id.0)
    }

    /// Returns the names of an operation by its index.
    pub fn of_operation(&self, index: usize) -> Option<&OperationNames> {
        self.operations.get(index)
    }

    /// Returns the Cargo feature.
    pub fn feature(&self, id: FeatureId) -> Option<&str> {
        self.features.get(id.0).map(String::as_str)
    }

    /// Tells whether a file already has a meaning for a name.
    pub fn is_taken(&self, home: Home, name: &Ident) -> bool {
        self.modules.get(&home).is_some_and(|scope| scope.has(name))
    }

    /// Returns the path of the crate as other crates write it.
    pub fn crate_ident(&self) -> String {
        self.package.replace('-', "_")
    }

    fn module(&mut self, home: Home) -> &mut Scope {
        self.modules.entry(home).or_insert_with(|| {
            Scope::new(match home {
                Home::Types => &[reserved::PRELUDE, reserved::TYPES],
                Home::Tag(_) => &[reserved::PRELUDE, reserved::TYPES, reserved::CALLS],
            })
        })
    }
}

fn tags(api: &Api, names: &mut Names) {
    let mut modules = Scope::new(&[reserved::MODULES]);
    let mut accessors = Scope::new(&[reserved::CLIENT_METHODS]);
    for (index, tag) in api.tags.iter().enumerate() {
        let text = tag.rename.as_ref().unwrap_or(&tag.name);
        let module = modules.module(text);
        let accessor = accessors.snake(text);
        let group = names.module(Home::Tag(Some(TagId(index)))).camel(text);
        names.tags.push(TagNames { module, accessor, group });
    }
    if !api.events.is_empty() {
        let taken = names.tags.iter().any(|tag| tag.module.text() == events::MODULE);
        let module = modules.module(if taken { "webhook_events" } else { events::MODULE });
        names.events = Some(events::name(api, module));
    }
}

fn features(facts: &Facts, names: &mut Names) {
    let mut scope = Scope::default();
    for feature in &facts.features {
        let word = match feature {
            Feature::Tag(tag) => names.tags.get(tag.0).map(|tag| tag.module.text().to_owned()),
            Feature::Tags(prefix, _) => Some(prefix.clone()),
            Feature::Events | Feature::Unused => None,
        };
        names.features.push(match (word, feature) {
            (Some(word), _) => format!("tag-{}", scope.snake(&word).kebab()),
            (None, Feature::Events) => "webhooks".to_owned(),
            (None, _) => "unused-types".to_owned(),
        });
    }
}

/// Types reached by the same features stand in one module.
fn groups(api: &Api, facts: &Facts, names: &mut Names) {
    let mut scope = Scope::new(&[reserved::MODULES]);
    let mut groups: Vec<Group> = Vec::new();
    let mut places: BTreeMap<Reach, usize> = BTreeMap::new();
    for index in 0..api.types.len() {
        let id = TypeId(index);
        if facts.home(id) != Home::Types || !facts.is_emitted(id) {
            continue;
        }
        let reach = facts.reach(id);
        let place = *places.entry(reach.clone()).or_insert_with(|| {
            let module = scope.module(&group_text(reach, names));
            groups.push(Group { module, reach: reach.clone(), types: Vec::new() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.types.push(id);
        }
    }
    names.groups = groups;
}

/// Up to three features name the module; more are counted.
fn group_text(reach: &Reach, names: &Names) -> String {
    let Reach::Any(features) = reach else { return "common".to_owned() };
    let words: Vec<&str> = features
        .iter()
        .filter_map(|feature| names.feature(*feature))
        .map(|feature| match feature {
            "unused-types" => "unused",
            feature => feature.strip_prefix("tag-").unwrap_or(feature),
        })
        .collect();
    match words.as_slice() {
        [first, _, _, rest @ ..] if !rest.is_empty() => {
            format!("{first} and {} more", words.len() - 1)
        }
        words => words.join(" "),
    }
}
