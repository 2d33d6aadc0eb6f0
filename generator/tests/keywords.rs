//! Every keyword of a schema that the table calls read is read, and no other is.

use std::fs;
use std::path::Path;

use portolan_generator::shape::{Use, table};

#[test]
fn what_the_table_calls_read_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lower");
    let mut readers = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "rs") {
            readers.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    for key in table::SCHEMA.keys {
        let read = readers.contains(&format!("\"{}\"", key.name));
        match key.used {
            Use::Read | Use::Told | Use::Placed(_) => {
                assert!(read, "`{}` is called read, but nobody reads it", key.name)
            }
            Use::Unchecked(why) | Use::Lost(why) => assert!(!why.is_empty()),
            Use::Prose => {}
        }
    }
}
