//! The steps of a reader through objects and lists.
//!
//! In: a reader at an object or a list. Out: the places of what is in it, one after the other. It must not read the values.

use std::collections::BTreeMap;

use jiter::{Jiter, JiterResult};

use super::cursor::Step;
use super::fields::Fields;
use super::trail::{DEPTH, Frame, Object};
use super::{Json, Reader};

/// What [`Reader::next_field`] returns for a property that the type does not name.
const UNNAMED: usize = usize::MAX;

/// An object of which nothing is named: every property is the caller's.
static NO_FIELDS: Fields = Fields::new(&[]);

impl<'j> Reader<'j> {
    /// Enters an object whose properties have names.
    pub fn begin_object(&mut self, fields: &'static Fields) -> Option<()> {
        let start = self.begins(b'{', "an object")?;
        let object = Object { fields, hint: 0, seen: [0; 2], required_seen: 0 };
        self.enter(Frame { start, current: 0, object: Some(object) })
    }

    /// Enters an object whose keys are the caller's; [`next_key`](Self::next_key) steps through it.
    pub fn begin_map(&mut self) -> Option<()> {
        self.begin_object(&NO_FIELDS)
    }

    /// Enters a list; [`next_item`](Self::next_item) steps through it.
    pub fn begin_array(&mut self) -> Option<()> {
        let start = self.begins(b'[', "a list")?;
        self.enter(Frame { start, current: 0, object: None })
    }

    fn enter(&mut self, frame: Frame) -> Option<()> {
        if self.trail.frames.len() >= DEPTH {
            let found = format!("more than {DEPTH} levels");
            self.trail.fail(frame.start, "less nesting".into(), found.into());
            return None;
        }
        self.trail.frames.push(frame);
        Some(())
    }

    /// Goes to the value of the next property and returns the property's index; a number beyond all indexes is a property
    /// that is not named.
    ///
    /// `None` is the end of the object, or an error: a property that came before, required ones that did not come.
    pub fn next_field(&mut self) -> Option<usize> {
        if self.trail.error.is_some() {
            return None;
        }
        let depth = self.trail.frames.len();
        let frame = self.trail.frames.last_mut()?;
        let object = frame.object.as_mut()?;
        let before = self.cursor.at();
        let first = std::mem::replace(&mut frame.current, 0) == 0;
        let index = match self.cursor.field(first, object.fields, object.hint) {
            Some(Step::Field(index)) => index,
            Some(Step::Key(key)) => match object.fields.find(&key, object.hint) {
                Some(index) => index,
                None => {
                    self.key.clear();
                    self.key.push_str(&key);
                    frame.current = self.cursor.at();
                    return Some(UNNAMED);
                }
            },
            Some(Step::End) => {
                if object.required_seen < object.fields.required {
                    self.trail.missing();
                    return None;
                }
                self.trail.frames.pop();
                self.trail.forget(depth);
                return None;
            }
            None => return self.broken(before, if first { first_key } else { next_key }),
        };
        frame.current = self.cursor.at();
        object.hint = index + 1;
        let again = match object.seen.get_mut(index / 64) {
            Some(seen) => {
                let bit = 1 << (index % 64);
                let again = *seen & bit != 0;
                *seen |= bit;
                again
            }
            None => {
                let again = self.trail.beyond.contains(&(depth, index));
                self.trail.beyond.push((depth, index));
                again
            }
        };
        if again {
            self.trail.twice();
            return None;
        }
        object.required_seen += usize::from(object.fields.is_required(index));
        Some(index)
    }

    /// Goes to the value of the next property and returns its key. `None` is the end of the object, or an error.
    pub fn next_key(&mut self) -> Option<String> {
        self.next_field().map(|_| std::mem::take(&mut self.key))
    }

    /// Goes to the next item of a list. `false` is the end of the list, or an error.
    pub fn next_item(&mut self) -> bool {
        if self.trail.error.is_some() {
            return false;
        }
        let Some(frame) = self.trail.frames.last_mut() else { return false };
        let count = std::mem::replace(&mut frame.current, 0);
        let before = self.cursor.at();
        match self.cursor.item(count == 0) {
            Some(true) => {
                frame.current = count + 1;
                true
            }
            Some(false) => {
                self.trail.frames.pop();
                false
            }
            None => {
                self.broken::<()>(before, if count == 0 { first_item } else { next_item });
                false
            }
        }
    }

    /// Records what is wrong with the step from a place, as the tokenizer tells it.
    #[cold]
    fn broken<T>(
        &mut self,
        before: usize,
        step: fn(&mut Jiter<'j>) -> JiterResult<()>,
    ) -> Option<T> {
        self.cursor.back(before);
        if self.tokenize(step).is_some() {
            let at = self.cursor.at();
            self.trail.mismatch(at, "another text");
        }
        None
    }

    /// Reads the current property into its slot.
    #[inline]
    pub fn required<T: Json>(&mut self, slot: &mut Option<T>) {
        *slot = T::read(self);
    }

    /// Reads the current property into its slot; `null`, unless it is a value of the type, leaves it empty.
    #[inline]
    pub fn optional<T: Json>(&mut self, slot: &mut Option<T>) {
        if T::NULL || !self.take_null() {
            *slot = T::read(self);
        }
    }

    /// Reads the current property, which is not named, into the map of additional ones. A key that is there already is an error.
    #[inline]
    pub fn extra<T: Json>(&mut self, extra: &mut BTreeMap<String, T>) {
        let key = std::mem::take(&mut self.key);
        if let Some(value) = T::read(self)
            && extra.insert(key, value).is_some()
        {
            self.trail.twice();
        }
    }
}

fn first_key(jiter: &mut Jiter<'_>) -> JiterResult<()> {
    jiter.known_object().map(drop)
}

fn next_key(jiter: &mut Jiter<'_>) -> JiterResult<()> {
    jiter.next_key().map(drop)
}

fn first_item(jiter: &mut Jiter<'_>) -> JiterResult<()> {
    jiter.known_array().map(drop)
}

fn next_item(jiter: &mut Jiter<'_>) -> JiterResult<()> {
    jiter.array_step().map(drop)
}
