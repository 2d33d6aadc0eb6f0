//! Arrays: what their items are, also where places or alternatives give them several types.
//!
//! In: a schema of an array, or several things that items may be. Out: one [`Item`]. It must not know how a union is made.

use serde_json::Value;

use super::Lower;
use super::form::{Alternative, Form, Item, is_false};
use super::node::Node;
use crate::diagnostic::{Code, Place};

/// What stands where several things are joined: it says nothing of them itself.
static NOTHING: Value = Value::Null;

impl<'a> Lower<'a, '_> {
    /// Reads an array's `items`, `prefixItems` and, of older dialects, lists of `items`.
    pub(super) fn list_form(&mut self, node: &Node<'a>) -> Form<'a> {
        let listed = node.key("items").is_some_and(Value::is_array);
        let (key, rest) =
            if listed { ("items", "additionalItems") } else { ("prefixItems", "items") };
        let places = node.items(key);
        let rest = node.child(rest);
        if places.is_empty() {
            return Form::List(rest.filter(|_| !listed).map_or(Item::Any, Item::Node));
        }
        let most = node.key("maxItems").and_then(Value::as_u64);
        let ended = rest.as_ref().is_some_and(|rest| is_false(Some(rest.value)))
            || most.is_some_and(|most| usize::try_from(most).is_ok_and(|m| m <= places.len()));
        let open = !ended && rest.as_ref().is_none_or(|r| r.value == &Value::Bool(true));
        let mut items: Vec<Item<'a>> = places.into_iter().map(Item::Node).collect();
        items.extend(rest.filter(|_| !ended && !open).map(Item::Node));
        let item = self.joined(items, &node.place.child(key));
        // A union is open: it keeps what is none of the listed types.
        let (item, how) = match item {
            Item::Form { form, .. } if open && !matches!(*form, Form::Union(_)) => {
                (Item::Any, "further items may be anything, so they are raw JSON")
            }
            item => (item, "that each place has its own type is not checked"),
        };
        self.report(Code::IgnoredPart, &node.place.child(key), format!("`{key}`: {how}"));
        Form::List(item)
    }

    /// Returns what is any of several things. `place`: one where no other type stands.
    pub(super) fn joined(&mut self, items: Vec<Item<'a>>, place: &Place) -> Item<'a> {
        let at = Node::new(self.document, &NOTHING, place.clone());
        let mut any_null = false;
        let mut alternatives = Vec::new();
        for item in items {
            match item {
                Item::Any => return Item::Any,
                Item::Node(node) if is_false(Some(node.value)) || node.is_null() => {
                    any_null |= node.is_null();
                }
                Item::Node(node) => {
                    any_null |= self.nullable(&node);
                    alternatives.push(Alternative { form: self.form(&node), node });
                }
                Item::Form { form, nullable, node } => {
                    any_null |= nullable;
                    alternatives.push(Alternative { form: *form, node });
                }
            }
        }
        let form = Box::new(self.simplified(alternatives, None, false, &at));
        Item::Form { form, nullable: any_null, node: at }
    }
}
