//! Types as the generator writes them.

use std::collections::BTreeMap;

use portolan_runtime::json::{Json, Reader, Shapes, Writer};
use portolan_runtime::{Nullable, RawJson, Secret, Timestamp, newtype, open_enum};

newtype! {
    /// Number on the card.
    pub(crate) struct AccountId(String);
}

open_enum! {
    /// State of an account.
    pub(crate) enum Status {
        /// Usable.
        Open = "open",
        Frozen = "frozen",
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) status: Status,
    pub(crate) parent: Option<AccountId>,
    pub(crate) closed_at: Option<Nullable<Timestamp>>,
    pub(crate) note: Option<String>,
    pub(crate) pin: Option<Secret>,
    pub(crate) limits: Option<Vec<Limit>>,
    pub(crate) additional: BTreeMap<String, i64>,
}

portolan_runtime::object!(Account {
    0 required id: "id",
    1 required status: "status",
    2 required parent: "parent",
    3 optional closed_at: "closedAt",
    4 optional note: "note",
    5 optional pin: "pin",
    6 optional limits: "limits",
    ..additional
});

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Limit {
    pub(crate) amount: f64,
    pub(crate) days: i32,
}

portolan_runtime::object!(Limit {
    0 required amount: "amount",
    1 required days: "days",
});

/// Holds its own discriminator.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cat {
    pub(crate) pet_type: String,
    pub(crate) lives: i64,
    pub(crate) kittens: Option<Vec<Pet>>,
}

portolan_runtime::object!(Cat {
    0 required pet_type: "petType",
    1 required lives: "lives",
    2 optional kittens: "kittens",
});

/// Lacks the discriminator: the union writes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dog {
    pub(crate) friends: Option<Vec<Pet>>,
    pub(crate) additional: BTreeMap<String, RawJson>,
}

portolan_runtime::object!(Dog {
    0 optional friends: "friends",
    ..additional
});

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub(crate) enum Pet {
    Cat(Box<Cat>),
    Dog(Dog),
    Unknown(RawJson),
}

impl Json for Pet {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        static SHAPES: Shapes = Shapes::tagged("petType", &[&["cat"], &["dog", "puppy"]]);
        Some(match r.choose(&SHAPES) {
            Some(0) => Self::Cat(r.value()?),
            Some(1) => Self::Dog(r.value()?),
            _ => Self::Unknown(r.value()?),
        })
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Self::Cat(value) => value.write(w),
            Self::Dog(value) => w.tagged("petType", "dog", value),
            Self::Unknown(value) => value.write(w),
        }
    }
}
