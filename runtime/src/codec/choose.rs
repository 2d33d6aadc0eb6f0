//! Chooses a union's variant by one look at the value.
//!
//! In: [`Shapes`], a reader at a value. Out: a variant's index, or none. It must not read the value, and it never fails: what
//! fits no variant is kept as it is.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::fields::position;
use super::number::is_whole;
use super::shapes::{Form, Kind, Mark, Shapes};
use super::{Reader, unknown};

/// How often a choice may be made at one place: a union of nothing but itself must end.
const NESTED: usize = 32;

impl Reader<'_> {
    /// Reads the value at the cursor by the text of one of its properties: `read` gets it, or an empty one where it is absent, or
    /// `None` where the value is no object.
    ///
    /// The value is looked through up to that property, and nothing of it is kept.
    pub fn by_tag<T>(
        &mut self,
        key: &str,
        read: fn(&mut Self, Option<&str>) -> Option<T>,
    ) -> Option<T> {
        match find_tag(self.cursor, key) {
            Found::Text(tag) => read(self, Some(&tag)),
            Found::Nothing => read(self, Some("")),
            Found::NoObject => {
                unknown::note();
                read(self, None)
            }
        }
    }

    /// Chooses the variant of the value at the cursor, which stays where it is. `None`: the value fits none.
    ///
    /// The value is looked through once, and nothing of it is kept. It is never an error: the value is read afterwards, as the
    /// variant or as [`RawJson`](super::RawJson).
    pub fn choose(&mut self, shapes: &'static Shapes) -> Option<usize> {
        let place = self.place();
        let (last, times) = self.chosen;
        self.chosen = if last == place { (place, times + 1) } else { (place, 1) };
        if self.trail.error.is_some() {
            return None;
        }
        let chosen = if self.chosen.1 > NESTED { None } else { self.chosen(shapes) };
        if chosen.is_none() {
            unknown::note();
        }
        chosen
    }

    fn chosen(&self, shapes: &'static Shapes) -> Option<usize> {
        let value = self.cursor;
        match &shapes.0 {
            Kind::Tagged { key, tags, otherwise } => by_tag(value, key, tags, *otherwise),
            Kind::Marked { marks, variants, together: several } => {
                let found = if *several {
                    together(value, marks)
                } else {
                    by_mark(value, marks).map(|(mark, _)| mark)
                };
                found.map(|mark| variants.get(mark).copied().unwrap_or(mark))
            }
        }
    }
}

fn by_tag(
    value: Cursor<'_>,
    key: &str,
    tags: &[&[&str]],
    otherwise: Option<usize>,
) -> Option<usize> {
    match find_tag(value, key) {
        Found::Text(tag) => tags.iter().position(|tags| tags.contains(&&*tag)).or(otherwise),
        Found::Nothing => otherwise,
        Found::NoObject => None,
    }
}

/// What a look for a discriminator finds.
enum Found<'j> {
    Text(Cow<'j, str>),
    /// An object without it, or whose is no text.
    Nothing,
    /// Another kind of value, or a mistake of syntax.
    NoObject,
}

fn find_tag<'j>(value: Cursor<'j>, key: &str) -> Found<'j> {
    tag(value, key).unwrap_or(Found::NoObject)
}

fn tag<'j>(mut value: Cursor<'j>, key: &str) -> Option<Found<'j>> {
    let mut first = true;
    if value.peek()? != b'{' {
        return None;
    }
    while let Some(found) = value.key(first)? {
        if found == key && value.peek()? == b'"' {
            return value.string().map(Found::Text);
        }
        value.skip().ok()?;
        first = false;
    }
    Some(Found::Nothing)
}

/// How well a variant fits, compared from the first to the last: the kind, constants, known keys, whether
/// the rest is kept, required keys.
type Fit = (usize, usize, usize, bool, usize);

/// The fit of a variant by its kind alone.
const fn kind(rank: usize) -> Option<Fit> {
    Some((rank, 0, 0, false, 0))
}

/// Chooses among marks of which the last has the keys of all others.
fn together(mut value: Cursor<'_>, marks: &'static [Mark]) -> Option<usize> {
    let (_, single) = marks.split_last()?;
    let is_object = value.peek() == Some(b'{');
    let (best, (_, _, known, ..)) = by_mark(value, single)?;
    let fits = is_object && matches!(single.get(best), Some(Mark(Form::Object { .. })));
    let all = by_mark(value, marks.get(single.len()..)?).filter(|_| fits);
    match all {
        Some((_, (_, _, more, ..))) if more > known => Some(single.len()),
        _ => Some(best),
    }
}

