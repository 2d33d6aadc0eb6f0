//! Values of a definition's types, as JSON: what a client must read and write back to the letter.
//!
//! Members stand in the definition's order, which is the order in which they are written. Chance is a number that every
//! choice moves on, so that each run makes the same values.

use portolan_generator::ir::{
    Api, Constant, JsonKind, Primitive, Shape, Struct, Type, TypeDef, TypeId, Union,
};

/// Deeper than this, what may be left out is.
const DEEP: usize = 3;

pub(crate) struct Values<'a> {
    pub(crate) api: &'a Api,
    pub(crate) chance: u64,
}

/// What the properties of discriminators must be.
type Fixed<'f> = &'f [(String, String)];

impl Values<'_> {
    fn pick(&mut self, count: usize) -> usize {
        self.chance = self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.chance >> 40).unwrap() % count.max(1)
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.pick(of.len())]
    }

    /// Makes a value of a named type; `None`: it would not end.
    pub(crate) fn named(&mut self, id: TypeId) -> Option<String> {
        self.shape(id, &[], 0)
    }

    fn ty(&mut self, ty: &Type, fixed: Fixed<'_>, depth: usize) -> Option<String> {
        if depth > 12 {
            return None;
        }
        Some(match ty {
            // Chosen types are tested where they are chosen.
            Type::Primitive(Primitive::Foreign(_)) => return None,
            Type::Primitive(primitive) => self.scalar(*primitive).to_owned(),
            Type::Named(id) => return self.shape(*id, fixed, depth),
            Type::Nullable(_) if depth > DEEP || self.pick(4) == 0 => "null".to_owned(),
            Type::Nullable(inner) => return self.ty(inner, fixed, depth),
            Type::List(_) if depth > DEEP => "[]".to_owned(),
            Type::List(item) => {
                let count = self.pick(3);
                let items: Option<Vec<_>> =
                    (0..count).map(|_| self.ty(item, &[], depth + 1)).collect();
                format!("[{}]", items?.join(","))
            }
            Type::Map(_) if depth > DEEP => "{}".to_owned(),
            Type::Map(value) => {
                let keys = [r#""""#, r#""a key""#, r#""b\"\\""#];
                let keys = &keys[..self.pick(4)];
                let members: Option<Vec<_>> = keys
                    .iter()
                    .map(|key| Some(format!("{key}:{}", self.ty(value, &[], depth + 1)?)))
                    .collect();
                format!("{{{}}}", members?.join(","))
            }
            Type::Any => {
                self.one(&["null", "{ \"kept\": 1.0 }", "[ ]", "\"x\"", "-0.0e+1"]).to_owned()
            }
        })
    }

    fn scalar(&mut self, primitive: Primitive) -> &'static str {
        match primitive {
            Primitive::Boolean => self.one(&["true", "false"]),
            Primitive::I32 => self.one(&["0", "-2147483648", "2147483647"]),
            Primitive::U32 => self.one(&["0", "4294967295"]),
            Primitive::I64 => self.one(&["0", "-9223372036854775808", "9007199254740993"]),
            Primitive::U64 => self.one(&["0", "18446744073709551615"]),
            Primitive::F32 | Primitive::F64 => self.one(&["0.5", "-1.25", "0.1", "1.5e-9"]),
            Primitive::Decimal => self.one(&["0.10", "1E400", "123456789012345678901234567890"]),
            Primitive::DecimalText => self.one(&["\"0.10\"", "\"-1e5\""]),
            Primitive::String | Primitive::Secret | Primitive::Binary => {
                self.one(&["\"\"", "\"a\"", "\"é \\\"q\\\" \\\\ \\n\\u0001 😀\""])
            }
            Primitive::Timestamp => {
                self.one(&["\"2024-02-29T12:00:00.250+02:00\"", "\"0001-01-01t00:00:00z\""])
            }
            Primitive::Date => self.one(&["\"2024-02-29\"", "\"0001-01-01\""]),
            Primitive::HttpDate => "\"Fri, 26 Aug 2022 14:38:00 GMT\"",
            Primitive::UnixTime => self.one(&["0", "1686566864.25", "-5"]),
            Primitive::TimeOfDay => self.one(&["\"14:30:00Z\"", "\"noon\""]),
            Primitive::Duration => self.one(&["\"P1Y\"", "\"PT1.5S\""]),
            Primitive::Base64 => self.one(&["\"\"", "\"AP8=\""]),
            Primitive::Base64Url => self.one(&["\"\"", "\"_-8\""]),
            Primitive::Foreign(_) => "null",
        }
    }

    fn def(&self, id: TypeId) -> &TypeDef {
        self.api.type_def(id).expect("a type")
    }

    fn shape(&mut self, id: TypeId, fixed: Fixed<'_>, depth: usize) -> Option<String> {
        match self.def(id).shape.clone() {
            Shape::Struct(object) => self.object(&object, fixed, depth),
            Shape::Enum(texts) => {
                let index = self.pick(texts.variants.len());
                Some(Constant::Text(texts.variants[index].value.clone()).json())
            }
            Shape::Values(values) => {
                let index = self.pick(values.variants.len());
                Some(values.variants[index].value.json())
            }
            Shape::Union(union) => self.union(&union, fixed, depth),
            Shape::Newtype(primitive) => Some(self.scalar(primitive).to_owned()),
            Shape::Alias(ty) => self.ty(&ty, fixed, depth + 1),
        }
    }

    fn object(&mut self, object: &Struct, fixed: Fixed<'_>, depth: usize) -> Option<String> {
        let mut members = Vec::new();
        let told = |key: &str| object.fields.iter().any(|field| field.name == key);
        for (key, text) in fixed.iter().filter(|(key, _)| !told(key)) {
            members.push(member(key, &Constant::Text(text.clone()).json()));
        }
        for field in &object.fields {
            if let Some((_, text)) = fixed.iter().find(|(key, _)| *key == field.name) {
                members.push(member(&field.name, &Constant::Text(text.clone()).json()));
            } else if field.required || depth <= DEEP && self.pick(3) > 0 {
                members.push(member(&field.name, &self.ty(&field.ty, &[], depth + 1)?));
            }
        }
        if let Some(ty) = &object.additional
            && self.pick(2) == 0
        {
            members.push(member("zz additional", &self.ty(ty, &[], depth + 1)?));
        }
        Some(format!("{{{}}}", members.join(",")))
    }

    fn union(&mut self, union: &Union, fixed: Fixed<'_>, depth: usize) -> Option<String> {
        // What several branches are at once has no values of its own.
        let index = self.pick(union.branches.len() - usize::from(union.together));
        let branch = &union.branches[index];
        let objects = branch.marks.iter().all(|marks| marks.kinds == [JsonKind::Object]);
        match &union.discriminator {
            Some(key) if objects => {
                // Of a union in a union of the same property, only what both know.
                let outer = fixed.iter().find(|(outer, _)| outer == key).map(|(_, text)| text);
                let tags = branch.tags.iter().filter(|tag| outer.is_none_or(|text| text == *tag));
                let tags: Vec<&String> = tags.collect();
                let tag = *tags.get(self.pick(tags.len()))?;
                let mut all: Vec<_> =
                    fixed.iter().filter(|(outer, _)| outer != key).cloned().collect();
                all.push((key.clone(), tag.clone()));
                self.ty(&branch.ty, &all, depth + 1)
            }
            _ => self.ty(&branch.ty, fixed, depth + 1),
        }
    }
}

fn member(key: &str, value: &str) -> String {
    format!("{}:{value}", Constant::Text(key.to_owned()).json())
}
