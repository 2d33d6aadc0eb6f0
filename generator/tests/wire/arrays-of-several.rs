//! Arrays whose items have several types.

use arrays_of_several::runtime::json::{self, Json};
use arrays_of_several::types::*;

/// Reads, and sends back what came.
fn same<T: Json>(text: &str) -> T {
    let value: T = json::from_str(text).expect(text);
    assert_eq!(json::to_string(&value), text, "sent back as it came");
    value
}

#[test]
fn tuples() {
    let pair: Pair = same(r#"["a",1]"#);
    assert!(matches!(pair.as_slice(), [PairItem::String(_), PairItem::Integer(1)]));
    assert_eq!(
        json::to_string(&vec![PairItem::from("a".to_owned()), PairItem::from(2)]),
        r#"["a",2]"#
    );
    let open: Open = same(r#"["a",{"end":true},[1]]"#);
    assert!(matches!(
        open.as_slice(),
        [OpenItem::String(_), OpenItem::End(_), OpenItem::Unknown(_)]
    ));
    // More may follow, of any type.
    let point: Point = same(r#"[1.50,2,"label"]"#);
    assert_eq!(point[0].as_str(), "1.50");
    assert_eq!(same::<Old>("[1.5,null]"), [Some(1.5), None]);
}

#[test]
fn arrays_as_alternatives() {
    let Lists::List(list) = same(r#"["a",{"a":1}]"#) else { panic!() };
    assert!(
        matches!(list.as_slice(), [ListsListItem::String(_), ListsListItem::Row(row)] if row.a == 1)
    );
    assert!(matches!(same("true"), Lists::Boolean(true)));
    assert!(matches!(same("[]"), Lists::List(list) if list.is_empty()));
}
