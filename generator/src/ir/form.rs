//! The forms that a request body can be: fields, or parts.
//!
//! In and out: plain data, as in the rest of [`ir`](super). It must not know Rust's syntax.

use super::{Codec, Docs, Style, Type};

/// How a form is made.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// The members of an object, as fields (`application/x-www-form-urlencoded`).
    Fields {
        /// The object's type.
        ty: Type,
        /// How its lists and objects are written.
        usual: FieldStyle,
        /// Those that are written otherwise, by name.
        styles: Vec<(String, FieldStyle)>,
    },
    /// The members of an object without files, as parts (`multipart/…`).
    Parts {
        /// The object's type.
        ty: Type,
        /// The media types of those that have one of their own, by name.
        media_types: Vec<(String, String)>,
        /// Those that are texts in a style, by name.
        styles: Vec<(String, FieldStyle)>,
    },
    /// Known parts, some of them files.
    Struct(PartStruct),
    /// Parts of which the definition says nothing more.
    Any,
}

/// How a field of a form is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldStyle {
    /// A list as a field an item, an object as JSON: what forms do without being told.
    Usual,
    /// As JSON.
    Json,
    /// As a query parameter is.
    Styled {
        /// Its style.
        style: Style,
        /// One `name=value` an item or member.
        explode: bool,
        /// RFC 3986 reserved characters are sent as they are.
        allow_reserved: bool,
    },
}

/// The parts of a form with files.
#[derive(Clone, Debug, PartialEq)]
pub struct PartStruct {
    /// In the definition's order.
    pub fields: Vec<PartField>,
    /// Further parts are allowed.
    pub open: bool,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct PartField {
    /// Name on the wire.
    pub name: String,
    /// `x-portolan-name`.
    pub rename: Option<String>,
    /// Whether the definition requires it.
    pub required: bool,
    /// What it holds.
    pub content: PartContent,
    /// Its media type, where the definition names one.
    pub media_type: Option<String>,
    /// How its value is written, where that is said: as texts.
    pub style: Option<FieldStyle>,
    /// What it means.
    pub docs: Docs,
}

/// What a part holds.
#[derive(Clone, Debug, PartialEq)]
pub enum PartContent {
    /// A file, or several of one name.
    File {
        /// Several.
        many: bool,
    },
    /// Whatever the caller makes of it, or several of one name.
    Part {
        /// Several.
        many: bool,
    },
    /// A value: a scalar is a text, an object JSON, a list a part an item.
    Value(Type),
}

impl Codec {
    /// Returns the type of the one value that a body is made from.
    pub fn value(&self) -> Option<&Type> {
        match self {
            Self::Json(ty) | Self::Form(Form::Fields { ty, .. } | Form::Parts { ty, .. }) => {
                Some(ty)
            }
            Self::Form(Form::Struct(_) | Form::Any) | Self::Text | Self::Bytes | Self::Items(_) => {
                None
            }
        }
    }

    /// Returns every type that a body holds.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::Form(Form::Struct(parts)) => {
                parts.fields.iter().filter_map(PartField::value).collect()
            }
            Self::Items(item) => item.types(),
            other => other.value().into_iter().collect(),
        }
    }

    /// Returns every type that a body holds, to be changed.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Self::Json(ty) | Self::Form(Form::Fields { ty, .. } | Form::Parts { ty, .. }) => {
                vec![ty]
            }
            Self::Form(Form::Struct(parts)) => {
                let fields = parts.fields.iter_mut();
                fields
                    .filter_map(|field| match &mut field.content {
                        PartContent::Value(ty) => Some(ty),
                        PartContent::File { .. } | PartContent::Part { .. } => None,
                    })
                    .collect()
            }
            Self::Items(item) => item.types_mut(),
            Self::Form(Form::Any) | Self::Text | Self::Bytes => Vec::new(),
        }
    }
}

impl PartField {
    /// Returns the type of a value.
    pub fn value(&self) -> Option<&Type> {
        match &self.content {
            PartContent::Value(ty) => Some(ty),
            PartContent::File { .. } | PartContent::Part { .. } => None,
        }
    }
}
