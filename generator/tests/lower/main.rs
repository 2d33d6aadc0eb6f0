//! Small definitions, one construct each, and what they are lowered to.

mod anchors;
mod chosen;
mod detected;
mod event;
mod losses;
mod operation;
mod page;
mod scalar;
mod schema;
mod security;
mod server;
mod shapes;
mod stream;
mod token;
mod union;

use portolan_generator::diagnostic::{Code, Diagnostic, Sink};
use portolan_generator::ir::*;
use portolan_generator::{Source, lower, read};

/// What a definition is lowered to.
struct Lowered {
    api: Api,
    diagnostics: Vec<Diagnostic>,
}

impl Lowered {
    /// Lowers a definition; the head is written for it.
    fn new(body: &str) -> Self {
        Self::whole(&format!("openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\n{body}"))
    }

    /// Lowers a definition of a version; the head is written for it.
    fn version(version: &str, body: &str) -> Self {
        Self::whole(&format!("openapi: {version}\ninfo: {{ title: T, version: '1' }}\n{body}"))
    }

    /// Lowers a definition that has its head.
    fn whole(text: &str) -> Self {
        let mut sink = Sink::default();
        let document = read(&Source::new("case.yaml", text), &mut sink, &mut |_| {});
        let Some(document) = document.filter(|_| !sink.has_errors()) else {
            panic!("unreadable: {:?}", sink.diagnostics());
        };
        let api = lower::lower(&document, &mut sink);
        Self { api, diagnostics: sink.into_diagnostics() }
    }

    /// Lowers schemas, each a line `Name: { … }`.
    fn schemas(lines: &str) -> Self {
        let indented: Vec<_> = lines
            .trim()
            .lines()
            .map(|l| format!("    {}", l.strip_prefix("        ").unwrap_or(l)))
            .collect();
        Self::new(&format!("paths: {{}}\ncomponents:\n  schemas:\n{}\n", indented.join("\n")))
    }

    /// Lowers one operation, `get /x`, of whose object these are the members in flow style.
    fn get(members: &str) -> Self {
        Self::new(&format!("paths:\n  /x:\n    get: {{ operationId: x, {members} }}\n"))
    }

    fn id(&self, name: &str) -> TypeId {
        let named = |def: &TypeDef| def.origin == TypeName::Component(name.to_owned());
        TypeId(self.api.types.iter().position(named).unwrap_or_else(|| panic!("no {name}")))
    }

    fn shape(&self, name: &str) -> &Shape {
        &self.api.types[self.id(name).0].shape
    }

    fn fields(&self, name: &str) -> &[Field] {
        match self.shape(name) {
            Shape::Struct(found) => &found.fields,
            other => panic!("{name} is {other:?}"),
        }
    }

    fn field(&self, name: &str, field: &str) -> &Field {
        self.fields(name).iter().find(|f| f.name == field).unwrap_or_else(|| panic!("no {field}"))
    }

    fn alias(&self, name: &str) -> &Type {
        match self.shape(name) {
            Shape::Alias(ty) => ty,
            other => panic!("{name} is {other:?}"),
        }
    }

    fn branches(&self, name: &str) -> &[Branch] {
        match self.shape(name) {
            Shape::Union(found) => &found.branches,
            other => panic!("{name} is {other:?}"),
        }
    }

    fn values(&self, ty: &Type) -> Vec<&str> {
        let Type::Named(id) = ty else { panic!("{ty:?}") };
        match &self.api.types[id.0].shape {
            Shape::Enum(found) => found.variants.iter().map(|v| v.value.as_str()).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn origin(&self, ty: &Type) -> &TypeName {
        let Type::Named(id) = ty else { panic!("{ty:?}") };
        &self.api.types[id.0].origin
    }

    fn codes(&self) -> Vec<Code> {
        self.diagnostics.iter().map(|d| d.code).collect()
    }

    fn operation(&self) -> &Operation {
        assert_eq!(self.api.operations.len(), 1, "{:?}", self.diagnostics);
        &self.api.operations[0]
    }
}

fn primitive(primitive: Primitive) -> Type {
    Type::Primitive(primitive)
}

fn text() -> Type {
    primitive(Primitive::String)
}

fn null(ty: Type) -> Type {
    Type::Nullable(Box::new(ty))
}

fn list(ty: Type) -> Type {
    Type::List(Box::new(ty))
}

fn map(ty: Type) -> Type {
    Type::Map(Box::new(ty))
}
