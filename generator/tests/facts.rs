//! Facts of hand-made APIs: boxes, features, sameness, endless aliases.

use portolan_generator::analyze::{FeatureId, Reach, analyze};
use portolan_generator::diagnostic::{Place, Sink};
use portolan_generator::ir::*;
use portolan_generator::names::name;

fn def(origin: TypeName, shape: Shape) -> TypeDef {
    TypeDef { origin, rename: None, docs: Docs::default(), shape, place: Place::root() }
}

fn component(name: &str, fields: &[(&str, Type)]) -> TypeDef {
    def(TypeName::Component(name.into()), object(fields))
}

fn object(fields: &[(&str, Type)]) -> Shape {
    let field = |(name, ty): &(&str, Type)| Field {
        name: (*name).into(),
        rename: None,
        required: true,
        read_only: false,
        write_only: false,
        preset: None,
        ty: ty.clone(),
        docs: Docs::default(),
    };
    Shape::Struct(Struct { fields: fields.iter().map(field).collect(), additional: None })
}

fn named(id: usize) -> Type {
    Type::Named(TypeId(id))
}

fn list(ty: Type) -> Type {
    Type::List(Box::new(ty))
}

fn tag(name: &str) -> Tag {
    Tag { name: name.into(), rename: None, description: None }
}

fn get(id: &str, tags: &[usize], ty: Type) -> Operation {
    let content = Content { media_type: "application/json".into(), codec: Codec::Json(ty) };
    Operation {
        id: id.into(),
        rename: None,
        tags: tags.iter().map(|tag| TagId(*tag)).collect(),
        method: Method::Get,
        path: format!("/{id}"),
        docs: Docs::default(),
        parameters: vec![],
        body: None,
        successes: vec![Response {
            status: StatusPattern::Code(200),
            media_types: vec![],
            fallback: true,
            content: Some(content),
            description: None,
            headers: vec![],
            place: Place::root(),
        }],
        failures: vec![],
        stream: None,
        security: None,
        page: None,
        servers: vec![],
        place: Place::root(),
    }
}

#[test]
fn a_box_stands_where_a_cycle_needs_it() {
    let types = vec![
        component("A", &[("b", named(1)), ("many", list(named(0)))]),
        component("B", &[("alias", named(2)), ("plain", named(3))]),
        def(TypeName::Component("Alias".into()), Shape::Alias(Type::Nullable(Box::new(named(0))))),
        component("C", &[("text", Type::Any)]),
    ];
    let facts = analyze(&Api { types, ..Api::default() });
    let boxed = |owner, index| facts.is_boxed(TypeId(owner), index);
    assert!(!boxed(0, 0) && !boxed(0, 1) && boxed(1, 0) && !boxed(1, 1));
}

#[test]
fn types_know_their_features() {
    let api = Api {
        tags: vec![tag("a"), tag("b")],
        operations: vec![
            get("x", &[0], named(0)),
            get("y", &[1, 0], named(1)),
            get("z", &[], named(2)),
        ],
        types: vec![
            component("OfA", &[("shared", named(1))]),
            component("Shared", &[]),
            component("Free", &[("shared", list(named(4)))]),
            component("Unused", &[("shared", named(1))]),
            component("Deep", &[("x", Type::Any)]),
        ],
        ..Api::default()
    };
    let facts = analyze(&api);
    let any = |ids: &[usize]| Reach::Any(ids.iter().map(|id| FeatureId(*id)).collect());
    let reach = |id| facts.reach(TypeId(id)).clone();
    assert_eq!(reach(0), any(&[0]));
    assert_eq!(reach(1), any(&[0, 1, 2]));
    assert_eq!([reach(2), reach(4)], [Reach::Always, Reach::Always]);
    assert_eq!(reach(3), any(&[2]));
    let names = name(&api, &facts, "x", &mut Sink::default());
    assert_eq!(names.features, ["tag-a", "tag-b", "unused-types"]);
}

#[test]
fn the_same_inline_shape_is_one_type() {
    let inline = |outer, fields: &[(&str, Type)]| {
        def(TypeName::Within(TypeId(outer), vec!["x".into()]), object(fields))
    };
    let types = vec![
        component("A", &[("x", named(2))]),
        component("B", &[("x", named(3))]),
        inline(0, &[("y", Type::Any)]),
        inline(1, &[("y", Type::Any)]),
        inline(1, &[("z", Type::Any)]),
    ];
    let facts = analyze(&Api { types, ..Api::default() });
    let same: Vec<_> = (0..5).map(|id| facts.same_as(TypeId(id))).collect();
    assert_eq!(same, [None, None, None, Some(TypeId(2)), None]);
}

#[test]
fn an_alias_of_itself_is_a_type_of_its_own() {
    let loops = |id| Shape::Alias(list(named(id)));
    let types = vec![
        def(TypeName::Component("A".into()), loops(1)),
        def(TypeName::Component("B".into()), loops(0)),
    ];
    let api = Api { types, ..Api::default() };
    let facts = analyze(&api);
    assert!(facts.is_endless(TypeId(0)) && !facts.is_endless(TypeId(1)));
    let mut sink = Sink::default();
    name(&api, &facts, "x", &mut sink);
    assert!(sink.diagnostics().is_empty());
}

#[test]
fn methods_lose_what_the_tag_says() {
    let method = |tag_name: &str, ids: &[&str]| {
        let operations = ids.iter().map(|id| get(id, &[0], Type::Any)).collect();
        let api = Api { tags: vec![tag(tag_name)], operations, ..Api::default() };
        let names = name(&api, &analyze(&api), "x", &mut Sink::default());
        names.operations.iter().map(|names| names.method.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(method("repos", &["repos/get-branch", "repos/get"]), ["get_branch", "get"]);
    assert_eq!(method("accounts", &["listAccounts", "openAccount"]), ["list", "open"]);
    assert_eq!(method("accounts", &["getAccount", "getAccounts"]), ["get_account", "get_accounts"]);
    assert_eq!(method("policies", &["deletePolicy", "new_policy"]), ["delete", "new_"]);
    assert_eq!(
        method("accounts", &["getAccountBalance", "move"]),
        ["get_account_balance", "r#move"]
    );
    assert_eq!(method("a", &["get", "Get"]), ["get", "get_2"]);
}

#[test]
fn too_many_tags_share_features() {
    let tags: Vec<Tag> = (0..250).map(|n| tag(&format!("group{} part{n}", n % 120))).collect();
    let operations = (0..250).map(|n| get(&format!("o{n}"), &[n], Type::Any)).collect();
    let api = Api { tags, operations, ..Api::default() };
    let facts = analyze(&api);
    assert!(facts.features.len() <= 99);
    assert!((0..250).all(|tag| facts.feature(TagId(tag)).is_some()));
}
