//! Stand-in until the codec is merged.
#![allow(missing_docs)]
pub struct Reader<'a>(pub &'a [u8]);
#[derive(Default)]
pub struct Writer(pub Vec<u8>);
pub trait Json: Sized {
    fn read(r: &mut Reader<'_>) -> Option<Self>;
    fn write(&self, w: &mut Writer);
}
#[derive(Clone, Debug)]
pub struct DecodeError;
impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("decode")
    }
}
impl std::error::Error for DecodeError {}
pub fn from_slice<T: Json>(b: &[u8]) -> Result<T, DecodeError> {
    T::read(&mut Reader(b)).ok_or(DecodeError)
}
pub fn to_vec<T: Json + ?Sized>(v: &T) -> Vec<u8> {
    let mut w = Writer::default();
    v.write(&mut w);
    w.0
}
pub fn to_string<T: Json + ?Sized>(v: &T) -> String {
    String::from_utf8_lossy(&to_vec(v)).into_owned()
}
impl Json for i64 {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        std::str::from_utf8(r.0).ok()?.trim().parse().ok()
    }
    fn write(&self, w: &mut Writer) {
        w.0.extend_from_slice(self.to_string().as_bytes());
    }
}
impl Json for String {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(std::str::from_utf8(r.0).ok()?.strip_prefix('"')?.strip_suffix('"')?.into())
    }
    fn write(&self, w: &mut Writer) {
        w.0.extend_from_slice(format!("{self:?}").as_bytes());
    }
}
impl<T: Json> Json for Vec<T> {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let text = std::str::from_utf8(r.0).ok()?.strip_prefix('[')?.strip_suffix(']')?;
        text.split(',').map(|t| T::read(&mut Reader(t.as_bytes()))).collect()
    }
    fn write(&self, w: &mut Writer) {
        w.0.push(b'[');
        for (i, v) in self.iter().enumerate() {
            if i > 0 {
                w.0.push(b',');
            }
            v.write(w);
        }
        w.0.push(b']');
    }
}
