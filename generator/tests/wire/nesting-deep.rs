//! Objects within objects, each of its own type.

use nesting_deep::runtime::json;
use nesting_deep::types::Deep;

#[test]
fn every_level_is_read() {
    // From the outside: two levels are called `level`, then one `part`.
    let keys = ["level", "level", "part"];
    let mut text = r#""end""#.to_owned();
    for level in (0..55).rev() {
        let key = keys[level % 3];
        text = match key {
            "part" => format!(r#"{{"part":{text},"of":{level}}}"#),
            _ => format!(r#"{{"level":{text}}}"#),
        };
    }
    let deep: Deep = json::from_str(&text).unwrap();
    let part = deep.level.as_ref().and_then(|it| it.level.as_ref()).expect("a level");
    assert_eq!(part.of, Some(2));
    assert_eq!(json::to_string(&deep), text);
}
