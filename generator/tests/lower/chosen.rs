//! Types that a person chooses, and what they must not do.

use super::*;

fn mistake(chosen: &str) -> String {
    let l = Lowered::schemas(&format!("T: {{ type: string, x-portolan-type: {chosen} }}"));
    assert!(matches!(l.shape("T"), Shape::Newtype(Primitive::String)), "{chosen}");
    assert!(l.api.foreign.is_empty(), "{chosen}");
    let [said] = l.diagnostics.as_slice() else { panic!("{chosen}: {:?}", l.diagnostics) };
    assert_eq!(said.code, Code::UnsupportedExtension);
    said.message.clone()
}

#[test]
fn a_wrong_type_is_named_and_never_code() {
    for chosen in [
        "Strin",
        "''",
        "17",
        "{ type: 'uuid::Uuid' }",
        "{ type: Uuid, version: '1' }",
        "{ type: 'uuid::Uuid; fn main() {}', version: '1' }",
        "{ type: 'uuid::<Uuid>', version: '1' }",
        "{ type: 'uuid::fn', version: '1' }",
        "{ type: 'uuid::Uuid ', version: '1' }",
        "{ type: '::uuid::Uuid', version: '1' }",
        "{ type: 'uuid::Uuid', version: '1\\\" }' }",
        "{ type: 'uuid::Uuid', version: '1', path: '/etc' }",
        "{ type: 'uuid::Uuid', crate: 'u]', version: '1' }",
        "{ type: 'uuid::Uuid', version: '1', features: ['a\\\"'] }",
    ] {
        assert!(!mistake(chosen).is_empty());
    }
}

#[test]
fn one_crate_has_one_version() {
    let l = Lowered::schemas(
        "A: { type: string, x-portolan-type: { type: 'uuid::Uuid', version: '1' } }
        B: { type: string, x-portolan-type: { type: 'uuid::NonNilUuid', version: '1' } }
        C: { type: string, x-portolan-type: { type: 'uuid::Uuid', version: '2' } }",
    );
    assert_eq!(*l.alias("B"), primitive(Primitive::Foreign(1)));
    assert!(matches!(l.shape("C"), Shape::Newtype(_)));
    assert_eq!(l.codes(), [Code::UnsupportedExtension]);
}
