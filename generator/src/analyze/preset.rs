//! Which constants a type can hold without asking anything.
//!
//! In: a type and a constant. Out: whether a constructor can put the one into the other. It must not know how.

use super::Resolved;
use crate::ir::{Constant, Primitive, Shape, Type};

/// Tells whether a type has a constant among its values, written as a literal or as a variant.
pub(super) fn fits(ty: Resolved<'_>, constant: &Constant) -> bool {
    match (ty, constant) {
        (Resolved::Shape(_, Shape::Enum(texts)), Constant::Text(text)) => {
            texts.variants.iter().any(|variant| variant.value == *text)
        }
        (Resolved::Shape(_, Shape::Values(values)), constant) => {
            values.variants.iter().any(|variant| variant.value == *constant)
        }
        (Resolved::Shape(_, Shape::Newtype(Primitive::String)), Constant::Text(_)) => true,
        (Resolved::Type(Type::Primitive(primitive)), constant) => scalar(*primitive, constant),
        _ => false,
    }
}

fn scalar(primitive: Primitive, constant: &Constant) -> bool {
    match (primitive, constant) {
        (Primitive::Boolean, Constant::Boolean(_)) | (Primitive::String, Constant::Text(_)) => true,
        (Primitive::I32, Constant::Number(number)) => number.parse::<i32>().is_ok(),
        (Primitive::U32, Constant::Number(number)) => number.parse::<u32>().is_ok(),
        (Primitive::I64, Constant::Number(number)) => number.parse::<i64>().is_ok(),
        (Primitive::U64, Constant::Number(number)) => number.parse::<u64>().is_ok(),
        (Primitive::F32 | Primitive::F64, Constant::Number(number)) => {
            number.parse::<f64>().is_ok_and(f64::is_finite)
        }
        _ => false,
    }
}
