//! Which variant a value becomes.

use portolan_runtime::RawJson;
use portolan_runtime::json::{Json, Mark, Reader, Shapes, Writer, from_str, to_string};

use crate::model::Pet;

#[test]
fn a_discriminator_chooses_and_is_written_once() {
    for text in [
        r#"{"petType":"cat","lives":9}"#,
        r#"{"petType":"cat","lives":9,"kittens":[{"petType":"dog","x":1},{"petType":"bird"}]}"#,
        r#"{"petType":"bird","wings": 2.0}"#,
        r#""a string""#,
        r#"{"petType":7}"#,
        "{}",
    ] {
        assert_eq!(to_string(&from_str::<Pet>(text).unwrap()), text);
    }
    let late = r#"{"lives":9,"more":{"petType":"dog"},"petType":"cat"}"#;
    assert!(matches!(from_str::<Pet>(late).unwrap(), Pet::Cat(_)));
}

#[test]
fn a_variant_without_the_discriminator_gets_it_first() {
    let bare = Pet::Dog(crate::model::Dog { friends: None, additional: [].into() });
    assert_eq!(to_string(&bare), r#"{"petType":"dog"}"#);
    let Pet::Dog(mut dog) = bare.clone() else { unreachable!() };
    dog.friends = Some(vec![bare.clone(), bare]);
    let text = r#"{"petType":"dog","friends":[{"petType":"dog"},{"petType":"dog"}]}"#;
    assert_eq!(to_string(&Pet::Dog(dog)), text);
    // Another of its names, kept among the additional properties, stays.
    let puppy = r#"{"petType":"puppy","toys":[]}"#;
    assert_eq!(to_string(&from_str::<Pet>(puppy).unwrap()), puppy);
}

#[test]
fn tags_of_nested_unions_do_not_mix() {
    struct Inner(Pet);
    impl Json for Inner {
        fn read(r: &mut Reader<'_>) -> Option<Self> {
            r.value().map(Self)
        }
        fn write(&self, w: &mut Writer) {
            w.tagged("kind", "pet", &self.0);
        }
    }
    let write = |text: &str| to_string(&Inner(from_str(text).unwrap()));
    assert_eq!(write(r#"{"petType":"dog"}"#), r#"{"kind":"pet","petType":"dog"}"#);
    assert_eq!(
        write(r#"{"petType":"cat","lives":1}"#),
        r#"{"kind":"pet","petType":"cat","lives":1}"#
    );
    assert_eq!(write("3"), "3");
    assert_eq!(to_string(&vec![Inner(Pet::Unknown(RawJson::NULL))]), "[null]");
}

#[test]
fn an_error_inside_a_chosen_variant_is_that_variants() {
    let error = from_str::<Vec<Pet>>(r#"[{"petType":"cat","lives":"9"}]"#).unwrap_err();
    assert_eq!(error.to_string(), r#"$[0].lives: expected an integer, found "9""#);
    assert!(from_str::<Pet>(r#"{"petType":"cat","lives""#).is_err());
}

/// Reads only which variant was chosen.
fn choice(shapes: &'static Shapes, text: &str) -> Option<usize> {
    let mut reader = Reader::new(text.as_bytes());
    let choice = reader.choose(shapes);
    assert_eq!(reader.value::<RawJson>().unwrap().as_str(), text);
    reader.finish(Some(())).unwrap();
    choice
}

#[test]
fn kinds_choose() {
    static SHAPES: Shapes = Shapes::marked(&[
        Mark::string(),
        Mark::text(&["auto", "none"]),
        Mark::number(),
        Mark::integer(),
        Mark::boolean(),
        Mark::array(),
        Mark::object(&[], &[]),
    ]);
    for (text, expected) in [
        (r#""x""#, 0),
        (r#""auto""#, 1),
        (r#""\u0061uto""#, 1),
        ("1.5", 2),
        ("1", 3),
        ("1.0", 3),
        ("1e3", 3),
        ("true", 4),
        ("[]", 5),
        ("[1]", 5),
        ("{}", 6),
        (r#"{"a":1}"#, 6),
    ] {
        assert_eq!(choice(&SHAPES, text), Some(expected), "{text}");
    }
    assert_eq!(choice(&SHAPES, "null"), None);
    static ANY: Shapes = Shapes::marked(&[Mark::any(), Mark::null(), Mark::number()]);
    assert_eq!(choice(&ANY, "null"), Some(1));
    assert_eq!(choice(&ANY, "1"), Some(2));
    assert_eq!(choice(&ANY, "{}"), Some(0));
}

#[test]
fn items_choose_between_lists() {
    static SHAPES: Shapes = Shapes::marked(&[
        Mark::array_of(&[Mark::string()]),
        Mark::array_of(&[Mark::integer()]),
        Mark::array_of(&[Mark::array_of(&[Mark::integer()])]),
        Mark::array_of(&[Mark::object(&["id"], &["id"])]),
    ]);
    for (text, expected) in [
        ("[]", Some(0)),
        (r#"["x"]"#, Some(0)),
        ("[1]", Some(1)),
        ("[[1]]", Some(2)),
        (r#"[{"id":1}]"#, Some(3)),
        ("[true]", None),
        ("[{}]", None),
    ] {
        assert_eq!(choice(&SHAPES, text), expected, "{text}");
    }
}

#[test]
fn keys_and_constants_choose_between_objects() {
    static SHAPES: Shapes = Shapes::marked(&[
        Mark::object(&["id"], &["id", "note"]),
        Mark::object(&["id", "name"], &["id", "name", "note"]),
        Mark::object(&["id", "name"], &["id", "name", "size"]),
        Mark::object(&["kind"], &["kind", "id", "name"]).constant("kind", &["a", "b"]),
        Mark::object(&["kind"], &["kind", "version"])
            .constant("kind", &["c"])
            .constant("version", &["2"]),
        Mark::object(&["sealed"], &["sealed"]).closed(),
    ]);
    for (text, expected) in [
        (r#"{"id":1}"#, Some(0)),
        (r#"{"id":1,"note":2}"#, Some(0)),
        (r#"{"id":1,"name":2}"#, Some(1)),
        (r#"{"name":2,"note":{"x":[]},"id":1}"#, Some(1)),
        (r#"{"id":1,"name":2,"size":3}"#, Some(2)),
        (r#"{"kind":"b","id":1,"name":2,"note":3}"#, Some(3)),
        (r#"{"kind":"c"}"#, Some(4)),
        (r#"{"version":2,"kind":"c"}"#, Some(4)),
        (r#"{"version":3,"kind":"c"}"#, None),
        (r#"{"kind":"d"}"#, None),
        (r#"{"kind":null,"id":1}"#, Some(0)),
        (r#"{"sealed":1}"#, Some(5)),
        (r#"{"sealed":1,"open":2}"#, None),
        ("{}", None),
    ] {
        assert_eq!(choice(&SHAPES, text), expected, "{text}");
    }
}

#[test]
fn a_default_takes_what_no_tag_names() {
    static SHAPES: Shapes = Shapes::tagged("type", &[&["a"], &["b"]]).otherwise(1);
    for (text, expected) in
        [(r#"{"type":"a"}"#, Some(0)), (r#"{"type":"x"}"#, Some(1)), ("{}", Some(1)), ("1", None)]
    {
        assert_eq!(choice(&SHAPES, text), expected, "{text}");
    }
}

/// A union of nothing but itself.
#[derive(Debug)]
enum Own {
    Own(Box<Own>),
    Unknown(RawJson),
}

impl Json for Own {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        static SHAPES: Shapes = Shapes::marked(&[Mark::any()]);
        Some(match r.choose(&SHAPES) {
            Some(0) => Self::Own(r.value()?),
            _ => Self::Unknown(r.value()?),
        })
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Self::Own(value) => value.write(w),
            Self::Unknown(value) => value.write(w),
        }
    }
}

#[test]
fn a_union_of_itself_ends() {
    assert_eq!(to_string(&from_str::<Own>("[1]").unwrap()), "[1]");
    assert_eq!(from_str::<Vec<Own>>("[1,2]").unwrap().len(), 2);
}

#[test]
fn marks_of_one_variant() {
    static MARKS: &[Mark] =
        &[Mark::string(), Mark::object(&["a"], &["a", "b"]), Mark::object(&[], &["b", "c"])];
    static SHAPES: Shapes = Shapes::marked(MARKS).variants(&[0, 0, 1]);
    assert_eq!(choice(&SHAPES, r#""x""#), Some(0));
    assert_eq!(choice(&SHAPES, r#"{"a":1,"b":2}"#), Some(0));
    assert_eq!(choice(&SHAPES, r#"{"b":1}"#), Some(1));
    assert_eq!(choice(&SHAPES, "true"), None);
}

#[test]
fn what_would_be_lost_goes_where_it_is_kept() {
    static SHAPES: Shapes = Shapes::marked(&[
        Mark::object(&[], &["a"]),
        Mark::object(&[], &["a", "b"]).keeps(),
        Mark::object(&[], &[]).keeps(),
    ]);
    assert_eq!(choice(&SHAPES, r#"{"a":1}"#), Some(0));
    assert_eq!(choice(&SHAPES, r#"{"a":1,"c":1}"#), Some(1));
    assert_eq!(choice(&SHAPES, r#"{"b":1}"#), Some(1));
    assert_eq!(choice(&SHAPES, r#"{"c":1}"#), Some(1));
    assert_eq!(choice(&SHAPES, "{}"), Some(0));
}

#[test]
fn several_variants_at_once() {
    static MARKS: &[Mark] = &[
        Mark::object(&["a"], &["a", "x"]).constant("k", &["a"]),
        Mark::object(&["b"], &["b", "x"]),
        Mark::string(),
        Mark::object(&[], &["a", "b", "x", "k"]),
    ];
    static SHAPES: Shapes = Shapes::marked(MARKS).together();
    for (text, expected) in [
        (r#"{"a":1,"x":1}"#, Some(0)),
        (r#"{"b":1,"x":1}"#, Some(1)),
        // What one of them knows whole is that one's, and what none knows more of, too.
        (r#"{"b":1,"more":1}"#, Some(1)),
        (r#"{"a":1,"b":1}"#, Some(3)),
        // A constant that fits does not hide the rest.
        (r#"{"a":1,"k":"a","b":1}"#, Some(3)),
        // Of nothing there are no several.
        (r#"{"x":1}"#, None),
        (r#""x""#, Some(2)),
        ("[]", None),
    ] {
        assert_eq!(choice(&SHAPES, text), expected, "{text}");
    }
}

mod family {
    use std::collections::BTreeMap;

    use portolan_runtime::json::{Json, Reader, Writer, from_str, to_string};
    use portolan_runtime::{RawJson, family, newtype};

    newtype! {
        pub struct Leaf(BTreeMap<String, RawJson>);
    }
    newtype! {
        pub struct Rest(BTreeMap<String, RawJson>);
    }
    newtype! {
        pub struct Stem(BTreeMap<String, RawJson>);
    }

    family! {
        enum Plant by "is" else Base(Rest) {
            Tree(Tree) = "tree" | "oak",
            #[cfg(any())]
            Herb(crate::NotCompiled) = "herb",
        }
    }

    family! {
        enum Tree by "is" else Base(Stem) {
            Oak(Leaf) = "oak",
        }
    }

    #[test]
    fn the_text_of_a_property_chooses() {
        for (text, oak, tree) in [
            (r#"{"is":"oak","age":9}"#, true, true),
            (r#"{"age":9,"is":"tree"}"#, false, true),
            // A type that is not compiled, or not known, or not said, is the base.
            (r#"{"is":"herb","leaves":[1.50]}"#, false, false),
            (r#"{"is":"moss"}"#, false, false),
            (r#"{"is":7}"#, false, false),
            ("{}", false, false),
        ] {
            let plant: Plant = from_str(text).unwrap();
            let nested = match &plant {
                Plant::Tree(tree) => Some(matches!(**tree, Tree::Oak(_))),
                Plant::Base(_) => None,
                Plant::Unknown(_) => panic!("{text}"),
            };
            assert_eq!(nested, tree.then_some(oak), "{text}");
            assert_eq!(to_string(&plant).len(), text.len());
        }
        assert!(matches!(from_str(r#""oak""#), Ok(Plant::Unknown(_))));
        assert!(from_str::<Plant>(r#"{"is":"oak""#).is_err());
        assert!(from_str::<Plant>(r#"{"is":"o"#).is_err());
    }

    #[test]
    fn the_innermost_tag_is_written_once() {
        let plant = |tree: Tree| to_string(&Plant::from(tree));
        let empty = BTreeMap::new;
        assert_eq!(plant(Leaf::from(empty()).into()), r#"{"is":"oak"}"#);
        assert_eq!(plant(Stem::from(empty()).into()), r#"{"is":"tree"}"#);
        assert_eq!(to_string(&Plant::from(Rest::from(empty()))), "{}");
        // What stands around it has its own.
        struct Pot(Plant);
        impl Json for Pot {
            fn read(r: &mut Reader<'_>) -> Option<Self> {
                r.value().map(Self)
            }
            fn write(&self, w: &mut Writer) {
                w.begin_object();
                w.required("is", &"pot".to_owned());
                w.required("plant", &self.0);
                w.end_object();
            }
        }
        let mut w = Writer::new();
        w.tagged("is", "thing", &Pot(Plant::from(Tree::from(Leaf::from(empty())))));
        let text = String::from_utf8(w.into_vec()).unwrap();
        assert_eq!(text, r#"{"is":"pot","plant":{"is":"oak"}}"#);
    }
}
