//! What tells the variants of a union apart.
//!
//! In: what generated code knows of the variants. Out: data that [`choose`](super::choose) reads. It must not know how a value is
//! looked at.

/// What tells the variants of a union apart.
#[derive(Debug)]
pub struct Shapes(pub(super) Kind);

#[derive(Debug)]
pub(super) enum Kind {
    Tagged { key: &'static str, tags: &'static [&'static [&'static str]], otherwise: Option<usize> },
    Marked { marks: &'static [Mark], variants: &'static [usize], together: bool },
}

impl Shapes {
    /// The variants differ by a discriminator: for each variant the values that choose it.
    pub const fn tagged(key: &'static str, tags: &'static [&'static [&'static str]]) -> Self {
        Self(Kind::Tagged { key, tags, otherwise: None })
    }

    /// The variants differ by their form: for each variant its mark.
    ///
    /// Of the variants that fit, the one is chosen of which most constants match, then the one that knows most of the value's keys,
    /// then the one that keeps the rest, then the one that requires most of them, then the first. An exact text comes before any string, an integer before any
    /// number, and [`Mark::any`] last.
    pub const fn marked(marks: &'static [Mark]) -> Self {
        Self(Kind::Marked { marks, variants: &[], together: false })
    }

    /// Several variants may fit at once: the last one has the keys of all, and is chosen where a value has more of them than the best of
    /// the others knows.
    #[must_use]
    pub const fn together(self) -> Self {
        match self.0 {
            Kind::Marked { marks, variants, .. } => {
                Self(Kind::Marked { marks, variants, together: true })
            }
            Kind::Tagged { .. } => self,
        }
    }

    /// Says for each mark which variant it is of, where one has several: a union has the marks of its own variants.
    #[must_use]
    pub const fn variants(self, variants: &'static [usize]) -> Self {
        match self.0 {
            Kind::Marked { marks, together, .. } => {
                Self(Kind::Marked { marks, variants, together })
            }
            Kind::Tagged { .. } => self,
        }
    }

    /// Chooses a variant for objects whose discriminator is absent or unknown.
    #[must_use]
    pub const fn otherwise(self, variant: usize) -> Self {
        match self.0 {
            Kind::Tagged { key, tags, .. } => {
                Self(Kind::Tagged { key, tags, otherwise: Some(variant) })
            }
            Kind::Marked { .. } => self,
        }
    }
}

/// The form by which a variant is known.
#[derive(Clone, Copy, Debug)]
pub struct Mark(pub(super) Form);

#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    Object {
        required: &'static [&'static str],
        known: &'static [&'static str],
        constants: [Constant; CONSTANTS],
        closed: bool,
        keeps: bool,
    },
    Array(&'static [Mark]),
    Text(&'static [&'static str]),
    String,
    Integer,
    Number,
    Boolean,
    Null,
    Any,
}

/// A property and the texts that it may be.
pub(super) type Constant = (&'static str, &'static [&'static str]);

/// How many constants a mark holds.
const CONSTANTS: usize = 4;

impl Mark {
    /// An object: the properties that it requires, and all that it names.
    pub const fn object(required: &'static [&'static str], known: &'static [&'static str]) -> Self {
        Self(Form::Object {
            required,
            known,
            constants: [("", &[]); CONSTANTS],
            closed: false,
            keeps: false,
        })
    }

    /// Names the values of a property that is a constant in this variant. A string is compared by its text, anything else by its
    /// JSON. Four properties count; more are left out of account.
    #[must_use]
    pub const fn constant(self, key: &'static str, values: &'static [&'static str]) -> Self {
        let Form::Object { required, known, constants, closed, keeps } = self.0 else {
            return self;
        };
        let [a, b, c, d] = constants;
        let constants = match (a.1.is_empty(), b.1.is_empty(), c.1.is_empty()) {
            (true, _, _) => [(key, values), b, c, d],
            (_, true, _) => [a, (key, values), c, d],
            (_, _, true) => [a, b, (key, values), d],
            _ if d.1.is_empty() => [a, b, c, (key, values)],
            _ => constants,
        };
        Self(Form::Object { required, known, constants, closed, keeps })
    }

    /// Says that the object has no property that it does not name.
    #[must_use]
    pub const fn closed(self) -> Self {
        match self.0 {
            Form::Object { required, known, constants, keeps, .. } => {
                Self(Form::Object { required, known, constants, closed: true, keeps })
            }
            _ => self,
        }
    }

    /// Says that the object keeps the properties that it does not name.
    #[must_use]
    pub const fn keeps(self) -> Self {
        match self.0 {
            Form::Object { required, known, constants, closed, .. } => {
                Self(Form::Object { required, known, constants, closed, keeps: true })
            }
            _ => self,
        }
    }

    /// A list.
    pub const fn array() -> Self {
        Self(Form::Array(&[Self(Form::Any)]))
    }

    /// A list whose first item, if it has one, has one of the forms.
    pub const fn array_of(items: &'static [Self]) -> Self {
        Self(Form::Array(items))
    }

    /// One of some strings.
    pub const fn text(texts: &'static [&'static str]) -> Self {
        Self(Form::Text(texts))
    }

    /// A string.
    pub const fn string() -> Self {
        Self(Form::String)
    }

    /// An integer.
    pub const fn integer() -> Self {
        Self(Form::Integer)
    }

    /// A number.
    pub const fn number() -> Self {
        Self(Form::Number)
    }

    /// A boolean.
    pub const fn boolean() -> Self {
        Self(Form::Boolean)
    }

    /// `null`.
    pub const fn null() -> Self {
        Self(Form::Null)
    }

    /// Any value.
    pub const fn any() -> Self {
        Self(Form::Any)
    }
}
