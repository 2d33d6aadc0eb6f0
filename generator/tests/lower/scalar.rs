//! Scalars: the best fit that is never too small, and what is said beside it.

use super::*;

fn field(schema: &str) -> Field {
    let l = Lowered::schemas(&format!("S: {{ type: object, properties: {{ a: {schema} }} }}"));
    l.field("S", "a").clone()
}

#[test]
fn an_integer_takes_every_value_that_is_allowed() {
    for (keywords, expected) in [
        ("format: int32, maximum: 2147483647", Primitive::I32),
        ("format: int32, maximum: 2147483648", Primitive::I64),
        ("format: int32, exclusiveMaximum: true, maximum: 2147483648", Primitive::I32),
        ("format: int32, minimum: -2147483648", Primitive::I32),
        ("format: int32, minimum: -2147483649", Primitive::I64),
        ("format: int32, exclusiveMinimum: true, minimum: -2147483649", Primitive::I32),
        ("format: int8", Primitive::I32),
        ("format: uint16, maximum: 5000000000", Primitive::I64),
        ("format: uint32, maximum: 4294967295", Primitive::U32),
        ("format: uint32, maximum: 4294967296", Primitive::I64),
        ("format: uint32, minimum: -1", Primitive::I64),
        ("minimum: 0, maximum: 9223372036854775807", Primitive::I64),
        ("minimum: 0, maximum: 9223372036854775808", Primitive::U64),
        ("exclusiveMaximum: true, minimum: 0, maximum: 9223372036854775808", Primitive::I64),
        ("minimum: -1, maximum: 9223372036854775808", Primitive::Decimal),
        ("minimum: 10000000000000000000", Primitive::U64),
        ("maximum: -10000000000000000000", Primitive::Decimal),
        ("minimum: 0, maximum: 18446744073709551615", Primitive::U64),
        ("minimum: 0, maximum: 36893488147419103232", Primitive::Decimal),
        ("format: uint64, minimum: -5", Primitive::Decimal),
        ("format: uint64, minimum: -5, maximum: 5", Primitive::I64),
        ("format: int64, maximum: 10", Primitive::I64),
        ("format: int128", Primitive::Decimal),
        ("format: uint128", Primitive::Decimal),
        // What a double makes of the largest of 64 bits, as JavaScript prints it.
        ("minimum: -9223372036854776000, maximum: 9223372036854776000", Primitive::I64),
        ("minimum: 0, maximum: 18446744073709552000", Primitive::U64),
    ] {
        let ty = field(&format!("{{ type: integer, {keywords} }}")).ty;
        assert_eq!(ty, primitive(expected), "{keywords}");
    }
}

#[test]
fn a_format_is_said_where_the_type_does_not_say_it() {
    for (schema, said) in [
        ("{ type: string, format: int64 }", "Format: `int64`."),
        ("{ type: string, format: double }", "Format: `double`."),
        ("{ type: string, format: unixtime }", "Format: `unixtime`."),
        ("{ type: number, format: int32 }", "Format: `int32`."),
        ("{ type: number, format: duration }", "Format: `duration`."),
        ("{ type: integer, format: double }", "Format: `double`."),
        ("{ type: integer, format: int8 }", "Format: `int8`."),
        ("{ type: boolean, format: int32 }", "Format: `int32`."),
        ("{ type: string, format: of-our-own }", "Format: `of-our-own`."),
        ("{ type: integer, format: int32 }", ""),
        ("{ type: integer, format: unixtime }", ""),
        ("{ type: number, format: int64 }", ""),
        ("{ type: string, format: date }", ""),
        ("{ format: date-time }", ""),
    ] {
        assert_eq!(field(schema).docs.notes.join(" "), said, "{schema}");
    }
}

#[test]
fn docs_do_not_show_secrets() {
    let field = field("{ type: string, format: password, default: hunter2, example: hunter3 }");
    assert_eq!(field.ty, primitive(Primitive::Secret));
    assert!(field.docs.notes.is_empty(), "{:?}", field.docs.notes);
}
