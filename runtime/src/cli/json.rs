//! What the program prints: JSON, on one line.
//!
//! In: replies. Out: text. It must not know how they came.

use http::HeaderMap;

use super::run::Reply;
use super::show::Shown;
use crate::json::{Base64, Json, Reader, Writer};

/// A reply as scripts read it: `{"status": 200, "headers": {…}, "body": …}`.
pub(crate) struct Whole<'r>(pub(crate) &'r Reply);

/// The body of a reply alone.
pub(crate) struct BodyOnly<'r>(pub(crate) &'r Reply);

/// What is only written.
pub(crate) trait Write {
    fn write(&self, w: &mut Writer);
}

/// Returns what is printed: one reply, or a list of them.
pub(crate) fn text<'r, W: Write + 'r>(
    replies: &'r [Reply],
    many: bool,
    of: fn(&'r Reply) -> W,
) -> String {
    let mut w = Writer::new();
    if many {
        w.begin_array();
        for reply in replies {
            w.item(&Written(of(reply)));
        }
        w.end_array();
    } else if let Some(reply) = replies.first() {
        of(reply).write(&mut w);
    }
    String::from_utf8_lossy(&w.into_vec()).into_owned()
}

impl Write for Whole<'_> {
    fn write(&self, w: &mut Writer) {
        w.begin_object();
        w.required("status", &i64::from(self.0.status.as_u16()));
        w.required("headers", &Written(Headers(&self.0.headers)));
        w.required("body", &Written(BodyOnly(self.0)));
        w.end_object();
    }
}

impl Write for BodyOnly<'_> {
    fn write(&self, w: &mut Writer) {
        match &self.0.body {
            Shown::Nothing => w.plain("null"),
            Shown::Json(text) => w.plain(text),
            Shown::Text(text) => w.text(text),
            Shown::Bytes(bytes) => {
                w.begin_object();
                w.required("base64", &Base64::from(bytes.to_vec()));
                w.end_object();
            }
        }
    }
}

struct Headers<'r>(&'r HeaderMap);

impl Write for Headers<'_> {
    fn write(&self, w: &mut Writer) {
        w.begin_object();
        for name in self.0.keys() {
            let values = self.0.get_all(name).iter();
            let values: Vec<String> = values
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .collect();
            match values.as_slice() {
                [one] => w.required(name.as_str(), one),
                _ => w.required(name.as_str(), &values),
            }
        }
        w.end_object();
    }
}

/// Gives what is only written to a writer, which takes codecs.
struct Written<W>(W);

impl<W: Write> Json for Written<W> {
    fn read(_: &mut Reader<'_>) -> Option<Self> {
        None
    }

    fn write(&self, w: &mut Writer) {
        self.0.write(w);
    }
}
