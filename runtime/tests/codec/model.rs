//! Types as the generator writes them.

use std::collections::BTreeMap;

use portolan_runtime::json::{Fields, Json, Reader, Shapes, Writer};
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

impl Json for Account {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        static FIELDS: Fields =
            Fields::new(&["id", "status", "parent"], &["closedAt", "note", "pin", "limits"]);
        let mut id = None;
        let mut status = None;
        let mut parent = None;
        let mut closed_at = None;
        let mut note = None;
        let mut pin = None;
        let mut limits = None;
        let mut additional = BTreeMap::new();
        r.begin_object(&FIELDS)?;
        while let Some(field) = r.next_field() {
            match field {
                0 => r.get(&mut id),
                1 => r.get(&mut status),
                2 => r.get(&mut parent),
                3 => r.get(&mut closed_at),
                4 => r.get_optional(&mut note),
                5 => r.get_optional(&mut pin),
                6 => r.get_optional(&mut limits),
                _ => r.get_extra(&mut additional),
            }
        }
        Some(Self {
            id: id?,
            status: status?,
            parent: parent?,
            closed_at,
            note,
            pin,
            limits,
            additional,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.begin_object();
        w.field("id", &self.id);
        w.field("status", &self.status);
        w.field("parent", &self.parent);
        w.optional("closedAt", &self.closed_at);
        w.optional("note", &self.note);
        w.optional("pin", &self.pin);
        w.optional("limits", &self.limits);
        w.extra(&self.additional);
        w.end_object();
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Limit {
    pub(crate) amount: f64,
    pub(crate) days: i32,
}

impl Json for Limit {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        static FIELDS: Fields = Fields::new(&["amount", "days"], &[]);
        let mut amount = None;
        let mut days = None;
        r.begin_object(&FIELDS)?;
        while let Some(field) = r.next_field() {
            match field {
                0 => r.get(&mut amount),
                1 => r.get(&mut days),
                _ => r.skip(),
            }
        }
        Some(Self { amount: amount?, days: days? })
    }

    fn write(&self, w: &mut Writer) {
        w.begin_object();
        w.field("amount", &self.amount);
        w.field("days", &self.days);
        w.end_object();
    }
}

/// Holds its own discriminator.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cat {
    pub(crate) pet_type: String,
    pub(crate) lives: i64,
    pub(crate) kittens: Option<Vec<Pet>>,
}

impl Json for Cat {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        static FIELDS: Fields = Fields::new(&["petType", "lives"], &["kittens"]);
        let mut pet_type = None;
        let mut lives = None;
        let mut kittens = None;
        r.begin_object(&FIELDS)?;
        while let Some(field) = r.next_field() {
            match field {
                0 => r.get(&mut pet_type),
                1 => r.get(&mut lives),
                2 => r.get_optional(&mut kittens),
                _ => r.skip(),
            }
        }
        Some(Self { pet_type: pet_type?, lives: lives?, kittens })
    }

    fn write(&self, w: &mut Writer) {
        w.begin_object();
        w.field("petType", &self.pet_type);
        w.field("lives", &self.lives);
        w.optional("kittens", &self.kittens);
        w.end_object();
    }
}

/// Lacks the discriminator: the union writes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dog {
    pub(crate) friends: Option<Vec<Pet>>,
    pub(crate) additional: BTreeMap<String, RawJson>,
}

impl Json for Dog {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        static FIELDS: Fields = Fields::new(&[], &["friends"]);
        let mut friends = None;
        let mut additional = BTreeMap::new();
        r.begin_object(&FIELDS)?;
        while let Some(field) = r.next_field() {
            match field {
                0 => r.get_optional(&mut friends),
                _ => r.get_extra(&mut additional),
            }
        }
        Some(Self { friends, additional })
    }

    fn write(&self, w: &mut Writer) {
        w.begin_object();
        w.optional("friends", &self.friends);
        w.extra(&self.additional);
        w.end_object();
    }
}

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