/// Chooses among marks.
fn by_mark(mut value: Cursor<'_>, marks: &'static [Mark]) -> Option<(usize, Fit)> {
    let peek = value.peek()?;
    if peek == b'{' {
        return by_keys(value, marks);
    }
    if peek == b'[' {
        return best(marks, |_, form| match form {
            Form::Array(items) => first_item(value, items),
            Form::Any => kind(0),
            _ => None,
        });
    }
    if peek == b'"' {
        let text = value.string()?;
        return best(marks, |_, form| match form {
            Form::Text(texts) if texts.contains(&&*text) => kind(2),
            Form::String => kind(1),
            Form::Any => kind(0),
            _ => None,
        });
    }
    let number = matches!(peek, b'-' | b'0'..=b'9');
    let start = value.at();
    if number {
        value.skip().ok()?;
    }
    let integer = number && value.since(start).is_some_and(is_whole);
    best(marks, |_, form| match form {
        Form::Integer if integer => kind(2),
        Form::Number if number => kind(1),
        Form::Boolean if peek == b't' || peek == b'f' => kind(1),
        Form::Null if peek == b'n' => kind(1),
        Form::Any => kind(0),
        _ => None,
    })
}

/// Returns the variant that fits best; of equals the first.
fn best(
    marks: &'static [Mark],
    fit: impl Fn(usize, &'static Form) -> Option<Fit>,
) -> Option<(usize, Fit)> {
    let mut best: Option<(usize, Fit)> = None;
    for (variant, mark) in marks.iter().enumerate() {
        if let Some(fit) = fit(variant, &mark.0)
            && best.is_none_or(|(_, other)| fit > other)
        {
            best = Some((variant, fit));
        }
    }
    best
}

/// Tells how well a list fits by its first item; an empty list fits every list.
fn first_item(mut list: Cursor<'_>, items: &'static [Mark]) -> Option<Fit> {
    if list.item(true)? {
        by_mark(list, items).map(|(_, (rank, a, b, c, d))| (rank + 1, a, b, c, d))
    } else {
        kind(1)
    }
}

/// What the keys of an object say about one variant.
#[derive(Clone, Default)]
struct Count {
    refused: bool,
    constants: usize,
    required: usize,
    known: usize,
    unknown: usize,
    /// Where the next key is expected in both lists.
    next: (usize, usize),
}

/// The constants that stand at one key, each with its variant.
type Constants = Vec<(usize, &'static [&'static str])>;

fn by_keys(mut object: Cursor<'_>, marks: &'static [Mark]) -> Option<(usize, Fit)> {
    let mut counts = vec![Count::default(); marks.len()];
    let mut constants = Constants::new();
    let mut first = true;
    while let Some(name) = object.key(first)? {
        count(&name, marks, &mut counts, &mut constants);
        if constants.is_empty() {
            object.skip().ok()?;
        } else {
            compare(&mut object, &mut counts, &mut constants)?;
        }
        first = false;
    }
    best(marks, |variant, form| match form {
        Form::Object { required, closed, keeps, .. } => {
            let count = counts.get(variant)?;
            let fits = !count.refused
                && count.required >= required.len()
                && !(*closed && count.unknown > 0);
            let kept = *keeps && count.unknown > 0;
            fits.then_some((1, count.constants, count.known, kept, count.required))
        }
        Form::Any => kind(0),
        _ => None,
    })
}

/// Counts a key for every variant, and collects the constants that its value is compared with.
fn count(name: &str, marks: &'static [Mark], counts: &mut [Count], constants: &mut Constants) {
    for (variant, (mark, count)) in marks.iter().zip(counts).enumerate() {
        let Form::Object { required, known, constants: ours, .. } = &mark.0 else { continue };
        match position(known, name, count.next.0) {
            Some(place) => {
                count.known += 1;
                count.next.0 = place + 1;
            }
            None => count.unknown += 1,
        }
        if let Some(place) = position(required, name, count.next.1) {
            count.required += 1;
            count.next.1 = place + 1;
        }
        let ours = ours.iter().find(|(key, texts)| !texts.is_empty() && *key == name);
        constants.extend(ours.map(|(_, texts)| (variant, *texts)));
    }
}

/// Reads the value of a key that is constant in some variants.
fn compare(object: &mut Cursor<'_>, counts: &mut [Count], constants: &mut Constants) -> Option<()> {
    let text = if object.peek()? == b'"' {
        object.string()?
    } else {
        let start = object.at();
        object.skip().ok()?;
        object.since(start).map(Cow::Borrowed)?
    };
    for (variant, texts) in constants.drain(..) {
        let count = counts.get_mut(variant)?;
        if texts.contains(&&*text) {
            count.constants += 1;
        } else {
            count.refused = true;
        }
    }
    Some(())
}
